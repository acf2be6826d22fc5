"""What the tools `check` and `draft` give back: what an author acts on, without the whole of a draft's history."""

from __future__ import annotations

from pydantic import Field

from api.draft_schemas import DraftOut
from api.schemas import Out
from assistant.checker import Report
from assistant.coverage import Level
from assistant.rules import Principle, Severity


class FindingOut(Out):
    """A defect of a code."""

    rule: str
    severity: Severity
    message: str
    suggestion: str
    principle: Principle
    start: int | None = Field(description="In characters of the text; null: the text as a whole.")
    end: int | None
    quote: str | None


class CheckedOut(Out):
    """What a check found."""

    findings: list[FindingOut]
    coverage: dict[Principle, Level] = Field(description="How far the text shows each principle.")

    @classmethod
    def of(cls, report: Report) -> CheckedOut:
        """From our record."""
        findings = [
            FindingOut(
                rule=found.rule,
                severity=found.severity,
                message=found.message,
                suggestion=found.suggestion,
                principle=found.principle,
                start=found.span.start if found.span else None,
                end=found.span.end if found.span else None,
                quote=found.quote,
            )
            for found in report.findings
        ]
        return cls(findings=findings, coverage={name: found.level for name, found in report.coverage.items()})


class OpenQuestionOut(Out):
    """A fact that neither the brief nor the documents give."""

    fact: str = Field(description="The name under which the brief's `facts` answer it.")
    question: str


class DraftedOut(Out):
    """A draft that was stored, and what is still open in it."""

    id: str
    document: str
    title: str
    state: str
    text: str = Field(description="Markdown; open facts stand in it as [[gap: fact | question ]], never as numbers.")
    questions: list[OpenQuestionOut]
    findings: list[FindingOut]
    coverage: dict[Principle, Level]

    @classmethod
    def of(cls, draft: DraftOut) -> DraftedOut:
        """From the draft as the HTTP interface gives it."""
        findings = [
            FindingOut(**{name: getattr(one, name) for name in FindingOut.model_fields}) for one in draft.findings
        ]
        return cls(
            id=draft.id,
            document=draft.document,
            title=draft.title,
            state=draft.state.value,
            text=draft.text,
            questions=[OpenQuestionOut(fact=gap.fact, question=gap.question) for gap in draft.gaps],
            findings=findings,
            coverage=draft.coverage,
        )
