"""Small real stand-ins that tests share: fast, deterministic, no model and no files."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import IndexLost

_WORD = re.compile(r"\w+")


class HashEmbedder:
    """Texts that share words have similar vectors; each word has a direction made of its hash."""

    def __init__(
        self, dimensions: int = 64, name: str = "hash", before: Callable[[int], None] = lambda _: None
    ) -> None:
        """`before` is called with the number of texts before they are embedded."""
        self.name = name
        self.dimensions = dimensions
        self.embedded = 0
        self._before = before

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (texts, dimensions), float32, unit length."""
        self._before(len(texts))
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in _WORD.findall(text.lower()) or ["nothing"]:
                vectors[row] += self._direction(word)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / lengths, dtype=np.float32)

    def _direction(self, word: str) -> NDArray[np.float32]:
        seed = int.from_bytes(hashlib.sha256(f"{self.name} {word}".encode()).digest()[:8], "big")
        return np.random.default_rng(seed).standard_normal(self.dimensions).astype(np.float32)


class MemoryIndex:
    """A vector index in memory that compares with every row."""

    def __init__(self) -> None:
        self.indexes: dict[str, dict[tuple[str, int], NDArray[np.float32]]] = {}

    def create(self, index: str) -> None:
        self.indexes.setdefault(index, {})

    def drop(self, index: str) -> None:
        self.indexes.pop(index, None)

    def names(self) -> set[str]:
        return set(self.indexes)

    def add(self, index: str, version: str, vectors: NDArray[np.float32]) -> None:
        rows = self._rows(index)
        for ordinal, vector in enumerate(vectors):
            rows[version, ordinal] = np.array(vector)

    def remove(self, index: str, version: str) -> None:
        rows = self._rows(index)
        for key in [key for key in rows if key[0] == version]:
            del rows[key]

    def count(self, index: str) -> int:
        return len(self._rows(index))

    def rows(self, index: str) -> dict[str, set[int]]:
        found: dict[str, set[int]] = {}
        for version, ordinal in self._rows(index):
            found.setdefault(version, set()).add(ordinal)
        return found

    def vectors(self, index: str, version: str) -> dict[int, NDArray[np.float32]]:
        return {ordinal: vector for (name, ordinal), vector in self._rows(index).items() if name == version}

    def query(
        self,
        index: str,
        vector: NDArray[np.float32],
        limit: int,
        *,
        only: Collection[str] | None = None,
        without: Collection[str] | None = None,
    ) -> list[tuple[str, int, float]]:
        scored = [
            (version, ordinal, float(row @ vector))
            for (version, ordinal), row in list(self._rows(index).items())
            if (only is None or version in only) and (only is not None or version not in (without or ()))
        ]
        return sorted(scored, key=lambda row: -row[2])[:limit]

    def sweep(self) -> int:
        return 0

    def close(self) -> None:
        self.indexes = dict(self.indexes)

    def _rows(self, index: str) -> dict[tuple[str, int], NDArray[np.float32]]:
        try:
            return self.indexes[index]
        except KeyError:
            raise IndexLost(f"no index {index}") from None
