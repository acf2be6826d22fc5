"""Document to passages and units: sentences, list items and table rows, with exact spans and their context."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from knowledge.documents import Block, BlockKind, Document, Passage, Span, Unit, UnitKind
from knowledge.marks import balanced
from knowledge.sentences import parts_of_long, sentence_spans
from knowledge.visible import Visible, plain_words, visible

_MOST_LIST_WORDS = 400  #: a longer list is cut into passages at its outermost items
_MOST_LABEL_WORDS = 6  #: a short label in bold before a sentence is read with it
_MOST_LABEL_CHARACTERS = 80
#: "Yes.", "No, sorry.": not to be read, or left out, without what explains it.
_BARE_REPLY = re.compile(r"\W*(?:yes|no|ja|nein|oui|non|sí|sì|si)\b[^.!?]*[.!]", re.IGNORECASE)
_MOST_REPLY_WORDS = 4
_ANNOUNCING = frozenset({"following", "follows", "below", "these", "list", "steps", "either", "include", "includes"})


@dataclass(frozen=True, slots=True)
class _Context:
    """A span that is scored with a unit, and its plain words."""

    span: Span
    plain: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A unit before it has a place in a passage."""

    kind: UnitKind
    span: Span
    plain: str
    context: tuple[_Context, ...]
    page: int | None


def split(document: Document) -> tuple[tuple[Passage, ...], tuple[Unit, ...]]:
    """The passages and units of a document, both ordered and disjoint.

    Headings, header rows and what holds no letter or digit are in no unit. Every unit belongs to one passage.
    """
    return _Splitter(document).run()


@dataclass(slots=True)
class _Splitter:
    """The state of one pass over the blocks of a document."""

    document: Document
    headings: list[tuple[int, str]] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    units: list[Unit] = field(default_factory=list)

    def run(self) -> tuple[tuple[Passage, ...], tuple[Unit, ...]]:
        """Split the whole document."""
        for is_heading, run in groupby(self.document.blocks, key=lambda block: block.kind is BlockKind.HEADING):
            if is_heading:
                for block in run:
                    self._heading(block)
            else:
                self._section(list(run))
        return tuple(self.passages), tuple(self.units)

    def _heading(self, block: Block) -> None:
        words = self._plain(block.span, block.hidden)
        while self.headings and self.headings[-1][0] >= block.level:
            self.headings.pop()
        if words:
            self.headings.append((block.level, words))

    def _section(self, blocks: list[Block]) -> None:
        """Blocks between two headings, cut into passages."""
        lead_in: list[_Piece] = []
        for _, run in groupby(enumerate(blocks), key=_same_passage):
            group = [block for _, block in run]
            if group[0].kind is BlockKind.ITEM:
                before, lead_in = lead_in, []
                announcement = before[-1] if before and self._announces(before[-1].plain, group[0]) else None
                for part in self._list(group, announcement):
                    self._passage([*before, *part], group)
                    before = []
                continue
            self._passage(lead_in, group)
            lead_in = []
            if group[0].kind is BlockKind.PARAGRAPH:
                lead_in = list(self._paragraph(group[0]))
            else:
                self._passage(list(self._table(group)), group)
        self._passage(lead_in, blocks)

    def _passage(self, pieces: Sequence[_Piece], blocks: Sequence[Block]) -> None:
        if not pieces:
            return
        ordinal = len(self.passages)
        span = Span(pieces[0].span.start, pieces[-1].span.end)
        if pieces[0].kind is UnitKind.ROW and blocks[0].kind is BlockKind.HEADER_ROW:
            span = Span(blocks[0].span.start, span.end)
        path = tuple(words for _, words in self.headings)
        self.passages.append(Passage(ordinal, span, path, pieces[0].page))
        for piece in pieces:
            context = tuple(part.span for part in piece.context)
            words = tuple(part.plain for part in piece.context)
            self.units.append(
                Unit(len(self.units), piece.kind, piece.span, ordinal, piece.plain, context, words, piece.page),
            )

    def _paragraph(self, block: Block) -> Iterator[_Piece]:
        return self._sentences(block, UnitKind.SENTENCE, ())

    def _list(self, blocks: Sequence[Block], announcement: _Piece | None) -> Iterator[list[_Piece]]:
        """The pieces of a list: all together, or by outermost item where the list is long."""
        lead_in = () if announcement is None else (_Context(announcement.span, announcement.plain),)
        parents: dict[int, _Context] = {}
        items: list[list[_Piece]] = []
        for block in blocks:
            parents = {level: parent for level, parent in parents.items() if level < block.level}
            context = (*lead_in, *(parents[level] for level in sorted(parents)))
            pieces = list(self._sentences(block, UnitKind.ITEM, context))
            if not pieces:
                continue
            parents[block.level] = _Context(pieces[-1].span, pieces[-1].plain)
            if block.level <= 1 or not items:
                items.append([])
            items[-1].extend(pieces)
        if sum(len(piece.plain.split()) for item in items for piece in item) > _MOST_LIST_WORDS:
            yield from items
        else:
            yield [piece for item in items for piece in item]

    def _announces(self, words: str, first: Block) -> bool:
        """Whether the sentence before a list is its lead-in, not only its neighbour."""
        if not words.endswith((".", "!", "?")) or not _ANNOUNCING.isdisjoint(words.lower().rstrip(".!?").split()):
            return True
        return not self._plain(first.span, first.hidden).endswith((".", "!", "?"))

    def _table(self, blocks: Sequence[Block]) -> Iterator[_Piece]:
        headers: tuple[_Context, ...] = ()
        for block in blocks:
            if block.kind is BlockKind.HEADER_ROW:
                headers = tuple(self._header_cells(block))
                continue
            cells = [self._plain(cell, _within(block.hidden, cell)) for cell in block.cells]
            if any(map(_says_something, cells)):
                yield _Piece(UnitKind.ROW, block.span, " | ".join(cells).strip(), headers, block.page)

    def _header_cells(self, block: Block) -> Iterator[_Context]:
        for cell in block.cells:
            words = self._plain(cell, _within(block.hidden, cell))
            if words:
                yield _Context(cell, words)

    def _sentences(self, block: Block, kind: UnitKind, context: tuple[_Context, ...]) -> Iterator[_Piece]:
        seen = visible(self.document.text, block.span, block.hidden)
        sentences = self._with_reply(seen, self._with_labels(block, seen, sentence_spans(seen.words)))
        for sentence in sentences:
            lead_in, parts = parts_of_long(seen.words, sentence)
            extra: tuple[_Context, ...] = ()
            for part in parts:
                piece = self._piece(block, seen, part, kind, (*context, *extra))
                if piece is not None:
                    yield piece
                if lead_in is not None and not extra:
                    extra = (_Context(seen.span(lead_in.start, lead_in.end), plain_words(lead_in.of(seen.words))),)

    def _piece(
        self, block: Block, seen: Visible, part: Span, kind: UnitKind, context: tuple[_Context, ...]
    ) -> _Piece | None:
        plain = plain_words(part.of(seen.words))
        if not _says_something(plain):
            return None
        span = balanced(self.document.text, seen.span(part.start, part.end), block)
        return _Piece(kind, span, plain, context, self._page(span, block))

    def _page(self, span: Span, block: Block) -> int | None:
        """The page on which a sentence begins; its block may have begun on an earlier one."""
        starts = self.document.page_starts
        return bisect_right(starts, span.start) if starts else block.page

    def _with_labels(self, block: Block, seen: Visible, sentences: list[Span]) -> list[Span]:
        """The sentences, where a bold label such as "Refunds." is one with the sentence that it names."""
        if len(sentences) < 2 or not block.hidden:  # noqa: PLR2004 - a label and what it names
            return sentences
        label = sentences[0].of(seen.words)
        if len(label) > _MOST_LABEL_CHARACTERS or len(label.split()) > _MOST_LABEL_WORDS:
            return sentences
        start, end = seen.places[sentences[0].start], seen.places[sentences[0].end - 1] + 1
        opens = any(gap.end == start for gap in block.hidden)
        closes = any(gap.start == end or gap.end == end - 1 for gap in block.hidden)  # **Label.** or **Label**.
        inside = any(start < gap.start and gap.end < end - 1 for gap in block.hidden)
        if not (opens and closes) or inside:
            return sentences
        return [Span(sentences[0].start, sentences[1].end), *sentences[2:]]

    def _with_reply(self, seen: Visible, sentences: list[Span]) -> list[Span]:
        """The sentences, where a bare yes or no to the question above is one with the sentence that explains it."""
        if len(sentences) < 2 or not (self.headings and self.headings[-1][1].endswith("?")):  # noqa: PLR2004 - two are joined
            return sentences
        first = sentences[0].of(seen.words)
        if len(first.split()) > _MOST_REPLY_WORDS or not _BARE_REPLY.fullmatch(first):
            return sentences
        return [Span(sentences[0].start, sentences[1].end), *sentences[2:]]

    def _plain(self, span: Span, hidden: Iterable[Span]) -> str:
        return plain_words(visible(self.document.text, span, hidden).words)


def _same_passage(numbered: tuple[int, Block]) -> tuple[str, int | None]:
    """What blocks of one passage share: a list or table its group, a paragraph only itself."""
    place, block = numbered
    if block.kind is BlockKind.PARAGRAPH:
        return "paragraph", place
    return ("list" if block.kind is BlockKind.ITEM else "table"), block.group


def _within(hidden: Iterable[Span], span: Span) -> list[Span]:
    return [gap for gap in hidden if gap.start < span.end and span.start < gap.end]


def _says_something(words: str) -> bool:
    return any(map(str.isalnum, words))
