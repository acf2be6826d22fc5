"""`pledge check`."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.commands.options import Data, desk_of

if TYPE_CHECKING:  # loaded when the command runs, so that help is quick
    from assistant.check_config import CheckConfig
    from assistant.checker import Report
    from assistant.rules import Finding
    from knowledge.documents import Document

_STDIN = "-"
Form = Literal["text", "json", "sarif", "junit", "html"]
Files = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="FILE", help="Markdown, text, HTML, Word or PDF; - reads Markdown from a pipe.", show_default=False
    ),
]
Explanations = Annotated[
    bool,
    typer.Option(
        "--explanations", help="Have the language model explain each finding, in the formats text, json and html."
    ),
]


def check(
    files: Files = None,
    *,
    form: Annotated[Form, typer.Option("--format", "-f", help="How the report is written.")] = "text",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="Write the report to a file.")] = None,
    config: Annotated[
        Path | None,
        typer.Option("--config", help="Settings of checks; pledge.toml in the working folder, if there is one."),
    ] = None,
    baseline: Annotated[
        Path | None, typer.Option("--baseline", help="Findings that old text may keep, from --write-baseline.")
    ] = None,
    write_baseline: Annotated[
        Path | None, typer.Option("--write-baseline", help="Write the present findings as a baseline, and end with 0.")
    ] = None,
    changed: Annotated[
        bool, typer.Option("--changed", help="Only clauses that the last commit (or --since) does not hold.")
    ] = False,
    since: Annotated[
        str | None, typer.Option("--since", metavar="REVISION", help="With --changed: since this git revision.")
    ] = None,
    older: Annotated[
        Path | None, typer.Option("--older", help="Only clauses that this earlier file does not hold; for one FILE.")
    ] = None,
    documents: Annotated[
        bool, typer.Option("--documents", help="Hold the text against the organisation's documents in force, too.")
    ] = False,
    explanations: Explanations = False,
    explain: Annotated[
        str | None, typer.Option("--explain", metavar="RULE", help="Print what a rule is about; 'all' lists the rules.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    data: Data = None,
) -> None:
    """Check a code of conduct: what is weak in it, where, why, and which of the twelve principles it covers.

    The exit code is 1 when a finding is an error or a warning. What a rule is about: docs/rules.md.

    For example:

        pledge check code.md

        pledge check code.docx --format html -o report.html

        pledge check code.md --changed --since main --format sarif -o pledge.sarif
    """
    from assistant.check_config import config_at_hand  # noqa: PLC0415 - loads the rules

    if explain is not None:
        typer.echo(_explained(explain), nl=False)
        return
    chosen = _Chosen(files or [], older, since, changed=changed)
    chosen.validate()
    read = {file: _read(file) for file in chosen.files}
    elsewhere = _elsewhere(read, data) if documents else {}
    reports = _checked(read, chosen.task(config_at_hand(config)), _baseline(baseline), elsewhere)
    if write_baseline is not None:
        _keep_as_baseline(reports, write_baseline)
        return
    if explanations:
        reports = _with_explanations(reports, data)
    _report(reports, "json" if as_json else form, output)
    if any(report.failed for report in reports):
        raise typer.Exit(1)


@dataclass(frozen=True)
class _Chosen:
    """Which files are checked, and against which earlier state."""

    files: Sequence[str]
    older: Path | None
    since: str | None
    changed: bool

    def validate(self) -> None:
        """Refuse options that do not go together.

        Raises:
            typer.BadParameter: No file is named, or an earlier state does not fit the files.
        """
        if not self.files:
            raise typer.BadParameter("name a file to check, or - for a pipe.", param_hint="FILE")
        if self.older is not None and (self.changed or self.since or len(self.files) > 1):
            raise typer.BadParameter("it goes with one FILE and without --changed.", param_hint="--older")
        if _STDIN in self.files and (self.changed or self.since):
            raise typer.BadParameter("git holds no earlier state of a pipe; use --older.", param_hint="--changed")

    def task(self, config: CheckConfig) -> _Task:
        """How every file is checked."""
        return _Task(
            config=config,
            revision=(self.since or "HEAD") if self.changed or self.since else None,
            older=_read(str(self.older)) if self.older else None,
        )


@dataclass(frozen=True)
class _Task:
    """How every file is checked."""

    config: CheckConfig
    revision: str | None  #: only what has changed since this revision
    older: Document | None


def _checked(
    read: Mapping[str, Document],
    task: _Task,
    baseline: Mapping[str, int] | None,
    elsewhere: Mapping[str, Sequence[Finding]],
) -> list[Report]:
    """The report on each file; what one uses of the baseline is not there for the next."""
    from assistant.checker import check as run  # noqa: PLC0415 - loads the rules
    from assistant.suppressions import fingerprint_in  # noqa: PLC0415 - the same

    reports = []
    left = None if baseline is None else Counter(baseline)
    for file, document in read.items():
        report = run(
            document,
            replace(task.config, name="standard input" if file == _STDIN else file),
            baseline=left,
            older=task.older or (_earlier(file, task.revision) if task.revision else None),
            elsewhere=elsewhere.get(file, ()),
        )
        if left is not None:
            left -= Counter(
                fingerprint_in(one.finding, report.code) for one in report.suppressed if one.source == "baseline"
            )
        reports.append(report)
    return reports


def _read(file: str) -> Document:
    from knowledge.readers import Limits, read_safely  # noqa: PLC0415 - loads the readers

    if file == _STDIN:
        return read_safely("standard-input.md", sys.stdin.buffer.read(), Limits())
    try:
        content = Path(file).read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}.", param_hint="FILE") from error
    return read_safely(Path(file).name, content, Limits())


def _earlier(file: str, revision: str) -> Document:
    """What a file was; one that was not there had no clause."""
    from api.earlier import earlier_state  # noqa: PLC0415 - only --changed needs it
    from knowledge.documents import Document  # noqa: PLC0415 - the same
    from knowledge.readers import Limits, read_safely  # noqa: PLC0415 - the same

    path = Path(file)
    content = earlier_state(path, revision)
    return read_safely(path.name, content, Limits()) if content else Document("", (), "text/plain")


def _elsewhere(read: Mapping[str, Document], data: Path | None) -> dict[str, Sequence[Finding]]:
    """What contradicts the documents in the data folder, by file."""
    with desk_of(data, sample=False) as desk:
        return {file: desk.contradictions(document.text, file) for file, document in read.items()}


def _baseline(path: Path | None) -> Mapping[str, int] | None:
    from assistant.suppressions import read_baseline  # noqa: PLC0415 - loads the rules

    if path is None:
        return None
    try:
        return read_baseline(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path} cannot be read: {error}.", param_hint="--baseline") from error


def _as_baseline(reports: Sequence[Report]) -> str:
    from assistant.suppressions import write_baseline  # noqa: PLC0415 - loads the rules

    return write_baseline((finding, report.code) for report in reports for finding in report.findings)


def _with_explanations(reports: Sequence[Report], data: Path | None) -> list[Report]:
    with desk_of(data, sample=False) as desk:
        return [desk.explained(report) for report in reports]


def _keep_as_baseline(reports: Sequence[Report], path: Path) -> None:
    _write(_as_baseline(reports), path)
    typer.echo(f"{path}: {sum(len(report.findings) for report in reports)} findings.", err=True)


def _of(count: int, what: str) -> str:
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


def _report(reports: Sequence[Report], form: str, output: Path | None) -> None:
    from assistant.check_reports import write_report  # noqa: PLC0415 - loads the rules

    text = write_report(reports, form)
    if output is None:
        typer.echo(text, nl=False)
        return
    _write(text, output)
    for report in reports:
        counts = ", ".join(_of(count, severity.value) for severity, count in report.counts.items())
        typer.echo(f"{report.name}: {counts}. The report is in {output}.", err=True)


def _write(text: str, path: Path) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be written: {error.strerror}.", param_hint="--output") from error


def _explained(name: str) -> str:
    from assistant.rules import all_rules  # noqa: PLC0415 - loads the rules
    from knowledge.errors import UnknownName  # noqa: PLC0415 - the same

    rules = {rule.name: rule for rule in all_rules()}
    if name == "all":
        width = max(len(known) for known in rules)
        return "".join(f"{known:{width}}  {rule.explain().message}\n" for known, rule in rules.items())
    if name not in rules:
        raise UnknownName("rule", name, list(rules))
    rule, words = rules[name], rules[name].explain()
    return (
        f"{name}: {words.message}\n\n  Why   {words.why}\n  Bad   {words.bad}\n  Good  {words.good}\n"
        f"  Do    {rule.suggestion}\n\n  {rule.severity.value}; principle {rule.principle.value}; {rule.property}\n"
    )
