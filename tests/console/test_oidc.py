"""Signing in with the organisation's own provider: a small one that runs here, honest and not."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import uvicorn
from cryptography.hazmat.primitives.asymmetric import rsa
from fastapi import FastAPI, Request
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.build import Assistant
from assistant.roles import Role
from assistant.settings import Settings
from tests.console.conftest import Guest

CLIENT, SECRET = "pledge-console", "between us"


@dataclass
class Provider:
    """An OpenID Connect provider that believes whoever comes."""

    url: str = ""
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    claims: dict[str, Any] = field(default_factory=dict)  #: what it says next, beyond what is needed
    signs_with: Any = None  #: another key
    nonce: str = ""
    challenge: str = ""

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/.well-known/openid-configuration")
        def configuration() -> dict[str, str]:
            return {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": f"{self.url}/token",
                "jwks_uri": f"{self.url}/keys",
            }

        @app.get("/keys")
        def keys() -> dict[str, Any]:
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            return {"keys": [{**public, "kid": "one", "use": "sig", "alg": "RS256"}]}

        @app.post("/token")
        async def token(request: Request) -> dict[str, str]:
            form = await request.form()
            proof = hashlib.sha256(str(form["code_verifier"]).encode()).digest()
            assert base64.urlsafe_b64encode(proof).rstrip(b"=").decode() == self.challenge
            assert form["code"] == "the code"
            basic = request.headers["authorization"].removeprefix("Basic ")
            assert base64.b64decode(basic).decode().replace("+", " ").replace("%20", " ") == f"{CLIENT}:{SECRET}"
            return {"access_token": "x", "token_type": "Bearer", "id_token": self.word()}

        return app

    def word(self) -> str:
        now = int(time.time())
        said = {"iss": self.url, "aud": CLIENT, "sub": "7", "iat": now, "exp": now + 60, "nonce": self.nonce}
        return jwt.encode({**said, **self.claims}, self.signs_with or self.key, "RS256", headers={"kid": "one"})


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    provider = Provider()
    server = uvicorn.Server(uvicorn.Config(provider.app(), port=0, log_level="error"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    provider.url = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    yield provider
    server.should_exit = True
    thread.join()


@pytest.fixture
def provider(running: Provider) -> Provider:
    running.claims = {"preferred_username": "Ana.Ruiz", "pledge_role": "author"}
    running.signs_with = None
    return running


Enter = Callable[..., Any]


@pytest.fixture
def guest(assistant: Assistant, settings: Settings, provider: Provider) -> Guest:
    given = {
        "oidc_issuer": provider.url,
        "oidc_client_id": CLIENT,
        "oidc_client_secret": SECRET,
    }
    changed = Settings.model_validate({**settings.model_dump(), **given})
    return Guest(TestClient(create_app(assistant, changed), raise_server_exceptions=False))


def come_back(guest: Guest, provider: Provider, target: str = "/console/documents", **changed: str) -> Any:
    """Leave for the provider and come back with what it would send."""
    left = guest.get("/console/sign-in/organisation", params={"next": target}, follow_redirects=False)
    assert left.status_code == 303, left.text
    asked = {name: values[0] for name, values in parse_qs(urlsplit(left.headers["location"]).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://testserver/console/sign-in/returned"
    provider.nonce, provider.challenge = asked["nonce"], asked["code_challenge"]
    return guest.get(
        "/console/sign-in/returned",
        params={"code": "the code", "state": asked["state"], **changed},
        follow_redirects=False,
    )


def test_whom_the_provider_recognises_is_signed_in_with_its_role(
    guest: Guest, provider: Provider, assistant: Assistant
) -> None:
    assert "Sign in with your organisation" in guest.get("/console/sign-in").text
    back = come_back(guest, provider)
    assert (back.status_code, back.headers["location"]) == (303, "/console/documents")
    assert "ana.ruiz" in guest.get("/console/documents").text
    assert guest.get("/console/check").status_code == 200
    assert guest.get("/console/keys").status_code == 403
    account = assistant.accounts.named("ana.ruiz")
    assert account
    assert account.role is Role.AUTHOR
    provider.claims["pledge_role"] = ["staff", "other"]
    come_back(guest, provider)
    assert assistant.accounts.get(account.id).role is Role.STAFF
    assert guest.get("/console/check").status_code == 403


def test_without_a_role_nobody_comes_in(guest: Guest, provider: Provider) -> None:
    provider.claims = {"sub": "8", "preferred_username": "ben"}
    back = come_back(guest, provider)
    assert back.status_code == 403
    assert "gives you no role here" in back.text
    assert guest.get("/console/ask", follow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "of another sign-in"},
        {"aud": "another-client"},
        {"iss": "https://evil.example"},
        {"exp": 1_000_000_000},
        {"sub": None},
    ],
)
def test_a_word_that_is_not_for_us_is_refused(guest: Guest, provider: Provider, claims: dict[str, Any]) -> None:
    provider.claims |= claims
    back = come_back(guest, provider)
    assert back.status_code == 409
    assert guest.get("/console/ask", follow_redirects=False).status_code == 303


def test_a_word_that_somebody_else_signed_is_refused(guest: Guest, provider: Provider) -> None:
    provider.signs_with = rsa.generate_private_key(65537, 2048)
    assert come_back(guest, provider).status_code == 409


def test_a_way_back_that_was_not_begun_here_is_refused(guest: Guest, provider: Provider) -> None:
    assert come_back(guest, provider, state="another").status_code == 403
    other = Guest(TestClient(guest.client.app))
    direct = other.get("/console/sign-in/returned", params={"code": "the code", "state": "x"}, follow_redirects=False)
    assert direct.status_code == 403


def test_a_refusal_of_the_provider_is_said(guest: Guest, provider: Provider) -> None:
    back = come_back(guest, provider, error="<b>access_denied</b>", code="")
    assert back.status_code == 403
    assert "has not recognised you" in back.text
    assert "access_denied" not in back.text


def test_one_comes_back_to_a_page_of_ours(guest: Guest, provider: Provider) -> None:
    back = come_back(guest, provider, "https://evil.example/")
    assert back.headers["location"] == "/console/ask"


def test_a_provider_that_is_down_is_said(assistant: Assistant, settings: Settings) -> None:
    given = {"oidc_issuer": "http://127.0.0.1:9", "oidc_client_id": CLIENT}
    app = create_app(assistant, Settings.model_validate({**settings.model_dump(), **given}))
    answer = TestClient(app).get("/console/sign-in/organisation")
    assert answer.status_code == 409
    assert "does not answer" in answer.text


def test_without_the_setting_there_is_no_such_way(assistant: Assistant, settings: Settings) -> None:
    client = TestClient(create_app(assistant, settings))
    assert "Sign in with your organisation" not in client.get("/console/sign-in").text
    assert client.get("/console/sign-in/organisation").status_code == 404
