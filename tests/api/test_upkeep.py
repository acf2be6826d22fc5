"""What a running server does by itself."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import cast

import pytest

from api.upkeep import ReadAhead
from assistant.answer import Answerer
from knowledge.errors import Conflict
from knowledge.library import Library


class _Library:
    """A library at some generation that counts how often it is read ahead."""

    def __init__(self) -> None:
        self.generation = 1
        self.warmed: list[int] = []
        self.fault: Exception | None = None
        self.on_warm: Callable[[], None] = lambda: None

    def catalogue(self) -> SimpleNamespace:
        return SimpleNamespace(generation=self.generation)

    def warm(self, go_on: Callable[[], bool]) -> None:
        assert go_on()
        self.warmed.append(self.generation)
        self.on_warm()
        if self.fault is not None:
            raise self.fault


@pytest.fixture
def library() -> _Library:
    return _Library()


def ahead_of(library: _Library) -> ReadAhead:
    return ReadAhead(cast("Library", library), cast("Answerer", library))


def test_what_is_there_is_read_ahead_once(library: _Library) -> None:
    ahead = ahead_of(library)
    for _ in range(3):
        ahead._turn()
    assert library.warmed == [1]


def test_documents_are_read_ahead_again_when_their_change_rests(library: _Library) -> None:
    ahead = ahead_of(library)
    ahead._turn()
    for library.generation in (2, 3, 4):  # an ingest goes on
        ahead._turn()
    assert library.warmed == [1]
    ahead._turn()
    assert library.warmed == [1, 4]


@pytest.mark.parametrize("fault", [Conflict("Run `pledge reindex`."), RuntimeError("a bug")])
def test_a_fault_is_logged_and_the_next_change_is_read_ahead(
    library: _Library, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    ahead = ahead_of(library)
    library.fault = fault
    with caplog.at_level(logging.WARNING):
        ahead._turn()
    assert len(caplog.records) == 1
    library.fault, library.generation = None, 2
    ahead._turn()
    ahead._turn()
    assert library.warmed == [1, 2]


def test_it_reads_ahead_as_soon_as_it_starts_and_ends_when_it_is_stopped(library: _Library) -> None:
    read = threading.Event()
    library.on_warm = read.set
    ahead = ahead_of(library)
    ahead.start()
    assert read.wait(10)
    ahead.stop()
    assert not ahead._thread.is_alive()
