"""What a running server does by itself: bring guidance in, delete old receipts and conversations, read ahead."""

from __future__ import annotations

import logging
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from assistant.answer import Answerer
from assistant.build import Assistant, load_guidance
from knowledge.errors import PledgeError
from knowledge.library import Library

log = logging.getLogger("pledge.upkeep")
_SECONDS_BETWEEN_ROUNDS = 6 * 3600.0
_SECONDS_BETWEEN_TRIES = 60.0
_SECONDS_BETWEEN_LOOKS = 5.0


class _Worker(ABC):
    """A thread that takes a turn now and then between `start` and `stop`."""

    def __init__(self, name: str) -> None:
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begin; the first turn is at once."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the step at work."""
        self._stopping.set()
        self._thread.join()

    @abstractmethod
    def _turn(self) -> float:
        """Do what is due; returns the seconds until the next turn."""

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._stopping.wait(self._turn())

    def _guarded(self, step: Callable[[], None]) -> bool:
        """Whether the step went well; a failing one is tried again soon, and the server lives on."""
        try:
            step()
        except Exception:
            log.exception("upkeep failed")
            return False
        return True


class Upkeep(_Worker):
    """Brings guidance in and deletes what is old."""

    def __init__(self, assistant: Assistant, receipt_days: int, conversation_days: int = 0) -> None:
        super().__init__("upkeep")
        self._assistant = assistant
        self._receipt_days = receipt_days
        self._conversation_days = conversation_days

    def _turn(self) -> float:
        steps = (self._guidance, self._old_receipts, self._old_conversations)
        failed = [step for step in steps if not self._guarded(step)]
        return _SECONDS_BETWEEN_TRIES if failed else _SECONDS_BETWEEN_ROUNDS

    def _guidance(self) -> None:
        load_guidance(self._assistant.library)

    def _old_receipts(self) -> None:
        if self._receipt_days:
            before = datetime.now(UTC) - timedelta(days=self._receipt_days)
            log.info("receipts deleted", extra={"count": self._assistant.receipts.forget_before(before)})

    def _old_conversations(self) -> None:
        if self._conversation_days:
            before = datetime.now(UTC) - timedelta(days=self._conversation_days)
            log.info("conversations erased", extra={"count": self._assistant.conversations.forget_before(before)})


class ReadAhead(_Worker):
    """Reads what questions will ask for before they do: at the start, and when documents have changed and rest."""

    def __init__(self, library: Library, answerer: Answerer) -> None:
        super().__init__("read-ahead")
        self._library = library
        self._answerer = answerer
        self._seen: int | None = None
        self._read: int | None = None

    def _turn(self) -> float:
        self._guarded(self._look)
        return _SECONDS_BETWEEN_LOOKS

    def _look(self) -> None:
        generation = self._library.catalogue().generation
        rests = self._seen in {None, generation}  # while an ingest goes on, all would be read again and again
        self._seen = generation
        if rests and generation != self._read:
            self._read = generation
            try:
                self._answerer.warm(lambda: not self._stopping.is_set())
            except PledgeError as error:  # questions are told the same
                log.warning("nothing was read ahead: %s", error.message)
