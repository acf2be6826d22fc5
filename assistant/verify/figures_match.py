"""Whether a figure of a statement is in the evidence: as it stands, as one case of a range, or by arithmetic."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import combinations

from assistant.facts import Comparator
from assistant.verify.figures import AGE, Figure
from assistant.verify.reading import Reading

_TOTAL = re.compile(
    r"\b(?:in\s(?:all|total)|altogether|together|total|in\ssum|combined|at\sthe\s(?:earliest|latest)|both)\b",
    re.IGNORECASE,
)
_DIFFERENCE_BEFORE = re.compile(r"\b(?:sav(?:e|es|ing)|differen\w+|leaves?|remain\w*)\W+(?:\w+\s){0,3}$", re.IGNORECASE)
_DIFFERENCE_AFTER = re.compile(
    r"\s(?:more|less|fewer|longer|shorter|extra|on\stop|cheaper|dearer)\b(?!\sthan\s\d)", re.IGNORECASE
)
_OFF = re.compile(r"\b(?:off|discount|less|reduc\w+|rebate|cheaper)\b", re.IGNORECASE)
_FURTHER = re.compile(
    r"\b(?:each|every|per)\s(?:further|additional|extra|other|subsequent)|\b(?:further|additional|extra)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:years?|yearly|annual(?:ly)?|twelve\smonth)", re.IGNORECASE)
_TWICE = re.compile(r"\b(?:twice|both)\b", re.IGNORECASE)
_UPPER = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})
_LOWER = frozenset({Comparator.AT_LEAST, Comparator.MORE_THAN})
_YEAR_MONTHS = 12
_HALF_DAY = 720.0  #: minutes: "half past ten" is so in the morning and at night
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
    same = [other for other in evidence if _equal(figure, other) or _for_each_in(figure, other, evidence)]
    if same:
        return Match.FLIPPED if all(_flipped(figure, other) for other in same) else Match.SAME
    if any(_is_case(figure, other) for other in evidence):
        return Match.CASE
    return Match.NONE


def _for_each_in(figure: Figure, other: Figure, evidence: Sequence[Figure]) -> bool:
    """Whether a sum for a period is one for each person or thing beside that period: "£300 per household in a year"."""
    if figure.per is None or other.per is None or not figure.same_amount(other):
        return False
    return any(beside.kind == "time" and beside.unit and _same_period(figure.per, beside.unit) for beside in evidence)


def _equal(figure: Figure, other: Figure) -> bool:
    if figure.dimension == "date" or other.dimension == "date":
        if figure.dimension != other.dimension or figure.low != other.low:
            return False
        return not figure.high or not other.high or figure.high == other.high
    if figure.dimension == "clock" == other.dimension:
        around = _HALF_DAY if "twelve" in {figure.unit, other.unit} else 2 * _HALF_DAY
        return abs(figure.low - other.low) % around == 0
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
    if figure.dimension == "clock":
        return False
    left, right = figure.comparator, other.comparator
    return (left in _UPPER and right in _LOWER) or (left in _LOWER and right in _UPPER)


def _is_case(figure: Figure, other: Figure) -> bool:
    if figure.dimension == other.dimension and figure.dimension in {"clock", "date"}:
        return (_is_moment_of if figure.dimension == "clock" else _is_day_of)(figure, other)
    if figure.dimension != other.dimension or figure.low != figure.high or figure.comparator in _UPPER:
        return False
    if other.comparator is Comparator.BETWEEN:
        return other.low <= figure.low <= other.high
    if figure.comparator is not Comparator.EXACT or figure.kind not in {"time", "%", "count"}:
        return False
    aged = figure.unit == other.unit == AGE
    if aged and other.comparator in _UPPER:
        return figure.low < other.low
    return (aged or other.open_ended) and other.comparator in _LOWER and figure.low >= other.low


def _is_day_of(figure: Figure, other: Figure) -> bool:
    """Whether a date lies in the stretch that another begins, maybe over the turn of the year."""
    after, before = figure.low >= other.low, figure.low <= other.last
    return bool(other.last) and (after and before if other.low <= other.last else after or before)


def _is_moment_of(figure: Figure, other: Figure) -> bool:
    """Whether a time of day lies in what bounds another: ten in the evening is "after 21:00"."""
    if figure.comparator is not Comparator.EXACT or figure.unit == "twelve":
        return False
    if other.comparator is Comparator.BETWEEN:
        return other.low <= figure.low <= other.high
    if other.comparator in _LOWER:
        return figure.low >= other.low
    return other.comparator in _UPPER and figure.low <= other.low


def unused_rivals(statement: Reading, figure: Figure, evidence: Reading) -> list[Figure]:
    """The evidence's figures that compete with one of the statement's and that no other figure of it takes up."""
    return [
        other
        for other in evidence.figures
        if other.kind == figure.kind
        and not other.implied
        and not any(_equal(mine, other) for mine in statement.figures if mine is not figure)
    ]


def computed(
    figure: Figure, statement: Reading, own: Sequence[Reading], more: Sequence[Reading]
) -> tuple[Figure, ...] | None:
    """Whether a figure follows by arithmetic from the evidence and the statement's own numbers.

    Args:
        figure: a figure of the statement that the evidence does not have as it stands.
        statement: what the statement says; its words or its other figures must ask for the calculation.
        own: the evidence.
        more: what stands around it, and other evidence found.

    Returns:
        The statement's own figures that the calculation uses, or None where there is none.
    """
    if figure.dimension in {"count", "times", "every:minute", "every:month", "date", "clock", "free"}:
        return None
    near = [other for reading in own for other in reading.figures]
    same = [other for other in near if other.dimension == figure.dimension]
    others = [f for f in statement.figures if f is not figure]
    for mine, factor in _factors(statement, others):
        if any(_near(figure.low, other.low * factor) for other in same):
            return mine
    asked = _TOTAL.search(statement.text) is not None
    if _sum(figure, statement, [*own, *more], asked=asked):
        return ()
    if _asks_difference(figure, statement) and _difference(figure, same):
        return ()
    for other in (f for f in others if f.dimension == figure.dimension):
        case = match_figure(other, near) is Match.NONE
        if case and any(
            _near(figure.low, other.low - step.low) or _near(figure.low, other.low + step.low) for step in same
        ):
            return (other,)
    shared = _share(figure, statement, own, more)
    return shared if shared is not None else _tiers(figure, statement, [*own, *more])


def _factors(statement: Reading, others: Sequence[Figure]) -> Iterator[tuple[tuple[Figure, ...], float]]:
    """By what an evidence figure may be multiplied: "two missed appointments", "twice", "a year" of months."""
    for other in others:
        if other.dimension in {"count", "times"} and other.low > 1:
            yield (other,), other.low
    if _TWICE.search(statement.text):
        yield (), 2.0
    if _YEAR.search(statement.text):
        yield tuple(f for f in others if f.kind in {"time", "every"} and f.low == _YEAR_MONTHS), float(_YEAR_MONTHS)


def _asks_difference(figure: Figure, statement: Reading) -> bool:
    text = statement.text
    before = _DIFFERENCE_BEFORE.search(text, 0, figure.span.start)
    return before is not None or _DIFFERENCE_AFTER.match(text, figure.span.end) is not None


def _sum(figure: Figure, statement: Reading, readings: Sequence[Reading], *, asked: bool) -> bool:
    """A sum of two, where words ask for it or each of the two has a telling word of the statement to itself."""
    parts = [(f, reading) for reading in readings for f in reading.figures if f.dimension == figure.dimension]
    telling = [word for word in statement.words if not word.soft]
    for (left, one), (right, other) in combinations(parts, 2):
        if not _near(figure.low, left.low + right.low):
            continue
        if asked:
            return True
        mine = {word.stem for word in telling if not one.keys.isdisjoint(word.keys)}
        theirs = {word.stem for word in telling if not other.keys.isdisjoint(word.keys)}
        if mine - theirs and theirs - mine:
            return True
    return False


def _near(left: float, right: float) -> bool:
    return abs(left - right) < 0.005 * max(1.0, abs(right)) / 10


def _difference(figure: Figure, amounts: Sequence[Figure]) -> bool:
    values = [other.low for other in amounts]
    pairs = [(a, b) for a in values for b in values if a != b]
    return any(
        _near(figure.low, abs(a - b)) or (figure.kind == "money" and _near(figure.low, abs(_YEAR_MONTHS * a - b)))
        for a, b in pairs
    )


def _share(
    figure: Figure, statement: Reading, own: Sequence[Reading], more: Sequence[Reading]
) -> tuple[Figure, ...] | None:
    """A percentage of a sum, or what is left of it, where the evidence names the percentage."""
    if figure.kind != "money":
        return None
    for reading in own:
        for share in (f for f in reading.figures if f.dimension == "%" and f.low < _HUNDRED):
            part = (_HUNDRED - share.low) if _OFF.search(reading.text) else share.low
            for source in (*own, *more, statement):
                for other in source.figures:
                    usable = other is not figure and other.dimension == figure.dimension
                    if usable and _near(figure.low, other.low * part / _HUNDRED):
                        return (other,) if source is statement else ()
    return None


def _tiers(figure: Figure, statement: Reading, readings: Sequence[Reading]) -> tuple[Figure, ...] | None:
    """A base and so much for each further one: users, days, hours."""
    if figure.kind != "money":
        return None
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
                        return (case,)
    return None


def _further(case: Figure, steps: Sequence[Figure], readings: Sequence[Reading]) -> list[float]:
    """How many further ones a case may mean: 24 hours late at "each further 24 hours" is one."""
    found = [case.low // step.low for step in steps if step.dimension == case.dimension and step.low]
    if case.dimension == "count":
        included = {f.low for reading in readings for f in reading.figures if f.dimension == "count"} | {1.0}
        found += [case.low - some for some in included if case.low > some]
    return found
