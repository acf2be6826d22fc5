"""Feasibility: past performance from a CSV, and a warning where a limit was missed too often."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assistant.facts import find_facts
from knowledge.documents import Problem
from knowledge.errors import InvalidInput

#: A share of misses above this is too often, unless the caller says otherwise.
MOST_MISSED = 0.05
_COUNTED = ("promise", "period", "cases", "in_limit")
_TIMED = ("promise", "period", "taken")
_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True)
class Period:
    """How a promise was kept in one period."""

    name: str
    cases: int
    kept: int

    @property
    def missed(self) -> float:
        """The share of misses, 0 to 1."""
        return (self.cases - self.kept) / self.cases if self.cases else 0.0


@dataclass(frozen=True, slots=True)
class Performance:
    """How a promise would have been kept with its limit."""

    promise: str  #: the clause's id
    limit: str | None  #: as the draft has it
    periods: tuple[Period, ...]
    most_missed: float

    @property
    def cases(self) -> int:
        """All cases."""
        return sum(period.cases for period in self.periods)

    @property
    def missed(self) -> float:
        """The share of misses over all periods."""
        missed = sum(period.cases - period.kept for period in self.periods)
        return missed / self.cases if self.cases else 0.0

    @property
    def worst(self) -> Period:
        """The period with the largest share of misses."""
        return max(self.periods, key=lambda period: period.missed)

    @property
    def warning(self) -> str | None:
        """A sentence where the limit was missed too often, overall or in the worst period."""
        if max(self.missed, self.worst.missed) <= self.most_missed:
            return None
        limit = f" of {self.limit}" if self.limit else ""
        return (
            f"'{self.promise}': the limit{limit} would have been missed in {self.missed:.1%} of {self.cases} cases, "
            f"and in {self.worst.missed:.1%} in {self.worst.name}. Change the limit, the staffing or the work first."
        )


@dataclass(frozen=True, slots=True)
class Feasibility:
    """The result of a test on past records."""

    performances: tuple[Performance, ...]
    problems: tuple[Problem, ...]  #: rows that were not used, with their lines

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence for each promise missed too often."""
        return tuple(one.warning for one in self.performances if one.warning)


def feasibility(text: str, limits: Mapping[str, str], *, most_missed: float = MOST_MISSED) -> Feasibility:
    """Test limits on past performance.

    Args:
        text: CSV with a header, either `promise,period,cases,in_limit` (counts) or `promise,period,taken` (one row a
            case, the time taken as a figure in the unit of the promise's limit).
        limits: the limits by clause id, as "10 working days".
        most_missed: the share of misses, 0 to 1, above which a limit is not feasible.

    Raises:
        InvalidInput: the file has neither header.
    """
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff"), newline=None))
    header = tuple((name or "").strip().lower() for name in reader.fieldnames or ())
    reader.fieldnames = list(header)
    counted = set(_COUNTED) <= set(header)
    if not counted and not set(_TIMED) <= set(header):
        raise InvalidInput(
            f"The CSV needs the columns {', '.join(_COUNTED)} or {', '.join(_TIMED)}; "
            f"it has {', '.join(header) or 'none'}."
        )
    sums: dict[str, dict[str, list[int]]] = {}
    problems: list[Problem] = []
    for line, row in _rows(reader):
        try:
            promise, period, cases, kept = _counts(row, limits) if counted else _timed(row, limits)
        except ValueError as error:
            problems.append(Problem(f"Line {line}: {error}"))
            continue
        sum_ = sums.setdefault(promise, {}).setdefault(period, [0, 0])
        sum_[0] += cases
        sum_[1] += kept
    return Feasibility(tuple(_performances(sums, limits, most_missed)), tuple(_few(problems)))


def _rows(reader: csv.DictReader[str]) -> Iterator[tuple[int, Mapping[str, str | None]]]:
    """The rows with the numbers of their lines."""
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise InvalidInput(f"The CSV breaks off at line {reader.line_num}: {error}. Save it as plain CSV.") from error


def _performances(
    sums: Mapping[str, Mapping[str, Sequence[int]]], limits: Mapping[str, str], most_missed: float
) -> Iterator[Performance]:
    for promise, periods in sums.items():
        counted = tuple(Period(name, cases, kept) for name, (cases, kept) in periods.items())
        yield Performance(promise, limits.get(promise), counted, most_missed)


def _counts(row: Mapping[str, str | None], limits: Mapping[str, str]) -> tuple[str, str, int, int]:
    promise, period = _names(row, limits)
    try:
        cases, kept = int(row["cases"] or ""), int(row["in_limit"] or "")
    except ValueError as error:
        raise ValueError("cases and in_limit must be whole numbers.") from error
    if not 0 <= kept <= cases or cases == 0:
        raise ValueError(f"in_limit must lie between 0 and cases, and cases above 0; here {kept} of {cases}.")
    return promise, period, cases, kept


def _timed(row: Mapping[str, str | None], limits: Mapping[str, str]) -> tuple[str, str, int, int]:
    promise, period = _names(row, limits)
    durations = find_facts(limits[promise]).durations
    if not durations:
        raise ValueError(f"the limit of '{promise}' is still open; answer it, or give counts.")
    try:
        taken = float((row["taken"] or "").replace(",", "."))
    except ValueError as error:
        raise ValueError(f"taken must be a figure, in {durations[0].unit.replace('_', ' ')}s.") from error
    if not 0 <= taken < float("inf"):
        raise ValueError("taken must be 0 or more.")
    return promise, period, 1, int(taken <= durations[0].high)


def _names(row: Mapping[str, str | None], limits: Mapping[str, str]) -> tuple[str, str]:
    promise = (row["promise"] or "").strip()
    if promise not in limits:
        raise ValueError(f"no promise '{promise}' in the draft; there are: {', '.join(limits) or 'none'}.")
    return promise, (row["period"] or "").strip() or "all"


def _few(problems: Sequence[Problem]) -> Sequence[Problem]:
    if len(problems) <= _MOST_PROBLEMS:
        return problems
    rest = len(problems) - _MOST_PROBLEMS
    return [*problems[:_MOST_PROBLEMS], Problem(f"{rest} more lines have such faults. Correct them the same way.")]
