"""Markdown to blocks: layout by markdown-it, every span in characters of the file as decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise, zip_longest

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.documents import Block, BlockKind, Document, Problem, Span
from knowledge.readers.decode import decode
from knowledge.readers.enumerated import EnumeratedPart, enumerated_parts
from knowledge.readers.front_matter import front_matter
from knowledge.readers.html_in_markdown import blocks_of_html
from knowledge.readers.inline import hidden_marks, reference_key
from knowledge.readers.limits import Limits
from knowledge.visible import plain_words, visible

_NEWLINE = re.compile(r"\r\n?|\n")
_QUOTE_MARKS = re.compile(r"[ \t]*(?:>[ \t]?)+")
_TABLE_INDENT = re.compile(r"(?:[ \t]*>)*[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*")
_PROSE = re.compile(r"[A-Za-zÀ-ɏ]{2,}(?:[,;:.]?\s+[A-Za-zÀ-ɏ'’(\"“]+){4,}")
_CODE = re.compile(r"[{}=<>\\]|;\s*$|\(\)|^\s*[$#]|://", re.MULTILINE)
_EMPHASISED = re.compile(r"(?P<mark>\*{1,3}|_{1,3})(?P<words>[^*_\r\n]+)(?P=mark)")
_MOST_LABEL_WORDS = 8
_MOST_QUESTION_WORDS = 25
_LABEL_LEVEL = 7  #: a bold line that stands for a heading is below all real headings


def read_markdown(name: str, data: bytes, limits: Limits) -> Document:
    """The document in a Markdown file.

    Raises:
        UnreadableFile: The bytes are not text.
    """
    del limits  # the caller has checked the size, and nothing here grows
    text, problems = decode(name, data)
    return markdown_document(text, problems)


def markdown_document(text: str, problems: tuple[Problem, ...] = ()) -> Document:
    """The document whose Markdown is `text`."""
    front = front_matter(text)
    blocks = tuple(_with_labels(text, _Layout(text, front.body).blocks()))
    return Document(
        text=text,
        blocks=blocks,
        media_type="text/markdown",
        title=_title(text, front.values, blocks),
        front_matter=front.values,
        problems=(*problems, *front.problems),
    )


def _title(text: str, values: dict[str, object], blocks: tuple[Block, ...]) -> str | None:
    declared = values.get("title")
    if isinstance(declared, str) and declared.strip():
        return declared.strip()
    first = next((block for block in blocks if block.kind is BlockKind.HEADING), None)
    return _words(text, first) or None if first is not None else None


def _words(text: str, block: Block) -> str:
    return plain_words(visible(text, block.span, block.hidden).words)


@cache
def _parser() -> MarkdownIt:
    # Inline marks are found by our own scan, which knows where they stand; markdown-it does not say.
    return MarkdownIt("commonmark", {"maxNesting": 100}).enable("table").disable("inline")


@dataclass(slots=True)
class _Layout:
    """A walk over the block tokens of one file."""

    text: str
    body: int
    starts: list[int] = field(default_factory=list)
    references: frozenset[str] = frozenset()
    depth: int = 0  #: how many lists we are in
    lists: int = 0  #: groups given so far, lists and tables
    group: int | None = None
    found: list[Block] = field(default_factory=list)

    def blocks(self) -> list[Block]:
        """All blocks, in text order."""
        newlines = [match.end() for match in _NEWLINE.finditer(self.text)]
        self.starts = [0, *newlines, len(self.text)]
        # The front matter becomes blank lines, so that line numbers stay those of the file.
        head = "\n" * len(_NEWLINE.findall(self.text, 0, self.body))
        environment: dict[str, dict[str, object]] = {}
        tokens = _parser().parse(head + self.text[self.body :], environment)
        self.references = frozenset(map(reference_key, environment.get("references", {})))
        self._walk(tokens)
        return self.found

    def _walk(self, tokens: list[Token]) -> None:
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type in ("bullet_list_open", "ordered_list_open"):
                self._open_list()
            elif token.type in ("bullet_list_close", "ordered_list_close"):
                self.depth -= 1
            elif token.type == "heading_open":
                self._heading(token, tokens[index + 1])
            elif token.type == "paragraph_open":
                self._paragraph(tokens[index + 1])
            elif token.type == "table_open":
                index = self._table(tokens, index)
            elif token.type in ("fence", "code_block"):
                self._code(token)
            elif token.type == "html_block":
                self._html(token)
            index += 1

    def _open_list(self) -> None:
        if self.depth == 0:
            self.group = self._new_group()
        self.depth += 1

    def _new_group(self) -> int:
        self.lists += 1
        return self.lists - 1

    def _add(self, kind: BlockKind, span: Span, hidden: list[Span], level: int = 0, group: int | None = None) -> None:
        if span.end > span.start:
            self.found.append(Block(kind, span, level=level, group=group, hidden=tuple(hidden)))

    def _heading(self, opening: Token, inline: Token) -> None:
        span = self._content_span(inline)
        if span is not None:
            self._add(BlockKind.HEADING, span, self._hidden(span), level=int(opening.tag[1]))

    def _paragraph(self, inline: Token) -> None:
        span = self._content_span(inline)
        if span is None:
            return
        hidden = self._hidden(span)
        if self.depth:
            self._add(BlockKind.ITEM, span, hidden, self.depth, self.group)
            return
        parts = enumerated_parts(self.text, span, _previous(self.found))
        group = self._group_of(parts)
        for part in parts:
            inside = [gap for gap in hidden if gap.start >= part.span.start and gap.end <= part.span.end]
            kind = BlockKind.ITEM if part.item else BlockKind.PARAGRAPH
            self._add(kind, part.span, inside, int(part.item), group if part.item else None)

    def _group_of(self, parts: list[EnumeratedPart]) -> int | None:
        if not any(part.item for part in parts):
            return None
        last = _previous(self.found)
        if parts[0].item and last is not None and last.kind is BlockKind.ITEM:
            return last.group
        return self._new_group()

    def _code(self, token: Token) -> None:
        """Prose that someone indented or fenced is text; code is not."""
        if token.map is None or (token.info or "").strip().lower() not in ("", "text", "txt"):
            return
        if _CODE.search(token.content) or not _PROSE.search(token.content):
            return
        fences = int(token.type == "fence")
        start, end = self.starts[token.map[0] + fences], self.starts[min(token.map[1] - fences, len(self.starts) - 1)]
        span = _trimmed(self.text, Span(start, end))
        if span is not None:
            kind = BlockKind.ITEM if self.depth else BlockKind.PARAGRAPH
            self._add(kind, span, self._quote_marks(span), self.depth, self.group if self.depth else None)

    def _html(self, token: Token) -> None:
        if token.map is None:
            return
        span = Span(self.starts[token.map[0]], self.starts[token.map[1]])
        found = blocks_of_html(self.text, span, self.lists)
        self.lists = max([self.lists, *(block.group + 1 for block in found if block.group is not None)])
        self.found.extend(found)

    def _table(self, tokens: list[Token], index: int) -> int:
        """Add the rows of the table at `index`; returns the index of its end."""
        group, kind = self._new_group(), BlockKind.ROW
        while tokens[index].type != "table_close":
            token = tokens[index]
            if token.type == "thead_open":
                kind = BlockKind.HEADER_ROW
            elif token.type == "tbody_open":
                kind = BlockKind.ROW
            elif token.type == "tr_open" and token.map is not None:
                self._row(kind, token.map[0], group)
            index += 1
        return index

    def _row(self, kind: BlockKind, line: int, group: int) -> None:
        cells = _cells(self.text, self.starts[line], self.starts[line + 1])
        filled = [cell for cell in cells if cell.end > cell.start]
        if not filled:
            return
        span = Span(filled[0].start, filled[-1].end)
        hidden = [gap for cell in cells for gap in self._hidden(cell)]
        self.found.append(Block(kind, span, cells=tuple(cells), group=group, hidden=tuple(hidden)))

    def _content_span(self, inline: Token) -> Span | None:
        """Where the content of an inline token stands: from its first to its last character."""
        if inline.map is None or not inline.content.strip():
            return None
        lines = inline.content.split("\n")
        first, last = lines[0].strip(), lines[-1].strip()
        line = inline.map[0]
        start = self._find(line, first)
        end = self._find(line + len(lines) - 1, last) + len(last)
        return _trimmed(self.text, Span(start, end))

    def _find(self, line: int, words: str) -> int:
        """The offset of `words` in a source line; they stand at its end but for white space and closing marks."""
        start, end = self.starts[line], self.starts[min(line + 1, len(self.starts) - 1)]
        found = self.text.rfind(words, start, end)
        return found if found >= 0 else start

    def _hidden(self, span: Span) -> list[Span]:
        marks = hidden_marks(span.of(self.text), self.references)
        moved = [Span(mark.start + span.start, mark.end + span.start) for mark in marks]
        quotes = self._quote_marks(span)
        return sorted([*moved, *(gap for gap in quotes if not any(gap.overlaps(mark) for mark in moved))])

    def _quote_marks(self, span: Span) -> list[Span]:
        """The `>` before continuation lines of a block quotation."""
        gaps = []
        for newline in _NEWLINE.finditer(self.text, span.start, span.end):
            marks = _QUOTE_MARKS.match(self.text, newline.end(), span.end)
            if marks:
                gaps.append(Span(*marks.span()))
        return gaps


def _previous(found: list[Block]) -> Block | None:
    return found[-1] if found else None


def _trimmed(text: str, span: Span) -> Span | None:
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    end = span.end - (len(words) - len(words.rstrip()))
    return Span(start, end) if end > start else None


def _cells(text: str, start: int, end: int) -> list[Span]:
    """The cells of a table row, trimmed; an empty one is an empty span."""
    indent = _TABLE_INDENT.match(text, start, end)
    position = indent.end() if indent else start
    line = text[position:end].rstrip()
    cuts = [place for place in range(len(line)) if line[place] == "|" and not _escaped(line, place)]
    edges = [-1, *cuts, len(line)]
    spans = [Span(position + left + 1, position + right) for left, right in pairwise(edges)]
    if spans and not spans[0].of(text).strip():
        spans = spans[1:]
    if spans and not spans[-1].of(text).strip():
        spans = spans[:-1]
    return [_trimmed(text, span) or Span(span.start, span.start) for span in spans]


def _escaped(line: str, place: int) -> bool:
    return place > 0 and line[place - 1] == "\\"


def _with_labels(text: str, blocks: list[Block]) -> Iterator[Block]:
    """Blocks, where a line wholly emphasised that titles what follows it has become a heading."""
    for block, following in zip_longest(blocks, blocks[1:]):
        if following is not None and _is_label(text, block, following):
            yield Block(BlockKind.HEADING, block.span, level=_LABEL_LEVEL, hidden=block.hidden)
        else:
            yield block


def _is_label(text: str, block: Block, following: Block) -> bool:
    if block.kind is not BlockKind.PARAGRAPH or following.kind is BlockKind.HEADING:
        return False
    match = _EMPHASISED.fullmatch(block.span.of(text))
    if match is None:
        return False
    count = len(match["words"].split())
    if match["words"].endswith("?"):
        return count <= _MOST_QUESTION_WORDS
    return count <= _MOST_LABEL_WORDS and match["words"][-1].isalnum()
