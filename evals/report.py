"""What a run found and under which circumstances, as JSON that later runs can be compared with."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from assistant.decide import Calibration
from evals.case import Metric, Outcome
from evals.run import GateResult, SuiteResult
from knowledge.errors import InvalidInput, UnknownName

FORMAT = 1
#: Under the folder one works in, where the console looks by default, too; never into an installed package.
REPORTS = Path("evals/reports")
_PACKAGES = ("chromadb", "numpy", "onnxruntime", "sqlalchemy", "tokenizers", "snowballstemmer")


@dataclass(frozen=True, slots=True)
class Circumstances:
    """All that a figure may depend on besides the data."""

    commit: str  #: of git; "" where there is no repository
    changed: bool  #: whether files differed from that commit
    python: str
    machine: str
    processors: int
    packages: dict[str, str]
    embedder: str
    calibration: str  #: recipe, threshold and hash of the parameters
    threads: int
    seed: int  #: of the bootstrap intervals and generated attempts


@dataclass(frozen=True, slots=True)
class SuiteReport:
    """A suite's part of a report."""

    name: str
    version: int
    kind: str
    description: str
    as_of: str
    data_hash: str
    settings: dict[str, object]
    metrics: tuple[Metric, ...]
    gates: tuple[GateResult, ...]
    outcomes: tuple[Outcome, ...]
    seconds: float

    def metric(self, name: str) -> Metric | None:
        """A metric by its name."""
        return next((metric for metric in self.metrics if metric.name == name), None)


@dataclass(frozen=True, slots=True)
class SkippedSuite:
    """A suite that could not be run here."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """A run."""

    format: int
    made_at: str  #: ISO 8601, UTC
    circumstances: Circumstances
    suites: tuple[SuiteReport, ...]
    skipped: tuple[SkippedSuite, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether all gates hold."""
        return all(gate.passed for suite in self.suites for gate in suite.gates)

    def suite(self, name: str) -> SuiteReport | None:
        """A suite's part by its name."""
        return next((suite for suite in self.suites if suite.name == name), None)


_ADAPTER: TypeAdapter[Report] = TypeAdapter(Report)


def suite_report(result: SuiteResult, seconds: float) -> SuiteReport:
    """A suite's result as it is stored."""
    file = result.suite.file
    return SuiteReport(
        name=file.name,
        version=file.version,
        kind=file.kind,
        description=file.description,
        as_of=result.suite.today.isoformat(),
        data_hash=result.suite.data_hash,
        settings=dict(file.settings),
        metrics=result.metrics,
        gates=result.gates,
        outcomes=result.outcomes,
        seconds=seconds,
    )


def make_report(suites: Sequence[SuiteReport], skipped: Sequence[SkippedSuite], circumstances: Circumstances) -> Report:
    """A report of now."""
    return Report(FORMAT, now().isoformat(timespec="seconds"), circumstances, tuple(suites), tuple(skipped))


def now() -> datetime:
    """This moment, UTC."""
    return datetime.now(UTC)


def circumstances_now(embedder: str, calibration: Calibration, threads: int, seed: int = 0) -> Circumstances:
    """The circumstances of this process."""
    return Circumstances(
        commit=_git("rev-parse", "HEAD"),
        changed=bool(_git("status", "--porcelain", "--untracked-files=no")),
        python=platform.python_version(),
        machine=f"{platform.system()} {platform.machine()}",
        processors=os.cpu_count() or 1,
        packages={name: metadata.version(name) for name in _PACKAGES},
        embedder=embedder,
        calibration=described(calibration),
        threads=threads,
        seed=seed,
    )


def described(calibration: Calibration) -> str:
    """A calibration in a line: recipe, threshold, the first digits of its hash."""
    digest = hashlib.sha256(repr(calibration).encode()).hexdigest()[:12]
    return f"{calibration.recipe}, threshold {calibration.threshold:.3f}, {digest}"


def write_report(report: Report, path: Path) -> Path:
    """Store a report as JSON; returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(_ADAPTER.dump_json(report, indent=1))
    return path


def read_report(path: Path) -> Report:
    """A stored report or baseline.

    Raises:
        UnknownName: there is no such file.
        InvalidInput: it is not a report of this release.
    """
    try:
        return _ADAPTER.validate_json(path.read_bytes())
    except OSError as error:
        raise UnknownName("report", str(path)) from error
    except ValidationError as error:
        raise InvalidInput(f"{path.name} is no report that this release can read. Run the suites again.") from error


def as_baseline(report: Report) -> Report:
    """A report without the words that were shown: small enough to be kept in the repository."""
    suites = [
        replace(
            suite,
            outcomes=tuple(
                replace(outcome, shown=(), expected=(), features={}, question="", note="") for outcome in suite.outcomes
            ),
        )
        for suite in report.suites
    ]
    return replace(report, suites=tuple(suites))


def _git(*arguments: str) -> str:
    folder = Path(__file__).resolve().parent
    try:
        # git, wherever it is installed, is asked about our own folder with fixed arguments.
        done = subprocess.run(  # noqa: S603
            ("git", *arguments),  # noqa: S607
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""
