"""The database's tables for commitments; see `knowledge.tables` for the rules."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from knowledge.tables import metadata

#: One row a version whose commitments were read, also where it has none; they go when the version goes.
commitment_readings = Table(
    "commitment_readings",
    metadata,
    Column("version_key", ForeignKey("versions.key", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("recipe", String(40), nullable=False),  # of the reading; another one is read again
)

commitments = Table(
    "commitments",
    metadata,
    Column("version_key", ForeignKey("versions.key", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("ordinal", Integer, primary_key=True, autoincrement=False),  # in text order
    Column("promise", String(20), nullable=False),  # the same in every version of the document
    Column("type", String(20), nullable=False),
    Column("strength", String(20), nullable=False),
    Column("principles", Text, nullable=False),  # " accuracy responsiveness ": found with LIKE '% key %'
    Column("gaps", Text, nullable=False),  # the same
    Column("words", Text, nullable=False),  # stems of its text and headings, the same
    Column("body", Text, nullable=False),  # JSON of `commitments.Commitment`
    Index("ix_commitments_promise", "promise"),
)
