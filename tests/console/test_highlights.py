"""Texts cut for marks: nothing is lost, nothing is said twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from api.console.highlights import cut
from api.console.source import parts
from knowledge.documents import Passage, Span

SPANS = st.lists(
    st.tuples(st.integers(0, 80), st.integers(1, 40)).map(lambda pair: Span(pair[0], pair[0] + pair[1])), max_size=8
)


@given(st.text(max_size=80), SPANS, st.integers(0, 80), st.integers(0, 80))
def test_pieces_together_are_the_text_and_know_their_marks(
    text: str, marks: list[Span], first: int, second: int
) -> None:
    start, end = sorted((min(first, len(text)), min(second, len(text))))
    pieces = cut(text, Span(start, end), marks)
    assert "".join(piece.text for piece in pieces) == text[start:end]
    for piece in pieces:
        assert piece.marks == tuple(n for n, mark in enumerate(marks) if mark.overlaps(piece.span))
        assert all(
            mark.start <= piece.span.start and piece.span.end <= mark.end
            for mark in map(marks.__getitem__, piece.marks)
        )


TEXT = "# Returns\n\nYou have 30 days.\n\n## Gifts\n\nGifts too.\n\nThe end\n"
PASSAGES = [
    Passage(0, Span(11, 28), ("Returns",)),
    Passage(1, Span(40, 50), ("Returns", "Gifts")),
]


def test_a_text_is_shown_whole_under_its_headings() -> None:
    found = list(parts(TEXT, PASSAGES, []))
    said = [part.heading or "".join(piece.text for piece in part.pieces).strip() for part in found]
    assert said == ["Returns", "You have 30 days.", "Gifts", "Gifts too.", "The end"]
    assert [part.level for part in found if part.heading] == [1, 2]


def test_a_mark_over_several_parts_is_pointed_at_once() -> None:
    found = [piece for part in parts(TEXT, PASSAGES, [Span(20, 50)]) for piece in part.pieces if piece.marked]
    assert [piece.id for piece in found] == ["20-50", "", ""]
    assert "".join(piece.text for piece in found) == TEXT[20:50]
