"""The desk of a data folder that no server owns."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self

from api.account_desk import LocalAccounts
from api.account_schemas import AccountChangeIn, AccountIn, AccountsOut, NewAccountOut
from api.desk import Intake
from api.document_schemas import DoctorOut, IngestOut, ReindexOut
from api.register_desk import LocalRegister
from api.schemas import AnswerOut, AskIn, KeyIn, KeyOut, KeysOut, NewKeyOut, SearchIn, SearchOut, scope_of
from assistant.build import Assistant, build
from assistant.roles import Role
from assistant.settings import Settings
from knowledge.progress import ProgressCallback

if TYPE_CHECKING:
    from api.draft_desk import DraftDesk
    from assistant.checker import Report
    from assistant.rules import Finding

#: Who did it, in the audit trail.
_ACTOR = "command line"


class LocalDesk:
    """Opens the folder and works on it."""

    def __init__(self, assistant: Assistant, folder: Path) -> None:
        self._assistant = assistant
        self._folder = folder

    @classmethod
    def of(cls, settings: Settings) -> LocalDesk:
        """Open the folder of these settings."""
        return cls(build(settings, "pledge"), settings.data)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._folder

    @property
    def place(self) -> str:
        """The folder."""
        return str(self._folder)

    def ask(self, body: AskIn, role: Role) -> AnswerOut:
        """Answer a question as that role."""
        question = body.question_for(role.audiences, self._assistant.today())
        return AnswerOut.of(self._assistant.answerer.ask(question))

    def search(self, body: SearchIn, role: Role) -> SearchOut:
        """Search as that role."""
        scope = scope_of(role.audiences, body.as_of or self._assistant.today(), body.collection)
        return SearchOut.of(self._assistant.library.search(body.query, scope, body.k))

    def ingest(self, intake: Intake, progress: ProgressCallback) -> IngestOut:
        """Bring documents in."""
        report = self._assistant.ingest(
            intake.paths,
            actor=_ACTOR,
            declared=intake.options.declared(),
            exclude=intake.exclude,
            prune=intake.prune,
            progress=progress,
        )
        return IngestOut.of(report)

    def register(self, role: Role) -> LocalRegister:
        """The register of commitments, and verifying, as that role."""
        return LocalRegister(self._assistant, role)

    def contradictions(self, text: str, name: str) -> Sequence[Finding]:
        """What a text promises otherwise than the documents in force."""
        from api.checks import contradictions_of_text  # noqa: PLC0415 - loads the extraction

        return contradictions_of_text(self._assistant, Role.AUTHOR, text, name)

    def explained(self, report: Report) -> Report:
        """A report with a language model's words beside each finding, where there is one that may."""
        from assistant.explaining import explain  # noqa: PLC0415 - loads the rules

        return explain(report, self._assistant.uses)

    def create_key(self, body: KeyIn) -> NewKeyOut:
        """Make a key."""
        key, token = self._assistant.keys.create(body.role, body.name, body.days)
        self._assistant.audit.note(_ACTOR, "keys.create", key.id, role=key.role, name=key.name)
        return NewKeyOut.made(key, token)

    def keys(self) -> KeysOut:
        """All keys."""
        return KeysOut(keys=[KeyOut.of(key) for key in self._assistant.keys.all()])

    def revoke_key(self, key_id: str) -> KeyOut:
        """Make a key worthless."""
        key = self._assistant.keys.revoke(key_id)
        self._assistant.audit.note(_ACTOR, "keys.revoke", key.id)
        return KeyOut.of(key)

    def create_account(self, body: AccountIn) -> NewAccountOut:
        """Make an account of the console."""
        return LocalAccounts(self._assistant, _ACTOR).create(body)

    def accounts(self) -> AccountsOut:
        """All accounts."""
        return LocalAccounts(self._assistant, _ACTOR).all()

    def change_account(self, name: str, body: AccountChangeIn) -> NewAccountOut:
        """Change an account."""
        return LocalAccounts(self._assistant, _ACTOR).change(name, body)

    @property
    def drafts(self) -> DraftDesk:
        """The folder's drafts."""
        from api.draft_desk import LocalDrafts  # noqa: PLC0415 - loads the checker and the exports

        return LocalDrafts(self._assistant, _ACTOR)

    def reindex(self, progress: ProgressCallback) -> ReindexOut:
        """Rebuild the indexes."""
        return ReindexOut(build=self._assistant.library.reindex(progress))

    def doctor(self, *, repair: bool, progress: ProgressCallback) -> DoctorOut:
        """Examine the data folder."""
        library = self._assistant.library
        return DoctorOut.of(len(library.documents()), library.doctor(repair=repair, progress=progress))

    def close(self) -> None:
        """Let the folder go."""
        self._assistant.close()

    def __enter__(self) -> Self:
        """Use it in a `with` block."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Let the folder go."""
        self.close()
