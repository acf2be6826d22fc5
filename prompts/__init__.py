"""The words that are sent to language models: one YAML file a prompt, loaded by name."""

from prompts.loading import InvalidPrompt, MissingVariable, PromptError, UnknownPrompt, UnknownVariable, known, load
from prompts.prompt import Filled, Prompt, fence

__all__ = [
    "Filled",
    "InvalidPrompt",
    "MissingVariable",
    "Prompt",
    "PromptError",
    "UnknownPrompt",
    "UnknownVariable",
    "fence",
    "known",
    "load",
]
