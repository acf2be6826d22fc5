"""`pledge draft` on a data folder that no server owns."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from knowledge.errors import PledgeError


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PLEDGE_DATA", str(tmp_path / "data"))
    return tmp_path


def run(*arguments: str, stdin: str = "", code: int = 0) -> Result:
    result = CliRunner().invoke(app, ["draft", *arguments], input=stdin)
    if not isinstance(result.exception, SystemExit | None):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def data(*arguments: str) -> Any:
    return json.loads(run(*arguments, "--json").stdout)


def test_an_interview_asks_writes_a_brief_and_asks_again_what_was_misunderstood(folder: Path) -> None:
    brief = folder / "brief.yaml"
    first = run("interview", "--output", str(brief), stdin="Fen Ferries\n\nthe ferry desk\n")
    assert "What is the full name of the organisation? [organisation]" in first.stderr
    assert brief.read_text().splitlines()[:2] == ["facts:", "  organisation: Fen Ferries"]
    asked = {question["fact"] for question in data("interview", str(brief))["questions"]}
    assert "organisation" not in asked
    assert "beneficiaries" in asked
    assert "top-role" not in asked


def test_a_draft_goes_its_way_from_the_command_line(folder: Path) -> None:
    (folder / "brief.yaml").write_text("headings: [Commitment]\nfacts:\n  organisation: Fen Ferries\n")
    text = folder / "code.md"
    run("new", str(folder / "brief.yaml"), "--output", str(text))
    assert "This is the code of conduct of Fen Ferries." in text.read_text()
    draft = data("list")["drafts"][0]["id"]
    changed = data("edit", draft, "--answer", "top-role=owner", "--drop", "code-and-law")
    assert changed["revision"] == 2
    assert "code-and-law" not in {clause["id"] for clause in changed["clauses"]}
    run("comment", draft, "Who else?", "--clause", "purpose-and-scope")
    assert "purpose-and-scope: Who else?" in run("comments", draft).stdout
    assert "adoption changed" in run("diff", draft).stdout
    assert run("submit", draft).stdout.startswith(f"{draft} is in review.")
    assert "submit" in run("history", draft).stdout
    assert run("export", draft, "--format", "html").stdout.startswith("<!DOCTYPE html>")


def test_a_limit_missed_too_often_ends_with_one(folder: Path) -> None:
    (folder / "brief.yaml").write_text("facts:\n  reply-limit: 2 working days\n")
    (folder / "past.csv").write_text("promise,period,taken\nemail-reply,May,9\n")
    draft = data("new", str(folder / "brief.yaml"))["id"]
    result = run("feasibility", draft, str(folder / "past.csv"), code=1)
    assert "email-reply (2 working days): 100.0% of 1 cases missed" in result.stdout


def test_a_brief_that_cannot_be_used_is_told_in_a_sentence(folder: Path) -> None:
    (folder / "brief.yaml").write_text("facts:\n  answer-limit: soon\n")
    with pytest.raises(PledgeError, match=r"How many working days .* Write a length of time .*\(answer-limit\)"):
        run("new", str(folder / "brief.yaml"))
