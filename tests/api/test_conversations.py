"""Conversations: kept, continued, shown to their owner alone, erased."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from assistant import tables
from assistant.build import Assistant
from assistant.roles import Role

Headers = Mapping[Role, Mapping[str, str]]
QUESTION = "How long do I have to return something I bought online?"
SILENT = "Do you have a crèche?"


def conversation(client: TestClient, headers: Mapping[str, str]) -> str:
    made: str = client.post("/v1/conversations", headers=headers).json()["id"]
    return made


def say(client: TestClient, headers: Mapping[str, str], where: str, question: str, **more: Any) -> dict[str, Any]:
    answer = client.post(f"/v1/conversations/{where}/messages", json={"question": question, **more}, headers=headers)
    assert answer.status_code == 200, answer.text
    message: dict[str, Any] = answer.json()
    return message


def events(text: str) -> list[tuple[str, Any]]:
    found = []
    for block in text.strip().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if not line.startswith(":"))
        if lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


def test_a_conversation_is_kept_and_a_follow_up_understood(client: TestClient, keys: Headers) -> None:
    mine = keys[Role.CUSTOMER]
    where = conversation(client, mine)
    first = say(client, mine, where, QUESTION)
    assert "30 days" in first["answer"]["text"]
    assert first["searched"]["documents"] > 3
    second = say(client, mine, where, "And if I bought it in a shop?")
    assert "28 days" in second["answer"]["text"]
    whole = client.get(f"/v1/conversations/{where}", headers=mine).json()
    assert [message["question"] for message in whole["messages"]] == [QUESTION, "And if I bought it in a shop?"]
    assert whole["messages"][0]["answer"] == first["answer"]
    assert whole["title"] == QUESTION
    listed = client.get("/v1/conversations", headers=mine).json()["conversations"]
    assert listed[0]["id"] == where
    assert listed[0]["message_count"] == 2


def test_a_message_streams_the_same_events_as_asking(client: TestClient, keys: Headers) -> None:
    mine = keys[Role.CUSTOMER]
    where = conversation(client, mine)
    body = {"question": QUESTION, "request": "first-try-1"}
    streaming = {**mine, "Accept": "text/event-stream"}
    told = events(client.post(f"/v1/conversations/{where}/messages", json=body, headers=streaming).text)
    names = [name for name, _ in told]
    assert names[0] == "status"
    assert names[-2:] == ["answer", "receipt"]
    assert [data for name, data in told if name == "quote"] == told[-2][1]["quotes"]
    again = events(client.post(f"/v1/conversations/{where}/messages", json=body, headers=streaming).text)
    assert again == told  # sent again after a lost connection, it is told again, not asked again
    assert len(client.get(f"/v1/conversations/{where}", headers=mine).json()["messages"]) == 1


def test_a_page_may_bring_the_history_of_a_conversation_that_has_ended(client: TestClient, keys: Headers) -> None:
    mine = keys[Role.CUSTOMER]
    history = [{"role": "user", "text": QUESTION}, {"role": "assistant", "text": "Within 30 days."}]
    said = say(client, mine, conversation(client, mine), "And in a shop?", history=history)
    assert "28 days" in said["answer"]["text"]


def test_nobody_else_sees_or_changes_a_conversation(client: TestClient, keys: Headers) -> None:
    mine, other = keys[Role.STAFF], keys[Role.CUSTOMER]
    where = conversation(client, mine)
    message = say(client, mine, where, QUESTION)["id"]
    for headers in (other, keys[Role.AUTHOR], keys[Role.ADMIN]):
        for call in (f"/v1/conversations/{where}", f"/v1/conversations/{where}/export"):
            assert client.get(call, headers=headers).status_code == 404
        posted = client.post(f"/v1/conversations/{where}/messages", json={"question": QUESTION}, headers=headers)
        assert posted.status_code == 404
        rated = f"/v1/conversations/{where}/messages/{message}/feedback"
        assert client.post(rated, json={"helpful": True}, headers=headers).status_code == 404
    assert client.delete(f"/v1/conversations/{where}", headers=other).status_code == 404
    assert len(client.get(f"/v1/conversations/{where}", headers=mine).json()["messages"]) == 1


def test_personal_data_is_stored_nowhere(client: TestClient, keys: Headers, assistant: Assistant) -> None:
    mine = keys[Role.CUSTOMER]
    where = conversation(client, mine)
    said = say(client, mine, where, "I am ann@mail.example, card 4111 1111 1111 1111: how long may I return a lamp?")
    assert "[e-mail address]" in said["question"]
    rated = f"/v1/conversations/{where}/messages/{said['id']}/feedback"
    client.post(rated, json={"helpful": False, "reason": "Call me: +44 20 7946 0958"}, headers=mine)
    with assistant.library.database.reading() as connection:
        rows = [connection.execute(sa.select(table)).all() for table in (tables.messages, tables.receipts)]
    for secret in ("ann@mail", "4111 1111", "7946"):
        assert secret not in str(rows)


def test_feedback_is_kept_and_the_last_word_counts(client: TestClient, keys: Headers) -> None:
    mine = keys[Role.CUSTOMER]
    where = conversation(client, mine)
    message = say(client, mine, where, QUESTION)["id"]
    address = f"/v1/conversations/{where}/messages/{message}/feedback"
    client.post(address, json={"helpful": True}, headers=mine)
    client.post(address, json={"helpful": False, "reason": "Another product"}, headers=mine)
    kept = client.get(f"/v1/conversations/{where}", headers=mine).json()["messages"][0]["feedback"]
    assert (kept["helpful"], kept["reason"]) == (False, "Another product")
    unknown = f"/v1/conversations/{where}/messages/m_none/feedback"
    assert client.post(unknown, json={"helpful": True}, headers=mine).status_code == 404


def test_erasing_leaves_nothing(client: TestClient, keys: Headers, assistant: Assistant) -> None:
    mine = keys[Role.CUSTOMER]
    where = conversation(client, mine)
    receipt = say(client, mine, where, QUESTION)["answer"]["receipt_id"]
    exported = client.get(f"/v1/conversations/{where}/export", headers=mine)
    assert exported.headers["content-disposition"].startswith("attachment")
    assert exported.json()["messages"][0]["question"] == QUESTION
    assert client.delete(f"/v1/conversations/{where}", headers=mine).json() == {"id": where}
    assert client.get(f"/v1/conversations/{where}", headers=mine).status_code == 404
    assert client.get(f"/v1/receipts/{receipt}", headers=mine).status_code == 404
    with assistant.library.database.reading() as connection:
        left = sa.select(tables.messages).where(tables.messages.c.conversation == where)
        assert connection.execute(left).all() == []


def test_old_conversations_are_erased(client: TestClient, keys: Headers, assistant: Assistant) -> None:
    mine = keys[Role.AUTHOR]
    old, new = conversation(client, mine), conversation(client, mine)
    table = tables.conversations
    with assistant.library.database.writing() as connection:
        long_ago = datetime.now(UTC) - timedelta(days=100)
        connection.execute(sa.update(table).where(table.c.id == old).values(updated_at=long_ago))
    assert assistant.conversations.forget_before(datetime.now(UTC) - timedelta(days=90)) == 1
    listed = {each["id"] for each in client.get("/v1/conversations", headers=mine).json()["conversations"]}
    assert (new in listed, old in listed) == (True, False)


def test_a_question_without_an_answer_is_kept_with_the_reason(client: TestClient, keys: Headers) -> None:
    mine = keys[Role.CUSTOMER]
    where = conversation(client, mine)
    say(client, mine, where, SILENT)
    kept = client.get(f"/v1/conversations/{where}", headers=mine).json()["messages"][0]
    assert (kept["question"], kept["status"]) == (SILENT, "abstained")
    assert kept["answer"]["reason"] in {"nothing_found", "not_enough_evidence", "wrong_kind"}


@pytest.mark.parametrize("number", [0, 1])
def test_a_quote_is_shown_in_its_place(client: TestClient, keys: Headers, number: int) -> None:
    mine = keys[Role.CUSTOMER]
    answer = say(client, mine, conversation(client, mine), QUESTION)["answer"]
    shown = client.get(f"/v1/quotes/{answer['receipt_id']}/{number}", headers=mine).json()
    pieces = [piece for part in shown["parts"] for piece in part["pieces"]]
    assert "".join(piece["text"] for piece in pieces if piece["quoted"]) == answer["quotes"][number]["text"]
    assert sum(len(piece["text"]) for piece in pieces if not piece["quoted"]) > 300
    assert shown["title"] == answer["quotes"][number]["title"]
    assert shown["in_force"]
    wider = client.get(f"/v1/quotes/{answer['receipt_id']}/{number}?around=20000", headers=mine).json()
    assert not wider["more_before"]
    assert not wider["more_after"]


def test_a_quote_of_staffs_documents_is_not_for_customers(client: TestClient, keys: Headers) -> None:
    staff = keys[Role.STAFF]
    answer = say(client, staff, conversation(client, staff), "How much may I refund without asking a manager?")[
        "answer"
    ]
    address = f"/v1/quotes/{answer['receipt_id']}/0"
    assert client.get(address, headers=staff).status_code == 200
    assert client.get(address, headers=keys[Role.CUSTOMER]).status_code == 404
    assert client.get(f"/v1/quotes/{answer['receipt_id']}/99", headers=staff).status_code == 404
