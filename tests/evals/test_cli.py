"""The command line: exit codes, JSON, reports, and errors as a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from evals.cli import app
from evals.report import read_report
from evals.suitefile import known_suites
from evals.workplace import Documents
from tests.evals.conftest import TODAY

LAMPS = {
    "id": "lamps",
    "question": "How long do I have to return unused lamps?",
    "answerable": True,
    "gold": [[{"path": "returns.md", "quote": "You may return unused lamps within 30 days of receiving them."}]],
}
MARS = {"id": "mars", "question": "Do you sell tickets to Mars?", "answerable": False}


def evals(*arguments: str) -> Result:
    return CliRunner().invoke(app, arguments)


@pytest.fixture
def suite(documents: Documents, tmp_path: Path) -> Path:
    """A suite file whose gate is easy to hold."""
    assert documents.folder.is_dir()
    (tmp_path / "questions.yaml").write_text(yaml.safe_dump([LAMPS, MARS]))
    return written(tmp_path / "mine.yaml", minimum=0.0)


def written(path: Path, minimum: float) -> Path:
    content = {
        "name": path.stem,
        "version": 1,
        "description": "Mine.",
        "kind": "search",
        "as_of": TODAY,
        "sources": [{"questions": "questions.yaml", "documents": "shop"}],
        "gates": [{"metric": "found_within_100_words", "minimum": minimum}],
    }
    path.write_text(yaml.safe_dump(content))
    return path


def test_run_writes_a_report_and_a_page_and_says_where(suite: Path, tmp_path: Path) -> None:
    done = evals("run", str(suite), "--out", str(tmp_path / "reports"), "--json")
    assert done.exit_code == 0, done.output
    said = json.loads(done.stdout)
    report = read_report(Path(said["report"]))
    assert said["passed"] is True
    assert [outcome.id for outcome in report.suites[0].outcomes] == ["lamps"]
    assert report.circumstances.embedder == "all-MiniLM-L6-v2/onnx-fp32"
    assert "<svg" in Path(said["page"]).read_text()


def test_missed_gate_makes_exit_code_1(suite: Path, tmp_path: Path) -> None:
    strict = written(suite.parent / "strict.yaml", minimum=1.01)
    done = evals("run", str(strict), "--out", str(tmp_path / "reports"))
    assert done.exit_code == 1
    assert "gate missed" in done.output


def test_run_is_the_same_twice_and_compares_as_unchanged(suite: Path, tmp_path: Path) -> None:
    reports = []
    for name in ("a", "b"):
        evals("run", str(suite), "--out", str(tmp_path / name))
        reports += [str(path) for path in (tmp_path / name).glob("*.json")]
    compared = evals("compare", *reports, "--json")
    (comparison,) = json.loads(compared.stdout)
    assert comparison["cases"] == []
    assert comparison["same_data"] is True
    assert "1 the same" in evals("compare", *reports).output


def test_baseline_is_kept_and_held_against_the_next_run(suite: Path, tmp_path: Path) -> None:
    evals("run", str(suite), "--out", str(tmp_path / "r"))
    (report,) = (tmp_path / "r").glob("*.json")
    baseline = tmp_path / "baseline.json"
    assert evals("baseline", str(report), str(baseline)).exit_code == 0
    assert evals("run", str(suite), "--out", str(tmp_path / "r2"), "--baseline", str(baseline)).exit_code == 0
    (suite.parent / "shop" / "returns.md").write_text("# Returns\n\nNothing can be returned to us at any time.\n")
    worse = evals("run", str(suite), "--out", str(tmp_path / "r3"), "--baseline", str(baseline))
    assert worse.exit_code == 1
    assert "worse than the baseline" in worse.output


def test_page_is_made_again_from_a_stored_report(suite: Path, tmp_path: Path) -> None:
    evals("run", str(suite), "--out", str(tmp_path / "r"))
    (report,) = (tmp_path / "r").glob("*.json")
    done = evals("report", str(report), "--out", str(tmp_path / "again.html"), "--against", str(report))
    assert done.exit_code == 0
    assert "What changed in mine" in (tmp_path / "again.html").read_text()


def test_list_names_every_shipped_suite() -> None:
    rows = json.loads(evals("list", "--json").stdout)
    assert [row["name"] for row in rows] == list(known_suites())


def test_suites_whose_data_is_not_here_are_skipped_with_a_line(tmp_path: Path) -> None:
    done = evals("run", "ask-github", "--shared", str(tmp_path), "--out", str(tmp_path / "r"))
    assert done.exit_code == 0
    assert "skipped ask-github: shared:corpora/github-site-policy is not in" in " ".join(done.output.split())


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("run", "ask-nothing"), "No suite 'ask-nothing'"),
        (("run", "none.yaml"), "No suite file 'none.yaml'"),
        (("compare", "a.json", "b.json"), "No report 'a.json'"),
        (("new", "no-such-folder"), "There is no folder no-such-folder"),
        (("run", "ask-sample", "--all"), "not both"),
    ],
    ids=["unknown suite", "unknown file", "unknown report", "unknown folder", "names and all"],
)
def test_wrong_use_is_a_sentence_and_exit_code_2(arguments: tuple[str, ...], message: str) -> None:
    command = [sys.executable, "-m", "evals", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert "Traceback" not in done.stderr


def test_a_suite_from_documents_names_all_that_cannot_be_read_and_how_to_leave_them_out(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "fees.md").write_text("# Fees\n\nWe charge £15 for the final notice.\n")
    (folder / "empty.txt").write_text("")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 garbage")
    told = str(evals("new", str(folder), "--out", str(tmp_path / "suite")).exception)
    assert "policies/broken.pdf cannot be read" in told
    assert '--exclude "broken.pdf" --exclude "empty.txt"' in told


def test_a_suite_from_documents_names_the_files_that_are_none(tmp_path: Path) -> None:
    folder = tmp_path / "policies"
    folder.mkdir()
    (folder / "fees.md").write_text("# Fees\n\nWe charge £15 for the final notice.\n")
    (folder / "notes.jsonl").write_text("{}")
    told = evals("new", str(folder), "--out", str(tmp_path / "suite"))
    assert "left out: notes.jsonl: not a known kind of document" in told.stderr
