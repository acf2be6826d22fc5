"""Facts are found with exact spans and compare by their canonical form."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.facts import Quantity, QuantityKind, find_facts, find_quantities, is_negated, normalise


def only_quantity(text: str) -> Quantity:
    found = find_quantities(text)
    assert len(found) == 1, found
    return found[0]


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("We reply within two working days.", None, 2, "working_day"),
        ("no later than 30 days after receipt", None, 30, "day"),
        ("up to 48 hours before departure", None, 48, "hour"),
        ("Refunds take 3-5 business days.", 3, 5, "working_day"),
        ("two to four working days", 2, 4, "working_day"),
        ("between 3 and 5 days", 3, 5, "day"),
        ("at least five days ahead", 5, None, "day"),
        ("after 30 days' notice", 30, None, "day"),
        ("60 minutes or more", 60, None, "minute"),
        ("delays under 15 minutes", None, 15, "minute"),
        ("more than an hour", 1, None, "hour"),
        ("a two-year guarantee", 2, 2, "year"),
        ("a 48-hour window", 48, 48, "hour"),
        ("for ten years", 10, 10, "year"),
        ("in half an hour", None, 0.5, "hour"),
        ("a fortnight after delivery", 2, 2, "week"),
        ("in 45 seconds", None, 0.75, "minute"),
        ("within two and a half hours", None, 2.5, "hour"),
        ("within an hour and a half", None, 1.5, "hour"),
        ("within two hours and 15 minutes", None, 2.25, "hour"),
        ("from 30 minutes to one hour", 0.5, 1, "hour"),
        ("on the same day", None, 0, "day"),
        ("by the next working day", None, 1, "working_day"),
        ("by the fifth working day", None, 5, "working_day"),
        ("within the hour", None, 1, "hour"),
        ("within twenty-four hours", None, 24, "hour"),
        ("within 24 working hours", None, 24, "working_hour"),
        ("in five weekdays", None, 5, "working_day"),
        ("in ½ hour", None, 0.5, "hour"),
    ],
)
def test_a_duration_is_read_with_its_bounds_and_unit(
    text: str, low: float | None, high: float | None, unit: str
) -> None:
    quantity = only_quantity(text)
    assert quantity.kind is QuantityKind.DURATION
    assert (quantity.min, quantity.max, quantity.unit) == (low, high, unit)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("we credit £10 automatically", 10, 10, "GBP"),
        ("€7 per day", 7, 7, "EUR"),
        ("CHF 1,250.50", 1250.5, 1250.5, "CHF"),
        ("60 francs", 60, 60, "CHF"),
        ("£5-£10", 5, 10, "GBP"),
        ("€5 to €10", 5, 10, "EUR"),
        ("4,90 €", 4.9, 4.9, "EUR"),
        ("up to £2 million", None, 2_000_000, "GBP"),
        ("20 pence", 0.2, 0.2, "GBP"),
        ("fifty dollars", 50, 50, "USD"),
        ("half the fare", 50, 50, "%"),
        ("12.5 per cent", 12.5, 12.5, "%"),
        ("at least 98% of days", 98, None, "%"),
        ("nine patients in ten", 90, 90, "%"),
        ("will not be more than 10% above it", None, 10, "%"),
    ],
)
def test_money_and_shares_are_read(text: str, low: float | None, high: float | None, unit: str) -> None:
    quantity = find_quantities(text)[0]
    assert (quantity.min, quantity.max, quantity.unit) == (low, high, unit)


def test_a_unit_left_out_is_that_of_the_duration_before() -> None:
    first, second = find_quantities("We reply in two working days and close it within ten.")
    assert (second.max, second.unit, second.implied) == (10, "working_day", "unit")
    assert first.implied is None


def test_cover_and_frequency_are_rates_not_limits() -> None:
    day, week = find_quantities("We answer 24 hours a day, seven days a week.")
    assert (day.comparator, week.comparator) == ("rate", "rate")


@pytest.mark.parametrize(
    ("one", "other"),
    [("7 days", "a week"), ("12 months", "one year"), ("90 minutes", "1.5 hours"), ("a fortnight", "14 days")],
)
def test_the_same_length_in_other_units_is_the_same_amount(one: str, other: str) -> None:
    assert only_quantity(f"within {one}").same_amount(only_quantity(f"within {other}"))


@pytest.mark.parametrize(
    ("one", "other"),
    [("24 hours", "one working day"), ("24 hours", "one day"), ("30 days", "one month"), ("5 days", "5 working days")],
)
def test_different_clocks_are_not_the_same_amount(one: str, other: str) -> None:
    assert not only_quantity(f"within {one}").same_amount(only_quantity(f"within {other}"))


def test_a_day_after_a_price_is_not_a_limit() -> None:
    assert [q.kind for q in find_quantities("We pay £6 a day.")] == [QuantityKind.MONEY]


def test_numbers_that_name_things_are_not_counted() -> None:
    assert find_quantities("See section 4 below and version 2 of it.") == ()


def test_counts_carry_their_noun_in_the_singular() -> None:
    letters = only_quantity("We send three letters.")
    assert (letters.kind, letters.low, letters.unit) == (QuantityKind.COUNT, 3, "letter")


def test_dates_times_and_weekdays_are_found_and_are_not_counts() -> None:
    facts = find_facts("From 1 April, and by 14:00 CET or 2 pm on 3 May 2027, Monday to Friday.")
    assert [(d.year, d.month, d.day, d.missing_year) for d in facts.dates] == [(None, 4, 1, True), (2027, 5, 3, False)]
    assert [(t.hour, t.minute, t.zone) for t in facts.times] == [(14, 0, "CET"), (14, 0, None)]
    assert [(w.first, w.last) for w in facts.weekdays] == [(0, 4)]
    assert facts.quantities == ()


def test_a_day_that_does_not_exist_is_a_mention_without_a_date() -> None:
    (mention,) = find_facts("on 31 June 2026").dates
    assert mention.date is None


def test_a_slashed_date_is_read_day_first_and_marked_ambiguous() -> None:
    (mention,) = find_facts("on 03/04/2026").dates
    assert (mention.day, mention.month, mention.ambiguous) == (3, 4, True)


def test_channels_modals_and_scope_are_named() -> None:
    facts = find_facts("You must always write to us or use the web form; we'll only reply by email or post.")
    assert [c.value for c in facts.channels] == ["writing", "web_form", "email", "letter"]
    assert [m.value for m in facts.modals] == ["must", "will"]
    assert [s.value for s in facts.scope] == ["always", "only"]


def test_bounding_words_are_not_denials() -> None:
    assert not is_negated("no later than Friday")
    assert not is_negated("Not only do we reply, we call.")
    assert is_negated("We won't share it.")
    assert not is_negated("We do not do it without asking.")


WORDS = ["within", "two", "10", "30", "working", "days", "£", "€5", "half", "an", "hour", "to", "-", "and", "next"]
WORDS += ["day", "90%", "at", "least", "a", "year", "not", "14:00", "CET", "1", "April", "2027", ",", "per", "½"]
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join))


@given(texts)
def test_every_span_lies_in_its_text_and_quantities_do_not_overlap(text: str) -> None:
    facts = find_facts(text)
    words = (*facts.channels, *facts.modals, *facts.scope, *facts.negations)
    spans = [item.span for item in words] + [item.span for item in facts.quantities]
    spans += [date.span for date in facts.dates] + [time.span for time in facts.times]
    spans += [day.span for day in facts.weekdays]
    for span in spans:
        assert 0 <= span.start < span.end <= len(text)
    for before, after in zip(facts.quantities, facts.quantities[1:], strict=False):
        assert before.span.end <= after.span.start


@given(texts)
def test_normalisation_is_idempotent_and_keeps_the_amount(text: str) -> None:
    for quantity in find_quantities(text):
        once = normalise(quantity)
        assert normalise(once) == once
        assert once.same_amount(quantity)
        assert once.low <= once.high


@pytest.mark.parametrize("digits", [16, 400, 5_000])
@pytest.mark.parametrize(
    "text",
    ["We pay {} euros.", "We pay €{}.", "within {} days", "{}% of it", "by the {}th working day", "{} in {} calls"],
)
def test_what_has_too_many_digits_for_an_amount_is_none(text: str, digits: int) -> None:
    assert find_quantities(text.replace("{}", "4" * digits)) == ()


def test_amount_of_fifteen_digits_is_read() -> None:
    assert only_quantity("We pay 444,444,444,444,444 euros.").high == 444_444_444_444_444


def test_an_ordinal_in_digits_is_a_length_of_time_as_one_in_words() -> None:
    (in_words,) = find_facts("We pay by the third working day.").durations
    (in_digits,) = find_facts("We pay by the 3rd working day.").durations
    assert in_digits.canonical == in_words.canonical
