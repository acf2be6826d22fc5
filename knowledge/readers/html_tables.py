"""The rows of an HTML table as a reader sees them: merged cells repeated, header rows told apart."""

from __future__ import annotations

from typing import Any

from knowledge.readers.html_shown import is_shown

HtmlElement = Any  # lxml's elements are not typed

_LEAST_ROWS = 2  #: below a row that is a table's caption
_MOST_SPAN = 50  #: columns or rows that one cell may cover; more is a trap or a mistake


def rows_of(table: HtmlElement) -> list[tuple[bool, list[str]]]:
    """Each row's cells, with whether it only names the columns.

    Returns:
        An empty list for a table that only arranges a page: one with a table inside, or a single column.
    """
    if next(table.iterdescendants("table"), None) is not None:
        return []
    carried: dict[int, tuple[int, str]] = {}
    above = None if table.find("caption") is not None else _wide_cell(table)
    shown = [row for row in table.iter("tr") if is_shown(row) and (above is None or above.getparent() is not row)]
    rows = [(_is_header(row), _cells(row, carried)) for row in shown]
    if max((len(cells) for _, cells in rows), default=0) < 2:  # noqa: PLR2004 - a single column is a list
        return []
    return [
        (header and any(not later for later, _ in rows[place:]), cells) for place, (header, cells) in enumerate(rows)
    ]


def caption_of(table: HtmlElement) -> str:
    """What a table says it is about: its caption, or a first row that is one cell over all columns."""
    caption = table.find("caption")
    if caption is not None:
        return _words(caption)
    return _words(wide) if (wide := _wide_cell(table)) is not None else ""


def _wide_cell(table: HtmlElement) -> HtmlElement | None:
    """The one cell of a first row, where it covers the columns of the rows below."""
    first, *others = [row for row in table.iter("tr") if is_shown(row)] or [None]
    cells = [cell for cell in first if cell.tag in ("td", "th")] if first is not None else []
    if len(cells) != 1 or len(others) < _LEAST_ROWS or _span(cells[0], "rowspan") > 1:
        return None
    width = max(sum(_span(cell, "colspan") for cell in row if cell.tag in ("td", "th")) for row in others)
    return cells[0] if 1 < width <= _span(cells[0], "colspan") else None


def _is_header(row: HtmlElement) -> bool:
    parent = row.getparent()
    if parent is not None and parent.tag == "thead":
        return True
    cells = [cell for cell in row if cell.tag in ("td", "th")]
    return bool(cells) and all(cell.tag == "th" for cell in cells)


def _cells(row: HtmlElement, carried: dict[int, tuple[int, str]]) -> list[str]:
    """The words of each column; `carried` holds cells that reach into later rows, by column."""
    words: list[str] = []

    def take_carried() -> None:
        while (held := carried.get(len(words))) is not None:
            rows_left, text = held
            if rows_left > 1:
                carried[len(words)] = (rows_left - 1, text)
            else:
                del carried[len(words)]
            words.append(text)

    for cell in row:
        if cell.tag not in ("td", "th") or not is_shown(cell):
            continue
        take_carried()
        text = _words(cell)
        rows_left = _span(cell, "rowspan") - 1
        for place in range(_span(cell, "colspan")):
            if rows_left:
                carried[len(words)] = (rows_left, text)
            words.append(text if place == 0 else "")
    take_carried()
    return words


def _span(cell: HtmlElement, name: str) -> int:
    value = (cell.get(name) or "1").strip()
    return min(max(int(value), 1), _MOST_SPAN) if value.isascii() and value.isdigit() else 1


def _words(cell: HtmlElement) -> str:
    parts: list[str] = []
    stack: list[HtmlElement | str] = [cell]
    while stack:
        node = stack.pop()
        if isinstance(node, str):
            parts.append(node)
            continue
        if node is not cell and node.tail:
            stack.append(node.tail)
        if is_shown(node):
            if node.tag in ("br", "p", "div", "li"):
                parts.append(" ")
            if node.tag == "img":
                parts.append(node.get("alt") or "")
            stack.extend(reversed(node))
            parts.append(node.text or "")
    return " ".join("".join(parts).split())
