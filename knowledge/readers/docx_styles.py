"""What the styles of a Word document mean: headings, lists, bold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

Element = Any  # lxml's elements are not typed

_VALUE = qn("w:val")
_PARAGRAPH_PROPERTIES = qn("w:pPr")
# Style names are English inside the file whatever the language of Word, but some programs translate them.
_HEADING_NAME = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop|rubrik)\s*([1-9])", re.IGNORECASE)
_LIST_NAME = re.compile(r"list (?:bullet|number)\s*([1-9])?", re.IGNORECASE)
_CONTENTS_NAME = re.compile(r"(?:toc|table of figures|index|verzeichnis|tm|tdc)\s*\d?\Z", re.IGNORECASE)
_OFF = frozenset({"0", "false", "off", "none"})
_NO_LIST = "0"  #: the numbering id by which a paragraph leaves its style's list
_BODY_LEVEL = 9  #: Word's outline level of text that is no heading
_MOST_ANCESTORS = 20  #: styles may be based on each other in a circle


@dataclass(frozen=True, slots=True)
class Styles:
    """The paragraph and character styles of one document by their ids."""

    by_id: dict[str, Element]
    default: str | None

    @classmethod
    def of(cls, word: WordDocument) -> Styles:
        """The styles of `word`."""
        styles = word.styles.element
        by_id = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}
        default = next(
            (
                key
                for key, style in by_id.items()
                if style.get(qn("w:type")) == "paragraph" and style.get(qn("w:default")) in ("1", "true")
            ),
            None,
        )
        return cls(by_id, default)

    def heading_level(self, paragraph: Element) -> int:
        """The level of a heading from 1; the document's title is 1 too; 0 for text."""
        direct = paragraph.find(f"{_PARAGRAPH_PROPERTIES}/{qn('w:outlineLvl')}")
        if direct is not None:
            return _outline(direct)
        for style in self._lineage(paragraph):
            name = _name(style)
            match = _HEADING_NAME.match(name)
            if match:
                return int(match[1])
            if name.lower() == "title":
                return 1
            outline = style.find(f"{_PARAGRAPH_PROPERTIES}/{qn('w:outlineLvl')}")
            if outline is not None:
                return _outline(outline)
        return 0

    def is_title(self, paragraph: Element) -> bool:
        """Whether a paragraph is the document's title, not a heading in it."""
        return any(_name(style).lower() == "title" for style in self._lineage(paragraph))

    def list_depth(self, paragraph: Element) -> int | None:
        """The depth of a list item from 0; None for what is in no list."""
        lineage = list(self._lineage(paragraph))
        named = next((match for match in (_LIST_NAME.match(_name(style)) for style in lineage) if match), None)
        numbers = [number for number in map(_numbering, (paragraph, *lineage)) if number is not None]
        # List and depth may come from different styles: each from the nearest that says it.
        number_id = next((value for value in (_value(number, "w:numId") for number in numbers) if value), None)
        if number_id == _NO_LIST or (number_id is None and named is None):
            return None
        level = next((value for value in (_value(number, "w:ilvl") for number in numbers) if value), "")
        if level.isdigit() and int(level):
            return min(int(level), _BODY_LEVEL)
        return int(named[1] or "1") - 1 if named else 0

    def is_bold(self, run: Element) -> bool:
        """Whether a run is bold by itself or by its character style."""
        properties = run.find(qn("w:rPr"))
        if properties is None:
            return False
        bold = properties.find(qn("w:b"))
        if bold is not None:
            return _is_on(bold)
        return _says(self._ancestry(_value(properties, "w:rStyle")), "w:b")

    def is_hidden(self, run: Element) -> bool:
        """Whether a run is formatted as hidden, by itself or by its character or paragraph style."""
        properties = run.find(qn("w:rPr"))
        named = None
        if properties is not None:
            vanish = properties.find(qn("w:vanish"))
            if vanish is not None:
                return _is_on(vanish)
            named = _value(properties, "w:rStyle")
        paragraph = next(run.iterancestors(qn("w:p")), None)
        styles = [*self._ancestry(named), *(self._lineage(paragraph) if paragraph is not None else ())]
        return _says(styles, "w:vanish")

    def is_contents(self, paragraph: Element) -> bool:
        """Whether a paragraph is a line of a table of contents, which repeats headings."""
        return any(_CONTENTS_NAME.match(_name(style)) for style in self._lineage(paragraph))

    def _lineage(self, paragraph: Element) -> Iterator[Element]:
        """A paragraph's style and those it is based on, nearest first."""
        named = paragraph.find(f"{_PARAGRAPH_PROPERTIES}/{qn('w:pStyle')}")
        return self._ancestry(named.get(_VALUE) if named is not None else self.default)

    def _ancestry(self, key: str | None) -> Iterator[Element]:
        """A style and those it is based on, nearest first."""
        for _ in range(_MOST_ANCESTORS):
            style = self.by_id.get(key) if key is not None else None
            if style is None:
                return
            yield style
            based = style.find(qn("w:basedOn"))
            key = based.get(_VALUE) if based is not None else None


def _is_on(toggle: Element) -> bool:
    return (toggle.get(_VALUE) or "1").lower() not in _OFF


def _says(styles: Iterable[Element], name: str) -> bool:
    """Whether the nearest style that mentions a run property turns it on."""
    toggles = (style.find(f"{qn('w:rPr')}/{qn(name)}") for style in styles)
    nearest = next((toggle for toggle in toggles if toggle is not None), None)
    return nearest is not None and _is_on(nearest)


def _name(style: Element) -> str:
    name = style.find(qn("w:name"))
    return (name.get(_VALUE) or "") if name is not None else ""


def _outline(element: Element) -> int:
    value = element.get(_VALUE) or ""
    level = int(value) if value.isdigit() else _BODY_LEVEL
    return 0 if level >= _BODY_LEVEL else level + 1


def _numbering(element: Element) -> Element | None:
    return element.find(f"{_PARAGRAPH_PROPERTIES}/{qn('w:numPr')}")


def _value(parent: Element, name: str) -> str | None:
    child = parent.find(qn(name))
    value: str | None = child.get(_VALUE) if child is not None else None
    return value
