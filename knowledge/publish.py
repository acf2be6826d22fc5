"""Changes what is searchable: versions arrive, change their facts, move between shelves and go.

A change touches the vector index and the database, which no transaction covers together. So each goes in this order:
note in the database which rows the index is about to hold that nobody claims; put them there; in one transaction
make the change, which claims them and disclaims others; remove the disclaimed rows; drop their note. A crash
between any two steps leaves a note, and searches never show rows that no ready version claims. `sweep` removes them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection

from knowledge import tables as t
from knowledge.catalogue import Build, Catalogue, Entry, Shelf, shelf_for
from knowledge.database import next_generation
from knowledge.documents import Version
from knowledge.errors import Conflict, InvalidInput
from knowledge.index import VectorIndex
from knowledge.indexed import INDEX_RECIPE
from knowledge.store import Store
from knowledge.timeline import Arrival, Force, forces
from knowledge.vectors import Vectors, insert_new, unused_embeddings
from knowledge.version_rows import (
    Move,
    Prepared,
    apply_moves,
    bytes_hash,
    delete_version,
    drop_unused,
    facts_of,
    insert_version,
    next_number,
    record_removal,
    retitle,
    version_of,
)


class Change(StrEnum):
    """What became of a document that was handed in."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


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
                self._arrive(catalogue, prepared, last)
                return Change.UPDATED if prepared.document in catalogue.by_document else Change.ADDED
            if (self._store.passages(last.key), self._store.units(last.key)) != (prepared.passages, prepared.units):
                self._replace(catalogue, last, prepared)
                return Change.UPDATED
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
            moves: list[Move] = []
            for document in sorted({entry.version.document for entry in entries}):
                staying = [entry for entry in catalogue.by_document[document] if entry.key not in gone]
                moves += self._moves(staying, forces([entry.arrival for entry in staying]))

            def commit(connection: Connection) -> None:
                for entry in entries:
                    drop_unused(connection, delete_version(self._store, connection, entry))
                    record_removal(connection, entry.version, reason)
                apply_moves(connection, moves)

            self._change(build, moves, [], commit, leaving)
            self._store.forget()
            self._vectors.forget()

    def reshelve(self) -> int:
        """Put every version on the shelf where it belongs today, its time worked out anew; returns how many changed."""
        with self._database.exclusive():
            self.sweep()
            catalogue = self._store.catalogue()
            moves: list[Move] = []
            for entries in catalogue.by_document.values():
                moves += self._moves(entries, forces([entry.arrival for entry in entries]))
            if moves:
                self._change(self._active(catalogue), moves, [], lambda connection: apply_moves(connection, moves), [])
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

    def _arrive(self, catalogue: Catalogue, prepared: Prepared, last: Entry | None) -> None:
        """Store a new version; `last`: what the same file was before."""
        build = self._active(catalogue)
        siblings = catalogue.by_document.get(prepared.document, ())
        with self._database.reading() as connection:
            number = next_number(connection, prepared.document, siblings)
        today = self._today()
        declared = prepared.declared
        # A reader that finds more in the same file changes nothing that was promised: the day stays.
        again = last is not None and bytes_hash(last.file_hash) == bytes_hash(prepared.file_hash)
        arrived = last.arrival.arrived if last is not None and again else today
        arrival = Arrival(number, arrived, prepared.archived, declared.effective_from, declared.effective_to)
        times = forces([*(entry.arrival for entry in siblings), arrival])
        version = version_of(prepared, number, times[number])
        hashes, vectors = self._embedded(prepared)
        shelf = shelf_for(version, today)
        moves = self._moves(siblings, times)

        def commit(connection: Connection) -> None:
            insert_version(self._store, connection, prepared, version, arrival=arrival, shelf=shelf, hashes=hashes)
            apply_moves(connection, moves)

        rows = _Rows(build.index(shelf), version.id, len(hashes))
        self._change(build, moves, [(rows, vectors)], commit, [])

    def _redeclare(self, catalogue: Catalogue, entry: Entry, prepared: Prepared) -> None:
        """Change what is declared of a version whose text and units stay."""
        build = self._active(catalogue)
        version, moves, _ = self._dated(catalogue, entry, prepared)
        shelf = shelf_for(version, self._today())
        retitled = version.title != entry.version.title
        hashes, vectors = self._embedded(prepared)
        rows = _Rows(build.index(shelf), version.id, len(hashes))

        def commit(connection: Connection) -> None:
            facts = {**facts_of(prepared, version), "shelf": shelf.value}
            connection.execute(t.versions.update().where(t.versions.c.key == entry.key).values(facts))
            if retitled:
                retitle(self._store, connection, entry.key, prepared, hashes)
            apply_moves(connection, moves)

        if shelf is not entry.shelf:
            self._change(build, moves, [(rows, vectors)], commit, [_rows(build, entry)])
            return
        if retitled:  # the rows stay claimed; their vectors alone change
            self._index.add(rows.index, rows.version, vectors)
        self._change(build, moves, [], commit, [])

    def _replace(self, catalogue: Catalogue, entry: Entry, prepared: Prepared) -> None:
        """Give a version the units that this release finds in the same text; it stays the same version."""
        build = self._active(catalogue)
        version, moves, arrival = self._dated(catalogue, entry, prepared)
        shelf = shelf_for(version, self._today())
        hashes, vectors = self._embedded(prepared)
        rows, old = _Rows(build.index(shelf), version.id, len(hashes)), _rows(build, entry)

        def commit(connection: Connection) -> None:
            earlier = delete_version(self._store, connection, entry)
            # With a new key: what is kept in memory by key never changes.
            insert_version(self._store, connection, prepared, version, arrival=arrival, shelf=shelf, hashes=hashes)
            drop_unused(connection, earlier)
            apply_moves(connection, moves)

        if rows.index != old.index:
            self._change(build, moves, [(rows, vectors)], commit, [old])
            return
        # The same rows get other vectors; after a crash before the commit, the next ingest of the file does it again.
        self._index.remove(old.index, old.version)
        self._index.add(rows.index, rows.version, vectors)
        self._change(build, moves, [], commit, [])

    def _dated(self, catalogue: Catalogue, entry: Entry, prepared: Prepared) -> tuple[Version, list[Move], Arrival]:
        """A stored version with what is now declared of it, and what that changes for its document's others."""
        declared = prepared.declared
        arrival = replace(entry.arrival, declared_from=declared.effective_from, declared_to=declared.effective_to)
        siblings = [other for other in catalogue.by_document[prepared.document] if other.key != entry.key]
        times = forces([*(other.arrival for other in siblings), arrival])
        version = version_of(prepared, entry.version.number, times[entry.version.number])
        return replace(version, id=entry.version.id), self._moves(siblings, times), arrival

    def _embedded(self, prepared: Prepared) -> tuple[list[bytes], NDArray[np.float32]]:
        """The hashes of a file's units' texts, and what of them goes into the vector index."""
        hashes = self._vectors.ensure(prepared.texts())
        return hashes, self._vectors.indexed(hashes, [unit.passage for unit in prepared.units])

    def _change(
        self,
        build: Build,
        moves: Sequence[Move],
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

    def _moves(self, entries: Iterable[Entry], times: dict[int, Force]) -> list[Move]:
        """What changes for stored versions of one document, given each one's time by its number."""
        today = self._today()
        moves = []
        for entry in entries:
            version = entry.version
            force = times[version.number]
            dated = replace(version, effective_from=force.since, effective_to=force.until)
            shelf = shelf_for(dated, today)
            if (dated, shelf) != (version, entry.shelf):
                moves.append(Move(entry, force, shelf))
        return moves

    def _note_file(self, entry: Entry, prepared: Prepared) -> None:
        with self._database.writing() as connection:
            facts = {"file_hash": prepared.file_hash, "origin": prepared.origin}
            connection.execute(t.versions.update().where(t.versions.c.key == entry.key).values(facts))
            next_generation(connection)

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


def _rows(build: Build, entry: Entry, shelf: Shelf | None = None) -> _Rows:
    return _Rows(build.index(shelf or entry.shelf), entry.version.id, entry.unit_count)


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
