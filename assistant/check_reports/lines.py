"""Places in a text as lines and columns."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache

from knowledge.documents import Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where a span begins and ends; lines and columns count from 1, the end column is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


@lru_cache(maxsize=16)
def _line_starts(text: str) -> tuple[int, ...]:
    return (0, *(place + 1 for place, character in enumerate(text) if character == "\n"))


def place_of(text: str, span: Span) -> Place:
    """The lines and columns of a span."""
    starts = _line_starts(text)
    first, last = bisect_right(starts, span.start), bisect_right(starts, max(span.end - 1, span.start))
    return Place(first, span.start - starts[first - 1] + 1, last, span.end - starts[last - 1] + 1)


def line_text(text: str, number: int) -> str:
    """A line without its end; numbers count from 1."""
    starts = _line_starts(text)
    end = starts[number] - 1 if number < len(starts) else len(text)
    return text[starts[number - 1] : end].rstrip("\r")
