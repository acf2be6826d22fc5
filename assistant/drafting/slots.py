"""The facts that a code needs: their questions, their kinds, and how each is recognised in a document."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from assistant.drafting.data import shipped
from assistant.drafting.dates import in_words
from assistant.facts import QuantityKind, find_facts
from knowledge.errors import InvalidInput, UnknownName


class SlotKind(StrEnum):
    """What a fact is."""

    NAME = "name"
    ROLE = "role"
    WORDS = "words"
    CHANNEL = "channel"
    DURATION = "duration"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    LIST = "list"  #: all sentences found, one after another
    DECISION = "decision"  #: yes or no


#: The kinds whose answers are figures, and what the fact finders call them.
FIGURES = {
    SlotKind.DURATION: QuantityKind.DURATION,
    SlotKind.MONEY: QuantityKind.MONEY,
    SlotKind.PERCENT: QuantityKind.PERCENT,
}
YES, NO = "yes", "no"
#: What an author answers where there is no such thing: the clause is left out.
NONE = "none"

_NUMBER = (
    r"(?:\d+(?:[.,]\d+)*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty)"
)
_DURATION_HEAD = rf"{_NUMBER}[ -](?:full )?(?:working |business |calendar |opening )?"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_LANGUAGES = (
    "Albanian|Arabic|Basque|Bengali|Bulgarian|Catalan|Chinese|Croatian|Czech|Danish|Dutch|English|Finnish|French|"
    "Galician|German|Greek|Gujarati|Hebrew|Hindi|Hungarian|Irish|Italian|Japanese|Korean|Norwegian|Polish|Portuguese|"
    "Punjabi|Romanian|Russian|Slovak|Slovenian|Somali|Spanish|Swedish|Tamil|Turkish|Ukrainian|Urdu|Vietnamese|Welsh"
)
_MACROS = {
    "{words}": r"(?:[^.;|]|\.(?=\S))*?",
    "{duration}": rf"{_DURATION_HEAD}(?:second|minute|hour|day|week|month|year)s?",
    "{money}": r"(?:[£€$] ?\d+(?:[.,]\d+)*|\d+(?:[.,]\d+)* (?:euros?|pounds?|dollars?|EUR|GBP|USD))",
    "{percent}": r"\d+(?:[.,]\d+)? ?%",
    "{day}": r"\d{1,2} [A-Z][a-z]+ \d{4}",
    "{weekday}": _WEEKDAY,
    "{language}": rf"(?:{_LANGUAGES})",
    "{role}": r"(?:[A-Z][\w-]+(?: (?:of|for|and|[A-Z][\w-]+)){0,4}|board|council|owner|managing director)",
}


@dataclass(frozen=True, slots=True)
class Slot:
    """A fact that patterns need."""

    key: str
    question: str
    kind: SlotKind
    finds: tuple[re.Pattern[str], ...] = ()  #: the first that matches a unit decides
    about: re.Pattern[str] | None = None  #: must occur in the unit or its headings
    unless: re.Pattern[str] | None = None  #: must not

    def value_in(self, words: str, headings: str) -> str | None:
        """The fact as these words state it, or None."""
        if self.about and not self.about.search(f"{headings} {words}"):
            return None
        if self.unless and self.unless.search(f"{headings} {words}"):
            return None
        for pattern in self.finds:
            found = pattern.search(words)
            if found:
                return YES if self.kind is SlotKind.DECISION else found["value"].strip().rstrip(",")
        return None


@cache
def slots() -> Mapping[str, Slot]:
    """All slots by their keys, in the order in which they are asked."""
    entries = shipped("slots.yaml")
    return {key: _slot(key, entry) for key, entry in entries.items()}


def slot(key: str) -> Slot:
    """A slot by its key.

    Raises:
        UnknownName: there is none.
    """
    known = slots()
    if key not in known:
        raise UnknownName("fact", key, sorted(known))
    return known[key]


def accepted(key: str, value: str) -> str:
    """An author's answer to a slot's question, tidied.

    Raises:
        UnknownName: there is no such slot.
        InvalidInput: the answer cannot be used; the message says what to write.
    """
    wanted = slot(key)
    given = " ".join(value.split()).rstrip(".")
    if not given:
        raise InvalidInput(f"'{key}' is empty. Write the fact, or leave the question open.")
    if "[[" in given or "]]" in given:
        raise InvalidInput(f"'{key}' holds [[ or ]], which mark open questions in a draft. Leave them out.")
    if given.lower() in {NONE, "-"} and wanted.kind is not SlotKind.DECISION:
        return NONE
    return _READERS.get(wanted.kind, _as_it_is)(key, given)


def _as_it_is(key: str, given: str) -> str:
    del key
    return given


def _decision(key: str, given: str) -> str:
    word = given.lower()
    if word in {"yes", "y", "true", "no", "n", "false"}:
        return YES if word[0] in "yt" else NO
    raise InvalidInput(f"{slot(key).question} Answer yes or no, not '{given}' ({key}).")


def _day(key: str, given: str) -> str:
    written = in_words(given)
    if written is None:
        raise InvalidInput(f"{slot(key).question} Write a day such as 2027-03-01, not '{given}' ({key}).")
    return written


def _figure(key: str, given: str) -> str:
    kind = slot(key).kind
    found = find_facts(given).of_kind(FIGURES[kind])
    if not found:
        raise InvalidInput(f"{slot(key).question} Write {_EXAMPLES[kind]}, not '{given}' ({key}).")
    return given


_EXAMPLES = {
    SlotKind.DURATION: "a length of time with its unit, such as '5 working days'",
    SlotKind.MONEY: "a sum with its currency, such as '£20'",
    SlotKind.PERCENT: "a percentage, such as '95%'",
}
_READERS = {
    SlotKind.DECISION: _decision,
    SlotKind.DATE: _day,
    SlotKind.DURATION: _figure,
    SlotKind.MONEY: _figure,
    SlotKind.PERCENT: _figure,
}


def _slot(key: str, entry: Mapping[str, Any]) -> Slot:
    return Slot(
        key=key,
        question=entry["ask"],
        kind=SlotKind(entry["kind"]),
        finds=tuple(_pattern(text) for text in entry.get("find", ())),
        about=_pattern(entry["about"]) if "about" in entry else None,
        unless=_pattern(entry["not"]) if "not" in entry else None,
    )


def _pattern(text: str) -> re.Pattern[str]:
    for name, meaning in _MACROS.items():
        text = text.replace(name, meaning)
    return re.compile(text)
