"""Draws records of a corpus's register at random, to be read by hand against the text.

    python -m evals.draw_register --shared ../shared --seed 7 --count 40

Every document of the corpus is read and split as at ingest and its commitments extracted; the sample is drawn from all
records together, without replacement, so that a document counts by what was found in it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.commitments import Commitment, extract, units_in_context
from knowledge.readers import read
from knowledge.units import split

_SLOTS = ("time_limit", "start_event", "amount", "condition", "exception", "channel", "negative")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A record with what a reader needs to judge it."""

    document: str  #: path below the corpus
    lead_in: str
    before: str  #: the unit before it in its section
    commitment: Commitment

    def to_dict(self) -> dict[str, Any]:
        """Plain data: the document, the words around, the record's label and the rules that led there."""
        record = self.commitment
        return {
            "document": self.document,
            "headings": list(record.headings),
            "before": self.before,
            "lead_in": self.lead_in,
            "text": record.text,
            **record.label(),
            "path": list(record.path),
        }


def registered(corpus: Path) -> Iterator[Drawn]:
    """All records of the Markdown documents below a folder, in the order of their paths and of the text."""
    for path in sorted(corpus.rglob("*.md")):
        document = read(path.name, path.read_bytes())
        passages, units = split(document)
        contexts = units_in_context(document.text, units, passages)
        for record in extract(contexts):
            unit = contexts[record.unit]
            lead_in = unit.lead_in.text or " | ".join(cell.text for cell in unit.headers)
            before = unit.before[-1] if unit.before else ""
            yield Drawn(str(path.relative_to(corpus)), lead_in, before, record)


def draw(records: Sequence[Drawn], *, seed: int, count: int) -> list[Drawn]:
    """`count` of the records at random, or all where there are fewer; the same seed draws the same ones."""
    return random.Random(seed).sample(records, min(count, len(records)))  # noqa: S311 - a sample, not a secret


def _as_text(number: int, drawn: Drawn) -> str:
    record = drawn.to_dict()
    lines = [f"{number}. [{record['type']}, {record['strength']}] {record['text']}"]
    lines += [f"     {slot}: {record[slot]}" for slot in _SLOTS if record.get(slot)]
    lines += [f"     {place}: {record[place]}" for place in ("lead_in", "before") if record[place]]
    return "\n".join([*lines, f"     in {record['document']}, by {' '.join(record['path'])}"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the sample; exit code 2 when the corpus is missing."""
    parser = argparse.ArgumentParser(description="Draw records of the register to be read against the text.")
    default = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--shared", type=Path, default=default, help="the folder that holds corpora/")
    parser.add_argument("--corpus", default="github-site-policy", help="the corpus below corpora/")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=40)
    parser.add_argument("--json", action="store_true", help="print the sample as JSON")
    options = parser.parse_args(arguments)
    corpus = options.shared / "corpora" / options.corpus
    records = list(registered(corpus))
    if not records:
        sys.stderr.write(f"No records in {corpus}. Name the folder that holds corpora/ with --shared.\n")
        return 2
    sample = draw(records, seed=options.seed, count=options.count)
    if options.json:
        sys.stdout.write(json.dumps([drawn.to_dict() for drawn in sample], indent=1, ensure_ascii=False) + "\n")
        return 0
    types = Counter(drawn.commitment.type.value for drawn in records)
    sys.stdout.write(f"{len(records)} records: {', '.join(f'{kind} {n}' for kind, n in types.most_common())}\n")
    sys.stdout.write("\n".join(_as_text(number, drawn) for number, drawn in enumerate(sample, start=1)) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
