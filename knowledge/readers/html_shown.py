"""What of an HTML page a reader sees: not what is hidden or struck out, but what unfolds on a click."""

from __future__ import annotations

import re
from typing import Any

HtmlElement = Any  # lxml's elements are not typed

_NEVER_SHOWN = frozenset(
    (
        *("script", "style", "template", "noscript", "svg", "math", "iframe", "object", "canvas", "audio", "video"),
        *("head", "input", "select", "textarea", "option", "datalist", "map", "dialog"),
        *("del", "s", "strike"),
    ),
)
_HIDING_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)\b", re.IGNORECASE)
_UNFOLDING = re.compile(
    r"(?:^|[\s_-])(?:accordion|collaps\w+|panel|tab|tabs|tab-?(?:pane|panel|content)|faq|answer|expand\w*|toggle\w*)(?:$|[\s_-])",
    re.IGNORECASE,
)
_UNFOLDING_ROLES = frozenset({"tabpanel", "region"})
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6", "summary", "dt")
_NOTE_MARK = re.compile(r"[\[(]?(?:\d{1,3}|[a-z]|[*†‡§]{1,3})[\])]?")


def is_shown(element: HtmlElement) -> bool:
    """Whether an element's words can be read on the page, at once or after a click that unfolds them."""
    tag = element.tag
    if not isinstance(tag, str) or tag in _NEVER_SHOWN:
        return False
    if tag == "button":
        return is_toggle(element) or next(element.iterancestors(*_HEADINGS), None) is not None
    if tag == "sup":
        return not _refers_to_note(element)
    hides = (
        element.get("hidden", "until-found") != "until-found"
        or element.get("aria-hidden") == "true"
        or bool(_HIDING_STYLE.search(element.get("style") or ""))
    )
    return not hides or _unfolds(element)


def is_toggle(element: HtmlElement) -> bool:
    """Whether a button unfolds a part of the page, so that its words are the part's heading."""
    return element.tag == "button" and (element.get("aria-expanded") is not None or bool(element.get("aria-controls")))


def _unfolds(element: HtmlElement) -> bool:
    """Whether a hidden element is the part of an accordion or a tab that a click shows."""
    if element.get("role") in _UNFOLDING_ROLES or element.get("aria-labelledby"):
        return True
    return bool(_UNFOLDING.search(f"{element.get('class') or ''} {element.get('id') or ''}"))


def _refers_to_note(element: HtmlElement) -> bool:
    """Whether a raised sign is only a link to a footnote, not a part of the words as in "m²"."""
    links = [link.get("href") or "" for link in element.iter("a")]
    words = "".join(element.itertext()).strip()
    return bool(links) and all("#" in link for link in links) and bool(_NOTE_MARK.fullmatch(words))
