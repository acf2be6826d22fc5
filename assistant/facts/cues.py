r"""Cues: words without which a pattern matches nothing, read from the pattern itself.

Looking for a word in a text takes a hundredth of the time that trying a pattern takes, and most of the many patterns by
which a sentence is read match nothing in it.

    >>> sorted(cues_of(r"(?:is|are)\s(?:late|overdue)\b|arrears?"))
    ['arrear', 'late', 'overdue']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Generic, TypeVar

V = TypeVar("V")

#: What may stand for an ASCII letter where case is ignored, and is not lowered to it.
_FOLDED = str.maketrans({0x130: "i", 0x131: "i", 0x17F: "s"})  # capital i with a dot, i without one, long s
_QUANTIFIER = re.compile(r"(?P<times>[?*+]|\{(?P<least>\d*),?\d*\})[?+]?")
_CLASS = re.compile(r"\[\^?\]?(?:\\.|[^\]\\])*\]")
_ESCAPE = re.compile(r"\\[AbBdDsSwWZ]|\\(?P<sign>[^\w])")
_GROUP = re.compile(r"\((?:\?(?:P<\w+>|:|(?P<around><?[=!])))?(?!\?)")
_LETTER = re.compile(r"[A-Za-z0-9]")
_SIGN = re.compile(r"[^\\()\[\]|?*+{}]")


@lru_cache(256)
def folded(text: str) -> str:
    """A text in which cues are looked for: in lower case."""
    return text.translate(_FOLDED).lower() if not text.isascii() else text.lower()


class CuedPattern:
    """A pattern that ignores case, tried only on texts that have one of its cues."""

    def __init__(self, pattern: str) -> None:
        self._pattern = re.compile(pattern, re.IGNORECASE)
        self._cues = tuple(cues_of(pattern))

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """As that of `re.Pattern`."""
        return self._pattern.finditer(text) if self._may_match(text) else iter(())

    def search(self, text: str) -> re.Match[str] | None:
        """As that of `re.Pattern`."""
        return self._pattern.search(text) if self._may_match(text) else None

    def _may_match(self, text: str) -> bool:
        if not self._cues:
            return True
        lowered = folded(text)
        for cue in self._cues:  # noqa: SIM110 - `any` would take longer than some patterns
            if cue in lowered:
                return True
        return False


class CuedValues(Generic[V]):
    """Values, each with a pattern that ignores case: told which of many patterns may match a text."""

    def __init__(self, patterns: Iterable[tuple[V, str]]) -> None:
        self._values = tuple((value, cues_of(pattern)) for value, pattern in patterns)
        self._cues = frozenset().union(*(cues for _, cues in self._values))

    def possible(self, text: str) -> list[V]:
        """The values whose pattern may match a text, in order."""
        lowered = folded(text)
        there = {cue for cue in self._cues if cue in lowered}
        return [value for value, cues in self._values if not cues or not cues.isdisjoint(there)]


@lru_cache(1024)
def cues_of(pattern: str) -> frozenset[str]:
    """Words in lower case of which each match of a pattern has at least one; none where it cannot be told."""
    try:
        cues, end = _alternatives(pattern, 0)
    except _NotUnderstoodError:
        return frozenset()
    return cues if end == len(pattern) else frozenset()


class _NotUnderstoodError(Exception):
    """The pattern has what is not read here."""


def _alternatives(pattern: str, at: int) -> tuple[frozenset[str], int]:
    """The cues of alternatives, and where they end; none where one of them has none."""
    each = []
    while True:
        cues, at = _sequence(pattern, at)
        each.append(cues)
        if at == len(pattern) or pattern[at] == ")":
            return frozenset().union(*each) if all(each) else frozenset(), at
        at += 1


def _sequence(pattern: str, at: int) -> tuple[frozenset[str], int]:
    """The most telling cues of what stands in a row: those whose shortest word is the longest."""
    found: list[frozenset[str]] = []
    run = ""
    while at < len(pattern) and pattern[at] not in "|)":
        letter = pattern[at] if _LETTER.match(pattern, at) else ""
        cues, at = (frozenset[str](), at + 1) if letter else _item(pattern, at)
        needed, single, at = _times(pattern, at)
        if needed:
            run += letter
            found.append(cues)
        if not letter or not single:
            found.append(frozenset({run.lower()} - {""}))
            run = ""
    found.append(frozenset({run.lower()} - {""}))
    return max(found, key=lambda cues: min(map(len, cues), default=0)), at


def _times(pattern: str, at: int) -> tuple[bool, bool, int]:
    """Whether what ends there must be there, whether it is there once, and where its quantifier ends."""
    quantifier = _QUANTIFIER.match(pattern, at)
    if quantifier is None:
        return True, True, at
    optional = quantifier["times"] in {"?", "*"} or quantifier["least"] in {"", "0"}
    return not optional, False, quantifier.end()


def _item(pattern: str, at: int) -> tuple[frozenset[str], int]:
    """The cues of a group, a class or a sign, and where it ends."""
    group = _GROUP.match(pattern, at)
    if group is not None:
        cues, end = _alternatives(pattern, group.end())
        if end == len(pattern):
            raise _NotUnderstoodError
        return frozenset() if group["around"] else cues, end + 1
    other = _CLASS.match(pattern, at) or _ESCAPE.match(pattern, at) or _SIGN.match(pattern, at)
    if other is None:
        raise _NotUnderstoodError
    return frozenset(), other.end()
