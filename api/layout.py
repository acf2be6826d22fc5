"""How a passage is laid out, seen from its text alone: markers before list items, rows and cells of tables."""

from __future__ import annotations

import re

from knowledge.documents import Span

#: What stands before a list item's words, or before a table's first cell.
_MARKER = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)]|\|)[ \t]*")
#: The line below a Markdown table's header.
_RULE = re.compile(r"[|\-: \t]+")
_FEWEST_ROWS = 2


def with_marker(text: str, span: Span, after: int) -> Span:
    """The span with the list marker before it, if there is one on its line; nothing before `after` is taken."""
    line = max(after, text.rfind("\n", 0, span.start) + 1)
    return Span(line, span.end) if _MARKER.fullmatch(text[line : span.start]) else span


def rows_of(text: str, span: Span) -> tuple[tuple[Span, ...], ...]:
    """Rows of cells, each without the space around it; none where the span is no table.

    Readers write tables as lines with a bar between cells.
    """
    lines = [line for line in _split(text, span, "\n") if line.start < line.end]
    if len(lines) < _FEWEST_ROWS or any("|" not in line.of(text) for line in lines):
        return ()
    return tuple(_cells(text, line) for line in lines if not _RULE.fullmatch(line.of(text)))


def _cells(text: str, line: Span) -> tuple[Span, ...]:
    cells = _split(text, line, "|")
    first = 1 if text[line.start] == "|" else 0
    last = len(cells) - 1 if text[line.end - 1] == "|" else len(cells)
    return cells[first:last]


def _split(text: str, span: Span, sign: str) -> tuple[Span, ...]:
    """The stretches between a sign, without the space around each."""
    found, start = [], span.start
    for part in span.of(text).split(sign):
        end = start + len(part)
        left, right = len(part) - len(part.lstrip()), len(part) - len(part.rstrip())
        found.append(Span(start + left, end - right) if part.strip() else Span(start, start))
        start = end + len(sign)
    return tuple(found)
