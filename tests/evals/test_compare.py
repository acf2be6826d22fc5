"""Reports: stored and read again, compared case by case, held against a baseline, shown as a page."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.calibrate import undecided
from evals.case import Metric, Outcome, Score, Shown, Verdict
from evals.compare import Change, compare, regressions
from evals.page import render, worst_of
from evals.rates import rate
from evals.report import Report, SuiteReport, as_baseline, circumstances_now, make_report, read_report, write_report
from evals.run import judge
from evals.suitefile import Gate
from knowledge.errors import InvalidInput, UnknownName


def outcome(name: str, verdict: Verdict, confidence: float = 0.5, question: str = "How long?") -> Outcome:
    return Outcome(
        id=name,
        group="shop",
        kind="direct",
        question=question,
        score=Score(verdict, "Because."),
        seconds=0.02,
        answered=verdict is not Verdict.ABSTAINED,
        figures={"confidence": confidence, "would_be_right": float(verdict is Verdict.RIGHT)},
        shown=(Shown("returns.md", "within <30> days", "Returns"),),
        expected=("30 days",),
    )


def report(*outcomes: Outcome, data_hash: str = "d1") -> Report:
    right = sum(found.right for found in outcomes)
    metrics = (rate("answerable_right", right, len(outcomes)),)
    gate = judge(Gate(metric="answerable_right", minimum=0.1), metrics)
    suite = SuiteReport(
        "ask-shop", 1, "ask", "Questions.", "2026-11-23", data_hash, {}, metrics, (gate,), outcomes, 1.0
    )
    return make_report([suite], [], circumstances_now("hash", undecided("hash"), 1))


BEFORE = report(
    outcome("a", Verdict.RIGHT), outcome("b", Verdict.RIGHT), outcome("c", Verdict.WRONG), outcome("d", Verdict.WRONG)
)
AFTER = report(
    outcome("a", Verdict.RIGHT),
    outcome("b", Verdict.ABSTAINED),
    outcome("c", Verdict.ABSTAINED),
    outcome("e", Verdict.WRONG),
)


def test_report_is_the_same_after_storing_and_reading(tmp_path: Path) -> None:
    assert read_report(write_report(BEFORE, tmp_path / "r.json")) == BEFORE


def test_what_is_no_report_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"format": 1}')
    with pytest.raises(InvalidInput, match="no report that this release can read"):
        read_report(tmp_path / "x.json")
    with pytest.raises(UnknownName):
        read_report(tmp_path / "none.json")


def test_comparison_tells_fixed_broken_and_otherwise_different_apart() -> None:
    (forward,) = compare(BEFORE, AFTER)
    assert {case.id: case.change for case in forward.cases} == {
        "b": Change.BROKEN,
        "c": Change.OTHER,
        "d": Change.GONE,
        "e": Change.NEW,
    }
    assert forward.same == 1
    assert forward.p_value == 1.0
    (backward,) = compare(AFTER, BEFORE)
    assert backward.count(Change.FIXED) == 1


def test_worse_gated_metric_is_a_regression_and_better_is_none() -> None:
    assert regressions(BEFORE, AFTER) == ["ask-shop: answerable_right was 0.500, is 0.250."]
    assert regressions(AFTER, BEFORE) == []


def test_baseline_of_other_data_asks_for_a_new_one() -> None:
    (line,) = regressions(BEFORE, report(outcome("a", Verdict.RIGHT), data_hash="d2"))
    assert "write a new baseline" in line


def test_baseline_keeps_verdicts_and_figures_without_words() -> None:
    kept = as_baseline(BEFORE)
    assert "30" not in str([found.shown + found.expected for suite in kept.suites for found in suite.outcomes])
    assert regressions(kept, AFTER) == regressions(BEFORE, AFTER)


@pytest.mark.parametrize(
    ("gate", "passed"),
    [
        (Gate(metric="x", minimum=0.5), True),
        (Gate(metric="x", minimum=0.51), False),
        (Gate(metric="x", maximum=0.4), False),
        (Gate(metric="x", minimum=0.2, maximum=0.6), True),
        (Gate(metric="absent", maximum=1), False),
    ],
    ids=["reached", "missed", "over the maximum", "between", "no such metric"],
)
def test_gate_holds_when_the_metric_is_within_its_limits(gate: Gate, passed: bool) -> None:
    assert judge(gate, [Metric("x", 0.5)]).passed is passed


def test_worst_answers_are_failures_then_confident_mistakes_then_abstentions() -> None:
    found = worst_of(
        [
            outcome("abstained", Verdict.ABSTAINED, 0.4),
            outcome("timid", Verdict.WRONG, 0.5),
            outcome("sure", Verdict.WRONG, 0.9),
            outcome("fine", Verdict.RIGHT),
            outcome("broken", Verdict.FAILED),
        ]
    )
    assert [bad.id for bad in found] == ["broken", "sure", "timid", "abstained"]


def test_page_holds_charts_and_escaped_words_and_needs_no_network() -> None:
    page = render(report(outcome("a", Verdict.RIGHT, 0.9), outcome("b", Verdict.WRONG, 0.2, "Is <b>this</b> safe?")))
    assert page.count("<svg") == 4
    assert "Is &lt;b&gt;this&lt;/b&gt; safe?" in page
    assert "within &lt;30&gt; days" in page
    assert "http" not in page.replace("http-equiv", "")
    assert "<script" not in page


def test_page_shows_what_changed_since_an_earlier_report() -> None:
    assert "What changed in ask-shop" in render(AFTER, compare(BEFORE, AFTER))
