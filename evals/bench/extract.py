"""Extraction against embedding: `python -m evals.bench extract [FOLDER] [--units 10000] [--rounds 3] [--json]`.

Reads the commitments of a folder's units, repeated until there are enough, and embeds the different texts among the
same units, in turns. Extraction reads every repetition; embedding is timed on texts that differ, on a share of the
units, and reckoned up to all of them, so neither side gains by a cache.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

from assistant.commitments import UnitInContext, extract, units_in_context
from evals.suitefile import DEFAULT_SHARED
from knowledge.embed import Embedder, OnnxEmbedder
from knowledge.readers import read
from knowledge.units import split
from knowledge.vectors import unit_texts

_CORPUS = "corpora/github-site-policy"
#: Extraction is wanted to be so many times faster than embedding.
WANTED_RATIO = 10.0
_MOST_EMBEDDED = 1_000  #: texts embedded in a round


@dataclass(frozen=True, slots=True)
class Figures:
    """What was measured; seconds are medians."""

    units: int
    different_texts: int
    embedded_texts: int
    rounds: int
    extract_seconds: float
    embed_seconds: float  #: of all units, reckoned up from the texts embedded
    ratio: float  #: embedding to extraction


def measure(folder: Path, embedder: Embedder, units: int, rounds: int) -> Figures:
    """Extract from `units` units and embed a share of their texts, in turns."""
    documents = [_contexts(path) for path in sorted(folder.rglob("*.md"))]
    repeated = _enough([contexts for contexts, _ in documents], units)
    texts = list(dict.fromkeys(text for _, made in documents for text in made))
    share = texts[:: max(1, len(texts) // _MOST_EMBEDDED)][:_MOST_EMBEDDED]
    extract(repeated[0])  # the rules are compiled before anything is timed
    took: dict[str, list[float]] = {"extract": [], "embed": []}
    for number in range(rounds):
        for what in ("extract", "embed") if number % 2 == 0 else ("embed", "extract"):
            begun = time.perf_counter()
            if what == "extract":
                for contexts in repeated:
                    extract(contexts)
            else:
                embedder.embed(share)
            took[what].append(time.perf_counter() - begun)
    count = sum(len(contexts) for contexts in repeated)
    extracting = statistics.median(took["extract"])
    embedding = statistics.median(took["embed"]) * count / len(share)
    return Figures(count, len(texts), len(share), rounds, extracting, embedding, embedding / extracting)


def _contexts(path: Path) -> tuple[list[UnitInContext], list[str]]:
    """The units of a document as the extractor reads them, and the texts that are embedded for them."""
    document = read(path.name, path.read_bytes())
    passages, units = split(document)
    return units_in_context(document.text, units, passages), unit_texts(path.stem, passages, units)


def _enough(documents: Sequence[list[UnitInContext]], units: int) -> list[list[UnitInContext]]:
    """The documents over and over, the last one cut, so that they have exactly so many units."""
    every = [unit for contexts in documents for unit in contexts]
    whole = list(islice(cycle(every), units))
    return [whole[start : start + len(every)] for start in range(0, len(whole), len(every))]


def main(arguments: Sequence[str]) -> int:
    """Measure and print; exit code 1 where the ratio is below what is wanted, 2 without documents."""
    parser = argparse.ArgumentParser(prog="python -m evals.bench extract", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=DEFAULT_SHARED / _CORPUS)
    parser.add_argument("--units", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args(arguments)
    if not any(options.folder.rglob("*.md")):
        sys.stderr.write(f"There are no Markdown documents in {options.folder}. Name a folder that has some.\n")
        return 2
    found = measure(options.folder, OnnxEmbedder(), options.units, options.rounds)
    if options.json:
        sys.stdout.write(json.dumps(asdict(found), indent=1) + "\n")
    else:
        sys.stdout.write(
            f"{found.units} units, {found.different_texts} different texts; medians of {found.rounds} rounds\n"
            f"extraction  {found.extract_seconds:8.2f} s\n"
            f"embedding   {found.embed_seconds:8.2f} s, reckoned up from {found.embedded_texts} texts\n"
            f"ratio       {found.ratio:8.2f}    (wanted: at least {WANTED_RATIO:g})\n"
        )
    return int(found.ratio < WANTED_RATIO)
