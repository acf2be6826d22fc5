"""The rule about contradictions within a code: two provisions that cannot both hold."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

from assistant.caseless import caseless
from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.matter import CHANGED, FREE, GROUP, NO_THING, STARTERS, UNIVERSAL, Provision, Side
from assistant.rules.provisions import CodeReading
from assistant.rules.stems import content_stems, stem
from assistant.rules.timing import Timing

_MOST_COMPARED = 8  #: of the earlier clauses that share a word and take the other side, the latest so many


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
        """Find every such place, in text order."""
        index: dict[tuple[str, Side], list[Provision]] = defaultdict(list)
        for reading in code.readings:
            if reading.past or reading.defines or CHANGED.search(reading.words):
                continue
            later = Provision(reading)
            if any(contradict(earlier, later) for earlier in _candidates(index, later)):
                yield self.finding(code, reading.clause, 0, len(reading.words.rstrip(" .;:!?")))
            for side in later.sides:
                for word in later.topic:
                    index[word, side].append(later)


def _candidates(index: dict[tuple[str, Side], list[Provision]], later: Provision) -> Iterator[Provision]:
    """The earlier provisions that could contradict this one: they share a word and take the other side."""
    seen: set[int] = set()
    opposites = {other for side in later.sides for other in _OPPOSITE[side]}
    for other in opposites:
        for word in later.topic:
            for earlier in index.get((word, other), ())[-_MOST_COMPARED:]:
                ordinal = earlier.reading.clause.ordinal
                if ordinal not in seen:
                    seen.add(ordinal)
                    yield earlier


#: What is said of every case of its kind needs no further word in common.
_OF_EVERY_CASE = (
    frozenset({Side.AUTOMATIC, Side.CLAIMED}),
    frozenset({Side.FINAL, Side.OPEN}),
    frozenset({Side.INSTALMENTS, Side.ONE_SUM}),
)


def _alike(earlier: Provision, later: Provision) -> bool:
    """Whether they share half the words of the shorter one, or half of what it is about."""
    sides = earlier.sides | later.sides
    if any(pair <= sides for pair in _OF_EVERY_CASE) or earlier.kept & later.kept or earlier.price_of & later.price_of:
        return True
    if Side.ONE_WAY in sides and earlier.pays and later.pays:
        return True
    if len(earlier.topic & later.topic) * 2 >= min(len(earlier.topic), len(later.topic)):
        return True
    matter = len(earlier.subject & later.subject)
    return matter > 0 and matter * 2 >= min(len(earlier.subject), len(later.subject))


def contradict(earlier: Provision, later: Provision) -> bool:
    """Whether a later provision cannot hold beside an earlier one."""
    return (
        _alike(earlier, later)
        and (_opposed(earlier, later) or _opposed(later, earlier))
        and not _different_cases(earlier, later)
    )


def _opposed(one: Provision, other: Provision) -> bool:
    """Whether a test finds that what one says leaves no room for the other."""
    for side in one.sides:
        for opposite, differ in _AGAINST.get(side, ()):
            if opposite in other.sides and differ(one, other):
                return True
    return False


_WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday weekday weekend".split())
_CHANNELS = 1  #: the place of the channels in `Provision.cases`


def _different_cases(earlier: Provision, later: Provision) -> bool:
    """Whether they stand in one list or table, or speak of different stages, channels or segments."""
    one, other = earlier.reading.clause, later.reading.clause
    if one.passage == other.passage and one.lead_in and one.lead_in == other.lead_in:
        return True
    sides = earlier.sides | later.sides
    for place, (mine, theirs) in enumerate(zip(earlier.cases, later.cases, strict=True)):
        if place == _CHANNELS and Side.ONE_WAY in sides:
            continue
        if Side.ONE_GROUP in sides and place > _CHANNELS:
            continue
        left = _WEEKDAYS if sides & {Side.ONLY_DAYS, Side.OFF_DAYS} else frozenset()
        if mine - left and theirs - left and not mine & theirs:
            return True
    return False


def _same_matter(one: Provision, other: Provision, least: float, *, shared: int = 1) -> bool:
    common = one.subject & other.subject
    smaller = min(len(one.subject), len(other.subject))
    return smaller > 0 and len(common - STARTERS) >= shared and len(common) / smaller >= least


_HALF, _ALMOST_ALL, _ALL = 0.5, 0.75, 1.0
_MINUTES = {"second": 1 / 60, "minute": 1, "hour": 60, "day": 1440, "week": 10080, "month": 43200, "year": 525600}


def _limits_differ(one: Provision, other: Provision) -> bool:
    both = one.topic & other.topic
    least = 1 if one.block == other.block else 2
    if len(both) < 2 or len(both - STARTERS) < least:  # noqa: PLR2004 - an act and its object
        return False
    if len(both) / min(len(one.topic), len(other.topic)) < _ALMOST_ALL:
        return False
    if one.has_condition != other.has_condition and len(one.topic ^ other.topic) > 2:  # noqa: PLR2004 - a case of its own
        return False
    mine, theirs = one.limits[0], other.limits[0]
    if Timing.NOTICE in {mine.timing, theirs.timing} and mine.timing is not theirs.timing:
        return False
    if _length(mine.unit, mine.amount) == _length(theirs.unit, theirs.amount):
        return False
    allows = any(caseless(r"please allow\b").match(each.words) for each in (one, other))
    return (one.reading.customer_acts == other.reading.customer_acts or allows) and not _other_steps(one, other)


def _other_steps(one: Provision, other: Provision) -> bool:
    """Whether each names a step of its own: to acknowledge a claim and to decide on it are two promises."""
    return one.step is not None and other.step is not None and one.step != other.step


def _length(unit: str, amount: float) -> tuple[bool, float]:
    working = unit.startswith("working_")
    return working, _MINUTES.get(unit.removeprefix("working_"), 1) * amount


_PRONOUN_IF = caseless(r"\b(?:if|when) (?:not|it|they|we|i|he|she|this|that)\b")
_IF = caseless(r"\b(?:if|when)\b")


_BOUND = caseless(r"\b(?:maximum|most|up to|reach|cap(?:ped)?|exceeds?|limit(?:ed)?|more than)\b")


def _sums_differ(one: Provision, other: Provision) -> bool:
    mine, theirs = one.reading.money[0], other.reading.money[0]
    if mine.unit != theirs.unit or not (one.subject & other.subject or one.price_of):
        return False
    same = _one_case(one, other) or (one.price_of == other.price_of != frozenset() and not _conditional(one, other))
    return same and not mine.same_amount(theirs)


def _conditional(one: Provision, other: Provision) -> bool:
    return one.has_condition or other.has_condition


def _one_case(one: Provision, other: Provision) -> bool:
    """Whether two sums are named for the same case."""
    if one.block != other.block and (_IF.search(one.words) or _IF.search(other.words)):
        vague = _PRONOUN_IF.search(one.words) or _PRONOUN_IF.search(other.words)
        return one.subject == other.subject and len(one.subject) > 2 and not vague  # noqa: PLR2004 - more than an act and its object
    bounded = _BOUND.search(one.words) is not None and _BOUND.search(other.words) is not None
    return (len(one.subject) > 1 or bounded) and _same_matter(one, other, _ALL, shared=1 if bounded else 2)


def _free_and_charged(free: Provision, charged: Provision) -> bool:
    included = frozenset(stem(found["whole"]) for found in _INCLUDED_IN.finditer(free.words))
    mine, theirs = free.subject - included - _PAYERS, charged.subject - included - _PAYERS
    shared = len(mine & theirs)
    return shared > 0 and len(mine ^ theirs) <= min(shared, 2)


_INCLUDED_IN = caseless(r"\bincluded in (?:the|your|each|every) (?P<whole>\w+)")
_PAYERS = frozenset({GROUP[stem("customer")]})


def _automatic_and_claimed(automatic: Provision, claimed: Provision) -> bool:
    return _same_matter(automatic, claimed, _HALF) or _claims_every_payment(automatic, claimed)


def _claims_every_payment(automatic: Provision, claimed: Provision) -> bool:
    """Whether a kind of payment that comes by itself is, without naming a case, said to need a claim."""
    return (
        bool(automatic.payments & claimed.payments)
        and _PAYS_ONLY_IF.search(claimed.words) is not None
        and not claimed.reading.has("failure")
    )


_PAYS_ONLY_IF = caseless(
    r"\b(?:we |are |is )?(?:pay|pays|give|gives|grant|grants|paid|given|granted|credited)\b[^.;]{0,40}\bonly\b"
    r"|\bonly\b[^.;]{0,40}\b(?:paid|given|granted|credited)\b"
    r"|\b(?:credits?|vouchers?|refunds?|compensation|payments?|discounts?)\b[^.;]{0,20}\b(?:must|have to|has to"
    r"|need to) be"
    r" (?:claimed|requested|applied for)\b"
)


def _final_and_open(final: Provision, other: Provision) -> bool:
    """Whether what is called final can be taken to somebody else all the same."""
    return bool(other.topic & _DECISIONS and final.topic & _DECISIONS and not final.topic & _GAMES)


_DECISIONS = frozenset(GROUP.get(stem(word), stem(word)) for word in "decision complaint reply dispute claim".split())
_GAMES = frozenset(
    GROUP.get(stem(word), stem(word)) for word in "prize draw raffle competition contest jury game".split()
)


def _in_and_out(inside: Provision, outside: Provision) -> bool:
    others = outside.subject - inside.subject
    within = [_length(limit.unit, limit.amount) for limit in inside.reading.times]
    beyond = [_length(limit.unit, limit.amount) for limit in outside.reading.times]
    if within and beyond and max(within) <= min(beyond):
        return False  # "trips of up to 60 days", and "longer ones are not"
    return bool(inside.subject & outside.subject) and len(others) <= (1 if len(outside.subject) > 1 else 0)


def _open_and_shut(opened: Provision, closed: Provision) -> bool:
    days = [day for day in opened.reading.facts.weekdays if day.first != day.last]
    if days and not any(span.first <= day.first <= span.last for span in days for day in closed.reading.facts.weekdays):
        return False
    return bool((opened.topic & closed.topic) - {stem("day"), stem("open"), stem("closed")})


def _granted_and_denied(granted: Provision, denied: Provision) -> bool:
    if granted.has_condition or granted.reading.times or granted.reading.money:
        return False
    if denied.verbs & _PREDICATES and granted.verbs & (denied.subject | _PREDICATES):
        return denied.subject <= granted.subject and bool(denied.subject - STARTERS)
    whole = UNIVERSAL.search(denied.words) and denied.subject <= granted.subject
    if not whole and len(denied.subject ^ granted.subject) > 1:
        return False
    return _same_matter(granted, denied, _ALL, shared=2) and bool(denied.verbs & granted.verbs)


_PREDICATES = frozenset(stem(word) for word in ("possible", "available", "permit", "allowed", "offered", "accepted"))


def _needless_and_needed(needless: Provision, needed: Provision) -> bool:
    """Whether one does without a thing that the other asks for: "no appointment needed", "only by appointment"."""
    if not needless.needless & needed.topic:
        return False
    mine, theirs = needless.subject - needless.needless, needed.subject - needless.needless
    return mine <= theirs or theirs <= mine or len(mine & theirs) > 1


def _endless_and_ending(endless: Provision, ending: Provision) -> bool:
    return _same_matter(endless, ending, _HALF)


def _days_differ(on: Provision, only: Provision) -> bool:
    return not on.days <= only.days and _same_matter(on, only, _HALF)


def _ways_differ(other: Provision, one_way: Provision) -> bool:
    """Whether another means of payment, or another route, is offered than the only one."""
    pay = {way for way in one_way.ways if way.startswith("pay ")}
    family = pay or one_way.ways
    offered = {way for way in other.ways if way.startswith("pay ") == bool(pay)}
    matter = (other.topic & one_way.topic) - STARTERS
    return bool(offered) and not offered & family and bool(matter)


def _counts_differ(one: Provision, other: Provision) -> bool:
    return (
        one.counts.keys() == other.counts.keys()
        and one.counts != other.counts
        and _same_matter(one, other, _ALL, shared=2)
    )


def _ends_differ(one: Provision, other: Provision) -> bool:
    """Whether one thing lasts for two different times: "runs for two years", "ends after 12 months"."""
    lengths = {_length(limit.unit, limit.amount) for limit in one.reading.times}
    others = {_length(limit.unit, limit.amount) for limit in other.reading.times}
    if len(lengths) != 1 or len(others) != 1 or lengths == others:
        return False
    return _same_matter(one, other, _ALL) or bool(one.kept & other.kept)


def _closing_times_differ(one: Provision, other: Provision) -> bool:
    return one.closing != other.closing and _same_matter(one, other, _ALMOST_ALL)


def _opening_times_differ(one: Provision, other: Provision) -> bool:
    if one.opening == other.opening or one.reading.facts.weekdays or other.reading.facts.weekdays:
        return False
    return one.subject == other.subject and one.reading.clause.kind is other.reading.clause.kind


def _hours_differ(all_day: Provision, hours: Provision) -> bool:
    """Whether what can be reached day and night is open between two times only."""
    if _SHUT_THEN.search(hours.words):
        return False  # `_open_and_shut` compares these
    return hours.subject <= all_day.subject and bool(hours.subject & all_day.subject)


_SHUT_THEN = caseless(r"\b(?:closed|shut|nobody|quiet|unstaffed)\b")


def _groups_differ(other: Provision, one_group: Provision) -> bool:
    """Whether another kind of customer is let in where one kind only may be."""
    mine, theirs = one_group.subject - _GROUPS, other.subject - _GROUPS
    allowed = caseless(r"\b(?:may|can|welcome|open to|are allowed)\b").search(other.words)
    return bool(allowed and other.groups and not other.groups & one_group.groups and mine and mine <= theirs)


_GROUPS = frozenset(
    GROUP.get(stem(word), stem(word))
    for word in (
        "guest visitor resident pensioner senior subscriber tenant patient passenger member student adult child"
        " children business household parent holder owner use"
    ).split()
)


def _percentages_differ(one: Provision, other: Provision) -> bool:
    return one.percentages != other.percentages and _same_matter(one, other, _ALL)


def _ages_differ(one: Provision, other: Provision) -> bool:
    if one.ages == other.ages:
        return False
    both_free = FREE.search(one.words) is not None and FREE.search(other.words) is not None
    return _same_matter(one, other, _ALL) or (both_free and bool(one.groups) and one.groups == other.groups)


def _ends_and_binds(free: Provision, bound: Provision) -> bool:
    """Whether what can be ended at any time runs for some time at the least."""
    return _same_matter(free, bound, _HALF)


def _paid_in_parts(parts: Provision, whole: Provision) -> bool:
    """Whether what may be paid in parts is due at once."""
    mine, theirs = parts.subject - _SUMS, whole.subject - _SUMS
    return bool(mine & theirs) or not (mine and theirs)


_SUMS = frozenset(GROUP.get(stem(word), stem(word)) for word in "instalment part sum payment customer month".split())


def _works_on_day_off(on: Provision, off: Provision) -> bool:
    """Whether something is done on a day on which it is said not to be done."""
    return bool(on.days & off.days) and _same_matter(on, off, _HALF) and not off.has_condition


def _needless_and_charged(needless: Provision, charged: Provision) -> bool:
    """Whether a thing that is not needed has a price: "you need no ticket", "the ticket costs 2 euros"."""
    return bool(needless.needless & charged.topic) and _same_matter(needless, charged, _HALF)


_WITHOUT_NOT = caseless(r"without\b.*\b(?:not|no|never|cannot)\b")  #: "without a receipt we do not exchange"


def _none_and_some(none: Provision, some: Provision) -> bool:
    """Whether "there is no booking fee" stands against "a booking fee of 2 euros"; "no cash" against "pay in cash"."""
    if some.reading.has("failure") or FREE.search(some.words):
        return False
    exists = caseless(r"\bthere (?:is|are) no\b|\bfree of\b").search(none.words) is not None
    if _WITHOUT_NOT.match(none.words):
        return False
    for found in NO_THING.finditer(none.words):
        thing = content_stems(found["thing"])
        if not thing or not thing <= some.reading.stems:
            continue
        purpose = content_stems(none.words[found.end() :])
        if exists and len(purpose & some.reading.stems) * 2 < len(purpose):
            continue  # "no points for repairs" leaves other points
        rest = none.subject - {GROUP.get(one, one) for one in thing}
        if (exists and len(some.subject) <= len(none.subject) + 2) or (rest and rest <= some.subject):
            return True
    return False


_PAIRS: Sequence[tuple[Side, Side, Callable[[Provision, Provision], bool]]] = (
    (Side.LIMIT, Side.LIMIT, _limits_differ),
    (Side.SUM, Side.SUM, _sums_differ),
    (Side.FREE, Side.CHARGED, _free_and_charged),
    (Side.AUTOMATIC, Side.CLAIMED, _automatic_and_claimed),
    (Side.INSIDE, Side.OUTSIDE, _in_and_out),
    (Side.EVERY_DAY, Side.SHUT, _open_and_shut),
    (Side.YES, Side.NO, _granted_and_denied),
    (Side.CLOSING, Side.CLOSING, _closing_times_differ),
    (Side.PERCENT, Side.PERCENT, _percentages_differ),
    (Side.AGE, Side.AGE, _ages_differ),
    (Side.NONE, Side.YES, _none_and_some),
    (Side.NEEDLESS, Side.NEEDED, _needless_and_needed),
    (Side.ENDLESS, Side.ENDS, _endless_and_ending),
    (Side.ENDS, Side.ENDS, _ends_differ),
    (Side.ON_DAYS, Side.ONLY_DAYS, _days_differ),
    (Side.YES, Side.ONE_WAY, _ways_differ),
    (Side.COUNT, Side.COUNT, _counts_differ),
    (Side.OPENING, Side.OPENING, _opening_times_differ),
    (Side.ALL_DAY, Side.HOURS, _hours_differ),
    (Side.YES, Side.ONE_GROUP, _groups_differ),
    (Side.FINAL, Side.OPEN, _final_and_open),
    (Side.INSTALMENTS, Side.ONE_SUM, _paid_in_parts),
    (Side.FREE, Side.BORNE, _free_and_charged),
    (Side.ANY_TIME, Side.LEAST_TERM, _ends_and_binds),
    (Side.ON_DAYS, Side.OFF_DAYS, _works_on_day_off),
    (Side.NEEDLESS, Side.CHARGED, _needless_and_charged),
)
_Test = Callable[[Provision, Provision], bool]
_OPPOSITE: dict[Side, set[Side]] = defaultdict(set)
_AGAINST: dict[Side, list[tuple[Side, _Test]]] = defaultdict(list)  #: by the side that a test takes first
for _one, _other, _differ in _PAIRS:
    _OPPOSITE[_one].add(_other)
    _OPPOSITE[_other].add(_one)
    _AGAINST[_one].append((_other, _differ))
