"""Reports of a check in every format."""

from __future__ import annotations

import json
from datetime import date

import pytest
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types
from sarif_pydantic import Sarif

from assistant.check_config import CheckConfig
from assistant.check_reports import place_of, write_report
from assistant.check_reports.data import report_data
from assistant.checker import Report
from assistant.rules import Principle
from knowledge.documents import Span
from knowledge.errors import UnknownName
from tests.assistant.checking import report_on

TEXT = """# Code <b>

We act promptly & well.

<!-- pledge: ignore hidden-discretion reason="agreed <with> the board" -->
We may waive the fee.
"""


def sample() -> Report:
    return report_on(TEXT, CheckConfig(name="our code.md", today=date(2026, 11, 1)))


def test_places_count_lines_and_columns_from_one() -> None:
    text = "ab\ncde\nf"
    place = place_of(text, Span(4, 8))
    assert (place.line, place.column, place.end_line, place.end_column) == (2, 2, 3, 2)


def test_text_shows_the_source_line_with_the_words_marked() -> None:
    lines = write_report([sample()], "text").splitlines()
    at = next(number for number, line in enumerate(lines) if "[vague-time]" in line)
    assert lines[at].startswith("our code.md:3:8: warning:")
    assert lines[at + 1] == "    We act promptly & well."
    assert lines[at + 2] == "           ^^^^^^^^"
    assert "hidden-discretion (comment): agreed <with> the board" in "\n".join(lines)


def test_json_holds_findings_suppressions_and_coverage() -> None:
    data = json.loads(write_report([sample()], "json"))["documents"][0]
    finding = next(one for one in data["findings"] if one["rule"] == "vague-time")
    assert TEXT[finding["start"] : finding["end"]] == finding["quote"] == "promptly"
    assert (finding["line"], finding["column"]) == (3, 8)
    assert data["suppressed"][0]["reason"] == "agreed <with> the board"
    assert set(data["coverage"]) == {principle.value for principle in Principle}
    assert data == json.loads(json.dumps(report_data(sample())))


def test_sarif_is_valid_and_places_are_right() -> None:
    log = json.loads(write_report([sample()], "sarif"))
    Sarif.model_validate(log)
    run = log["runs"][0]
    result = next(one for one in run["results"] if one["ruleId"] == "vague-time")
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (region["startLine"], region["startColumn"], region["snippet"]["text"]) == (3, 8, "promptly")
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "our%20code.md"
    assert [one["suppressions"][0]["kind"] for one in run["results"] if "suppressions" in one] == ["inSource"]
    known = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {one["ruleId"] for one in run["results"]} <= known


def test_junit_has_a_failing_test_for_a_rule_with_warnings() -> None:
    root = etree.fromstring(write_report([sample()], "junit").encode())
    suite = root.find("testsuite")
    assert suite is not None
    failing = {case.get("name") for case in suite.findall("testcase") if case.find("failure") is not None}
    assert "vague-time" in failing
    assert "kpi-missing" not in failing
    assert int(suite.get("failures", "0")) == len(failing)


def test_html_is_one_page_that_escapes_the_text() -> None:
    page = write_report([sample()], "html")
    assert "<mark>promptly</mark> &amp; well." in page
    assert "agreed &lt;with&gt; the board" in page
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    etree.fromstring(page.encode(), etree.HTMLParser(recover=False))


def test_a_report_on_two_documents_holds_both() -> None:
    data = json.loads(write_report([sample(), report_on("Hello.", CheckConfig(name="b.md"))], "json"))
    assert [one["document"] for one in data["documents"]] == ["our code.md", "b.md"]


def test_a_format_that_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownName, match="pdf"):
        write_report([sample()], "pdf")
