"""Temporary data folders to measure in: a suite's documents, ingested as an owner would, and an assistant over them."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Self

from assistant.answer import Answerer
from assistant.answers import Answer, Question, Turn
from assistant.decide import Calibration, shipped_calibration
from assistant.receipts import Receipts
from assistant.retrieve import Retriever
from evals.case import Case
from evals.scorers import Source
from evals.vector_cache import RememberingEmbedder, default_cache
from knowledge.documents import CUSTOMER_AUDIENCES, STAFF_AUDIENCES, Audience, Declared, Scope
from knowledge.embed import Embedder
from knowledge.errors import InvalidInput
from knowledge.library import Library
from knowledge.listing import Skipped

MakeEmbedder = Callable[[], Embedder]


@dataclass(frozen=True, slots=True)
class Documents:
    """What a data folder holds."""

    folder: Path
    exclude: tuple[str, ...] = ()
    audience: Audience = Audience.PUBLIC
    today: date = date.min
    texts: tuple[tuple[str, str], ...] = ()  #: instead of a folder: name and text of each document


@dataclass(frozen=True)
class Place:
    """An organisation's documents, ready to be asked."""

    documents: Documents
    library: Library
    calibration: Calibration
    skipped: tuple[Skipped, ...] = ()  #: files that are no documents, with the reason

    @cached_property
    def receipts(self) -> Receipts:
        """Where answers leave their receipts."""
        return Receipts(self.library.database)

    @cached_property
    def answerer(self) -> Answerer:
        """Answers as it ships, or with the calibration that is to be measured."""
        return Answerer(self.library, self.receipts, self.calibration)

    @cached_property
    def retriever(self) -> Retriever:
        """Searches as questions are searched for."""
        return Retriever(self.library)

    @cached_property
    def willing(self) -> Answerer:
        """Answers whatever it finds: what would have been said is needed to draw risk against coverage."""
        return Answerer(self.library, self.receipts, replace(self.calibration, threshold=0.0))

    def question(self, case: Case) -> Question:
        """A case as the assistant gets it."""
        return Question(case.question, self.scope(case), tuple(Turn("user", text) for text in case.history))

    def features(self, answer: Answer, case: Case) -> dict[str, float]:
        """What the decision saw, as the answer's receipt keeps it."""
        return dict(self.receipts.get(answer.receipt_id, self.scope(case).audiences).features)

    @cached_property
    def sources(self) -> dict[str, Source]:
        """The version that each path in the document folder became."""
        entries = self.library.catalogue().by_source
        return {
            path: Source(entry.version.id, self.library.version_text(entry.version.id))
            for path, entry in entries.items()
        }

    def scope(self, case: Case) -> Scope:
        """What the one who asks may see, on the day they ask about."""
        audiences = STAFF_AUDIENCES if case.role == "staff" else CUSTOMER_AUDIENCES
        return Scope(audiences, case.as_of or self.documents.today)


class Workplace:
    """Makes places, one at a time; the folders are deleted at the end."""

    def __init__(
        self, make_embedder: MakeEmbedder, cache: Path | None = None, calibration: Calibration | None = None
    ) -> None:
        """Prepare; the embedder is made when the first place is.

        Args:
            make_embedder: makes what embeds questions and documents.
            cache: where embeddings of documents are kept between runs; None: the user's cache folder.
            calibration: the decision to measure; None: the one that ships with Pledge.
        """
        self._make_embedder = make_embedder
        self.calibration = calibration or shipped_calibration()
        self._cache = cache or default_cache()
        self._open = ExitStack()
        self._current: Place | None = None

    @cached_property
    def embedder(self) -> RememberingEmbedder:
        """What all places embed with."""
        return RememberingEmbedder(self._make_embedder(), self._cache)

    def place(self, documents: Documents) -> Place:
        """A place with these documents; it is closed when another is asked for.

        Raises:
            InvalidInput: a document cannot be read; nothing is measured on half of the documents.
        """
        if self._current is None or self._current.documents != documents:
            self._open.close()
            self._current = self._made(documents)
        return self._current

    def _made(self, documents: Documents) -> Place:
        folder = Path(self._open.enter_context(tempfile.TemporaryDirectory(prefix="pledge-eval-")))
        library = Library.open(folder, embedder=self.embedder, owner_note="pledge eval", today=lambda: documents.today)
        self._open.enter_context(library)
        skipped = _fill(library, documents, folder)
        return Place(documents, library, self.calibration, skipped)

    def close(self) -> None:
        """Delete the folders."""
        self._open.close()
        if "embedder" in self.__dict__:
            self.embedder.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def copy_of(place: Place, data: Path) -> None:
    """Make a data folder with the same documents, for a process of its own.

    Raises:
        InvalidInput: a document cannot be read.
    """
    documents = place.documents
    embedder = place.library.vectors.embedder
    with Library.open(data, embedder=embedder, owner_note="pledge eval", today=lambda: documents.today) as library:
        _fill(library, documents, data.parent)


def _fill(library: Library, documents: Documents, spare: Path) -> tuple[Skipped, ...]:
    """Ingests the documents; returns what is none."""
    declared = Declared(audience=documents.audience)
    report = library.ingest(_folder(documents, spare), declared=declared, exclude=documents.exclude)
    if report.failed:
        reasons = " ".join(
            f"{documents.folder.name}/{each.name} cannot be read: {each.reason}" for each in report.failed
        )
        left_out = " ".join(f'--exclude "{each.name}"' for each in report.failed)
        raise InvalidInput(f"{reasons} Mend them, or leave them out: {left_out} (in a suite: `exclude`).")
    return report.skipped


def _folder(documents: Documents, spare: Path) -> Path:
    """Where the documents are; texts without a folder are written into one first."""
    if not documents.texts:
        return documents.folder
    folder = spare / "documents"
    for name, text in documents.texts:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder
