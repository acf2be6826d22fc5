"""What a file is by its content; its name is only a hint."""

from __future__ import annotations

import io
import re
import zipfile
from enum import StrEnum
from pathlib import PurePosixPath

from knowledge.errors import UnreadableFile


class Format(StrEnum):
    """The formats that we read."""

    MARKDOWN = "markdown"
    PLAIN = "plain"
    HTML = "html"
    DOCX = "docx"
    PDF = "pdf"


SUFFIXES = {
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".mdown": Format.MARKDOWN,
    ".txt": Format.PLAIN,
    ".text": Format.PLAIN,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".docx": Format.DOCX,
    ".pdf": Format.PDF,
}

_HTML_START = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<!doctype\s+html|<html[\s>])", re.IGNORECASE | re.DOTALL
)
_ANY_TAG = re.compile(r"<(?:p|div|h[1-6]|body|ul|ol|table|section|article|br|span|a|li|main)\b[^<>]*>", re.IGNORECASE)
_EXPORT = "Export it as PDF, DOCX or text."
_SIGNATURES = (
    (b"{\\rtf", f"It is an RTF document. {_EXPORT}"),
    (b"\x89PNG\r\n\x1a\n", "It is a picture without text. Run text recognition on it, and save it as PDF."),
    (b"\xff\xd8\xff", "It is a picture without text. Run text recognition on it, and save it as PDF."),
    (b"GIF8", "It is a picture without text. Run text recognition on it, and save it as PDF."),
    (b"II*\x00", "It is a picture without text. Run text recognition on it, and save it as PDF."),
    (b"MM\x00*", "It is a picture without text. Run text recognition on it, and save it as PDF."),
    (b"\x1f\x8b", "It is a compressed archive. Unpack it and add the documents inside."),
    (b"7z\xbc\xaf\x27\x1c", "It is a compressed archive. Unpack it and add the documents inside."),
    (b"Rar!", "It is a compressed archive. Unpack it and add the documents inside."),
    (b"BZh", "It is a compressed archive. Unpack it and add the documents inside."),
    (b"\xfd7zXZ", "It is a compressed archive. Unpack it and add the documents inside."),
    (b"\x7fELF", "It is a program, not a document."),
    (b"MZ\x90", "It is a program, not a document."),
    (b"SQLite format 3", "It is a database, not a document."),
    (b"%!PS", "It is a PostScript file. Export it as PDF."),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")


def format_of(name: str, data: bytes) -> Format:
    """The format of a file.

    Raises:
        UnreadableFile: It is empty, or of a format that we do not read.
    """
    if not data.strip(b"\x00 \t\r\n\x0b\x0c\xef\xbb\xbf"):
        raise UnreadableFile(name, "The file is empty.")
    if b"%PDF-" in data[:1024]:
        return Format.PDF
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(name, data)
    if data.startswith(_OLE):
        raise UnreadableFile(name, _ole_reason(data))
    for signature, reason in _SIGNATURES:
        if data.startswith(signature):
            raise UnreadableFile(name, reason)
    return _text_format(name, data)


def _zipped(name: str, data: bytes) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        # The Word reader explains a damaged archive.
        return Format.DOCX
    if "word/document.xml" in names:
        return Format.DOCX
    if any(part.startswith("xl/") for part in names):
        raise UnreadableFile(
            name, "It is a spreadsheet. Export the sheet with the figures as PDF, or put its table in a document."
        )
    if any(part.startswith("ppt/") for part in names):
        raise UnreadableFile(name, "It is a presentation. Export it as PDF.")
    if "mimetype" in names or "content.xml" in names:
        raise UnreadableFile(name, f"It is an OpenDocument or e-book file. {_EXPORT}")
    if _suffix(name) == ".docx":
        raise UnreadableFile(
            name, "It is a zip archive without a Word document in it. Save the document again as DOCX."
        )
    raise UnreadableFile(name, "It is a zip archive. Unpack it and add the documents inside.")


def _ole_reason(data: bytes) -> str:
    if _ENCRYPTED_PART in data:
        return "It is protected by a password. Save it without one."
    return "It is in the format of old Office programs. Save it as DOCX or PDF."


def _text_format(name: str, data: bytes) -> Format:
    hinted = SUFFIXES.get(_suffix(name))
    if _HTML_START.match(data[:4096]):
        return Format.HTML
    if hinted is Format.HTML:
        return Format.HTML if _ANY_TAG.search(data.replace(b"\x00", b"").decode("latin-1")) else Format.PLAIN
    if hinted is Format.PDF:
        raise UnreadableFile(name, "It is named PDF but does not begin like one. Export it again as PDF.")
    if hinted is Format.DOCX:
        raise UnreadableFile(
            name, "It is named DOCX but is not a Word document. Open it in Word and save it again as DOCX."
        )
    return hinted or Format.PLAIN


def _suffix(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()
