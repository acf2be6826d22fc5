"""What is wrong with a prompt or its use; always a fault of ours, never of a user.

PromptError
├── UnknownPrompt       no file has this name
├── InvalidPrompt       a file cannot be used; the message names the key
├── MissingVariable     a variable was not given
└── UnknownVariable     a variable was given that the prompt does not have
"""

from __future__ import annotations

from collections.abc import Sequence


class PromptError(Exception):
    """Base class."""


class UnknownPrompt(PromptError):
    """No file has this name."""

    def __init__(self, name: str, names: Sequence[str]) -> None:
        super().__init__(f"No prompt '{name}'. Known: {', '.join(names)}.")


class InvalidPrompt(PromptError):
    """A file cannot be used."""

    def __init__(self, name: str, what: str) -> None:
        super().__init__(f"Prompt '{name}': {what}")


class MissingVariable(PromptError):
    """A variable was not given."""

    def __init__(self, prompt: str, variable: str) -> None:
        super().__init__(f"Prompt '{prompt}' needs the variable '{variable}'.")
        self.variable = variable


class UnknownVariable(PromptError):
    """A variable was given that the prompt does not have."""

    def __init__(self, prompt: str, variable: str) -> None:
        super().__init__(f"Prompt '{prompt}' has no variable '{variable}'.")
        self.variable = variable
