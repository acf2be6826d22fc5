"""The console over the sample organisation, and one signed-in visitor of each role."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.build import Assistant, build
from assistant.roles import Role
from assistant.settings import Settings, load_settings
from knowledge.documents import Declared

SAMPLE = Path(str(resources.files("knowledge") / "sample"))
PASSWORD = "a harbour in the fog"
_TOKEN = re.compile(r'data-form-token="([0-9a-f]+)"')


@dataclass
class Guest:
    """A browser without scripts: it keeps cookies and sends forms with what the page gave it."""

    client: TestClient
    form_token: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **request: Any) -> Any:
        return self.client.get(path, **request)

    def post(self, path: str, fields: Mapping[str, str] | None = None, **request: Any) -> Any:
        return self.client.post(path, data={"form_token": self.form_token, **(fields or {})}, **request)

    def sign_in(self, name: str, password: str = PASSWORD, **fields: str) -> Any:
        answer = self.client.post("/console/sign-in", data={"name": name, "password": password, **fields})
        found = _TOKEN.search(self.client.get("/console/password").text)
        self.form_token = found[1] if found else ""
        return answer


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(data=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Iterator[Assistant]:
    """Holds the sample organisation and an account of each role; tests take out what they add."""
    with build(settings, "the tests") as built:
        built.ingest(SAMPLE, actor="the tests", declared=Declared())
        for role in Role:
            built.accounts.create(f"{role}-person", role, PASSWORD)
        yield built


@pytest.fixture(scope="session")
def app(assistant: Assistant, settings: Settings) -> FastAPI:
    return create_app(assistant, settings)


@pytest.fixture
def guest(app: FastAPI) -> Callable[..., Guest]:
    """Makes browsers that nobody has used yet."""

    def made(base_url: str = "http://testserver") -> Guest:
        return Guest(TestClient(app, base_url=base_url, raise_server_exceptions=False))

    return made


@pytest.fixture(scope="session")
def visitors(app: FastAPI) -> Mapping[Role, Guest]:
    """One signed in of each role."""
    found = {role: Guest(TestClient(app, raise_server_exceptions=False)) for role in Role}
    for role, each in found.items():
        assert each.sign_in(f"{role}-person").status_code == 200
        assert each.form_token
    return found
