"""`pledge commitments` and `pledge verify` on a data folder that no server owns."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from api.cli import app
from tests import running

DOCUMENTS = {
    "promise.md": "# Promise\n\nWe refund the ferry fare within 5 working days of your claim.\n",
    "fares.md": "# Fares\n\nWe refund the ferry fare within 9 working days of your claim.\n",
    "crew.md": "---\naudience: staff\n---\n# Crew\n\nWe may waive the luggage fee once a year.\n",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    documents, data = tmp_path_factory.mktemp("documents"), tmp_path_factory.mktemp("cli") / "data"
    for name, text in DOCUMENTS.items():
        (documents / name).write_text(text)
    assert pledge(data, "ingest", str(documents), "--audience", "public").exit_code == 0
    return data


def pledge(data: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, arguments, env=running.environment(data))


def test_conflicts_end_with_one_and_show_both_sides(folder: Path) -> None:
    done = pledge(folder, "commitments", "conflicts")
    assert done.exit_code == 1
    assert "limit: 9 working days against 5 working days." in done.output
    assert all(text.splitlines()[-1] in done.output for name, text in DOCUMENTS.items() if name != "crew.md")


def test_a_list_is_for_staff_unless_customers_are_named(folder: Path) -> None:
    everything = json.loads(pledge(folder, "commitments", "list", "--json").stdout)
    public = json.loads(pledge(folder, "commitments", "list", "--json", "--role", "customer").stdout)
    assert {one["document"] for one in everything["commitments"]} == set(DOCUMENTS)
    assert {one["document"] for one in public["commitments"]} == {"promise.md", "fares.md"}


def test_one_commitment_is_shown_with_its_gaps(folder: Path) -> None:
    listed = json.loads(pledge(folder, "commitments", "list", "--json", "--document", "promise.md").stdout)
    shown = pledge(folder, "commitments", "show", listed["commitments"][0]["id"]).output
    assert "time limit: 5 working day" in shown
    assert "no_remedy" in shown


def test_an_export_is_written_to_a_file(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "register.md"
    assert pledge(folder, "commitments", "export", "--format", "md", "--out", str(out)).exit_code == 0
    assert out.read_text().startswith("# Register of commitments")


def test_verifying_a_wrong_figure_ends_with_one(folder: Path, tmp_path: Path) -> None:
    right, wrong = tmp_path / "right.txt", tmp_path / "wrong.txt"
    right.write_text("We refund the ferry fare within 9 working days of your claim.")
    wrong.write_text("We refund the ferry fare within 2 working days of your claim.")
    assert pledge(folder, "verify", str(right)).exit_code == 0
    done = pledge(folder, "verify", str(wrong))
    assert done.exit_code == 1
    assert done.output.startswith("contradicted: ")


@pytest.mark.parametrize("arguments", [("verify", "none.txt"), ("commitments", "list", "--as-of", "2026-13-01")])
def test_wrong_use_says_what_to_do(folder: Path, arguments: tuple[str, ...]) -> None:
    assert pledge(folder, *arguments).exit_code == 2
