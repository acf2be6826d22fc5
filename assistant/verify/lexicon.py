"""The words that comparing statements needs, read from lexicon.yaml, thesaurus.yaml and paraphrases.yaml."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import snowballstemmer
import yaml

from assistant.facts.cues import CuedValues

_CACHED_STEMS = 20_000


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that is read as one word."""

    word: str
    pattern: re.Pattern[str]
    denies: bool = False  #: counts as a denial too: "impossible"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All lists of words, as stems."""

    phrases: CuedValues[Phrase]
    denying: CuedValues[Phrase]  #: those of the phrases that deny
    opposites: Mapping[str, str]
    groups: Mapping[str, frozenset[str]]  #: stem -> its synonym groups
    contrasts: Mapping[str, frozenset[str]]  #: stem -> words of another kind
    bearers: Mapping[str, frozenset[str]]  #: stem -> stems that bear it out, though not the reverse
    light: frozenset[str]
    soft: frozenset[str]
    wideners: re.Pattern[str]
    universals: re.Pattern[str]
    telling: frozenset[str]  #: whole words that are never soft, whatever their stem


_stemmer = snowballstemmer.stemmer("english")
_stemming = threading.Lock()  # the stemmer keeps the word that it works on in itself


@lru_cache(_CACHED_STEMS)
def stem(word: str) -> str:
    """The stem of a word in lower case; a word with digits is its own stem."""
    if any(map(str.isdigit, word)):
        return word
    base = _irregular().get(word, word)
    with _stemming:
        return str(_stemmer.stemWord(base))


@cache
def _irregular() -> Mapping[str, str]:
    return dict(_raw()["irregular"])


def _bearers(raw: Any, contrasts: Mapping[str, frozenset[str]]) -> dict[str, frozenset[str]]:
    """What bears out a word: for a thing its broader kinds, for an act the narrower ones, and its likes."""
    found: dict[str, set[str]] = {}
    for broad, narrow in raw["kinds"].items():
        for word in narrow.split():
            found.setdefault(stem(word), set()).update({broad, stem(broad)})
    for broad, narrow in raw["acts"].items():
        found.setdefault(stem(broad), set()).update(form for word in narrow.split() for form in (word, stem(word)))
    for first, *others in map(str.split, raw["same"]):
        for one, other in ((first, other) for other in others if stem(other) not in contrasts.get(stem(first), ())):
            found.setdefault(stem(one), set()).update({other, stem(other)})
            found.setdefault(stem(other), set()).update({one, stem(one)})
    return {word: frozenset(others - {word}) for word, others in found.items()}


def _raw() -> Any:
    return _file("lexicon.yaml")


@cache
def _file(name: str) -> Any:
    return yaml.safe_load(Path(__file__).with_name(name).read_text(encoding="utf-8"))


def _thesaurus(contrasts: Mapping[str, frozenset[str]]) -> list[str]:
    """The pairs of the thesaurus, without those that differ decisively."""
    lines = _file("thesaurus.yaml")["synonyms"]
    pairs = [(first, other) for first, *others in map(str.split, lines) for other in others]
    return [f"{first} {other}" for first, other in pairs if stem(other) not in contrasts.get(stem(first), ())]


@cache
def lexicon() -> Lexicon:
    """The lexicon, read once."""
    raw = _raw()
    phrases, opposites = [], {}
    for entry in [*_file("paraphrases.yaml")["phrases"], *raw["phrases"]]:
        words_of = rf"(?<![\w-])(?:{'|'.join(entry['patterns'])})(?![\w])"
        phrase = Phrase(entry["word"], re.compile(words_of, re.IGNORECASE), bool(entry.get("denies")))
        phrases.append((phrase, words_of))
        if "opposite" in entry:
            opposites[entry["word"]] = entry["opposite"]
    words = {phrase.word for phrase, _ in phrases}
    contrasts = _contrasts(raw["contrasts"], words)
    return Lexicon(
        phrases=CuedValues(phrases),
        denying=CuedValues(entry for entry in phrases if entry[0].denies),
        opposites=opposites,
        groups=_groups([*raw["synonyms"], *_thesaurus(contrasts)]),
        contrasts=contrasts,
        bearers=_bearers(_file("paraphrases.yaml"), contrasts),
        light=frozenset(raw["light"].lower().split()),
        soft=frozenset(word if word in words else stem(word) for word in raw["soft"].split()),
        wideners=_any_of(raw["wideners"]),
        universals=_any_of(raw["universals"]),
        telling=frozenset(raw["telling"].split()),
    )


def _groups(lines: Iterable[str]) -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for number, line in enumerate(lines):
        for word in str(line).lower().split():
            for form in {word, stem(word)}:
                groups.setdefault(form, set()).add(f"g{number}")
    return {word: frozenset(found) for word, found in groups.items()}


def _contrasts(lines: Iterable[str], phrase_words: set[str]) -> dict[str, frozenset[str]]:
    contrasts: dict[str, set[str]] = {}
    for line in lines:
        words = str(line).lower().split()
        stems = {word if word in phrase_words else stem(word) for word in words} | set(words)
        for word in stems:
            contrasts.setdefault(word, set()).update(other for other in stems if stem(other) != stem(word))
    return {word: frozenset(others) for word, others in contrasts.items()}


def _any_of(patterns: Iterable[object]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(str(pattern) for pattern in patterns)})\b", re.IGNORECASE)
