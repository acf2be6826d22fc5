"""Quotes as people read them: without Markdown's marks and the line ends of a page; JSON gives every byte."""

from __future__ import annotations

import html
import re

from knowledge.documents import Span
from knowledge.readers.inline import hidden_marks
from knowledge.visible import visible

_MARKDOWN = (".md", ".markdown", ".mdown")
_LINK = re.compile(
    r"(?<![!\\])\[(?P<words>[^\[\]]+)\]\(<?(?P<url>(?:https?://|mailto:|tel:)[^\s()<>]+)>?(?:\s+\"[^\"]*\")?\)"
)
_CUT_WORD = re.compile(r"[\u2010\u00ad][ \t]*\r?\n[ \t]*(?=[^\W\d_])")
# A line that begins with a small letter or a sum goes on with the one above, unless one of them is a table's row.
_WRAPPED = re.compile(r"(?m)(?<!\|)[ \t]*\r?\n[ \t]*(?:>[ \t]?)*(?=[^\W\d_A-Z]|[€£$])(?=[^|\n]*$)")


def legible(text: str, document: str) -> str:
    """The words of a quote for somebody who reads them.

    Args:
        text: The quote, verbatim.
        document: Whose name tells whether its marks are Markdown's.
    """
    if document.lower().endswith(_MARKDOWN):
        text = _LINK.sub(_with_address, text)
        text = html.unescape(visible(text, Span(0, len(text)), hidden_marks(text)).words)
    return _WRAPPED.sub(" ", _CUT_WORD.sub("", text)).strip()


def _with_address(link: re.Match[str]) -> str:
    address = link["url"].removeprefix("mailto:").removeprefix("tel:")
    words = link["words"]
    return words if address in words else f"{words} ({address})"
