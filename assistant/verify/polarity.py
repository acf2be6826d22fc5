"""Where a statement says no and the evidence yes, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.verify.evidence import Segment
from assistant.verify.figures import Figure
from assistant.verify.figures_match import Match, match_figure
from assistant.verify.lexicon import lexicon
from assistant.verify.reading import Clause, ClauseKind, Reading, Word
from assistant.verify.telling import borne, has, total, weight

_MOST = 0.5
_UNCLEAR = 0.4  #: what a conflict counts where another clause says the contrary of the closest one
_RIVAL = 0.7
_MET = 0.6
_YES_NO = re.compile(r"\b(?:yes|no|none|not|never)\b|[✓✗]", re.IGNORECASE)
_ENOUGH = 0.35
_FIGURE = 0.7
_BESIDE = 0.8  #: a condition's words say less of what a clause grants
_NEAR_WITHOUT = 24  #: characters
_WITHOUT = re.compile(r"\bwithout\s", re.IGNORECASE)
_UNDONE = re.compile(
    r"\bun(?:broken|opened|used|worn|paid|marked|damaged|locked|sealed|wrapped|read|claimed)\b", re.IGNORECASE
)
_TOKEN = re.compile(r"\w+")
_VERB_FIRST = re.compile(
    r"(?:is|are|was|were|has|have|does|do|will|can|cannot|may|must|needs?|gets?|pays?|receives?|costs?)\b",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(
    rf"(?:(?:and|or|but|though|although|yet)\s(?:then\s)?(?:not|never|{_VERB_FIRST.pattern})|so\splease\b|{_VERB_FIRST.pattern})",
    re.IGNORECASE,
)
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
    if _tokens(statement.text) == _tokens(segment.hit.unit.plain):
        return result  # said word by word: it cannot say the contrary of itself
    turned = _turned_condition(statement, segment.reading)
    twisted = _without_twist(statement, segment.reading)
    for number, clause in enumerate(statement.clauses):
        if clause.kind is ClauseKind.CONDITION and not clause.denied:
            apart = _excepted([w for w in statement.words if w.clause == number], (), segment.reading)
            if apart is not None and apart != denied(statement, number):
                result.clauses += 1
                result.clause_text = clause.span.of(statement.text).strip()
        if clause.kind is ClauseKind.RELATIVE and not clause.denied:
            words = [word for word in statement.words if word.clause == number and not word.soft]
            result.words += sum(1.0 for word in words if _signs(word, segment) == {True})
        if clause.kind is not ClauseKind.MAIN:
            continue
        mine = clause.denied != twisted
        stance = _stance(statement, number, segment.reading, turned, mine=mine)
        if stance.against:
            result.clauses += stance.against
            result.clause_text = clause.span.of(statement.text).strip()
        if stance.against < 1 and not mine and not stance.settled:
            words = [word for word in statement.words if word.clause == number and (word.noun or not word.soft)]
            result.words += sum(1.0 for word in words if _signs(word, segment) == {True})
    opposites = lexicon().opposites
    stems = segment.reading.stems
    result.opposite = float(
        sum(1 for word in statement.words if opposites.get(word.stem) in stems and word.stem not in stems)
    )
    result.excluded, result.excluding = _excluded(statement, missing, segment, others)
    return result


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.casefold())


@dataclass(frozen=True, slots=True)
class _Stance:
    """How far the clauses of the evidence that speak of the same thing speak against a clause."""

    against: float = 0.0
    settled: bool = False  #: an exception was met, so that single words under the denial say nothing


def _stance(statement: Reading, number: int, evidence: Reading, turned: int | None, *, mine: bool) -> _Stance:
    """Whether the evidence's clauses that share most with a clause of the statement say the contrary.

    Args:
        statement: what is said.
        number: its clause.
        evidence: what may bear it out.
        turned: the clause of the evidence whose condition the statement turns round, if any.
        mine: whether the statement's clause denies.
    """
    words = [word for word in statement.words if word.clause == number]
    figures = [f for f in statement.figures if statement.clause_at(f.span.start) == number and not f.implied]
    apart = _excepted(words, figures, evidence)
    if apart is not None and _free(figures) and not _free(evidence.figures):
        return _Stance()  # "a change costs £5, except on Mondays": then it is free
    if apart is not None:
        return _Stance(float(apart != mine))
    shares: dict[bool, float] = {True: 0.0, False: 0.0}
    row = evidence.text.count("; ") > 1
    settled = False
    for place, clause in enumerate(evidence.clauses):
        if clause.kind is ClauseKind.RELATIVE and clause.denied:
            continue
        if place in _subjects(evidence):
            continue
        places = _read_together(evidence, place)
        keys = frozenset(key for word in evidence.words if word.clause in places for key in word.keys)
        theirs = [f for f in evidence.figures if evidence.clause_at(f.span.start) in places]
        share = total(word for word in words if borne(keys, word))
        share += sum(_FIGURE for figure in figures if match_figure(figure, theirs) is not Match.NONE)
        if clause.kind is not ClauseKind.MAIN:
            share *= _BESIDE
        met = clause.kind is ClauseKind.MAIN and _exception_met(statement, evidence, place)
        sign, settled = denied(evidence, place) != (met or place == turned), settled or met
        if row and not _YES_NO.search(clause.span.of(evidence.text)):
            continue
        shares[sign] = max(shares[sign], share)
    if mine:  # what denies need share only the denied thing: "no card is needed to try it"
        return _Stance(float(shares[True] < _ENOUGH * shares[False]))
    if shares[True] <= shares[False]:
        return _Stance(settled=settled)
    return _Stance(1.0 if shares[False] < _RIVAL * shares[True] else _UNCLEAR)


def _read_together(reading: Reading, place: int) -> frozenset[int]:
    """A clause with the main one before it, where it has no subject of its own: "is £25 and is never refunded"."""
    before = [number for number in range(place) if reading.clauses[number].kind is ClauseKind.MAIN]
    carried = before and _NO_SUBJECT.match(reading.clauses[place].span.of(reading.text))
    if not carried or _STOP.search(
        reading.text[reading.clauses[before[-1]].span.start : reading.clauses[place].span.start]
    ):
        return frozenset({place})
    return frozenset({before[-1], place})


def _subjects(reading: Reading) -> frozenset[int]:
    """The clauses that are only the subject of a later one: "Lodgers who share your kitchen need no consent"."""
    found = []
    for place in range(len(reading.clauses) - 2):
        main, relative, rest = (clause.span.of(reading.text) for clause in reading.clauses[place : place + 3])
        split = reading.clauses[place + 1].kind is ClauseKind.RELATIVE and _VERB_FIRST.match(rest)
        if split and not main.rstrip().endswith((".", ",")) and not relative.rstrip().endswith((".", ",")):
            found.append(place)
    return frozenset(found)


def _exception_met(statement: Reading, evidence: Reading, main: int) -> bool:
    """Whether a statement's condition is the exception of a clause: "only if we agreed" for "not unless we agreed"."""
    for number, clause in enumerate(statement.clauses):
        words = [word for word in statement.words if word.clause == number]
        if clause.kind is not ClauseKind.CONDITION or clause.denied or not words:
            continue
        for place, other in enumerate(evidence.clauses):
            if other.kind is not ClauseKind.EXCEPTION or main_of(evidence, place) is not evidence.clauses[main]:
                continue
            keys = frozenset(key for word in evidence.words if word.clause == place for key in word.keys)
            if total(word for word in words if has(keys, word)) >= _MET * total(words):
                return True
    return False


def _free(figures: Sequence[Figure]) -> bool:
    return any(figure.dimension == "free" for figure in figures)


def _excepted(words: Sequence[Word], figures: Sequence[Figure], evidence: Reading) -> bool | None:
    """What an exception of the evidence says, where it alone has a telling word or a figure of the clause."""
    for place, clause in enumerate(evidence.clauses):
        if clause.kind is not ClauseKind.EXCEPTION:
            continue
        inside = frozenset(key for word in evidence.words if word.clause == place for key in word.keys)
        others = frozenset(key for word in evidence.words if word.clause != place for key in word.keys)
        held = [f for f in evidence.figures if evidence.clause_at(f.span.start) == place]
        rest = [f for f in evidence.figures if f not in held]
        found = any(not word.soft and has(inside, word) and not has(others, word) for word in words)
        given = any(match_figure(f, held) is not Match.NONE and match_figure(f, rest) is Match.NONE for f in figures)
        if found or given:
            return denied(evidence, place)
    return None


def _without_twist(statement: Reading, evidence: Reading) -> bool:
    """Whether one side has "without" what the other has: "not without a ticket" for "you need a ticket"."""
    return _without(statement, evidence) != _without(evidence, statement)


def _without(reading: Reading, other: Reading) -> bool:
    for match in _WITHOUT.finditer(reading.text):
        if any(word.span.start <= match.start() < word.span.end for word in reading.words):
            continue  # "without charge" is read as one word
        if not re.search(r"\w", reading.text[: match.start()]):
            continue  # "Without a receipt, …" is a condition
        clause = reading.clause_at(match.end())
        words = [
            w for w in reading.words if w.clause == clause and w.span.start >= match.end() and (w.noun or not w.soft)
        ][:1]
        plain = {key for word in other.words for key in word.keys if not _follows_without(other, word)}
        if words and all(has(frozenset(plain), word) for word in words):
            return True
    return False


def _follows_without(reading: Reading, word: Word) -> bool:
    return _WITHOUT.search(reading.text, max(0, word.span.start - _NEAR_WITHOUT), word.span.start) is not None


def _turned_condition(statement: Reading, evidence: Reading) -> int | None:
    """The clause whose condition is turned round: "we pay while it does not rain" for "we do not pay if it rains"."""
    for number, clause in enumerate(statement.clauses):
        if clause.kind not in {ClauseKind.CONDITION, ClauseKind.EXCEPTION}:
            continue
        words = [word for word in statement.words if word.clause == number]
        best, inner, at = 0.0, None, 0
        for place, other in enumerate(evidence.clauses):
            if other.kind not in {ClauseKind.CONDITION, ClauseKind.EXCEPTION}:
                continue
            keys = frozenset(key for word in evidence.words if word.clause == place for key in word.keys)
            shared = total(word for word in words if has(keys, word))
            if shared > best:
                best, inner, at = shared, _inner(evidence, other), place
        if inner is not None and best >= _MOST * total(words) and inner != _inner(statement, clause):
            main = main_of(evidence, at)
            return evidence.clauses.index(main) if main is not None else None
    return None


def _inner(reading: Reading, clause: Clause) -> bool:
    undone = _UNDONE.search(clause.span.of(reading.text)) is not None
    return clause.denied != (clause.kind is ClauseKind.EXCEPTION) != undone


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
    main = main_of(reading, number)
    outcome = (main is not None and main.denied) != clause.denied
    return not outcome if clause.kind is ClauseKind.EXCEPTION else outcome


def main_of(reading: Reading, number: int) -> Clause | None:
    """The main clause that a condition belongs to: the nearest before it, else the first after it, in its sentence."""
    start = reading.clauses[number].span.start
    for clause in (*reversed(reading.clauses[:number]), *reading.clauses[number + 1 :]):
        between = reading.text[min(start, clause.span.start) : max(start, clause.span.start)]
        if clause.kind is ClauseKind.MAIN and not _STOP.search(between):
            return clause
    return None
