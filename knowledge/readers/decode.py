"""Bytes to text: byte-order marks first, then UTF-8, then a stated guess; never a silent one."""

from __future__ import annotations

import codecs
import re

from knowledge.documents import Problem
from knowledge.errors import UnreadableFile

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16: its mark begins with UTF-16's
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_UNDEFINED_IN_1252 = frozenset(b"\x81\x8d\x8f\x90\x9d")
_SAMPLE = 65_536
_MOST_CONTROL = 0.001  #: share of control characters above which a file is not text
_MOST_HIGH = 0.3  #: share of bytes above 127 above which text in a Western code page is unlikely


def decode(name: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text of a text file and what was doubtful about its encoding.

    Newlines are kept as they are; a byte-order mark is not part of the text.

    Raises:
        UnreadableFile: The bytes are not text in any encoding that we can tell.
    """
    text, problems = _decoded(name, data)
    if len(_CONTROL.findall(text[:_SAMPLE])) > _MOST_CONTROL * min(len(text), _SAMPLE):
        raise UnreadableFile(name, _NOT_TEXT)
    return text, problems


_NOT_TEXT = (
    "This is not a text file, whatever its name says. Give the file the ending of its real format, or export it."
)


def _decoded(name: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    encoding = _declared_by_mark(data) or _utf_16_without_mark(data)
    if encoding is not None:
        try:
            return data.decode(encoding), ()
        except UnicodeDecodeError as error:
            reason = f"It begins like {encoding.upper()} text but byte {error.start} breaks it. Save it again as UTF-8."
            raise UnreadableFile(name, reason) from error
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        return _guessed(name, data)


def _declared_by_mark(data: bytes) -> str | None:
    return next((encoding for mark, encoding in _BYTE_ORDER_MARKS if data.startswith(mark)), None)


def _utf_16_without_mark(data: bytes) -> str | None:
    """UTF-16 of Western text has a zero in every second byte."""
    sample = data[:4096]
    if len(sample) < 4 or 0 not in sample:  # noqa: PLR2004 - two characters are the least that shows a pattern
        return None
    half = len(sample) // 2
    zeros_even, zeros_odd = sample[0::2].count(0), sample[1::2].count(0)
    if zeros_odd > 0.7 * half and zeros_even < 0.1 * half:
        return "utf-16-le"
    if zeros_even > 0.7 * half and zeros_odd < 0.1 * half:
        return "utf-16-be"
    return None


def _guessed(name: str, data: bytes) -> tuple[str, tuple[Problem, ...]]:
    high = sum(byte > 127 for byte in data[:_SAMPLE])  # noqa: PLR2004 - the last ASCII code
    if 0 in data:
        raise UnreadableFile(name, _NOT_TEXT)
    if not _UNDEFINED_IN_1252.isdisjoint(data) or high > _MOST_HIGH * min(len(data), _SAMPLE):
        raise UnreadableFile(name, "Its encoding cannot be told. Save it again as UTF-8 text.")
    reason = "It is not UTF-8; it was read as Windows-1252. Check its accented letters, or save it again as UTF-8."
    return data.decode("cp1252"), (Problem(reason),)
