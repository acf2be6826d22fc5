"""Patterns that ignore case find what `re.IGNORECASE` finds, at the same places."""

from __future__ import annotations

import re

import pytest

from assistant.caseless import caseless, small

TEXTS = ("We Reply within 24 HOURS", "ISO 10001", "we pay 5 EUROS.\nPaid by Us", "ÉVORA: WE answer", "")
PATTERNS = (r"\bWe\b", r"\W+", r"[A-Z]{2,}\b", r"(?P<number>\d+)\s(?P<unit>Hours?|euros?)", r"^we\b|\bus$")


@pytest.mark.parametrize("pattern", PATTERNS)
def test_it_finds_what_a_search_that_ignores_case_finds(pattern: str) -> None:
    known = re.compile(pattern, re.IGNORECASE)
    for text in TEXTS:
        ours = caseless(pattern)
        assert [one.span() for one in ours.finditer(text)] == [one.span() for one in known.finditer(text)]
        assert (ours.search(text) is None) == (known.search(text) is None)
        assert (ours.match(text, 3) is None) == (known.match(text, 3) is None)
        assert ours.without(text) == known.sub("", text)
        assert len(known.findall(text)) == len(ours.findall(text))


def test_the_words_of_a_match_are_small() -> None:
    found = caseless("Within").search("We reply WITHIN a day", 3)
    assert found is not None
    assert found[0] == "within"


def test_every_character_keeps_its_place_in_small_letters() -> None:
    assert small("WE, İ and Ä") == "we, İ and ä"
