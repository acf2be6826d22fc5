"""Fits what decides about statements without objections, and writes assistant/verify/weights.json."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from assistant.verify.candidates import best_comparisons
from assistant.verify.judge import Weights
from assistant.verify.objections import objections
from assistant.verify.records import Verdict
from evals.fitting import Row, fit
from evals.suitefile import DEFAULT_SHARED
from evals.verify_cases import (
    BUNDLED,
    DEVELOPMENT,
    Statement,
    bundled_statements,
    development_statements,
    search_in,
    shared_statements,
)

WEIGHTS = Path(__file__).resolve().parent.parent / "assistant" / "verify" / "weights.json"
#: What of the evidence a statement leaves out, and how much of it one clause has. All signals, and
#: trees on them, were no better on organisations left out: the objections have used them up.
NAMES = (
    "best_clause",
    "conditions",
    "dropped_counts",
    "dropped_other",
    "dropped_sums",
    "dropped_times",
    "figures_case",
    "missing_soft",
    "thin_joined",
    "thin_other",
)
STRENGTH = 10.0
#: From which probability up a statement without objections is accepted: wrong ones cost more than right ones.
THRESHOLD = 0.76
ON = date(2026, 11, 1)  #: the day for which the sets' documents are in force
_MOST_SIGNAL = 3.0


def rows(statements: Sequence[Statement]) -> list[Row]:
    """The statements that claim something and raise no objection, as the fit sees them."""
    result = []
    for statement in statements:
        if statement.verdict is Verdict.NO_CLAIM:
            continue
        candidates = best_comparisons(statement.text, (), search_in(statement.folder), ON)
        if not candidates or objections(candidates[0].signals, candidates[0].notes):
            continue
        features = {name: min(float(getattr(candidates[0].signals, name)), _MOST_SIGNAL) for name in NAMES}
        right = statement.verdict is Verdict.SUPPORTED
        result.append(Row(statement.id, statement.organisation, features, wanted=right, right=right, answerable=right))
    return result


def fitted(data: Sequence[Row], without: str | None = None) -> Weights:
    """Weights fitted on all rows but those of one organisation."""
    model = fit([row for row in data if row.group != without], STRENGTH)
    return Weights(model.names, model.means, model.scales, model.weights, model.intercept, THRESHOLD)


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit on every statement there is and write the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=DEFAULT_SHARED, help="the folder with benchmarks/verify")
    options = parser.parse_args(arguments)
    gold = options.shared / "benchmarks" / "verify"
    data = rows([*shared_statements(gold), *development_statements(), *bundled_statements()])
    weights = fitted(data)
    sources = sorted(gold.glob("*/verify.jsonl"))
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in [*sources, DEVELOPMENT, BUNDLED])).hexdigest()
    WEIGHTS.write_text(
        json.dumps(
            {
                "made_by": "python -m evals.fit_verify",
                "data_sha256": digest,
                "statements": len(data),
                "strength": STRENGTH,
                "names": weights.names,
                "means": [round(value, 6) for value in weights.means],
                "scales": [round(value, 6) for value in weights.scales],
                "coefficients": [round(value, 6) for value in weights.coefficients],
                "intercept": round(weights.intercept, 6),
                "threshold": weights.threshold,
            },
            indent=2,
        )
        + "\n",
        encoding="utf-8",
    )
    sys.stdout.write(f"{len(data)} statements, weights in {WEIGHTS.name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
