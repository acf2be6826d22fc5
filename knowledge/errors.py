"""All errors that Pledge raises on purpose.

    PledgeError
    ├── InvalidInput            what the user gave cannot be used; the message says what to do
    │   ├── UnreadableFile      a file that cannot be read at all
    │   ├── InvalidSettings     a setting that cannot be used
    │   ├── UnknownCollection   no collection has this name
    │   └── UnknownName         no document, key, draft … has this name
    ├── Conflict                the state of things forbids it now (locked, already published)
    │   └── FolderInUse         another process owns the data folder
    ├── NotAllowed              the role is too low, or the key is not valid
    └── StoreError              the database or an index is damaged or unreachable
        └── IndexLost           a vector index is missing or damaged; it can be rebuilt from the database

A user's bad input inside a batch is a result (`documents.Problem`), not an exception.
`api/errors.py` alone maps these to HTTP status codes, `api/cli.py` to exit codes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class PledgeError(Exception):
    """Base class; `details` is data for programs, the message is a sentence for people."""

    def __init__(self, message: str, details: Mapping[str, object] | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.details = dict(details or {})


class InvalidInput(PledgeError):
    """What the user gave cannot be used."""


class UnreadableFile(InvalidInput):
    """A file cannot be read at all."""

    def __init__(self, name: str, reason: str, page: int | None = None) -> None:
        where = f" (page {page})" if page else ""
        super().__init__(f"{name}{where}: {reason}", {"file": name, "reason": reason, "page": page})
        self.reason = reason


class InvalidSettings(InvalidInput):
    """A setting cannot be used."""


class UnknownCollection(InvalidInput):
    """No collection that the reader may know of has this name."""

    def __init__(self, name: str, known: Sequence[str]) -> None:
        super().__init__(
            f"There is no collection '{name}'. There are: {', '.join(known)}.",
            {"kind": "collection", "name": name, "known": list(known)},
        )


class UnknownName(InvalidInput):
    """Nothing has this name."""

    def __init__(self, kind: str, name: str, known: Sequence[str] = ()) -> None:
        hint = f" Known: {', '.join(known)}." if known else ""
        super().__init__(f"No {kind} '{name}'.{hint}", {"kind": kind, "name": name})


class Conflict(PledgeError):
    """The present state forbids it."""


class FolderInUse(Conflict):
    """Another process owns the data folder."""

    def __init__(self, folder: str, holder: str) -> None:
        super().__init__(
            f"The data folder {folder} is in use by {holder}. Stop it, or let the command go through it.",
            {"folder": folder, "holder": holder},
        )


class NotAllowed(PledgeError):
    """The role is too low, or the key is not valid."""


class StoreError(PledgeError):
    """The database or an index is damaged or unreachable."""


class IndexLost(StoreError):
    """A vector index is missing or damaged; it can be rebuilt from the database."""
