"""What goes in and out about documents, ingest and upkeep."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Self

from pydantic import AfterValidator, ConfigDict, Field, field_validator, model_validator

from api.schemas import CollectionName, Day, In, Out, Words
from knowledge.documents import POLICIES, Audience, Declared, Problem

if TYPE_CHECKING:  # they load the database's library, which commands that speak to a server do without
    from knowledge.catalogue import Entry
    from knowledge.doctor import Finding
    from knowledge.ingest import Failed, IngestReport

#: Last parts of addresses below a document's, which no document may be called.
RESERVED = frozenset({"text", "versions"})
_LONGEST_NAME = 300


def _document_name(value: str) -> str:
    """A relative path with forward slashes, so that names are the same however a document arrives."""
    parts = value.split("/")
    if any(part in {"", ".", ".."} for part in parts) or "\\" in value or not value.isprintable():
        raise ValueError("a document's name is a path such as returns.md or archive/returns-2024.md")
    if parts[-1] in RESERVED:
        raise ValueError("a document cannot be called 'text' or 'versions'; give the name an ending, such as .md")
    return value


DocumentName = Annotated[str, Field(min_length=1, max_length=_LONGEST_NAME), AfterValidator(_document_name)]


class DeclaredIn(In):
    """What holds for a document that says nothing else of itself."""

    audience: Audience = Field(Audience.STAFF, description="Who may read it; staff alone unless said otherwise.")
    collection: CollectionName = POLICIES
    title: Annotated[Words, Field(min_length=1, max_length=300)] | None = None
    version: Annotated[Words, Field(min_length=1, max_length=60)] | None = Field(
        None, description="Your own name of the version."
    )
    effective_from: Day | None = None
    effective_to: Day | None = Field(None, description="The first day on which it no longer applies.")
    language: str = Field("en", pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$")

    @property
    def for_staff(self) -> bool:
        """Whether it was said to be for staff, rather than left unsaid."""
        return "audience" in self.model_fields_set and self.audience is Audience.STAFF

    def declared(self) -> Declared:
        """As our record."""
        return Declared(
            title=self.title,
            audience=self.audience,
            collection=self.collection,
            label=self.version,
            effective_from=self.effective_from,
            effective_to=self.effective_to,
            language=self.language,
        )

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        if self.effective_from and self.effective_to and self.effective_from >= self.effective_to:
            raise ValueError("effective_to must be later than effective_from")
        return self


class UploadIn(DeclaredIn):
    """A document as JSON: its words, or its bytes in base64; its front matter cannot publish what is `staff` here."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "oneOf": [{"required": ["text"]}, {"required": ["content_base64"]}],
            "example": {
                "name": "opening-hours.md",
                "text": "# Opening hours\n\nOur shops are open from 9:00 to 18:00, Monday to Saturday.",
                "audience": "public",
            },
        },
    )

    name: DocumentName
    text: Annotated[str, Field(min_length=1)] | None = None
    content_base64: Annotated[str, Field(min_length=1)] | None = None
    document: DocumentName | None = Field(None, description="The document of which this is an earlier version.")

    @field_validator("content_base64")
    @classmethod
    def _decodable(cls, value: str | None) -> str | None:
        try:
            base64.b64decode(value or "", validate=True)
        except (binascii.Error, ValueError) as error:
            raise ValueError("this is not base64") from error
        return value

    @model_validator(mode="after")
    def _one_content(self) -> Self:
        if (self.text is None) == (self.content_base64 is None):
            raise ValueError("give either text or content_base64")
        return self

    def content(self) -> bytes:
        """The file's bytes."""
        if self.text is not None:
            return self.text.encode("utf-8", "replace")
        return base64.b64decode(self.content_base64 or "")


class UploadForm(DeclaredIn):
    """The fields beside an uploaded file."""

    name: DocumentName | None = Field(None, description="The document's name; the file's own by default.")
    document: DocumentName | None = Field(None, description="The document of which this is an earlier version.")


class ProblemOut(Out):
    """Something that could not be read."""

    reason: str
    page: int | None = None

    @classmethod
    def of(cls, problem: Problem) -> ProblemOut:
        """From our record."""
        return cls(reason=problem.reason, page=problem.page)


class DocumentOut(Out):
    """A version of a document."""

    name: str
    title: str
    audience: Audience
    collection: str
    version: str = Field(description="The organisation's own name of the version, or its number.")
    version_id: str
    number: int
    effective_from: date | None
    effective_to: date | None
    in_force: bool = Field(description="Whether it applies today.")
    language: str
    media_type: str
    units: int
    content_hash: str
    problems: list[ProblemOut]

    @classmethod
    def of(cls, entry: Entry, today: date) -> DocumentOut:
        """From our record."""
        version = entry.version
        return cls(
            name=version.document,
            title=version.title,
            audience=version.audience,
            collection=version.collection,
            version=version.label,
            version_id=version.id,
            number=version.number,
            effective_from=version.effective_from,
            effective_to=version.effective_to,
            in_force=version.in_force(today),
            language=version.language,
            media_type=entry.media_type,
            units=entry.unit_count,
            content_hash=version.content_hash,
            problems=[ProblemOut.of(problem) for problem in entry.problems],
        )


class DocumentsQuery(In):
    """Which documents."""

    collection: CollectionName | None = None
    after: Annotated[str, Field(max_length=300)] | None = Field(
        None, description="Only names after this one, for paging."
    )
    limit: int = Field(1000, ge=1, le=1000, description="Most documents to return.")


class TextQuery(In):
    """Which version."""

    version: Annotated[str, Field(max_length=64)] | None = Field(
        None, description="A version's id or name; the current one by default."
    )


class DoctorQuery(In):
    """What to do with findings."""

    repair: bool = Field(False, description="Mend all that is derived from the stored texts.")


class DocumentsOut(Out):
    """Documents by name, each with the version in force, or the latest where none is."""

    documents: list[DocumentOut]


class VersionsOut(Out):
    """All versions of a document, by number."""

    versions: list[DocumentOut]


class DocumentTextOut(Out):
    """The full text of a version; the offsets of quotes are places in it."""

    name: str
    version: str
    version_id: str
    text: str


class Outcome(StrEnum):
    """What an upload did."""

    ADDED = "added"
    UPDATED = "updated"
    UNCHANGED = "unchanged"


class UploadOut(Out):
    """What became of an upload."""

    outcome: Outcome
    document: DocumentOut


class DeletedOut(Out):
    """What was deleted: the document with all its versions."""

    name: str
    versions: int


class FailedOut(Out):
    """A file, or a page of one, that could not be read."""

    name: str
    reason: str
    page: int | None = None

    @classmethod
    def of(cls, failed: Failed) -> FailedOut:
        """From our record."""
        return cls(name=failed.name, reason=failed.reason, page=failed.page)


class SkippedOut(Out):
    """A file that was left alone."""

    name: str
    reason: str


class IngestOut(Out):
    """What became of each file."""

    added: list[str]
    updated: list[str]
    unchanged: list[str]
    removed: list[str]
    left: list[str] = Field(description="Kept though their file is no longer in the folder; `prune` removes them.")
    skipped: list[SkippedOut]
    failed: list[FailedOut] = Field(description="Nothing of these was stored.")
    partly: list[FailedOut] = Field(description="Stored, but for these parts.")
    units: int = Field(description="Sentences, list items and table rows added or changed.")

    @classmethod
    def of(cls, report: IngestReport) -> IngestOut:
        """From our record."""
        return cls(
            added=list(report.added),
            updated=list(report.updated),
            unchanged=list(report.unchanged),
            removed=list(report.removed),
            left=list(report.left),
            skipped=[SkippedOut(name=skip.name, reason=skip.reason) for skip in report.skipped],
            failed=[FailedOut.of(failed) for failed in report.failed],
            partly=[FailedOut.of(failed) for failed in report.partly],
            units=report.units,
        )


class ReindexOut(Out):
    """The indexes were rebuilt."""

    build: str = Field(description="The name of the index build now in use.")


class FindingOut(Out):
    """Something that is not as it should be."""

    check: str
    subject: str
    message: str
    fix: str = Field(description="What to do.")
    repairable: bool

    @classmethod
    def of(cls, finding: Finding) -> FindingOut:
        """From our record."""
        return cls(
            check=finding.check,
            subject=finding.subject,
            message=finding.message,
            fix=finding.fix,
            repairable=finding.repairable,
        )


class DoctorOut(Out):
    """What an examination of the data folder found; with `repair`, what remains."""

    ok: bool
    documents: int
    findings: list[FindingOut]

    @classmethod
    def of(cls, documents: int, findings: Sequence[Finding]) -> DoctorOut:
        """From our records."""
        return cls(ok=not findings, documents=documents, findings=[FindingOut.of(finding) for finding in findings])
