"""The database: SQLite in the data folder or PostgreSQL by URL, its transactions, and who may write now."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from knowledge import migrations
from knowledge.database_faults import explain
from knowledge.errors import InvalidSettings, StoreError
from knowledge.tables import library

#: PostgreSQL's advisory locks share one number space; these are ours.
_MIGRATION_LOCK = 0x70_6C_65_64_01
_WRITER_LOCK = 0x70_6C_65_64_02
_BUSY_MILLISECONDS = 30_000


class Database:
    """An engine with our transactions.

    Readers never wait: SQLite runs in WAL mode, PostgreSQL has versions of rows. `exclusive` is held by whoever
    changes versions and vector indexes, which one transaction cannot cover.
    """

    def __init__(self, url: str) -> None:
        """Connect and bring the tables up to date.

        Raises:
            InvalidSettings: the URL cannot be used.
            StoreError: the database cannot be reached or opened.
        """
        self.engine = _engine(_parsed(url))
        # PostgreSQL would show a reader another state in each query; a SQLite transaction never does.
        options = {} if self.is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._readers = self.engine.execution_options(**options)
        self._writer = threading.RLock()
        self._depth = 0
        try:
            self._migrate()
        except StoreError:
            self.engine.dispose()
            raise
        except DBAPIError as error:
            self.engine.dispose()
            where = self.engine.url.render_as_string(hide_password=True)
            raise StoreError(f"The database {where} cannot be opened: {error.orig}") from error

    @property
    def is_sqlite(self) -> bool:
        """Whether it is SQLite; PostgreSQL otherwise."""
        return self.engine.dialect.name == "sqlite"

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection whose queries all see one state of the database."""
        with self._readers.connect() as connection:
            yield connection

    @contextlib.contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction, committed at the end of the block; keep it short."""
        with self.engine.connect().execution_options(pledge_writes=True) as connection, connection.begin():
            yield connection

    @contextlib.contextmanager
    def exclusive(self) -> Iterator[None]:
        """Be the only one, in all processes, that changes versions and vector indexes. Reentrant in a thread."""
        with self._writer:
            self._depth += 1
            try:
                if self._depth > 1 or self.is_sqlite:
                    yield
                else:
                    with self._advisory(_WRITER_LOCK):
                        yield
            finally:
                self._depth -= 1

    def close(self) -> None:
        """Close all connections; SQLite's log is folded into its file."""
        self.engine.dispose()

    @contextlib.contextmanager
    def _advisory(self, number: int) -> Iterator[None]:
        options = {"isolation_level": "AUTOCOMMIT"}  # no transaction stays open while the lock is held
        with self.engine.connect().execution_options(**options) as connection:
            connection.execute(sa.text("SELECT pg_advisory_lock(:number)"), {"number": number})
            try:
                yield
            finally:
                connection.execute(sa.text("SELECT pg_advisory_unlock(:number)"), {"number": number})

    def _migrate(self) -> None:
        with self.reading() as connection:
            if migrations.current(connection) == migrations.newest():
                return
        guard = contextlib.nullcontext() if self.is_sqlite else self._advisory(_MIGRATION_LOCK)
        with guard, self.writing() as connection:
            migrations.migrate(connection)


def next_generation(connection: Connection) -> None:
    """Tell all searches that something they can see has changed; part of the transaction that changes it."""
    connection.execute(library.update().values(generation=library.c.generation + 1))


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise InvalidSettings(
            "PLEDGE_DATABASE_URL is not a database URL, such as postgresql://user@host/name."
        ) from error
    if parsed.get_backend_name() == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() == "sqlite":
        return parsed.set(drivername="sqlite")
    raise InvalidSettings(
        f"No support for the database '{parsed.get_backend_name()}': use postgresql:// or leave it out."
    )


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        try:
            engine = sa.create_engine(url, pool_size=10, max_overflow=20, pool_pre_ping=True)
        except ModuleNotFoundError as error:
            raise InvalidSettings("PostgreSQL needs one more package: pip install 'pledge[postgres]'.") from error
        explain(engine)
        return engine
    engine = sa.create_engine(url, pool_size=10, max_overflow=90, connect_args={"cached_statements": 256})
    explain(engine)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin transactions of its own
    for pragma in (
        f"busy_timeout={_BUSY_MILLISECONDS}",
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "cache_size=-8000",
        "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    # A transaction that reads first and writes later would fail if another wrote meanwhile: take the right at once.
    if connection.get_execution_options().get("pledge_writes", False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    else:  # a reader's begins nothing yet and cannot fail, so the driver is asked without a detour
        connection.connection.cursor().execute("BEGIN")
