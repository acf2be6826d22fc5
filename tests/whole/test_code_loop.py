"""The loop over real HTTP: a code is drafted, reviewed, published for a day to come, answered from, withdrawn."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.running import Server, pledge, server

DAY = (date.today() + timedelta(days=90)).isoformat()  # noqa: DTZ011 - the day where the tests run
OLD = """---
title: Our ferry promise
audience: public
effective_from: 2025-01-01
---

# Our ferry promise

This is the code of conduct of Fen Ferries. It covers passengers on the Holm line.

We reply to every email within 5 working days of receiving it.
"""
QUESTION = "Within how many working days do you reply to my email?"
FACTS = {
    "organisation": "Fen Ferries",
    "beneficiaries": "passengers on the Holm line",
    "reply-limit": "2 working days",
    "late-reply-payment": "£6",
    "effective-date": DAY,
}
Call = Callable[..., Any]


@pytest.fixture
def calls(tmp_path: Path) -> Any:
    """A server with the old promise in it, and a way to call it as each role."""
    data, documents = tmp_path / "data", tmp_path / "documents"
    documents.mkdir()
    (documents / "promise.md").write_text(OLD)
    with server(data) as running:
        assert pledge(data, "ingest", str(documents), "--json").returncode == 0
        keys = {role: _key(running, role) for role in ("customer", "staff", "author")}

        def call(role: str, method: str, path: str, status: int = 200, **body: Any) -> Any:
            answer = httpx.request(method, f"{running.url}{path}", json=body or None, headers=keys[role], timeout=60)
            assert answer.status_code == status, f"{method} {path}: {answer.text}"
            return answer.json()

        yield call


def _key(running: Server, role: str) -> dict[str, str]:
    made = pledge(running.folder, "keys", "create", "--role", role, "--json")
    return {"Authorization": f"Bearer {json.loads(made.stdout)['key']}"}


def asked(call: Call, as_of: str | None = None) -> Any:
    return call("customer", "POST", "/v1/ask", question=QUESTION, **({"as_of": as_of} if as_of else {}))


def drafted(call: Call) -> str:
    """A draft of the promise's next version in which no question is open."""
    brief = {"document": "promise.md", "title": "Our ferry promise", "headings": ["Responsiveness"], "facts": FACTS}
    draft = call("author", "POST", "/v1/drafts", 201, brief=brief)
    left_out = {clause["id"]: None for clause in draft["clauses"] if clause["gaps"]}
    edited = call("author", "PATCH", f"/v1/drafts/{draft['id']}", revision=draft["revision"], clauses=left_out)
    assert edited["gaps"] == []
    return str(draft["id"])


def refused_to(call: Call, role: str, draft: str) -> None:
    path = f"/v1/drafts/{draft}"
    call(role, "POST", "/v1/drafts", 403, brief={})
    call(role, "GET", path, 403)
    call(role, "PATCH", path, 403, revision=1)
    for step in ("submit", "request-changes", "approve", "publish", "withdraw"):
        call(role, "POST", f"{path}/transitions", 403, step=step)
    call(role, "POST", f"{path}/publish", 403)
    call(role, "GET", f"{path}/history", 403)
    call(role, "GET", f"{path}/export?format=md", 403)
    call(role, "POST", f"{path}/comments", 403, text="May I?")


def test_a_published_code_answers_from_its_day_on_and_a_withdrawn_one_does_not(calls: Call) -> None:
    assert "5 working days" in asked(calls)["text"]
    draft = drafted(calls)
    for role in ("customer", "staff"):
        refused_to(calls, role, draft)
    for step, state in (("submit", "in review"), ("approve", "approved"), ("publish", "published")):
        moved = calls("author", "POST", f"/v1/drafts/{draft}/transitions", step=step, note=f"{step} it")
        assert moved["state"].replace("_", " ") == state

    today, then = asked(calls), asked(calls, DAY)
    assert "5 working days" in today["text"]
    assert "2 working days" in then["text"]
    assert "We reply to every email within 2 working days of receiving it." in then["quotes"][0]["text"]
    assert (then["quotes"][0]["document"], then["quotes"][0]["effective_from"]) == ("promise.md", DAY)
    for role in ("customer", "staff"):
        refused_to(calls, role, draft)

    calls("author", "POST", f"/v1/drafts/{draft}/transitions", step="withdraw", note="wrong day")
    assert "5 working days" in asked(calls, DAY)["text"]
    told = calls("author", "GET", f"/v1/drafts/{draft}/history")["entries"]
    assert [entry["action"] for entry in told] == [
        "drafts.create",
        "drafts.edit",
        "drafts.submit",
        "drafts.approve",
        "drafts.publish",
        "drafts.withdraw",
    ]
    assert len({entry["actor"] for entry in told}) == 1
    assert told[-1]["details"]["note"] == "wrong day"
