"""Which desk a data folder has: its server's, or its own."""

from __future__ import annotations

from pathlib import Path

from api.desk import Desk
from assistant.settings import Settings
from knowledge.errors import Conflict, FolderInUse
from knowledge.folder import DATABASE_FILE, holder

#: Where `pledge serve --sample` keeps the sample organisation, below the data folder.
SAMPLE_FOLDER = "sample"


def open_desk(settings: Settings, *, sample: bool = True, own_model: bool = False) -> Desk:
    """The desk of a data folder.

    Args:
        settings: say which folder.
        sample: whether a running server of the sample organisation will do, where the folder holds nothing yet.
        own_model: whether the command names a language model, which no server lets its callers choose.

    Raises:
        Conflict: it does, and a server owns the folder.
        FolderInUse: another process, which is no server, owns the folder.
    """
    owner = holder(settings.data)
    if owner is not None and owner.url:
        _refuse(own_model, owner.url)
        return _server_of(settings.data)
    if owner is not None:
        raise FolderInUse(str(settings.data), str(owner))
    if sample and not settings.database_url and not (settings.data / DATABASE_FILE).exists():
        folder = settings.data / SAMPLE_FOLDER
        served = holder(folder)
        if served is not None and served.url:
            _refuse(own_model, served.url)
            return _server_of(folder)
    from api.local import LocalDesk  # noqa: PLC0415 - loads the encoder and the indexes, needed without a server only

    return LocalDesk.of(settings)


def _refuse(own_model: bool, url: str) -> None:
    if own_model:
        raise Conflict(f"The server at {url} has its own language model: set PLEDGE_MODEL where it is started.")


def _server_of(folder: Path) -> Desk:
    from api.remote import RemoteDesk  # noqa: PLC0415 - loads an HTTP client, needed with a server only

    return RemoteDesk.of(folder)
