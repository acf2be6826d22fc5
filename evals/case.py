"""The records of measuring: a question with its gold evidence, what came back, and the verdict on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Verdict(StrEnum):
    """What became of a case. Saying nothing and saying something wrong are different things."""

    RIGHT = "right"
    WRONG = "wrong"
    ABSTAINED = "abstained"  #: said nothing where the documents answer
    FAILED = "failed"  #: the assistant, the scorer or the gold data broke: never counted as a zero


@dataclass(frozen=True, slots=True)
class GoldPiece:
    """Words that have to be shown, and where they stand."""

    path: str  #: relative to the document folder
    quote: str  #: verbatim in that file


GoldGroup = tuple[GoldPiece, ...]  #: all pieces of a group are needed


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what a right answer shows; no gold means that the documents do not say."""

    id: str
    question: str
    kind: str
    gold: tuple[GoldGroup, ...] = ()  #: alternatives: any one group is enough
    history: tuple[str, ...] = ()  #: the customer's earlier turns, oldest first
    as_of: date | None = None
    role: str = "customer"
    must_contain: tuple[str, ...] = ()
    must_not_contain: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()  #: documents that are not in the index when this is asked
    note: str = ""

    @property
    def answerable(self) -> bool:
        """Whether the documents answer it."""
        return bool(self.gold)


@dataclass(frozen=True, slots=True)
class Shown:
    """Words that the assistant showed, and where it says they stand."""

    document: str
    text: str
    heading: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A verdict and the reason for it, in a sentence."""

    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One case, measured. It holds all that a report shows, so that a report can be made from stored results."""

    id: str
    group: str  #: the organisation whose documents were asked
    kind: str
    question: str
    score: Score
    seconds: float
    answerable: bool = True
    answered: bool = False
    figures: Mapping[str, float] = field(default_factory=dict)  #: numbers that the suite sums up, by name
    features: Mapping[str, float] = field(default_factory=dict)  #: what the decision saw
    shown: tuple[Shown, ...] = ()
    expected: tuple[str, ...] = ()  #: the first gold group's quotes
    note: str = ""
    found: str = ""  #: of labelled data: the label that was given

    @property
    def right(self) -> bool:
        """Whether it counts as right."""
        return self.score.verdict is Verdict.RIGHT

    @property
    def failed(self) -> bool:
        """Whether it could not be measured."""
        return self.score.verdict is Verdict.FAILED


@dataclass(frozen=True, slots=True)
class Metric:
    """A named figure of a suite: a rate with its counts and interval, or a plain number."""

    name: str
    value: float
    count: int | None = None  #: of a rate: how many
    total: int | None = None  #: of a rate: of how many; of another figure: from how many cases
    low: float | None = None  #: 95% interval
    high: float | None = None
    unit: str = ""  #: "", "words", "ms"
    note: str = ""
