"""`pledge ingest`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from api.commands.options import AsJson, Data, day, desk_of, valid


def ingest(
    paths: Annotated[list[Path], typer.Argument(help="A folder, or files.", metavar="DIR | FILE…")],
    *,
    audience: Annotated[
        Literal["public", "staff"],
        typer.Option(help="Who may read documents that do not say so themselves."),
    ] = "staff",
    collection: Annotated[str, typer.Option(help="Where documents belong that do not say so themselves.")] = "policies",
    effective_from: Annotated[
        str | None,
        typer.Option(metavar="YYYY-MM-DD", help="From when they apply, where they do not say so themselves."),
    ] = None,
    exclude: Annotated[
        list[str] | None, typer.Option(metavar="GLOB", help="Files to leave out; may be repeated.")
    ] = None,
    prune: Annotated[bool, typer.Option("--prune", help="Delete what came from this folder and left it.")] = False,
    as_json: AsJson = False,
    data: Data = None,
) -> None:
    """Bring documents in: Markdown, plain text, HTML, Word, PDF. What has not changed costs nothing.

    A document's name is its path relative to the folder. What a document says of itself in its front matter, and
    what `pledge.yaml` in the folder says of it, comes before the options. The exit code is 1 when a file could not
    be read; the others are in then.

    For example:

        pledge ingest policies --audience public

        pledge ingest policies --audience public --exclude "drafts/*" --prune

        pledge ingest handbook.docx --json
    """
    from api.commands.bars import bars  # noqa: PLC0415 - loads when it runs
    from api.commands.printing import print_ingest, print_json  # noqa: PLC0415 - the same
    from api.desk import Intake  # noqa: PLC0415 - the same
    from api.document_schemas import DeclaredIn  # noqa: PLC0415 - the same

    start = day(effective_from, "--effective-from")
    options = valid(DeclaredIn, audience=audience, collection=collection, effective_from=start)
    folder = _folder(paths)
    if prune and folder is None:
        raise typer.BadParameter("It compares a whole folder; give one folder and no files.", param_hint="--prune")
    with desk_of(data, sample=False) as desk, bars() as progress:
        report = desk.ingest(Intake(folder or paths, options, tuple(exclude or ()), prune), progress)
    if as_json:
        print_json(report)
    else:
        print_ingest(report)
    if report.failed:
        raise typer.Exit(1)


def _folder(paths: list[Path]) -> Path | None:
    """The one folder; None where there are only files."""
    folders = [path for path in paths if not path.is_file()]
    if len(folders) > 1 or (folders and len(paths) > 1):
        raise typer.BadParameter("Give one folder, or files.", param_hint="DIR | FILE…")
    missing = next((path for path in paths if not path.exists()), None)
    if missing is not None:
        raise typer.BadParameter(f"There is no file or folder '{missing}'.", param_hint="DIR | FILE…")
    return folders[0] if folders else None
