"""Clauses' Markdown taken apart for formats of their own: paragraphs, list items, and runs of words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from assistant.drafting.gaps import find_marks
from knowledge.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class Run:
    """Words in one style."""

    text: str
    bold: bool = False
    italic: bool = False
    gap: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, or an item of a list."""

    runs: tuple[Run, ...]
    listed: bool = False
    numbered: bool = False

    @property
    def text(self) -> str:
        """Its words."""
        return "".join(run.text for run in self.runs)


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False})


def blocks(markdown: str) -> tuple[Block, ...]:
    """The paragraphs and items of a clause; marks of other kinds stay as the words that they are."""
    found: list[Block] = []
    lists: list[bool] = []
    for token in _parser().parse(markdown):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append(token.type.startswith("ordered"))
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "inline":
            found.append(Block(tuple(_runs(token)), bool(lists), bool(lists) and lists[-1]))
        elif token.type in {"code_block", "fence", "html_block"}:
            found.append(Block(tuple(_with_gaps(token.content, bold=False, italic=False))))
    return tuple(found)


def _runs(token: object) -> Iterator[Run]:
    bold = italic = False
    for child in getattr(token, "children", None) or ():
        if child.type in {"strong_open", "strong_close"}:
            bold = child.type == "strong_open"
        elif child.type in {"em_open", "em_close"}:
            italic = child.type == "em_open"
        elif child.type in {"softbreak", "hardbreak"}:
            yield Run(" ")
        elif child.content:
            yield from _with_gaps(child.content, bold=bold, italic=italic)


def _with_gaps(text: str, *, bold: bool, italic: bool) -> Iterator[Run]:
    place = 0
    for gap in find_marks(text):
        if gap.span.start > place:
            yield Run(text[place : gap.span.start], bold, italic)
        yield Run(f"[Open question: {gap.question}]", gap=True)
        place = gap.span.end
    if place < len(text):
        yield Run(text[place:], bold, italic)


_ITEM, _PARAGRAPH = Markup("<li>{}</li>"), Markup("<p>{}</p>")


def as_html(markdown: str) -> Markup:
    """A clause as HTML: safe, whatever its author wrote."""
    html, listing = Markup(""), None
    for block in blocks(markdown):
        wanted = ("ol" if block.numbered else "ul") if block.listed else None
        if wanted != listing:
            html += Markup(f"</{listing}>") if listing else Markup("")  # noqa: S704 - our own tag
            html += Markup(f"<{wanted}>") if wanted else Markup("")  # noqa: S704 - the same
            listing = wanted
        words = Markup("").join(_styled(run) for run in block.runs)
        html += (_ITEM if block.listed else _PARAGRAPH).format(words)
    return html + (Markup(f"</{listing}>") if listing else Markup(""))  # noqa: S704 - the same


def _styled(run: Run) -> Markup:
    words = escape(run.text)
    if run.gap:
        return Markup('<mark class="gap">{}</mark>').format(words)
    if run.bold:
        return Markup("<strong>{}</strong>").format(words)
    return Markup("<em>{}</em>").format(words) if run.italic else words


def plain(markdown: str) -> str:
    """A clause's words without marks."""
    return " ".join(block.text for block in blocks(markdown))


_IF_MISSED = re.compile(r"^If (?:we|it|they|that|you do not|the (?:refund|payment))\b", re.IGNORECASE)
_EXCEPTION = re.compile(
    r"\b(?:not (?:covered|apply|returned)|cannot be|exceptions?|excepted|unless|except)\b|^This holds", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Parts:
    """A promise taken apart for a card."""

    promise: str
    if_missed: str
    exceptions: str


def parts(markdown: str) -> Parts:
    """A promise's sentences: what is promised, what follows when it is missed, what is excepted."""
    words = plain(markdown)
    promise, missed, excepted = [], [], []
    for place, sentence in enumerate(words[span.start : span.end].strip() for span in sentence_spans(words)):
        if place and _IF_MISSED.match(sentence):
            missed.append(sentence)
        elif place and _EXCEPTION.search(sentence):
            excepted.append(sentence)
        else:
            promise.append(sentence)
    return Parts(" ".join(promise), " ".join(missed), " ".join(excepted))
