"""Question to hits: one search for each thing asked, the results interleaved."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from assistant.questions import Reading, read_question
from knowledge.documents import Hit, Scope
from knowledge.library import Library

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: How many questions can be embedded while their keywords are looked up; with more at once, all cores are busy anyway.
_AT_ONCE = 8
#: How many more units are looked for than are wanted, in place of single words.
_SPARE = 10


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found for a question, best first."""

    hits: tuple[Hit, ...]
    parts: int = 1  #: how many things were asked; the best hit of each comes first


class Retriever:
    """Searches a library for what a question asks."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._beside = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="pledge-embed")

    def search(self, query: str, scope: Scope, k: int) -> list[Hit]:
        """The best `k` units for a query by itself, without single words such as "Internal."."""
        hits = self.find(read_question(query), scope, k + _SPARE).hits
        return [hit for hit in hits if len(hit.unit.plain.split()) > 1 or hit.unit.context][:k]

    def find(self, reading: Reading, scope: Scope, k: int) -> Found:
        """The best `k` units for a question in its conversation, best first; those of its parts take turns."""
        texts = list(dict.fromkeys((reading.joined, reading.asked, *reading.parts)))
        embedded = self._beside.submit(self._library.vectors.embedder.embed, texts)

        def meant(part: str | None = None) -> NDArray[np.float32]:
            vectors = dict(zip(texts, embedded.result(), strict=True))
            whole = _unit(vectors[reading.joined] + vectors[reading.asked])
            # A part often leans on the others ("and how long for the second?"), so the whole goes into each search.
            return whole if part is None else _unit(vectors[part] + whole)

        words = " ".join((reading.joined, *reading.also))
        if not reading.parts:
            return Found(tuple(self._library.search(words, scope, k, vector=meant)))
        lists = [
            self._library.search(f"{part} {words}", scope, k, vector=partial(meant, part)) for part in reading.parts
        ]
        return Found(tuple(_interleave(lists)[:k]), len(lists))

    def also(self, found: Found, queries: Sequence[str], scope: Scope, k: int) -> Found:
        """What was found, and between it what further queries find; the best hit stays the best."""
        if not queries:
            return found
        lists = [list(found.hits), *(self.search(query, scope, k) for query in queries)]
        return Found(tuple(_interleave(lists)[:k]), found.parts)


def _unit(vector: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float32)


def _interleave(lists: Sequence[Sequence[Hit]]) -> list[Hit]:
    """The first of each list, then the second of each, and so on; every unit once."""
    seen: set[tuple[str, int]] = set()
    merged = []
    for place in range(max(map(len, lists), default=0)):
        for hits in lists:
            if place < len(hits):
                key = (hits[place].version.id, hits[place].unit.ordinal)
                if key not in seen:
                    seen.add(key)
                    merged.append(hits[place])
    return merged
