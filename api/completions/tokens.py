"""Counts tokens for the `usage` that chat clients expect: an estimate, and labelled as one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from api.completions.schemas import UsageOut
from knowledge.embed import Embedder


@runtime_checkable
class CountsTokens(Protocol):
    """An embedder that can count its model's word pieces."""

    def count_tokens(self, text: str) -> int:
        """How many word pieces a text has."""


def usage(prompt: Iterable[str], content: str, embedder: Embedder) -> UsageOut:
    """The tokens of the messages sent and of the answer, counted with the embedding model's tokenizer."""
    asked, said = sum(_count(text, embedder) for text in prompt), _count(content, embedder)
    counted_with = embedder.name.partition("/")[0] if isinstance(embedder, CountsTokens) else "bytes"
    return UsageOut(prompt_tokens=asked, completion_tokens=said, total_tokens=asked + said, counted_with=counted_with)


def _count(text: str, embedder: Embedder) -> int:
    """Word pieces; without a tokenizer bytes, of which no token has less than one."""
    return embedder.count_tokens(text) if isinstance(embedder, CountsTokens) else len(text.encode())
