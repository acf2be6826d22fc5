"""Where a statement says no and the evidence yes, or the other way round."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.verify.evidence import Segment
from assistant.verify.figures import Figure
from assistant.verify.figures_match import Match, match_figure
from assistant.verify.lexicon import lexicon, stem
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
_WITHOUT = re.compile(r"\b(?:without|free\sof)\s", re.IGNORECASE)
_UNDONE = re.compile(
    r"\bun(?:broken|opened|used|worn|paid|marked|damaged|locked|sealed|wrapped|read|claimed)\b", re.IGNORECASE
)
_TOKEN = re.compile(r"\w+")
_VERB_FIRST = re.compile(
    r"(?:is|are|was|were|has|have|does|do|will|can|cannot|may|must|should|needs?|gets?|pays?|receives?|costs?)\b",
    re.IGNORECASE,
)
_NO_SUBJECT = re.compile(
    rf"(?:(?:and|or|but|though|although|yet)\s(?:then\s)?(?:not|never|{_VERB_FIRST.pattern})|so\splease\b|{_VERB_FIRST.pattern})",
    re.IGNORECASE,
)
_THE_EXCEPTION = re.compile(r"the\s(?:only\s)?exceptions?\s(?:is|are)\b", re.IGNORECASE)
_OUTSIDE = re.compile(r"\boutside\b", re.IGNORECASE)
_WHETHER = re.compile(r"whether\s(?!or\snot)", re.IGNORECASE)  #: "whether home or business" names both
_STOP = re.compile(r"[.!?;]\s")


@dataclass(slots=True)
class PolaritySignals:
    """How far yes and no differ."""

    clauses: float = 0.0  #: clauses most of whose words the evidence has with the other polarity
    words: float = 0.0  #: weight of telling words that it has with the other polarity only, in other clauses
    opposite: float = 0.0  #: free for charged, automatic for on claim
    excluded: float = 0.0  #: weight of words missing in the evidence that another unit has in a denial
    ruled_out: float = 0.0  #: another unit denies it of what the statement names
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
            if apart is not None and denied(segment.reading, apart) != denied(statement, number):
                result.clauses += 1
                result.clause_text = clause.span.of(statement.text).strip()
        if clause.kind is ClauseKind.RELATIVE and not clause.denied and not _of_denied(statement, number):
            words = [word for word in statement.words if word.clause == number and not word.soft]
            result.words += sum(1.0 for word in words if _signs_in(word, segment.reading) == {True})
        if _WHETHER.match(statement.text, clause.span.start):
            main = main_of(statement, number)
            other = {not main.denied} if main is not None else set()
            words = [word for word in statement.words if word.clause == number]
            result.words += sum(1.0 for word in words if _signs_in(word, segment.reading) == other)
        if clause.kind is not ClauseKind.MAIN:
            continue
        mine = clause.denied != twisted
        stance = _stance(statement, number, segment.reading, turned, mine=mine)
        if stance.against:
            result.clauses += stance.against
            result.clause_text = clause.span.of(statement.text).strip()
        if stance.against < 1 and not mine and not stance.settled:
            words = [word for word in statement.words if word.clause == number and (word.noun or not word.soft)]
            silent = _excepted_by(statement, segment.reading) | _named_denials(statement, segment.reading)
            result.words += sum(1.0 for word in words if _signs_in(word, segment.reading, silent) == {True})
    opposites = lexicon().opposites
    stems = segment.reading.stems
    result.opposite = float(
        sum(1 for word in statement.words if opposites.get(word.stem) in stems and word.stem not in stems)
    )
    result.excluded, result.excluding = _excluded(statement, missing, segment, others)
    result.ruled_out = float(bool(_ruled_out(statement, segment, others)))
    return result


def _of_denied(reading: Reading, number: int) -> bool:
    """Whether a relative clause says more of something denied: "we do not match a price that you have seen"."""
    main = main_of(reading, number)
    return main is not None and main.denied


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
    exception = _excepted(words, figures, evidence)
    if exception is not None and _free(figures) and not _free(_figures_beside(evidence, exception)):
        return _Stance(settled=True)  # "a change costs £5, except on Mondays": then it is free
    if exception is not None:
        return _Stance(float(denied(evidence, exception) != mine), settled=True)
    shares, settled = _shares(statement, words, figures, evidence, turned)
    if mine:  # what denies need share only the denied thing: "no card is needed to try it"
        return _Stance(float(shares[True] < _ENOUGH * shares[False]))
    if shares[True] <= shares[False]:
        return _Stance(settled=settled)
    return _Stance(1.0 if shares[False] < _RIVAL * shares[True] else _UNCLEAR)


def _shares(
    statement: Reading, words: Sequence[Word], figures: Sequence[Figure], evidence: Reading, turned: int | None
) -> tuple[dict[bool, float], bool]:
    """What the evidence's clauses that deny, and those that do not, share with one; whether a condition was met."""
    shares: dict[bool, float] = {True: 0.0, False: 0.0}
    row = evidence.text.count("; ") > 1
    spoken, apart = _under_its_condition(statement, evidence), _excepted_by(statement, evidence)
    silent = _subjects(evidence)
    settled = bool(spoken)
    for place, clause in enumerate(evidence.clauses):
        if (
            (clause.kind is ClauseKind.RELATIVE and clause.denied)
            or place in silent
            or (spoken and place not in spoken)
        ):
            continue
        met = clause.kind is ClauseKind.MAIN and _exception_met(statement, evidence, place)
        sign, settled = denied(evidence, place) != (met or place in apart or place == turned), settled or met
        if not row or _YES_NO.search(clause.span.of(evidence.text)):
            shares[sign] = max(shares[sign], _share(words, figures, evidence, place))
    return shares, settled


def _share(words: Sequence[Word], figures: Sequence[Figure], evidence: Reading, place: int) -> float:
    """The weight of the words and figures that a clause of the evidence has."""
    places = _read_together(evidence, place)
    keys = frozenset(key for word in evidence.words if word.clause in places for key in word.keys)
    theirs = [f for f in evidence.figures if evidence.clause_at(f.span.start) in places]
    share = total(word for word in words if borne(keys, word))
    share += sum(_FIGURE for figure in figures if match_figure(figure, theirs) is not Match.NONE)
    return share if evidence.clauses[place].kind is ClauseKind.MAIN else _BESIDE * share


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
            keys = evidence.keys_in(place)
            if total(word for word in words if has(keys, word)) >= _MET * total(words):
                return True
    return False


def _excepted_by(statement: Reading, evidence: Reading) -> frozenset[int]:
    """The clauses that speak of what a statement excepts: "used goods cannot be returned" for "unless used"."""
    found = set()
    for number, clause in enumerate(statement.clauses):
        words = [word for word in statement.words if word.clause == number and not word.soft]
        if clause.kind is not ClauseKind.EXCEPTION or not words:
            continue
        if _OUTSIDE.match(statement.text, clause.span.start) and _OUTSIDE.search(evidence.text):
            continue  # both say where it holds
        for place, other in enumerate(evidence.clauses):
            keys = evidence.keys_in(place)
            share = total(word for word in words if has(keys, word))
            if other.kind is ClauseKind.MAIN and share >= _MET * total(words):
                found.add(place)
    return frozenset(found)


def _named_denials(statement: Reading, evidence: Reading) -> frozenset[int]:
    """Conditions that deny by a word which the statement has as well: "if a card is declined", "a declined card"."""
    return frozenset(
        other.clause
        for other in evidence.words
        for word in statement.words
        if (clause := evidence.clauses[other.clause]).kind is ClauseKind.CONDITION
        and clause.denied
        and clause.denial < 0
        and word.stem == other.stem != stem(other.text.lower())
        and stem(word.text.lower().split()[-1]) == stem(other.text.lower().split()[-1])
    )


def _under_its_condition(statement: Reading, evidence: Reading) -> frozenset[int]:
    """The clauses of the evidence whose own condition is that of the statement; all others speak of other cases."""
    found = set()
    for number, clause in enumerate(statement.clauses):
        words = [word for word in statement.words if word.clause == number and not word.soft]
        if clause.kind is not ClauseKind.CONDITION or not words:
            continue
        for place, other in enumerate(evidence.clauses):
            main = main_of(evidence, place) if other.kind is ClauseKind.CONDITION else None
            keys = evidence.keys_in(place)
            if (
                main is not None
                and other.denied == clause.denied
                and total(w for w in words if has(keys, w)) >= _MET * total(words)
            ):
                found |= {place, evidence.clauses.index(main)}
    return frozenset(found)


def _free(figures: Sequence[Figure]) -> bool:
    return any(figure.dimension == "free" for figure in figures)


def _excepted(words: Sequence[Word], figures: Sequence[Figure], evidence: Reading) -> int | None:
    """The exception of the evidence that alone has a telling word or a figure of the clause."""
    for place, clause in enumerate(evidence.clauses):
        if clause.kind is not ClauseKind.EXCEPTION:
            continue
        inside = evidence.keys_in(place)
        others = frozenset(key for word in evidence.words if word.clause != place for key in word.keys)
        held = [f for f in evidence.figures if evidence.clause_at(f.span.start) == place]
        rest = [f for f in evidence.figures if f not in held]
        found = any(not word.soft and has(inside, word) and not has(others, word) for word in words)
        given = any(match_figure(f, held) is not Match.NONE and match_figure(f, rest) is Match.NONE for f in figures)
        if found or given:
            return place
    return None


def _figures_beside(reading: Reading, exception: int) -> list[Figure]:
    """The figures of the clause that an exception belongs to."""
    main = main_of(reading, exception)
    inside = None if main is None else reading.clauses.index(main)
    return [figure for figure in reading.figures if reading.clause_at(figure.span.start) == inside]


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
        plain = {
            key
            for word in other.words
            for key in word.keys
            if not _follows_without(other, word) and other.clauses[word.clause].kind is not ClauseKind.EXCEPTION
        }
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
            keys = evidence.keys_in(place)
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


def _signs_in(word: Word, reading: Reading, apart: frozenset[int] = frozenset()) -> set[bool]:
    """With which polarity the evidence has a word, some of its clauses left out."""
    signs: set[bool] = set()
    for other in reading.words:
        if other.clause not in apart and not word.keys.isdisjoint(other.keys):
            clause = reading.clauses[other.clause]
            relative = clause.kind is ClauseKind.RELATIVE and clause.denied
            topic = clause.kind is ClauseKind.CONDITION and other.span.start < clause.denial
            signs |= {True, False} if relative or topic else {denied(reading, other.clause)}
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


def _ruled_out(statement: Reading, segment: Segment, others: Iterable[Segment]) -> str:
    """A unit that denies what the statement grants to something by name: "furniture is never left with a neighbour"."""
    own = segment.reading
    named = [
        word
        for word in statement.words
        if not (word.soft or word.proper or has(own.keys, word) or denied(statement, word.clause))
    ]
    for other in others:
        if other.outdated or other.place in segment.places:
            continue
        for number in range(len(other.reading.clauses)):
            keys = other.reading.keys_in(number)
            shared = [word for word in statement.words if word not in named and has(keys, word)]
            acts = any(word.soft for word in shared) and any(not word.soft for word in shared)
            if acts and denied(other.reading, number) and any(borne(keys, word) for word in named):
                return other.hit.unit.plain
    return ""


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
    across = _THE_EXCEPTION.match(reading.text, start) is not None
    for clause in (*reversed(reading.clauses[:number]), *reading.clauses[number + 1 :]):
        between = reading.text[min(start, clause.span.start) : max(start, clause.span.start)]
        if clause.kind is ClauseKind.MAIN and (across or not _STOP.search(between)):
            return clause
    return None
