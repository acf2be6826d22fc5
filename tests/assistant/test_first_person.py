"""An organisation that names itself in the third person is read as "we", and places stay those of its text."""

from __future__ import annotations

import pytest

from assistant.rules.first_person import spoken
from assistant.rules.phrases import load_words
from tests.assistant.checking import code_of


def _spoken(text: str) -> list[str]:
    return [clause.words for clause in spoken(code_of(text), load_words())]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Company pays. A claim goes to the Company.", ["We pays.", "A claim goes to us."]),
        ("The Insurer's decision is final.", ["Our decision is final."]),
        ("We write to the Bank of Malta.", ["We write to the Bank of Malta."]),
        ('Acme Ltd ("the Lender") lends tools.', ['Acme Ltd ("the Lender") lends tools.']),
        ("Our company pays you.", ["Our company pays you."]),
    ],
)
def test_the_organisation_speaks_of_itself_as_we(text: str, words: list[str]) -> None:
    assert _spoken(text) == words


def test_the_name_in_the_title_is_the_organisation() -> None:
    assert _spoken("# Tidepool Service Promise\n\nTidepool answers within a day. Ask Tidepool.") == [
        "We answers within a day.",
        "Ask us.",
    ]


def test_a_word_of_the_title_that_is_used_like_any_other_is_no_name() -> None:
    assert _spoken("# Refunds\n\nRefunds are free. We pay refunds at once.") == [
        "Refunds are free.",
        "We pay refunds at once.",
    ]


def test_a_place_in_the_words_is_found_in_the_text() -> None:
    text = "Notice: the Company may refuse."
    clause = spoken(code_of(text), load_words())[0]
    start = clause.words.index("We")
    assert clause.locate(start, start + len("We may refuse")).of(text) == "the Company may refuse"
