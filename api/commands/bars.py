"""Progress bars on standard error; nothing where no person looks."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from knowledge.progress import Progress as Step
from knowledge.progress import ProgressCallback, silent

if TYPE_CHECKING:
    from rich.progress import TaskID


@contextmanager
def bars() -> Iterator[ProgressCallback]:
    """What long work can tell how far it is; a bar for each phase."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console  # noqa: PLC0415 - 0.1 s that only a person at a terminal pays
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    tasks: dict[str, TaskID] = {}
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:

        def told(step: Step) -> None:
            if step.phase not in tasks:
                tasks[step.phase] = shown.add_task(step.phase.capitalize())
            shown.update(tasks[step.phase], completed=step.done, total=step.total)

        yield told
