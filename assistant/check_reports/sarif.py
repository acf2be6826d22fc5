"""A check as SARIF 2.1.0, which code-review tools show beside the text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from assistant.check_reports.lines import place_of
from assistant.checker import Report
from assistant.rules import Finding, Severity, all_rules
from assistant.suppressions import Suppressed, fingerprint

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.SUGGESTION: "note"}
_KINDS = {"comment": "inSource", "settings": "external", "baseline": "external"}


def as_sarif(reports: Sequence[Report]) -> str:
    """All reports as one run."""
    log = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "Pledge", "rules": _rules(reports)}},
                "columnKind": "unicodeCodePoints",
                "results": [result for report in reports for result in _results(report)],
            }
        ],
    }
    return json.dumps(log, indent=2, ensure_ascii=False) + "\n"


def _rules(reports: Sequence[Report]) -> list[dict[str, Any]]:  # Any: JSON
    described = []
    for rule in all_rules():
        words = rule.explain()
        described.append(
            {
                "id": rule.name,
                "shortDescription": {"text": words.message},
                "fullDescription": {"text": words.why},
                "help": {"text": f"{rule.suggestion}\nBad: {words.bad}\nGood: {words.good}"},
                "defaultConfiguration": {"level": _LEVELS[rule.severity]},
                "properties": {"principle": rule.principle.value, "property": rule.property},
            }
        )
    known = {rule["id"] for rule in described}
    for report in reports:
        for finding in (*report.findings, *(one.finding for one in report.suppressed)):
            if finding.rule not in known:
                known.add(finding.rule)
                described.append({"id": finding.rule, "shortDescription": {"text": finding.message}})
    return described


def _results(report: Report) -> list[dict[str, Any]]:  # Any: JSON
    kept = [_result(report, finding) for finding in report.findings]
    return kept + [_result(report, one.finding) | {"suppressions": [_suppression(one)]} for one in report.suppressed]


def _result(report: Report, finding: Finding) -> dict[str, Any]:  # Any: JSON
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(report.name)}}
    if finding.span is not None:
        place = place_of(report.code.text, finding.span)
        location["region"] = {
            "startLine": place.line,
            "startColumn": place.column,
            "endLine": place.end_line,
            "endColumn": place.end_column,
            "charOffset": finding.span.start,
            "charLength": finding.span.end - finding.span.start,
            "snippet": {"text": finding.quote or ""},
        }
    clause = report.code.clauses[finding.clause].words if finding.clause is not None else ""
    return {
        "ruleId": finding.rule,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.message} {finding.suggestion}"},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"pledge/v1": fingerprint(finding, clause)},
    }


def _suppression(one: Suppressed) -> dict[str, Any]:  # Any: JSON
    return {"kind": _KINDS[one.source], "status": "accepted", "justification": one.reason}


def _uri(name: str) -> str:
    from urllib.parse import quote  # noqa: PLC0415 - a report in another format needs no URLs

    return quote(name or "document")
