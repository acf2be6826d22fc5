"""Answers, hits and reports for people at a terminal."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Sequence
from typing import TYPE_CHECKING

import typer

from api.legible import legible
from api.lines import contact_line, source_line

if TYPE_CHECKING:  # the schemas take a third of a second to load, which help should not pay
    from pydantic import BaseModel

    from api.document_schemas import DoctorOut, IngestOut
    from api.schemas import AnswerOut, HitOut, KeysOut, QuoteOut, StatementOut

_WIDEST = 100
_LABELS = {
    "condition": "Condition",
    "exception": "Exception",
    "remedy": "If not kept",
    "conflict": "Elsewhere it says otherwise",
}


def print_json(made: BaseModel) -> None:
    """What a program wants."""
    typer.echo(made.model_dump_json(indent=2))


def print_answer(answer: AnswerOut) -> None:
    """An answer with its sources, or why there is none and whom to ask."""
    if answer.status == "answered":
        if answer.statements:
            typer.echo(_wrapped(" ".join(_with_numbers(said) for said in answer.statements)))
            typer.echo()
        _print_quotes(answer.quotes, numbered=bool(answer.statements))
    else:
        typer.echo(_wrapped(answer.text))
        if answer.nearest:
            typer.echo()
            typer.echo(typer.style("The closest passages, which do not answer it:", dim=True))
            _print_quotes(answer.nearest[:3])
    for note in answer.notes:
        typer.echo()
        typer.echo(typer.style(_wrapped(note), fg="yellow"))
    if answer.status != "answered" and answer.contact is not None:
        typer.echo()
        typer.echo(f"Ask a person: {contact_line(answer.contact)}")


def _with_numbers(said: StatementOut) -> str:
    """A sentence with the numbers of its quotes, as the answer's text has it."""
    return f"{said.text} {''.join(f'[{number + 1}]' for number in said.quotes)}".rstrip()


def _print_quotes(quotes: list[QuoteOut], *, numbered: bool = False) -> None:
    """Quotes in their order; those that stand side by side in one place share the line that names it."""
    for place, quote in enumerate(quotes):
        label = _LABELS.get(quote.role)
        if label:
            typer.echo(typer.style(f"{label}:", fg="yellow"))
        number = f"[{place + 1}] " if numbered else ""
        words = f"{number}“{legible(quote.text, quote.document)}”"
        typer.echo(typer.style(_wrapped(words), bold=quote.role == "answer"))
        following = quotes[place + 1] if place + 1 < len(quotes) else None
        if following is None or source_line(following) != source_line(quote):
            typer.echo(typer.style(_wrapped(source_line(quote)), dim=True))
            if following is not None:
                typer.echo()


def print_hits(hits: list[HitOut]) -> None:
    """Hits with their sources, best first."""
    if not hits:
        typer.echo("Nothing was found.")
    for place, hit in enumerate(hits, 1):
        typer.echo(_wrapped(f"{place}. {legible(hit.text, hit.document)}"))
        typer.echo(typer.style(_wrapped(source_line(hit)), dim=True))


def print_ingest(report: IngestOut) -> None:
    """What became of the files; those that need somebody's attention by name."""
    counts: dict[str, Sequence[object]] = {
        "added": report.added,
        "updated": report.updated,
        "unchanged": report.unchanged,
        "removed": report.removed,
        "failed": report.failed,
    }
    done = ", ".join(f"{len(names)} {what}" for what, names in counts.items() if names)
    typer.echo(f"{done or 'Nothing to do'}; {report.units} units.")
    for what, files in (("not read", report.failed), ("read in part", report.partly)):
        for file in files:
            where = f", page {file.page}" if file.page else ""
            typer.echo(f"  {what}: {file.name}{where}: {file.reason}", err=True)
    for name in report.left:
        typer.echo(f"  no longer in the folder, kept: {name}", err=True)
    if report.left:
        typer.echo("  --prune deletes what left the folder.", err=True)
    for skip in report.skipped:
        typer.echo(f"  left out: {skip.name}: {skip.reason}", err=True)


def print_keys(keys: KeysOut) -> None:
    """Keys, one a line."""
    for key in keys.keys:
        state = "revoked" if key.revoked_at else f"until {key.expires_at:%Y-%m-%d}" if key.expires_at else "valid"
        typer.echo(f"{key.id}  {key.prefix}…  {key.role:<8}  {key.created_at:%Y-%m-%d}  {state}  {key.name}")


def print_doctor(report: DoctorOut) -> None:
    """Findings and what to do about each."""
    for finding in report.findings:
        typer.echo(f"{finding.check}: {finding.subject}: {finding.message} {finding.fix}")
    verdict = "All is well" if report.ok else f"{len(report.findings)} findings"
    typer.echo(f"{verdict} in {report.documents} documents.")


def _wrapped(text: str) -> str:
    """Lines no longer than the terminal; as it is where a program reads."""
    if not sys.stdout.isatty():
        return text
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    return "\n".join(textwrap.fill(line, width) for line in text.splitlines())
