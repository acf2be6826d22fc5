"""The pieces of evidence that fit a statement best, each compared with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.verify.comparison import Comparison
from assistant.verify.evidence import EvidenceSearch, Neighbour, Segment, gather
from assistant.verify.figures_match import Match, match_figure, unused_rivals
from assistant.verify.reading import ClauseKind, Reading, Word, read
from assistant.verify.signals import Signals
from assistant.verify.telling import borne, has, total, weight
from knowledge.documents import UnitKind

_OPENING = re.compile(
    r"^\W*(?:(?:yes|no|of\scourse|certainly|sure|absolutely|correct|exactly|that(?:['’]s|\sis)\s(?:right|correct)|indeed|good\snews|in\sfact"
    r"|as\sa\smatter\sof\sfact|to\sconfirm|i\scan\sconfirm\sthat|please\snote(?:\sthat)?|just\sso\syou\sknow)\b\s?[,.:;!–—-]\s*"
    r"|(?:dear|hi|hello|hey)\b[^,.!?:;]{0,40},\s"
    r"|(?:please\snote(?:\sthat)?|i\scan\sconfirm\sthat|note\sthat|you\sshould\sknow\sthat|be\saware\sthat)\s)+",
    re.IGNORECASE,
)
_COMPARED = 6
_SELF_STANDING = 2  #: telling words from which a sentence stands by itself
_KEPT = 3
_FIRST_GAIN, _SECOND_GAIN = 0.6, 0.9


@dataclass(frozen=True, slots=True)
class Candidate:
    """A piece of evidence with what speaks for and against the statement."""

    segment: Segment
    signals: Signals
    notes: dict[str, list[str]]
    promise: float  #: how well it fits before anything is decided


def without_opening(statement: str) -> str:
    """The statement without "Yes,", "Dear Ms Hill," and the like, which the rest has to bear out."""
    return _OPENING.sub("", statement).strip() or statement


def best_comparisons(statement: str, before: Sequence[str], search: EvidenceSearch, on: date) -> list[Candidate]:
    """The best candidates, best first."""
    plain = without_opening(statement)
    queries = [plain] if not before else [plain, " ".join((*before[-2:], plain))]
    found = gather(queries, search, on)
    return compared(read(plain), [read(sentence) for sentence in before], found)


def compared(statement: Reading, before: Sequence[Reading], found: Sequence[Segment]) -> list[Candidate]:
    """The segments that share most with the statement, alone or completed, compared with it, best first."""
    current = [segment for segment in found if not segment.outdated]
    leaning = _leaning(statement, before)
    nearest = sorted(current, key=lambda segment: -_shared(statement, segment, leaning))[:_COMPARED]
    result = []
    for segment in nearest:
        variants = [_candidate(statement, before, variant, found, leaning) for variant in completed(statement, segment)]
        result.append(max(variants, key=lambda candidate: candidate.promise))
    return sorted(result, key=lambda candidate: -candidate.promise)[:_KEPT]


def _candidate(
    statement: Reading,
    before: Sequence[Reading],
    segment: Segment,
    found: Sequence[Segment],
    leaning: Sequence[Word],
) -> Candidate:
    comparison = Comparison(statement, before, segment, found)
    signals = comparison.signals()
    return Candidate(segment, signals, comparison.notes, _promise(signals) + _borne(segment, leaning))


def completed(statement: Reading, segment: Segment) -> list[Segment]:
    """The segment, and read together with up to two sentences beside it that have what it lacks."""
    variants = [segment]
    if segment.hit.unit.kind is UnitKind.ROW:
        return variants  # another row speaks of another thing
    for least in (_FIRST_GAIN, _SECOND_GAIN):
        last = variants[-1]
        options = [(_gain(statement, last, option), -place, option) for place, option in enumerate(_options(last))]
        gain, _, best = max(options, key=lambda option: option[:2], default=(0.0, 0, None))
        if best is None or gain < least:
            break
        variants.append(last.with_neighbour(best.hit, best.reading, earlier=best.earlier))
    return variants


def _options(segment: Segment) -> Iterator[Neighbour]:
    """The sentences beside a segment that it may be read with: the next ones before and after in its passage."""
    taken = {hit.unit.ordinal for hit in (segment.hit, *segment.joined)}
    edges = (min(taken) - 1, max(taken) + 1)
    for neighbour in segment.around:
        if neighbour.hit.unit.ordinal in edges and neighbour.hit.unit.kind is not UnitKind.ROW:
            yield neighbour


def _gain(statement: Reading, segment: Segment, option: Neighbour) -> float:
    """What a sentence adds: the statement's words and figures that the segment lacks; minus what speaks against it."""
    theirs, own = option.reading, segment.reading
    words = total(w for w in statement.words if not borne(own.keys, w) and has(theirs.keys, w))
    figures = 0.0
    for figure in statement.figures:
        if match_figure(figure, own.figures) is not Match.NONE:
            continue
        condition = statement.clauses[statement.clause_at(figure.span.start)].kind is not ClauseKind.MAIN
        if match_figure(figure, theirs.figures) is Match.NONE:
            continue
        if not unused_rivals(statement, figure, own) or (condition and option.earlier and own.refers_back):
            figures += 1.0
    if words + figures == 0.0:
        return 0.0
    back = own.refers_back if option.earlier else theirs.refers_back
    return words + figures + 0.3 * back


def leans(statement: Reading) -> bool:
    """Whether a sentence needs those before it to be understood."""
    return statement.refers_back or sum(not word.soft for word in statement.words) <= _SELF_STANDING


def _leaning(statement: Reading, before: Sequence[Reading]) -> list[Word]:
    """The telling words of the sentences before, where the statement leans on them: "We owe you £40 for it"."""
    if not leans(statement):
        return []
    return [word for reading in before[-2:] for word in reading.words if not has(statement.keys, word)]


def _borne(segment: Segment, leaning: Sequence[Word]) -> float:
    """How well a segment fits what a statement leans on, 0 to 0.4."""
    found = total(word for word in leaning if has(segment.reading.keys, word))
    return 0.4 * found / (total(leaning) or 1.0)


def _shared(statement: Reading, segment: Segment, leaning: Sequence[Word]) -> float:
    own = sum(weight(word) for word in statement.words if borne(segment.reading.keys, word))
    near = sum(weight(word) for word in statement.words if has(segment.near, word))
    context = total(word for word in leaning if has(segment.reading.keys, word))
    figures = sum(match_figure(f, segment.reading.figures) is not Match.NONE for f in statement.figures)
    return own + 0.3 * near + 0.6 * figures + 0.8 * context - 0.05 * segment.rank


def _promise(signals: Signals) -> float:
    return (
        signals.covered
        + 0.3 * (signals.covered_near - signals.covered)
        - 0.1 * signals.missing_near
        - 0.4 * signals.figures_missing
        - 0.4 * signals.figures_near
        - 0.2 * signals.figures_column
        - 0.2 * signals.figures_misplaced
        - 0.1 * signals.figures_clashing
        - 0.1 * signals.substituted
        - 0.05 * signals.joined
    )
