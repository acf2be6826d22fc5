"""Conversations: questions and their answers, kept for whoever asked, with personal data masked."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import sqlalchemy as sa

from assistant import tables
from assistant.answers import Turn
from assistant.masking import mask
from knowledge.database import Database
from knowledge.documents import Audience
from knowledge.errors import UnknownName

_LONGEST_TITLE = 80


@dataclass(frozen=True, slots=True)
class Feedback:
    """What a reader thought of an answer."""

    helpful: bool
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what became of it."""

    question: str  #: as it was typed; personal data is masked when it is kept
    as_of: date
    audience: Audience  #: the widest that the asker may read
    status: str
    reason: str | None  #: of an abstention
    receipt: str
    body: Mapping[str, Any]  #: the answer as it was shown, for JSON


@dataclass(frozen=True, slots=True)
class Message:
    """A question with its answer, as kept."""

    id: str
    conversation: str
    number: int  #: from 1
    at: datetime
    question: str
    as_of: date
    audience: Audience  #: the widest that the asker could read
    status: str
    reason: str | None
    receipt: str
    body: Mapping[str, Any]
    feedback: Feedback | None


@dataclass(frozen=True, slots=True)
class Conversation:
    """What is known of a conversation without its messages."""

    id: str
    owner: str
    site: str | None
    created_at: datetime
    updated_at: datetime
    title: str  #: the beginning of its first question
    messages: int


class Conversations:
    """Keeps them; nobody but its owner reads a conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def begin(self, owner: str, site: str | None = None) -> Conversation:
        """A new, empty one."""
        now = datetime.now(UTC)
        begun = Conversation(f"c_{secrets.token_hex(12)}", owner, site, now, now, title="", messages=0)
        row = {"id": begun.id, "owner": owner, "site": site, "created_at": now, "updated_at": now}
        with self._database.writing() as connection:
            connection.execute(sa.insert(tables.conversations), row)
        return begun

    def of(self, owner: str, limit: int = 100, after: str | None = None) -> tuple[Conversation, ...]:
        """Somebody's conversations, the last used first; `after` is the last one of the page before.

        Raises:
            UnknownName: they have no conversation called `after`.
        """
        table = tables.conversations
        used, name = table.c.updated_at, table.c.id
        chosen = sa.select(table).where(table.c.owner == owner).order_by(used.desc(), name).limit(limit)
        with self._database.reading() as connection:
            if after is not None:
                last = _owned(connection, after, owner)
                chosen = chosen.where((used < last.updated_at) | ((used == last.updated_at) & (name > last.id)))
            return tuple(_with_title(connection, row) for row in connection.execute(chosen).all())

    def get(self, conversation_id: str, owner: str) -> Conversation:
        """One of somebody's conversations.

        Raises:
            UnknownName: there is none, or it is somebody else's; no telling which.
        """
        with self._database.reading() as connection:
            return _with_title(connection, _owned(connection, conversation_id, owner))

    def messages(self, conversation_id: str, owner: str) -> tuple[Message, ...]:
        """All messages of one of somebody's conversations, in order.

        Raises:
            UnknownName: see `get`.
        """
        table = tables.messages
        query = sa.select(table).where(table.c.conversation == conversation_id).order_by(table.c.number)
        with self._database.reading() as connection:
            _owned(connection, conversation_id, owner)
            return tuple(_message(row) for row in connection.execute(query).all())

    def history(self, conversation_id: str, owner: str, most: int) -> tuple[Turn, ...]:
        """The last `most` entries as the next question's history, oldest first.

        Raises:
            UnknownName: see `get`.
        """
        turns: list[Turn] = []
        for message in self.messages(conversation_id, owner):
            turns += [Turn("user", message.question), Turn("assistant", str(message.body.get("text", "")))]
        return tuple(turns[-most:]) if most else ()

    def sent(self, conversation_id: str, owner: str, request: str) -> Message | None:
        """The message that was sent under this name, if it was answered: what a lost connection swallowed.

        Raises:
            UnknownName: see `get`.
        """
        with self._database.reading() as connection:
            _owned(connection, conversation_id, owner)
            return _sent(connection, conversation_id, request)

    def add(self, conversation_id: str, owner: str, request: str, exchange: Exchange) -> Message:
        """Keep a question with its answer; sent twice at the same time, it is kept once.

        Raises:
            UnknownName: see `get`; the conversation may have been deleted meanwhile.
        """
        now = datetime.now(UTC)
        table = tables.messages
        with self._database.writing() as connection:
            _owned(connection, conversation_id, owner)
            # First the row that all who write to this conversation change: the second writer waits for the first.
            changed = sa.update(tables.conversations).where(tables.conversations.c.id == conversation_id)
            connection.execute(changed.values(updated_at=now))
            before = _sent(connection, conversation_id, request)
            if before is not None:
                return before
            last = sa.select(sa.func.max(table.c.number)).where(table.c.conversation == conversation_id)
            row = {
                "id": f"m_{secrets.token_hex(12)}",
                "conversation": conversation_id,
                "number": int(connection.execute(last).scalar() or 0) + 1,
                "request": request,
                "at": now,
                "question": mask(exchange.question),
                "as_of": exchange.as_of,
                "audience": exchange.audience.value,
                "status": exchange.status,
                "reason": exchange.reason,
                "receipt": exchange.receipt,
                "body": json.dumps(exchange.body, ensure_ascii=False),
            }
            connection.execute(sa.insert(table), row)
            kept = _sent(connection, conversation_id, request)
        if kept is None:  # it was written in the same transaction
            raise UnknownName("conversation", conversation_id)
        return kept

    def rate(self, conversation_id: str, owner: str, message_id: str, *, helpful: bool, reason: str = "") -> Message:
        """Keep what somebody thought of an answer; said again, the last word counts.

        Raises:
            UnknownName: there is no such message in a conversation of theirs.
        """
        table = tables.messages
        here = (table.c.id == message_id) & (table.c.conversation == conversation_id)
        said = {"helpful": helpful, "feedback": mask(reason), "feedback_at": datetime.now(UTC)}
        with self._database.writing() as connection:
            _owned(connection, conversation_id, owner)
            connection.execute(sa.update(table).where(here).values(said))
            row = connection.execute(sa.select(table).where(here)).one_or_none()
        if row is None:
            raise UnknownName("message", message_id)
        return _message(row)

    def unhelpful(self, since: datetime, most: int) -> tuple[Message, ...]:
        """Whoever's messages whose answer did not help them, the last judged first."""
        table = tables.messages
        judged = table.c.helpful.is_(False) & (table.c.feedback_at >= since)
        query = sa.select(table).where(judged).order_by(table.c.feedback_at.desc(), table.c.id).limit(most)
        with self._database.reading() as connection:
            return tuple(_message(row) for row in connection.execute(query).all())

    def delete(self, conversation_id: str, owner: str | None) -> None:
        """Erase a conversation with all that was said in it and the receipts of its answers.

        `owner` None: whoever's it is.

        Raises:
            UnknownName: see `get`.
        """
        with self._database.writing() as connection:
            if owner is not None:
                _owned(connection, conversation_id, owner)
            if not _erase(connection, [conversation_id]):
                raise UnknownName("conversation", conversation_id)

    def forget_before(self, moment: datetime) -> int:
        """Erase the conversations last used before; returns how many."""
        table = tables.conversations
        with self._database.writing() as connection:
            old = connection.execute(sa.select(table.c.id).where(table.c.updated_at < moment)).scalars().all()
            return _erase(connection, old)


#: Fewer than the parameters that a statement may have.
_AT_ONCE = 500


def _erase(connection: sa.Connection, conversations: Sequence[str]) -> int:
    gone = 0
    for first in range(0, len(conversations), _AT_ONCE):
        ids = list(conversations[first : first + _AT_ONCE])
        here = tables.messages.c.conversation.in_(ids)
        receipts = sa.select(tables.messages.c.receipt).where(here)
        connection.execute(sa.delete(tables.receipts).where(tables.receipts.c.id.in_(receipts)))
        connection.execute(sa.delete(tables.messages).where(here))
        deleted = connection.execute(sa.delete(tables.conversations).where(tables.conversations.c.id.in_(ids)))
        gone += int(deleted.rowcount)
    return gone


def _owned(connection: sa.Connection, conversation_id: str, owner: str) -> sa.Row[Any]:
    table = tables.conversations
    here = (table.c.id == conversation_id) & (table.c.owner == owner)
    row = connection.execute(sa.select(table).where(here)).one_or_none()
    if row is None:
        raise UnknownName("conversation", conversation_id)
    return row


def _sent(connection: sa.Connection, conversation_id: str, request: str) -> Message | None:
    table = tables.messages
    here = (table.c.conversation == conversation_id) & (table.c.request == request)
    row = connection.execute(sa.select(table).where(here)).one_or_none()
    return _message(row) if row else None


def _with_title(connection: sa.Connection, row: sa.Row[Any]) -> Conversation:
    table = tables.messages
    here = table.c.conversation == row.id
    count = int(connection.execute(sa.select(sa.func.count()).where(here)).scalar_one())
    first = connection.execute(sa.select(table.c.question).where(here, table.c.number == 1)).scalar() or ""
    title = first if len(first) <= _LONGEST_TITLE else f"{first[: _LONGEST_TITLE - 1].rstrip()}…"
    return Conversation(row.id, row.owner, row.site, row.created_at, row.updated_at, title, count)


def _message(row: sa.Row[Any]) -> Message:
    said = Feedback(row.helpful, row.feedback or "", row.feedback_at) if row.helpful is not None else None
    return Message(
        id=row.id,
        conversation=row.conversation,
        number=row.number,
        at=row.at,
        question=row.question,
        as_of=row.as_of,
        audience=Audience(row.audience),
        status=row.status,
        reason=row.reason,
        receipt=row.receipt,
        body=json.loads(row.body),
        feedback=said,
    )
