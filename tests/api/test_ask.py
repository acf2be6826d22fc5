"""Asking and searching over HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi.testclient import TestClient

from api.app import create_app
from assistant.build import Assistant
from assistant.roles import Role
from assistant.settings import Settings

Headers = Mapping[Role, Mapping[str, str]]
RETURNS = "How long do I have to return something I bought online?"


def ask(client: TestClient, headers: Mapping[str, str], question: str, **more: object) -> Any:
    answer = client.post("/v1/ask", headers=headers, json={"question": question, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_answer_is_quoted_from_the_version_in_force(client: TestClient, keys: Headers, assistant: Assistant) -> None:
    answer = ask(client, keys[Role.CUSTOMER], RETURNS)
    assert answer["status"] == "answered"
    quote = answer["quotes"][0]
    assert "within 30 days" in quote["text"]
    assert (quote["document"], quote["version"], quote["effective_from"]) == ("returns.md", "2", "2026-03-01")
    for each in answer["quotes"]:
        text = assistant.library.version_text(each["version_id"])
        assert text[each["start"] : each["end"]] == each["text"]


def test_an_earlier_day_is_answered_from_the_version_of_that_day(client: TestClient, keys: Headers) -> None:
    quote = ask(client, keys[Role.CUSTOMER], RETURNS, as_of="2025-06-01")["quotes"][0]
    assert "within 14 days" in quote["text"]
    assert quote["version"] == "1"


def test_an_abstention_names_a_contact_and_quotes_nothing(client: TestClient, keys: Headers) -> None:
    answer = ask(client, keys[Role.CUSTOMER], "Which football club does the managing director support?")
    assert (answer["status"], answer["stance"], answer["quotes"]) == ("abstained", "silent", [])
    assert answer["reason"]
    assert answer["contact"]["email"] == "care@larkmere.example"
    assert 0 <= answer["confidence"] <= 1


def test_a_staff_key_gets_staff_documents(client: TestClient, keys: Headers) -> None:
    found = client.post("/v1/search", headers=keys[Role.STAFF], json={"query": "goodwill payment", "k": 3}).json()
    assert {hit["document"].split("/")[0] for hit in found["hits"]} == {"staff"}


def test_a_receipt_explains_the_answer(client: TestClient, keys: Headers) -> None:
    answer = ask(client, keys[Role.CUSTOMER], RETURNS)
    receipt = client.get(f"/v1/receipts/{answer['receipt_id']}", headers=keys[Role.CUSTOMER]).json()
    assert receipt["question"] == RETURNS
    assert receipt["decision"] == "answered"
    assert receipt["versions"] == sorted({quote["version_id"] for quote in answer["quotes"]})
    assert [(each["start"], each["end"]) for each in receipt["quotes"]] == [
        (each["start"], each["end"]) for each in answer["quotes"]
    ]


def test_a_stream_says_the_same_as_the_answer(client: TestClient, keys: Headers) -> None:
    streamed = client.post(
        "/v1/ask", headers={**keys[Role.CUSTOMER], "Accept": "text/event-stream"}, json={"question": RETURNS}
    )
    assert streamed.headers["content-type"].startswith("text/event-stream")
    assert streamed.headers["cache-control"] == "no-cache"
    events = [part.split("\n", 1) for part in streamed.text.strip().split("\n\n")]
    names = [name.removeprefix("event: ") for name, _ in events]
    data = [json.loads(line.removeprefix("data: ")) for _, line in events]
    answer = data[names.index("answer")]
    assert names == ["status", *["quote"] * len(answer["quotes"]), "answer", "receipt"]
    assert [each for name, each in zip(names, data, strict=True) if name == "quote"] == answer["quotes"]
    assert data[-1] == {"receipt_id": answer["receipt_id"]}
    plain = ask(client, keys[Role.CUSTOMER], RETURNS)
    assert {**plain, "receipt_id": ""} == {**answer, "receipt_id": ""}


def test_search_gives_the_best_units_first(client: TestClient, keys: Headers) -> None:
    found = client.post("/v1/search", headers=keys[Role.CUSTOMER], json={"query": "return online", "k": 7}).json()
    scores = [hit["score"] for hit in found["hits"]]
    assert len(scores) == 7
    assert scores == sorted(scores, reverse=True)


def test_the_log_has_no_question_unless_it_is_wanted(
    assistant: Assistant, settings: Settings, keys: Headers, caplog: Any
) -> None:
    caplog.set_level("INFO", "pledge")
    for wanted in (False, True):
        caplog.clear()
        with TestClient(create_app(assistant, settings.model_copy(update={"log_questions": wanted}))) as client:
            ask(client, keys[Role.CUSTOMER], "May I return a purple lamp?")
        logged = " ".join(str(vars(record)) for record in caplog.records)
        assert ("purple lamp" in logged) == wanted


def test_security_headers_and_a_request_id_are_on_every_response(client: TestClient, keys: Headers) -> None:
    for answer in (client.get("/docs"), client.get("/nowhere"), client.get("/v1/documents", headers=keys[Role.STAFF])):
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["x-frame-options"] == "DENY"
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["x-request-id"]
    assert client.get("/healthz", headers={"X-Request-Id": "given-by-me"}).headers["x-request-id"] == "given-by-me"
    assert client.get("/healthz", headers={"X-Request-Id": "bad id\t"}).headers["x-request-id"] != "bad id"


def test_metrics_count_requests_by_route_and_answers_by_status(client: TestClient, keys: Headers) -> None:
    ask(client, keys[Role.CUSTOMER], RETURNS)
    client.get("/v1/documents/returns.md", headers=keys[Role.CUSTOMER])
    client.get("/no/such/address")
    text = client.get("/metrics").text
    assert 'pledge_requests_total{method="POST",route="/v1/ask",status="200"}' in text
    assert 'route="/v1/documents/{name:path}"' in text
    assert 'route="unmatched"' in text
    assert "no/such/address" not in text
    assert 'pledge_answers_total{status="answered"}' in text


def test_the_page_of_calls_loads_nothing_from_elsewhere(client: TestClient) -> None:
    page = client.get("/docs").text
    assert "<script" not in page
    assert "//" not in page.replace("http://testserver/", "")
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in page


def test_single_words_are_not_found(client: TestClient, keys: Headers) -> None:
    found = client.post("/v1/search", headers=keys[Role.STAFF], json={"query": "goodwill payment", "k": 20}).json()
    assert "Internal." not in {hit["text"] for hit in found["hits"]}
    assert len(found["hits"]) == 20
