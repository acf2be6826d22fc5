"""The owner's own suite: questions made from the owner's documents, each with its gold words, for review."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from assistant.commitments import CommitmentType, extract, units_in_context
from evals.plain_questions import question_about, question_for, question_for_row
from evals.workplace import Place
from knowledge.catalogue import Entry
from knowledge.documents import Audience, Passage, Unit, UnitKind
from knowledge.errors import Conflict, InvalidInput

#: A section with more units is too broad for "what do your rules say about …?".
_MOST_UNITS_OF_SECTION = 5
_FEWEST_DOCUMENTS_TO_LEAVE_OUT = 2
_SILENT_OF_DOCUMENT = 15
_PROMISING = frozenset({CommitmentType.PROMISE, CommitmentType.REMEDY})
_HEAD = """\
# Questions made from your documents. Please read each one: say it as your customers would, correct the gold words,
# delete what nobody would ask, and set "review: done". Questions under kind "unanswerable" were made from a document
# that is left out of the index when they are asked: make sure that no other document answers them.
# Add your own questions: what customers really ask is the best test.
"""


@dataclass(frozen=True, slots=True)
class Made:
    """A question made from a document."""

    document: str  #: path in the document folder
    question: str
    kind: str  #: promise, provision, table_row, section
    quotes: tuple[str, ...]  #: alternatives, each enough
    role: str
    weight: int  #: promises first


def make_questions(place: Place) -> list[Made]:
    """All questions that the documents of a place in force today allow, promises first within each document."""
    made = [
        found
        for entry in place.library.catalogue().entries
        if entry.version.in_force(place.documents.today)
        for found in _of_version(place, entry)
    ]
    unique: dict[str, Made] = {}
    for found in made:
        unique.setdefault(found.question, found)
    return sorted(unique.values(), key=lambda found: (found.document, -found.weight))


def chosen(made: Sequence[Made], most: int) -> list[Made]:
    """At most so many, an equal share of each document, promises first."""
    by_document: dict[str, list[Made]] = {}
    for found in made:
        by_document.setdefault(found.document, []).append(found)
    picked: list[Made] = []
    depth = 0
    while len(picked) < most and any(len(row) > depth for row in by_document.values()):
        picked += [row[depth] for row in by_document.values() if len(row) > depth]
        depth += 1
    return sorted(picked[:most], key=lambda found: found.document)


def left_out(made: Sequence[Made], count: int) -> list[str]:
    """The documents to leave out for unanswerable questions: those that most questions were made from."""
    documents = {found.document for found in made}
    if len(documents) < _FEWEST_DOCUMENTS_TO_LEAVE_OUT:
        return []
    number = {name: sum(found.document == name for found in made) for name in documents}
    return sorted(sorted(documents, key=lambda name: (-number[name], name))[: min(count, len(documents) - 1)])


def write_suite(place: Place, out: Path, *, most: int, leave_out: Sequence[str] | None, name: str) -> list[Path]:
    """Write `NAME.yaml` and `NAME-questions.yaml` into a folder.

    Args:
        place: the owner's documents.
        out: the folder.
        most: at most so many answerable questions.
        leave_out: documents to ask unanswerable questions about; None: one is chosen.
        name: of the suite.

    Raises:
        Conflict: the files are there already; an edited suite is never overwritten.
        InvalidInput: no question could be made, or a document to leave out is not there.
    """
    files = [out / f"{name}.yaml", out / f"{name}-questions.yaml"]
    for file in files:
        if file.exists():
            raise Conflict(f"{file} is there already. Give another --name, or delete it if it is not needed.")
    made = make_questions(place)
    if not made:
        raise InvalidInput("No question could be made: the documents hold no sentence in force that promises anything.")
    absent = left_out(made, 1) if leave_out is None else list(leave_out)
    unknown = [document for document in absent if document not in place.sources]
    if unknown:
        raise InvalidInput(f"There is no document '{unknown[0]}' to leave out. Known: {', '.join(place.sources)}.")
    records = [*_answerable(chosen(made, most)), *_unanswerable(made, absent)]
    out.mkdir(parents=True, exist_ok=True)
    files[0].write_text(_suite_text(place, out, name), encoding="utf-8")
    files[1].write_text(_HEAD + _yaml(records), encoding="utf-8")
    return files


def _of_version(place: Place, entry: Entry) -> Iterator[Made]:
    version = entry.version
    text = place.library.version_text(version.id)
    units, passages = place.library.units(version.id), place.library.passages(version.id)
    promising = {
        record.span for record in extract(units_in_context(text, units, passages)) if record.type in _PROMISING
    }
    role = "staff" if version.audience is Audience.STAFF else "customer"
    for unit in units:
        question = _question_of(unit)
        if question:
            weight = 2 if unit.span in promising else 1
            kind = "table_row" if unit.kind is UnitKind.ROW else "promise" if weight > 1 else "provision"
            yield Made(entry.source, question, kind, (unit.span.of(text),), role, weight)
    for heading, section in _sections(units, passages):
        quotes = tuple(unit.span.of(text) for unit in section)
        yield Made(entry.source, question_about(heading), "section", quotes, role, 0)


def _question_of(unit: Unit) -> str | None:
    if unit.kind is UnitKind.ROW:
        return question_for_row([cell.strip() for cell in unit.plain.split("|")], unit.context_plain)
    return None if unit.context else question_for(unit.plain)


def _sections(units: Sequence[Unit], passages: Sequence[Passage]) -> Iterator[tuple[str, list[Unit]]]:
    """Headings below a document's title with the few units that stand under them."""
    paths = {passage.ordinal: passage.heading_path for passage in passages}
    sections: dict[tuple[str, ...], list[Unit]] = {}
    for unit in units:
        sections.setdefault(paths[unit.passage], []).append(unit)
    for path, section in sections.items():
        if len(path) > 1 and len(section) <= _MOST_UNITS_OF_SECTION:
            yield path[-1], section


def _answerable(made: Sequence[Made]) -> Iterator[dict[str, object]]:
    for number, found in enumerate(made, 1):
        yield {
            "id": f"own-{number:03d}",
            "question": found.question,
            "kind": found.kind,
            "answerable": True,
            "gold": [[{"path": found.document, "quote": quote}] for quote in found.quotes],
            **({"role": "staff"} if found.role == "staff" else {}),
            "review": "needed",
        }


def _unanswerable(made: Sequence[Made], documents: Sequence[str]) -> Iterator[dict[str, object]]:
    number = 0
    for document in documents:
        of_document = [found for found in made if found.document == document and found.kind != "section"]
        for found in of_document[:_SILENT_OF_DOCUMENT]:
            number += 1
            yield {
                "id": f"silent-{number:03d}",
                "question": found.question,
                "kind": "unanswerable",
                "answerable": False,
                "leave_out": [document],
                **({"role": "staff"} if found.role == "staff" else {}),
                "review": "needed",
            }


def _suite_text(place: Place, out: Path, name: str) -> str:
    folder = os.path.relpath(place.documents.folder.resolve(), out.resolve())
    suite = {
        "name": name,
        "version": 1,
        "description": f"Questions about our own documents ({place.documents.folder.name}).",
        "kind": "ask",
        "sources": [
            {
                "questions": f"{name}-questions.yaml",
                "documents": folder,
                "audience": str(place.documents.audience),
                **({"exclude": list(place.documents.exclude)} if place.documents.exclude else {}),
            }
        ],
        "gates": [{"metric": "quotes_verbatim", "minimum": 1}, {"metric": "failed", "maximum": 0}],
    }
    head = "# Your own suite. Add gates once you know what you want to hold, such as answerable_right with a minimum.\n"
    return head + _yaml(suite)


def _yaml(content: object) -> str:
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
