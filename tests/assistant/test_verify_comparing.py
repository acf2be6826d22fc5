"""What tells a statement from the evidence: words in place of others, who pays, conditions, days, times of day."""

from __future__ import annotations

import pytest

from assistant.verify import Verdict, verify
from assistant.verify.courtesy import courtesy
from assistant.verify.figures_match import Match, match_figure
from assistant.verify.lexicon import lexicon, stem
from assistant.verify.payers import another_payer
from assistant.verify.reading import ClauseKind, read
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
    ],
)
def test_other_words_for_the_same_are_supported(sentence: str) -> None:
    assert verdict(sentence) is Verdict.SUPPORTED


def test_the_other_side_paying_is_noticed_and_getting_money_back_is_no_paying() -> None:
    evidence = read("You pay the postage.")
    assert another_payer(read("We pay the postage."), evidence)
    assert not another_payer(read("You pay the postage."), evidence)
    assert not another_payer(read("We pay the postage back to you."), evidence)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("half past ten", "10.30 pm"),
        ("a tenth of the fare", "10% of the fare"),
        ("three quarters of an hour", "45 minutes"),
        ("the 27th week", "week 27"),
        ("up to six at a time", "six samples"),
        ("from four to seven on weekdays", "between 4 pm and 7 pm"),
    ],
)
def test_figures_in_words_are_those_in_digits(left: str, right: str) -> None:
    assert match_figure(read(left).figures[0], read(right).figures) is Match.SAME


def test_a_time_of_day_lies_within_bounds() -> None:
    ten = read("at ten in the evening").figures[0]
    assert match_figure(ten, read("not after 21:00").figures) is Match.CASE
    assert match_figure(ten, read("between 16:30 and 18:30").figures) is Match.NONE


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


def test_words_of_the_thesaurus_go_with_their_like_and_do_not_chain() -> None:
    groups = lexicon().groups
    assert groups[stem("baby")] & groups[stem("infant")]
    assert not groups[stem("dog")] & groups[stem("cat")]


def test_let_us_know_by_a_date_claims_something_and_a_wish_does_not() -> None:
    assert courtesy("Let us know about a move at least three weeks ahead.") is None
    assert courtesy("Let us know if you need anything else.") is not None
    assert courtesy("Have a lovely Christmas.") == "wishes"
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
