"""The audit trail: who changed documents, keys or indexes, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from assistant import tables
from knowledge.database import Database


@dataclass(frozen=True, slots=True)
class Entry:
    """One change."""

    at: datetime
    actor: str  #: the id of the key that did it
    action: str  #: such as "documents.delete"
    target: str  #: what was changed: a document's name, a key's id
    details: Mapping[str, object] = field(default_factory=dict)


class Audit:
    """Keeps the trail in the database; entries are never changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def note(self, actor: str, action: str, target: str, **details: object) -> None:
        """Add an entry."""
        with self._database.writing() as connection:
            note_in(connection, actor, action, target, **details)

    def latest(self, limit: int) -> tuple[Entry, ...]:
        """The last entries, newest first."""
        return self._entries(sa.select(tables.audit).order_by(tables.audit.c.id.desc()).limit(limit))

    def about(self, target: str) -> tuple[Entry, ...]:
        """All entries about one thing, oldest first."""
        columns = tables.audit.c
        return self._entries(sa.select(tables.audit).where(columns.target == target).order_by(columns.id))

    def _entries(self, query: sa.Select[Any]) -> tuple[Entry, ...]:
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(Entry(row.at, row.actor, row.action, row.target, json.loads(row.details)) for row in rows)


def note_in(connection: Connection, actor: str, action: str, target: str, **details: object) -> None:
    """Add an entry in the transaction that makes the change, so that neither is ever without the other."""
    row = {
        "at": datetime.now(UTC),
        "actor": actor,
        "action": action,
        "target": target,
        "details": json.dumps(details, default=str),
    }
    connection.execute(sa.insert(tables.audit), row)
