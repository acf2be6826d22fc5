"""Embeddings of documents kept between runs in the user's cache folder, so that the second run of a suite is fast."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from knowledge.embed import Embedder, cache_folder

if TYPE_CHECKING:
    from numpy.typing import NDArray

_MOST_PARAMETERS = 500
#: A question and its parts; a batch of a document's units is larger.
_QUESTION_TEXTS = 8


def default_cache() -> Path:
    """The file that all runs of a user share; deleting it costs one slow run."""
    return cache_folder().parent / "evals" / "vectors.sqlite3"


class RememberingEmbedder:
    """An embedder that looks up texts it has met before, by their hash and the model's name.

    A few texts are always embedded anew: that is a question with its parts, and its time belongs into the latency.
    """

    def __init__(self, embedder: Embedder, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._embedder = embedder
        self._lock = threading.Lock()
        self._database = sqlite3.connect(file, check_same_thread=False, timeout=60)
        self._database.execute("PRAGMA journal_mode=WAL")
        self._database.execute(
            "CREATE TABLE IF NOT EXISTS vectors (name TEXT, hash BLOB, vector BLOB, PRIMARY KEY (name, hash))"
        )

    @property
    def name(self) -> str:
        """The model's own name."""
        return self._embedder.name

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return self._embedder.dimensions

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (texts, dimensions), float32, unit length."""
        if len(texts) <= _QUESTION_TEXTS:
            return self._embedder.embed(texts)
        hashes = [hashlib.sha256(text.encode()).digest() for text in texts]
        with self._lock:
            known = self._known(hashes)
        fresh = {key: text for key, text in zip(hashes, texts, strict=True) if key not in known}
        if fresh:
            vectors = self._embedder.embed(list(fresh.values()))
            known |= dict(zip(fresh, vectors, strict=True))
            with self._lock:
                self._keep(list(fresh), vectors)
        return np.stack([known[key] for key in hashes]) if hashes else np.zeros((0, self.dimensions), np.float32)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def _known(self, hashes: Sequence[bytes]) -> dict[bytes, NDArray[np.float32]]:
        found: dict[bytes, NDArray[np.float32]] = {}
        for start in range(0, len(hashes), _MOST_PARAMETERS):
            part = hashes[start : start + _MOST_PARAMETERS]
            marks = ",".join("?" * len(part))
            query = f"SELECT hash, vector FROM vectors WHERE name = ? AND hash IN ({marks})"  # noqa: S608 - marks only
            for key, vector in self._database.execute(query, (self.name, *part)):
                found[key] = np.frombuffer(vector, dtype="<f4")
        return found

    def _keep(self, hashes: Sequence[bytes], vectors: NDArray[np.float32]) -> None:
        rows = [(self.name, key, row.astype("<f4").tobytes()) for key, row in zip(hashes, vectors, strict=True)]
        with self._database:
            self._database.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?, ?)", rows)
