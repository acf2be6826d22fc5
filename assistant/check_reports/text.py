"""A check as text for a terminal: each finding under its source line, then the coverage."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from assistant.check_reports.lines import line_text, place_of
from assistant.checker import Report
from assistant.coverage import Level
from assistant.rules import Finding, Severity
from assistant.suppressions import Suppressed

_MOST_COLUMNS = 110  #: of a source line that is shown
_MARKS = {Level.COVERED: "covered", Level.PARTIAL: "partial", Level.MISSING: "missing"}


def as_text(reports: Sequence[Report]) -> str:
    """All reports, one after another."""
    return "\n".join("\n".join(_lines(report)) for report in reports) + "\n"


def _lines(report: Report) -> Iterator[str]:
    name = report.name or "document"
    for problem in report.problems:
        page = f", page {problem.page}" if problem.page else ""
        yield f"{name}{page}: {problem.reason}"
    for finding in report.findings:
        yield from _finding(name, report, finding)
    if report.suppressed:
        yield "Suppressed:"
        yield from (_suppressed(name, report, one) for one in report.suppressed)
        yield ""
    yield "Coverage (of the text, not of what is done):"
    for entry in report.coverage.values():
        lacking = f": lacks {'; '.join(entry.lacking)}" if entry.lacking else ""
        yield f"  {entry.principle.value.replace('_', ' '):22} {_MARKS[entry.level]}{lacking}"
    if report.reading_ease is not None:
        yield f"Reading ease: {report.reading_ease:.0f} (Flesch; 60 is plain, below 30 is hard; a signal only)"
    yield _summary(report)


def _finding(name: str, report: Report, finding: Finding) -> Iterator[str]:
    if finding.span is None:
        yield f"{name}: {finding.severity.value}: {finding.message} [{finding.rule}]"
    else:
        place = place_of(report.code.text, finding.span)
        yield f"{name}:{place.line}:{place.column}: {finding.severity.value}: {finding.message} [{finding.rule}]"
        source = line_text(report.code.text, place.line)
        end = place.end_column if place.end_line == place.line else len(source) + 1
        yield from _excerpt(source, place.column - 1, end - 1)
    yield f"    {finding.suggestion}"
    explained = report.explanations.get(finding)
    if explained and explained.text:
        yield f"    In a language model's words: {explained.text}"
    elif explained:
        yield f"    Not explained: {explained.note}"
    yield ""


def _excerpt(source: str, start: int, end: int) -> Iterator[str]:
    """The source line, cut around the words, with the words marked below."""
    first = max(0, min(start - 30, len(source) - _MOST_COLUMNS))
    shown = source[first : first + _MOST_COLUMNS]
    yield f"    {'…' if first else ''}{shown}{'…' if first + _MOST_COLUMNS < len(source) else ''}"
    width = max(1, min(end, first + _MOST_COLUMNS) - start)
    yield f"    {' ' * (start - first + (1 if first else 0))}{'^' * width}"


def _suppressed(name: str, report: Report, one: Suppressed) -> str:
    where = f":{place_of(report.code.text, one.finding.span).line}" if one.finding.span else ""
    until = f", until {one.until.isoformat()}" if one.until else ""
    return f"  {name}{where}: {one.finding.rule} ({one.source}{until}): {one.reason}"


def _summary(report: Report) -> str:
    counts = report.counts
    parts = [f"{counts[severity]} {severity.value}{'' if counts[severity] == 1 else 's'}" for severity in Severity]
    return f"{report.name or 'document'}: {', '.join(parts)}, {len(report.suppressed)} suppressed"
