"""What a sentence says, in parts that compare."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.verify.evidence import describes_the_past
from assistant.verify.figures import Figure
from assistant.verify.figures_match import Match, computed, match_figure
from assistant.verify.polarity import denied
from assistant.verify.reading import ClauseKind, read
from assistant.verify.telling import borne
from tests.assistant.test_verify import ON


def figure(text: str) -> Figure:
    (found,) = read(text).figures
    return found


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("within two weeks", "within 14 days"),
        ("48 hours", "two days"),
        ("three years", "36 months"),
        ("four times a day", "every 6 hours"),
        ("once a year", "once every twelve months"),
        ("15:00", "three in the afternoon"),
        ("£20", "20 pounds"),
    ],
)
def test_amounts_in_other_words_are_the_same(left: str, right: str) -> None:
    assert match_figure(figure(left), [figure(right)]) is Match.SAME


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("10 calendar days", "10 working days"),
        ("24 hours", "one working day"),
        ("4 business hours", "4 hours"),
        ("£20", "€20"),
        ("twice a year", "once a year"),
        ("£5 per day", "£5 per week"),
    ],
)
def test_other_units_and_kinds_of_day_are_not_the_same(left: str, right: str) -> None:
    assert match_figure(figure(left), [figure(right)]) is Match.NONE


def test_a_case_falls_into_a_range() -> None:
    assert match_figure(figure("45 minutes"), [figure("30-59 minutes")]) is Match.CASE
    assert match_figure(figure("75 minutes"), [figure("60 minutes or more")]) is Match.CASE
    assert match_figure(figure("25 minutes"), [figure("30-59 minutes")]) is Match.NONE


@pytest.mark.parametrize(
    ("statement", "amount", "evidence"),
    [
        ("Two missed visits cost us £60.", "£60", "If we miss a visit, we pay £30."),
        ("Charities pay £35 for it.", "£35", "It costs £50. Charities get 30% off."),
        ("Paying for a year saves £20.", "£20", "It costs £10 a month or £100 a year."),
        ("You have 46 days more than the law gives you.", "46 days", "The law gives 14 days; we give 60 days."),
        ("It is decided and paid within 25 working days in all.", "25 working days",
         "We decide within 20 working days and pay within 5 working days."),
    ],
)  # fmt: skip
def test_arithmetic_that_the_statement_asks_for_is_followed(statement: str, amount: str, evidence: str) -> None:
    reading = read(statement)
    (wanted,) = [found for found in reading.figures if found.span.of(statement) == amount]
    assert computed(wanted, reading, [read(evidence)], []) is not None


def test_a_sum_that_nothing_asks_for_is_not_formed() -> None:
    statement = read("We decide within 25 working days.")
    evidence = read("We decide within 20 working days and pay within 5 working days.")
    assert computed(statement.figures[0], statement, [evidence], []) is None


def test_conditions_and_exceptions_turn_a_denial_round() -> None:
    unless = read("We pay unless it rains.")
    not_if = read("We do not pay if it rains.")
    assert unless.clauses[1].kind is ClauseKind.EXCEPTION
    assert denied(unless, 1)
    assert denied(not_if, 1)
    assert not denied(read("We pay if it rains."), 1)


def test_no_later_than_is_a_bound_and_no_denial() -> None:
    assert not read("We reply no later than Friday noon.").clauses[0].denied
    assert read("Nobody waits longer than 20 minutes.").figures[0].comparator == "at_most"


def test_the_past_is_told_from_the_present() -> None:
    assert describes_the_past("Until 31 March 2026 the fee was £5.", ON)
    assert describes_the_past("We used to reply within a week.", ON)
    assert not describes_the_past("The offer runs until 31 March 2027.", ON)


@given(st.text(max_size=200))
def test_clauses_cover_the_text_and_words_lie_in_it(text: str) -> None:
    reading = read(text)
    edges = [clause.span for clause in reading.clauses]
    assert edges[0].start == 0
    assert edges[-1].end == len(text)
    assert all(left.end == right.start for left, right in pairwise(edges))
    assert all(0 <= word.span.start < word.span.end <= len(text) for word in reading.words)


def test_a_thing_is_borne_out_by_its_kind_and_not_the_reverse() -> None:
    fridge = next(word for word in read("We mend the fridge.").words if word.text == "fridge")
    appliance = next(word for word in read("We mend the appliance.").words if word.text == "appliance")
    assert borne(read("A broken appliance is mended.").keys, fridge)
    assert not borne(read("A broken fridge is mended.").keys, appliance)


def test_words_that_differ_decisively_do_not_bear_one_another_out() -> None:
    for said, found in (("refund", "voucher"), ("Monday", "Tuesday"), ("email", "letter"), ("sofa", "mattress")):
        word = next(word for word in read(f"It concerns the {said}.").words if word.text == said)
        assert not borne(read(f"It concerns the {found}.").keys, word), (said, found)


def test_half_past_six_in_the_evening_is_not_half_past_six_in_the_morning() -> None:
    morning, evening = (read(f"Come by half past six in the {half}.").figures[0] for half in ("morning", "evening"))
    assert (morning.low, evening.low) == (390.0, 1110.0)


def test_alternate_weeks_are_every_second_week() -> None:
    alternate, second = (
        read(f"We empty it {often}.").figures[0] for often in ("on alternate weeks", "every second week")
    )
    assert alternate.same_amount(second)


def test_a_prefixed_word_is_not_the_word_without_its_prefix() -> None:
    assert "rapid" not in read("An ultra-rapid unit.").keys


def test_never_is_no_frequency() -> None:
    assert not [figure for figure in read("We call 0.0 times a year.").figures if figure.kind == "every"]
