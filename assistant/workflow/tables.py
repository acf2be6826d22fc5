"""The database's tables for drafts; see `knowledge.tables` for the rules."""

from __future__ import annotations

from sqlalchemy import Column, Date, ForeignKey, Integer, LargeBinary, String, Table, Text

from knowledge.tables import Instant, metadata

drafts = Table(
    "drafts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("document", Text, nullable=False, index=True),  # as which it is, or will be, published
    Column("title", Text, nullable=False),
    Column("state", String(30), nullable=False),
    Column("revision", Integer, nullable=False),  # from 1; of the present content
    Column("created_at", Instant, nullable=False),
    Column("created_by", Text, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("updated_by", Text, nullable=False),
    Column("approved_by", Text),
    Column("effective_from", Date),
    Column("version_id", String(32)),  # of the document's version, while it is published
)

draft_revisions = Table(
    "draft_revisions",
    metadata,
    Column("draft", ForeignKey("drafts.id"), primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("body", Text, nullable=False),  # JSON of `records.Content`
)

draft_comments = Table(
    "draft_comments",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("draft", ForeignKey("drafts.id"), nullable=False, index=True),
    Column("clause", String(80)),  # null: on the whole draft
    Column("revision", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("resolved_at", Instant),
    Column("resolved_by", Text),
)

draft_exports = Table(
    "draft_exports",
    metadata,
    Column("draft", ForeignKey("drafts.id"), primary_key=True),
    Column("format", String(30), primary_key=True),
    Column("digest", String(64), nullable=False),  # sha256 of the content
    Column("content", LargeBinary, nullable=False),
)
