"""Lines of pages to headings, paragraphs, items and rows; what runs along the pages is told apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from knowledge.documents import Block, BlockKind, Span
from knowledge.readers.builder import CELL_GAP, TextBuilder
from knowledge.readers.limits import Limits
from knowledge.readers.pdf_pages import Line, Page, Table
from knowledge.readers.pdf_running import mark_running

_BULLET = re.compile(r"[•◦▪‣●○■□·\uf0b7\uf0a7–*-](?:\s+(?=\S)|\Z)")
_LETTERED = re.compile(r"\((?:[a-z]{1,4}|\d{1,2})\)\s+(?=\S)|[a-z]\)\s+(?=\S)")
_NUMBER = re.compile(r"(\d{1,2})[.)]\s+(?=\S)")
_CLAUSE = re.compile(r"\d{1,3}(?:\.\d{1,3})+\.?\s+\S")
_NUMBERED_TITLE = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,4})[.)]?\s+[^\W\d_]")
_STOPPED = re.compile(r"[.!?:;][)\"'”’]*\Z")
_HYPHEN = re.compile(r"([^\W\d_]+)[-\u2010\u00ad]\Z")
_LARGER = 1.12  #: a heading's size against the body's
_MOST_HEADING_WORDS = 20
_MOST_BOLD_WORDS = 12
_SAME_SIZE = 0.6  #: points; sizes are rounded
_WIDE_GAP = 1.35  #: a gap between lines against the usual one, from which a paragraph ends
_WIDEST_GAP = 1.9  #: the same where the words say that the paragraph goes on
_SHORT_LINE = 0.8  #: of the usual length; a shorter line that ends in a stop ends its paragraph


@dataclass(slots=True)
class _Part:
    """Lines that make one block; running lines among them belong to the page."""

    kind: BlockKind
    lines: list[Line]
    level: int = 0
    marker: int = 0  #: characters of the first line that are an item's mark
    number: int | None = None  #: of a numbered item


def laid_out(
    name: str, pages: Sequence[Page], outline: Mapping[str, int], limits: Limits
) -> tuple[str, tuple[Block, ...], tuple[int, ...]]:
    """The text of a PDF, its blocks, and where each page begins in the text.

    Args:
        name: For messages.
        pages: In order.
        outline: The bookmarks' titles, in lower case, with their depth.
        limits: The text may not grow beyond `characters`.

    Raises:
        UnreadableFile: It does.
    """
    mark_running(pages)
    writing = _Writing(TextBuilder(name, limits.characters), _vocabulary(pages))
    parts = _nested(_lists(_parts(pages, _Style.of(pages, outline))))
    for part in parts:
        writing.add(part)
    starts = writing.page_starts
    whole = tuple(starts.get(page.number, writing.builder.length) for page in pages)
    # A page without text begins where the next one does.
    ordered = tuple(min(whole[place:]) for place in range(len(whole)))
    return writing.builder.text, tuple(writing.builder.blocks), ordered


@dataclass(frozen=True, slots=True)
class _Style:
    """What is usual in this document."""

    body_size: float
    line_gap: float  #: between base lines, in body sizes
    line_length: float  #: characters of a full line
    sizes: tuple[float, ...]  #: of headings, largest first
    outline: Mapping[str, int]

    @classmethod
    def of(cls, pages: Sequence[Page], outline: Mapping[str, int]) -> _Style:
        """Measure the pages."""
        lines = [line for page in pages for line in page.lines if not line.running]
        weights: Counter[float] = Counter()
        for line in lines:
            weights[line.size] += len(line.words)
        body = weights.most_common(1)[0][0] if weights else 10.0
        same = [line for line in lines if abs(line.size - body) < _SAME_SIZE]
        gaps = [first.y - second.y for first, second in pairwise(same) if first.page == second.page]
        usual = [gap for gap in gaps if 0.8 * body < gap < 2.5 * body]
        lengths = sorted(len(line.words) for line in same)
        full = lengths[int(0.8 * len(lengths))] if lengths else 80
        larger = {line.size for line in lines if line.size >= _LARGER * body and _could_head(line)}
        return cls(body, _smaller_half(usual, body), full, tuple(sorted(larger, reverse=True)), outline)

    def heading_level(self, line: Line) -> int:
        """The level of a heading from 1; 0 for text."""
        depth = self.outline.get(line.words.casefold())
        if line.size in self.sizes and _could_head(line):
            return self.sizes.index(line.size) + 1
        if depth is not None and line.size >= self.body_size:
            return len(self.sizes) + depth
        titled = line.bold or line.words.isupper()
        short = len(line.words.split()) <= _MOST_BOLD_WORDS and not re.search(r"[.;,:]\Z", line.words)
        if titled and short and line.size >= 0.95 * self.body_size and any(map(str.isalpha, line.words)):
            return len(self.sizes) + 1
        return 0


def _could_head(line: Line) -> bool:
    return len(line.words.split()) <= _MOST_HEADING_WORDS and any(map(str.isalpha, line.words))


def _smaller_half(gaps: list[float], body: float) -> float:
    """The gap between lines of one paragraph: the usual one of the closer half."""
    return median(sorted(gaps)[: max(1, (len(gaps) + 1) // 2)]) if gaps else 1.2 * body


def _vocabulary(pages: Sequence[Page]) -> frozenset[str]:
    words = (
        word for page in pages for line in page.lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", line.words)
    )
    return frozenset(word.lower() for word in words)


def _parts(pages: Sequence[Page], style: _Style) -> Iterator[_Part | Table | Line]:
    """Blocks in order, and the running lines that stand between two of them."""
    current: _Part | None = None
    waiting: list[Line] = []  #: running lines since the last line of `current`
    for item in (item for page in pages for item in page.items):
        if isinstance(item, Line) and item.running:
            waiting.append(item)
            continue
        if isinstance(item, Line) and current is not None and _goes_on(current, item, style):
            current.lines.extend([*waiting, item])
            waiting = []
            continue
        if current is not None:
            yield current
        yield from waiting
        current, waiting = None, []
        if isinstance(item, Table):
            yield item
        else:
            current = _begun(item, style)
    if current is not None:
        yield current
    yield from waiting


def _begun(line: Line, style: _Style) -> _Part:
    level = style.heading_level(line)
    if level:
        return _Part(BlockKind.HEADING, [line], level)
    mark = _BULLET.match(line.words) or _LETTERED.match(line.words)
    if mark:
        return _Part(BlockKind.ITEM, [line], marker=mark.end())
    numbered = _NUMBER.match(line.words)
    if numbered:
        return _Part(BlockKind.PARAGRAPH, [line], marker=numbered.end(), number=int(numbered[1]))
    return _Part(BlockKind.PARAGRAPH, [line])


def _goes_on(part: _Part, line: Line, style: _Style) -> bool:
    """Whether `line` continues the block of `part`."""
    last = next(earlier for earlier in reversed(part.lines) if not earlier.running)
    level = style.heading_level(line)
    if part.kind is BlockKind.HEADING:
        near = 0 <= last.y - line.y <= 1.8 * last.size
        apart = _begins_item(line, last) or bool(_NUMBERED_TITLE.match(line.words))
        return level == part.level and last.page == line.page and near and not apart
    if part.kind is BlockKind.ITEM and part.marker >= len(part.lines[0].words) and len(part.lines) == 1:
        return True  # the mark stands alone, the words follow
    if level or _begins_item(line, last):
        return False
    if last.page != line.page or line.y > last.y + last.size:
        return _flows_over(last, line)
    # A word cut by a hyphen, or a footnote's mark that pushes its line down, does not end a paragraph.
    widest = _WIDEST_GAP if (_HYPHEN.search(last.words) and line.words[0].islower()) or line.notes else _WIDE_GAP
    apart = last.y - line.y > widest * style.line_gap or abs(last.size - line.size) > _SAME_SIZE
    return not apart and not (_STOPPED.search(last.words) and len(last.words) < _SHORT_LINE * style.line_length)


def _begins_item(line: Line, last: Line) -> bool:
    if re.match(r"[•◦▪‣●○■□\uf0b7\uf0a7](?:\s|\Z)", line.words):
        return True
    ended = bool(_STOPPED.search(last.words)) or last.words.endswith((" and", " or", ","))
    marked = _BULLET.match(line.words) or _LETTERED.match(line.words) or _NUMBER.match(line.words)
    return ended and bool(marked or _CLAUSE.match(line.words))


def _flows_over(last: Line, line: Line) -> bool:
    """Whether a paragraph goes on at the top of the next page or column."""
    if _STOPPED.search(last.words) or abs(last.size - line.size) > _SAME_SIZE:
        return False
    return line.words[0].islower() or last.words[-1] in ",-–\u2010" or last.words[-1].islower()


def _nested(parts: Iterator[_Part | Table | Line]) -> Iterator[_Part | Table | Line]:
    """Headings, where "2.1" is below "2" though both are printed alike."""
    above: list[tuple[int, str]] = []  #: level and number of the headings that hold
    for part in parts:
        if isinstance(part, _Part) and part.kind is BlockKind.HEADING:
            numbered = _NUMBERED_TITLE.match(part.lines[0].words)
            number = numbered["number"] if numbered else ""
            parent = next((level for level, other in reversed(above) if other and number.startswith(f"{other}.")), 0)
            part.level = max(part.level, parent + 1)
            above = [*((level, other) for level, other in above if level < part.level), (part.level, number)]
        yield part


def _lists(parts: Iterator[_Part | Table | Line]) -> Iterator[_Part | Table | Line]:
    """Numbered paragraphs in sequence become items; items get their depth from where their marks stand."""
    whole = list(parts)
    blocks = [part for part in whole if isinstance(part, _Part)]
    for before, after in pairwise(blocks):
        if before.number is not None and after.number == before.number + 1:
            before.kind = after.kind = BlockKind.ITEM
    for place, part in enumerate(blocks):
        if part.kind is BlockKind.ITEM:
            begun = place
            while begun and blocks[begun - 1].kind is BlockKind.ITEM:
                begun -= 1
            indents = sorted({round(item.lines[0].x / 6) for item in blocks[begun : place + 1]})
            part.level = indents.index(round(part.lines[0].x / 6)) + 1
        else:
            part.marker = 0
    return iter(whole)


@dataclass(slots=True)
class _Writing:
    """The text as it is written, line by line."""

    builder: TextBuilder
    vocabulary: frozenset[str]
    page_starts: dict[int, int] = field(default_factory=dict)
    group: int | None = None
    numbered: bool = False  #: whether the list that `group` names has numbers
    table: Table | None = None
    hidden: list[Span] = field(default_factory=list)

    def add(self, item: _Part | Table | Line) -> None:
        """Write a block, or a running line that stands between two."""
        if isinstance(item, Line):
            self._page(item.page)
            self.builder.append(item.words + "\n")
        elif isinstance(item, Table):
            self._table(item)
        else:
            self._part(item)

    def _page(self, number: int) -> None:
        self.page_starts.setdefault(number, self.builder.length)

    def _part(self, part: _Part) -> None:
        self.table = None
        if part.kind is not BlockKind.ITEM:
            self.group = None
        elif self.group is None or (part.level == 1 and (part.number is None) is self.numbered):
            self.group = self.builder.new_group()
            self.numbered = part.number is not None
        self.hidden = []
        start, end = self._write(part)
        level = part.level if part.kind in (BlockKind.HEADING, BlockKind.ITEM) else 0
        group = self.group if part.kind is BlockKind.ITEM else None
        hidden = tuple(sorted(self.hidden))
        page = part.lines[0].page
        if end > start:
            self.builder.blocks.append(
                Block(part.kind, Span(start, end), level=level, page=page, group=group, hidden=hidden),
            )

    def _write(self, part: _Part) -> tuple[int, int]:
        """Write the lines of a part; returns where its own words begin and end."""
        start = end = None
        previous: str | None = None
        for place, line in enumerate(part.lines):
            self._page(line.page)
            span = self.builder.append(line.words)
            if line.running:
                self.hidden.append(span)
            else:
                self.hidden.extend(Span(span.start + note.start, span.start + note.end) for note in line.notes)
                begin = span.start + (part.marker if place == 0 else 0)
                if previous is not None and end is not None:
                    self._unhyphenate(previous, line.words, end, span.start)
                if begin < span.end:
                    start = begin if start is None else start
                    end = span.end
                previous = line.words
            self.builder.append("\n")
        return (start or 0), (end or 0)

    def _unhyphenate(self, above: str, below: str, end: int, start: int) -> None:
        """Hide a line end within a word: with its hyphen, unless the document writes the word with one."""
        match = _HYPHEN.search(above)
        following = re.match(r"[^\W\d_]+", below)
        if match is None or following is None or not below[0].islower():
            return
        joined, hyphenated = match[1] + following[0], f"{match[1]}-{following[0]}"
        keeps = hyphenated.lower() in self.vocabulary and joined.lower() not in self.vocabulary
        gap = Span(end if keeps else end - 1, start)
        self.hidden = [span for span in self.hidden if not span.overlaps(gap)]
        self.hidden.append(gap)

    def _table(self, table: Table) -> None:
        self._page(table.page)
        before, self.table = self.table, table
        continues = before is not None and before.page < table.page and len(before.rows[0]) == len(table.rows[0])
        repeats = continues and before is not None and before.header and before.rows[0] == table.rows[0]
        if not continues or self.group is None:
            self.group = self.builder.new_group()
        group = self.group
        for place, row in enumerate(table.rows):
            header = place == 0 and (repeats or (table.header and not continues))
            self._row(BlockKind.HEADER_ROW if header else BlockKind.ROW, row, group, table.page)

    def _row(self, kind: BlockKind, row: Sequence[str], group: int, page: int) -> None:
        self.hidden = []
        cells = []
        for place, cell in enumerate(row):
            if place:
                self.builder.append(CELL_GAP)
            cells.append(self._cell(cell))
        self.builder.append("\n")
        filled = [cell for cell in cells if cell.end > cell.start]
        if filled:
            span = Span(filled[0].start, filled[-1].end)
            self.builder.blocks.append(
                Block(kind, span, page=page, cells=tuple(cells), group=group, hidden=tuple(self.hidden)),
            )

    def _cell(self, words: str) -> Span:
        start = self.builder.length
        previous: str | None = None
        for line in filter(None, (" ".join(line.split()) for line in words.splitlines())):
            end = self.builder.length
            if previous is not None:
                self.builder.append("\n")
                self._unhyphenate(previous, line, end, self.builder.length)
            self.builder.append(line)
            previous = line
        return Span(start, self.builder.length)
