"""`pledge verify`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import AsJson, AsOf, Data, Reader, day, desk_of, valid

if TYPE_CHECKING:  # loaded when a command runs, so that help is quick
    from api.commitment_schemas import SentenceOut

_COLOURS = {"supported": "green", "contradicted": "red", "not_found": "yellow"}


def verify(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A text file; - reads what comes through a pipe.")],
    *,
    as_of: AsOf = None,
    role: Reader = "customer",
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Say of each sentence of a text whether the documents bear it out.

    The exit code is 1 when a sentence is contradicted or not found.

    For example:

        pledge verify reply.txt

        pledge verify - --role staff --json < reply.txt
    """
    from api.commands.printing import print_json  # noqa: PLC0415 - loads when it runs
    from api.commitment_schemas import VerifyIn  # noqa: PLC0415 - the same
    from assistant.roles import Role  # noqa: PLC0415 - the same

    body = valid(VerifyIn, text=_text(file), as_of=day(as_of, "--as-of"))
    with desk_of(data) as desk:
        found = desk.register(Role(role)).verify(body)
    if as_json:
        print_json(found)
    else:
        for sentence in found.sentences:
            _print(sentence)
    if found.verdict.value in {"contradicted", "not_found"}:
        raise typer.Exit(1)


def _text(file: str) -> str:
    try:
        raw = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"{file} cannot be read: {error.strerror}", param_hint="FILE") from error
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise typer.BadParameter(f"{file} is no text in UTF-8; save it as plain text.", param_hint="FILE") from error


def _print(sentence: SentenceOut) -> None:
    verdict = sentence.verdict.value
    typer.echo(f"{typer.style(verdict, fg=_COLOURS.get(verdict))}: {' '.join(sentence.text.split())}")
    if verdict == "no_claim":
        return
    typer.echo(f"  {sentence.reason}")
    for quote in sentence.evidence:
        typer.echo(f"  “{' '.join(quote.text.split())}” ({quote.title}, version {quote.version})")
