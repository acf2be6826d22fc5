"""Words put in the place of others: the statement's "Classic fares" where the evidence has "Light fares"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.verify.evidence import Segment
from assistant.verify.figures_match import Match, match_figure
from assistant.verify.reading import Reading, Word
from assistant.verify.telling import borne, has, total
from knowledge.documents import UnitKind

_LEAST_SHARE = 0.5  #: of a clause's other words, from which another clause speaks of the same
_LEAST_WEIGHT = 0.5
_FIGURE = 1.0
_TOKEN = re.compile(r"[\w’'-]+")
_PREPOSITION = re.compile(
    r"\b(?P<preposition>to|for|by|from|with|as|into|against|outside|inside)\s(?:(?:the|a|an|your|our|his|her|their|any|another|every|each|all|one)\s)?(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
#: what is refunded: "the whole order", "your deposit"
_REFUNDED = re.compile(
    r"\b(?:refund|reimburse|repay)(?:s|ed)?\s(?:you\s)?(?:the|your|a|an|any)\s(?P<what>[\w-]+(?:\s[\w-]+){0,2}?)"
    r"(?=\s(?:and|or|if|within|in|for|of|plus|to|when|on|that|by|you|we|at|less|minus|but)\b|[.,;]|$)",
    re.IGNORECASE,
)
#: common adjectives that tell one thing from another all the same
_DISTINGUISHING = frozenset(
    (
        "large larger largest big bigger small smaller smallest new old used basic simple full half first second third "
        "last next current previous single double return early late short long high higher low lower express standard "
        "normal"
    ).split()
)


@dataclass(frozen=True, slots=True)
class Swap:
    """A word of the statement and the evidence's word in its place."""

    said: str
    found: str


def swaps(statement: Reading, said: frozenset[str], segment: Segment) -> list[Swap]:
    """All words of a statement in whose place the clause that speaks of the same has another.

    Args:
        statement: what is said.
        said: the word keys of the statement and of the sentences before it.
        segment: what may bear it out.
    """
    if segment.hit.unit.kind is UnitKind.ROW:
        return []
    return [*_swaps(statement, said, segment.reading), *_refunds(statement, segment.reading)]


def _refunds(statement: Reading, own: Reading) -> Iterator[Swap]:
    """What a statement has refunded, where the evidence refunds other things only."""
    theirs = list(_refunded(own))
    for mine in _refunded(statement):
        if theirs and all(mine.keys.isdisjoint(other.keys) for other in theirs):
            yield Swap(mine.text, theirs[0].text)


def _refunded(reading: Reading) -> Iterator[Word]:
    """The last word of each thing that is refunded."""
    for match in _REFUNDED.finditer(reading.text):
        inside = [word for word in reading.words if match.start("what") <= word.span.start < match.end("what")]
        yield from inside[-1:]


def _swaps(statement: Reading, said: frozenset[str], own: Reading) -> Iterator[Swap]:
    clauses = [[word for word in own.words if word.clause == place] for place in range(len(own.clauses))]
    for number in range(len(statement.clauses)):
        words = [word for word in statement.words if word.clause == number]
        mine = _keys(words)
        for word in words:
            if not _distinguishes(word):
                continue
            closest = _closest(statement, number, [other for other in words if other is not word], own, clauses)
            if not closest or any(borne(_keys(clauses[place]), word) for place in closest):
                continue
            if _denied_alike(statement, word, own):
                continue
            for place in closest:
                for other in clauses[place]:
                    free = _distinguishes(other) and not has(mine | said, other)
                    if free and _same_place(statement, word, own, other):
                        yield Swap(word.text, other.text)


def _denied_alike(statement: Reading, word: Word, own: Reading) -> bool:
    """Whether the statement denies what another clause of the evidence denies, too: the word belongs there."""
    if not statement.clauses[word.clause].denied:
        return False
    return any(own.clauses[other.clause].denied for other in own.words if other.stem == word.stem)


def _distinguishes(word: Word) -> bool:
    return not word.soft or word.text.lower() in _DISTINGUISHING


def _keys(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(key for word in words for key in word.keys)


def _closest(
    statement: Reading, number: int, rest: Sequence[Word], own: Reading, clauses: Sequence[Sequence[Word]]
) -> list[int]:
    """The clauses of the evidence that share most with the rest of a clause; none where that is little."""
    figures = [f for f in statement.figures if statement.clause_at(f.span.start) == number and not f.implied]
    whole = total(rest) + _FIGURE * len(figures)
    shares = []
    for place, words in enumerate(clauses):
        theirs = [f for f in own.figures if own.clause_at(f.span.start) == place]
        given = sum(_FIGURE for f in figures if match_figure(f, theirs) is not Match.NONE)
        shares.append(total(word for word in rest if has(_keys(words), word)) + given)
    most = max(shares, default=0.0)
    if most < _LEAST_WEIGHT or most < _LEAST_SHARE * whole:
        return []
    return [place for place, share in enumerate(shares) if share == most]


def _same_place(statement: Reading, word: Word, own: Reading, other: Word) -> bool:
    """Whether two words stand in the same place: before or after the same word, or after the same preposition."""
    for step in (1, -1):
        mine, theirs = _beside(statement, word, step), _beside(own, other, step)
        if mine is not None and theirs is not None and not mine.keys.isdisjoint(theirs.keys):
            return True
    tokens, others = _tokens_beside(statement.text, word), _tokens_beside(own.text, other)
    if tokens == others and all(tokens):
        return True
    slot = _slot(statement.text, word)
    return bool(slot) and slot == _slot(own.text, other)


def _tokens_beside(text: str, word: Word) -> tuple[str, str]:
    before = _TOKEN.findall(text[: word.span.start])
    after = _TOKEN.search(text, word.span.end)
    return (before[-1].lower() if before else "", after[0].lower() if after else "")


def _beside(reading: Reading, word: Word, step: int) -> Word | None:
    """The word right before or after another, with nothing between."""
    place = reading.words.index(word) + step
    if not 0 <= place < len(reading.words):
        return None
    near = reading.words[place]
    left, right = (word, near) if step > 0 else (near, word)
    between = reading.text[left.span.end : right.span.start]
    return near if near.clause == word.clause and not _TOKEN.search(between) and "," not in between else None


def _slot(text: str, word: Word) -> str:
    """The preposition that leads to a word, with nothing but articles and modifiers between; "" where none does."""
    match = _PREPOSITION.search(text, 0, word.span.start)
    return match["preposition"].lower() if match else ""
