"""The data folder's lock: embedded Chroma is corrupted by a second process, so one process owns the folder."""

from __future__ import annotations

import fcntl
import json
import os
import weakref
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Self

from knowledge.errors import FolderInUse, StoreError

LOCK_FILE = ".lock"
#: The database, where it is SQLite.
DATABASE_FILE = "pledge.sqlite3"
_UNUSABLE = "The data folder {folder} cannot be used: {why}. Make it writable, or name another (PLEDGE_DATA)."


@dataclass(frozen=True, slots=True)
class Holder:
    """Who owns a data folder."""

    pid: int
    note: str  #: what it does, such as "pledge serve"
    url: str | None = None  #: where a server that owns the folder listens

    def __str__(self) -> str:
        at = f" at {self.url}" if self.url else ""
        return f"{self.note} (process {self.pid}{at})"


class FolderLock:
    """Ownership of a data folder, from construction until `release` or the process's end, however it ends."""

    def __init__(self, folder: Path, note: str, url: str | None = None) -> None:
        """Take the folder, making it if need be.

        Raises:
            FolderInUse: another process owns it; the message names that process.
            StoreError: the folder cannot be made or written.
        """
        self._path = folder / LOCK_FILE
        self._handle: IO[str] | None = _locked(folder, self._path)
        self._note = note
        _held.add(self)
        self.announce(url)

    def announce(self, url: str | None) -> None:
        """Say where the owner listens, for those who find the folder taken."""
        if self._handle is None:
            return
        self._handle.seek(0)
        self._handle.truncate()
        json.dump(asdict(Holder(os.getpid(), self._note, url)), self._handle)
        self._handle.flush()

    def release(self) -> None:
        """Let the folder go; more than once is fine."""
        if self._handle is not None:
            self._handle.seek(0)
            self._handle.truncate()
            self._handle.flush()
            fcntl.flock(self._handle, fcntl.LOCK_UN)
            self._handle.close()
            self._handle = None

    def forget(self) -> None:
        """Close the lock file in a forked child, which would otherwise keep the folder after its parent is killed."""
        if self._handle is not None:
            self._handle.close()
            self._handle = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.release()


_held: weakref.WeakSet[FolderLock] = weakref.WeakSet()


def _forget_all() -> None:
    for lock in list(_held):
        lock.forget()


os.register_at_fork(after_in_child=_forget_all)


def holder(folder: Path) -> Holder | None:
    """Who owns the folder now; None when nobody does. Takes nothing.

    Raises:
        StoreError: the folder cannot be looked into.
    """
    path = folder / LOCK_FILE
    try:
        with path.open("r", encoding="utf-8") as handle:
            try:
                # Shared: two who only look do not find each other.
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return _read(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StoreError(_UNUSABLE.format(folder=folder, why=error.strerror)) from error
    return None


def _locked(folder: Path, path: Path) -> IO[str]:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)  # it holds what staff alone may read
        handle = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise StoreError(_UNUSABLE.format(folder=folder, why=error.strerror)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        handle.close()
        raise FolderInUse(str(folder), str(_read(path))) from error
    return handle


def _read(path: Path) -> Holder:
    try:
        return Holder(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return Holder(0, "another process")
