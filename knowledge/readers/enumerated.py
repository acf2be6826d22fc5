"""Lists that are typed, not marked up: lines and paragraphs that begin with (a), (ii), a bullet sign or a dash."""

from __future__ import annotations

import re
from dataclasses import dataclass

from knowledge.documents import Block, BlockKind, Span

_MARKER = r"(?:\((?:[a-z]{1,2}|[ivxlc]{1,6}|[A-Z]|\d{1,2})\)|[a-z]\)|[•◦▪‣●○■□–])[ \t]+"
_LINE = re.compile(rf"(?:\A|(?<=\n)|(?<=\r))[ \t]*{_MARKER}(?=\S)")
_FIRST_OF_LIST = re.compile(r"\s*(?:\((?:a|i|A|1)\)|a\)|[•◦▪‣●○■□–])")


@dataclass(frozen=True, slots=True)
class EnumeratedPart:
    """A stretch of a paragraph: running text, or an item without its marker."""

    span: Span
    item: bool


def enumerated_parts(text: str, span: Span, previous: Block | None) -> list[EnumeratedPart]:
    """The paragraph at `span` cut at lines that begin an item; one part where none does.

    A single item counts as one when it continues a list or a text that announces one, so that a sentence
    which happens to begin with a bracketed letter stays a sentence.
    """
    words = span.of(text)
    starts = [match.span() for match in _LINE.finditer(words)]
    if not starts or (len(starts) == 1 and not _belongs(text, words, starts[0], previous)):
        return [EnumeratedPart(span, item=False)]
    parts = []
    if words[: starts[0][0]].strip():
        parts.append(EnumeratedPart(_stripped(text, span.start, span.start + starts[0][0]), item=False))
    ends = [start for start, _ in starts[1:]] + [len(words)]
    for (_, begin), end in zip(starts, ends, strict=True):
        parts.append(EnumeratedPart(_stripped(text, span.start + begin, span.start + end), item=True))
    return parts


def _belongs(text: str, words: str, start: tuple[int, int], previous: Block | None) -> bool:
    if start[0] > 0:
        return words[: start[0]].rstrip().endswith((":", ";"))
    if previous is None:
        return False
    if previous.kind is BlockKind.ITEM:
        return True
    announces = previous.kind is BlockKind.PARAGRAPH and previous.span.of(text).rstrip("*_ ").endswith((":", "—"))
    return announces or (previous.kind is BlockKind.PARAGRAPH and bool(_FIRST_OF_LIST.match(words)))


def _stripped(text: str, start: int, end: int) -> Span:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end)
