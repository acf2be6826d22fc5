"""The rule about contradictions within a code: two provisions that cannot both hold."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading
from assistant.rules.stems import content_stems, stem
from assistant.rules.timing import Timing

_MOST_COMPARED = 40  #: of the clauses that share a subject word, the latest so many, so that time stays linear
_SYNONYMS: Sequence[str] = (
    "reply replies answer answers respond response responses",
    "refund refunds reimburse reimbursement repay repayment",
    "deliver delivery deliveries arrive arrival ship shipping dispatch",
    "buy purchase purchases shop order orders",
    "complain complaint complaints grievance",
    "fix repair repairs mend restore",
    "correct correction corrections rectify",
    "cancel cancellation cancellations",
    "return returns returned",
    "charge charges fee fees cost costs deduct deduction price",
    "parcel parcels package packages",
    "phone call calls telephone ring rings",
    "email emails mail mails",
    "share shares pass passes disclose disclosure sell",
    "details data information",
    "cover covers covered apply applies include includes",
    "bill bills billing invoice invoices",
    "helpline hotline line",
    "permit permitted allow allowed accept accepted admit admitted welcome",
    "ticket tickets fare fares",
    "claim claims claimed",
    "credit credits voucher vouchers",
    "customer customers client clients guest guests visitor visitors member members passenger passengers",
    "bring brought carry take",
)
_GROUP: Mapping[str, str] = {stem(word): stem(group.split()[0]) for group in _SYNONYMS for word in group.split()}
_POLAR = frozenset(
    stem(word)
    for word in "free nothing charge charges deduct fee cost never always open closed close cover covers outside exclude excluded automatic automatically claim claimed"
    " apply applies limit limits promise answer due allow include every daily receipt received unasked asking code".split()
)
_STARTERS = frozenset(
    stem(word) for word in "receipt call email message request letter order day date time arrival".split()
)
_CHANGED = re.compile(
    r"\b(?:reduced|increased|instead|others?|all else|non-\w+|replaces?|replaced|previously|formerly|until \w+ \d|as of|used to|no longer|unless|except|apart from|other than|in addition|a further|second payment|by law|the law|statutory|legal minimum|becomes?|used in|old|new|earlier version|(?:from|since|before) (?:\d|january|february|march|april|may|june|july|august|september|october|november|december))\b",
    re.IGNORECASE,
)
_STAGE = re.compile(
    r"\b(?:stage|step|level|phase|tier|zone|class|part|line|route|group|band)\s(?P<which>\w+)", re.IGNORECASE
)
_SEGMENT = re.compile(
    r"\b(?:premium|standard|basic|gold|silver|express|business|private|household|weekday|weekend|online|abroad|domestic|international|urgent|written|phone|summer|winter|"
    r"first|second|third|small|large|adult|child|children|students?|members?|islands?|mainland|city|rural|evening|morning|night|sunday|saturday|monday|tuesday|wednesday|thursday|friday|food|digital|opened|unopened|faulty|sale)s?\b",
    re.IGNORECASE,
)
_FREE = re.compile(
    r"\b(?:free(?: of charge)?|at no (?:cost|charge)|costs? (?:you )?nothing|no (?:fee|charge|cost)|without (?:a |any )?(?:fee|charge|cost)|(?:never|do not|don't) charge)\b",
    re.IGNORECASE,
)
_CHARGED = re.compile(
    r"\b(?:deducts?|deducted|charges?|charged|costs?|fees?|pay|price|surcharge|bill you|withhold|keep back|minus|less)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|never|no|none|nobody|nothing|cannot|can't|don't|doesn't|won't|isn't|aren't|neither|nor|refuse|refused|prohibited|forbidden|excluded|exclude|excludes|outside|without)\b",
    re.IGNORECASE,
)
_UNIVERSAL = re.compile(r"\b(?:never|always|every|all|any|no|nobody|nothing|at all times|each|only)\b", re.IGNORECASE)
_COVERS = re.compile(
    r"\b(?:covers?|covered|applies|apply|includes?|included|holds?|is for|are for|extends?)\b", re.IGNORECASE
)
_LEAVES_OUT = re.compile(
    r"\b(?:outside|not covered|not included|excluded|excludes?|does not cover|do not cover|does not apply|do not apply|doesn't apply|doesn't cover|not apply|no part of|left out)\b",
    re.IGNORECASE,
)
_MUST_CLAIM = re.compile(
    r"\b(?:must|have to|need to|needs? to|only if you|only when you|only on|upon)\b.{0,40}\b(?:claim|apply|request|ask|form|application)|\bclaim (?:it|them|your|the|this|any)\b|\bon (?:request|application)\b|\bmust be claimed\b",
    re.IGNORECASE,
)
_EVERY_DAY = re.compile(
    r"\b(?:every day|each day|daily|seven days|7 days|all week|around the clock|24/7|day and night|all year|all year round|24 hours|without a break|at any time|any time|at all hours)\b",
    re.IGNORECASE,
)
_SHUT = re.compile(
    r"\b(?:closed|closes|shut|not open|not staffed|unstaffed|not available|no service|does not run|do not run|rests?|is off|are off|unavailable|nobody answers|goes? unanswered)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Provision:
    """A clause made comparable."""

    reading: Reading

    @cached_property
    def subject(self) -> frozenset[str]:
        """What it is about: stems with synonyms joined, the words that may contradict left out."""
        return frozenset(_GROUP.get(one, one) for one in content_stems(self.reading.words)) - _POLAR - {"code"}

    @cached_property
    def topic(self) -> frozenset[str]:
        """The subject and the polar words."""
        return frozenset(_GROUP.get(one, one) for one in content_stems(self.reading.words))

    @cached_property
    def negative(self) -> bool:
        return _NEGATION.search(self.reading.words) is not None

    @cached_property
    def stages(self) -> frozenset[str]:
        return frozenset(found["which"].lower() for found in _STAGE.finditer(self.reading.words))

    @cached_property
    def segments(self) -> frozenset[str]:
        return frozenset(found[0].lower().rstrip("s") for found in _SEGMENT.finditer(self.reading.words))

    @cached_property
    def channels(self) -> frozenset[str]:
        return frozenset(mention.value for mention in self.reading.facts.channels)

    @cached_property
    def numbered(self) -> bool:
        return bool(self.reading.times or self.reading.money)


class Contradiction(Rule):
    """Two provisions of the code cannot both hold.

    Why: Customers choose the better one, staff the other, and both are right.
    Bad: Returns are free. We deduct 4.90 euros for each return.
    Good: We answer emails within 1 hour of receipt. We answer letters within 1 week of receipt.
    """

    name = "contradiction"
    severity = Severity.ERROR
    principle = Principle.INFORMATION_INTEGRITY
    property = "P21"
    suggestion = "Keep one of the two, or say in each for whom, for which channel or from when it holds."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        index: dict[str, list[_Provision]] = defaultdict(list)
        for reading in code.readings:
            later = _Provision(reading)
            if reading.past or _CHANGED.search(reading.words):
                continue
            seen: set[int] = set()
            for word in sorted(later.topic):
                for earlier in reversed(index[word][-_MOST_COMPARED:]):
                    ordinal = earlier.reading.clause.ordinal
                    if ordinal in seen:
                        continue
                    seen.add(ordinal)
                    if contradict(earlier, later):
                        break
                else:
                    continue
                yield self.finding(code, reading.clause, 0, _words_end(reading.words))
                break
            for word in later.topic:
                index[word].append(later)


def contradict(earlier: _Provision, later: _Provision) -> bool:
    """Whether a later provision cannot hold beside an earlier one."""
    first, second = earlier.reading, later.reading
    same_list = (
        first.clause.passage == second.clause.passage
        and bool(first.clause.lead_in)
        and first.clause.lead_in == second.clause.lead_in
    )
    if same_list or _different_cases(earlier, later) or first.past:
        return False
    return (
        _limits_differ(earlier, later)
        or _sums_differ(earlier, later)
        or _free_and_charged(earlier, later)
        or _automatic_and_claimed(earlier, later)
        or _in_and_out(earlier, later)
        or _open_and_shut(first, second, earlier.topic & later.topic)
        or _granted_and_denied(earlier, later)
        or _closing_times_differ(earlier, later)
        or _figures_differ(earlier, later)
        or _none_and_some(earlier, later)
    )


def _different_cases(earlier: _Provision, later: _Provision) -> bool:
    if earlier.stages and later.stages and not earlier.stages & later.stages:
        return True
    if earlier.channels and later.channels and not earlier.channels & later.channels:
        return True
    return bool(earlier.segments and later.segments and not earlier.segments & later.segments)


def _same_matter(earlier: _Provision, later: _Provision, least: float, *, shared: int = 1) -> bool:
    common = earlier.subject & later.subject
    smaller = min(len(earlier.subject), len(later.subject))
    return smaller > 0 and len(common - _STARTERS) >= shared and len(common) / smaller >= least


_ALMOST_ALL = 0.75
_ALL = 1.0
_FIXED = {Timing.LIMIT, Timing.LENGTH, Timing.WINDOW, Timing.NOTICE}


def _limits_differ(earlier: _Provision, later: _Provision) -> bool:
    ones = [limit for limit in earlier.reading.times if limit.timing in _FIXED and limit.amount]
    others = [limit for limit in later.reading.times if limit.timing in _FIXED and limit.amount]
    if len(ones) != 1 or len(others) != 1 or earlier.reading.money or later.reading.money:
        return False
    one, other = ones[0], others[0]
    if {one.timing, other.timing} & {Timing.NOTICE} and one.timing is not other.timing:
        return False
    if (_minutes(one.unit) * one.amount, one.unit == "working_day") == (
        _minutes(other.unit) * other.amount,
        other.unit == "working_day",
    ):
        return False
    if earlier.reading.customer_acts != later.reading.customer_acts and not later.reading.words.lower().startswith(
        "please allow"
    ):
        return False
    both = (earlier.topic & later.topic) - _STARTERS
    smaller = min(len(earlier.topic), len(later.topic))
    together = earlier.reading.clause.block == later.reading.clause.block
    return (
        len(both) >= (1 if together else 2)
        and len(earlier.topic & later.topic) >= 2
        and len(earlier.topic & later.topic) / smaller >= _ALMOST_ALL
    )


_PRONOUN_IF = re.compile(r"\b(?:if|when) (?:not|it|they|we|i|he|she|this|that)\b", re.IGNORECASE)


def _minutes(unit: str) -> float:
    return {
        "second": 1 / 60,
        "minute": 1,
        "hour": 60,
        "day": 1440,
        "working_day": 1440,
        "week": 10080,
        "month": 43200,
        "year": 525600,
    }.get(unit, 1)


def _sums_differ(earlier: _Provision, later: _Provision) -> bool:
    ones, others = earlier.reading.money, later.reading.money
    if len(ones) != 1 or len(others) != 1 or ones[0].same_amount(others[0]) or ones[0].unit != others[0].unit:
        return False
    if (
        any(re.search(r"\b(?:if|when)\b", one.reading.words, re.IGNORECASE) for one in (earlier, later))
        and earlier.reading.clause.block != later.reading.clause.block
    ):
        return (
            earlier.subject == later.subject
            and len(earlier.subject) > 2
            and not any(_PRONOUN_IF.search(one.reading.words) for one in (earlier, later))
        )
    return len(earlier.subject) > 1 and _same_matter(earlier, later, _ALL, shared=2)


def _free_and_charged(earlier: _Provision, later: _Provision) -> bool:
    for free, charged in ((earlier, later), (later, earlier)):
        words = charged.reading.words
        if (
            _FREE.search(free.reading.words)
            and charged.reading.money
            and _CHARGED.search(words)
            and not _FREE.search(words)
        ):
            return (
                bool(free.subject & charged.subject)
                and len(free.subject ^ charged.subject) <= 1
                and not free.reading.has("failure")
            )
    return False


def _automatic_and_claimed(earlier: _Provision, later: _Provision) -> bool:
    for automatic, claimed in ((earlier, later), (later, earlier)):
        if (
            automatic.reading.has("automatic")
            and _MUST_CLAIM.search(claimed.reading.words)
            and not claimed.reading.has("automatic")
        ):
            return _same_matter(automatic, claimed, 0.5)
    return False


def _in_and_out(earlier: _Provision, later: _Provision) -> bool:
    for inside, outside in ((earlier, later), (later, earlier)):
        words = inside.reading.words
        if _COVERS.search(words) and not _LEAVES_OUT.search(words) and _LEAVES_OUT.search(outside.reading.words):
            return (
                bool(outside.subject)
                and len(outside.subject - inside.subject) <= (0 if len(outside.subject) < 2 else 1)
                and bool(inside.subject & outside.subject)
            )
    return False


def _open_and_shut(first: Reading, second: Reading, shared: frozenset[str]) -> bool:
    for opened, closed in ((first, second), (second, first)):
        if _EVERY_DAY.search(opened.words) and _SHUT.search(closed.words) and not _SHUT.search(opened.words):
            return bool(shared - {stem("day"), stem("open"), stem("closed")})
    return False


def _granted_and_denied(earlier: _Provision, later: _Provision) -> bool:
    if earlier.negative == later.negative or earlier.numbered or later.numbered:
        return False
    denied, granted = (earlier, later) if earlier.negative else (later, earlier)
    if _has_condition(denied.reading) or _has_condition(granted.reading):
        return False
    whole = _UNIVERSAL.search(denied.reading.words) and denied.subject <= granted.subject
    if not whole and len(denied.subject ^ granted.subject) > 1:
        return False
    return _same_matter(earlier, later, _ALL, shared=2) and bool(_verbs(denied.reading) & _verbs(granted.reading))


_UNTIL = re.compile(r"\b(?:until|till|to|closes? at|shuts? at|ends? at)\s$", re.IGNORECASE)


def _closing_times_differ(earlier: _Provision, later: _Provision) -> bool:
    times = []
    for one in (earlier, later):
        until = [t for t in one.reading.facts.times if _UNTIL.search(one.reading.words[: t.span.start])]
        if len(until) != 1 or one.reading.limits:
            return False
        times.append((until[0].hour, until[0].minute))
    return times[0] != times[1] and _same_matter(earlier, later, _ALMOST_ALL)


_AGE = re.compile(
    r"\b(?:under|over|below|above|up to|from|aged?|of) (?:the age of )?(?P<figure>\d+(?:\.\d+)?)\b(?!\s?(?:€|£|\$|euro|pound|hour|minute|day|week|month|year|%|:))",
    re.IGNORECASE,
)


def _figures_differ(earlier: _Provision, later: _Provision) -> bool:
    """Two percentages, or two ages, for one matter."""
    if earlier.numbered or later.numbered:
        return False
    for figures in (_percentages, _ages):
        one, other = figures(earlier.reading), figures(later.reading)
        if len(one) == 1 and len(other) == 1 and one != other:
            return _same_matter(earlier, later, _ALL)
    return False


def _percentages(reading: Reading) -> frozenset[float]:
    return frozenset(float(quantity.high) for quantity in reading.facts.percentages)


def _ages(reading: Reading) -> frozenset[float]:
    return frozenset(float(found["figure"]) for found in _AGE.finditer(reading.words))


_NO_THING = re.compile(r"\b(?:no|without(?: an?)?)\s(?P<thing>(?:[a-z]+\s)?[a-z]+)", re.IGNORECASE)


def _none_and_some(earlier: _Provision, later: _Provision) -> bool:
    """ "There is no booking fee" against "a booking fee of 2 euros"; "no cash" against "pay in cash"."""
    for none, some in ((earlier, later), (later, earlier)):
        if some.negative or none.reading.has("failure") or some.reading.has("failure"):
            continue
        for found in _NO_THING.finditer(none.reading.words):
            thing = content_stems(found["thing"])
            if not thing or not thing <= content_stems(some.reading.words):
                continue
            rest = none.subject - {_GROUP.get(one, one) for one in thing}
            exists = re.search(r"\bthere (?:is|are) no\b", none.reading.words, re.IGNORECASE) is not None
            if (exists and len(some.subject) <= len(none.subject) + 2) or (rest and rest <= some.subject):
                return _FREE.search(some.reading.words) is None
    return False


def _has_condition(reading: Reading) -> bool:
    return (
        re.search(r"\b(?:if|when|unless|until|before|after|only|except|once)\b", reading.words, re.IGNORECASE)
        is not None
    )


def _verbs(reading: Reading) -> frozenset[str]:
    """Stems of the words that follow a subject, a modal or a denial: likely verbs."""
    found = re.findall(
        r"\b(?:we|i|you|not|never|can|may|will|must|be|is|are|cannot|customers?|guests?|staff)\s(?:also\s|always\s|never\s|not\s|be\s)*([a-z]+)",
        reading.words,
        re.IGNORECASE,
    )
    return frozenset(_GROUP.get(stem(word), stem(word)) for word in found)


def _words_end(words: str) -> int:
    return len(words.rstrip(" .;:!?"))
