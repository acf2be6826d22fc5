"""Whether a text has the kind of thing that a question wants: a duration for "how long", money for "how much"."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from assistant.facts import Comparator, QuantityKind, find_channels, find_measures, find_weekdays
from assistant.questions import Want

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


def _has_rate(plain: str) -> bool:
    return any(quantity.comparator is Comparator.RATE for quantity in find_measures(plain).quantities)


def _has_count(plain: str) -> bool:
    return any(quantity.kind is QuantityKind.COUNT for quantity in find_measures(plain).quantities)


def _has_price(plain: str) -> bool:
    facts = find_measures(plain)
    return bool(facts.money or facts.percentages)


def _has_moment(plain: str) -> bool:
    facts = find_measures(plain)
    return bool(facts.durations or facts.dates or facts.times or find_weekdays(plain))


#: What is quick to see is looked for first.
_SEEN: Mapping[Want, Callable[[str], bool]] = {
    Want.DURATION: lambda plain: bool(find_measures(plain).durations),
    Want.MONEY: _has_price,
    Want.CHANNEL: lambda plain: bool(_ADDRESS.search(plain) or find_channels(plain)),
    Want.FREQUENCY: lambda plain: bool(_REGULARLY.search(plain)) or _has_rate(plain),
    Want.COUNT: lambda plain: "age" in plain or _has_count(plain),
    Want.MOMENT: lambda plain: bool(_MOMENT.search(plain)) or _has_moment(plain),
}
#: The kinds that can be seen in a text.
CHECKED = tuple(_SEEN)


@lru_cache(maxsize=50_000)
def has_kind(want: Want, plain: str) -> bool:
    """Whether the text has what is wanted; always for what cannot be seen in a text."""
    return want not in _SEEN or _SEEN[want](plain)
