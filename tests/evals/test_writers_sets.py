"""The sets of several writers as shipped: every quote is verbatim, fields agree, and their suites run by name only."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from evals.questions import QuestionLine, load_questions
from evals.suitefile import DEFAULT_SHARED, known_suites, load_suite
from evals.verify_cases import ROOT

DATA = ROOT / "data"
WRITERS = ("letters", "phone", "precise")
PUBLIC_POLICIES = DEFAULT_SHARED / "corpora" / "github-site-policy"


def questions(writer: str, documents: str) -> list[QuestionLine]:
    return load_questions(DATA / "writers" / f"{writer}-{documents}.jsonl")


def not_verbatim(question: QuestionLine, folder: Path) -> list[str]:
    pieces = [piece for group in question.gold for piece in group]
    return [
        f"{question.id}: {piece.quote}"
        for piece in pieces
        if piece.path.startswith("archive/") or piece.quote not in (folder / piece.path).read_text(encoding="utf-8")
    ]


@pytest.mark.parametrize("writer", WRITERS)
def test_a_writers_gold_is_verbatim_in_the_organisations_documents(writer: str) -> None:
    found = [not_verbatim(line, DATA / "orgs" / str(line.organisation)) for line in questions(writer, "orgs")]
    assert len(found) == 90
    assert [fault for faults in found for fault in faults] == []


@pytest.mark.skipif(not PUBLIC_POLICIES.is_dir(), reason="the public policies are not on this machine")
@pytest.mark.parametrize("writer", WRITERS)
def test_a_writers_gold_is_verbatim_in_the_public_policies(writer: str) -> None:
    found = [not_verbatim(line, PUBLIC_POLICIES) for line in questions(writer, "github")]
    assert len(found) == 50
    assert [fault for faults in found for fault in faults] == []


@pytest.mark.parametrize("writer", WRITERS)
def test_a_writers_kinds_agree_with_history_and_answerability(writer: str) -> None:
    for line in (*questions(writer, "orgs"), *questions(writer, "github")):
        assert line.answerable == (line.kind != "unanswerable"), line.id
        assert bool(line.history) == (line.kind == "follow_up"), line.id
    assert Counter(line.answerable for line in (*questions(writer, "orgs"), *questions(writer, "github"))) == {
        True: 105,
        False: 35,
    }


def test_the_writers_suites_hold_all_their_questions_and_run_by_name_only() -> None:
    names = [name for name in known_suites() if "writers" in name]
    assert sorted(names) == ["ask-writers-github", "ask-writers-orgs", "search-writers-github", "search-writers-orgs"]
    assert not [name for name in names if load_suite(name).file.by_default]
    assert load_suite("ask-writers-orgs").question_count == 270
