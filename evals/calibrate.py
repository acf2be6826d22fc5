"""Calibration: measured suites to a fitted decision with its provenance, in the form that the assistant loads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.decide import RECIPE, Calibration
from evals.case import Outcome
from evals.curves import calibration_error, reliability, risk_coverage, roc_area
from evals.fitting import (
    Model,
    Row,
    Threshold,
    Validation,
    best_validation,
    choose_threshold,
    fit,
    threshold_for_silence,
    upper_bound,
)
from evals.report import Report, now

#: What a confidence may be the probability of.
PREDICTED = ("answerable", "right")
_DIGITS = 6
#: Coverages at which the curve is printed.
_COVERAGES = tuple(step / 10 for step in range(1, 11))
_BAR = 40


@dataclass(frozen=True, slots=True)
class Fitted:
    """A calibration and how it did on organisations left out."""

    calibration: Calibration
    rows: tuple[Row, ...]
    validation: Validation
    threshold: Threshold


def undecided(embedder: str) -> Calibration:
    """Answers everything: what questions are measured with before there is a decision for these signs."""
    return Calibration(RECIPE, embedder, weights={}, means={}, scales={}, intercept=0.0, threshold=0.0, provenance={})


def rows_of(report: Report, predict: str = "answerable") -> list[Row]:
    """The questions of all ask suites of a report, each once; those that nothing was found for have no features."""
    rows: dict[tuple[str, str], Row] = {}
    for suite in report.suites:
        for outcome in suite.outcomes:
            if suite.kind == "ask" and not outcome.failed and outcome.features:
                rows[outcome.group, outcome.id] = _row(outcome, predict)
    return list(rows.values())


def _row(outcome: Outcome, predict: str) -> Row:
    right = outcome.figures.get("would_be_right", 0.0) > 0
    wanted = right if predict == "right" else outcome.answerable
    return Row(outcome.id, outcome.group, dict(outcome.features), wanted, right, outcome.answerable)


def calibrate(
    report: Report, risk: float, *, predict: str = "answerable", sure: bool = False, silence: float | None = None
) -> Fitted:
    """Fit the decision on measured suites.

    Args:
        report: of ask suites.
        risk: the greatest share, 0 to 1, of given answers that may not be right.
        predict: what the confidence means, one of `PREDICTED`.
        sure: whether the upper bound of that share has to be within it.
        silence: instead of a risk, the share of unanswerable questions to abstain on.

    Raises:
        InvalidInput: there are too few questions, or no threshold keeps within the risk.
    """
    rows = rows_of(report, predict)
    validation = best_validation(rows)
    if silence is None:
        threshold, aim = choose_threshold(validation, rows, risk, sure=sure), {"fitted_for_risk": risk}
    else:
        threshold, aim = threshold_for_silence(validation, rows, silence), {"fitted_for_silence": silence}
    model = fit(rows, validation.strength)
    provenance = _provenance(report, rows, validation, threshold) | aim | {"predicts": predict}
    calibration = _calibration(model, threshold, report, provenance)
    return Fitted(calibration, tuple(rows), validation, threshold)


def write_calibration(calibration: Calibration, path: Path) -> None:
    """Store parameters as `PLEDGE_CALIBRATION` names them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(asdict(calibration), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def curve_text(fitted: Fitted) -> list[str]:
    """The risk–coverage curve on organisations left out, a line for each tenth of the questions."""
    points = risk_coverage(fitted.validation.confidences, [row.right for row in fitted.rows])
    lines = ["answered  not right  (95% below)  threshold"]
    for coverage in _COVERAGES:
        point = min(points, key=lambda found: (abs(found.coverage - coverage), found.coverage))
        bar = "█" * round(point.risk * _BAR)
        lines.append(
            f"{point.coverage:7.0%} {point.risk:10.1%} {upper_bound(point):12.1%} {point.threshold:10.3f}  {bar}"
        )
    return lines


def summary_text(fitted: Fitted) -> list[str]:
    """What was fitted on what, and what it promises."""
    wanted = sum(row.wanted for row in fitted.rows)
    groups = len({row.group for row in fitted.rows})
    point = fitted.threshold.point
    area, error = _quality(fitted.rows, fitted.validation)
    several = groups > 1
    left_out = f"each of {groups} organisations" if several else "each fifth of one organisation's questions"
    warning = (
        "These are questions of one organisation. Those that `new` made from a document left out are easier than what "
        "customers ask: add suites that ship with Pledge, such as ask-dev-orgs."
    )
    return [
        f"{len(fitted.rows)} questions; the confidence is to tell {wanted} of them from the others.",
        f"With {left_out} left out in turn: ROC area {area:.3f}, calibration error {error:.3f}.",
        (
            f"Threshold {fitted.threshold.value:.3f}: answers {point.coverage:.0%} of the questions, "
            f"{point.wrong} of {point.answered} answers not right ({point.risk:.1%}, 95% sure below "
            f"{fitted.threshold.upper:.1%})."
        ),
        *([] if several else [warning]),
    ]


def _quality(rows: Sequence[Row], validation: Validation) -> tuple[float, float]:
    wanted = [row.wanted for row in rows]
    area = roc_area(validation.confidences, wanted)
    return area or 0.0, calibration_error(reliability(validation.confidences, wanted))


def _calibration(model: Model, threshold: Threshold, report: Report, provenance: dict[str, object]) -> Calibration:
    return Calibration(
        recipe=RECIPE,
        embedder=report.circumstances.embedder,
        weights=_named(model.names, model.weights),
        means=_named(model.names, model.means),
        scales=_named(model.names, model.scales),
        intercept=round(model.intercept, _DIGITS),
        threshold=round(threshold.value, _DIGITS),
        provenance=provenance,
    )


def _provenance(report: Report, rows: Sequence[Row], validation: Validation, threshold: Threshold) -> dict[str, object]:
    area, error = _quality(rows, validation)
    return {
        "date": now().date().isoformat(),
        "commit": report.circumstances.commit,
        "data": {suite.name: suite.data_hash for suite in report.suites if suite.kind == "ask"},
        "questions": len(rows),
        "wanted": sum(row.wanted for row in rows),
        "organisations": len({row.group for row in rows}),
        "strength": validation.strength,
        "left_out": {
            "roc_area": round(area, 4),
            "calibration_error": round(error, 4),
            "coverage": round(threshold.point.coverage, 4),
            "risk": round(threshold.point.risk, 4),
            "risk_below_95": round(threshold.upper, 4),
        },
    }


def _named(names: Sequence[str], values: Sequence[float]) -> dict[str, float]:
    return {name: round(value, _DIGITS) for name, value in zip(names, values, strict=True)}
