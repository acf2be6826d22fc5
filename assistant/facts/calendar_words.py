"""Dates, times of day and weekdays as people write them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.facts.records import ClockTime, DateMention, WeekdayMention
from knowledge.documents import Span

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = (
    r"(?P<month>january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept|sep|oct|nov|dec)\b\.?"
)
_DAY_FIRST = caseless(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?{_MONTH}(?:,?\s(?P<year>(?:19|20)\d\d)\b)?")
_MONTH_FIRST = caseless(
    rf"\b{_MONTH}\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?!\s?(?:%|:|\.\d))(?:,?\s(?P<year>(?:19|20)\d\d)\b)?"
)
_MONTH_YEAR = caseless(rf"\b{_MONTH}\s(?P<year>(?:19|20)\d\d)\b")
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d\d)-(?P<month>\d\d)-(?P<day>\d\d)\b")
_SLASHED = re.compile(r"\b(?P<a>\d{1,2})[/.](?P<b>\d{1,2})[/.](?P<year>(?:19|20)\d\d)\b")
_YEAR = caseless(
    r"\b(?:in|since|during|from|until|till|before|after|by|of|for|to)\s(?P<year>(?:19|20)\d\d)\b(?!\s?(?:%|[a-z]+s\b))"
)
_ZONE = (
    r"(?P<zone>\(?(?:CEST|CET|GMT|UTC|BST|WEST|WET|EEST|EET|EST|EDT|ET|CST|CDT|CT|MST|MDT|PST|PDT|PT|IST"
    r"|JST|AEST|AEDT)\b(?:[+-]\d+)?\)?"
    r"|(?:UK|local|central\seuropean|eastern|pacific|london|paris|berlin|madrid|dublin|new\syork)\stime\b)"
)
_TIME = caseless(
    r"(?<![\d.:£€$])(?:(?P<hour>[01]?\d"
    r"|2[0-4])(?:(?P<sep>[:.])(?P<minute>[0-5]\d))?(?:\s?(?P<half>[ap]\.?m\b\.?|o['’]clock))?"
    r"|\b(?P<word>noon|midday|midnight))(?![\d%])"
    rf"(?:\s{_ZONE})?"
)
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY_NAME = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?|\b(?:mon|tue|wed|thu|fri|sat)\b"
_WEEKDAY = caseless(
    rf"\b(?P<first>{_WEEKDAY_NAME})(?:\s?(?:-|–|to|till|until|through)\s?(?P<last>{_WEEKDAY_NAME}))?"
    r"|\b(?P<weekend>weekends?)\b|\b(?P<week>weekdays)\b"
)
_DIGIT = caseless(r"\d|noon|midnight|midday")
_WEEKDAY_CUE = caseless(r"day|week|\b(?:mon|tue|wed|thu|fri|sat)\b")
_MONTHS_IN_YEAR = 12
_FRIDAY, _SATURDAY, _SUNDAY = 4, 5, 6
_NOON = 12


def find_dates(text: str) -> tuple[DateMention, ...]:
    """Dates in text order; what the text leaves out (mostly the year) is None."""
    if not _DIGIT.search(text):
        return ()
    found: list[DateMention] = []
    for date in _dates(text):
        if not any(date.span.overlaps(other.span) for other in found):
            found.append(date)
    return tuple(sorted(found, key=lambda date: date.span))


def _dates(text: str) -> Iterator[DateMention]:
    for match in _ISO.finditer(text):
        yield DateMention(int(match["year"]), int(match["month"]), int(match["day"]), Span(*match.span()))
    for match in _SLASHED.finditer(text):
        first, second, year = int(match["a"]), int(match["b"]), int(match["year"])
        day, month = (second, first) if second > _MONTHS_IN_YEAR else (first, second)
        both = max(first, second) <= _MONTHS_IN_YEAR and first != second
        yield DateMention(year, month, day, Span(*match.span()), ambiguous=both)
    for pattern in (_DAY_FIRST, _MONTH_FIRST):
        for match in pattern.finditer(text):
            year_text = match["year"]
            yield DateMention(
                int(year_text) if year_text else None, _month(match["month"]), int(match["day"]), Span(*match.span())
            )
    for match in _MONTH_YEAR.finditer(text):
        yield DateMention(int(match["year"]), _month(match["month"]), None, Span(*match.span()))
    for match in _YEAR.finditer(text):
        yield DateMention(int(match["year"]), None, None, Span(*match.span("year")))


def _month(word: str) -> int:
    return next(number for number, name in enumerate(_MONTHS, start=1) if name.startswith(word.lower()[:3]))


def find_times(text: str) -> tuple[ClockTime, ...]:
    """Times of day in text order; a bare number counts only with a colon, "pm" or "o'clock"."""
    if not _DIGIT.search(text):
        return ()
    return tuple(time for match in _TIME.finditer(text) if (time := _clock_time(text, match)) is not None)


def _clock_time(text: str, match: re.Match[str]) -> ClockTime | None:
    zone = text[match.start("zone") : match.end("zone")].strip("()") if match["zone"] else None
    span = Span(match.start(), match.start() + len(match[0].rstrip()))
    if match["word"]:
        return ClockTime(0 if match["word"].lower() == "midnight" else _NOON, 0, zone, span)
    half = (match["half"] or "").lower()
    if not half and match["sep"] != ":":
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    if half.startswith("p") and hour < _NOON:
        hour += _NOON
    elif half.startswith("a") and hour == _NOON:
        hour = 0
    return ClockTime(hour % 24, minute, zone, span)


def find_weekdays(text: str) -> tuple[WeekdayMention, ...]:
    """Weekdays and runs of them ("Monday to Friday", "weekends") in text order."""
    if not _WEEKDAY_CUE.search(text):
        return ()
    return tuple(_weekday(match) for match in _WEEKDAY.finditer(text))


def _weekday(match: re.Match[str]) -> WeekdayMention:
    span = Span(*match.span())
    if match["weekend"]:
        return WeekdayMention(_SATURDAY, _SUNDAY, span)
    if match["week"]:
        return WeekdayMention(0, _FRIDAY, span)
    first = _day_number(match["first"])
    return WeekdayMention(first, _day_number(match["last"]) if match["last"] else first, span)


def _day_number(word: str) -> int:
    return next(number for number, name in enumerate(_WEEKDAYS) if name.startswith(word.lower()[:3]))
