"""How the elements of a whole code are looked for: shared patterns and helpers."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps

from assistant.caseless import caseless
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading

Finder = Callable[[CodeReading], "tuple[Reading, ...]"]


CODE = (
    r"(?:code|charter|page|sheet|promises?|standards|leaflet|document|pledge|pledges|commitments|policy|text|booklet"
    r"|card|list|notice|statement|guide|rules)"
)


THE_CODE = caseless(rf"\b(?:this|these|the|our|each|every|all)(?: \w+)? {CODE}\b")


CYCLE = caseless(
    r"\b(?:every|each|once (?:a|every|per)|twice (?:a|per))\s(?:other\s|second\s|third\s|two\s|three\s|six\s"
    r"|\d+\s)?(?:year|years|month|months|quarter|spring|summer|autumn|winter|week|season|january|february|march"
    r"|april|may|june|july|august|september|october|november|december|\w+ meeting|time|term|school)\b"
    r"|\b(?:yearly|annually|annual|half-yearly|quarterly|monthly|biennial\w*|biannual\w*|every twelve months"
    r"|twelve-monthly)\b"
)


TIME_OF_YEAR = caseless(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer"
    r"|autumn|winter|(?:19|20)\d\d)\b"
)


def once(finder: Finder) -> Finder:
    """The finder, working once for each code."""

    @wraps(finder)
    def find(code: CodeReading) -> tuple[Reading, ...]:
        return code.once(finder.__name__, lambda: finder(code))

    return find


def under_heading(reading: Reading, pattern: str) -> bool:
    """Whether one of the two innermost headings above a clause matches."""
    return any(_heads(pattern, title) for title in reading.clause.heading[-2:])


@lru_cache(20_000)
def _heads(pattern: str, title: str) -> bool:
    """Whether a heading matches; many clauses stand under one."""
    return caseless(pattern).search(title) is not None


def matching(code: CodeReading, pattern: str, also: Callable[[Reading], bool] | None = None) -> tuple[Reading, ...]:
    """The clauses that match a pattern and pass a further test."""
    compiled = caseless(pattern)
    return tuple(r for r in code.readings if compiled.search(r.words) and (also is None or also(r)))
