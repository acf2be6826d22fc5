from __future__ import annotations

import pytest

from assistant.quotes import QuoteRole
from assistant.wording import grants, has_condition, leans_on_previous, refuses, role_of


@pytest.mark.parametrize(
    "text",
    [
        "However, gift cards are final.",
        "This does not apply to clearance items.",
        "Unless we agree otherwise, you pay the postage.",
        "If we miss this limit, we pay 10 pounds.",
        "In that case you get a credit.",
    ],
)
def test_a_sentence_that_limits_the_one_before_is_seen(text: str) -> None:
    assert leans_on_previous(text)


@pytest.mark.parametrize("text", ["You may return a lamp.", "We answer within a week.", "Ifor Williams trailers"])
def test_a_sentence_of_its_own_does_not_lean(text: str) -> None:
    assert not leans_on_previous(text)


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("This does not apply to clearance items.", QuoteRole.EXCEPTION),
        ("If we miss this limit, we pay 10 pounds.", QuoteRole.REMEDY),
        ("If it is opened, tell us first.", QuoteRole.CONDITION),
    ],
)
def test_what_a_sentence_does_beside_a_promise(text: str, role: QuoteRole) -> None:
    assert role_of(text) is role


def test_a_refusal_is_told_from_a_promise_not_to_do() -> None:
    assert refuses("We do not refund gift cards.")
    assert not refuses("We never sell your details.")
    assert grants("We will refund the price.")
    assert has_condition("You may return it if it is unused.")
