"""Contradictions are listed by folder, and extraction is timed against embedding."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.bench import extract as bench
from evals.find_conflicts import main
from tests.fakes import HashEmbedder

FIVE = "# Refunds\n\nWe refund you within 5 working days.\n"
TEN = "# Money\n\nRefunds are paid within 10 working days.\n"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    folder = tmp_path / "shop"
    (folder / "archive").mkdir(parents=True)
    (folder / "promise.md").write_text(FIVE, encoding="utf-8")
    (folder / "refund.md").write_text(TEN.replace("Money", "Refunds"), encoding="utf-8")
    (folder / "archive" / "old.md").write_text(TEN.replace("10", "20"), encoding="utf-8")
    (folder / "pledge.yaml").write_text("organisation: A shop\n", encoding="utf-8")
    return folder


def test_both_sides_are_listed_and_the_archive_is_left_out(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(shop)]) == 0
    said = capsys.readouterr().out
    assert "1. shop: limit: 5 working days against 10 working days." in said
    assert "promise.md, Refunds" in said
    assert said.endswith("1 found among 2 commitments in 1 folders\n")


def test_as_json_there_is_one_line_for_each(shop: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(shop), "--json"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert [side["document"] for side in json.loads(line)["sides"]] == ["promise.md", "refund.md"]


def test_a_missing_folder_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(tmp_path / "nowhere")]) == 2
    assert "nowhere" in capsys.readouterr().err


def test_extraction_is_timed_on_exactly_so_many_units(shop: Path) -> None:
    found = bench.measure(shop, HashEmbedder(), units=7, rounds=1)
    assert (found.units, found.rounds) == (7, 1)
    assert found.ratio == pytest.approx(found.embed_seconds / found.extract_seconds)


def test_extraction_without_documents_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main([str(tmp_path)]) == 2
    assert "no Markdown documents" in capsys.readouterr().err
