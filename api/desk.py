"""What commands work through: the server that owns the data folder, or the folder itself. Both give the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, Self

from api.account_schemas import AccountChangeIn, AccountIn, AccountsOut, NewAccountOut
from api.document_schemas import DeclaredIn, DoctorOut, IngestOut, ReindexOut
from api.schemas import AnswerOut, AskIn, KeyIn, KeyOut, KeysOut, NewKeyOut, SearchIn, SearchOut
from assistant.roles import Role
from knowledge.progress import ProgressCallback

if TYPE_CHECKING:  # it loads the checker and the exports, which other commands do without
    from api.draft_desk import DraftDesk
    from api.register_desk import RegisterDesk
    from assistant.checker import Report
    from assistant.rules import Finding


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

    def register(self, role: Role) -> RegisterDesk:
        """The register of commitments, and verifying, as that role."""

    def contradictions(self, text: str, name: str) -> Sequence[Finding]:
        """What a text of this name or path promises otherwise than the documents in force."""

    def explained(self, report: Report) -> Report:
        """A report with a language model's words beside each finding, where there is one that may."""

    def create_key(self, body: KeyIn) -> NewKeyOut:
        """Make a key."""

    def keys(self) -> KeysOut:
        """All keys."""

    def revoke_key(self, key_id: str) -> KeyOut:
        """Make a key worthless."""

    def create_account(self, body: AccountIn) -> NewAccountOut:
        """Make an account of the console."""

    def accounts(self) -> AccountsOut:
        """All accounts."""

    def change_account(self, name: str, body: AccountChangeIn) -> NewAccountOut:
        """Change an account."""

    @property
    def drafts(self) -> DraftDesk:
        """Where drafts are worked on."""

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
