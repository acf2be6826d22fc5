"""The notation of the word lists."""

from __future__ import annotations

import pytest

from assistant.rules.phrases import load_words, phrase_list

CASES = [
    pytest.param("as soon as possible", "Reply as soon as possible.", "as soon as possible", id="plain words"),
    pytest.param("reply|answer soon", "We answer soon.", "answer soon", id="either word"),
    pytest.param("strive*", "She was striving hard; we strive.", "strive", id="any ending"),
    pytest.param("strivi*", "She was striving hard.", "striving", id="any ending of a stem"),
    pytest.param("in [a] hurry", "He came in hurry.", "in hurry", id="without the optional word"),
    pytest.param("in [a] hurry", "He came in a hurry.", "in a hurry", id="with the optional word"),
    pytest.param("within _ days", "Done within three days.", "within three days", id="any one word"),
    pytest.param(
        "take .. off", "We take 5 euros at once off it.", "take 5 euros at once off", id="a few words between"
    ),
    pytest.param("iso approved", "An ISO-approved shop.", "ISO-approved", id="a hyphen for a space"),
    pytest.param("100 % safe", "It is 100% safe.", "100% safe", id="per cent"),
    pytest.param("don't", "We don't know.", "don't", id="apostrophe"),
]


@pytest.mark.parametrize(("phrase", "text", "found"), CASES)
def test_a_phrase_finds(phrase: str, text: str, found: str) -> None:
    match = phrase_list("test", [phrase]).first(text)
    assert match is not None
    assert match.text == found
    assert text[match.start : match.end] == found


@pytest.mark.parametrize(
    ("phrase", "text"),
    [("soon", "Sooner or later."), ("may", "Dismay."), ("reply soon", "Reply. Soon."), ("strive*", "Strife.")],
)
def test_a_phrase_does_not_find_parts_of_words_or_across_sentences(phrase: str, text: str) -> None:
    assert phrase_list("test", [phrase]).first(text) is None


def test_an_organisation_adds_its_own_phrases_and_thresholds() -> None:
    words = load_words({"vague-time": ["in a jiffy"]}, {"long-sentence-words": 20})
    assert words["vague-time"].first("Back in a jiffy.") is not None
    assert words["vague-time"].first("Back soon.") is not None
    assert words.thresholds["long-sentence-words"] == 20
    assert load_words()["vague-time"].first("Back in a jiffy.") is None
