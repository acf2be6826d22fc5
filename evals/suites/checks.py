"""Checker suites: gold clauses and gold codes against the findings of the checker."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, Field

from evals.case import Metric, Outcome, Score, Verdict
from evals.scoring_checks import (
    GoldClause,
    GoldCode,
    Part,
    figures,
    read_clauses,
    read_codes,
    report_of,
    score_clauses,
    score_codes,
)
from evals.suitefile import Suite
from evals.suites import Kind, Task
from evals.workplace import Workplace


class CheckSettings(BaseModel):
    """What a checker suite can be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    part: Part = Field(default=Part.KEPT_ASIDE, description="Which part is scored.")


#: Each text is checked once, for its own verdict and for the figures of all.
_judge = lru_cache(1000)(report_of)


def _gold(suite: Suite) -> tuple[list[GoldClause], list[GoldCode]]:
    part = CheckSettings.model_validate(suite.file.settings).part
    folder = suite.sources[0].documents
    clauses = [clause for clause in read_clauses(folder / "clauses.jsonl") if clause.part is part]
    return clauses, [code for code in read_codes(folder / "codes") if code.part is part]


def _batches(suite: Suite, _workplace: Workplace) -> Iterator[Sequence[Task]]:
    clauses, codes = _gold(suite)
    yield [_clause_task(clause) for clause in clauses] + [_code_task(code) for code in codes]


def _clause_task(clause: GoldClause) -> Task:
    return _task(clause.id, "clause", clause.text, lambda: score_clauses([clause], _judge).errors)


def _code_task(code: GoldCode) -> Task:
    return _task(code.name, "code", code.name, lambda: score_codes([code], _judge).errors)


def _task(name: str, kind: str, text: str, faults: Callable[[], Sequence[str]]) -> Task:
    def measure() -> Outcome:
        begun = time.perf_counter()
        found = faults()
        seconds = time.perf_counter() - begun
        reason = f"{len(found)} faults: {'; '.join(found)[:500]}" if found else "As the gold says."
        return Outcome(name, kind, kind, text, Score(Verdict.WRONG if found else Verdict.RIGHT, reason), seconds)

    return Task(name, kind, kind, text, answerable=True, measure=measure)


def _metrics(suite: Suite, _outcomes: Sequence[Outcome]) -> list[Metric]:
    clauses, codes = _gold(suite)
    found = figures(score_clauses(clauses, _judge), score_codes(codes, _judge))
    return [
        Metric(name, value, total=len(clauses if name.startswith("clauses") else codes))
        for name, value in found.items()
    ]


KIND = Kind(CheckSettings, _batches, _metrics)
