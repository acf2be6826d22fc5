"""`pledge mcp`."""

from __future__ import annotations

from importlib.util import find_spec
from typing import Annotated, Literal

import typer

from api.commands.options import Data, desk_of
from knowledge.errors import Conflict

Seer = Annotated[
    Literal["customer", "staff", "author"],
    typer.Option("--role", help="Whose eyes it has: customers' (public documents), staff's, or authors'."),
]


class ExtraMissing(Conflict):
    """A part that is not installed by default."""

    def __init__(self, extra: str) -> None:
        super().__init__(f"A package is missing: pip install 'pledge[{extra}]'.")


def mcp(*, role: Seer = "customer", data: Data = None) -> None:
    """Offer the tools to a program that starts this command, such as an editor or a desktop assistant.

    It speaks the Model Context Protocol on standard input and output until the program closes them. Where a server
    owns the data folder it goes through it; without one, it owns the folder itself while it runs. Over HTTP, a server
    offers the same at /mcp.

    For example:

        pledge mcp

        pledge mcp --role staff --data /srv/pledge
    """
    if find_spec("mcp") is None:
        raise ExtraMissing("mcp")
    from api.mcp.server import server_for  # noqa: PLC0415 - there where the extra is
    from api.mcp.work import DeskWork  # noqa: PLC0415 - the same
    from assistant.roles import Role  # noqa: PLC0415 - loads when it runs

    seer = Role(role)
    with desk_of(data) as desk:
        work = DeskWork(desk, seer)
        server_for(seer, lambda _: work).run("stdio")
