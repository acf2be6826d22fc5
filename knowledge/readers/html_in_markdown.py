"""Raw HTML inside Markdown: its paragraphs, items and table rows, with spans of the Markdown source."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from knowledge.documents import Block, BlockKind, Span

_TAG = re.compile(
    r"<!--.*?(?:-->|\Z)|<(?P<dead>script|style|svg|template)\b.*?(?:</(?P=dead)\s*>|\Z)"
    r"|<(?P<struck>del|s|strike)\b[^<>]*>.*?</(?P=struck)\s*>"
    r"|<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)\b(?:[^<>\"']|\"[^\"]*\"|'[^']*')*>",
    re.DOTALL | re.IGNORECASE,
)
_INLINE = frozenset(
    (
        *("a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img", "ins"),
        *("kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr"),
    ),
)
_HEADING = re.compile(r"h([1-6])")


@dataclass(slots=True)
class _Reading:
    """The state of one pass over a stretch of HTML."""

    text: str
    next_group: int
    blocks: list[Block] = field(default_factory=list)
    hidden: list[Span] = field(default_factory=list)
    cells: list[Span] = field(default_factory=list)
    header: bool = False  #: all cells of the row so far are header cells
    in_cell: bool = False
    in_row: bool = False
    level: int = 0
    items: int = 0
    group: int | None = None
    start: int = 0

    def flush(self, end: int, kind: BlockKind = BlockKind.PARAGRAPH, level: int = 0) -> None:
        """End the block that began at `start`."""
        span = _seen(self.text, Span(self.start, end), self.hidden)
        if span is not None:
            if self.in_cell:
                self.cells[-1:] = [Span(min(self.cells[-1].start, span.start), span.end)]
                return
            if self.in_row:
                return
            kind, level = (BlockKind.ITEM, self.items) if self.items and kind is BlockKind.PARAGRAPH else (kind, level)
            group = self.group if self.items else None
            self.blocks.append(Block(kind, span, level=level, group=group, hidden=_within(self.hidden, span)))
        if not self.in_row:
            self.hidden = []

    def end_row(self) -> None:
        """Turn the cells seen since the row began into a block."""
        filled = [cell for cell in self.cells if cell.end > cell.start]
        if filled:
            kind = BlockKind.HEADER_ROW if self.header else BlockKind.ROW
            span = Span(filled[0].start, filled[-1].end)
            cells = tuple(self.cells)
            self.blocks.append(
                Block(kind, span, cells=cells, group=self.group, hidden=_within(self.hidden, span)),
            )
        self.cells, self.hidden, self.in_row, self.in_cell = [], [], False, False

    def new_group(self) -> None:
        """Begin a list or a table."""
        self.group = self.next_group
        self.next_group += 1


def blocks_of_html(text: str, span: Span, next_group: int) -> list[Block]:
    """The blocks of the HTML at `span`; `next_group` is the first free group number."""
    reading = _Reading(text, next_group, start=span.start)
    for match in _TAG.finditer(text, span.start, span.end):
        name = (match["name"] or "").lower()
        if not name or name in _INLINE:
            reading.hidden.append(Span(*match.span()))
        else:
            _block_tag(reading, match, name, closing=bool(match["close"]))
    reading.flush(span.end)
    if reading.in_row:
        reading.end_row()
    return reading.blocks


def _block_tag(reading: _Reading, match: re.Match[str], name: str, *, closing: bool) -> None:
    heading = _HEADING.fullmatch(name)
    if heading and closing:
        reading.flush(match.start(), BlockKind.HEADING, int(heading[1]))
    else:
        reading.flush(match.start())
    if reading.in_row:
        reading.hidden.append(Span(*match.span()))
    reading.start = match.end()
    if name in ("ul", "ol"):
        if not closing and reading.items == 0:
            reading.new_group()
        reading.items = max(0, reading.items + (-1 if closing else 1))
    elif name == "table" and not closing:
        reading.new_group()
    elif name in ("td", "th"):
        _cell_tag(reading, match.end(), name, closing=closing)
    elif name == "tr" or (name == "table" and closing):
        reading.end_row()
        reading.in_row = name == "tr" and not closing


def _cell_tag(reading: _Reading, place: int, name: str, *, closing: bool) -> None:
    reading.in_cell = not closing
    if closing:
        return
    reading.in_row = True
    reading.header = name == "th" and (reading.header or not reading.cells)
    reading.cells.append(Span(place, place))


def _seen(text: str, span: Span, hidden: list[Span]) -> Span | None:
    """`span` without white space and marks at its ends; None if nothing is seen of it."""
    start, end = span.start, span.end
    moved = True
    while moved and start < end:
        moved = False
        while start < end and text[start].isspace():
            start, moved = start + 1, True
        while end > start and text[end - 1].isspace():
            end, moved = end - 1, True
        for gap in hidden:
            if gap.start == start and gap.end <= end:
                start, moved = gap.end, True
            elif gap.end == end and gap.start >= start:
                end, moved = gap.start, True
    return Span(start, end) if end > start else None


def _within(hidden: list[Span], span: Span) -> tuple[Span, ...]:
    return tuple(gap for gap in hidden if gap.start >= span.start and gap.end <= span.end)
