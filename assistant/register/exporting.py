"""The register as a file: CSV, JSON, Markdown, XLSX."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.quotes import HEADING_SEPARATOR
from assistant.register.changes import amount_words, limit_words
from assistant.register.records import Registered
from knowledge.errors import UnknownName

#: A spreadsheet takes a cell that begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDEST = 80
_Row = list[str | int | float | None]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file."""

    name: str
    media_type: str
    write: Callable[[Sequence[Registered]], bytes]


def export(records: Sequence[Registered], name: str) -> bytes:
    """The commitments as a file.

    Raises:
        UnknownName: there is no such format.
    """
    if name not in FORMATS:
        raise UnknownName("format", name)
    return FORMATS[name].write(records)


_COLUMNS: dict[str, Callable[[Registered], str | int | float | None]] = {
    "id": lambda one: one.id,
    "type": lambda one: one.commitment.type.value,
    "text": lambda one: " ".join(one.commitment.text.split()),
    "time limit": lambda one: limit_words(one.commitment.time_limit),
    "from": lambda one: one.commitment.start_event.text if one.commitment.start_event else None,
    "amount": lambda one: amount_words(one.commitment.amount),
    "condition": lambda one: "; ".join(slot.text for slot in one.commitment.conditions) or None,
    "exception": lambda one: "; ".join(slot.text for slot in one.commitment.exceptions) or None,
    "channel": lambda one: one.commitment.channel.text if one.commitment.channel else None,
    "strength": lambda one: one.commitment.strength.value,
    "refuses": lambda one: "yes" if one.commitment.negative else "no",
    "legal basis": lambda one: one.commitment.legal_basis,
    "principles": lambda one: ", ".join(one.commitment.principles) or None,
    "gaps": lambda one: ", ".join(gap.value for gap in one.commitment.gaps) or None,
    "belongs to": lambda one: one.belongs_to,
    "document": lambda one: one.version.document,
    "version": lambda one: one.version.label,
    "in force from": lambda one: one.version.effective_from.isoformat() if one.version.effective_from else None,
    "in force until": lambda one: one.version.effective_to.isoformat() if one.version.effective_to else None,
    "heading": lambda one: HEADING_SEPARATOR.join(one.commitment.headings) or None,
    "start": lambda one: one.span.start,
    "end": lambda one: one.span.end,
}


def _rows(records: Iterable[Registered]) -> list[_Row]:
    return [[read(one) for read in _COLUMNS.values()] for one in records]


def _cell(value: str | float | None) -> str | float | None:
    """A cell that no spreadsheet runs: documents may begin with anything."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def _csv(records: Sequence[Registered]) -> bytes:
    made = io.StringIO(newline="")
    writer = csv.writer(made)
    writer.writerow(_COLUMNS)
    writer.writerows([_cell(value) for value in row] for row in _rows(records))
    return made.getvalue().encode("utf-8-sig")  # with a mark, by which spreadsheets know UTF-8


def _json(records: Sequence[Registered]) -> bytes:
    rows = [dict(zip((name.replace(" ", "_") for name in _COLUMNS), row, strict=True)) for row in _rows(records)]
    return (json.dumps({"commitments": rows}, ensure_ascii=False, indent=2) + "\n").encode()


def _markdown(records: Sequence[Registered]) -> bytes:
    lines = ["# Register of commitments", ""]
    for _, group in groupby(records, key=lambda one: one.version.id):
        members = list(group)
        version = members[0].version
        since = f", in force from {version.effective_from.isoformat()}" if version.effective_from else ""
        lines += [f"## {_escaped(version.title)}, version {_escaped(version.label)}{since}", ""]
        lines += ["| Id | Type | Words | Limit | Amount | Gaps |", "|---|---|---|---|---|---|"]
        lines += [_line(one) for one in members]
        lines.append("")
    return "\n".join(lines).encode()


def _line(one: Registered) -> str:
    names = ("id", "type", "text", "time limit", "amount", "gaps")
    cells = [_escaped(str(_COLUMNS[name](one) or "")) for name in names]
    return f"| {' | '.join(cells)} |"


def _escaped(text: str) -> str:
    for sign in ("\\", "|", "<", "[", "`", "*", "_"):
        text = text.replace(sign, f"\\{sign}")
    return text


def _xlsx(records: Sequence[Registered]) -> bytes:
    from openpyxl import Workbook  # noqa: PLC0415 - 0.2 s that other formats do without
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE  # noqa: PLC0415 - the same
    from openpyxl.styles import Alignment, Font  # noqa: PLC0415 - the same
    from openpyxl.utils import get_column_letter  # noqa: PLC0415 - the same

    book = Workbook()
    sheet = book.create_sheet("Commitments", 0)
    del book["Sheet"]
    rows: list[_Row] = [list(_COLUMNS), *([_cell(value) for value in row] for row in _rows(records))]
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub(" ", value) if isinstance(value, str) else value for value in row])
    for place in range(1, len(_COLUMNS) + 1):
        sheet.cell(1, place).font = Font(bold=True)
        widest = max(len(str(row[place - 1] or "")) for row in rows)
        sheet.column_dimensions[get_column_letter(place)].width = min(widest + 2, _WIDEST)
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "B2"
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


#: By name, which is also the file's suffix.
FORMATS: dict[str, Format] = {
    "csv": Format("csv", "text/csv; charset=utf-8", _csv),
    "json": Format("json", "application/json", _json),
    "md": Format("md", "text/markdown; charset=utf-8", _markdown),
    "xlsx": Format("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", _xlsx),
}
