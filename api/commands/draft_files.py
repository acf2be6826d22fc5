"""Files that the commands on drafts read and write, and how they say what is wrong with one."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:  # loaded when a command runs, so that help is quick
    from assistant.drafting.brief import Brief


def read_brief(path: Path | None) -> Brief:
    """A brief from a file; an empty one without it."""
    from assistant.drafting.brief import Brief, load_brief  # noqa: PLC0415 - loads when it runs

    return load_brief(path) if path else Brief()


def write_brief(path: Path, brief: Brief) -> None:
    """A brief as a file."""
    from assistant.drafting.brief import as_yaml  # noqa: PLC0415 - loads when it runs

    write_bytes(as_yaml(brief).encode(), path)


def write_bytes(content: bytes, path: Path | None) -> None:
    """Content to a file, or to whoever reads what is printed."""
    if path is None:
        if sys.stdout.isatty() and b"\0" in content:
            raise typer.BadParameter("this form is no text; name a file to write to.", param_hint="--output")
        sys.stdout.buffer.write(content)
        return
    try:
        path.write_bytes(content)
    except OSError as error:
        raise typer.BadParameter(f"{path} cannot be written: {error.strerror}.", param_hint="--output") from error


def read_text(path: Path) -> str:
    """The words of a file."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise typer.BadParameter(f"{path} cannot be read: {error}.", param_hint="CSV") from error


def read_yaml(path: Path) -> Any:
    """What a YAML file holds."""
    import yaml  # noqa: PLC0415 - loads when it runs

    from knowledge.plain_yaml import PlainLoader  # noqa: PLC0415 - the same

    try:
        return yaml.load(path.read_text(encoding="utf-8-sig"), Loader=PlainLoader) or {}  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise typer.BadParameter(f"{path} cannot be read: {error}.", param_hint="--evidence") from error


def pair(text: str) -> tuple[str, str]:
    """NAME and WORDS of an option."""
    key, sign, value = text.partition("=")
    if not sign:
        raise typer.BadParameter(f"'{text}' has no '='; write NAME=WORDS.")
    return key.strip(), value.strip()
