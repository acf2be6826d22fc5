"""Why a clause stands in a code, with words of our guidance that are checked against its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.drafting.data import shipped
from knowledge.errors import StoreError


@dataclass(frozen=True, slots=True)
class Reason:
    """A rationale and the guidance it cites."""

    why: str
    file: str  #: of `knowledge/guidance`
    heading: str
    quote: str  #: verbatim


@cache
def reasons() -> Mapping[str, Reason]:
    """All reasons by their keys, each quote found in its file below its heading.

    Raises:
        StoreError: a quote is not there; the release is damaged.
    """
    found = {key: Reason(**entry) for key, entry in shipped("reasons.yaml").items()}
    for key, reason in found.items():
        if reason.quote not in section(reason.file, reason.heading):
            raise StoreError(f"The guidance {reason.file}, '{reason.heading}', lacks the words cited for '{key}'.")
    return found


@cache
def section(file: str, heading: str) -> str:
    """The words of a guidance file below a heading; empty where there is no such heading."""
    lines = files("knowledge").joinpath("guidance", file).read_text(encoding="utf-8").splitlines()
    inside, kept = False, []
    for line in lines:
        if line.startswith("#"):
            inside = line.lstrip("#").strip() == heading
        elif inside:
            kept.append(line)
    return "\n".join(kept)
