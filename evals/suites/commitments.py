"""Commitment suites: labelled units against what is extracted from them."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from evals.case import Metric, Outcome, Score, Verdict
from evals.rates import rate
from evals.scoring_commitments import Pair, Share, document_pairs, score, single_pairs
from evals.suitefile import Suite
from evals.suites import Kind, Task
from evals.workplace import Workplace


class CommitmentSettings(BaseModel):
    """What a commitment suite can be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    part: Literal["all", "tuning", "second", "kept aside"] = Field(
        default="all", description="Which labelled units are scored."
    )


@lru_cache(4)
def _all_pairs(folder: Path) -> tuple[Pair, ...]:
    """Every labelled unit with what was extracted for it."""
    return (*single_pairs(folder / "commitments.jsonl"), *document_pairs(folder / "commitment-docs"))


def _pairs(suite: Suite) -> list[Pair]:
    part = CommitmentSettings.model_validate(suite.file.settings).part
    return [pair for pair in _all_pairs(suite.sources[0].documents) if part in {"all", pair.part}]


def _batches(suite: Suite, _workplace: Workplace) -> Iterator[Sequence[Task]]:
    begun = time.perf_counter()
    pairs = _pairs(suite)
    # Units are extracted together, as a unit is read in its document: each gets its share of the time.
    seconds = (time.perf_counter() - begun) / max(len(pairs), 1)
    yield [_task(pair, seconds) for pair in pairs]


def _task(pair: Pair, seconds: float) -> Task:
    gold, found = pair.types

    def measure() -> Outcome:
        verdict = Verdict.RIGHT if gold == found else Verdict.WRONG
        return Outcome(pair.id, pair.part, gold, pair.text, Score(verdict, f"{gold}, read as {found}."), seconds)

    return Task(pair.id, pair.part, gold, pair.text, answerable=gold != "none", measure=measure)


def _metrics(suite: Suite, _outcomes: Sequence[Outcome]) -> list[Metric]:
    scores = score(_pairs(suite))
    return [
        Metric("type_macro_f1", scores.macro_f1, total=scores.units),
        *(Metric(f"f1.{name}", f1, total=scores.units) for name, (_, _, f1) in scores.per_type.items()),
        _rate("promise_precision", scores.per_type["promise"][0]),
        _rate("promise_recall", scores.per_type["promise"][1]),
        _rate("limit_exact", scores.limit_exact),
        _rate("amount_exact", scores.amount_exact),
        Metric("condition_f1", scores.condition_f1, total=scores.condition_units),
        Metric("exception_f1", scores.exception_f1, total=scores.exception_units),
        _rate("false_alarms", scores.false_alarms),
    ]


def _rate(name: str, share: Share) -> Metric:
    return rate(name, share.right, share.all)


KIND = Kind(CommitmentSettings, _batches, _metrics)
