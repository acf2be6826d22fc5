"""How long checking takes: a code of 20 and one of 300 pages, and whether time grows with length alone.

python -m evals.bench.check [--json]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from assistant.checker import check
from knowledge.readers import read

_WORDS_A_PAGE = 400
_LIMIT_SECONDS = {20: 1.0, 300: 10.0}
_MOST_GROWTH = 1.5  #: of the time for a page, from the shorter to the longer code: more would not be linear
_RUNS = 3  #: the best of so many is reported
_ACTORS = ("We", "The desk", "Our drivers", "The claims office", "A technician", "The branch manager", "Your adviser")
_ACTS = ("answer", "repair", "deliver", "refund", "inspect", "replace", "confirm", "explain", "collect", "review")
_THINGS = ("letters", "meters", "parcels", "tickets", "lifts", "boilers", "bookings", "cards", "keys", "bills", "lamps")
_ENDINGS = (
    "within {n} hours of your call",
    "within {n} working days of receipt",
    "promptly",
    "where possible",
    "as soon as we can",
    "before the visit starts",
    "within {n} days; if we are late, we credit {n} euros to your next bill without your asking",
    "except on public holidays in Ireland",
    "at the counter of any branch in section {n}",
)


@dataclass(frozen=True, slots=True)
class Timing:
    """The time for one length."""

    pages: int
    words: int
    findings: int
    seconds: float
    cpu_seconds: float  #: of one processor: what a machine that does nothing else would take
    limit_seconds: float | None

    @property
    def met(self) -> bool:
        """Whether it stays under its limit."""
        return self.limit_seconds is None or self.cpu_seconds < self.limit_seconds


def sample_code(pages: int, seed: int = 7) -> str:
    """An invented code of so many pages of 400 words, with headings, paragraphs, lists and a table."""
    chance = random.Random(seed)  # noqa: S311 - invented text, the same in every run
    lines, words, section = ["# A long code", ""], 0, 0
    while words < pages * _WORDS_A_PAGE:
        section += 1
        lines += ["", f"## Section {section}", ""]
        for _ in range(chance.randint(2, 5)):
            paragraph = " ".join(_sentence(chance, section) for _ in range(chance.randint(2, 5)))
            lines += [paragraph if chance.random() < 0.6 else f"- {paragraph}", ""]  # noqa: PLR2004 - some of both
            words += len(paragraph.split())
    return "\n".join(lines) + "\n"


def _sentence(chance: random.Random, section: int) -> str:
    ending = chance.choice(_ENDINGS).format(n=chance.randint(2, 30))
    thing = f"{chance.choice(_THINGS)} of kind {section}-{chance.randint(1, 99)}"
    return f"{chance.choice(_ACTORS)} {chance.choice(_ACTS)} {thing} {ending}."


def measure(pages: int, runs: int = _RUNS) -> Timing:
    """Read and check a code of so many pages; the best of some runs."""
    data = sample_code(pages).encode()
    best, cpu, findings = float("inf"), float("inf"), 0
    for _ in range(runs):
        started, used = time.perf_counter(), time.process_time()
        findings = len(check(read("code.md", data)).findings)
        best, cpu = min(best, time.perf_counter() - started), min(cpu, time.process_time() - used)
    return Timing(pages, len(data.split()), findings, round(best, 3), round(cpu, 3), _LIMIT_SECONDS.get(pages))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the times; 1 when a limit is missed or time grows faster than length."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print JSON")
    options = parser.parse_args(arguments)
    measure(1, runs=1)  # the word lists are compiled once for each process
    timings = [measure(20), measure(100), measure(300, runs=1)]
    growth = (timings[-1].cpu_seconds / timings[-1].words) / (timings[0].cpu_seconds / timings[0].words)
    good = all(timing.met for timing in timings) and growth <= _MOST_GROWTH
    if options.json:
        data = {"timings": [asdict(timing) for timing in timings], "growth_a_word": round(growth, 2), "met": good}
        print(json.dumps(data, indent=2))  # noqa: T201 - a command
    else:
        for timing in timings:
            limit = f"limit {timing.limit_seconds:g} s" if timing.limit_seconds else ""
            size = f"{timing.pages:4} pages {timing.words:7} words {timing.findings:6} findings"
            took = f"{timing.seconds:8.3f} s, {timing.cpu_seconds:.3f} s of processor"
            print(f"{size} {took} {limit}")  # noqa: T201 - a command
        print(f"time for a word, 300 pages against 20: {growth:.2f} times")  # noqa: T201 - a command
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
