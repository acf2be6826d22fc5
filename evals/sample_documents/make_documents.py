"""Makes the sample organisation's DOCX and PDF files from the texts beside this script.

    python evals/sample_documents/make_documents.py [OUTPUT_FOLDER]

It needs python-docx, reportlab and pyphen (which reportlab uses to break words at line ends).

The texts are the source; the files it writes into `knowledge/sample/` are committed, so that nobody needs
this script to use the sample. Dates and identifiers in the files are fixed: running it twice gives the same
words on the same pages.

A text begins with `Title:`, `Subtitle:` and `Running:` lines. After them `#` and `##` are headings, `- ` and
`1. ` are list items, `| a | b |` are table rows (the first is the header), and every other line is a paragraph.
"""

# ruff: noqa: INP001 (a script, not a module that anything imports)

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import groupby
from pathlib import Path

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from docx.table import Table as DocxTable
from docx.text.paragraph import Paragraph as DocxParagraph
from reportlab import rl_config
from reportlab.lib import colors
from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    ListFlowable,
    ListItem,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.doctemplate import LayoutError

HERE = Path(__file__).resolve().parent
SAMPLE = HERE.parent.parent / "knowledge" / "sample"
MADE_ON = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
INK = colors.HexColor("#1f3a34")
SHADE = colors.HexColor("#e6efec")


@dataclass(frozen=True)
class Element:
    """One line of a source text: what it is and its words (several for a table row)."""

    kind: str  #: heading1, heading2, bullet, number, row or paragraph
    words: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """A source text: the three head lines and the elements after them."""

    title: str
    subtitle: str
    running: str
    elements: tuple[Element, ...]


def read_source(path: Path) -> Source:
    """Read one text; raises `ValueError` if a head line is missing."""
    head: dict[str, str] = {}
    elements: list[Element] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if match := re.fullmatch(r"(Title|Subtitle|Running): (.+)", line):
            head[match[1]] = match[2]
        elif line.strip():
            elements.append(_element(line.strip()))
    if missing := {"Title", "Subtitle", "Running"} - head.keys():
        raise ValueError(f"{path.name} has no {', '.join(sorted(missing))} line.")
    return Source(head["Title"], head["Subtitle"], head["Running"], tuple(elements))


def _element(line: str) -> Element:
    for mark, kind in (("## ", "heading2"), ("# ", "heading1"), ("- ", "bullet")):
        if line.startswith(mark):
            return Element(kind, (line.removeprefix(mark),))
    if line.startswith("|"):
        return Element("row", tuple(cell.strip() for cell in line.strip("|").split("|")))
    if match := re.match(r"\d+\. (.+)", line):
        return Element("number", (match[1],))
    return Element("paragraph", (line,))


def _grouped(source: Source) -> Iterator[tuple[str, list[Element]]]:
    """The elements in order, neighbours of one kind together."""
    for kind, elements in groupby(source.elements, key=lambda element: element.kind):
        yield kind, list(elements)


def make_docx(source: Source, path: Path) -> None:
    """Write a DOCX file with Word's own heading, list and table styles."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Calibri"
    document.styles["Normal"].font.size = Pt(11)
    properties = document.core_properties
    properties.title, properties.author = source.title, "Larkmere Home Ltd"
    properties.created = properties.modified = MADE_ON.replace(tzinfo=None)
    section = document.sections[0]
    section.header.paragraphs[0].text = source.running
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.CENTER
    footer.add_run("Page ")
    _page_number(footer)

    document.add_heading(source.title, level=0)
    document.add_paragraph(source.subtitle, style="Subtitle")
    for kind, elements in _grouped(source):
        if kind == "row":
            _docx_table(document.add_table(len(elements), len(elements[0].words)), elements)
            document.add_paragraph()
            continue
        for element in elements:
            if kind.startswith("heading"):
                document.add_heading(element.words[0], level=int(kind[-1]))
            else:
                style = {"bullet": "List Bullet", "number": "List Number"}.get(kind)
                document.add_paragraph(element.words[0], style=style)
    document.save(str(path))


def _docx_table(table: DocxTable, rows: Sequence[Element]) -> None:
    table.style = "Table Grid"
    for row, element in zip(table.rows, rows, strict=True):
        for cell, words in zip(row.cells, element.words, strict=True):
            cell.text = words
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
            run.font.color.rgb = RGBColor(0x1F, 0x3A, 0x34)
    # Marks the first row as a header row, so that readers and screen readers know it.
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 (python-docx has no public way)


def _page_number(paragraph: DocxParagraph) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001 (python-docx has no public way)


BODY = ParagraphStyle(
    "body", fontName="Helvetica", fontSize=10.5, leading=15, spaceAfter=7, alignment=TA_JUSTIFY,
    hyphenationLang="en_GB", hyphenationMinWordLength=6,
)  # fmt: skip
ITEM = ParagraphStyle("item", parent=BODY, spaceAfter=3)
CELL = ParagraphStyle("cell", fontName="Helvetica", fontSize=9.5, leading=12)
HEADER_CELL = ParagraphStyle("header cell", parent=CELL, fontName="Helvetica-Bold", textColor=INK)
TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=21, leading=26, textColor=INK, spaceAfter=4)
SUBTITLE = ParagraphStyle("subtitle", fontName="Helvetica", fontSize=11, leading=14, spaceAfter=14)
HEADING = ParagraphStyle(
    "heading", fontName="Helvetica-Bold", fontSize=13, leading=17, textColor=INK, spaceBefore=9, spaceAfter=5,
    keepWithNext=1,
)  # fmt: skip


def make_pdf(source: Source, path: Path) -> None:
    """Write a PDF file with a running head, page numbers, justified and hyphenated lines."""
    rl_config.invariant = 1  # no creation time, so that the same text gives the same file
    rl_config.useA85 = 0  # plain bytes, which git takes for the binary file it is
    template = BaseDocTemplate(
        str(path), pagesize=A4, leftMargin=34 * mm, rightMargin=34 * mm, topMargin=30 * mm, bottomMargin=26 * mm,
        title=source.title, author="Larkmere Home Ltd", lang="en-GB",
    )  # fmt: skip
    frame = Frame(template.leftMargin, template.bottomMargin, template.width, template.height, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate("page", [frame], onPage=partial(_furniture, source)))
    story: list[Flowable] = [Paragraph(source.title, TITLE), Paragraph(source.subtitle, SUBTITLE)]
    for kind, elements in _grouped(source):
        if kind == "row":
            story += [_pdf_table(elements, template.width), Spacer(1, 9)]
        elif kind in ("bullet", "number"):
            items = [ListItem(Paragraph(each.words[0], ITEM)) for each in elements]
            story.append(ListFlowable(items, bulletType="bullet" if kind == "bullet" else "1", leftIndent=14))
        else:
            style = HEADING if kind.startswith("heading") else BODY
            story += [Paragraph(each.words[0], style) for each in elements]
    try:
        template.build(story)
    except LayoutError as error:
        raise ValueError(f"{path.name} does not fit on its pages.") from error


def _furniture(source: Source, canvas: Canvas, template: BaseDocTemplate) -> None:
    """Draw the running head and the page number, which are not part of the text."""
    canvas.saveState()
    canvas.setFont("Helvetica", 8.5)
    canvas.setFillColor(INK)
    top = A4[1] - 18 * mm
    canvas.drawString(template.leftMargin, top, source.running)
    canvas.line(template.leftMargin, top - 4, A4[0] - template.rightMargin, top - 4)
    canvas.drawCentredString(A4[0] / 2, 14 * mm, f"Page {canvas.getPageNumber()}")
    canvas.restoreState()


def _pdf_table(rows: Sequence[Element], width: float) -> Table:
    cells = [
        [Paragraph(words, HEADER_CELL if number == 0 else CELL) for words in row.words]
        for number, row in enumerate(rows)
    ]
    columns = len(rows[0].words)
    table = Table(cells, colWidths=[width / columns] * columns, repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("GRID", (0, 0), (-1, -1), 0.5, colors.grey),
                ("BACKGROUND", (0, 0), (-1, 0), SHADE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return table


MAKERS = {
    "complaints-procedure.docx": make_docx,
    "price-list.docx": make_docx,
    "staff/goodwill-guide.docx": make_docx,
    "privacy-notice.pdf": make_pdf,
    "membership-terms.pdf": make_pdf,
}


def main(arguments: Sequence[str]) -> int:
    """Make every file; the first argument, if there is one, is the output folder."""
    output = Path(arguments[0]) if arguments else SAMPLE
    for name, make in MAKERS.items():
        path = output / name
        path.parent.mkdir(parents=True, exist_ok=True)
        make(read_source(HERE / f"{path.stem}.txt"), path)
        sys.stdout.write(f"{name}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
