"""A database that fails says what to do about it."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from knowledge.database import Database
from knowledge.errors import StoreError
from knowledge.folder import DATABASE_FILE
from knowledge.library import CHROMA_FOLDER, Library
from tests.fakes import HashEmbedder

DAMAGED = "Restore it from a backup"


def test_file_that_is_no_database_is_said_to_be_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.sqlite3").write_bytes(b"no database at all " * 300)
    with pytest.raises(StoreError, match=DAMAGED):
        Database(f"sqlite:///{tmp_path / 'a.sqlite3'}")


def test_damage_met_while_reading_is_said_to_be_damage(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite3"
    Database(f"sqlite:///{path}").close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\x00damage!" * ((len(whole) - 4096) // 8))
    with pytest.raises(StoreError, match=DAMAGED):  # noqa: PT012 - where it is met depends on the page
        database = Database(f"sqlite:///{path}")
        with database.reading() as connection:
            connection.exec_driver_sql("PRAGMA integrity_check").all()


def test_full_disk_is_named_and_what_was_there_stays(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with database.writing() as connection:
        connection.exec_driver_sql("CREATE TABLE words (word TEXT)")
        connection.exec_driver_sql("INSERT INTO words VALUES ('kept')")
    with database.writing() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count=1")
        with pytest.raises(StoreError, match="no space left"):
            connection.exec_driver_sql("INSERT INTO words SELECT hex(randomblob(1000000))")
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT word FROM words").all() == [("kept",)]
    database.close()


def test_file_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only=ON")  # as the system refuses it
        with pytest.raises(StoreError, match="right to write the file"):
            connection.exec_driver_sql("CREATE TABLE words (word TEXT)")
    database.close()


def test_lost_database_beside_its_index_is_noticed(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    Library.open(tmp_path, embedder=HashEmbedder()).close()
    caplog.clear()
    for path in tmp_path.glob(f"{DATABASE_FILE}*"):
        path.unlink()
    assert (tmp_path / CHROMA_FOLDER).is_dir()
    with caplog.at_level(logging.WARNING, "knowledge.library"):
        Library.open(tmp_path, embedder=HashEmbedder()).close()
    assert "is gone or empty" in caplog.text
