"""The program as its owner runs it: a server process, commands that go through it, crashes, broken files."""

from __future__ import annotations

import json
import threading
import time
from pathlib import Path

import httpx
import pytest

from knowledge.folder import holder
from tests.broken_files import make_broken_files
from tests.running import Server, pledge, server

COUNT = 16
SENTENCES = 40


def write_policies(folder: Path, count: int) -> None:
    """Documents that can be told apart: each has its own number in every sentence."""
    folder.mkdir()
    for number in range(count):
        lines = [f"Policy {number} promises item {place} within {place + 1} days." for place in range(SENTENCES)]
        (folder / f"policy-{number:03}.md").write_text(f"# Policy {number}\n\n{' '.join(lines)}\n")


def damage(data: Path) -> list[str]:
    """What the doctor finds, but for embeddings that were made and wait to be used: they harm nothing."""
    found = json.loads(pledge(data, "doctor", "--json").stdout)["findings"]
    return [finding["message"] for finding in found if "of no stored text" not in finding["message"]]


def stored(running: Server) -> dict[str, int]:
    """Documents other than guidance, and how many units each has."""
    with running.client() as client:
        listed = client.get("/v1/documents", params={"collection": "policies"}).json()["documents"]
    return {document["name"]: document["units"] for document in listed}


def test_commands_go_through_the_server_that_owns_the_folder(tmp_path: Path) -> None:
    data, documents = tmp_path / "data", tmp_path / "documents"
    write_policies(documents, 3)
    with server(data) as running:
        owner = holder(data)
        assert owner
        assert owner.url == running.url
        first = pledge(data, "ingest", str(documents), "--audience", "public", "--json")
        assert first.returncode == 0, first.stderr
        assert len(json.loads(first.stdout)["added"]) == 3
        (documents / "policy-001.md").unlink()
        pruned = pledge(data, "ingest", str(documents), "--audience", "public", "--prune", "--json")
        assert json.loads(pruned.stdout)["removed"] == ["policy-001.md"]
        found = pledge(data, "search", "Policy 2 item 7", "-k", "1", "--json")
        assert json.loads(found.stdout)["hits"][0]["document"] == "policy-002.md"
        asked = pledge(data, "ask", "Within how many days does policy 2 promise item 7?", "--json")
        assert json.loads(asked.stdout)["receipt_id"]
        key = json.loads(pledge(data, "keys", "create", "--role", "customer", "--json").stdout)["key"]
        answer = httpx.get(f"{running.url}/v1/documents", headers={"Authorization": f"Bearer {key}"})
        assert len(answer.json()["documents"]) == 2
        assert pledge(data, "reindex").returncode == 0
        assert damage(data) == []
        wrong = pledge(data, "keys", "revoke", "k_none")
        assert (wrong.returncode, "k_none" in wrong.stderr) == (2, True)
        assert running.stop() == 0
    assert holder(data) is None
    assert not (data / "server.json").exists()
    assert pledge(data, "keys", "list").returncode == 0


def test_a_second_server_says_who_owns_the_folder(tmp_path: Path) -> None:
    with server(tmp_path / "data") as running:
        done = pledge(tmp_path / "data", "serve", "--port", "0")
        taken = pledge(tmp_path / "other", "serve", "--port", running.url.rpartition(":")[2])
    assert (done.returncode, f"process {running.process.pid}" in done.stderr) == (2, True)
    assert (taken.returncode, "--port" in taken.stderr) == (2, True)


def test_the_sample_is_served_from_its_own_folder_and_asked_while_there_is_nothing_else(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with server(data, "--sample") as running:
        assert running.folder == data / "sample"
        done = pledge(data, "ask", "How long do I have to return something I bought online?")
        assert done.returncode == 0, done.stderr
        assert "within 30 days" in done.stdout
        assert "in force since 1 March 2026" in done.stdout
        assert "sample organisation" in done.stderr
        keys = json.loads((data / "sample" / "sample-keys.json").read_text())
        running.stop()
    with server(data, "--sample") as again:
        for role, key in keys.items():
            answer = httpx.get(f"{again.url}/v1/documents", headers={"Authorization": f"Bearer {key}"})
            staff = [each for each in answer.json()["documents"] if each["audience"] == "staff"]
            assert bool(staff) == (role == "staff")


def test_killed_in_mid_ingest_a_server_starts_again_and_nothing_is_lost_or_doubled(tmp_path: Path) -> None:
    data, documents = tmp_path / "data", tmp_path / "documents"
    write_policies(documents, COUNT)
    with server(data) as running:
        sending = threading.Thread(target=pledge, args=(data, "ingest", str(documents)), daemon=True)
        sending.start()
        deadline = time.monotonic() + 60
        while len(stored(running)) < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        running.kill()
        sending.join()
    with server(data) as running:
        assert not (data / "incoming").exists(), "what was sent and is of no use any more is gone"
        before = stored(running)
        assert set(before.values()) <= {SENTENCES}, "no document is half there"
        report = json.loads(pledge(data, "ingest", str(documents), "--json").stdout)
        assert len(report["added"]) + len(report["unchanged"]) == COUNT
        assert stored(running) == {f"policy-{number:03}.md": SENTENCES for number in range(COUNT)}
        assert damage(data) == []
    assert holder(data) is None


def test_broken_files_get_clear_errors_and_the_good_ones_are_in(tmp_path: Path) -> None:
    reasons = make_broken_files(tmp_path / "files")
    (tmp_path / "files" / "good.md").write_text("# Good\n\nThe good one is answered within 3 days.\n")
    with server(tmp_path / "data") as running, running.client() as client:
        clear = 0
        for name in reasons:
            content = (tmp_path / "files" / name).read_bytes()
            answer = client.post("/v1/documents", files={"file": (name, content)}, data={"name": name})
            assert answer.status_code == 422, (name, answer.text)
            error = answer.json()["error"]
            clear += error["message"].endswith(".") and "Traceback" not in error["message"]
        assert clear == len(reasons) >= 30
        report = json.loads(pledge(tmp_path / "data", "ingest", str(tmp_path / "files"), "--json").stdout)
        assert report["added"] == ["good.md"]
        assert client.get("/readyz").status_code == 200
        found = client.post("/v1/search", json={"query": "answered within 3 days", "k": 1}).json()
        assert found["hits"][0]["document"] == "good.md"


def test_asking_goes_on_while_documents_come_in(tmp_path: Path) -> None:
    data, documents = tmp_path / "data", tmp_path / "documents"
    write_policies(documents, COUNT)
    with server(data) as running, running.client("staff") as client:
        sending = threading.Thread(target=pledge, args=(data, "ingest", str(documents)))
        sending.start()
        slowest, asked = 0.0, 0
        while sending.is_alive():
            began = time.monotonic()
            answer = client.post("/v1/ask", json={"question": "Within how many days is item 7 promised?"})
            slowest, asked = max(slowest, time.monotonic() - began), asked + 1
            assert answer.status_code == 200, answer.text
        sending.join()
    assert asked > 5
    assert slowest < 10


def test_a_server_that_is_told_to_stop_in_mid_ingest_ends_in_order(tmp_path: Path) -> None:
    data, documents = tmp_path / "data", tmp_path / "documents"
    write_policies(documents, COUNT)
    with server(data) as running:
        results: list[str] = []
        sending = threading.Thread(target=lambda: results.append(pledge(data, "ingest", str(documents)).stderr))
        sending.start()
        time.sleep(2)
        assert running.stop() == 0
        sending.join()
    assert damage(data) == []
    assert "Traceback" not in results[0]


@pytest.mark.parametrize("signal", ["terminate", "kill"])
def test_however_a_server_ends_its_folder_can_be_used(tmp_path: Path, signal: str) -> None:
    with server(tmp_path) as running:
        getattr(running.process, signal)()
        running.process.wait(timeout=30)
    assert pledge(tmp_path, "keys", "list").returncode == 0
