"""What goes in about drafts, and how it becomes our records."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from api.schemas import Day, In, Words
from assistant.drafting.brief import Brief
from assistant.drafting.feasibility import MOST_MISSED
from assistant.exports import ClauseEvidence
from assistant.workflow.drafts import Edit
from assistant.workflow.states import Step

_LONGEST = 4_000
_LONGEST_WISH = 500
_LARGEST_CSV = 5_000_000
Text = Annotated[Words, Field(max_length=_LONGEST)]
Answers = Annotated[dict[str, Text | None], Field(max_length=500)]


class DraftIn(In):
    """A draft to make."""

    brief: Brief = Field(default=Brief(), description="What is decided already; an empty brief is one, too.")
    revise: str | None = Field(
        default=None, max_length=64, description="Id of an earlier draft whose next version this is."
    )


class InterviewIn(In):
    """What is decided already."""

    brief: Brief = Brief()


class EditIn(In):
    """A change; what is left out stays as it is."""

    revision: int | None = Field(default=None, ge=1, description="The revision that you read; another one is refused.")
    answers: Answers = Field(default={}, description="By fact; null takes an answer back.")
    clauses: Answers = Field(default={}, description="Own words by clause id; null leaves the clause out.")
    restore: list[Text] = Field(default=[], max_length=500, description="Clauses that get their first words again.")
    brief: Brief | None = Field(default=None, description="In place of the present one.")
    refresh: bool = Field(default=False, description="Read the organisation's documents again.")

    def edit(self) -> Edit:
        """As our record."""
        return Edit(self.answers, self.clauses, tuple(self.restore), self.brief, self.refresh, self.revision)


class TransitionIn(In):
    """A step from state to state."""

    step: Step
    note: Text | None = Field(default=None, description="Why; needed to request changes.")
    effective_from: Day | None = Field(default=None, description="To publish: must be the day that the text names.")


class PublishIn(In):
    """From when a code holds."""

    effective_from: Day | None = Field(default=None, description="Must be the day that the approved text names.")


class CommentIn(In):
    """A remark."""

    text: Annotated[Words, Field(min_length=1, max_length=_LONGEST)]
    clause: Text | None = Field(default=None, description="A clause's id; the whole draft without it.")


class WishIn(In):
    """How a clause should be worded."""

    wish: Annotated[Words, Field(min_length=1, max_length=_LONGEST_WISH)] = Field(
        description="What the author wants of the wording, not of the promise.",
        examples=["Shorter, in the active voice."],
    )


class FeasibilityIn(In):
    """Past performance."""

    csv: Annotated[Words, Field(max_length=_LARGEST_CSV)] = Field(
        description="promise,period,cases,in_limit or promise,period,taken, with a header."
    )
    most_missed: float = Field(default=MOST_MISSED, ge=0, le=1, description="A larger share of misses is too often.")


class EvidenceIn(In):
    """What is shown for a provision beyond its text."""

    in_place: Text | None = None
    records: Text | None = None
    owner: Text | None = None

    def evidence(self) -> ClauseEvidence:
        """As our record."""
        return ClauseEvidence(self.in_place, self.records, self.owner)


class AttestationIn(In):
    """Evidence for the pack."""

    format: Literal["docx", "xlsx"] = "docx"
    evidence: dict[str, EvidenceIn] = Field(default={}, max_length=500, description="By clause id.")


class DraftsQuery(In):
    """Which drafts."""

    document: Text | None = Field(default=None, description="Only drafts of this document.")


class DiffQuery(In):
    """What to compare with."""

    revision: int | None = Field(default=None, ge=1, description="An earlier revision of the draft.")
    against: str | None = Field(default=None, max_length=64, description="Another draft's id.")


class ExportQuery(In):
    """In which form."""

    format: Annotated[str, Field(max_length=20)] = Field(
        default="md", description="md, html, docx, pdf, json, summary, card or papers."
    )
