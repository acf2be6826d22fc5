"""Documents over HTTP: upload, list, read, replace, delete."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.roles import Role

Headers = Mapping[Role, Mapping[str, str]]

HOURS = "# Opening hours of the quarry museum\n\nThe quarry museum opens at 10:00 on Sundays.\n"


@pytest.fixture
def admin(client: TestClient, keys: Headers) -> Iterator[Mapping[str, str]]:
    """An administrator's headers; what the test uploads under `test/` is taken out again."""
    yield keys[Role.ADMIN]
    for document in client.get("/v1/documents", headers=keys[Role.ADMIN]).json()["documents"]:
        if document["name"].startswith("test/"):
            client.delete(f"/v1/documents/{document['name']}", headers=keys[Role.ADMIN])


def upload(client: TestClient, admin: Mapping[str, str], **body: Any) -> Any:
    return client.post("/v1/documents", headers=admin, json={"name": "test/hours.md", "text": HOURS, **body})


def test_a_document_as_json_can_be_asked_at_once(client: TestClient, admin: Mapping[str, str], keys: Headers) -> None:
    made = upload(client, admin, audience="public", version="A")
    assert made.status_code == 201, made.text
    assert made.json()["outcome"] == "added"
    found = client.post("/v1/search", headers=keys[Role.CUSTOMER], json={"query": "quarry museum Sundays", "k": 1})
    (hit,) = found.json()["hits"]
    assert (hit["document"], hit["version"]) == ("test/hours.md", "A")
    assert HOURS[hit["start"] : hit["end"]] == hit["text"]


def test_an_undeclared_audience_is_staff(client: TestClient, admin: Mapping[str, str], keys: Headers) -> None:
    upload(client, admin)
    assert client.get("/v1/documents/test/hours.md", headers=keys[Role.STAFF]).json()["audience"] == "staff"
    assert client.get("/v1/documents/test/hours.md", headers=keys[Role.CUSTOMER]).status_code == 404


def test_front_matter_publishes_what_is_uploaded_without_an_audience_and_nothing_that_is_for_staff(
    client: TestClient, admin: Mapping[str, str]
) -> None:
    text = f"---\naudience: public\n---\n{HOURS}"
    assert upload(client, admin, text=text).json()["document"]["audience"] == "public"
    closed = upload(client, admin, text=text, audience="staff").json()
    assert (closed["outcome"], closed["document"]["audience"]) == ("updated", "staff")
    narrowed = upload(client, admin, text=f"---\naudience: staff\n---\n{HOURS}", audience="public").json()
    assert narrowed["document"]["audience"] == "staff"


def test_a_file_as_a_form(client: TestClient, admin: Mapping[str, str]) -> None:
    made = client.post(
        "/v1/documents",
        headers=admin,
        files={"file": ("C:\\papers\\hours.md", HOURS.encode())},
        data={"name": "test/form.md", "audience": "public", "effective_from": "2026-01-31", "title": "Hours"},
    )
    assert made.status_code == 201, made.text
    document = made.json()["document"]
    assert (document["name"], document["title"], document["effective_from"]) == ("test/form.md", "Hours", "2026-01-31")


def test_a_form_without_a_file_says_so(client: TestClient, admin: Mapping[str, str]) -> None:
    answer = client.post("/v1/documents", headers=admin, files={"paper": ("a.md", b"# A")})
    assert answer.status_code == 422
    assert "field 'file'" in answer.json()["error"]["message"]


def test_bytes_as_base64(client: TestClient, admin: Mapping[str, str]) -> None:
    content = base64.b64encode(HOURS.encode()).decode()
    made = client.post("/v1/documents", headers=admin, json={"name": "test/b.md", "content_base64": content})
    assert made.status_code == 201, made.text
    assert client.get("/v1/documents/test/b.md/text", headers=admin).json()["text"] == HOURS


def test_the_same_again_changes_nothing(client: TestClient, admin: Mapping[str, str]) -> None:
    upload(client, admin)
    again = upload(client, admin)
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")


def test_other_words_make_a_new_version_and_the_old_one_stays(client: TestClient, admin: Mapping[str, str]) -> None:
    upload(client, admin, version="1", effective_from="2020-01-01")
    changed = upload(client, admin, text=HOURS.replace("10:00", "11:00"), version="2", effective_from="2024-01-01")
    assert changed.json()["outcome"] == "updated"
    versions = client.get("/v1/documents/test/hours.md/versions", headers=admin).json()["versions"]
    assert [(each["version"], each["effective_to"], each["in_force"]) for each in versions] == [
        ("1", "2024-01-01", False),
        ("2", None, True),
    ]
    texts = [
        client.get("/v1/documents/test/hours.md/text", headers=admin, params={"version": name}).json()["text"]
        for name in ("1", versions[0]["version_id"], "2")
    ]
    assert ["10:00" in text for text in texts] == [True, True, False]
    assert client.get("/v1/documents/test/hours.md/text?version=9", headers=admin).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {"name": "../etc/passwd"},
        {"name": "/absolute.md"},
        {"name": "a//b.md"},
        {"name": "a\\b.md"},
        {"name": "test/text"},
        {"name": "test/line\nbreak.md"},
        {"content_base64": "bm8="},
        {"text": None},
        {"text": None, "content_base64": "%%%"},
        {"effective_from": "2026-02-01", "effective_to": "2026-01-01"},
        {"audience": "everybody"},
        {"language": "English, mostly"},
    ],
)
def test_an_upload_that_cannot_be_used_stores_nothing(
    client: TestClient, admin: Mapping[str, str], body: dict[str, object]
) -> None:
    before = client.get("/v1/documents", headers=admin).json()
    answer = upload(client, admin, **body)
    assert answer.status_code == 422, answer.text
    assert client.get("/v1/documents", headers=admin).json() == before


def test_an_unreadable_file_says_why(client: TestClient, admin: Mapping[str, str]) -> None:
    answer = client.post("/v1/documents", headers=admin, files={"file": ("test.pdf", b"not a pdf at all")})
    assert answer.status_code == 422
    assert answer.json()["error"]["code"] == "unreadable_file"


def test_a_deleted_document_is_gone_everywhere(client: TestClient, admin: Mapping[str, str]) -> None:
    upload(client, admin, audience="public")
    gone = client.delete("/v1/documents/test/hours.md", headers=admin)
    assert gone.json() == {"name": "test/hours.md", "versions": 1}
    assert client.get("/v1/documents/test/hours.md", headers=admin).status_code == 404
    found = client.post("/v1/search", headers=admin, json={"query": "quarry museum Sundays", "k": 5})
    assert "quarry" not in found.text


def test_the_list_is_paged_and_filtered(client: TestClient, admin: Mapping[str, str], keys: Headers) -> None:
    upload(client, admin, collection="other")
    names = [each["name"] for each in client.get("/v1/documents", headers=keys[Role.CUSTOMER]).json()["documents"]]
    assert names == sorted(names)
    page = client.get("/v1/documents", headers=keys[Role.CUSTOMER], params={"after": names[0], "limit": 2}).json()
    assert [each["name"] for each in page["documents"]] == names[1:3]
    other = client.get("/v1/documents", headers=admin, params={"collection": "other"}).json()["documents"]
    assert [each["name"] for each in other] == ["test/hours.md"]


def test_changes_are_on_the_audit_trail(client: TestClient, admin: Mapping[str, str]) -> None:
    upload(client, admin)
    client.delete("/v1/documents/test/hours.md", headers=admin)
    entries = client.get("/v1/audit", headers=admin, params={"limit": 2}).json()["entries"]
    assert [(each["action"], each["target"]) for each in entries] == [
        ("documents.delete", "test/hours.md"),
        ("documents.added", "test/hours.md"),
    ]
