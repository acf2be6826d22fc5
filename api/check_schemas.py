"""What `/v1/checks` takes and gives."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Annotated

from pydantic import Field, model_validator

from api.schemas import In, Out
from assistant.check_reports.data import report_data
from assistant.checker import Explained, Report
from assistant.coverage import Level
from assistant.rules import Finding, Principle, Severity
from knowledge.documents import Span

LONGEST_TEXT = 1_000_000


class CheckIn(In):
    """A text, or the name of a stored document."""

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)] | None = Field(
        default=None, description="The code, as Markdown."
    )
    document: Annotated[str, Field(min_length=1, max_length=300)] | None = Field(
        default=None, description="Name of a stored document, in place of a text; its version in force is checked."
    )
    name: str = Field(
        default="",
        max_length=300,
        description="Name of the text: it is not held against the stored document of this name, whose successor it is.",
    )
    explain: bool = Field(
        default=False,
        description="Whether a language model explains each finding; needs one, and PLEDGE_MODEL_EXPLAINING.",
    )

    @model_validator(mode="after")
    def _one_of_them(self) -> CheckIn:
        if (self.text is None) == (self.document is None):
            raise ValueError("give either text or document")
        return self


class ExplanationOut(Out):
    """A finding in a language model's words, beside the rule's own."""

    text: str | None = Field(description="null: there are none that may be shown.")
    note: str = Field(description="Whose words they are, or why there are none.")


class CheckFindingOut(Out):
    """One defect; places are null for a finding on the whole text."""

    rule: str
    severity: Severity
    message: str
    suggestion: str
    principle: Principle
    property: str | None = Field(description="P01 to P21; null for a rule of the organisation's own.")
    start: int | None = Field(description="In characters of the text.")
    end: int | None = Field(description="Exclusive.")
    line: int | None = Field(description="From 1.")
    column: int | None = Field(description="From 1.")
    quote: str | None
    heading: list[str]
    other_document: str | None = Field(default=None, description="Which document in force says otherwise.")
    explanation: ExplanationOut | None = Field(default=None, description="With `explain` only.")

    def as_finding(self) -> Finding:
        """The finding, for a report made elsewhere."""
        return Finding(
            rule=self.rule,
            severity=self.severity,
            message=self.message,
            suggestion=self.suggestion,
            principle=self.principle,
            property=self.property or "",
            span=None if self.start is None or self.end is None else Span(self.start, self.end),
            quote=self.quote,
            heading=tuple(self.heading),
            other_document=self.other_document,
        )


class SuppressedOut(CheckFindingOut):
    """A finding that does not count."""

    reason: str
    until: date | None
    suppressed_by: str = Field(description="comment, settings or baseline.")


class ProvisionOut(Out):
    """Words that show an element of a principle."""

    start: int
    end: int
    quote: str
    heading: list[str]


class ElementOut(Out):
    """One of the two things that show a principle."""

    element: str
    present: bool
    provisions: list[ProvisionOut]


class CoverageOut(Out):
    """How far the text shows a principle."""

    principle: Principle
    heading: str = Field(description="The heading, of nine, under which it stands.")
    level: Level
    lacking: list[str]
    elements: list[ElementOut]


class ProblemOut(Out):
    """What could not be read."""

    reason: str
    page: int | None


class CheckOut(Out):
    """The report on one text."""

    document: str
    findings: list[CheckFindingOut] = Field(description="In text order; those on the whole text come last.")
    suppressed: list[SuppressedOut]
    counts: dict[Severity, int]
    coverage: dict[Principle, Level] = Field(description="Of the text only: it says nothing about practice.")
    coverage_details: list[CoverageOut]
    reading_ease: float | None = Field(description="Flesch reading ease: a signal, not a finding.")
    problems: list[ProblemOut]

    @classmethod
    def of(cls, report: Report) -> CheckOut:
        """A report as it is sent."""
        return cls.model_validate(report_data(report))


def beside(report: Report, theirs: CheckOut) -> Report:
    """A report with the explanations that a server gives of the same findings."""
    given = {(one.rule, one.start, one.end): one.explanation for one in theirs.findings}
    explanations = {}
    for finding in report.findings:
        span = finding.span
        said = given.get((finding.rule, span.start if span else None, span.end if span else None))
        missing = Explained(None, "The server, with its own settings of checks, does not find this.")
        explanations[finding] = Explained(said.text, said.note) if said else missing
    return replace(report, explanations=explanations)
