"""Where a statement says no and the evidence yes, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.verify.evidence import Segment
from assistant.verify.lexicon import lexicon
from assistant.verify.reading import Clause, ClauseKind, Reading, Word
from assistant.verify.telling import has, total, weight

_MOST = 0.5
_ENOUGH = 0.3
_STOP = re.compile(r"[.!?;]\s")


@dataclass(slots=True)
class PolaritySignals:
    """How far yes and no differ."""

    clauses: float = 0.0  #: clauses most of whose words the evidence has with the other polarity
    words: float = 0.0  #: weight of telling words that it has with the other polarity only, in other clauses
    opposite: float = 0.0  #: free for charged, automatic for on claim
    excluded: float = 0.0  #: weight of words missing in the evidence that another unit has in a denial
    clause_text: str = ""
    excluding: str = ""  #: the unit that denies


def polarity_signals(
    statement: Reading, missing: Sequence[Word], segment: Segment, others: Sequence[Segment]
) -> PolaritySignals:
    """Compare yes and no clause by clause and word by word."""
    result = PolaritySignals()
    turned = _turned_condition(statement, segment.reading)
    for number, clause in enumerate(statement.clauses):
        if clause.kind is ClauseKind.RELATIVE and clause.denied:
            continue
        words = [word for word in statement.words if word.clause == number]
        mine = denied(statement, number)
        if clause.kind is ClauseKind.MAIN and turned:
            mine = not mine
        if mine and not _denial_shared(words, segment.reading):
            if any(_signs(word, segment) for word in words):
                result.clauses += 1
                result.clause_text = clause.span.of(statement.text).strip()
        elif mine and statement.wideners:
            result.words += total(word for word in words if not word.soft and _signs(word, segment) == {False})
        elif not mine:
            against = [word for word in words if _signs(word, segment) == {True}]
            if total(against) > _MOST * total(word for word in words if _signs(word, segment)):
                result.clauses += 1
                result.clause_text = clause.span.of(statement.text).strip()
            else:
                result.words += total(word for word in against if not word.soft)
    opposites = lexicon().opposites
    stems = segment.reading.stems
    result.opposite = float(
        sum(1 for word in statement.words if opposites.get(word.stem) in stems and word.stem not in stems)
    )
    result.excluded, result.excluding = _excluded(statement, missing, segment, others)
    return result


def _turned_condition(statement: Reading, evidence: Reading) -> bool:
    """Whether a condition is turned round: "we pay as long as it does not rain" for "we do not pay if it rains"."""
    for number, clause in enumerate(statement.clauses):
        if clause.kind not in {ClauseKind.CONDITION, ClauseKind.EXCEPTION}:
            continue
        words = [word for word in statement.words if word.clause == number]
        best, inner = 0.0, None
        for place, other in enumerate(evidence.clauses):
            if other.kind not in {ClauseKind.CONDITION, ClauseKind.EXCEPTION}:
                continue
            keys = frozenset(key for word in evidence.words if word.clause == place for key in word.keys)
            shared = total(word for word in words if has(keys, word))
            if shared > best:
                best, inner = shared, _inner(other)
        if inner is not None and best >= _MOST * total(words) and inner != _inner(clause):
            return True
    return False


def _inner(clause: Clause) -> bool:
    return clause.denied != (clause.kind is ClauseKind.EXCEPTION)


def _denial_shared(words: Sequence[Word], reading: Reading) -> bool:
    """Whether a clause of the evidence that denies shares enough with these words."""
    shares: dict[bool, float] = {True: 0.0, False: 0.0}
    for number, _ in enumerate(reading.clauses):
        keys = frozenset(key for word in reading.words if word.clause == number for key in word.keys)
        sign = denied(reading, number)
        shares[sign] = max(shares[sign], total(word for word in words if has(keys, word)))
    return shares[True] > 0 and shares[True] >= _ENOUGH * shares[False]


def _signs(word: Word, segment: Segment) -> set[bool]:
    """With which polarity the evidence has a word."""
    return _signs_in(word, segment.reading)


def _signs_in(word: Word, reading: Reading) -> set[bool]:
    signs: set[bool] = set()
    for other in reading.words:
        if not word.keys.isdisjoint(other.keys):
            clause = reading.clauses[other.clause]
            relative = clause.kind is ClauseKind.RELATIVE and clause.denied
            signs |= {True, False} if relative else {denied(reading, other.clause)}
    return signs


def _excluded(
    statement: Reading, missing: Sequence[Word], segment: Segment, others: Iterable[Segment]
) -> tuple[float, str]:
    granting = [word for word in missing if not denied(statement, word.clause)]
    most, excluding = 0.0, ""
    for other in others:
        if other.outdated or other.place in segment.places:
            continue
        found = sum(weight(w) for w in granting if _signs_in(w, other.reading) == {True})
        if found > most:
            most, excluding = found, other.hit.unit.plain
    return most, excluding


def denied(reading: Reading, number: int) -> bool:
    """Whether the sentence denies what it speaks of where a clause holds.

    "We pay unless it rains" and "we do not pay if it rains" both deny under rain; so does "we pay if it does not rain".
    """
    clause = reading.clauses[number]
    if clause.kind is ClauseKind.MAIN:
        return clause.denied
    main = _main_of(reading, number)
    outcome = (main is not None and main.denied) != clause.denied
    return not outcome if clause.kind is ClauseKind.EXCEPTION else outcome


def _main_of(reading: Reading, number: int) -> Clause | None:
    """The main clause that a condition belongs to: the nearest before it, else the first after it, in its sentence."""
    start = reading.clauses[number].span.start
    for clause in (*reversed(reading.clauses[:number]), *reading.clauses[number + 1 :]):
        between = reading.text[min(start, clause.span.start) : max(start, clause.span.start)]
        if clause.kind is ClauseKind.MAIN and not _STOP.search(between):
            return clause
    return None
