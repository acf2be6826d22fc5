from __future__ import annotations

import pytest

from assistant.answers import Turn
from assistant.leaning import stands_alone
from assistant.questions import read_question

RETURNS = (
    Turn("user", "How long do I have to return a lamp?"),
    Turn("assistant", "30 days."),
    Turn("user", "And who pays the postage?"),
)


@pytest.mark.parametrize(
    "question",
    [
        "How fast do you answer the phone?",
        "How long do you keep recordings of calls?",
        "Is there a charge for old appliances?",
        "Is it true that refunds take a month?",
        "How long does it take to get a leaflet in large print?",
        "My parcel never came. By when do I have to report it?",
        "What happens to a parcel that came to the wrong house?",
        "Which shops are open this weekend?",
    ],
)
def test_a_question_with_its_own_subject_stands_alone(question: str) -> None:
    assert stands_alone(question)


@pytest.mark.parametrize(
    "question",
    [
        "And for members of the Circle?",
        "So can I complain to the ombudsman?",
        "Ok, but what about deliveries on Saturdays?",
        "What if the driver finds nobody at home?",
        "Even though the ticket was an Advance one?",
        "Can my husband use it for the garden?",
        "What do customers with a business account get for that?",
        "Do members have to pay those delivery charges?",
        "Do I still get the discount on sofas?",
        "How long have I got to send in the claim?",
        "How long does it take?",
        "How long?",
        "Circle members with two accounts?",
    ],
)
def test_a_question_that_points_back_leans(question: str) -> None:
    assert not stands_alone(question)


def test_an_old_subject_is_not_searched_with_a_new_question() -> None:
    question = "How fast do you answer the phone?"
    assert read_question(question, RETURNS) == read_question(question)


def test_plain_words_of_an_old_subject_are_not_looked_for_either() -> None:
    kicked_out = (Turn("user", "Will I get kicked out?"),)
    assert "suspended" in read_question("And if I complain?", kicked_out).also
    assert "suspended" not in read_question("Which shops have stairs for customers?", kicked_out).also


def test_a_follow_up_keeps_the_subject_of_its_conversation() -> None:
    joined = "How long do I have to return a lamp? And who pays the postage? And for Circle members?"
    assert read_question("And for Circle members?", RETURNS).joined == joined
