"""Signing in: cookies, one-time passwords, limits, forms of other sites, and where one is sent afterwards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from assistant.build import Assistant
from assistant.roles import Role
from tests.console.conftest import PASSWORD, Guest

Guests = Callable[..., Guest]


@pytest.fixture
def somebody(assistant: Assistant, request: pytest.FixtureRequest) -> str:
    """The name of an account of this test's own."""
    name = request.node.name[:90].replace("[", "-").replace("]", "").replace("/", "-").replace("?", "-")
    name = "".join(letter if letter.isalnum() else "-" for letter in name)
    assistant.accounts.create(name, Role.STAFF, PASSWORD)
    return name


def test_a_page_asks_to_sign_in_and_comes_back_afterwards(guest: Guests, somebody: str) -> None:
    visitor = guest()
    asked = visitor.get("/console/documents?q=re%20turns", follow_redirects=False)
    assert asked.status_code == 303
    where = asked.headers["location"]
    assert where.startswith("/console/sign-in?next=")
    form = visitor.get(where).text
    assert 'name="next" value="/console/documents?q=re+turns"' in form
    done = visitor.sign_in(somebody, next="/console/documents?q=re+turns")
    assert done.url.path == "/console/documents"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/console//evil.example",
        "/\\evil.example",
        "/console/\\evil.example",
        "javascript:alert(1)",
        "/v1/keys",
        "/console/../v1/keys\r\nX: y",
    ],
)
def test_after_signing_in_one_stays_here(guest: Guests, somebody: str, target: str) -> None:
    done = guest().sign_in(somebody, next=target)
    assert (done.url.host, done.url.path) == ("testserver", "/console/ask")


def test_the_cookie_is_for_the_server_alone(guest: Guests, somebody: str) -> None:
    visitor = guest("https://testserver")
    answer = visitor.client.post(
        "/console/sign-in", data={"name": somebody, "password": PASSWORD}, follow_redirects=False
    )
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("HttpOnly", "SameSite=lax", "Secure", "Path=/", "Max-Age=43200"))
    plain = guest().client.post(
        "/console/sign-in", data={"name": somebody, "password": PASSWORD}, follow_redirects=False
    )
    assert "Secure" not in plain.headers["set-cookie"]


def test_a_wrong_password_says_no_more_than_an_unknown_name(guest: Guests, somebody: str) -> None:
    wrong = guest().client.post("/console/sign-in", data={"name": somebody, "password": "not this one"})
    unknown = guest().client.post("/console/sign-in", data={"name": "nobody", "password": "not this one"})
    assert wrong.status_code == unknown.status_code == 401
    assert "do not belong together" in wrong.text
    assert "do not belong together" in unknown.text
    assert "set-cookie" not in wrong.headers


def test_ten_wrong_passwords_close_the_door_for_a_while(guest: Guests, somebody: str) -> None:
    visitor = guest()
    visitor.client = TestClient(visitor.client.app, client=("192.0.2.7", 50000))
    answers = [visitor.client.post("/console/sign-in", data={"name": somebody, "password": str(n)}) for n in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert "Try again in" in answers[-1].text
    assert int(answers[-1].headers["retry-after"]) > 0
    refused = visitor.client.post("/console/sign-in", data={"name": somebody, "password": PASSWORD})
    assert refused.status_code == 429
    elsewhere = guest().sign_in(somebody)
    assert elsewhere.status_code == 200


def test_a_form_of_another_site_signs_nobody_in(guest: Guests, somebody: str) -> None:
    answer = guest().client.post(
        "/console/sign-in",
        data={"name": somebody, "password": PASSWORD},
        headers={"Sec-Fetch-Site": "cross-site"},
        follow_redirects=False,
    )
    assert answer.status_code == 422
    assert "set-cookie" not in answer.headers


def test_signing_out_ends_the_sign_in_on_the_server(guest: Guests, somebody: str) -> None:
    visitor = guest()
    visitor.sign_in(somebody)
    cookie = visitor.client.cookies["pledge_sign_in"]
    visitor.post("/console/sign-out")
    assert "pledge_sign_in" not in visitor.client.cookies
    thief = guest()
    thief.client.cookies.set("pledge_sign_in", cookie)
    assert thief.get("/console/ask", follow_redirects=False).status_code == 303


def test_signing_in_again_ends_the_sign_in_before(guest: Guests, somebody: str, assistant: Assistant) -> None:
    visitor = guest()
    visitor.sign_in(somebody)
    account = assistant.accounts.named(somebody)
    assert account
    visitor.client.post("/console/sign-in", data={"name": somebody, "password": PASSWORD})
    assert assistant.sign_ins.count(account.id) == 1


def test_a_one_time_password_opens_nothing_but_the_way_to_change_it(guest: Guests, assistant: Assistant) -> None:
    _, password = assistant.accounts.create("one-time-person", Role.ADMIN)
    visitor = guest()
    done = visitor.sign_in("one-time-person", password)
    assert done.url.path == "/console/password"
    for path in ("/console/ask", "/console/documents"):
        assert visitor.get(path).url.path == "/console/password"
    changed = visitor.post("/console/password", {"password": password, "new_password": PASSWORD, "repeated": PASSWORD})
    assert "Your password is changed" in changed.text
    assert visitor.get("/console/ask").status_code == 200


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"password": "wrong"}, "not your present password"),
        ({"repeated": "another boat in the fog"}, "differ"),
        ({"new_password": "short", "repeated": "short"}, "12 to 200"),
        ({"new_password": PASSWORD, "repeated": PASSWORD}, "the password you have"),
    ],
)
def test_a_password_is_not_changed_when(guest: Guests, somebody: str, fields: dict[str, str], says: str) -> None:
    visitor = guest()
    visitor.sign_in(somebody)
    new = "a lighthouse in the sun"
    answer = visitor.post("/console/password", {"password": PASSWORD, "new_password": new, "repeated": new, **fields})
    assert answer.status_code == 422
    assert says in answer.text
    assert guest().sign_in(somebody).url.path == "/console/ask"


def test_changing_the_password_ends_every_other_sign_in(guest: Guests, somebody: str) -> None:
    first, second = guest(), guest()
    first.sign_in(somebody)
    second.sign_in(somebody)
    new = "a lighthouse in the sun"
    first.post("/console/password", {"password": PASSWORD, "new_password": new, "repeated": new})
    assert first.get("/console/ask", follow_redirects=False).status_code == 200
    assert second.get("/console/ask", follow_redirects=False).status_code == 303


def test_a_disabled_account_is_out_at_once(guest: Guests, somebody: str, assistant: Assistant) -> None:
    visitor = guest()
    visitor.sign_in(somebody)
    account = assistant.accounts.named(somebody)
    assert account
    assistant.accounts.disable(account.id)
    assert visitor.get("/console/ask", follow_redirects=False).status_code == 303


def test_a_sign_in_is_no_key_and_a_key_is_no_sign_in(guest: Guests, somebody: str, assistant: Assistant) -> None:
    visitor = guest()
    visitor.sign_in(somebody)
    assert visitor.client.post("/v1/ask", json={"question": "Returns?"}).status_code == 401
    key = assistant.keys.lend(Role.ADMIN, "test")
    other = guest()
    other.client.cookies.set("pledge_sign_in", key)
    headers = {"Authorization": f"Bearer {key}"}
    assert other.get("/console/ask", headers=headers, follow_redirects=False).status_code == 303
