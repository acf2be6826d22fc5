"""The records that flow through Pledge: documents, versions, passages, units, spans and hits.

Every record is frozen. Offsets are in characters (not bytes) of `Version.text` and half open,
so `text[span.start:span.end]` is the words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Audience(StrEnum):
    """Who may read a document. What declares no audience is for staff."""

    PUBLIC = "public"
    STAFF = "staff"


class UnitKind(StrEnum):
    """What a unit is in the document's layout."""

    SENTENCE = "sentence"
    ITEM = "item"  #: a list item, or a sentence of one
    ROW = "row"  #: a table row


class BlockKind(StrEnum):
    """What a reader found: the layout element that a block is."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    HEADER_ROW = "header_row"
    ROW = "row"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a version's text, in characters, half open."""

    start: int
    end: int  #: exclusive

    def of(self, text: str) -> str:
        """The words of this span in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Block:
    """A layout element as a reader found it; blocks are ordered and disjoint."""

    kind: BlockKind
    span: Span
    level: int = 0  #: heading level from 1; list depth from 1; 0 otherwise
    page: int | None = None  #: from 1, where the format has pages
    cells: tuple[Span, ...] = ()  #: of a row or header row, left to right
    group: int | None = None  #: items of one list and rows of one table share it
    hidden: tuple[Span, ...] = ()  #: inside `span` but never scored: marks, link targets, hyphens, running heads


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read; the rest of the document was kept."""

    reason: str  #: a sentence for the user that says what to do
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What an organisation says about a document: in front matter, `pledge.yaml` or the upload."""

    title: str | None = None
    audience: Audience = Audience.STAFF
    collection: str = "policies"
    label: str | None = None  #: the organisation's own name of the version, "2.1"
    effective_from: date | None = None  #: None: since ever
    effective_to: date | None = None  #: exclusive; None: until superseded
    language: str = "en"


@dataclass(frozen=True, slots=True)
class Document:
    """The result of reading one file: its text, layout, what it says of itself, and what could not be read."""

    text: str
    blocks: tuple[Block, ...]
    media_type: str
    title: str | None = None  #: as the file itself gives it
    front_matter: dict[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    language: str | None = None
    page_starts: tuple[int, ...] = ()  #: where each page begins in `text`, where the format has pages


@dataclass(frozen=True, slots=True)
class Passage:
    """A clause or paragraph (a whole list, a whole table) with its heading path."""

    ordinal: int  #: from 0, in text order
    span: Span
    heading_path: tuple[str, ...] = ()  #: outermost first, plain words
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, a list item or a table row: what is scored, quoted and labelled."""

    ordinal: int  #: from 0, in text order
    kind: UnitKind
    span: Span
    passage: int  #: ordinal of its passage
    plain: str  #: its words without marks, hyphenation and running heads: what is scored
    context: tuple[Span, ...] = ()  #: lead-in and header cells: scored with it, shown as further quotes
    context_plain: tuple[str, ...] = ()  #: the same spans' words, without marks
    page: int | None = None

    @property
    def scored_text(self) -> str:
        """Its own words after the words of its lead-in or header cells."""
        return " ".join((*self.context_plain, self.plain))


@dataclass(frozen=True, slots=True)
class Version:
    """One state of a document, immutable once stored."""

    id: str
    document: str  #: the document's name: its path relative to the ingested folder
    number: int  #: from 1, in the order of arrival
    title: str
    audience: Audience
    collection: str
    label: str  #: the organisation's own name of it, else str(number)
    content_hash: str  #: sha256 of `text`, hexadecimal
    effective_from: date | None = None
    effective_to: date | None = None  #: exclusive; already cut short where a later version supersedes it
    language: str = "en"

    def in_force(self, on: date) -> bool:
        """Whether this version applies on that day."""
        begun = self.effective_from is None or self.effective_from <= on
        return begun and (self.effective_to is None or on < self.effective_to)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a question may see; applied inside the indexes, never after them."""

    audiences: frozenset[Audience]
    as_of: date
    collections: frozenset[str] | None = None  #: None: every collection but guidance


@dataclass(frozen=True, slots=True)
class Hit:
    """A unit that a search found, with all that is needed to quote it."""

    version: Version
    unit: Unit
    passage: Passage
    text: str  #: the unit's words, verbatim
    score: float  #: higher is better; comparable within one search only
    dense: float = 0.0  #: cosine similarity of question and unit, -1 to 1
    keyword: float = 0.0  #: BM25, 0 or more


CUSTOMER_AUDIENCES = frozenset({Audience.PUBLIC})
STAFF_AUDIENCES = frozenset({Audience.PUBLIC, Audience.STAFF})

GUIDANCE = "guidance"
POLICIES = "policies"


def words_of(units: Sequence[Unit]) -> int:
    """How many words the units have together."""
    return sum(len(unit.plain.split()) for unit in units)
