"""Fitting the decision: what it learns, that organisations are left out, and what a threshold promises."""

from __future__ import annotations

import json
import random
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.decide import RECIPE, load_calibration
from evals.calibrate import calibrate, curve_text, rows_of, summary_text, undecided, write_calibration
from evals.case import Outcome, Score, Verdict
from evals.fitting import (
    Row,
    Validation,
    best_validation,
    choose_threshold,
    fit,
    threshold_for_silence,
    validate,
)
from evals.report import Report, SuiteReport, circumstances_now, make_report
from knowledge.errors import InvalidInput, InvalidSettings


def rows(count: int = 200, groups: int = 4) -> list[Row]:
    """A telling feature, a noisy one and one that never varies."""
    chance = random.Random(7)
    made = []
    for number in range(count):
        wanted = chance.random() < 0.7
        features = {"telling": chance.gauss(1.5 if wanted else -1.5, 1), "noise": chance.gauss(0, 1), "same": 3.0}
        made.append(
            Row(f"q{number}", f"org{number % groups}", features, wanted, wanted and chance.random() < 0.9, wanted)
        )
    return made


def test_telling_feature_gets_the_weight() -> None:
    model = fit(rows(), strength=1.0)
    weights = dict(zip(model.names, model.weights, strict=True))
    assert weights["telling"] > 1.5
    assert abs(weights["noise"]) < 0.5
    assert weights["same"] == pytest.approx(0.0, abs=1e-6)


def test_stronger_pull_makes_smaller_weights() -> None:
    weak, strong = fit(rows(), 0.1), fit(rows(), 100.0)
    assert abs(strong.weights[-1]) < abs(weak.weights[-1])


def test_perfectly_told_apart_rows_do_not_break_the_fit() -> None:
    apart = [Row(str(n), "a", {"x": 1.0 if n % 2 else -1.0}, bool(n % 2), bool(n % 2), bool(n % 2)) for n in range(60)]
    confidences = fit(apart, 0.3).confidences(apart)
    assert min(c for c, row in zip(confidences, apart, strict=True) if row.wanted) > 0.9


def test_an_organisation_is_judged_by_a_model_that_has_not_seen_it() -> None:
    """In each organisation a mark of its own gives the answer away; seen organisations would make it useful."""
    marked = [
        Row(f"{group}-{n}", group, {f"mark-{group}": 1.0 if n % 2 else -1.0}, bool(n % 2), bool(n % 2), bool(n % 2))
        for group in "abc"
        for n in range(20)
    ]
    seen = fit(marked, 1.0).confidences(marked)
    unseen = validate(marked, 1.0).confidences
    assert max(seen) > 0.8
    assert unseen == pytest.approx([0.5] * 60, abs=0.01)


def test_one_organisation_alone_is_split_into_parts() -> None:
    found = validate(rows(groups=1), 1.0)
    assert len(set(found.confidences)) > 100
    assert found.loss < 0.5


def test_too_few_questions_are_refused_with_what_is_needed() -> None:
    with pytest.raises(InvalidInput, match="at least 40 are needed"):
        best_validation(rows(20))
    with pytest.raises(InvalidInput, match="10 with and 10 without"):
        best_validation([row for row in rows() if row.wanted])


def test_threshold_answers_most_within_the_risk() -> None:
    confidences = (0.9, 0.8, 0.7, 0.6, 0.5, 0.4)
    right = (True, True, True, False, True, False)
    made = [Row(str(n), "a", {}, flag, flag, flag) for n, flag in enumerate(right)]
    threshold = choose_threshold(Validation(1.0, confidences, 0.0), made, risk=0.2)
    assert (threshold.point.answered, threshold.point.wrong) == (5, 1)
    assert threshold.value == pytest.approx(0.45)
    assert threshold.upper > 0.2


def test_being_sure_takes_more_than_a_measured_share() -> None:
    confidences = tuple(1 - n / 1000 for n in range(300))
    made = [Row(str(n), "a", {}, True, n % 25 != 24, True) for n in range(300)]
    found = Validation(1.0, confidences, 0.0)
    measured = choose_threshold(found, made, risk=0.05)
    sure = choose_threshold(found, made, risk=0.07, sure=True)
    assert measured.point.answered == 300
    assert sure.upper <= 0.07
    with pytest.raises(InvalidInput, match="No threshold keeps wrong answers within 1%"):
        choose_threshold(found, made, risk=0.01, sure=True)


def measured_report() -> Report:
    outcomes = tuple(
        Outcome(
            id=row.id,
            group=row.group,
            kind="direct",
            question="?",
            score=Score(Verdict.RIGHT, ""),
            seconds=0.0,
            answerable=row.wanted,
            features=row.features,
            figures={"would_be_right": float(row.right)},
        )
        for row in rows()
    )
    suite = SuiteReport("mine", 1, "ask", "Mine.", "2026-11-23", "abc", {}, (), (), outcomes, 1.0)
    return make_report([suite], [], circumstances_now("model/fp32", undecided("hash"), 1))


def test_calibration_is_what_the_assistant_loads_and_gives_the_same_confidence(tmp_path: Path) -> None:
    fitted = calibrate(measured_report(), risk=0.15)
    write_calibration(fitted.calibration, tmp_path / "c.json")
    loaded = load_calibration(tmp_path / "c.json", "model/fp32")
    expected = fit(fitted.rows, fitted.validation.strength).confidences(fitted.rows)
    found = [loaded.confidence(row.features) for row in fitted.rows]
    assert found == pytest.approx(expected, abs=1e-4)
    assert loaded.recipe == RECIPE


def test_calibration_says_where_it_comes_from_and_for_which_risk(tmp_path: Path) -> None:
    fitted = calibrate(measured_report(), risk=0.15)
    write_calibration(fitted.calibration, tmp_path / "c.json")
    provenance = json.loads((tmp_path / "c.json").read_text())["provenance"]
    assert provenance["data"] == {"mine": "abc"}
    assert provenance["fitted_for_risk"] == 0.15
    assert provenance["questions"] == 200
    assert provenance["organisations"] == 4
    assert provenance["left_out"]["risk"] <= 0.15


def test_calibration_for_another_embedding_model_is_refused(tmp_path: Path) -> None:
    write_calibration(calibrate(measured_report(), risk=0.15).calibration, tmp_path / "c.json")
    with pytest.raises(InvalidSettings, match="fitted for model/fp32"):
        load_calibration(tmp_path / "c.json", "model/int8")


def test_curve_is_printed_for_each_tenth() -> None:
    fitted = calibrate(measured_report(), risk=0.15)
    lines = curve_text(fitted)
    assert len(lines) == 11
    assert lines[-1].lstrip().startswith("100%")
    assert any("Threshold" in line for line in summary_text(fitted))


def test_questions_that_nothing_was_found_for_are_left_out() -> None:
    report = measured_report()
    suite = report.suites[0]
    empty = replace(suite.outcomes[0], id="empty", features={})
    assert len(rows_of(replace(report, suites=(replace(suite, outcomes=(*suite.outcomes, empty)),)))) == 200


def test_what_is_predicted_may_be_that_the_answer_is_right() -> None:
    answerable = sum(row.wanted for row in rows_of(measured_report()))
    right = sum(row.wanted for row in rows_of(measured_report(), "right"))
    assert 0 < right < answerable


def test_a_threshold_for_silence_abstains_on_that_share_of_unanswerable_questions() -> None:
    made = [Row(str(n), "a", {}, n >= 10, n >= 10, n >= 10) for n in range(40)]
    found = threshold_for_silence(Validation(1.0, tuple(n / 40 for n in range(40)), 0.0), made, 0.6)
    assert sum(n / 40 < found.value for n in range(10)) == 6
