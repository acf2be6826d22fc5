"""Evaluation reports, as `pledge eval` stores them: figures with their intervals, gates, and the worst answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Annotated

from fastapi import Path as PathParameter
from fastapi import Request
from pydantic import BaseModel, ConfigDict, ValidationError
from starlette.responses import Response

from api.console.pages import page
from api.console.routing import pages
from api.console.visitors import Author
from api.state import State, state_of
from knowledge.errors import UnknownName

router = pages()
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,150}\.json")
_MOST_REPORTS = 100
_LARGEST = 100_000_000
_MOST_WORST = 25


class _Read(BaseModel):
    """Only what is shown; a report holds more."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Metric(_Read):
    """A figure."""

    name: str
    value: float
    count: int | None = None
    total: int | None = None
    low: float | None = None
    high: float | None = None
    unit: str = ""

    @property
    def words(self) -> str:
        """As people read it: a rate in percent, else a number with its unit."""
        if self.count is not None and self.total:
            return f"{self.value:.1%}"
        return f"{self.value:,.3g} {self.unit}".strip()


class Gate(_Read):
    """What must hold."""

    metric: str
    minimum: float | None = None
    maximum: float | None = None


class GateResult(_Read):
    """Whether it does."""

    gate: Gate
    value: float | None
    passed: bool


class Score(_Read):
    """How an answer was judged."""

    verdict: str
    reason: str = ""


class Outcome(_Read):
    """One case."""

    id: str
    question: str
    score: Score


class Suite(_Read):
    """A suite's part of a report."""

    name: str
    kind: str
    description: str
    metrics: tuple[Metric, ...]
    gates: tuple[GateResult, ...]
    outcomes: tuple[Outcome, ...]

    @property
    def passed(self) -> bool:
        """Whether its gates hold."""
        return all(gate.passed for gate in self.gates)

    @property
    def worst(self) -> Sequence[Outcome]:
        """Cases that count as wrong."""
        return [outcome for outcome in self.outcomes if outcome.score.verdict in {"wrong", "failed"}][:_MOST_WORST]


class Circumstances(_Read):
    """Under which it was made."""

    commit: str = ""
    embedder: str = ""
    calibration: str = ""


class Report(_Read):
    """A run."""

    made_at: datetime
    circumstances: Circumstances
    suites: tuple[Suite, ...]

    @property
    def passed(self) -> bool:
        """Whether all gates hold."""
        return all(suite.passed for suite in self.suites)


@router.get("/evaluations")
def evaluations(request: Request, visitor: Author) -> Response:
    """All reports, newest first."""
    paths = _paths(state_of(request))[:_MOST_REPORTS]
    read = [(path.name, _report(path)) for path in paths]
    shown = sorted(
        ((name, report) for name, report in read if report), key=lambda row: (row[1].made_at, row[0]), reverse=True
    )
    unread = [name for name, report in read if report is None]
    return page(request, "evaluations.html", visitor=visitor, reports=shown, unread=unread)


@router.get("/evaluations/{name}")
def evaluation(
    request: Request, visitor: Author, name: Annotated[str, PathParameter(min_length=1, max_length=200)]
) -> Response:
    """A report."""
    path = next((path for path in _paths(state_of(request)) if path.name == name), None)
    report = _report(path) if path else None
    if report is None:
        raise UnknownName("report", name)
    return page(request, "evaluation.html", visitor=visitor, name=name, report=report)


def _paths(state: State) -> list[Path]:
    """Report files, the newest names first."""
    folders = (state.settings.reports, state.settings.data / "reports")
    found = {path.name: path for folder in folders if folder.is_dir() for path in folder.glob("*.json")}
    return [found[name] for name in sorted(found, reverse=True) if _NAME.fullmatch(name)]


def _report(path: Path) -> Report | None:
    try:
        if path.stat().st_size > _LARGEST:
            return None
        return Report.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None
