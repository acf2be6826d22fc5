"""A search over a few documents held in memory: for evaluations, tests and texts that are not stored."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import snowballstemmer

from knowledge.documents import Audience, Document, Hit, Version
from knowledge.embed import Embedder
from knowledge.errors import UnreadableFile
from knowledge.indexed import indexed_text
from knowledge.readers import SUFFIXES, read
from knowledge.units import split

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WORD = re.compile(r"[^\W_]+")
#: How much a unit's words count against its meaning: both lie between 0 and 1.
_KEYWORD_SHARE = 0.5
_stemmer = snowballstemmer.stemmer("english")


class MemorySearch:
    """Units of a few documents, found by closeness in meaning and by rare words that they share with the query."""

    def __init__(self, documents: Iterable[tuple[Version, Document]], embedder: Embedder | None) -> None:
        """Without an embedder only words count."""
        self._hits = [hit for version, document in documents for hit in _hits(version, document)]
        self._embedder = embedder
        texts = [indexed_text(hit.version.title, hit.passage.heading_path, hit.unit) for hit in self._hits]
        self._vectors: NDArray[np.float32] | None = embedder.embed(texts) if embedder and texts else None
        self._words = [Counter(_stems(text)) for text in texts]
        known = Counter(word for words in self._words for word in words)
        self._rarity = {word: math.log(1 + len(texts) / count) for word, count in known.items()}
        self._by_version: dict[str, list[Hit]] = {}
        for hit in self._hits:
            self._by_version.setdefault(hit.version.id, []).append(hit)

    def find(self, query: str, k: int) -> Sequence[Hit]:
        """The best `k` units, best first."""
        if not self._hits:
            return []
        words = set(_stems(query))
        total = sum(self._rarity.get(word, 0.0) for word in words) or 1.0
        keyword = [sum(self._rarity[word] for word in words if word in found) / total for found in self._words]
        dense = np.zeros(len(self._hits), dtype=np.float32)
        if self._embedder is not None and self._vectors is not None:
            dense = self._vectors @ self._embedder.embed([query])[0]
        scores = dense + _KEYWORD_SHARE * np.asarray(keyword, dtype=np.float32)
        best = np.argsort(-scores, kind="stable")[:k]
        return [
            replace(self._hits[at], score=float(scores[at]), dense=float(dense[at]), keyword=float(keyword[at]))
            for at in best
        ]

    def whole(self, hit: Hit) -> Sequence[Hit]:
        """All units of the hit's version, in text order."""
        return self._by_version.get(hit.version.id, [])


def search_folder(folder: Path, embedder: Embedder | None, exclude: Sequence[str] = ()) -> MemorySearch:
    """Every readable document below a folder; what cannot be read is left out.

    Args:
        folder: read with its subfolders; names are relative to it.
        embedder: for closeness in meaning; None compares words only.
        exclude: globs of names to leave out.
    """
    documents = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder)
        if path.suffix.lower() not in SUFFIXES or any(name.match(pattern) for pattern in exclude):
            continue
        try:
            document = read(name.as_posix(), path.read_bytes())
        except UnreadableFile:
            continue
        documents.append((version_of(name.as_posix(), document), document))
    return MemorySearch(documents, embedder)


def version_of(name: str, document: Document) -> Version:
    """A version for a document that is not stored: its hash is its id."""
    digest = hashlib.sha256(f"{name}\n{document.text}".encode()).hexdigest()
    return Version(digest[:32], name, 1, document.title or name, Audience.PUBLIC, "policies", "1", digest)


def _hits(version: Version, document: Document) -> Iterable[Hit]:
    passages, units = split(document)
    for unit in units:
        yield Hit(version, unit, passages[unit.passage], unit.span.of(document.text), 0.0)


def _stems(text: str) -> list[str]:
    return list(_stemmer.stemWords(_WORD.findall(text.lower())))
