"""What goes out about drafts, and how our records become it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from api.schemas import AuditEntryOut, Out
from assistant.coverage import Level
from assistant.drafting.brief import Brief
from assistant.drafting.feasibility import Feasibility, Performance
from assistant.drafting.interview import Interview, Question
from assistant.drafting.reasons import reasons
from assistant.drafting.records import Clause, Fact, Gap, Source, open_gaps
from assistant.drafting.review import DraftFinding, Reviewed
from assistant.model.uses import Reworded
from assistant.rules import Principle, Severity
from assistant.workflow.diff import Diff
from assistant.workflow.records import Comment, Draft
from assistant.workflow.states import State, Step, steps_from

_WORDED = "Worded by a language model; each of the two texts bears the other out. Nothing has changed yet."


class SourceOut(Out):
    """Words of the organisation's own documents, compared with their text."""

    document: str
    title: str
    version: str
    version_id: str
    effective_from: date | None
    heading: str
    start: int
    end: int
    text: str
    value: str = Field(description="What is taken over.")

    @classmethod
    def of(cls, source: Source) -> SourceOut:
        """From our record."""
        return cls(**{name: getattr(source, name) for name in cls.model_fields})


class FactOut(Out):
    """A fact and where it comes from."""

    fact: str
    value: str | None = Field(description="null: the documents disagree.")
    sources: list[SourceOut] = Field(description="Empty: from the brief.")

    @classmethod
    def of(cls, fact: Fact) -> FactOut:
        """From our record."""
        return cls(fact=fact.slot, value=fact.value, sources=[SourceOut.of(source) for source in fact.sources])


class GapOut(Out):
    """A missing fact, as a question."""

    fact: str
    question: str
    kind: str
    candidates: list[SourceOut] = Field(description="Where the documents disagree: what each says.")

    @classmethod
    def of(cls, gap: Gap) -> GapOut:
        """From our record."""
        candidates = [SourceOut.of(source) for source in gap.candidates]
        return cls(fact=gap.slot, question=gap.question, kind=gap.kind, candidates=candidates)


class RationaleOut(Out):
    """Why a clause stands there, and the guidance that says so."""

    why: str
    guidance: str
    heading: str
    quote: str


class ClauseOut(Out):
    """A clause of a draft."""

    id: str
    heading: str
    section: str | None
    text: str
    kind: str
    principles: list[Principle]
    rationale: RationaleOut | None
    facts: list[FactOut]
    gaps: list[GapOut]
    edited: bool

    @classmethod
    def of(cls, clause: Clause) -> ClauseOut:
        """From our record."""
        reason = reasons()[clause.reason] if clause.reason else None
        return cls(
            id=clause.id,
            heading=clause.heading,
            section=clause.section,
            text=clause.text,
            kind=clause.kind,
            principles=list(clause.principles),
            rationale=RationaleOut(why=reason.why, guidance=reason.file, heading=reason.heading, quote=reason.quote)
            if reason
            else None,
            facts=[FactOut.of(fact) for fact in clause.facts],
            gaps=[GapOut.of(gap) for gap in clause.gaps],
            edited=clause.edited,
        )


class DraftFindingOut(Out):
    """A finding of the checker on the draft."""

    rule: str
    severity: Severity
    message: str
    suggestion: str
    principle: Principle
    clause: str | None
    start: int | None
    end: int | None
    quote: str | None
    gaps: list[str] = Field(description="Open facts that may be its cause.")

    @classmethod
    def of(cls, found: DraftFinding) -> DraftFindingOut:
        """From our record."""
        finding = found.finding
        return cls(
            rule=finding.rule,
            severity=finding.severity,
            message=finding.message,
            suggestion=finding.suggestion,
            principle=finding.principle,
            clause=found.clause,
            start=finding.span.start if finding.span else None,
            end=finding.span.end if finding.span else None,
            quote=finding.quote,
            gaps=list(found.gaps),
        )


class AcceptedOut(Out):
    """A finding that the author accepts."""

    rule: str
    quote: str | None
    reason: str


class DraftCoverageOut(Out):
    """How far the draft shows a principle."""

    level: Level
    lacking: list[str]
    clauses: list[str]
    gaps: list[str] = Field(description="Open facts of its clauses.")


class DraftLineOut(Out):
    """Where a draft stands."""

    id: str
    document: str
    title: str
    state: State
    revision: int
    next_steps: list[Step]
    created_at: datetime
    created_by: str
    updated_at: datetime
    updated_by: str
    approved_by: str | None
    effective_from: date | None
    version_id: str | None = Field(description="Of the published version.")
    open_gaps: int

    @classmethod
    def of(cls, draft: Draft) -> DraftLineOut:
        """From our record."""
        return cls(**_line(draft))


class DraftOut(DraftLineOut):
    """A draft with its words and what the checker says of them."""

    brief: Brief
    text: str = Field(description="Markdown; open facts stand in it as [[gap: fact | question ]].")
    clauses: list[ClauseOut]
    gaps: list[GapOut]
    findings: list[DraftFindingOut]
    accepted: list[AcceptedOut] = Field(description="Findings that the author accepts.")
    coverage: dict[Principle, Level]
    coverage_details: dict[Principle, DraftCoverageOut]
    reading_ease: float | None

    @classmethod
    def reviewed(cls, draft: Draft, reviewed: Reviewed) -> DraftOut:
        """From our records."""
        clauses = draft.content.clauses
        return cls(
            **_line(draft),
            brief=draft.content.brief,
            text=reviewed.rendered.text,
            clauses=[ClauseOut.of(clause) for clause in clauses],
            gaps=[GapOut.of(gap) for gap in open_gaps(clauses)],
            findings=[DraftFindingOut.of(found) for found in reviewed.findings],
            accepted=[
                AcceptedOut(rule=one.finding.rule, quote=one.finding.quote, reason=one.reason)
                for one in reviewed.suppressed
            ],
            coverage={one.principle: one.level for one in reviewed.coverage},
            coverage_details={
                one.principle: DraftCoverageOut(
                    level=one.level, lacking=list(one.lacking), clauses=list(one.clauses), gaps=list(one.gaps)
                )
                for one in reviewed.coverage
            },
            reading_ease=reviewed.reading_ease,
        )


def _line(draft: Draft) -> dict[str, Any]:
    return {
        "id": draft.id,
        "document": draft.document,
        "title": draft.title,
        "state": draft.state,
        "revision": draft.revision,
        "next_steps": list(steps_from(draft.state)),
        "created_at": draft.created_at,
        "created_by": draft.created_by,
        "updated_at": draft.updated_at,
        "updated_by": draft.updated_by,
        "approved_by": draft.approved_by,
        "effective_from": draft.effective_from or draft.content.effective_from,
        "version_id": draft.version_id,
        "open_gaps": len(open_gaps(draft.content.clauses)),
    }


class DraftsOut(Out):
    """Drafts, oldest first."""

    drafts: list[DraftLineOut]


class QuestionOut(GapOut):
    """A question of the interview."""

    why: str | None
    clauses: list[str] = Field(description="Ids of the clauses that wait for the answer.")

    @classmethod
    def asked(cls, question: Question) -> QuestionOut:
        """From our record."""
        return cls(
            fact=question.slot,
            question=question.text,
            kind=question.kind,
            candidates=[SourceOut.of(source) for source in question.candidates],
            why=question.why,
            clauses=list(question.clauses),
        )


class InterviewOut(Out):
    """What is still to be answered, and what the documents answer."""

    questions: list[QuestionOut]
    found: list[FactOut]

    @classmethod
    def of(cls, interview: Interview) -> InterviewOut:
        """From our record."""
        return cls(
            questions=[QuestionOut.asked(question) for question in interview.questions],
            found=[FactOut.of(fact) for fact in interview.found],
        )


class PromiseChangeOut(Out):
    """A promise that differs."""

    clause: str
    kind: Literal["added", "removed", "changed"]
    before: str | None
    after: str | None
    figures: list[str] = Field(description="Such as '10 working days became 8 working days'.")


class DiffOut(Out):
    """What changed."""

    promises: list[PromiseChangeOut]
    text: str = Field(description="Line by line, as a unified diff.")

    @classmethod
    def of(cls, diff: Diff) -> DiffOut:
        """From our record."""
        changes = [
            PromiseChangeOut(
                clause=change.clause,
                kind=change.kind.value,
                before=change.before,
                after=change.after,
                figures=list(change.figures),
            )
            for change in diff.promises
        ]
        return cls(promises=changes, text=diff.text)


class CommentOut(Out):
    """A remark."""

    id: int
    clause: str | None
    revision: int
    at: datetime
    by: str
    text: str
    resolved_at: datetime | None
    resolved_by: str | None

    @classmethod
    def of(cls, comment: Comment) -> CommentOut:
        """From our record."""
        return cls(**{name: getattr(comment, name) for name in cls.model_fields})


class CommentsOut(Out):
    """Remarks, oldest first."""

    comments: list[CommentOut]

    @classmethod
    def of(cls, comments: Sequence[Comment]) -> CommentsOut:
        """From our records."""
        return cls(comments=[CommentOut.of(comment) for comment in comments])


class SuggestionOut(Out):
    """Other words for a clause; it keeps its own until its author takes these over with an edit."""

    draft: str
    clause: str
    revision: int = Field(description="The revision whose clause was read.")
    text: str = Field(description="The clause as it is.")
    suggestion: str | None = Field(description="A language model's words that say the same; null where there are none.")
    note: str = Field(description="Whose words they are, or why there are none.")

    @classmethod
    def of(cls, draft: Draft, clause: Clause, said: Reworded | None) -> SuggestionOut:
        """From what a model made of the clause; None where no model is set."""
        changed = said is not None and said.changed
        return cls(
            draft=draft.id,
            clause=clause.id,
            revision=draft.revision,
            text=clause.text,
            suggestion=said.text if said is not None and changed else None,
            note=_WORDED if changed else said.reason if said else "No language model is set.",
        )


class HistoryOut(Out):
    """Who did what with a draft, oldest first."""

    entries: list[AuditEntryOut]


class PerformanceOut(Out):
    """How a promise would have been kept."""

    promise: str
    limit: str | None
    cases: int
    missed: float = Field(description="Share of cases, 0 to 1.")
    worst_period: str
    worst_missed: float
    warning: str | None

    @classmethod
    def of(cls, one: Performance) -> PerformanceOut:
        """From our record."""
        return cls(
            promise=one.promise,
            limit=one.limit,
            cases=one.cases,
            missed=one.missed,
            worst_period=one.worst.name,
            worst_missed=one.worst.missed,
            warning=one.warning,
        )


class FeasibilityOut(Out):
    """What past performance says of the limits."""

    performances: list[PerformanceOut]
    warnings: list[str]
    problems: list[str] = Field(description="Lines that were not used, and why.")

    @classmethod
    def of(cls, result: Feasibility) -> FeasibilityOut:
        """From our record."""
        return cls(
            performances=[PerformanceOut.of(one) for one in result.performances],
            warnings=list(result.warnings),
            problems=[problem.reason for problem in result.problems],
        )
