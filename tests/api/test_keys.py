"""Keys over HTTP."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi.testclient import TestClient

from assistant.roles import Role

Headers = Mapping[Role, Mapping[str, str]]


def test_a_key_works_until_it_is_revoked(client: TestClient, keys: Headers) -> None:
    admin = keys[Role.ADMIN]
    made = client.post("/v1/keys", headers=admin, json={"role": "staff", "name": "help desk", "days": 30})
    assert made.status_code == 201
    headers = {"Authorization": f"Bearer {made.json()['key']}"}
    assert client.get("/v1/documents", headers=headers).status_code == 200
    assert client.get("/v1/keys", headers=headers).status_code == 403
    gone = client.delete(f"/v1/keys/{made.json()['id']}", headers=admin)
    assert gone.json()["revoked_at"]
    assert client.get("/v1/documents", headers=headers).status_code == 401


def test_the_list_shows_how_a_key_begins_and_no_key(client: TestClient, keys: Headers) -> None:
    made = client.post("/v1/keys", headers=keys[Role.ADMIN], json={"role": "customer"}).json()
    listed = client.get("/v1/keys", headers=keys[Role.ADMIN])
    (found,) = [key for key in listed.json()["keys"] if key["id"] == made["id"]]
    assert made["key"].startswith(found["prefix"])
    assert made["key"] not in listed.text


def test_making_and_revoking_is_on_the_audit_trail_without_the_key(client: TestClient, keys: Headers) -> None:
    made = client.post("/v1/keys", headers=keys[Role.ADMIN], json={"role": "author"}).json()
    client.delete(f"/v1/keys/{made['id']}", headers=keys[Role.ADMIN])
    trail = client.get("/v1/audit", headers=keys[Role.ADMIN], params={"limit": 2})
    assert [(each["action"], each["target"]) for each in trail.json()["entries"]] == [
        ("keys.revoke", made["id"]),
        ("keys.create", made["id"]),
    ]
    assert made["key"] not in trail.text
