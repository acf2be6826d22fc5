"""Clauses of many writers: what is good draws no finding, what is bad draws its findings and no others.

A file is one test: a thousand clauses are checked in a few seconds, and a failure lists every clause that is misjudged.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.rules import CLAUSE_RULES
from tests.assistant.checking import report_on

FOLDER = Path(__file__).parents[1] / "data" / "clauses"
RULES = {rule.name for rule in CLAUSE_RULES}


def found_in(text: str) -> set[str]:
    return {finding.rule for finding in report_on(text).findings} & RULES


@pytest.mark.parametrize("path", sorted(FOLDER.glob("good-*.yml")), ids=lambda path: path.stem)
def test_good_clauses_draw_no_finding(path: Path) -> None:
    clauses = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert len(clauses) > 50
    assert {text: rules for text in clauses if (rules := found_in(text))} == {}


def test_bad_clauses_draw_their_findings_and_no_others() -> None:
    clauses = yaml.safe_load((FOLDER / "bad.yml").read_text(encoding="utf-8"))
    assert {rule for rules in clauses.values() for rule in rules} == RULES
    assert {text: rules for text, due in clauses.items() if (rules := found_in(text)) != set(due)} == {}
