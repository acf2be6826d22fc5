"""Bytes to documents, one file a format; what cannot be read is said with page and reason."""

from __future__ import annotations

from knowledge.readers.limits import Limits
from knowledge.readers.reading import read
from knowledge.readers.sandbox import close_workers, read_safely
from knowledge.readers.sniff import SUFFIXES, Format, format_of

__all__ = ["SUFFIXES", "Format", "Limits", "close_workers", "format_of", "read", "read_safely"]
