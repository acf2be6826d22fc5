"""Every rule: its explanation, its own examples, and its named cases."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.rules import CLAUSE_RULES, DOCUMENT_RULES, Rule, all_rules
from tests.assistant.checking import report_on

CASE_FILES = sorted((Path(__file__).parents[1] / "data" / "rules").glob("*.yml"))
CLAUSE_RULE_NAMES = {rule.name for rule in CLAUSE_RULES}
NAMED = {
    f"{path.stem}: {name}": (case["text"], case["finds"])
    for path in CASE_FILES
    for name, case in yaml.safe_load(path.read_text(encoding="utf-8"))["cases"].items()
}


@pytest.mark.parametrize(("text", "finds"), NAMED.values(), ids=NAMED.keys())
def test_a_clause_draws_these_findings_and_no_others(text: str, finds: dict[str, str]) -> None:
    found = {f.rule: f.quote or "" for f in report_on(text).findings if f.rule in CLAUSE_RULE_NAMES}
    assert found.keys() == finds.keys()
    for rule, words in finds.items():
        assert words.lower() in found[rule].lower() or found[rule].lower() in words.lower()


WORDS = sorted({word for text, _ in NAMED.values() for word in text.split()})


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=16).map(" ".join))
def test_words_in_any_order_are_read(text: str) -> None:
    assert all(f.span is None or f.span.of(text) == f.quote for f in report_on(text).findings)


@pytest.mark.parametrize("end", ["after that", "before we", "until the", "since", "unless you", "that", "as soon as"])
def test_a_clause_that_ends_where_another_could_begin_is_read(end: str) -> None:
    assert report_on(f"A locker costs 4 euros for the first day and 2 euros for each day {end}.").findings


def test_there_are_many_cases_for_every_clause_rule() -> None:
    named = [rule for _, finds in NAMED.values() for rule in finds]
    assert {rule for rule in CLAUSE_RULE_NAMES if named.count(rule) < 5} == set()
    assert len(NAMED) > 150


@pytest.mark.parametrize("rule", all_rules(), ids=lambda rule: rule.name)
def test_a_rule_explains_itself(rule: type[Rule]) -> None:
    words = rule.explain()
    for sentence in (words.message, words.why, words.bad, words.good, rule.suggestion):
        assert sentence.endswith((".", "?", "…"))
        assert len(sentence) > 10
    assert words.message.count(". ") == 0, "the message is one sentence"
    assert rule.property.startswith("P")
    assert 1 <= int(rule.property[1:]) <= 21


@pytest.mark.parametrize("rule", CLAUSE_RULES, ids=lambda rule: rule.name)
def test_a_clause_rule_finds_its_bad_example_and_is_silent_on_its_good_one(rule: type[Rule]) -> None:
    words = rule.explain()
    assert rule.name in {finding.rule for finding in report_on(words.bad).findings}
    assert rule.name not in {finding.rule for finding in report_on(words.good).findings}


@pytest.mark.parametrize("rule", DOCUMENT_RULES, ids=lambda rule: rule.name)
def test_a_document_rule_misses_its_element_in_the_bad_example_only(rule: type[Rule]) -> None:
    words = rule.explain()
    assert rule.name in {finding.rule for finding in report_on(words.bad).findings}
    assert rule.name not in {finding.rule for finding in report_on(words.good).findings}


def test_rule_names_are_unique() -> None:
    names = [rule.name for rule in all_rules()]
    assert len(names) == len(set(names)) == 30


def test_a_rule_without_a_good_example_is_refused() -> None:
    class Half(CLAUSE_RULES[0]):  # type: ignore[misc, valid-type]  # a rule made for this test
        """It says something.

        Why: Because.
        Bad: This.
        """

    with pytest.raises(ValueError, match="good"):
        Half.explain()
