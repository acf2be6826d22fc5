"""What people ask that the documents do not say, alike questions together: the author's list of things to write."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from assistant.answers import Receipt
from assistant.masking import mask
from knowledge.cache import Bounded
from knowledge.documents import Audience
from knowledge.embed import Embedder
from knowledge.words import stems

#: Cosine from which two questions ask the same thing; below it they may still share most of their words.
_ALIKE = 0.68
_SHARED = 0.6
_KEPT_VECTORS = 5_000


@dataclass(frozen=True, slots=True)
class Asked:
    """A question without an answer; personal data is masked."""

    text: str
    at: datetime
    by_customer: bool  #: asked with a customer's eyes, or by staff
    receipt_id: str


@dataclass(frozen=True, slots=True)
class Group:
    """Questions that ask much the same, newest first."""

    questions: tuple[Asked, ...]

    @property
    def title(self) -> str:
        """One of them, as plain as any: the shortest."""
        return min((asked.text for asked in self.questions), key=lambda text: (len(text), text))

    @property
    def last(self) -> datetime:
        """When it was asked last."""
        return self.questions[0].at

    @property
    def by_customers(self) -> int:
        """How many of them customers asked."""
        return sum(asked.by_customer for asked in self.questions)


class Unanswered:
    """Groups questions; keeps their vectors, so that looking again costs little. Safe to use from many threads."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._vectors: Bounded[str, NDArray[np.float32]] = Bounded(_KEPT_VECTORS, lambda _: 1)

    def groups(self, receipts: Iterable[Receipt]) -> tuple[Group, ...]:
        """The groups of abstentions' questions, largest first, then the one asked last."""
        asked = sorted(map(_asked, receipts), key=lambda each: each.at, reverse=True)
        vectors = self._embedded([each.text for each in asked])
        found: list[list[int]] = []
        for place, each in enumerate(asked):
            home = next(
                (group for group in found if _same(asked[group[0]], each, vectors[group[0]], vectors[place])), None
            )
            if home is None:
                found.append([place])
            else:
                home.append(place)
        groups = (Group(tuple(asked[place] for place in group)) for group in found)
        return tuple(sorted(groups, key=lambda group: (-len(group.questions), -group.last.timestamp())))

    def _embedded(self, texts: Sequence[str]) -> list[NDArray[np.float32]]:
        known = {text: vector for text in texts if (vector := self._vectors.get(text)) is not None}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known |= dict(zip(missing, self._embedder.embed(missing), strict=True))
        for text in missing:
            self._vectors.put(text, known[text])
        return [known[text] for text in texts]


def _same(one: Asked, other: Asked, vector: NDArray[np.float32], other_vector: NDArray[np.float32]) -> bool:
    if float(vector @ other_vector) >= _ALIKE:
        return True
    words, others = set(stems(one.text)), set(stems(other.text))
    shared = len(words & others)
    return shared > 1 and shared >= _SHARED * len(words | others)


def _asked(receipt: Receipt) -> Asked:
    customer = set(receipt.audiences) == {Audience.PUBLIC.value}
    return Asked(mask(receipt.question), datetime.fromisoformat(receipt.created_at), customer, receipt.id)
