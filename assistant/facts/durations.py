"""Lengths of time: "two working days", "48-hour", "half an hour", "same day", "within ten" after "days"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.caseless import caseless
from assistant.facts.numbers import NUMBER, NUMBER_AFTER, ORDINALS, number_value
from assistant.facts.records import Canonical, Comparator, Number, Quantity, QuantityKind, tidy
from knowledge.documents import Span

_WORKING = r"(?:working|business|banking|bank|trading|office|opening)"
_ADJECTIVES = (
    r"(?P<adj>(?:(?:full|whole|further|more|extra|additional|consecutive|complete|clear|other|calendar"
    rf"|{_WORKING})[\s-]){{0,3}})"
)
_UNIT = (
    r"(?P<unit>seconds?|secs?|minutes?|mins?|hours?|hrs?|h(?=\b)|week[\s-]days?|weekdays?|workdays?|days?"
    r"|weeks?|wks?|fortnights?|months?|years?|yrs?)"
)
#: "thirty (30) days", "5 (five) days": a contract says its figures twice
_REPEATED = rf"(?:\s?\({NUMBER_AFTER}\))?"
_SIMPLE = caseless(
    rf"(?P<low>{NUMBER}){_REPEATED}"
    rf"(?:(?:[\s-](?P<unit1>seconds?|minutes?|hours?|days?|weeks?|months?|years?))?"
    rf"(?:\s?(?:-|–|—)\s?|\s(?:to|or|and)\s)(?P<high>{NUMBER_AFTER}){_REPEATED})?"
    rf"[\s-]?{_ADJECTIVES}{_UNIT}\b(?![-\s](?:old|of\sage)\b)"
)
_MORE_OF = caseless(rf"(?P<low>{NUMBER})\sor\s(?P<dir>more|fewer|less)\s{_ADJECTIVES}{_UNIT}\b")
_TAIL = caseless(rf"\s(?:and\s)?(?P<number>{NUMBER})\s(?P<unit>minutes?|mins?|hours?|days?|months?)\b")
_AND_A_HALF = caseless(r"\sand\sa\s(?P<part>half|quarter)\b")
_ARTICLE = caseless(
    rf"\b(?:(?P<part>half|(?:a\s)?quarter\sof|three[-\s]quarters\sof)[-\s]?(?:an?[-\s])?|(?P<article>an?|the)\s)"
    rf"{_ADJECTIVES}(?P<unit>minute|hour|weekday|workday|day|week|fortnight|month|year)\b"
)
_PARTS = {"half": 0.5, "three": 0.75, "quarter": 0.25}  #: the first that a phrase holds: "three quarters of"
#: "a day" is a length of time only where it is measured; after a price or a count it is a rate
_MEASURED = caseless(
    r"(?:\b(?:within|inside|in|for|under|over|least|most|than|about|around|roughly|takes?|takes?\sup\sto"
    r"|needs?|up\sto|half|after"
    r"|approximately|almost|nearly|lasts?|or|to|before)\s|^|[|:–—]\s?)$"
)
_MEASURED_AFTER = caseless(
    r"['’]s?\b|\sand\sa\s(?:half|quarter)\b|\s(?:of|after|before|from|later|ahead|beforehand|earlier|in\sadvance)\b"
    r"|\sto\s(?:claim|return|pay|repay|cancel|decide|change|use|send|reply|answer|complain|appeal|choose|collect|object"
    r"|respond|exchange|tell|ask|apply|swap)\b"
)
_WITHIN_THE = caseless(r"\b(?:within|inside)\s$")
_DAY_WORD = caseless(
    rf"\b(?:by\s|on\s|within\s)?(?:(?:the|that|this)\s)?(?:(?:close|end)\sof\s(?:the\s)?)?"
    rf"(?P<which>same|very\ssame|next|following)[-\s](?P<working>{_WORKING}[-\s])?(?P<unit>day|weekday|workday)\b"
    r"|(?<!\bof\s)(?<!\bfor\s)(?<!\bfrom\s)(?<!\bafter\s)(?<!\bbefore\s)(?<!\buntil\s)"
    r"\b(?P<that>that\s(?:(?:very|same)\s)?day)\b(?=[.,;!)]|$|\s(?:if|unless|provided|by|at)\b)"
    r"|\b(?P<after>the\s(?P<working2>(?:working|business)\s)?day\safter)\b"
    rf"|\b(?P<end>by\s(?:the\s)?(?:close|end)\sof\s(?:the\s|that\s|each\s)?(?P<working3>{_WORKING}\s)?day)\b(?!\s(?:after|before|following))"
)
#: "by the end of the following month"
_NEXT_PERIOD = caseless(
    r"\b(?:by|before)\s(?:the\s)?(?:(?:close|end)\sof\s(?:the\s)?)?(?:next|following)\s(?P<unit>week|month|quarter|year)\b"
)
#: "the day before": a point in time, one day ahead
_DAY_BEFORE = caseless(r"\b(?P<day>the\s(?P<working>(?:working|business)\s)?day)\sbefore\b(?!\syesterday)")
_FIRST = caseless(
    r"\b(?:within|in|during)\s(?P<span>(?:the|your|its|their)\sfirst\s(?P<unit>hour|day|week|month"
    r"|year))\b"
)
_ORDINAL = caseless(
    rf"\b(?:by|before|on|no\slater\sthan|until)\s(?:the\s)?(?:(?:close|end)\sof\s(?:the\s)?)?"
    rf"(?P<which>{'|'.join(ORDINALS)}|\d{{1,3}}(?:st|nd|rd|th))\s(?P<working>{_WORKING}\s)?(?P<unit>day|weekday"
    rf"|workday|week|month)\b"
    r"(?!\sof\s(?:each|every|the|january|february|march|april|may|june|july|august|september|october"
    r"|november|december))"
)
#: "within 15", "and is now 30", "within five more": a number in a limit's place, its unit said earlier
_UNITLESS = caseless(
    rf"\b(?P<lead>within|in|after|is\snow|now|it\sis|limit\sis|to|up\sto|no\slater\sthan|instead\sof|not"
    rf"|gives?\syou|you\s(?:have|get)|you|for|least)\s"
    rf"(?P<low>{NUMBER})(?P<more>\s(?:more|further))?(?=\s*(?:[.,;:)!?]|$|(?:of|after|from)\s|\sand\s))"
)
DURATION_CUE = caseless(
    r"\b(?:second|minute|hour|day|week|fortnight|month|year|weekday)s?\b|\d\s?(?:mins?|hrs?|h|secs?)\b"
)


def find_durations(text: str) -> Iterator[Quantity]:
    """Durations with a unit of their own; their spans do not overlap."""
    if not DURATION_CUE.search(text):
        return
    taken: list[Span] = []
    for quantity in (*_words(text), *_numbers(text), *_articles(text)):
        if not any(quantity.span.overlaps(span) for span in taken):
            taken.append(quantity.span)
            yield quantity


def find_implied_durations(text: str, found: Sequence[Quantity]) -> Iterator[Quantity]:
    """Numbers in the place of a limit that take the unit of the nearest duration before them."""
    durations = [quantity for quantity in found if quantity.kind is QuantityKind.DURATION and quantity.implied is None]
    if not durations:
        return
    for match in _UNITLESS.finditer(text):
        span = Span(*match.span("low"))
        earlier = [quantity for quantity in durations if quantity.span.end <= match.start()]
        if not earlier or any(span.overlaps(quantity.span) for quantity in found):
            continue
        value = number_value(match["low"])
        lead = match["lead"].lower()
        comparator = Comparator.EXACT
        if lead in {"within", "in", "up to", "no later than"}:
            comparator = Comparator.AT_MOST
        elif lead == "least":
            comparator = Comparator.AT_LEAST
        yield Quantity(
            QuantityKind.DURATION,
            value,
            value,
            earlier[-1].unit,
            span,
            comparator,
            full_span=Span(match.start(), match.end()),
            implied="unit",
        )


def _unit(words: str, adjectives: str = "") -> tuple[str, Number]:
    """The unit's name and how many of it one of the written unit is ("fortnight" is two weeks)."""
    word = words.lower().rstrip("s")
    working = caseless(_WORKING).search(adjectives or "") is not None
    if word in {"weekday", "week day", "week-day", "workday"} or (word == "day" and working):
        return "working_day", 1
    if word.startswith("sec"):
        return "minute", 1 / 60
    if word.startswith("min"):
        return "minute", 1
    if word.startswith("h"):
        return ("working_hour" if working else "hour"), 1
    if word == "fortnight":
        return "week", 2
    return {"wk": "week", "yr": "year"}.get(word, word), 1


def _numbers(text: str) -> Iterator[Quantity]:
    for match in _MORE_OF.finditer(text):
        value, (unit, factor) = number_value(match["low"]), _unit(match["unit"], match["adj"])
        comparator = Comparator.AT_LEAST if match["dir"].lower() == "more" else Comparator.AT_MOST
        amount = tidy(value * factor)
        yield Quantity(
            QuantityKind.DURATION,
            amount,
            amount,
            unit,
            Span(*match.span()),
            comparator,
            Span(*match.span()),
            implied=None,
        )
    for match in _SIMPLE.finditer(text):
        if match["low"].lower() == "second":
            continue
        yield _simple(text, match)


def _simple(text: str, match: re.Match[str]) -> Quantity:
    unit, factor = _unit(match["unit"], match["adj"])
    high = number_value(match["high"] or match["low"])
    low = number_value(match["low"])
    low_factor = factor
    start = match.start()
    if match["unit1"] and match["high"]:
        low, low_factor, start = _first_of_range(match, low, unit, factor)
    end = match.end()
    is_pair = match["high"] is not None and " and " in match[0].lower() and not _is_between(text, start)
    if is_pair and match["unit1"]:
        return _spelled_out(match)
    value_low, value_high = tidy(low * low_factor), tidy(high * factor)
    if value_low > value_high or (match["high"] and re.search(r"\sand\s", match[0]) and not _is_between(text, start)):
        # "five, or 3 days" is two figures; keep the one that carries the unit
        value_low, start = value_high, match.start("high")
    if value_low == value_high:
        extra, end = _compound(text, end, unit)
        value_low = value_high = tidy(value_high + extra)
    return Quantity(QuantityKind.DURATION, value_low, value_high, unit, Span(start, end))


def _spelled_out(match: re.Match[str]) -> Quantity:
    """Read "two hours and 15 minutes" as hours; where the units do not fit together, the second one alone."""
    unit, factor = _unit(match["unit1"])
    part_unit, part_factor = _unit(match["unit"], match["adj"])
    whole, part = _base(unit), _base(part_unit)
    low, high = number_value(match["low"]), number_value(match["high"])
    if whole.dimension != part.dimension or part.low >= whole.low:
        amount = tidy(high * part_factor)
        return Quantity(QuantityKind.DURATION, amount, amount, part_unit, Span(match.start("high"), match.end()))
    amount = tidy(low * factor + high * part_factor * part.low / whole.low)
    return Quantity(QuantityKind.DURATION, amount, amount, unit, Span(*match.span()))


def _base(unit: str) -> Canonical:
    """One `unit` in its base unit."""
    return Quantity(QuantityKind.DURATION, 1, 1, unit, Span(0, 0)).canonical


def _is_between(text: str, start: int) -> bool:
    return caseless(r"\bbetween\s$").search(text[max(0, start - 9) : start]) is not None


def _first_of_range(match: re.Match[str], low: Number, unit: str, factor: Number) -> tuple[Number, Number, int]:
    """The lower figure of "30 minutes to one hour" in the unit of the upper one."""
    first_unit, first_factor = _unit(match["unit1"])
    one, other = _base(first_unit), _base(unit)
    if first_unit == unit or match["unit1"].lower().rstrip("s") == match["unit"].lower().rstrip("s"):
        return low, factor, match.start()
    if one.dimension == other.dimension:
        return low, first_factor * one.low / other.low, match.start()
    return number_value(match["high"]), factor, match.start("high")


def _compound(text: str, end: int, unit: str) -> tuple[Number, int]:
    """What follows "one hour" in "one hour and 30 minutes" or "and a half", in `unit`, and where it ends."""
    half = _AND_A_HALF.match(text, end)
    if half:
        return _PARTS[half["part"].lower()], half.end()
    tail = _TAIL.match(text, end)
    if tail is None:
        return 0, end
    tail_unit, factor = _unit(tail["unit"])
    whole, part = _base(unit), _base(tail_unit)
    if part.dimension != whole.dimension or part.low >= whole.low:
        return 0, end
    return number_value(tail["number"]) * factor * part.low / whole.low, tail.end()


def _articles(text: str) -> Iterator[Quantity]:
    for match in _ARTICLE.finditer(text):
        unit, factor = _unit(match["unit"], match["adj"])
        before = text[max(0, match.start() - 24) : match.start()]
        if match["article"]:
            if match["article"].lower() == "the" and not (_WITHIN_THE.search(before) and not match["adj"]):
                continue
            if not _MEASURED.search(before) and not _MEASURED_AFTER.match(text, match.end()):
                continue
        part = next((value for word, value in _PARTS.items() if word in (match["part"] or "").lower()), 1.0)
        extra, end = _compound(text, match.end(), unit) if match["article"] else (0, match.end())
        value = tidy(part * factor + extra)
        yield Quantity(QuantityKind.DURATION, value, value, unit, Span(match.start(), end))


def _words(text: str) -> Iterator[Quantity]:
    """Same day, next working day, by the fifth day."""
    for match in _DAY_WORD.finditer(text):
        working = (
            match["working"] or match["working2"] or match["working3"] or (match["unit"] or "day").lower() != "day"
        )
        later = match["after"] or (match["which"] or "").lower() in {"next", "following"}
        value, start = (1 if later else 0), match.start("that") if match["that"] else match.start()
        unit = "working_day" if working else "day"
        yield _word_quantity(value, unit, Span(start, match.end()))
    for match in _DAY_BEFORE.finditer(text):
        unit = "working_day" if match["working"] else "day"
        span = Span(*match.span("day"))
        yield Quantity(QuantityKind.DURATION, 1, 1, unit, span, Comparator.EXACT, span, implied="word")
    for match in _NEXT_PERIOD.finditer(text):
        unit, value = match["unit"].lower(), 1
        if unit == "quarter":
            unit, value = "month", 3
        yield _word_quantity(value, unit, Span(*match.span()))
    for match in _FIRST.finditer(text):
        yield _word_quantity(1, match["unit"].lower(), Span(*match.span("span")))
    for match in _ORDINAL.finditer(text):
        which = match["which"].lower()
        value = ORDINALS.get(which) or int(re.sub(r"\D", "", which))
        unit, factor = _unit(match["unit"], match["working"] or "")
        yield _word_quantity(tidy(value * factor), unit, Span(*match.span()))


def _word_quantity(value: Number, unit: str, span: Span) -> Quantity:
    return Quantity(QuantityKind.DURATION, value, value, unit, span, Comparator.AT_MOST, span, implied="word")
