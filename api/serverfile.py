"""How commands find the server of a data folder: its address and its own keys, in a file for its user alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.private_files import write_private
from knowledge.errors import NotAllowed, StoreError

_FILE = "server.json"


@dataclass(frozen=True, slots=True)
class ServerFile:
    """What a running server leaves in its data folder."""

    pid: int
    url: str
    keys: Mapping[str, str]  #: by role; they are worth nothing once this server has ended

    def write(self, folder: Path) -> None:
        """Leave it in the folder."""
        write_private(folder / _FILE, json.dumps(asdict(self)))


def remove(folder: Path) -> None:
    """Take it away again."""
    (folder / _FILE).unlink(missing_ok=True)


def find(folder: Path) -> ServerFile:
    """What the server of a folder has left.

    Raises:
        NotAllowed: the file is another user's.
        StoreError: there is none, or it cannot be understood.
    """
    path = folder / _FILE
    try:
        return ServerFile(**json.loads(path.read_text(encoding="utf-8")))
    except PermissionError as error:
        message = (
            f"The server of {folder} runs as another user. Run the command as that user, or use the HTTP interface."
        )
        raise NotAllowed(message) from error
    except (OSError, ValueError, TypeError) as error:
        raise StoreError(f"The server of {folder} is starting or ending. Try again in a moment.") from error
