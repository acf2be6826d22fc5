"""A report as one HTML file that needs no network: figures, charts, gates, and the worst answers side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals.case import Outcome, Verdict
from evals.charts import Bar, histogram, kind_bars, reliability_chart, risk_chart
from evals.compare import Change, SuiteComparison
from evals.curves import Bin, RiskPoint, reliability, risk_coverage
from evals.rates import FEW_CASES, percentile
from evals.report import Report, SuiteReport
from evals.terminal import counts_text, gate_text, value_text

_WORST = 10
_TABLE_POINTS = 10


@dataclass(frozen=True)
class Picture:
    """A chart and the same figures as a table."""

    title: str
    note: str
    svg: Markup
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A suite on the page."""

    suite: SuiteReport
    few: bool
    pictures: tuple[Picture, ...]
    worst: tuple[Outcome, ...]


def render(report: Report, comparisons: Sequence[SuiteComparison] = ()) -> str:
    """The page of a report; with comparisons, what changed since an earlier one."""
    folder = Path(__file__).resolve().parent / "templates"
    environment = Environment(loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined)
    environment.filters |= {"value": value_text, "counts": counts_text, "gate": gate_text}
    return environment.get_template("report.html").render(
        report=report,
        sections=[_section(suite) for suite in report.suites],
        comparisons=comparisons,
        Change=Change,
    )


def worst_of(outcomes: Sequence[Outcome], most: int = _WORST) -> list[Outcome]:
    """What did most harm: failures, then wrong answers given with confidence, then needless abstentions."""
    order = {Verdict.FAILED: 0, Verdict.WRONG: 1, Verdict.ABSTAINED: 2}
    bad = [outcome for outcome in outcomes if not outcome.right]
    bad.sort(key=lambda outcome: (order[outcome.score.verdict], -outcome.figures.get("confidence", 0.0), outcome.id))
    return bad[:most]


def _section(suite: SuiteReport) -> Section:
    measured = [outcome for outcome in suite.outcomes if not outcome.failed]
    pictures = [_kinds(suite.outcomes)]
    if any("confidence" in outcome.figures for outcome in measured):
        pictures += [_risk(measured), _reliability(measured)]
    pictures.append(_latency(measured))
    return Section(suite, len(suite.outcomes) < FEW_CASES, tuple(pictures), tuple(worst_of(suite.outcomes)))


def _kinds(outcomes: Sequence[Outcome]) -> Picture:
    bars = []
    for kind in sorted({outcome.kind for outcome in outcomes}):
        verdicts = [outcome.score.verdict for outcome in outcomes if outcome.kind == kind]
        bars.append(Bar(kind, tuple((verdict.value, verdicts.count(verdict)) for verdict in Verdict)))
    return Picture(
        "By kind",
        "An unanswerable question is right when the assistant abstains.",
        Markup(kind_bars(bars)),  # noqa: S704 - our own drawing, its texts escaped
        ("kind", *(verdict.value for verdict in Verdict)),
        tuple((bar.name, *(str(count) for _, count in bar.parts)) for bar in bars),
    )


def _risk(outcomes: Sequence[Outcome]) -> Picture:
    confidences = [outcome.figures["confidence"] for outcome in outcomes]
    points = risk_coverage(confidences, [outcome.figures["would_be_right"] > 0 for outcome in outcomes])
    answered = [outcome for outcome in outcomes if outcome.answered]
    shipped = None
    if answered:
        shipped = (len(answered) / len(outcomes), sum(not outcome.right for outcome in answered) / len(answered))
    return Picture(
        "Risk against coverage",
        "How many answers are not right if the most confident share of all questions is answered.",
        Markup(risk_chart(points, shipped)),  # noqa: S704 - our own drawing
        ("answered", "not right", "threshold"),
        tuple(_risk_row(point) for point in _thinned(points)),
    )


def _risk_row(point: RiskPoint) -> tuple[str, ...]:
    wrong = f"{point.wrong} of {point.answered} ({point.risk:.0%})"
    return (f"{point.coverage:.0%}", wrong, f"{point.threshold:.2f}")


def _thinned(points: Sequence[RiskPoint]) -> list[RiskPoint]:
    step = max(1, len(points) // _TABLE_POINTS)
    return [*points[::step], *points[-1:]] if len(points) > 1 else list(points)


def _reliability(outcomes: Sequence[Outcome]) -> Picture:
    confidences = [outcome.figures["confidence"] for outcome in outcomes]
    bins = reliability(confidences, [outcome.answerable for outcome in outcomes])
    return Picture(
        "Reliability of the confidence",
        "On the diagonal, a confidence of 80% means that the documents answer 80% of such questions.",
        Markup(reliability_chart(bins)),  # noqa: S704 - our own drawing
        ("confidence", "answerable", "questions"),
        tuple(_bin_row(part) for part in bins),
    )


def _bin_row(part: Bin) -> tuple[str, ...]:
    return (f"{part.low:.0%} to {part.high:.0%}", f"{part.right:.0%}", str(part.count))


def _latency(outcomes: Sequence[Outcome]) -> Picture:
    times = [outcome.seconds * 1000 for outcome in outcomes]
    marks = [(f"p{share}", percentile(times, share / 100)) for share in (50, 95, 99)]
    return Picture(
        "Latency",
        "Of single cases, in milliseconds; cases measured side by side slow each other down.",
        Markup(histogram(times, marks, "ms")),  # noqa: S704 - our own drawing
        ("percentile", "ms"),
        tuple((name, f"{value:.1f}") for name, value in marks),
    )
