"""Reports and comparisons as tables in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from evals.case import Metric
from evals.compare import Change, MetricChange, SuiteComparison
from evals.rates import FEW_CASES
from evals.report import Report, SuiteReport
from evals.run import GateResult

_MOST_CASES = 40


def show_report(report: Report, console: Console) -> None:
    """Every suite with its metrics and gates, then what was skipped."""
    for suite in report.suites:
        console.print(_suite_table(suite))
        for outcome in suite.outcomes:
            if outcome.failed:
                console.print(f"  [red]failed[/] {outcome.id}: {escape(outcome.score.reason)}")
    for skipped in report.skipped:
        console.print(f"[yellow]skipped[/] {skipped.name}: {skipped.reason}")
    missed = [(suite.name, result) for suite in report.suites for result in suite.gates if not result.passed]
    for name, result in missed:
        console.print(f"[red]gate missed[/] {name}: {gate_text(result)}")
    if not missed:
        console.print("[green]All gates hold.[/]")


def show_comparison(comparisons: Sequence[SuiteComparison], console: Console) -> None:
    """What changed, suite by suite and case by case."""
    for comparison in comparisons:
        console.print(_comparison_table(comparison))
        if not comparison.same_data:
            console.print("  [yellow]The data differs between the two runs; figures are not comparable as they are.[/]")
        console.print(
            f"  {comparison.count(Change.FIXED)} fixed, {comparison.count(Change.BROKEN)} broken, "
            f"{comparison.count(Change.OTHER)} otherwise different, {comparison.same} the same; "
            f"p = {comparison.p_value:.3f} (exact sign test)"
        )
        for case in comparison.cases[:_MOST_CASES]:
            colour = {Change.FIXED: "green", Change.BROKEN: "red"}.get(case.change, "dim")
            console.print(
                f"  [{colour}]{case.change}[/] {case.id} ({case.before or '-'} → {case.after or '-'}) "
                f"{escape(case.question[:90])}"
            )
        if len(comparison.cases) > _MOST_CASES:
            console.print(f"  and {len(comparison.cases) - _MOST_CASES} more; --json gives all")
    if not comparisons:
        console.print("The two reports have no suite in common.")


def value_text(metric: Metric) -> str:
    """A metric's value as people read it."""
    if metric.count is not None:
        return f"{metric.value:.1%}"
    if metric.unit:
        return f"{metric.value:.0f} {metric.unit}"
    return f"{metric.value:.3f}"


def counts_text(metric: Metric) -> str:
    """Counts and interval of a rate."""
    parts = []
    if metric.count is not None:
        parts.append(f"{metric.count} of {metric.total}")
    if metric.low is not None and metric.high is not None:
        low, high = (
            f"{bound:.0%}" if metric.count is not None else f"{bound:.2f}" for bound in (metric.low, metric.high)
        )
        parts.append(f"95% {low} to {high}")
    return ", ".join(parts)


def gate_text(result: GateResult) -> str:
    """A gate in words."""
    gate = result.gate
    limits = [f"at least {gate.minimum:g}"] if gate.minimum is not None else []
    limits += [f"at most {gate.maximum:g}"] if gate.maximum is not None else []
    found = "there is no such metric" if result.value is None else f"is {result.value:.3f}"
    return f"{gate.metric} {found}, must be {' and '.join(limits)}"


def _suite_table(suite: SuiteReport) -> Table:
    few = f", only {len(suite.outcomes)} cases" if len(suite.outcomes) < FEW_CASES else ""
    title = f"{suite.name} v{suite.version} · {len(suite.outcomes)} cases{few} · {suite.seconds:.1f} s"
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("metric", no_wrap=True)
    table.add_column("value", justify="right", no_wrap=True)
    table.add_column("counts")
    table.add_column("gate", no_wrap=True)
    gates = {result.gate.metric: result for result in suite.gates}
    for metric in suite.metrics:
        result = gates.get(metric.name)
        mark = "" if result is None else "[green]holds[/]" if result.passed else "[red]missed[/]"
        note = f" ({metric.note})" if metric.note else ""
        table.add_row(metric.name, value_text(metric), counts_text(metric) + note, mark)
    return table


def _comparison_table(comparison: SuiteComparison) -> Table:
    table = Table(title=comparison.name, title_justify="left", box=None, padding=(0, 2, 0, 0))
    for column in ("metric", "before", "after", "difference"):
        table.add_column(column, justify="left" if column == "metric" else "right")
    for change in comparison.metrics:
        before = value_text(change.before) if change.before else "-"
        after = value_text(change.after) if change.after else "-"
        table.add_row(change.name, before, after, _difference(change))
    return table


def _difference(change: MetricChange) -> str:
    if change.before is None or change.after is None:
        return ""
    difference = change.after.value - change.before.value
    if change.after.count is not None:
        return f"{difference * 100:+.1f} points"
    return f"{difference:+.0f}" if change.after.unit else f"{difference:+.3f}"
