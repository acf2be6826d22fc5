"""Whatever goes wrong, the answer has the one shape and says nothing about our machine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.roles import Role
from knowledge.errors import StoreError

Headers = Mapping[Role, Mapping[str, str]]
MANY = "x" * 3_000


class Failing:
    """Stands where the answerer stands, and fails."""

    def __init__(self, error: Exception) -> None:
        self._error = error

    def ask(self, *_: object) -> None:
        raise self._error


def error_of(response: Any, status: int) -> Mapping[str, Any]:
    """The error in a response of that status, whose shape is checked."""
    assert response.status_code == status, response.text
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == {"code", "message", "details"}
    assert body["error"]["message"].endswith((".", "…"))
    return dict(body["error"])


@pytest.mark.parametrize(
    ("method", "path", "request_", "status", "code"),
    [
        ("GET", "/nowhere", {}, 404, "not_found"),
        ("GET", "/v1/documents/unknown.md", {}, 404, "not_found"),
        ("GET", "/v1/receipts/r_unknown", {}, 404, "not_found"),
        ("DELETE", "/v1/keys/k_unknown", {}, 404, "not_found"),
        ("PUT", "/v1/ask", {}, 405, "method_not_allowed"),
        (
            "POST",
            "/v1/documents",
            {"content": b"a,b", "headers": {"Content-Type": "text/csv"}},
            415,
            "unsupported_media_type",
        ),
        (
            "POST",
            "/v1/ask",
            {"content": b"question=q", "headers": {"Content-Type": "application/x-www-form-urlencoded"}},
            415,
            "unsupported_media_type",
        ),
        ("POST", "/v1/ask", {"content": b"{"}, 422, "invalid_input"),
        ("POST", "/v1/ask", {"json": {}}, 422, "invalid_input"),
        ("POST", "/v1/ask", {"json": {"question": ""}}, 422, "invalid_input"),
        ("POST", "/v1/ask", {"json": {"question": MANY}}, 422, "invalid_input"),
        ("POST", "/v1/ask", {"json": {"question": "q", "as_of": "soon"}}, 422, "invalid_input"),
        ("POST", "/v1/ask", {"json": {"question": "q", "as_of": 20260101}}, 422, "invalid_input"),
        ("POST", "/v1/ask", {"json": {"question": "q", "collection": "No Such"}}, 422, "invalid_input"),
        ("POST", "/v1/ask", {"json": {"question": "q", "misspelt": 1}}, 422, "invalid_input"),
        (
            "POST",
            "/v1/ask",
            {"json": {"question": "q", "history": [{"role": "system", "text": "t"}]}},
            422,
            "invalid_input",
        ),
        (
            "POST",
            "/v1/ask",
            {"json": {"question": "q", "history": [{"role": "user", "text": "t"}] * 21}},
            422,
            "invalid_input",
        ),
        ("POST", "/v1/ask", {"content": b'{"question": "\\ud800"}'}, 422, "invalid_input"),
        ("POST", "/v1/search", {"json": {"query": "q", "k": 0}}, 422, "invalid_input"),
        ("POST", "/v1/search", {"json": {"query": "q", "k": True}}, 422, "invalid_input"),
        ("GET", "/v1/documents?colection=policies", {}, 422, "invalid_input"),
        ("POST", "/v1/keys", {"json": {"role": "owner"}}, 422, "invalid_input"),
        ("POST", "/v1/ingests", {"content": b"no archive"}, 422, "invalid_input"),
    ],
)
def test_wrong_request_gets_a_clear_error(
    client: TestClient, keys: Headers, *, method: str, path: str, request_: dict[str, Any], status: int, code: str
) -> None:
    headers = {**keys[Role.ADMIN], "Content-Type": "application/json", **request_.pop("headers", {})}
    error = error_of(client.request(method, path, headers=headers, **request_), status)
    assert error["code"] == code


def test_wrong_method_names_all_methods_of_the_address(client: TestClient) -> None:
    assert client.put("/v1/keys").headers["allow"] == "GET, POST"


def test_what_was_sent_is_not_repeated(client: TestClient, keys: Headers) -> None:
    answer = client.post("/v1/ask", headers=keys[Role.CUSTOMER], json={"question": 1, "history": "my secret"})
    assert "my secret" not in answer.text


def test_without_a_key_the_error_says_how_to_send_one(client: TestClient) -> None:
    answer = client.post("/v1/ask", json={"question": "Hello?"})
    assert error_of(answer, 401)["code"] == "key_missing"
    assert "Authorization: Bearer" in answer.json()["error"]["message"]
    assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize("key", [b"pledge_wrong", b"x" * 10_000, "schlüssel".encode("latin-1")])
def test_wrong_key_is_refused(client: TestClient, key: bytes) -> None:
    answer = client.post("/v1/ask", json={"question": "Hello?"}, headers={b"Authorization": b"Bearer " + key})
    assert error_of(answer, 401)["code"] == "key_not_valid"


def test_too_large_a_body_is_refused(other_app: Callable[..., TestClient], keys: Headers) -> None:
    with other_app(max_body_bytes=10_000) as small:
        announced = small.post("/v1/ask", headers=keys[Role.CUSTOMER], content=b"x" * 10_001)
        streamed = small.post("/v1/ask", headers=keys[Role.CUSTOMER], content=iter([b"x" * 6_000] * 2))
    assert error_of(announced, 413)["code"] == "too_large"
    assert error_of(streamed, 413)["code"] == "too_large"


def test_what_is_not_json_says_where_it_breaks_off(client: TestClient, keys: Headers) -> None:
    headers = {**keys[Role.CUSTOMER], "Content-Type": "application/json"}
    error = error_of(client.post("/v1/ask", headers=headers, content=b'{"question": hi}'), 422)
    assert error["message"].startswith("body: this is not JSON, from character 13 on.")


def test_a_form_whose_dates_are_in_the_wrong_order_is_told_so(client: TestClient, keys: Headers) -> None:
    dates = {"effective_from": "2026-02-01", "effective_to": "2026-01-01"}
    sent = client.post("/v1/documents", headers=keys[Role.ADMIN], files={"file": ("a.md", b"# A")}, data=dates)
    assert "effective_to must be later than effective_from" in error_of(sent, 422)["message"]
    form = client.post("/v1/ask", headers=keys[Role.CUSTOMER], files={"question": b"Why?"})
    assert error_of(form, 415)["code"] == "unsupported_media_type"


@pytest.mark.parametrize(
    ("method", "address", "given"),
    [
        ("POST", "/v1/ask", {"json": {"question": "How long do refunds take?", "collection": "polices"}}),
        ("POST", "/v1/search", {"json": {"query": "refunds", "collection": "polices"}}),
        ("GET", "/v1/documents", {"params": {"collection": "polices"}}),
        ("GET", "/v1/commitments", {"params": {"collection": "polices"}}),
        ("GET", "/v1/commitments/conflicts", {"params": {"collection": "polices"}}),
    ],
)
def test_an_unknown_collection_names_those_there_are(
    client: TestClient, keys: Headers, method: str, address: str, given: dict[str, Any]
) -> None:
    error = error_of(client.request(method, address, headers=keys[Role.CUSTOMER], **given), 422)
    assert error["message"] == "There is no collection 'polices'. There are: policies."


def test_a_fault_of_ours_shows_no_internals_and_is_logged(
    other_app: Callable[..., TestClient], keys: Headers, caplog: pytest.LogCaptureFixture
) -> None:
    with other_app({"answerer": Failing(RuntimeError("/secret/path"))}) as broken:
        answer = broken.post("/v1/ask", headers=keys[Role.CUSTOMER], json={"question": "Hello?"})
    error = error_of(answer, 500)
    assert "secret" not in answer.text
    assert error["details"]["request_id"] == answer.headers["x-request-id"]
    assert any(record.exc_info and record.levelno == logging.ERROR for record in caplog.records)


def test_an_unreachable_store_is_no_fault_of_the_caller(other_app: Callable[..., TestClient], keys: Headers) -> None:
    with other_app({"answerer": Failing(StoreError("The database /secret/path cannot be opened."))}) as broken:
        answer = broken.post("/v1/ask", headers=keys[Role.CUSTOMER], json={"question": "Hello?"})
    assert error_of(answer, 503)["code"] == "store_unavailable"
    assert "secret" not in answer.text


def test_a_fault_while_streaming_is_an_event(other_app: Callable[..., TestClient], keys: Headers) -> None:
    headers = {**keys[Role.CUSTOMER], "Accept": "text/event-stream"}
    with other_app({"answerer": Failing(RuntimeError("/secret/path"))}) as broken:
        answer = broken.post("/v1/ask", headers=headers, json={"question": "Hello?"})
    assert answer.status_code == 200
    assert answer.text.count("event: ") == 2
    assert "event: error\n" in answer.text
    assert "secret" not in answer.text
