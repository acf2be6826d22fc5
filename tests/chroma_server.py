"""A Chroma server of our own for tests, on a free port of this machine."""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

_SECONDS = 30.0
_ATTEMPTS = 3


@contextlib.contextmanager
def started(folder: Path) -> Iterator[str]:
    """The URL of a server that keeps its files in `folder`; stopped at the end."""
    for _ in range(_ATTEMPTS):  # between looking and starting, another process may have taken the port
        url, process = _start(folder)
        if _answers(url, process):
            break
        _stop(process)
    else:
        raise RuntimeError("The Chroma server did not start.")
    try:
        yield url
    finally:
        _stop(process)


def _start(folder: Path) -> tuple[str, subprocess.Popen[bytes]]:
    port = _free_port()
    program = Path(sys.executable).parent / "chroma"
    command = [str(program), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return f"http://127.0.0.1:{port}", process


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    process.wait(10)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _answers(url: str, process: subprocess.Popen[bytes]) -> bool:
    limit = time.monotonic() + _SECONDS
    while time.monotonic() < limit and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/api/v2/heartbeat", timeout=1):
                return process.poll() is None
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    return False
