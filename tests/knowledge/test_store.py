"""Databases: migrations, transactions, and what the keyword index finds in them."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from knowledge import migrations
from knowledge import tables as t
from knowledge.database import Database, next_generation
from knowledge.errors import InvalidSettings, StoreError
from knowledge.keywords import HEADING_WEIGHT, KeywordIndex, KeywordRow, PostgresKeywords, SqliteKeywords, content_words
from knowledge.tables import split_key, unit_key

ROWS = [
    KeywordRow(unit_key(1, 0), "Refunds", "We refund you within 14 days of the return."),
    KeywordRow(unit_key(1, 1), "Refunds > Exceptions", "Gift cards are excluded."),
    KeywordRow(unit_key(2, 0), "Delivery", "Parcels arrive within 3 working days."),
    KeywordRow(unit_key(2, 1), "Delivery", "Heavy goods are delivered by appointment."),
    KeywordRow(unit_key(3, 0), "Complaints", "We answer every complaint."),
]


@pytest.fixture
def keywords(database: Database) -> KeywordIndex:
    found: KeywordIndex = SqliteKeywords() if database.is_sqlite else PostgresKeywords()
    with database.writing() as connection:
        found.add(connection, ROWS)
    return found


def test_the_migrations_make_the_tables_that_the_code_uses(database: Database) -> None:
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": _ours})
        assert compare_metadata(context, t.metadata) == []
        assert migrations.current(connection) == migrations.newest()


def _ours(thing: Any, name: str, kind: str, _reflected: bool, _other: object) -> bool:
    table = name if kind == "table" else thing.table.name
    return table in t.metadata.tables


def test_a_database_opened_again_keeps_what_it_has(database_url: str) -> None:
    first = Database(database_url)
    with first.writing() as connection:
        next_generation(connection)
    first.close()
    second = Database(database_url)
    with second.reading() as connection:
        assert connection.execute(sa.select(t.library.c.generation)).scalar_one() == 1
    second.close()


def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as connection:  # noqa: PT012 - the block is the transaction
        next_generation(connection)
        connection.info["broken"] = 1 / 0
    with database.reading() as connection:
        assert connection.execute(sa.select(t.library.c.generation)).scalar_one() == 0


def test_connections_that_the_server_has_closed_are_replaced_in_silence(database: Database) -> None:
    if database.is_sqlite:
        pytest.skip("SQLite is no server")
    with database.reading() as connection, database.reading() as other:
        own, doomed = (each.exec_driver_sql("SELECT pg_backend_pid()").scalar_one() for each in (connection, other))
    assert own != doomed
    administration = sa.create_engine(database.engine.url, poolclass=sa.NullPool)
    with administration.connect() as connection:
        for pid in (own, doomed):
            connection.exec_driver_sql("SELECT pg_terminate_backend(%(pid)s)", {"pid": pid})
    with database.reading() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar_one() == 1


def test_a_reader_sees_one_state_while_another_writes(database: Database) -> None:
    query = sa.select(t.library.c.generation)
    with database.reading() as connection:
        assert connection.execute(query).scalar_one() == 0
        with database.writing() as writing:
            next_generation(writing)
        assert connection.execute(query).scalar_one() == 0
    with database.reading() as connection:
        assert connection.execute(query).scalar_one() == 1


def test_writers_in_many_threads_lose_nothing(database: Database) -> None:
    def write() -> None:
        for _ in range(10):
            with database.exclusive(), database.writing() as connection:
                next_generation(connection)

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.reading() as connection:
        assert connection.execute(sa.select(t.library.c.generation)).scalar_one() == 40


def test_being_exclusive_can_be_nested_and_keeps_others_out(database: Database) -> None:
    order = []

    def second() -> None:
        with database.exclusive():
            order.append("second")

    with database.exclusive(), database.exclusive():
        thread = threading.Thread(target=second)
        thread.start()
        thread.join(0.1)
        order.append("first")
    thread.join()
    assert order == ["first", "second"]


def test_moments_come_back_with_their_time_zone(database: Database) -> None:
    moment = datetime(2026, 6, 15, 12, 30, tzinfo=UTC)
    with database.writing() as connection:
        connection.execute(t.jobs.insert().values(kind="ingest", source="", started_at=moment))
        assert connection.execute(sa.select(t.jobs.c.started_at)).scalar_one() == moment
    with pytest.raises(sa.exc.StatementError, match="time zone"), database.writing() as connection:
        connection.execute(t.jobs.insert().values(kind="ingest", source="", started_at=moment.replace(tzinfo=None)))


def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_bytes(b"This is no database at all, whatever its name says. " * 50)
    with pytest.raises(StoreError, match=r"x\.sqlite3 failed: file is not a database"):
        Database(f"sqlite:///{tmp_path / 'x.sqlite3'}")


@pytest.mark.parametrize(("url", "says"), [("nonsense", "such as postgresql://"), ("mysql://x/y", "No support")])
def test_a_url_of_no_known_database_is_refused(url: str, says: str) -> None:
    with pytest.raises(InvalidSettings, match=says):
        Database(url)


def test_keys_hold_version_and_ordinal() -> None:
    assert split_key(unit_key(7, 1_000_000)) == (7, 1_000_000)


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("How are refunds paid to me?", unit_key(1, 0)),
        ("delivering heavy things", unit_key(2, 1)),
        ('complaint" OR heading:x *', unit_key(3, 0)),
    ],
)
def test_keywords_find_by_stem_and_survive_any_characters(
    database: Database, keywords: KeywordIndex, query: str, best: int
) -> None:
    with database.reading() as connection:
        found = keywords.find(connection, content_words(query), 5, None)
    assert found[0][0] == best
    assert all(score > 0 for _, score in found)


def test_keywords_look_only_in_the_versions_named(database: Database, keywords: KeywordIndex) -> None:
    with database.reading() as connection:
        found = keywords.find(connection, ["days"], 5, {2})
        assert [key for key, _ in found] == [unit_key(2, 0)]
        assert keywords.find(connection, ["days"], 5, set()) == []


def test_scores_of_given_units_are_those_of_the_search(database: Database, keywords: KeywordIndex) -> None:
    with database.reading() as connection:
        found = dict(keywords.find(connection, ["refund", "days"], 5, None))
        wanted = [unit_key(1, 0), unit_key(2, 0), unit_key(3, 0)]
        assert keywords.scores(connection, ["refund", "days"], wanted) == pytest.approx(
            {key: found[key] for key in wanted if key in found}
        )


def test_a_rare_word_counts_more_than_a_frequent_one(database: Database, keywords: KeywordIndex) -> None:
    with database.reading() as connection:
        scores = dict(keywords.find(connection, ["within", "gift"], 5, None))
    assert scores[unit_key(1, 1)] > scores[unit_key(2, 0)] > 0


def test_scores_are_on_the_scale_of_bm25_on_both_databases(database: Database, keywords: KeywordIndex) -> None:
    usual = (
        "we send the {} to the address that you gave in order number {}, by the carrier that you chose when you paid, "
        "and tell you by message on the morning of the day on which a driver brings it to your door or a neighbour"
    )
    rows = [KeywordRow(unit_key(9, place), "", usual.format("parcel", place)) for place in range(400)]
    rare = KeywordRow(unit_key(9, 400), "", usual.format("bicycle", 400))
    with database.writing() as connection:
        keywords.add(connection, [*rows, rare])
        ((_, score),) = keywords.find(connection, ["bicycle"], 5, None)
        assert score == pytest.approx(keywords.rarity(connection, ["bicycle"])["bicycle"], rel=0.3)


def test_removed_versions_are_found_no_more(database: Database, keywords: KeywordIndex) -> None:
    with database.writing() as connection:
        keywords.remove(connection, 1)
        next_generation(connection)
    with database.reading() as connection:
        assert keywords.find(connection, ["refund"], 5, None) == []
        assert keywords.count(connection) == 3
        assert keywords.count(connection, 2) == 2


def test_units_added_elsewhere_are_found_from_the_next_generation_on(
    database: Database, keywords: KeywordIndex
) -> None:
    with database.reading() as connection:
        assert keywords.find(connection, ["gift"], 5, None)[0][0] == unit_key(1, 1)
    elsewhere: KeywordIndex = SqliteKeywords() if database.is_sqlite else PostgresKeywords()
    with database.writing() as connection:
        elsewhere.add(connection, [KeywordRow(unit_key(4, 0), "Gifts", "A gift is a gift.")])
        next_generation(connection)
    with database.reading() as connection:
        assert {key for key, _ in keywords.find(connection, ["gift"], 5, None)} == {unit_key(1, 1), unit_key(4, 0)}


def test_scores_of_several_words_are_those_of_sqlite_for_the_whole_query(tmp_path: Path) -> None:
    database, keywords = Database(f"sqlite:///{tmp_path / 'words.sqlite3'}"), SqliteKeywords()
    with database.writing() as connection:
        keywords.add(connection, ROWS)
    with database.reading() as connection:
        sql = f"SELECT rowid, -bm25(keyword, {HEADING_WEIGHT}, 1.0) FROM keyword WHERE keyword MATCH ?"
        whole = connection.exec_driver_sql(sql, ('"refund" OR "days" OR "heavy"',)).all()
        assert dict(keywords.find(connection, ["refund", "days", "heavy"], 5, None)) == pytest.approx(
            {row[0]: row[1] for row in whole}
        )
    database.close()


def test_questions_without_content_words_keep_their_words() -> None:
    assert content_words("What is it?") == ["what", "is", "it"]
    assert content_words("What is the Refund, refund?") == ["refund"]
    assert content_words("?!") == []
