"""Builds the vector and keyword indexes anew from the database, without embedding again, and flips to them."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import sqlalchemy as sa
from sqlalchemy import Connection

from knowledge import tables as t
from knowledge.catalogue import Build, Catalogue, Entry, Shelf, shelf_for
from knowledge.database import next_generation
from knowledge.documents import Passage, Unit
from knowledge.index import VectorIndex
from knowledge.indexed import INDEX_RECIPE
from knowledge.progress import Progress, ProgressCallback, silent
from knowledge.store import Store
from knowledge.vectors import Vectors, text_hash, unit_texts
from knowledge.version_rows import keyword_rows

log = logging.getLogger(__name__)


class Rebuilder:
    """Makes builds."""

    def __init__(self, store: Store, index: VectorIndex, vectors: Vectors, today: Callable[[], date]) -> None:
        self._store = store
        self._database = store.database
        self._index = index
        self._vectors = vectors
        self._today = today

    def rebuild(self, progress: ProgressCallback = silent) -> Build:
        """A new build of all that is stored, active when this returns; the old one is dropped.

        Searches use the old one until then. Only texts without an embedding are embedded: none, unless the model
        or the recipe has changed or embeddings were lost.
        """
        with self._database.exclusive():
            catalogue = self._store.catalogue()
            self._embed_missing(catalogue, progress)
            build = self._next_build(catalogue)
            today = self._today()
            for shelf in Shelf:
                self._index.drop(build.index(shelf))
                self._index.create(build.index(shelf))
            for done, entry in enumerate(catalogue.entries, 1):
                index = build.index(shelf_for(entry.version, today))
                self._index.add(index, entry.version.id, self._vectors.of_version(entry))
                progress(Progress("index", done, len(catalogue.entries)))
            with self._database.writing() as connection:
                self._keywords(connection, catalogue)
                _flip(connection, catalogue, build, today)
            self.drop_others()
            return build

    def drop_others(self) -> int:
        """Drop all of this library's indexes that are not of the active build; returns how many."""
        with self._database.exclusive():
            catalogue = self._store.catalogue()
            build = catalogue.build
            keep = {build.index(shelf) for shelf in Shelf} if build else set()
            old = {name for name in self._index.names() if name.startswith(f"pledge-{catalogue.mark}-")} - keep
            for name in sorted(old):
                self._index.drop(name)
            self._index.sweep()
            return len(old)

    def keywords(self) -> None:
        """Write the keyword index anew."""
        with self._database.exclusive(), self._database.writing() as connection:
            self._keywords(connection, self._store.catalogue(connection))
            next_generation(connection)

    def _embed_missing(self, catalogue: Catalogue, progress: ProgressCallback) -> None:
        texts: dict[bytes, str] = {}
        for entry in catalogue.entries:
            passages, units = self._parts(entry)
            by_hash = {text_hash(text): text for text in unit_texts(entry.version.title, passages, units)}
            self._follow_recipe(entry, list(map(text_hash, unit_texts(entry.version.title, passages, units))))
            missing = self._vectors.missing(by_hash)
            texts.update((known, by_hash[known]) for known in missing)
        if texts:
            log.warning("%d texts have no embedding with this model and recipe; embedding them", len(texts))
            self._vectors.embed(texts, lambda done: progress(Progress("embed", done, len(texts))))
        self._vectors.forget()

    def _follow_recipe(self, entry: Entry, hashes: list[bytes]) -> None:
        """Another recipe embeds other texts: the units must name those."""
        if hashes == self._store.text_hashes(entry.key):
            return
        rows = [{"unit": t.unit_key(entry.key, place), "text_hash": known} for place, known in enumerate(hashes)]
        with self._database.writing() as connection:
            connection.execute(t.units.update().where(t.units.c.key == sa.bindparam("unit")), rows)

    def _next_build(self, catalogue: Catalogue) -> Build:
        with self._database.reading() as connection:
            number = 1 + (connection.execute(sa.select(sa.func.max(t.builds.c.number))).scalar() or 0)
        embedder = self._vectors.embedder
        model = re.sub(r"[^A-Za-z0-9]+", "-", embedder.name).strip("-")[:60]
        name = f"pledge-{catalogue.mark}-b{number}-{model}-{INDEX_RECIPE}"
        return Build(name, number, embedder.name, embedder.dimensions, INDEX_RECIPE)

    def _keywords(self, connection: Connection, catalogue: Catalogue) -> None:
        self._store.keywords.clear(connection)
        for entry in catalogue.entries:
            passages, units = self._parts(entry, connection)
            rows = keyword_rows(entry.key, entry.version.title, passages, units)
            self._store.keywords.add(connection, rows)

    def _parts(
        self, entry: Entry, connection: Connection | None = None
    ) -> tuple[tuple[Passage, ...], tuple[Unit, ...]]:
        return self._store.passages(entry.key, connection), self._store.units(entry.key, connection)


def _flip(connection: Connection, catalogue: Catalogue, build: Build, today: date) -> None:
    connection.execute(
        t.builds.insert().values(
            name=build.name,
            number=build.number,
            embedder=build.embedder,
            dimensions=build.dimensions,
            recipe=build.recipe,
            created_at=datetime.now(UTC),
        )
    )
    connection.execute(t.library.update().values(active_build=build.name))
    for entry in catalogue.entries:
        shelf = shelf_for(entry.version, today)
        if shelf is not entry.shelf:
            connection.execute(t.versions.update().where(t.versions.c.key == entry.key).values(shelf=shelf.value))
    connection.execute(t.unclaimed.delete())
    next_generation(connection)
