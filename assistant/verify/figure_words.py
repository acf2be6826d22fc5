"""Figures written in ways that the facts of a document do not need: "a tenth", "half past ten", "the 27th week"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.facts.cues import CuedPattern
from assistant.facts.numbers import NUMBER, ORDINALS, number_value
from knowledge.documents import Span

_PARTS = {
    "half": 50.0,
    "third": 100 / 3,
    "quarter": 25.0,
    "fifth": 20.0,
    "sixth": 100 / 6,
    "eighth": 12.5,
    "tenth": 10.0,
}
_MANY = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4}
_FRACTION = CuedPattern(
    rf"\b(?P<many>a|one|two|three|four)[\s-](?P<part>{'|'.join(_PARTS)})s?\b(?!\s(?:of\san?\s(?:hour|year)|year|month|hour|party|time|day|person))"
)
#: "pay half", "it is halved"; not "half an hour", "half past", "half as long"
_HALF_ALONE = CuedPattern(
    r"(?<!\ba\s)(?<!\bone\s)(?<!\band\s)\bhalf\b(?!\s(?:an?\s(?:hour|day|year|mile|minute)|past|hours?|days?|board|term|way|year|as)\b|-)"
    r"|\bhalv(?:e|es|ed)\b"
)
_DECADE = CuedPattern(r"\b(?:a|one)\sdecade\b")
_BARE_HOUR = re.compile(
    r"\b(?:before|by|until|till)\s(?P<hour>\d{1,2})(?=[.,;]|\W*$|\s(?:on|in|if|the)\b)", re.IGNORECASE
)
_THE_DAY = CuedPattern(r"\bon\sthe\sday(?!\s(?:before|after))(?=\s(?:of|you|that|it|we|they|the)\b)")
_PART_OF_HOUR = CuedPattern(
    r"\b(?P<many>a|one|three)[\s-](?P<part>quarter)s?\sof\san\shour\b|\b(?P<alone>quarter)\sof\san\shour\b"
)
_PAST = CuedPattern(rf"\b(?P<side>half|quarter)\s(?P<to>past|to)\s(?P<hour>{NUMBER})(?!\w)")
_BETWEEN = CuedPattern(
    rf"\b(?:between|from)\s(?P<hour>{NUMBER})\s(?:and|to|until)\s(?={NUMBER}\sin\sthe\s(?P<half>morning|afternoon|evening))"
)
_O_CLOCK = CuedPattern(rf"(?P<hour>{NUMBER})\so['’]clock\b(?!\sin\sthe)")
_HOURS = CuedPattern(
    rf"\b(?:from|between)\s(?P<first>{NUMBER})\s(?:to|and|until|till)\s(?P<last>{NUMBER})(?=\W*$|[.,;]|\s(?:on|every|each|at|in\sthe|from|and)\b)"
)
_AGES = re.compile(
    r"\b(?:aged?|ages|between|from)\s(?P<low>\d{1,3})\s?(?:to|and|-|–)\s?(?P<high>\d{1,3})(?![\w:.,]*\d|\s?[%:])"
    r"|\((?P<least>\d{1,3})\s(?:to|-|–)\s(?P<most>\d{1,3})\)",
    re.IGNORECASE,
)
_ORDINAL_WORD = CuedPattern(rf"\bthe\s(?P<word>{'|'.join(ORDINALS)})(?=\sof\b|\W*$)")
_ORDINAL = re.compile(r"\b(?P<number>\d{1,3})(?:st|nd|rd|th)\b", re.IGNORECASE)
_COUNT = re.compile(rf"(?<![\w-])(?:{NUMBER})(?=[\s-]|[.,;:]|$)", re.IGNORECASE)
#: telephone numbers are no figures
TELEPHONE = re.compile(r"(?<!\w)(?:\+\d{1,3}[\s-]?|0)\d{2,5}(?:[\s-]\d{2,6}){1,4}\b|(?<!\w)0\d{8,11}\b")
_NOON, _HOUR, _HALF = 12, 60.0, 30.0
_DECADE_MONTHS = 120.0


@dataclass(frozen=True, slots=True)
class Spoken:
    """A figure with its dimension."""

    dimension: str
    value: float
    span: Span
    unit: str = ""
    high: float | None = None  #: the upper end of a range


def spoken_first(text: str) -> Iterator[Spoken]:
    """Figures that other readings would take apart: parts of an hour, times of day."""
    for match in _THE_DAY.finditer(text):
        yield Spoken("minute", 0.0, Span(*match.span()))
    for match in _DECADE.finditer(text):
        yield Spoken("month", _DECADE_MONTHS, Span(*match.span()))
    for match in _PART_OF_HOUR.finditer(text):
        many = _MANY[(match["many"] or "a").lower()]
        yield Spoken("minute", many * _PARTS["quarter"] / 100 * _HOUR, Span(*match.span()))
    for match in _PAST.finditer(text):
        minutes = float(number_value(match["hour"])) * _HOUR
        step = _HALF if match["side"].lower() == "half" else _HALF / 2
        value = minutes + step if match["to"].lower() == "past" else minutes - step
        yield Spoken("clock", value, Span(*match.span()), unit="twelve")
    for match in _BETWEEN.finditer(text):
        half = 0 if match["half"].lower() == "morning" else _NOON
        value = (float(number_value(match["hour"])) % _NOON + half) * _HOUR
        yield Spoken("clock", value, Span(*match.span("hour")))

    for match in _O_CLOCK.finditer(text):
        yield Spoken("clock", float(number_value(match["hour"])) * _HOUR, Span(*match.span()), unit="twelve")
    for match in _HOURS.finditer(text):
        hours = [(name, float(number_value(match[name]))) for name in ("first", "last")]
        if all(hour <= _NOON for _, hour in hours):
            for name, hour in hours:
                yield Spoken("clock", hour * _HOUR, Span(*match.span(name)), unit="twelve")


def spoken_last(text: str) -> Iterator[Spoken]:
    """Figures that are left when all others are found: fractions, ordinals in digits, numbers in words."""
    for match in _FRACTION.finditer(text):
        value = _MANY[match["many"].lower()] * _PARTS[match["part"].lower()]
        yield Spoken("%", value, Span(*match.span()))
    for match in _HALF_ALONE.finditer(text):
        yield Spoken("%", _PARTS["half"], Span(*match.span()))
    yield from _bare_hours(text)
    for match in _AGES.finditer(text):
        low, high = (float(match[name] or match[other]) for name, other in (("low", "least"), ("high", "most")))
        if low < high:
            yield Spoken("count", low, Span(*match.span()), high=high)
    for match in _ORDINAL_WORD.finditer(text):
        yield Spoken("count", float(ORDINALS[match["word"].lower()]), Span(*match.span("word")))
    for match in _ORDINAL.finditer(text):
        yield Spoken("count", float(match["number"]), Span(*match.span()))
    for match in _COUNT.finditer(text):
        value = float(number_value(match[0]))
        if value > 1 and not match[0][0].isdigit():
            yield Spoken("count", value, Span(*match.span()))


def _bare_hours(text: str) -> Iterator[Spoken]:
    """Hours without anything that says so: "if you ring before 11"."""
    for match in _BARE_HOUR.finditer(text):
        if 0 < int(match["hour"]) <= 2 * _NOON:
            yield Spoken("clock", float(match["hour"]) * _HOUR, Span(*match.span("hour")), unit="twelve")
