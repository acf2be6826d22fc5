"""Evidence from an organisation's library, under the scope of whoever asks."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.cache import Bounded
from knowledge.documents import Hit, Scope
from knowledge.library import Library

_KEPT_UNITS = 50_000


class LibraryEvidence:
    """Finds evidence in a library; every filter of the scope is applied inside its indexes."""

    def __init__(self, library: Library, scope: Scope) -> None:
        self._library = library
        self._scope = scope
        self._whole: Bounded[str, list[Hit]] = Bounded(_KEPT_UNITS, len)

    def find(self, query: str, k: int) -> Sequence[Hit]:
        """The best `k` units for a query, best first."""
        return self._library.search(query, self._scope, k)

    def whole(self, hit: Hit) -> Sequence[Hit]:
        """All units of the hit's version, in text order."""
        known = self._whole.get(hit.version.id)
        if known is None:
            text = self._library.version_text(hit.version.id)
            passages = self._library.passages(hit.version.id)
            units = self._library.units(hit.version.id)
            known = [Hit(hit.version, unit, passages[unit.passage], unit.span.of(text), 0.0) for unit in units]
            self._whole.put(hit.version.id, known)
        return known
