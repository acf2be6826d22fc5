"""Search suites: does the whole evidence lie within the first words of the ranked units?"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from assistant.quotes import HEADING_SEPARATOR
from evals.case import Case, Metric, Outcome, Shown
from evals.rates import rate, spread
from evals.scorers import Words, read_words, score_search
from evals.suitefile import Suite
from evals.suites import Kind, Task
from evals.suites.places import by_documents
from evals.workplace import Place, Workplace


class SearchSettings(BaseModel):
    """What a search suite can be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    words: list[int] = Field(
        default=[100, 200, 400, 800], min_length=1, description="How far is read; the first decides."
    )
    units: int = Field(default=100, ge=1, description="How many units are asked for.")


def _batches(suite: Suite, workplace: Workplace) -> Iterator[Sequence[Task]]:
    settings = SearchSettings.model_validate(suite.file.settings)
    for group, documents, cases in by_documents(suite):
        answerable = [case for case in cases if case.answerable]
        if answerable:
            place = workplace.place(documents)
            yield [_task(case, group, place, settings) for case in answerable]


def _task(case: Case, group: str, place: Place, settings: SearchSettings) -> Task:
    return Task(
        case.id,
        group,
        case.kind,
        case.question,
        answerable=True,
        measure=lambda: _measured(case, group, place, settings),
    )


def query_of(case: Case) -> str:
    """What is searched for: the history turns and the question, joined by spaces."""
    return " ".join((*case.history, case.question))


def _measured(case: Case, group: str, place: Place, settings: SearchSettings) -> Outcome:
    begun = time.perf_counter()
    hits = place.retriever.search(query_of(case), place.scope(case), settings.units)
    seconds = time.perf_counter() - begun
    ranked = [Words(hit.version.id, hit.unit.span.start, hit.text) for hit in hits]
    scores = {
        words: score_search(case, list(read_words(ranked, words)), place.sources, words) for words in settings.words
    }
    return Outcome(
        id=case.id,
        group=group,
        kind=case.kind,
        question=query_of(case),
        score=scores[settings.words[0]],
        seconds=seconds,
        figures={f"within_{words}": float(score.verdict == "right") for words, score in scores.items()},
        shown=tuple(
            Shown(hit.version.document, hit.text, HEADING_SEPARATOR.join(hit.passage.heading_path)) for hit in hits[:5]
        ),
        expected=tuple(piece.quote for piece in case.gold[0]),
        note=case.note,
    )


def _metrics(suite: Suite, outcomes: Sequence[Outcome]) -> list[Metric]:
    settings = SearchSettings.model_validate(suite.file.settings)
    metrics = [
        rate(
            f"found_within_{words}_words",
            sum(outcome.figures[f"within_{words}"] > 0 for outcome in outcomes),
            len(outcomes),
        )
        for words in settings.words
    ]
    return [*metrics, *spread("search", [outcome.seconds * 1000 for outcome in outcomes], "ms")]


KIND = Kind(SearchSettings, _batches, _metrics)
