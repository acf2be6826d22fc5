"""What holds for every test: no network beyond this machine, none of the owner's settings."""

from __future__ import annotations

import os
import socket
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how busy the machine is, not whether the property holds. A test run draws the same
# examples each time, so that it tells of the change at hand; `HYPOTHESIS_PROFILE=explore` draws new ones.
settings.register_profile("tests", deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
settings.register_profile("explore", settings.get_profile("tests"), derandomize=False)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))
_LOCAL = {"127.0.0.1", "::1", "localhost"}


@pytest.fixture(autouse=True)
def _no_network_and_no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in list(os.environ):
        if name.startswith("PLEDGE_") and not name.startswith("PLEDGE_TEST_"):
            monkeypatch.delenv(name)
    connect = socket.socket.connect

    def connect_here(self: socket.socket, address: Any) -> None:
        if isinstance(address, tuple) and str(address[0]) not in _LOCAL:
            raise AssertionError(f"A test reached for {address[0]}: tests use this machine only.")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_here)
