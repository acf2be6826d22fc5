"""The command line of measuring: `python -m evals run | list | compare | report | baseline | new | calibrate`."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from assistant.decide import Calibration, load_calibration, shipped_calibration
from assistant.model.providers import connect
from assistant.settings import load_settings
from evals.calibrate import PREDICTED, calibrate, curve_text, summary_text, undecided, write_calibration
from evals.case import Outcome
from evals.compare import compare as compared
from evals.compare import regressions
from evals.judge import grade
from evals.page import render
from evals.report import (
    REPORTS,
    Report,
    SkippedSuite,
    SuiteReport,
    as_baseline,
    circumstances_now,
    make_report,
    now,
    read_report,
    suite_report,
    write_report,
)
from evals.run import run_suite
from evals.starter import write_suite
from evals.suitefile import DEFAULT_SHARED, Suite, known_suites, load_suite, schema
from evals.terminal import show_comparison, show_report
from evals.workplace import Documents, Workplace
from knowledge.documents import Audience
from knowledge.embed import DEFAULT_MODEL, OnnxEmbedder, Variant
from knowledge.errors import InvalidInput, PledgeError

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Measure answers, search and safety on suites of cases; nothing leaves this machine.",
)
FAILED_GATE = 1
WRONG_USE = 2
#: A report of more suites than that is not named after them.
_NAMED_SUITES = 3

Shared = Annotated[Path, typer.Option(help="The folder that shared: paths in suites mean.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


def main() -> NoReturn:
    """Run a command; errors become a sentence and exit code 2."""
    try:
        app(standalone_mode=True)
    except PledgeError as error:
        Console(stderr=True).print(f"[red]{escape(error.message)}[/]")
        sys.exit(WRONG_USE)
    sys.exit(0)


@app.command("list")
def list_suites(shared: Shared = DEFAULT_SHARED, as_json: AsJson = False) -> None:
    """List the suites that ship with Pledge, and whether their data is here."""
    suites = [load_suite(name, shared) for name in known_suites()]
    if as_json:
        rows = [
            {
                "name": suite.name,
                "version": suite.file.version,
                "kind": suite.file.kind,
                "questions": suite.question_count,
                "description": suite.file.description,
                "missing": suite.missing,
            }
            for suite in suites
        ]
        typer.echo(json.dumps(rows, indent=1, ensure_ascii=False))
        return
    console = Console()
    for suite in suites:
        count = f"{suite.question_count} questions" if suite.question_count else "generated"
        console.print(f"[bold]{suite.name}[/] ({suite.file.kind}, {suite.missing or count})")
        console.print(f"  {suite.file.description}")


@app.command()
def run(  # noqa: PLR0917 - options of a command
    suites: Annotated[list[str] | None, typer.Argument(help="Names of suites, or paths of suite files.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Run every suite but those that are tuned on.")] = False,
    shared: Shared = DEFAULT_SHARED,
    calibration: Annotated[Path | None, typer.Option(help="Measure with these parameters of the decision.")] = None,
    baseline: Annotated[
        Path | None, typer.Option(help="Fail where a gated metric is worse than in this report.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="Cases measured side by side.")] = 2,
    out: Annotated[Path, typer.Option(help="Where the reports go.")] = REPORTS,
    model: Annotated[str, typer.Option(help="The embedding model.")] = DEFAULT_MODEL,
    variant: Annotated[str, typer.Option(help="fp32 or int8.")] = "fp32",
    as_json: AsJson = False,
) -> None:
    """Run suites and write a report. Exit code 1: a gate was missed.

    Without names it runs all, as with --all.

    Examples: `python -m evals run ask-sample`, `python -m evals run --all`, `python -m evals run my/suite.yaml`.
    """
    loaded = _loaded(suites or [], shared)
    if everything and suites:
        raise InvalidInput("Name suites or say --all, not both.")
    past = read_report(baseline) if baseline else None
    with _workplace(model, variant, _decision(calibration)) as workplace:
        report = _run_all(loaded, workplace, threads)
    path = write_report(report, out / f"{_stem([suite.name for suite in loaded])}.json")
    page = path.with_suffix(".html")
    page.write_text(render(report, compared(past, report) if past else ()), encoding="utf-8")
    lost = regressions(past, report) if past else []
    if as_json:
        typer.echo(
            json.dumps(
                {"report": str(path), "page": str(page), "passed": report.passed and not lost, **_summary(report)},
                indent=1,
            )
        )
    else:
        console = Console()
        show_report(report, console)
        _say_unreviewed(loaded, console)
        for line in lost:
            console.print(f"[red]worse than the baseline[/] {line}")
        console.print(f"Report: {page}, figures in {path.name}", soft_wrap=True)
    if not report.passed or lost:
        raise typer.Exit(FAILED_GATE)


@app.command("judge")
def judge_answers(
    suite: Annotated[str, typer.Argument(help="An ask suite: its name, or the path of its file.")],
    most: Annotated[int, typer.Option(min=1, help="How many questions.")] = 20,
    shared: Shared = DEFAULT_SHARED,
    as_json: AsJson = False,
) -> None:
    """Have a language model grade answers from 0 to 3, apart from all scores; set PLEDGE_JUDGE_MODEL first."""
    settings = load_settings()
    if settings.judge_model is None:
        raise InvalidInput("No judge is set. Set PLEDGE_JUDGE_MODEL=provider:name; questions and answers go there.")
    judge = connect(settings, settings.judge_model)
    with _workplace(DEFAULT_MODEL, "fp32", _decision(None)) as workplace:
        grades = grade(load_suite(suite, shared), workplace, judge, most)
    if as_json:
        typer.echo(json.dumps({**asdict(grades), "mean": grades.mean}, indent=1, ensure_ascii=False))
        return
    for one in grades.graded:
        typer.echo(f"{'-' if one.mark is None else one.mark}  {one.id} ({one.status}): {one.reason}")
    marked = sum(one.mark is not None for one in grades.graded)
    mean = "none" if grades.mean is None else f"{grades.mean:.2f} of 3"
    typer.echo(f"Mean {mean}, {marked} of {len(grades.graded)} graded by {grades.judge}, prompt {grades.prompt}.")
    typer.echo("A model's opinion: it is in no report, and no gate looks at it.")


@app.command("compare")
def compare_reports(before: Path, after: Path, as_json: AsJson = False) -> None:
    """Show what changed from one report to another, case by case."""
    comparisons = compared(read_report(before), read_report(after))
    if as_json:
        typer.echo(json.dumps([asdict(comparison) for comparison in comparisons], indent=1, ensure_ascii=False))
    else:
        show_comparison(comparisons, Console())


@app.command()
def report(
    file: Path,
    out: Annotated[Path | None, typer.Option(help="The page; by default beside the report.")] = None,
    against: Annotated[Path | None, typer.Option(help="An earlier report: the page shows what changed.")] = None,
) -> None:
    """Make the HTML page of a stored report again."""
    stored = read_report(file)
    page = out or file.with_suffix(".html")
    changes = compared(read_report(against), stored) if against else []
    page.write_text(render(stored, changes), encoding="utf-8")
    typer.echo(page)


@app.command()
def baseline(report: Path, out: Path) -> None:
    """Keep a report as a baseline: figures and verdicts, without the words that were shown."""
    typer.echo(write_report(as_baseline(read_report(report)), out))


@app.command("schema")
def print_schema() -> None:
    """Print the JSON Schema of suite files, which editors use to complete and check them."""
    typer.echo(json.dumps(schema(), indent=1))


def _loaded(names: Sequence[str], shared: Path) -> list[Suite]:
    if names:
        return [load_suite(name, shared) for name in names]
    return [suite for suite in (load_suite(name, shared) for name in known_suites()) if suite.file.by_default]


def _say_unreviewed(suites: Sequence[Suite], console: Console) -> None:
    for suite in suites:
        count = sum(line.review == "needed" for source in suite.sources for line in source.questions)
        if count:
            console.print(
                f"[yellow]not reviewed[/] {suite.name}: {count} questions were made by `new` and not read yet."
            )


def _stem(names: Sequence[str]) -> str:
    """A report's file name without its ending: when, and what."""
    what = "-".join(names) if len(names) <= _NAMED_SUITES else "suites"
    return f"{now():%Y%m%d-%H%M%S}-{what}"


@app.command()
def new(  # noqa: PLR0917 - options of a command
    documents: Annotated[Path, typer.Argument(help="The folder with your documents.")],
    out: Annotated[Path, typer.Option(help="The folder for the suite.")] = Path("evals-own"),
    name: Annotated[str, typer.Option(help="The suite's name.")] = "own",
    questions: Annotated[int, typer.Option(min=1, help="At most so many answerable questions.")] = 60,
    leave_out: Annotated[list[str] | None, typer.Option(help="A document to ask unanswerable questions about.")] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="Globs of files that are no documents.")] = None,
    audience: Annotated[Audience, typer.Option(help="Of documents that declare none.")] = Audience.PUBLIC,
    model: Annotated[str, typer.Option(help="The embedding model.")] = DEFAULT_MODEL,
    variant: Annotated[str, typer.Option(help="fp32 or int8.")] = "fp32",
) -> None:
    """Write a starter suite from your documents, for you to read and correct.

    Example: `python -m evals new policies --out our-evals`, then `python -m evals run our-evals/own.yaml`.
    """
    if not documents.is_dir():
        raise InvalidInput(f"There is no folder {documents}.")
    with _workplace(model, variant, undecided) as workplace:
        today = date.today()  # noqa: DTZ011 - documents are in force by local day
        place = workplace.place(Documents(documents.resolve(), tuple(exclude or ()), audience, today))
        suite, asked = write_suite(place, out, most=questions, leave_out=leave_out, name=name)
    for skipped in place.skipped:
        typer.echo(f"left out: {skipped.name}: {skipped.reason}", err=True)
    loaded = load_suite(str(suite))
    typer.echo(f"{loaded.question_count} questions in {asked}: read them, correct them, set review to done.")
    typer.echo(f"Then: python -m evals run {suite}")


@app.command("calibrate")
def calibrate_decision(  # noqa: PLR0917 - options of a command
    suites: Annotated[list[str], typer.Argument(help="Ask suites to fit on: names, or paths of suite files.")],
    out: Annotated[Path, typer.Option(help="Where the parameters go; set PLEDGE_CALIBRATION to it.")],
    risk: Annotated[float, typer.Option(min=0, max=1, help="The greatest share of answers that may be wrong.")] = 0.05,
    predict: Annotated[
        str, typer.Option(help="What the confidence means: answerable (the documents answer) or right (we would be).")
    ] = "answerable",
    sure: Annotated[bool, typer.Option("--sure", help="Be 95% sure of that share, not only measure it.")] = False,
    silence: Annotated[
        float | None,
        typer.Option(min=0, max=1, help="Instead of a risk: the share of unanswerable questions to abstain on."),
    ] = None,
    shared: Shared = DEFAULT_SHARED,
    threads: Annotated[int, typer.Option(min=1, help="Cases measured side by side.")] = 2,
    model: Annotated[str, typer.Option(help="The embedding model.")] = DEFAULT_MODEL,
    variant: Annotated[str, typer.Option(help="fp32 or int8.")] = "fp32",
    as_json: AsJson = False,
) -> None:
    """Fit when to answer and when to abstain on questions with known answers, and show what it gives.

    Example: `python -m evals calibrate training ask-sample my/suite.yaml --risk 0.05 --out calibration.json`.
    """
    if predict not in PREDICTED:
        raise InvalidInput(f"--predict {predict} is not possible: {' or '.join(PREDICTED)}.")
    loaded = [load_suite(name, shared) for name in suites]
    for suite in loaded:
        if suite.missing:
            raise InvalidInput(f"Suite {suite.name} cannot be used: {suite.missing}.")
    with _workplace(model, variant, undecided) as workplace:
        report = _run_all(loaded, workplace, threads)
        fitted = calibrate(report, risk, predict=predict, sure=sure, silence=silence)
    write_calibration(fitted.calibration, out)
    if as_json:
        typer.echo(json.dumps({"calibration": str(out), **fitted.calibration.provenance}, indent=1))
    else:
        console = Console(highlight=False)
        for line in (*curve_text(fitted), "", *summary_text(fitted), f"Written to {out}."):
            console.print(line, soft_wrap=True, markup=False)


@contextmanager
def _workplace(model: str, variant: str, decision: Callable[[str], Calibration]) -> Iterator[Workplace]:
    """A workplace with an embedding model, and the decision for it."""
    if variant not in {"fp32", "int8"}:
        raise InvalidInput(f"There is no variant '{variant}': fp32 or int8.")
    chosen: Variant = "int8" if variant == "int8" else "fp32"
    embedder = OnnxEmbedder(model, chosen)
    with Workplace(lambda: embedder, calibration=decision(embedder.name)) as workplace:
        yield workplace


def _decision(file: Path | None) -> Callable[[str], Calibration]:
    """The decision in a file, or the one that ships with Pledge."""
    return lambda embedder: load_calibration(file, embedder) if file else shipped_calibration()


def _run_all(suites: Sequence[Suite], workplace: Workplace, threads: int) -> Report:
    done: list[SuiteReport] = []
    skipped = [SkippedSuite(suite.name, suite.missing) for suite in suites if suite.missing]
    with _progress() as bar:
        for suite in suites:
            if not suite.missing:
                begun = time.perf_counter()
                result = run_suite(suite, workplace, threads=threads, tick=_ticker(bar, suite.name))
                done.append(suite_report(result, time.perf_counter() - begun))
    circumstances = circumstances_now(workplace.embedder.name, workplace.calibration, threads)
    return make_report(done, skipped, circumstances)


def _progress() -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True))


def _ticker(bar: Progress, name: str) -> Callable[[int, int], None]:
    task = bar.add_task(name, total=None)

    def tick(done: int, known: int) -> None:
        bar.update(task, completed=done, total=known or None)

    return tick


def _summary(report: Report) -> dict[str, object]:
    return {
        "suites": {
            suite.name: {
                "metrics": {metric.name: asdict(metric) for metric in suite.metrics},
                "gates": [
                    {"metric": result.gate.metric, "value": result.value, "passed": result.passed}
                    for result in suite.gates
                ],
                "not_right": [_brief(outcome) for outcome in suite.outcomes if not outcome.right],
            }
            for suite in report.suites
        },
        "skipped": [asdict(suite) for suite in report.skipped],
    }


def _brief(outcome: Outcome) -> dict[str, str]:
    return {"id": outcome.id, "verdict": outcome.score.verdict.value, "reason": outcome.score.reason}
