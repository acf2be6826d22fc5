"""Answers graded by a language model, where one is set."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from evals.cli import app
from evals.judge import grade
from evals.scripted import scripted
from evals.suitefile import load_suite
from evals.workplace import Workplace
from knowledge.errors import InvalidInput
from tests.evals.conftest import TODAY

QUESTIONS = [
    {"id": "q1", "question": "How long may I return unused lamps?", "answerable": False, "gold": []},
    {"id": "q2", "question": "When is the price of lamps refunded?", "answerable": False, "gold": []},
    {"id": "q3", "question": "What does the parcel label cost?", "answerable": False, "gold": []},
]


def suite(folder: Path, kind: str = "ask") -> str:
    (folder / "questions.jsonl").write_text("".join(json.dumps(each) + "\n" for each in QUESTIONS))
    text = f"name: small\nversion: 1\ndescription: Small.\nkind: {kind}\nas_of: {TODAY}\n"
    text += "sources: [{documents: shop, questions: questions.jsonl}]\n"
    (folder / "small.yaml").write_text(text)
    return str(folder / "small.yaml")


@pytest.mark.usefixtures("documents")
def test_marks_are_read_and_a_judge_that_fails_gives_none(tmp_path: Path, workplace: Workplace) -> None:
    replies = iter(['{"mark": 3, "reason": "Clear."}', '{"mark": 9, "reason": "Too good."}'])
    grades = grade(load_suite(suite(tmp_path)), workplace, scripted(lambda _: next(replies)), 2)
    assert [(one.id, one.mark) for one in grades.graded] == [("q1", 3), ("q2", None)]
    assert grades.mean == 3
    assert (grades.judge, grades.prompt) == ("scripted:evals", "judge-1")


@pytest.mark.usefixtures("documents")
def test_the_judge_sees_the_question_and_what_was_answered(tmp_path: Path, workplace: Workplace) -> None:
    prompts: list[str] = []

    def say(prompt: str) -> str:
        prompts.append(prompt)
        return '{"mark": 2, "reason": "Fine."}'

    grade(load_suite(suite(tmp_path)), workplace, scripted(say), 1)
    assert "How long may I return unused lamps?" in prompts[0]
    assert "within 30 days" in prompts[0]


@pytest.mark.usefixtures("documents")
def test_a_suite_that_asks_nothing_cannot_be_graded(tmp_path: Path, workplace: Workplace) -> None:
    with pytest.raises(InvalidInput, match="asks no questions"):
        grade(load_suite(suite(tmp_path, "search")), workplace, scripted(str), 1)


def test_without_a_judge_nothing_is_graded(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["judge", suite(tmp_path)])
    assert isinstance(result.exception, InvalidInput)
    assert "PLEDGE_JUDGE_MODEL" in result.exception.message
