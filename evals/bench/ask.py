"""How long asking takes: `python -m evals.bench ask [--units 10000] [--turn 20] [--settle 5]`.

A server runs as a process of its own on so many units. So many questions are asked over HTTP one after the other,
none of them asked before, then embedded by the reference encoder (sentence-transformers) and by our own (ONNX Runtime)
in this process, in turns, so that a busy machine slows all three alike. In turns of one, each encoder pushes what the
server works with out of the processor's caches, which nothing does where it is used. Medians and their ratios count.
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
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


def measure(data: Path, questions: Sequence[str], units: int, *, turn: int = 20, settle: float = 5.0) -> Figures:
    """Ask, and embed beside it.

    Args:
        data: a data folder that is filled.
        questions: the first few are for warming up.
        units: how many it holds.
        turn: how many questions are asked, then embedded, in a turn.
        settle: seconds after the start in which the server may read ahead.
    """
    reference, own = ReferenceEmbedder(), OnnxEmbedder()
    took: dict[str, list[float]] = {"ask": [], "reference": [], "own": []}
    with server(data) as served:
        start = served.memory_bytes()
        time.sleep(settle)
        acts: Mapping[str, Callable[[str], object]] = {
            "ask": partial(_ask, served),
            "reference": lambda question: reference.embed([question]),
            "own": lambda question: own.embed([question]),
        }
        for question in questions[:_WARM_UP]:
            for act in acts.values():
                act(question)
        for first in range(_WARM_UP, len(questions), turn):
            part = questions[first : first + turn]
            for name, act in acts.items():
                took[name] += [_timed(partial(act, question)) for question in part]
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


def _timed(act: Callable[[], object]) -> float:
    """How long it takes, in milliseconds."""
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
    parser.add_argument("--questions", type=int, default=150)
    parser.add_argument("--turn", type=int, default=20, help="questions asked one after the other, then embedded")
    parser.add_argument("--settle", type=float, default=5.0, help="seconds after the start before the first question")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if not options.corpus.is_dir():
        sys.stderr.write(f"There is no folder {options.corpus}. Name one with documents: --corpus.\n")
        return 2
    questions = [line.question for line in load_questions(_QUESTIONS)][: _WARM_UP + options.questions]
    try:
        with tempfile.TemporaryDirectory(prefix="pledge-bench-") as folder:
            data = Path(folder) / "data"
            units = ingested(data, options.corpus, options.units)
            found = measure(data, questions, units, turn=max(options.turn, 1), settle=options.settle)
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
