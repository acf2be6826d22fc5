"""Deadlines: a time limit counted from an event on a calendar of working days, opening hours and holidays."""

from __future__ import annotations

import calendar as months_of_year
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge.errors import InvalidInput

Moment = date | datetime
OpenHours = tuple[time, time]

_OFFICE_HOURS: OpenHours = (time(9), time(17))
_OFFICE_WEEK: tuple[OpenHours | None, ...] = (*(_OFFICE_HOURS,) * 5, None, None)
_MOST_STEPS = 12  # of a count; what lies between them and the last one is summed up
_FEW_DAYS = 2  # in a row; more are one step
_DAYS_OF_UNIT = {"day": 1, "week": 7}
_MONTHS_OF_UNIT = {"month": 1, "year": 12}
_MINUTES_OF_UNIT = {"minute": 1, "hour": 60}
_MOST_DAYS = 366 * 400  # further than this no date exists in every calendar; a limit that long is a mistake


class Limit(Protocol):
    """What a deadline needs of a time limit, for example a `commitments.TimeLimit`."""

    @property
    def min(self) -> float | None:
        """The least, or None."""

    @property
    def max(self) -> float | None:
        """The most, or None."""

    @property
    def unit(self) -> str:
        """day, working_day, hour, minute, week, month, year."""

    @property
    def clock(self) -> str | None:
        """Where the text says so, "calendar", "working" or "working_hours"."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """When an organisation works: its zone, the holidays of its jurisdiction and its opening hours."""

    time_zone: str = "UTC"  #: an IANA name: "Europe/London"
    country: str | None = None  #: ISO 3166-1 code whose public holidays are closed; None: no holidays are known
    subdivision: str | None = None  #: "ENG", "BY": holidays differ inside a country
    opening: tuple[OpenHours | None, ...] = _OFFICE_WEEK  #: seven days from Monday; None is closed
    closed: frozenset[date] = field(default=frozenset())  #: further days on which nobody works

    def __post_init__(self) -> None:
        if len(self.opening) != len(_OFFICE_WEEK):
            raise InvalidInput("A weekly opening pattern has seven days from Monday. Give None for a closed day.")
        if not any(self.opening):
            raise InvalidInput("The calendar is closed on all days. Give opening hours for at least one weekday.")
        for hours in self.opening:
            if hours and hours[0] >= hours[1]:
                raise InvalidInput(f"Opening hours end before they begin: {hours[0]:%H:%M} to {hours[1]:%H:%M}.")
        _zone(self.time_zone)
        if self.country is not None:
            _holidays(self.country, self.subdivision, 2025)

    def holiday(self, day: date) -> str | None:
        """The name of the public holiday on that day, None if it is not one."""
        if self.country is None:
            return None
        return _holidays(self.country, self.subdivision, day.year).get(day)

    def hours(self, day: date) -> OpenHours | None:
        """The opening hours of a day, None when it is closed."""
        if day in self.closed or self.holiday(day) is not None:
            return None
        return self.opening[day.weekday()]

    def is_working_day(self, day: date) -> bool:
        """Whether the organisation works on that day."""
        return self.hours(day) is not None

    def why_closed(self, day: date) -> str:
        """Why nobody works on that day, in words: "Saturday", "Good Friday"."""
        return self.holiday(day) or ("closed" if day in self.closed else f"{day:%A}")


@dataclass(frozen=True, slots=True)
class Deadline:
    """The last moment of a limit with the way it was counted.

    `latest` is a date where the limit counts days or longer (all of that day is in time), else a moment with a zone.
    """

    latest: Moment
    steps: tuple[str, ...]
    assumptions: tuple[str, ...]
    earliest: Moment | None = None  #: of a range such as "three to five days"


def deadline(time_limit: Limit, start: Moment, calendar: Calendar) -> Deadline:
    """The deadline of a limit that runs from an event; it never lies before the event.

    Args:
        time_limit: the limit; its `max` counts, or its `min` where the text gives no other figure.
        start: the event: a day, or a moment. A moment without a zone is in the calendar's zone.
        calendar: working days, holidays, opening hours and zone.

    Raises:
        InvalidInput: the limit has no figure, a unit that is not a time, or reaches beyond the calendar.
    """
    figure = time_limit.max if time_limit.max is not None else time_limit.min
    if figure is None:
        raise InvalidInput("The commitment has no time limit, so it has no deadline.")
    if figure < 0:
        raise InvalidInput("A time limit cannot be negative.")
    counted = _count(time_limit, figure, start, calendar)
    if time_limit.max is None or time_limit.min is None or time_limit.min == time_limit.max:
        return counted
    first = _count(time_limit, time_limit.min, start, calendar)
    return Deadline(counted.latest, counted.steps, counted.assumptions, earliest=first.latest)


def _count(limit: Limit, figure: float, start: Moment, calendar: Calendar) -> Deadline:
    try:
        if limit.unit in _MINUTES_OF_UNIT:
            return _after_minutes(limit, figure, start, calendar)
        if limit.unit == "working_day":
            return _after_working_days(_whole(figure), start, calendar)
        if limit.unit in _DAYS_OF_UNIT:
            return _after_days(limit, figure, start, calendar)
        if limit.unit in _MONTHS_OF_UNIT:
            return _after_months(limit.unit, _whole(figure), start, calendar)
    except (OverflowError, ValueError) as error:
        raise InvalidInput("The limit reaches beyond the years a calendar has. Check its figure.") from error
    known = ", ".join((*_MINUTES_OF_UNIT, "working_day", *_DAYS_OF_UNIT, *_MONTHS_OF_UNIT))
    raise InvalidInput(f"'{limit.unit}' is not a unit of time. Known: {known}.")


def _whole(figure: float) -> int:
    """A broken number of days counts as the next whole one: nobody is late sooner than the text says."""
    return math.ceil(figure)


def _local_day(start: Moment, calendar: Calendar) -> date:
    if not isinstance(start, datetime):
        return start
    return start.astimezone(_zone(calendar.time_zone)).date() if start.tzinfo else start.date()


def _after_days(limit: Limit, figure: float, start: Moment, calendar: Calendar) -> Deadline:
    first = _local_day(start, calendar)
    days = _whole(figure * _DAYS_OF_UNIT[limit.unit])
    latest = first + timedelta(days=days)
    assumptions = _event_assumptions(start, calendar)
    if limit.unit == "day" and limit.clock is None and days:
        assumptions = (*assumptions, "The text says days, not working days: calendar days were counted.")
    steps = [_event(first)]
    if days:
        steps.append(f"{_number(days, 'calendar day')} later: {_name(latest)}.")
    return Deadline(latest, (*steps, _end(latest)), assumptions)


def _after_months(unit: str, count: int, start: Moment, calendar: Calendar) -> Deadline:
    first = _local_day(start, calendar)
    month = first.month - 1 + count * _MONTHS_OF_UNIT[unit]
    year, month = first.year + month // 12, month % 12 + 1
    last_of_month = months_of_year.monthrange(year, month)[1]
    latest = date(year, month, min(first.day, last_of_month))
    steps = [_event(first), f"{_number(count, unit)} later: {_name(latest)}."]
    if latest.day != first.day:
        steps.append(f"That month has no day {first.day}, so its last day counts.")
    return Deadline(latest, (*steps, _end(latest)), _event_assumptions(start, calendar))


def _after_working_days(count: int, start: Moment, calendar: Calendar) -> Deadline:
    first = _local_day(start, calendar)
    steps = [_event(first, "" if calendar.is_working_day(first) else calendar.holiday(first) or "")]
    skipped: list[str] = []
    run: list[date] = []
    latest, counted = first, 0
    for day in _days_from(first, include=count == 0):
        if not calendar.is_working_day(day):
            steps.extend(_run_of_days(run, counted))
            run = []
            skipped.append(f"{_name(day, year=False)} ({calendar.why_closed(day)})")
            continue
        steps.extend(_not_counted(skipped))
        skipped = []
        latest, counted = day, counted + 1
        run.append(day)
        if counted >= count:
            break
    if count:
        steps.extend(_run_of_days(run, counted))
    return Deadline(
        latest,
        (*_shortened(steps), _end(latest)),
        (*_event_assumptions(start, calendar), *_calendar_basis(calendar)),
    )


def _not_counted(skipped: list[str]) -> list[str]:
    return [f"Not counted: {', '.join(skipped)}."] if skipped else []


def _run_of_days(days: list[date], counted: int) -> list[str]:
    """Working days that follow one another, the last of which is number `counted`, in one step."""
    if len(days) <= _FEW_DAYS:
        return [f"Working day {counted - len(days) + place}: {_name(day)}." for place, day in enumerate(days, start=1)]
    first = counted - len(days) + 1
    return [f"Working days {first} to {counted}: {_name(days[0], year=False)} to {_name(days[-1])}."]


def _shortened(steps: list[str]) -> list[str]:
    """The first and last steps of a long count."""
    if len(steps) <= _MOST_STEPS + 1:
        return steps
    return [*steps[:_MOST_STEPS], "The days after them are counted in the same way.", steps[-1]]


def _days_from(first: date, *, include: bool) -> Iterator[date]:
    for offset in range(0 if include else 1, _MOST_DAYS):
        yield first + timedelta(days=offset)
    raise OverflowError


def _after_minutes(limit: Limit, figure: float, start: Moment, calendar: Calendar) -> Deadline:
    moment, assumptions = _moment(start, calendar)
    length = timedelta(minutes=figure * _MINUTES_OF_UNIT[limit.unit])
    words = _number(figure, limit.unit)
    if limit.clock == "working_hours":
        latest, steps = _in_opening_hours(moment, length, calendar)
        return Deadline(
            latest,
            (f"Event: {_time_name(moment)}.", *steps, f"Latest: {_time_name(latest)}."),
            (*assumptions, *_calendar_basis(calendar)),
        )
    latest = (moment.astimezone(UTC) + length).astimezone(_zone(calendar.time_zone))
    later = f"{words} later, nights and weekends included: {_time_name(latest)}."
    return Deadline(
        latest, (f"Event: {_time_name(moment)}.", later), (*assumptions, "Hours and minutes run around the clock.")
    )


def _moment(start: Moment, calendar: Calendar) -> tuple[datetime, tuple[str, ...]]:
    zone = _zone(calendar.time_zone)
    if not isinstance(start, datetime):
        end = datetime.combine(start + timedelta(days=1), time(), zone)
        return end, ("The time of the event is not known: the count begins when its day ends.",)
    if start.tzinfo is None:
        return start.replace(tzinfo=zone), (f"The time of the event is taken in the zone {calendar.time_zone}.",)
    return start.astimezone(zone), ()


def _in_opening_hours(moment: datetime, length: timedelta, calendar: Calendar) -> tuple[datetime, list[str]]:
    """The moment at which so much opening time has passed, day by day."""
    zone = _zone(calendar.time_zone)
    steps: list[str] = []
    left = length
    for day in _days_from(moment.date(), include=True):
        hours = calendar.hours(day)
        if hours is None:
            continue
        opens, closes = (datetime.combine(day, at, zone) for at in hours)
        begin = max(opens, moment)
        open_for = closes.astimezone(UTC) - begin.astimezone(UTC)
        if open_for <= timedelta():
            continue
        used = min(open_for, left)
        left -= used
        finish = (begin.astimezone(UTC) + used).astimezone(zone)
        if len(steps) < _MOST_STEPS:
            steps.append(f"{_name(day)}: {begin:%H:%M} to {finish:%H:%M} counts.")
        if left <= timedelta():
            return finish, steps
    raise OverflowError


def _event_assumptions(start: Moment, calendar: Calendar) -> tuple[str, ...]:
    basis = "The day of the event is not counted; all of the last day is in time."
    if isinstance(start, datetime) and start.tzinfo is not None:
        return (basis, f"The day of the event is the one in the zone {calendar.time_zone}.")
    return (basis,)


def _calendar_basis(calendar: Calendar) -> tuple[str, ...]:
    numbers = [number for number, hours in enumerate(calendar.opening) if hours is not None]
    names = [months_of_year.day_name[number] for number in numbers]
    in_a_row = len(numbers) > _FEW_DAYS and numbers[-1] - numbers[0] == len(numbers) - 1
    week = f"{names[0]} to {names[-1]}" if in_a_row else ", ".join(names)
    if calendar.country is None:
        return (f"Working days are {week}; no public holidays are known for this organisation.",)
    place = f"{calendar.country}-{calendar.subdivision}" if calendar.subdivision else calendar.country
    return (f"Working days are {week}, without the public holidays of {place}.",)


def _event(day: date, holiday: str = "") -> str:
    return f"Event: {_name(day)}{f' ({holiday})' if holiday else ''}."


def _end(day: date) -> str:
    return f"Latest: the end of {_name(day)}."


def _name(day: date, *, year: bool = True) -> str:
    return f"{day:%A} {day.day} {day:%B}" + (f" {day.year}" if year else "")


def _time_name(moment: datetime) -> str:
    return f"{_name(moment.date())}, {moment:%H:%M} {moment.tzname() or ''}".rstrip()


def _number(figure: float, unit: str) -> str:
    whole = int(figure) if figure == int(figure) else figure
    return f"{whole} {unit}" if whole == 1 else f"{whole} {unit}s"


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise InvalidInput(f"'{name}' is not a time zone. Give an IANA name such as Europe/London.") from error


@lru_cache(maxsize=256)
def _holidays(country: str, subdivision: str | None, year: int) -> dict[date, str]:
    """The public holidays of one year, by day."""
    import holidays  # noqa: PLC0415 - 60 ms, and only deadlines need it

    try:
        return dict(holidays.country_holidays(country, subdiv=subdivision, years=year).items())
    except NotImplementedError as error:
        place = f"{country}-{subdivision}" if subdivision else country
        raise InvalidInput(
            f"No holiday calendar is known for '{place}'. Give an ISO 3166 code such as GB with subdivision ENG."
        ) from error
