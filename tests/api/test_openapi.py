"""A running server against its own description: requests made from it, right and wrong ones, find no surprise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import positive_data_acceptance

from api.app import describe
from assistant.settings import load_settings
from tests.running import Server, server

#: Enough to try each kind of wrong value; a longer run is `st run http://…/openapi.json`.
EXAMPLES = 5
UNLIMITED = {"requests_per_minute": "100000", "failed_keys_per_minute": "100000"}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("api") / "data", log_level="error", **UNLIMITED) as started:
        yield started


#: What a file holds, whether dates are in order, and whether an answer fits its question cannot be said in a schema.
SAID_IN_WORDS = {
    "/v1/documents",
    "/v1/ingests",
    "/v1/drafts",
    "/v1/drafts/interview",
    "/v1/drafts/{draft_id}",
    "/v1/drafts/{draft_id}/feasibility",
}

schema = schemathesis.openapi.from_dict(describe(load_settings()))


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
def test_every_call_behaves_as_described(case: schemathesis.Case[Any], running: Server) -> None:
    accepts_all = [positive_data_acceptance] if case.operation.path in SAID_IN_WORDS else []
    case.call_and_validate(running.url, headers=running.key(), excluded_checks=accepts_all)
