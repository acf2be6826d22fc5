"""The battery of model replies: honest paraphrases and lies, each about one passage of an organisation's documents.

Most are written by hand in `data/model-replies.yaml`. Made from them by a rule: quotes altered by one character, and
true sentences that cite another passage, or one that there is not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from evals.verify_cases import ORGANISATIONS, SAMPLE, SAMPLE_NAME
from knowledge.errors import InvalidInput

BATTERY = Path(__file__).resolve().parent / "data" / "model-replies.yaml"
HONEST = "honest"
#: Ids that a scripted reply cites: the passage it is about, another one that is shown, one that is not.
Cited = Literal["gold", "other", "none"]
GOLD: Cited = "gold"
OTHER: Cited = "other"
NONE: Cited = "none"
Half = Literal["tuned", "aside", "fresh"]
HALVES: tuple[Half, ...] = ("tuned", "aside", "fresh")


class Item(BaseModel):
    """A passage with what a model might write about it."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    quote: str = Field(description="Verbatim words of one unit.")
    question: str
    honest: list[str]
    lies: dict[str, list[str]] = Field(description="By kind.")


class Organisation(BaseModel):
    """An organisation's items."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    half: Half
    organisation: str
    items: list[Item]

    @property
    def folder(self) -> Path:
        """Its documents."""
        return SAMPLE if self.organisation == SAMPLE_NAME else ORGANISATIONS / self.organisation


@dataclass(frozen=True, slots=True)
class ScriptedReply:
    """One reply and what it is."""

    id: str
    kind: str  #: "honest" or the kind of lie
    half: Half
    item: Item
    text: str
    cites: Cited = GOLD

    @property
    def is_honest(self) -> bool:
        """Whether it may reach the user."""
        return self.kind == HONEST


def load_battery(path: Path = BATTERY) -> list[Organisation]:
    """The battery.

    Raises:
        InvalidInput: the file cannot be understood.
    """
    try:
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [Organisation.model_validate(each) for each in raw]
    except (OSError, ValueError, TypeError, yaml.YAMLError) as error:
        raise InvalidInput(f"{path.name}: {error}") from error


def replies_of(organisation: Organisation) -> Iterator[ScriptedReply]:
    """All replies about an organisation, those made by a rule too."""
    for place, item in enumerate(organisation.items, 1):
        name = f"{organisation.organisation}-{place:02d}"
        written: list[tuple[str, str, Cited]] = [(HONEST, text, GOLD) for text in item.honest]
        written += [(kind, text, GOLD) for kind, texts in item.lies.items() for text in texts]
        made: list[tuple[str, str, Cited]] = [
            ("quote altered", f"The documents say: “{text}”", GOLD) for text in altered(item.quote)
        ]
        made += [("false citation", item.honest[0], OTHER), ("false citation", item.honest[-1], NONE)]
        for number, (kind, text, cites) in enumerate([*written, *made], 1):
            yield ScriptedReply(f"{name}-{number:02d}", kind, organisation.half, item, text, cites)


def altered(quote: str) -> Iterator[str]:
    """The quote with one character changed: a letter in its middle and, where it has one, its first digit."""
    letters = [place for place, sign in enumerate(quote) if sign.isalpha() and sign.islower()]
    yield _with(quote, letters[len(letters) // 2], lambda sign: "e" if sign != "e" else "a")
    digits = [place for place, sign in enumerate(quote) if sign.isdigit()]
    if digits:
        yield _with(quote, digits[0], lambda sign: str((int(sign) + 1) % 10))


def _with(text: str, place: int, change: Callable[[str], str]) -> str:
    return f"{text[:place]}{change(text[place])}{text[place + 1 :]}"
