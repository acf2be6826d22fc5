"""Adjectives of degree on what triggers a promise or a price: in such a place nobody can tell where the case begins."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.parts import Role
from assistant.rules.phrases import Match
from assistant.rules.reading import Reading

#: Adjectives that judge, whatever noun follows.
_JUDGING = (
    r"(?:major|serious|severe|grave|significant|substantial|considerable|lengthy|lasting|prolonged|massive|drastic|acute"
    r"|extreme|loyal|faithful|devoted|long-?standing|noticeable|appreciable|slight|heavy|notable|sizeable"
    r"|unruly|troublesome|deserving|needy|wealthy|bad|frequent|valued|hard-up|well-behaved|minor|trivial|excessive"
    r"|persistent|rough|gross|(?:heavily|badly|severely|slightly|lightly|seriously|noticeably|unusually|especially"
    r"|particularly|very) (?!(?:for|in|on|at|when|if|to|with|the|those|by|since|often|soon|much|many)\b)[\w-]+)"
)
#: Adjectives of size; of our own goods they name a size on a list, so they count with what customers bring only.
_SIZED = r"(?:big|large|small|long|short|thick|thin|tall|young|old|light|wide|huge|tiny|little|heavy|bulky)"
_BROUGHT = (
    r"(?:dogs?|animals?|pets?|cats?|horses?|bags?|luggage|parcels?|packages?|items?|boats?|vehicles?|vans?|cars?"
    r"|trucks?|lorr(?:y|ies)|bicycles?|bikes?|famil(?:y|ies)|part(?:y|ies)|groups?|weddings?|stains?|scratch(?:es)?"
    r"|dents?|spills?|holes?|cracks?|repairs?|jobs?|orders?|deliver(?:y|ies)|children|households?|business(?:es)?|firms?"
    r"|gardens?|trees?|claims?|sums?|amounts?|loads?|delays?|queues?|waits?|outages?|absences?|power cuts?"
    r"|drivers?|riders?|readers?|travellers?|guests?|visitors?|swimmers?)"
)
_NOT_A_NOUN = (
    r"(?!(?:to|about|for|of|in|on|at|and|or|as|with|when|if|that|than|but|is|are|was|part|parts|number|majority|half"
    r"|share|print|news|morning|evening|day|luck|care|cards?|condition|order|time|times|while|way|end|side|side"
    r"|hand|faith|friday|as|questions?|credit|route|roads?|lakes?|rivers?|minors?|children|works?|goods|industry|duty)\b)"
)
_TERM = (
    rf"(?P<term>{_JUDGING}(?: {_NOT_A_NOUN}[\w-]+)|{_SIZED} {_BROUGHT})(?![\w'-])"
    r"(?! (?:over|under|above|below|up to|longer|heavier|bigger|taller|of (?:over|more|up|at|\d))\b)"
)
_ADJECTIVE = caseless(rf"\b(?:{_JUDGING}|{_SIZED})\b")
_IN_CASE = (
    r"(?:in (?:case|the event) of|in|during|after|for|at|on|upon|with|given|through|because of|due to|following|by)"
)
_ARTICLE = r"(?:an?|any|the|each|every|all|such|very|your)"
#: "In a major outage we …", "… off your deposit for major scratches".
_CASE_FIRST = caseless(rf"^\W*{_IN_CASE} (?:{_ARTICLE} )*{_TERM}")
_CASE_LATER = caseless(
    rf"\b(?:in case of|in the event of|during|after|for|because of|due to|following) (?:{_ARTICLE} )*{_TERM}"
)
#: "Loyal customers pay half", "Serious complaints: the director …"
_FIRST = caseless(rf"^\W*(?:{_ARTICLE} |our |most )*{_TERM}(?P<rest>.*)$")
_AT_STAKE = caseless(
    r"\b(?:pays?|paid|costs?|free|half|discount|refund\w*|price|fees?|charged?|charges|off (?:your|the)"
    r"|cheaper|less|more|extra|rides?|travels?|receives?|gets?|credit\w*|vouchers?|compensat\w*|euros?|pounds?|dollars?|insured|covered"
    r"|replaced?|at no|visits?|priority|sent home|excluded|barred|banned|within)\b|[£€$%]"
)
_SAYS_WHICH = caseless(
    r"^[\"'”]?\s?(?:(?:here|with us|for us|to us) )?"
    r"(?:[,(–—-]\s?(?:that is|meaning|i\.?e\.?|namely|such as|those|one|any|for us|more|over|under|above|from)"
    r"|\((?!s\))|, (?:over|under|above|more than|at least|those)"
    r"|(?:is|are|means?|has|have|begins?|starts?|weighs?|counts?)\b"
    r"(?! (?:free|charged|paid|seen|sent|refunded|replaced|covered|excluded))"
    r"|:\s(?:that is|those|one|any|anything|all|everything|more|over|from|\w+, \w+))"
)
#: "Big bags cost 3 euros: those that do not fit the frame"
_SAYS_WHICH_LATER = caseless(
    r":\s(?:those|that is|all|any\w*) (?:that|which|who|over|under|above|below|with)\b"
    r"|\b(?:the same|alike|equally|no matter)\b"
    r"|[:;(]\s?[^.]*\b(?:below|above|over|under|more than|less than|at least|from)\s\d"
)


def degrees(reading: Reading) -> Iterator[Match]:
    """The places of such adjectives with their nouns, where a promise or a price hangs on them."""
    if not _ADJECTIVE.search(reading.words):
        return
    if reading.has("gift") and reading.has("law-given"):
        return  # who may have a legal right as a gift matters less than that it is none
    staked = _AT_STAKE.search(reading.words) is not None
    case = _CASE_FIRST.match(reading.words) if staked or reading.promises_in_turn else None
    found = case or _FIRST.match(reading.words)
    if found is not None and not _settled(reading, found.end("term")):
        rest = reading.words[found.end("term") :]
        if case is not None or rest.startswith(":") or _AT_STAKE.search(rest):
            yield _match(reading, found)
            return
    for later in _CASE_LATER.finditer(reading.words) if staked else ():
        if reading.role_at(later.start()) is Role.MAIN and not _settled(reading, later.end("term")):
            yield _match(reading, later)
            return


def _match(reading: Reading, found: re.Match[str]) -> Match:
    start, end = found.span("term")
    return Match(start, end, reading.words[start:end])


def _settled(reading: Reading, place: int) -> bool:
    """Whether what follows says which cases are meant."""
    rest = reading.words[place:]
    return _SAYS_WHICH.match(rest.lstrip(" ")) is not None or _SAYS_WHICH_LATER.search(rest) is not None
