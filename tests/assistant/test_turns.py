"""Where ours begin to act behind an invitation, and what of it a customer waits for."""

from __future__ import annotations

import pytest

from assistant.rules.boasts import boasts
from assistant.rules.services import services
from assistant.rules.turns import our_turn
from tests.assistant.checking import reading_of


@pytest.mark.parametrize(
    ("words", "turn"),
    [
        ("Ring the depot and a dispatcher will call you back.", "a dispatcher will"),
        ("Leave the boots in the rack; they come back by post.", "they come"),
        ("Send the slip, and our cashier pays you.", "our cashier pays"),
    ],
)
def test_behind_an_instruction_somebody_of_ours_begins_to_act(words: str, turn: str) -> None:
    place = our_turn(words)
    assert place is not None
    assert words[place:].startswith(turn)


@pytest.mark.parametrize(
    "words",
    [
        "Bring the form and the tax letters to the desk.",
        "Keep your ticket and the receipt.",
        "Tell us without delay, and keep the window shut.",
    ],
)
def test_a_list_of_things_to_bring_or_do_is_nobodys_act(words: str) -> None:
    assert our_turn(words) is None


def test_what_is_sent_to_the_customer_is_waited_for() -> None:
    (reading,) = reading_of("Use the blue form, and the registrar posts the copy to your home.").readings
    assert [reading.words[start:end] for start, end in services(reading)] == ["posts the copy to your home"]


def test_what_is_done_before_the_customers_eyes_is_not_waited_for() -> None:
    (reading,) = reading_of("Our tailor pins the hem while you stand before the mirror.").readings
    assert list(services(reading)) == []


def test_a_claim_with_its_measure_beside_it_is_no_boast() -> None:
    assert list(boasts("You will never see a price here without its tax.")) == []
    assert [one.text for one in boasts("Your tap will never drip again.")] == ["Your tap will never drip again"]
