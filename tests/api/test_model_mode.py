"""Model mode through HTTP and the command line: what streams, what receipts tell whom, what is counted."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from openai import OpenAI
from typer.testing import CliRunner

from api.app import create_app
from api.cli import app
from assistant.answer import Answerer
from assistant.build import Assistant, model_help
from assistant.roles import Role
from assistant.settings import load_settings
from tests.api.conftest import SAMPLE
from tests.api.serving import served
from tests.model_server import ModelServer, running, says

RETURN = {"question": "How long do I have to return something I bought online?"}
ABOUT = "bought online or by phone within 30 days"
THIRTY = "You have 30 days from the day you receive an online or phone purchase to return it."
LIE = "We collect everything from your home for free."
Keys = Mapping[Role, Mapping[str, str]]


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with running() as model:
        yield model


@pytest.fixture
def client(assistant: Assistant, server: ModelServer, other_app: Callable[..., TestClient]) -> TestClient:
    """The same assistant with a language model."""
    settings = load_settings(model="openai:scripted", model_base_url=server.url, model_seconds=20.0)
    helper = model_help(settings, assistant.library.database)
    answerer = Answerer(assistant.library, assistant.receipts, writer=helper.writer, uses=helper.uses)
    return other_app({"answerer": answerer})


def events(text: str) -> list[tuple[str, dict[str, object]]]:
    blocks = [block for block in text.replace("\r", "").split("\n\n") if block.startswith("event:")]
    lines = [dict(line.split(": ", 1) for line in block.split("\n") if ": " in line) for block in blocks]
    return [(block["event"], json.loads(block["data"])) for block in lines]


def test_verified_portions_come_as_status_events_before_the_answer(
    client: TestClient, keys: Keys, server: ModelServer
) -> None:
    server.will(says((THIRTY, ABOUT), (LIE, ABOUT)), says())
    response = client.post("/v1/ask", json=RETURN, headers={**keys[Role.CUSTOMER], "Accept": "text/event-stream"})
    found = events(response.text)
    portions = [data["text"] for name, data in found if name == "status" and data["status"] == "statement"]
    (answer,) = [data for name, data in found if name == "answer"]
    assert portions == [f"{THIRTY} [1]"]
    assert str(answer["text"]).startswith("".join(map(str, portions)))
    assert answer["mode"] == "model"
    assert answer["statements"] == [{"text": THIRTY, "quotes": [0]}]
    assert LIE not in response.text
    names = [name for name, _ in found]
    assert names.index("quote") < names.index("answer") < names.index("receipt")


def test_a_conversation_streams_in_the_same_way(client: TestClient, keys: Keys, server: ModelServer) -> None:
    server.will(says((THIRTY, ABOUT)))
    headers = {**keys[Role.CUSTOMER], "Accept": "text/event-stream"}
    begun = client.post("/v1/conversations", headers=keys[Role.CUSTOMER]).json()["id"]
    found = events(client.post(f"/v1/conversations/{begun}/messages", json=RETURN, headers=headers).text)
    assert ("status", {"status": "statement", "text": f"{THIRTY} [1]"}) in found


def test_words_that_were_not_shown_are_for_staff(client: TestClient, keys: Keys, server: ModelServer) -> None:
    server.will(says((THIRTY, ABOUT), (LIE, ABOUT)), says())
    answer = client.post("/v1/ask", json={**RETURN, "as_of": "2026-11-20"}, headers=keys[Role.CUSTOMER]).json()
    path = f"/v1/receipts/{answer['receipt_id']}"
    own = client.get(path, headers=keys[Role.CUSTOMER])
    assert own.json()["model"]["dropped"] == 1
    assert LIE not in own.text
    (dropped,) = client.get(path, headers=keys[Role.STAFF]).json()["model"]["dropped"]
    assert dropped["text"] == LIE
    assert dropped["reason"]


def test_a_fallback_is_in_the_answer_the_receipt_and_the_metrics(
    client: TestClient, keys: Keys, server: ModelServer
) -> None:
    server.will(lambda call: call.fail(429, Retry_After="60"))
    answer = client.post("/v1/ask", json={**RETURN, "as_of": "2026-11-21"}, headers=keys[Role.CUSTOMER]).json()
    assert answer["mode"] == "quote"
    assert answer["quotes"]
    assert "takes no more requests" in " ".join(answer["notes"])
    receipt = client.get(f"/v1/receipts/{answer['receipt_id']}", headers=keys[Role.CUSTOMER]).json()
    assert (receipt["model"]["outcome"], receipt["model"]["reason"]) == ("quotes", "rate_limited")
    counted = client.get("/metrics").text
    assert 'pledge_model_answers_total{outcome="quotes",reason="rate_limited"} 1.0' in counted


def test_tokens_are_counted(client: TestClient, keys: Keys, server: ModelServer) -> None:
    server.will(says((THIRTY, ABOUT)))
    client.post("/v1/ask", json={**RETURN, "as_of": "2026-11-22"}, headers=keys[Role.CUSTOMER])
    assert 'pledge_model_tokens_total{kind="prompt"} 100.0' in client.get("/metrics").text


def test_the_command_line_prints_sentences_and_their_numbered_quotes(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLEDGE_MODEL_BASE_URL", server.url)
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "returns.md").write_bytes((SAMPLE / "returns.md").read_bytes())
    data = ["--data", str(tmp_path / "data")]
    runner = CliRunner()
    assert runner.invoke(app, ["ingest", str(tmp_path / "docs"), "--audience", "public", *data]).exit_code == 0
    server.will(says((THIRTY, ABOUT)))
    shown = runner.invoke(app, ["ask", RETURN["question"], "--model", "openai:scripted", *data])
    assert shown.exit_code == 0, shown.output
    assert shown.output.startswith(f"{THIRTY} [1]\n\n[1] “You may return anything you bought online or by phone")
    quoted = runner.invoke(app, ["ask", RETURN["question"], "--model", "none", *data])
    assert quoted.output.startswith("“You may return anything you bought online or by phone")


def test_the_page_about_models_shows_what_is_printed(
    server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    monkeypatch.setenv("PLEDGE_MODEL_BASE_URL", server.url)
    data = ["--data", str(tmp_path / "data")]
    runner = CliRunner()
    assert runner.invoke(app, ["ingest", str(SAMPLE), *data]).exit_code == 0
    server.will(
        says(
            (THIRTY, ABOUT),
            ("If an order arrives in several deliveries, the 30 days start with the last one.", "several deliveries"),
            ("Members of Larkmere Circle have 60 days for unused items, wherever they bought them.", "60 days for"),
        )
    )
    for model in ("openai:gpt-4o-mini", "none"):
        command = f'$ pledge ask "{RETURN["question"]}" --model {model}\n'
        printed = page.split(command)[1].split("```")[0]
        shown = runner.invoke(app, ["ask", RETURN["question"], "--model", model, *data]).output
        for part in printed.split("...\n"):
            assert part.strip() in shown


def test_a_model_that_there_is_not_is_a_wrong_use(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["ask", "How long?", "--model", "gpt-4o", "--data", str(tmp_path / "data")])
    assert "provider:name" in str(result.exception)


def test_the_openai_client_streams_verified_sentences_with_their_citations(
    assistant: Assistant, keys: Keys, server: ModelServer
) -> None:
    settings = load_settings(model="openai:scripted", model_base_url=server.url, model_seconds=20.0)
    writer = model_help(settings, assistant.library.database).writer
    answerer = Answerer(assistant.library, assistant.receipts, writer=writer)
    server.will(says((THIRTY, ABOUT)))
    with served(create_app(replace(assistant, answerer=answerer), settings)) as url:
        key = keys[Role.CUSTOMER]["Authorization"].removeprefix("Bearer ")
        client = OpenAI(base_url=f"{url}/v1", api_key=key, max_retries=0)
        asked: Any = [{"role": "user", "content": RETURN["question"]}]
        chunks = list(client.chat.completions.create(model="pledge", messages=asked, stream=True))
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    content = "".join(delta.content or "" for delta in deltas)
    assert deltas[1].content == f"{THIRTY} [1]"
    annotations = next(
        extra["annotations"] for delta in deltas if (extra := delta.model_extra or {}) and "annotations" in extra
    )
    cited = annotations[0]["url_citation"]
    assert content[cited["start_index"] : cited["end_index"]] == "[1]"
