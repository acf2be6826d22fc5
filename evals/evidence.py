"""Where gold quotes stand in a text, and how much of them was shown: white space runs count as one space."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from knowledge.documents import Span

#: Every quote of one gold group must be shown to at least this share of its characters.
ENOUGH = 0.8
_SPACE = re.compile(r"\s+")
#: Layout that a format's reader may render in its own way: marks, cell borders, hyphens at line ends.
_LAYOUT = re.compile(r"[-\u2010\u00ad]\s*\n\s*|[\s*_|#>]+|\u00ad")


@dataclass(frozen=True)
class Shaped:
    """A text with white space runs as one space (or without layout), and where each kept character came from."""

    source: str
    without_layout: bool = False

    @cached_property
    def _kept(self) -> tuple[str, tuple[int, ...]]:
        characters: list[str] = []
        places: list[int] = []
        at = 0
        for gap in (_LAYOUT if self.without_layout else _SPACE).finditer(self.source):
            characters.append(self.source[at : gap.start()])
            places.extend(range(at, gap.start()))
            if not self.without_layout:
                characters.append(" ")
                places.append(gap.start())
            at = gap.end()
        characters.append(self.source[at:])
        places.extend(range(at, len(self.source)))
        return "".join(characters), tuple(places)

    @property
    def text(self) -> str:
        """What is compared."""
        return self._kept[0]

    def positions(self, span: Span) -> range:
        """The kept characters that a span of the source covers."""
        places = self._kept[1]
        return range(bisect_left(places, span.start), bisect_left(places, span.end))

    def occurrences(self, quote: str) -> list[range]:
        """Everywhere that a quote stands."""
        wanted = Shaped(quote.strip(), self.without_layout).text
        found: list[range] = []
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            found.append(range(at, at + len(wanted)))
            at = self.text.find(wanted, at + 1)
        return found


def locate(text: str, quote: str) -> tuple[Shaped, list[range]]:
    """The text in the shape in which the quote can be found in it, and where it stands.

    White space is the only thing that may differ; where a format's reader renders tables, emphasis or hyphens in
    another way than the writer of the quote, layout is left out on both sides. No places: it does not stand there.
    """
    plain = _shaped(text, without_layout=False)
    places = plain.occurrences(quote)
    if places:
        return plain, places
    loose = _shaped(text, without_layout=True)
    return loose, loose.occurrences(quote)


@lru_cache(maxsize=256)
def _shaped(text: str, *, without_layout: bool) -> Shaped:
    return Shaped(text, without_layout)


def covered(shaped: Shaped, places: Sequence[range], spans: Iterable[Span]) -> float:
    """The largest share, 0 to 1, of one of the places that the spans cover together."""
    shown: set[int] = set()
    for span in spans:
        shown.update(shaped.positions(span))
    return max((sum(place in shown for place in where) / len(where) for where in places), default=0.0)


def collapsed(text: str) -> str:
    """A text with white space runs as one space and none at its ends."""
    return _SPACE.sub(" ", text).strip()
