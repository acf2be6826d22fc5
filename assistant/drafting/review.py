"""A draft before it is shown: checked as any code, its open gaps kept apart from findings on its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.check_config import CheckConfig
from assistant.checker import Report, check
from assistant.coverage import Level
from assistant.drafting.gaps import masked
from assistant.drafting.records import Clause
from assistant.drafting.render import Rendered, render
from assistant.rules import Finding, Principle, Severity
from assistant.suppressions import Suppressed
from knowledge.documents import Span
from knowledge.readers.markdown import markdown_document


@dataclass(frozen=True, slots=True)
class DraftFinding:
    """A finding, the clause it stands in, and the open gaps that may be its cause."""

    finding: Finding
    clause: str | None
    gaps: tuple[str, ...] = ()  #: slots


@dataclass(frozen=True, slots=True)
class DraftCoverage:
    """How far the draft shows a principle, and which open gaps keep it from more."""

    principle: Principle
    level: Level
    lacking: tuple[str, ...]
    clauses: tuple[str, ...]  #: ids of the clauses that are tagged with it
    gaps: tuple[str, ...]  #: slots


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A draft's text with what the checker says of it."""

    rendered: Rendered
    findings: tuple[DraftFinding, ...]
    coverage: tuple[DraftCoverage, ...]
    reading_ease: float | None
    suppressed: tuple[Suppressed, ...] = ()  #: findings that the author accepts, with the reasons

    @property
    def errors(self) -> int:
        """How many findings are errors."""
        return sum(found.finding.severity is Severity.ERROR for found in self.findings)


def review(title: str, clauses: Sequence[Clause], config: CheckConfig | None = None) -> Reviewed:
    """Check a draft; a provision that holds a gap counts for its principle only in part."""
    rendered = render(title, clauses)
    report = check(markdown_document(masked(rendered.text)), config)
    findings = tuple(_placed(finding, rendered, clauses) for finding in report.findings)
    coverage = tuple(_coverage(principle, report, rendered, clauses) for principle in Principle)
    return Reviewed(rendered, findings, coverage, report.reading_ease, report.suppressed)


def _placed(finding: Finding, rendered: Rendered, clauses: Sequence[Clause]) -> DraftFinding:
    if finding.span is None:
        tagged = [clause for clause in clauses if finding.principle in clause.principles]
        return DraftFinding(finding, None, tuple(gap.slot for clause in tagged for gap in clause.gaps))
    clause = clause_at(finding.span, rendered, clauses)
    quoted = replace(finding, quote=finding.span.of(rendered.text))
    return DraftFinding(quoted, clause.id if clause else None, tuple(g.slot for g in clause.gaps) if clause else ())


def clause_at(span: Span, rendered: Rendered, clauses: Sequence[Clause]) -> Clause | None:
    """The clause in which a span of the text lies."""
    for place, clause in zip(rendered.spans, clauses, strict=True):
        if place.overlaps(span):
            return clause
    return None


def _coverage(principle: Principle, report: Report, rendered: Rendered, clauses: Sequence[Clause]) -> DraftCoverage:
    found = report.coverage[principle]
    tagged = [clause for clause in clauses if principle in clause.principles]
    gaps = tuple(dict.fromkeys(gap.slot for clause in tagged for gap in clause.gaps))
    lacking = list(found.lacking)
    for element in found.elements:
        shown = [clause_at(provision.span, rendered, clauses) for provision in element.provisions]
        if element.present and shown and all(clause is not None and clause.gaps for clause in shown):
            lacking.append(element.name)
            gaps = tuple(dict.fromkeys((*gaps, *(gap.slot for clause in shown if clause for gap in clause.gaps))))
    level = found.level
    if level is Level.COVERED and len(lacking) > len(found.lacking):
        level = Level.PARTIAL
    return DraftCoverage(principle, level, tuple(lacking), tuple(clause.id for clause in tagged), gaps)
