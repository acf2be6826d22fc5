"""Long work of a server: a few at once, none begun or gone on with when the server stops, all waited for."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from knowledge.errors import Conflict
from knowledge.progress import Progress, ProgressCallback, silent

#: They wait for each other in the library anyway; waiting here leaves threads for questions.
_AT_ONCE = 2


class LongWork:
    """Ingests, rebuilds and examinations that run in threads of the server."""

    def __init__(self) -> None:
        self.gate = asyncio.Semaphore(_AT_ONCE)
        self._stopping = False
        self._running = 0
        self._changed = threading.Condition()

    @contextmanager
    def running(self, progress: ProgressCallback = silent) -> Iterator[ProgressCallback]:
        """Do work inside; what is given to it as progress also breaks it off when the server stops.

        Raises:
            Conflict: the server stops; what the work has done so far is kept.
        """
        with self._changed:
            self._refuse_when_stopping()
            self._running += 1

        def told(step: Progress) -> None:
            self._refuse_when_stopping()
            progress(step)

        try:
            yield told
        finally:
            with self._changed:
                self._running -= 1
                self._changed.notify_all()

    def stop(self) -> None:
        """Let nothing begin or go on from now on."""
        self._stopping = True

    def wait(self) -> None:
        """Wait until nothing runs."""
        with self._changed:
            self._changed.wait_for(lambda: self._running == 0)

    def _refuse_when_stopping(self) -> None:
        if self._stopping:
            raise Conflict("The server is stopping. Send this again when it runs; what is done is kept.")
