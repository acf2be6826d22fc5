"""A check as JSON: every finding with its place, what was suppressed, and the coverage."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.check_reports.lines import place_of
from assistant.checker import Report
from assistant.coverage import PrincipleCoverage
from assistant.rules import Finding
from assistant.suppressions import Suppressed


def as_json(reports: Sequence[Report]) -> str:
    """All reports as one JSON document."""
    return json.dumps({"documents": [report_data(report) for report in reports]}, indent=2, ensure_ascii=False) + "\n"


def report_data(report: Report) -> dict[str, Any]:  # Any: JSON
    """One report as JSON data."""
    return {
        "document": report.name,
        "findings": [
            {**finding_data(finding, report.code.text), "explanation": _explanation(report, finding)}
            for finding in report.findings
        ],
        "suppressed": [suppressed_data(one, report.code.text) for one in report.suppressed],
        "counts": {severity.value: count for severity, count in report.counts.items()},
        "coverage": {principle.value: entry.level.value for principle, entry in report.coverage.items()},
        "coverage_details": [coverage_data(entry) for entry in report.coverage.values()],
        "reading_ease": report.reading_ease,
        "problems": [{"reason": problem.reason, "page": problem.page} for problem in report.problems],
    }


def finding_data(finding: Finding, text: str) -> dict[str, Any]:  # Any: JSON
    """One finding as JSON data; places are null for a finding on the whole document."""
    data: dict[str, Any] = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "principle": finding.principle.value,
        "property": finding.property or None,
        "start": finding.span.start if finding.span else None,
        "end": finding.span.end if finding.span else None,
        "line": None,
        "column": None,
        "quote": finding.quote,
        "heading": list(finding.heading),
        "other_document": finding.other_document,
    }
    if finding.span is not None:
        place = place_of(text, finding.span)
        data |= {"line": place.line, "column": place.column}
    return data


def _explanation(report: Report, finding: Finding) -> Mapping[str, str | None] | None:
    explained = report.explanations.get(finding)
    return {"text": explained.text, "note": explained.note} if explained else None


def suppressed_data(one: Suppressed, text: str) -> dict[str, Any]:  # Any: JSON
    """One suppressed finding with its reason."""
    return {
        **finding_data(one.finding, text),
        "reason": one.reason,
        "until": one.until.isoformat() if one.until else None,
        "suppressed_by": one.source,
    }


def coverage_data(entry: PrincipleCoverage) -> Mapping[str, Any]:  # Any: JSON
    """One principle: its level, what shows it, and what is lacking."""
    return {
        "principle": entry.principle.value,
        "heading": entry.heading,
        "level": entry.level.value,
        "lacking": list(entry.lacking),
        "elements": [
            {
                "element": element.name,
                "present": element.present,
                "provisions": [
                    {"start": one.span.start, "end": one.span.end, "quote": one.quote, "heading": list(one.heading)}
                    for one in element.provisions
                ],
            }
            for element in entry.elements
        ],
    }
