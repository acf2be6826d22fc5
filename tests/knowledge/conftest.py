"""Databases, vector indexes and libraries on every backend that there is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from knowledge.database import Database
from knowledge.index import ChromaIndex, VectorIndex
from knowledge.library import Library
from knowledge.readers import read
from tests import chroma_server, postgres
from tests.fakes import HashEmbedder, MemoryIndex

TODAY = date(2026, 6, 15)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with chroma_server.started(tmp_path_factory.mktemp("chroma")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.sqlite3'}"
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    found = Database(database_url)
    yield found
    found.close()


@pytest.fixture(params=["memory", "chroma embedded", "chroma server"])
def vector_index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[VectorIndex]:
    index: VectorIndex
    if request.param == "memory":
        index = MemoryIndex()
    elif request.param == "chroma embedded":
        index = ChromaIndex.embedded(tmp_path / "chroma")
    else:
        index = ChromaIndex.server(request.getfixturevalue("chroma_url"))
    yield index
    index.close()


class Clock:
    """The day it is, for tests that need another one."""

    def __init__(self) -> None:
        self.day = TODAY

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite+memory", "sqlite+chroma", "postgres+chroma server"])
def library(request: pytest.FixtureRequest, tmp_path: Path, clock: Clock) -> Iterator[Library]:
    """An empty library on each pair of backends that users can choose, and on the fast fake."""
    if request.param == "sqlite+memory":
        database = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
        found = Library.assembled(database, MemoryIndex(), HashEmbedder(), today=clock, read=read)
        yield found
        found.close()
    elif request.param == "sqlite+chroma":
        with Library.open(tmp_path / "data", embedder=HashEmbedder(), today=clock, read=read) as opened:
            yield opened
    else:
        server = request.getfixturevalue("chroma_url")
        with (
            postgres.database(request.getfixturevalue("postgres_server")) as url,
            Library.open(
                tmp_path / "data",
                embedder=HashEmbedder(),
                database_url=url,
                chroma_url=server,
                today=clock,
                read=read,
            ) as opened,
        ):
            yield opened
