"""Drafts, questions and differences for people at a terminal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from api.draft_schemas import DiffOut, DraftOut, FeasibilityOut, InterviewOut, QuestionOut, SuggestionOut

_COLOURS = {"error": "red", "warning": "yellow", "suggestion": "blue"}


def print_draft(draft: DraftOut, *, words: bool) -> None:
    """A draft's words, then on standard error what is open, what the checker finds, and the coverage."""
    if words:
        typer.echo(draft.text)
    typer.echo(f"{draft.id}: {draft.title}, revision {draft.revision}, {draft.state.replace('_', ' ')}.", err=True)
    if draft.gaps:
        typer.echo(f"{len(draft.gaps)} open questions:", err=True)
    for gap in draft.gaps:
        typer.echo(f"  {gap.fact}: {gap.question}", err=True)
        for source in gap.candidates:
            typer.echo(f"    {source.value}, says {source.title}: “{source.text}”", err=True)
    for found in draft.findings:
        place = found.clause or "whole text"
        cause = f" (open: {', '.join(found.gaps)})" if found.gaps else ""
        severity = typer.style(found.severity, fg=_COLOURS[found.severity])
        typer.echo(f"{severity} {found.rule}, {place}: {found.message}{cause}", err=True)
    for one in draft.accepted:
        typer.echo(f"accepted {one.rule}: {one.reason}", err=True)
    counts = Counter(level.value for level in draft.coverage.values())
    said = ", ".join(f"{counts[level]} {level}" for level in ("covered", "partial", "missing"))
    typer.echo(f"Principles: {said}.", err=True)
    for principle, shown in draft.coverage_details.items():
        if shown.level != "covered":
            gaps = f"; open: {', '.join(shown.gaps)}" if shown.gaps else ""
            lacks = "; ".join(shown.lacking)
            typer.echo(f"  {principle.replace('_', ' ')}: {shown.level}, lacks {lacks}{gaps}", err=True)


def print_interview(result: InterviewOut) -> None:
    """What is to be asked, and what the documents have answered."""
    if not result.questions:
        typer.echo("Nothing is missing.")
    for place, question in enumerate(result.questions, start=1):
        print_question(question, f"{place}.", err=False)
    if result.found:
        typer.echo()
        typer.echo(f"Your public documents answer {len(result.found)} others:")
    for fact in result.found:
        source = fact.sources[0]
        typer.echo(f"  {fact.fact}: {fact.value} ({source.title}, version {source.version})")


def print_question(question: QuestionOut, label: str, *, err: bool = True) -> None:
    """A question with its name, why it is asked, and what the documents say where they disagree."""
    typer.echo(f"{label} {typer.style(question.question, bold=True)} [{question.fact}]", err=err)
    if question.why:
        typer.echo(f"   {question.why} For: {', '.join(question.clauses)}.", err=err)
    for source in question.candidates:
        typer.echo(f"   {source.value}, says {source.title}: “{source.text}”", err=err)


def print_diff(changed: DiffOut) -> None:
    """Promises that differ, then the lines."""
    if not changed.promises:
        typer.echo("Nothing changed.")
        return
    for promise in changed.promises:
        figures = f": {'; '.join(promise.figures)}" if promise.figures else ""
        typer.echo(f"{promise.clause} {promise.kind}{figures}")
    typer.echo()
    typer.echo(changed.text, nl=False)


def print_suggestion(found: SuggestionOut) -> None:
    """Other words for a clause; on standard error whose they are, or why there are none."""
    if found.suggestion is not None:
        typer.echo(found.suggestion)
    typer.echo(found.note, err=True)


def print_feasibility(result: FeasibilityOut) -> None:
    """How each limit would have been kept, and the lines that were not used."""
    for one in result.performances:
        limit = f" ({one.limit})" if one.limit else ""
        typer.echo(
            f"{one.promise}{limit}: {one.missed:.1%} of {one.cases} cases missed, "
            f"at worst {one.worst_missed:.1%} in {one.worst_period}"
        )
    for warning in result.warnings:
        typer.echo(typer.style(f"warning {warning}", fg="yellow"))
    for problem in result.problems:
        typer.echo(problem, err=True)
