"""Scores of verifying on gold statements and replies: `python -m evals.scoring_verify`.

Leave-one-organisation-out: the weights that judge an organisation's statements were fitted without them. The rules
were written with the development set, the shared set and part of the bundles in view (`verify_cases.BUNDLES_READ`); of
the other bundles only scores were looked at.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.verify import Verdict, Verification, verify
from evals.case import Metric
from evals.fit_verify import ON, fitted, rows
from evals.rates import percentile, rate
from evals.suitefile import DEFAULT_SHARED
from evals.verify_cases import (
    BUNDLES_READ,
    Reply,
    Statement,
    bundled_statements,
    development_statements,
    organisations,
    search_in,
    shared_replies,
    shared_statements,
)

WRONG = frozenset({Verdict.CONTRADICTED, Verdict.NOT_FOUND})
TARGETS: Mapping[str, float] = {
    "rejected": 0.97,
    "accepted": 0.85,
    "accepted close to the wording": 0.95,
    "twins": 0.85,
    "no_claim": 0.95,
}


@dataclass(frozen=True, slots=True)
class Scored:
    """A gold statement with the verdict it got."""

    statement: Statement
    verdict: Verdict
    reason: str


@dataclass(frozen=True, slots=True)
class ScoredReply:
    """A gold reply with the verdicts its sentences got."""

    reply: Reply
    verdicts: tuple[Verdict, ...]

    @property
    def right(self) -> bool:
        """Whether every wrong sentence is caught and no right one is flagged."""
        return all(
            (found in WRONG) == (gold in WRONG) and (gold is Verdict.NO_CLAIM or found is not Verdict.NO_CLAIM)
            for (_, gold), found in zip(self.reply.sentences, self.verdicts, strict=True)
        )


def metrics(scored: Sequence[Scored]) -> list[Metric]:
    """Acceptance, rejection by kind of error, twins, no_claim, and how often the rejecting verdicts are told apart."""
    right = [one for one in scored if one.statement.verdict is Verdict.SUPPORTED]
    wrong = [one for one in scored if one.statement.verdict in WRONG]
    silent = [one for one in scored if one.statement.verdict is Verdict.NO_CLAIM]
    caught = [one for one in wrong if one.verdict in WRONG]
    return [
        _share("rejected", wrong, lambda one: one.verdict is not Verdict.SUPPORTED),
        _share("accepted", right, _accepted),
        *(_share(f"accepted {form}", group, _accepted) for form, group in _by(right, lambda one: one.statement.form)),
        *(
            _share(f"rejected {edit}", group, lambda one: not _accepted(one))
            for edit, group in _by(wrong, lambda one: one.statement.edit or "")
        ),
        twins(scored),
        _share("no_claim", silent, lambda one: one.verdict is Verdict.NO_CLAIM),
        _share("told apart", caught, lambda one: one.verdict is one.statement.verdict),
    ]


def twins(scored: Sequence[Scored]) -> Metric:
    """The share of pairs with the supported one accepted and the other rejected."""
    by_id = {one.statement.id: one for one in scored}
    pairs = [
        (by_id[one.statement.twin], one)
        for one in scored
        if one.statement.verdict in WRONG and one.statement.twin in by_id
    ]
    return rate("twins", sum(_accepted(good) and not _accepted(bad) for good, bad in pairs), len(pairs))


def reply_metrics(scored: Sequence[ScoredReply]) -> list[Metric]:
    """Replies judged right as a whole, and their sentences by gold verdict."""
    sentences = [
        (gold, got) for one in scored for (_, gold), got in zip(one.reply.sentences, one.verdicts, strict=True)
    ]
    of_wrong = [got for gold, got in sentences if gold in WRONG]
    of_right = [got for gold, got in sentences if gold is Verdict.SUPPORTED]
    of_silent = [got for gold, got in sentences if gold is Verdict.NO_CLAIM]
    return [
        rate("replies", sum(one.right for one in scored), len(scored)),
        rate("reply sentences rejected", sum(got is not Verdict.SUPPORTED for got in of_wrong), len(of_wrong)),
        rate("reply sentences accepted", sum(got is Verdict.SUPPORTED for got in of_right), len(of_right)),
        rate("reply sentences no_claim", sum(got is Verdict.NO_CLAIM for got in of_silent), len(of_silent)),
    ]


def _accepted(one: Scored) -> bool:
    return one.verdict is Verdict.SUPPORTED


def _share(name: str, group: Sequence[Scored], test: Callable[[Scored], bool]) -> Metric:
    return rate(name, sum(map(test, group)), len(group))


def _by(group: Iterable[Scored], key: Callable[[Scored], str]) -> list[tuple[str, list[Scored]]]:
    groups: dict[str, list[Scored]] = defaultdict(list)
    for one in group:
        groups[key(one)].append(one)
    return sorted(groups.items())


def judged(statements: Sequence[Statement], verify_as: Callable[[Statement], Verification]) -> list[Scored]:
    """Every statement with its verdict; of several sentences the worst counts."""
    result = []
    for statement in statements:
        verification = verify_as(statement)
        reason = " ".join(sentence.reason for sentence in verification.sentences)
        result.append(Scored(statement, verification.verdict, reason))
    return result


def judged_reply(reply: Reply, verification: Verification) -> ScoredReply:
    """A reply with its verdicts, where our sentences are those of the gold; else each gold sentence gets the worst."""
    text, verdicts, at = " ".join(sentence for sentence, _ in reply.sentences), [], 0
    for sentence, _ in reply.sentences:
        start = text.index(sentence, at)
        at = start + len(sentence)
        inside = [one for one in verification.sentences if one.span.start < at and start < one.span.end]
        verdicts.append(Verification(tuple(inside)).verdict)
    return ScoredReply(reply, tuple(verdicts))


def main(arguments: Sequence[str] | None = None) -> int:
    """Score both sets and print the figures; exit code 1 where the shared set misses a target."""
    parser = argparse.ArgumentParser(description="Score verifying on gold statements and replies.")
    parser.add_argument("--shared", type=Path, default=DEFAULT_SHARED, help="the folder with benchmarks/verify")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    parser.add_argument("--errors", action="store_true", help="show the errors of what may be read")
    options = parser.parse_args(arguments)
    gold = options.shared / "benchmarks" / "verify"
    shared, own, replies = shared_statements(gold), development_statements(), shared_replies(gold)
    bundled = bundled_statements()
    data = rows([*shared, *own, *bundled])
    weights = {name: fitted(data, without=name) for name in organisations([*shared, *own, *bundled])}
    took: list[float] = []

    def verification(statement: Statement) -> Verification:
        begun = time.perf_counter()
        result = verify(statement.text, search_in(statement.folder), on=ON, weights=weights[statement.organisation])
        took.append(time.perf_counter() - begun)
        return result

    scored = {
        "shared": judged(shared, verification),
        "development": judged(own, verification),
        "bundles": judged(bundled, verification),
    }
    scored["bundles, read"] = [one for one in scored["bundles"] if one.statement.organisation in BUNDLES_READ]
    scored["bundles, kept aside"] = [one for one in scored["bundles"] if one.statement.organisation not in BUNDLES_READ]
    for name in organisations(shared):
        scored[f"shared, {name}"] = [one for one in scored["shared"] if one.statement.organisation == name]
    found = {name: metrics(ones) for name, ones in scored.items()}
    answered = [
        judged_reply(
            reply,
            verify(
                " ".join(sentence for sentence, _ in reply.sentences),
                search_in(reply.folder),
                on=ON,
                weights=weights[reply.organisation],
            ),
        )
        for reply in replies
    ]
    found["replies"] = reply_metrics(answered)
    if options.json:
        sys.stdout.write(
            json.dumps({name: [asdict(m) for m in group] for name, group in found.items()}, indent=2) + "\n"
        )
    else:
        sys.stdout.write(_table(found) + f"\nseconds a statement: median {percentile(took, 0.5):.4f}\n")
    if options.errors:
        sys.stdout.write(_errors([*scored["shared"], *scored["development"], *scored["bundles, read"]], answered))
    reached = {metric.name: metric.value for metric in found["shared"]}
    return int(any(reached[name] < least for name, least in TARGETS.items()))


def _table(found: Mapping[str, Sequence[Metric]]) -> str:
    lines = []
    for name, group in found.items():
        lines.append(f"\n{name}")
        lines += [
            f"  {m.name:34} {m.value:6.1%}  {m.count}/{m.total}  [{m.low:.1%}, {m.high:.1%}]"
            + (f"  target {TARGETS[m.name]:.0%}" if m.name in TARGETS else "")
            for m in group
        ]
    return "\n".join(lines)


def _errors(scored: Sequence[Scored], replies: Sequence[ScoredReply]) -> str:
    lines = ["\n"]
    for one in scored:
        gold = one.statement.verdict
        if _apart(gold, one.verdict):
            kind = one.statement.edit or one.statement.form
            lines.append(
                f"{one.statement.id} {gold.value} {kind}: {one.verdict.value}: {one.statement.text} | {one.reason}\n"
            )
    for reply in (one for one in replies if not one.right):
        for (sentence, gold), got in zip(reply.reply.sentences, reply.verdicts, strict=True):
            mark = "  <--" if _apart(gold, got) else ""
            lines.append(f"{reply.reply.id} {gold.value}: {got.value}: {sentence}{mark}\n")
    return "".join(lines)


def _apart(gold: Verdict, got: Verdict) -> bool:
    """Whether a verdict is wrong, apart from which of the two rejecting ones it is."""
    return gold is not got and not (gold in WRONG and got in WRONG)


if __name__ == "__main__":
    raise SystemExit(main())
