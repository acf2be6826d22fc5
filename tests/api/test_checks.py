"""`POST /v1/checks`: who may, what comes back, and what the other documents in force say otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.build import Assistant
from assistant.roles import Role
from knowledge.documents import Audience, Declared

Keys = Mapping[Role, Mapping[str, str]]
FERRY = "# Fares\n\nWe refund the ferry fare within 9 working days of your claim.\n"


@pytest.fixture
def ferry_fares(assistant: Assistant) -> Iterator[None]:
    assistant.library.add("ferry-fares.md", FERRY.encode(), declared=Declared(audience=Audience.PUBLIC))
    yield
    assistant.library.delete("ferry-fares.md")


def checked(client: TestClient, keys: Keys, **body: object) -> Any:
    answer = client.post("/v1/checks", json=body, headers=keys[Role.AUTHOR])
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_findings_stand_where_they_say_and_all_principles_are_judged(client: TestClient, keys: Keys) -> None:
    text = "# Code\n\nWe answer promptly.\n"
    found = checked(client, keys, text=text, name="code.md")
    vague = next(one for one in found["findings"] if one["rule"] == "vague-time")
    assert text[vague["start"] : vague["end"]] == vague["quote"] == "promptly"
    assert (vague["line"], vague["severity"], vague["principle"]) == (3, "warning", "timeliness")
    assert len(found["coverage"]) == len(found["coverage_details"]) == 12
    assert found["document"] == "code.md"


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.STAFF])
def test_customers_and_staff_may_not(client: TestClient, keys: Keys, role: Role) -> None:
    answer = client.post("/v1/checks", json={"text": "We answer."}, headers=keys[role])
    assert answer.status_code == 403


def test_a_stored_document_is_checked_by_its_name(client: TestClient, keys: Keys) -> None:
    found = checked(client, keys, document="returns.md")
    assert found["document"] == "returns.md"
    assert found["findings"]


def test_an_unknown_document_is_unknown(client: TestClient, keys: Keys) -> None:
    answer = client.post("/v1/checks", json={"document": "nothing.md"}, headers=keys[Role.AUTHOR])
    assert answer.status_code == 404


@pytest.mark.parametrize("body", [{}, {"text": "We answer.", "document": "returns.md"}], ids=["neither", "both"])
def test_either_a_text_or_a_document_is_given(client: TestClient, keys: Keys, body: object) -> None:
    answer = client.post("/v1/checks", json=body, headers=keys[Role.AUTHOR])
    assert answer.status_code == 422
    assert "give either text or document" in answer.text


@pytest.mark.usefixtures("ferry_fares")
def test_a_limit_that_another_document_in_force_denies_is_a_contradiction(client: TestClient, keys: Keys) -> None:
    text = "# Promise\n\nWe refund the ferry fare within 5 working days of your claim.\n"
    found = checked(client, keys, text=text, name="promise.md")
    other = next(one for one in found["findings"] if one["other_document"])
    assert (other["rule"], other["severity"], other["other_document"]) == ("contradiction", "error", "ferry-fares.md")
    assert "within 9 working days of your claim" in other["message"]
    assert text[other["start"] : other["end"]] == other["quote"]


@pytest.mark.usefixtures("ferry_fares")
def test_the_next_version_of_a_document_is_not_held_against_the_one_it_replaces(client: TestClient, keys: Keys) -> None:
    text = FERRY.replace("9 working", "5 working")
    found = checked(client, keys, text=text, name="policies/ferry-fares.md")
    assert [one for one in found["findings"] if one["other_document"]] == []


def test_the_organisations_own_rules_and_severities_hold(
    client: TestClient, keys: Keys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pledge.toml").write_text(
        '[check]\nseverity = {vague-time = "suggestion"}\n\n[[rules]]\nname = "no-kindly"\nkind = "existence"\n'
        'message = "We do not say kindly."\nphrases = ["kindly"]\n'
    )
    monkeypatch.chdir(tmp_path)
    found = checked(client, keys, text="We kindly answer promptly.")
    severities = {one["rule"]: one["severity"] for one in found["findings"]}
    assert severities["no-kindly"] == "warning"
    assert severities["vague-time"] == "suggestion"
