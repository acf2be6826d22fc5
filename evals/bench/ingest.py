"""How much ingesting costs beyond embedding: `python -m evals.bench ingest [FOLDER] [--rounds 3] [--json]`.

In each round the whole ingest into a fresh folder (read, split, embed, store, index) and the bare model on the same
texts run one after the other, in turns first; the ratio of their medians is what counts, as it is the same on a busy
machine.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from evals.suitefile import DEFAULT_SHARED
from knowledge.documents import Audience, Declared
from knowledge.embed import Embedder, OnnxEmbedder
from knowledge.library import Library
from knowledge.vectors import unit_texts

_CORPUS = "corpora/github-site-policy"
_NO_DOCUMENTS = ("SOURCE.md", "LICENSE.md")
#: At least this share of the bare model's speed is wanted.
WANTED_RATIO = 0.8


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured."""

    documents: int
    units: int
    texts: int  #: different ones: what is embedded
    rounds: int
    ingest_seconds: float  #: median
    bare_seconds: float  #: median
    units_per_second: float
    ratio: float  #: bare to ingest: 1 is as fast as the model alone


def measure(folder: Path, embedder: Embedder, rounds: int) -> Figures:
    """Ingest a folder and embed its texts, in turns."""
    took: dict[str, list[float]] = {"ingest": [], "bare": []}
    documents, units, texts = _ingested(folder, embedder)[1:]
    for number in range(rounds):
        for what in ("ingest", "bare") if number % 2 == 0 else ("bare", "ingest"):
            if what == "ingest":
                took[what].append(_ingested(folder, embedder)[0])
            else:
                begun = time.perf_counter()
                embedder.embed(texts)
                took[what].append(time.perf_counter() - begun)
    ingest, bare = statistics.median(took["ingest"]), statistics.median(took["bare"])
    return Figures(documents, units, len(texts), rounds, ingest, bare, units / ingest, bare / ingest)


def _ingested(folder: Path, embedder: Embedder) -> tuple[float, int, int, list[str]]:
    """Seconds, documents, units, and the different texts that were embedded."""
    with tempfile.TemporaryDirectory(prefix="pledge-bench-") as data:
        begun = time.perf_counter()
        with Library.open(Path(data), embedder=embedder, owner_note="pledge bench") as library:
            report = library.ingest(folder, declared=Declared(audience=Audience.PUBLIC), exclude=_NO_DOCUMENTS)
            seconds = time.perf_counter() - begun
            return seconds, len(report.added), report.units, _texts(library)


def _texts(library: Library) -> list[str]:
    texts: dict[str, None] = {}
    for entry in library.catalogue().entries:
        version = entry.version
        made = unit_texts(version.title, library.passages(version.id), library.units(version.id))
        texts |= dict.fromkeys(made)
    return list(texts)


def main(arguments: Sequence[str]) -> int:
    """Measure and print; exit code 1 where the ratio is below what is wanted, 2 without documents."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench ingest", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_SHARED / _CORPUS)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if not options.folder.is_dir():
        sys.stderr.write(f"There is no folder {options.folder}. Name one with documents.\n")
        return 2
    found = measure(options.folder, OnnxEmbedder(), options.rounds)
    if options.json:
        sys.stdout.write(json.dumps(asdict(found), indent=1) + "\n")
    else:
        sys.stdout.write(
            f"{found.documents} documents, {found.units} units, {found.texts} different texts; "
            f"medians of {found.rounds} rounds\n"
            f"whole ingest  {found.ingest_seconds:8.2f} s  {found.units_per_second:7.1f} units a second\n"
            f"bare model    {found.bare_seconds:8.2f} s\n"
            f"ratio         {found.ratio:8.2f}    (wanted: at least {WANTED_RATIO})\n"
        )
    return int(found.ratio < WANTED_RATIO)
