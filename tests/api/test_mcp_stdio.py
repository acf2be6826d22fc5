"""`pledge mcp` as programs start it: over a folder of its own, and through a server that owns the folder."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from knowledge.folder import holder
from tests.running import environment, pledge, server

DOCUMENTS = {
    "ferry.md": "# Ferry times\n\nThe ferry leaves the island pier at 8:15 every morning. Bicycles travel free.\n",
    "crew.md": "---\naudience: staff\n---\n# Crew notes\n\nThe crew may waive the luggage fee up to 20 euros.\n",
}
FERRY = {"question": "When does the ferry leave the island pier?"}
LUGGAGE = {"query": "luggage fee", "k": 5}


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("mcp")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text)
    ingested = pledge(folder / "data", "ingest", str(folder), "--audience", "public", "--json")
    assert ingested.returncode == 0, ingested.stderr
    return folder / "data"


def through_stdio(folder: Path, role: str, calls: Mapping[str, Mapping[str, Any]]) -> tuple[list[str], dict[str, Any]]:
    """The names of the tools, and what each call gives."""

    async def run() -> tuple[list[str], dict[str, Any]]:
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "api.cli", "mcp", "--role", role], env=environment(folder)
        )
        async with Client(command) as client:
            names = [tool.name for tool in (await client.list_tools()).tools]
            return names, {name: await client.call_tool(name, dict(given)) for name, given in calls.items()}

    return asyncio.run(run())


def documents(result: Any) -> set[str]:
    return {hit["document"] for hit in result.structured_content["hits"]}


def check_all(folder: Path) -> None:
    """What holds whoever owns the folder."""
    names, results = through_stdio(folder, "customer", {"ask": FERRY, "search": LUGGAGE, "check": {"text": "x"}})
    assert names == ["ask", "search", "verify", "commitments"]
    assert "8:15" in results["ask"].structured_content["text"]
    assert documents(results["search"]) == {"ferry.md"}
    assert results["check"].is_error
    assert "needs the role author" in results["check"].content[0].text
    draft = {"brief": {"document": "promise.md", "headings": ["Timeliness"]}}
    calls: dict[str, Any] = {
        "search": LUGGAGE,
        "verify": {"text": "The crew may waive the luggage fee up to 20 euros."},
        "commitments": {},
        "check": {"text": "# Promise\n\nWe always reply quickly.\n"},
        "draft": draft,
    }
    names, results = through_stdio(folder, "author", calls)
    assert names == ["ask", "search", "verify", "commitments", "check", "draft"]
    assert not any(result.is_error for result in results.values()), results
    assert documents(results["search"]) == {"ferry.md", "crew.md"}
    assert results["verify"].structured_content["verdict"] == "supported"
    assert results["check"].structured_content["findings"]
    made = results["draft"].structured_content["id"]
    assert json.loads(pledge(folder, "draft", "show", made, "--json").stdout)["document"] == "promise.md"


def test_over_the_folder_itself(data: Path) -> None:
    check_all(data)
    assert holder(data) is None, "it lets go of the folder at the end"


def test_through_the_server_that_owns_the_folder(data: Path) -> None:
    with server(data) as running:
        check_all(data)
        assert running.stop() == 0


def test_without_the_extra_it_says_which_to_install(tmp_path: Path) -> None:
    program = "import sys; sys.modules['mcp'] = None; sys.argv = ['pledge', 'mcp']; from api.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment(tmp_path), check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "pip install 'pledge[mcp]'" in done.stderr
