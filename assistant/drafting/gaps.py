"""Gaps as they stand in a draft's text: visible, findable, and impossible to publish by accident."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.documents import Span

_MARK = re.compile(r"\[\[gap: (?P<slot>[a-z-]+) \| (?P<question>[^\]]*?) ?\]\]")


@dataclass(frozen=True, slots=True)
class GapMark:
    """A gap in a text."""

    slot: str
    question: str
    span: Span


def mark(slot: str, question: str) -> str:
    """How a gap stands in a text."""
    return f"[[gap: {slot} | {question} ]]"


def find_marks(text: str) -> Iterator[GapMark]:
    """The gaps of a text, in order."""
    for found in _MARK.finditer(text):
        yield GapMark(found["slot"], found["question"], Span(found.start(), found.end()))


def masked(text: str) -> str:
    """The text, as long as before, with the questions blanked so that they are not read as the code's own words."""
    return _MARK.sub(_mask, text)


def _mask(found: re.Match[str]) -> str:
    return "[[…" + " " * (len(found[0]) - 5) + "]]"
