"""Pure statistics: rates with their intervals, percentiles, the sign test."""

from __future__ import annotations

import math
from collections.abc import Sequence

from evals.case import Metric

#: Two-sided 95%.
_Z = 1.959963984540054
#: Below this many cases a rate says little; reports say so.
FEW_CASES = 30


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95% Wilson interval of a rate; (0, 1) where there is nothing to count."""
    if total == 0:
        return 0.0, 1.0
    share = count / total
    spread = _Z * math.sqrt(share * (1 - share) / total + _Z * _Z / (4 * total * total))
    centre = share + _Z * _Z / (2 * total)
    scale = 1 + _Z * _Z / total
    return max(0.0, (centre - spread) / scale), min(1.0, (centre + spread) / scale)


def rate(name: str, count: int, total: int) -> Metric:
    """A rate as a metric, with counts, interval, and a note where the cases are few."""
    low, high = wilson(count, total)
    note = f"only {total} cases" if total < FEW_CASES else ""
    return Metric(name, count / total if total else 0.0, count, total, low, high, note=note)


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` (0 to 1) of the values lie, between neighbours in proportion; 0 of nothing."""
    if not values:
        return 0.0
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def spread(name: str, values: Sequence[float], unit: str, shares: Sequence[int] = (50, 95, 99)) -> list[Metric]:
    """Percentiles as metrics, named `{name}_p{share}`."""
    return [
        Metric(f"{name}_p{share}", percentile(values, share / 100), total=len(values), unit=unit) for share in shares
    ]


def sign_test(better: int, worse: int) -> float:
    """The two-sided exact p-value of so many changes for the better and for the worse (McNemar's exact test)."""
    total = better + worse
    if total == 0:
        return 1.0
    tail = sum(math.comb(total, count) for count in range(min(better, worse) + 1))
    return float(min(1.0, 2 * tail / 2**total))
