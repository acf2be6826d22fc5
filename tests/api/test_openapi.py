"""A running server against its own description: requests made from it, right and wrong ones, find no surprise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import negative_data_rejection, positive_data_acceptance

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


#: Whether a request is acceptable depends on what is stored, on files and on dates, which no schema says; and pydantic
#: reads "yes" as true. What is checked: no fault of the server, and every answer as it is described.
NOT_SAID_IN_A_SCHEMA = [positive_data_acceptance, negative_data_rejection]

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
    case.call_and_validate(running.url, headers=running.key(), excluded_checks=NOT_SAID_IN_A_SCHEMA)
