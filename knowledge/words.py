"""Words of a text: content words, their stems, and how alike two words are."""

from __future__ import annotations

import json
import math
import re
import struct
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import snowballstemmer

from knowledge.embed import DEFAULT_MODEL, find_model
from knowledge.keywords import STOP_WORDS

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from tokenizers import Tokenizer

_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_STEMMER = snowballstemmer.stemmer("english")
#: Said in questions of every subject, so they tell nothing about what is asked.
_CHATTER = frozenset(
    """
    also another anyone anything can't cant didn't didnt doesn't doesnt don't dont even ever get go going got guys hello
    hey hi i'm i've im isn't isnt it's its ive just know like lot made make more most much need no not now ok okay one
    only other please really said same say somebody someone something still tell than thank thanks then thing things
    today us very want wanted way well won't wont yes
    """.split()
)
_EMPTY = STOP_WORDS | _CHATTER


def words(text: str) -> list[str]:
    """All words in lower case, in order."""
    return _WORD.findall(text.lower().replace("’", "'"))


def is_content(word: str) -> bool:
    """Whether a lower-case word says what a text is about."""
    return word not in _EMPTY


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word's English stem (Snowball)."""
    return str(_STEMMER.stemWord(word))


@lru_cache(maxsize=20_000)
def content_words(text: str) -> tuple[str, ...]:
    """The content words of a text, each once, in order."""
    return tuple(dict.fromkeys([word for word in words(text) if word not in _EMPTY]))


def stems(text: str) -> tuple[str, ...]:
    """The stems of a text's content words, each once, in order."""
    return tuple(dict.fromkeys(stem(word) for word in content_words(text)))


class WordVectors:
    """How alike single words are, by the input vectors of the embedding model: a look-up, nothing is computed.

    Measured as a sign of what a question asks and the evidence lacks, they tell as much as embedding each word.
    """

    def __init__(self, model: str = DEFAULT_MODEL) -> None:
        self._folder = find_model(model).folder
        self._known: dict[str, NDArray[np.float32]] = {}

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer  # noqa: PLC0415 - 0.1 s that only answering should pay

        tokenizer = Tokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _table(self) -> NDArray[np.float32]:
        """Shape (word pieces, dimensions), float32, read from the file as needed."""
        return _read_table(self._folder / "model.safetensors")

    @cached_property
    def _centre(self) -> NDArray[np.float32]:
        # What all pieces share says nothing; a sample of them is enough to know it.
        return np.asarray(self._table[::16].mean(axis=0), dtype=np.float32)

    def vectors(self, of: Sequence[str]) -> NDArray[np.float32]:
        """Shape (words, dimensions), float32, unit length."""
        if len(self._known) > 50_000:  # noqa: PLR2004 - about 80 MB
            self._known.clear()
        return np.concatenate([self._vector(word) for word in of]).reshape(len(of), -1)

    def warm(self, text: str) -> None:
        """Look up the words of a text ahead of the questions about it."""
        for word in filter(is_content, set(words(text))):  # not `content_words`, which would keep the text
            self._vector(word)

    def _vector(self, word: str) -> NDArray[np.float32]:
        known = self._known.get(word)
        if known is None:
            pieces = self._tokenizer.encode(word, add_special_tokens=False).ids
            total = np.zeros_like(self._centre)
            if pieces:  # the mean and, below, the length as numpy's own would be, without what those look at first
                total = np.add.reduce(self._table[pieces] - self._centre) / np.float32(len(pieces))
            known = total / np.float32(max(math.sqrt(total.dot(total)), 1e-9))
            self._known[word] = known
        return known

    def likeness(self, asked: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
        """The cosine of each word asked to each of the others; shape (asked, others)."""
        if not asked or not others:
            return np.zeros((len(asked), len(others)), dtype=np.float32)
        return np.asarray(self.vectors(asked) @ self.vectors(others).T, dtype=np.float32)


def _read_table(path: Path) -> NDArray[np.float32]:
    """The word piece vectors of a safetensors file, mapped into memory (its format: a length, JSON, then raw data)."""
    with path.open("rb") as handle:
        (length,) = struct.unpack("<Q", handle.read(8))
        header = json.loads(handle.read(length))
    entry = next(value for name, value in header.items() if name.endswith("word_embeddings.weight"))
    mapped = np.memmap(path, np.float32, "r", offset=8 + length + entry["data_offsets"][0], shape=tuple(entry["shape"]))
    return np.asarray(mapped)  # rows of a plain array are had faster
