"""The code as a Word document: real styles and headings, a table of contents, a language, marked gaps."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from assistant.exports.material import Material
from assistant.exports.words import Block, blocks

_ACCENT = RGBColor(0x17, 0x4A, 0x5B)


def docx(material: Material) -> bytes:
    """The code as DOCX."""
    document = new_document(material.title, material.language, material.organisation)
    document.add_paragraph(material.title, style="Title")
    subtitle = ". ".join(part for part in (material.organisation, material.status) if part)
    if subtitle:
        document.add_paragraph(subtitle, style="Subtitle")
    _contents(document, material)
    for chapter in material.chapters:
        document.add_heading(chapter.heading, level=1)
        for section in chapter.sections:
            if section.title:
                document.add_heading(section.title, level=2)
            for clause in section.clauses:
                for block in blocks(clause.text):
                    add_block(document, block)
    _page_numbers(document, material)
    return saved(document)


def new_document(title: str, language: str, author: str | None) -> Any:
    """An empty document with our styles; python-docx ships no types."""
    document = Document()
    document.core_properties.title = title
    document.core_properties.author = author or ""
    document.core_properties.language = language
    document.core_properties.comments = ""
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(11)
    _speak(normal, language)
    for name in ("Title", "Heading 1", "Heading 2"):
        document.styles[name].font.color.rgb = _ACCENT
    return document


def add_block(document: Any, block: Block) -> None:
    """A paragraph or list item with its styles; a gap is marked."""
    style = ("List Number" if block.numbered else "List Bullet") if block.listed else None
    paragraph = document.add_paragraph(style=style)
    add_runs(paragraph, block)


def add_runs(paragraph: Any, block: Block) -> None:
    """A block's words in a paragraph."""
    for run in block.runs:
        added = paragraph.add_run(run.text)
        added.bold, added.italic = run.bold or None, run.italic or None
        if run.gap:
            added.font.highlight_color = WD_COLOR_INDEX.YELLOW


def saved(document: Any) -> bytes:
    """The file's bytes."""
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _contents(document: Any, material: Material) -> None:
    """A table of contents: a field that Word keeps current, filled with the headings for all other readers."""
    document.add_paragraph("Contents", style="TOC Heading" if "TOC Heading" in document.styles else "Subtitle")
    headings = [chapter.heading for chapter in material.chapters]
    for place, heading in enumerate(headings):
        paragraph = document.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        if place == 0:
            _field_start(paragraph, 'TOC \\o "1-2" \\h \\z \\u')
        paragraph.add_run(heading)
        if place == len(headings) - 1:
            _field_mark(paragraph, "end")


def _field_start(paragraph: Any, instruction: str) -> None:
    _field_mark(paragraph, "begin")
    words = OxmlElement("w:instrText")
    words.set(qn("xml:space"), "preserve")
    words.text = instruction
    paragraph.add_run()._r.append(words)  # noqa: SLF001 - python-docx has no fields of its own
    _field_mark(paragraph, "separate")


def _field_mark(paragraph: Any, kind: str) -> None:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    paragraph.add_run()._r.append(mark)  # noqa: SLF001 - the same


def _page_numbers(document: Any, material: Material) -> None:
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{material.title}. {material.status}. Page ")
    _field_start(paragraph, "PAGE")
    paragraph.add_run("1")
    _field_mark(paragraph, "end")


def _speak(style: Any, language: str) -> None:
    tag = OxmlElement("w:lang")
    tag.set(qn("w:val"), language)
    style.element.get_or_add_rPr().append(tag)
