"""Earlier states of files, as git holds them."""

from __future__ import annotations

import subprocess
from pathlib import Path

from knowledge.errors import InvalidInput

_SECONDS = 30


class NoHistory(InvalidInput):
    """Git cannot say what a file was."""

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(
            f"What {path} was cannot be said: {reason}. Use --changed in a git repository, or name the earlier file"
            " with --older."
        )


def earlier_state(path: Path, revision: str) -> bytes | None:
    """A file as a revision holds it; None where the revision has no such file.

    Raises:
        NoHistory: The file is in no git repository, or there is no such revision.
    """
    if revision.startswith("-"):
        raise NoHistory(path, f"'{revision}' is no revision")
    _git(
        path, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}", wrong=f"git knows no revision '{revision}'"
    )
    listed = _git(path, "ls-tree", "--name-only", revision, "--", path.name)
    if not listed.strip():
        return None
    return _git(path, "show", f"{revision}:./{path.name}")


def _git(path: Path, *arguments: str, wrong: str = "") -> bytes:
    command = ["git", "-C", str(path.resolve().parent), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_SECONDS, check=False)  # noqa: S603 - no shell, own words
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoHistory(path, f"git does not answer ({error})") from error
    if done.returncode:
        reason = done.stderr.decode("utf-8", "replace").strip().removeprefix("fatal: ").splitlines()
        raise NoHistory(path, reason[0] if reason else wrong or f"git ended with {done.returncode}")
    return done.stdout
