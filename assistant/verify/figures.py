"""Numbers of a text in forms that compare: lengths of time, money, shares, counts, how often, dates, times of day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from assistant.facts import Comparator, Facts, Quantity, QuantityKind
from assistant.facts.cues import CuedPattern
from assistant.facts.numbers import NUMBER, number_value
from assistant.verify.ages import age_bound
from assistant.verify.figure_words import TELEPHONE, Spoken, spoken_first, spoken_last
from knowledge.documents import Span

_DAY_MINUTES = 1440
_WEEK_MINUTES, _WORKING_WEEK = 10080, 5
_WORKING_WEEKS = re.compile(r"\b(?:working|business)\sweeks?\b", re.IGNORECASE)
_NOON = 12
_PERIODS = {
    "minute": ("minute", 1.0),
    "hour": ("minute", 60.0),
    "day": ("minute", 1440.0),
    "night": ("minute", 1440.0),
    "week": ("minute", 10080.0),
    "month": ("month", 1.0),
    "quarter": ("month", 3.0),
    "year": ("month", 12.0),
}
_PERIOD = "minute|hour|day|night|week|month|quarter|year"
_TIMES = CuedPattern(
    rf"\b(?P<times>once|twice|thrice|(?:{NUMBER})\stimes)\s"
    rf"(?:(?:a|an|each|every|per|in\seach|in\severy)\s)(?P<number>(?:{NUMBER})\s)?(?P<unit>{_PERIOD})s?\b"
)
_EVERY = CuedPattern(
    rf"\b(?P<once>once\s)?(?:every|each)\s(?P<number>(?:{NUMBER})\s|second\s|third\s|other\s)?(?P<unit>{_PERIOD})s?\b"
)
_OFTEN = CuedPattern(
    rf"\b(?:(?P<word>twice|thrice|(?<=\w\s)once(?=\s(?:for|per|in|on|within|during|every|each|and|only|free|without)\b|[.,;]|$))|(?P<number>{NUMBER})\stimes)\b"
)
_WHOLE = CuedPattern(
    r"\b(?:full|whole|entire|complete)\s(?=(?:\w+\s)?(?:price|fare|fee|cost|amount|sum|refund|charge)\b)"
)
_O_CLOCK = CuedPattern(rf"(?P<hour>{NUMBER})\sin\sthe\s(?P<half>morning|afternoon|evening)\b")
_HALF_SAID = re.compile(
    rf"(?:\s(?:and|to|until|till)\s(?:(?:half|quarter)\s(?:past|to)\s)?(?:{NUMBER}))?\sin\sthe\s(?P<half>morning|afternoon|evening)\b",
    re.IGNORECASE,
)
_ADVERB = CuedPattern(r"\b(?:(?P<day>daily|nightly)|(?P<week>weekly)|fortnightly|(?:on\s|in\s)?alternate\sweeks)\b")
_BARE = re.compile(r"(?<![\w.,:/£$€-])\d[\d,]*(?:\.\d+)?(?![\w:/]|[.,]\d)")
_SCALE = re.compile(r"\+|\s(?:or|and)\s(?:more|longer|over|above|later)\b", re.IGNORECASE)
_RATE = re.compile(r"(?:a|an|per)\s", re.IGNORECASE)
_MONEY_BEFORE = re.compile(r"[\d€£$]\S*\s(?:\w+\s)?$")
_NOBODY = re.compile(
    r"\b(?:nobody|no\s\w+|none|never|not|nothing)\s(?:\w+\s){0,2}(?:longer|more|later)\sthan\s(?:\w+\s)?$",
    re.IGNORECASE,
)
_VAGUE_DAYS = frozenset({"the day", "the same day", "on the same day"})
_DATES_JOINT = frozenset({"and", "to", "-", "–", "until"})
_STRETCH = re.compile(r"\b(?:between|from)\s(?:the\s)?$", re.IGNORECASE)
_THE = re.compile(r"\b(?:the|these|those|both|all|of\sthese)\s$")
AGE = "age"  #: the unit of one
_PAIR = 2
_MINUTES = re.compile(r":\d\d\b")  #: "14:00 count" is no number of working days
_IN_THE = 8  #: characters of " in the "
_NEVER = re.compile(
    r"\b(?:never|not|no)\s(?:(?!but|and|or|if)\w+\s){0,4}(?:less|more|fewer|longer|under|over)\s(?:than\s)?$",
    re.IGNORECASE,
)
_BY = re.compile(r"\b(?:no|not)\slater\sthan\s$", re.IGNORECASE)
_AHEAD = re.compile(r"\s(?:before|ahead|prior|beforehand|in\sadvance)\b", re.IGNORECASE)
_AFTER = re.compile(r"\b(?:after|from|later\sthan|past)\W+$", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:before|until|till|by|up\sto|earlier\sthan)\W+$", re.IGNORECASE)
_COUNT_WORDS = {"once": 1.0, "twice": 2.0, "thrice": 3.0, "second": 2.0, "other": 2.0, "third": 3.0}


@dataclass(frozen=True, slots=True)
class Figure:
    """A number with what it measures, in the base unit of its dimension."""

    dimension: (
        str  #: minute, month, working_day, working_hour, a currency, %, count, every:minute, every:month, date, clock
    )
    low: float
    high: float
    span: Span
    comparator: Comparator = Comparator.EXACT
    per: str | None = None
    unit: str = ""  #: as written, for messages and to tell "4 hours" from "4 days"
    open_ended: bool = False  #: "60 minutes or more": the row of a scale, or a condition
    implied: bool = False  #: "the full price" is all of it, but need not be said
    last: float = 0.0  #: of a date that begins a stretch, the last day: month * 100 + day

    def same_amount(self, other: Figure) -> bool:
        """Whether both say the same amount of the same dimension."""
        return self.dimension == other.dimension and _close(self.low, other.low) and _close(self.high, other.high)

    @property
    def kind(self) -> str:
        """What it competes with: time, money, share, count, date, clock, how often."""
        if self.dimension.startswith("every:"):
            return "every"
        if self.dimension in {"minute", "month", "working_day", "working_hour"}:
            return "time"
        if self.dimension in {"%", "count", "date", "clock", "times"}:
            return self.dimension
        return "money"  # free of charge too: it competes with a price


def _close(left: float, right: float) -> bool:
    return abs(left - right) <= 1e-6 * max(1.0, abs(left), abs(right))


def figures(text: str, facts: Facts) -> tuple[Figure, ...]:
    """All figures of a text in text order."""
    found: list[Figure] = []
    calls = [Span(*match.span()) for match in TELEPHONE.finditer(text)]
    for stage in (
        _spoken(spoken_first(text)),
        _clock_words(text),
        _frequencies(text),
        _quantities(text, facts),
        _calendar(text, facts),
        _often(text),
    ):
        taken = [*calls, *(other.span for other in found)]
        found += [figure for figure in stage if not any(figure.span.overlaps(other) for other in taken)]
    found = [_bounded(text, figure) for figure in found if not _is_one(text, figure)]
    for stage in (_spoken(spoken_last(text)), _bare(text)):
        taken = [*calls, *(other.span for other in found)]
        found += [_pointing(text, figure) for figure in stage if not any(figure.span.overlaps(o) for o in taken)]
    found = [_aged(text, _halved(text, _pointing(text, figure))) for figure in found]
    ordered = sorted([*found, *_wholes(text)], key=lambda figure: figure.span)
    return tuple(_clock_bounds(text, ordered))


def _spoken(found: Iterator[Spoken]) -> Iterator[Figure]:
    taken: list[Span] = []
    for one in found:
        if not any(one.span.overlaps(span) for span in taken):
            taken.append(one.span)
            high = one.value if one.high is None else one.high
            comparator = Comparator.EXACT if one.high is None else Comparator.BETWEEN
            yield Figure(one.dimension, one.value, high, one.span, comparator, unit=one.unit)


def _halved(text: str, figure: Figure) -> Figure:
    """The figure; of a time of day without am or pm, with the half of the day that is said after it."""
    said = _HALF_SAID.match(text, figure.span.end) if figure.unit == "twelve" else None
    if said is None:
        return figure
    minutes = figure.low % (_NOON * 60.0) + (0.0 if said["half"].lower() == "morning" else _NOON * 60.0)
    whole = Span(figure.span.start, said.end()) if said.start("half") - figure.span.end <= _IN_THE else figure.span
    return replace(figure, low=minutes, high=minutes, unit="", span=whole)


def _aged(text: str, figure: Figure) -> Figure:
    """The figure; of an age, with what bounds it."""
    if figure.dimension != "count" or figure.comparator is Comparator.BETWEEN:
        return figure
    bound = age_bound(text, figure.span)
    return figure if bound is None else replace(figure, comparator=bound, unit=AGE)


def _pointing(text: str, figure: Figure) -> Figure:
    """The figure, marked where it only points: "the two prices", "the day before"."""
    words = figure.span.of(text).lower()
    before = text[: figure.span.start].lower()
    the_two = figure.dimension == "count" and figure.low == _PAIR and _THE.search(before) is not None
    return replace(figure, implied=True) if the_two or words in _VAGUE_DAYS else figure


def _quantities(text: str, facts: Facts) -> Iterator[Figure]:
    for quantity in facts.quantities:
        rate = _RATE.match(quantity.span.of(text)) and _MONEY_BEFORE.search(text, 0, quantity.span.start)
        if not rate and not _MINUTES.match(text, quantity.span.end):
            yield _figure(quantity, text)


def _calendar(text: str, facts: Facts) -> Iterator[Figure]:
    for date in facts.dates:
        if date.month is not None and not date.span.of(text).endswith(" may"):  # "members aged 14 and 15 may swim"
            yield Figure("date", date.month * 100.0 + (date.day or 0), float(date.year or 0), date.span)
    for time in facts.times:
        minutes = time.hour * 60.0 + time.minute
        yield Figure("clock", minutes, minutes, time.span)


def _clock_words(text: str) -> Iterator[Figure]:
    """Times such as "three in the afternoon"."""
    for match in _O_CLOCK.finditer(text):
        hour = float(number_value(match["hour"])) % _NOON + (0 if match["half"].lower() == "morning" else _NOON)
        yield Figure("clock", 60.0 * hour, 60.0 * hour, Span(*match.span()))


def _wholes(text: str) -> Iterator[Figure]:
    for match in _WHOLE.finditer(text):
        yield Figure("%", 100.0, 100.0, Span(match.start(), match.end() - 1), implied=True)


def _often(text: str) -> Iterator[Figure]:
    for match in _OFTEN.finditer(text):
        value = _COUNT_WORDS.get(match[0].lower()) or float(number_value(match["number"]))
        yield Figure("times", value, value, Span(*match.span()))


def _bare(text: str) -> Iterator[Figure]:
    """Numbers in digits that count nothing in particular."""
    for match in _BARE.finditer(text):
        value = float(match[0].replace(",", ""))
        yield Figure("count", value, value, Span(*match.span()))


def _is_one(text: str, figure: Figure) -> bool:
    """Whether it is the word "one", which is an article more often than a number."""
    return figure.dimension == "count" and figure.span.of(text).lower() == "one"


def _clock_bounds(text: str, found: list[Figure]) -> list[Figure]:
    """Times of day with what bounds them: "after 21:00", "between 16:30 and 18:30"."""
    result = []
    for place, figure in enumerate(found):
        bound = figure
        if figure.dimension == "clock" and figure.unit != "twelve":
            last = found[place + 1] if place + 1 < len(found) else None
            joint = text[figure.span.end : last.span.start].strip().lower() if last else ""
            if last and last.dimension == "clock" and joint in _DATES_JOINT:
                bound = replace(figure, comparator=Comparator.BETWEEN, high=last.low)
            elif _AFTER.search(text, 0, figure.span.start):
                bound = replace(figure, comparator=Comparator.AT_LEAST)
            elif _UNTIL.search(text, 0, figure.span.start):
                bound = replace(figure, comparator=Comparator.AT_MOST)
        last = found[place + 1] if place + 1 < len(found) else None
        if figure.dimension == "date" and last is not None and last.dimension == "date":
            joint = text[figure.span.end : last.span.start].strip().lower()
            if joint in _DATES_JOINT and _STRETCH.search(text, 0, figure.span.start):
                bound = replace(figure, last=last.low)
        result.append(bound)
    return result


def _figure(quantity: Quantity, text: str) -> Figure:
    base = quantity.canonical
    low, high, dimension = float(base.low), float(base.high), base.dimension
    if dimension == "day":
        low, high, dimension = low * _DAY_MINUTES, high * _DAY_MINUTES, "minute"
    if _WORKING_WEEKS.search(quantity.span.of(text)):
        low, high, dimension = low / _WEEK_MINUTES * _WORKING_WEEK, high / _WEEK_MINUTES * _WORKING_WEEK, "working_day"
    if quantity.kind is QuantityKind.COUNT:
        dimension = "count"
    return Figure(dimension, low, high, quantity.span, quantity.comparator, quantity.per, quantity.unit)


def _bounded(text: str, figure: Figure) -> Figure:
    """What words around it make of a figure: "nobody waits longer than 20 minutes" bounds from above."""
    if figure.comparator is Comparator.MORE_THAN and _NOBODY.search(text, 0, figure.span.start):
        return replace(figure, comparator=Comparator.AT_MOST)
    if figure.comparator in {Comparator.MORE_THAN, Comparator.LESS_THAN} and _NEVER.search(text, 0, figure.span.start):
        bound = Comparator.AT_MOST if figure.comparator is Comparator.MORE_THAN else Comparator.AT_LEAST
        return replace(figure, comparator=bound)
    if figure.comparator is Comparator.AT_MOST and _BY.search(text, 0, figure.span.start):
        ahead = _AHEAD.match(text, figure.span.end)
        return replace(figure, comparator=Comparator.AT_LEAST) if ahead else figure
    if figure.comparator in {Comparator.AT_LEAST, Comparator.MORE_THAN} and _SCALE.match(text, figure.span.end):
        return replace(figure, open_ended=True)
    return figure


def _frequencies(text: str) -> list[Figure]:
    found = []
    for match in _TIMES.finditer(text):
        times = _COUNT_WORDS.get(match["times"].lower()) or float(number_value(match["times"].rsplit(maxsplit=1)[0]))
        if not times:
            continue  # never is no frequency
        number = float(number_value(match["number"].strip())) if match["number"] else 1.0
        dimension, size = _PERIODS[match["unit"].lower()]
        value = number * size / times
        found.append(Figure(f"every:{dimension}", value, value, Span(*match.span()), unit=match["unit"]))
    for match in _EVERY.finditer(text):
        if any(Span(*match.span()).overlaps(figure.span) for figure in found):
            continue
        word = (match["number"] or "1").strip().lower()
        number = _COUNT_WORDS.get(word) or float(number_value(word))
        dimension, size = _PERIODS[match["unit"].lower()]
        found.append(
            Figure(f"every:{dimension}", number * size, number * size, Span(*match.span()), unit=match["unit"])
        )
    for match in _ADVERB.finditer(text):
        value = 1440.0 if match["day"] else 10080.0 if match["week"] else 20160.0
        found.append(Figure("every:minute", value, value, Span(*match.span()), unit=match[0]))
    return found
