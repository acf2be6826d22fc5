"""A check as one self-contained HTML page: no script, no outside file, readable by screen readers and on paper."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, StrictUndefined

from assistant.check_reports.lines import place_of
from assistant.checker import Report
from assistant.coverage import plain
from assistant.rules import HEADINGS, Finding, Severity

_AROUND = 90  #: characters shown on each side of the quoted words


def as_html(reports: Sequence[Report]) -> str:
    """All reports as one page."""
    source = files(__package__).joinpath("report.html").read_text(encoding="utf-8")
    page = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return page.from_string(source).render(reports=[_view(report) for report in reports])


def _view(report: Report) -> dict[str, object]:
    return {
        "name": report.name or "Document",
        "counts": [(severity.value, report.counts[severity]) for severity in Severity],
        "findings": [_finding(report, finding) for finding in report.findings],
        "suppressed": [
            {
                "rule": one.finding.rule,
                "quote": plain(one.finding.quote or "the whole document"),
                "reason": one.reason,
                "until": one.until.isoformat() if one.until else "",
                "source": one.source,
            }
            for one in report.suppressed
        ],
        "headings": [
            {
                "title": heading,
                "principles": [
                    {
                        "name": principle.value.replace("_", " "),
                        "level": report.coverage[principle].level.value,
                        "elements": [
                            {
                                "name": element.name,
                                "present": element.present,
                                "quotes": [plain(one.quote) for one in element.provisions],
                            }
                            for element in report.coverage[principle].elements
                        ],
                    }
                    for principle in principles
                ],
            }
            for heading, principles in HEADINGS.items()
        ],
        "reading_ease": report.reading_ease,
        "problems": [problem.reason for problem in report.problems],
    }


def _finding(report: Report, finding: Finding) -> dict[str, object]:
    view: dict[str, object] = {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": finding.message,
        "suggestion": finding.suggestion,
        "explained": report.explanations.get(finding),
        "heading": " › ".join(finding.heading),  # noqa: RUF001 - the mark that separates headings everywhere
        "line": None,
        "before": "",
        "quote": "",
        "after": "",
    }
    if finding.span is not None:
        text, span = report.code.text, finding.span
        before, after = text[max(0, span.start - _AROUND) : span.start], text[span.end : span.end + _AROUND]
        view |= {
            "line": place_of(text, span).line,
            "before": _from_a_word(before.rsplit("\n", 1)[-1], cut=len(before) == _AROUND and "\n" not in before),
            "quote": plain(finding.quote or ""),
            "after": _to_a_word(after.split("\n", 1)[0], cut=len(after) == _AROUND and "\n" not in after),
        }
    return view


def _from_a_word(words: str, *, cut: bool) -> str:
    """Words from the first whole one on, where their beginning was cut off."""
    return f"… {words.partition(' ')[2]}" if cut and " " in words else words


def _to_a_word(words: str, *, cut: bool) -> str:
    """Words up to the last whole one, where their end was cut off."""
    return f"{words.rpartition(' ')[0]} …" if cut and " " in words else words
