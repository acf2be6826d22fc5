"""Customers' words to those of policies: "money back" is a refund, and whoever is "kicked out" is suspended."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

import yaml

from knowledge.words import content_words, stem, words

_FILE = "plain_words.yaml"


def policy_words(question: str) -> tuple[str, ...]:
    """What policies call what a question asks in plain words; each once, without the question's own words."""
    asked = [stem(word) for word in words(question)]
    said = set(asked)
    found = (word for phrase in _phrases_in(asked) for word in _meanings()[phrase] if stem(word) not in said)
    return tuple(dict.fromkeys(found))


def _phrases_in(asked: list[str]) -> Iterator[tuple[str, ...]]:
    """The known phrases, the longest at each place, none within another."""
    longest = max(map(len, _meanings()))
    at = 0
    while at < len(asked):
        lengths = range(min(longest, len(asked) - at), 0, -1)
        phrase = next((known for size in lengths if (known := tuple(asked[at : at + size])) in _meanings()), None)
        if phrase:
            yield phrase
        at += len(phrase or (0,))


@cache
def _meanings() -> Mapping[tuple[str, ...], tuple[str, ...]]:
    """The words of policies by the stems of a customer's phrase."""
    source = resources.files("assistant").joinpath(_FILE).read_text(encoding="utf-8")
    listed: dict[str, list[str]] = yaml.safe_load(source)
    found: dict[tuple[str, ...], tuple[str, ...]] = {}
    for meaning, phrases in listed.items():
        for phrase in phrases:
            stems = tuple(stem(word) for word in words(phrase))
            found[stems] = found.get(stems, ()) + content_words(meaning)
    return found
