"""The pattern library: clauses of our own wording with slots for the organisation's facts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from assistant.drafting.data import shipped
from assistant.rules import Principle

SLOT = re.compile(r"\{([a-z-]+)\}")
Use = Literal["core", "optional", "when-mentioned"]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A clause with slots; it holds no figure of its own."""

    id: str
    heading: str
    kind: str
    principles: tuple[Principle, ...]
    text: str
    plain: str | None = None  #: the same in shorter words
    section: str | None = None
    use: Use = "optional"  #: core: always there, with gaps if need be; when-mentioned: if a document speaks of it
    group: str = ""  #: of the patterns of a group one is chosen
    prefer: bool = False  #: chosen before others of its group when all its facts are known
    avoid: str | None = None  #: only if there is no such thing as this slot's
    confirm: tuple[str, ...] = ()  #: decisions that it states
    needs_any: tuple[str, ...] = ()  #: not where none of these exists
    size: Literal["full", "small", "both"] = "full"
    reason: str | None = None
    kpi: str | None = None
    procedure: str | None = None
    communication: str | None = None
    training: str | None = None

    @property
    def slots(self) -> tuple[str, ...]:
        """The slots of its text and its decisions, in order, each once."""
        return tuple(dict.fromkeys((*SLOT.findall(self.text), *self.confirm)))

    @property
    def literals(self) -> str:
        """Our own words: the text without the slots."""
        return SLOT.sub(" … ", self.text) + " " + SLOT.sub(" … ", self.plain or "")


@cache
def patterns() -> tuple[Pattern, ...]:
    """All patterns, in the order of a code."""
    names = sorted(entry.name for entry in files("assistant.drafting").joinpath("patterns").iterdir())
    found = []
    for name in names:
        content = shipped(f"patterns/{name}")
        found += [_pattern(content["heading"], entry) for entry in content["patterns"]]
    return tuple(found)


def _pattern(heading: str, entry: Mapping[str, Any]) -> Pattern:
    facts = {key.replace("-", "_"): value for key, value in entry.items() if key not in {"variant", "small"}}
    facts["size"] = "small" if entry.get("variant") == "small" else "both" if entry.get("small") else "full"
    for name in ("confirm", "needs_any"):
        facts[name] = tuple(facts.get(name, ()))
    facts["principles"] = tuple(Principle(name) for name in entry["principles"])
    return Pattern(heading=heading, **{**facts, "group": entry.get("group", entry["id"])})
