"""A draft's clauses as Markdown: the text that is checked, exported and published."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.drafting.records import Clause
from knowledge.documents import Span


@dataclass(frozen=True, slots=True)
class Rendered:
    """A code's text, and where each clause stands in it."""

    text: str
    spans: tuple[Span, ...]  #: of the clauses, in their order


def render(title: str, clauses: Sequence[Clause]) -> Rendered:
    """The code as Markdown: a title, a heading for each principle heading, sections below, a paragraph a clause."""
    parts = [f"# {title}\n"]
    spans = []
    place = len(parts[0])
    before: Clause | None = None
    for clause in clauses:
        opening = "\n" + _headings(before, clause)
        spans.append(Span(place + len(opening), place + len(opening) + len(clause.text)))
        parts.append(f"{opening}{clause.text}\n")
        place += len(parts[-1])
        before = clause
    return Rendered("".join(parts), tuple(spans))


def _headings(before: Clause | None, clause: Clause) -> str:
    lines = ""
    if before is None or before.heading != clause.heading:
        lines += f"## {clause.heading}\n\n"
        before = None
    if clause.section and (before is None or before.section != clause.section):
        lines += f"### {clause.section}\n\n"
    return lines
