"""Pure fitting of the decision: logistic regression, cross-validated by organisation, and a threshold for a risk."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from evals.curves import RiskPoint, risk_coverage
from knowledge.errors import InvalidInput

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

_STEPS = 50
_CLOSE = 1e-8
#: Strengths of the pull towards zero that are tried.
STRENGTHS = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)
#: Without organisations to leave out, the questions fall into so many parts.
_PARTS = 5
#: One-sided 95%.
_Z = 1.6448536269514722
FEWEST_ROWS = 40
FEWEST_OF_A_SORT = 10


@dataclass(frozen=True, slots=True)
class Row:
    """A question as the fit sees it."""

    id: str
    group: str  #: its organisation: left out together
    features: Mapping[str, float]
    wanted: bool  #: what the model is to tell: whether the documents answer, or whether the answer is right
    right: bool  #: whether the answer that would be given is right
    answerable: bool  #: whether the documents answer


@dataclass(frozen=True, slots=True)
class Model:
    """A logistic model of standardised features."""

    names: tuple[str, ...]
    weights: tuple[float, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    intercept: float

    def confidences(self, rows: Sequence[Row]) -> list[float]:
        """Probability for each row."""
        standard = (_matrix(rows, self.names) - np.array(self.means)) / np.array(self.scales)
        return [float(value) for value in _logistic(standard @ np.array(self.weights) + self.intercept)]


@dataclass(frozen=True, slots=True)
class Validation:
    """What a way of fitting gives on organisations that it has not seen."""

    strength: float
    confidences: tuple[float, ...]  #: of each row, by a model fitted without its organisation
    loss: float  #: mean negative log-likelihood


@dataclass(frozen=True, slots=True)
class Threshold:
    """From which confidence up to answer, and what that gave on organisations left out."""

    value: float
    point: RiskPoint
    upper: float  #: one-sided 95% bound of the risk


def fit(rows: Sequence[Row], strength: float) -> Model:
    """A logistic model of what is wanted.

    Args:
        rows: ones for which it is so, and others.
        strength: how strongly weights are pulled to zero (L2), in units of rows.
    """
    names = tuple(sorted({name for row in rows for name in row.features}))
    values = _matrix(rows, names)
    means, scales = values.mean(axis=0), values.std(axis=0)
    # A feature that never varies says nothing, and must not divide by nothing.
    scales = np.where(scales > _CLOSE, scales, 1.0)
    wanted = np.array([row.wanted for row in rows], dtype=float)
    weights = _newton(np.column_stack([(values - means) / scales, np.ones(len(rows))]), wanted, strength)
    return Model(names, _floats(weights[:-1]), _floats(means), _floats(scales), float(weights[-1]))


def validate(rows: Sequence[Row], strength: float) -> Validation:
    """Confidences of every row by a model that has not seen its organisation."""
    confidences = np.zeros(len(rows))
    parts = _parts(rows)
    for part in sorted(set(parts)):
        inside = [place for place, found in enumerate(parts) if found == part]
        outside = [row for row, found in zip(rows, parts, strict=True) if found != part]
        confidences[inside] = fit(outside, strength).confidences([rows[place] for place in inside])
    wanted = np.array([row.wanted for row in rows])
    likelihood = np.where(wanted, confidences, 1 - confidences)
    return Validation(strength, _floats(confidences), float(-np.log(np.clip(likelihood, _CLOSE, 1)).mean()))


def best_validation(rows: Sequence[Row], strengths: Sequence[float] = STRENGTHS) -> Validation:
    """The strength that does best on organisations left out.

    Raises:
        InvalidInput: there are too few questions of one sort.
    """
    wanted = sum(row.wanted for row in rows)
    if len(rows) < FEWEST_ROWS or min(wanted, len(rows) - wanted) < FEWEST_OF_A_SORT:
        raise InvalidInput(
            f"{len(rows)} questions, {wanted} of them with an answer, are too few to fit on: at least {FEWEST_ROWS} "
            f"are needed, {FEWEST_OF_A_SORT} with and {FEWEST_OF_A_SORT} without. Add questions, or add suites that "
            "ship with Pledge."
        )
    return min((validate(rows, strength) for strength in strengths), key=lambda found: found.loss)


def choose_threshold(validation: Validation, rows: Sequence[Row], risk: float, *, sure: bool = False) -> Threshold:
    """The threshold that answers most within a risk of wrong answers.

    Args:
        validation: confidences of organisations left out.
        rows: the same questions.
        risk: the greatest share, 0 to 1, of given answers that may not be right.
        sure: whether the 95% upper bound of the risk has to be within it, and not only the measured share.

    Raises:
        InvalidInput: no threshold keeps within the risk; the message says what is in reach.
    """
    points = risk_coverage(validation.confidences, [row.right for row in rows])
    within = [point for point in points if (upper_bound(point) if sure else point.risk) <= risk]
    if not within:
        least = min(points, key=upper_bound if sure else lambda point: point.risk)
        reached = upper_bound(least) if sure else least.risk
        raise InvalidInput(
            f"No threshold keeps wrong answers within {risk:.0%}: the least in reach is {reached:.1%}, answering "
            f"{least.coverage:.0%} of the questions. Accept a greater risk (--risk), or give more questions."
        )
    best = max(within, key=lambda point: point.coverage)
    below = max((point.threshold for point in points if point.threshold < best.threshold), default=0.0)
    # Half way to the next question, so that a change in the last digit of a confidence changes no decision.
    return Threshold((best.threshold + below) / 2, best, upper_bound(best))


def threshold_for_silence(validation: Validation, rows: Sequence[Row], share: float) -> Threshold:
    """The lowest threshold that abstains on a share of the questions that the documents do not answer.

    Args:
        validation: confidences of organisations left out.
        rows: the same questions.
        share: 0 to 1, of the questions without an answer.
    """
    unanswerable = sorted(
        confidence for confidence, row in zip(validation.confidences, rows, strict=True) if not row.answerable
    )
    highest = unanswerable[min(math.ceil(share * len(unanswerable)), len(unanswerable)) - 1]
    points = risk_coverage(validation.confidences, [row.right for row in rows])
    above = [point for point in points if point.threshold > highest]
    best = max(above or points[:1], key=lambda point: point.coverage)
    return Threshold((best.threshold + highest) / 2, best, upper_bound(best))


def upper_bound(point: RiskPoint) -> float:
    """The one-sided 95% Wilson bound of a risk."""
    total, share = point.answered, point.risk
    centre = share + _Z * _Z / (2 * total)
    spread = _Z * math.sqrt(share * (1 - share) / total + _Z * _Z / (4 * total * total))
    return min(1.0, (centre + spread) / (1 + _Z * _Z / total))


def _parts(rows: Sequence[Row]) -> list[str]:
    """The part each row is left out with: its organisation, or one of five where there is but one."""
    if len({row.group for row in rows}) > 1:
        return [row.group for row in rows]
    return [str(hashlib.sha256(row.id.encode()).digest()[0] % _PARTS) for row in rows]


def _matrix(rows: Sequence[Row], names: Sequence[str]) -> Floats:
    """Shape (rows, names); a feature that a row lacks is 0, as at run time."""
    return np.array([[row.features.get(name, 0.0) for name in names] for row in rows], dtype=float)


def _newton(values: Floats, wanted: Floats, strength: float) -> Floats:
    """Weights, the last one of the constant, which is not pulled."""
    pull = np.full(values.shape[1], strength)
    pull[-1] = 0.0
    weights = np.zeros(values.shape[1])
    for _ in range(_STEPS):
        likely = _logistic(values @ weights)
        slope = values.T @ (likely - wanted) + pull * weights
        curve = (values * (likely * (1 - likely))[:, None]).T @ values + np.diag(pull + _CLOSE)
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < _CLOSE:
            break
    return weights


def _logistic(totals: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(totals, -30, 30))))


def _floats(values: Floats) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
