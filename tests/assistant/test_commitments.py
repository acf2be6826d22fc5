"""Commitments are read from units with their context, by rules that keep their own cases."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from assistant.commitments import Commitment, CommitmentType, Gap, extract, lone_unit, units_in_context
from assistant.commitments.classify import rules
from assistant.commitments.lexicon import Cue, lexicon
from assistant.commitments.principles import principle_cues
from knowledge.documents import Span
from knowledge.readers import read
from knowledge.units import split

DATA = Path(__file__).parents[1] / "data"
CODE_FOR_STAFF = """# Code of ethics

Our employees act fairly. An employee must never accept a gift. Every employee must tell a manager about a gift above
50 euros, and managers keep a record. Employees and contractors must complete the training within 30 days of joining.
You must never pay to win business. Staff who break these rules may be dismissed. Colleagues may ask the legal team.
Managers talk to their staff about these rules every year, and new employees sign them. We protect employees who
report a breach. Contractors follow the same rules as employees do, wherever they work and whatever they are paid for,
in the office, at home and on the road.
"""


def cases(*names: str) -> list[Any]:
    loaded = [yaml.safe_load((DATA / name).read_text(encoding="utf-8")) for name in names]
    return [
        pytest.param(case, id=f"{kind}-{case['text']}")
        for data in loaded
        for kind, listed in data.items()
        for case in listed
    ]


def extracted(text: str) -> list[Commitment]:
    document = read("code.md", text.encode())
    passages, units = split(document)
    return extract(units_in_context(document.text, units, passages))


@pytest.mark.parametrize("case", cases("commitments.yaml", "commitment_forms.yaml"))
def test_an_invented_unit_gets_its_label(case: dict[str, Any]) -> None:
    unit = lone_unit(case["text"], lead_in=case.get("lead_in", ""), context_before=case.get("before", ""))
    records = extract([unit])
    label: dict[str, Any] = records[0].label() if records else {"type": "none"}
    assert label["type"] == case["type"]
    limit = label.get("time_limit")
    if "limit" in case:
        assert _same(limit, case), limit
    if "amount" in case:
        amount: dict[str, Any] | None = label.get("amount")
        assert (list(amount.values()) if amount else None) == case["amount"]
    for key, slot in (("start", "start_event"), ("condition", "condition"), ("exception", "exception")):
        if key in case:
            assert label.get(slot) == case[key]
    for slot in ("strength", "negative"):
        if slot in case:
            assert label.get(slot) == case[slot]


@pytest.mark.parametrize("case", cases("contract_units.yaml"))
def test_a_unit_of_a_contract_gets_its_label(case: dict[str, Any]) -> None:
    unit = replace(lone_unit(case["text"]), is_contract=True, organisation="Brightwell")
    assert next((record.type.value for record in extract([unit])), "none") == case["type"]


def test_a_code_for_employees_promises_customers_nothing() -> None:
    assert extracted(CODE_FOR_STAFF) == []


def test_a_sentence_that_has_ended_is_not_read_with_the_list_below_it() -> None:
    found = extracted("# Notices\n\nPlease tell us the page.\n\n- In rare cases it may be about a whole book.\n")
    assert [record.type.value for record in found] == ["customer_duty"]


def _same(limit: dict[str, Any] | None, case: dict[str, Any]) -> bool:
    if limit is None or case["limit"] is None:
        return limit is case["limit"]
    pairs = zip(limit.values(), case["limit"], strict=True)
    return all(one == other if isinstance(other, str | None) else abs(one - other) < 0.01 for one, other in pairs)


@pytest.mark.parametrize("cue", lexicon().cues.values(), ids=lambda cue: cue.name)
def test_a_cue_matches_its_own_cases_and_misses_the_others(cue: Cue) -> None:
    assert cue.matches
    assert cue.misses
    assert [words for words in cue.matches if not cue.pattern.search(words)] == []
    assert [words for words in cue.misses if cue.pattern.search(words)] == []


@pytest.mark.parametrize("name", principle_cues())
def test_a_principle_matches_its_own_cases_and_misses_the_others(name: str) -> None:
    source = resources.files("assistant.commitments").joinpath("principles.yaml")
    fields = yaml.safe_load(source.read_text(encoding="utf-8"))[name]
    pattern = principle_cues()[name]
    assert [words for words in fields["matches"] if not pattern.search(words)] == []
    assert [words for words in fields["misses"] if pattern.search(words)] == []


def test_every_rule_has_a_name_of_its_own_and_the_last_one_always_holds() -> None:
    names = [rule.name for rule in rules()]
    assert len(names) == len(set(names))
    assert (rules()[-1].all, rules()[-1].any, rules()[-1].unless) == ((), (), ())


def test_spans_point_into_the_text_even_through_marks() -> None:
    text = "# Code\n\nWe **reply** to [every email](https://x.example) within *two working days* of receipt.\n"
    (record,) = extracted(text)
    assert record.time_limit is not None
    assert record.time_limit.slot is not None
    assert record.time_limit.slot.span is not None
    assert record.time_limit.slot.span.of(text) == "two working days"
    assert record.start_event is not None
    assert record.start_event.span is not None
    assert record.start_event.span.of(text) == "receipt"


def test_a_slot_from_the_lead_in_points_at_the_lead_in() -> None:
    text = "When you complain, we will:\n\n- give you a name\n- reply in five days\n"
    first, second = extracted(text)
    assert first.condition is not None
    assert first.condition.span is not None
    assert first.condition.span.of(text) == "When you complain"
    assert second.time_limit is not None
    assert (second.time_limit.max, second.time_limit.unit) == (5, "day")


def test_a_remedy_and_an_exclusion_belong_to_the_promise_before_them() -> None:
    records = extracted(
        "# Replies\n\nWe reply to every email within two working days. If we miss this limit we credit £10. "
        "Emails sent through resellers are not covered.\n"
    )
    assert [record.type.value for record in records] == ["promise", "remedy", "exclusion"]
    assert [record.belongs_to for record in records] == [None, 0, 0]
    assert Gap.REMEDY not in records[0].gaps
    assert Gap.START in records[0].gaps


def test_a_remedy_does_not_belong_to_a_promise_of_another_section() -> None:
    records = extracted("# Post\n\nWe open letters daily.\n\n# Delays\n\nIf a train is late, you get £5.\n")
    assert [record.belongs_to for record in records] == [None, None]


def test_bare_days_are_a_gap_and_never_become_working_days() -> None:
    (record,) = extracted("We answer complaints within ten days of receipt.\n")
    assert record.time_limit is not None
    assert (record.time_limit.unit, record.time_limit.clock) == ("day", None)
    assert Gap.CLOCK in record.gaps


def test_calendar_days_are_a_full_clock() -> None:
    (record,) = extracted("We answer complaints in writing within ten calendar days of receipt.\n")
    assert Gap.CLOCK not in record.gaps
    assert record.measurability == 3


def test_a_promise_with_its_remedy_yields_two_records_and_the_first_carries_the_label() -> None:
    first, second = extracted("We aim to reply in five working days; if we are late we pay you £20.\n")
    assert (first.type, first.strength.value, first.part) == (CommitmentType.PROMISE, "guarantee", 0)
    assert (second.type, second.part, second.belongs_to) == (CommitmentType.REMEDY, 1, 0)
    assert second.remedy is not None
    assert second.remedy.kind == "payment"


def test_a_later_sentence_can_make_targets_of_table_rows() -> None:
    table = "| Service | Reply within |\n|---|---|\n| Email | 2 days |\n\n"
    (promise,) = extracted(f"# Times\n\n{table}")
    (target,) = extracted(f"# Times\n\n{table}The figures above are targets.\n")
    assert (promise.type.value, target.type.value) == ("promise", "target")


def test_the_path_names_the_rules_that_decided() -> None:
    (record,) = extracted("We try to refund you within two days, and in any case within ten.\n")
    assert record.path == ("aim", "backstop-lifts-target")


def test_a_record_survives_json() -> None:
    text = (
        "# Code\n\nIf we are late we pay £20 automatically. We reply by email within two working days of receipt, "
        "unless the line is down. From 1 October, visits are free.\n\n"
        "| Delay | You get |\n|---|---|\n| 1 hour | 25% |\n"
    )
    for record in extracted(text):
        assert Commitment.from_dict(json.loads(json.dumps(record.to_dict()))) == record


WORDS = ["We", "will", "reply", "within", "two", "days", "of", "receipt", ",", "if", "unless", "you", "may", "return"]
WORDS += [
    "£10",
    "not",
    "and",
    ";",
    ":",
    "|",
    "late",
    "when",
    "the",
    "**post**",
    "[a](b)",
    "is",
    "paid",
    "by",
    "email",
    ".",
]
printable = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=120)
texts = st.one_of(printable, st.lists(st.sampled_from(WORDS), max_size=25).map(" ".join))


@given(texts)
def test_no_span_lies_outside_its_version(text: str) -> None:
    document = read("any.md", f"We pay.\n\n{text}\n".encode())
    passages, units = split(document)
    for record in extract(units_in_context(document.text, units, passages)):
        for span in _spans(record.to_dict()):
            assert 0 <= span.start < span.end <= len(document.text)


def _spans(data: Any) -> list[Span]:
    if isinstance(data, dict):
        if set(data) == {"start", "end"}:
            return [Span(data["start"], data["end"])]
        return [span for value in data.values() for span in _spans(value)]
    if isinstance(data, list):
        return [span for value in data for span in _spans(value)]
    return []


CONTRACT = """# Terms of the Kelda Archive

Kelda Archive licenses its maps to readers under this agreement. Packages are versioned automatically. Kelda Archive may
disclose personal data where a court so orders. Reader shall comply with applicable law and with the policies of this
agreement. Kelda Archive will delete personal data within 30 days of termination. Neither party may assign this
agreement. Kelda Archive also publishes each takedown notice. The licence terminates when Reader violates these terms of
use or any policy that is incorporated in them. Nothing in this agreement limits the liability of either party for
fraud. Kelda Archive will review every appeal. Kelda Archive does not warrant that a licence suits the purpose.
"""


def test_in_a_contract_the_organisation_is_we_and_descriptions_promise_nothing() -> None:
    found = {record.text: (record.type.value, record.promisor) for record in extracted(CONTRACT)}
    assert found["Kelda Archive will delete personal data within 30 days of termination."] == (
        "promise",
        "organisation",
    )
    assert found["Kelda Archive will review every appeal."] == ("promise", "organisation")
    assert found["Kelda Archive may disclose personal data where a court so orders."][0] == "discretion"
    assert found["Kelda Archive does not warrant that a licence suits the purpose."][0] == "exclusion"
    assert "Packages are versioned automatically." not in found
    assert "Neither party may assign this agreement." not in found


def test_a_list_of_cookies_promises_no_time() -> None:
    rows = ["| Cookie name | Purpose | Expiration |", "|---|---|---|", "| sid | Keeps you signed in | Two weeks |"]
    assert extracted("# Cookies\n\n" + "\n".join(rows) + "\n") == []


def test_an_or_between_two_items_is_no_item() -> None:
    assert extract([lone_unit("or", lead_in="Partner shall not:")]) == []
