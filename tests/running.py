"""`pledge` as its users run it: commands and a server, each a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_PLEDGE = (sys.executable, "-m", "api.cli")
_COMMAND_SECONDS = 180  # a busy machine takes long to start a process that imports a model


@dataclass(frozen=True)
class Server:
    """A running server."""

    url: str
    folder: Path
    process: subprocess.Popen[str]

    def client(self, role: str = "admin") -> httpx.Client:
        """Speaks to it with the key that its commands use."""
        return httpx.Client(base_url=self.url, headers=self.key(role), timeout=120)

    def key(self, role: str = "admin") -> dict[str, str]:
        """The header with the key that its commands use."""
        keys = json.loads((self.folder / "server.json").read_text())["keys"]
        return {"Authorization": f"Bearer {keys[role]}"}

    def kill(self) -> None:
        """End it as a power cut would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        """Ask it to end; returns its exit code."""
        self.process.terminate()
        return self.process.wait(timeout=30)


@contextmanager
def server(folder: Path, *options: str, **settings: str) -> Iterator[Server]:
    """A server of a data folder on a free port, while the block runs; killed at the end if it still does."""
    command = [*_PLEDGE, "serve", "--port", "0", "--json", *options]
    with (folder.parent / f"{folder.name}.log").open("a") as log:
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment(folder, **settings)
        )
    with process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert line.startswith('{"url"'), line + (folder.parent / f"{folder.name}.log").read_text()
            said = json.loads(line)
            yield Server(said["url"], Path(said["data"]), process)
        finally:
            process.kill()


def pledge(
    folder: Path, *arguments: str, stdin: str | None = None, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run a command on a data folder."""
    return subprocess.run(
        [*_PLEDGE, *arguments],
        capture_output=True,
        text=True,
        input=stdin,
        env=environment(folder, **settings),
        timeout=_COMMAND_SECONDS,
        check=False,
    )


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """This process's environment with settings for a data folder."""
    named = {f"PLEDGE_{name.upper()}": value for name, value in settings.items()}
    return {**os.environ, "PLEDGE_DATA": str(folder), **named}
