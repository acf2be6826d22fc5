"""Prompts from their YAML files: unknown keys and variables are refused when a file is read, not when it is used."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import yaml

from prompts.errors import InvalidPrompt, MissingVariable, PromptError, UnknownPrompt, UnknownVariable
from prompts.prompt import PLACE, Prompt

__all__ = [
    "InvalidPrompt",
    "MissingVariable",
    "PromptError",
    "UnknownPrompt",
    "UnknownVariable",
    "known",
    "load",
    "parse",
]

_KEYS = {"purpose": str, "version": int, "variables": dict, "data": list, "system": str, "user": str, "reply": dict}
_OPTIONAL = frozenset({"data", "reply"})


def known() -> tuple[str, ...]:
    """The names of all prompts."""
    files = resources.files("prompts").iterdir()
    return tuple(sorted(file.name.removesuffix(".yaml") for file in files if file.name.endswith(".yaml")))


@cache
def load(name: str) -> Prompt:
    """A prompt by its name.

    Raises:
        UnknownPrompt: there is none of this name.
        InvalidPrompt: its file cannot be used.
    """
    if name not in known():
        raise UnknownPrompt(name, known())
    return parse(name, resources.files("prompts").joinpath(f"{name}.yaml").read_text(encoding="utf-8"))


def parse(name: str, text: str) -> Prompt:
    """A prompt from the text of its file.

    Raises:
        InvalidPrompt: it cannot be used; the message names the key.
    """
    try:
        raw = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise InvalidPrompt(name, f"it is not YAML: {error}.") from error
    if not isinstance(raw, dict):
        raise InvalidPrompt(name, "a mapping is needed.")
    _check_keys(name, raw)
    prompt = Prompt(
        name=name,
        version=raw["version"],
        purpose=raw["purpose"].strip(),
        variables=raw["variables"],
        data=frozenset(raw.get("data", ())),
        system=raw["system"],
        user=raw["user"],
        reply=raw.get("reply", {}),
    )
    _check_variables(prompt)
    return prompt


def _check_keys(name: str, raw: dict[str, Any]) -> None:
    for key in raw:
        if key not in _KEYS:
            raise InvalidPrompt(name, f"there is no key '{key}'. Known keys: {', '.join(_KEYS)}.")
    for key, kind in _KEYS.items():
        if key not in raw and key not in _OPTIONAL:
            raise InvalidPrompt(name, f"the key '{key}' is missing.")
        if key in raw and not isinstance(raw[key], kind):
            raise InvalidPrompt(name, f"'{key}' must be a {kind.__name__}.")


def _check_variables(prompt: Prompt) -> None:
    used = set(PLACE.findall(prompt.system)) | set(PLACE.findall(prompt.user))
    for variable in sorted(used - prompt.variables.keys()):
        raise InvalidPrompt(prompt.name, f"'{variable}' is used but not among its variables.")
    for variable in sorted(prompt.variables.keys() - used):
        raise InvalidPrompt(prompt.name, f"the variable '{variable}' is not used.")
    for variable in sorted(prompt.data - prompt.variables.keys()):
        raise InvalidPrompt(prompt.name, f"'{variable}' is called data but is no variable.")
