"""What tells a statement from the evidence: words in place of others, who pays, conditions, days, times of day."""

from __future__ import annotations

import pytest

from assistant.verify import Verdict, verify
from assistant.verify.courtesy import courtesy
from assistant.verify.figures_match import Match, computed, match_figure
from assistant.verify.lexicon import lexicon, stem
from assistant.verify.payers import another_payer
from assistant.verify.reading import ClauseKind, alternatives, read
from evals.verify_cases import BUNDLES_READ, bundled_statements, search_in
from tests.assistant.test_verify import ON
from tests.assistant.test_verify import search_in as search_over

RAIL = """# Tickets

Light tickets cannot be refunded. Flex tickets are refunded in full up to departure.

Bicycles are not carried from Monday to Friday between 16:30 and 18:30.

Badge holders travel free on Wednesdays.

A bag not found after 21 days is treated as lost. You pay the postage for lost items.

If our guard does not come, we pay £30. If you miss your guide, a fee of £55 is due.

We do not repay taxis, unless our staff agreed to it beforehand.

A booking fee of £25 is added and is never refunded.

A pet may be taken along only with the written consent of the guard.

If you pay in the app, refunds come without a claim. If you pay in cash, claim within 28 days.

Folding scooters may be taken into any carriage as long as they are folded. Other scooters are not carried.

We do not pay for delays caused by snow. The exception is the airport line, where we always pay.

A change costs £5, except where a doctor asks for it, in which case no charge is made.

The reservation fee is refunded when you return the whole group ticket.

If a sleeper train is late, we refund the berth charge. Its name is sent to you by text message.

Parking is free for two hours, provided that you type in your registration.

If your train is cancelled, or is an hour late, you may go back free of charge.

The carrier leaves luggage with a neighbour when you are out. Furniture is never left with a neighbour.

## What cannot be taken along

- Fireworks and petrol.
- Sledges, once the snow on them has melted.

## Slots

| Slot | Charge |
| --- | --- |
| One hour | £6 |
| Four hours, for orders over £50 | £2 |
"""


def verdict(sentence: str) -> Verdict:
    return verify(sentence, search_over(RAIL), on=ON).verdict


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Flex tickets cannot be refunded.", id="another product"),
        pytest.param("Badge holders travel free.", id="a day of the week left out"),
        pytest.param("We pay the postage for lost items.", id="another payer"),
        pytest.param("If our guard does not come, you get £55.", id="the sum of another condition"),
        pytest.param("A bag found after 21 days is not treated as lost.", id="a denial"),
        pytest.param("The £25 booking fee is refunded.", id="a denial in a clause without a subject"),
        pytest.param("A pet may be taken along if you tell the guard.", id="what only allows it left out"),
        pytest.param("If you pay in cash the refund comes without a claim.", id="the condition of another promise"),
        pytest.param("We pay for delays caused by snow.", id="what an exception sentence does not name"),
        pytest.param("The reservation fee is refunded when you return a ticket.", id="a part of what must be whole"),
        pytest.param("If a sleeper train is late, we refund the whole journey.", id="another thing refunded"),
        pytest.param("Its name is emailed to you.", id="another way of telling"),
        pytest.param("You can park free for two hours.", id="a condition after provided that"),
        pytest.param("A sofa is left with a neighbour when you are out.", id="what another sentence denies"),
        pytest.param("You can take fireworks along.", id="an item under a heading that denies"),
        pytest.param("The customer pays for two hours of parking.", id="the customer paying for what is free"),
    ],
)
def test_what_differs_in_one_decisive_thing_is_not_supported(sentence: str) -> None:
    assert verdict(sentence) is not Verdict.SUPPORTED


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("Light tickets are not refundable.", id="an adjective for a verb"),
        pytest.param("After three weeks a missing bag counts as lost.", id="a denial within a noun"),
        pytest.param("The £25 booking fee is not refunded.", id="a denial in a clause without a subject"),
        pytest.param("Taxis are repaid only if our staff agreed to it beforehand.", id="only if for not unless"),
        pytest.param("On the airport line we pay for delays caused by snow.", id="what an exception sentence names"),
        pytest.param("A change that a doctor asks for is free.", id="in which case"),
        pytest.param("If your train is cancelled, you may go back free of charge.", id="one of two conditions"),
        pytest.param("You cannot take fireworks along.", id="an item under a heading that denies"),
        pytest.param("A slot of one hour costs £6.", id="a word in the header of the first column"),
        pytest.param(
            "We do not repay a taxi that our staff did not agree to beforehand.", id="a relative clause under a denial"
        ),
    ],
)
def test_other_words_for_the_same_are_supported(sentence: str) -> None:
    assert verdict(sentence) is Verdict.SUPPORTED


def test_the_other_side_paying_is_noticed_and_getting_money_back_is_no_paying() -> None:
    evidence = read("You pay the postage.")
    assert another_payer(read("We pay the postage."), evidence)
    assert not another_payer(read("You pay the postage."), evidence)
    assert not another_payer(read("We pay the postage back to you."), evidence)


def test_whoever_pays_for_what_is_free_pays_instead_of_us() -> None:
    free = read("The collection of parcels is free.")
    assert another_payer(read("The customer bears the cost of the collection of parcels."), free)
    assert not another_payer(read("We bear the cost of the collection of parcels."), free)
    assert not another_payer(read("You pay nothing for the collection of parcels."), free)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("half past ten", "10.30 pm"),
        ("a tenth of the fare", "10% of the fare"),
        ("three quarters of an hour", "45 minutes"),
        ("the 27th week", "week 27"),
        ("up to six at a time", "six samples"),
        ("you pay half", "it costs 50%"),
        ("it is halved", "it costs 50%"),
        ("within two working weeks", "within ten working days"),
        ("for a decade", "for ten years"),
        ("if you ring before 11", "before 11:00"),
        ("from four to seven on weekdays", "between 4 pm and 7 pm"),
    ],
)
def test_figures_in_words_are_those_in_digits(left: str, right: str) -> None:
    assert match_figure(read(left).figures[0], read(right).figures) is Match.SAME


def test_a_time_of_day_lies_within_bounds() -> None:
    ten = read("at ten in the evening").figures[0]
    assert match_figure(ten, read("not after 21:00").figures) is Match.CASE
    assert match_figure(ten, read("between 16:30 and 18:30").figures) is Match.NONE


def test_an_age_lies_within_what_bounds_it() -> None:
    seven = read("A seven-year-old may not go in.").figures[0]
    assert match_figure(seven, read("Children under eight must not use it.").figures) is Match.CASE
    assert match_figure(seven, read("Children under seven must not use it.").figures) is not Match.CASE
    assert match_figure(seven, read("Someone aged 6 or over must come along.").figures) is Match.CASE
    assert match_figure(seven, read("We keep it for eight hours.").figures) is Match.NONE


def test_a_day_lies_in_a_stretch_of_the_calendar_also_over_the_turn_of_the_year() -> None:
    stretch = read("Between 1 November and 31 January it is longer.").figures
    assert match_figure(read("delivered on 2 December").figures[0], stretch) is Match.CASE
    assert match_figure(read("delivered on 10 January").figures[0], stretch) is Match.CASE
    assert match_figure(read("delivered on 10 March").figures[0], stretch) is Match.NONE


def test_a_sum_a_year_is_one_for_each_household_in_a_year_and_a_price_a_night_is_none_a_stay() -> None:
    yearly = read("No more than £300 a year.").figures[0]
    assert match_figure(yearly, read("The most is £300 per household in a year.").figures) is Match.SAME
    assert match_figure(yearly, read("The most is £300 per household.").figures) is Match.NONE


def test_a_time_of_day_is_no_number_of_working_days_and_may_no_month() -> None:
    (clock, _) = read("Orders placed after 14:00 count as placed on the next working day.").figures
    assert (clock.dimension, clock.low) == ("clock", 840.0)
    assert not [f for f in read("Members aged 14 and 15 may swim.").figures if f.dimension == "date"]


def test_a_telephone_number_is_no_figure() -> None:
    assert read("Ring 0333 555 0127 or +49 30 5550 120.").figures == ()


def test_days_between_two_days_are_meant_too() -> None:
    assert {"wednesday", "thursday"} <= read("from Tuesday to Friday").stems
    assert "sunday" not in read("from Tuesday to Friday").stems
    assert {"saturday", "sunday"} <= read("at weekends").stems


def test_not_with_a_noun_or_an_aim_denies_nothing() -> None:
    assert not read("A bag not found after 21 days counts as lost.").clauses[0].denied
    assert not read("You may decide not to fly.").clauses[0].denied
    assert read("Bags are not found by themselves.").clauses[0].denied


def test_a_condition_goes_on_after_and() -> None:
    clauses = read("If you do not come and have not told us, you pay for the night.").clauses
    assert [clause.kind for clause in clauses][-1] is ClauseKind.MAIN
    assert all(clause.kind is ClauseKind.CONDITION for clause in clauses[:-1])


@pytest.mark.parametrize(("one", "other"), [("owner", "landlord"), ("refund", "voucher"), ("email", "telephone")])
def test_words_that_differ_decisively_do_not_go_together(one: str, other: str) -> None:
    groups = lexicon().groups
    assert groups.get(stem(one), frozenset()).isdisjoint(groups.get(stem(other), ()))


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("You may keep the room until 2 pm.", 0),
        ("You may keep the room until we need it.", 1),
        ("You may postpone it once without paying.", 0),
        ("Once the claim is settled, we pay.", 1),
        ("Parking is free, provided that you type in your number.", 1),
        ("If you paid in cash the refund comes later.", 1),
        ("If you are out when we come, the driver waits.", 2),
    ],
)
def test_conditions_are_told_from_times_and_from_what_follows_them(text: str, conditions: int) -> None:
    clauses = read(text).clauses
    assert sum(clause.kind is ClauseKind.CONDITION for clause in clauses) == conditions
    assert any(clause.kind is ClauseKind.MAIN for clause in clauses)


def test_conditions_joined_by_or_are_alternatives() -> None:
    either = read("If your train is cancelled, or is an hour late, you get it back.")
    both = read("If your train is late and if you ask, you get it back.")
    assert alternatives(either, 0) == (0, 1)
    assert alternatives(both, 0) == (0,)


def test_a_leading_outside_is_an_exception_with_what_holds_after_it() -> None:
    clauses = read("Outside the summer sale you can return it.").clauses
    assert [clause.kind for clause in clauses] == [ClauseKind.EXCEPTION, ClauseKind.MAIN]


def test_a_part_of_all_of_another_sum_is_no_calculation() -> None:
    statement = read("Missing the day costs us £50.")
    evidence, other = read("We pay £20, or you get a full refund."), read("Orders of £50 are sent free.")
    assert computed(statement.figures[0], statement, [evidence], [other]) is None


def test_words_of_the_thesaurus_go_with_their_like_and_do_not_chain() -> None:
    groups = lexicon().groups
    assert groups[stem("baby")] & groups[stem("infant")]
    assert not groups[stem("dog")] & groups[stem("cat")]


def test_let_us_know_by_a_date_claims_something_and_a_wish_does_not() -> None:
    assert courtesy("Let us know about a move at least three weeks ahead.") is None
    assert courtesy("Let us know if you need anything else.") is not None
    assert courtesy("Have a lovely Christmas.") == "wishes"
    assert courtesy("Enjoy the rest of your week.") == "wishes"
    assert courtesy("Oh no, that is not how a parcel should arrive!") == "sympathy"
    assert courtesy("That is what you get back within 14 days.") is None
    assert courtesy("Your flight on Sunday landed at 21:10.") == "case"


def test_bundled_statements_have_documents_forms_and_twins() -> None:
    statements = bundled_statements()
    by_id = {statement.id: statement for statement in statements}
    assert len(by_id) == len(statements)
    assert {statement.organisation for statement in statements} > BUNDLES_READ
    assert all(bool(statement.form) == (statement.verdict is Verdict.SUPPORTED) for statement in statements)
    twins = [statement for statement in statements if statement.twin]
    assert all(by_id[one.twin].verdict is Verdict.SUPPORTED for one in twins if one.twin)
    assert search_in(statements[0].folder).find("cancel a sailing", 3)
