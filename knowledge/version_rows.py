"""Writes versions and their units, in the caller's transaction; vector indexes are no concern here."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from knowledge import tables as t
from knowledge.catalogue import Entry, Shelf
from knowledge.documents import Declared, Passage, Problem, Unit, Version
from knowledge.keywords import KeywordRow
from knowledge.store import Store, passage_row, problems_json, unit_row
from knowledge.timeline import Arrival, Force
from knowledge.vectors import insert_new, unit_texts

_BYTES_PART = 32


def fingerprint(data: bytes, read_with: str) -> str:
    """64 hexadecimal digits that change when a file's bytes do, or what reads them and is declared of them."""
    digest = hashlib.sha256(data)
    first = digest.hexdigest()[:_BYTES_PART]
    digest.update(f"\0{read_with}".encode())
    return first + digest.hexdigest()[_BYTES_PART:]


def bytes_hash(file_hash: str) -> str:
    """The part of a fingerprint that changes only when the bytes do."""
    return file_hash[:_BYTES_PART]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A file that was read and split, ready to be stored."""

    document: str
    origin: str
    source: str
    archived: bool
    declared: Declared
    title: str  #: the declared one, else the file's own, else its name
    media_type: str
    text: str
    file_hash: str
    passages: tuple[Passage, ...]
    units: tuple[Unit, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def content_hash(self) -> str:
        """Sha256 of the text, hexadecimal."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def texts(self) -> list[str]:
        """What is embedded for each unit."""
        return unit_texts(self.title, self.passages, self.units)


@dataclass(frozen=True, slots=True)
class Move:
    """A stored version whose time in force or shelf changes."""

    entry: Entry
    force: Force
    shelf: Shelf


def version_of(prepared: Prepared, number: int, force: Force) -> Version:
    """The version that a file becomes; its id follows from document, number and text alone."""
    declared = prepared.declared
    identity = "\0".join([prepared.document, str(number), prepared.content_hash])
    return Version(
        id=hashlib.sha256(identity.encode()).hexdigest()[:16],
        document=prepared.document,
        number=number,
        title=prepared.title,
        audience=declared.audience,
        collection=declared.collection,
        label=declared.label or str(number),
        content_hash=prepared.content_hash,
        effective_from=force.since,
        effective_to=force.until,
        language=declared.language,
    )


def facts_of(prepared: Prepared, version: Version) -> dict[str, object]:
    """What of a version's row may change while its text stays."""
    declared = prepared.declared
    return {
        "origin": prepared.origin,
        "source": prepared.source,
        "archived": prepared.archived,
        "title": prepared.title,
        "declared_title": declared.title,
        "audience": declared.audience.value,
        "collection": declared.collection,
        "label": declared.label,
        "language": declared.language,
        "media_type": prepared.media_type,
        "file_hash": prepared.file_hash,
        "declared_from": declared.effective_from,
        "declared_to": declared.effective_to,
        "effective_from": version.effective_from,
        "effective_to": version.effective_to,
        "problems": problems_json(prepared.problems),
    }


def insert_version(
    store: Store,
    connection: Connection,
    prepared: Prepared,
    version: Version,
    *,
    arrival: Arrival,
    shelf: Shelf,
    hashes: Sequence[bytes],
) -> None:
    """Store a version with its passages, units and keywords; `hashes`: of what is embedded for each unit."""
    connection.execute(insert_new(connection, t.documents).values(name=version.document))
    document = connection.execute(
        sa.select(t.documents.c.id).where(t.documents.c.name == version.document)
    ).scalar_one()
    inserted = connection.execute(
        t.versions.insert().values(
            **facts_of(prepared, version),
            id=version.id,
            document_id=document,
            number=version.number,
            text=prepared.text,
            content_hash=version.content_hash,
            arrived=arrival.arrived,
            arrived_at=datetime.now(UTC),
            shelf=shelf.value,
            unit_count=len(prepared.units),
        )
    )
    key = inserted.inserted_primary_key
    assert key is not None  # noqa: S101 - a single-row insert always has one; for the type checker
    _insert(connection, t.passages, [passage_row(key[0], passage) for passage in prepared.passages])
    pairs = zip(prepared.units, hashes, strict=True)
    _insert(connection, t.units, [unit_row(key[0], unit, known) for unit, known in pairs])
    store.keywords.add(connection, keyword_rows(key[0], prepared.title, prepared.passages, prepared.units))


def apply_moves(connection: Connection, moves: Iterable[Move]) -> None:
    """Note new times in force and shelves."""
    for move in moves:
        connection.execute(
            t.versions.update()
            .where(t.versions.c.key == move.entry.key)
            .values(effective_from=move.force.since, effective_to=move.force.until, shelf=move.shelf.value)
        )


def retitle(store: Store, connection: Connection, key: int, prepared: Prepared, hashes: Sequence[bytes]) -> None:
    """Name what the units of a version that has a new title are found by now."""
    update = t.units.update().where(t.units.c.key == sa.bindparam("unit"))
    rows = [{"unit": t.unit_key(key, place), "text_hash": known} for place, known in enumerate(hashes)]
    old = store.text_hashes(key, connection)
    if rows:
        connection.execute(update, rows)
    drop_unused(connection, old)
    store.keywords.remove(connection, key)
    store.keywords.add(connection, keyword_rows(key, prepared.title, prepared.passages, prepared.units))


def delete_version(store: Store, connection: Connection, entry: Entry) -> list[bytes]:
    """Delete a version and all that is made of its words; returns the hashes for `drop_unused`."""
    hashes = store.text_hashes(entry.key, connection)
    store.keywords.remove(connection, entry.key)
    for table, column in ((t.units, t.units.c.version_key), (t.passages, t.passages.c.version_key)):
        connection.execute(table.delete().where(column == entry.key))
    connection.execute(t.versions.delete().where(t.versions.c.key == entry.key))
    connection.execute(
        t.documents.delete().where(
            t.documents.c.name == entry.version.document,
            ~sa.exists().where(t.versions.c.document_id == t.documents.c.id),
        )
    )
    return hashes


def record_removal(connection: Connection, version: Version, reason: str) -> None:
    """Keep on record that a version was there."""
    connection.execute(
        t.removals.insert().values(
            document=version.document,
            version=version.id,
            number=version.number,
            content_hash=version.content_hash,
            removed_at=datetime.now(UTC),
            reason=reason,
        )
    )


def next_number(connection: Connection, document: str, siblings: Sequence[Entry]) -> int:
    """The number of a document's next version: never one that was given before, even if it was deleted."""
    query = sa.select(sa.func.max(t.removals.c.number)).where(t.removals.c.document == document)
    removed = connection.execute(query).scalar() or 0
    return 1 + max([removed, *(entry.version.number for entry in siblings)])


def keyword_rows(key: int, title: str, passages: Sequence[Passage], units: Sequence[Unit]) -> list[KeywordRow]:
    """What the keyword index holds of a version."""
    paths = {passage.ordinal: passage.heading_path for passage in passages}
    return [
        KeywordRow(t.unit_key(key, unit.ordinal), " ".join([title, *paths[unit.passage]]), unit.scored_text)
        for unit in units
    ]


def _insert(connection: Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    if rows:  # SQLAlchemy takes an empty list for one row of defaults
        connection.execute(table.insert(), rows)


def drop_unused(connection: Connection, hashes: Iterable[bytes]) -> None:
    """Delete the embeddings of those texts that no unit has any more."""
    unused = t.embeddings.delete().where(
        t.embeddings.c.text_hash == sa.bindparam("gone"),
        ~sa.exists().where(t.units.c.text_hash == t.embeddings.c.text_hash),
    )
    rows = [{"gone": known} for known in set(hashes)]
    if rows:
        connection.execute(unused, rows)
