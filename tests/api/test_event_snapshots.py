"""The recorded events that the widget's tests read are still what the server says."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from fastapi.testclient import TestClient

from assistant.roles import Role
from tests.snapshots.events import QUESTIONS, outline, record, recorded


@pytest.mark.parametrize("name", QUESTIONS)
def test_a_recording_has_the_shape_of_what_the_server_says(
    client: TestClient, keys: Mapping[Role, dict[str, str]], name: str
) -> None:
    told, kept = record(client, keys[Role.CUSTOMER], name), recorded(name)
    assert kept.question == told.question
    if told.answer["status"] == kept.answer["status"]:
        assert outline(told) == outline(kept)
    else:  # the answer itself may change as answering gets better, its fields may not
        assert outline(told)[1] | outline(kept)[1] == outline(kept)[1] | outline(told)[1]
        assert sorted(told.answer) == sorted(kept.answer)


def test_the_recordings_show_every_role_and_status() -> None:
    answers = [recorded(name).answer for name in QUESTIONS]
    assert {answer["status"] for answer in answers} == {"answered", "abstained", "needs_clarification"}
    roles = {quote["role"] for answer in answers for quote in answer["quotes"]}
    assert roles == {"answer", "condition", "exception", "remedy", "conflict"}
