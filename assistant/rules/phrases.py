"""Word lists: phrases in a small notation, found in a clause by looking up each word once.

A phrase is words separated by spaces. `a|b` matches either word, `word*` any ending, `[word]` an optional
word, `_` any one word, `..` up to four words. Spaces also match a hyphen. Case does not matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib.resources import files
from itertools import product
from typing import NamedTuple

import yaml

from assistant.caseless import small

_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)*|%")
_GAP = r"(?:[^\s.;:!?]+ ){0,4}?"
_LONGEST_PREFIX = 12


@dataclass(frozen=True, slots=True)
class Match:
    """A stretch of a clause's words."""

    start: int
    end: int  #: exclusive
    text: str

    def within(self, start: int, end: int) -> bool:
        """Whether it lies inside the stretch."""
        return start <= self.start and self.end <= end


class Token(NamedTuple):
    """A word, lower case, and where it stands; a tuple, since a long code has hundreds of thousands of them."""

    word: str
    start: int
    end: int


def tokens(words: str) -> tuple[Token, ...]:
    """The words of a text in order; an apostrophe belongs to its word, a hyphen parts two."""
    return tuple(Token(found[0].lower(), found.start(), found.end()) for found in _TOKEN.finditer(words))


def _word_pattern(word: str) -> str:
    options = []
    for option in word.split("|"):
        stem = re.escape(option.removesuffix("*"))
        options.append(stem + (r"[\w']*" if option.endswith("*") else ""))
    return f"(?:{'|'.join(options)})"


def _variants(phrase: str) -> Iterator[list[str]]:
    """The phrase with each optional word left out and in."""
    choices: list[tuple[str | None, ...]] = []
    for word in phrase.lower().split():
        optional = word.startswith("[") and word.endswith("]")
        choices.append((word[1:-1], None) if optional else (word,))
    for chosen in product(*choices):
        yield [word for word in chosen if word is not None]


def _compile(words: Sequence[str]) -> re.Pattern[str]:
    pattern = ""
    for place, word in enumerate(words):
        last = place == len(words) - 1
        if word == "..":
            pattern += _GAP
            continue
        pattern += r"[\w']+" if word == "_" else _word_pattern(word)
        if not last:
            pattern += "[ ]?" if words[place + 1] == "%" else r"[ ,-]{1,2}"
    return re.compile(pattern + r"(?![\w'])")


@dataclass(frozen=True)
class PhraseList:
    """Phrases that are looked for together."""

    name: str
    exact: Mapping[str, tuple[re.Pattern[str], ...]] = field(default_factory=dict)
    prefixed: Mapping[str, tuple[re.Pattern[str], ...]] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()  #: of the beginnings in `prefixed`

    def all(self, words: str, of: Sequence[Token] | None = None) -> Iterator[Match]:
        """Every place where a phrase stands, in text order; the longest phrase at each place."""
        lower = small(words)
        for token in tokens(words) if of is None else of:
            patterns = self.exact.get(token.word, ())
            for length in self.lengths:
                patterns += self.prefixed.get(token.word[:length], ())
            if not patterns:
                continue
            ends = [found.end() for pattern in patterns if (found := pattern.match(lower, token.start))]
            if ends:
                yield Match(token.start, max(ends), words[token.start : max(ends)])

    def first(self, words: str, of: Sequence[Token] | None = None) -> Match | None:
        """The first place where a phrase stands."""
        return next(self.all(words, of), None)


def phrase_list(name: str, phrases: Iterable[str]) -> PhraseList:
    """Compile phrases; an empty list finds nothing."""
    exact: dict[str, list[re.Pattern[str]]] = {}
    prefixed: dict[str, list[re.Pattern[str]]] = {}
    for phrase in phrases:
        for words in _variants(phrase):
            if not words:
                continue
            pattern = _compile(words)
            for first in words[0].split("|"):
                if first.endswith("*"):
                    prefixed.setdefault(first[:-1][:_LONGEST_PREFIX], []).append(pattern)
                else:
                    # A first word such as "don't" or "24/7" is one token only up to its first break.
                    key = _TOKEN.match(first)
                    exact.setdefault(key[0] if key else first, []).append(pattern)
    return PhraseList(
        name,
        {word: tuple(patterns) for word, patterns in exact.items()},
        {word: tuple(patterns) for word, patterns in prefixed.items()},
        tuple(sorted({len(word) for word in prefixed})),
    )


#: Lists that a rule looks a word up in; their everyday words are not sought in whole clauses.
_ASKED_BY_WORD = frozenset(
    {"own-act", "checkable-act", "known-acronym", "imperative", "provider-noun", "customer-noun"}
)
_Starts = Mapping[str, Sequence[tuple[str, re.Pattern[str]]]]


@dataclass(frozen=True)
class Words:
    """All word lists by name, and the thresholds that rules read."""

    lists: Mapping[str, PhraseList]
    thresholds: Mapping[str, float] = field(default_factory=dict)

    def __getitem__(self, name: str) -> PhraseList:
        return self.lists[name]

    @cached_property
    def _starts(self) -> tuple[_Starts, _Starts, tuple[int, ...]]:
        """All lists in one: patterns by first word, by beginning of it, and how long these beginnings are."""
        exact: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        prefixed: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
        for name, phrases in self.lists.items():
            if name in _ASKED_BY_WORD:
                continue
            for found, into in ((phrases.exact, exact), (phrases.prefixed, prefixed)):
                for word, patterns in found.items():
                    into.setdefault(word, []).extend((name, pattern) for pattern in patterns)
        return exact, prefixed, tuple(sorted({len(word) for word in prefixed}))

    def scan(self, words: str, of: Sequence[Token]) -> dict[str, tuple[Match, ...]]:
        """Every list's matches in one pass over the words; those without one, or asked by word, are left out."""
        exact, prefixed, lengths = self._starts
        lower = small(words)
        found: dict[str, list[Match]] = {}
        for token in of:
            ends: dict[str, int] = {}
            word, start = token.word, token.start
            for name, pattern in exact.get(word, ()):
                match = pattern.match(lower, start)
                if match is not None:
                    ends[name] = max(ends.get(name, 0), match.end())
            for length in lengths:
                for name, pattern in prefixed.get(word[:length], ()):
                    match = pattern.match(lower, start)
                    if match is not None:
                        ends[name] = max(ends.get(name, 0), match.end())
            for name, end in ends.items():
                found.setdefault(name, []).append(Match(start, end, words[start:end]))
        return {name: tuple(matches) for name, matches in found.items()}


@cache
def _shipped() -> tuple[dict[str, list[str]], dict[str, float]]:
    """The lists and thresholds that come with Pledge."""
    lists: dict[str, list[str]] = {}
    thresholds: dict[str, float] = {}
    for file in sorted(files(__package__).joinpath("words").iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".yaml"):
            continue
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
        for name, value in content.items():
            if name == "thresholds":
                thresholds.update(value)
            else:
                lists[name] = [str(phrase) for phrase in value]
    return lists, thresholds


def load_words(
    extra: Mapping[str, Sequence[str]] | None = None, thresholds: Mapping[str, float] | None = None
) -> Words:
    """The shipped word lists, with an organisation's own phrases and thresholds added."""
    return _load(
        tuple(sorted((name, tuple(phrases)) for name, phrases in (extra or {}).items())),
        tuple(sorted((thresholds or {}).items())),
    )


@cache
def _load(extra: tuple[tuple[str, tuple[str, ...]], ...], thresholds: tuple[tuple[str, float], ...]) -> Words:
    shipped, limits = _shipped()
    added = dict(extra)
    names = [*shipped, *(name for name in added if name not in shipped)]
    lists = {name: phrase_list(name, [*shipped.get(name, ()), *added.get(name, ())]) for name in names}
    return Words(lists, {**limits, **dict(thresholds)})
