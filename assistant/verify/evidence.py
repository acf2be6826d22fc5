"""Units as evidence: each with what it says, what stands around it, and whether it is still in force."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Protocol

from assistant.facts import find_dates
from assistant.verify.reading import Reading, read
from knowledge.documents import Hit, Span, UnitKind

FOUND = 14  #: how many units are looked at for a sentence
_BEFORE, _AFTER = 4, 3  #: how many units around one are read with it
NEAR = 4  #: how many of those count as said with it
_OPENING = 4  #: units at a document's beginning, where it may say that it is no longer in force
_OLD_PLACE = re.compile(r"(?:^|[/\s_-])(?:archived?|superseded|obsolete|withdrawn|old)(?:[/\s_.-]|$)", re.IGNORECASE)
_OLD_HEADING = re.compile(
    r"\b(?:what(?:\shas|['’]s)?\s(?:changed|new)|changes?\s(?:in|since|to|from|between|made)\b|change\s?log|earlier\s(?:rules?|versions?|terms)"
    r"|previous(?:ly)?|former(?:ly)?|superseded|archived?|history|old\s(?:rules?|terms|versions?)|no\slonger\sin\sforce|until\s.*\d{4})",
    re.IGNORECASE,
)
_OLD_WORDS = re.compile(
    r"\b(?:used\sto(?=\s\w)|no\slonger\s(?:appl(?:y|ies)|valid|in\sforce)|superseded|formerly|previously|in\sthe\spast|at\sthat\stime"
    r"|(?:earlier|previous|old|older|former)\s(?:version|rule|terms|edition|policy|limit|promise|text)s?)\b",
    re.IGNORECASE,
)
_SAYS_OF_ITEMS = re.compile(
    r"\W*(?:(?:what|who|when|where|things|items|goods)\b.*\b(?:is|are|can|cannot|can['’]t|may|must|do|does|not|don['’]t|excluded|covered|included)\b"
    r"|(?:not|never|no)\s\w+|exclu(?:ded|sions)\b)",
    re.IGNORECASE,
)
#: an item that says something by itself; "pillows, once the seal is broken" does not
_SENTENCE = re.compile(
    r"(?:(?!,|\b(?:if|once|when|unless|that|which|who|where)\b).)*\b(?:is|are|was|can|cannot|may|must|will|shall|does|do|has|have|we|you|it|they|please)\b",
    re.IGNORECASE,
)
_EXCEPTIONS = re.compile(r"\bexceptions?\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:was|were|had|did|cost|paid|gave|applied|could|stood|ran)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:until|before|up\sto|till|ended\son)\b", re.IGNORECASE)
_OVER = re.compile(
    r"^\W*(?:superseded|withdrawn|archived?|obsolete|no\slonger\s(?:in\sforce|valid)|not\sin\sforce|out\sof\sdate)\b"
    r"|\bthis\s(?:version|edition|policy|page|document|charter|code|text|notice)\b[^.;]{0,80}"
    r"\b(?:superseded|withdrawn|replaced|obsolete|archived|no\slonger|not\sin\sforce|kept\s(?:only\s)?for)\b"
    r"|\b(?:superseded|replaced)\s(?:by|on|since)\b|\bkept\s(?:here\s)?(?:only\s)?for\s(?:reference|the\srecord)",
    re.IGNORECASE,
)
_ENDED = re.compile(
    r"^\W*(?:(?:this|version|edition|valid|applied|applies|in\sforce|effective)\b)[^.;]*(?:\buntil|\bended\son|\bfrom\b[^.;]*\bto)\b",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"^\(?(?:\d+(?:\.\d+)+\.?|\d+[.)]|\([a-z]\)|[a-z]\))\s+")
_BEGUN = re.compile(r"\b(?:in\sforce|effective|valid|applies)\s(?:from|since|on)\b", re.IGNORECASE)
_ANOTHER = re.compile(
    r"\b(?:replaces|supersedes|earlier|previous|former|older|last|the\s(?:policy|version|charter|code|rules|terms|edition)\s(?:of|from|for))\b",
    re.IGNORECASE,
)


class EvidenceSearch(Protocol):
    """Where evidence is found: what the reader may see, on the day that is asked about."""

    def find(self, query: str, k: int) -> Sequence[Hit]:
        """The best `k` units for a query, best first."""

    def whole(self, hit: Hit) -> Sequence[Hit]:
        """All units of the hit's version, in text order."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A unit that stands around another under the same heading."""

    hit: Hit
    reading: Reading
    earlier: bool


@dataclass(frozen=True, slots=True)
class Segment:
    """A unit as evidence, or several units read together."""

    hit: Hit
    reading: Reading  #: its words with its lead-in or header cells, and those of the units joined to it
    near: frozenset[str]  #: word keys of its headings and of the units around it
    around: tuple[Neighbour, ...]  #: the units around it, nearest first
    headings: frozenset[str]  #: word keys of its title and headings
    outdated: bool
    own: Span  #: where its own words are in the reading
    rank: int = 0  #: its place in the search, from 0
    joined: tuple[Hit, ...] = ()  #: the units that are read together with it

    @property
    def place(self) -> tuple[str, int]:
        """Version and unit."""
        return place_of(self.hit)

    @property
    def places(self) -> frozenset[tuple[str, int]]:
        """Version and unit, also of the joined ones."""
        return frozenset({self.place, *(place_of(hit) for hit in self.joined)})

    def with_neighbour(self, hit: Hit, reading: Reading, *, earlier: bool) -> Segment:
        """This segment read together with another unit."""
        first, second = (reading.text, self.reading.text) if earlier else (self.reading.text, reading.text)
        if not first.rstrip().endswith((".", "!", "?")):
            first = f"{first.rstrip(' ;:,')}."
        shift = len(first) + 1 if earlier else 0
        own = Span(self.own.start + shift, self.own.end + shift)
        return replace(
            self,
            reading=read(f"{first} {second}"),
            own=own,
            joined=(*self.joined, hit),
        )


def place_of(hit: Hit) -> tuple[str, int]:
    """The version and the unit of a hit."""
    return hit.version.id, hit.unit.ordinal


def gather(queries: Iterable[str], search: EvidenceSearch, on: date) -> list[Segment]:
    """The segments that may speak to a sentence, the best of each query first, each unit once."""
    hits: dict[tuple[str, int], Hit] = {}
    for query in queries:
        for hit in search.find(query, FOUND):
            hits.setdefault((hit.version.id, hit.unit.ordinal), hit)
    return segments(list(hits.values()), search, on)


def segments(hits: Sequence[Hit], search: EvidenceSearch | None, on: date) -> list[Segment]:
    """The segments of some units; without a search nothing is known of what stands around them."""
    result: list[Segment] = []
    for rank, hit in enumerate(hits):
        whole = search.whole(hit) if search is not None else hits
        section = _section(whole, hit)
        headings = read(". ".join((hit.version.title, *hit.passage.heading_path, *_first_header(hit)))).keys
        around = tuple(
            Neighbour(other, read(unit_text(other)), other.unit.ordinal < hit.unit.ordinal) for other in section
        )
        near = headings.union(*(neighbour.reading.keys for neighbour in around[:NEAR]))
        outdated = _outdated(hit, whole, on)
        reading = read(unit_text(hit))
        result.append(Segment(hit, reading, near, around, headings, outdated, Span(0, len(reading.text)), rank))
    return result


def unit_text(hit: Hit) -> str:
    """A unit's words as one sentence: after its lead-in, or with its header cells."""
    unit = hit.unit
    if unit.kind is not UnitKind.ROW:
        lead = " ".join(
            part for part in unit.context_plain if part.rstrip().endswith(":") or unit.kind is UnitKind.ITEM
        )
        if not lead and unit.kind is UnitKind.ITEM and hit.passage.heading_path and not _SENTENCE.match(unit.plain):
            lead = _heading_clause(hit.passage.heading_path[-1])
        joint = ": " if _EXCEPTIONS.search(lead) else " "
        plain = _NUMBERED.sub("", unit.plain) or unit.plain
        return f"{lead.rstrip(': ')}{joint}{plain}" if lead else plain
    cells = [cell.strip() for cell in unit.plain.split("|")]
    headers = list(unit.context_plain)
    headers = [""] * (len(cells) - len(headers)) + headers
    named = [f"{header} {cell}".strip() for header, cell in zip(headers, cells, strict=False)]
    return "; ".join([cells[0], *named[1:]])


def _heading_clause(heading: str) -> str:
    """A heading that says what holds for the items below it, "What cannot be returned"; "" where it does not."""
    return heading if _SAYS_OF_ITEMS.match(heading) else ""


def _first_header(hit: Hit) -> tuple[str, ...]:
    """What the first cell of a table row names: "Slot" over "One hour, 7 am to 2 pm"."""
    unit = hit.unit
    if unit.kind is not UnitKind.ROW or len(unit.context_plain) < len(unit.plain.split("|")):
        return ()
    return (unit.context_plain[0],)


def _section(whole: Sequence[Hit], hit: Hit) -> list[Hit]:
    """The units around one under the same heading, nearest first."""
    places = {other.unit.ordinal: place for place, other in enumerate(whole) if other.version.id == hit.version.id}
    place = places.get(hit.unit.ordinal)
    if place is None:
        return []
    path = hit.passage.heading_path
    around = []
    for step in range(1, max(_BEFORE, _AFTER) + 1):
        for at, most in ((place - step, _BEFORE), (place + step, _AFTER)):
            if 0 <= at < len(whole) and step <= most and whole[at].passage.heading_path == path:
                around.append(whole[at])
    return around


def _outdated(hit: Hit, whole: Sequence[Hit], on: date) -> bool:
    """Whether a unit is not in force: by its version's dates or, where its end is not given, by what is written."""
    version = hit.version
    if not version.in_force(on):
        return True
    if any(_OLD_HEADING.search(heading) for heading in hit.passage.heading_path):
        return True
    if describes_the_past(hit.unit.plain, on):
        return True
    if version.effective_to is not None:
        return False  # its owner says until when
    if _OLD_PLACE.search(version.document) or _OLD_PLACE.search(version.title):
        return True
    opening = whole[:_OPENING] if whole and whole[0].unit.ordinal == 0 else ()
    return _document_over(tuple(other.unit.plain for other in opening), on)


@lru_cache(1024)
def _document_over(opening: tuple[str, ...], on: date) -> bool:
    """Whether the sentences at a document's beginning say that the document is no longer in force."""
    if any(_OVER.search(words) and not _ANOTHER.search(words) for words in opening):
        return True
    ends = [_has_ended(words, on) for words in opening]
    return any(ends) and not any(_BEGUN.search(words) and not end for words, end in zip(opening, ends, strict=True))


def _has_ended(words: str, on: date) -> bool:
    ended = _ENDED.search(words)
    if ended is None or _ANOTHER.search(words):
        return False
    last = [day.date for day in find_dates(words) if day.date and day.span.start >= ended.end()]
    return bool(last) and last[0] <= on


@lru_cache(4096)
def describes_the_past(words: str, on: date) -> bool:
    """Whether a sentence tells of an earlier rule: "used to", "was 5 days until 31 March 2025"."""
    if _OLD_WORDS.search(words):
        return True
    until = _UNTIL.search(words)
    if until is None or not _PAST.search(words):
        return False
    return any(day.date is not None and day.date <= on for day in find_dates(words) if day.span.start > until.start())
