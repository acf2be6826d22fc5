"""One process owns a data folder."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from knowledge.errors import FolderInUse, StoreError
from knowledge.folder import FolderLock, holder

HOLD = """
import sys, time
from pathlib import Path
from knowledge.folder import FolderLock
lock = FolderLock(Path(sys.argv[1]), "pledge serve", "http://127.0.0.1:8000")
print("held", flush=True)
time.sleep(60)
"""


def test_a_file_where_the_folder_should_be_is_named(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("")
    for act in (holder, lambda folder: FolderLock(folder, "pledge ingest")):
        with pytest.raises(StoreError, match=r"file cannot be used: .*\. Make it writable"):
            act(path)


def holding(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    process.stdout.close()
    return process


def test_a_folder_in_use_names_its_holder_and_is_free_after_a_kill(tmp_path: Path) -> None:
    process = holding(tmp_path)
    try:
        with pytest.raises(FolderInUse, match=f"pledge serve .process {process.pid} at http://127.0.0.1:8000"):
            FolderLock(tmp_path, "pledge ingest")
        found = holder(tmp_path)
        assert found is not None
        assert found.url == "http://127.0.0.1:8000"
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
    assert holder(tmp_path) is None
    FolderLock(tmp_path, "pledge ingest").release()


def test_a_folder_in_use_is_refused_within_one_process_too(tmp_path: Path) -> None:
    with FolderLock(tmp_path / "new", "first"), pytest.raises(FolderInUse, match="first"):
        FolderLock(tmp_path / "new", "second")


def test_a_released_folder_can_be_taken_again_and_releasing_twice_is_fine(tmp_path: Path) -> None:
    lock = FolderLock(tmp_path, "first")
    lock.release()
    lock.release()
    with FolderLock(tmp_path, "second"):
        found = holder(tmp_path)
        assert found is not None
        assert (found.note, found.pid) == ("second", os.getpid())


def test_nobody_holds_a_folder_that_is_not_there(tmp_path: Path) -> None:
    assert holder(tmp_path / "nowhere") is None


FORK = """
import os, sys, time
from pathlib import Path
from knowledge.folder import FolderLock
lock = FolderLock(Path(sys.argv[1]), "parent")
if os.fork() == 0:
    print(os.getpid(), flush=True)
time.sleep(60)
"""


def test_a_forked_child_does_not_keep_the_folder_of_a_killed_parent(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", FORK, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    child = int(process.stdout.readline())
    process.stdout.close()
    try:
        assert holder(tmp_path) is not None
        process.kill()
        process.wait()
        assert holder(tmp_path) is None
    finally:
        os.kill(child, signal.SIGKILL)
