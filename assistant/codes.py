"""A document read as a code: its clauses, each with plain words that lead back to exact places in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from knowledge.documents import Block, BlockKind, Document, Passage, Problem, Span, Unit, UnitKind
from knowledge.units import split

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2011": "-"})

_NUMBER = re.compile(r"[\s>*|#]*(\d{1,3}(?:\.\d{1,2})?)(?:[.)]\s|\s*\||(?<=\.\d)\s+[A-Z]|(?<=\.\d\d)\s+[A-Z])")
#: "4.2 Staff", "(3) Staff", "§ 5 Staff", "Article 2. Staff", "b) Staff": the paragraph's mark, no word of it
_MARK = re.compile(
    r"(?:§+\s?\d{1,3}[a-z]?\.?|(?:Article|Clause|Section|Art\.|Rule)\s\d{1,3}(?:\.\d{1,2})*[.:]|\d{1,2}(?:\.\d{1,2}){1,3}[.):]?"
    r"|\d{1,2}[.)]|\(\d{1,2}\)|\(?[a-z]\)|\([ivx]{1,4}\))\s+(?=[\"'(]?[A-Z])"
)

_UNEVEN_SPACE = re.compile(r"[^\S ]|  ")


@dataclass(frozen=True, slots=True)
class Clause:
    """One statement of a code: a sentence, a list item or a table row."""

    ordinal: int  #: from 0, in text order
    kind: UnitKind
    span: Span  #: in the document's text
    words: str  #: without marks, single spaces, straight quotes
    offsets: tuple[int, ...]  #: of each character of `words`, in the document's text
    passage: int  #: clauses of one paragraph, list or table share it
    heading: tuple[str, ...] = ()  #: outermost first
    lead_in: tuple[str, ...] = ()  #: plain words of a list's lead-in or a table's header cells
    cells: tuple[tuple[int, int], ...] = ()  #: of a row, each cell's start and end in `words`
    block: int = 0  #: clauses of one paragraph, list item or row share it
    number: str | None = None  #: as its list numbers it: "3" or "2.1"
    page: int | None = None

    def locate(self, start: int, end: int) -> Span:
        """The place in the document's text of `words[start:end]`."""
        if start >= end:
            raise ValueError("an empty stretch of words has no place in the text")
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


@dataclass(frozen=True, slots=True)
class Code:
    """A document as the checker reads it."""

    document: Document
    clauses: tuple[Clause, ...]
    headings: tuple[str, ...] = ()  #: plain words of every heading, in text order
    problems: tuple[Problem, ...] = ()  #: what could not be read; the rest is here

    @property
    def text(self) -> str:
        """The document's text, in which every finding's offsets lie."""
        return self.document.text

    def by_passage(self) -> Iterator[tuple[Clause, ...]]:
        """The clauses of one passage after another."""
        for _, clauses in groupby(self.clauses, key=lambda clause: clause.passage):
            yield tuple(clauses)


def read_code(document: Document) -> Code:
    """Read a document as a code; what could not be read comes along as problems."""
    passages, units = split(document)
    clauses = tuple(_clauses(document, passages, units))
    problems = list(document.problems)
    if not clauses:
        problems.append(Problem("The document holds no sentence to check. Give a text with at least one clause."))
    headings = tuple(
        _plain(document.text, block.span, block.hidden)[0]
        for block in document.blocks
        if block.kind is BlockKind.HEADING
    )
    return Code(document, clauses, headings, tuple(problems))


def _clauses(document: Document, passages: Sequence[Passage], units: Sequence[Unit]) -> Iterator[Clause]:
    """The units that say something; headings and bare marks are left out."""
    blocks = iter(enumerate(document.blocks))
    place, block = next(blocks, (0, None))
    ordinal = 0
    number_of: dict[int, str | None] = {}
    for unit in units:
        while block is not None and block.span.end <= unit.span.start:
            place, block = next(blocks, (place, None))
        home = block if block is not None and block.span.overlaps(unit.span) else None
        if home is not None and home.kind in {BlockKind.HEADING, BlockKind.HEADER_ROW}:
            continue
        words, offsets = _plain(document.text, unit.span, home.hidden if home else ())
        mark = _MARK.match(words) if unit.kind is not UnitKind.ROW else None
        if mark is not None:
            words, offsets = words[mark.end() :], offsets[mark.end() :]
        if not words:
            continue
        if place not in number_of:
            number_of[place] = _number(document.text, unit.span.start)
        yield Clause(
            ordinal=ordinal,
            kind=unit.kind,
            span=unit.span,
            words=words,
            offsets=offsets,
            passage=unit.passage,
            heading=passages[unit.passage].heading_path,
            lead_in=unit.context_plain,
            cells=_cells(home, offsets) if unit.kind is UnitKind.ROW else (),
            block=place,
            number=number_of[place],
            page=unit.page,
        )
        ordinal += 1


def _number(text: str, start: int) -> str | None:
    """The number that a list or a table gives the item that starts here."""
    line = text[text.rfind("\n", 0, start) + 1 : start + 12]
    found = _NUMBER.match(line)
    return found[1] if found else None


def _plain(text: str, span: Span, hidden: Sequence[Span]) -> tuple[str, tuple[int, ...]]:
    """The visible words of a span, single-spaced, and where each character stands in the text."""
    characters: list[str] = []
    offsets: list[int] = []
    covered = iter(sorted(mark for mark in hidden if mark.overlaps(span)))
    mark = next(covered, None)
    if not any(one.overlaps(span) for one in hidden):
        words = text[span.start : span.end].translate(_STRAIGHT)
        if not _UNEVEN_SPACE.search(words):
            kept = words.strip()
            first = span.start + len(words) - len(words.lstrip())
            return kept, tuple(range(first, first + len(kept)))
    for place in range(span.start, span.end):
        while mark is not None and mark.end <= place:
            mark = next(covered, None)
        if mark is not None and mark.start <= place:
            continue
        character = text[place].translate(_STRAIGHT)
        if character.isspace():
            if not characters or characters[-1] == " ":
                continue
            character = " "
        characters.append(character)
        offsets.append(place)
    if characters and characters[-1] == " ":
        characters.pop()
        offsets.pop()
    return "".join(characters), tuple(offsets)


def _cells(block: Block | None, offsets: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Each cell of a row as start and end in its clause's words; an empty cell is (0, 0)."""
    found = []
    for cell in block.cells if block else ():
        inside = [place for place, offset in enumerate(offsets) if cell.start <= offset < cell.end]
        found.append((inside[0], inside[-1] + 1) if inside else (0, 0))
    return tuple(found)
