"""Question to hits: vector and keyword candidates under a scope, their scores completed and fused."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from knowledge import tables as t
from knowledge.catalogue import Catalogue, Entry, Plan, Shelf
from knowledge.documents import Hit, Scope
from knowledge.errors import Conflict, IndexLost
from knowledge.index import VectorIndex
from knowledge.keywords import content_words
from knowledge.store import Store
from knowledge.vectors import Vectors

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from sqlalchemy import Connection

    #: A query's embedding, or what waits for it: the keywords are looked up meanwhile.
    QueryVector = NDArray[np.float32] | Callable[[], NDArray[np.float32]]

#: How many candidates each of the two ways of searching gives before they are fused.
CANDIDATES = 100
#: Where a reindex in another process drops the index that is being asked, the new one is there at once.
_ATTEMPTS = 3
_PAUSE_SECONDS = 0.05
#: What a point of BM25 (about 20 for the best unit) counts beside a cosine of 1: chosen on the development questions,
#: where reciprocal rank fusion found five in a hundred fewer.
KEYWORD_WEIGHT = 0.01


@dataclass(frozen=True, slots=True)
class _Scores:
    """A unit's two scores."""

    dense: float
    keyword: float


class Searcher:
    """Finds units; every filter of the scope is applied inside both indexes."""

    def __init__(self, store: Store, index: VectorIndex, vectors: Vectors) -> None:
        self._store = store
        self._index = index
        self._vectors = vectors

    def search(self, query: str, scope: Scope, k: int, *, vector: QueryVector | None = None) -> list[Hit]:
        """The best `k` units for a query, best first; arguments and errors as those of `candidates`."""
        return self._find(query, scope, max(k, CANDIDATES), vector, best=k)

    def candidates(
        self, query: str, scope: Scope, k: int = CANDIDATES, *, vector: QueryVector | None = None
    ) -> list[Hit]:
        """The union of the `k` closest units and the `k` best by keywords, each with both scores; closest first.

        Args:
            query: what is asked.
            scope: what may be seen.
            k: how many of each.
            vector: the query's embedding, if it is known already or being made.

        Raises:
            Conflict: the index was made with another embedding model.
            IndexLost: the vector index is damaged; `reindex` rebuilds it.
        """
        hits = self._find(query, scope, k, vector, best=None)
        return sorted(hits, key=lambda hit: -hit.dense)

    def following(self, hit: Hit, count: int) -> list[Hit]:
        """The units after a hit in its own version, in text order, with its scores; fewer at the version's end."""
        with self._store.database.reading() as connection:
            catalogue = self._store.catalogue(connection)
            entry = catalogue.by_id.get(hit.version.id)
            if entry is None:
                return []
            ordinals = range(hit.unit.ordinal + 1, min(hit.unit.ordinal + 1 + count, entry.unit_count))
            scores = {t.unit_key(entry.key, ordinal): _Scores(hit.dense, hit.keyword) for ordinal in ordinals}
            hits = self._hits(connection, catalogue, scores)
        return sorted(hits, key=lambda found: found.unit.ordinal)

    def warm(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Read ahead what questions will ask for, what is in force first, until the memory kept for it is full.

        Args:
            go_on: asked now and then; where it says no, the rest is left.

        Raises:
            Conflict: the index was made with another embedding model.
            StoreError: embeddings are missing.
        """
        with self._store.database.reading() as connection:
            catalogue = self._store.catalogue(connection)
            self._check(catalogue)
            self._store.keywords.warm(connection, go_on)
            for entry in sorted(catalogue.entries, key=lambda entry: entry.shelf is Shelf.REST):
                units = entry.unit_count
                if not (go_on() and self._vectors.has_room(units) and self._store.has_room(units)):
                    break
                self._vectors.of_version(entry, connection)
                self._store.texts([entry.key], connection)
                self._store.found([t.unit_key(entry.key, unit) for unit in range(units)], connection)
        if self._store.catalogue().generation != catalogue.generation:
            self._store.forget()  # of what was deleted meanwhile nothing may remain
            self._vectors.forget()

    def rarity(self, words: Sequence[str]) -> dict[str, float]:
        """The inverse document frequency of words, over all units of the keyword index."""
        with self._store.database.reading() as connection:
            return self._store.keywords.rarity(connection, words)

    def _find(self, query: str, scope: Scope, k: int, vector: QueryVector | None, *, best: int | None) -> list[Hit]:
        if not query.strip():
            return []
        if vector is None:
            vector = self._vectors.embedder.embed([query])[0]
        for attempt in range(_ATTEMPTS):
            try:
                return self._candidates(vector, content_words(query), scope, k, best)
            except IndexLost:
                if attempt == _ATTEMPTS - 1:
                    raise
                time.sleep(_PAUSE_SECONDS)
        return []

    def _candidates(
        self, wanted: QueryVector, words: Sequence[str], scope: Scope, k: int, best: int | None
    ) -> list[Hit]:
        with self._store.database.reading() as connection:
            catalogue = self._store.catalogue(connection)
            self._check(catalogue)
            plan = catalogue.plan(scope)
            keyword = dict(self._store.keywords.find(connection, words, k, plan.keys))
            keys, vectors = self._vectors_of(connection, catalogue, keyword)
            vector = wanted() if callable(wanted) else wanted  # it is often still being made
            dense = dict(zip(keys, (vectors @ vector).tolist(), strict=True)) | self._dense(vector, plan, k)
            keyword |= self._store.keywords.scores(connection, words, dense.keys() - keyword.keys())
            # Ranked before anything is read: most candidates are never shown.
            ranked = sorted((-fuse(cosine, keyword.get(key, 0.0)), key) for key, cosine in dense.items())
            scores = {key: _Scores(dense[key], keyword.get(key, 0.0)) for _, key in ranked[:best]}
            return self._hits(connection, catalogue, scores)

    def _check(self, catalogue: Catalogue) -> None:
        build, wanted = catalogue.build, self._vectors.embedder.name
        if build is not None and build.embedder != wanted:
            raise Conflict(
                f"The index was made with {build.embedder}, the settings ask for {wanted}. Run `pledge reindex`, "
                "or set the embedding model back."
            )

    def _dense(self, vector: NDArray[np.float32], plan: Plan, k: int) -> dict[int, float]:
        """The closest units of all places in the plan: cosine by unit key."""
        found: list[tuple[float, int]] = []
        for look in plan.looks:
            rows = self._index.query(look.index, vector, k + look.extra, only=look.only, without=look.without)
            shelf = look.index.rpartition("-")[2]
            for version, ordinal, cosine in rows:
                entry = plan.visible.get(version)
                # A row that no version claims (any more) on this shelf, left by a crash or a change under way.
                if entry is not None and entry.shelf == shelf and ordinal < entry.unit_count:
                    found.append((cosine, t.unit_key(entry.key, ordinal)))
        found.sort(reverse=True)
        return {key: cosine for cosine, key in found[:k]}

    def _vectors_of(
        self, connection: Connection, catalogue: Catalogue, keys: Iterable[int]
    ) -> tuple[list[int], NDArray[np.float32]]:
        """Units by version, and their vectors in that order: shape (units, dimensions)."""
        by_version: dict[int, list[int]] = {}
        for key in keys:
            version_key, ordinal = t.split_key(key)
            by_version.setdefault(version_key, []).append(ordinal)
        found: list[int] = []
        vectors = [np.zeros((0, self._vectors.embedder.dimensions), np.float32)]
        for version_key, ordinals in by_version.items():
            entry = catalogue.by_key.get(version_key)
            if entry is not None:  # else an orphan, which `doctor` finds and removes
                found += [t.unit_key(version_key, ordinal) for ordinal in ordinals]
                vectors.append(self._vectors.of_version(entry, connection)[ordinals])
        return found, np.concatenate(vectors)

    def _hits(self, connection: Connection, catalogue: Catalogue, scores: Mapping[int, _Scores]) -> list[Hit]:
        found = self._store.found(scores, connection)
        texts = self._store.texts({t.split_key(key)[0] for key in found}, connection)
        hits = []
        for key, (unit, passage) in found.items():
            entry: Entry = catalogue.by_key[t.split_key(key)[0]]
            score = scores[key]
            text = unit.span.of(texts[entry.key])
            fused = fuse(score.dense, score.keyword)
            hits.append(Hit(entry.version, unit, passage, text, fused, score.dense, score.keyword))
        hits.sort(key=lambda hit: (-hit.score, hit.version.id, hit.unit.ordinal))
        return hits


def fuse(dense: float, keyword: float) -> float:
    """One score of a unit from its cosine and its BM25, comparable between searches."""
    return dense + KEYWORD_WEIGHT * keyword
