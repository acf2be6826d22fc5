"""Files to searchable versions: only what changed, restartable at any moment, visible one document at a time."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import sqlalchemy as sa

from knowledge import tables as t
from knowledge.catalogue import Entry
from knowledge.documents import Declared, Document, Problem
from knowledge.errors import InvalidInput, UnreadableFile
from knowledge.listing import Skipped
from knowledge.progress import Progress, ProgressCallback, silent
from knowledge.publish import Change, Publisher
from knowledge.store import Store
from knowledge.units import split
from knowledge.vectors import Vectors, text_hash
from knowledge.version_rows import Prepared, fingerprint

log = logging.getLogger(__name__)

#: What reads and splits: raise it when the readers or the splitter find other words in the same bytes.
READING = "3"
#: What is gathered before it is embedded together, so that texts of similar length meet in a batch.
_WAVE_UNITS = 1500
_WAVE_DOCUMENTS = 100

Reader = Callable[[str, bytes], Document]


@dataclass(frozen=True, slots=True)
class Description:
    """What an organisation says of a file."""

    declared: Declared
    document: str | None = None  #: the document of which the file is another version; None: the file's own
    problems: tuple[Problem, ...] = ()  #: what in the file's own declarations was not used


@dataclass(frozen=True, slots=True)
class Source:
    """A file to ingest."""

    name: str
    origin: str  #: the folder it lies in, or how it came
    load: Callable[[], bytes]
    describe: Callable[[Document], Description]
    declared_outside: str = ""  #: anything that tells whether `describe` may say something else than last time
    archived: bool = False  #: known before reading that it is a version in a file of its own: such go first


@dataclass(frozen=True, slots=True)
class Failed:
    """A file, or a page of one, that could not be read."""

    name: str
    reason: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """What became of each file, by name."""

    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    unchanged: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    left: tuple[str, ...] = ()  #: still there though their file is no longer in the folder: they were not pruned
    skipped: tuple[Skipped, ...] = ()
    failed: tuple[Failed, ...] = ()  #: nothing of them was stored; an earlier version stays
    partly: tuple[Failed, ...] = ()  #: stored without this part
    units: int = 0  #: of what was added or updated


@dataclass(slots=True)
class _Run:
    """What one ingest has done so far."""

    total: int
    progress: ProgressCallback
    names: dict[Change, list[str]] = field(default_factory=lambda: {change: [] for change in Change})
    failed: list[Failed] = field(default_factory=list)
    partly: list[Failed] = field(default_factory=list)
    wave: list[Prepared] = field(default_factory=list)
    units: int = 0
    done: int = 0

    def finished(self, count: int = 1) -> None:
        """Say that so many more files are done."""
        self.done += count
        self.progress(Progress("documents", self.done, self.total))


class Ingester:
    """Reads, splits, embeds and publishes files."""

    def __init__(self, store: Store, vectors: Vectors, publisher: Publisher, read: Reader) -> None:
        self._store = store
        self._vectors = vectors
        self._publisher = publisher
        self._read = read

    def ingest(
        self,
        sources: Sequence[Source],
        *,
        skipped: Sequence[Skipped] = (),
        origin: str | None = None,
        prune: bool = False,
        progress: ProgressCallback = silent,
    ) -> IngestReport:
        """Bring files in; what is there already costs a hash.

        Args:
            sources: the files.
            skipped: files left alone, for the report.
            origin: the folder of which these are all files; None: they are single files.
            prune: remove versions that came from that folder and whose file is not among the sources.
            progress: told about every document and every batch of embeddings.
        """
        run = _Run(len(sources), progress)
        job = self._begin(sources, origin)
        known = self._store.catalogue().by_source
        for source in sorted(sources, key=lambda source: not source.archived):
            prepared = self._prepare(source, known.get(source.name), run)
            if prepared is None:
                run.finished()
                continue
            run.wave.append(prepared)
            if len(run.wave) >= _WAVE_DOCUMENTS or sum(len(each.units) for each in run.wave) >= _WAVE_UNITS:
                self._flush(run)
        self._flush(run)
        kept = {source.name for source in sources} | {skip.name for skip in skipped}
        gone = self._gone(origin, kept) if origin is not None else []
        names = tuple(sorted({entry.source for entry in gone}))
        if prune:
            self._publisher.remove(gone, "its file left the folder")
        if not self._others_at_work(job):  # what they have embedded and not yet stored must stay
            self._publisher.drop_unused_embeddings()
        report = IngestReport(
            added=tuple(run.names[Change.ADDED]),
            updated=tuple(run.names[Change.UPDATED]),
            unchanged=tuple(run.names[Change.UNCHANGED]),
            removed=names if prune else (),
            left=names if not prune else (),
            skipped=tuple(skipped),
            failed=tuple(run.failed),
            partly=tuple(run.partly),
            units=run.units,
        )
        self._finish(job, report)
        return report

    def _prepare(self, source: Source, known: Entry | None, run: _Run) -> Prepared | None:
        """A file read and split; None where nothing is to be done, which the run then knows."""
        try:
            data = source.load()
            file_hash = fingerprint(data, f"{READING}\0{source.declared_outside}")
            if known is not None and (known.file_hash, known.origin) == (file_hash, source.origin):
                run.names[Change.UNCHANGED].append(source.name)
                return None
            prepared = _prepared(source, self._read(source.name, data), file_hash)
        except UnreadableFile as error:
            page = error.details.get("page")
            run.failed.append(Failed(source.name, error.reason, page if isinstance(page, int) else None))
            return None
        except InvalidInput as error:
            run.failed.append(Failed(source.name, error.message))
            return None
        except OSError as error:
            run.failed.append(Failed(source.name, f"The file cannot be read: {error.strerror or error}."))
            return None
        run.partly.extend(Failed(source.name, problem.reason, problem.page) for problem in prepared.problems)
        return prepared

    def _flush(self, run: _Run) -> None:
        """Embed and publish what was gathered."""
        texts = {text_hash(text): text for prepared in run.wave for text in prepared.texts()}
        wanted = {known: texts[known] for known in self._vectors.missing(texts)}
        self._vectors.embed(wanted, lambda done: run.progress(Progress("embed", done, len(wanted))))
        for prepared in run.wave:
            try:
                change = self._publisher.publish(prepared)
            except InvalidInput as error:
                run.failed.append(Failed(prepared.source, error.message))
            else:
                run.names[change].append(prepared.source)
                run.units += len(prepared.units) if change is not Change.UNCHANGED else 0
            run.finished()
        run.wave.clear()

    def _gone(self, origin: str, kept: Iterable[str]) -> list[Entry]:
        """The versions that came from a folder and whose file is no longer among its files."""
        catalogue = self._store.catalogue()
        gone = catalogue.by_source.keys() - set(kept)
        return [entry for entry in catalogue.entries if entry.source in gone and entry.origin == origin]

    def end_interrupted(self) -> int:
        """Mark jobs that a crash has ended; only where no other process works on this library. Returns how many."""
        ended = {"finished_at": datetime.now(UTC), "report": json.dumps({"interrupted": True})}
        with self._store.database.writing() as connection:
            return connection.execute(t.jobs.update().where(t.jobs.c.finished_at.is_(None)).values(ended)).rowcount

    def _others_at_work(self, job: int) -> bool:
        since = datetime.now(UTC) - _LONGEST_JOB  # one from before was killed in another process
        others = sa.select(t.jobs.c.id).where(
            t.jobs.c.finished_at.is_(None), t.jobs.c.id != job, t.jobs.c.started_at > since
        )
        with self._store.database.reading() as connection:
            return connection.execute(others).first() is not None

    def _begin(self, sources: Sequence[Source], folder: str | None) -> int:
        origin = folder or next((source.origin for source in sources), "")
        with self._store.database.writing() as connection:
            row = t.jobs.insert().values(kind="ingest", source=origin, started_at=datetime.now(UTC))
            return int(connection.execute(row.returning(t.jobs.c.id)).scalar_one())

    def _finish(self, job: int, report: IngestReport) -> None:
        counts = {name: value if isinstance(value, int) else len(value) for name, value in asdict(report).items()}
        facts = {"finished_at": datetime.now(UTC), "report": json.dumps(counts)}
        with self._store.database.writing() as connection:
            connection.execute(t.jobs.update().where(t.jobs.c.id == job).values(facts))
            old = sa.select(t.jobs.c.id).order_by(t.jobs.c.id.desc()).offset(_KEPT_JOBS)
            connection.execute(t.jobs.delete().where(t.jobs.c.id.in_(old)))


_KEPT_JOBS = 1000
_LONGEST_JOB = timedelta(days=1)


def _prepared(source: Source, document: Document, file_hash: str) -> Prepared:
    description = source.describe(document)
    passages, units = split(document)
    stem = PurePosixPath(source.name).stem.replace("-", " ").replace("_", " ").strip()
    return Prepared(
        document=description.document or source.name,
        origin=source.origin,
        source=source.name,
        archived=description.document not in {None, source.name},
        declared=description.declared,
        title=description.declared.title or document.title or stem or source.name,
        media_type=document.media_type,
        text=document.text,
        file_hash=file_hash,
        passages=passages,
        units=units,
        problems=(*document.problems, *description.problems),
    )
