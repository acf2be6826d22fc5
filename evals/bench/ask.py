"""How long asking takes: `python -m evals.bench ask [--units 10000] [--questions 60] [--pause 0] [--json]`.

A server runs as a process of its own on so many units; each question is asked over HTTP, then embedded by the
reference encoder (sentence-transformers) and by our own (ONNX Runtime) in this process, one after the other, so that
a busy machine slows all three alike. Medians and their ratios count.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path

from evals.bench.served import Served, run_pledge, server
from evals.questions import load_questions
from evals.rates import percentile
from evals.suitefile import CASES, DEFAULT_SHARED
from knowledge.embed import OnnxEmbedder, ReferenceEmbedder
from knowledge.errors import PledgeError

_CORPUS = "corpora/github-site-policy"
_QUESTIONS = CASES.parent / "data" / "dev-github.jsonl"
_WARM_UP = 5
#: /v1/ask may take at most so many times as long as the reference encoder alone.
WANTED_RATIO = 1.5


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; milliseconds."""

    units: int
    questions: int
    ask_p50: float
    ask_p99: float
    reference_p50: float  #: sentence-transformers embedding the question alone
    own_p50: float  #: our own encoder embedding the question alone
    ratio: float  #: of the medians, ask to reference
    ratio_own: float  #: of the medians, ask to our own encoder
    start_seconds: float  #: from the command to the first ready answer
    memory_mib_start: float
    memory_mib_end: float


def measure(data: Path, questions: Sequence[str], units: int, pause: float = 0.0) -> Figures:
    """Ask, and embed beside it, in turns, after so many seconds of rest before each."""
    reference, own = ReferenceEmbedder(), OnnxEmbedder()
    took: dict[str, list[float]] = {"ask": [], "reference": [], "own": []}
    with server(data) as served:
        start = served.memory_bytes()
        for question in questions[:_WARM_UP]:
            _ask(served, question)
            reference.embed([question])
            own.embed([question])
        for question in questions:
            took["ask"].append(_timed(partial(_ask, served, question), pause))
            took["reference"].append(_timed(partial(reference.embed, [question]), pause))
            took["own"].append(_timed(partial(own.embed, [question]), pause))
        return _figures(took, units, served, start)


def _figures(took: dict[str, list[float]], units: int, served: Served, start: int) -> Figures:
    median = {name: statistics.median(values) for name, values in took.items()}
    return Figures(
        units=units,
        questions=len(took["ask"]),
        ask_p50=median["ask"],
        ask_p99=percentile(took["ask"], 0.99),
        reference_p50=median["reference"],
        own_p50=median["own"],
        ratio=median["ask"] / median["reference"],
        ratio_own=median["ask"] / median["own"],
        start_seconds=served.start_seconds,
        memory_mib_start=start / 2**20,
        memory_mib_end=served.memory_bytes() / 2**20,
    )


def _ask(served: Served, question: str) -> None:
    served.client.post("/v1/ask", json={"question": question}).raise_for_status()


def _timed(act: Callable[[], object], pause: float = 0.0) -> float:
    """How long it takes, in milliseconds, after so many seconds in which nothing is asked."""
    time.sleep(pause)
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def ingested(data: Path, corpus: Path, wanted: int) -> int:
    """Fill a data folder with at least so many units: the corpus, then further copies under other names."""
    with tempfile.TemporaryDirectory(prefix="pledge-bench-documents-") as folder:
        units = 0
        for copy in _copies(corpus, Path(folder)):
            report = run_pledge(data, "ingest", str(copy), "--audience", "public")
            units += int(str(report["units"]))
            if units >= wanted:
                break
        return units


def _copies(corpus: Path, folder: Path) -> Iterator[Path]:
    """Folders with the same documents under other names, without end."""
    number = 0
    while True:
        number += 1
        target = folder / str(number) / f"copy-{number}"
        shutil.copytree(corpus, target, ignore=shutil.ignore_patterns("SOURCE.md", "LICENSE.md"))
        yield target.parent


def main(arguments: Sequence[str]) -> int:
    """Measure and print; exit code 1 where the ratio is above what is wanted, 2 for wrong use or a fault."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench ask", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=DEFAULT_SHARED / _CORPUS)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--questions", type=int, default=60)
    parser.add_argument("--pause", type=float, default=0.0, help="seconds of rest before each measurement")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if not options.corpus.is_dir():
        sys.stderr.write(f"There is no folder {options.corpus}. Name one with documents: --corpus.\n")
        return 2
    questions = [line.question for line in load_questions(_QUESTIONS)][: options.questions]
    try:
        with tempfile.TemporaryDirectory(prefix="pledge-bench-") as folder:
            data = Path(folder) / "data"
            found = measure(data, questions, ingested(data, options.corpus, options.units), options.pause)
    except PledgeError as error:
        sys.stderr.write(f"{error.message}\n")
        return 2
    sys.stdout.write(json.dumps(asdict(found), indent=1) + "\n" if options.json else _text(found))
    return int(found.ratio > WANTED_RATIO)


def _text(found: Figures) -> str:
    return (
        f"{found.units} units, {found.questions} questions, medians in turns\n"
        f"POST /v1/ask             p50 {found.ask_p50:7.1f} ms   p99 {found.ask_p99:7.1f} ms\n"
        f"reference encoder alone  p50 {found.reference_p50:7.1f} ms   ratio {found.ratio:5.2f} "
        f"(wanted: at most {WANTED_RATIO})\n"
        f"our encoder alone        p50 {found.own_p50:7.1f} ms   ratio {found.ratio_own:5.2f}\n"
        f"start-up {found.start_seconds:.2f} s, memory {found.memory_mib_start:.0f} MiB at the start, "
        f"{found.memory_mib_end:.0f} MiB at the end\n"
    )
