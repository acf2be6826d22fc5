"""The vector index: what it must do, and Chroma doing it, embedded or as a server.

An index is a named set of vectors under a build's immutable name. It holds ids, each row's version and vectors, no
words. What a search may see is given as versions, which the database picks by audience, collection and date: so an
index needs no change when such a fact changes, and a change is seen by all searches at once.
"""

from __future__ import annotations

import contextlib
import logging
import re
import shutil
import sqlite3
import uuid
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import IndexLost, InvalidSettings, StoreError

log = logging.getLogger(__name__)

_CHROMA_DATABASE = "chroma.sqlite3"
_BATCH = 2000  # Chroma takes 5,461 rows in one call


class VectorIndex(Protocol):
    """Finds the rows whose vectors are closest. A row's id is its version's id and its unit's ordinal."""

    def create(self, index: str) -> None:
        """Make an empty index; one that is there stays as it is."""

    def drop(self, index: str) -> None:
        """Remove an index and all its rows; one that is not there is fine."""

    def names(self) -> set[str]:
        """All indexes."""

    def add(self, index: str, version: str, vectors: NDArray[np.float32]) -> None:
        """Store a version's units, ordinals from 0; rows that are there are replaced.

        Raises:
            IndexLost: there is no such index.
        """

    def remove(self, index: str, version: str) -> None:
        """Remove a version's rows; none is fine."""

    def count(self, index: str) -> int:
        """How many rows it has."""

    def rows(self, index: str) -> dict[str, set[int]]:
        """All rows: ordinals by version."""

    def vectors(self, index: str, version: str) -> dict[int, NDArray[np.float32]]:
        """A version's vectors by ordinal."""

    def query(
        self,
        index: str,
        vector: NDArray[np.float32],
        limit: int,
        *,
        only: Collection[str] | None = None,
        without: Collection[str] | None = None,
    ) -> list[tuple[str, int, float]]:
        """The closest rows, closest first: version, ordinal, cosine similarity.

        Args:
            index: the index's name.
            vector: unit length.
            limit: most rows to return.
            only: versions to look in; None: all.
            without: versions not to look in, where `only` is None.

        Raises:
            IndexLost: there is no such index, or it is damaged.
        """

    def sweep(self) -> int:
        """Remove files that no index needs; returns how many."""

    def close(self) -> None:
        """Let go of files and connections."""


def row_id(version: str, ordinal: int) -> str:
    """The id of a row."""
    return f"{version}:{ordinal}"


#: What the system says of files that are sound, so that an index is not thrown away for it.
_NOT_ITS_FAULT = re.compile(
    r"disk is full|no space|read-?only|permission|unable to open|locked|os error|errno", re.IGNORECASE
)


class ChromaIndex:
    """Chroma: embedded in a folder that one process owns, or a server."""

    def __init__(self, client: Any, folder: Path | None = None) -> None:
        """Wrap a chromadb client; see `embedded` and `server`."""
        self._client = client
        self._folder = folder
        self._collections: dict[str, Any] = {}  # chromadb's collections are generic in ways that do not concern us

    @classmethod
    def embedded(cls, folder: Path) -> Self:
        """Chroma's files in `folder`, which this process must own (`knowledge.folder.FolderLock`).

        Raises:
            IndexLost: the files cannot be understood.
            StoreError: the system does not let us read or write them now.
        """
        import chromadb  # noqa: PLC0415 - 0.7 s that only a process that opens an index should pay
        from chromadb.config import Settings  # noqa: PLC0415 - the same

        try:
            folder.mkdir(parents=True, exist_ok=True)
            # First by ourselves: what chromadb once failed to open, it cannot open again in the same process.
            with contextlib.closing(sqlite3.connect(folder / _CHROMA_DATABASE)) as database:
                database.execute("SELECT count(*) FROM sqlite_master").fetchone()
            client = chromadb.PersistentClient(path=folder, settings=Settings(anonymized_telemetry=False))
        except Exception as error:  # chromadb raises whatever its Rust core met
            message = f"The index in {folder} cannot be opened: {error}"
            if _NOT_ITS_FAULT.search(str(error)):
                raise StoreError(f"{message}. Free space or give the right to write there, then try again.") from error
            raise IndexLost(message) from error
        return cls(client, folder)

    @classmethod
    def server(cls, url: str) -> Self:
        """A Chroma server.

        Raises:
            InvalidSettings: the URL is none.
            StoreError: the server does not answer.
        """
        import chromadb  # noqa: PLC0415 - 0.7 s that only a process that opens an index should pay
        from chromadb.config import Settings  # noqa: PLC0415 - the same

        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname:
            raise InvalidSettings(f"PLEDGE_CHROMA_URL is '{url}'; it must be like http://host:8000.")
        secure = parts.scheme == "https"
        try:
            client = chromadb.HttpClient(
                host=parts.hostname,
                port=parts.port or (443 if secure else 80),
                ssl=secure,
                settings=Settings(anonymized_telemetry=False),
            )
        except Exception as error:  # chromadb raises ValueError, httpx errors or its own
            raise StoreError(f"The Chroma server at {url} does not answer: {error}") from error
        return cls(client)

    def create(self, index: str) -> None:
        """Make an empty index; one that is there stays as it is."""
        # ef_search bounds what a query can find; the default of 100 is less than a search asks for.
        space = {"hnsw": {"space": "cosine", "ef_construction": 100, "ef_search": 200}}
        with _translated(index):
            self._collections[index] = self._client.get_or_create_collection(
                index, embedding_function=None, configuration=space
            )

    def drop(self, index: str) -> None:
        """Remove an index and all its rows; one that is not there is fine."""
        self._collections.pop(index, None)
        with contextlib.suppress(IndexLost), _translated(index):
            self._client.delete_collection(index)

    def names(self) -> set[str]:
        """All indexes."""
        with _translated("*"):
            return {collection.name for collection in self._client.list_collections()}

    def add(self, index: str, version: str, vectors: NDArray[np.float32]) -> None:
        """Store a version's units, ordinals from 0; rows that are there are replaced."""
        collection = self._collection(index)
        for start in range(0, len(vectors), _BATCH):
            part = vectors[start : start + _BATCH]
            ids = [row_id(version, start + place) for place in range(len(part))]
            with _translated(index):
                collection.upsert(ids=ids, embeddings=part, metadatas=[{"version": version}] * len(ids))

    def remove(self, index: str, version: str) -> None:
        """Remove a version's rows; none is fine."""
        with _translated(index):
            self._collection(index).delete(where={"version": version})

    def count(self, index: str) -> int:
        """How many rows it has."""
        with _translated(index):
            return int(self._collection(index).count())

    def rows(self, index: str) -> dict[str, set[int]]:
        """All rows: ordinals by version."""
        with _translated(index):
            ids = self._collection(index).get(include=[])["ids"]
        found: dict[str, set[int]] = {}
        for version, ordinal in map(_parsed, ids):
            found.setdefault(version, set()).add(ordinal)
        return found

    def vectors(self, index: str, version: str) -> dict[int, NDArray[np.float32]]:
        """A version's vectors by ordinal."""
        with _translated(index):
            got = self._collection(index).get(where={"version": version}, include=["embeddings"])
        return {
            _parsed(identity)[1]: np.asarray(vector, dtype=np.float32)
            for identity, vector in zip(got["ids"], got["embeddings"], strict=True)
        }

    def query(
        self,
        index: str,
        vector: NDArray[np.float32],
        limit: int,
        *,
        only: Collection[str] | None = None,
        without: Collection[str] | None = None,
    ) -> list[tuple[str, int, float]]:
        """The closest rows, closest first: version, ordinal, cosine similarity."""
        if limit < 1 or (only is not None and not only):
            return []
        with _translated(index):
            found = self._collection(index).query(
                query_embeddings=[vector], n_results=limit, where=_where(only, without), include=["distances"]
            )
        pairs = zip(found["ids"][0], found["distances"][0], strict=True)
        return [(*_parsed(identity), 1.0 - float(distance)) for identity, distance in pairs]

    def sweep(self) -> int:
        """Remove vector files of dropped indexes, which Chroma leaves behind; only where the files are ours."""
        if self._folder is None:
            return 0
        with contextlib.closing(sqlite3.connect(f"file:{self._folder / _CHROMA_DATABASE}?mode=ro", uri=True)) as found:
            known = {row[0] for row in found.execute("SELECT id FROM segments")}
        orphans = [path for path in self._folder.iterdir() if path.is_dir() and _is_uuid(path.name)]
        orphans = [path for path in orphans if path.name not in known]
        for path in orphans:
            shutil.rmtree(path)
        return len(orphans)

    def close(self) -> None:
        """Let go of files and connections."""
        self._collections.clear()
        # chromadb leaves the connections of its HTTP client open, and offers no way to close them.
        callers = (self._client, getattr(self._client, "_admin_client", None))
        sessions = [getattr(getattr(caller, "_server", None), "_session", None) for caller in callers]
        self._client.close()
        for session in filter(None, sessions):
            session.close()

    def _collection(self, index: str) -> Any:
        collection = self._collections.get(index)
        if collection is None:
            with _translated(index):
                collection = self._client.get_collection(index, embedding_function=None)
            self._collections[index] = collection
        return collection


def _where(only: Collection[str] | None, without: Collection[str] | None) -> dict[str, Any] | None:
    if only is not None:
        return {"version": {"$in": sorted(only)}}
    return {"version": {"$nin": sorted(without)}} if without else None


def _parsed(identity: str) -> tuple[str, int]:
    version, _, ordinal = identity.rpartition(":")
    return version, int(ordinal)


def _is_uuid(name: str) -> bool:
    try:
        uuid.UUID(name)
    except ValueError:
        return False
    return True


@contextlib.contextmanager
def _translated(index: str) -> Iterator[None]:
    """Chroma's errors as ours."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:  # chromadb has no common base: its Rust core, httpx and pydantic all raise through
        raise IndexLost(f"The vector index '{index}' failed: {error}. Run `pledge reindex`.") from error
