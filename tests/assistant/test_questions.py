from __future__ import annotations

import pytest

from assistant.answers import Turn
from assistant.kinds import has_kind
from assistant.questions import Want, parts_of, read_question


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("How long do I have to return a lamp?", ()),
        (
            "How long does a refund take, and who pays the postage?",
            ("How long does a refund take", "who pays the postage?"),
        ),
        (
            "My parcel never came. By when do I have to report it? Do you send a new lamp?",
            ("By when do I have to report it?", "Do you send a new lamp?"),
        ),
        ("Can I bring it back or not?", ()),
    ],
)
def test_a_question_falls_into_the_things_it_asks(question: str, parts: tuple[str, ...]) -> None:
    assert parts_of(question) == parts


@pytest.mark.parametrize(
    ("question", "want"),
    [
        ("How long do I have?", Want.DURATION),
        ("How many working days does it take?", Want.DURATION),
        ("How much written notice do you give?", Want.DURATION),
        ("How much do I get back?", Want.MONEY),
        ("Which uptime percentage do you commit to?", Want.MONEY),
        ("What do I have to pay for it?", Want.MONEY),
        ("When will my line be connected?", Want.MOMENT),
        ("I ordered in May, when exactly does it start?", Want.MOMENT),
        ("Who can I call about it?", Want.CHANNEL),
        ("How often do you read the meter?", Want.FREQUENCY),
        ("How many bags may I bring?", Want.COUNT),
        ("Can I bring my dog?", Want.YES_NO),
    ],
)
def test_the_kind_of_thing_wanted_is_seen(question: str, want: Want) -> None:
    assert want in read_question(question).wants


def test_notice_is_time_and_not_money() -> None:
    assert Want.MONEY not in read_question("How much prior notice will I get?").wants


def test_when_inside_a_condition_asks_for_no_moment() -> None:
    asked = read_question("What do I pay if I am not at home when the technician comes?")
    assert asked.wants == {Want.MONEY}


@pytest.mark.parametrize(
    ("words", "says_how"),
    [
        ("Our data protection officer is Dr. Anke Müßig, privacy@firm.example.", True),
        ("Customer Care: 03069 990 142", True),
        ("See https://firm.example/help for all else.", True),
        ("Our data protection officer is Dr. Anke Müßig.", False),
        ("The fee is €1,049.90 from 01.02.2026.", False),
    ],
)
def test_an_address_or_a_number_says_how_to_reach_somebody(words: str, says_how: bool) -> None:
    assert has_kind(Want.CHANNEL, words) is says_how


def test_a_number_of_users_is_no_telephone_number() -> None:
    assert Want.CHANNEL not in read_question("Below which number of users is it free?").wants


@pytest.mark.parametrize(
    ("said", "asked", "joined"),
    [
        ("How fast do you repair my line?", "Do you have a shop in Bremen?", "Do you have a shop in Bremen?"),
        ("How fast do you repair my line?", "And on Sundays?", "How fast do you repair my line? And on Sundays?"),
        ("Is there a guarantee?", "How long does it last?", "Is there a guarantee? How long does it last?"),
        (
            "I am a student. Is there a discount?",
            "How much is a paper bill?",
            "I am a student. How much is a paper bill?",
        ),
        (
            "Is there a guarantee?",
            "If my lent router was damaged by lightning, who pays for it?",
            "If my lent router was damaged by lightning, who pays for it?",
        ),
    ],
    ids=[
        "another matter",
        "no question alone",
        "it",
        "what was told counts always",
        "it stands for something said now",
    ],
)
def test_what_was_asked_before_counts_where_the_question_needs_it(said: str, asked: str, joined: str) -> None:
    assert read_question(asked, (Turn("user", said),)).joined == joined


def test_only_the_questioners_own_words_are_joined() -> None:
    history = (Turn("user", "I bought a sofa."), Turn("assistant", "Which one?"))
    assert read_question("Can I return it?", history).joined == "I bought a sofa. Can I return it?"


@pytest.mark.parametrize(
    ("want", "text", "has"),
    [
        (Want.DURATION, "We answer within 5 working days.", True),
        (Want.DURATION, "We answer every letter.", False),
        (Want.MONEY, "You pay £4.", True),
        (Want.FREQUENCY, "We read the meter every year.", True),
        (Want.MOMENT, "The money arrives on Friday.", True),
        (Want.YES_NO, "Anything.", True),
    ],
)
def test_a_text_has_the_kind_of_thing_or_not(want: Want, text: str, *, has: bool) -> None:
    assert has_kind(want, text) is has
