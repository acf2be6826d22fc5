"""Bytes to documents, one file a format; what cannot be read is said with page and reason."""

from __future__ import annotations

from knowledge.documents import Document
from knowledge.readers.limits import Limits

__all__ = ["Limits", "read"]


def read(name: str, data: bytes, limits: Limits = Limits()) -> Document:  # noqa: B008 - Limits is frozen
    """Read one file in this process.

    Args:
        name: The document's name; its ending is a hint, the content decides.
        data: The file as it is.
        limits: What it may cost.

    Raises:
        UnreadableFile: Nothing of it can be read; the message says why and what to do.
    """
    from knowledge.readers.markdown import read_markdown  # noqa: PLC0415 - each format's libraries load when needed

    return read_markdown(name, data, limits)
