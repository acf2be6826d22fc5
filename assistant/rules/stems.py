"""Content words of a clause by their stems, for comparing what two clauses are about."""

from __future__ import annotations

from functools import lru_cache

import snowballstemmer

from assistant.caseless import caseless

_WORD = caseless(r"[a-z][a-z']+")
_STOP = frozenset(
    (
        "a about above after again all also an and any anyone are as at be because been before below between "
        "both but by can could did do does doing down during each either else ever every everyone everything "
        "few for from further get gets give gives given had has have having he her here him his how i if in "
        "inside into is it its itself just later least less longer made make makes may me might more most "
        "must my never next no nor not cannot nothing now of off on once one only or other our ours out over own per "
        "please same shall she should so some such take takes than that the their them then there these they "
        "this those through to too under until unless up upon us very was we were what when where whether "
        "which while who whom whose why will with within without would you your yours yourself due always at "
        "most latest hour hours day days week weeks month months minute minutes second seconds year years "
        "calendar working business two three four five six seven eight nine ten euro euros pound pounds "
        "kroner page say says mean means go goes come comes keep keeps kept let lets need needs want wants allow "
        "allows still yes taken "
    ).split()
)


@lru_cache(maxsize=1)
def _stemmer() -> snowballstemmer.stemmer:
    return snowballstemmer.stemmer("english")


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The stem of an English word, lower case."""
    return str(_stemmer().stemWord(word.lower()))


def content_stems(words: str) -> frozenset[str]:
    """The stems of the words that carry meaning; numbers, units of time and small words are left out."""
    return frozenset(
        stem(word) for found in _WORD.finditer(words) if (word := found[0].lower().removesuffix("'s")) not in _STOP
    )
