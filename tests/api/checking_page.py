"""The commands of `docs/checking.md`, run as they stand; `python -m tests.api.checking_page` writes what they print."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.running import environment

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "checking.md"
_CODE = ROOT / "docs" / "checking" / "code.md"
_BLOCK = re.compile(r"```console\n(?P<block>.*?)```", re.DOTALL)
_SHELL = """
export PYTHONPATH="$ROOT" GIT_AUTHOR_NAME=Author GIT_AUTHOR_EMAIL=a@example.org
export GIT_COMMITTER_NAME=Author GIT_COMMITTER_EMAIL=a@example.org
pledge() { "$PYTHON" -m api.cli "$@"; }
"""


@dataclass(frozen=True)
class Command:
    """A command of the page and what it prints there."""

    words: str
    printed: str


def commands(block: str) -> list[Command]:
    """The commands of one block; what is typed goes on to the END of a here-document."""
    found: list[tuple[list[str], list[str]]] = []
    typing = False
    for line in block.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
            typing = "<<'END'" in line
        elif typing:
            found[-1][0].append(line)
            typing = line != "END"
        else:
            found[-1][1].append(line)
    return [Command("\n".join(words), "".join(f"{line}\n" for line in printed)) for words, printed in found]


def blocks() -> list[list[Command]]:
    return [commands(found["block"]) for found in _BLOCK.finditer(PAGE.read_text(encoding="utf-8"))]


class Folder:
    """A working folder with the page's code in it, under git."""

    def __init__(self, path: Path) -> None:
        self._path = path
        shutil.copy(_CODE, path)
        self.run("git init -q && git add code.md && git commit -qm first")

    def run(self, words: str) -> str:
        """What a command prints, errors included."""
        variables = {**environment(self._path / ".pledge"), "ROOT": str(ROOT), "PYTHON": sys.executable}
        done = subprocess.run(
            ["/bin/bash", "-c", f"{_SHELL}{words}"],
            cwd=self._path,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=variables,
            text=True,
            timeout=120,
            check=False,
        )
        return done.stdout


def _written(folder: Folder, block: str) -> str:
    shown = "".join(f"$ {one.words}\n{folder.run(one.words)}" for one in commands(block))
    return f"```console\n{shown}```"


def _write() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Folder(Path(place))
        text = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(_BLOCK.sub(lambda found: _written(folder, found["block"]), text), encoding="utf-8")


if __name__ == "__main__":
    _write()
