"""Scores extracted commitments against labelled units, as the labelling guidelines say.

    python -m evals.scoring_commitments --shared ../shared [--errors]

The labelled sets are split by a stated rule. Tuning part: the single units with an odd number and the documents in odd
places of the alphabet's order. Second part, read later: the single units whose number is 2 modulo 4 and the document in
the second place. Kept-aside part: the rest. Errors are never listed for the part kept aside.
"""

from __future__ import annotations

import argparse
import difflib
import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

from assistant.commitments import Commitment, extract, lone_unit, units_in_context
from knowledge.documents import Span
from knowledge.readers import read
from knowledge.units import split

TYPES = ("promise", "target", "remedy", "exclusion", "discretion", "customer_duty", "none")
_HARD_NEGATIVES = frozenset({"none", "discretion", "customer_duty"})
_ALARMS = frozenset({"promise", "target", "remedy"})
_Z = 1.96  # of a two-sided 95% interval
_TOLERANCE = 0.01  # seconds written as decimal minutes are rounded differently by different labellers
_MOST_ERRORS = 200
_SECOND_DOCUMENT = 2  #: its place in the alphabet's order

Part = Literal["tuning", "second", "kept aside"]
PARTS: tuple[Part, ...] = get_args(Part)


@dataclass(frozen=True, slots=True)
class Pair:
    """A gold unit with what was extracted for it; an empty label is type none."""

    id: str
    text: str
    gold: Mapping[str, Any]
    found: Mapping[str, Any]
    part: Part

    @property
    def types(self) -> tuple[str, str]:
        """(gold, found)."""
        return self.gold.get("type", "none"), self.found.get("type", "none")


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many, with a 95% Wilson interval."""

    right: int
    all: int

    @property
    def value(self) -> float:
        """The share; 0 of 0 is 0."""
        return self.right / self.all if self.all else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """The 95% interval."""
        if not self.all:
            return 0.0, 1.0
        share, count = self.value, self.all
        middle = share + _Z**2 / (2 * count)
        spread = _Z * math.sqrt(share * (1 - share) / count + _Z**2 / (4 * count**2))
        bottom = 1 + _Z**2 / count
        return max(0.0, (middle - spread) / bottom), min(1.0, (middle + spread) / bottom)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:.3f} ({self.right} of {self.all}, 95% {low:.2f} to {high:.2f})"


@dataclass(frozen=True, slots=True)
class Scores:
    """All figures of the guidelines for one part."""

    units: int
    macro_f1: float
    per_type: Mapping[str, tuple[Share, Share, float]]  #: type -> precision, recall, F1
    limit_exact: Share
    amount_exact: Share
    condition_f1: float
    condition_units: int
    exception_f1: float
    exception_units: int
    false_alarms: Share
    soft: Mapping[str, Share] = field(default_factory=dict)  #: slots that decide no gate

    def to_dict(self) -> dict[str, Any]:
        """Plain data for a report."""
        return {
            "units": self.units,
            "type_macro_f1": round(self.macro_f1, 4),
            "types": {
                name: {"precision": _plain(precision), "recall": _plain(recall), "f1": round(score, 4)}
                for name, (precision, recall, score) in self.per_type.items()
            },
            "limit_exact": _plain(self.limit_exact),
            "amount_exact": _plain(self.amount_exact),
            "condition_f1": round(self.condition_f1, 4),
            "condition_units": self.condition_units,
            "exception_f1": round(self.exception_f1, 4),
            "exception_units": self.exception_units,
            "false_alarms": _plain(self.false_alarms),
            "soft": {name: _plain(share) for name, share in self.soft.items()},
        }


def _plain(share: Share) -> dict[str, Any]:
    return {"value": round(share.value, 4), "right": share.right, "of": share.all, "interval": share.interval}


def score(pairs: Sequence[Pair]) -> Scores:
    """The figures of these pairs."""
    per_type = {name: _type_scores(pairs, name) for name in TYPES}
    present = [name for name in TYPES if any(pair.types[0] == name for pair in pairs)]
    conditions = [_overlap(pair, "condition") for pair in pairs if _either(pair, "condition")]
    exceptions = [_overlap(pair, "exception") for pair in pairs if _either(pair, "exception")]
    negatives = [pair for pair in pairs if pair.types[0] in _HARD_NEGATIVES]
    return Scores(
        units=len(pairs),
        macro_f1=_mean(per_type[name][2] for name in present),
        per_type=per_type,
        limit_exact=_exact(pairs, "time_limit", "alt_time_limits", ("min", "max", "unit")),
        amount_exact=_exact(pairs, "amount", "alt_amounts", ("value", "unit")),
        condition_f1=_mean(conditions),
        condition_units=len(conditions),
        exception_f1=_mean(exceptions),
        exception_units=len(exceptions),
        false_alarms=Share(sum(pair.types[1] in _ALARMS for pair in negatives), len(negatives)),
        soft={name: _same_words(pairs, name) for name in ("start_event", "channel", "strength", "negative")}
        | {"principles": _same_principles(pairs)},
    )


def _mean(values: Iterable[float]) -> float:
    listed = list(values)
    return sum(listed) / len(listed) if listed else 1.0


def _type_scores(pairs: Sequence[Pair], name: str) -> tuple[Share, Share, float]:
    right = sum(pair.types == (name, name) for pair in pairs)
    precision = Share(right, sum(pair.types[1] == name for pair in pairs))
    recall = Share(right, sum(pair.types[0] == name for pair in pairs))
    both = precision.value + recall.value
    return precision, recall, 2 * precision.value * recall.value / both if both else 0.0


def _either(pair: Pair, slot: str) -> bool:
    return bool(pair.gold.get(slot) or pair.found.get(slot))


def _exact(pairs: Sequence[Pair], slot: str, others: str, parts: tuple[str, ...]) -> Share:
    counted = [pair for pair in pairs if _either(pair, slot)]
    return Share(sum(_is_exact(pair, slot, others, parts) for pair in counted), len(counted))


def _is_exact(pair: Pair, slot: str, others: str, parts: tuple[str, ...]) -> bool:
    accepted = [pair.gold.get(slot), *(pair.gold.get(others) or [] if pair.found.get(slot) else [])]
    return any(_same(pair.found.get(slot), value, parts) for value in accepted)


def _same(one: Mapping[str, Any] | None, other: Mapping[str, Any] | None, parts: tuple[str, ...]) -> bool:
    if one is None or other is None:
        return one is other
    return all(_same_value(one[part], other[part]) for part in parts)


def _same_value(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return abs(one - other) < _TOLERANCE
    return one == other


def _overlap(pair: Pair, slot: str) -> float:
    """Character F1 of two spans, by the longest words they share in order."""
    gold, found = pair.gold.get(slot) or "", pair.found.get(slot) or ""
    if not gold or not found:
        return 0.0
    matcher = difflib.SequenceMatcher(None, gold, found, autojunk=False)
    shared = matcher.find_longest_match().size
    return 2 * shared / (len(gold) + len(found))


def _same_words(pairs: Sequence[Pair], slot: str) -> Share:
    counted = [pair for pair in pairs if pair.gold.get(slot) not in (None, "none", False) or _said(pair, slot)]
    return Share(sum((pair.gold.get(slot) or None) == (pair.found.get(slot) or None) for pair in counted), len(counted))


def _said(pair: Pair, slot: str) -> bool:
    return pair.found.get(slot) not in (None, "none", False)


def _same_principles(pairs: Sequence[Pair]) -> Share:
    counted = [pair for pair in pairs if pair.gold.get("principles") or pair.found.get("principles")]
    same = sum(set(pair.gold.get("principles") or ()) == set(pair.found.get("principles") or ()) for pair in counted)
    return Share(same, len(counted))


def single_pairs(path: Path) -> list[Pair]:
    """The single labelled units of a file, each extracted from its words, lead-in and context."""
    return [_single_pair(item) for item in _lines(path)]


def _single_pair(item: Mapping[str, Any]) -> Pair:
    unit = lone_unit(item["text"], lead_in=item["lead_in"], context_before=item["context_before"])
    records = [record for record in extract([unit]) if record.part == 0]
    found = records[0].label() if records else {}
    return Pair(item["id"], item["text"], item, found, _part_of_unit(int(item["id"].rsplit("-", 1)[1])))


def _part_of_unit(number: int) -> Part:
    if number % 2:
        return "tuning"
    return "second" if number % 4 else "kept aside"


def _part_of_document(place: int) -> Part:
    if place % 2:
        return "tuning"
    return "second" if place == _SECOND_DOCUMENT else "kept aside"


def document_pairs(folder: Path) -> list[Pair]:
    """The units of the labelled documents; units that are not listed are gold units of type none."""
    pairs: list[Pair] = []
    for place, path in enumerate(sorted(folder.glob("*.md")), start=1):
        document = read(path.name, path.read_bytes())
        passages, units = split(document)
        records = extract(units_in_context(document.text, units, passages))
        gold = list(_lines(path.with_suffix(".jsonl")))
        spans = [unit.span for unit in units]
        pairs.extend(_matched(path.stem, gold, records, spans, document.text, part=_part_of_document(place)))
    return pairs


def _matched(
    name: str,
    gold: Sequence[Mapping[str, Any]],
    records: Sequence[Commitment],
    spans: Sequence[Span],
    text: str,
    *,
    part: Part,
) -> list[Pair]:
    """Gold units with the first record that covers at least half of them; every other unit is of type none."""
    placed = [(record.span, record) for record in records if record.span is not None and record.part == 0]
    taken: list[Span] = []
    pairs: list[Pair] = []
    for item in gold:
        span = Span(item["start"], item["end"])
        taken.append(span)
        record = next((record for found, record in placed if _half(found, span)), None)
        pairs.append(Pair(item["id"], item["text"], item, record.label() if record else {}, part))
    for number, span in enumerate(spans):
        if any(_half(span, other) for other in taken):
            continue
        record = next((record for found, record in placed if _half(found, span)), None)
        found = record.label() if record else {}
        pairs.append(Pair(f"{name}-unit-{number}", span.of(text), {"type": "none"}, found, part))
    return pairs


def _half(one: Span, other: Span) -> bool:
    shared = min(one.end, other.end) - max(one.start, other.start)
    return shared * 2 >= max(one.end - one.start, other.end - other.start)


def _lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def all_pairs(shared: Path) -> list[Pair]:
    """The pairs of both labelled sets below the shared folder.

    Raises:
        FileNotFoundError: the labelled sets are not there.
    """
    folder = shared / "benchmarks"
    return [*single_pairs(folder / "commitments.jsonl"), *document_pairs(folder / "commitment-docs")]


def report(pairs: Sequence[Pair]) -> str:
    """The figures as text."""
    scores = score(pairs)
    lines = [f"  units {scores.units}, type macro F1 {scores.macro_f1:.3f}"]
    for name, (precision, recall, value) in scores.per_type.items():
        lines.append(f"    {name:14} F1 {value:.3f}  precision {precision}  recall {recall}")
    lines += [
        f"  limit exact      {scores.limit_exact}",
        f"  amount exact     {scores.amount_exact}",
        f"  condition F1     {scores.condition_f1:.3f} over {scores.condition_units} units",
        f"  exception F1     {scores.exception_f1:.3f} over {scores.exception_units} units",
        f"  false alarms     {scores.false_alarms}",
    ]
    lines += [f"  ({name} {share})" for name, share in scores.soft.items()]
    return "\n".join(lines)


def errors(pairs: Sequence[Pair]) -> list[str]:
    """What differs, one line a slot; never for the part kept aside."""
    found: list[str] = []
    for pair in pairs:
        differing = []
        if pair.types[0] != pair.types[1]:
            differing.append(f"type {pair.types[0]} -> {pair.types[1]}")
        for slot, others, parts in (
            ("time_limit", "alt_time_limits", ("min", "max", "unit")),
            ("amount", "alt_amounts", ("value", "unit")),
        ):
            if _either(pair, slot) and not _is_exact(pair, slot, others, parts):
                differing.append(f"{slot} {pair.gold.get(slot)} -> {pair.found.get(slot)}")
        differing += [
            f"{slot} {pair.gold.get(slot)!r} -> {pair.found.get(slot)!r}"
            for slot in ("condition", "exception")
            if _either(pair, slot) and _overlap(pair, slot) < 1
        ]
        differing += [
            f"({slot} {pair.gold.get(slot)!r} -> {pair.found.get(slot)!r})"
            for slot in ("start_event", "channel", "negative", "strength")
            if (pair.gold.get(slot) or None) != (pair.found.get(slot) or None)
            and not (pair.gold.get(slot) == "none" and not pair.found)
            and pair.gold.get("type") == pair.found.get("type")
        ]
        if differing:
            found.append(f"{pair.id} {pair.text}\n      " + "; ".join(differing))
    return found[:_MOST_ERRORS]


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures of all parts; exit code 2 when the labelled sets are missing."""
    parser = argparse.ArgumentParser(description="Score extracted commitments against labelled units.")
    default = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--shared", type=Path, default=default, help="the folder that holds benchmarks/")
    parser.add_argument("--errors", action="store_true", help="list what differs in the parts that may be read")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args(arguments)
    try:
        pairs = all_pairs(options.shared)
    except FileNotFoundError as error:
        sys.stderr.write(f"No labelled commitments at {error.filename}. Name their folder with --shared.\n")
        return 2
    parts = {part: [pair for pair in pairs if pair.part == part] for part in PARTS}
    if options.json:
        sys.stdout.write(json.dumps({name: score(part).to_dict() for name, part in parts.items()}, indent=1) + "\n")
        return 0
    for name, part in parts.items():
        sys.stdout.write(f"{name}\n{report(part)}\n")
    if options.errors:
        sys.stdout.write("\n".join(errors([*parts["tuning"], *parts["second"]])) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
