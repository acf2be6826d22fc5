"""Pure scorers: what was shown or read against the gold evidence, as a verdict with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evals.case import Case, GoldGroup, GoldPiece, Score, Verdict
from evals.evidence import ENOUGH, collapsed, covered, locate
from knowledge.documents import Span


class GoldNotFound(Exception):
    """A gold quote does not stand in the document it names: the data is wrong, or the reader lost words."""

    def __init__(self, piece: GoldPiece, *, known: bool) -> None:
        why = "its words are not there" if known else "there is no such document in the index"
        super().__init__(f"The gold quote of {piece.path} cannot be placed ({why}): {piece.quote[:80]!r}")


@dataclass(frozen=True, slots=True)
class Placed:
    """A stretch of a version that was shown or read."""

    version_id: str
    span: Span


@dataclass(frozen=True, slots=True)
class Source:
    """The version that a gold path means."""

    version_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Words:
    """A stretch of a version with its words, for reading up to a number of words."""

    version_id: str
    start: int
    text: str


def score_answer(case: Case, *, answered: bool, shown: Sequence[Placed], sources: Mapping[str, Source]) -> Score:
    """Whether the quotes shown are right.

    An answerable question is right if the quotes cover at least 80% of every quote of one gold group; an
    unanswerable one if the assistant abstains.

    Args:
        case: the question.
        answered: whether there was an answer; asking back counts as abstaining.
        shown: the quotes of the answer.
        sources: the version that each gold path means.

    Raises:
        GoldNotFound: a gold quote stands nowhere in its document.
    """
    shares = [group_shares(group, shown, sources) for group in case.gold]
    if not case.answerable:
        if answered:
            return Score(Verdict.WRONG, "Answered, but the documents do not say.")
        return Score(Verdict.RIGHT, "Abstained, as the documents do not say.")
    if not answered:
        return Score(Verdict.ABSTAINED, "Abstained, but the documents answer it.")
    best = max(shares, key=min)
    if min(best) >= ENOUGH:
        return Score(Verdict.RIGHT, f"Shows {_percent(best)} of the expected words.")
    return Score(Verdict.WRONG, f"Shows {_percent(best)} of the expected words; at least 80% of each quote is needed.")


def group_shares(group: GoldGroup, shown: Sequence[Placed], sources: Mapping[str, Source]) -> list[float]:
    """For each quote of a gold group, the share of its characters that was shown, 0 to 1.

    Raises:
        GoldNotFound: a quote stands nowhere in its document.
    """
    return [_share(piece, shown, sources) for piece in group]


def _share(piece: GoldPiece, shown: Sequence[Placed], sources: Mapping[str, Source]) -> float:
    source = sources.get(piece.path)
    if source is None:
        raise GoldNotFound(piece, known=False)
    shaped, places = locate(source.text, piece.quote)
    if not places:
        raise GoldNotFound(piece, known=True)
    return covered(shaped, places, (place.span for place in shown if place.version_id == source.version_id))


def score_search(case: Case, read: Sequence[Placed], sources: Mapping[str, Source], words: int) -> Score:
    """Whether the whole evidence lies in what was read, for an answerable question.

    Raises:
        GoldNotFound: a gold quote stands nowhere in its document.
    """
    best = max((group_shares(group, read, sources) for group in case.gold), key=min)
    if min(best) >= ENOUGH:
        return Score(Verdict.RIGHT, f"{_percent(best)} of the expected words lie within the first {words} words.")
    return Score(Verdict.WRONG, f"{_percent(best)} of the expected words lie within the first {words} words.")


def read_words(ranked: Sequence[Words], limit: int) -> Iterator[Placed]:
    """Ranked units, best first, until so many words are read; the last one is cut."""
    left = limit
    for unit in ranked:
        words = _word_ends(unit.text)
        if left <= 0:
            return
        end = words[left - 1] if len(words) > left else len(unit.text)
        yield Placed(unit.version_id, Span(unit.start, unit.start + end))
        left -= len(words)


def diagnosis(case: Case, texts: Sequence[str]) -> str:
    """What the telling strings of a case say of the words shown; they never decide the verdict."""
    words = collapsed(" ".join(texts))
    missing = [wanted for wanted in case.must_contain if collapsed(wanted) not in words]
    alien = [unwanted for unwanted in case.must_not_contain if collapsed(unwanted) in words]
    parts = [f"lacks {text!r}" for text in missing] + [f"drew on look-alike {text!r}" for text in alien]
    return "; ".join(parts)


def _word_ends(text: str) -> list[int]:
    ends, at = [], 0
    for word in text.split():
        at = text.index(word, at) + len(word)
        ends.append(at)
    return ends


def _percent(shares: Sequence[float]) -> str:
    return " and ".join(f"{share:.0%}" for share in shares)
