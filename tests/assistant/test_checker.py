"""The report: places, precedence, own rules, severities, changed clauses, coverage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.check_config import CheckConfig, OwnRule, check_config
from assistant.coverage import Level
from assistant.rules import Principle, Severity
from knowledge.errors import InvalidSettings, UnknownName
from knowledge.readers import read
from tests.assistant.checking import report_on, rules_in

SMALL_CODE = """# Code of Alder Baths

Version 2, in force from 1 March 2027. This code is for swimmers at Alder Baths. The town council adopted it.

## Promises

We answer letters promptly.

Our pool never disappoints.
"""


def test_a_finding_quotes_the_text_it_points_to() -> None:
    report = report_on(SMALL_CODE)
    finding = next(f for f in report.findings if f.rule == "vague-time")
    assert finding.span is not None
    assert finding.span.of(report.code.text) == finding.quote == "promptly"
    assert finding.heading == ("Code of Alder Baths", "Promises")
    assert finding.severity is Severity.WARNING
    assert finding.principle is Principle.TIMELINESS


@given(st.lists(st.sampled_from(SMALL_CODE.split()), min_size=1, max_size=60).map(" ".join))
def test_every_quote_is_verbatim_whatever_the_text(text: str) -> None:
    report = report_on(text)
    for finding in report.findings:
        assert finding.span is None or finding.span.of(report.code.text) == finding.quote


def test_findings_are_in_text_order_and_those_on_the_document_come_last() -> None:
    starts = [f.span.start if f.span else 10**9 for f in report_on(SMALL_CODE).findings]
    assert starts == sorted(starts)
    assert starts[-1] == 10**9


def test_the_most_specific_finding_on_a_clause_wins() -> None:
    text = "Returns are free. We deduct 4.90 euros for each return."
    assert "contradiction" in rules_in(report_on(text))
    assert "remedy-missing" not in rules_in(report_on(text))


def test_a_rule_can_be_switched_off_and_another_severity_given() -> None:
    report = report_on(
        SMALL_CODE, CheckConfig(off=frozenset({"vague-time"}), severities={"absolute-claim": Severity.SUGGESTION})
    )
    assert "vague-time" not in rules_in(report)
    assert next(f for f in report.findings if f.rule == "absolute-claim").severity is Severity.SUGGESTION


def test_only_suggestions_do_not_fail_a_check() -> None:
    assert report_on("We answer letters promptly.").failed
    everything = {f.rule for f in report_on(SMALL_CODE).findings}
    gentle = CheckConfig(severities=dict.fromkeys(everything, Severity.SUGGESTION))
    assert not report_on(SMALL_CODE, gentle).failed


def test_only_changed_clauses_draw_findings_against_an_older_text() -> None:
    older = read("code.md", SMALL_CODE.encode())
    newer = SMALL_CODE + "\nWe may waive the fee.\n"
    report = report_on(newer, older=older)
    assert [f.rule for f in report.findings if f.span] == ["hidden-discretion"]


def test_a_moved_clause_is_not_changed() -> None:
    older = read("code.md", b"We answer promptly.\n\nDogs are welcome.\n")
    report = report_on("Dogs are welcome.\n\nWe answer\npromptly.\n", older=older)
    assert not [f for f in report.findings if f.span]


def test_a_document_with_no_words_draws_no_findings_but_says_so() -> None:
    report = report_on("# Only a title\n")
    assert report.findings == ()
    assert report.problems
    assert all(entry.level is Level.MISSING for entry in report.coverage.values())


def test_coverage_names_the_provisions_and_what_is_lacking() -> None:
    entry = report_on(SMALL_CODE).coverage[Principle.COMMITMENT]
    adopted = entry.elements[0]
    assert adopted.present
    assert "The town council adopted it." in [one.quote for one in adopted.provisions]
    assert report_on(SMALL_CODE).coverage[Principle.COMPETENCE].lacking == (
        "who is trained, in what, when",
        "training repeated or tested",
    )


@pytest.mark.parametrize(
    ("rule", "text", "quote"),
    [
        (OwnRule("no-jargon", "existence", "Say it plainly.", phrases=("utilise*",)), "We utilised it.", "utilised"),
        (
            OwnRule("say-use", "substitution", "Use short words.", swap=(("commence", "start"),)),
            "We commence.",
            "commence",
        ),
        (
            OwnRule("needs-contact", "required-section", "Tell how to reach us.", section="Contact"),
            "# Other\n\nHi.",
            None,
        ),
    ],
    ids=lambda value: value.kind if isinstance(value, OwnRule) else "",
)
def test_an_organisations_own_rule_finds(rule: OwnRule, text: str, quote: str | None) -> None:
    found = [f for f in report_on(text, CheckConfig(own_rules=(rule,))).findings if f.rule == rule.name]
    assert [f.quote for f in found] == [quote]
    assert found[0].message == rule.message


def test_a_substitution_says_what_to_write() -> None:
    rule = OwnRule("say-use", "substitution", "Use short words.", swap=(("commence", "start"),))
    found = next(f for f in report_on("We commence.", CheckConfig(own_rules=(rule,))).findings if f.rule == "say-use")
    assert found.suggestion == "Write 'start' instead of 'commence'."


def test_a_required_section_is_found_by_its_heading() -> None:
    rule = OwnRule("needs-contact", "required-section", "Tell how to reach us.", section="contact")
    assert "needs-contact" not in rules_in(report_on("# Contact\n\nRing 555 0101.", CheckConfig(own_rules=(rule,))))


def test_a_hard_passage_falls_below_the_readability_wanted() -> None:
    hard = "Notification of organisational unavailability necessitates comprehensive reconsideration of " * 5 + "it."
    rule = OwnRule("readable", "readability", "This passage is hard to read.", least=50)
    config = CheckConfig(own_rules=(rule,))
    assert "readable" in rules_in(report_on(hard, config))
    assert "readable" not in rules_in(report_on("We mend your bike. You wait here. It is free. " * 5, config))


def test_settings_are_read_from_toml_data() -> None:
    config = check_config(
        {
            "check": {
                "off": ["vague-time"],
                "severity": {"owner-missing": "error"},
                "words": {"effort": ["give it a go"]},
            },
            "rules": [{"name": "no-hype", "kind": "existence", "message": "No hype.", "phrases": ["world-beating"]}],
        }
    )
    report = report_on("We give it a go. Our world-beating soup.", config)
    assert {"effort-only", "no-hype"} <= rules_in(report)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ({"check": {"off": ["vague-tim"]}}, "No rule 'vague-tim'"),
        ({"check": {"words": {"vagueness": ["x"]}}}, "No word list 'vagueness'"),
        ({"check": {"thresholds": {"sentence": 3}}}, "No threshold 'sentence'"),
    ],
)
def test_names_that_nobody_knows_are_refused(content: dict[str, object], says: str) -> None:
    with pytest.raises(UnknownName, match=says):
        check_config(content)


@pytest.mark.parametrize(
    "content",
    [
        {"rules": [{"name": "x", "kind": "existence", "message": "No."}]},
        {"rules": [{"name": "X y", "kind": "existence", "message": "No.", "phrases": ["a"]}]},
        {"rules": [{"name": "vague-time", "kind": "existence", "message": "No.", "phrases": ["a"]}]},
        {"check": {"surprise": True}},
    ],
)
def test_entries_that_cannot_be_used_are_refused(content: dict[str, object]) -> None:
    with pytest.raises(InvalidSettings):
        check_config(content)
