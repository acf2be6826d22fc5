"""A search over a folder held in memory."""

from __future__ import annotations

from pathlib import Path

from knowledge.memory_search import search_folder


def test_units_are_found_by_the_rare_words_they_share(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(
        "# Delivery\n\nWe deliver on Mondays. We deliver furniture by van.\n", encoding="utf-8"
    )
    (tmp_path / "b.md").write_text("# Payment\n\nYou pay by card.\n", encoding="utf-8")
    search = search_folder(tmp_path, None)
    assert search.find("furniture", 1)[0].text == "We deliver furniture by van."
    assert [hit.text for hit in search.whole(search.find("furniture", 1)[0])] == [
        "We deliver on Mondays.",
        "We deliver furniture by van.",
    ]


def test_excluded_and_unreadable_files_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "staff").mkdir()
    (tmp_path / "staff" / "a.md").write_text("Secret discount.\n", encoding="utf-8")
    (tmp_path / "broken.pdf").write_bytes(b"no pdf")
    (tmp_path / "b.md").write_text("You pay by card.\n", encoding="utf-8")
    search = search_folder(tmp_path, None, exclude=["staff/*"])
    assert [hit.text for hit in search.find("secret card", 9)] == ["You pay by card."]


def test_an_empty_folder_finds_nothing(tmp_path: Path) -> None:
    assert search_folder(tmp_path, None).find("anything", 3) == []
