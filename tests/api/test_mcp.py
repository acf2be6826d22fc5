"""The SDK's own client lists and calls the tools at `/mcp`, each role its own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

import httpx
import httpx2
import jsonschema
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp_types import CallToolResult

from api.app import create_app
from api.mcp.tools import TOOLS
from assistant.build import Assistant
from assistant.roles import Role
from assistant.settings import Settings
from knowledge.documents import Audience
from tests.api.serving import served
from tests.api.test_leaks import shingles

Headers = Mapping[Role, Mapping[str, str]]
RETURNS = "How long do I have to return something I bought online?"
CODE = "# Our promise\n\n## Replies\n\nWe always reply quickly to every message.\n"
#: A call of each tool that must succeed.
CALLS: Mapping[str, Mapping[str, Any]] = {
    "ask": {"question": RETURNS},
    "search": {"query": "return unused items", "k": 3},
    "verify": {"text": "You may return online purchases within 30 days."},
    "commitments": {"text": "return", "limit": 3},
    "check": {"text": CODE},
    "draft": {"brief": {"title": "Our promise", "document": "mcp-draft.md", "headings": ["Timeliness"]}},
}


@pytest.fixture(scope="module")
def url(assistant: Assistant, settings: Settings) -> Iterator[str]:
    with served(create_app(assistant, settings)) as running:
        yield running


def connected(url: str, headers: Mapping[str, str], work: Callable[[Client], Awaitable[Any]]) -> Any:
    """What some work with a connected client gives."""

    async def run() -> Any:
        async with (
            httpx2.AsyncClient(headers=dict(headers), timeout=60) as http,
            Client(streamable_http_client(f"{url}/mcp", http_client=http)) as client,
        ):
            return await work(client)

    return asyncio.run(run())


@pytest.fixture
def call(url: str, keys: Headers) -> Callable[..., CallToolResult]:
    def made(role: Role, tool: str, **arguments: Any) -> CallToolResult:
        result: CallToolResult = connected(url, keys[role], lambda client: client.call_tool(tool, arguments))
        return result

    return made


def words_of(result: CallToolResult) -> str:
    return " ".join(part.text for part in result.content if part.type == "text")


@pytest.mark.parametrize("role", Role)
def test_each_role_sees_its_tools_and_can_call_them_all(url: str, keys: Headers, role: Role) -> None:
    async def work(client: Client) -> Any:
        tools = (await client.list_tools()).tools
        return tools, {tool.name: await client.call_tool(tool.name, dict(CALLS[tool.name])) for tool in tools}

    tools, results = connected(url, keys[role], work)
    assert [tool.name for tool in tools] == [name for name, spec in TOOLS.items() if role.may(spec.least)]
    for tool in tools:
        result = results[tool.name]
        assert not result.is_error, words_of(result)
        jsonschema.validate(CALLS[tool.name], tool.input_schema)
        jsonschema.validate(result.structured_content, tool.output_schema)
        assert json.loads(words_of(result)) == result.structured_content
        assert all("description" in field for field in tool.input_schema["properties"].values()), tool.name
        assert "\n  " not in tool.description


def test_hints_are_true(url: str, keys: Headers, assistant: Assistant) -> None:
    """Those that say they only read leave nothing behind."""

    async def work(client: Client) -> Any:
        tools = (await client.list_tools()).tools
        for tool in tools:
            if tool.annotations and tool.annotations.read_only_hint:
                await client.call_tool(tool.name, dict(CALLS[tool.name]))
        return {tool.name: tool.annotations for tool in tools}

    before = rows(assistant)
    hints = connected(url, keys[Role.AUTHOR], work)
    assert rows(assistant) == before
    assert {name for name, hint in hints.items() if hint.read_only_hint} == {"search", "verify", "commitments", "check"}
    assert not any(hint.destructive_hint or hint.open_world_hint for hint in hints.values())


#: Where calls leave something; documents are no part of it, because the server brings its guidance in meanwhile.
LEFT = ("receipts", "drafts", "audit", "conversations")


def rows(assistant: Assistant) -> dict[str, int]:
    """How many rows each of these tables has."""
    with assistant.library.database.reading() as connection:
        return {name: connection.execute(sa.text(f"SELECT COUNT(*) FROM {name}")).scalar_one() for name in LEFT}


@pytest.mark.parametrize("tool", ["check", "draft"])
@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.STAFF])
def test_a_tool_that_is_not_for_the_role_says_for_whom_it_is(
    call: Callable[..., CallToolResult], role: Role, tool: str
) -> None:
    result = call(role, tool, **CALLS[tool])
    assert result.is_error
    assert f"needs the role author; this is the role {role}" in words_of(result)


def test_an_answer_is_the_same_as_over_http(
    call: Callable[..., CallToolResult], client: TestClient, keys: Headers
) -> None:
    answer = call(Role.CUSTOMER, "ask", question=RETURNS, as_of="2025-06-01").structured_content or {}
    body = {"question": RETURNS, "as_of": "2025-06-01"}
    other = client.post("/v1/ask", json=body, headers=keys[Role.CUSTOMER]).json()
    assert {**answer, "receipt_id": ""} == {**other, "receipt_id": ""}
    assert "within 14 days" in answer["text"]
    assert client.get(f"/v1/receipts/{answer['receipt_id']}", headers=keys[Role.CUSTOMER]).status_code == 200


def test_a_follow_up_takes_the_history(call: Callable[..., CallToolResult]) -> None:
    history = [{"role": "user", "text": "May I return a lamp that I bought online?"}]
    result = call(Role.CUSTOMER, "ask", question="And how long do I have?", history=history)
    assert "within 30 days" in words_of(result)


def test_a_check_finds_the_defect_in_its_place(call: Callable[..., CallToolResult]) -> None:
    found = call(Role.AUTHOR, "check", text=CODE).structured_content or {}
    assert found["findings"]
    for finding in found["findings"]:
        if finding["quote"] is not None:
            assert CODE[finding["start"] : finding["end"]] == finding["quote"]
    assert set(found["coverage"].values()) <= {"covered", "partial", "missing"}


def test_a_check_holds_a_code_against_the_documents_except_the_one_it_succeeds(
    call: Callable[..., CallToolResult],
) -> None:
    code = "# Returns\n\nYou may return anything you bought online within 60 days of the day you receive it.\n"

    def contradicted(**named: str) -> bool:
        found = call(Role.AUTHOR, "check", text=code, **named).structured_content or {}
        return any("(returns.md) says otherwise" in finding["message"] for finding in found["findings"])

    assert contradicted()
    assert not contradicted(name="returns.md")


def test_a_draft_is_stored_in_the_name_of_its_key_and_asks_what_it_does_not_know(
    call: Callable[..., CallToolResult], client: TestClient, keys: Headers
) -> None:
    made = call(Role.AUTHOR, "draft", **CALLS["draft"]).structured_content or {}
    stored = client.get(f"/v1/drafts/{made['id']}", headers=keys[Role.AUTHOR]).json()
    assert (stored["state"], stored["text"]) == ("draft", made["text"])
    assert [gap["question"] for gap in stored["gaps"]] == [each["question"] for each in made["questions"]]
    history = client.get(f"/v1/drafts/{made['id']}/history", headers=keys[Role.AUTHOR]).json()
    assert history["entries"][0]["actor"] == stored["created_by"]


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("ask", {"question": "How much goodwill may staff offer to a customer?"}),
        ("search", {"query": "goodwill that staff may offer", "k": 50}),
        ("verify", {"text": "Every adviser may give goodwill of up to £20 for each contact."}),
        ("commitments", {"text": "goodwill", "limit": 100}),
    ],
)
def test_customers_get_no_word_of_staff_documents(
    call: Callable[..., CallToolResult], assistant: Assistant, tool: str, arguments: dict[str, Any]
) -> None:
    library = assistant.library
    found: dict[Audience, set[str]] = {audience: set() for audience in Audience}
    for entry in library.catalogue().entries:
        found[entry.version.audience] |= shingles(library.version_text(entry.version.id))
    secret = found[Audience.STAFF] - found[Audience.PUBLIC]
    seen = {role: words_of(call(role, tool, **arguments)) for role in (Role.CUSTOMER, Role.STAFF)}
    assert not shingles(seen[Role.CUSTOMER]) & secret
    assert "staff/" not in seen[Role.CUSTOMER]
    assert "staff/" in seen[Role.STAFF], "there is something to leak"


def test_wrong_arguments_and_our_errors_say_what_is_wrong(call: Callable[..., CallToolResult]) -> None:
    for arguments, words in (
        ({}, "question"),
        ({"question": "x" * 3_000}, "2,000 are the most"),
        ({"question": "q", "as_of": "soon"}, "YYYY-MM-DD"),
        ({"question": "q", "collection": "No Such"}, "pattern"),
    ):
        result = call(Role.CUSTOMER, "ask", **arguments)
        assert result.is_error
        assert words in words_of(result)


MESSAGE = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
ACCEPT = {"Accept": "application/json, text/event-stream"}


def test_without_a_right_key_nothing_is_listed(url: str) -> None:
    for headers, code in (({}, "key_missing"), ({"Authorization": "Bearer pledge_wrong"}, "key_not_valid")):
        answer = httpx.post(f"{url}/mcp", json=MESSAGE, headers={**ACCEPT, **headers})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, code)
        assert answer.headers["www-authenticate"] == "Bearer"


def test_other_hosts_origins_methods_and_contents_are_refused_with_a_reason(url: str, keys: Headers) -> None:
    headers = {**ACCEPT, **keys[Role.CUSTOMER]}
    for more, status, code in (
        ({"Host": "evil.example"}, 421, "host_not_allowed"),
        ({"Origin": "https://evil.example"}, 403, "origin_not_allowed"),
        ({"Content-Type": "text/plain"}, 400, "unsupported_media_type"),
    ):
        answer = httpx.post(
            f"{url}/mcp", content=json.dumps(MESSAGE), headers={**headers, "Content-Type": "application/json", **more}
        )
        assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)
    stream = httpx.get(f"{url}/mcp", headers=headers)
    assert (stream.status_code, stream.headers["allow"]) == (405, "POST")


def test_clients_of_earlier_versions_shake_hands_and_a_slash_at_the_end_does_no_harm(url: str, keys: Headers) -> None:
    headers = {**ACCEPT, **keys[Role.CUSTOMER]}
    client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "old", "version": "1"}}
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": client}
    answer = httpx.post(f"{url}/mcp/", json=hello, headers=headers, follow_redirects=True)
    result = answer.json()["result"]
    assert (result["protocolVersion"], result["serverInfo"]["name"]) == ("2025-06-18", "pledge")
    assert "silence is neither a yes nor a no" in result["instructions"]
    listed = httpx.post(f"{url}/mcp", json=MESSAGE, headers={**headers, "MCP-Protocol-Version": "2025-06-18"})
    assert len(listed.json()["result"]["tools"]) == 4


def test_its_name_can_be_set(assistant: Assistant, settings: Settings, keys: Headers) -> None:
    named = settings.model_copy(update={"mcp_hosts": ("pledge.example.org",)})
    with served(create_app(assistant, named)) as address:
        headers = {**ACCEPT, **keys[Role.CUSTOMER]}
        known = httpx.post(f"{address}/mcp", json=MESSAGE, headers={**headers, "Host": "pledge.example.org"})
        other = httpx.post(f"{address}/mcp", json=MESSAGE, headers=headers)
    assert [tool["name"] for tool in known.json()["result"]["tools"]] == ["ask", "search", "verify", "commitments"]
    assert other.status_code == 421
    assert "PLEDGE_MCP_HOSTS" in other.json()["error"]["message"]


def test_calls_count_towards_the_limit_of_the_key(assistant: Assistant, settings: Settings, keys: Headers) -> None:
    with served(create_app(assistant, settings.model_copy(update={"requests_per_minute": 1}))) as address:
        answers = [httpx.post(f"{address}/mcp", json=MESSAGE, headers={**ACCEPT, **keys[Role.CUSTOMER]}) for _ in "12"]
    assert [answer.status_code for answer in answers] == [200, 429]
    assert int(answers[1].headers["retry-after"]) >= 1


def test_metrics_know_the_door_by_its_name(url: str) -> None:
    assert 'route="/mcp"' in httpx.get(f"{url}/metrics").text


def test_without_the_extra_there_is_no_such_address(
    assistant: Assistant, settings: Settings, keys: Headers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "mcp", None)
    with TestClient(create_app(assistant, settings)) as client:
        answer = client.post("/mcp", json=MESSAGE, headers=keys[Role.CUSTOMER])
    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "not_found")
