"""The sets of several writers as shipped: every quote is verbatim, fields agree, and their suites run by name only."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from evals.questions import QuestionLine, load_questions
from evals.suitefile import DEFAULT_SHARED, known_suites, load_suite
from evals.verify_cases import ROOT

DATA = ROOT / "data"
#: How many of each one's 140 questions the documents answer.
ANSWERED = {"letters": 105, "newcomer": 99, "phone": 105, "precise": 105, "searcher": 99, "upset": 99}
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


@pytest.mark.parametrize("writer", ANSWERED)
def test_a_writers_gold_is_verbatim_in_the_organisations_documents(writer: str) -> None:
    found = [not_verbatim(line, DATA / "orgs" / str(line.organisation)) for line in questions(writer, "orgs")]
    assert len(found) == 90
    assert [fault for faults in found for fault in faults] == []


@pytest.mark.skipif(not PUBLIC_POLICIES.is_dir(), reason="the public policies are not on this machine")
@pytest.mark.parametrize("writer", ANSWERED)
def test_a_writers_gold_is_verbatim_in_the_public_policies(writer: str) -> None:
    found = [not_verbatim(line, PUBLIC_POLICIES) for line in questions(writer, "github")]
    assert len(found) == 50
    assert [fault for faults in found for fault in faults] == []


@pytest.mark.parametrize("writer", ANSWERED)
def test_a_writers_kinds_agree_with_history_and_answerability(writer: str) -> None:
    for line in (*questions(writer, "orgs"), *questions(writer, "github")):
        assert line.answerable == (line.kind != "unanswerable"), line.id
        assert bool(line.history) == (line.kind == "follow_up") or not line.answerable, line.id
    assert Counter(line.answerable for line in (*questions(writer, "orgs"), *questions(writer, "github"))) == {
        True: ANSWERED[writer],
        False: 140 - ANSWERED[writer],
    }


def test_the_writers_suites_hold_all_their_questions_and_run_by_name_only() -> None:
    names = [name for name in known_suites() if "writers" in name]
    assert sorted(names) == ["ask-writers-github", "ask-writers-orgs", "search-writers-github", "search-writers-orgs"]
    assert not [name for name in names if load_suite(name).file.by_default]
    assert load_suite("ask-writers-orgs").question_count == 540


@pytest.mark.parametrize("part", ["aside", "dev"])
def test_what_was_asked_of_another_organisation_has_verbatim_gold_where_it_is_answered(part: str) -> None:
    lines = load_questions(DATA / "other-subject" / f"orgs-{part}.jsonl")
    assert [fault for line in lines for fault in not_verbatim(line, DATA / "orgs" / str(line.organisation))] == []


@pytest.mark.skipif(not PUBLIC_POLICIES.is_dir(), reason="the public policies are not on this machine")
def test_questions_about_another_subject_are_in_one_suite_that_is_tuned_on_and_one_that_is_not() -> None:
    parts = [load_suite(name) for name in ("ask-other-subject", "ask-other-subject-dev")]
    assert [part.question_count for part in parts] == [385, 60]
    assert not any(part.file.by_default for part in parts)
