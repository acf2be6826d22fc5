"""The words of a block as a reader sees them, each character with its place in the text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.documents import Span

_PARTS_WORDS = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|th|hr|h[1-6]|blockquote)\b", re.IGNORECASE)
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class Visible:
    """Words without hidden spans; `places[i]` is where `words[i]` stands in the document's text."""

    words: str
    places: tuple[int, ...]

    def span(self, start: int, end: int) -> Span:
        """The span of the text from the first to the last of these characters; `end` is exclusive."""
        return Span(self.places[start], self.places[end - 1] + 1)


def visible(text: str, span: Span, hidden: Iterable[Span]) -> Visible:
    """What of `span` a reader sees; a hidden line break or cell mark leaves a space."""
    parts: list[str] = []
    places: list[int] = []
    position = span.start
    for gap in hidden:
        start, end = max(gap.start, position), min(gap.end, span.end)
        if end <= start:
            continue
        parts.append(text[position:start])
        places.extend(range(position, start))
        if _PARTS_WORDS.match(text, start):
            parts.append(" ")
            places.append(start)
        position = end
    parts.append(text[position : span.end])
    places.extend(range(position, span.end))
    return Visible("".join(parts), tuple(places))


def plain_words(words: str) -> str:
    """Visible words as they are scored: entities resolved, white space collapsed, soft hyphens gone."""
    if "&" in words:
        words = html.unescape(words)
    return " ".join(words.translate(_INVISIBLE).split())
