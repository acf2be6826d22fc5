"""A text cut where marks begin and end, so that a page can show them in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from knowledge.documents import Span


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text that the same marks cover."""

    span: Span
    text: str
    marks: tuple[int, ...] = ()  #: places in the sequence of marks that was given


def cut(text: str, within: Span, marks: Sequence[Span]) -> tuple[Piece, ...]:
    """The text of a span as pieces, in order; together they are that text, whole.

    Args:
        text: what the spans are offsets into.
        within: the part of it that is wanted.
        marks: may overlap each other and reach beyond `within`.
    """
    here = [(place, mark) for place, mark in enumerate(marks) if mark.overlaps(within)]
    edges = {within.start, within.end}
    for _, mark in here:
        edges |= {max(mark.start, within.start), min(mark.end, within.end)}
    ordered = sorted(edges)
    pieces = (Span(start, end) for start, end in pairwise(ordered))
    return tuple(
        Piece(span, span.of(text), tuple(place for place, mark in here if mark.overlaps(span))) for span in pieces
    )
