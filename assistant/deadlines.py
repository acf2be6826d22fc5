"""When a question gives an event's day and asks by when: the deadline of the promise that answers it, step by step."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING

from assistant.clock import Calendar, Deadline, Moment, deadline
from assistant.facts import find_dates, find_quantities, find_times, find_weekdays
from assistant.organisation import Organisation
from assistant.rules.matter import GROUP
from assistant.rules.stems import content_stems
from knowledge.documents import Hit, Version
from knowledge.errors import InvalidInput
from knowledge.library import Library

if TYPE_CHECKING:
    from assistant.commitments import TimeLimit

_ASKS = re.compile(
    r"\b(?:when|how (?:long|soon|quickly|late)|until what|(?:which|what) (?:day|date)|deadline|latest|last day|too late"
    r"|still in time|in time|by now|overdue)\b",
    re.IGNORECASE,
)
_DAY_WORDS = re.compile(
    r"\b(?P<word>today|(?:the )?day before yesterday|yesterday|this (?:morning|afternoon|evening)|tomorrow)\b",
    re.IGNORECASE,
)
_OFFSETS = {"today": 0, "yesterday": -1, "tomorrow": 1}  #: days; the others by their first word
_A_WHILE_AGO = re.compile(r"\ban?\s(?P<unit>day|week|fortnight)\sago\b", re.IGNORECASE)
_DAYS_OF_UNIT = {"day": 1, "week": 7, "fortnight": 14}
#: zones that people write, in hours from UTC; an abbreviation that means two zones is left out
_ZONES = {"UTC": 0, "GMT": 0, "WET": 0, "BST": 1, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "EST": -5}
_ZONES |= {"EDT": -4, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7, "JST": 9, "AEST": 10, "AEDT": 11}
_COMING = re.compile(r"\b(?:next|coming|will|going to|plan to|am due)\b", re.IGNORECASE)
_BACKWARDS = re.compile(r"^\W*(?:before|ahead|in advance|beforehand|prior|['’]?\s?(?:\w+\s)?notice)\b", re.IGNORECASE)
#: words of questions and promises alike that name no matter
_SAYS_LITTLE = frozenset(
    GROUP.get(one, one) for one in content_stems("ask tell time date receive send day answer reply")
)
_LOOKED_AT = 3  #: of the best units, the first that holds a limit counts
_MOST_LIMITS = 3
_CLAUSE_START = re.compile(
    r"^(?:\d+(?:\.\d+)*[.)]?\s+)?|[.;:!?]\s+|,?\s(?:and|but|or)\s(?=\w+\s\w+\s\w+\s)|,\s+(?=(?:we|you|it|they|the)\s)",
    re.IGNORECASE,
)
_WEEK = 7
_YEARS_APART = 6  #: within so many years every day of a month falls on a given weekday but 29 February


@dataclass(frozen=True, slots=True)
class Event:
    """When something happened, as a question gives it."""

    moment: Moment
    assumption: str | None = None


def calendar_of(organisation: Organisation) -> Calendar:
    """The calendar of an organisation's `pledge.yaml`.

    Raises:
        InvalidInput: no holidays are known for the place it names.
    """
    country, _, subdivision = (organisation.holidays or "").partition("-")
    return Calendar(organisation.time_zone or "UTC", country or None, subdivision or None)


def deadline_notes(
    question: str, hits: Sequence[Hit], library: Library, today: date, calendar: Callable[[], Calendar]
) -> tuple[str, ...]:
    """Sentences that give the last day and how it was counted; none where the question does not ask for that.

    Args:
        question: what is asked.
        hits: the units that answer it, best first.
        library: where they stand.
        today: the day for which is asked; days without a year lie near it.
        calendar: gives the organisation's working days.
    """
    event = event_in(question, today) if _ASKS.search(question) else None
    if event is None:
        return ()
    about = _topic(question)
    for hit in hits[:_LOOKED_AT]:
        limits = list(_limits(hit, library))[:_MOST_LIMITS] if about & _topic_of(hit) else []
        if limits:
            return tuple(_notes(limits, event, hit.version, calendar))
    return ()


def _topic(words: str) -> frozenset[str]:
    """What words speak of: stems, with synonyms joined."""
    return frozenset(GROUP.get(one, one) for one in content_stems(words)) - _SAYS_LITTLE


def _topic_of(hit: Hit) -> frozenset[str]:
    """What a unit speaks of, in its words, its lead-in and its heading."""
    return _topic(" ".join((*hit.passage.heading_path[-1:], *hit.unit.context_plain, hit.unit.plain)))


def event_in(question: str, today: date) -> Event | None:
    """The day, and the time if one is given, of the one event that a question names; None without, or with two."""
    dates = [mention for mention in find_dates(question) if mention.day is not None and mention.month is not None]
    if len(dates) > 1:
        return None
    weekdays = [mention for mention in find_weekdays(question) if mention.first == mention.last]
    if dates:
        weekday = weekdays[0].first if len(weekdays) == 1 else None
        found = _dated(dates[0].date, (dates[0].month or 1, dates[0].day or 1), weekday, today, question)
    elif (offset := _days_from_today(question)) is not None:
        day = _days_after(today, offset)
        found = None if day is None else Event(day, f"Today is taken to be {_name(today)}.")
    elif len(weekdays) == 1:
        day = _nearest_weekday(weekdays[0].first, today, coming=bool(_COMING.search(question)))
        found = None if day is None else Event(day, f"The day is taken to be {_name(day)}.")
    else:
        return None
    times = find_times(question)
    if found is None or len(times) != 1 or isinstance(found.moment, datetime):
        return found
    clock = time(times[0].hour % 24, times[0].minute)
    hours = _ZONES.get((times[0].zone or "").upper())
    zone = None if hours is None else timezone(timedelta(hours=hours))
    return Event(datetime.combine(found.moment, clock, zone), found.assumption)


def _days_from_today(question: str) -> int | None:
    """How many days from today the day lies that a question names in words; None where it names none."""
    ago = _A_WHILE_AGO.search(question)
    if ago is not None:
        return -_DAYS_OF_UNIT[ago["unit"].lower()]
    for length in find_quantities(question):
        if length.unit in _DAYS_OF_UNIT and question[length.span.end :].lower().startswith(" ago"):
            return -math.ceil(length.high * _DAYS_OF_UNIT[length.unit])
    word = _DAY_WORDS.search(question)
    if word is None:
        return None
    said = word["word"].lower()
    return -2 if "before" in said else _OFFSETS.get(said, 0)


def _dated(
    whole: date | None, month_and_day: tuple[int, int], weekday: int | None, today: date, question: str
) -> Event | None:
    if whole is not None:
        wrong = weekday is not None and whole.weekday() != weekday
        return Event(whole, f"{_name(whole)} is not the weekday that the question names." if wrong else None)
    coming = bool(_COMING.search(question))
    days = [day for day in _in_years(month_and_day, today) if weekday is None or day.weekday() == weekday]
    likely = [day for day in days if (day >= today if coming else day <= today)] or days
    if not likely and weekday is not None:
        return _dated(None, month_and_day, None, today, question)
    if not likely:
        return None
    day = min(likely, key=lambda one: abs((one - today).days))
    return Event(day, f"The question gives no year: {_name(day)} is assumed.")


def _in_years(month_and_day: tuple[int, int], today: date) -> Iterator[date]:
    for year in range(today.year - _YEARS_APART, today.year + _YEARS_APART + 1):
        try:
            yield date(year, *month_and_day)
        except ValueError:  # 29 February
            continue


def _nearest_weekday(weekday: int, today: date, *, coming: bool) -> date | None:
    if coming:
        return _days_after(today, (weekday - today.weekday() - 1) % _WEEK + 1)
    return _days_after(today, -((today.weekday() - weekday) % _WEEK))


def _days_after(day: date, days: int) -> date | None:
    """Another day; None beyond the years that a calendar has, as of "99999999999 days ago"."""
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


@dataclass(frozen=True, slots=True)
class _Counted:
    """A limit of a unit and what it runs from, in the unit's words."""

    limit: TimeLimit
    words: str
    start: str | None


def _limits(hit: Hit, library: Library) -> Iterator[_Counted]:
    """The limits of a unit that run forward, each once."""
    from assistant.commitments import extract, units_in_context  # noqa: PLC0415 - most questions do without

    version = hit.version.id
    units = units_in_context(library.version_text(version), library.units(version), library.passages(version))
    seen: set[object] = set()
    for record in extract([unit for unit in units if unit.span == hit.unit.span]):
        start = record.start_event.text if record.start_event else None
        for limit in (record.time_limit, *record.alt_time_limits):
            if limit is None or limit.slot is None or (limit.min, limit.max, limit.unit) in seen:
                continue
            seen.add((limit.min, limit.max, limit.unit))
            before, _, after = record.text.partition(limit.slot.text)
            if not _BACKWARDS.match(after):
                yield _Counted(limit, _clause(before) + limit.slot.text, start)


def _clause(before: str) -> str:
    """The words of its clause in front of a limit: "send a full answer within ", not what was said before."""
    return before[max(match.end() for match in _CLAUSE_START.finditer(before)) :]


def _notes(
    limits: Sequence[_Counted], event: Event, version: Version, calendar: Callable[[], Calendar]
) -> Iterator[str]:
    assumptions = [event.assumption] if event.assumption else []
    assumptions += _of_another_time(event, version)
    try:
        days = calendar()
        for counted in limits:
            found = deadline(counted.limit, event.moment, days)
            yield f"“{counted.words}”, counted from {_moment_name(event.moment)}: {_last(found)}"
            yield f"How it was counted: {' '.join(found.steps)}"
            assumptions += [one for one in found.assumptions if one not in assumptions]
            if counted.start:
                runs = f"The limit runs from “{' '.join(counted.start.split())}”: that is taken to be the day you name."
                assumptions.append(runs)
    except InvalidInput as error:
        yield f"The last day could not be counted: {error.message}"
        return
    yield f"Assumed: {' '.join(dict.fromkeys(assumptions))}"


def _of_another_time(event: Event, version: Version) -> list[str]:
    """A warning where the promise was not yet in force, or no longer, on the day of the event."""
    day = event.moment.date() if isinstance(event.moment, datetime) else event.moment
    if version.in_force(day):
        return []
    since, until = version.effective_from, version.effective_to
    if since and day < since:
        return [
            f"The promise quoted is in force since {_name(since)}, after the day you name: what held then may differ."
        ]
    return [f"The promise quoted was in force before {_name(until or day)}, not on the day you name."]


def _last(found: Deadline) -> str:
    if found.earliest is not None:
        return f"between {_moment_name(found.earliest)} and {_moment_name(found.latest)}."
    return f"{_moment_name(found.latest)} at the latest."


def _moment_name(moment: Moment) -> str:
    if isinstance(moment, datetime):
        return f"{_name(moment.date())}, {moment:%H:%M}"
    return _name(moment)


def _name(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B} {day.year}"
