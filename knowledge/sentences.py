"""Where sentences begin and end, by rules that policies and contracts need; offsets are exact."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import yaml

from knowledge.documents import Span

_WORDS = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
_NEVER_LAST, _BEFORE_NUMBER, _SOMETIMES_LAST, _STARTERS, _BEFORE_ORDINAL, _MONTHS = (
    frozenset(_WORDS[key].split())
    for key in ("never_last", "before_number", "sometimes_last", "starters", "before_ordinal", "months")
)
# Written as escapes, because several look like other characters: curly, low and angle quotation marks.
_CLOSING_QUOTES = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u2039\u203a"
_OPENING_QUOTES = _CLOSING_QUOTES + "\u201e\u201a"
_IDEOGRAPHIC_CLOSERS = "\u300d\u300f\uff09"
_IDEOGRAPHIC_STOPS = "\u3002\uff01\uff1f"
_STOPS = ".!?…\u061f\u06d4\u0964" + _IDEOGRAPHIC_STOPS  # also of Arabic, Urdu and Hindi
# French sets a space before the closing mark.
_STOP = re.compile(
    rf"(?<![{_STOPS}])(?P<stop>[{_STOPS}]++)"
    rf"(?P<close>[)\]}}{_CLOSING_QUOTES}]*(?:[ \u00a0\u202f][\u00bb\u203a](?=\s|\Z))?(?:\[\d{{1,3}}\])?)"
    rf"(?P<space>\s+)(?=(?P<next>\S+))|(?P<ideographic>[{_IDEOGRAPHIC_STOPS}])(?=[^\s{_IDEOGRAPHIC_CLOSERS}])",
)
_LAST_TOKEN = re.compile(rf"[^\s(\[{{/{_OPENING_QUOTES}–—]*\Z")
_OPENERS = _OPENING_QUOTES + "([{¿¡*_–—•"
_ENUMERATOR = re.compile(r"\s*[(\[]?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxlcIVXLC]{1,6})[.)]*\Z")
_NUMBERISH = re.compile(r"[(\[]?(?:\d|§|[IVXLC]+\b)")
_PART = re.compile(r"(?<![^\s(])\((?:[a-z]|[ivx]{1,5}|\d{1,2})\)\s")
_SEMICOLON = re.compile(r";\s+")
_LONG_WITH_PARTS = 60  #: words; a longer sentence with numbered parts is cut at them
_LONG = 80  #: words; a longer sentence may be cut at semicolons
_SHORTEST_CUT = 8  #: words; what is shorter stays with what comes before it
_LONGEST_BRACKET = 300  #: characters; a longer bracket or quotation may hold sentences of its own
_PAIRED = re.compile("[()\\[\\]\u201c\u201d\u201e\u00ab\u00bb]")
# Which marks close which: a quotation mark may open in one language and close in another.
_CLOSED_BY = {
    "(": ")",
    "[": "]",
    "\u201c": "\u201d",
    "\u201e": "\u201c\u201d",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab",
}


def sentence_spans(words: str) -> list[Span]:
    """The sentences of a paragraph: ordered, disjoint, without white space at their ends."""
    return [span for span in _between(words, _boundaries(words)) if span.end > span.start]


def _between(words: str, cuts: Iterator[int]) -> Iterator[Span]:
    start = 0
    for cut in (*cuts, len(words)):
        piece = words[start:cut]
        left = start + len(piece) - len(piece.lstrip())
        yield Span(left, max(left, start + len(piece.rstrip())))
        start = cut


def _boundaries(words: str) -> Iterator[int]:
    brackets = _brackets(words)
    start = 0
    for match in _STOP.finditer(words):
        cut = match.end()
        if match["ideographic"] or (
            not _inside(brackets, match.start(), match.end("close"), start) and _ends_sentence(words, start, match)
        ):
            yield cut
            start = cut


def _brackets(words: str) -> list[Span]:
    """The brackets and quotations that are closed soon after they open."""
    found: list[Span] = []
    openings: list[int] = []
    for place in (match.start() for match in _PAIRED.finditer(words)):
        closes = next((which for which in reversed(openings) if words[place] in _CLOSED_BY[words[which]]), None)
        if closes is not None:
            del openings[openings.index(closes) :]
            if place - closes <= _LONGEST_BRACKET:
                found.append(Span(closes, place))
        elif words[place] in _CLOSED_BY:
            openings.append(place)
    return found


def _inside(brackets: list[Span], stop: int, close: int, start: int) -> bool:
    """Whether a bracket that opens inside the sentence, not with it, is still open after the stop."""
    return any(start + 1 < bracket.start < stop and close <= bracket.end for bracket in brackets)


def _ends_sentence(words: str, start: int, match: re.Match[str]) -> bool:
    following = match["next"].lstrip(_OPENERS)
    if not following:
        return match["next"] not in ("–", "—", "-")
    first = following[0]
    is_brand = following[1:2].isupper()  # iPhone, eBay
    if first.islower() and not is_brand and not match["next"].startswith(("https://", "www.")):
        return False
    if match["stop"] != "." or match["close"]:
        return first not in ",;:)&"
    token = _last_token(words, start, match.start())
    return first not in ",;:)&" and _full_stop_ends(words, start, match.start(), token, match["next"])


def _last_token(words: str, start: int, stop: int) -> str:
    found = _LAST_TOKEN.search(words, max(start, stop - 30), stop)
    return found.group() if found else ""


def _full_stop_ends(words: str, start: int, stop: int, token: str, following: str) -> bool:
    """Whether the full stop after `token`, before a word that could begin a sentence, ends one."""
    lowered = token.lower().rpartition("-")[2]  # "Mon.-Fri." ends in an abbreviation
    if _ENUMERATOR.match(words[start:stop]) and len(words[start:stop]) <= 8:  # noqa: PLR2004 - "12.10.3" and the like
        return False
    starts_sentence = re.split(r"\W", following.lstrip(_OPENERS).lower(), maxsplit=1)[0] in _STARTERS
    if lowered in _NEVER_LAST or _is_ordinal(words, start, stop, token, following) or _is_plural(token, following):
        return False
    if lowered in _BEFORE_NUMBER and _NUMBERISH.match(following):
        return False
    if lowered in _SOMETIMES_LAST or re.fullmatch(r"(?:[a-z]\.)+[a-z]", lowered):
        return starts_sentence
    is_initial = len(token) == 1 and token.isalpha()
    return starts_sentence or not is_initial


def _is_ordinal(words: str, start: int, stop: int, token: str, following: str) -> bool:
    """Whether "3." is German for "third", as before a month or after an article."""
    if not re.fullmatch(r"\d{1,2}", token):
        return False
    month = re.match(r"\w+", following)
    before = words[max(start, stop - 20) : stop - len(token)].split()
    return (month is not None and month.group().lower() in _MONTHS) or (
        bool(before) and before[-1].lower() in _BEFORE_ORDINAL
    )


def _is_plural(token: str, following: str) -> bool:
    """Whether two letters and two more are a Spanish plural: "EE. UU."."""
    doubled = re.compile(r"([A-Z])\1")
    return bool(doubled.fullmatch(token)) and bool(re.match(r"([A-Z])\1\.", following))


def parts_of_long(words: str, span: Span) -> tuple[Span | None, list[Span]]:
    """A long sentence cut into parts.

    Returns:
        The text before its first numbered part, which is the lead-in of all, or None; and the parts in order:
        the sentence itself where it is short or cannot be cut.
    """
    sentence = span.of(words)
    length = len(sentence.split())
    if length > _LONG_WITH_PARTS:
        marks = [span.start + match.start() for match in _PART.finditer(sentence)]
        if len(marks) > 1:
            return _numbered(words, span, marks)
    if length > _LONG:
        return None, _at_semicolons(words, span)
    return None, [span]


def _numbered(words: str, span: Span, marks: list[int]) -> tuple[Span | None, list[Span]]:
    lead_in = _stripped(words, span.start, marks[0])
    edges = [*marks, span.end]
    parts = [_stripped(words, left, right) for left, right in pairwise(edges)]
    if lead_in.end <= lead_in.start:
        return None, parts
    return lead_in, [Span(lead_in.start, parts[0].end), *parts[1:]]


def _at_semicolons(words: str, span: Span) -> list[Span]:
    parts: list[Span] = []
    start = span.start
    for match in _SEMICOLON.finditer(words, span.start, span.end):
        if min(len(words[start : match.start()].split()), len(words[match.end() : span.end].split())) >= _SHORTEST_CUT:
            parts.append(_stripped(words, start, match.end()))
            start = match.end()
    return [*parts, _stripped(words, start, span.end)]


def _stripped(words: str, start: int, end: int) -> Span:
    piece = words[start:end]
    left = start + len(piece) - len(piece.lstrip())
    return Span(left, max(left, start + len(piece.rstrip())))
