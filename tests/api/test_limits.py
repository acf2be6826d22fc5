"""Too many requests are refused for a while, with the time to wait."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping

import pytest
from fastapi.testclient import TestClient

from api.errors import TooManyRequests
from api.limits import Limits
from assistant.roles import Role
from assistant.settings import Settings

Headers = Mapping[Role, Mapping[str, str]]


@pytest.fixture(autouse=True)
def _in_mid_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits count by minutes of the clock: no test of them may begin in one and end in the next."""
    now = time.time()
    middle = now - now % 60 + 30
    monkeypatch.setattr(time, "time", lambda: middle)


def test_a_key_has_its_own_limit(other_app: Callable[..., TestClient], keys: Headers) -> None:
    with other_app(requests_per_minute=3) as limited:
        answers = [limited.get("/v1/documents", headers=keys[Role.STAFF]) for _ in range(4)]
        other = limited.get("/v1/documents", headers=keys[Role.CUSTOMER])
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["error"]["code"] == "too_many_requests"
    assert 1 <= int(answers[-1].headers["retry-after"]) <= 60
    assert other.status_code == 200


def test_wrong_keys_are_limited_by_address_and_right_ones_go_on_working(
    other_app: Callable[..., TestClient], keys: Headers
) -> None:
    with other_app(failed_keys_per_minute=2) as limited:
        wrong = [limited.get("/v1/documents", headers={"Authorization": "Bearer pledge_no"}) for _ in range(3)]
        right = limited.get("/v1/documents", headers=keys[Role.CUSTOMER])
    assert [answer.status_code for answer in wrong] == [401, 401, 429]
    assert right.status_code == 200


def test_counts_that_have_ended_are_dropped_when_another_is_made(
    monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    limits, begun = Limits(settings), time.time()
    for key in ("one", "two"):
        limits.request(key)
    kept = limits.counts.storage
    assert len(kept) == 2
    monkeypatch.setattr(time, "time", lambda: begun + 121)
    limits.request("three")
    assert len(kept) == len(limits.counts.expirations) == 1


def test_a_key_may_go_on_when_its_minutes_are_over(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    limits, begun = Limits(settings.model_copy(update={"requests_per_minute": 2})), time.time()
    for _ in range(2):
        limits.request("one")
    with pytest.raises(TooManyRequests):
        limits.request("one")
    monkeypatch.setattr(time, "time", lambda: begun + 121)
    limits.request("one")
