"""A folder as one tar archive: packed by the command line, unpacked by the server, which trusts nothing in it."""

from __future__ import annotations

import shutil
import tarfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from knowledge.errors import InvalidInput

_MOST_FILES = 100_000


def pack(files: Iterable[tuple[str, Path]], into: IO[bytes]) -> None:
    """Write files under their names to an archive."""
    with tarfile.open(fileobj=into, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for name, path in files:
            archive.add(path, arcname=name, recursive=False, filter=_plain)


def _plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without whose file it was."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return member


def unpack(archive_path: Path, folder: Path) -> int:
    """Write the files of an archive below a folder; returns how many.

    Links, devices, sparse files and paths that lead out of the folder are refused: what comes over the network must
    not reach anything else here, nor grow while it is unpacked.

    Raises:
        InvalidInput: it is no tar archive, or it holds what it must not.
    """
    count = 0
    try:
        with tarfile.open(archive_path, mode="r:") as archive:
            for member in archive:
                if member.isdir():
                    continue
                count += 1
                _check(member, count)
                _write(archive, member, folder)
    except (tarfile.TarError, EOFError, ValueError) as error:
        raise InvalidInput("The body is not a tar archive. Send one made by `tar -c` without compression.") from error
    return count


def _check(member: tarfile.TarInfo, count: int) -> None:
    name = member.name
    if not member.isreg() or member.issparse():
        raise InvalidInput(f"The archive holds '{name}', which is not a plain file. Leave it out.")
    if name.startswith("/") or ".." in Path(name).parts or "\0" in name:
        raise InvalidInput(f"The archive holds '{name}', which leads out of the folder. Leave it out.")
    if count > _MOST_FILES:
        raise InvalidInput(f"The archive holds more than {_MOST_FILES:,} files. Send it in parts.")


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    target = folder / member.name
    source = archive.extractfile(member)
    if source is None:
        return
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with source, target.open("wb") as handle:
            shutil.copyfileobj(source, handle)
    except OSError as error:
        raise InvalidInput(f"The archive holds '{member.name}', which cannot be written: {error.strerror}.") from error
