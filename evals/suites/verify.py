"""Verification suites: gold statements against the documents, by weights that have not seen their organisation.

The blind statements are judged by the stored weights, the ones that are shipped: those never saw any of them.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from assistant.verify import Verdict as Found
from assistant.verify import verify
from assistant.verify.judge import Weights
from evals.case import Metric, Outcome, Score, Verdict
from evals.fit_verify import ON, fitted, rows
from evals.scoring_verify import WRONG, Scored, judged, metrics
from evals.suitefile import Suite
from evals.suites import Kind, Task
from evals.verify_cases import (
    Statement,
    blind_statements,
    bundled_statements,
    development_statements,
    organisations,
    search_in,
    shared_statements,
)
from evals.workplace import Workplace


class VerifySettings(BaseModel):
    """What a verification suite can be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    statements: Literal["shared", "development", "bundled", "blind"] = Field(
        default="shared",
        description="Those in the document folder, or ones of this repository: about the development organisations, "
        "about the training bundles, or the blind ones.",
    )


@lru_cache(4)
def _statements(folder: Path, which: str) -> tuple[Statement, ...]:
    if which == "shared":
        return tuple(shared_statements(folder))
    ours = {"bundled": bundled_statements, "development": development_statements, "blind": blind_statements}
    return tuple(ours[which]())


def _of(suite: Suite) -> tuple[Statement, ...]:
    settings = VerifySettings.model_validate(suite.file.settings)
    return _statements(suite.sources[0].documents, settings.statements)


def _batches(suite: Suite, _workplace: Workplace) -> Iterator[Sequence[Task]]:
    statements = _of(suite)
    if suite.file.settings.get("statements") == "blind":
        yield [_task(one, None) for one in statements]
        return
    data = rows(list(dict.fromkeys([*statements, *development_statements(), *bundled_statements()])))
    for organisation in organisations(statements):
        weights = fitted(data, without=organisation)
        yield [_task(one, weights) for one in statements if one.organisation == organisation]


def _task(statement: Statement, weights: Weights | None) -> Task:
    kind = statement.edit or statement.form or statement.verdict.value

    def measure() -> Outcome:
        begun = time.perf_counter()
        verification = verify(statement.text, search_in(statement.folder), on=ON, weights=weights)
        (found,) = judged([statement], lambda _: verification)
        seconds = time.perf_counter() - begun
        verdict = Verdict.RIGHT if _agree(statement.verdict, found.verdict) else Verdict.WRONG
        reason = f"{statement.verdict.value}, judged {found.verdict.value}: {found.reason}"
        return Outcome(
            statement.id,
            statement.organisation,
            kind,
            statement.text,
            Score(verdict, reason),
            seconds,
            found=found.verdict,
        )

    return Task(statement.id, statement.organisation, kind, statement.text, answerable=True, measure=measure)


def _agree(gold: Found, found: Found) -> bool:
    """Whether a right statement passes and a wrong one does not; why it does not is a bonus."""
    return found in WRONG if gold in WRONG else found is gold


def _metrics(suite: Suite, outcomes: Sequence[Outcome]) -> list[Metric]:
    by_id = {statement.id: statement for statement in _of(suite)}
    return metrics([Scored(by_id[outcome.id], Found(outcome.found), "") for outcome in outcomes])


KIND = Kind(VerifySettings, _batches, _metrics, by_kind=False)
