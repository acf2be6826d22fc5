"""The command line: `pledge`, its commands, and how faults end it.

Exit codes: 0 fine, 1 findings, 2 wrong use or a fault.
"""

from __future__ import annotations

import json
import logging
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from api.commands import (
    accounts,
    asking,
    checking,
    commitments,
    drafting,
    evaluation,
    ingesting,
    keys,
    mcp,
    serving,
    upkeep,
    verifying,
)
from knowledge.errors import PledgeError

log = logging.getLogger("pledge")
_FAULT = 2

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(serving.serve)
app.command()(ingesting.ingest)
app.command()(asking.ask)
app.command()(asking.chat)
app.command()(asking.search)
app.command()(verifying.verify)
app.command()(checking.check)
app.add_typer(commitments.app, name="commitments")
app.add_typer(drafting.app, name="draft")
app.add_typer(keys.app, name="keys")
app.add_typer(accounts.app, name="accounts")
app.command()(mcp.mcp)
app.command()(upkeep.reindex)
app.command()(upkeep.doctor)
app.command("eval", context_settings=evaluation.PASSED_ON)(evaluation.evaluate)
app.command(context_settings=evaluation.PASSED_ON)(evaluation.calibrate)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"pledge {version('pledge')}")
        raise typer.Exit


@app.callback()
def pledge(
    _version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    """Answers about what an organisation promises its customers: quoted, in force, or honestly not found.

    Exit codes: 0 fine, 1 findings, 2 wrong use or a fault.
    """


def main() -> None:
    """Run a command; what goes wrong becomes one sentence."""
    try:
        app()
    except PledgeError as error:
        _end(type(error).__name__, error.message, error.details)
    except OSError as error:
        log.debug("refused by the system", exc_info=True)
        where = f" ({error.filename})" if error.filename else ""
        _end("SystemRefused", f"The system refuses: {error.strerror or error}{where}. See to that, then try again.", {})
    except Exception as error:
        # Nobody at a terminal wants the trace.
        log.debug("fault", exc_info=True)
        reason = f"{type(error).__name__}: {error}"
        _end("Fault", f"Something went wrong on our side ({reason}). PLEDGE_LOG_LEVEL=debug shows more.", {})


def _end(kind: str, message: str, details: dict[str, object]) -> None:
    typer.echo(f"pledge: {message}", err=True)
    if "--json" in sys.argv:
        typer.echo(json.dumps({"error": {"code": kind, "message": message, "details": details}}, default=str))
    sys.exit(_FAULT)


if __name__ == "__main__":
    main()
