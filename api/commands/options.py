"""Options that several commands share, and how they become what the rest works with."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, TypeVar

import typer

if TYPE_CHECKING:  # loaded when a command runs, so that help is quick
    from pydantic import BaseModel

    from api.desk import Desk

    Body = TypeVar("Body", bound=BaseModel)

AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, as the HTTP interface would give it.")]
Data = Annotated[Path | None, typer.Option("--data", help="The data folder.  [env: PLEDGE_DATA]", show_default=False)]
Reader = Annotated[
    Literal["customer", "staff"],
    typer.Option("--role", help="Whose answer: customers read public documents only, staff read internal ones too."),
]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="YYYY-MM-DD", help="Answer as of this day; today by default.")
]
Collection = Annotated[
    str | None, typer.Option("--collection", help="Only this collection; all but guidance by default.")
]


def day(text: str | None, option: str) -> date | None:
    """The day that an option names."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise typer.BadParameter(f"'{text}' is no day; write it as 2026-01-31.", param_hint=option) from error


def desk_of(data: Path | None, *, sample: bool = True, model: str | None = None) -> Desk:
    """Where to work: see `api.opening.open_desk`; says on standard error when it is the sample organisation."""
    from api.opening import SAMPLE_FOLDER, open_desk  # noqa: PLC0415 - loads when a command runs
    from assistant.settings import load_settings  # noqa: PLC0415 - the same

    settings = load_settings(data=data, model=model)
    desk = open_desk(settings, sample=sample, own_model=model is not None)
    if desk.folder == settings.data / SAMPLE_FOLDER:
        typer.echo(f"{settings.data} is empty, so this is the sample organisation at {desk.place}.", err=True)
    return desk


def valid(model: type[Body], **values: Any) -> Body:
    """Options as a request's body.

    Raises:
        BadParameter: one cannot be used.
    """
    from pydantic import ValidationError  # noqa: PLC0415 - loads when a command runs

    try:
        return model(**values)
    except ValidationError as error:
        first = error.errors()[0]
        name = ".".join(str(part) for part in first["loc"]) or None
        raise typer.BadParameter(f"{first['msg'].removeprefix('Value error, ')}.", param_hint=name) from error
