"""Runs suites: every case measured, in threads where it may be, its crash kept as a failure of that case.

pydantic-evals was considered for this frame: it brings 25 packages and a second of import, and what it would
replace is the sixty lines below; the figures that matter here (rates with intervals, wrong against abstained,
curves, gates) would still be ours. Owners run this on their own machines, so fewer parts won.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pydantic import ValidationError

from evals.case import Metric, Outcome, Score, Verdict
from evals.rates import rate
from evals.suitefile import Gate, Suite, explain
from evals.suites import Kind, Task, kind_of
from evals.workplace import Workplace
from knowledge.errors import InvalidInput

log = logging.getLogger(__name__)

Tick = Callable[[int, int], None]  #: cases done, cases known of


@dataclass(frozen=True, slots=True)
class GateResult:
    """A gate and whether it holds."""

    gate: Gate
    value: float | None  #: None: the suite has no such metric
    passed: bool


@dataclass(frozen=True, slots=True)
class SuiteResult:
    """A suite, measured."""

    suite: Suite
    outcomes: tuple[Outcome, ...]
    metrics: tuple[Metric, ...]
    gates: tuple[GateResult, ...]

    @property
    def passed(self) -> bool:
        """Whether all gates hold."""
        return all(result.passed for result in self.gates)


def check_settings(suite: Suite) -> None:
    """Refuse settings that the suite's kind does not know.

    Raises:
        InvalidInput: the message names the key.
    """
    model = kind_of(suite).settings
    try:
        model.model_validate(suite.file.settings)
    except ValidationError as error:
        raise InvalidInput(f"Suite {suite.name}: settings: {explain(error, model)}") from error


def run_suite(
    suite: Suite, workplace: Workplace, *, threads: int = 2, tick: Tick = lambda _done, _known: None
) -> SuiteResult:
    """Measure every case of a suite.

    Args:
        suite: with all that it needs on this machine.
        workplace: makes the data folders.
        threads: how many cases are measured side by side, where the kind allows it.
        tick: told how far it is.

    Raises:
        InvalidInput: the suite's settings or documents cannot be used.
    """
    check_settings(suite)
    kind = kind_of(suite)
    outcomes = tuple(_outcomes(suite, kind, workplace, threads, tick))
    metrics = tuple(_metrics(suite, kind, outcomes))
    return SuiteResult(suite, outcomes, metrics, tuple(judge(gate, metrics) for gate in suite.file.gates))


def judge(gate: Gate, metrics: Sequence[Metric]) -> GateResult:
    """Whether a gate holds; a gate on a metric that is not there does not."""
    value = next((metric.value for metric in metrics if metric.name == gate.metric), None)
    if value is None:
        return GateResult(gate, None, passed=False)
    enough = gate.minimum is None or value >= gate.minimum
    return GateResult(gate, value, enough and (gate.maximum is None or value <= gate.maximum))


def _outcomes(suite: Suite, kind: Kind, workplace: Workplace, threads: int, tick: Tick) -> Iterator[Outcome]:
    done = 0
    tick(0, suite.question_count)
    with ThreadPoolExecutor(max_workers=threads if kind.parallel else 1) as pool:
        for batch in kind.batches(suite, workplace):
            for outcome in pool.map(_measured, batch):
                done += 1
                tick(done, max(done, suite.question_count))
                yield outcome
    tick(done, done)


def _measured(task: Task) -> Outcome:
    try:
        return task.measure()
    except Exception as error:  # whatever breaks is a failure of this case; the others are measured
        log.debug("case %s failed", task.id, exc_info=True)
        score = Score(Verdict.FAILED, f"{type(error).__name__}: {error}")
        return Outcome(task.id, task.group, task.kind, task.question, score, 0.0, answerable=task.answerable)


def _metrics(suite: Suite, kind: Kind, outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    measured = [outcome for outcome in outcomes if not outcome.failed]
    yield from kind.metrics(suite, measured)
    kinds = sorted({outcome.kind for outcome in measured}) if kind.by_kind else []
    for name in kinds:
        of_kind = [outcome for outcome in measured if outcome.kind == name]
        yield rate(f"right.{name}", sum(outcome.right for outcome in of_kind), len(of_kind))
    yield rate("failed", len(outcomes) - len(measured), len(outcomes))
