"""`pledge eval` and `pledge calibrate`: start the evaluation as a process of its own and hand its exit code on."""

from __future__ import annotations

import subprocess
import sys

import typer

#: Everything after the command's name belongs to the evaluation, --help too.
PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}


def evaluate(context: typer.Context) -> None:
    """Measure Pledge: `run`, `list`, `compare`, `report`, `new` and more; offline, on suites of questions.

    Examples: `pledge eval run`, `pledge eval run my/suite.yaml`, `pledge eval compare A.json B.json`.
    """
    # Without a suite, an owner wants them all.
    arguments = [*context.args, "--all"] if context.args == ["run"] else context.args
    raise typer.Exit(_evals(arguments))


def calibrate(context: typer.Context) -> None:
    """Fit when to answer and when to abstain on questions with known answers.

    Example: `pledge calibrate ask-sample my/suite.yaml --risk 0.1 --out calibration.json`.
    """
    raise typer.Exit(_evals(["calibrate", *context.args]))


def _evals(arguments: list[str]) -> int:
    command = [sys.executable, "-m", "evals", *arguments]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own module
