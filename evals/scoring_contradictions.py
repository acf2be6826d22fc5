"""Pure scores of contradictions: is a disagreement shown where there is one, and only there?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from evals.case import Case, GoldPiece, Score, Verdict
from evals.evidence import ENOUGH
from evals.scorers import Placed, Source, group_shares

#: Questions of this kind are about two provisions in force that disagree: both are gold.
CONTRADICTION = "contradiction"


@dataclass(frozen=True, slots=True)
class Told:
    """What a customer was told."""

    answered: bool
    shown: tuple[Placed, ...]
    rivals: tuple[Placed, ...]  #: the quotes that are shown as contradicting the answer
    noted: bool  #: whether a note says that the documents disagree

    @property
    def disputes(self) -> bool:
        """Whether anything of it says that the documents disagree."""
        return bool(self.rivals) or self.noted


def score_contradiction(case: Case, told: Told, sources: Mapping[str, Source]) -> Score:
    """Whether both provisions are quoted, one as the rival of the other, and a note says that they disagree.

    Raises:
        GoldNotFound: a gold quote stands nowhere in its document.
    """
    (pair,) = case.gold
    shares = group_shares(pair, told.shown, sources)
    if not told.answered:
        return Score(Verdict.ABSTAINED, "Abstained, but two provisions speak of it, and they disagree.")
    if min(shares) < ENOUGH:
        percent = " and ".join(f"{share:.0%}" for share in shares)
        return Score(Verdict.WRONG, f"Shows {percent} of the two provisions; at least 80% of each is needed.")
    if max(group_shares(pair, told.rivals, sources)) < ENOUGH:
        return Score(Verdict.WRONG, "Quotes both provisions, but neither as the rival of the other.")
    if not told.noted:
        return Score(Verdict.WRONG, "Quotes both provisions, but no note says that they disagree.")
    return Score(Verdict.RIGHT, "Quotes both provisions, and says that they disagree.")


def score_harmony(case: Case, told: Told) -> Score:
    """Whether no contradiction is shown where there is none; whether the answer is right is for ask suites."""
    if told.disputes:
        return Score(Verdict.WRONG, "Shows a contradiction where there is none.")
    if not told.answered and case.answerable:
        return Score(Verdict.ABSTAINED, "Abstained, but the documents answer it, and nothing contradicts.")
    return Score(Verdict.RIGHT, "Shows no contradiction, as there is none.")


@dataclass(frozen=True, slots=True)
class Reported:
    """Two provisions that the register says contradict each other."""

    one: Placed
    other: Placed
    words: tuple[str, str]
    reason: str

    def is_pair(self, pair: Sequence[GoldPiece], sources: Mapping[str, Source]) -> bool:
        """Whether these are the two provisions of a gold pair, in either order.

        Raises:
            GoldNotFound: a gold quote stands nowhere in its document.
        """
        mine, theirs = (group_shares(tuple(pair), [placed], sources) for placed in (self.one, self.other))
        return (mine[0] > 0 and theirs[1] > 0) or (mine[1] > 0 and theirs[0] > 0)


def gold_pairs(cases: Sequence[Case]) -> list[Case]:
    """A case for each two provisions that disagree on the suite's day, the first that asks about them."""
    found: dict[frozenset[GoldPiece], Case] = {}
    for case in cases:
        if case.kind == CONTRADICTION and case.as_of is None:
            found.setdefault(frozenset(case.gold[0]), case)
    return list(found.values())
