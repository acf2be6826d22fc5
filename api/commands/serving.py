"""`pledge serve`."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.options import Data


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to listen on.  [env: PLEDGE_HOST]", show_default=False)
    ] = None,
    port: Annotated[
        int | None,
        typer.Option(min=0, max=65535, help="Port; 0 takes a free one.  [env: PLEDGE_PORT]", show_default=False),
    ] = None,
    sample: Annotated[
        bool, typer.Option("--sample", help="Serve the sample organisation, from a data folder of its own.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print where it listens as JSON, then serve.")] = False,
    data: Data = None,
) -> None:
    """Serve the HTTP interface until Ctrl-C. Other commands on the same data folder go through this server.

    For example:

        pledge serve

        pledge serve --host 0.0.0.0 --port 8080

        pledge serve --sample
    """
    from api.server import run  # noqa: PLC0415 - loads when it runs
    from assistant.settings import load_settings  # noqa: PLC0415 - the same

    run(load_settings(data=data, host=host, port=port), sample=sample, as_json=as_json)
