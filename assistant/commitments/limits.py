"""Which of a unit's durations is its limit, which are thresholds, and what the limit runs from."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.commitments.classify import UnitVerdict, Verdict
from assistant.commitments.clauses import Sentence
from assistant.commitments.lexicon import lexicon
from assistant.commitments.reading import Reading
from assistant.commitments.records import CommitmentType, Slot, TimeLimit
from assistant.facts import Comparator, Number, Quantity, QuantityKind
from knowledge.documents import Span

_REACH = 48  # characters before a figure in which the words that decide its part stand

_SUPERSEDED = re.compile(
    r"\b(?:used to (?:be|guarantee|give|take|offer|allow|promise|have|reply|answer)?|previous(?:ly)?"
    r"|formerly|instead of(?: the)?|rather than|up from|down from"
    r"|no longer(?! than)|old|earlier|former|until (?:19|20)\d\d|(?:before|until) \w+ (?:19"
    r"|20)\d\d|in the past|not the)\b[^.;]{0,24}$",
    re.IGNORECASE,
)
_CHANGED_FROM = re.compile(
    r"\b(?:cut|reduced?|raised?|lowered|shortened|extended|increased|changed|improved|moved|went|gone|down"
    r"|up) from(?: the)?\s$",
    re.IGNORECASE,
)
_WAS = re.compile(r"\b(?:was|were|had been)\s(?:once |then |still |only )?$", re.IGNORECASE)
_NOW = re.compile(r"\b(?:now|since|today|from)\b", re.IGNORECASE)
_STATUTORY_BEFORE = re.compile(
    r"\b(?:the )?(?:law|statut\w+|legal\w*|legislation|regulations?)\b[^.;]{0,40}$|\bstatutory [^.;]{0,30}$",
    re.IGNORECASE,
)
_STATUTORY_AFTER = re.compile(
    r"^[\s-](?:\w+ )?(?:legal|statutory)\b|^ (?:required by|under|by) (?:the )?law", re.IGNORECASE
)
_EVERY = re.compile(
    r"\b(?:once|twice|times)\s(?:in|within|over|per)\s(?:any |an? |one )?(?:rolling |single |given )?$"
    r"|\b(?:every|each|per)\s(?:(?:further|full"
    r"|additional|other|extra|of the)\s)?$|\b(?:last|past|previous|preceding|prior)\s$"
    r"|\b(?:in|within|over|during|for) any (?:given |rolling |one |single )?$"
    r"|\b(?:any|each|every) (?:\w+ )?period of\s$",
    re.IGNORECASE,
)
#: "a one-hour window", "a 30-minute visit": the size of a thing
_SIZE_AFTER = re.compile(
    r"^[\s-](?:(?:delivery|arrival|time|long|appointment|training|free|online|video|phone|weekend)[\s-])?"
    r"(?:windows?|slots?|appointments?|visits?|sessions?|courses?|shifts?|meetings?|calls?(?!-out)|consultations?"
    r"|support|cover(?:age)?|helpline|service|hotline|line|plans?|tickets?|pass(?:es)?|contracts?"
    r"|subscriptions?|stays?|lessons?|walks?|drive|journeys?|trips?|talks?|forecast|history|experience)\b",
    re.IGNORECASE,
)
#: "a week's rent", "two hours of free parking", "ten minutes' walk": what is given or how far it is, not by when
_WORTH_AFTER = re.compile(
    r"^(?:['’]s?['’]?\s(?:\w+\s)?(?:rents?|fees?|charges?|price|parking|walk|walking|drive|ride|experience|access"
    r"|worth|stay|membership|subscription|pay|wages|salary|use|travel|storage|support|training)\b"
    r"|\sof\s(?:free\s\w+|\w+\s(?:a|per|each|every)\s(?:day|week|month|year|term)|(?:\w+\s)?(?:parking|experience|training|storage|support))\b"
    r"|[\s-](?:intervals?|frequency|walk|drive)\b)",
    re.IGNORECASE,
)
#: "book up to a year ahead" says how early, "book up to two hours ahead" how late
_DONE_EARLY = re.compile(r"\b(?:book|reserve|order|buy|plan|apply|register|renew)s?\b[^.;]{0,24}$", re.IGNORECASE)
_LONG = frozenset({"week", "month", "year"})
_LIMIT_AFTER = re.compile(
    r"^[\s-](?:(?:reply|response|time|delivery|repair|target|service)[\s-])?(?:limits?|deadlines?|targets?"
    r"|deliver(?:y|ies)|dispatch|call-?outs?|responses?|repl(?:y|ies)|turnaround|answers?|repairs?|standards?|promise"
    r"|rule|resolution)\b",
    re.IGNORECASE,
)
_PERIOD_AFTER = re.compile(
    r"^[\s-](?:(?:[\w-]+)[\s-]){0,2}?(?:guarantees?|warrant(?:y|ies)|trials?|returns?|periods?|money-back"
    r"|cooling-off|retention|windows?|validity|exchange)\b",
    re.IGNORECASE,
)
_PERIOD_VERB = re.compile(
    r"\b(?:valid|lasts?|lasting|guaranteed?|guarantees?|warranty|warranted|kept|keeps?|stored?|stores?"
    r"|stays?|remains?|hold|holds|held|retain\w*|archived?|covered|free)\b[^.;,]{0,40}?(?:\b(?:for|of)\s"
    r"|:\s|\s)(?:(?:a|the|another|a further|full)\s)?$",
    re.IGNORECASE,
)
_FOR = re.compile(r"\bfor (?:a |the |another |a further |a period of |the (?:first|next) )?$", re.IGNORECASE)
_FOR_UP_TO = re.compile(
    r"\bfor (?:up to|at most|no more than|a maximum of) $", re.IGNORECASE
)  #: "for up to a month each year"
#: "until 6 pm on the day before": which day, not how long
_CLOCK_ON = re.compile(r"(?:\bnoon|\bmidnight|\d\s?[ap]m|\d[:.]\d\d)\son\s$", re.IGNORECASE)
_AFTER_N = re.compile(r"\b(?:after|only after|from)\s(?:a |the |about )?$", re.IGNORECASE)
_POINT_AFTER = re.compile(
    r"^(?:\s(?:or (?:more|less)))?\s(?:after|before|from|ahead|beforehand|in advance|later|earlier|prior"
    r"|following|early)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(r"^\s(?:or more )?(?:before|ahead|beforehand|in advance|prior|earlier)\b", re.IGNORECASE)
_UP_TO = re.compile(r"\b(?:up to|until|till|(?:no|not) later than|by)\s(?:at least )?$", re.IGNORECASE)
_LATEST_AFTER = re.compile(r"^[^.;]{0,40}\bat the (?:very )?latest\b", re.IGNORECASE)
_TAKES = re.compile(r"\b(?:takes?|lasts?|waits?)\b", re.IGNORECASE)
#: "nobody waits more than ten minutes", "never kept for longer than a day": at most so long
_NEGATION = re.compile(r"\b(?:no|not|never|nobody|none|neither|cannot)\b|n['’]t\b", re.IGNORECASE)
#: "an account that has not been used for 12 months": which one it is, not how long anything takes
_TELLS_WHICH = re.compile(
    r"\b(?:that|who|which)\b[^,.;]{0,40}\b(?:has|have|had)(?: not)? been\b[^,.;]{0,32}$", re.IGNORECASE
)
_DELAY = re.compile(
    r"\b(?:(?:delays?|interruptions?|cuts|outages?|breaks?|absences?|journeys?|trips?)"
    r"(?: (?:of|by|for|lasting|between|that are|which are))?(?: \w+)?|delayed(?: by)?|late(?: by)?)\s$",
    re.IGNORECASE,
)
#: "children under 5 years", "anyone aged between 16 and 25 years"
_AGE = re.compile(
    r"\b(?:child(?:ren)?|kids?|infants?|babies|adults?|people|persons?|passengers?|anyone|everyone|those|pupils?"
    r"|students?|applicants?|drivers?|members?|pets?|dogs?|customers?|aged?)"
    r"(?: who are)?(?: aged)?(?: (?:under|over|below|above|up to|from|between|younger than|older than|of|at least))?"
    r"(?: the age of)?\s$",
    re.IGNORECASE,
)
_YEARS = re.compile(r"\byears?\b", re.IGNORECASE)
#: "open 24 hours", "on call seven days"; and "the first 30 minutes are free"
_COVER = re.compile(r"\b(?:on call|open|staffed|manned|on duty|available|here|there)\s(?:for\s)?$", re.IGNORECASE)
_ALWAYS = frozenset({(24, "hour"), (7, "day"), (365, "day")})
_FIRST = re.compile(r"\bfirst\s$", re.IGNORECASE)
_FREE_AFTER = re.compile(r"^\s(?:is|are|stays?) (?:always )?(?:free|on us)\b", re.IGNORECASE)
_AGO = re.compile(r"^\s(?:ago|old|of age|of experience|longer)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """The limit of a unit, the other limits it names, and what the limit runs from."""

    main: TimeLimit | None = None
    others: tuple[TimeLimit, ...] = ()
    start_event: Slot | None = None
    used_condition: Span | None = None  #: the "when …" that turned out to be the start of the limit
    quantity: Quantity | None = None


def find_limits(reading: Reading, sentence: Sentence, verdict: UnitVerdict) -> Limits:
    """The limits of a sentence or list item."""
    text = reading.text
    durations = [
        _as_said(text, q, sentence)
        for q in reading.quantities
        if q.kind is QuantityKind.DURATION and _is_limit(text, q)
    ]
    main = _main(text, durations, sentence, verdict)
    others = tuple(
        time_limit(reading, quantity) for quantity in durations if quantity is not main and not _is_size(text, quantity)
    )
    if main is None:
        return Limits(others=others)
    event, used = _start_event(reading, sentence, verdict, main)
    return Limits(time_limit(reading, main), others, event, used, main)


def _as_said(text: str, quantity: Quantity, sentence: Sentence) -> Quantity:
    """The quantity as an upper bound where its clause denies anything longer: "nobody waits more than an hour"."""
    if quantity.comparator is not Comparator.MORE_THAN:
        return quantity
    if any(span.overlaps(quantity.span) for span in (*sentence.conditions, *sentence.exceptions)):
        return quantity
    full = quantity.full_span or quantity.span
    clause = next((c for c in sentence.clauses if c.span.start <= full.start < c.span.end), None)
    before = text[clause.span.start if clause else 0 : full.start]
    if _NEGATION.search(before) is None:
        return quantity
    return replace(quantity, comparator=Comparator.AT_MOST)


def time_limit(reading: Reading, quantity: Quantity, *, period: bool = False) -> TimeLimit:
    """The quantity as a limit; `period` for a bare figure under a header such as "Guarantee"."""
    low, high = _bounds(reading.text, quantity, period=period)
    unit, clock = quantity.unit, None
    words = quantity.span.of(reading.text).lower()
    if unit == "working_hour":
        unit, clock = "hour", "working_hours"
    elif unit == "working_day":
        clock = "working"
    elif "calendar" in words:
        clock = "calendar"
    return TimeLimit(low, high, unit, reading.slot(quantity.span), clock)


def _bounds(text: str, quantity: Quantity, *, period: bool) -> tuple[Number | None, Number | None]:
    if quantity.comparator is Comparator.BETWEEN:
        return quantity.low, quantity.high
    before, after = _around(text, quantity)
    if _is_at_least(quantity, before, after):
        return quantity.low, None
    if quantity.comparator is Comparator.EXACT and _is_exact(text, quantity, period=period):
        return quantity.low, quantity.high
    return None, quantity.high


def _is_at_least(quantity: Quantity, before: str, after: str) -> bool:
    if quantity.comparator in (Comparator.AT_LEAST, Comparator.MORE_THAN):
        return True
    is_ahead = _AHEAD.match(after) is not None and _UP_TO.search(before) is not None
    is_early = quantity.unit in _LONG and _DONE_EARLY.search(before) is not None
    if is_ahead and not is_early and not _TAKES.search(before):
        return True  # "up to 48 hours before departure": no fewer
    is_bare = quantity.comparator is Comparator.EXACT
    return is_bare and _AFTER_N.search(before) is not None and not _LATEST_AFTER.search(after)


def _is_exact(text: str, quantity: Quantity, *, period: bool) -> bool:
    """Whether a bare figure is a period ("for ten years") or a point ("two days before"), not a limit."""
    before, after = _around(text, quantity)
    if _LATEST_AFTER.search(after):
        return False
    if period or _FOR.search(before) or _POINT_AFTER.match(after) or _PERIOD_VERB.search(before):
        return True
    is_compound = "-" in quantity.span.of(text)
    return is_compound and _PERIOD_AFTER.match(after) is not None and not _LIMIT_AFTER.match(after)


def _around(text: str, quantity: Quantity) -> tuple[str, str]:
    """The words before and after the figure, as far as they can decide its part."""
    start, end = quantity.span.start, quantity.span.end
    return text[max(0, start - _REACH) : start], text[end : end + _REACH]


def _is_limit(text: str, quantity: Quantity) -> bool:
    """Whether a duration limits anything: rates, superseded figures and ages do not."""
    before, after = _around(text, quantity)
    is_rate = quantity.comparator is Comparator.RATE and _FOR_UP_TO.search(before) is None
    if is_rate or _EVERY.search(before) or _AGO.match(after) or _CLOCK_ON.search(before):
        return False
    if (
        _WAS.search(before)
        or _CHANGED_FROM.search(before)
        or (_AGE.search(before) and _YEARS.search(quantity.span.of(text)))
    ):
        return False
    is_always = (quantity.low, quantity.unit) in _ALWAYS and _COVER.search(before) is not None
    if is_always or (_FIRST.search(before) and _FREE_AFTER.match(after)):
        return False
    superseded = _SUPERSEDED.search(before)
    return superseded is None or _NOW.search(superseded[0]) is not None


def limits_something(text: str, quantity: Quantity) -> bool:
    """Whether a duration may limit an act: a rate, an age, an old figure and the size of a thing do not."""
    return _is_limit(text, quantity) and not _is_size(text, quantity)


def _is_size(text: str, quantity: Quantity) -> bool:
    if _WORTH_AFTER.match(text[quantity.span.end :]):
        return True
    is_measure = quantity.comparator in (Comparator.EXACT, Comparator.BETWEEN) or "-" in quantity.span.of(text)
    return is_measure and _SIZE_AFTER.match(text[quantity.span.end :]) is not None


def _is_threshold(text: str, quantity: Quantity) -> bool:
    """Whether a figure says for whom or what something holds ("delays under 15 minutes"), not by when."""
    full = quantity.full_span or quantity.span
    before, after = text[max(0, full.start - _REACH) : full.start], _around(text, quantity)[1]
    if quantity.comparator is Comparator.MORE_THAN:
        return _AHEAD.match(after) is None
    if quantity.comparator is Comparator.LESS_THAN and _AHEAD.match(after):
        return True
    if quantity.comparator is Comparator.EXACT and _TELLS_WHICH.search(before):
        return True
    return quantity.comparator is not Comparator.AT_MOST and _DELAY.search(before) is not None


def _main(text: str, durations: Sequence[Quantity], sentence: Sentence, verdict: UnitVerdict) -> Quantity | None:
    if verdict.type in (CommitmentType.EXCLUSION, CommitmentType.NONE):
        return None
    subordinate = (*sentence.conditions, *sentence.exceptions)
    free = [
        quantity
        for quantity in durations
        if not any(span.overlaps(quantity.span) for span in subordinate)
        and not _is_threshold(text, quantity)
        and not _is_size(text, quantity)
    ]
    free = [quantity for quantity in free if not _is_statutory(text, quantity)] or free
    if verdict.type is CommitmentType.REMEDY:  # a bare length of time is what the customer gets: "a week free"
        free = [quantity for quantity in free if _says_by_when(text, quantity)]
    for group in _groups(verdict):
        inside = [q for q in free if any(v.clause.span.start <= q.span.start < v.clause.span.end for v in group)]
        firm = [q for q in inside if verdict.type is CommitmentType.TARGET or not _is_soft(text, q, group)]
        if firm or inside:
            return (firm or inside)[0]
    return None


def _says_by_when(text: str, quantity: Quantity) -> bool:
    return quantity.implied == "word" or (
        quantity.comparator in (Comparator.AT_MOST, Comparator.BETWEEN)
        and re.search(r"\bup to\s$", _around(text, quantity)[0], re.IGNORECASE) is None
    )


def _groups(verdict: UnitVerdict) -> list[tuple[Verdict, ...]]:
    """Clauses in the order in which they may give the limit."""
    label = tuple(v for v in verdict.clauses if v.type is verdict.type)
    if verdict.type is CommitmentType.PROMISE:
        targets = tuple(v for v in verdict.clauses if v.type is CommitmentType.TARGET)
        plain = tuple(v for v in verdict.clauses if v.type is CommitmentType.NONE)
        if "backstop-lifts-target" in verdict.path:
            return [(*targets, *plain)]
        return [label, targets, plain]
    return [label]


def _is_statutory(text: str, quantity: Quantity) -> bool:
    before, after = _around(text, quantity)
    return _STATUTORY_BEFORE.search(before) is not None or _STATUTORY_AFTER.match(after) is not None


def _is_soft(text: str, quantity: Quantity, group: Sequence[Verdict]) -> bool:
    """Whether an aim, and no firm backstop after it, stands before the figure in its clause."""
    cues = lexicon().cues
    start = max((v.clause.span.start for v in group if v.clause.span.start <= quantity.span.start), default=0)
    words = text[start : quantity.span.end]
    aims = list(cues["aim"].pattern.finditer(words))
    if not aims:
        return quantity.hedged
    return cues["backstop"].pattern.search(words, aims[-1].end()) is None


_EVENT_AFTER = re.compile(
    r"^(?:\s(?:or (?:more|less)|at the latest|at most|more))?,?\s(?:(?:counted|calculated|starting|beginning"
    r"|running|measured) )?"
    r"(?:of|from|after|before|following|since|prior to|ahead of|in advance of|with)\s(?P<event>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NOTICE_EVENT = re.compile(r"^['’]?s?['’]? (?:notice|warning) (?:before|of|ahead of) (?P<event>\S.*)$", re.IGNORECASE)
_EVENT_LEAD = re.compile(
    r"^(?:the )?(?:(?:date|day|moment|time|end|point) (?:of(?! (?:the|your|each|every) (?:month|year|week"
    r"|contract|term|period|quarter)\b)|on which|when|that|at which) |day (?=(?:it|we|you|your|the|they"
    r"|our)\b)|date (?=(?:it|we|you|your|the|they|our)\b)|when )",
    re.IGNORECASE,
)
_EVENT_END = re.compile(
    r"[.,;:!?()|]|\s[–—]\s|\s(?:and|or) (?=(?:we|you|they|it|have|get|receive"
    r"|bring|take|pay|aim|will|always|tell|send|give|publish"
    r"|keep|at|in|then|no|not|refund|close|answer|the latest)\b)"
    r"|\s(?:unless|except|if|provided|when|while|without|where|as long as|so that|free|at no"
    r"|by (?=(?:e-?mail|phone|post|letter|text|telephone|chat|courier))|in writing|via|through"
    r"|for (?:patients|customers|everyone|people|passengers|members|all)|or earlier|or sooner"
    r"|at the latest|whichever|to (?=(?:send|return|make|claim|cancel|tell|bring|report|ask|decide"
    r"|complain|change|use|collect|apply|pay|the (?:account|card)|your (?:account|card)|our)))\b",
    re.IGNORECASE,
)
_TRIGGER = re.compile(
    r"^(?:(?:once|when|whenever|after|as soon as|from the (?:day|moment|date|time)(?: (?:on which|when"
    r"|that))?|from|following|upon|on|starting from|beginning with|counting from)\s)(?P<event>\S.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NOT_EVENTS = re.compile(
    r"^(?:\d|(?:january|february|march|april|may|june|july|august|september|october|november|december|mon"
    r"|tues|wednes|thurs|fri|satur|sun|now|today|weekdays|working days|weekends|bank holidays|request$"
    r"|average|top|site|busy|our|these|any|all)\b|\w+days\b)",
    re.IGNORECASE,
)


def _start_event(
    reading: Reading, sentence: Sentence, verdict: UnitVerdict, main: Quantity
) -> tuple[Slot | None, Span | None]:
    text = reading.text
    match = _EVENT_AFTER.match(text[main.span.end :]) or _NOTICE_EVENT.match(text[main.span.end :])
    if match is not None:
        found = _trimmed(reading, main.span.end + match.start("event"))
        if found is not None:
            return found, None
    clause = next(
        (v.clause for v in verdict.clauses if v.clause.span.start <= main.span.start < v.clause.span.end), None
    )
    if clause is None or verdict.type is CommitmentType.REMEDY:
        return None, None
    for span in sentence.conditions:
        trigger = _TRIGGER.match(span.of(text))
        near = span in clause.conditions or span.end <= clause.span.start
        if trigger is not None and near:
            return _trimmed(reading, span.start + trigger.start("event"), span.end), span
    opening = _TRIGGER.match(clause.opening.rstrip(" ,"))
    if (
        opening is not None
        and not _NOT_EVENTS.match(opening["event"])
        and text.startswith(clause.opening.strip(), clause.span.start)
    ):
        start = clause.span.start + opening.start("event")
        return _trimmed(reading, start, clause.span.start + len(clause.opening.rstrip(" ,"))), None
    return None, None


def _trimmed(reading: Reading, start: int, end: int | None = None) -> Slot | None:
    text = reading.text
    lead = _EVENT_LEAD.match(text[start:])
    first = start + (lead.end() if lead else 0)
    boundary = _EVENT_END.search(text, first) if end is None else None
    last = end if end is not None else boundary.start() if boundary else len(text)
    words = text[first:last].rstrip(" .,;:")
    if not words or _NOT_EVENTS.match(words):
        return None
    return reading.slot(Span(first, first + len(words)))
