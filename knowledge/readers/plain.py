"""Plain text to blocks: headings, lists and tables as people type them, with spans of the file as decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.documents import Block, BlockKind, Document, Span
from knowledge.readers.decode import decode
from knowledge.readers.limits import Limits

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_RULER = re.compile(r"[\s=_*~+|-]*[=_*~-]{3,}[\s=_*~+|-]*\Z")
_MARKER = re.compile(
    r"[ \t]*(?P<mark>[-*+•◦▪‣●○■□–—]|\d{1,3}[.)]|\((?:[a-z]{1,4}|[A-Z]|\d{1,2})\)|[a-z]\))[ \t]+(?=\S)"
)
_NUMBERED = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,3}){0,4})[.)]?[ \t]+(?=\S)")
_CELL_GAP = re.compile(r"[ \t]*\|[ \t]*|[ ]*\t[ \t]*|[ ]{3,}")
_WRAPPED_HYPHEN = re.compile(r"(?<=[^\W\d_])-[ \t]*(?:\r\n?|\n)[ \t]*(?=[a-zà-ÿ])")
_WORD_BEFORE, _WORD_AFTER = re.compile(r"[^\W\d_]+\Z"), re.compile(r"[^\W\d_]+")
_LONGEST_WORD = 60  #: characters; more is no word that a line end cuts
_QUESTION = re.compile(r"Q(?:uestion)?\s*\d*\s*[.:)]\s*\S.*\?\Z", re.IGNORECASE)
_TITLE_END = re.compile(r"[.;:,!…]\Z")
_MOST_TITLE_WORDS = 10
_MOST_SHORT_TITLE_WORDS = 6
_MOST_QUESTION_WORDS = 20
_CAPITALS_LEVEL, _TITLE_LEVEL, _QUESTION_LEVEL = 2, 5, 6


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its newline and outer white space."""

    span: Span
    words: str
    indent: int

    @property
    def ruler(self) -> bool:
        """Whether it is only a drawn line."""
        return bool(_RULER.match(self.words))


def read_plain(name: str, data: bytes, limits: Limits) -> Document:
    """The document in a plain text file.

    Raises:
        UnreadableFile: The bytes are not text.
    """
    del limits  # the caller has checked the size, and nothing here grows
    text, problems = decode(name, data)
    blocks = tuple(_Reading(text).blocks())
    title = next((block.span.of(text) for block in blocks[:1] if block.kind is BlockKind.HEADING), None)
    return Document(text, blocks, "text/plain", title=" ".join(title.split()) if title else None, problems=problems)


@dataclass(slots=True)
class _Reading:
    """The state of one pass over the paragraphs of a file."""

    text: str
    found: list[Block] = field(default_factory=list)
    groups: int = 0
    words: frozenset[str] | None = None  #: of the whole text, once they are asked for
    indents: list[int] = field(default_factory=list)  #: of the list that may go on, outermost first

    def blocks(self) -> list[Block]:
        """All blocks, in text order."""
        chunks = list(_chunks(self.text))
        for place, chunk in enumerate(chunks):
            self._chunk(chunk, last=place == len(chunks) - 1)
        return self.found

    def _chunk(self, chunk: list[_Line], *, last: bool) -> None:
        chunk = self._underlined(chunk)
        if not chunk:
            return
        level = 0 if last else self._heading_level(chunk)
        if level:
            self._add(BlockKind.HEADING, chunk, level=level)
        elif (rows := _table(self.text, chunk)) is not None:
            self._table(chunk, rows)
        else:
            if len(chunk) > 1 and _in_capitals(chunk[0].words) and not _in_capitals(chunk[1].words):
                self._add(BlockKind.HEADING, chunk[:1], level=_CAPITALS_LEVEL if self.found else 1)
                chunk = chunk[1:]
            elif len(chunk) > 1 and _QUESTION.match(chunk[0].words):
                self._add(BlockKind.HEADING, chunk[:1], level=_QUESTION_LEVEL)
                chunk = chunk[1:]
            self._items_and_paragraphs([line for line in chunk if not line.ruler])

    def _underlined(self, chunk: list[_Line]) -> list[_Line]:
        """Take a heading with a line drawn under it off the front of `chunk`."""
        if len(chunk) > 1 and chunk[1].ruler and not chunk[0].ruler and not _CELL_GAP.search(chunk[0].words):
            self._add(BlockKind.HEADING, chunk[:1], level=1 if "=" in chunk[1].words else _CAPITALS_LEVEL)
            return chunk[2:]
        return chunk if not all(line.ruler for line in chunk) else []

    def _heading_level(self, chunk: Sequence[_Line]) -> int:
        """The level of a paragraph that is a heading; 0 for any other."""
        words = " ".join(line.words for line in chunk)
        count = len(words.split())
        if len(chunk) == 1 and words.endswith("?") and count <= _MOST_QUESTION_WORDS and not _MARKER.match(words):
            return _QUESTION_LEVEL
        if count > _MOST_TITLE_WORDS or _TITLE_END.search(words) or not any(map(str.isalpha, words)):
            return 0
        numbered = _NUMBERED.match(words)
        if numbered and len(chunk) == 1 and words[numbered.end()].isupper():
            return 2 + numbered["number"].count(".")
        if _in_capitals(words):
            return _CAPITALS_LEVEL if self.found else 1
        is_title = len(chunk) == 1 and words[0].isupper() and count <= _MOST_SHORT_TITLE_WORDS
        if not is_title or _CELL_GAP.search(words) or chunk[0].indent:
            return 0
        return _TITLE_LEVEL if self.found else 1

    def _table(self, chunk: Sequence[_Line], rows: list[list[Span]]) -> None:
        header = _has_header(self.text, chunk, rows)
        for place, cells in enumerate(rows):
            kind = BlockKind.HEADER_ROW if header and place == 0 else BlockKind.ROW
            filled = [cell for cell in cells if cell.end > cell.start]
            span = Span(filled[0].start, filled[-1].end)
            self.found.append(Block(kind, span, cells=tuple(cells), group=self.groups))
        self.groups += 1

    def _items_and_paragraphs(self, chunk: Sequence[_Line]) -> None:
        marked = [place for place, line in enumerate(chunk) if _MARKER.match(line.words)]
        if not marked or not self._is_list(chunk, marked):
            self._add(BlockKind.PARAGRAPH, chunk)
            return
        if marked[0]:
            self._add(BlockKind.PARAGRAPH, chunk[: marked[0]])
        if self.found and self.found[-1].kind is BlockKind.ITEM and not marked[0]:
            group = self.found[-1].group
        else:
            group, self.groups, self.indents = self.groups, self.groups + 1, []
        for begin, end in zip(marked, [*marked[1:], len(chunk)], strict=True):
            self._item(chunk[begin:end], group)

    def _is_list(self, chunk: Sequence[_Line], marked: Sequence[int]) -> bool:
        """Whether the marked lines are items, not a numbered clause or a dash in running text."""
        first = chunk[marked[0]].words
        if len(marked) > 1 or first[0] in "-*+•◦▪‣●○■□":
            return True
        before = chunk[marked[0] - 1].words if marked[0] else (self.found[-1].span.of(self.text) if self.found else "")
        continues = not marked[0] and bool(self.found) and self.found[-1].kind is BlockKind.ITEM
        return continues or before.endswith((":", ";"))

    def _item(self, lines: Sequence[_Line], group: int | None) -> None:
        while self.indents and self.indents[-1] > lines[0].indent:
            self.indents.pop()
        if not self.indents or self.indents[-1] < lines[0].indent:
            self.indents.append(lines[0].indent)
        marker = _MARKER.match(lines[0].words)
        skip = marker.end() if marker else 0
        span = Span(lines[0].span.start + skip, lines[-1].span.end)
        self.found.append(
            Block(BlockKind.ITEM, span, level=len(self.indents), group=group, hidden=self._hidden(span)),
        )

    def _add(self, kind: BlockKind, lines: Sequence[_Line], level: int = 0) -> None:
        if lines:
            span = Span(lines[0].span.start, lines[-1].span.end)
            self.found.append(Block(kind, span, level=level, hidden=self._hidden(span)))

    def _hidden(self, span: Span) -> tuple[Span, ...]:
        """The line ends inside hyphenated words; the hyphen stays unless the text has the word without it."""
        gaps = (match.span() for match in _WRAPPED_HYPHEN.finditer(self.text, span.start, span.end))
        return tuple(Span(start if self._is_one_word(start, end) else start + 1, end) for start, end in gaps)

    def _is_one_word(self, hyphen: int, following: int) -> bool:
        before = _WORD_BEFORE.search(self.text, max(0, hyphen - _LONGEST_WORD), hyphen)
        after = _WORD_AFTER.match(self.text, following, following + _LONGEST_WORD)
        if before is None or after is None:
            return False
        return f"{before.group()}{after.group()}".lower() in self._vocabulary()

    def _vocabulary(self) -> frozenset[str]:
        if self.words is None:
            self.words = frozenset(map(str.lower, _WORD_AFTER.findall(self.text)))
        return self.words


def _chunks(text: str) -> Iterator[list[_Line]]:
    """Runs of lines between blank ones."""
    chunk: list[_Line] = []
    for match in _LINE.finditer(text):
        words = match.group().strip()
        if words:
            indent = len(match.group()) - len(match.group().lstrip())
            start = match.start() + indent
            chunk.append(_Line(Span(start, start + len(words)), words, indent))
        elif chunk:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _in_capitals(words: str) -> bool:
    letters = [character for character in words if character.isalpha()]
    capitals = len(letters) > 2 and all(map(str.isupper, letters))  # noqa: PLR2004 - "UK" alone is no heading
    return capitals and len(words.split()) <= _MOST_TITLE_WORDS and not _TITLE_END.search(words)


def _table(text: str, chunk: Sequence[_Line]) -> list[list[Span]] | None:
    """The cells of each row where every line of `chunk` has the same columns; None where it is no table."""
    rows = [_cells(text, line) for line in chunk if not line.ruler]
    if len(rows) < 2 or any(_MARKER.match(line.words) for line in chunk):  # noqa: PLR2004 - the least that shows columns
        return None
    columns = {len(row) for row in rows}
    return rows if columns and min(columns) > 1 and len(columns) == 1 else None


def _cells(text: str, line: _Line) -> list[Span]:
    cells, start = [], line.span.start
    for gap in _CELL_GAP.finditer(text, line.span.start, line.span.end):
        if gap.start() > line.span.start:
            cells.append(Span(start, gap.start()))
        start = gap.end()
    if start < line.span.end:
        cells.append(Span(start, line.span.end))
    return cells


def _has_header(text: str, chunk: Sequence[_Line], rows: list[list[Span]]) -> bool:
    """Whether the first row names the columns: a line is drawn under it, or only the others hold figures."""
    if len(chunk) > 1 and any(line.ruler for line in chunk[1:2]):
        return True
    figures = [any(character.isdigit() for cell in row for character in cell.of(text)) for row in rows]
    return not figures[0] and all(figures[1:])
