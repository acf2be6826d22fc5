"""Changes what is searchable: versions arrive, change their facts, move between shelves and go.

A change touches the vector index and the database, which no transaction covers together. So each goes in this order:
note in the database which rows the index is about to hold that nobody claims; put them there; in one transaction
make the change, which claims them and disclaims others; remove the disclaimed rows; drop their note. A crash
between any two steps leaves a note, and searches never show rows that no ready version claims. `sweep` removes them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection

from knowledge import tables as t
from knowledge.catalogue import Build, Catalogue, Entry, Shelf, shelf_for
from knowledge.database import next_generation
from knowledge.documents import Declared, Passage, Problem, Unit, Version
from knowledge.errors import Conflict, InvalidInput
from knowledge.index import VectorIndex
from knowledge.indexed import INDEX_RECIPE
from knowledge.keywords import KeywordRow
from knowledge.store import Store, passage_row, problems_json, unit_row
from knowledge.timeline import Arrival, Force, forces
from knowledge.vectors import Vectors, insert_new, unit_texts, unused_embeddings


class Change(StrEnum):
    """What became of a document that was handed in."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


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
class _Move:
    """A stored version whose time in force or shelf changes."""

    entry: Entry
    force: Force
    shelf: Shelf


@dataclass(frozen=True, slots=True)
class _Rows:
    """A version's rows in a vector index."""

    index: str
    version: str
    unit_count: int


class Publisher:
    """The only writer of versions and vector indexes; every method holds the library exclusively."""

    def __init__(self, store: Store, index: VectorIndex, vectors: Vectors, today: Callable[[], date]) -> None:
        self._store = store
        self._database = store.database
        self._index = index
        self._vectors = vectors
        self._today = today

    def publish(self, prepared: Prepared) -> Change:
        """Store a file as a version, or change the facts of the version it is; embeds what was not embedded before.

        Raises:
            InvalidInput: it has more units than can be numbered.
            StoreError: an index failed; nothing has changed then.
        """
        if len(prepared.units) >= t.MAX_UNITS:
            raise InvalidInput(
                f"{prepared.source} has {len(prepared.units)} units; split it, {t.MAX_UNITS - 1} is the most."
            )
        with self._database.exclusive():
            self.sweep()
            catalogue = self._store.catalogue()
            last = catalogue.by_source.get(prepared.source)
            if last and (last.version.document, last.arrival.archived) != (prepared.document, prepared.archived):
                moved = [entry for entry in catalogue.entries if entry.source == prepared.source]
                self.remove(moved, f"its file now belongs to {prepared.document}")
                catalogue, last = self._store.catalogue(), None
            if last is None or last.version.content_hash != prepared.content_hash:
                self._arrive(catalogue, prepared)
                return Change.UPDATED if prepared.document in catalogue.by_document else Change.ADDED
            if (last.declared, last.version.title) != (prepared.declared, prepared.title):
                self._redeclare(catalogue, last, prepared)
                return Change.UPDATED
            if (last.file_hash, last.origin) != (prepared.file_hash, prepared.origin):
                self._note_file(last, prepared)
            return Change.UNCHANGED

    def remove(self, entries: Collection[Entry], reason: str) -> None:
        """Delete versions and everything made of their words; that they were there stays on record."""
        if not entries:
            return
        with self._database.exclusive():
            self.sweep()
            catalogue = self._store.catalogue()
            build = self._active(catalogue)
            gone = {entry.key for entry in entries}
            leaving = [_rows(build, entry) for entry in entries]
            moves: list[_Move] = []
            for document in sorted({entry.version.document for entry in entries}):
                staying = [entry for entry in catalogue.by_document[document] if entry.key not in gone]
                moves += self._moves(staying, forces([entry.arrival for entry in staying]))

            def commit(connection: Connection) -> None:
                for entry in entries:
                    self._delete(connection, entry, reason)
                _apply(connection, moves)

            self._change(build, moves, [], commit, leaving)
            self._store.forget()
            self._vectors.forget()

    def reshelve(self) -> int:
        """Put every version on the shelf where it belongs today, its time worked out anew; returns how many changed."""
        with self._database.exclusive():
            self.sweep()
            catalogue = self._store.catalogue()
            moves: list[_Move] = []
            for entries in catalogue.by_document.values():
                moves += self._moves(entries, forces([entry.arrival for entry in entries]))
            if moves:
                self._change(self._active(catalogue), moves, [], lambda connection: _apply(connection, moves), [])
            return len(moves)

    def sweep(self) -> int:
        """Remove index rows that no version claims, left by a crash; returns of how many versions."""
        with self._database.exclusive():
            catalogue = self._store.catalogue()
            notes = [
                _Rows(index, version, count)
                for index, versions in catalogue.unclaimed.items()
                for version, count in versions.items()
            ]
            indexes = self._index.names() if notes else set()
            for rows in notes:
                if rows.index in indexes:
                    self._index.remove(rows.index, rows.version)
            self._drop_notes(notes)
            return len(notes)

    def drop_unused_embeddings(self) -> None:
        """Delete embeddings whose text no unit has: of files that changed before they were stored."""
        with self._database.exclusive(), self._database.writing() as connection:
            connection.execute(t.embeddings.delete().where(t.embeddings.c.text_hash.in_(unused_embeddings())))

    def _arrive(self, catalogue: Catalogue, prepared: Prepared) -> None:
        build = self._active(catalogue)
        siblings = catalogue.by_document.get(prepared.document, ())
        number = self._next_number(prepared.document, siblings)
        today = self._today()
        declared = prepared.declared
        arrival = Arrival(number, today, prepared.archived, declared.effective_from, declared.effective_to)
        times = forces([*(entry.arrival for entry in siblings), arrival])
        version = _version(prepared, number, times[number])
        hashes = self._vectors.ensure(prepared.texts())
        vectors = self._vectors.indexed(hashes, [unit.passage for unit in prepared.units])
        shelf = shelf_for(version, today)
        moves = self._moves(siblings, times)

        def commit(connection: Connection) -> None:
            key = _insert_version(connection, prepared, version, arrival, shelf)
            _insert(connection, t.passages, [passage_row(key, passage) for passage in prepared.passages])
            pairs = zip(prepared.units, hashes, strict=True)
            _insert(connection, t.units, [unit_row(key, unit, known) for unit, known in pairs])
            self._store.keywords.add(connection, keyword_rows(key, prepared.title, prepared.passages, prepared.units))
            _apply(connection, moves)

        rows = _Rows(build.index(shelf), version.id, len(hashes))
        self._change(build, moves, [(rows, vectors)], commit, [])

    def _redeclare(self, catalogue: Catalogue, entry: Entry, prepared: Prepared) -> None:
        build = self._active(catalogue)
        declared = prepared.declared
        arrival = replace(entry.arrival, declared_from=declared.effective_from, declared_to=declared.effective_to)
        siblings = [other for other in catalogue.by_document[prepared.document] if other.key != entry.key]
        times = forces([*(other.arrival for other in siblings), arrival])
        version = _version(prepared, entry.version.number, times[entry.version.number])
        version = replace(version, id=entry.version.id)
        shelf = shelf_for(version, self._today())
        retitled = version.title != entry.version.title
        hashes = self._vectors.ensure(prepared.texts())
        vectors = self._vectors.indexed(hashes, [unit.passage for unit in prepared.units])
        rows = _Rows(build.index(shelf), version.id, len(hashes))
        moves = self._moves(siblings, times)

        def commit(connection: Connection) -> None:
            facts = {**_facts(prepared, version), "shelf": shelf.value}
            connection.execute(t.versions.update().where(t.versions.c.key == entry.key).values(facts))
            if retitled:
                self._retitle(connection, entry.key, prepared, hashes)
            _apply(connection, moves)

        if shelf is not entry.shelf:
            self._change(build, moves, [(rows, vectors)], commit, [_rows(build, entry)])
        else:
            if retitled:  # the rows stay claimed; their vectors alone change
                self._index.add(rows.index, rows.version, vectors)
            self._change(build, moves, [], commit, [])

    def _change(
        self,
        build: Build,
        moves: Sequence[_Move],
        placing: Sequence[tuple[_Rows, NDArray[np.float32]]],
        commit: Callable[[Connection], None],
        leaving: Sequence[_Rows],
    ) -> None:
        """Make a change in the order that the module describes."""
        moved = [move for move in moves if move.shelf is not move.entry.shelf]
        placing = [*placing, *((_rows(build, move.entry, move.shelf), self._of(move.entry)) for move in moved)]
        leaving = [*leaving, *(_rows(build, move.entry) for move in moved)]
        if placing:
            with self._database.writing() as connection:
                _note(connection, [rows for rows, _ in placing])
        for rows, vectors in placing:
            self._index.add(rows.index, rows.version, vectors)
        with self._database.writing() as connection:
            commit(connection)
            _drop_notes(connection, [rows for rows, _ in placing])
            _note(connection, leaving)
            next_generation(connection)
        for rows in leaving:
            self._index.remove(rows.index, rows.version)
        self._drop_notes(leaving)

    def _of(self, entry: Entry) -> NDArray[np.float32]:
        return self._vectors.of_version(entry)

    def _moves(self, entries: Iterable[Entry], times: dict[int, Force]) -> list[_Move]:
        """What changes for stored versions of one document, given each one's time by its number."""
        today = self._today()
        moves = []
        for entry in entries:
            version = entry.version
            force = times[version.number]
            dated = replace(version, effective_from=force.since, effective_to=force.until)
            shelf = shelf_for(dated, today)
            if (dated, shelf) != (version, entry.shelf):
                moves.append(_Move(entry, force, shelf))
        return moves

    def _retitle(self, connection: Connection, key: int, prepared: Prepared, hashes: Sequence[bytes]) -> None:
        update = t.units.update().where(t.units.c.key == sa.bindparam("unit"))
        rows = [{"unit": t.unit_key(key, place), "text_hash": known} for place, known in enumerate(hashes)]
        old = self._store.text_hashes(key, connection)
        if rows:
            connection.execute(update, rows)
        _drop_unused(connection, old)
        self._store.keywords.remove(connection, key)
        self._store.keywords.add(connection, keyword_rows(key, prepared.title, prepared.passages, prepared.units))

    def _delete(self, connection: Connection, entry: Entry, reason: str) -> None:
        hashes = self._store.text_hashes(entry.key, connection)
        self._store.keywords.remove(connection, entry.key)
        for table, column in ((t.units, t.units.c.version_key), (t.passages, t.passages.c.version_key)):
            connection.execute(table.delete().where(column == entry.key))
        connection.execute(t.versions.delete().where(t.versions.c.key == entry.key))
        connection.execute(
            t.documents.delete().where(
                t.documents.c.name == entry.version.document,
                ~sa.exists().where(t.versions.c.document_id == t.documents.c.id),
            )
        )
        _drop_unused(connection, hashes)
        version = entry.version
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

    def _note_file(self, entry: Entry, prepared: Prepared) -> None:
        with self._database.writing() as connection:
            facts = {"file_hash": prepared.file_hash, "origin": prepared.origin}
            connection.execute(t.versions.update().where(t.versions.c.key == entry.key).values(facts))
            next_generation(connection)

    def _next_number(self, document: str, siblings: Sequence[Entry]) -> int:
        query = sa.select(sa.func.max(t.removals.c.number)).where(t.removals.c.document == document)
        with self._database.reading() as connection:
            removed = connection.execute(query).scalar() or 0
        return 1 + max([removed, *(entry.version.number for entry in siblings)])

    def _drop_notes(self, rows: Sequence[_Rows]) -> None:
        if rows:
            with self._database.writing() as connection:
                _drop_notes(connection, rows)

    def _active(self, catalogue: Catalogue) -> Build:
        build = catalogue.build
        if build is None or (build.embedder, build.recipe) != (self._vectors.embedder.name, INDEX_RECIPE):
            made = f"with {build.embedder} ({build.recipe})" if build else "never"
            wanted = f"{self._vectors.embedder.name} ({INDEX_RECIPE})"
            raise Conflict(f"The index was made {made}, the settings ask for {wanted}. Run `pledge reindex`.")
        return build


def keyword_rows(key: int, title: str, passages: Sequence[Passage], units: Sequence[Unit]) -> list[KeywordRow]:
    """What the keyword index holds of a version."""
    paths = {passage.ordinal: passage.heading_path for passage in passages}
    return [
        KeywordRow(t.unit_key(key, unit.ordinal), " ".join([title, *paths[unit.passage]]), unit.scored_text)
        for unit in units
    ]


def _version(prepared: Prepared, number: int, force: Force) -> Version:
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


def _facts(prepared: Prepared, version: Version) -> dict[str, object]:
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


def _insert_version(
    connection: Connection, prepared: Prepared, version: Version, arrival: Arrival, shelf: Shelf
) -> int:
    connection.execute(insert_new(connection, t.documents).values(name=version.document))
    document = connection.execute(
        sa.select(t.documents.c.id).where(t.documents.c.name == version.document)
    ).scalar_one()
    inserted = connection.execute(
        t.versions.insert().values(
            **_facts(prepared, version),
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
    return int(key[0])


def _insert(connection: Connection, table: sa.Table, rows: list[dict[str, object]]) -> None:
    if rows:  # SQLAlchemy takes an empty list for one row of defaults
        connection.execute(table.insert(), rows)


def _apply(connection: Connection, moves: Iterable[_Move]) -> None:
    for move in moves:
        connection.execute(
            t.versions.update()
            .where(t.versions.c.key == move.entry.key)
            .values(effective_from=move.force.since, effective_to=move.force.until, shelf=move.shelf.value)
        )


def _rows(build: Build, entry: Entry, shelf: Shelf | None = None) -> _Rows:
    return _Rows(build.index(shelf or entry.shelf), entry.version.id, entry.unit_count)


def _drop_unused(connection: Connection, hashes: Iterable[bytes]) -> None:
    """Delete the embeddings of those texts that no unit has any more."""
    unused = t.embeddings.delete().where(
        t.embeddings.c.text_hash == sa.bindparam("gone"),
        ~sa.exists().where(t.units.c.text_hash == t.embeddings.c.text_hash),
    )
    rows = [{"gone": known} for known in set(hashes)]
    if rows:
        connection.execute(unused, rows)


def _note(connection: Connection, noted: Sequence[_Rows]) -> None:
    """Say that an index may hold these rows without a claim."""
    if noted:
        rows = [{"index": row.index, "version": row.version, "unit_count": row.unit_count} for row in noted]
        connection.execute(insert_new(connection, t.unclaimed), rows)
        next_generation(connection)


def _drop_notes(connection: Connection, noted: Sequence[_Rows]) -> None:
    for row in noted:
        connection.execute(
            t.unclaimed.delete().where(t.unclaimed.c.index == row.index, t.unclaimed.c.version == row.version)
        )
    if noted:
        next_generation(connection)
