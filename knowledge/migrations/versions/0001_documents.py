"""Documents, versions, passages, units, embeddings, index builds, and the keyword index."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

from knowledge.tables import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _documents()
    _indexes()
    _records()
    _keywords()
    op.execute(f"INSERT INTO library (id, mark, generation) VALUES (1, '{secrets.token_hex(4)}', 0)")  # noqa: S608 - hexadecimal


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("name", name=op.f("uq_documents_name")),
    )
    op.create_table(
        "versions",
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("archived", sa.Boolean(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("declared_title", sa.Text(), nullable=True),
        sa.Column("audience", sa.String(length=20), nullable=False),
        sa.Column("collection", sa.String(length=120), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("file_hash", sa.String(length=64), nullable=False),
        sa.Column("declared_from", sa.Date(), nullable=True),
        sa.Column("declared_to", sa.Date(), nullable=True),
        sa.Column("arrived", sa.Date(), nullable=False),
        sa.Column("arrived_at", Instant(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("effective_to", sa.Date(), nullable=True),
        sa.Column("shelf", sa.String(length=20), nullable=False),
        sa.Column("unit_count", sa.Integer(), nullable=False),
        sa.Column("problems", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_versions_document_id_documents")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_versions")),
        sa.UniqueConstraint("document_id", "number", name=op.f("uq_versions_document_id_number")),
        sa.UniqueConstraint("id", name=op.f("uq_versions_id")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "passages",
        sa.Column("version_key", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("heading_path", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["version_key"], ["versions.key"], name=op.f("fk_passages_version_key_versions")),
        sa.PrimaryKeyConstraint("version_key", "ordinal", name=op.f("pk_passages")),
    )
    op.create_table(
        "units",
        sa.Column("key", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("version_key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("passage", sa.Integer(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("context_plain", sa.Text(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("text_hash", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["version_key"], ["versions.key"], name=op.f("fk_units_version_key_versions")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_units")),
    )
    op.create_index(op.f("ix_units_text_hash"), "units", ["text_hash"], unique=False)
    op.create_index(op.f("ix_units_version_key"), "units", ["version_key"], unique=False)
    op.create_table(
        "embeddings",
        sa.Column("text_hash", sa.LargeBinary(length=32), nullable=False),
        sa.Column("embedder", sa.String(length=120), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("text_hash", "embedder", name=op.f("pk_embeddings")),
    )


def _indexes() -> None:
    op.create_table(
        "library",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("generation", sa.BigInteger(), nullable=False),
        sa.Column("active_build", sa.String(length=120), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_library")),
    )
    op.create_table(
        "builds",
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("embedder", sa.String(length=120), nullable=False),
        sa.Column("dimensions", sa.Integer(), nullable=False),
        sa.Column("recipe", sa.String(length=40), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_builds")),
        sa.UniqueConstraint("number", name=op.f("uq_builds_number")),
    )
    op.create_table(
        "unclaimed",
        sa.Column("index", sa.String(length=160), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("unit_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("index", "version", name=op.f("pk_unclaimed")),
    )


def _records() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("report", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_table(
        "removals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("version", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("removed_at", Instant(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removals")),
    )
    op.create_index(op.f("ix_removals_document"), "removals", ["document"], unique=False)


def _keywords() -> None:
    if op.get_context().dialect.name == "sqlite":
        op.execute(
            "CREATE VIRTUAL TABLE keyword USING fts5(heading, words, tokenize='porter unicode61 remove_diacritics 2')"
        )
    else:
        op.execute("CREATE TABLE keyword (key BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        op.execute("CREATE INDEX ix_keyword_words ON keyword USING GIN (words)")


def downgrade() -> None:
    """Drop the tables."""
    for table in (
        "keyword",
        "removals",
        "jobs",
        "unclaimed",
        "embeddings",
        "units",
        "passages",
        "versions",
        "documents",
    ):
        op.drop_table(table)
    for table in ("builds", "library"):
        op.drop_table(table)
