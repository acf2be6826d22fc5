"""Damage is found, named and, where it is of something derived, mended."""

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from knowledge import tables as t
from knowledge.catalogue import Shelf
from knowledge.documents import CUSTOMER_AUDIENCES, Audience, Declared, Scope
from knowledge.errors import IndexLost
from knowledge.library import CHROMA_FOLDER, Library
from knowledge.tables import unit_key
from tests.fakes import HashEmbedder
from tests.knowledge.conftest import TODAY

TEXT = "# Refunds\n\nWe refund you within 14 days.\n\nGift cards are excluded.\n\n- Ask the desk.\n- Or write to us.\n"
PUBLIC = Declared(audience=Audience.PUBLIC)
CUSTOMER = Scope(CUSTOMER_AUDIENCES, TODAY)


def public_index(library: Library) -> str:
    build = library.catalogue().build
    assert build is not None
    return build.index(Shelf.PUBLIC)


def execute(library: Library, *statements: sa.Executable) -> None:
    with library.database.writing() as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute(t.library.update().values(generation=t.library.c.generation + 1))
    library.store.forget()


def lose_rows(library: Library) -> None:
    library._index.remove(public_index(library), library.versions("a.md")[0].id)


def add_rows(library: Library) -> None:
    library._index.add(public_index(library), "0123456789abcdef", np.ones((2, 64), dtype=np.float32))


def change_vectors(library: Library) -> None:
    library._index.add(public_index(library), library.versions("a.md")[0].id, np.ones((4, 64), dtype=np.float32))


def lose_index(library: Library) -> None:
    library._index.drop(public_index(library))


def stray_index(library: Library) -> None:
    library._index.create(f"pledge-{library.catalogue().mark}-b99-public")


def lose_embeddings(library: Library) -> None:
    execute(library, t.embeddings.delete())


def unused_embedding(library: Library) -> None:
    execute(library, t.embeddings.insert().values(text_hash=b"x" * 32, embedder="hash", vector=b""))


def lose_keywords(library: Library) -> None:
    with library.database.writing() as connection:
        library.store.keywords.remove(connection, library.catalogue().entries[0].key)


def wrong_time(library: Library) -> None:
    execute(library, t.versions.update().values(effective_to=TODAY))


def crash_left_rows(library: Library) -> None:
    execute(library, t.unclaimed.insert().values(index=public_index(library), version="0123456789abcdef", unit_count=2))


@pytest.mark.parametrize(
    ("damage", "check"),
    [
        (lose_rows, "index"),
        (add_rows, "index"),
        (change_vectors, "index"),
        (lose_index, "index"),
        (stray_index, "index"),
        (crash_left_rows, "index"),
        (lose_embeddings, "embeddings"),
        (unused_embedding, "embeddings"),
        (lose_keywords, "keywords"),
        (wrong_time, "times"),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_what_is_derived_is_mended(library: Library, damage: Callable[[Library], None], check: str) -> None:
    library.add("a.md", TEXT.encode(), declared=PUBLIC)
    library.add("b.md", TEXT.replace("14", "30").encode(), declared=PUBLIC)
    assert library.doctor() == ()
    damage(library)
    findings = library.doctor()
    assert check in {finding.check for finding in findings}
    assert all(finding.fix and finding.repairable for finding in findings)
    assert library.doctor(repair=True) == ()
    assert {hit.version.document for hit in library.search("refund days", CUSTOMER, 10)} == {"a.md", "b.md"}


def test_a_library_that_lost_an_index_is_not_ready(library: Library) -> None:
    library.add("a.md", TEXT.encode(), declared=PUBLIC)
    library.check()
    lose_index(library)
    with pytest.raises(IndexLost, match=r"Run `pledge reindex`"):
        library.check()


@pytest.mark.parametrize(
    ("statement", "check"),
    [
        (t.versions.update().values(text=TEXT.replace("14", "15")), "content"),
        (t.versions.update().values(unit_count=9), "units"),
        (t.units.update().where(t.units.c.key == unit_key(1, 1)).values(end=9999), "spans"),
        (t.units.update().where(t.units.c.key == unit_key(1, 1)).values(start=11, end=20), "spans"),
        (t.units.update().where(t.units.c.key == unit_key(1, 2)).values(plain="Something else entirely."), "units"),
        (t.units.update().where(t.units.c.key == unit_key(1, 2)).values(passage=0), "units"),
    ],
)
def test_damage_to_the_truth_is_named_and_nothing_is_invented(
    library: Library, statement: sa.Update, check: str
) -> None:
    library.add("a.md", TEXT.encode(), declared=PUBLIC)
    execute(library, statement)
    findings = [finding for finding in library.doctor() if finding.check == check]
    assert findings
    assert findings[0].subject == "a.md (version 1)"
    assert not findings[0].repairable
    assert "ingest its file again" in findings[0].fix


def ingested(folder: Path) -> None:
    with Library.open(folder, embedder=HashEmbedder()) as library:
        text = "# Rules\n\n" + "\n\n".join(f"Rule {n} is about matter {n * 7}." for n in range(1200))
        library.add("rules.md", text.encode(), declared=PUBLIC)


def answers(folder: Path) -> int:
    embedder = HashEmbedder()
    with Library.open(folder, embedder=embedder) as library:
        assert embedder.embedded == 0
        count = len(library.candidates("rule about matter", CUSTOMER, 50))
        assert library.doctor() == ()
        return count


def test_a_lost_chroma_folder_is_rebuilt_at_the_start(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    ingested(tmp_path)
    shutil.rmtree(tmp_path / CHROMA_FOLDER)
    assert answers(tmp_path) >= 50
    assert "rebuilding the vector index: missing" in caplog.text


def test_lost_vector_files_are_noticed_though_all_rows_are_counted(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ingested(tmp_path)
    for path in (tmp_path / CHROMA_FOLDER).iterdir():
        if path.is_dir():
            shutil.rmtree(path)
    assert answers(tmp_path) >= 50
    assert "rebuilding the vector index" in caplog.text


def test_a_damaged_chroma_database_is_thrown_away_and_built_anew(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    ingested(tmp_path)
    for path in (tmp_path / CHROMA_FOLDER).glob("chroma.sqlite3*"):
        path.write_bytes(b"no database " * 500)
    assert answers(tmp_path) >= 50
    assert "built anew" in caplog.text


def test_a_chroma_database_that_forgot_its_tables_is_rebuilt(tmp_path: Path) -> None:
    ingested(tmp_path)
    with sqlite3.connect(tmp_path / CHROMA_FOLDER / "chroma.sqlite3") as connection:
        connection.execute("DELETE FROM embeddings")
    connection.close()
    assert answers(tmp_path) >= 50
