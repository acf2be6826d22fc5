"""How much of a machine one file may take while it is read."""

from __future__ import annotations

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost; the defaults suit policies of a few hundred pages."""

    bytes: int = 25 * MEBIBYTE  #: of the file as given
    pages: int = 500  #: pages after this one are reported, not read
    seconds: float = 60.0  #: wall-clock time of the parsing process
    memory_bytes: int = 1024 * MEBIBYTE  #: address space that parsing may add
    characters: int = 5_000_000  #: of extracted text
    unpacked_bytes: int = 200 * MEBIBYTE  #: of a zipped format, added up before anything is unpacked


def raise_if_out_of_memory(log: str) -> None:
    """Say as Python does what libxml2 says only in its log.

    Raises:
        MemoryError: Memory ran out while it parsed.
    """
    if "ERR_NO_MEMORY" in log:
        raise MemoryError
