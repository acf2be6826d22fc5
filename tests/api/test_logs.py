"""Log lines are JSON, one a line, with what the call gave along."""

from __future__ import annotations

import json
import logging
import sys

from api.logs import JsonLines


def line(message: str, **extra: object) -> dict[str, object]:
    record = logging.getLogger("test").makeRecord("test", logging.INFO, "", 0, message, (), None, extra=extra)
    written = JsonLines().format(record)
    assert "\n" not in written
    return dict(json.loads(written))


def test_a_line_has_time_level_event_and_what_came_along() -> None:
    found = line("request", status=200, path="/v1/ask", key=None)
    assert found.pop("time")
    assert found == {"level": "info", "logger": "test", "event": "request", "status": 200, "path": "/v1/ask"}


def test_line_breaks_in_data_do_not_forge_lines() -> None:
    assert line("request", path='/x\n{"event": "forged"}')["path"] == '/x\n{"event": "forged"}'


def test_a_fault_has_its_trace() -> None:
    try:
        int("broken")
    except ValueError:
        record = logging.getLogger("test").makeRecord("test", logging.ERROR, "", 0, "fault", (), sys.exc_info())
    assert "ValueError: invalid literal" in json.loads(JsonLines().format(record))["fault"]
