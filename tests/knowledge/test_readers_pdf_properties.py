"""Whatever a page holds, and wherever it stands on it, its words are in the text."""

from __future__ import annotations

import io
import re

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    PageTemplate,
    Paragraph,
    Table,
    TableStyle,
)

from knowledge.readers import read
from knowledge.units import split

SAMPLES = getSampleStyleSheet()
WORD = st.sampled_from(
    "we refund you within days of it. no. a. dom. (b) 3. £5 1 km 4.2 THE END: and; U.S. – • * yes! 10% i. iv)".split()
)
WORDS = st.lists(WORD, min_size=1, max_size=40).map(" ".join)
SHORT = st.lists(WORD, min_size=1, max_size=3).map(" ".join)
BLOCK = st.one_of(
    st.tuples(st.just("paragraph"), WORDS),
    st.tuples(st.just("heading"), SHORT),
    st.tuples(st.just("list"), st.lists(WORDS, min_size=1, max_size=4)),
    st.tuples(st.just("table"), st.lists(st.lists(SHORT, min_size=3, max_size=3), min_size=1, max_size=12)),
)
#: Left edge, bottom, width and height of each column, by how many there are.
FRAMES = {
    1: [(60, 60, 470, 720)],
    2: [(60, 60, 230, 720), (310, 60, 230, 720)],
    3: [(40, 60, 165, 720), (215, 60, 165, 720), (390, 60, 165, 720)],
}


def flowable(kind: str, content: str | list[str] | list[list[str]]) -> Flowable:
    if kind == "list":
        return ListFlowable([Paragraph(str(words), SAMPLES["BodyText"]) for words in content], bulletType="bullet")
    if kind == "table":
        rows = [[Paragraph(cell, SAMPLES["BodyText"]) for cell in row] for row in content]
        return Table(rows, style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]))
    return Paragraph(str(content), SAMPLES["Heading2" if kind == "heading" else "BodyText"])


def tokens(words: str) -> list[str]:
    return sorted(re.findall(r"\w+", words))


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(BLOCK, min_size=1, max_size=12), st.sampled_from(sorted(FRAMES)))
def test_every_word_on_a_page_is_in_the_text_once(
    blocks: list[tuple[str, str | list[str] | list[list[str]]]], columns: int
) -> None:
    buffer = io.BytesIO()
    template = BaseDocTemplate(buffer, pagesize=A4, invariant=1)
    template.addPageTemplates(PageTemplate(frames=[Frame(*args) for args in FRAMES[columns]]))
    template.build([flowable(kind, content) for kind, content in blocks])
    drawn = " ".join(word for _, content in blocks for word in flat(content))
    document = read("a.pdf", buffer.getvalue())
    assert tokens(document.text) == tokens(drawn)
    end = 0
    for unit in split(document)[1]:
        assert end <= unit.span.start < unit.span.end
        end = unit.span.end


def flat(content: str | list[str] | list[list[str]]) -> list[str]:
    if isinstance(content, str):
        return [content]
    return [word for part in content for word in flat(part)]
