"""Word documents to blocks: headings by style, numbered lists, tables in their place, notes after their text."""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import docx
from docx.opc.exceptions import OpcError
from docx.oxml.ns import qn
from lxml import etree  # type: ignore[import-untyped]  # lxml ships no types

from knowledge.documents import BlockKind, Document, Problem
from knowledge.errors import UnreadableFile
from knowledge.readers.builder import LABEL_LEVEL, TextBuilder
from knowledge.readers.docx_styles import Styles
from knowledge.readers.limits import Limits, raise_if_out_of_memory
from knowledge.readers.titles import is_title
from knowledge.readers.zipped import DAMAGED, checked_zip

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Element = Any  # lxml's elements are not typed

_P, _TBL, _SDT, _SDT_CONTENT = qn("w:p"), qn("w:tbl"), qn("w:sdt"), qn("w:sdtContent")
_TR, _TC, _T, _RPR = qn("w:tr"), qn("w:tc"), qn("w:t"), qn("w:rPr")
_SPACES = {qn("w:tab"), qn("w:br"), qn("w:cr"), qn("w:ptab")}
_TEXT_BOX = qn("w:txbxContent")
_NOTE_MARKS = {qn("w:footnoteReference"): "footnote", qn("w:endnoteReference"): "endnote"}
# Signs of the fonts Wingdings and Symbol that stand for words, as in a table of what is included.
_SIGNS = {"F0FC": "✓", "F0FB": "✗", "F0FE": "☑", "F0FD": "☒", "F0A8": "☐", "F0E0": "→"}
# What a reader of the document does not see, and a text box's second copy for old programs.
_UNSEEN = {
    qn("w:del"),
    qn("w:moveFrom"),
    qn("w:instrText"),
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
}
_WRAPPERS = {_SDT, _SDT_CONTENT, qn("w:ins"), qn("w:moveTo"), qn("w:customXml"), qn("w:smartTag")}
# What a damaged archive, part or relation was seen to break.
_BROKEN = (
    *(OpcError, BadZipFile, zlib.error, etree.XMLSyntaxError, EOFError, OSError),
    *(LookupError, ValueError, TypeError, AttributeError, NotImplementedError),
)
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_BULLET = re.compile(r"\s*[•◦▪‣●○■□·–]\s+(?=\S)")
_MOST_LABEL_WORDS = 8
_MOST_COLUMNS = 200
_LEAST_ROWS = 2  #: below a table's caption


def read_docx(name: str, data: bytes, limits: Limits) -> Document:
    """The document in a DOCX file; tracked insertions count, tracked deletions do not.

    Raises:
        UnreadableFile: It is damaged, encrypted, unpacks to too much or holds no text.
    """
    _refuse_entities(name, data, limits)
    try:
        word = docx.Document(io.BytesIO(data))
        builder = TextBuilder(name, limits.characters)
        styles = Styles.of(word)
        reading = _Reading(word, builder, styles, _note_words(word, styles))
        reading.run()
    except _BROKEN as error:
        raise_if_out_of_memory(str(getattr(error, "error_log", "")))
        raise UnreadableFile(name, DAMAGED) from error
    if not builder.length:
        raise UnreadableFile(name, _empty_reason(word))
    return Document(
        text=builder.text,
        blocks=tuple(builder.blocks),
        media_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        title=_title(word, builder),
        problems=tuple(reading.problems),
        language=(word.core_properties.language or "").strip() or None,
    )


def _refuse_entities(name: str, data: bytes, limits: Limits) -> None:
    """Word never writes a document type; who does wants entities unfolded."""
    with checked_zip(name, data, limits) as archive:
        try:
            parts = [entry for entry in archive.infolist() if entry.filename.endswith((".xml", ".rels"))]
            declares = any(_DOCTYPE.search(archive.read(entry)[:4096]) for entry in parts)
        except _BROKEN as error:
            raise UnreadableFile(name, DAMAGED) from error
    if declares:
        raise UnreadableFile(name, "It declares XML entities, which no Word document needs. Save it again in Word.")


def _empty_reason(word: WordDocument) -> str:
    if word.element.body.find(f".//{qn('w:drawing')}") is not None:
        return "It holds pictures and no text. Run text recognition on them, and save it as PDF."
    return "The document is empty."


def _title(word: WordDocument, builder: TextBuilder) -> str | None:
    first = next((block for block in builder.blocks if block.kind is BlockKind.HEADING), None)
    if first is not None and first.level <= 1:
        return first.span.of(builder.text)
    declared = " ".join((word.core_properties.title or "").split())
    if is_title(declared):
        return declared
    return first.span.of(builder.text) if first is not None else None


@dataclass(slots=True)
class _Reading:
    """A walk over the body of a document."""

    word: WordDocument
    builder: TextBuilder
    styles: Styles
    note_words: dict[tuple[str, str], str]
    group: int | None = None  #: of the list that the last paragraph was in
    group_base: int = 0  #: the indentation level at which that list began
    problems: list[Problem] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)  #: kind and id of those met in the words just read
    waiting: list[tuple[str, str]] = field(default_factory=list)  #: of those that the blocks above refer to
    has_title: bool = False
    joined: str = ""  #: the words of paragraphs whose end was deleted: they go on in the next

    def run(self) -> None:
        """Add body, footnotes and endnotes to the builder."""
        self._all(_blocks(self.word.element.body))
        self._add_notes()

    def _all(self, elements: Iterable[Element]) -> None:
        for element in elements:
            if element.tag == _P:
                self._paragraph(element)
            else:
                self._unjoined()
                self._table(element)
        self._unjoined()

    def _unjoined(self) -> None:
        """Write the words that no paragraph follows to go on with."""
        words, self.joined = self.joined, ""
        self.builder.add(BlockKind.PARAGRAPH, words)

    def _paragraph(self, paragraph: Element) -> None:
        if self.styles.is_contents(paragraph):
            return
        words = self.joined + "".join(self._words(paragraph))
        boxes = [box for box in paragraph.iter(_TEXT_BOX) if not _in_unseen(box, paragraph)]
        self.joined = words if _end_is_deleted(paragraph) else ""
        if words.strip() and not self.joined:
            self._add(paragraph, words)
        for box in boxes:
            self._all(_blocks(box))

    def _words(self, paragraph: Element) -> Iterator[str]:
        return _words(paragraph, self.notes, self.styles)

    def _add(self, paragraph: Element, words: str) -> None:
        level = self.styles.heading_level(paragraph)
        if level:
            # Below a title, the headings of Word's first level are the second level of the document.
            self.has_title = self.has_title or (self.styles.is_title(paragraph) and not self.builder.length)
            level += int(self.has_title and not self.styles.is_title(paragraph))
        depth = self.styles.list_depth(paragraph)
        bullet = _BULLET.match(words)
        if level or (depth is None and not bullet):
            self._add_notes()
        self._noted()
        if level:
            self.builder.add(BlockKind.HEADING, words, level=level)
        elif depth is not None or bullet:
            if self.group is None:
                self.group, self.group_base = self.builder.new_group(), depth or 0
            level = max(1, (depth or 0) - self.group_base + 1)
            self.builder.add(BlockKind.ITEM, words[bullet.end() :] if bullet else words, level=level, group=self.group)
            return
        elif self._is_label(paragraph, words):
            self.builder.add(BlockKind.HEADING, words, level=LABEL_LEVEL)
        else:
            self.builder.add(BlockKind.PARAGRAPH, words)
        self.group = None

    def _is_label(self, paragraph: Element, words: str) -> bool:
        """Whether a short line wholly in bold stands for a heading."""
        if len(words.split()) > _MOST_LABEL_WORDS or not (words.rstrip()[-1].isalnum() or words.rstrip()[-1] == "?"):
            return False
        runs = [run for run in paragraph.iter(qn("w:r")) if any((t.text or "").strip() for t in run.iter(_T))]
        return bool(runs) and all(self.styles.is_bold(run) for run in runs)

    def _table(self, table: Element) -> None:
        self.group = None
        self._add_notes()
        rows = [(row, _cells(row)) for row in _rows(table)]
        if max((len([cell for cell in cells if cell is not None]) for _, cells in rows), default=0) < 2:  # noqa: PLR2004
            self._layout_table(rows)
            return
        caption = self._caption(rows)
        if caption:
            rows = rows[1:]
            self.builder.add(BlockKind.HEADING, caption, level=LABEL_LEVEL)
        group = self.builder.new_group()
        above: list[str] = []
        header = self._header_rows(rows)
        for place, (_, cells) in enumerate(rows):
            words = self._cell_words(cells, above)
            above = words
            kind = BlockKind.HEADER_ROW if place < header else BlockKind.ROW
            self.builder.add_row(kind, words, group=group)
        if caption:
            self.builder.end_labels()
        self._noted()

    def _caption(self, rows: list[tuple[Element, list[Element | None]]]) -> str:
        """The words of a first row that is one cell over all columns: what the table is about, no names of columns."""
        (_, first), *others = rows
        alone = len(first) > 1 and all(cell is None for cell in first[1:])
        if not alone or len(others) < _LEAST_ROWS:
            return ""
        return " ".join(self._cell_words(first[:1], []))

    def _cell_words(self, cells: list[Element | None], above: list[str]) -> list[str]:
        """The words of each column; a cell merged with the one above repeats its words."""
        words = []
        for place, cell in enumerate(cells[:_MOST_COLUMNS]):
            if cell is None:
                words.append("")
            elif _continues_above(cell):
                words.append(above[place] if place < len(above) else "")
            else:
                paragraphs = ("".join(self._words(paragraph)) for paragraph in cell.iter(_P))
                words.append(" ".join(part.strip() for part in paragraphs if part.strip()))
        return words

    def _header_rows(self, rows: list[tuple[Element, list[Element | None]]]) -> int:
        """How many rows at the top only name the columns."""
        marked = 0
        for row, _ in rows:
            if row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None:
                break
            marked += 1
        if marked and marked < len(rows):
            return marked
        return int(len(rows) > 1 and self._looks_like_header(rows))

    def _looks_like_header(self, rows: list[tuple[Element, list[Element | None]]]) -> bool:
        first, second = (self._all_bold(row) for row, _ in rows[:2])
        if first and not second:
            return True
        figures = [any(character.isdigit() for character in "".join(_words(row, [], self.styles))) for row, _ in rows]
        return not figures[0] and all(figures[1:])

    def _all_bold(self, row: Element) -> bool:
        runs = [run for run in row.iter(qn("w:r")) if any((t.text or "").strip() for t in run.iter(_T))]
        return bool(runs) and all(self.styles.is_bold(run) for run in runs)

    def _layout_table(self, rows: list[tuple[Element, list[Element | None]]]) -> None:
        """A table of one column is a frame around paragraphs."""
        for _, cells in rows:
            for cell in cells:
                if cell is not None:
                    self._all(_blocks(cell))

    def _noted(self) -> None:
        """Keep the notes met in a block until its paragraph, list or table is complete."""
        self.waiting.extend(self.notes)
        self.notes.clear()

    def _add_notes(self) -> None:
        """Add the notes that the block above refers to; each may be a condition."""
        wanted, self.waiting = self.waiting, []
        for words in (self.note_words.pop(key, "") for key in wanted):
            self.builder.add(BlockKind.PARAGRAPH, words)


def _note_words(word: WordDocument, styles: Styles) -> dict[tuple[str, str], str]:
    """The words of each footnote and endnote by its kind and id."""
    found: dict[tuple[str, str], str] = {}
    for kind in _NOTE_MARKS.values():
        part = next((rel.target_part for rel in word.part.rels.values() if rel.reltype.endswith(f"/{kind}s")), None)
        if part is not None:
            root = etree.fromstring(part.blob, etree.XMLParser(resolve_entities=False, no_network=True))
            for note in root.iter(qn(f"w:{kind}")):
                paragraphs = ("".join(_words(paragraph, [], styles)) for paragraph in note.iter(_P))
                found[kind, note.get(qn("w:id")) or ""] = " ".join(paragraphs)
    return found


def _blocks(parent: Element) -> Iterator[Element]:
    """The paragraphs and tables of a body, cell or text box in order, also inside content controls."""
    for child in parent:
        if child.tag in (_P, _TBL):
            yield child
        elif child.tag in _WRAPPERS:
            yield from _blocks(child)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == _TR and child.find(f"{qn('w:trPr')}/{qn('w:del')}") is None:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _rows(child)


def _cells(row: Element) -> list[Element | None]:
    """The cells of a row by column; None for the columns that a wide cell also covers."""
    cells: list[Element | None] = []
    stack = list(reversed(row))
    while stack:
        child = stack.pop()
        if child.tag in _WRAPPERS:
            stack.extend(reversed(child))
        elif child.tag == _TC:
            span = child.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}")
            width = (span.get(qn("w:val")) or "1") if span is not None else "1"
            cells.append(child)
            cells.extend([None] * (min(int(width), _MOST_COLUMNS) - 1 if width.isdigit() else 0))
    return cells


def _continues_above(cell: Element) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is not None and merge.get(qn("w:val")) != "restart"


def _words(paragraph: Element, notes: list[tuple[str, str]], styles: Styles) -> Iterator[str]:
    """The words of a paragraph or row as displayed; the footnotes and endnotes met are added to `notes`."""
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == _T:
            yield element.text or ""
        elif element.tag in _SPACES:
            yield " "
        elif element.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif element.tag == qn("w:sym"):
            yield _SIGNS.get((element.get(qn("w:char")) or "").upper(), "")
        elif element.tag in _NOTE_MARKS:
            notes.append((_NOTE_MARKS[element.tag], element.get(qn("w:id")) or ""))
        elif element.tag in _UNSEEN or element.tag in (_TEXT_BOX, _RPR):
            continue
        elif element.tag != qn("w:r") or not styles.is_hidden(element):
            stack.extend(reversed(element))


def _end_is_deleted(paragraph: Element) -> bool:
    """Whether a tracked deletion took the end of a paragraph, so that the next one continues it."""
    mark = paragraph.find(f"{qn('w:pPr')}/{_RPR}")
    return mark is not None and any(mark.find(tag) is not None for tag in (qn("w:del"), qn("w:moveFrom")))


def _in_unseen(element: Element, root: Element) -> bool:
    parent = element.getparent()
    while parent is not None and parent is not root:
        if parent.tag in _UNSEEN or parent.tag == _TEXT_BOX:
            return True
        parent = parent.getparent()
    return False
