"""Cues are in all that their pattern matches, so that not trying a pattern never loses a match."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from assistant.facts.cues import CuedPattern, CuedValues, cues_of, folded

ROOT = Path(__file__).parents[2]


def phrases() -> Iterator[str]:
    """The patterns of sayings, as they stand in the lists of words."""
    for name in ("paraphrases.yaml", "lexicon.yaml"):
        for entry in yaml.safe_load((ROOT / "assistant" / "verify" / name).read_text())["phrases"]:
            yield from entry["patterns"]


def texts() -> Iterator[str]:
    """The lines of many organisations' documents."""
    for file in sorted((ROOT / "evals" / "data" / "orgs").glob("*/*.md")):
        yield from filter(None, file.read_text().splitlines())


@pytest.mark.parametrize(
    ("pattern", "cues"),
    [
        ("late|overdue", {"late", "overdue"}),
        (r"(?:is|are)\s(?:late|overdue)\b", {"late", "overdue"}),
        ("debts?", {"debt"}),
        ("ab*cd", {"cd"}),
        ("no+body", {"body"}),
        ("one{0,2}more", {"more"}),
        (r"repl(?:y|ied)", {"repl"}),
        (r"(?P<times>once|\d+\stimes)\sa\s(?:day|week)", {"once", "times"}),
        (r"(?:very\s)?soon", {"soon"}),
        ("(?<!not )paid(?! back)", {"paid"}),
        (r"[\](|)]*open[^\d]", {"open"}),
        (r"Monday\-Friday", {"monday"}),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_cues_are_the_words_that_every_match_needs(pattern: str, cues: set[str]) -> None:
    assert cues_of(pattern) == cues


@pytest.mark.parametrize(
    "pattern", [r"\d+", "free|", r"soon|\w+", "(?:late)?", "(?i:late)", r"(late)\1", "(late", "late)"]
)
def test_a_pattern_that_needs_no_word_or_is_not_understood_has_no_cues(pattern: str) -> None:
    assert not cues_of(pattern)


def test_whatever_a_saying_matches_has_one_of_its_cues() -> None:
    lines = [*texts(), *(line.upper() for line in texts())]
    tried = 0
    for pattern in filter(cues_of, phrases()):
        for line in lines:
            if re.search(pattern, line, re.IGNORECASE):
                tried += 1
                assert any(cue in folded(line) for cue in cues_of(pattern)), (pattern, line)
    assert tried


@pytest.mark.parametrize("text", ["Six DAYS.", "\u017fix day\u017f", "S\u0130X days", "s\u0131x days"])
def test_letters_that_are_taken_for_one_another_where_case_is_ignored_are_found(text: str) -> None:
    matches = re.findall("six days", text, re.IGNORECASE)
    assert matches
    assert [match[0] for match in CuedPattern("six days").finditer(text)] == matches


def test_a_pattern_is_searched_for_where_its_cue_is() -> None:
    pattern = CuedPattern(r"\bnoon\b")
    assert pattern.search("At Noon.")
    assert pattern.search("In the afternoon.") is None
    assert pattern.search("At ten.") is None


def test_values_are_possible_in_their_order_where_a_cue_is_there_or_none_is_known() -> None:
    values = CuedValues([("lateness", "late"), ("number", r"\d"), ("refund", "money back")])
    assert values.possible("MONEY BACK, or late.") == ["lateness", "number", "refund"]
    assert values.possible("Nothing.") == ["number"]
