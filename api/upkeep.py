"""What a running server does by itself: bring guidance in, delete old receipts and conversations."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from assistant.build import Assistant, load_guidance

log = logging.getLogger("pledge.upkeep")
_SECONDS_BETWEEN_ROUNDS = 6 * 3600.0
_SECONDS_BETWEEN_TRIES = 60.0


class Upkeep:
    """A thread that works between `start` and `stop`."""

    def __init__(self, assistant: Assistant, receipt_days: int, conversation_days: int = 0) -> None:
        self._assistant = assistant
        self._receipt_days = receipt_days
        self._conversation_days = conversation_days
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="upkeep", daemon=True)

    def start(self) -> None:
        """Begin; the first look is at once."""
        self._thread.start()

    def stop(self) -> None:
        """End, after the step at work."""
        self._stopping.set()
        self._thread.join()

    def _run(self) -> None:
        steps = [self._guidance, self._old_receipts, self._old_conversations]
        while not self._stopping.is_set():
            failed = [step for step in steps if not self._guarded(step)]
            self._stopping.wait(_SECONDS_BETWEEN_TRIES if failed else _SECONDS_BETWEEN_ROUNDS)

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

    def _guarded(self, step: Callable[[], None]) -> bool:
        """Whether the step went well; a failing one is tried again soon, and the server lives on."""
        try:
            step()
        except Exception:
            log.exception("upkeep failed")
            return False
        return True
