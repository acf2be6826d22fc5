"""The numeric limit of a promise, whatever it counts: time, number, level or frequency."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.cues import WORKS
from assistant.rules.parts import Role
from assistant.rules.reading import Reading
from assistant.rules.timing import Timing
from knowledge.documents import UnitKind

_FREQUENCY = caseless(
    r"\b(?:once|twice|(?:two|three|four|five|six|\d+) times) (?:an?|per|every|each|in) \w+"
    r"|\b(?<!for )(?<!of )(?<!, )(?:every|each) (?:other |second |two |three |four |six |\d+ )?(?:day|week"
    r"|fortnight|month|quarter|year"
    r"|hour|minutes|hours|days|weeks|months|morning|evening|night|weekday|shift|monday|tuesday|wednesday"
    r"|thursday|friday|saturday|sunday)s?\b(?! of\b)"
    r"|\b(?:daily|weekly|fortnightly|monthly|quarterly|yearly|annually|hourly)\b"
)
_SERVICE_ACT = caseless(
    r"\b(?:keeps?|checks?|checked|reads?|cleans?|cleaned|inspects?|inspected|visits?|empt(?:y|ies)|emptied"
    r"|collects?|collected|tests?|tested|reserves?|serves?|sweeps?|waters?"
    r"|services?|changes?|changed|delivers?|delivered|sends?|updates?|updated|patrols?|calls?|rings?|lends?"
    r"|refills?|stocks?|washes|wash|washed|mows?|gives?|offers?|provides?"
    r"|comes?(?= every| each| twice)"
    r"|^(?:we|i|our \w+) (?!are\b|is\b|have\b|has\b|meets?\b|charge\b|train\b|learn\b|publish|never\b"
    r"|pays?\b|count\b|report\b|bill\b|may\b|can\b|do\b)[a-z]+)\b"
)
_PRICES_MOVE = caseless(
    r"\b(?:prices?|rates?|fares?|menus?|offers?) (?:[\w-]+ ){0,4}?(?:changes?|moves?|varies|vary)\b"
)
_ON_DUTY = caseless(
    r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:[\w-]+ ){1,3}(?:are|is) (?:always )?(?:on duty"
    r"|on hand"
    r"|at hand|present|in attendance|on call)\b"
    r"|^(?:at least )?(?:two|three|four|five|six) (?:[\w-]+ )?(?:guards|lifeguards|nurses|clerks|stewards"
    r"|attendants|doctors"
    r"|vets|advisers|librarians|cashiers|guides|crew|engineers|drivers) (?:watch|stand|staff|guard|work"
    r"|wait|sit|serve)\b"
)
_COUNT_NOUN = caseless(
    r"\b(?:keeps?|reserves?|stocks?)\b (?:at least |always )?(?:\d+|two|three|four|five|six|seven"
    r"|eight|nine|ten|twelve|fifteen|twenty|thirty|fifty) [a-z]+"
)
_COUNT_BOUND = caseless(
    r"\b(?:at least|no fewer than|not fewer than|no more than|at most|never more than|not more than|a minimum of"
    r"|a maximum of|within|in under|after|(?:keeps?|stays?|remains?) (?:\w+ ){0,4}(?:under|below"
    r"|fewer than)) (?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|twelve|fifteen|twenty|thirty|fifty)\s?(?:%|(?!seconds?|minutes?|hours?|days?|weeks?|months?|years?|working"
    r"|calendar|business|further|more|euros?|pounds?|other|different)[a-z]+)"
)
LEVEL = caseless(r"\b\d+(?:[.,]\d+)?\s?(?:%|per ?cent|degrees|°C|decibels|dB|bar|litres|mbit|megabits|mbps|lux|points)")
_RATIO = caseless(
    r"\b(?:one|two|three|an?|\d+) (?:nurse|guard|lifeguard|teacher|carer|guide|doctor|steward|adult|trainer"
    r"|instructor|clerk"
    r"|adviser|assistant|attendant|keeper|warden|coach)s? (?:for|per|to) (?:every|each|\d+)\b"
)  #: "one nurse for every four patients"
_BOUND_BEHIND = caseless(
    r"\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty) (?!seconds?|minutes?"
    r"|hours?|days?|weeks?"
    r"|months?|years?|working|calendar|business|euros?|pounds?)(?:[a-z]+ ){1,3}(?:at (?:the )?(?:most|least)"
    r"|or (?:fewer|less|more))\b"
)  #: "two menu steps at most"
_LEVEL_ACT = caseless(
    r"\b(?:available|availability|uptime|up(?! front)|running|temperature|warm|pressure|speed|keeps?|stays?|works?"
    r"|runs?(?! for)"
    r"|of the time|on time|reach(?:es)?|holds?|at least|no less|below|above|never|always|constant(?:ly)?)\b"
)
_OF_A_PRICE = caseless(
    r"\s(?:off|less|cheaper|interest|discount|deposit|up front|of the (?:price|fee|fare|rent|bill))\b"
)
_NAMED_DAY = caseless(
    r"\b(?:on|by the end of) the (?:same |very )?day (?:of (?:your|the|its|their) \w+|(?:you|it|they|we) (?:call"
    r"|ring|report|ask|order|tell|write|arrives?|reach(?:es)?|comes?|hear|learn|receive|get)\w*)\b"
    r"|\bby (?:the )?close of business|by the end of (?:that|the|each) (?:business |working )?day\b"
    r"|by the end of the (?:next|following) (?:\w+ )?day\b|\bthe same (?:evening|morning|afternoon|night)\b"
    r"|\bon the same (?:\w+ )?day\b|(?<!\bof )\bthe same (?:working )?day\b|\bsame-day\b"
    r"|\bby the next (?:working )?day\b"
    r"|\bon the (?:next|following) (?:working )?day\b"
)
_LEFT_OUT = caseless(
    r"\b(?:excluding|except(?: for)?|not counting|other than|apart from)\b[^,.;]*$"
)  #: "99.9%, excluding work announced at least 72 hours ahead"
_DENIED = caseless(
    r"\b(?:do|does|will|is|are|can) ?not\b[^.;]*$|\bnever\b[^.;]*$"
)  #: "we do not operate on the same day"
_BEGINS = caseless(r"\b(?:ends?|begins?|starts?|expires?|stops?)\s$")  #: "cover ends on the day you come home"
_HOLDS = caseless(
    r"\b(?:carr(?:y|ies)|seats?|fits?|sleeps?|takes?|weighs?|measures?|contains?|has room for)\s$"
)  #: what a thing holds is no promise: "the lift carries at most eight people"
_CLOCK_PROMISE = caseless(r"\b(?:at|by|before|no later than) \d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|o'clock)?\b")
_BY_THE_CLOCK = caseless(r"\b(?:by|before|no later than|not later than)\s$")
_SUBORDINATE = frozenset({Role.CONDITION, Role.RELATIVE, Role.ASIDE})


def numeric_limit(reading: Reading) -> tuple[int, int] | None:
    """Where a promise names its first limit: a time, a count, a level or a frequency; None where it names none."""
    for limit in reading.limits:
        if _LEFT_OUT.search(reading.words[: limit.start]):
            continue
        if limit.timing is Timing.NOTICE or reading.role_at(limit.start) not in _SUBORDINATE:
            return limit.start, limit.end
    if reading.averages or reading.vague_times or reading.clause.kind is UnitKind.ROW:
        return None
    return next((place for place in _other_limits(reading) if reading.role_at(place[0]) is Role.MAIN), None)


def _other_limits(reading: Reading) -> Iterator[tuple[int, int]]:
    """The limits that are no length of time."""
    words = reading.words
    for pattern in (_NAMED_DAY, _COUNT_BOUND, _BOUND_BEHIND, _RATIO, _COUNT_NOUN, _ON_DUTY):
        found = pattern.search(words)
        if pattern is _NAMED_DAY and found and _DENIED.search(words[: found.start()]):
            continue
        if found and not _BEGINS.search(words[: found.start()]) and not _HOLDS.search(words[: found.start()]):
            yield found.span()
    level = LEVEL.search(words)
    if level and _LEVEL_ACT.search(words) and not reading.money and not _OF_A_PRICE.match(words, level.end()):
        yield level.span()
    for time in reading.facts.times:
        bound = _BY_THE_CLOCK.search(words[: time.span.start])
        if bound:
            yield bound.start(), time.span.end
    act = None if WORKS.search(words) else _SERVICE_ACT.search(words)
    if act and reading.role_at(act.start()) is Role.MAIN:
        often = None if _PRICES_MOVE.search(words) else _FREQUENCY.search(words)
        if often and reading.role_at(often.start()) is Role.MAIN:
            yield min(act.start(), often.start()), max(act.end(), often.end())
        elif reading.facts.times and _CLOCK_PROMISE.search(words):
            yield act.span()
