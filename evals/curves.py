"""Pure curves of a confidence: ROC area, risk against coverage, reliability."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from evals.case import Metric
from evals.rates import percentile

_RESAMPLES = 500
_BINS = 10


@dataclass(frozen=True, slots=True)
class RiskPoint:
    """What answering everything from this confidence up would mean."""

    threshold: float
    coverage: float  #: share of all questions answered
    risk: float  #: share of the answers that are not right
    answered: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Bin:
    """Questions of similar confidence."""

    low: float
    high: float
    mean: float  #: of the confidences
    right: float  #: share for which it came true
    count: int


def roc_area(confidences: Sequence[float], positive: Sequence[bool]) -> float | None:
    """How often a positive has the higher confidence, ties counting half; None where one side is empty.

    Args:
        confidences: one for each question.
        positive: whether the documents answer it.
    """
    pairs = sorted(zip(confidences, positive, strict=True))
    positives = sum(positive)
    negatives = len(pairs) - positives
    if not positives or not negatives:
        return None
    wins, below = 0.0, 0
    for _, tied in groupby(pairs, key=lambda pair: pair[0]):
        flags = [flag for _, flag in tied]
        ups = sum(flags)
        wins += ups * (below + (len(flags) - ups) / 2)
        below += len(flags) - ups
    return wins / (positives * negatives)


def roc_metric(confidences: Sequence[float], positive: Sequence[bool], seed: int = 0) -> Metric | None:
    """The ROC area with a 95% interval from resampled questions; None where it cannot be told."""
    area = roc_area(confidences, positive)
    if area is None:
        return None
    generator = random.Random(seed)  # noqa: S311 - resampling, not secrets
    places = range(len(confidences))
    areas = []
    for _ in range(_RESAMPLES):
        drawn = generator.choices(places, k=len(places))
        sampled = roc_area([confidences[place] for place in drawn], [positive[place] for place in drawn])
        if sampled is not None:
            areas.append(sampled)
    low, high = percentile(areas, 0.025), percentile(areas, 0.975)
    return Metric("roc_area", area, total=len(confidences), low=low, high=high)


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[RiskPoint]:
    """Risk at every coverage, from the most confident question down; equal confidences stand together.

    Args:
        confidences: one for each question, unanswerable ones included.
        right: whether the answer that would be given is right; never for an unanswerable question.
    """
    points: list[RiskPoint] = []
    answered = wrong = 0
    pairs = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    for threshold, tied in groupby(pairs, key=lambda pair: pair[0]):
        flags = [flag for _, flag in tied]
        answered += len(flags)
        wrong += len(flags) - sum(flags)
        points.append(RiskPoint(threshold, answered / len(pairs), wrong / answered, answered, wrong))
    return points


def reliability(confidences: Sequence[float], outcome: Sequence[bool]) -> list[Bin]:
    """Ten equal bins of confidence and how often it came true in each; empty ones are left out."""
    return list(_filled(sorted(zip(confidences, outcome, strict=True))))


def _filled(pairs: Sequence[tuple[float, bool]]) -> Iterator[Bin]:
    for number in range(_BINS):
        inside = [pair for pair in pairs if min(int(pair[0] * _BINS), _BINS - 1) == number]
        if inside:
            mean = sum(confidence for confidence, _ in inside) / len(inside)
            share = sum(flag for _, flag in inside) / len(inside)
            yield Bin(number / _BINS, (number + 1) / _BINS, mean, share, len(inside))


def calibration_error(bins: Sequence[Bin]) -> float:
    """The expected calibration error: how far confidence and truth lie apart, weighted by count."""
    total = sum(part.count for part in bins)
    return sum(abs(part.mean - part.right) * part.count for part in bins) / total if total else 0.0
