"""Rates, percentiles, the sign test, and curves of a confidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.curves import calibration_error, reliability, risk_coverage, roc_area, roc_metric
from evals.rates import percentile, rate, sign_test, wilson


def test_wilson_interval_of_61_of_84() -> None:
    low, high = wilson(61, 84)
    # By the formula worked out by hand: centre 0.7163, half width 0.0936.
    assert low == pytest.approx(0.6227, abs=5e-4)
    assert high == pytest.approx(0.8099, abs=5e-4)


@given(st.integers(0, 200), st.integers(1, 200))
def test_interval_holds_the_rate_and_stays_between_0_and_1(count: int, total: int) -> None:
    count = min(count, total)
    low, high = wilson(count, total)
    assert 0 <= low <= count / total + 1e-12
    assert count / total - 1e-12 <= high <= 1


def test_nothing_counted_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)


def test_few_cases_are_said_to_be_few() -> None:
    assert rate("right", 8, 10).note == "only 10 cases"
    assert rate("right", 24, 30).note == ""


def test_percentiles_lie_between_neighbours_in_proportion() -> None:
    assert percentile([10, 20, 30, 40], 0.5) == 25
    assert percentile([40, 10, 30, 20], 1.0) == 40
    assert percentile([], 0.5) == 0


def test_sign_test_of_nine_better_and_one_worse() -> None:
    # Two tails of at most one of ten: 2 * (1 + 10) / 1024.
    assert sign_test(9, 1) == pytest.approx(22 / 1024)
    assert sign_test(1, 9) == sign_test(9, 1)
    assert sign_test(0, 0) == 1.0
    assert sign_test(3, 3) == 1.0


def test_roc_area_counts_pairs_and_half_of_ties() -> None:
    # Pairs (positive, negative): 0.9>0.5, 0.9>0.1, 0.5=0.5, 0.5>0.1: 3.5 of 4.
    assert roc_area([0.9, 0.5, 0.5, 0.1], [True, True, False, False]) == 3.5 / 4


def test_roc_area_needs_both_sides() -> None:
    assert roc_area([0.9, 0.5], [True, True]) is None
    assert roc_metric([0.9], [False]) is None


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=2, max_size=40))
def test_roc_area_equals_the_count_over_all_pairs(rows: list[tuple[float, bool]]) -> None:
    positives = [confidence for confidence, flag in rows if flag]
    negatives = [confidence for confidence, flag in rows if not flag]
    area = roc_area([confidence for confidence, _ in rows], [flag for _, flag in rows])
    if not positives or not negatives:
        assert area is None
        return
    wins = sum((one > other) + (one == other) / 2 for one in positives for other in negatives)
    assert area == pytest.approx(wins / (len(positives) * len(negatives)))


def test_roc_interval_is_the_same_every_time_and_holds_the_area() -> None:
    confidences = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2]
    answerable = [True, True, False, True, True, False, False, False]
    first, second = roc_metric(confidences, answerable), roc_metric(confidences, answerable)
    assert first == second
    assert first is not None
    assert first.low is not None
    assert first.high is not None
    assert first.low <= first.value <= first.high


def test_risk_grows_as_less_confident_questions_are_answered() -> None:
    points = risk_coverage([0.9, 0.8, 0.8, 0.1], [True, True, False, False])
    assert [(point.coverage, point.answered, point.wrong) for point in points] == [
        (0.25, 1, 0),
        (0.75, 3, 1),
        (1.0, 4, 2),
    ]
    assert points[1].risk == pytest.approx(1 / 3)


def test_calibration_error_of_a_confidence_that_is_half_right() -> None:
    bins = reliability([0.95, 0.95, 0.95, 0.95], [True, True, False, False])
    assert [(part.count, part.right) for part in bins] == [(4, 0.5)]
    assert calibration_error(bins) == pytest.approx(0.45)


def test_full_confidence_lies_in_the_last_bin() -> None:
    (part,) = reliability([1.0], [True])
    assert part.high == 1.0
