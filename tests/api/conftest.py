"""An assistant over the sample organisation, and the HTTP interface over it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from assistant.build import Assistant, build, load_guidance
from assistant.roles import Role
from assistant.settings import Settings, load_settings
from knowledge.documents import Declared

SAMPLE = Path(str(resources.files("knowledge") / "sample"))


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return load_settings(data=tmp_path_factory.mktemp("data"))


@pytest.fixture(scope="session")
def assistant(settings: Settings) -> Iterator[Assistant]:
    """Holds the sample organisation; tests that add documents take them out again."""
    with build(settings, "the tests") as built:
        built.ingest(SAMPLE, actor="the tests", declared=Declared())
        load_guidance(built.library)  # as a server does before it is asked
        yield built


@pytest.fixture(scope="session")
def client(assistant: Assistant, settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(assistant, settings), raise_server_exceptions=False) as opened:
        yield opened


@pytest.fixture(scope="session")
def keys(assistant: Assistant) -> Mapping[Role, Mapping[str, str]]:
    """The headers with which each role comes in."""
    return {role: {"Authorization": f"Bearer {assistant.keys.lend(role, 'test')}"} for role in Role}


@pytest.fixture
def other_app(assistant: Assistant, settings: Settings) -> Callable[..., TestClient]:
    """The same assistant behind an app with other settings, or with other parts."""

    def made(parts: Mapping[str, Any] | None = None, **changed: object) -> TestClient:
        app = create_app(replace(assistant, **(parts or {})), settings.model_copy(update=changed))
        return TestClient(app, raise_server_exceptions=False)

    return made
