"""How much a word tells, and whether other words hold it or its like."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.verify.reading import Word

_PROPER = 1.5
_SOFT = 0.3


def weight(word: Word) -> float:
    """How much a word tells: names most, common verbs and adverbs least."""
    if word.soft:
        return _SOFT
    return _PROPER if word.proper else 1.0


def has(keys: frozenset[str], word: Word) -> bool:
    """Whether a word, or one that the lexicon holds for its like, is among the keys."""
    return not keys.isdisjoint(word.keys)


def borne(keys: frozenset[str], word: Word) -> bool:
    """Whether the keys hold a word, its like or what bears it out: "an appliance" does "the fridge"."""
    return has(keys, word) or not keys.isdisjoint(word.bearers)


def total(words: Iterable[Word]) -> float:
    """The weight of several words."""
    return sum(map(weight, words))
