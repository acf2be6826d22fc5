"""Candidates to a verdict: objections forbid, fitted weights decide what is left, an entailment model may be asked."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assistant.verify.candidates import Candidate
from assistant.verify.entailment import Entailment
from assistant.verify.evidence import Segment
from assistant.verify.figures_match import Match, match_figure
from assistant.verify.objections import Objection, objections
from assistant.verify.reading import Reading
from assistant.verify.records import Verdict
from assistant.verify.signals import Signals
from assistant.verify.telling import has, total
from knowledge.documents import Hit

_ENTAILED = 0.5
_MOST_SIGNAL = 3.0  #: larger signals count as this much
_OLD_RULE = 0.85  #: the share of its words that makes a statement an earlier rule, with the words around it
_OLD_OWN = 0.6  #: … and without them


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic regression over some of the signals."""

    names: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float
    threshold: float

    def probability(self, signals: Signals) -> float:
        """That a statement with these signals and no objection is supported, 0 to 1."""
        values = [min(float(getattr(signals, name)), _MOST_SIGNAL) for name in self.names]
        scaled = zip(values, self.means, self.scales, self.coefficients, strict=True)
        return 1 / (1 + math.exp(-self.intercept - sum((v - m) / s * c for v, m, s, c in scaled)))


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict on one statement."""

    verdict: Verdict
    reason: str
    evidence: tuple[Hit, ...]
    confidence: float
    objections: tuple[Objection, ...] = ()


@cache
def weights() -> Weights:
    """The fitted weights; `python -m evals.fit_verify` fits them anew."""
    raw = json.loads(Path(__file__).with_name("weights.json").read_text(encoding="utf-8"))
    return Weights(
        tuple(raw["names"]),
        tuple(raw["means"]),
        tuple(raw["scales"]),
        tuple(raw["coefficients"]),
        float(raw["intercept"]),
        float(raw["threshold"]),
    )


def judge(
    statement: Reading,
    candidates: Sequence[Candidate],
    found: Sequence[Segment],
    *,
    fitted: Weights | None = None,
    entailment: Entailment | None = None,
) -> Judgement:
    """The verdict on a statement.

    Args:
        statement: what it says.
        candidates: the evidence compared with it, best first.
        found: all segments found, outdated ones too.
        fitted: other weights than the stored ones.
        entailment: a model that is asked about what would be accepted; it can only reject.
    """
    if not candidates:
        return _old_rule(statement, found) or Judgement(
            Verdict.NOT_FOUND, "The documents do not speak of this.", (), 0.0
        )
    best = candidates[0]
    raised = objections(best.signals, best.notes)
    evidence = (best.segment.hit, *best.segment.joined)
    if raised:
        old = _old_rule(statement, found)
        if old is not None:
            return old
        verdict = Verdict.CONTRADICTED if raised[0].contradicts else Verdict.NOT_FOUND
        return Judgement(verdict, raised[0].reason, evidence, 0.0, tuple(raised))
    fitted = fitted or weights()
    confidence = fitted.probability(best.signals)
    if confidence < fitted.threshold:
        return Judgement(
            Verdict.NOT_FOUND, "The documents come close, but do not clearly say this.", evidence, confidence
        )
    if entailment is not None and entailment.entails(best.segment.reading.text, statement.text) < _ENTAILED:
        return Judgement(
            Verdict.NOT_FOUND, "The entailment model finds that this does not follow.", evidence, confidence
        )
    return Judgement(Verdict.SUPPORTED, "The documents say so.", evidence, confidence)


def _old_rule(statement: Reading, found: Sequence[Segment]) -> Judgement | None:
    """The verdict on what only a text that is no longer in force says."""
    for segment in found:
        covered = total(word for word in statement.words if has(segment.reading.keys | segment.near, word))
        figures = all(match_figure(figure, segment.reading.figures) is not Match.NONE for figure in statement.figures)
        own = total(word for word in statement.words if has(segment.reading.keys, word))
        speaks = covered >= _OLD_RULE * total(statement.words) and own >= _OLD_OWN * total(statement.words)
        if segment.outdated and statement.words and figures and speaks:
            reason = "That was an earlier rule; it is no longer in force."
            return Judgement(Verdict.CONTRADICTED, reason, (segment.hit,), 0.0)
    return None
