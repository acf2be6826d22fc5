"""Reports of a check in the formats that people and tools read: text, JSON, SARIF 2.1.0, JUnit and HTML."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.check_reports.data import as_json
from assistant.check_reports.html import as_html
from assistant.check_reports.junit import as_junit
from assistant.check_reports.lines import Place, place_of
from assistant.check_reports.sarif import as_sarif
from assistant.check_reports.text import as_text
from assistant.checker import Report
from knowledge.errors import UnknownName

FORMATS: Mapping[str, Callable[[Sequence[Report]], str]] = {
    "text": as_text,
    "json": as_json,
    "sarif": as_sarif,
    "junit": as_junit,
    "html": as_html,
}

__all__ = [
    "FORMATS",
    "Place",
    "as_html",
    "as_json",
    "as_junit",
    "as_sarif",
    "as_text",
    "place_of",
    "write_report",
]


def write_report(reports: Sequence[Report], form: str) -> str:
    """Reports on one or more documents as one text.

    Raises:
        UnknownName: No format has this name.
    """
    if form not in FORMATS:
        raise UnknownName("report format", form, sorted(FORMATS))
    return FORMATS[form](reports)
