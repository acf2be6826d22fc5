"""What goes in and out of `/v1/commitments` and `/v1/verify`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field

from api.schemas import CollectionName, Day, In, Out, QuoteOut, Words
from assistant.commitments import Commitment, CommitmentType, Gap, Slot, Strength
from assistant.conflicts import Conflict
from assistant.disagreement import ConflictKind
from assistant.quotes import HEADING_SEPARATOR
from assistant.register.changes import Change, ChangeKind
from assistant.register.records import Registered, Wanted
from assistant.rules.base import Principle
from assistant.verify.records import Verdict
from knowledge.documents import Version

if TYPE_CHECKING:
    from assistant.verify import SentenceVerdict

_MOST = 1000
_LONGEST_TEXT = 100_000
LONGEST_REPLY = 20_000
_Name = Annotated[Words, Field(min_length=1, max_length=300)]


class RegisterQuery(In):
    """Which commitments; all that are in force by default."""

    text: Annotated[Words, Field(max_length=200)] | None = Field(None, description="A topic: all of its words.")
    type: CommitmentType | None = None
    principle: Principle | None = None
    strength: Strength | None = None
    gap: Gap | None = Field(None, description="Only those that leave this open.")
    document: _Name | None = None
    collection: CollectionName | None = None
    as_of: Day | None = Field(None, description="What was in force on this day; today by default.")

    def wanted(self) -> Wanted:
        """As the register is asked."""
        principle = self.principle.value if self.principle else None
        return Wanted(self.text, self.type, principle, self.strength, self.gap, self.document)


class CommitmentsQuery(RegisterQuery):
    """Which commitments, and which part of the list."""

    limit: int = Field(_MOST, ge=1, le=_MOST, description="Most commitments to return.")
    offset: int = Field(0, ge=0, le=10_000_000, description="How many to leave out first.")


class RegisterExportQuery(RegisterQuery):
    """Which commitments, in which format."""

    format: Literal["csv", "json", "md", "xlsx"] = "csv"


class ConflictsQuery(In):
    """Among which commitments."""

    collection: CollectionName | None = None
    as_of: Day | None = Field(None, description="What was in force on this day; today by default.")


class CommitmentQuery(In):
    """On which day."""

    as_of: Day | None = Field(None, description="What was in force on this day; today by default.")


class VersionsQuery(In):
    """Which two versions of a document."""

    document: _Name
    old: _Name | None = Field(None, description="A version's id or name; the one before `new` by default.")
    new: _Name | None = Field(None, description="A version's id or name; the one in force by default.")


class ExtractIn(In):
    """A text to read commitments from; nothing is stored."""

    text: Words = Field(min_length=1, max_length=_LONGEST_TEXT, examples=["We reply within 2 working days of receipt."])


class TimeLimitOut(Out):
    """A limit, window or period."""

    min: float | None
    max: float | None
    unit: str
    clock: str | None = None


class AmountOut(Out):
    """Money or a percentage."""

    value: float
    unit: str
    per: str | None = None


class ExtractedOut(Out):
    """A commitment as it was read."""

    type: CommitmentType
    text: str
    start: int | None
    end: int | None
    time_limit: TimeLimitOut | None
    alt_time_limits: list[TimeLimitOut]
    amount: AmountOut | None
    alt_amounts: list[AmountOut]
    start_event: str | None
    condition: str | None
    exception: str | None
    channel: str | None
    beneficiary: str | None
    action: str | None
    promisor: str | None
    strength: Strength
    negative: bool
    legal_basis: str
    principles: list[str]
    gaps: list[Gap] = Field(description="What a promise or target leaves open; never filled in by guessing.")
    measurability: int
    confidence: float
    by_model: bool = Field(
        False, description="Whether a language model read its unit, of which the rules are not sure."
    )

    @classmethod
    def fields_of(cls, record: Commitment) -> dict[str, object]:
        """The fields of a record."""
        label = record.label()
        limits = [_limit(limit) for limit in (record.time_limit, *record.alt_time_limits)]
        amounts = [_amount(amount) for amount in (record.amount, *record.alt_amounts)]
        return {
            **label,
            "time_limit": limits[0],
            "alt_time_limits": limits[1:],
            "amount": amounts[0],
            "alt_amounts": amounts[1:],
            "beneficiary": _said(record.beneficiary),
            "action": _said(record.action),
            "promisor": record.promisor,
            "legal_basis": record.legal_basis,
            "by_model": record.by_model,
        }

    @classmethod
    def read(cls, record: Commitment) -> ExtractedOut:
        """From our record."""
        return cls.model_validate(cls.fields_of(record))


class CommitmentOut(ExtractedOut):
    """A commitment of a stored version, with the place of its words."""

    id: str = Field(description="The same in every version of the document.")
    belongs_to: str | None = Field(description="The promise that it remedies, limits or refers to.")
    document: str
    title: str
    version: str
    version_id: str
    effective_from: date | None
    effective_to: date | None
    heading: str

    @classmethod
    def of(cls, one: Registered) -> CommitmentOut:
        """From our record."""
        version = one.version
        return cls.model_validate(
            {
                **cls.fields_of(one.commitment),
                "id": one.id,
                "belongs_to": one.belongs_to,
                "document": version.document,
                "title": version.title,
                "version": version.label,
                "version_id": version.id,
                "effective_from": version.effective_from,
                "effective_to": version.effective_to,
                "heading": HEADING_SEPARATOR.join(one.commitment.headings),
            }
        )


class ExtractOut(Out):
    """The commitments of a text, in its order."""

    commitments: list[ExtractedOut]


class CommitmentsOut(Out):
    """Commitments by document, in text order."""

    commitments: list[CommitmentOut]
    total: int = Field(description="How many there are, whatever part was asked for.")


class CommitmentDetailOut(Out):
    """A commitment in force, what belongs to it, and the same promise in all versions."""

    commitment: CommitmentOut
    attached: list[CommitmentOut] = Field(description="Its remedies, exclusions and duties.")
    history: list[CommitmentOut] = Field(description="The same promise in each version, oldest first.")


class ConflictOut(Out):
    """Two commitments that cannot both be kept."""

    kind: ConflictKind
    reason: str
    one: CommitmentOut
    other: CommitmentOut

    @classmethod
    def of(cls, conflict: Conflict) -> ConflictOut:
        """From our record."""
        one, other = CommitmentOut.of(conflict.one), CommitmentOut.of(conflict.other)
        return cls(kind=conflict.kind, reason=conflict.reason, one=one, other=other)


class ConflictsOut(Out):
    """Contradictions among the commitments in force; none is chosen."""

    conflicts: list[ConflictOut]


class ChangeOut(Out):
    """A commitment that differs between two versions."""

    id: str
    kind: ChangeKind
    what: list[str] = Field(examples=[["2 working days became 3 working days."]])
    before: CommitmentOut | None
    after: CommitmentOut | None

    @classmethod
    def of(cls, change: Change) -> ChangeOut:
        """From our record."""
        sides = [CommitmentOut.of(side) if side else None for side in (change.before, change.after)]
        return cls(id=change.id, kind=change.kind, what=list(change.what), before=sides[0], after=sides[1])


class ChangesOut(Out):
    """What changed from one version of a document to another, promise by promise."""

    document: str
    old: str
    new: str
    changes: list[ChangeOut]

    @classmethod
    def of(cls, old: Version, new: Version, changes: Sequence[Change]) -> ChangesOut:
        """From our records."""
        made = [ChangeOut.of(change) for change in changes]
        return cls(document=new.document, old=old.label, new=new.label, changes=made)


class VerifyIn(In):
    """A text that is about to be said, such as a reply to a customer."""

    text: Words = Field(min_length=1, max_length=LONGEST_REPLY, examples=["You have 30 days to return it."])
    as_of: Day | None = Field(None, description="Against what was in force on this day; today by default.")


class SentenceOut(Out):
    """A sentence and what the documents say to it."""

    text: str
    start: int = Field(description="In characters of the text.")
    end: int
    verdict: Verdict
    evidence: list[QuoteOut]
    reason: str
    confidence: float = Field(description="0 to 1, that the sentence is supported.")

    @classmethod
    def of(cls, found: SentenceVerdict, evidence: list[QuoteOut]) -> SentenceOut:
        """From our record and its verified quotes."""
        return cls(
            text=found.text,
            start=found.span.start,
            end=found.span.end,
            verdict=found.verdict,
            evidence=evidence,
            reason=found.reason,
            confidence=found.confidence,
        )


class VerifyOut(Out):
    """The verdict on each sentence, and the worst of them for the text."""

    sentences: list[SentenceOut]
    verdict: Verdict


def _limit(limit: object) -> dict[str, object] | None:
    return {name: getattr(limit, name) for name in ("min", "max", "unit", "clock")} if limit else None


def _amount(amount: object) -> dict[str, object] | None:
    return {name: getattr(amount, name) for name in ("value", "unit", "per")} if amount else None


def _said(slot: Slot | None) -> str | None:
    return slot.text if slot else None
