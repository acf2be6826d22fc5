"""PDF pages as lines with their size and place, and as tables."""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pypdf

from knowledge.documents import Span

if TYPE_CHECKING:
    import pdfplumber.page

# Both libraries log what they repair; we report what could not be read ourselves.
for _library in ("pypdf", "pdfminer"):
    logging.getLogger(_library).setLevel(logging.CRITICAL)

_BOLD = re.compile(r"bold|black|heavy|semi|demi", re.IGNORECASE)
_DRAWN = re.compile(rb"(?<![A-Za-z])(?:re|l)\s")
_MARK = re.compile(r"[•◦▪‣●○■□·\uf0b7\uf0a7–*-]|\(?(?:\d{1,2}|[a-z]|[ivxl]{1,4})[.)]")
_MARK_GAP = 60  #: points between an item's mark and its words
_BROKEN_BULLET = "\x7f"  #: what the standard encoding of PDF makes of a bullet
_NOTE_SIZE = 0.88  #: of the line's size; smaller figures after a word are marks of footnotes
_NOTE_RISE = 0.25  #: the same, of figures that stand that much higher
_NOTED = re.compile(r"(?:[^\W\d_]{3}|[.,;:!?)\]\"'”’»])\Z")  #: what a footnote's mark stands after; "m²" is none
_UNNAMED = re.compile(r"\(cid:(\d+)\)")  #: what pdfplumber writes for a sign without a meaning
_LEAST_DRAWN = 6  #: drawn lines and boxes from which a page may hold a table
_SHAPES = re.compile(
    rb"\sBI\s[^\0]{0,300}?\sID\s|(?:\s-?[0-9.]+){6}\sc\s"
)  #: a picture in the page, or letters as curves
_MOST_DRAWN = 20_000  #: more is a drawing, in which a search for tables would never end
_MOST_CONTENT = 20 * 1024 * 1024  #: bytes of drawing instructions


@dataclass(slots=True)
class Line:
    """A line of text as it is printed."""

    words: str
    page: int  #: from 1
    x: float  #: of its first character, in points from the left
    y: float  #: of its base line, in points from the bottom
    size: float  #: of most of its characters, in points
    bold: bool
    running: bool = False  #: a running head, foot or page number
    notes: tuple[Span, ...] = ()  #: the marks of footnotes, in characters of `words`


@dataclass(frozen=True, slots=True)
class Table:
    """A table with drawn lines."""

    page: int
    top: float  #: in points from the bottom, as `Line.y`
    bottom: float
    left: float  #: in points from the left, as `Line.x`
    right: float
    rows: tuple[tuple[str, ...], ...]  #: cells keep their line ends
    header: bool  #: whether the first row names the columns


@dataclass(slots=True)
class Page:
    """What a page holds, in reading order."""

    number: int
    height: float
    items: list[Line | Table] = field(default_factory=list)
    pictures: bool = False  #: whether it shows pictures, or shapes that may be letters

    @property
    def lines(self) -> list[Line]:
        """Its lines, without those in tables."""
        return [item for item in self.items if isinstance(item, Line)]


def page_of(source: pypdf.PageObject, number: int) -> Page:
    """The lines of a page, in the order in which they are drawn."""
    page = Page(number, float(source.mediabox.height))
    page.items.extend(_with_marks(list(_lines(_fragments(source), number))))
    page.pictures = _has_pictures(source) or (not page.items and bool(_SHAPES.search(_contents(source))))
    return page


def may_hold_table(source: pypdf.PageObject) -> bool:
    """Whether enough is drawn on the page for a table; cheap, and wrong only in that it says yes too often."""
    return _LEAST_DRAWN <= len(_DRAWN.findall(_contents(source))) <= _MOST_DRAWN


def _contents(source: pypdf.PageObject) -> bytes:
    contents = source.get_contents()
    return contents.get_data()[:_MOST_CONTENT] if contents is not None else b""


def with_tables(pages: Sequence[Page], data: bytes) -> None:
    """Replace the lines of tables on `pages` by the tables."""
    import pdfplumber  # noqa: PLC0415 - slow to load, and few documents need it

    with pdfplumber.open(io.BytesIO(data)) as opened:
        for page in pages:
            source = opened.pages[page.number - 1]
            for table in _tables(source, page):
                _put(page, table)
            source.close()


@dataclass(slots=True)
class _Fragment:
    words: str
    x: float
    y: float
    size: float
    bold: bool


def _fragments(source: pypdf.PageObject) -> list[_Fragment]:
    found: list[_Fragment] = []

    def visit(words: str, cm: list[float], tm: list[float], font: dict[str, Any] | None, size: float) -> None:
        x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
        y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        scale = abs(tm[3] * cm[3]) or abs(tm[1] * cm[2]) or 1.0
        name = str(font.get("/BaseFont", "")) if font else ""
        if words:
            found.append(_Fragment(words, x, y, (size or 0.0) * scale, bool(_BOLD.search(name))))

    source.extract_text(visitor_text=visit)
    return found


def _lines(fragments: Sequence[_Fragment], number: int) -> Iterator[Line]:
    pieces: list[_Fragment] = []
    for fragment in fragments:
        parts = fragment.words.split("\n")
        for place, part in enumerate(parts):
            if place:
                yield from _line(pieces, number)
                pieces = []
            if part:
                pieces.append(_Fragment(part, fragment.x, fragment.y, fragment.size, fragment.bold))
    yield from _line(pieces, number)


def _line(pieces: Sequence[_Fragment], number: int) -> Iterator[Line]:
    words, starts = _joined(pieces)
    seen = [piece for piece in pieces if piece.words.strip()]
    if not words or not seen:
        return
    sizes: Counter[float] = Counter()
    for piece in seen:
        sizes[round(piece.size, 1)] += len(piece.words.strip())
    bold = sum(len(piece.words.strip()) for piece in seen if piece.bold) > 0.8 * sum(sizes.values())
    size = sizes.most_common(1)[0][0]
    base = next((piece.y for piece in seen if not piece.words.strip().isdecimal()), seen[0].y)
    notes = tuple(_notes(pieces, words, starts, size, base))
    yield Line(words, number, seen[0].x, base, size, bold, notes=notes)


def _joined(pieces: Sequence[_Fragment]) -> tuple[str, list[int]]:
    """The words of a line with single spaces, and where each piece begins in them."""
    words = ""
    starts = []
    for piece in pieces:
        following = re.sub(r"\s+", " ", piece.words).replace(_BROKEN_BULLET, "•")
        if not words or words.endswith(" "):
            following = following.removeprefix(" ")
        starts.append(len(words))
        words += following
    return words.removesuffix(" "), starts


def _notes(pieces: Sequence[_Fragment], words: str, starts: Sequence[int], size: float, base: float) -> Iterator[Span]:
    """The small or raised figures in a line that refer to footnotes."""
    for piece, start in zip(pieces, starts, strict=True):
        figures = piece.words.strip()
        apart = 0 < piece.size < _NOTE_SIZE * size or piece.y - base > _NOTE_RISE * size
        if apart and figures.isdecimal() and len(figures) < 3 and _NOTED.search(words[:start]):  # noqa: PLR2004 - 99 notes
            yield Span(start, start + len(figures))


def _with_marks(lines: list[Line]) -> list[Line]:
    """Lines, where an item's mark that was drawn apart from its words stands before them."""
    marks = [line for line in lines if _MARK.fullmatch(line.words)]
    others = [line for line in lines if not _MARK.fullmatch(line.words)]
    joined = []
    for mark in marks:
        beside = [line for line in others if abs(line.y - mark.y) < 0.4 * line.size and 0 < line.x - mark.x < _MARK_GAP]
        if beside:
            line = min(beside, key=lambda candidate: candidate.x)
            by = len(mark.words) + 1
            line.words, line.x = f"{mark.words} {line.words}", mark.x
            line.notes = tuple(Span(note.start + by, note.end + by) for note in line.notes)
            joined.append(mark)
    return [line for line in lines if not any(line is mark for mark in joined)]


def _has_pictures(source: pypdf.PageObject) -> bool:
    resources = source.get("/Resources")
    objects = resources.get_object().get("/XObject") if resources is not None else None
    if objects is None:
        return False
    return any(entry.get_object().get("/Subtype") == "/Image" for entry in objects.get_object().values())


def _tables(source: pdfplumber.page.Page, page: Page) -> Iterator[Table]:
    for found in source.find_tables():
        rows = tuple(row for row in _rows(found) if any(cell.strip() for cell in row))
        if len(rows) < 2 or max(len([cell for cell in row if cell.strip()]) for row in rows) < 2:  # noqa: PLR2004
            continue  # a frame around text
        left, top, right, bottom = found.bbox
        header = _is_header(source, found, rows)
        yield Table(page.number, page.height - top, page.height - bottom, left, right, rows, header)


def _rows(found: Any) -> list[tuple[str, ...]]:  # untyped library
    """The words of each cell; a cell that reaches down over several rows stands in each of them."""
    rows: list[tuple[str, ...]] = []
    reaching: dict[int, tuple[float, str]] = {}  # column -> how far down its cell reaches, and its words
    for row, extracted in zip(found.rows, found.extract(), strict=True):
        words = []
        for column, (cell, drawn) in enumerate(zip(row.cells, extracted, strict=True)):
            own = _UNNAMED.sub(_named, drawn or "")
            if cell is not None:
                reaching[column] = (cell[3], own)
            bottom, above = reaching.get(column, (0.0, ""))
            covered = cell is None and bottom > row.bbox[1] + 1
            words.append(above if covered else own)
        rows.append(tuple(words))
    return rows


def _named(sign: re.Match[str]) -> str:
    return "•" if int(sign[1]) == ord(_BROKEN_BULLET) else ""


def _is_header(source: pdfplumber.page.Page, found: Any, rows: tuple[tuple[str, ...], ...]) -> bool:  # untyped library
    first, second = (_is_bold(source, row) for row in found.rows[:2])
    if first != second:
        return first
    figures = [any(character.isdigit() for cell in row for character in cell) for row in rows]
    return not figures[0] and all(figures[1:])


def _is_bold(source: pdfplumber.page.Page, row: Any) -> bool:  # untyped library
    fonts = [
        character["fontname"]
        for cell in row.cells
        if cell
        for character in source.crop(cell, strict=False).chars
        if character["text"].strip()
    ]
    return bool(fonts) and sum(bool(_BOLD.search(font)) for font in fonts) > 0.8 * len(fonts)


def _lies_in(line: Line, table: Table) -> bool:
    """Whether a line is of the table, not beside it in another column."""
    return table.bottom - 1 <= line.y <= table.top + 1 and table.left - 1 <= line.x <= table.right + 1


def _put(page: Page, table: Table) -> None:
    """Put a table in the place of the lines that lie in it."""
    inside = [place for place, item in enumerate(page.items) if isinstance(item, Line) and _lies_in(item, table)]
    place = inside[0] if inside else len(page.items)
    kept = [item for index, item in enumerate(page.items) if index not in set(inside)]
    kept.insert(place, table)
    page.items = kept
