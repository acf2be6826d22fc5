"""The scorers of the code checker on small gold that is written here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.rules import Principle
from evals.scoring_checks import GoldClause, GoldCode, Tally, figures, main, met, score_clauses, score_codes

CODE = "We act promptly.\n\nWe may waive the fee.\n"


def test_a_tally_gives_precision_recall_and_f1() -> None:
    tally = Tally(right=3, wrong=1, missed=2)
    assert (tally.precision, tally.recall, round(tally.f1, 3)) == (0.75, 0.6, 0.667)
    assert Tally().f1 == 1.0


def test_clauses_are_compared_by_their_rule_sets() -> None:
    scores = score_clauses(
        [
            GoldClause("a1", "We act promptly.", frozenset({"vague-time"}), frozenset({"owner-missing"})),
            GoldClause("a2", "Dogs are welcome.", frozenset(), frozenset({"vague-time"})),
            GoldClause("a3", "We may waive the fee.", frozenset({"effort-only"}), frozenset({"hidden-discretion"})),
        ]
    )
    assert scores.by_rule["vague-time"] == Tally(1, 0, 0)
    assert scores.by_rule["effort-only"] == Tally(0, 0, 1)
    assert (scores.good, scores.good_silent, scores.near_misses, scores.near_miss_alarms) == (1, 1, 3, 1)
    assert len(scores.errors) == 1


def test_findings_on_codes_match_by_rule_and_overlap_and_count_once() -> None:
    coverage = dict.fromkeys((principle.value for principle in Principle), "missing")
    gold = GoldCode(
        "x", CODE, (("vague-time", "act promptly"), ("vague-time", "the fee"), ("kpi-missing", None)), coverage
    )
    scores = score_codes([gold])
    assert scores.by_rule["vague-time"] == Tally(1, 0, 1)
    assert scores.by_rule["hidden-discretion"] == Tally(0, 1, 0)
    assert scores.by_rule["kpi-missing"] == Tally(1, 0, 0)
    assert scores.coverage_all == 12


def test_figures_are_measured_against_their_targets() -> None:
    values = figures(score_clauses([]), score_codes([]))
    assert met("codes.document_f1", values["codes.document_f1"])
    assert not met("clauses.near_miss_alarms", 0.2)


def test_a_folder_without_gold_is_a_wrong_use(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--shared", str(tmp_path)]) == 2
    assert "--shared" in capsys.readouterr().err


def test_scores_of_a_gold_folder_come_as_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "benchmarks" / "checks"
    (folder / "codes").mkdir(parents=True)
    row = {"id": "x4", "text": "We act promptly.", "finds": ["vague-time"], "spans": {}, "note": ""}
    (folder / "clauses.jsonl").write_text(json.dumps(row) + "\n", encoding="utf-8")
    main(["--shared", str(tmp_path), "--json"])
    parts = json.loads(capsys.readouterr().out)
    assert parts["kept aside"]["clause_rules"]["vague-time"] == {"right": 1, "wrong": 0, "missed": 0}
    assert parts["tuned on"]["counts"]["clauses"] == parts["second part"]["counts"]["clauses"] == 0


def test_the_part_of_a_clause_follows_from_its_number() -> None:
    parts = [GoldClause(f"a{number:03}", "", frozenset(), frozenset()).part for number in (1, 2, 3, 4, 10, 12)]
    assert parts == ["tuned on", "second part", "tuned on", "kept aside", "second part", "kept aside"]


def test_errors_of_the_part_kept_aside_are_never_listed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "benchmarks" / "checks"
    (folder / "codes").mkdir(parents=True)
    rows = [
        {"id": "x2", "text": "Cats are welcome.", "finds": ["vague-time"], "spans": {}, "note": ""},
        {"id": "x4", "text": "Dogs are welcome.", "finds": ["vague-time"], "spans": {}, "note": ""},
    ]
    (folder / "clauses.jsonl").write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    main(["--shared", str(tmp_path), "--errors"])
    printed = capsys.readouterr().out
    assert "Cats are welcome." in printed
    assert "Dogs are welcome." not in printed
