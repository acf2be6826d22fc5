"""The register and verifying through the HTTP interface: what each role gets, and what never gets out."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Mapping

import openpyxl
import pytest
from fastapi.testclient import TestClient

from assistant.build import Assistant
from assistant.roles import Role
from knowledge.documents import Audience

Headers = Mapping[Role, Mapping[str, str]]
DAY = "2026-07-01"
LISTED = ("/v1/commitments", "/v1/commitments/conflicts", "/v1/commitments/export?format=json")


def listed(client: TestClient, key: Mapping[str, str], **wanted: str) -> list[dict[str, object]]:
    answer = client.get("/v1/commitments", headers=key, params={"as_of": DAY, **wanted})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()["commitments"]
    return found


def test_every_commitment_is_quoted_from_its_version(client: TestClient, keys: Headers, assistant: Assistant) -> None:
    for one in listed(client, keys[Role.STAFF]):
        text = assistant.library.version_text(str(one["version_id"]))
        start, end = one["start"], one["end"]
        assert isinstance(start, int)
        assert isinstance(end, int)
        assert 0 <= start < end <= len(text)
        first = re.findall(r"\w+", str(one["text"]))[0]
        assert first in text[start:end]


@pytest.mark.parametrize("path", LISTED)
def test_customers_get_nothing_of_staff_documents(
    client: TestClient, keys: Headers, assistant: Assistant, path: str
) -> None:
    staff = {
        entry.version.document
        for entry in assistant.library.catalogue().entries
        if entry.version.audience is Audience.STAFF
    }
    assert staff
    answer = client.get(path, headers=keys[Role.CUSTOMER])
    assert answer.status_code == 200
    assert not [name for name in staff if name in answer.text]


def test_staff_get_internal_commitments_that_customers_cannot_even_name(client: TestClient, keys: Headers) -> None:
    public = {one["id"] for one in listed(client, keys[Role.CUSTOMER])}
    internal = next(one for one in listed(client, keys[Role.STAFF]) if one["id"] not in public)
    path = f"/v1/commitments/{internal['id']}"
    assert client.get(path, headers=keys[Role.STAFF], params={"as_of": DAY}).status_code == 200
    assert client.get(path, headers=keys[Role.CUSTOMER], params={"as_of": DAY}).status_code == 404
    document = {"document": str(internal["document"])}
    assert client.get("/v1/commitments/diff", headers=keys[Role.CUSTOMER], params=document).status_code == 404
    assert not listed(client, keys[Role.CUSTOMER], **document)


def test_filters_narrow_the_list(client: TestClient, keys: Headers) -> None:
    everything = listed(client, keys[Role.CUSTOMER])
    for name, value in {"type": "remedy", "strength": "aim"}.items():
        found = listed(client, keys[Role.CUSTOMER], **{name: value})
        assert found
        assert found == [one for one in everything if one[name] == value]
    gaps = listed(client, keys[Role.CUSTOMER], gap="no_clock", document="returns.md")
    assert gaps
    assert all("no_clock" in str(one["gaps"]) and one["document"] == "returns.md" for one in gaps)
    topic = listed(client, keys[Role.CUSTOMER], text="refunding delivery charges", type="promise")
    assert {"customer-promise.md", "delivery.md"} <= {one["document"] for one in topic}


def test_a_list_comes_in_parts(client: TestClient, keys: Headers) -> None:
    everything = listed(client, keys[Role.CUSTOMER])
    parts = listed(client, keys[Role.CUSTOMER], limit="2") + listed(client, keys[Role.CUSTOMER], limit="3", offset="2")
    assert parts == everything[:5]


def test_earlier_days_show_what_was_promised_then(client: TestClient, keys: Headers) -> None:
    then = listed(client, keys[Role.CUSTOMER], as_of="2025-06-01", document="returns.md")
    assert {one["version"] for one in then} == {"1"}
    limits = [one["time_limit"] for one in then if "online or by phone" in str(one["text"])]
    assert {"min": None, "max": 14, "unit": "day", "clock": None} in limits


def test_the_contradiction_of_the_sample_is_found_and_no_other(client: TestClient, keys: Headers) -> None:
    answer = client.get("/v1/commitments/conflicts", headers=keys[Role.CUSTOMER], params={"as_of": DAY}).json()
    (conflict,) = answer["conflicts"]
    assert conflict["reason"] == "10 working days against 5 working days."
    assert {conflict["one"]["document"], conflict["other"]["document"]} == {"customer-promise.md", "delivery.md"}


def test_before_the_newer_delivery_terms_nothing_contradicts(client: TestClient, keys: Headers) -> None:
    answer = client.get("/v1/commitments/conflicts", headers=keys[Role.CUSTOMER], params={"as_of": "2026-05-15"})
    assert answer.json() == {"conflicts": []}


def test_a_diff_says_what_became_of_a_promise(client: TestClient, keys: Headers) -> None:
    versions = {"document": "returns.md", "old": "1", "new": "2"}
    answer = client.get("/v1/commitments/diff", headers=keys[Role.CUSTOMER], params=versions).json()
    changed = {change["after"]["text"]: change for change in answer["changes"] if change["kind"] == "changed"}
    words = "You may return anything you bought online or by phone within 30 days of the day you receive it."
    assert changed[words]["what"] == ["14 days became 30 days."]
    assert changed[words]["before"]["id"] == changed[words]["after"]["id"] == changed[words]["id"]


def test_a_document_with_one_version_has_no_diff(client: TestClient, keys: Headers) -> None:
    answer = client.get("/v1/commitments/diff", headers=keys[Role.CUSTOMER], params={"document": "delivery.md"})
    assert answer.status_code == 409
    assert "delivery.md" in answer.json()["error"]["message"]


def test_exports_hold_every_commitment(client: TestClient, keys: Headers) -> None:
    ids = [one["id"] for one in listed(client, keys[Role.CUSTOMER])]

    def content(kind: str) -> bytes:
        wanted = {"as_of": DAY, "format": kind}
        return client.get("/v1/commitments/export", headers=keys[Role.CUSTOMER], params=wanted).content

    rows = list(csv.DictReader(io.StringIO(content("csv").decode("utf-8-sig"))))
    assert [row["id"] for row in rows] == ids
    assert [one["id"] for one in json.loads(content("json"))["commitments"]] == ids
    sheet = openpyxl.load_workbook(io.BytesIO(content("xlsx"))).active
    assert sheet is not None
    assert [cells[0] for cells in sheet.iter_rows(min_row=2, values_only=True)] == ids
    markdown = content("md").decode().replace("\\", "")
    assert all(str(name) in markdown for name in ids)


def test_extraction_reads_a_text_and_stores_nothing(client: TestClient, keys: Headers) -> None:
    before = listed(client, keys[Role.ADMIN])
    text = "We reply to every email within 2 working days of receipt.\n\nThe shop is red."
    answer = client.post("/v1/commitments/extract", headers=keys[Role.AUTHOR], json={"text": text}).json()
    (one,) = answer["commitments"]
    assert (one["type"], one["strength"], text[one["start"] : one["end"]]) == ("promise", "will", one["text"])
    assert one["time_limit"] == {"min": None, "max": 2, "unit": "working_day", "clock": "working"}
    assert one["start_event"] == "receipt"
    assert listed(client, keys[Role.ADMIN]) == before


@pytest.mark.parametrize(
    "text", [" ", "\n\n", "\x01", "|", "---\n---", "# ", "\ud800".encode("utf-8", "replace").decode()]
)
def test_extraction_of_nothing_is_nothing(client: TestClient, keys: Headers, text: str) -> None:
    answer = client.post("/v1/commitments/extract", headers=keys[Role.AUTHOR], json={"text": text})
    assert answer.status_code == 200, answer.text
    assert answer.json() == {"commitments": []}


def test_verifying_accepts_what_is_promised_and_refuses_another_figure(client: TestClient, keys: Headers) -> None:
    def verdict(text: str) -> tuple[str, list[dict[str, object]]]:
        answer = client.post("/v1/verify", headers=keys[Role.CUSTOMER], json={"text": text, "as_of": DAY}).json()
        return answer["verdict"], answer["sentences"][0]["evidence"]

    supported, evidence = verdict("We reply to every email within 2 working days of receiving it.")
    assert supported == "supported"
    assert "within 2 working days" in str(evidence[0]["text"])
    refused, evidence = verdict("We reply to every email within 5 working days of receiving it.")
    assert refused in {"contradicted", "not_found"}
    assert evidence


def test_verifying_shows_customers_no_staff_document(client: TestClient, keys: Headers) -> None:
    text = "An adviser may offer a goodwill payment of up to £25 without approval. We pay goodwill by bank transfer."
    answer = client.post("/v1/verify", headers=keys[Role.CUSTOMER], json={"text": text})
    assert answer.status_code == 200
    assert "staff/" not in answer.text
