"""`pledge check`: reports, exit codes, what old text may keep, and what has changed."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types
from sarif_pydantic import Sarif
from typer.testing import CliRunner, Result

from api.cli import app
from api.earlier import NoHistory
from knowledge.errors import InvalidInput, UnknownName
from tests import running

WEAK = "# Code\n\nWe answer promptly.\n"
_GIT = ("-c", "user.name=Author", "-c", "user.email=author@example.org", "-c", "commit.gpgsign=false")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "code.md").write_text(WEAK)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(*arguments: str, code: int = 1, stdin: str = "") -> Result:
    result = CliRunner().invoke(app, ["check", *arguments], input=stdin)
    if not isinstance(result.exception, SystemExit | None):
        raise result.exception
    assert result.exit_code == code, result.output
    return result


def rules(*arguments: str, code: int = 1) -> set[str]:
    found = json.loads(check(*arguments, "--json", code=code).stdout)
    return {one["rule"] for document in found["documents"] for one in document["findings"] if one["quote"]}


def git(*arguments: str) -> None:
    subprocess.run(["git", *_GIT, *arguments], check=True, capture_output=True)


@pytest.mark.usefixtures("folder")
def test_the_text_report_points_at_the_words() -> None:
    lines = check("code.md").stdout.splitlines()
    assert lines[0].startswith("code.md:3:11: warning:")
    assert lines[2] == "              ^^^^^^^^"


def test_every_format_can_be_written_to_a_file(folder: Path) -> None:
    for form in ("text", "json", "sarif", "junit", "html"):
        done = check("code.md", "--format", form, "-o", f"report.{form}")
        assert "code.md: 0 errors" in done.stderr
    Sarif.model_validate_json((folder / "report.sarif").read_text())
    assert etree.fromstring((folder / "report.junit").read_bytes()).findall(".//failure")
    assert (folder / "report.html").read_text().startswith("<!DOCTYPE html>")


@pytest.mark.usefixtures("folder")
def test_a_pipe_is_read_as_markdown() -> None:
    found = json.loads(check("-", "--json", stdin=WEAK).stdout)["documents"][0]
    assert found["document"] == "standard input"
    assert found["findings"][0]["quote"] == "promptly"


def test_only_suggestions_end_with_zero(folder: Path) -> None:
    (folder / "pledge.toml").write_text(
        '[check]\noff = ["version-missing", "complaint-route-missing", "external-body-missing"]\n'
        'severity = {vague-time = "suggestion"}\n'
    )
    assert rules("code.md", code=0) == {"vague-time"}


def test_another_file_of_settings_is_named(folder: Path) -> None:
    (folder / "strict.toml").write_text('[check]\noff = ["vague-time"]\n')
    assert rules("code.md", "--config", "strict.toml") == set()


@pytest.mark.usefixtures("folder")
def test_wrong_use_ends_with_two() -> None:
    check(code=2)
    check("missing.md", code=2)
    check("code.md", "--older", "code.md", "--changed", code=2)
    check("-", "--changed", code=2, stdin=WEAK)
    with pytest.raises(UnknownName):
        check("--explain", "no-such-rule")


def test_a_baseline_keeps_old_findings_and_no_second_one(folder: Path) -> None:
    check("code.md", "--write-baseline", "old.json", code=0)
    assert rules("code.md", "--baseline", "old.json", code=0) == set()
    (folder / "other.md").write_text(WEAK)
    assert rules("code.md", "other.md", "--baseline", "old.json") == {"vague-time"}
    (folder / "old.json").write_text("[]")
    with pytest.raises(InvalidInput, match="write-baseline"):
        check("code.md", "--baseline", "old.json")


def test_only_what_a_commit_does_not_hold_is_reported(folder: Path) -> None:
    git("init", "-q")
    git("add", "code.md")
    git("commit", "-qm", "old")
    assert rules("code.md", "--changed", code=0) == set()
    (folder / "code.md").write_text(WEAK + "\nWe may waive the fee.\n")
    assert rules("code.md", "--changed") == {"hidden-discretion"}
    git("commit", "-qam", "new")
    assert rules("code.md", "--changed", code=0) == set()
    assert rules("code.md", "--since", "HEAD~1") == {"hidden-discretion"}
    (folder / "new.md").write_text(WEAK)
    assert rules("new.md", "--changed") == {"vague-time"}


@pytest.mark.usefixtures("folder")
def test_without_history_changed_says_what_to_do() -> None:
    with pytest.raises(NoHistory, match="--older"):
        check("code.md", "--changed")
    git("init", "-q")
    git("add", "code.md")
    git("commit", "-qm", "old")
    with pytest.raises(NoHistory, match="no revision 'nowhere'"):
        check("code.md", "--since", "nowhere")


def test_an_earlier_file_does_where_there_is_no_git(folder: Path) -> None:
    (folder / "new.md").write_text(WEAK + "\nWe may waive the fee.\n")
    assert rules("new.md", "--older", "code.md") == {"hidden-discretion"}


def test_a_rule_explains_itself() -> None:
    shown = check("--explain", "vague-time", code=0).stdout
    assert "Bad   We answer promptly." in shown
    assert "contradiction" in check("--explain", "all", code=0).stdout


def test_a_text_is_held_against_the_documents_in_force(folder: Path) -> None:
    data = folder / "data"
    (folder / "fares.md").write_text("# Fares\n\nWe refund the ferry fare within 9 working days of your claim.\n")
    (folder / "code.md").write_text("# Promise\n\nWe refund the ferry fare within 5 working days of your claim.\n")
    arguments = ["ingest", str(folder / "fares.md"), "--audience", "public"]
    assert CliRunner().invoke(app, arguments, env=running.environment(data)).exit_code == 0
    shown = CliRunner().invoke(app, ["check", "code.md", "--documents"], env=running.environment(data))
    assert shown.exit_code == 1
    assert "Fares, version 1 (fares.md) says otherwise" in shown.stdout
