"""The database's tables; the one `metadata` that every part of Pledge adds its own tables to.

A change here needs a migration in `knowledge/migrations/versions`; a test compares the two. The keyword
index is not here: it is a virtual table in SQLite and a `tsvector` in PostgreSQL, see `knowledge.keywords`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect


class Instant(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets time zones, so they are put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; refuses a moment without a time zone."""
        del dialect
        if value is not None and value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """With its time zone again."""
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


#: SQLite finds rows fastest by a plain INTEGER key, which holds 64 bits there.
Key = BigInteger().with_variant(Integer(), "sqlite")

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

#: One row: what all processes agree on.
library = Table(
    "library",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("mark", String(20), nullable=False),  # begins the names of its indexes: a Chroma server may hold several
    Column("generation", BigInteger, nullable=False),  # grows with every change that a search can see
    Column("active_build", String(120)),
)

documents = Table(
    "documents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

#: A row here is ready: it is written in the transaction that makes the version searchable.
versions = Table(
    "versions",
    metadata,
    Column("key", Integer, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),
    Column("document_id", ForeignKey("documents.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("origin", Text, nullable=False),  # the folder it was ingested from; what left that folder can be pruned
    Column("source", Text, nullable=False),  # the file it came from; another than the document for an archived one
    Column("archived", Boolean, nullable=False),
    Column("title", Text, nullable=False),
    Column("declared_title", Text),
    Column("audience", String(20), nullable=False),
    Column("collection", String(120), nullable=False),
    Column("label", Text),
    Column("language", String(20), nullable=False),
    Column("media_type", String(120), nullable=False),
    Column("text", Text, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("file_hash", String(64), nullable=False),  # of the bytes and what reads them: unchanged files are not read
    Column("declared_from", Date),
    Column("declared_to", Date),
    Column("arrived", Date, nullable=False),
    Column("arrived_at", Instant, nullable=False),
    Column("effective_from", Date),  # as `knowledge.timeline` works it out
    Column("effective_to", Date),
    Column("shelf", String(20), nullable=False),  # which of the build's vector indexes holds its units
    Column("unit_count", Integer, nullable=False),
    Column("problems", Text, nullable=False),  # JSON: what could not be read
    UniqueConstraint("document_id", "number"),
    sqlite_autoincrement=True,  # the keys name rows in indexes: a key must never come back as another version
)

passages = Table(
    "passages",
    metadata,
    Column("version_key", ForeignKey("versions.key"), primary_key=True),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("heading_path", Text, nullable=False),  # JSON
    Column("page", Integer),
)

units = Table(
    "units",
    metadata,
    Column("key", Key, primary_key=True, autoincrement=False),  # see `unit_key`
    Column("version_key", ForeignKey("versions.key"), nullable=False, index=True),
    Column("kind", String(20), nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("passage", Integer, nullable=False),
    Column("plain", Text, nullable=False),
    Column("context", Text, nullable=False),  # JSON: [[start, end], …]
    Column("context_plain", Text, nullable=False),  # JSON
    Column("page", Integer),
    Column("text_hash", LargeBinary(32), nullable=False, index=True),  # sha256 of what is embedded for it
)

embeddings = Table(
    "embeddings",
    metadata,
    Column("text_hash", LargeBinary(32), primary_key=True),
    Column("embedder", String(120), primary_key=True),
    Column("vector", LargeBinary, nullable=False),  # float32, little endian
)

builds = Table(
    "builds",
    metadata,
    Column("name", String(120), primary_key=True),
    Column("number", Integer, nullable=False, unique=True),
    Column("embedder", String(120), nullable=False),
    Column("dimensions", Integer, nullable=False),
    Column("recipe", String(40), nullable=False),
    Column("created_at", Instant, nullable=False),
)

#: Rows that a vector index may hold though no version claims them: written before they are, removed when they are not.
unclaimed = Table(
    "unclaimed",
    metadata,
    Column("index", String(160), primary_key=True),
    Column("version", String(32), primary_key=True),
    Column("unit_count", Integer, nullable=False),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("source", Text, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("finished_at", Instant),
    Column("report", Text),  # JSON
)

#: What remains of a deleted version: that it was there, never its words.
removals = Table(
    "removals",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("document", Text, nullable=False, index=True),
    Column("version", String(32), nullable=False),
    Column("number", Integer, nullable=False),
    Column("content_hash", String(64), nullable=False),
    Column("removed_at", Instant, nullable=False),
    Column("reason", Text, nullable=False),
)

#: A unit's key is its version's key and its ordinal in one integer, so that an index can be filtered by version.
ORDINAL_BITS = 20
MAX_UNITS = 1 << ORDINAL_BITS


def unit_key(version_key: int, ordinal: int) -> int:
    """The key of a unit in `units` and in the keyword index."""
    return version_key << ORDINAL_BITS | ordinal


def split_key(key: int) -> tuple[int, int]:
    """The version's key and the ordinal of a unit's key."""
    return key >> ORDINAL_BITS, key & (MAX_UNITS - 1)
