"""`pledge keys create | list | revoke`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from api.commands.options import AsJson, Data, desk_of, valid

app = typer.Typer(
    no_args_is_help=True, help="Make, list and revoke keys for the HTTP interface.", rich_markup_mode="markdown"
)


@app.command()
def create(
    role: Annotated[
        Literal["customer", "staff", "author", "admin"],
        typer.Option(help="What the key may do; each role may do what those before it may."),
    ],
    name: Annotated[str, typer.Option(help="For people to know it by.")] = "",
    days: Annotated[
        int | None, typer.Option(min=1, max=3650, help="How long it is valid; until revoked by default.")
    ] = None,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Make a key and print it, once: only what recognises it is stored.

    For example:

        pledge keys create --role customer --name "web site"

        pledge keys create --role staff --days 90 --json
    """
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs
    from api.schemas import KeyIn  # noqa: PLC0415 - the same

    body = valid(KeyIn, role=role, name=name, days=days)
    with desk_of(data) as desk:
        made = desk.create_key(body)
    if as_json:
        print_json(made)
        return
    typer.echo(made.key)
    typer.echo(f"This is shown once. Revoke it with: pledge keys revoke {made.id}", err=True)


@app.command("list")
def list_keys(as_json: AsJson = False, data: Data = None) -> None:
    """List all keys, revoked ones too; never the keys themselves.

    For example:

        pledge keys list
    """
    from api.commands.printing import print_json, print_keys  # noqa: PLC0415 - loads when it runs

    with desk_of(data) as desk:
        found = desk.keys()
    if as_json:
        print_json(found)
        return
    print_keys(found)


@app.command()
def revoke(
    key_id: Annotated[str, typer.Argument(help="The key's id, as `pledge keys list` shows it.", metavar="ID")],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Make a key worthless, at once.

    For example:

        pledge keys revoke k_0f2c9a1b7d3e4f50
    """
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs

    with desk_of(data) as desk:
        gone = desk.revoke_key(key_id)
    if as_json:
        print_json(gone)
        return
    typer.echo(f"{gone.id} is revoked.")
