"""Marks at the ends of a unit: emphasis, links and code stay whole, or outside."""

from __future__ import annotations

from knowledge.documents import Block, Span


def balanced(text: str, span: Span, block: Block) -> Span:
    """`span` with the hidden marks that touch it, as far as both of a pair are then in it.

    A pair around the whole unit is left out, so that the unit is its own words.
    """
    hidden = block.hidden
    if not hidden:
        return span
    left, right = _touching(hidden, span)
    inside = [gap for gap in hidden if gap.start >= span.start and gap.end <= span.end]
    marks = [*left, *inside, *right]
    paired = _pairs(text, marks)
    start, end = span.start, span.end
    for gap in reversed(left):
        if paired.get(gap) in inside:
            start = gap.start
        else:
            break
    for gap in right:
        if paired.get(gap) in inside or (gap in paired and start <= paired[gap].start):
            end = gap.end
        else:
            break
    return Span(start, end)


def _touching(hidden: tuple[Span, ...], span: Span) -> tuple[list[Span], list[Span]]:
    """The hidden spans that touch `span` from the left and from the right, in text order."""
    left: list[Span] = []
    start = span.start
    for gap in reversed(hidden):
        if gap.end == start:
            left.insert(0, gap)
            start = gap.start
    right: list[Span] = []
    end = span.end
    for gap in hidden:
        if gap.start == end:
            right.append(gap)
            end = gap.end
    return left, right


def _pairs(text: str, marks: list[Span]) -> dict[Span, Span]:
    """Each mark with its partner, for those that have one among `marks`."""
    open_marks: list[Span] = []
    paired: dict[Span, Span] = {}
    for mark in marks:
        words = mark.of(text)
        opener = next((one for one in reversed(open_marks) if _fit(one.of(text), words)), None)
        if opener is None:
            open_marks.append(mark)
        else:
            del open_marks[open_marks.index(opener) :]
            paired[opener], paired[mark] = mark, opener
    return paired


def _fit(opening: str, closing: str) -> bool:
    if opening[0] in "*_`~":
        return opening == closing
    if opening in ("[", "!["):
        return closing.startswith("]")
    if opening.startswith(("{%", "{{")):
        return closing.endswith(("%}", "}}"))
    if opening == "<":
        return closing == ">"
    return opening[0] == "<" and closing.startswith("</")
