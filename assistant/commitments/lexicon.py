"""The cue lexicon: named patterns with their own cases, read once from `cues.yaml` and its two companions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from assistant.caseless import Caseless
from knowledge.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Cue:
    """A named pattern and the examples that keep it honest."""

    name: str
    pattern: Caseless | re.Pattern[str]
    place: str  #: clause, condition, unit or before: the words in which it is looked for
    matches: tuple[str, ...]
    misses: tuple[str, ...]
    at_start: bool = False  #: every alternative is bound to the start of the words

    def holds(self, words: str) -> bool:
        """Whether the words have it."""
        found = self.pattern.match(words) if self.at_start else self.pattern.search(words)
        return found is not None


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All cues by name, and the word lists they are built from."""

    cues: Mapping[str, Cue]
    words: Mapping[str, str]  #: list name -> alternation

    def pattern(self, source: str) -> re.Pattern[str]:
        """A pattern in which {name} stands for a word list."""
        return re.compile(_filled(source, self.words), re.IGNORECASE)


@cache
def lexicon() -> Lexicon:
    """The lexicon of this package.

    Raises:
        InvalidInput: `cues.yaml` has a cue without a pattern, or one that cannot be compiled.
    """
    data = _read("cues.yaml")
    words: dict[str, str] = {}
    for name, listed in data["words"].items():
        words[name] = "(?:" + "|".join(_filled(str(word), words) for word in listed) + ")"
    cues = {**data["cues"], **_read("contracts.yaml")["cues"], **_read("statements.yaml")["cues"]}
    return Lexicon({name: _cue(name, fields, words) for name, fields in cues.items()}, words)


def _read(name: str) -> dict[str, Any]:
    source = resources.files(__package__).joinpath(name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(source)
    return loaded


def _cue(name: str, fields: Mapping[str, object], words: Mapping[str, str]) -> Cue:
    alternatives = _listed(fields.get("any"))
    if not alternatives:
        raise InvalidInput(f"The cue '{name}' has no patterns. List them under 'any' in cues.yaml.")
    source = _filled("|".join(alternatives), words)
    try:
        whole = rf"(?<!\w)(?:{source})(?!\w)"
        # A few look for capitals within; the others are quicker without them.
        pattern = re.compile(whole, re.IGNORECASE) if "(?-i:" in source else Caseless(whole)
    except re.error as error:
        raise InvalidInput(f"The cue '{name}' cannot be compiled: {error}. Mend it in cues.yaml.") from error
    place = str(fields.get("in", "clause"))
    at_start = all(alternative.startswith("^") and "|^" not in alternative for alternative in alternatives)
    return Cue(name, pattern, place, _listed(fields.get("matches")), _listed(fields.get("misses")), at_start)


def _listed(value: object) -> tuple[str, ...]:
    return tuple(str(item) for item in value) if isinstance(value, list) else ()


def _filled(source: str, words: Mapping[str, str]) -> str:
    return re.sub(r"\{([a-z_]+)\}", lambda match: words[match[1]], source)
