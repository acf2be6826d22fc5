"""Reading in processes that can be killed: a hostile file costs its own result and nothing else."""

from __future__ import annotations

import atexit
import contextlib
import os
import selectors
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from pickle import UnpicklingError
from typing import IO, Any

from knowledge.documents import Document
from knowledge.errors import UnreadableFile
from knowledge.readers.limits import Limits
from knowledge.readers.worker import HEADER, packed, unpacked

_MOST_WORKERS = min(4, os.cpu_count() or 1)
_MOST_READ = 200  #: files after which a worker is replaced, so that what leaks stays small
_PIECE = 1 << 16
_START = "import sys; sys.path.append({root!r}); from knowledge.readers.worker import main; main()"


def read_safely(name: str, data: bytes, limits: Limits = Limits()) -> Document:  # noqa: B008 - Limits is frozen
    """Read one file in another process, which is killed when it takes more than `limits` allow.

    May be called from several threads at once; the process is kept for the next file.

    Raises:
        UnreadableFile: Nothing of it can be read, or reading it took too much; the message says what to do.
    """
    if len(data) > limits.bytes:
        reason = (
            f"It has {len(data):,} bytes; the limit is {limits.bytes:,}. Split it, or raise the limit in the settings."
        )
        raise UnreadableFile(name, reason)
    with _pool.worker() as worker:
        return worker.read(name, data, limits)


def close_workers() -> None:
    """End the processes that are kept for the next file; reading another starts new ones."""
    _pool.close()


class _Gone(Exception):
    """The worker has ended or does not answer in time; `reason` says what that means for the file."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class _Worker:
    """One parsing process."""

    def __init__(self) -> None:
        root = str(Path(__file__).resolve().parents[2])
        # -I: neither the working folder nor the user's own packages can put modules in the way.
        command = [sys.executable, "-I", "-c", _START.format(root=root)]
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self._read = 0

    @property
    def usable(self) -> bool:
        """Whether it can take another file."""
        return self._process.poll() is None and self._read < _MOST_READ

    def read(self, name: str, data: bytes, limits: Limits) -> Document:
        """Send one file and wait for its document; ends the process when that fails.

        Raises:
            UnreadableFile: It cannot be read within the limits.
        """
        self._read += 1
        try:
            answer = self._answer(packed((name, data, limits)), limits.seconds)
        except _Gone as gone:
            self.close()
            raise UnreadableFile(name, gone.reason) from None
        except BaseException:
            # An answer that nobody awaits any more would be taken for the next file's.
            self.close()
            raise
        if answer[0] == "read":
            document: Document = answer[1]
            return document
        if answer[0] == "unreadable":
            raise UnreadableFile(name, str(answer[2]), answer[3])
        self.close()
        raise UnreadableFile(name, _too_much_memory(limits))

    def close(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _answer(self, request: bytes, seconds: float) -> tuple[Any, ...]:
        requests, answers = self._process.stdin, self._process.stdout
        if requests is None or answers is None:
            raise _Gone(_CRASHED)
        deadline = time.monotonic() + seconds
        try:
            requests.write(request)
            requests.flush()
            header = _exactly(answers, HEADER.size, deadline, seconds)
            answer: tuple[Any, ...] = unpacked(_exactly(answers, HEADER.unpack(header)[0], deadline, seconds))
        except (OSError, EOFError, UnpicklingError, ValueError, TypeError, AttributeError) as error:
            raise _Gone(_CRASHED) from error
        return answer


_CRASHED = "Reading it broke off. The file may be damaged: open it in the program that made it and export it again."


def _too_much_memory(limits: Limits) -> str:
    mebibytes = limits.memory_bytes // (1024 * 1024)
    return f"Reading it took more than {mebibytes} MiB of memory. Split it, or raise the limit in the settings."


def _exactly(pipe: IO[bytes], size: int, deadline: float, seconds: float) -> bytes:
    """`size` bytes from the pipe.

    Raises:
        _Gone: They do not come in time, or the pipe ends.
    """
    body = bytearray()
    with selectors.DefaultSelector() as selector:
        selector.register(pipe, selectors.EVENT_READ)
        while len(body) < size:
            left = deadline - time.monotonic()
            if left <= 0 or not selector.select(left):
                raise _Gone(
                    f"Reading it took longer than {seconds:g} seconds. Split it, or raise the limit in the settings."
                )
            piece = os.read(pipe.fileno(), min(_PIECE, size - len(body)))
            if not piece:
                raise _Gone(_CRASHED)
            body += piece
    return bytes(body)


@dataclass(slots=True)
class _Pool:
    """Workers that wait for files; each file has one for itself."""

    idle: list[_Worker] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    free: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(_MOST_WORKERS))

    @contextlib.contextmanager
    def worker(self) -> Iterator[_Worker]:
        """A worker for one file; waits while all are busy."""
        with self.free:
            worker = self._take()
            try:
                yield worker
            finally:
                if worker.usable:
                    with self.lock:
                        self.idle.append(worker)
                else:
                    worker.close()

    def close(self) -> None:
        """End all that are idle."""
        with self.lock:
            workers, self.idle = self.idle, []
        for worker in workers:
            worker.close()

    def _take(self) -> _Worker:
        while True:
            with self.lock:
                worker = self.idle.pop() if self.idle else None
            if worker is None:
                return _Worker()
            if worker.usable:
                return worker
            worker.close()


_pool = _Pool()
_abandoned: list[_Pool] = []
atexit.register(close_workers)


def _after_fork() -> None:
    """A forked process may not share the pipes of its parent's workers."""
    global _pool  # noqa: PLW0603 - the one place that replaces it
    _abandoned.append(_pool)  # forgotten, not closed: its workers are the parent's
    _pool = _Pool()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)
