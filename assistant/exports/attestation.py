"""The attestation pack: for each provision its evidence at three levels kept apart, what is missing, and who owns it.

It records; it certifies nothing. Text alone never makes a provision "met".
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from assistant.drafting.review import DraftCoverage, DraftFinding
from assistant.exports.material import Material
from assistant.exports.word import new_document, saved
from assistant.exports.words import plain
from assistant.rules import Severity

STATEMENT = (
    "This pack records evidence for each provision at three levels: what the text says, what was put in place, and "
    "what records show. It is the organisation's own record. It is no certificate, and it claims none: ISO 10001 is "
    "guidance. A provision is met only where all three levels have evidence."
)
COLUMNS = (
    "Provision",
    "Heading",
    "Principles",
    "What the text says",
    "What was put in place",
    "What records show",
    "Met",
    "Gap",
    "Owner",
)
_NO_EVIDENCE = "No evidence given"


@dataclass(frozen=True, slots=True)
class ClauseEvidence:
    """What an organisation shows for a provision beyond its text."""

    in_place: str | None = None  #: training held, system set, budget
    records: str | None = None  #: cases with times, remedies paid, over which period
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A provision with its evidence."""

    provision: str
    heading: str
    principles: str
    text: str
    in_place: str
    records: str
    met: bool
    gap: str
    owner: str

    def cells(self) -> tuple[str, ...]:
        """In the order of `COLUMNS`."""
        met = "yes" if self.met else "no"
        return (
            self.provision,
            self.heading,
            self.principles,
            self.text,
            self.in_place,
            self.records,
            met,
            self.gap,
            self.owner,
        )


def attestation_rows(
    material: Material, findings: Sequence[DraftFinding], evidence: Mapping[str, ClauseEvidence]
) -> tuple[Row, ...]:
    """A row for each clause.

    Args:
        material: the code.
        findings: what the checker says of it: errors and warnings on a clause are gaps of its text.
        evidence: by the clauses' ids.
    """
    owner = material.value("code-owner") or material.value("top-role") or "not named"
    faults: dict[str, list[str]] = {}
    for found in findings:
        if found.clause and found.finding.severity is not Severity.SUGGESTION:
            faults.setdefault(found.clause, []).append(found.finding.message)
    rows = []
    for clause in material.clauses:
        given = evidence.get(clause.id, ClauseEvidence())
        missing = [f"Text: {gap.question}" for gap in clause.gaps]
        missing += [f"Text: {message}" for message in dict.fromkeys(faults.get(clause.id, ()))]
        missing += [] if given.in_place else ["Put in place: no evidence."]
        missing += [] if given.records else ["Records: no evidence."]
        rows.append(
            Row(
                provision=clause.id,
                heading=clause.heading,
                principles=", ".join(clause.principles).replace("_", " "),
                text=plain(clause.text),
                in_place=given.in_place or _NO_EVIDENCE,
                records=given.records or _NO_EVIDENCE,
                met=not missing,
                gap=" ".join(missing) or "–",
                owner=given.owner or owner,
            )
        )
    return tuple(rows)


def attestation_docx(material: Material, rows: Sequence[Row], coverage: Sequence[DraftCoverage]) -> bytes:
    """The pack as a Word document in landscape: the statement, the principles, a table of provisions."""
    document = new_document(f"{material.title}: attestation pack", material.language, material.organisation)
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = page.page_height, page.page_width
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(14)
    document.add_paragraph(f"{material.title}: attestation pack", style="Title")
    document.add_paragraph(material.status, style="Subtitle")
    document.add_paragraph(STATEMENT)
    document.add_heading("Principles, as far as the text shows them", level=1)
    _table(document, ("Principle", "Text", "What is lacking"), [_principle(each) for each in coverage], (50, 25, 190))
    document.add_heading("Provisions", level=1)
    _table(document, COLUMNS, [row.cells() for row in rows], (28, 24, 24, 70, 28, 28, 11, 36, 20))
    return saved(document)


def attestation_xlsx(material: Material, rows: Sequence[Row], coverage: Sequence[DraftCoverage]) -> bytes:
    """The pack as a workbook: provisions, principles, and the statement."""
    book = Workbook()
    sheet: Any = book.active  # a new book has one
    sheet.title = "Provisions"
    _fill(sheet, COLUMNS, [row.cells() for row in rows], (24, 22, 22, 60, 32, 32, 8, 48, 24))
    _fill(
        book.create_sheet("Principles"),
        ("Principle", "Text", "What is lacking"),
        [_principle(each) for each in coverage],
        (26, 12, 80),
    )
    about = book.create_sheet("About")
    _fill(about, (f"{material.title}: attestation pack",), [(material.status,), (STATEMENT,)], (100,))
    book.properties.title = f"{material.title}: attestation pack"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _principle(each: DraftCoverage) -> tuple[str, str, str]:
    lacking = "; ".join(each.lacking)
    gaps = f"open questions: {', '.join(each.gaps)}" if each.gaps else ""
    return str(each.principle).replace("_", " "), each.level.value, "; ".join(p for p in (lacking, gaps) if p) or "–"


def _table(document: Any, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    """A table; widths in millimetres."""
    table = document.add_table(rows=1, cols=len(head), style="Table Grid")
    for cell, words in zip(table.rows[0].cells, head, strict=True):
        cell.text = words
        cell.paragraphs[0].runs[0].bold = True
    _repeat(table.rows[0])
    for row in rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)  # some readers go by the columns, others by the cells
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
            for paragraph in cell.paragraphs:
                for run in paragraph.runs:
                    run.font.size = Pt(8)


def _repeat(row: Any) -> None:
    """Have a table's head stand on every page."""
    from docx.oxml import OxmlElement  # noqa: PLC0415 - only here
    from docx.oxml.ns import qn  # noqa: PLC0415 - the same

    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(mark)  # noqa: SLF001 - python-docx has no such setting


def _fill(sheet: Any, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
    sheet.append(list(head))
    for row in rows:
        sheet.append([""] * len(row))
        for column, words in enumerate(row, start=1):
            cell = sheet.cell(row=sheet.max_row, column=column, value=words)
            cell.data_type = "s"  # words that begin like a formula stay words
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    for cell in sheet[1]:
        cell.font = Font(bold=True)
        cell.fill = PatternFill("solid", fgColor="EEF3F5")
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A2"
