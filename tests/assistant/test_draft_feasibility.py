"""Past performance against the limits of a draft."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.drafting.feasibility import feasibility
from knowledge.errors import InvalidInput

LIMITS = {"email-reply": "2 working days", "formats-supply": ""}


def test_counts_are_summed_by_period_and_the_worst_one_is_named() -> None:
    csv = "promise,period,cases,in_limit\nemail-reply,January,100,90\nemail-reply,February,100,99\n"
    (one,) = feasibility(csv, LIMITS).performances
    assert (one.cases, round(one.missed, 3), one.worst.name) == (200, 0.055, "January")
    assert one.warning
    assert "missed in 5.5% of 200 cases, and in 10.0% in January" in one.warning


def test_single_cases_are_compared_with_the_limit() -> None:
    csv = "promise,period,taken\nemail-reply,May,1\nemail-reply,May,2\nemail-reply,May,2.5\n"
    (one,) = feasibility(csv, LIMITS).performances
    assert (one.cases, one.periods[0].kept) == (3, 2)


def test_a_limit_that_was_kept_draws_no_warning() -> None:
    assert not feasibility("promise,period,cases,in_limit\nemail-reply,May,100,95\n", LIMITS).warnings


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("email-reply,May,many,1", "cases and in_limit must be whole numbers"),
        ("email-reply,May,1,2", "in_limit must lie between 0 and cases"),
        ("email-reply,May,0,0", "cases above 0"),
        ("other,May,1,1", "no promise 'other'"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_with_its_line_and_the_rest_counts(row: str, says: str) -> None:
    result = feasibility(f"promise,period,cases,in_limit\n{row}\nemail-reply,May,10,10\n", LIMITS)
    assert result.problems[0].reason.startswith("Line 2: ")
    assert says in result.problems[0].reason
    assert result.performances[0].cases == 10


def test_times_without_a_decided_limit_are_told() -> None:
    result = feasibility("promise,period,taken\nformats-supply,May,3\n", LIMITS)
    assert "still open" in result.problems[0].reason


def test_other_columns_are_refused_with_those_needed() -> None:
    with pytest.raises(InvalidInput, match="needs the columns promise, period, cases, in_limit"):
        feasibility("a;b\n1;2\n", LIMITS)


@given(st.text(max_size=300))
def test_no_file_breaks_the_reading(text: str) -> None:
    try:
        feasibility("promise,period,taken\n" + text, LIMITS)
    except InvalidInput:
        pytest.fail("the header was right")
