"""What commands work through: the server that owns the data folder, or the folder itself. Both give the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from api.document_schemas import DeclaredIn, DoctorOut, IngestOut, ReindexOut
from api.schemas import AnswerOut, AskIn, KeyIn, KeyOut, KeysOut, NewKeyOut, SearchIn, SearchOut
from assistant.roles import Role
from assistant.settings import Settings
from knowledge.errors import FolderInUse
from knowledge.folder import DATABASE_FILE, holder
from knowledge.progress import ProgressCallback

#: Where `pledge serve --sample` keeps the sample organisation, below the data folder.
SAMPLE_FOLDER = "sample"


@dataclass(frozen=True, slots=True)
class Intake:
    """What is to be ingested, and how."""

    paths: Path | Sequence[Path]  #: a folder, or files
    options: DeclaredIn
    exclude: Sequence[str] = ()
    prune: bool = False


class Desk(Protocol):
    """Where commands are carried out."""

    @property
    def folder(self) -> Path:
        """The data folder."""

    @property
    def place(self) -> str:
        """Whose documents these are: a folder, or a server's address."""

    def ask(self, body: AskIn, role: Role) -> AnswerOut:
        """Answer a question as that role."""

    def search(self, body: SearchIn, role: Role) -> SearchOut:
        """Search as that role."""

    def ingest(self, intake: Intake, progress: ProgressCallback) -> IngestOut:
        """Bring documents in."""

    def create_key(self, body: KeyIn) -> NewKeyOut:
        """Make a key."""

    def keys(self) -> KeysOut:
        """All keys."""

    def revoke_key(self, key_id: str) -> KeyOut:
        """Make a key worthless."""

    def reindex(self, progress: ProgressCallback) -> ReindexOut:
        """Rebuild the indexes."""

    def doctor(self, *, repair: bool, progress: ProgressCallback) -> DoctorOut:
        """Examine the data folder."""

    def close(self) -> None:
        """Leave."""

    def __enter__(self) -> Self:
        """Use it in a `with` block."""

    def __exit__(self, *exc: object) -> None:
        """Leave."""


def open_desk(settings: Settings, *, sample: bool = True) -> Desk:
    """The desk of a data folder.

    Args:
        settings: say which folder.
        sample: whether a running server of the sample organisation will do, where the folder holds nothing yet.

    Raises:
        FolderInUse: another process, which is no server, owns the folder.
    """
    owner = holder(settings.data)
    if owner is not None and owner.url:
        return _server_of(settings.data)
    if owner is not None:
        raise FolderInUse(str(settings.data), str(owner))
    if sample and not settings.database_url and not (settings.data / DATABASE_FILE).exists():
        folder = settings.data / SAMPLE_FOLDER
        served = holder(folder)
        if served is not None and served.url:
            return _server_of(folder)
    from api.local import LocalDesk  # noqa: PLC0415 - loads the encoder and the indexes, needed without a server only

    return LocalDesk.of(settings)


def _server_of(folder: Path) -> Desk:
    from api.remote import RemoteDesk  # noqa: PLC0415 - loads an HTTP client, needed with a server only

    return RemoteDesk.of(folder)
