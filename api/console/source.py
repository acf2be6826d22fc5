"""The text of a version, in parts under their headings, with stretches of it marked in place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Annotated

from fastapi import Path, Query, Request
from starlette.responses import Response

from api.console.highlights import cut
from api.console.pages import page
from api.console.routing import pages
from api.console.visitors import Customer
from api.layout import rows_of, with_marker
from api.routes.documents import readable_entries
from api.state import state_of
from knowledge.documents import Passage, Span
from knowledge.errors import UnknownName

router = pages()
_PLACE = re.compile(r"([0-9]{1,9})-([0-9]{1,9})")
#: Passages on one page: about 60 printed pages.
_ON_A_PAGE = 500
_MOST_MARKS = 50
_DEEPEST = 4


@dataclass(frozen=True, slots=True)
class Shown:
    """A stretch of text, marked or not."""

    text: str
    marked: bool
    id: str = ""  #: of the first piece of a mark: what an address points at


@dataclass(frozen=True, slots=True)
class Part:
    """A heading, or a passage, or what stands between passages."""

    id: str
    kind: str  #: "heading", "passage", "table" or "between"
    pieces: tuple[Shown, ...] = ()
    rows: tuple[tuple[tuple[Shown, ...], ...], ...] = ()  #: of a table, each with its cells in pieces
    heading: str = ""
    level: int = 0
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A line of the outline."""

    words: str
    level: int
    address: str


@router.get("/documents/{name:path}/versions/{version_id}")
def source(
    request: Request,
    visitor: Customer,
    *,
    name: Annotated[str, Path(min_length=1, max_length=300)],
    version_id: Annotated[str, Path(min_length=1, max_length=64)],
    at: Annotated[list[str] | None, Query(max_length=_MOST_MARKS)] = None,
    part: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """The page; `at` names places such as 120-180, in characters, and brings the first of them into view."""
    library = state_of(request).assistant.library
    entries = readable_entries(state_of(request).assistant, visitor.audiences, name)
    entry = next((each for each in entries if each.version.id == version_id), None)
    if entry is None:
        raise UnknownName("version", version_id)
    text, passages = library.version_text(version_id), library.passages(version_id)
    marks = [mark for mark in map(_place, at or ()) if mark and mark.end <= len(text)]
    number = _page_of(passages, marks[0]) if marks else min(part, _pages(passages))
    return page(
        request,
        "source.html",
        visitor=visitor,
        version=entry.version,
        in_force=entry.version.in_force(state_of(request).assistant.today()),
        lost=len(marks) < len(at or ()),
        outline=outline(passages),
        parts=list(parts(text, passages, marks, number)),
        number=number,
        pages=_pages(passages),
    )


def parts(text: str, passages: Sequence[Passage], marks: Sequence[Span], number: int = 1) -> Iterator[Part]:
    """One page of a text: all its words are in some part, in order."""
    first, last = (number - 1) * _ON_A_PAGE, number * _ON_A_PAGE
    done = passages[first - 1].span.end if first and passages else 0
    path: tuple[str, ...] = passages[first - 1].heading_path if first and passages else ()
    seen: set[int] = set()
    for passage in passages[first:last]:
        whole = with_marker(text, passage.span, done)
        yield from _between(text, Span(done, whole.start), marks, seen, titled=passage.heading_path != path)
        for level, words in _new_headings(path, passage.heading_path):
            yield Part(f"h{passage.ordinal}-{level}", "heading", heading=words, level=min(level, _DEEPEST))
        path = passage.heading_path
        yield _passage(text, whole, marks, seen, passage)
        done = passage.span.end
    if last >= len(passages):
        yield from _between(text, Span(done, len(text)), marks, seen, titled=False)


def _passage(text: str, span: Span, marks: Sequence[Span], seen: set[int], passage: Passage) -> Part:
    name = f"p{passage.ordinal}"
    if cells := rows_of(text, span):
        rows = tuple(tuple(_pieces(text, cell, marks, seen) for cell in row) for row in cells)
        return Part(name, "table", rows=rows, page=passage.page)
    return Part(name, "passage", _pieces(text, span, marks, seen), page=passage.page)


def outline(passages: Sequence[Passage]) -> list[Heading]:
    """All headings of a text."""
    found: list[Heading] = []
    path: tuple[str, ...] = ()
    for place, passage in enumerate(passages):
        number = place // _ON_A_PAGE + 1
        before = f"?part={number}" if number > 1 else ""
        for level, words in _new_headings(path, passage.heading_path):
            found.append(Heading(words, min(level, _DEEPEST), f"{before}#h{passage.ordinal}-{level}"))
        path = passage.heading_path
    return found


def _new_headings(before: tuple[str, ...], now: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """The headings that begin here, with their level from 1."""
    begun = False
    for level, (old, new) in enumerate(zip_longest(before, now), start=1):
        begun = begun or old != new
        if begun and new is not None:
            yield level, new


def _between(text: str, span: Span, marks: Sequence[Span], seen: set[int], *, titled: bool) -> Iterator[Part]:
    """What stands between passages; unless it is marked, without lines of headings, which are shown, and mere signs."""
    marked = any(mark.overlaps(span) for mark in marks)
    says = any(sign.isalnum() for sign in span.of(text))
    if span.of(text).strip() and (marked or (says and not titled)):
        yield Part(f"b{span.start}", "between", _pieces(text, span, marks, seen))


def _pieces(text: str, span: Span, marks: Sequence[Span], seen: set[int]) -> tuple[Shown, ...]:
    shown = []
    for piece in cut(text, span, marks):
        new = [place for place in piece.marks if place not in seen]
        seen.update(new)
        name = f"{marks[new[0]].start}-{marks[new[0]].end}" if new else ""
        shown.append(Shown(piece.text, bool(piece.marks), name))
    return tuple(shown)


def _place(words: str) -> Span | None:
    found = _PLACE.fullmatch(words)
    if found is None:
        return None
    start, end = int(found[1]), int(found[2])
    return Span(start, end) if start < end else None


def _pages(passages: Sequence[Passage]) -> int:
    return max(1, -(-len(passages) // _ON_A_PAGE))


def _page_of(passages: Sequence[Passage], mark: Span) -> int:
    """The page on which a mark begins; what stands before a passage is shown with it."""
    before = sum(passage.span.end <= mark.start for passage in passages)
    return min(before // _ON_A_PAGE + 1, _pages(passages))
