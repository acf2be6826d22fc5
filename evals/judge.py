"""Answers graded by a language model: optional, apart from the deterministic scores, and never a gate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.model import LanguageModel, ModelFailure
from assistant.model.replies import Grade, parse
from evals.case import Case
from evals.suitefile import Suite
from evals.suites.places import by_documents
from evals.workplace import Place, Workplace
from knowledge.errors import InvalidInput
from prompts import load

_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Graded:
    """A question whose answer was graded, or not."""

    id: str
    kind: str
    status: str  #: answered, abstained or needs_clarification
    mark: int | None  #: 0 to 3; None: the judge gave none
    reason: str  #: the judge's, or why there is no mark


@dataclass(frozen=True, slots=True)
class Grades:
    """All marks of a suite by one judge and one version of its prompt."""

    suite: str
    judge: str
    prompt: str
    graded: Sequence[Graded]

    @property
    def mean(self) -> float | None:
        """The mean of the marks; None where there are none."""
        marks = [one.mark for one in self.graded if one.mark is not None]
        return sum(marks) / len(marks) if marks else None


def grade(suite: Suite, workplace: Workplace, judge: LanguageModel, most: int) -> Grades:
    """Ask a suite's first questions and have the answers graded.

    Args:
        suite: one of kind ask, with its data on this machine.
        workplace: makes the data folders.
        judge: the model that grades.
        most: how many questions.

    Raises:
        InvalidInput: the suite is of another kind, or its data are not here.
    """
    if suite.file.kind != "ask" or suite.missing:
        raise InvalidInput(f"Suite {suite.name} cannot be graded: {suite.missing or 'it asks no questions'}.")
    found: list[Graded] = []
    for case, place in _cases(suite, workplace):
        if len(found) == most:
            break
        found.append(_graded(case, place, judge))
    return Grades(suite.name, judge.name, load("judge").label, tuple(found))


def _cases(suite: Suite, workplace: Workplace) -> Iterator[tuple[Case, Place]]:
    for _, documents, cases in by_documents(suite):
        place = workplace.place(documents)
        for case in cases:
            yield case, place


def _graded(case: Case, place: Place, judge: LanguageModel) -> Graded:
    answer = place.answerer.ask(place.question(case))
    shown = "\n".join((answer.text, *answer.notes))
    try:
        reply = judge.complete(load("judge").fill(question=case.question, answer=shown), _SECONDS)
        marked = parse(reply.text, Grade)
    except ModelFailure as failure:
        return Graded(case.id, case.kind, answer.status, None, failure.message)
    return Graded(case.id, case.kind, answer.status, marked.mark, marked.reason)
