"""Clauses of a code and their places in the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.codes import Clause
from knowledge.documents import UnitKind
from tests.assistant.checking import code_of

CODE = """# Our promises

We answer **within 2 days** of
your call.

1. We mend [zips](zips.md) free.
2. We read each meter once a year. Ask for the sheet.

| Service | Limit |
|---|---|
| Email | 1 day |
| Letter | |
"""


def test_marks_and_line_breaks_are_not_part_of_a_clauses_words() -> None:
    first = code_of(CODE).clauses[0]
    assert first.words == "We answer within 2 days of your call."


def test_a_place_in_the_words_leads_to_the_place_in_the_text() -> None:
    code = code_of(CODE)
    first = code.clauses[0]
    start = first.words.index("days of your")
    assert first.locate(start, start + len("days of your")).of(code.text) == "days** of\nyour"


def test_items_know_their_number_and_share_it_between_sentences() -> None:
    numbers = {clause.words: clause.number for clause in code_of(CODE).clauses}
    assert numbers["We mend zips free."] == "1"
    assert numbers["Ask for the sheet."] == "2"


def test_rows_know_their_cells_and_the_headings_above_them() -> None:
    row = next(clause for clause in code_of(CODE).clauses if clause.kind is UnitKind.ROW)
    assert [row.words[start:end] for start, end in row.cells] == ["Email", "1 day"]
    assert row.lead_in == ("Service", "Limit")


def test_headings_are_listed_and_are_no_clauses() -> None:
    code = code_of(CODE)
    assert code.headings == ("Our promises",)
    assert all("Our promises" not in clause.words for clause in code.clauses)


def test_an_empty_text_is_a_problem_that_says_what_to_do() -> None:
    code = code_of("# Only a title")
    assert code.clauses == ()
    assert "at least one clause" in code.problems[-1].reason


@given(
    st.lists(st.sampled_from(["We **reply**", "within 3 days.", "- item", "| a | b |", "# Head", "", "“q”  x", "é·"]))
)
def test_every_character_of_a_clause_is_found_in_the_text(lines: list[str]) -> None:
    code = code_of("Start.\n\n" + "\n".join(lines))
    for clause in code.clauses:
        _is_where_it_says(clause, code.text)


def _is_where_it_says(clause: Clause, text: str) -> None:
    assert len(clause.words) == len(clause.offsets)
    assert list(clause.offsets) == sorted(clause.offsets)
    for character, offset in zip(clause.words, clause.offsets, strict=True):
        assert character == text[offset] or text[offset] in "“”’‘ \n|\t" or text[offset].isspace()


@pytest.mark.parametrize(
    ("text", "words", "number"),
    [
        ("4.2 Qualified staff reply.", "Qualified staff reply.", "4.2"),
        ("(3) We may change the route.", "We may change the route.", None),
        ("§ 7 The club is open.", "The club is open.", None),
        ("3 days after your call we come.", "3 days after your call we come.", None),
    ],
)
def test_a_paragraphs_number_is_no_word_of_its_clause(text: str, words: str, number: str | None) -> None:
    clause = code_of(text).clauses[0]
    assert (clause.words, clause.number) == (words, number)
    assert clause.locate(0, len(words)).of(text) == words
