"""Answers that a model has worded before: the same question on the same evidence, prompt and model costs nothing."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Sequence

from assistant.model.sources import Source
from assistant.model.statements import Checked


class AnswerCache:
    """The last answers used, in memory; what is kept has been verified."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, tuple[Checked, ...]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> tuple[Checked, ...] | None:
        """What was kept under a key."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: str, statements: tuple[Checked, ...]) -> None:
        """Keep statements; the one used longest ago goes."""
        with self._lock:
            self._kept[key] = statements
            self._kept.move_to_end(key)
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def key_of(question: str, sources: Sequence[Source], prompt: str, model: str) -> str:
    """Over all that an answer depends on: the words asked, versions and spans of evidence, prompt and model."""
    digest = hashlib.sha256()
    for part in (question, prompt, model):
        digest.update(f"{len(part)} {part}".encode())
    for source in sources:
        span = source.hit.unit.span
        digest.update(f" {source.hit.version.id} {span.start} {span.end}".encode())
    return digest.hexdigest()
