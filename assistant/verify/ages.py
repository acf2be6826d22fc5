"""Which numbers are ages, and how they bound: "children under eight", "aged 16 or over", "a seven-year-old"."""

from __future__ import annotations

import re

from assistant.facts import Comparator
from knowledge.documents import Span

_PEOPLE = (
    r"(?:child(?:ren)?|people|persons?|infants?|bab(?:y|ies)|kids?|anyone|someone|members?|customers?|guests?|those)"
    r"\s(?:\w+\s)?"
)
_BEFORE = re.compile(r"\b(?:aged?|ages)\s$", re.IGNORECASE)
_AFTER = re.compile(r"(?:-|\s)years?(?:-|\s)(?:old|of\sage)s?\b", re.IGNORECASE)
_BOUNDS = (
    (
        Comparator.LESS_THAN,
        re.compile(rf"\b(?:{_PEOPLE}|aged\s)(?:under|below|younger\sthan)\s(?:the\sage\sof\s)?$", re.IGNORECASE),
        re.compile(r"\s(?:or|and)\s(?:under|younger)\b", re.IGNORECASE),
    ),
    (
        Comparator.AT_LEAST,
        re.compile(rf"\b(?:{_PEOPLE}|aged\s)(?:over|above|at\sleast|from)\s(?:the\sage\sof\s)?$", re.IGNORECASE),
        re.compile(r"\s(?:or|and)\s(?:over|older)\b", re.IGNORECASE),
    ),
)


def age_bound(text: str, number: Span) -> Comparator | None:
    """How a number bounds an age; None where it is none.

    Args:
        text: what the number stands in.
        number: where it stands.
    """
    for comparator, before, after in _BOUNDS:
        if before.search(text, 0, number.start) or after.match(text, number.end):
            return comparator
    alone = _BEFORE.search(text, 0, number.start) or _AFTER.match(text, number.end)
    return Comparator.EXACT if alone else None
