"""One file to one document, in this process: the format by content, then its reader."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import cast

from knowledge.documents import Document
from knowledge.errors import UnreadableFile
from knowledge.readers.limits import Limits
from knowledge.readers.sniff import Format, format_of

Reader = Callable[[str, bytes, Limits], Document]


def read(name: str, data: bytes, limits: Limits = Limits()) -> Document:  # noqa: B008 - Limits is frozen
    """Read one file in this process, which a hostile file may occupy; `read_safely` uses one that can be killed.

    Args:
        name: The document's name; its ending is a hint, the content decides.
        data: The file as it is.
        limits: What it may cost.

    Raises:
        UnreadableFile: Nothing of it can be read; the message says why and what to do.
    """
    if len(data) > limits.bytes:
        reason = (
            f"It has {len(data):,} bytes; the limit is {limits.bytes:,}. Split it, or raise the limit in the settings."
        )
        raise UnreadableFile(name, reason)
    document = _reader(format_of(name, data))(name, data, limits)
    if len(document.text) > limits.characters:
        reason = f"It holds more than {limits.characters:,} characters of text. Split it into several files."
        raise UnreadableFile(name, reason)
    if not document.text.strip():
        raise UnreadableFile(name, "The file is empty.")
    return document


def _reader(kind: Format) -> Reader:
    """The reader of a format, whose libraries load only when one of its files comes."""
    module = import_module(f"knowledge.readers.{kind.value}")
    return cast("Reader", getattr(module, f"read_{kind.value}"))
