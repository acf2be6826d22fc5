"""Lists and tables are shown as what they are, from the text alone."""

from __future__ import annotations

from api.layout import rows_of, with_marker
from knowledge.documents import Span

TABLE = """\
| Working day | What must have happened |
|---|---|
| 1 | Case owner named |
| 10 | |
"""


def cells(text: str) -> list[list[str]]:
    return [[cell.of(text) for cell in row] for row in rows_of(text, Span(0, len(text)))]


def test_a_markdown_table_has_its_cells_without_the_rule() -> None:
    assert cells(TABLE) == [["Working day", "What must have happened"], ["1", "Case owner named"], ["10", ""]]


def test_rows_of_other_readers_are_cells_too() -> None:
    assert cells("Large item | £29\nParcel | free") == [["Large item", "£29"], ["Parcel", "free"]]


def test_a_paragraph_is_no_table() -> None:
    assert cells("We answer | within 2 days.\nAlways.") == []
    assert cells("One row | only") == []


def test_a_marker_belongs_to_its_item() -> None:
    text = "Steps:\n\n1. Open a case.\n2. Close it.\n"
    item = Span(text.index("Open"), text.index("\n2."))
    assert with_marker(text, item, 0).of(text) == "1. Open a case."
    assert with_marker(text, item, item.start) == item


def test_words_before_a_passage_are_no_marker() -> None:
    text = "Note: we answer."
    assert with_marker(text, Span(6, len(text)), 0) == Span(6, len(text))
