"""The audit trail: who changed documents, keys or indexes, and when."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import sqlalchemy as sa

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
        row = {
            "at": datetime.now(UTC),
            "actor": actor,
            "action": action,
            "target": target,
            "details": json.dumps(details, default=str),
        }
        with self._database.writing() as connection:
            connection.execute(sa.insert(tables.audit), row)

    def latest(self, limit: int) -> tuple[Entry, ...]:
        """The last entries, newest first."""
        columns = tables.audit.c
        query = sa.select(columns.at, columns.actor, columns.action, columns.target, columns.details)
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(columns.id.desc()).limit(limit)).all()
        return tuple(Entry(row.at, row.actor, row.action, row.target, json.loads(row.details)) for row in rows)
