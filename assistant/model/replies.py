"""What a model replies, as data: JSON that pydantic validates; the prompts' own schema of it is the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.model.failures import Failure, ModelFailure

_MOST_STATEMENTS = 12
_MOST_SOURCES = 8
_LONGEST_STATEMENT = 600
_FENCED = re.compile(r"^\s*```[a-z]*\s*\n(.*?)\n?\s*```\s*$", re.DOTALL)
_STATEMENTS = re.compile(r"\"statements\"\s*:\s*\[")


class _Reply(BaseModel):
    """Unknown keys are ignored: models like to add remarks, which are not shown."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class Statement(_Reply):
    """A sentence and the ids of what it was taken from."""

    text: str = Field(min_length=1, max_length=_LONGEST_STATEMENT)
    evidence: list[str] = Field(max_length=_MOST_SOURCES)
    number: int | None = None  #: of a sentence written again


class Statements(_Reply):
    """An answer."""

    statements: list[Statement] = Field(max_length=_MOST_STATEMENTS)


class Queries(_Reply):
    """A question in other words, or in parts."""

    queries: list[str] = Field(max_length=_MOST_SOURCES)


class Wording(_Reply):
    """A text that says the same as another one."""

    text: str = Field(min_length=1, max_length=4_000)


class Reading(_Reply):
    """What a unit promises, as spans of its own words."""

    type: str
    time_limit: str = ""
    amount: str = ""
    condition: str = ""
    exception: str = ""
    start_event: str = ""
    channel: str = ""


class Grade(_Reply):
    """A judge's mark with its reason."""

    mark: int = Field(ge=0, le=3)
    reason: str = Field(max_length=1_000)


Shape = TypeVar("Shape", bound=BaseModel)


def parse(text: str, shape: type[Shape]) -> Shape:
    """A whole reply.

    Raises:
        ModelFailure: it is no JSON of that shape.
    """
    fenced = _FENCED.match(text)
    try:
        return shape.model_validate(json.loads(fenced[1] if fenced else text))
    except (ValueError, RecursionError) as error:  # pydantic's and json's errors are ValueErrors
        raise ModelFailure(Failure.MALFORMED, _first(error)) from error


def begun(text: str) -> Sequence[Statement]:
    """The statements that stand whole in a reply which is still being written."""
    return tuple(_begun(text))


def _begun(text: str) -> Iterator[Statement]:
    opening = _STATEMENTS.search(text)
    if opening is None:
        return
    decoder = json.JSONDecoder()
    place = opening.end()
    for _ in range(_MOST_STATEMENTS):
        while place < len(text) and text[place] in " \t\r\n,":
            place += 1
        try:
            raw, place = decoder.raw_decode(text, place)
            yield Statement.model_validate(raw)
        except (ValueError, RecursionError):
            return


def _first(error: Exception) -> str:
    if isinstance(error, ValidationError):
        found: Any = error.errors(include_input=False)[0]
        return f"{'.'.join(str(part) for part in found['loc'])}: {found['msg']}"
    return str(error)[:200]
