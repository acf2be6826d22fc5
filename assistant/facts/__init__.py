"""Facts in a text: quantities, dates, times, channels and the small words that decide, each with its exact span.

Everything here is pure and looks at one text only:

    >>> found = find_facts("We reply by email within two working days.")
    >>> found.durations[0].bounds
    (None, 2)
    >>> found.durations[0].unit, found.channels[0].value
    ('working_day', 'email')

`find_facts` reads everything, `find_measures` all but the small words, `find_quantities` numbers only. To compare two
quantities use their `canonical` form ("7 days" and "one week" are the same, "24 hours" and "one working day" are not).
"""

from assistant.facts.calendar_words import find_dates, find_times, find_weekdays
from assistant.facts.quantities import find_quantities
from assistant.facts.reading import find_facts, find_measures
from assistant.facts.records import (
    Canonical,
    ClockTime,
    Comparator,
    DateMention,
    Facts,
    Mention,
    Number,
    Quantity,
    QuantityKind,
    WeekdayMention,
    normalise,
    tidy,
)
from assistant.facts.wording import (
    find_channels,
    find_modals,
    find_negations,
    find_scope,
    is_negated,
)

__all__ = [
    "Canonical",
    "ClockTime",
    "Comparator",
    "DateMention",
    "Facts",
    "Mention",
    "Number",
    "Quantity",
    "QuantityKind",
    "WeekdayMention",
    "find_channels",
    "find_dates",
    "find_facts",
    "find_measures",
    "find_modals",
    "find_negations",
    "find_quantities",
    "find_scope",
    "find_times",
    "find_weekdays",
    "is_negated",
    "normalise",
    "tidy",
]
