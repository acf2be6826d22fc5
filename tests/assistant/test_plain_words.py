from __future__ import annotations

import pytest

from assistant.plain_words import policy_words
from assistant.questions import read_question


@pytest.mark.parametrize(
    ("question", "looked_for"),
    [
        ("Will you give me money back?", {"refund", "reimburse"}),
        ("My account was frozen", {"suspended", "locked"}),
        ("You wiped my files", {"delete", "erase"}),
    ],
)
def test_plain_words_are_looked_for_as_policies_say_them(question: str, looked_for: set[str]) -> None:
    assert looked_for <= set(policy_words(question))


def test_the_longest_phrase_counts_and_not_the_words_in_it() -> None:
    assert "working" in policy_words("the next weekday")
    assert "telephone" not in policy_words("I will call off the visit")
    assert "cancel" in policy_words("I will call off the visit")


def test_words_that_the_question_has_are_not_added() -> None:
    assert "refund" not in policy_words("Is a refund my money back?")


def test_a_question_in_the_words_of_policies_stays_as_it_is() -> None:
    assert policy_words("Which remedy applies to a defective appliance?") == ()
    assert read_question("Which remedy applies to a defective appliance?").also == ()
