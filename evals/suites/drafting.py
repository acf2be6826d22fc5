"""Drafting suites: from briefs of people, thinned ones and random ones, a draft says what it was told, or asks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from pydantic import BaseModel, ConfigDict, Field

from assistant.drafting.brief import Brief, load_brief
from assistant.drafting.records import Fact
from assistant.drafting.register import facts_in, public_texts
from assistant.rules import Principle
from evals.case import Metric, Outcome, Score, Verdict
from evals.random_briefs import random_brief
from evals.rates import percentile, rate
from evals.scoring_drafting import EXPORTS, DraftScores, can_make_pdf, score_draft
from evals.suitefile import Suite
from evals.suites import Kind, Task
from evals.suites.places import documents_of
from evals.workplace import Workplace
from knowledge.errors import InvalidInput

WRITTEN, THINNED, RANDOM = "written", "thinned", "random"
_ALONE = "the brief alone"


class DraftingSettings(BaseModel):
    """What a drafting suite can be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    thinned: int = Field(
        default=4, ge=0, description="So many times each written brief is drafted with half its answers."
    )
    random: int = Field(default=20, ge=0, description="So many briefs are made by chance, answers and refusals alike.")
    seed: int = Field(default=1, description="The same seed makes the same briefs.")


@dataclass(frozen=True, slots=True)
class _Assignment:
    """A brief to draft from."""

    name: str
    kind: str
    brief: Brief


def _batches(suite: Suite, workplace: Workplace) -> Iterator[Sequence[Task]]:
    """The first source holds an organisation's documents, the second the written briefs; each is drafted with both."""
    settings = DraftingSettings.model_validate(suite.file.settings)
    if len(suite.sources) != 2:  # noqa: PLR2004 - the two that the docstring names
        raise InvalidInput(f"Suite {suite.name}: name two sources, the documents and the folder of briefs.")
    documents, briefs = suite.sources
    place = workplace.place(documents_of(documents, suite))
    found = facts_in(public_texts(place.library, suite.today))
    assignments = list(_assignments(briefs.documents, settings))
    yield [_task(one, _ALONE, ()) for one in assignments]
    yield [_task(one, documents.documents.name, found) for one in assignments]


def _assignments(folder: Path, settings: DraftingSettings) -> Iterator[_Assignment]:
    chance = Random(settings.seed)  # noqa: S311 - the same briefs every time, not secrets
    for path in sorted(folder.glob("*.yaml")):
        brief = load_brief(path)
        yield _Assignment(path.stem, WRITTEN, brief)
        for number in range(1, settings.thinned + 1 if brief.facts else 1):
            kept = {key: answer for key, answer in brief.facts.items() if chance.random() < 1 / 2}
            yield _Assignment(f"{path.stem}-{number}", THINNED, brief.model_copy(update={"facts": kept}))
    for number in range(settings.random):
        yield _Assignment(f"{RANDOM}-{number}", RANDOM, random_brief(settings.seed * 1000 + number))


def _task(one: _Assignment, group: str, found: Sequence[Fact]) -> Task:
    name = f"{one.name}, {group}"

    def measure() -> Outcome:
        begun = time.perf_counter()
        # A PDF takes longer than all the rest: it is made for whole briefs with documents alone.
        formats = (*EXPORTS, "pdf") if one.kind == WRITTEN and found and can_make_pdf() else EXPORTS
        scores = score_draft(one.brief, found, formats)
        seconds = time.perf_counter() - begun
        faults = scores.faults(errors_count=one.kind != RANDOM)
        reason = "; ".join(faults)[:500] or "Says what it was told, and asks for the rest."
        score = Score(Verdict.WRONG if faults else Verdict.RIGHT, reason)
        return Outcome(name, group, one.kind, one.brief.title, score, seconds, figures=_figures(scores))

    return Task(name, group, one.kind, one.brief.title, answerable=True, measure=measure)


def _figures(scores: DraftScores) -> dict[str, float]:
    return {
        "figures": float(scores.figures),
        "invented": float(len(scores.invented)),
        "errors": float(len(scores.errors)),
        "principles_shown": float(scores.principles_shown),
        "principles_unexplained": float(len(scores.unexplained)),
        "told": float(scores.told),
        "told_used": float(scores.told_used),
        "gaps": float(scores.gaps),
        "asked": float(scores.asked),
        "clauses": float(scores.clauses),
        "with_reason": float(scores.with_reason),
        "words": float(scores.words),
        "exports": float(scores.exports),
        "exported": float(scores.exported),
    }


def _metrics(_suite: Suite, outcomes: Sequence[Outcome]) -> list[Metric]:
    sensible = [outcome for outcome in outcomes if outcome.kind != RANDOM]
    by_chance = [outcome for outcome in outcomes if outcome.kind == RANDOM]
    principles = len(Principle) * len(sensible)
    return [
        rate("invented_figures", _sum(outcomes, "invented"), _sum(outcomes, "figures")),
        Metric("checker_errors", _sum(sensible, "errors"), total=len(sensible), note="briefs by chance left out"),
        Metric(
            "checker_errors.random", _sum(by_chance, "errors"), total=len(by_chance), note="their answers may disagree"
        ),
        rate("principles_shown", _sum(sensible, "principles_shown"), principles),
        rate("principles_unexplained", _sum(sensible, "principles_unexplained"), principles),
        rate("answers_used", _sum(sensible, "told_used"), _sum(sensible, "told")),
        rate("gaps_asked", _sum(outcomes, "asked"), _sum(outcomes, "gaps")),
        rate("clauses_with_reason", _sum(outcomes, "with_reason"), _sum(outcomes, "clauses")),
        rate("exports_made", _sum(outcomes, "exported"), _sum(outcomes, "exports")),
        *_words(outcomes),
    ]


def _words(outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    each = [outcome.figures["words"] / outcome.figures["clauses"] for outcome in outcomes if outcome.figures["clauses"]]
    yield Metric("words_a_clause", percentile(each, 0.5), total=len(each), unit="words", note="median draft")


def _sum(outcomes: Sequence[Outcome], figure: str) -> int:
    return sum(int(outcome.figures[figure]) for outcome in outcomes)


KIND = Kind(DraftingSettings, _batches, _metrics, parallel=False)
