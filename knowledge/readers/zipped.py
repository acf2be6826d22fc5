"""Zipped formats: what is in them, checked before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

from knowledge.errors import UnreadableFile
from knowledge.readers.limits import Limits

_MOST_ENTRIES = 10_000
_MOST_RATIO = 250  #: unpacked to packed; text compresses to a tenth, a bomb to a thousandth
_RATIO_MATTERS = 10 * 1024 * 1024  #: bytes unpacked below which the ratio is no danger
_MOST_XML = 60 * 1024 * 1024  #: bytes of one part that would be parsed as a tree


def checked_zip(name: str, data: bytes, limits: Limits) -> zipfile.ZipFile:
    """The open archive, which unpacks to no more than `limits` allow.

    Raises:
        UnreadableFile: It is damaged, encrypted or unpacks to too much.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError) as error:
        raise UnreadableFile(name, DAMAGED) from error
    entries = archive.infolist()
    unpacked = sum(entry.file_size for entry in entries)
    if any(entry.flag_bits & 1 for entry in entries):
        raise UnreadableFile(name, "It is protected by a password. Save it without one.")
    too_dense = unpacked > _RATIO_MATTERS and unpacked > _MOST_RATIO * max(len(data), 1)
    too_large = any(entry.file_size > _MOST_XML and entry.filename.endswith((".xml", ".rels")) for entry in entries)
    if len(entries) > _MOST_ENTRIES or unpacked > limits.unpacked_bytes or too_dense or too_large:
        reason = (
            f"It would unpack to {unpacked:,} bytes, which is more than a document needs. Save it again, or split it."
        )
        raise UnreadableFile(name, reason)
    return archive


DAMAGED = "The file is damaged or incomplete. Open it in the program that made it and save it again."
