"""Embeddings kept in the database: each text is embedded once, and any index can be rebuilt from them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import numpy as np
import sqlalchemy as sa
from numpy.typing import NDArray
from sqlalchemy import Connection

from knowledge import tables as t
from knowledge.cache import Bounded
from knowledge.catalogue import Entry
from knowledge.database import Database
from knowledge.documents import Passage, Unit
from knowledge.embed import Embedder
from knowledge.errors import StoreError
from knowledge.indexed import index_vectors, indexed_text

_CACHE_BYTES = 64_000_000
#: Texts embedded and saved at a time, a few seconds of work: what a crash can cost. Of fewer, those of like length are
#: not together, and a tenth of the time goes into padding.
_BATCH_TEXTS = 512
_MOST_PARAMETERS = 500


def unit_texts(title: str, passages: Sequence[Passage], units: Sequence[Unit]) -> list[str]:
    """What is embedded for each unit, in unit order."""
    headings = {passage.ordinal: passage.heading_path for passage in passages}
    return [indexed_text(title, headings[unit.passage], unit) for unit in units]


def text_hash(text: str) -> bytes:
    """The key of a text's embedding."""
    return hashlib.sha256(text.encode()).digest()


class Vectors:
    """The embeddings of one embedder, and the index vectors made of them."""

    def __init__(self, database: Database, embedder: Embedder) -> None:
        self.embedder = embedder
        self._database = database
        self._versions: Bounded[tuple[int, str], NDArray[np.float32]] = Bounded(
            _CACHE_BYTES, lambda array: array.nbytes
        )

    def missing(self, hashes: Iterable[bytes]) -> set[bytes]:
        """Those of the texts that were never embedded."""
        wanted = set(hashes)
        with self._database.reading() as connection:
            for part in _parts(list(wanted)):
                query = sa.select(t.embeddings.c.text_hash).where(
                    t.embeddings.c.embedder == self.embedder.name, t.embeddings.c.text_hash.in_(part)
                )
                wanted -= {row[0] for row in connection.execute(query)}
        return wanted

    def embed(self, texts: Mapping[bytes, str], progress: Callable[[int], None] = lambda _: None) -> None:
        """Embed texts, by their hash, and keep what is done at once; short ones first, so that little is padded.

        Args:
            texts: what `missing` asked for.
            progress: called with how many are done.
        """
        order = sorted(texts, key=lambda known: len(texts[known]))
        for start in range(0, len(order), _BATCH_TEXTS):
            part = order[start : start + _BATCH_TEXTS]
            vectors = self.embedder.embed([texts[known] for known in part])
            self._keep(part, vectors)
            progress(start + len(part))

    def ensure(self, texts: Sequence[str]) -> list[bytes]:
        """Embed those of the texts that were never embedded, or no longer are; returns each one's hash."""
        hashes = [text_hash(text) for text in texts]
        missing = self.missing(hashes)
        if missing:
            self.embed({known: text for known, text in zip(hashes, texts, strict=True) if known in missing})
        return hashes

    def raw(self, hashes: Sequence[bytes], connection: Connection | None = None) -> NDArray[np.float32]:
        """The embeddings of texts, shape (texts, dimensions).

        Raises:
            StoreError: one of them was never embedded.
        """
        if connection is None:
            with self._database.reading() as fresh:
                return self.raw(hashes, fresh)
        found: dict[bytes, bytes] = {}
        for part in _parts(list(set(hashes))):
            query = sa.select(t.embeddings.c.text_hash, t.embeddings.c.vector).where(
                t.embeddings.c.embedder == self.embedder.name, t.embeddings.c.text_hash.in_(part)
            )
            found.update((row[0], row[1]) for row in connection.execute(query))
        try:
            flat = b"".join(found[known] for known in hashes)
        except KeyError as error:
            raise StoreError("Embeddings are missing from the database. Run `pledge doctor --repair`.") from error
        return np.frombuffer(flat, dtype="<f4").reshape(len(hashes), self.embedder.dimensions)

    def of_version(self, entry: Entry, connection: Connection | None = None) -> NDArray[np.float32]:
        """A stored version's index vectors, shape (units, dimensions), in unit order.

        Args:
            entry: the version, as the catalogue of the connection's transaction has it.
            connection: a reading transaction; None: a new one.
        """
        place = (entry.key, entry.version.title)  # the title is part of what is embedded
        kept = self._versions.get(place)
        if kept is None:
            if connection is None:
                with self._database.reading() as fresh:
                    return self.of_version(entry, fresh)
            query = sa.select(t.units.c.text_hash, t.units.c.passage).where(t.units.c.version_key == entry.key)
            rows = connection.execute(query.order_by(t.units.c.key)).all()
            kept = self.indexed([row[0] for row in rows], [row[1] for row in rows], connection)
            self._versions.put(place, kept)
        return kept

    def has_room(self, units: int) -> bool:
        """Whether a version of so many units can be kept in memory and no other has to go."""
        return self._versions.has_room(4 * units * self.embedder.dimensions)

    def indexed(
        self, hashes: Sequence[bytes], passages: Sequence[int], connection: Connection | None = None
    ) -> NDArray[np.float32]:
        """What goes into the vector index for units with these texts, in unit order."""
        return index_vectors(self.raw(hashes, connection), passages)

    def forget(self) -> None:
        """Keep no version's vectors in memory: its texts have changed or are gone."""
        self._versions.clear()

    def _keep(self, hashes: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        rows = [
            {"text_hash": known, "embedder": self.embedder.name, "vector": vector.astype("<f4").tobytes()}
            for known, vector in zip(hashes, vectors, strict=True)
        ]
        with self._database.writing() as connection:
            connection.execute(insert_new(connection, t.embeddings), rows)


def unused_embeddings() -> sa.Select[tuple[bytes]]:
    """The keys of embeddings whose text no unit has."""
    used = sa.exists().where(t.units.c.text_hash == t.embeddings.c.text_hash)
    return sa.select(t.embeddings.c.text_hash).where(~used)


def insert_new(connection: Connection, table: sa.Table) -> sa.Insert:
    """An insert that leaves rows alone whose key is there."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert  # noqa: PLC0415 - one of the two is needed

        return insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects.postgresql import insert as postgres_insert  # noqa: PLC0415 - the same

    return postgres_insert(table).on_conflict_do_nothing()


def _parts(items: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(items), _MOST_PARAMETERS):
        yield items[start : start + _MOST_PARAMETERS]
