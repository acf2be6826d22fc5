"""Whether the vector index still holds what the database says: quick, at every start.

Chroma may lose its vectors and still count its rows (its own database and its vector files are apart), so known
vectors are asked for besides.
"""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.catalogue import Catalogue, Entry, Shelf
from knowledge.errors import IndexLost
from knowledge.index import VectorIndex
from knowledge.vectors import Vectors

_PROBE_ROWS = 50
_FOUND_SHARE = 0.8  #: HNSW may miss a few of many; a lost index misses nearly all
_SAME = 0.999


def trouble(catalogue: Catalogue, index: VectorIndex, vectors: Vectors) -> str | None:
    """What is wrong with the active build's indexes, in words for a log; None where nothing is."""
    build = catalogue.build
    if build is None:
        return "there is no build"
    try:
        missing = missing_indexes(catalogue, index)
        if missing:
            return f"missing: {', '.join(sorted(missing))}"
        for shelf in Shelf:
            entries = [entry for entry in catalogue.entries if entry.shelf is shelf and entry.unit_count]
            found = _trouble_of(build.index(shelf), entries, index, vectors)
            if found:
                return found
    except IndexLost as error:
        return error.message
    return None


def missing_indexes(catalogue: Catalogue, index: VectorIndex) -> set[str]:
    """The names of the active build's indexes that are not there; cheap enough to ask every few seconds.

    Raises:
        StoreError: the index does not answer.
    """
    build = catalogue.build
    return {build.index(shelf) for shelf in Shelf} - index.names() if build is not None else set()


def _trouble_of(name: str, entries: Sequence[Entry], index: VectorIndex, vectors: Vectors) -> str | None:
    expected = sum(entry.unit_count for entry in entries)
    counted = index.count(name)
    if counted != expected:
        return f"{name} has {counted} rows instead of {expected}"
    if not entries:
        return None
    wanted = min(expected, _PROBE_ROWS)
    for entry in {entry.key: entry for entry in (entries[0], entries[len(entries) // 2], entries[-1])}.values():
        vector = vectors.of_version(entry)[entry.unit_count // 2]
        found = index.query(name, vector, wanted)
        if len(found) < _FOUND_SHARE * wanted or found[0][2] < _SAME:
            return f"{name} has lost vectors: a known one is not found"
    return None
