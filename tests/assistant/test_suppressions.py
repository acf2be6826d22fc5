"""Suppression by comment and by settings, and baselines."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.check_config import Allowance, CheckConfig
from assistant.suppressions import read_baseline, write_baseline
from knowledge.errors import InvalidInput
from tests.assistant.checking import report_on, rules_in

TODAY = CheckConfig(today=date(2026, 11, 1))


def test_a_comment_on_a_line_of_its_own_silences_the_next_clause_and_is_listed() -> None:
    text = 'We answer promptly.\n\n<!-- pledge: ignore vague-time reason="law names no term" -->\nWe act promptly.\n'
    report = report_on(text, TODAY)
    assert [f.quote for f in report.findings if f.rule == "vague-time"] == ["promptly"]
    assert [(one.finding.rule, one.reason, one.source) for one in report.suppressed] == [
        ("vague-time", "law names no term", "comment")
    ]


def test_a_comment_at_the_end_of_a_line_silences_the_clause_on_that_line() -> None:
    report = report_on('We act promptly. <!-- pledge: ignore vague-time reason="agreed" -->\n', TODAY)
    assert "vague-time" not in rules_in(report)


def test_a_comment_silences_a_finding_on_the_whole_document() -> None:
    report = report_on('Hello there.\n\n<!-- pledge: ignore kpi-missing reason="in the annual report" -->\n', TODAY)
    assert "kpi-missing" not in rules_in(report)


@pytest.mark.parametrize(
    ("comment", "says"),
    [
        ("ignore vague-time", "gives no reason"),
        ('ignore vague-time reason=" "', "gives no reason"),
        ('ignore vague-tim reason="x"', "'vague-tim', which does not exist"),
        ('ignore reason="x"', "names no rule"),
        ('ignore vague-time reason="x" until=soon', "'soon' is no date"),
        ('ignore vague-time reason="x" until=2026-10-31', "expired on 2026-10-31"),
        ("be quiet", "is no suppression"),
    ],
)
def test_a_comment_that_cannot_be_used_is_an_error_and_silences_nothing(comment: str, says: str) -> None:
    report = report_on(f"<!-- pledge: {comment} -->\nWe act promptly.\n", TODAY)
    fault = next(f for f in report.findings if f.rule == "suppression")
    assert says in fault.message
    assert fault.severity == "error"
    assert "vague-time" in rules_in(report)


def test_a_suppression_holds_on_its_last_day() -> None:
    text = '<!-- pledge: ignore vague-time reason="x" until=2026-11-01 -->\nWe act promptly.\n'
    assert "vague-time" not in rules_in(report_on(text, TODAY))


def test_settings_allow_a_finding_by_its_words_until_a_day() -> None:
    allowed = Allowance("vague-time", "printed already", until=date(2026, 12, 1), contains="prompt")
    config = CheckConfig(allowances=(allowed,), today=date(2026, 12, 1))
    report = report_on("We act promptly. We reply soon.", config)
    assert [f.quote for f in report.findings if f.rule == "vague-time"] == ["soon"]
    assert report.suppressed[0].source == "settings"
    late = CheckConfig(allowances=(allowed,), today=date(2026, 12, 2))
    assert len([f for f in report_on("We act promptly. We reply soon.", late).findings if f.rule == "vague-time"]) == 2


def test_a_baseline_lets_old_findings_stay_and_shows_new_ones() -> None:
    old = report_on("We act promptly.")
    baseline = read_baseline(write_baseline((finding, old.code) for finding in old.findings))
    again = report_on("Here is a new sentence.\n\nWe act promptly.\n\nWe reply soon.", baseline=baseline)
    assert [f.quote for f in again.findings if f.rule == "vague-time"] == ["soon"]
    assert {one.source for one in again.suppressed} == {"baseline"}


def test_a_baseline_covers_a_repeated_finding_as_often_as_it_was_there() -> None:
    old = report_on("We act promptly.")
    baseline = read_baseline(write_baseline((finding, old.code) for finding in old.findings))
    again = report_on("We act promptly.\n\nWe act promptly.", baseline=baseline)
    assert len([f for f in again.findings if f.rule == "vague-time"]) == 1


@pytest.mark.parametrize("text", ["", "[]", '{"format": 2, "findings": {}}', '{"format": 1, "findings": {"a": "b"}}'])
def test_a_file_that_is_no_baseline_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="--write-baseline"):
        read_baseline(text)
