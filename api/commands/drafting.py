"""`pledge draft …`: interview, draft, edit, review, publish and export a code."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from api.commands.draft_files import pair, read_brief, read_text, read_yaml, write_brief, write_bytes
from api.commands.options import AsJson, Data, day, desk_of, valid

if TYPE_CHECKING:  # loaded when a command runs, so that help is quick
    from api.draft_schemas import DraftOut, InterviewOut
    from assistant.drafting.brief import Brief

app = typer.Typer(
    no_args_is_help=True,
    help="Draft a code, have it approved, publish it. What nobody has said stays an open question.",
    rich_markup_mode="markdown",
)
_FINDINGS = 1
Id = Annotated[str, typer.Argument(help="The draft's id, as `pledge draft list` shows it.", metavar="ID")]
BriefFile = Annotated[
    Path | None, typer.Argument(help="A brief as YAML or JSON; without it, an empty one.", metavar="BRIEF")
]
Output = Annotated[Path | None, typer.Option("--output", "-o", help="A file to write to.")]
Note = Annotated[str | None, typer.Option("--note", help="Why, for the audit trail.")]


@app.command()
def interview(
    brief: BriefFile = None,
    output: Output = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Ask only what neither the brief nor your public documents say.

    With --output, answers are asked for and written there as a brief: an empty line leaves a question open, "none"
    says that there is no such thing, Ctrl-D ends. Without it the questions are printed.

    For example:

        pledge draft interview

        pledge draft interview -o brief.yaml

        pledge draft interview brief.yaml --json
    """
    from api.commands.draft_printing import print_interview  # noqa: PLC0415 - loads when it runs
    from api.commands.printing import print_json  # noqa: PLC0415 - the same
    from api.draft_requests import InterviewIn  # noqa: PLC0415 - the same

    given = read_brief(brief)
    with desk_of(data) as desk:
        result = desk.drafts.interview(InterviewIn(brief=given))
    if as_json:
        print_json(result)
    elif output is None:
        print_interview(result)
    else:
        answered = _asked(given, result)
        write_brief(output, answered)
        typer.echo(f"{output} holds {len(answered.facts)} answers. Draft with: pledge draft new {output}", err=True)


@app.command()
def new(
    brief: BriefFile = None,
    revise: Annotated[str | None, typer.Option("--revise", help="Draft the next version of this draft's code.")] = None,
    output: Output = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Draft a code from a brief and your public documents; prints it with its open questions and findings.

    For example:

        pledge draft new

        pledge draft new brief.yaml -o code.md
    """
    from api.draft_requests import DraftIn  # noqa: PLC0415 - loads when it runs

    with desk_of(data) as desk:
        made = desk.drafts.create(DraftIn(brief=read_brief(brief), revise=revise))
    _show(made, as_json, output)


@app.command("list")
def list_drafts(
    document: Annotated[str | None, typer.Option("--document", help="Only drafts of this document.")] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """List drafts and where they stand.

    For example:

        pledge draft list
    """
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs

    with desk_of(data) as desk:
        found = desk.drafts.drafts(document)
    if as_json:
        print_json(found)
        return
    for draft in found.drafts:
        since = f"from {draft.effective_from}" if draft.effective_from else f"{draft.open_gaps} open questions"
        typer.echo(f"{draft.id}  {draft.state:<17}  r{draft.revision:<3} {since:<18}  {draft.document}: {draft.title}")


@app.command()
def show(draft: Id, output: Output = None, as_json: AsJson = False, data: Data = None) -> None:
    """Print a draft with its open questions and findings.

    For example:

        pledge draft show d_0f2c9a1b7d3e4f50
    """
    with desk_of(data) as desk:
        found = desk.drafts.get(draft)
    _show(found, as_json, output)


@app.command()
def edit(
    draft: Id,
    *,
    answer: Annotated[list[str] | None, typer.Option("--answer", help="FACT=VALUE; FACT= takes it back.")] = None,
    clause: Annotated[list[str] | None, typer.Option("--clause", help="ID=own words for the clause.")] = None,
    drop: Annotated[list[str] | None, typer.Option("--drop", help="Leave this clause out.")] = None,
    restore: Annotated[list[str] | None, typer.Option("--restore", help="Give it its first words again.")] = None,
    refresh: Annotated[bool, typer.Option("--refresh", help="Read your documents again.")] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Answer questions, change or leave out clauses.

    For example:

        pledge draft edit d_0f2c9a1b7d3e4f50 --answer "effective-date=2027-03-01" --drop never-sell
    """
    from api.draft_requests import EditIn  # noqa: PLC0415 - loads when it runs

    answers = {key: value or None for key, value in map(pair, answer or ())}
    words: dict[str, str | None] = dict(map(pair, clause or ()))
    body = valid(
        EditIn, answers=answers, clauses={**words, **dict.fromkeys(drop or ())}, restore=restore or [], refresh=refresh
    )
    with desk_of(data) as desk:
        changed = desk.drafts.edit(draft, body)
    _show(changed, as_json, None)


@app.command()
def suggest(
    draft: Id,
    clause: Annotated[str, typer.Argument(help="The clause's id.", metavar="CLAUSE")],
    wish: Annotated[
        str | None, typer.Option("--wish", help="How to word it; without a wish, in plain language.")
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Have the language model word a clause, or say it in plain language; ends with 1 where it has nothing to suggest.

    Only words that say the same are shown. The clause stays as it is until you take them over:

        pledge draft suggest d_0f2c9a1b7d3e4f50 email-reply

        pledge draft edit d_0f2c9a1b7d3e4f50 --clause "email-reply=We answer every email …"
    """
    from api.commands.draft_printing import print_suggestion  # noqa: PLC0415 - loads when it runs
    from api.commands.printing import print_json  # noqa: PLC0415 - the same
    from api.draft_requests import WishIn  # noqa: PLC0415 - the same

    with desk_of(data) as desk:
        if wish is None:
            found = desk.drafts.plain(draft, clause)
        else:
            found = desk.drafts.worded(draft, clause, valid(WishIn, wish=wish))
    if as_json:
        print_json(found)
    else:
        print_suggestion(found)
    if found.suggestion is None:
        raise typer.Exit(_FINDINGS)


@app.command()
def submit(draft: Id, note: Note = None, as_json: AsJson = False, data: Data = None) -> None:
    """Hand a draft in for review."""
    _step(draft, "submit", as_json, data, note=note)


@app.command("request-changes")
def request_changes(
    draft: Id,
    note: Annotated[str, typer.Option("--note", help="Which changes, for the author.")],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Send a draft back to its author."""
    _step(draft, "request-changes", as_json, data, note=note)


@app.command()
def approve(draft: Id, note: Note = None, as_json: AsJson = False, data: Data = None) -> None:
    """Approve a draft: its words and exports are frozen. Refused while questions are open or errors are found."""
    _step(draft, "approve", as_json, data, note=note)


@app.command()
def publish(
    draft: Id,
    effective_from: Annotated[
        str | None, typer.Option("--from", metavar="YYYY-MM-DD", help="Must be the day that the text names.")
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Publish an approved draft as a public document; customers' questions are answered from it from its day on."""
    _step(draft, "publish", as_json, data, effective_from=day(effective_from, "--from"))


@app.command()
def withdraw(draft: Id, note: Note = None, as_json: AsJson = False, data: Data = None) -> None:
    """Take a draft, or what it published, back."""
    _step(draft, "withdraw", as_json, data, note=note)


@app.command()
def diff(
    draft: Id,
    revision: Annotated[int | None, typer.Option("--revision", min=1, help="Compare with this revision.")] = None,
    against: Annotated[str | None, typer.Option("--against", help="Compare with this draft.")] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Print what changed, promise by promise and line by line."""
    from api.commands.draft_printing import print_diff  # noqa: PLC0415 - loads when it runs
    from api.commands.printing import print_json  # noqa: PLC0415 - the same
    from api.draft_requests import DiffQuery  # noqa: PLC0415 - the same

    with desk_of(data) as desk:
        changed = desk.drafts.diff(draft, DiffQuery(revision=revision, against=against))
    if as_json:
        print_json(changed)
        return
    print_diff(changed)


@app.command()
def export(
    draft: Id,
    form: Annotated[
        Literal["md", "html", "docx", "pdf", "json", "summary", "card", "papers"],
        typer.Option("--format", "-f", help="In which form."),
    ] = "md",
    output: Output = None,
    data: Data = None,
) -> None:
    """Write a draft in a form; of an approved one, what was frozen.

    For example:

        pledge draft export d_0f2c9a1b7d3e4f50 --format docx -o code.docx
    """
    with desk_of(data) as desk:
        content = desk.drafts.export(draft, form)
    write_bytes(content, output)


@app.command()
def attestation(
    draft: Id,
    evidence: Annotated[
        Path | None, typer.Option("--evidence", help="YAML: clause id to in_place, records, owner.")
    ] = None,
    form: Annotated[Literal["docx", "xlsx"], typer.Option("--format", "-f", help="In which form.")] = "docx",
    output: Output = None,
    data: Data = None,
) -> None:
    """Write the attestation pack: evidence for each provision at three levels. It certifies nothing."""
    from api.draft_requests import AttestationIn  # noqa: PLC0415 - loads when it runs

    body = valid(AttestationIn, format=form, evidence=read_yaml(evidence) if evidence else {})
    with desk_of(data) as desk:
        content = desk.drafts.attestation(draft, body)
    write_bytes(content, output)


@app.command()
def comment(
    draft: Id,
    text: Annotated[str, typer.Argument(help="The remark, in quotes.")],
    clause: Annotated[
        str | None, typer.Option("--clause", help="On this clause; on the whole draft without it.")
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Remark on a clause, or on the whole draft."""
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs
    from api.draft_requests import CommentIn  # noqa: PLC0415 - the same

    with desk_of(data) as desk:
        made = desk.drafts.comment(draft, valid(CommentIn, text=text, clause=clause))
    if as_json:
        print_json(made)
        return
    typer.echo(f"Comment {made.id} is noted.")


@app.command()
def comments(
    draft: Id,
    resolve: Annotated[int | None, typer.Option("--resolve", help="Mark this comment as dealt with.")] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """List remarks, or mark one as dealt with."""
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs

    with desk_of(data) as desk:
        if resolve is not None:
            desk.drafts.resolve(draft, resolve)
        found = desk.drafts.comments(draft)
    if as_json:
        print_json(found)
        return
    for one in found.comments:
        state = "resolved" if one.resolved_at else "open"
        typer.echo(f"{one.id}  {state:<8}  {one.at:%Y-%m-%d}  {one.by}  {one.clause or 'whole draft'}: {one.text}")


@app.command()
def history(draft: Id, as_json: AsJson = False, data: Data = None) -> None:
    """Print who did what with a draft, and when."""
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs

    with desk_of(data) as desk:
        found = desk.drafts.history(draft)
    if as_json:
        print_json(found)
        return
    for entry in found.entries:
        said = ", ".join(f"{key}: {value}" for key, value in entry.details.items() if value)
        typer.echo(f"{entry.at:%Y-%m-%d %H:%M}  {entry.actor}  {entry.action.removeprefix('drafts.')}  {said}".rstrip())


@app.command()
def feasibility(
    draft: Id,
    csv: Annotated[Path, typer.Argument(help="promise,period,cases,in_limit or promise,period,taken.", metavar="CSV")],
    most_missed: Annotated[float, typer.Option(min=0, max=1, help="A larger share of misses is too often.")] = 0.05,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Test a draft's time limits on past performance; ends with 1 where one was missed too often."""
    from api.commands.draft_printing import print_feasibility  # noqa: PLC0415 - loads when it runs
    from api.commands.printing import print_json  # noqa: PLC0415 - the same
    from api.draft_requests import FeasibilityIn  # noqa: PLC0415 - the same

    body = valid(FeasibilityIn, csv=read_text(csv), most_missed=most_missed)
    with desk_of(data) as desk:
        result = desk.drafts.feasibility(draft, body)
    if as_json:
        print_json(result)
    else:
        print_feasibility(result)
    if result.warnings:
        raise typer.Exit(_FINDINGS)


def _step(draft: str, step: str, as_json: bool, data: Path | None, **more: object) -> None:
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs
    from api.draft_requests import TransitionIn  # noqa: PLC0415 - the same

    with desk_of(data) as desk:
        moved = desk.drafts.move(draft, valid(TransitionIn, step=step, **more))
    if as_json:
        print_json(moved)
        return
    since = f", from {moved.effective_from}" if moved.effective_from else ""
    next_ = f" Next: {', '.join(moved.next_steps)}." if moved.next_steps else ""
    typer.echo(f"{moved.id} is {moved.state.replace('_', ' ')}{since}.{next_}")


def _show(draft: DraftOut, as_json: bool, output: Path | None) -> None:
    """Print a draft; errors of the checker end the command with 1."""
    from api.commands.draft_printing import print_draft  # noqa: PLC0415 - loads when it runs
    from api.commands.printing import print_json  # noqa: PLC0415 - the same

    if output is not None:
        write_bytes(draft.text.encode(), output)
    if as_json:
        print_json(draft)
    else:
        print_draft(draft, words=output is None)
    if any(found.severity == "error" for found in draft.findings):
        raise typer.Exit(_FINDINGS)


def _asked(brief: Brief, result: InterviewOut) -> Brief:
    """The brief with what somebody answers at the terminal or through a pipe."""
    from api.commands.draft_printing import print_question  # noqa: PLC0415 - loads when it runs
    from knowledge.errors import InvalidInput  # noqa: PLC0415 - the same

    for place, question in enumerate(result.questions, start=1):
        print_question(question, f"{place}/{len(result.questions)}")
        while line := sys.stdin.readline():
            if not line.strip():
                break
            try:
                brief = brief.answered({question.fact: line.strip()})
            except InvalidInput as error:
                typer.echo(error.message, err=True)
                continue
            break
        else:
            break
    return brief
