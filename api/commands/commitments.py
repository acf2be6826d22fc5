"""`pledge commitments`: list, show, conflicts, diff, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from api.commands.options import AsJson, AsOf, Collection, Data, day, desk_of, valid

if TYPE_CHECKING:  # loaded when a command runs, so that help is quick
    from api.commitment_schemas import ChangeOut, CommitmentOut

app = typer.Typer(no_args_is_help=True, help="The register of commitments: what is promised, by whom, within what.")

_Text = Annotated[str | None, typer.Option("--text", help="A topic: only what has all of these words, in any form.")]
_Type = Annotated[
    Literal["promise", "target", "remedy", "exclusion", "discretion", "customer_duty"] | None,
    typer.Option("--type", help="Only this type."),
]
_Principle = Annotated[str | None, typer.Option("--principle", help="Only what serves this principle.")]
_Strength = Annotated[
    Literal["guarantee", "will", "aim", "may", "none"] | None,
    typer.Option("--strength", help="Only what binds this firmly."),
]
_Gap = Annotated[
    Literal["no_clock", "no_limit", "no_start", "no_remedy", "no_channel"] | None,
    typer.Option("--gap", help="Only what leaves this open."),
]
_Document = Annotated[str | None, typer.Option("--document", help="Only of this document.")]
_Reader = Annotated[
    Literal["customer", "staff"],
    typer.Option("--role", help="Whose register: customers get public documents only, staff internal ones too."),
]


@app.command("list")
def list_commitments(
    *,
    text: _Text = None,
    of_type: _Type = None,
    principle: _Principle = None,
    strength: _Strength = None,
    gap: _Gap = None,
    document: _Document = None,
    collection: Collection = None,
    as_of: AsOf = None,
    role: _Reader = "staff",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Print the commitments in force, by document.

    For example:

        pledge commitments list --text "refund" --type promise

        pledge commitments list --gap no_clock --json
    """
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs
    from api.commitment_schemas import CommitmentsOut, CommitmentsQuery  # noqa: PLC0415 - the same
    from assistant.roles import Role  # noqa: PLC0415 - the same

    wanted = _wanted(
        text=text, type=of_type, principle=principle, strength=strength, gap=gap, document=document,
        collection=collection, as_of=day(as_of, "--as-of"),
    )  # fmt: skip
    with desk_of(data) as desk:
        register = desk.register(Role(role))
        found = register.commitments(valid(CommitmentsQuery, **wanted))
        all_of_them = list(found.commitments)
        while len(all_of_them) < found.total and found.commitments:
            found = register.commitments(valid(CommitmentsQuery, **wanted, offset=len(all_of_them)))
            all_of_them += found.commitments
    if as_json:
        print_json(CommitmentsOut(commitments=all_of_them, total=len(all_of_them)))
        return
    _print_list(all_of_them)


@app.command()
def show(
    promise: Annotated[str, typer.Argument(metavar="ID", help="A commitment's id, as `list` prints it.")],
    *,
    as_of: AsOf = None,
    role: _Reader = "staff",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Print one commitment: its parts, its gaps, what belongs to it, and its earlier versions.

    For example:

        pledge commitments show c_0a1b2c3d4e5f
    """
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs
    from api.commitment_schemas import CommitmentQuery  # noqa: PLC0415 - the same
    from assistant.roles import Role  # noqa: PLC0415 - the same

    with desk_of(data) as desk:
        found = desk.register(Role(role)).get(promise, valid(CommitmentQuery, as_of=day(as_of, "--as-of")))
    if as_json:
        print_json(found)
        return
    _print_one(found.commitment)
    for other in found.attached:
        typer.echo(f"  {other.type.value.replace('_', ' ')}: {_line(other)}")
    if len(found.history) > 1:
        typer.echo("In its versions:")
        for earlier in found.history:
            typer.echo(f"  {_source(earlier)}: {_line(earlier)}")


@app.command()
def conflicts(
    *,
    collection: Collection = None,
    as_of: AsOf = None,
    role: _Reader = "staff",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Print the commitments in force that contradict each other. The exit code is 1 when there are any.

    For example:

        pledge commitments conflicts
    """
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs
    from api.commitment_schemas import ConflictsQuery  # noqa: PLC0415 - the same
    from assistant.roles import Role  # noqa: PLC0415 - the same

    query = valid(ConflictsQuery, collection=collection, as_of=day(as_of, "--as-of"))
    with desk_of(data) as desk:
        found = desk.register(Role(role)).conflicts(query)
    if as_json:
        print_json(found)
    else:
        for conflict in found.conflicts:
            typer.echo(typer.style(f"{conflict.kind.value}: {conflict.reason}", fg="yellow"))
            for side in (conflict.one, conflict.other):
                typer.echo(f"  “{_words(side)}”\n    {_source(side)}")
        if not found.conflicts:
            typer.echo("No contradictions were found.")
    if found.conflicts:
        raise typer.Exit(1)


@app.command()
def diff(
    document: Annotated[str, typer.Argument(help="The document's name.")],
    *,
    old: Annotated[str | None, typer.Option("--from", help="A version; the one before the newer by default.")] = None,
    new: Annotated[str | None, typer.Option("--to", help="A version; the one in force by default.")] = None,
    role: _Reader = "staff",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Print what changed between two versions of a document, promise by promise.

    For example:

        pledge commitments diff returns.md --from 1 --to 2
    """
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs
    from api.commitment_schemas import VersionsQuery  # noqa: PLC0415 - the same
    from assistant.roles import Role  # noqa: PLC0415 - the same

    with desk_of(data) as desk:
        found = desk.register(Role(role)).diff(valid(VersionsQuery, document=document, old=old, new=new))
    if as_json:
        print_json(found)
        return
    typer.echo(f"{found.document}: version {found.old} to version {found.new}")
    for change in found.changes:
        _print_change(change)
    if not found.changes:
        typer.echo("No commitment changed.")


@app.command()
def export(
    *,
    file_format: Annotated[
        Literal["csv", "json", "md", "xlsx"], typer.Option("--format", help="What to write.")
    ] = "csv",
    out: Annotated[Path | None, typer.Option("--out", help="The file; standard output by default.")] = None,
    text: _Text = None,
    of_type: _Type = None,
    document: _Document = None,
    collection: Collection = None,
    as_of: AsOf = None,
    role: _Reader = "staff",
    as_json: Annotated[bool, typer.Option("--json", help="The same as --format json.")] = False,
    data: Data = None,
) -> None:
    """Write the commitments in force as CSV, JSON, Markdown or XLSX.

    For example:

        pledge commitments export --format xlsx --out register.xlsx
    """
    from api.commitment_schemas import RegisterExportQuery  # noqa: PLC0415 - loads when it runs
    from assistant.roles import Role  # noqa: PLC0415 - the same

    if not as_json and file_format == "xlsx" and out is None and sys.stdout.isatty():
        raise typer.BadParameter("a workbook cannot be shown at a terminal; name a file", param_hint="--out")
    wanted = _wanted(text=text, type=of_type, document=document, collection=collection, as_of=day(as_of, "--as-of"))
    query = valid(RegisterExportQuery, **wanted, format="json" if as_json else file_format)
    with desk_of(data) as desk:
        content = desk.register(Role(role)).export(query)
    if out is None:
        typer.echo(content, nl=False)
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise typer.BadParameter(f"{out} cannot be written: {error.strerror}", param_hint="--out") from error
    typer.echo(f"Written to {out}.", err=True)


def _wanted(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _print_list(commitments: list[CommitmentOut]) -> None:
    source = ""
    for one in commitments:
        if _source(one) != source:
            source = _source(one)
            typer.echo(typer.style(source, bold=True))
        typer.echo(f"  {one.id}  {one.type.value:<13}  {_line(one)}")
    typer.echo(f"{len(commitments)} commitments.")


def _print_one(one: CommitmentOut) -> None:
    typer.echo(typer.style(f"“{_words(one)}”", bold=True))
    typer.echo(typer.style(f"{_source(one)}, {one.heading}", dim=True))
    parts = {
        "type": one.type.value,
        "strength": one.strength.value,
        "time limit": _limit(one),
        "from": one.start_event,
        "amount": f"{one.amount.value:g} {one.amount.unit}" if one.amount else None,
        "condition": one.condition,
        "exception": one.exception,
        "channel": one.channel,
        "principles": ", ".join(one.principles),
        "gaps": ", ".join(gap.value for gap in one.gaps),
    }
    for name, value in parts.items():
        if value:
            typer.echo(f"  {name}: {value}")


def _print_change(change: ChangeOut) -> None:
    side = change.after or change.before
    if side is None:
        return
    typer.echo(f"  {change.kind.value}  {change.id}  “{_words(side)}”")
    for sentence in change.what:
        typer.echo(typer.style(f"    {sentence}", fg="yellow"))


def _line(one: CommitmentOut) -> str:
    gaps = f"  [{', '.join(gap.value for gap in one.gaps)}]" if one.gaps else ""
    return f"{_words(one)}{gaps}"


def _limit(one: CommitmentOut) -> str | None:
    if one.time_limit is None:
        return None
    figures = dict.fromkeys(figure for figure in (one.time_limit.min, one.time_limit.max) if figure is not None)
    unit = one.time_limit.unit.replace("_", " ")
    least = "at least " if one.time_limit.max is None else ""
    return f"{least}{' to '.join(f'{figure:g}' for figure in figures)} {unit if list(figures) == [1] else f'{unit}s'}"


def _words(one: CommitmentOut) -> str:
    return " ".join(one.text.split())


def _source(one: CommitmentOut) -> str:
    since = f", in force since {one.effective_from.isoformat()}" if one.effective_from else ""
    return f"{one.title}, version {one.version}{since} ({one.document})"
