"""The records that the fact finders return, and the canonical form in which quantities are compared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from knowledge.documents import Span

Number = int | float


class QuantityKind(StrEnum):
    """What is being counted."""

    DURATION = "duration"
    MONEY = "money"
    PERCENT = "percent"
    COUNT = "count"


class Comparator(StrEnum):
    """How the words around a quantity bound it."""

    EXACT = "exact"  #: a bare figure: "for 30 days", "£20"
    AT_MOST = "at_most"  #: within, up to, no later than
    LESS_THAN = "less_than"  #: under, less than
    AT_LEAST = "at_least"  #: at least, "30 days' notice", "or more"
    MORE_THAN = "more_than"  #: over, more than, longer than
    BETWEEN = "between"  #: 3 to 5
    RATE = "rate"  #: a frequency or cover, not a limit: "24 hours a day", "every two weeks"


_UPPER = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})
_LOWER = frozenset({Comparator.AT_LEAST, Comparator.MORE_THAN})

#: unit -> (dimension in which it compares, how many of that dimension's base)
_BASES: dict[str, tuple[str, Number]] = {
    "second": ("minute", 1 / 60),
    "minute": ("minute", 1),
    "hour": ("minute", 60),
    "working_hour": ("working_hour", 1),
    "day": ("day", 1),
    "week": ("day", 7),
    "working_day": ("working_day", 1),
    "month": ("month", 1),
    "year": ("month", 12),
}


def tidy(value: Number) -> Number:
    """The same number as an int where it is whole, else rounded to six decimals."""
    rounded = round(float(value), 6)
    return int(rounded) if rounded == int(rounded) else rounded


@dataclass(frozen=True, slots=True)
class Canonical:
    """A quantity in its base unit; two quantities say the same amount when these are equal.

    Days and hours stay apart, and so do calendar and working days: no fixed number of the one is the other.
    """

    dimension: str  #: minute, day, month, working_day, working_hour, a currency, "%", or a counted noun
    low: Number
    high: Number


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, or a range of numbers, of something."""

    kind: QuantityKind
    low: Number  #: the figure as written; the lower one of a range
    high: Number  #: the same as `low` unless it is a range
    unit: str  #: day, working_day, hour, minute, week, month, year; GBP, EUR …; "%"; a noun in the singular or ""
    span: Span  #: the number with its unit, without "within" and the like
    comparator: Comparator = Comparator.EXACT
    full_span: Span | None = None  #: with the words that bound it: "no later than 30 days"
    hedged: bool = False  #: about, around, roughly, approximately
    implied: str | None = None  #: what was not written: "unit" ("within ten"), "word" ("same day")
    per: str | None = None  #: "per day", "a month": what it recurs with

    @property
    def bounds(self) -> tuple[Number | None, Number | None]:
        """(min, max); the side that the words leave open is None."""
        if self.comparator in _UPPER:
            return (None if self.low == self.high else self.low), self.high
        if self.comparator in _LOWER:
            return self.low, None
        return self.low, self.high

    @property
    def min(self) -> Number | None:
        """The lower bound, or None."""
        return self.bounds[0]

    @property
    def max(self) -> Number | None:
        """The upper bound, or None."""
        return self.bounds[1]

    @property
    def canonical(self) -> Canonical:
        """The same amount in its base unit, for comparing."""
        dimension, factor = _BASES.get(self.unit, (self.unit, 1))
        return Canonical(dimension, tidy(self.low * factor), tidy(self.high * factor))

    def same_amount(self, other: Quantity) -> bool:
        """Whether both name the same amount, whatever their units ("90 minutes", "1.5 hours")."""
        return self.kind == other.kind and self.canonical == other.canonical


def normalise(quantity: Quantity) -> Quantity:
    """The quantity in its base unit (weeks as days, hours as minutes, years as months); idempotent."""
    base = quantity.canonical
    return replace(quantity, unit=base.dimension, low=base.low, high=base.high)


@dataclass(frozen=True, slots=True)
class Mention:
    """A word or phrase that matters, under its plain name."""

    value: str  #: the name of the cue: "email", "must", "only"
    span: Span


@dataclass(frozen=True, slots=True)
class DateMention:
    """A calendar date as written; what it leaves out is None."""

    year: int | None
    month: int | None  #: 1 to 12
    day: int | None
    span: Span
    ambiguous: bool = False  #: 03/04/2026 can be read in two ways; it was read day first

    @property
    def missing_year(self) -> bool:
        """Whether the text names a day but not its year."""
        return self.year is None

    @property
    def date(self) -> date | None:
        """The day, where the text names it completely and it exists."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


@dataclass(frozen=True, slots=True)
class ClockTime:
    """A time of day, with the zone if one is written."""

    hour: int
    minute: int
    zone: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class WeekdayMention:
    """A weekday or a run of them; Monday is 0."""

    first: int
    last: int
    span: Span


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of one text, each list in text order."""

    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    times: tuple[ClockTime, ...] = ()
    weekdays: tuple[WeekdayMention, ...] = ()
    channels: tuple[Mention, ...] = ()
    modals: tuple[Mention, ...] = ()
    negations: tuple[Mention, ...] = ()
    scope: tuple[Mention, ...] = ()

    def of_kind(self, kind: QuantityKind) -> tuple[Quantity, ...]:
        """The quantities of one kind."""
        return tuple(quantity for quantity in self.quantities if quantity.kind == kind)

    @property
    def durations(self) -> tuple[Quantity, ...]:
        """Lengths of time, rates such as "24 hours a day" included."""
        return self.of_kind(QuantityKind.DURATION)

    @property
    def money(self) -> tuple[Quantity, ...]:
        """Sums of money."""
        return self.of_kind(QuantityKind.MONEY)

    @property
    def percentages(self) -> tuple[Quantity, ...]:
        """Percentages, "nine in ten" and "half" included."""
        return self.of_kind(QuantityKind.PERCENT)

    @property
    def counts(self) -> tuple[Quantity, ...]:
        """Plain numbers with the noun they count."""
        return self.of_kind(QuantityKind.COUNT)
