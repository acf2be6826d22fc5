"""Settings to an assistant: all wiring, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa

from assistant.access import Keys, server_secret
from assistant.accounts import Accounts
from assistant.answer import Answerer
from assistant.audit import Audit
from assistant.conversations import Conversations
from assistant.deadlines import calendar_of
from assistant.decide import load_calibration
from assistant.model import Limits as ModelLimits
from assistant.model import Switches, Uses, Writer
from assistant.model.cache import AnswerCache
from assistant.model.spending import CUSTOMER, STAFF, Prices, Spending
from assistant.organisation import Profile
from assistant.receipts import Receipts
from assistant.sessions import Sessions
from assistant.settings import Settings
from assistant.signins import SignIns
from knowledge.database import Database
from knowledge.documents import GUIDANCE, Audience, Declared
from knowledge.embed import OnnxEmbedder
from knowledge.errors import StoreError
from knowledge.ingest import IngestReport
from knowledge.library import Library
from knowledge.progress import ProgressCallback, silent
from knowledge.readers.limits import Limits

if TYPE_CHECKING:
    from assistant.register import Register
    from assistant.workflow.drafts import Drafts

#: Keeps the names of our guidance apart from the organisation's own documents.
_GUIDANCE_FOLDER = "pledge-guidance"


@dataclass(frozen=True)
class Assistant:
    """Everything that the ways in need, for one organisation."""

    library: Library
    answerer: Answerer
    receipts: Receipts
    keys: Keys
    audit: Audit
    profile: Profile
    accounts: Accounts
    sign_ins: SignIns
    sessions: Sessions
    conversations: Conversations
    uses: Uses | None = None  #: a language model's help beside answering; None where no model is set

    def today(self) -> date:
        """The day it is where the organisation is."""
        return self.profile.today()

    @cached_property
    def drafts(self) -> Drafts:
        """The drafts of the organisation's codes."""
        from assistant.workflow.drafts import Drafts  # noqa: PLC0415 - loads the checker and exports, for authors only

        return Drafts(self.library, self.today)

    @cached_property
    def register(self) -> Register:
        """The register of commitments."""
        from assistant.register import Register  # noqa: PLC0415 - loads the extraction, which answering does without

        return Register(self.library)

    def ingest(
        self,
        paths: Path | Sequence[Path],
        *,
        actor: str,
        declared: Declared,
        exclude: Sequence[str] = (),
        prune: bool = False,
        origin: str | None = None,
        progress: ProgressCallback = silent,
    ) -> IngestReport:
        """Bring in a folder, or files, and what the folder's `pledge.yaml` says of the organisation.

        `actor` is who does it, for the audit trail; for the rest see `Library.ingest`.

        Raises:
            UnknownName: there is no such folder or file.
            InvalidInput: the folder's `pledge.yaml` cannot be used.
            Conflict: the index was made with another model; reindex first.
        """
        report = self.library.ingest(
            paths, declared=declared, exclude=exclude, prune=prune, origin=origin, progress=progress
        )
        if isinstance(paths, Path):
            self.profile.learn(paths)
        changes = {"added": len(report.added), "updated": len(report.updated), "removed": len(report.removed)}
        if any(changes.values()):
            self.audit.note(actor, "documents.ingest", origin or str(paths), **changes)
            self.register.refresh()
        return report

    def own_documents(self) -> tuple[str, ...]:
        """The names of the organisation's documents, our guidance left out."""
        documents = self.library.catalogue().by_document.items()
        return tuple(name for name, entries in documents if entries[-1].version.collection != GUIDANCE)

    def check(self) -> None:
        """Ask the database and the index something small.

        Raises:
            StoreError: one of them does not answer.
        """
        try:
            self.library.check()
        except sa.exc.SQLAlchemyError as error:
            raise StoreError("The database does not answer.") from error

    def close(self) -> None:
        """Let go of the data folder."""
        self.library.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()


def build(settings: Settings, note: str = "pledge") -> Assistant:
    """Open the data folder and put an assistant together; `note` tells others who finds the folder taken by us.

    Raises:
        FolderInUse: another process owns the folder.
        InvalidSettings: a setting cannot be used.
        StoreError: the database or the index cannot be opened.
    """
    profile = Profile()
    embedder = OnnxEmbedder(settings.embedding_model, settings.embedding_variant)
    calibration = load_calibration(settings.calibration, embedder.name) if settings.calibration else None
    library = Library.open(
        settings.data,
        embedder=embedder,
        database_url=settings.database_url,
        chroma_url=settings.chroma_url,
        owner_note=note,
        today=profile.today,
        limits=_limits(settings),
    )
    try:
        helper = model_help(settings, library.database)
        secret = server_secret(settings.data, settings.secret.get_secret_value() if settings.secret else None)
        receipts = Receipts(library.database)
        accounts = Accounts(library.database)
        keys = Keys(library.database, secret)
        profile.keep_in(library.database)
        return Assistant(
            library=library,
            answerer=Answerer(
                library,
                receipts,
                calibration,
                profile.contact,
                lambda: calendar_of(profile.organisation),
                helper.writer,
                helper.uses,
            ),
            receipts=receipts,
            keys=keys,
            audit=Audit(library.database),
            profile=profile,
            accounts=accounts,
            sign_ins=SignIns(library.database, accounts, secret),
            sessions=Sessions(
                library.database, secret, settings.session_minutes, settings.session_hours, keys.is_valid
            ),
            conversations=Conversations(library.database),
            uses=helper.uses,
        )
    except BaseException:
        library.close()
        raise


@dataclass(frozen=True)
class ModelHelp:
    """What a language model does: both None where none is set."""

    writer: Writer | None = None
    uses: Uses | None = None


def model_help(settings: Settings, database: Database) -> ModelHelp:
    """The uses that are switched on of the model that is set.

    Raises:
        InvalidSettings: there is no such provider, or its package is not installed.
    """
    if not settings.model:
        return ModelHelp()
    from assistant.model.providers import connect  # noqa: PLC0415 - loads when a model is set

    model = connect(settings, settings.model)
    budgets = {CUSTOMER: settings.model_customer_tokens, STAFF: settings.model_staff_tokens}
    spending = Spending(database, budgets)
    prices = Prices(settings.model_prompt_price, settings.model_reply_price, settings.model_currency)
    limits = ModelLimits(settings.model_seconds, settings.model_evidence_tokens, prices)
    cache = AnswerCache(settings.model_cached_answers) if settings.model_cached_answers else None
    switches = Switches(
        rewriting=settings.model_rewriting,
        splitting=settings.model_splitting,
        extraction=settings.model_extraction,
        clauses=settings.model_clauses,
        plain=settings.model_plain,
        explaining=settings.model_explaining,
    )
    writer = Writer(model, limits, spending, cache) if settings.model_answering else None
    if writer is not None:
        writer.warm_up()
    return ModelHelp(
        writer,
        Uses(model, switches, settings.model_seconds, spending),
    )


def _limits(settings: Settings) -> Limits:
    return Limits(
        bytes=settings.max_file_bytes,
        pages=settings.max_file_pages,
        seconds=settings.read_seconds,
        memory_bytes=settings.read_memory_bytes,
        characters=settings.max_file_characters,
    )


def load_guidance(library: Library, progress: ProgressCallback = silent) -> None:
    """Bring our guidance on codes up to date in a library; a file that is as it was costs a hash."""
    files = sorted(Path(str(resources.files("knowledge") / "guidance")).glob("*.md"))
    named = {f"{_GUIDANCE_FOLDER}/{file.name}": file.read_bytes() for file in files}
    library.add_all(named, declared=Declared(audience=Audience.STAFF, collection=GUIDANCE), progress=progress)
