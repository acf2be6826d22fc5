"""Latency suites: how long asking and searching take, one question at a time, on the documents of the suite."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from evals.case import Case, Metric, Outcome, Score, Verdict
from evals.rates import spread
from evals.suitefile import Suite
from evals.suites import Kind, Task
from evals.suites.places import by_documents
from evals.suites.search import query_of
from evals.workplace import Place, Workplace


class LatencySettings(BaseModel):
    """What a latency suite can be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    warm_up: int = Field(default=5, ge=0, description="So many questions are asked first and not counted.")
    units: int = Field(default=10, ge=1, description="How many units a search asks for.")


def _batches(suite: Suite, workplace: Workplace) -> Iterator[Sequence[Task]]:
    settings = LatencySettings.model_validate(suite.file.settings)
    for group, documents, cases in by_documents(suite):
        place = workplace.place(documents)
        for case in cases[: settings.warm_up]:
            place.answerer.ask(place.question(case))
        yield [_task(case, group, call, act) for case in cases for call, act in _calls(place, settings.units).items()]


def _calls(place: Place, units: int) -> dict[str, Callable[[Case], object]]:
    return {
        "ask": lambda case: place.answerer.ask(place.question(case)),
        "search": lambda case: place.retriever.search(query_of(case), place.scope(case), units),
    }


def _task(case: Case, group: str, call: str, act: Callable[[Case], object]) -> Task:
    name = f"{case.id}-{call}"

    def measure() -> Outcome:
        begun = time.perf_counter()
        act(case)
        seconds = time.perf_counter() - begun
        return Outcome(name, group, call, case.question, Score(Verdict.RIGHT, f"{seconds * 1000:.1f} ms"), seconds)

    return Task(name, group, call, case.question, case.answerable, measure)


def _metrics(_suite: Suite, outcomes: Sequence[Outcome]) -> list[Metric]:
    return [
        metric
        for call in dict.fromkeys(outcome.kind for outcome in outcomes)
        for metric in spread(call, [outcome.seconds * 1000 for outcome in outcomes if outcome.kind == call], "ms")
    ]


KIND = Kind(LatencySettings, _batches, _metrics, parallel=False)
