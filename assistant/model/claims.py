"""A model's sentence beside the units that it cites, as the guards look at it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.words import content_words, stem, words

_CLAUSES = re.compile(r"[;:.]\s|,\s|\s[|–—]\s|\b(?:and|but)\b", re.IGNORECASE)
_PARTS = re.compile(r"[;:.]\s|\s[|–—]\s|\b(?:and|but)\b", re.IGNORECASE)
_OF_CLAUSE = 0.5  #: of a clause's content words, from which a sentence speaks of it
_OF_SENTENCE = 0.75  #: of a sentence's, from which it speaks of the clause
_LEAST_SHARED = 2


@dataclass(frozen=True, slots=True)
class Claim:
    """A model's sentence and what it says it was taken from."""

    text: str
    basis: str  #: the words of all cited units, with their lead-ins or header cells
    bearing: str  #: the words of those that bear it out most, with lead-ins and header cells
    units: Sequence[str]  #: the same units one by one, without header cells
    names: str = ""  #: titles and headings of the cited units: what is spoken of may be named there

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its content words."""
        return stems_of(self.text)

    def clauses(self) -> list[str]:
        """The clauses of the units that it speaks of."""
        return [clause for unit in self.units for clause in clauses_of(unit) if self.speaks_of(clause)]

    def parts(self) -> list[str]:
        """The same with a clause and its condition, which a comma divides, in one."""
        return [part for unit in self.units for part in _PARTS.split(unit) if self.speaks_of(part)]

    def speaks_of(self, clause: str) -> bool:
        """Whether it shares half of a clause's content words, or most of its own with it; two at least."""
        told, said = stems_of(clause), self.stems
        shared = len(told & said)
        enough = shared >= _OF_CLAUSE * len(told) or shared >= _OF_SENTENCE * len(said)
        return enough and shared >= max(1, min(_LEAST_SHARED, len(told)))


def clauses_of(text: str) -> list[str]:
    """A sentence's clauses, roughly."""
    return _CLAUSES.split(text)


def stems_of(text: str) -> frozenset[str]:
    """The stems of a text's content words."""
    return frozenset(map(stem, content_words(text)))


def all_stems(text: str) -> frozenset[str]:
    """The stems of all words of a text."""
    return frozenset(map(stem, words(text)))
