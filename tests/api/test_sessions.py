"""Tokens of pages: who gets one, what it opens, where it is refused."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Mapping

import jwt
import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.build import Assistant
from assistant.roles import Role
from assistant.sessions import Sessions
from assistant.settings import Settings
from assistant.sites import Site

SHOP, STRANGER, INTRANET = "https://shop.example", "https://evil.example", "https://intranet.example"
SITES = (Site(id="shop", origins=(SHOP,)), Site(id="help-desk", origins=(INTRANET,), anonymous=False))
Headers = Mapping[Role, Mapping[str, str]]


@pytest.fixture(scope="module")
def page(assistant: Assistant, settings: Settings) -> TestClient:
    """Speaks to a server that lists the sites."""
    return TestClient(
        create_app(assistant, settings.model_copy(update={"sites": SITES})), raise_server_exceptions=False
    )


def begun(page: TestClient, origin: str = SHOP, **more: object) -> dict[str, str]:
    answer = page.post("/v1/sessions", json={"site": "shop", **more}, headers={"Origin": origin})
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()
    return made


def bearer(token: str, origin: str | None = SHOP) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}", **({"Origin": origin} if origin else {})}


def code(answer: object) -> tuple[int, str]:
    return answer.status_code, answer.json()["error"]["code"]  # type: ignore[attr-defined]


def test_a_visitor_of_a_listed_page_gets_a_token_that_answers_from_public_documents(page: TestClient) -> None:
    made = begun(page)
    assert made["role"] == "customer"
    assert 0 < int(made["expires_in"]) <= 15 * 60
    asked = page.post(
        "/v1/ask",
        json={"question": "How long do I have to return something I bought online?"},
        headers=bearer(made["token"]),
    )
    assert asked.json()["status"] == "answered"
    listed = page.get("/v1/documents", headers=bearer(made["token"], None)).json()["documents"]
    assert {document["audience"] for document in listed} == {"public"}


@pytest.mark.parametrize(
    ("body", "origin", "refusal"),
    [
        ({"site": "shop"}, STRANGER, (403, "origin_not_allowed")),
        ({"site": "shop"}, None, (403, "origin_not_allowed")),
        ({"site": "shop"}, "null", (403, "origin_not_allowed")),
        ({"site": "shop"}, f"{SHOP}.evil.example", (403, "origin_not_allowed")),
        ({"site": "none"}, SHOP, (404, "not_found")),
        ({"site": "help-desk"}, INTRANET, (401, "key_missing")),
        ({"site": "shop", "role": "staff"}, SHOP, (401, "key_missing")),
        ({"site": "shop", "user": "ann"}, SHOP, (401, "key_missing")),
        ({}, SHOP, (401, "key_missing")),
        ({"site": "shop", "role": "admin"}, SHOP, (422, "invalid_input")),
    ],
)
def test_nobody_else_gets_a_token_without_a_key(
    page: TestClient, body: dict[str, str], origin: str | None, refusal: tuple[int, str]
) -> None:
    answer = page.post("/v1/sessions", json=body, headers={"Origin": origin} if origin else {})
    assert code(answer) == refusal


def test_a_token_works_only_on_the_page_it_was_made_for(page: TestClient) -> None:
    token = begun(page)["token"]
    assert code(page.post("/v1/conversations", headers=bearer(token, STRANGER))) == (403, "origin_not_allowed")
    assert code(page.post("/v1/conversations", headers=bearer(token, None))) == (403, "origin_not_allowed")
    assert page.post("/v1/conversations", headers=bearer(token)).status_code == 201


def test_a_token_of_a_site_that_was_taken_off_the_list_opens_nothing(page: TestClient, client: TestClient) -> None:
    token = begun(page)["token"]
    assert code(client.post("/v1/conversations", headers=bearer(token))) == (403, "origin_not_allowed")


def test_an_expired_token_is_refused_and_says_what_to_do(page: TestClient, assistant: Assistant) -> None:
    expired = with_lifetime(assistant, minutes=0.0001)
    _, token = expired.begin(Role.CUSTOMER, site="shop", origin=SHOP)
    time.sleep(0.05)
    answer = page.post("/v1/conversations", headers=bearer(token))
    assert code(answer) == (401, "session_not_valid")
    assert "has expired" in answer.json()["error"]["message"]


def with_lifetime(assistant: Assistant, minutes: float = 15, hours: float = 12) -> Sessions:
    own = assistant.sessions
    return Sessions(assistant.library.database, own._secret, minutes, hours, assistant.keys.is_valid)


def changed(token: str, **claims: object) -> str:
    """The token with other claims and its old signature."""
    head, body, signature = token.split(".")
    said = json.loads(base64.urlsafe_b64decode(body + "=="))
    return f"{head}.{base64.urlsafe_b64encode(json.dumps(said | claims).encode()).decode().rstrip('=')}.{signature}"


def unsigned(token: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims | {"role": "staff"}, "", "none")


def signed_by_another(token: str) -> str:
    claims = jwt.decode(token, options={"verify_signature": False})
    return jwt.encode(claims | {"role": "staff"}, "x" * 32, "HS256")


@pytest.mark.parametrize(
    "tampered",
    [
        lambda token: changed(token, role="staff"),
        lambda token: changed(token, exp=4_000_000_000),
        unsigned,
        signed_by_another,
        lambda token: token[:-4] + "AAAA",
        lambda _: "a.b.c",
        lambda token: token + "x" * 5_000,
    ],
)
def test_a_tampered_token_is_refused(page: TestClient, tampered: Callable[[str], str]) -> None:
    token = begun(page)["token"]
    assert code(page.post("/v1/conversations", headers=bearer(tampered(token)))) == (401, "session_not_valid")


def test_a_revoked_token_is_refused_at_once(page: TestClient, keys: Headers) -> None:
    made = begun(page)
    assert page.delete("/v1/sessions/current", headers=bearer(made["token"])).json() == {"session": made["session"]}
    answer = page.post("/v1/conversations", headers=bearer(made["token"]))
    assert code(answer) == (401, "session_not_valid")
    other = begun(page)
    page.delete(f"/v1/sessions/{other['session']}", headers=keys[Role.ADMIN])
    assert code(page.post("/v1/conversations", headers=bearer(other["token"]))) == (401, "session_not_valid")


def test_a_visitor_revokes_nobody_else(page: TestClient) -> None:
    mine, theirs = begun(page), begun(page)
    answer = page.delete(f"/v1/sessions/{theirs['session']}", headers=bearer(mine["token"]))
    assert code(answer) == (403, "not_allowed")


def test_a_renewed_token_is_the_same_visitors(page: TestClient) -> None:
    first = begun(page)
    conversation = page.post("/v1/conversations", headers=bearer(first["token"])).json()["id"]
    second = page.post("/v1/sessions", json={"site": "shop"}, headers=bearer(first["token"])).json()
    assert second["session"] != first["session"]
    assert page.get(f"/v1/conversations/{conversation}", headers=bearer(second["token"])).status_code == 200


def test_a_token_cannot_be_renewed_for_more(page: TestClient) -> None:
    token = begun(page)["token"]
    answer = page.post("/v1/sessions", json={"site": "shop", "role": "staff"}, headers=bearer(token))
    assert code(answer) == (422, "invalid_input")


def test_a_token_is_not_renewed_for_ever(assistant: Assistant) -> None:
    _, token = with_lifetime(assistant, hours=1e-9).begin(Role.CUSTOMER)
    ended = with_lifetime(assistant, hours=1e-9)
    with pytest.raises(Exception, match="as long as it may be"):
        ended.renew(ended.recognise(token))


def test_a_server_gets_a_token_for_its_own_user(page: TestClient, keys: Headers) -> None:
    body = {"site": "help-desk", "role": "staff", "user": "ann"}
    first, second = (page.post("/v1/sessions", json=body, headers=keys[Role.STAFF]).json() for _ in range(2))
    assert first["role"] == "staff"
    made = page.post("/v1/conversations", headers=bearer(first["token"], INTRANET)).json()["id"]
    assert page.get(f"/v1/conversations/{made}", headers=bearer(second["token"], INTRANET)).status_code == 200
    listed = page.get("/v1/documents", headers=bearer(first["token"], INTRANET)).json()["documents"]
    assert "staff" in {document["audience"] for document in listed}


def test_a_key_gives_no_higher_role_than_its_own(page: TestClient, keys: Headers) -> None:
    body = {"site": "help-desk", "role": "staff"}
    assert code(page.post("/v1/sessions", json=body, headers=keys[Role.CUSTOMER])) == (403, "not_allowed")


def test_a_token_ends_with_the_key_that_vouched_for_it(page: TestClient, assistant: Assistant) -> None:
    key, secret = assistant.keys.create(Role.STAFF, "help desk")
    body = {"site": "help-desk", "role": "staff"}
    made = page.post("/v1/sessions", json=body, headers={"Authorization": f"Bearer {secret}"}).json()
    assert page.post("/v1/conversations", headers=bearer(made["token"], INTRANET)).status_code == 201
    assistant.keys.revoke(key.id)
    answer = page.post("/v1/conversations", headers=bearer(made["token"], INTRANET))
    assert code(answer) == (401, "session_not_valid")


@pytest.mark.parametrize("call", ["/v1/documents", "/v1/keys", "/v1/maintenance/reindex", "/v1/drafts"])
def test_a_visitors_token_opens_no_call_of_others(page: TestClient, call: str) -> None:
    token = begun(page)["token"]
    assert code(page.post(call, json={}, headers=bearer(token))) == (403, "not_allowed")


def test_a_token_made_for_no_site_works_on_the_servers_own_pages_alone(page: TestClient, keys: Headers) -> None:
    token = page.post("/v1/sessions", json={}, headers=keys[Role.CUSTOMER]).json()["token"]
    assert page.post("/v1/conversations", headers=bearer(token, "http://testserver")).status_code == 201
    assert code(page.post("/v1/conversations", headers=bearer(token, SHOP))) == (403, "origin_not_allowed")


def test_pages_of_sites_may_make_the_chats_calls_and_no_others(page: TestClient) -> None:
    asks = {"Origin": SHOP, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "authorization"}
    for call in ("/v1/sessions", "/v1/conversations", "/v1/conversations/c_1/messages"):
        allowed = page.options(call, headers=asks)
        assert allowed.headers["access-control-allow-origin"] == SHOP
        assert "access-control-allow-credentials" not in allowed.headers
        assert "access-control-allow-origin" not in page.options(call, headers=asks | {"Origin": STRANGER}).headers
    for call in ("/v1/ask", "/v1/documents", "/v1/keys", "/console/ask", "/v1/sessionsx"):
        assert "access-control-allow-origin" not in page.options(call, headers=asks).headers
    assert "access-control-allow-origin" not in page.get("/v1/documents", headers={"Origin": SHOP}).headers


def test_errors_can_be_read_by_the_page_too(page: TestClient) -> None:
    answer = page.post("/v1/conversations", headers=bearer("a.b.c"))
    assert answer.headers["access-control-allow-origin"] == SHOP
    assert answer.headers["x-frame-options"] == "DENY"


def test_the_module_may_be_loaded_anywhere_and_holds_no_key(page: TestClient) -> None:
    module = page.get("/widget.js")
    assert module.headers["access-control-allow-origin"] == "*"
    assert module.headers["content-type"].startswith("text/javascript")
    assert "pledge_" not in module.text
    again = page.get("/widget.js", headers={"If-None-Match": module.headers["etag"]})
    assert again.status_code == 304


def test_only_the_sample_has_a_demo_page(page: TestClient) -> None:
    assert page.get("/demo").status_code == 404


def test_a_visitor_and_an_address_have_quotas(other_app: Callable[..., TestClient]) -> None:
    few = other_app(sites=SITES, visitor_requests_per_minute=2, address_requests_per_minute=5)
    token = begun(few)["token"]
    assert few.get("/v1/conversations", headers=bearer(token)).status_code == 200
    assert few.get("/v1/conversations", headers=bearer(token)).status_code == 200
    refused = few.get("/v1/conversations", headers=bearer(token))
    assert code(refused) == (429, "too_many_requests")
    assert int(refused.headers["retry-after"]) > 0
    assert "retry-after" in refused.headers["access-control-expose-headers"].lower()
    answers = [few.post("/v1/sessions", json={"site": "shop"}, headers={"Origin": SHOP}) for _ in range(4)]
    assert [answer.status_code for answer in answers][-1] == 429
