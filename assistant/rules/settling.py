"""Whether a sentence goes on behind a payment to say when, where or through whom it comes, in whatever words."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.parts import Role
from assistant.rules.reading import Reading

#: What a payment is taken from, goes to or is given for says nothing of when it comes.
_NO_MOMENT = (
    r"(?!(?:\w+ ){0,2}(?:prices?|fares?|fees?|amount|value|costs?|bank|account|card|transfer|customers?|tenants?"
    r"|members?|guests?|forms?|website|web|app|phone|email|fault|reason|cases?|kind|course|full|part|error"
    r"|mistake|delay"
    r"|failure|half|\d+|sum|rate|way|limits?)\b)"
)
_AT_A_MOMENT = caseless(
    r"\b(?:with|at|in|into|on|from|before|after|within|during|until|off|to)\s(?:the|your|that|this|each|every|his|her|its"
    rf"|their|our|same|next|an?)\s{_NO_MOMENT}[\w-]+"
    r"|\b(?:that|the same|the next|the following|this|next|every|each)\s(?!is\b)(?:very\s"
    r"|same\s)?(?:\w+\s)?(?:day|evening"
    r"|night|morning|afternoon|week|month|visit|bill|invoice|order|lesson|hour|moment|minute|quarter|year|payment|rent"
    r"|statement|stay|trip|booking)\b"
    r"|\b(?:at once|on the spot|immediately|straight ?away|right away|there and then|right there|overnight"
    r"|in cash|today"
    r"|tomorrow|then|there)\b"
    r"|\bat (?:pick-?up|check-?(?:in|out)|collection|hand-?over|delivery|departure|arrival|renewal|payment|the till)\b"
    r"|\b(?:says?|shows?) (?:so|it|this)\b|\bwith (?:it|them)\b|\b(?:before|at|by) (?:midnight|noon|\d)"
)
_ON_DATES = caseless(
    r"\bon \d{1,2} (?:january|february|march|april|may|june|july|august|september|october|november|december)\b"
    r"|\b(?:every|each) (?:month|quarter|week|friday|monday)\b|\b(?:two|three|four|six|twelve) times a year\b"
)
_AS_SOMEBODY_ACTS = caseless(
    r"\b(?:when you|when s?he hands|when (?:it|they|s?he) (?:arrives?|lands?|gets? here)"
    r"|as (?:you|your|the|s?he|we|it|they|his|her)"
    r"|(?:while|before|once|until) (?:you|your|the|s?he|we|it|they|his|her))\b"
    r"(?! (?:is|are|does|do|cannot|fails?|miss|comes?|can|have|has|were|was)\b)"
)
#: "tell the front desk and we hand you a ticket", "with a late answer we enclose stamps"
_GIVEN_WHEN_TOLD = caseless(
    r"\b(?:tell|show|ask|bring|hand|take|give)\b[^.;]{3,60}\band (?:we|s?he|they|the \w+) (?:hand|give)s? you\b"
    r"|\b(?:we|i|s?he|they) (?:enclose|attach)s?\b"
)
_FURTHER_ACT = caseless(
    r"\W*(?:(?:and|so|then)\s)?(?:we|the|our|his|her|it|they|s?he|your|no)\b(?!\s(?:price|fare|fee))"
)
_FURTHER_WORDS = 4  #: an act behind the payment has so many words at the least


def goes_on(reading: Reading, payment: tuple[int, int]) -> bool:
    """Whether the words behind a payment, its condition aside, tell of a moment, a place or a further act of ours.

    Args:
        reading: The clause.
        payment: Start and end of the payment in its words.
    """
    if _GIVEN_WHEN_TOLD.search(reading.words):
        return True
    rest = " ".join(_behind(reading, payment[0]))
    return (
        _AT_A_MOMENT.search(rest) is not None
        or _ON_DATES.search(rest) is not None
        or _AS_SOMEBODY_ACTS.search(rest) is not None
        or any(_is_further_act(reading, part.start, part.end) for part in reading.main if part.start > payment[1])
    )


def _behind(reading: Reading, start: int) -> Iterator[str]:
    """The words from a place on, without conditions and without the events that the payment answers."""
    for part in reading.parts:
        if part.end <= start or part.role is Role.CONDITION:
            continue
        words = reading.words[max(part.start, start) : part.end]
        if part.role is not Role.TIME or part.start <= start or _AS_SOMEBODY_ACTS.match(words):
            yield words


def _is_further_act(reading: Reading, start: int, end: int) -> bool:
    words = reading.words[start:end]
    return (
        reading.words[:start].rstrip()[-1:] in {";", ":", ","}
        and len(words.split()) >= _FURTHER_WORDS
        and _FURTHER_ACT.match(words) is not None
    )
