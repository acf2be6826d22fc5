"""A folder in one request: what the command line sends to a running server."""

from __future__ import annotations

import io
import json
import shutil
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.archives import pack, unpack
from assistant.roles import Role
from assistant.settings import Settings
from knowledge.errors import InvalidInput

Headers = Mapping[Role, Mapping[str, str]]
CAVE = "# Cave tours\n\nCave tours start at 9:30 on weekdays.\n"


def archive(files: Mapping[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        for name, content in files.items():
            data = content.encode() if isinstance(content, str) else content
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return packed.getvalue()


@pytest.fixture
def admin(client: TestClient, keys: Headers) -> Iterator[Mapping[str, str]]:
    """An administrator's headers; what came from `/the/caves` is taken out again."""
    yield keys[Role.ADMIN]
    client.post("/v1/ingests?origin=/the/caves&prune=true", headers=keys[Role.ADMIN], content=archive({}))


def test_a_folder_with_its_manifest(client: TestClient, admin: Mapping[str, str], keys: Headers) -> None:
    manifest = "files:\n  - match: caves/*\n    audience: public\n    version: '7'\n"
    content = archive({"caves/tours.md": CAVE, "caves/broken.pdf": b"no", "pledge.yaml": manifest})
    report = client.post("/v1/ingests?origin=/the/caves", headers=admin, content=content).json()
    assert report["added"] == ["caves/tours.md"]
    assert [failed["name"] for failed in report["failed"]] == ["caves/broken.pdf"]
    document = client.get("/v1/documents/caves/tours.md", headers=keys[Role.CUSTOMER]).json()
    assert (document["version"], document["audience"]) == ("7", "public")


def test_again_nothing_changes_and_pruning_removes_what_left(client: TestClient, admin: Mapping[str, str]) -> None:
    path = "/v1/ingests?origin=/the/caves&prune=true"
    client.post(path, headers=admin, content=archive({"caves/tours.md": CAVE, "caves/b.md": "# B\n\nBats sleep."}))
    again = client.post(path, headers=admin, content=archive({"caves/tours.md": CAVE})).json()
    assert (again["unchanged"], again["removed"]) == (["caves/tours.md"], ["caves/b.md"])


def test_a_folder_for_which_there_is_no_room_is_refused(
    client: TestClient, admin: Mapping[str, str], settings: Settings
) -> None:
    incoming = settings.data / "incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.write_text("in the way")
    try:
        answer = client.post("/v1/ingests", headers=admin, content=archive({"caves/tours.md": CAVE}))
    finally:
        incoming.unlink()
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "store_unavailable")


def test_progress_comes_as_events(client: TestClient, admin: Mapping[str, str]) -> None:
    headers = {**admin, "Accept": "text/event-stream"}
    answer = client.post("/v1/ingests?origin=/the/caves", headers=headers, content=archive({"caves/tours.md": CAVE}))
    names = [line.removeprefix("event: ") for line in answer.text.splitlines() if line.startswith("event: ")]
    assert "progress" in names
    assert names[-1] == "report"
    assert json.loads(answer.text.split("data: ")[-1])["added"] == ["caves/tours.md"]


def test_a_wrong_manifest_stores_nothing_and_names_the_line(client: TestClient, admin: Mapping[str, str]) -> None:
    content = archive({"caves/tours.md": CAVE, "pledge.yaml": "defaults:\n  audiance: public\n"})
    answer = client.post("/v1/ingests?origin=/the/caves", headers=admin, content=content)
    assert answer.status_code == 422
    assert "line 2" in answer.json()["error"]["message"]
    assert client.get("/v1/documents/caves/tours.md", headers=admin).status_code == 404


def test_nothing_is_left_behind(client: TestClient, admin: Mapping[str, str], settings: object) -> None:
    incoming = Path(settings.data) / "incoming"  # type: ignore[attr-defined] # the fixture's type is in conftest
    for content in (archive({"caves/tours.md": CAVE}), b"no archive"):
        client.post("/v1/ingests?origin=/the/caves", headers=admin, content=content)
    assert list(incoming.iterdir()) == []


def link(name: str, target: str, kind: bytes) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        member = tarfile.TarInfo(name)
        member.type = kind
        member.linkname = target
        tar.addfile(member)
    return packed.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        archive({"../outside.md": CAVE}),
        archive({"/absolute.md": CAVE}),
        archive({"a/../../outside.md": CAVE}),
        link("inside.md", "/etc/passwd", tarfile.SYMTYPE),
        link("inside.md", "/etc/passwd", tarfile.LNKTYPE),
        link("device", "", tarfile.CHRTYPE),
        archive({"a": CAVE, "a/b.md": CAVE}),
        archive({"a.md": CAVE})[:700],
        b"\x1f\x8b" + bytes(600),
        b"",
    ],
)
def test_an_archive_cannot_reach_out_of_its_folder(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "folder.tar").write_bytes(content)
    (tmp_path / "files").mkdir()
    with pytest.raises(InvalidInput):
        unpack(tmp_path / "folder.tar", tmp_path / "files")
    assert {path.name for path in tmp_path.iterdir()} == {"folder.tar", "files"}


def test_what_is_packed_comes_out_the_same(tmp_path: Path) -> None:
    (tmp_path / "source.md").write_text(CAVE)
    with (tmp_path / "folder.tar").open("wb") as packed:
        pack([("deep/er/näme.md", tmp_path / "source.md")], packed)
    assert unpack(tmp_path / "folder.tar", tmp_path / "files") == 1
    assert (tmp_path / "files" / "deep" / "er" / "näme.md").read_text() == CAVE
