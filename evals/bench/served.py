"""A Pledge server as a child process: what a bench asks over HTTP."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from knowledge.errors import PledgeError

#: The command line, by its module's name: this package never imports it.
_PLEDGE = (sys.executable, "-m", "api.cli")
_START_SECONDS = 120


class BenchFailed(PledgeError):
    """A command or the server ended with an error; the message holds its last words."""


@dataclass(frozen=True, slots=True)
class Served:
    """A running server."""

    client: httpx.Client
    process: subprocess.Popen[str]
    start_seconds: float  #: from the command to the first ready answer

    def memory_bytes(self) -> int:
        """Resident memory of the server's process."""
        command = ("ps", "-o", "rss=", "-p", str(self.process.pid))
        # ps, wherever it is, asked about our own child.
        done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
        return int(done.stdout) * 1024


def run_pledge(data: Path, *arguments: str) -> Mapping[str, object]:
    """Run a command with --json on a data folder; returns what it printed.

    Raises:
        BenchFailed: it ended with an error.
    """
    command = (*_PLEDGE, *arguments, "--json")
    # Our own command line with our own arguments.
    done = subprocess.run(command, capture_output=True, text=True, env=_environment(data), check=False)  # noqa: S603
    if done.returncode:
        raise BenchFailed(f"pledge {arguments[0]} failed: {(done.stderr or done.stdout).strip()[-500:]}")
    found: Mapping[str, object] = json.loads(done.stdout)
    return found


@contextmanager
def server(data: Path, *options: str) -> Iterator[Served]:
    """A server of a data folder on a free port, with further options of `pledge serve`; it ends with the block.

    Raises:
        BenchFailed: it did not start.
    """
    key = str(run_pledge(data, "keys", "create", "--role", "customer")["key"])
    begun = time.perf_counter()
    command = (*_PLEDGE, "serve", "--port", "0", *options)
    log = data / "bench-server.log"
    with (
        log.open("w") as errors,
        subprocess.Popen(  # noqa: S603 - our own command line
            (*command, "--json"), stdout=subprocess.PIPE, stderr=errors, text=True, env=_environment(data)
        ) as process,
    ):
        try:
            line = process.stdout.readline() if process.stdout else ""
            if not line.startswith("{"):
                raise BenchFailed(f"The server did not start: {log.read_text()[-500:]}")
            headers = {"Authorization": f"Bearer {key}"}
            with httpx.Client(base_url=json.loads(line)["url"], headers=headers, timeout=60) as client:
                _wait(client, begun)
                yield Served(client, process, time.perf_counter() - begun)
        finally:
            process.terminate()


def _wait(client: httpx.Client, begun: float) -> None:
    while time.perf_counter() - begun < _START_SECONDS:
        try:
            if client.get("/readyz").status_code == httpx.codes.OK:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise BenchFailed(f"The server was not ready within {_START_SECONDS} seconds.")


def _environment(data: Path) -> dict[str, str]:
    """No limit of requests: speed is what is measured."""
    kinds = ("REQUESTS", "VISITOR_REQUESTS", "ADDRESS_REQUESTS")
    return {**os.environ, "PLEDGE_DATA": str(data), **{f"PLEDGE_{kind}_PER_MINUTE": "10000000" for kind in kinds}}
