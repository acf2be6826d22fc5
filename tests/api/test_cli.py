"""Commands on a data folder that no server owns: what they print, and how they end."""

from __future__ import annotations

import errno
import io
import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from api import cli
from knowledge.folder import FolderLock
from tests import running

DOCUMENTS = {
    "ferry.md": "# Ferry times\n\nThe ferry leaves the island pier at 8:15 every morning. Bicycles travel free.\n",
    "crew.md": "---\naudience: staff\n---\n# Crew notes\n\nThe crew may waive the luggage fee up to 20 euros.\n",
    "pledge.yaml": "organisation: Fen Ferries\ncontact: {email: help@fen.example}\n",
}


class Run(Protocol):
    """Runs a command on a data folder in this process, which has loaded already what commands load."""

    def __call__(self, folder: Path, *arguments: str, stdin: str = "", **settings: str) -> Done: ...


@dataclass(frozen=True)
class Done:
    """How a command ended."""

    returncode: object
    stdout: str
    stderr: str


@pytest.fixture
def pledge(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def run(folder: Path, *arguments: str, stdin: str = "", **settings: str) -> Done:
        with monkeypatch.context() as patched:
            patched.setattr("sys.argv", ["pledge", *arguments])
            patched.setattr("sys.stdin", io.StringIO(stdin))
            for name, value in {"data": str(folder), **settings}.items():
                patched.setenv(f"PLEDGE_{name.upper()}", value)
            capsys.readouterr()
            with pytest.raises(SystemExit) as ended:
                cli.main()
        said = capsys.readouterr()
        return Done(ended.value.code or 0, said.out, said.err)

    return run


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory, documents: Path) -> Path:
    folder = tmp_path_factory.mktemp("data")
    done = running.pledge(folder, "ingest", str(documents), "--audience", "public", "--json")
    assert done.returncode == 0, done.stderr
    assert sorted(json.loads(done.stdout)["added"]) == ["crew.md", "ferry.md"]
    return folder


def test_a_second_ingest_does_nothing(pledge: Run, data: Path, documents: Path) -> None:
    done = pledge(data, "ingest", str(documents), "--audience", "public")
    assert done.returncode == 0
    assert "2 unchanged" in done.stdout
    assert done.stderr == ""


def test_an_unreadable_file_ends_with_1_and_the_others_are_in(pledge: Run, data: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"no pdf")
    (tmp_path / "fine.txt").write_text("Dogs pay two euros.")
    done = pledge(data, "ingest", str(tmp_path), "--prune", "--json")
    assert done.returncode == 1
    report = json.loads(done.stdout)
    assert report["added"] == ["fine.txt"]
    assert report["failed"][0]["name"] == "broken.pdf"


def test_ask_quotes_with_the_source(pledge: Run, data: Path) -> None:
    done = pledge(data, "ask", "When does the ferry leave the island pier?", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    shown = answer["quotes"] + answer["nearest"]
    assert shown[0]["document"] == "ferry.md"
    assert "8:15" in shown[0]["text"]
    assert (answer["status"] == "answered") == bool(answer["quotes"])


def test_search_is_a_customers_unless_told_otherwise(pledge: Run, data: Path) -> None:
    for role, found in (("customer", False), ("staff", True)):
        done = pledge(data, "search", "waive the luggage fee", "--role", role, "-k", "2")
        assert done.returncode == 0
        assert ("crew.md" in done.stdout) == found


def test_chat_takes_lines_and_gives_json_lines(pledge: Run, data: Path) -> None:
    done = pledge(
        data, "chat", "--json", stdin="When does the ferry leave?\n\nAnd do bicycles cost anything?\nexit\nMore?\n"
    )
    assert done.returncode == 0, done.stderr
    assert [bool(json.loads(line)["receipt_id"]) for line in done.stdout.splitlines()] == [True, True]


def test_keys_are_made_listed_and_revoked(pledge: Run, data: Path) -> None:
    made = json.loads(pledge(data, "keys", "create", "--role", "staff", "--name", "desk", "--json").stdout)
    assert made["key"].startswith("pledge_")
    assert f"{made['id']}  {made['prefix']}" in pledge(data, "keys", "list").stdout
    assert pledge(data, "keys", "revoke", made["id"]).returncode == 0
    assert "revoked" in pledge(data, "keys", "list").stdout


def test_reindex_and_doctor_find_all_well(pledge: Run, data: Path) -> None:
    assert pledge(data, "reindex", "--json").returncode == 0
    done = pledge(data, "doctor", "--json")
    assert (done.returncode, json.loads(done.stdout)["ok"]) == (0, True)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["ask"], "question"),
        (["ask", "When?", "--as-of", "soon"], "2026-01-31"),
        (["ask", "When?", "--collection", "No Such"], "collection"),
        (["ingest", "no-such-folder"], "no-such-folder"),
        (["ingest", "a", "b"], "one folder"),
        (["keys", "revoke", "k_none"], "k_none"),
        (["no-such-command"], "no-such-command"),
    ],
)
def test_wrong_use_ends_with_2_and_one_sentence(pledge: Run, data: Path, arguments: list[str], said: str) -> None:
    done = pledge(data, *arguments)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_wrong_setting_is_named(pledge: Run, data: Path) -> None:
    done = pledge(data, "keys", "list", port="many", json="x")
    assert done.returncode == 2
    assert "PLEDGE_PORT" in done.stderr


def test_a_folder_that_another_process_owns_names_it(pledge: Run, tmp_path: Path) -> None:
    with FolderLock(tmp_path, "a backup"):
        done = pledge(tmp_path, "ask", "When?", "--json")
    assert done.returncode == 2
    assert "a backup (process " in done.stderr
    assert json.loads(done.stdout)["error"]["code"] == "FolderInUse"


def test_every_command_has_help_with_an_example(pledge: Run) -> None:
    for command in ("serve", "ingest", "ask", "chat", "search", "keys create", "keys list", "reindex", "doctor"):
        done = pledge(Path("unused"), *command.split(), "--help")
        assert done.returncode == 0
        assert "For example" in done.stdout
        assert re.search(rf"pledge {command}", done.stdout)
        assert "--json" in done.stdout


def test_help_loads_nothing_heavy() -> None:
    code = "import sys, api.cli; print([name for name in sys.argv[1:] if name in sys.modules])"
    heavy = ["fastapi", "pydantic", "sqlalchemy", "numpy", "chromadb", "onnxruntime", "torch", "langchain_core"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_commands_to_a_server_load_no_database() -> None:
    code = "import sys, api.remote; print([name for name in sys.argv[1:] if name in sys.modules])"
    heavy = ["fastapi", "sqlalchemy", "chromadb", "onnxruntime", "torch", "langchain_core"]
    done = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_the_system_refuses_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full() -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/data/.lock")

    monkeypatch.setattr(cli, "app", full)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    said = "pledge: The system refuses: No space left on device (/data/.lock). See to that, then try again.\n"
    assert capsys.readouterr().err == said
