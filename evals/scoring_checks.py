"""Scores of the code checker on gold clauses and gold codes: `python -m evals.scoring_checks`.

The stated split has three parts. Clauses with an odd number and the codes in `TUNED_CODES` were read from the first
rule on. Clauses whose number leaves 2 when divided by 4 and the codes in `SECOND_CODES` were kept aside until
2026-11-28, were scored once more, and then read. All others are kept aside and only ever scored.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.checker import Report, check
from assistant.rules import CLAUSE_RULES, DOCUMENT_RULES, Principle
from knowledge.documents import Span
from knowledge.readers import read


class Part(StrEnum):
    """A part of the gold, by who has read it."""

    TUNED_ON = "tuned on"
    SECOND = "second part"
    KEPT_ASIDE = "kept aside"


TUNED_CODES = frozenset({"fennside-energy", "gudrun-cycles", "harbour-dental", "linden-libraries"})
SECOND_CODES = frozenset({"cloudkeep-hosting", "meridian-travel-cover"})
CLAUSE_RULE_NAMES = tuple(rule.name for rule in CLAUSE_RULES)
DOCUMENT_RULE_NAMES = tuple(rule.name for rule in DOCUMENT_RULES)
TARGETS: Mapping[str, tuple[str, float]] = {
    "clauses.macro_f1": ("at least", 0.85),
    "clauses.good_silent": ("at least", 0.95),
    "clauses.near_miss_alarms": ("at most", 0.05),
    "codes.document_f1": ("at least", 0.90),
    "codes.clause_precision": ("at least", 0.80),
    "codes.clause_recall": ("at least", 0.75),
    "codes.coverage_accuracy": ("at least", 0.80),
}


@dataclass(frozen=True, slots=True)
class Tally:
    """Right, wrong and missed findings."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Of what was found, the share that is right; 1 where nothing was found and nothing was due."""
        found = self.right + self.wrong
        return self.right / found if found else float(not self.missed)

    @property
    def recall(self) -> float:
        """Of what was due, the share that was found; 1 where nothing was due."""
        due = self.right + self.missed
        return self.right / due if due else 1.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / total if total else 1.0

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


@dataclass(frozen=True, slots=True)
class GoldClause:
    """A single clause and the rules that must and must not find something in it."""

    id: str
    text: str
    finds: frozenset[str]
    near_miss: frozenset[str]

    @property
    def number(self) -> int:
        """The number in its id."""
        found = re.search(r"\d+$", self.id)
        return int(found[0]) if found else 0

    @property
    def part(self) -> Part:
        """The part of the gold that it belongs to."""
        if self.number % 2:
            return Part.TUNED_ON
        return Part.SECOND if self.number % 4 else Part.KEPT_ASIDE


@dataclass(frozen=True, slots=True)
class GoldCode:
    """A whole code with its gold findings and coverage."""

    name: str
    text: str
    findings: tuple[tuple[str, str | None], ...]
    coverage: Mapping[str, str]

    @property
    def part(self) -> Part:
        """The part of the gold that it belongs to."""
        if self.name in TUNED_CODES:
            return Part.TUNED_ON
        return Part.SECOND if self.name in SECOND_CODES else Part.KEPT_ASIDE


@dataclass(frozen=True, slots=True)
class ClauseScores:
    """How single clauses were judged."""

    clauses: int
    by_rule: Mapping[str, Tally]
    good: int
    good_silent: int
    near_misses: int
    near_miss_alarms: int
    errors: tuple[str, ...] = ()

    @property
    def macro_f1(self) -> float:
        """The mean F1 over the rules that occur in the gold or in what was found."""
        seen = [tally.f1 for tally in self.by_rule.values() if tally != Tally()]
        return sum(seen) / len(seen) if seen else 0.0


@dataclass(frozen=True, slots=True)
class CodeScores:
    """How whole codes were judged."""

    codes: int
    by_rule: Mapping[str, Tally]
    by_code: Mapping[str, Tally]
    coverage_right: int
    coverage_all: int
    confusion: Mapping[str, int] = field(default_factory=dict)  #: "gold > found" and how often
    errors: tuple[str, ...] = ()

    def total(self, rules: Iterable[str]) -> Tally:
        """The tallies of some rules, added up."""
        return sum((self.by_rule.get(rule, Tally()) for rule in rules), Tally())


def read_clauses(path: Path) -> list[GoldClause]:
    """The gold clauses of a JSON lines file."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        GoldClause(row["id"], row["text"], frozenset(row["finds"]), frozenset(row.get("near_miss", []))) for row in rows
    ]


def read_codes(folder: Path) -> list[GoldCode]:
    """The gold codes of a folder: NAME.md beside NAME.json."""
    codes = []
    for path in sorted(folder.glob("*.md")):
        gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        findings = tuple((entry["rule"], entry["quote"]) for entry in gold["findings"])
        codes.append(GoldCode(path.stem, path.read_text(encoding="utf-8"), findings, gold["coverage"]))
    return codes


def report_of(text: str) -> Report:
    """The checker's report on a Markdown text, as a customer of `pledge check` gets it."""
    return check(read("code.md", text.encode()))


def score_clauses(clauses: Sequence[GoldClause], judge: Callable[[str], Report] = report_of) -> ClauseScores:
    """Compare the rules that fire on each clause with the gold."""
    by_rule = {rule: Tally() for rule in CLAUSE_RULE_NAMES}
    good = silent = alarms = 0
    errors = []
    for clause in clauses:
        found = {finding.rule for finding in judge(clause.text).findings} & set(CLAUSE_RULE_NAMES)
        for rule in CLAUSE_RULE_NAMES:
            due, fired = rule in clause.finds, rule in found
            by_rule[rule] += Tally(int(due and fired), int(fired and not due), int(due and not fired))
        alarms += len(found & clause.near_miss)
        good += not clause.finds
        silent += not clause.finds and not found
        if found != clause.finds:
            wrong, missed = sorted(found - clause.finds), sorted(clause.finds - found)
            errors.append(f"{clause.id}: wrong {wrong} missed {missed}: {clause.text}")
    near = sum(len(clause.near_miss) for clause in clauses)
    return ClauseScores(len(clauses), by_rule, good, silent, near, alarms, tuple(errors))


def score_codes(codes: Sequence[GoldCode], judge: Callable[[str], Report] = report_of) -> CodeScores:
    """Compare findings and coverage with the gold; each gold finding counts once."""
    by_rule = {rule: Tally() for rule in (*CLAUSE_RULE_NAMES, *DOCUMENT_RULE_NAMES)}
    by_code: dict[str, Tally] = {}
    confusion: Counter[str] = Counter()
    errors: list[str] = []
    for code in codes:
        report = judge(code.text)
        tallies, faults = _match(code, report)
        errors += faults
        for rule, tally in tallies.items():
            by_rule[rule] += tally
        by_code[code.name] = sum(tallies.values(), Tally())
        for principle in Principle:
            gold, found = code.coverage[principle.value], report.coverage[principle].level.value
            confusion[f"{gold} > {found}"] += 1
            if gold != found:
                errors.append(f"{code.name}: {principle.value} is {gold}, found {found}")
    right = sum(count for pair, count in confusion.items() if len(set(pair.split(" > "))) == 1)
    return CodeScores(len(codes), by_rule, by_code, right, sum(confusion.values()), dict(confusion), tuple(errors))


def _match(code: GoldCode, report: Report) -> tuple[dict[str, Tally], list[str]]:
    left = list(code.findings)
    tallies: Counter[tuple[str, str]] = Counter()
    faults: list[str] = []
    for finding in report.findings:
        gold = next(
            (entry for entry in left if entry[0] == finding.rule and _overlaps(code, entry[1], finding.span)), None
        )
        if gold is None:
            tallies[finding.rule, "wrong"] += 1
            faults.append(f"{code.name}: wrong {finding.rule}: {finding.quote!r}")
        else:
            left.remove(gold)
            tallies[finding.rule, "right"] += 1
    for rule, quote in left:
        tallies[rule, "missed"] += 1
        faults.append(f"{code.name}: missed {rule}: {quote!r}")
    rules = {rule for rule, _ in tallies}
    return {rule: Tally(*(tallies[rule, kind] for kind in ("right", "wrong", "missed"))) for rule in rules}, faults


def _overlaps(code: GoldCode, quote: str | None, span: Span | None) -> bool:
    if quote is None or span is None:
        return quote is None and span is None
    start = code.text.index(quote)
    return span.overlaps(Span(start, start + len(quote)))


def figures(clauses: ClauseScores, codes: CodeScores) -> dict[str, float]:
    """The figures that have targets."""
    documents, found = codes.total(DOCUMENT_RULE_NAMES), codes.total(CLAUSE_RULE_NAMES)
    return {
        "clauses.macro_f1": clauses.macro_f1,
        "clauses.good_silent": clauses.good_silent / max(clauses.good, 1),
        "clauses.near_miss_alarms": clauses.near_miss_alarms / max(clauses.near_misses, 1),
        "codes.document_f1": documents.f1,
        "codes.clause_precision": found.precision,
        "codes.clause_recall": found.recall,
        "codes.coverage_accuracy": codes.coverage_right / max(codes.coverage_all, 1),
    }


def met(name: str, value: float) -> bool:
    """Whether a figure reaches its target."""
    direction, limit = TARGETS[name]
    return value >= limit if direction == "at least" else value <= limit


def score(folder: Path, judge: Callable[[str], Report] = report_of) -> dict[Part, tuple[ClauseScores, CodeScores]]:
    """The scores of each part of a gold folder."""
    clauses, codes = read_clauses(folder / "clauses.jsonl"), read_codes(folder / "codes")
    return {
        part: (
            score_clauses([clause for clause in clauses if clause.part is part], judge),
            score_codes([code for code in codes if code.part is part], judge),
        )
        for part in Part
    }


def as_data(clauses: ClauseScores, codes: CodeScores) -> dict[str, Any]:  # Any: JSON
    """Both scores as JSON data, without the texts of errors."""
    return {
        "figures": figures(clauses, codes),
        "counts": {
            "clauses": clauses.clauses,
            "good": clauses.good,
            "good_silent": clauses.good_silent,
            "near_misses": clauses.near_misses,
            "near_miss_alarms": clauses.near_miss_alarms,
            "codes": codes.codes,
            "principles": codes.coverage_all,
            "principles_right": codes.coverage_right,
        },
        "clause_rules": {rule: asdict(tally) for rule, tally in clauses.by_rule.items()},
        "code_rules": {rule: asdict(tally) for rule, tally in codes.by_rule.items()},
        "by_code": {name: asdict(tally) for name, tally in codes.by_code.items()},
        "confusion": dict(codes.confusion),
    }


def _table(part: Part, clauses: ClauseScores, codes: CodeScores) -> Iterable[str]:
    yield f"{part}: {clauses.clauses} clauses ({clauses.good} good), {codes.codes} codes"
    for name, value in figures(clauses, codes).items():
        direction, limit = TARGETS[name]
        yield f"  {name:28} {value:6.3f}  {direction} {limit:.2f}  {'met' if met(name, value) else 'NOT MET'}"
    yield f"  {'rule':26}{'clauses P':>11}{'R':>6}{'F1':>6}{'codes P':>10}{'R':>6}"
    for rule in (*CLAUSE_RULE_NAMES, *DOCUMENT_RULE_NAMES):
        other = codes.by_rule[rule]
        if rule in clauses.by_rule:
            one = clauses.by_rule[rule]
            left = f"{one.precision:11.2f}{one.recall:6.2f}{one.f1:6.2f}"
        else:
            left = f"{'':23}"
        yield f"  {rule:26}{left}{other.precision:10.2f}{other.recall:6.2f}"
    yield f"  coverage: {', '.join(f'{pair} {count}' for pair, count in sorted(codes.confusion.items()))}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the scores of all parts; 1 when a figure of the part kept aside misses its target."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    default = Path(__file__).resolve().parents[2] / "shared"
    parser.add_argument("--shared", type=Path, default=default, help="the folder that holds benchmarks/checks")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.add_argument("--errors", action="store_true", help="list the errors of the parts that are read")
    options = parser.parse_args(arguments)
    folder = options.shared / "benchmarks" / "checks"
    if not folder.is_dir():
        print(f"No gold folder at {folder}. Name the folder that holds benchmarks/ with --shared.", file=sys.stderr)  # noqa: T201 - a command
        return 2
    parts = score(folder)
    if options.json:
        print(json.dumps({part: as_data(*scores) for part, scores in parts.items()}, indent=2))  # noqa: T201 - a command
    else:
        for part, scores in parts.items():
            print("\n".join(_table(part, *scores)))  # noqa: T201 - a command
            if options.errors and part is not Part.KEPT_ASIDE:
                print("\n".join([*scores[0].errors, *scores[1].errors]))  # noqa: T201 - a command
    aside = figures(*parts[Part.KEPT_ASIDE])
    return 0 if all(met(name, value) for name, value in aside.items()) else 1


if __name__ == "__main__":
    sys.exit(main())
