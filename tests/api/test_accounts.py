"""Accounts over HTTP: made, changed, closed, each change on the audit trail."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient

from assistant.accounts import SignInRefused
from assistant.build import Assistant
from assistant.roles import Role

Headers = Mapping[Role, Mapping[str, str]]


def test_an_account_is_made_changed_and_closed(client: TestClient, keys: Headers, assistant: Assistant) -> None:
    admin = keys[Role.ADMIN]
    made = client.post("/v1/accounts", headers=admin, json={"name": "Ana.Ruiz", "role": "author"})
    assert made.status_code == 201, made.text
    account = made.json()
    assert (account["name"], account["role"], account["one_time"]) == ("ana.ruiz", "author", True)
    assert assistant.accounts.check("ana.ruiz", account["password"]).id == account["id"]
    again = client.post("/v1/accounts", headers=admin, json={"name": "ana.ruiz", "role": "staff"})
    assert (again.status_code, again.json()["error"]["code"]) == (409, "conflict")
    changed = client.patch("/v1/accounts/ana.ruiz", headers=admin, json={"role": "staff", "reset_password": True})
    assert changed.json()["role"] == "staff"
    assert changed.json()["password"] not in {None, account["password"]}
    closed = client.patch(f"/v1/accounts/{account['id']}", headers=admin, json={"disabled": True})
    assert closed.json()["disabled_at"]
    with pytest.raises(SignInRefused):
        assistant.accounts.check("ana.ruiz", changed.json()["password"])
    listed = client.get("/v1/accounts", headers=admin).text
    assert "ana.ruiz" in listed
    assert "argon2" not in listed
    assert changed.json()["password"] not in listed
    actions = [entry["action"] for entry in client.get("/v1/audit?limit=4", headers=admin).json()["entries"]]
    assert actions == ["accounts.disable", "accounts.reset", "accounts.role", "accounts.create"]


def test_an_unknown_account_and_a_useless_name_are_refused(client: TestClient, keys: Headers) -> None:
    admin = keys[Role.ADMIN]
    assert client.patch("/v1/accounts/nobody", headers=admin, json={}).status_code == 404
    for name in ("", "two words", "<b>", "x" * 101):
        answer = client.post("/v1/accounts", headers=admin, json={"name": name, "role": "staff"})
        assert answer.status_code == 422, name
