"""A sentence cut into its main clauses and its subordinate ones: conditions, times, relative clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.caseless import caseless
from assistant.rules.phrases import Token


class Role(StrEnum):
    """What a part does in its sentence."""

    __hash__ = str.__hash__  # an enumeration's own is slow, and these are looked up in sets all the time

    MAIN = "main"
    CONDITION = "condition"  #: if, unless, provided
    TIME = "time"  #: when, once, after, before, until, while
    REASON = "reason"  #: because, since, so that
    RELATIVE = "relative"  #: who, which, that, where
    ASIDE = "aside"  #: in brackets


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a clause's words and what it does there."""

    role: Role
    start: int
    end: int  #: exclusive


_OPENERS = {
    "if": Role.CONDITION,
    "unless": Role.CONDITION,
    "should": Role.CONDITION,
    "provided": Role.CONDITION,
    "providing": Role.CONDITION,
    "as": Role.CONDITION,
    "except": Role.CONDITION,
    "when": Role.TIME,
    "whenever": Role.TIME,
    "once": Role.TIME,
    "after": Role.TIME,
    "before": Role.TIME,
    "until": Role.TIME,
    "till": Role.TIME,
    "while": Role.TIME,
    "because": Role.REASON,
    "since": Role.REASON,
    "although": Role.REASON,
    "though": Role.REASON,
    "so": Role.REASON,
    "who": Role.RELATIVE,
    "whom": Role.RELATIVE,
    "whose": Role.RELATIVE,
    "which": Role.RELATIVE,
    "that": Role.RELATIVE,
    "where": Role.RELATIVE,
    "how": Role.RELATIVE,
    "whether": Role.RELATIVE,
    "what": Role.RELATIVE,
    "why": Role.RELATIVE,
}
#: "until", "before" and the like open a clause only when a subject follows; else they lead a short phrase
_PREPOSITIONS = frozenset(
    (
        "beyond below above than after before of like with from to for at in on until till by over under within"
        " since despite without"
    ).split()
)
_PROMISE_WORDS = frozenset(
    "sure promise promises guarantee guarantees ensure ensures undertake agree".split()
)  #: "we make sure that …"
_SUBJECTS = frozenset("we i you he she it they the a an our your my this that these those his her its their".split())
_BREAK = re.compile(r"[;?!]|[:,](?=\s|$)|\.(?=\s|$)|\s[–—-]\s|[()]|\|")
_AND_SUBJECT = caseless(
    r"\b(?:and|but|or|otherwise)\s(?:in any event\s)?(?=(?:we|i|you|he|she|it|they|the\s\w+\s(?:will|is|are|\w+s)\b))"
)
_SECOND_SUBJECT = caseless(
    r"(?<!\bthat)(?<!\band)(?<!\bor)(?<!\bif)(?<!\bthan)(?<!\bwhat)(?<!\bto)(?<!\bwith)(?<!\bof)(?<!\bfor)(?<!\bby)"
    r"(?<!\bfrom)\s(?=(?:we|you|i)\s(?!(?:have|want|need|like|bought|ordered|were|are(?! (?:entitled"
    r"|owed)))\b)(?:\w+\s){1,}\w+)"
)
_AND_OPENER = caseless(r"\b(?:and|but|or)\s(?=(?:if|when|unless|once)\b)")


def parts(words: str, of: Sequence[Token]) -> tuple[Part, ...]:
    """Cut a sentence at its marks and subordinating words; the parts cover all its words."""
    edges = _edges(words, of)
    found: list[Part] = []
    role, depth_role = Role.MAIN, Role.MAIN
    start = 0
    for place, mark in edges:
        if place > start and words[start:place].strip(" ,;:.?!()|-–—"):
            found.append(Part(role, start, place))
            start = place
        if mark == "(":
            depth_role, role = role, Role.ASIDE
        elif mark == ")":
            role = depth_role
        elif mark in {",", ";", ":", ".", "?", "!", "|", "dash", "and"}:
            role = Role.MAIN if role is not Role.ASIDE else role
        elif role is not Role.ASIDE:
            role = _OPENERS[mark]
    if words[start:].strip(" ,;:.?!()|-–—"):
        found.append(Part(role, start, len(words)))
    return tuple(_condition_without_comma(words, found))


def _condition_without_comma(words: str, found: Sequence[Part]) -> Iterator[Part]:
    """Cut "if we are late we pay" before its second subject, where no comma does it."""
    for part in found:
        opens = part.start == 0 or words[: part.start].rstrip()[-1:] in {".", ";", "?", "!"}
        ends = words[part.end - 1 : part.end] in {".", ";", "!"} or part.end == len(words)
        again = list(_SECOND_SUBJECT.finditer(words, part.start, part.end)) if opens and ends else []
        if part.role in {Role.CONDITION, Role.TIME} and again:
            place = again[-1].end()
            yield Part(part.role, part.start, place)
            yield Part(Role.MAIN, place, part.end)
        else:
            yield part


def _edges(words: str, of: Sequence[Token]) -> list[tuple[int, str]]:
    edges: list[tuple[int, str]] = []
    for found in _BREAK.finditer(words):
        mark = found[0].strip()
        edges.append((found.end(), "dash" if mark in {"–", "—", "-"} else mark))
    edges += [(found.start(), "and") for found in _AND_SUBJECT.finditer(words)]
    edges += [(found.start(), "and") for found in _AND_OPENER.finditer(words)]
    edges += list(_openers(words, of))
    return sorted(edges)


def _as_long_as(of: Sequence[Token], place: int) -> bool:
    """Whether "as long as" or "as soon as" opens a clause here; "as soon as possible" and "as we can" do not."""
    words = [token.word for token in of[place + 1 : place + 5]]
    if len(words) < 4 or words[0] not in {"long", "soon"} or words[1] != "as" or words[2] not in _SUBJECTS:  # noqa: PLR2004 - as long as + subject + verb
        return False
    return words[3] not in {"can", "could", "may", "possibly", "is"}


_NUMBERS = frozenset("one two three four five six seven eight nine ten eleven twelve fifteen twenty".split())
_PRONOUNS = frozenset("we i you he she it they this".split())
_VERB_LIKE = re.compile(r"(?:is|are|has|have|was|were|will|can)$|[a-z]{2,}(?<!s)s$")

_NEW_SUBJECT = frozenset({"each", "every", "the", "our", "your"})
_JOINS = frozenset("and or of in on at for to with from by".split())
_BEFORE_A_NOUN = frozenset({"after", "before", "since", "until", "till"})
_COMMA_REACH = 60  #: characters in which a phrase at the start of a sentence ends


def _comma_follows(words: str, token: Token) -> bool:
    """Whether a phrase at the start of a sentence is closed by a comma: "After landing, …"."""
    return "," in words[token.end : token.end + _COMMA_REACH]


def _leads_clause(of: Sequence[Token], place: int) -> bool:
    """Whether a subject and a verb seem to follow: "before work begins", not "before the show"."""
    following = [token.word for token in of[place + 1 : place + 6]]
    if not following:
        return False
    if following[0] in _PRONOUNS:
        return True
    if following[0] in _NUMBERS or following[0].isdigit():
        return False
    if following[0] in _SUBJECTS:
        del following[0]
    before = "".join(following[:1])
    for word in following[1:4]:
        if word in _NEW_SUBJECT and before not in _JOINS:
            return False  # "before the parade each horse is washed"
        if _VERB_LIKE.match(word):
            return True
        before = word
    return False


def _openers(words: str, of: Sequence[Token]) -> Iterator[tuple[int, str]]:
    """The places where a subordinate clause opens, and the word that opens it."""
    for place, token in enumerate(of):
        if token.word in _OPENERS and _opens(words, of, place):
            yield token.start, token.word


def _opens(words: str, of: Sequence[Token], place: int) -> bool:  # noqa: PLR0911 - one answer for each word
    """Whether a word that can open a clause does so here."""
    token = of[place]
    following = of[place + 1].word if place + 1 < len(of) else ""
    match token.word:
        case "should":
            return place == 0 or words[: token.start].rstrip()[-1:] in {".", ";", ":", "?", "!"}
        case "that":
            return _that_opens(of, place, following)
        case "as":
            return _as_long_as(of, place)
        case "so":
            return following in _SUBJECTS or following == "that"
        case "once":
            opens = following not in {"a", "an", "per", "every", "each"}
            return opens or (place == 0 and _leads_clause(of, place) and _comma_follows(words, token))
        case "where":
            return following not in {"possible", "appropriate", "necessary", "practicable", "needed"}
        case "what" | "how" | "whether" | "why":
            return place > 0
        case word if word in _BEFORE_A_NOUN:
            return _leads_clause(of, place) or (place == 0 and _comma_follows(words, token))
    return True


def _that_opens(of: Sequence[Token], place: int, following: str) -> bool:
    """Whether "that" opens a clause: in "that month's bill" it does not, in "details that identify you" it does."""
    before = of[place - 1].word if place else ""
    if before in _PREPOSITIONS | _PROMISE_WORDS:
        return False
    if following in _SUBJECTS or before in {"so", "provided", "anything", "parts"}:
        return True
    return following.endswith(("s", "d", "n")) and not following.endswith("'s")
