"""Contradictions: two commitments in force for the same people on the same matter that cannot both be kept.

It is meant to be read, so it would rather miss one than report a false one: what two commitments speak of must be the
same but for words that say nothing of the case, and neither may belong to a channel, stage, product or group of
customers that the other does not.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from assistant.commitments import Commitment, CommitmentType, Slot, Strength, TimeLimit
from assistant.facts import find_channels, is_negated
from assistant.register.changes import amount_words, limit_words
from assistant.register.records import Registered
from assistant.rules.matter import GROUP
from assistant.rules.stems import content_stems, stem

_LEAST_SHARED = 4  #: words that both must speak of
_ALIKE = 0.75  #: which share of all their words that must be
_LEAST_OF_SAME = 2  #: words that are enough where both speak of nothing else
_SURE_OF_SAME = 4  #: words with which headings need not be looked at
#: acts that are said in two words
_PHRASES = (
    (
        re.compile(
            r"\b(?:send|sent|hand(?:ed)?|bring|brought|give|given|take|taken) (?:it |them )?back\b", re.IGNORECASE
        ),
        "return",
    ),
    (re.compile(r"\b(?:money|paid|pay) back\b", re.IGNORECASE), "refund"),
    (re.compile(r"\b(?:get|gets|call|calls) back to\b", re.IGNORECASE), "reply"),
    (re.compile(r"\bput right\b", re.IGNORECASE), "repair"),
    (
        re.compile(r"\b(?:keeps?|kept|stor(?:e|es|ed)|retain(?:s|ed)?|deletes?d?|erased?s?)\b", re.IGNORECASE),
        "retention",
    ),
)
#: other words for one act, besides those that the rules of wording know
_ACTS = (
    "decide decides decided decision settle settles settled resolve resolves resolved",
    "guarantee guarantees guaranteed warranty",
    "notice announce announces announced announcement",
    "available availability uptime",
    "acknowledge acknowledges acknowledged acknowledgement confirm confirms confirmed",
)
_ACT_OF = {stem(word): stem(group.split()[0]) for group in _ACTS for word in group.split()}
#: acts of which one may speak without naming a thing: "We refund you within ten days"
_ACT_WORDS = frozenset(
    _ACT_OF.get(one, GROUP.get(one, one))
    for one in map(
        stem,
        ("uptime", "reply", "refund", "return", "deliver", "repair", "decide", "acknowledge", "cancel", "guarantee"),
    )
)
#: what is available goes by many names, and it is mostly all there is
_UPTIME = _ACT_OF[stem("uptime")]
_WHAT_IS_UP = frozenset(map(stem, ("service", "services", "system", "platform", "guarantee", "calendar", "online")))
#: words that say nothing of the case: whoever is promised something, whatever was bought, what a promise is made of
_GENERIC = frozenset(
    stem(word)
    for word in (
        "customer anything something everything item items goods product products thing things you paid pay pays make"
        " made get gets receive receives receipt guarantee promise always full back free everybody everyone anyone"
        " automatically cannot ahead advance written writing normally whole time completely maximum limit days hours"
        " weeks take takes taken need needs"
    ).split()
) - {_ACT_OF[stem("guarantee")]}
_MINUTES = {"minute": 1.0, "hour": 60.0, "day": 1440.0, "week": 10080.0, "month": 43200.0, "year": 518400.0}
_WORKING_DAY = "working_day"
_COMPARED = frozenset({CommitmentType.PROMISE, CommitmentType.TARGET, CommitmentType.REMEDY, CommitmentType.EXCLUSION})
_SEGMENT = re.compile(
    r"\b(?:premium|standard|basic|gold|silver|bronze|express|next-day|business|trade|private|household|weekdays?"
    r"|weekends?|online|in[ -]shop|abroad|domestic|international|urgent|emergency|written|summer|winter|first|second"
    r"|third|final|large|small|adults?|child|children|students?|members?|staff|islands?|mainland|city|rural|faulty|new"
    r"|used|sale|clearance|opened|unopened|(?:paid|free)(?= (?:plan|account|tier|user|member|subscription)s?\b)|annual"
    r"|monthly|single|season)\b",
    re.IGNORECASE,
)
_STAGE = re.compile(r"\b(?:stage|step|level|phase|tier|zone|class|band|group|plan)\s+(?P<which>\w+)", re.IGNORECASE)
_FURTHER = re.compile(
    r"\b(?:instead|further|additional(?:ly)?|in addition|extra|another|otherwise|longer|extend\w*|other(?!wise)|also"
    r"|previously|formerly|until \d|used to|replaced|unless|except)\b",
    re.IGNORECASE,
)


class ConflictKind(StrEnum):
    """In what two commitments differ."""

    LIMIT = "limit"
    AMOUNT = "amount"
    POLARITY = "polarity"  #: one grants what the other refuses


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two commitments that cannot both be kept; which of them holds is for the organisation to say."""

    kind: ConflictKind
    one: Registered
    other: Registered
    reason: str  #: "5 working days against 10 working days."


def conflicts(records: Sequence[Registered]) -> list[Conflict]:
    """The contradictions among commitments that are in force at the same time, in the records' order."""
    matters = [_Matter(record) for record in records if record.commitment.type in _COMPARED]
    found: list[Conflict] = []
    for one, other in _candidates(matters):
        difference = _difference(one, other) if _same_matter(one, other) else None
        if difference is not None:
            kind, reason = difference
            found.append(Conflict(kind, one.record, other.record, reason))
    return _each_once(found)


class _Matter:
    """A commitment made comparable; every property is worked out once."""

    def __init__(self, record: Registered) -> None:
        self.record = record
        self.commitment = record.commitment

    @cached_property
    def topic(self) -> frozenset[str]:
        """What it speaks of: stems, with synonyms joined, without words that say nothing of the case."""
        words = self.commitment.text
        for pattern, act in _PHRASES:
            words = pattern.sub(act, words)
        topic = _topic(words) - _GENERIC
        return topic - _WHAT_IS_UP if _UPTIME in topic else topic

    @cached_property
    def core(self) -> frozenset[str]:
        """The topic without the words of its start event."""
        return self.topic - self.of_start

    @cached_property
    def under(self) -> frozenset[str]:
        """What its nearest heading adds to it."""
        return _topic(" ".join(self.commitment.headings[-1:])) - _GENERIC - self.core

    @cached_property
    def of_start(self) -> frozenset[str]:
        """The words of its start event, which may be said in another way."""
        return _topic(self.commitment.start_event.text if self.commitment.start_event else "") - _GENERIC

    @cached_property
    def cases(self) -> frozenset[str]:
        """The segments and stages that it, its heading or its document's title names."""
        words = " ".join((self.record.version.title, *self.commitment.headings[-2:], self.commitment.text))
        segments = {stem(found[0]) for found in _SEGMENT.finditer(words)}
        return frozenset(segments | {found[0].lower() for found in _STAGE.finditer(words)})

    @cached_property
    def channels(self) -> frozenset[str]:
        """The channels that it or its heading names."""
        words = " ".join((*self.commitment.headings[-1:], self.commitment.text))
        return frozenset(mention.value for mention in find_channels(words))

    @property
    def points_back(self) -> bool:
        """Whether its condition is said elsewhere: "if it does not"."""
        return bool(self.commitment.conditions) and not _topic(self.commitment.conditions[0].text)

    @cached_property
    def conditions(self) -> frozenset[str]:
        """What its conditions and exceptions speak of."""
        slots = (*self.commitment.conditions, *self.commitment.exceptions)
        return _topic(" ".join(slot.text for slot in slots))


def _topic(words: str) -> frozenset[str]:
    return frozenset(_ACT_OF.get(one, GROUP.get(one, one)) for one in content_stems(words))


def _candidates(matters: Sequence[_Matter]) -> Iterator[tuple[_Matter, _Matter]]:
    """Pairs that share words enough, each once, the earlier first."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, matter in enumerate(matters):
        shared = Counter(earlier for word in matter.topic for earlier in places[word])
        for earlier in sorted(shared):
            if shared[earlier] >= min(_LEAST_OF_SAME, len(matter.topic), len(matters[earlier].topic)):
                yield matters[earlier], matter
        for word in matter.topic:
            places[word].append(place)


def _same_matter(one: _Matter, other: _Matter) -> bool:
    """Whether both speak of the same act, case and people, in different places."""
    same_place = one.record.version.id == other.record.version.id
    if same_place and one.commitment.unit == other.commitment.unit:
        return False
    same_words = one.topic == other.topic and len(one.topic) >= _SURE_OF_SAME
    if not same_words and not _same_core(one, other):
        if same_place and one.commitment.passage == other.commitment.passage:
            return False  # the items of a list and the sentences of a paragraph are different cases
        if not _alike(one, other):
            return False
    return _same_people(one, other) and _same_case(one, other)


def _same_core(one: _Matter, other: _Matter) -> bool:
    """Whether both name the same act and thing, though one may say from when and the other not.

    Few words are enough only where the headings do not tell two cases apart.
    """
    if (
        one.core != other.core
        or not one.core
        or (one.of_start and other.of_start and not one.of_start & other.of_start)
    ):
        return False
    if len(one.core) >= _SURE_OF_SAME:
        return True
    if len(one.core) < _LEAST_OF_SAME:
        return one.core <= _ACT_WORDS and (one.under == other.under or bool(one.under & other.under))
    return not one.under or not other.under or bool(one.under & other.under)


def _alike(one: _Matter, other: _Matter) -> bool:
    shared = one.topic & other.topic
    mine, theirs = one.topic - other.topic - one.of_start, other.topic - one.topic - other.of_start
    if mine and theirs:  # each speaks of something that the other does not
        return False
    everything = len(one.topic | other.topic)
    return len(shared) >= _LEAST_SHARED and len(shared) / everything >= _ALIKE


def _same_people(one: _Matter, other: _Matter) -> bool:
    mine, theirs = one.commitment, other.commitment
    if mine.legal_basis != theirs.legal_basis:
        return False
    if mine.promisor and theirs.promisor and mine.promisor != theirs.promisor:
        return False
    to = [_stems_of(slot.beneficiary) for slot in (mine, theirs)]
    return not (to[0] and to[1] and not to[0] & to[1])


def _same_case(one: _Matter, other: _Matter) -> bool:
    if one.cases != other.cases or one.channels != other.channels or one.conditions != other.conditions:
        return False
    if one.points_back or other.points_back:
        return False
    return not any(_FURTHER.search(matter.commitment.text) for matter in (one, other)) or one.topic == other.topic


def _stems_of(slot: Slot | None) -> frozenset[str]:
    return _topic(slot.text) if slot else frozenset()


def _difference(one: _Matter, other: _Matter) -> tuple[ConflictKind, str] | None:
    mine, theirs = one.commitment, other.commitment
    if Strength.AIM in {mine.strength, theirs.strength} and mine.strength is not theirs.strength:
        return None  # who aims at two days and promises five keeps both
    if (mine.time_limit or mine.amount) and (theirs.time_limit or theirs.amount):
        same = mine.type is theirs.type and is_negated(mine.text) == is_negated(theirs.text)
        return (_limits_differ(mine, theirs) or _amounts_differ(mine, theirs)) if same else None
    told = one.topic == other.topic and len(one.core) >= _LEAST_OF_SAME
    if _refuses(one) != _refuses(other) and told and not (one.conditions or other.conditions):
        return ConflictKind.POLARITY, "One grants what the other refuses."
    return None


def _limits_differ(mine: Commitment, theirs: Commitment) -> tuple[ConflictKind, str] | None:
    limits = mine.time_limit, theirs.time_limit
    if not (limits[0] and limits[1]) or mine.alt_time_limits or theirs.alt_time_limits:
        return None
    if _length(limits[0]) == _length(limits[1]):
        return None
    return ConflictKind.LIMIT, f"{limit_words(limits[0])} against {limit_words(limits[1])}."


def _amounts_differ(mine: Commitment, theirs: Commitment) -> tuple[ConflictKind, str] | None:
    amounts = mine.amount, theirs.amount
    if not (amounts[0] and amounts[1]) or mine.alt_amounts or theirs.alt_amounts:
        return None
    if mine.time_limit or theirs.time_limit:  # an amount that depends on how long something takes
        return None
    if (amounts[0].unit, amounts[0].per) != (amounts[1].unit, amounts[1].per) or amounts[0].value == amounts[1].value:
        return None
    return ConflictKind.AMOUNT, f"{amount_words(amounts[0])} against {amount_words(amounts[1])}."


def _refuses(matter: _Matter) -> bool:
    return matter.commitment.negative or matter.commitment.type is CommitmentType.EXCLUSION


def _length(limit: TimeLimit) -> tuple[bool, float | None, float | None]:
    """A limit in minutes; a working day is as long as no number of hours."""
    working = limit.unit == _WORKING_DAY
    each = 1.0 if working else _MINUTES.get(limit.unit, 1.0)
    low, high = (None if figure is None else figure * each for figure in (limit.min, limit.max))
    return working, None if low == high else low, high if high is not None else low


def _each_once(found: Sequence[Conflict]) -> list[Conflict]:
    """Without repeats: one provision may stand in several places."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for conflict in found:
        words = sorted(" ".join(one.commitment.text.split()) for one in (conflict.one, conflict.other))
        if (words[0], words[1]) not in seen:
            seen.add((words[0], words[1]))
            kept.append(conflict)
    return kept
