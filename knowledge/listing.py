"""Which files a folder or a list of paths offers, by the name each document will have."""

from __future__ import annotations

import fnmatch
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from knowledge.errors import InvalidInput, UnknownName
from knowledge.manifest import FILE_NAME as MANIFEST
from knowledge.readers.sniff import SUFFIXES


@dataclass(frozen=True, slots=True)
class Offered:
    """A file that can be ingested."""

    name: str  #: relative to the folder, with forward slashes
    path: Path
    folder: Path  #: where its name begins, and where a manifest speaks of it
    origin: str  #: what that folder is called


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is left alone, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Listing:
    """What there is to ingest."""

    origin: str
    files: tuple[Offered, ...]
    skipped: tuple[Skipped, ...]
    unread: tuple[str, ...] = ()  #: folders below it that could not be listed; what is in them is not known

    def check_complete(self) -> None:
        """See that whatever is not listed is not there, as pruning takes it.

        Raises:
            InvalidInput: a folder could not be listed.
        """
        if self.unread:
            raise InvalidInput(
                f"{self.unread[0]} cannot be read, so nothing that came from it may be pruned. Make it readable, or "
                "ingest without pruning."
            )

    def known_as(self, origin: str) -> Listing:
        """The same files, as if they lay in another folder: that of which theirs is a copy."""
        return replace(self, origin=origin, files=tuple(replace(file, origin=origin) for file in self.files))


def list_folder(folder: Path, exclude: Sequence[str] = ()) -> Listing:
    """All files below a folder, by name; hidden ones and those that match a glob in `exclude` are left out.

    A glob is compared with the name relative to the folder and with the file's own name.

    Raises:
        UnknownName: there is no such folder.
    """
    if not folder.is_dir():
        raise UnknownName("folder", str(folder))
    root = folder.resolve()
    files, skipped = [], []
    unread: list[str] = []

    def refused(error: OSError) -> None:
        unread.append(str(error.filename))
        name = os.path.relpath(error.filename, root)
        skipped.append(Skipped(name, f"the folder cannot be read: {error.strerror}"))

    for path in _walk(root, refused):
        name = path.relative_to(root).as_posix()
        if any(fnmatch.fnmatch(name, glob) or fnmatch.fnmatch(path.name, glob) for glob in exclude):
            continue
        reason = _refusal(path, root)
        if reason:
            skipped.append(Skipped(name, reason))
        elif path.name != MANIFEST:
            files.append(Offered(name, path, root, str(root)))
    return Listing(str(root), tuple(files), tuple(skipped), tuple(unread))


def list_files(paths: Sequence[Path]) -> Listing:
    """Single files, each named by its file name.

    Raises:
        UnknownName: one of them is no file.
    """
    files, skipped = [], []
    for path in paths:
        if not path.is_file():
            raise UnknownName("file", str(path))
        reason = _refusal(path, None)
        if reason:
            skipped.append(Skipped(path.name, reason))
        else:
            folder = path.resolve().parent
            files.append(Offered(path.name, path.resolve(), folder, str(folder)))
    return Listing("", tuple(files), tuple(skipped))


def _walk(root: Path, refused: Callable[[OSError], None]) -> Iterator[Path]:
    for place, folders, names in os.walk(root, onerror=refused, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        linked = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in sorted([*names, *linked]):
            if not name.startswith((".", "~$")):
                yield Path(place) / name


def _refusal(path: Path, root: Path | None) -> str | None:
    """Why a file is not ingested; None where it is."""
    if path.is_symlink() and root is not None and not path.resolve().is_relative_to(root):
        return "a link that leads out of the folder; copy the file into it"
    if path.is_dir():
        return "a link to a folder; ingest that folder itself"
    if not path.is_file():
        return "not a file, or a link that leads nowhere"
    if path.name != MANIFEST and path.suffix.lower() not in SUFFIXES:
        return f"not a known kind of document; known are {', '.join(SUFFIXES)}"
    return None
