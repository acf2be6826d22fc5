"""Whether a figure of a statement is in the evidence: as it stands, as one case of a range, or by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import combinations

from assistant.facts import Comparator
from assistant.verify.figures import Figure
from assistant.verify.reading import Reading

_TOTAL = re.compile(
    r"\b(?:in\s(?:all|total)|altogether|together|total|in\ssum|combined|at\sthe\s(?:earliest|latest)|both)\b", re.IGNORECASE
)
_DIFFERENCE_BEFORE = re.compile(r"\b(?:sav(?:e|es|ing)|differen\w+|leaves?|remain\w*)\W+(?:\w+\s){0,3}$", re.IGNORECASE)
_DIFFERENCE_AFTER = re.compile(
    r"\s(?:more|less|fewer|longer|shorter|extra|on\stop|cheaper|dearer)\b(?!\sthan\s\d)", re.IGNORECASE
)
_OFF = re.compile(r"\b(?:off|discount|less|reduc\w+|rebate|cheaper)\b", re.IGNORECASE)
_FURTHER = re.compile(
    r"\b(?:each|every|per)\s(?:further|additional|extra|other|subsequent)|\b(?:further|additional|extra)\b", re.IGNORECASE
)
_TWICE = re.compile(r"\b(?:twice|both)\b", re.IGNORECASE)
_UPPER = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})
_LOWER = frozenset({Comparator.AT_LEAST, Comparator.MORE_THAN})
_YEAR_MONTHS = 12
_HUNDRED = 100.0


class Match(StrEnum):
    """How a figure was found."""

    SAME = "same"
    CASE = "case"  #: one case of a range: 45 minutes in "30-59 minutes"
    COMPUTED = "computed"
    FLIPPED = "flipped"  #: the same figure as a most where the evidence has it as a least, or the other way round
    NONE = "none"


def match_figure(figure: Figure, evidence: Sequence[Figure]) -> Match:
    """How a figure stands in evidence figures, without arithmetic."""
    same = [other for other in evidence if _equal(figure, other)]
    if same:
        return Match.FLIPPED if all(_flipped(figure, other) for other in same) else Match.SAME
    if any(_is_case(figure, other) for other in evidence):
        return Match.CASE
    return Match.NONE


def _equal(figure: Figure, other: Figure) -> bool:
    if figure.dimension == "date" or other.dimension == "date":
        if figure.dimension != other.dimension or figure.low != other.low:
            return False
        return not figure.high or not other.high or figure.high == other.high
    if figure.same_amount(other):
        return figure.per is None or other.per is None or _same_period(figure.per, other.per)
    # "up to five days" of "3 to 5 days": the upper end of a range is its limit
    if figure.dimension == other.dimension and other.low != other.high and figure.low == figure.high == other.high:
        return figure.comparator in _UPPER or figure.comparator is Comparator.EXACT
    return False


def _same_period(left: str, right: str) -> bool:
    names = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year", "annually": "year"}
    return names.get(left, left).split()[-1] == names.get(right, right).split()[-1]


def _flipped(figure: Figure, other: Figure) -> bool:
    left, right = figure.comparator, other.comparator
    return (left in _UPPER and right in _LOWER) or (left in _LOWER and right in _UPPER)


def _is_case(figure: Figure, other: Figure) -> bool:
    if figure.dimension != other.dimension or figure.low != figure.high or figure.comparator in _UPPER:
        return False
    if other.comparator is Comparator.BETWEEN:
        return other.low <= figure.low <= other.high
    if figure.comparator is not Comparator.EXACT or figure.kind not in {"time", "%", "count"}:
        return False
    return other.open_ended and other.comparator in _LOWER and figure.low >= other.low


def unused_rivals(statement: Reading, figure: Figure, evidence: Reading) -> list[Figure]:
    """The evidence's figures that compete with one of the statement's and that no other figure of it takes up."""
    return [
        other
        for other in evidence.figures
        if other.kind == figure.kind
        and not other.implied
        and not any(_equal(mine, other) for mine in statement.figures if mine is not figure)
    ]


def computed(figure: Figure, statement: Reading, own: Sequence[Reading], more: Sequence[Reading]) -> bool:
    """Whether a figure follows by arithmetic from the evidence and the statement's own numbers.

    Args:
        figure: a figure of the statement that the evidence does not have as it stands.
        statement: what the statement says; its words must ask for the calculation.
        own: the evidence.
        more: what stands around it, and other evidence found.
    """
    text = statement.text
    near = [other for reading in own for other in reading.figures]
    wide = near + [other for reading in more for other in reading.figures]
    same = [other for other in near if other.dimension == figure.dimension]
    broad = [other for other in wide if other.dimension == figure.dimension]
    counts = [f.low for f in statement.figures if f.dimension == "count" and f is not figure]
    if _TWICE.search(text):
        counts.append(2.0)
    if figure.dimension in {"count", "times"}:
        counts = []
    if any(_near(figure.low, other.low * count) for other in same for count in counts if count > 1):
        return True
    if _TOTAL.search(text) and any(_near(figure.low, a.low + b.low) for a, b in combinations(broad, 2)):
        return True
    asked = _DIFFERENCE_BEFORE.search(text, 0, figure.span.start) or _DIFFERENCE_AFTER.match(text, figure.span.end)
    if asked and _difference(figure, same):
        return True
    if _share(figure, statement, own, more):
        return True
    return _tiers(figure, statement, [*own, *more])


def _near(left: float, right: float) -> bool:
    return abs(left - right) < 0.005 * max(1.0, abs(right)) / 10


def _difference(figure: Figure, amounts: Sequence[Figure]) -> bool:
    values = [other.low for other in amounts]
    pairs = [(a, b) for a in values for b in values if a != b]
    return any(
        _near(figure.low, abs(a - b)) or (figure.kind == "money" and _near(figure.low, abs(_YEAR_MONTHS * a - b)))
        for a, b in pairs
    )


def _share(figure: Figure, statement: Reading, own: Sequence[Reading], more: Sequence[Reading]) -> bool:
    """A percentage of a sum, or what is left of it, where the evidence or the statement names the percentage."""
    if figure.kind != "money":
        return False
    for reading in own:
        for share in (f for f in reading.figures if f.dimension == "%"):
            part = (_HUNDRED - share.low) if _OFF.search(reading.text) else share.low
            for other in (f for r in (*own, *more, statement) for f in r.figures):
                if (
                    other is not figure
                    and other.dimension == figure.dimension
                    and _near(figure.low, other.low * part / _HUNDRED)
                ):
                    return True
    return False


def _tiers(figure: Figure, statement: Reading, readings: Sequence[Reading]) -> bool:
    """A base and so much for each further one: users, days, hours."""
    if figure.kind != "money":
        return False
    cases = [f for f in statement.figures if f is not figure]
    for reading in readings:
        if not _FURTHER.search(reading.text):
            continue
        sums = [f for f in reading.figures if f.dimension == figure.dimension]
        steps = [f for f in reading.figures if f.dimension != figure.dimension]
        bases = sums if len(sums) > 1 else [f for r in readings for f in r.figures if f.dimension == figure.dimension]
        for case in cases:
            for base in bases:
                for extra in sums[-1:]:
                    if any(_near(figure.low, base.low + extra.low * n) for n in _further(case, steps, readings)):
                        return True
    return False


def _further(case: Figure, steps: Sequence[Figure], readings: Sequence[Reading]) -> list[float]:
    """How many further ones a case may mean: 24 hours late at "each further 24 hours" is one."""
    found = [case.low // step.low for step in steps if step.dimension == case.dimension and step.low]
    if case.dimension == "count":
        included = {f.low for reading in readings for f in reading.figures if f.dimension == "count"} | {1.0}
        found += [case.low - some for some in included if case.low > some]
    return found
