"""Drafts in the database: each change together with its line in the audit trail, in one transaction."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection, Row

from assistant.audit import note_in
from assistant.workflow.records import Comment, Content, Draft, from_json, to_json
from assistant.workflow.states import State
from assistant.workflow.tables import draft_comments, draft_exports, draft_revisions, drafts
from knowledge.database import Database
from knowledge.errors import Conflict, UnknownName


class Changed(Conflict):
    """Somebody else changed the draft meanwhile."""

    def __init__(self, draft: str) -> None:
        super().__init__(f"The draft {draft} has changed since you read it. Read it again and repeat your change.")


class DraftStore:
    """Keeps drafts, their revisions, comments and frozen exports."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, content: Content, actor: str, details: Mapping[str, object]) -> Draft:
        """A new draft."""
        draft_id, now = f"d_{secrets.token_hex(8)}", datetime.now(UTC)
        row = {
            "id": draft_id,
            "document": content.brief.document,
            "title": content.brief.title,
            "state": State.DRAFT,
            "revision": 1,
            "created_at": now,
            "created_by": actor,
            "updated_at": now,
            "updated_by": actor,
        }
        with self._database.writing() as connection:
            connection.execute(sa.insert(drafts), row)
            _add_revision(connection, draft_id, 1, actor, content)
            note_in(connection, actor, "drafts.create", draft_id, **details)
        return self.get(draft_id)

    def get(self, draft_id: str) -> Draft:
        """A draft with its present content.

        Raises:
            UnknownName: there is none.
        """
        columns = (*drafts.c, draft_revisions.c.body)
        joined = drafts.join(
            draft_revisions,
            (draft_revisions.c.draft == drafts.c.id) & (draft_revisions.c.revision == drafts.c.revision),
        )
        with self._database.reading() as connection:
            query = sa.select(*columns).select_from(joined).where(drafts.c.id == draft_id)
            row = connection.execute(query).first()
        if row is None:
            raise UnknownName("draft", draft_id)
        return _draft(row)

    def all(self, document: str | None = None) -> tuple[Draft, ...]:
        """All drafts, or those of a document, oldest first."""
        query = sa.select(drafts.c.id).order_by(drafts.c.created_at, drafts.c.id)
        if document is not None:
            query = query.where(drafts.c.document == document)
        with self._database.reading() as connection:
            ids = connection.execute(query).scalars().all()
        return tuple(self.get(draft_id) for draft_id in ids)

    def revise(self, draft: Draft, content: Content, actor: str, details: Mapping[str, object]) -> Draft:
        """Give a draft other words.

        Raises:
            Changed: somebody else was quicker.
        """
        number = draft.revision + 1
        values = {
            "revision": number,
            "title": content.brief.title,
            "document": content.brief.document,
            "updated_at": datetime.now(UTC),
            "updated_by": actor,
        }
        with self._database.writing() as connection:
            _update(connection, draft, values)
            _add_revision(connection, draft.id, number, actor, content)
            note_in(connection, actor, "drafts.edit", draft.id, revision=number, **details)
        return self.get(draft.id)

    def move(
        self,
        draft: Draft,
        state: State,
        actor: str,
        action: str,
        *,
        values: Mapping[str, object] | None = None,
        details: Mapping[str, object] | None = None,
        exports: Mapping[str, bytes] | None = None,
    ) -> Draft:
        """Put a draft into another state, with what belongs to the step.

        Raises:
            Changed: somebody else was quicker.
        """
        facts = {"state": state, "updated_at": datetime.now(UTC), "updated_by": actor, **(values or {})}
        with self._database.writing() as connection:
            _update(connection, draft, facts)
            if exports is not None:
                connection.execute(sa.delete(draft_exports).where(draft_exports.c.draft == draft.id))
                for name, content in exports.items():
                    digest = hashlib.sha256(content).hexdigest()
                    row = {"draft": draft.id, "format": name, "digest": digest, "content": content}
                    connection.execute(sa.insert(draft_exports), row)
            note_in(connection, actor, action, draft.id, revision=draft.revision, **(details or {}))
        return self.get(draft.id)

    def revision(self, draft_id: str, number: int) -> Content:
        """What a draft said in one of its revisions.

        Raises:
            UnknownName: it has no such revision.
        """
        table = draft_revisions.c
        query = sa.select(table.body).where(table.draft == draft_id, table.revision == number)
        with self._database.reading() as connection:
            body = connection.execute(query).scalar()
        if body is None:
            raise UnknownName("revision", str(number))
        return from_json(body)

    def export(self, draft_id: str, name: str) -> bytes | None:
        """A frozen export; None where the draft is not approved or the format was not frozen."""
        table = draft_exports.c
        query = sa.select(table.content).where(table.draft == draft_id, table.format == name)
        with self._database.reading() as connection:
            content = connection.execute(query).scalar()
        return bytes(content) if content is not None else None

    def comment(self, draft: Draft, clause: str | None, text: str, actor: str) -> Comment:
        """Add a comment."""
        row = {
            "draft": draft.id,
            "clause": clause,
            "revision": draft.revision,
            "at": datetime.now(UTC),
            "by": actor,
            "text": text,
        }
        with self._database.writing() as connection:
            added = sa.insert(draft_comments).values(row).returning(draft_comments.c.id)
            number = int(connection.execute(added).scalar_one())
            note_in(connection, actor, "drafts.comment", draft.id, comment=number, clause=clause)
        return next(comment for comment in self.comments(draft.id) if comment.id == number)

    def resolve(self, draft: Draft, number: int, actor: str) -> Comment:
        """Mark a comment as dealt with.

        Raises:
            UnknownName: the draft has no such comment.
        """
        table = draft_comments.c
        done = {"resolved_at": datetime.now(UTC), "resolved_by": actor}
        with self._database.writing() as connection:
            where = (table.id == number) & (table.draft == draft.id)
            found = connection.execute(sa.update(draft_comments).where(where).values(done)).rowcount
            if found:
                note_in(connection, actor, "drafts.resolve", draft.id, comment=number)
        if not found:
            raise UnknownName("comment", str(number))
        return next(comment for comment in self.comments(draft.id) if comment.id == number)

    def comments(self, draft_id: str) -> tuple[Comment, ...]:
        """All comments on a draft, oldest first."""
        table = draft_comments.c
        query = sa.select(draft_comments).where(table.draft == draft_id).order_by(table.id)
        with self._database.reading() as connection:
            rows = connection.execute(query).all()
        return tuple(
            Comment(row.id, row.clause, row.revision, row.at, row.by, row.text, row.resolved_at, row.resolved_by)
            for row in rows
        )


def _update(connection: Connection, draft: Draft, values: Mapping[str, object]) -> None:
    """Change a draft that still is as it was read."""
    same = (drafts.c.id == draft.id) & (drafts.c.revision == draft.revision) & (drafts.c.state == draft.state)
    if connection.execute(sa.update(drafts).where(same).values(dict(values))).rowcount == 0:
        raise Changed(draft.id)


def _add_revision(connection: Connection, draft_id: str, number: int, actor: str, content: Content) -> None:
    row = {"draft": draft_id, "revision": number, "at": datetime.now(UTC), "by": actor, "body": to_json(content)}
    connection.execute(sa.insert(draft_revisions), row)


def _draft(row: Row[Any]) -> Draft:
    return Draft(
        id=row.id,
        document=row.document,
        title=row.title,
        state=State(row.state),
        revision=row.revision,
        created_at=row.created_at,
        created_by=row.created_by,
        updated_at=row.updated_at,
        updated_by=row.updated_by,
        content=from_json(row.body),
        approved_by=row.approved_by,
        effective_from=row.effective_from,
        version_id=row.version_id,
    )
