"""`docs/checking.md` shows what the commands print."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from tests.api.checking_page import PAGE, ROOT, Folder, blocks


def test_every_command_prints_what_the_page_says(tmp_path: Path) -> None:
    folder = Folder(tmp_path)
    for block in blocks():
        for command in block:
            assert folder.run(command.words) == command.printed, "run: python -m tests.api.checking_page"


def test_the_page_names_the_hooks_that_there_are() -> None:
    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    named = set(re.findall(r"pledge-check[a-z-]*", PAGE.read_text(encoding="utf-8")))
    assert named == {hook["id"] for hook in hooks}
