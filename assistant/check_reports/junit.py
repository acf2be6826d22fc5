"""A check as JUnit XML, which build servers show as tests: one test a rule and document."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from assistant.check_reports.lines import place_of
from assistant.checker import Report
from assistant.rules import Finding, Severity, all_rules

_ALLOWED_CONTROLS = {"\t", "\n", "\r"}
_FIRST_PRINTABLE = 0x20


def as_junit(reports: Sequence[Report]) -> str:
    """All reports as test suites: errors and warnings fail, suggestions are output."""
    root = etree.Element("testsuites", name="pledge check")
    for report in reports:
        _suite(root, report)
    data: bytes = etree.tostring(root, pretty_print=True, xml_declaration=True, encoding="UTF-8")
    return data.decode()


def _suite(root: etree._Element, report: Report) -> None:
    by_rule: dict[str, list[Finding]] = {rule.name: [] for rule in all_rules()}
    for finding in report.findings:
        by_rule.setdefault(finding.rule, []).append(finding)
    failed = sum(any(_fails(one) for one in found) for found in by_rule.values())
    name = _clean(report.name or "document")
    suite = etree.SubElement(root, "testsuite", name=name, tests=str(len(by_rule)), failures=str(failed), errors="0")
    for rule, found in by_rule.items():
        case = etree.SubElement(suite, "testcase", classname=name, name=rule)
        failing = [one for one in found if _fails(one)]
        if failing:
            failure = etree.SubElement(case, "failure", type=failing[0].severity.value, message=failing[0].message)
            failure.text = _clean("\n".join(_line(report, one) for one in failing))
        noted = [one for one in found if not _fails(one)]
        if noted:
            etree.SubElement(case, "system-out").text = _clean("\n".join(_line(report, one) for one in noted))


def _fails(finding: Finding) -> bool:
    return finding.severity is not Severity.SUGGESTION


def _line(report: Report, finding: Finding) -> str:
    if finding.span is None:
        return f"{finding.message} {finding.suggestion}"
    place = place_of(report.code.text, finding.span)
    quote = " ".join((finding.quote or "").split())
    return f"line {place.line}, column {place.column}: {quote!r}. {finding.message} {finding.suggestion}"


def _clean(text: str) -> str:
    """Without the control characters that XML forbids."""
    return "".join(one for one in text if one in _ALLOWED_CONTROLS or ord(one) >= _FIRST_PRINTABLE)
