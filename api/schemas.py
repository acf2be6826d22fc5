"""What goes in and out over HTTP and out of `--json`, and how our records become it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from assistant.answers import Answer, Question, Reason, Receipt, Stance, Status, Turn
from assistant.quotes import HEADING_SEPARATOR, Quote, QuoteRole
from assistant.roles import Role
from knowledge.documents import Audience, Hit, Scope
from knowledge.manifest import Contact

if TYPE_CHECKING:  # they load the database's library, which commands that speak to a server do without
    from assistant.access import Key
    from assistant.audit import Entry

MOST_HITS = 100
_EXAMPLE_QUESTION = "How long do I have to return something I bought online?"


def _iso_day(value: object) -> object:
    """Days as people write them; numbers, which pydantic would take for seconds, are refused."""
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str):
        raise ValueError("write the day as YYYY-MM-DD")  # noqa: TRY004 - pydantic turns ValueErrors into answers
    try:
        return date.fromisoformat(value) if len(value) == len("2026-01-31") else _not_a_day()
    except ValueError:
        return _not_a_day()


def _not_a_day() -> object:
    raise ValueError("write the day as YYYY-MM-DD")


def _whole(value: object) -> object:
    """Whole numbers as JSON knows them: 9 and 9.0, but neither "9" nor true."""
    if isinstance(value, bool | str):
        raise ValueError("write a whole number")  # noqa: TRY004 - pydantic turns ValueErrors into answers
    return value


Day = Annotated[date, BeforeValidator(_iso_day)]
#: Databases refuse the character zero; no word needs it.
Words = Annotated[str, AfterValidator(lambda text: text.replace("\0", " "))]
CollectionName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")]


class In(BaseModel):
    """A request's body: unknown fields are refused, so that a misspelt one is noticed."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Out(BaseModel):
    """A response's body."""

    model_config = ConfigDict(frozen=True)


class ErrorBody(Out):
    """What went wrong."""

    code: str = Field(description="For programs; never changes.", examples=["not_found"])
    message: str = Field(description="For people: what is wrong and what to do.")
    details: dict[str, Any] = Field(default_factory=dict, description="Data that belongs to the code.")


class ErrorOut(Out):
    """The shape of every error."""

    error: ErrorBody


class TurnIn(In):
    """One earlier message of the conversation."""

    role: Literal["user", "assistant"]
    text: Words


class AskIn(In):
    """A question."""

    question: Words = Field(min_length=1, examples=[_EXAMPLE_QUESTION])
    history: list[TurnIn] = Field(default_factory=list, description="Earlier messages, oldest first.", examples=[[]])
    as_of: Day | None = Field(None, description="Answer as of this day; today by default.", examples=["2025-06-01"])
    collection: CollectionName | None = Field(
        None, description="Only this collection; everything but guidance by default.", examples=["policies"]
    )

    def question_for(self, audiences: frozenset[Audience], today: date) -> Question:
        """The question as somebody who may read these audiences asks it."""
        history = tuple(Turn(turn.role, turn.text) for turn in self.history)
        return Question(self.question, scope_of(audiences, self.as_of or today, self.collection), history)


class SearchIn(In):
    """A search."""

    query: Words = Field(min_length=1, examples=["return unused items"])
    k: Annotated[int, Field(ge=1, le=MOST_HITS), BeforeValidator(_whole)] = Field(
        10, description="Most hits to return."
    )
    as_of: Day | None = Field(None, description="Search what was in force on this day; today by default.")
    collection: CollectionName | None = None


def scope_of(audiences: frozenset[Audience], as_of: date, collection: str | None) -> Scope:
    """What a question may see."""
    return Scope(audiences, as_of, frozenset({collection}) if collection else None)


class QuoteOut(Out):
    """Words of a document, compared with its text just before."""

    text: str
    document: str
    title: str
    version: str
    version_id: str
    effective_from: date | None
    heading: str
    page: int | None
    start: int
    end: int
    score: float
    role: QuoteRole
    audience: Audience | None = Field(
        None, description="Who may read the document: what is for staff is not for customers."
    )

    @classmethod
    def of(cls, quote: Quote) -> QuoteOut:
        """From our record."""
        return cls(
            text=quote.text,
            document=quote.document,
            title=quote.title,
            version=quote.version,
            version_id=quote.version_id,
            effective_from=quote.effective_from,
            heading=quote.heading,
            page=quote.page,
            start=quote.start,
            end=quote.end,
            score=quote.score,
            role=quote.role,
            audience=quote.audience,
        )


class ContactOut(Out):
    """Where a person can be reached."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    url: str | None = None

    @classmethod
    def of(cls, contact: Contact | None) -> ContactOut | None:
        """From our record."""
        if contact is None:
            return None
        return cls(name=contact.name, email=contact.email, phone=contact.phone, url=contact.url)


class StatementOut(Out):
    """A verified sentence of a language model."""

    text: str
    quotes: list[int] = Field(description="Which of the answer's quotes bear it out, from 0.")


class AnswerOut(Out):
    """An answer in the organisation's own words, or an abstention with the closest passages."""

    status: Status
    stance: Stance | None
    text: str
    quotes: list[QuoteOut]
    confidence: float = Field(ge=0, le=1, description="That the documents answer; also when abstaining.")
    reason: Reason | None = Field(description="Why there is no answer.")
    contact: ContactOut | None
    mode: Literal["quote", "model"]
    receipt_id: str
    nearest: list[QuoteOut] = Field(description="When abstaining: the closest passages, which do not answer.")
    notes: list[str] = Field(description="Remarks of ours, such as that two documents disagree.")
    statements: list[StatementOut] = Field(
        default_factory=list, description="In model mode: the text sentence by sentence, each verified."
    )

    @classmethod
    def of(cls, answer: Answer) -> AnswerOut:
        """From our record."""
        return cls(
            status=answer.status,
            stance=answer.stance,
            text=answer.text,
            quotes=[QuoteOut.of(quote) for quote in answer.quotes],
            confidence=answer.confidence,
            reason=answer.reason,
            contact=ContactOut.of(answer.contact),
            mode=answer.mode,
            receipt_id=answer.receipt_id,
            nearest=[QuoteOut.of(quote) for quote in answer.nearest],
            notes=list(answer.notes),
            statements=[StatementOut(text=said.text, quotes=list(said.quotes)) for said in answer.statements],
        )


class HitOut(Out):
    """A unit that a search found."""

    text: str
    document: str
    title: str
    version: str
    version_id: str
    effective_from: date | None
    heading: str
    page: int | None
    start: int
    end: int
    score: float

    @classmethod
    def of(cls, hit: Hit) -> HitOut:
        """From our record."""
        return cls(
            text=hit.text,
            document=hit.version.document,
            title=hit.version.title,
            version=hit.version.label,
            version_id=hit.version.id,
            effective_from=hit.version.effective_from,
            heading=HEADING_SEPARATOR.join(hit.passage.heading_path),
            page=hit.unit.page or hit.passage.page,
            start=hit.unit.span.start,
            end=hit.unit.span.end,
            score=hit.score,
        )


class SearchOut(Out):
    """Hits, best first."""

    hits: list[HitOut]

    @classmethod
    def of(cls, hits: Iterable[Hit]) -> SearchOut:
        """From our records."""
        return cls(hits=[HitOut.of(hit) for hit in hits])


class ReceiptOut(Out):
    """How an answer came about."""

    id: str
    created_at: datetime
    question: str
    as_of: date
    audiences: list[str]
    decision: str
    confidence: float
    threshold: float
    mode: str
    quotes: list[dict[str, Any]] = Field(description="Version, span, sha256 of the words, role and score of each.")
    versions: list[str]
    features: dict[str, float]
    settings: dict[str, str]
    model: dict[str, Any] = Field(
        description="What a language model had to do with it: whose words, why not, sentences kept and dropped, "
        "tokens. The words of what was dropped are for staff."
    )

    @classmethod
    def of(cls, receipt: Receipt, *, dropped: bool = True) -> ReceiptOut:
        """From our record; `dropped` says whether the words that were not shown may be read."""
        model = dict(receipt.model)
        if model and not dropped:
            model |= {"dropped": len(model["dropped"]), "cause": ""}
        return cls(
            id=receipt.id,
            created_at=datetime.fromisoformat(receipt.created_at),
            question=receipt.question,
            as_of=date.fromisoformat(receipt.as_of),
            audiences=list(receipt.audiences),
            decision=receipt.decision,
            confidence=receipt.confidence,
            threshold=receipt.threshold,
            mode=receipt.mode,
            quotes=[dict(quote) for quote in receipt.quotes],
            versions=list(receipt.versions),
            features=dict(receipt.features),
            settings=dict(receipt.settings),
            model=model,
        )


class KeyIn(In):
    """A key to make."""

    role: Role
    name: Words = Field("", max_length=200, description="For people to know it by.", examples=["help desk"])
    days: Annotated[int, Field(ge=1, le=3650), BeforeValidator(_whole)] | None = Field(
        None, description="How long it is valid; for ever by default."
    )


class KeyOut(Out):
    """What is known of a key; the key itself cannot be had again."""

    id: str
    name: str
    role: Role
    prefix: str = Field(description="The key's first characters.")
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    @classmethod
    def of(cls, key: Key) -> KeyOut:
        """From our record."""
        return cls(
            id=key.id,
            name=key.name,
            role=key.role,
            prefix=key.prefix,
            created_at=key.created_at,
            expires_at=key.expires_at,
            revoked_at=key.revoked_at,
        )


class NewKeyOut(KeyOut):
    """A key just made: the only time it is shown."""

    key: str

    @classmethod
    def made(cls, key: Key, token: str) -> NewKeyOut:
        """From our record and the key itself."""
        return cls(**KeyOut.of(key).model_dump(), key=token)


class KeysOut(Out):
    """All keys, oldest first."""

    keys: list[KeyOut]


class AuditEntryOut(Out):
    """One change."""

    at: datetime
    actor: str
    action: str
    target: str
    details: dict[str, Any]

    @classmethod
    def of(cls, entry: Entry) -> AuditEntryOut:
        """From our record."""
        return cls(
            at=entry.at, actor=entry.actor, action=entry.action, target=entry.target, details=dict(entry.details)
        )


class AuditQuery(In):
    """Which part of the trail."""

    limit: int = Field(100, ge=1, le=1000, description="Most entries to return.")


class AuditOut(Out):
    """Changes, newest first."""

    entries: list[AuditEntryOut]
