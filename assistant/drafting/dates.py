"""Days as a code writes them: "1 March 2027"."""

from __future__ import annotations

from datetime import date

from assistant.facts import find_dates

_MONTHS = ("January February March April May June July August September October November December").split()


def written(day: date) -> str:
    """A day with its month as a word."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def day_of(text: str) -> date | None:
    """The one day that a text names completely, or None."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        days = {mention.date for mention in find_dates(text) if mention.date and not mention.ambiguous}
        return days.pop() if len(days) == 1 else None


def in_words(text: str) -> str | None:
    """The day that a text names, its month as a word, or None."""
    day = day_of(text)
    return written(day) if day else None
