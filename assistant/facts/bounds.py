"""The words before and after a number that bound it: within, at least, or more, notice, per."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.caseless import caseless
from assistant.facts.records import Comparator

_REACH = 48  # characters looked at before a number: longer than the longest bounding phrase

_HEDGE = r"(?:around|about|approximately|approx\.?|roughly|circa|some|nearly|almost|~)"
_FILLER = (
    rf"(?:\s|\b(?:the|a|an|a\sfurther|further|first|next|following|another|only|just|period\sof|{_HEDGE})\b|~|\()*"
)
_AT_MOST = (
    r"within|inside|in|by|up\sto|(?:no|not)\slater\sthan|at\smost|(?:no|not)\smore\sthan"
    r"|(?:a\s)?max(?:imum|\.)?(?:\sof)?"
    r"|no\slonger\sthan|not\sexceed(?:ing)?|never\s(?:exceeds?|more\sthan)|takes?|taking|needs?|under\sno\smore\sthan"
    r"|at\sthe\slatest|capped\sat|limited\sto|until"
)
_AT_LEAST = (
    r"at\sleast|(?:no|not)\sless\sthan|(?:a\s)?min(?:imum|\.)?(?:\sof)?|(?:no|not)\sfewer\sthan"
    r"|(?:no|not)\s(?:sooner|earlier)\sthan|starting\s(?:at|from)|not\sbefore|from"
)
_MORE = r"(?:more|longer|greater|higher|older|later|larger|further|earlier)\sthan|over|above|exceeding|exceeds?|beyond"
_LESS = r"(?:less|fewer|shorter|smaller|lower|younger|sooner|faster)\sthan|under|below"

_BEFORE = caseless(
    rf"(?:^|(?<=[\s(|–—-]))(?:(?P<at_most>(?:with)?in\s(?:at\smost|up\sto)|takes?\s(?:up\sto|at\smost"
    rf"|around|about)|{_AT_MOST})"
    rf"|(?P<at_least>{_AT_LEAST})|(?P<more>{_MORE})|(?P<less>{_LESS})|(?P<exact>exactly|for|of|after|before|between))"
    rf"(?P<filler>{_FILLER})$"
)
_HEDGE_BEFORE = caseless(rf"(?:{_HEDGE})\s*(?:the\s|a\s|an\s)?$")
_HEDGE_WORD = caseless(_HEDGE)
_AFTER = caseless(
    r"\s?(?:(?P<at_least>(?:of\s)?(?:or|and)\s(?:more|longer|over|later|above)\b|\+|plus\b|at\sleast\b|minimum\b"
    r"|['’]?s?['’]?\s(?:of\s)?(?:(?:prior|written|advance|clear)\s)*(?:notice|warning)\b)"
    r"|(?P<at_most>,?\s?(?:or|and)\s(?:less|fewer|under|sooner|below)\b|,?\s?at\s(?:most|the\slatest)\b"
    r"|max(?:imum|\.)?\b)"
    r"|(?P<hedge>or\sso\b))"
)
_RECURS = caseless(
    r"\s?(?:per|each|every|an?|/)\s?(?P<unit>(?:further\s|full\s|extra\s)*(?:\d+\s)?(?:(?:working|calendar"
    r"|business)\s)?"
    r"(?:day|week|month|year|hour|minute|quarter|night|claim|household|visit|person|passenger|item|order"
    r"|ticket|customer))s?\b"
    r"|\s?(?P<adverb>daily|weekly|monthly|yearly|annually|a\stime|24/7)\b"
)
_BY_GROUP = {
    "at_most": Comparator.AT_MOST,
    "at_least": Comparator.AT_LEAST,
    "more": Comparator.MORE_THAN,
    "less": Comparator.LESS_THAN,
    "exact": None,
}
_NEGATED_MORE = caseless(
    r"\b(?:not|never|n['’]t|cannot)\s+(?:\w+\s+){0,2}(?:more|longer|greater|higher|later)\sthan|\b(?:not"
    r"|never)\s+exceeds?"
)


@dataclass(frozen=True, slots=True)
class Bound:
    """What one side of a number says about it."""

    comparator: Comparator | None
    edge: int  #: where the bounding words begin (before) or end (after), in characters of the text
    hedged: bool = False


def bound_before(text: str, start: int) -> Bound:
    """The bound in the words that end where a number starts."""
    reach_start = max(0, start - _REACH)
    before = text[reach_start:start]
    match = _BEFORE.search(before)
    if match is None:
        hedge = _HEDGE_BEFORE.search(before)
        return Bound(None, reach_start + hedge.start() if hedge else start, hedged=hedge is not None)
    group = match.lastgroup if match.lastgroup != "filler" else None
    group = group or next(name for name in _BY_GROUP if match[name] is not None)
    comparator = _BY_GROUP[group]
    if comparator is Comparator.MORE_THAN and _NEGATED_MORE.search(before):
        comparator = Comparator.AT_MOST  # "will not be more than 10%"
    hedged = _HEDGE_WORD.search(match["filler"]) is not None
    return Bound(comparator, reach_start + match.start(), hedged)


def bound_after(text: str, end: int) -> Bound:
    """The bound in the words that begin where a number with its unit ends."""
    match = _AFTER.match(text, end)
    if match is None:
        return Bound(None, end)
    if match["hedge"]:
        return Bound(None, match.end(), hedged=True)
    return Bound(Comparator.AT_LEAST if match["at_least"] else Comparator.AT_MOST, match.end())


def recurrence(text: str, end: int) -> str | None:
    """What the quantity that ends here recurs with: "day" for "£6 per day", None if it does not."""
    match = _RECURS.match(text, end)
    if match is None:
        return None
    return (match["unit"] or match["adverb"]).lower()
