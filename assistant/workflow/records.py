"""The records of the workflow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from pydantic import TypeAdapter

from assistant.drafting.brief import Brief
from assistant.drafting.compose import compose, known_facts
from assistant.drafting.dates import day_of
from assistant.drafting.records import Clause, Fact
from assistant.workflow.states import State


@dataclass(frozen=True, slots=True)
class Content:
    """What a draft says, and from what it was made."""

    brief: Brief
    found: tuple[Fact, ...] = ()  #: from the organisation's documents, when they were last read
    edits: Mapping[str, str | None] = field(default_factory=dict)  #: an author's words by clause; None: left out
    clauses: tuple[Clause, ...] = ()

    @property
    def facts(self) -> Mapping[str, Fact]:
        """What is known of each slot."""
        return known_facts(self.brief, self.found)

    @property
    def effective_from(self) -> date | None:
        """The day from which the draft says that it holds, as far as it is decided."""
        fact = self.facts.get("effective-date")
        return day_of(fact.value) if fact and fact.value else None

    @property
    def label(self) -> str | None:
        """The organisation's own name of the version."""
        fact = self.facts.get("version-label")
        return fact.value if fact and fact.value not in {None, "none"} else None


def content_of(brief: Brief, found: tuple[Fact, ...], edits: Mapping[str, str | None]) -> Content:
    """A content with its clauses composed."""
    return Content(brief, found, dict(edits), compose(brief, found, edits))


_CONTENT: TypeAdapter[Content] = TypeAdapter(Content)


def to_json(content: Content) -> str:
    """A content as text for the database."""
    return _CONTENT.dump_json(content).decode()


def from_json(text: str) -> Content:
    """The content that `to_json` wrote."""
    return _CONTENT.validate_json(text)


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft and where it stands."""

    id: str
    document: str  #: as which it is, or will be, published
    title: str
    state: State
    revision: int
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    content: Content
    approved_by: str | None = None
    effective_from: date | None = None  #: of the publication
    version_id: str | None = None  #: of the document's version, while it is published


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark on a clause, or on the whole draft."""

    id: int
    clause: str | None
    revision: int  #: of the draft to which it was made
    at: datetime
    by: str
    text: str
    resolved_at: datetime | None = None
    resolved_by: str | None = None
