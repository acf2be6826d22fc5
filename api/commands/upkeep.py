"""`pledge reindex`, `pledge doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.options import AsJson, Data, desk_of


def reindex(as_json: AsJson = False, data: Data = None) -> None:
    """Rebuild the vector and keyword indexes from the database; nothing is embedded again that need not be.

    For example:

        pledge reindex
    """
    from api.commands.bars import bars  # noqa: PLC0415 - loads when it runs
    from api.commands.printing import print_json  # noqa: PLC0415 - the same

    with desk_of(data) as desk, bars() as progress:
        made = desk.reindex(progress)
    if as_json:
        print_json(made)
        return
    typer.echo(f"The indexes are rebuilt as {made.build}.")


def doctor(
    repair: Annotated[bool, typer.Option("--repair", help="Mend all that is derived from the stored texts.")] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Compare texts, spans, hashes and indexes with each other. The exit code is 1 when something is wrong.

    For example:

        pledge doctor

        pledge doctor --repair --json
    """
    from api.commands.bars import bars  # noqa: PLC0415 - loads when it runs
    from api.commands.printing import print_doctor, print_json  # noqa: PLC0415 - the same

    with desk_of(data) as desk, bars() as progress:
        report = desk.doctor(repair=repair, progress=progress)
    if as_json:
        print_json(report)
    else:
        print_doctor(report)
    if not report.ok:
        raise typer.Exit(1)
