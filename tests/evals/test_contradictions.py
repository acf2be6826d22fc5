"""Contradictions are counted as shown only where both provisions and a note are there, and false ones as false."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from evals.case import Case, GoldPiece, Verdict
from evals.questions import load_questions
from evals.run import SuiteResult, run_suite
from evals.scorers import Placed, Source
from evals.scoring_contradictions import (
    CONTRADICTION,
    Reported,
    Told,
    gold_pairs,
    score_contradiction,
    score_harmony,
)
from evals.suitefile import CASES, load_suite
from evals.workplace import Workplace
from knowledge.documents import Span
from tests.evals.conftest import TODAY

FIVE, TEN = "We refund the charge within 5 days.", "We refund the charge within 10 days."
SOURCES = {"a.md": Source("va", FIVE), "b.md": Source("vb", TEN)}
PAIR = (GoldPiece("a.md", FIVE), GoldPiece("b.md", TEN))
ONE, OTHER = Placed("va", Span(0, len(FIVE))), Placed("vb", Span(0, len(TEN)))
DATA = CASES.parent / "data"


def disputed(**more: object) -> Case:
    return Case("c", "How soon?", CONTRADICTION, gold=(PAIR,), **more)  # type: ignore[arg-type]  # as_of alone


def told(*shown: Placed, rivals: tuple[Placed, ...] = (), noted: bool = False, answered: bool = True) -> Told:
    return Told(answered, shown, rivals, noted)


@pytest.mark.parametrize(
    ("what", "verdict", "reason"),
    [
        (told(ONE, OTHER, rivals=(OTHER,), noted=True), Verdict.RIGHT, "says that they disagree"),
        (told(ONE, OTHER, rivals=(ONE,), noted=True), Verdict.RIGHT, "says that they disagree"),
        (told(ONE, OTHER), Verdict.WRONG, "neither as the rival"),
        (told(ONE, OTHER, rivals=(Placed("vc", Span(0, 9)),), noted=True), Verdict.WRONG, "neither as the rival"),
        (told(ONE, OTHER, rivals=(OTHER,)), Verdict.WRONG, "no note says"),
        (told(ONE, noted=True), Verdict.WRONG, "Shows 100% and 0%"),
        (told(answered=False), Verdict.ABSTAINED, "Abstained"),
    ],
)
def test_a_contradiction_is_shown_with_both_provisions_a_rival_and_a_note(
    what: Told, verdict: Verdict, reason: str
) -> None:
    score = score_contradiction(disputed(), what, SOURCES)
    assert score.verdict is verdict
    assert reason in score.reason


@pytest.mark.parametrize(
    ("what", "verdict"),
    [
        (told(ONE), Verdict.RIGHT),
        (told(ONE, OTHER, rivals=(OTHER,)), Verdict.WRONG),
        (told(ONE, noted=True), Verdict.WRONG),
        (told(answered=False), Verdict.ABSTAINED),
    ],
)
def test_where_nothing_contradicts_no_contradiction_may_be_shown(what: Told, verdict: Verdict) -> None:
    assert score_harmony(Case("c", "How soon?", "tiers", gold=(PAIR[:1],)), what).verdict is verdict


def test_abstaining_where_the_documents_do_not_say_disputes_nothing() -> None:
    assert score_harmony(Case("c", "Why?", "unanswerable"), told(answered=False)).verdict is Verdict.RIGHT


def test_what_the_register_lists_is_a_gold_pair_in_either_order_and_not_by_half() -> None:
    words = (FIVE, TEN)
    assert Reported(ONE, OTHER, words, "").is_pair(PAIR, SOURCES)
    assert Reported(OTHER, ONE, words, "").is_pair(PAIR, SOURCES)
    assert not Reported(ONE, Placed("vc", Span(0, 5)), words, "").is_pair(PAIR, SOURCES)
    assert not Reported(ONE, ONE, words, "").is_pair(PAIR, SOURCES)


def test_a_pair_counts_once_and_not_on_another_day() -> None:
    cases = [disputed(), disputed(), disputed(as_of=TODAY), Case("d", "How soon?", "tiers", gold=(PAIR[:1],))]
    assert len(gold_pairs(cases)) == 1


def value(result: SuiteResult, name: str) -> float:
    return next(metric.value for metric in result.metrics if metric.name == name)


def test_suite_counts_questions_and_what_the_register_lists(tmp_path: Path, workplace: Workplace) -> None:
    """Two documents disagree on one limit; nobody asks about the other one on which they do."""
    shop = tmp_path / "shop"
    shop.mkdir()
    words = "We refund the delivery charge within {} working days of receiving the goods.\n\n"
    more = "# Complaints\n\nWe answer every complaint within {} working days of receipt.\n"
    (shop / "a.md").write_text(f"# Refunds\n\n{words.format(5)}{more.format(5)}")
    (shop / "b.md").write_text(f"# Refunds\n\n{words.format(10)}{more.format(8)}")
    gold = [{"path": name, "quote": words.format(days).strip()} for name, days in (("a.md", 5), ("b.md", 10))]
    asked = "How soon do you refund the delivery charge after receiving the goods?"
    lines = [
        {"id": "refund", "question": asked, "kind": CONTRADICTION, "answerable": True, "gold": [gold]},
        {"id": "again", "question": f"{asked} Really?", "kind": CONTRADICTION, "answerable": True, "gold": [gold]},
    ]
    (tmp_path / "q.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    suite = {
        "name": "small",
        "version": 1,
        "description": "Small.",
        "kind": "contradiction",
        "as_of": TODAY,
        "sources": [{"documents": "shop", "questions": "q.jsonl"}],
    }
    (tmp_path / "small.yaml").write_text(yaml.safe_dump(suite))
    result = run_suite(load_suite(str(tmp_path / "small.yaml")), workplace)
    assert value(result, "conflicts_shown") == 1.0
    assert value(result, "one_side_only") == 0.0
    assert value(result, "register_recall") == 1.0
    assert value(result, "register_precision") == 0.5
    assert [outcome.id for outcome in result.outcomes] == ["refund", "again", "refund-register", "shop-false-1"]


@pytest.mark.parametrize("name", ["disagreeing", "sample", "orgs"])
def test_shipped_contradictions_have_two_provisions_and_all_else_one(name: str) -> None:
    for line in load_questions(DATA / f"contradictions-{name}.jsonl"):
        (group,) = line.gold
        assert len(group) == (2 if line.kind == CONTRADICTION else 1), line.id
