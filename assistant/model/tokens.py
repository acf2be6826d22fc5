"""Token counts: exact where tiktoken's encoding lies on this machine, else a bound that is never too low.

tiktoken downloads an encoding that it does not find, and deletes a file whose hash is wrong; so both are looked at
before it is asked.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

#: Where each encoding comes from, which names its file in tiktoken's cache, and its sha256.
_FILES = {
    "cl100k_base": (
        "9b5ad71b2ce5302211f9c61530b329a4922fc6a4",
        "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
    ),
    "o200k_base": (
        "fb374d419588a4632f3f557e76b4b70aebbca790",
        "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    ),
}
_OPENAI = "openai"


class Counted(StrEnum):
    """How a number of tokens is known."""

    REPORTED = "reported"  #: by the provider
    EXACT = "exact"  #: with the model's own encoding
    ESTIMATE = "estimate"  #: with another model's encoding
    UPPER_BOUND = "upper_bound"  #: no encoding of bytes has more tokens than bytes


@dataclass(frozen=True, slots=True)
class TokenCount:
    """A number of tokens and how it is known."""

    value: int
    kind: Counted
    encoding: str = ""


class TokenCounter:
    """Counts the tokens of texts for one model; never reaches for the network."""

    def __init__(self, model: str, folder: Path | None) -> None:
        """`model` as "provider:name"; `folder` holds tiktoken's encodings."""
        provider, _, name = model.partition(":")
        self._own = provider == _OPENAI
        self._encoding = _encoding_of(name) if self._own else "o200k_base"
        self._folder = folder

    def count(self, text: str) -> TokenCount:
        """The tokens of a text by itself."""
        if is_installed(self._encoding, self._folder):
            import tiktoken  # noqa: PLC0415 - loads when the first prompt is counted

            value = len(tiktoken.get_encoding(self._encoding).encode_ordinary(text))
            return TokenCount(value, Counted.EXACT if self._own else Counted.ESTIMATE, self._encoding)
        return TokenCount(len(text.encode()), Counted.UPPER_BOUND)


def _encoding_of(name: str) -> str:
    from tiktoken.model import encoding_name_for_model  # noqa: PLC0415 - loads when a model is used

    try:
        found = encoding_name_for_model(name)
    except KeyError:
        return "o200k_base"
    return found if found in _FILES else "o200k_base"


@lru_cache
def is_installed(encoding: str, folder: Path | None) -> bool:
    """Whether an encoding lies in tiktoken's cache as it should be."""
    if folder is None or encoding not in _FILES:
        return False
    name, digest = _FILES[encoding]
    file = folder / name
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == digest
