"""Two reports side by side: what was fixed, what broke, and whether that is more than chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from evals.case import Metric, Outcome
from evals.rates import sign_test
from evals.report import Report, SuiteReport

#: Rounding in stored figures is no regression.
_NOTHING = 1e-9


class Change(StrEnum):
    """What happened to a case between two runs."""

    FIXED = "fixed"
    BROKEN = "broken"
    OTHER = "other"  #: not right in both, but in another way
    NEW = "new"
    GONE = "gone"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class CaseChange:
    """A case that came out differently."""

    id: str
    kind: str
    change: Change
    before: str
    after: str
    question: str


@dataclass(frozen=True, slots=True)
class MetricChange:
    """A metric before and after; None where one side has no such metric."""

    name: str
    before: Metric | None
    after: Metric | None


@dataclass(frozen=True, slots=True)
class SuiteComparison:
    """A suite in two runs."""

    name: str
    same_data: bool
    cases: tuple[CaseChange, ...]  #: those that changed
    same: int
    metrics: tuple[MetricChange, ...]
    p_value: float  #: of as many changes by chance: exact sign test (McNemar)

    def count(self, change: Change) -> int:
        """How many cases changed in this way."""
        return sum(case.change is change for case in self.cases)


def compare(before: Report, after: Report) -> list[SuiteComparison]:
    """The suites that both reports hold."""
    pairs = ((before.suite(suite.name), suite) for suite in after.suites)
    return [_compared(old, new) for old, new in pairs if old is not None]


def regressions(baseline: Report, report: Report) -> list[str]:
    """Gated metrics that are worse than in the baseline, a sentence each; none: it is at least as good.

    A suite whose data changed cannot be compared; that is said, too, as the baseline has to be made again.
    """
    return [line for old in baseline.suites for line in _regressions(old, report.suite(old.name))]


def _regressions(old: SuiteReport, new: SuiteReport | None) -> Iterator[str]:
    if new is None:
        return
    if old.data_hash != new.data_hash:
        yield f"{old.name}: its data is not the baseline's. Look at the new figures and write a new baseline."
        return
    for result in new.gates:
        gate = result.gate
        before, after = old.metric(gate.metric), new.metric(gate.metric)
        if before is None or after is None:
            continue
        loss = before.value - after.value if gate.minimum is not None else after.value - before.value
        if loss > _NOTHING:
            yield f"{old.name}: {gate.metric} was {before.value:.3f}, is {after.value:.3f}."


def _compared(before: SuiteReport, after: SuiteReport) -> SuiteComparison:
    changes = list(_changes(before.outcomes, after.outcomes))
    fixed = sum(case.change is Change.FIXED for case in changes)
    broken = sum(case.change is Change.BROKEN for case in changes)
    names = dict.fromkeys(metric.name for suite in (before, after) for metric in suite.metrics)
    return SuiteComparison(
        name=after.name,
        same_data=before.data_hash == after.data_hash,
        cases=tuple(case for case in changes if case.change is not Change.SAME),
        same=sum(case.change is Change.SAME for case in changes),
        metrics=tuple(MetricChange(name, before.metric(name), after.metric(name)) for name in names),
        p_value=sign_test(fixed, broken),
    )


def _changes(before: Sequence[Outcome], after: Sequence[Outcome]) -> Iterator[CaseChange]:
    old = {outcome.id: outcome for outcome in before}
    new = {outcome.id: outcome for outcome in after}
    for name in dict.fromkeys((*new, *old)):
        one, other = old.get(name), new.get(name)
        known = other or one
        if known is not None:
            verdicts = [outcome.score.verdict.value if outcome else "" for outcome in (one, other)]
            question = known.question or (one.question if one else "")
            yield CaseChange(name, known.kind, _change(one, other), verdicts[0], verdicts[1], question)


def _change(before: Outcome | None, after: Outcome | None) -> Change:
    if before is None:
        return Change.NEW
    if after is None:
        return Change.GONE
    if before.score.verdict is after.score.verdict:
        return Change.SAME
    if after.right:
        return Change.FIXED
    return Change.BROKEN if before.right else Change.OTHER
