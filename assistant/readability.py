"""How easily a text reads: Flesch reading ease, with syllables counted by pyphen. A signal, never a proof.

textstat and py-readability-metrics fetch a pronouncing dictionary from the network at first use; pyphen ships its
patterns, so the count is the same everywhere and works offline. It finds slightly fewer syllables than speech has.
"""

from __future__ import annotations

import re
from functools import lru_cache

import pyphen

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[.!?]+(?=\s|$)")


@lru_cache(maxsize=8)
def _dictionary(language: str) -> pyphen.Pyphen:
    code = pyphen.language_fallback(language.replace("-", "_")) or "en_US"
    return pyphen.Pyphen(lang=code, left=1, right=1)


@lru_cache(maxsize=50_000)
def _syllables(word: str, language: str) -> int:
    return len(_dictionary(language).positions(word)) + 1


def reading_ease(text: str, language: str = "en_US") -> float | None:
    """Flesch reading ease: about 90 is very easy, 60 plain, 30 hard; None for a text without words."""
    words = _WORD.findall(text)
    if not words:
        return None
    sentences = max(1, len(_SENTENCE.findall(text)))
    syllables = sum(_syllables(word.lower(), language) for word in words)
    return round(206.835 - 1.015 * len(words) / sentences - 84.6 * syllables / len(words), 1)
