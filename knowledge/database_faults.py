"""What went wrong in a database, in words that say what to do; bad input from our own code stays as it is."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import ExceptionContext
from sqlalchemy.exc import OperationalError

from knowledge.errors import StoreError

_DAMAGED = "It is damaged. Restore it from a backup, or move the data folder away and ingest the documents again"
#: What SQLite says, and what to do.
_ADVICE = (
    ("full", "There is no space left for it. Free some, then do it again: what was done before is kept"),
    ("readonly", "It cannot be written. Give the user who runs Pledge the right to write the file and its folder"),
    ("unable to open", "It cannot be opened. Give the user who runs Pledge the right to read and write its folder"),
    ("locked", "Another program holds it. Close that program, then do it again"),
    ("disk i/o", "The disk refuses to read or write it. See whether it is full or failing, then do it again"),
    ("malformed", _DAMAGED),
    ("not a database", _DAMAGED),
)


def explain(engine: Engine) -> None:
    """Let faults of the database itself be raised as `StoreError`, from now on."""
    where = engine.url.render_as_string(hide_password=True)

    def explained(context: ExceptionContext) -> StoreError | None:
        advice = _advice(context)
        said = str(context.original_exception).strip().partition("\n")[0].rstrip(".")
        return StoreError(f"The database {where} failed: {said}. {advice}.") if advice is not None else None

    event.listen(engine, "handle_error", explained)


def _advice(context: ExceptionContext) -> str | None:
    """What to do; None where the fault is not the database's, or the pool gets over it by connecting anew."""
    if context.is_pre_ping:
        return None
    original = context.original_exception
    if isinstance(original, sqlite3.DatabaseError):
        said = str(original).lower()
        return next((advice for words, advice in _ADVICE if words in said), None)
    connecting = context.connection is None and isinstance(context.sqlalchemy_exception, OperationalError)
    if context.is_disconnect or connecting:
        return "It cannot be reached. See whether its server runs, then do it again"
    return None
