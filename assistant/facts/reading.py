"""One call that reads all facts of a text."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from assistant.facts.calendar_words import find_dates, find_times, find_weekdays
from assistant.facts.quantities import find_quantities
from assistant.facts.records import ClockTime, DateMention, Facts, Quantity, QuantityKind
from assistant.facts.wording import find_channels, find_modals, find_negations, find_scope

_CACHED = 4096  #: texts: a unit is looked at for the kind of thing asked for, then read


def find_facts(text: str) -> Facts:
    """All facts of `text`; a number that belongs to a date or a time of day is not also a count."""
    return replace(
        find_measures(text),
        weekdays=find_weekdays(text),
        channels=find_channels(text),
        modals=find_modals(text),
        negations=find_negations(text),
        scope=find_scope(text),
    )


@lru_cache(_CACHED)
def find_measures(text: str) -> Facts:
    """Only quantities, dates and times of day, in half the time."""
    dates, times = find_dates(text), find_times(text)
    quantities = tuple(q for q in find_quantities(text) if not _is_calendar(q, dates, times))
    return Facts(quantities, dates, times)


def _is_calendar(quantity: Quantity, dates: tuple[DateMention, ...], times: tuple[ClockTime, ...]) -> bool:
    if quantity.kind is not QuantityKind.COUNT:
        return False
    mentions: tuple[DateMention | ClockTime, ...] = (*dates, *times)
    return any(quantity.span.overlaps(mention.span) for mention in mentions)
