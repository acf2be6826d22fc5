"""Whether a text has the kind of thing that a question wants: a duration for "how long", money for "how much"."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.facts import Comparator, Facts, QuantityKind, find_facts
from assistant.questions import Want

#: The kinds that can be seen in a text.
CHECKED = (Want.DURATION, Want.MONEY, Want.CHANNEL, Want.FREQUENCY, Want.COUNT, Want.MOMENT)
_REGULARLY = re.compile(
    r"\b(?:every|each|once|twice|annual\w*|yearly|quarterly|monthly|weekly|daily|nightly|hourly|regularly)\b",
    re.IGNORECASE,
)
_MOMENT = re.compile(
    r"\b(?:immediately|at once|upon|as soon as|before|after|until|once|when|on the day|same day)\b", re.IGNORECASE
)
_ADDRESS = re.compile(
    r"[\w.+-]+@[\w-]+\.\w|\b(?:https?://|www\.)\w|(?<![\w.,€£$])(?:\+\d|0\d)[\d()/ -]{4,}\d\b", re.IGNORECASE
)  #: an e-mail address, a page, a telephone number: it says how by itself


@lru_cache(maxsize=50_000)
def _kinds_of(plain: str) -> frozenset[Want]:
    facts = find_facts(plain)
    return frozenset(want for want in CHECKED if _has(want, facts, plain))


def has_kind(want: Want, plain: str) -> bool:
    """Whether the text has what is wanted; always for what cannot be seen in a text."""
    return want not in CHECKED or want in _kinds_of(plain)


def _has(want: Want, facts: Facts, plain: str) -> bool:
    if want is Want.DURATION:
        return bool(facts.durations)
    if want is Want.MONEY:
        return bool(facts.money or facts.percentages)
    if want is Want.CHANNEL:
        return bool(facts.channels or _ADDRESS.search(plain))
    if want is Want.COUNT:
        return any(quantity.kind is QuantityKind.COUNT for quantity in facts.quantities) or "age" in plain
    if want is Want.FREQUENCY:
        rates = (quantity.comparator is Comparator.RATE for quantity in facts.quantities)
        return any(rates) or bool(_REGULARLY.search(plain))
    return bool(facts.durations or facts.dates or facts.times or facts.weekdays or _MOMENT.search(plain))
