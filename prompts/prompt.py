"""A prompt, and how values become part of it: data stands between fences that it cannot close."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from prompts.errors import MissingVariable, UnknownVariable

#: A variable's place in a text.
PLACE = re.compile(r"\{\{\s*([a-z][a-z0-9_]*)\s*\}\}")
_FENCE_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Filled:
    """A prompt with its values: what is sent."""

    name: str
    version: int
    system: str
    user: str


@dataclass(frozen=True, slots=True)
class Prompt:
    """What is sent to a model for one purpose."""

    name: str
    version: int  #: raised when its words change; answers log it
    purpose: str
    variables: Mapping[str, str]  #: what each stands for
    data: frozenset[str]  #: variables whose values are words of documents or users: they are fenced
    system: str
    user: str
    reply: Mapping[str, Any] = field(default_factory=dict)  #: JSON Schema of the reply

    @property
    def label(self) -> str:
        """Name and version as receipts write them."""
        return f"{self.name}-{self.version}"

    def fill(self, **values: str) -> Filled:
        """The prompt with its variables' values; a value is never read for variables itself.

        Raises:
            MissingVariable: one was not given.
            UnknownVariable: one was given that there is not.
        """
        for name in self.variables:
            if name not in values:
                raise MissingVariable(self.name, name)
        for name in values:
            if name not in self.variables:
                raise UnknownVariable(self.name, name)
        shown = {name: fence(name, value) if name in self.data else value for name, value in values.items()}
        system, user = (PLACE.sub(lambda place: shown[place[1]], text) for text in (self.system, self.user))
        return Filled(self.name, self.version, system, user)


def fence(name: str, value: str) -> str:
    """A value between two lines that it cannot contain, since the lines are named after its own hash."""
    salt = 0
    while True:
        digest = hashlib.sha256(f"{salt} {value}".encode()).hexdigest()[:_FENCE_DIGITS]
        if digest not in value:
            return f"<<<{name} {digest}\n{value}\n{digest} {name}>>>"
        salt += 1
