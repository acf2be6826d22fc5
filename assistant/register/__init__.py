"""The register of commitments: what every stored version promises, filtered, followed through versions, exported."""

from assistant.register.changes import Change, ChangeKind, diff
from assistant.register.exporting import FORMATS, Format, export
from assistant.register.records import Registered, Wanted
from assistant.register.register import Register

__all__ = ["FORMATS", "Change", "ChangeKind", "Format", "Register", "Registered", "Wanted", "diff", "export"]
