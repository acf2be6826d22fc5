"""Which promise a remedy, exclusion or duty belongs to, and what each promise leaves open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.commitments.records import Commitment, CommitmentType, Gap

_BINDING = (CommitmentType.PROMISE, CommitmentType.TARGET)
_ATTACHED = (CommitmentType.REMEDY, CommitmentType.EXCLUSION, CommitmentType.CUSTOMER_DUTY)
_BACK = re.compile(
    r"\b(?:this|that|these|those|the|any of these) (?:\S+ )?(?:limit|standard|promise|target|deadline|date"
    r"|time|period|goal|guarantee|commitment)s?\b"
    r"|\b(?:we|are) (?:are )?late\b|\bif (?:we|it|they) (?:do|does|is|are|cannot|fail|miss)\b|\bmiss (?:it"
    r"|this|that)\b|\bif not\b|\bin that case\b|\bthe payment\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z]{4,}")
_COMMON = frozenset(
    {
        "this",
        "that",
        "these",
        "those",
        "will",
        "with",
        "your",
        "from",
        "have",
        "been",
        "when",
        "where",
        "within",
        "after",
    }
    | {"before", "days", "hours", "working", "weeks", "they", "them", "their", "each", "every", "also", "then", "does"}
    | {"cannot", "please", "would", "could", "should", "which", "while", "there", "here", "more", "than", "only"}
)
_REACH = 8  # records looked back: further away a remedy has a promise of its own


def linked(records: Sequence[Commitment]) -> list[Commitment]:
    """The records with `belongs_to` filled where the text shows it, and with their gaps."""
    found = [replace(record, belongs_to=_promise_of(place, records)) for place, record in enumerate(records)]
    has_remedy = {
        record.belongs_to for record in found if record.type is CommitmentType.REMEDY and record.belongs_to is not None
    }
    return [replace(record, gaps=_gaps(record, has_remedy=place in has_remedy)) for place, record in enumerate(found)]


def _promise_of(place: int, records: Sequence[Commitment]) -> int | None:
    record = records[place]
    if record.part and record.type in _ATTACHED:  # a further clause of a unit belongs to the unit's own label
        first = place - record.part
        return first if records[first].type in _BINDING else records[first].belongs_to
    if record.type not in _ATTACHED:
        return None
    candidates = [
        (other, _nearness(record, records[other], place - other))
        for other in range(max(0, place - _REACH), place)
        if records[other].type in _BINDING and records[other].headings == record.headings
    ]
    best = max(candidates, key=lambda candidate: candidate[1], default=None)
    if best is None or best[1] < 1:
        return None
    return best[0]


def _nearness(record: Commitment, promise: Commitment, distance: int) -> float:
    """How much speaks for the promise: words shared, words that point back, the same passage, nearness."""
    shared = len(_words(record.text) & _words(promise.text))
    points_back = _BACK.search(record.text) is not None
    same_passage = record.passage is not None and record.passage == promise.passage
    has_limit = promise.time_limit is not None
    score = shared + (1.5 if points_back and has_limit else 0.5 if points_back else 0) + (0.5 if same_passage else 0)
    return score + 1 / distance - (0 if record.type is not CommitmentType.CUSTOMER_DUTY else 0.5)


def _words(text: str) -> set[str]:
    return {word.rstrip("s") for word in _WORD.findall(text.lower())} - _COMMON


def _gaps(record: Commitment, *, has_remedy: bool) -> tuple[Gap, ...]:
    if record.type not in _BINDING:
        return ()
    gaps: list[Gap] = []
    limit = record.time_limit
    if limit is None and not record.negative:
        gaps.append(Gap.LIMIT)
    if limit is not None and limit.unit == "day" and limit.clock is None and 0 not in (limit.min, limit.max):
        gaps.append(Gap.CLOCK)
    if limit is not None and record.start_event is None:
        gaps.append(Gap.START)
    if not has_remedy and record.remedy is None:
        gaps.append(Gap.REMEDY)
    if record.channel is None:
        gaps.append(Gap.CHANNEL)
    return tuple(gaps)
