"""Receipts: how each answer came about, kept so that it can be explained and checked later."""

from __future__ import annotations

import json
import secrets
from dataclasses import fields
from datetime import UTC, datetime

import sqlalchemy as sa

from assistant import tables
from assistant.answers import Receipt, Status
from knowledge.database import Database
from knowledge.documents import Audience
from knowledge.errors import UnknownName

_FIELDS = tuple(field.name for field in fields(Receipt))  # `asdict` would copy every quote deeply, at each answer
_INSERT = sa.insert(tables.receipts)


class Receipts:
    """Keeps receipts in the database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, receipt: Receipt) -> None:
        """Store a receipt; it is there when this returns."""
        row = {
            "id": receipt.id,
            "created_at": datetime.fromisoformat(receipt.created_at),
            "body": json.dumps({name: getattr(receipt, name) for name in _FIELDS}, ensure_ascii=False),
        }
        with self._database.writing() as connection:
            connection.execute(_INSERT, row)

    def get(self, receipt_id: str, audiences: frozenset[Audience]) -> Receipt:
        """A receipt, for somebody who may read these audiences.

        Raises:
            UnknownName: there is none, or its answer was made from what the reader may not see; no telling which.
        """
        query = sa.select(tables.receipts.c.body).where(tables.receipts.c.id == receipt_id)
        with self._database.reading() as connection:
            body = connection.execute(query).scalar()
        receipt = Receipt(**json.loads(body)) if body else None
        if receipt is None or not {Audience(name) for name in receipt.audiences} <= audiences:
            raise UnknownName("receipt", receipt_id)
        return receipt

    def abstentions(self, since: datetime, most: int) -> tuple[Receipt, ...]:
        """Receipts of questions that the documents did not answer, newest first.

        Args:
            since: the earliest that counts.
            most: how many at most.
        """
        columns = tables.receipts.c
        wanted = json.dumps({"decision": Status.ABSTAINED.value})[1:-1]  # as `keep` writes it
        query = sa.select(columns.body).where(
            columns.created_at >= since, columns.body.contains(wanted, autoescape=True)
        )
        with self._database.reading() as connection:
            rows = connection.execute(query.order_by(columns.created_at.desc()).limit(most)).scalars().all()
        # a question may hold these very words
        found = (Receipt(**json.loads(body)) for body in rows)
        return tuple(receipt for receipt in found if receipt.decision == Status.ABSTAINED)

    def forget_before(self, moment: datetime) -> int:
        """Delete older receipts; returns how many."""
        with self._database.writing() as connection:
            return connection.execute(sa.delete(tables.receipts).where(tables.receipts.c.created_at < moment)).rowcount


def new_receipt_id() -> str:
    """An id that cannot be guessed: who has it may read the receipt, if their role may."""
    return f"r_{secrets.token_urlsafe(16)}"


def now_iso() -> str:
    """This moment as receipts write it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
