"""`pledge accounts create | list | change`."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from api.commands.options import AsJson, Data, desk_of, valid

app = typer.Typer(no_args_is_help=True, help="Who may sign in to the console, as what.", rich_markup_mode="markdown")
RoleName = Literal["customer", "staff", "author", "admin"]
_ROLE_HELP = "What they may do; each role may do what those before it may."


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="What they type to sign in: letters, digits and . @ + - _")],
    role: Annotated[RoleName, typer.Option(help=_ROLE_HELP)],
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Make an account and print its first password, once: it must be changed at the first sign-in.

    For example:

        pledge accounts create ana.ruiz --role admin
    """
    from api.account_schemas import AccountIn  # noqa: PLC0415 - loads when it runs
    from api.commands.printing import print_json  # noqa: PLC0415 - the same

    body = valid(AccountIn, name=name, role=role)
    with desk_of(data) as desk:
        made = desk.create_account(body)
    if as_json:
        print_json(made)
        return
    typer.echo(made.password)
    typer.echo(f"This is shown once; {made.name} must change it at the first sign-in, at /console/.", err=True)


@app.command("list")
def list_accounts(as_json: AsJson = False, data: Data = None) -> None:
    """List all accounts, disabled ones too.

    For example:

        pledge accounts list
    """
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs

    with desk_of(data) as desk:
        found = desk.accounts()
    if as_json:
        print_json(found)
        return
    for account in found.accounts:
        state = "disabled" if account.disabled_at else "one-time password" if account.one_time else ""
        typer.echo(f"{account.name:30} {account.role:10} {account.created_at:%Y-%m-%d}  {state}".rstrip())
    if not found.accounts:
        typer.echo("There are no accounts. Make one: pledge accounts create NAME --role admin", err=True)


@app.command()
def change(
    name: Annotated[str, typer.Argument(help="The account's name.")],
    *,
    role: Annotated[RoleName | None, typer.Option(help=_ROLE_HELP)] = None,
    disabled: Annotated[
        bool | None, typer.Option("--disable/--enable", help="Close it, or open it again.", show_default=False)
    ] = None,
    reset_password: Annotated[
        bool, typer.Option("--reset-password", help="Make and print a new one-time password; all sign-ins end.")
    ] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Change an account: its role, whether it is open, its password.

    For example:

        pledge accounts change ana.ruiz --reset-password

        pledge accounts change ana.ruiz --disable
    """
    from api.account_schemas import AccountChangeIn  # noqa: PLC0415 - loads when it runs
    from api.commands.printing import print_json  # noqa: PLC0415 - the same

    body = valid(AccountChangeIn, role=role, disabled=disabled, reset_password=reset_password)
    with desk_of(data) as desk:
        made = desk.change_account(name, body)
    if as_json:
        print_json(made)
        return
    if made.password:
        typer.echo(made.password)
        typer.echo(f"This is shown once; {made.name} must change it at the next sign-in.", err=True)
        return
    typer.echo(f"{made.name}: {made.role}{', disabled' if made.disabled_at else ''}.")
