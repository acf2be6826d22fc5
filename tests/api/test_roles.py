"""Each role may do what the table of calls says, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import describe
from assistant.roles import Role
from assistant.settings import load_settings

Headers = Mapping[Role, Mapping[str, str]]

#: Method, address, body, least role; None: no key at all.
CALLS: list[tuple[str, str, Any, Role | None]] = [
    ("GET", "/healthz", None, None),
    ("GET", "/readyz", None, None),
    ("GET", "/metrics", None, None),
    ("POST", "/v1/ask", {"question": "How long do I have to return a lamp?"}, Role.CUSTOMER),
    ("POST", "/v1/search", {"query": "returns"}, Role.CUSTOMER),
    (
        "POST",
        "/v1/chat/completions",
        {"model": "pledge", "messages": [{"role": "user", "content": "How long do I have to return a lamp?"}]},
        Role.CUSTOMER,
    ),
    ("GET", "/v1/models", None, Role.CUSTOMER),
    ("GET", "/v1/models/pledge", None, Role.CUSTOMER),
    ("GET", "/v1/receipts/r_none", None, Role.CUSTOMER),
    ("POST", "/v1/sessions", {"site": ""}, None),
    ("DELETE", "/v1/sessions/current", None, Role.CUSTOMER),
    ("POST", "/v1/conversations", None, Role.CUSTOMER),
    ("GET", "/v1/conversations", None, Role.CUSTOMER),
    ("GET", "/v1/conversations/c_none", None, Role.CUSTOMER),
    ("GET", "/v1/conversations/c_none/export", None, Role.CUSTOMER),
    ("DELETE", "/v1/conversations/c_none", None, Role.CUSTOMER),
    ("POST", "/v1/conversations/c_none/messages", {"question": "And later?"}, Role.CUSTOMER),
    ("POST", "/v1/conversations/c_none/messages/m_none/feedback", {"helpful": True}, Role.CUSTOMER),
    ("GET", "/v1/quotes/r_none/0", None, Role.CUSTOMER),
    ("POST", "/v1/verify", {"text": "We reply within 2 working days."}, Role.CUSTOMER),
    ("POST", "/v1/checks", {"text": "We reply within 2 working days."}, Role.AUTHOR),
    ("GET", "/v1/commitments", None, Role.CUSTOMER),
    ("GET", "/v1/commitments/p_none", None, Role.CUSTOMER),
    ("GET", "/v1/commitments/conflicts", None, Role.CUSTOMER),
    ("GET", "/v1/commitments/diff?document=returns.md", None, Role.CUSTOMER),
    ("GET", "/v1/commitments/export", None, Role.CUSTOMER),
    ("POST", "/v1/commitments/extract", {"text": "We reply within 2 working days."}, Role.AUTHOR),
    ("GET", "/v1/documents", None, Role.CUSTOMER),
    ("GET", "/v1/documents/returns.md", None, Role.CUSTOMER),
    ("GET", "/v1/documents/returns.md/text", None, Role.CUSTOMER),
    ("GET", "/v1/documents/returns.md/versions", None, Role.CUSTOMER),
    ("POST", "/v1/documents", {}, Role.ADMIN),
    ("DELETE", "/v1/documents/none.md", None, Role.ADMIN),
    ("POST", "/v1/ingests", None, Role.ADMIN),
    ("POST", "/v1/keys", {}, Role.ADMIN),
    ("GET", "/v1/keys", None, Role.ADMIN),
    ("DELETE", "/v1/keys/k_none", None, Role.ADMIN),
    ("GET", "/v1/accounts", None, Role.ADMIN),
    ("POST", "/v1/accounts", {}, Role.ADMIN),
    ("PATCH", "/v1/accounts/{account}", {}, Role.ADMIN),
    ("GET", "/v1/audit", None, Role.ADMIN),
    ("GET", "/v1/drafts", None, Role.AUTHOR),
    ("POST", "/v1/drafts", {"brief": {"title": 7}}, Role.AUTHOR),
    ("POST", "/v1/drafts/interview", {}, Role.AUTHOR),
    ("GET", "/v1/drafts/d_none", None, Role.AUTHOR),
    ("PATCH", "/v1/drafts/d_none", {}, Role.AUTHOR),
    ("POST", "/v1/drafts/d_none/clauses/email-reply/plain", None, Role.AUTHOR),
    ("POST", "/v1/drafts/d_none/clauses/email-reply/wording", {"wish": "Shorter."}, Role.AUTHOR),
    ("POST", "/v1/drafts/d_none/transitions", {"step": "approve"}, Role.AUTHOR),
    ("POST", "/v1/drafts/d_none/publish", {}, Role.AUTHOR),
    ("GET", "/v1/drafts/d_none/diff", None, Role.AUTHOR),
    ("GET", "/v1/drafts/d_none/export", None, Role.AUTHOR),
    ("POST", "/v1/drafts/d_none/attestation", {}, Role.AUTHOR),
    ("GET", "/v1/drafts/d_none/comments", None, Role.AUTHOR),
    ("POST", "/v1/drafts/d_none/comments", {"text": "Why?"}, Role.AUTHOR),
    ("POST", "/v1/drafts/d_none/comments/1/resolve", None, Role.AUTHOR),
    ("GET", "/v1/drafts/d_none/history", None, Role.AUTHOR),
    ("POST", "/v1/drafts/d_none/feasibility", {"csv": "promise,period,taken"}, Role.AUTHOR),
    ("POST", "/v1/maintenance/reindex", None, Role.ADMIN),
    ("POST", "/v1/maintenance/doctor", None, Role.ADMIN),
]


NAMES = {
    "none.md": "returns.md",
    "models/pledge": "models/{model}",
    "r_none/0": "{receipt_id}/{number}",
    "r_none": "{receipt_id}",
    "k_none": "{key_id}",
    "p_none": "{commitment_id}",
    "?document=returns.md": "",
    "sessions/current": "sessions/{session}",
    "c_none": "{conversation_id}",
    "m_none": "{message_id}",
    "d_none": "{draft_id}",
    "comments/1/": "comments/{number}/",
    "clauses/email-reply/": "clauses/{clause}/",
}


def _template(path: str) -> str:
    for name, stands_for in NAMES.items():
        path = path.replace(name, stands_for)
    return path


def test_the_table_has_every_call() -> None:
    described = {
        (method.upper(), path.replace("{name}", "returns.md"))
        for path, methods in describe(load_settings())["paths"].items()
        for method in methods
    }
    listed = {(method, _template(path)) for method, path, _, _ in CALLS}
    assert listed == described


@pytest.mark.parametrize(("method", "path", "body", "least"), CALLS)
def test_a_call_needs_its_role(
    client: TestClient, keys: Headers, *, method: str, path: str, body: Any, least: Role | None
) -> None:
    without = client.request(method, path, json=body)
    assert (without.status_code == 401) == (least is not None)
    for role in Role if least else ():
        answer = client.request(method, path, json=body, headers=keys[role])
        assert (answer.status_code == 403) == (not role.may(least or Role.CUSTOMER)), (role, answer.text)
        assert answer.status_code < 500
