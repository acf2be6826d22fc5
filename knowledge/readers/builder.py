"""The text that we extract from formats without a text of their own, built block by block with its spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from knowledge.documents import Block, BlockKind, Span
from knowledge.errors import UnreadableFile

CELL_GAP = " | "


@dataclass(slots=True)
class TextBuilder:
    """One line a block, table cells joined by " | "; the same file always gives the same text.

    Attributes:
        name: The document's name, for messages.
        most_characters: The text may not grow beyond this.
    """

    name: str
    most_characters: int
    blocks: list[Block] = field(default_factory=list)
    groups: int = 0
    _parts: list[str] = field(default_factory=list)
    _length: int = 0

    @property
    def text(self) -> str:
        """What was added so far."""
        return "".join(self._parts)

    @property
    def length(self) -> int:
        """How many characters were added so far."""
        return self._length

    def new_group(self) -> int:
        """A number for a new list or table."""
        self.groups += 1
        return self.groups - 1

    def add(
        self, kind: BlockKind, words: str, *, level: int = 0, group: int | None = None, page: int | None = None
    ) -> None:
        """Add a heading, paragraph or item; white space is collapsed, and nothing is added for none.

        Raises:
            UnreadableFile: The text has grown too long.
        """
        line = " ".join(words.split())
        if line:
            span = self.append(line)
            self.append("\n")
            self.blocks.append(Block(kind, span, level=level, page=page, group=group))

    def add_row(self, kind: BlockKind, cells: Sequence[str], *, group: int, page: int | None = None) -> None:
        """Add a table row; an empty cell stays an empty place between its neighbours."""
        words = [" ".join(cell.split()) for cell in cells]
        if not any(words):
            return
        spans = []
        for place, cell in enumerate(words):
            if place:
                self.append(CELL_GAP)
            spans.append(self.append(cell))
        self.append("\n")
        filled = [span for span in spans if span.end > span.start]
        whole = Span(filled[0].start, filled[-1].end)
        self.blocks.append(Block(kind, whole, page=page, cells=tuple(spans), group=group))

    def end_labels(self) -> None:
        """Say that the label above, a term or the summary of a fold, titles nothing that follows."""
        self.blocks.append(Block(BlockKind.HEADING, Span(self._length, self._length), level=LABEL_LEVEL))

    def append(self, words: str) -> Span:
        """Add characters as they are; returns where they stand."""
        start = self._length
        self._length += len(words)
        if self._length > self.most_characters:
            reason = f"It holds more than {self.most_characters:,} characters of text. Split it into several files."
            raise UnreadableFile(self.name, reason)
        self._parts.append(words)
        return Span(start, self._length)


LABEL_LEVEL = 7  #: of headings that only a term, a bold line or a fold makes; below all real ones
