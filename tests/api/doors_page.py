"""The examples of `docs/doors.md`, run as they stand there; `python -m tests.api.doors_page` writes what they print."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.running import Server, environment, pledge, server

PAGE = Path(__file__).parent.parent.parent / "docs" / "doors.md"
_SAMPLE = PAGE.parent.parent / "knowledge" / "sample"
_EXAMPLE = re.compile(r"```python\n(?P<program>.*?)```\n\n```text\n(?P<printed>.*?)```", re.DOTALL)


@dataclass(frozen=True)
class Example:
    """A program of the page and what it prints there."""

    program: str
    printed: str

    @property
    def opens_the_folder(self) -> bool:
        return "load_settings" in self.program

    def over_folder(self, folder: Path, **variables: str) -> str:
        """What it prints on a data folder."""
        done = subprocess.run(
            [sys.executable, "-c", self.program],
            capture_output=True,
            text=True,
            env={**environment(folder), **variables},
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def at_server(self, running: Server) -> str:
        """What it prints to a customer of a server."""
        key = running.key("customer")["Authorization"].removeprefix("Bearer ")
        return self.over_folder(running.folder, PLEDGE_URL=running.url, PLEDGE_KEY=key)


def examples() -> list[Example]:
    return [Example(**found.groupdict()) for found in _EXAMPLE.finditer(PAGE.read_text(encoding="utf-8"))]


def prepare(folder: Path) -> None:
    """Bring the sample organisation in."""
    ingested = pledge(folder, "ingest", str(_SAMPLE), "--json")
    assert ingested.returncode == 0, ingested.stderr


def _write() -> None:
    text = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        prepare(data)
        printed = {each.program: each.over_folder(data) for each in examples() if each.opens_the_folder}
        with server(data) as running:
            printed |= {each.program: each.at_server(running) for each in examples() if not each.opens_the_folder}
    shown = _EXAMPLE.sub(lambda found: f"```python\n{found[1]}```\n\n```text\n{printed[found[1]]}```", text)
    PAGE.write_text(shown, encoding="utf-8")


if __name__ == "__main__":
    _write()
