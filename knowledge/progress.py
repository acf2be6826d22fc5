"""How long work says how far it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of long work."""

    phase: str  #: what is being done: read, embed, store, index
    done: int
    total: int


ProgressCallback = Callable[[Progress], None]


def silent(_progress: Progress) -> None:
    """Tell nobody."""
