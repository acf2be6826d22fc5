"""The blind sets as shipped: every quote is verbatim, fields agree, and nothing that fits weights reads them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from itertools import chain
from pathlib import Path
from typing import Any, cast

import pytest

from assistant.verify import Verdict
from evals.questions import QuestionLine, load_questions
from evals.scoring_commitments import TYPES
from evals.suitefile import DEFAULT_SHARED, known_suites, load_suite
from evals.suites import verify
from evals.verify_cases import BLIND, BLIND_ORGANISATIONS, ROOT, blind_statements
from evals.workplace import Workplace

DATA = ROOT / "data"
PUBLIC_POLICIES = DEFAULT_SHARED / "corpora" / "github-site-policy"
QUESTIONS = load_questions(DATA / "blind-orgs.jsonl")
PUBLIC_QUESTIONS = load_questions(DATA / "blind-github.jsonl")
STATEMENTS = [json.loads(line) for line in BLIND.read_text(encoding="utf-8").splitlines()]
UNITS = [json.loads(line) for line in (DATA / "blind" / "commitments.jsonl").read_text(encoding="utf-8").splitlines()]
EDITS = {
    "number",
    "unit",
    "negation",
    "condition_dropped",
    "scope",
    "subject",
    "day_kind",
    "remedy",
    "product",
    "short_yes",
    "invented",
    "outdated",
}


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def faults(question: QuestionLine, folder: Path, fewest_words: int) -> list[str]:
    """What is wrong with a question's gold; words as in the README: so many at least, 40 at most."""
    found = []
    for group in question.gold:
        for piece in group:
            if piece.quote not in (folder / piece.path).read_text(encoding="utf-8"):
                found.append(f"{question.id}: not verbatim: {piece.quote}")
            if not fewest_words <= len(piece.quote.split()) <= 40:
                found.append(f"{question.id}: too short or too long: {piece.quote}")
        joined = one_line(" ".join(piece.quote for piece in group))
        found += [f"{question.id}: {text} is not in a group" for text in question.must_contain if text not in joined]
        found += [f"{question.id}: {text} is in a group" for text in question.must_not_contain if text in joined]
        if question.kind == "multi_part" and len(group) < 2:
            found.append(f"{question.id}: two parts and one quote")
    if question.answerable == (question.kind == "unanswerable"):
        found.append(f"{question.id}: answerable does not fit its kind")
    if bool(question.history) != (question.kind == "follow_up"):
        found.append(f"{question.id}: history does not fit its kind")
    return found


def test_gold_of_the_organisations_is_verbatim_and_its_fields_agree() -> None:
    found = [faults(question, BLIND_ORGANISATIONS / str(question.organisation), 6) for question in QUESTIONS]
    assert list(chain(*found)) == []


def test_every_organisation_has_40_questions_of_the_same_kinds() -> None:
    for folder in sorted(BLIND_ORGANISATIONS.iterdir()):
        kinds = Counter(question.kind for question in QUESTIONS if question.organisation == folder.name)
        assert kinds == {
            "direct": 12,
            "paraphrase": 12,
            "multi_part": 3,
            "follow_up": 3,
            "unanswerable": 8,
            "false_premise": 2,
        }, folder.name


def test_nothing_is_answered_from_what_is_superseded() -> None:
    pieces = [piece for question in QUESTIONS for group in question.gold for piece in group]
    assert not [piece for piece in pieces if piece.path.startswith("archive/")]


@pytest.mark.skipif(not PUBLIC_POLICIES.is_dir(), reason="the public policies are not on this machine")
def test_gold_of_the_public_policies_is_verbatim_and_spread_over_25_documents() -> None:
    assert list(chain(*[faults(question, PUBLIC_POLICIES, 10) for question in PUBLIC_QUESTIONS])) == []
    paths = {piece.path for question in PUBLIC_QUESTIONS for group in question.gold for piece in group}
    assert len(paths) >= 25


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda statement: statement["id"])
def test_a_statements_evidence_is_verbatim_and_its_edit_fits_its_verdict(statement: Mapping[str, Any]) -> None:
    for piece in statement["evidence"]:
        path = BLIND_ORGANISATIONS / statement["organisation"] / piece["path"]
        assert piece["quote"] in path.read_text(encoding="utf-8")
    wrong = statement["verdict"] in {Verdict.CONTRADICTED, Verdict.NOT_FOUND}
    assert (statement["edit"] in EDITS) == wrong
    if statement["verdict"] in {Verdict.SUPPORTED, Verdict.CONTRADICTED}:
        assert statement["evidence"]


def test_statements_hold_every_kind_of_error_and_every_twin_is_there() -> None:
    statements = {statement.id: statement for statement in blind_statements()}
    assert {statement.edit for statement in statements.values() if statement.edit} == EDITS
    for statement in statements.values():
        assert bool(statement.form) == (statement.verdict is Verdict.SUPPORTED), statement.id
        if statement.twin:
            verdicts = {statement.verdict, statements[statement.twin].verdict}
            assert Verdict.SUPPORTED in verdicts, statement.id
            assert len(verdicts) == 2, statement.id


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit["id"])
def test_a_labelled_unit_stands_in_a_document_and_its_spans_stand_in_the_unit(unit: Mapping[str, Any]) -> None:
    documents = [one_line(path.read_text(encoding="utf-8")) for path in BLIND_ORGANISATIONS.glob("*/*.md")]
    texts = [unit["text"], unit["lead_in"], unit["context_before"]]
    assert any(all(text in document for text in texts) for document in documents)
    for slot in ("start_event", "condition", "exception", "channel"):
        assert unit[slot] is None or unit[slot] in unit["text"] + unit["lead_in"], slot
    assert unit["type"] in TYPES
    assert unit["type"] == "promise" or not unit["negative"]
    assert unit["type"] in {"promise", "remedy", "target"} or not unit["principles"]


def test_nothing_that_fits_or_calibrates_reads_the_blind_sets() -> None:
    allowed = {"verify_cases.py"}
    readers = [
        path.name
        for path in chain(ROOT.glob("*.py"), (ROOT / "bench").rglob("*.py"))
        if path.name not in allowed and re.search(r"data/blind|blind-|blind_", path.read_text(encoding="utf-8"))
    ]
    assert readers == []


def test_blind_statements_are_judged_by_the_stored_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    def fit(*_: object, **__: object) -> None:
        raise AssertionError("weights were fitted for the blind statements")

    monkeypatch.setattr(verify, "rows", fit)
    (batch,) = verify._batches(load_suite("verify-blind"), cast(Workplace, None))
    assert len(batch) == len(STATEMENTS)


def test_blind_suites_are_run_by_name_only() -> None:
    names = [name for name in known_suites() if "blind" in name]
    assert len(names) == 6
    assert not [name for name in names if load_suite(name).file.by_default]
