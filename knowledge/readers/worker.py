"""The process that parses: one request after another over its pipes, within the memory each allows.

It imports nothing but the readers, and it may be killed at any moment.
"""

from __future__ import annotations

import io
import os
import pickle
import struct
import sys
from datetime import date, datetime
from typing import Any, BinaryIO

from knowledge.documents import Block, BlockKind, Document, Problem, Span
from knowledge.errors import UnreadableFile
from knowledge.readers.limits import Limits
from knowledge.readers.reading import read

try:
    import resource
except ImportError:  # pragma: no cover - Windows has no such limits; time is kept there all the same
    _HAS_LIMITS = False
else:
    _HAS_LIMITS = True

HEADER = struct.Struct(">Q")  #: the length of a message, before it
_SPARE_CPU_SECONDS = 5

# What either side may build from a message: a parser that a file has taken over can send nothing else.
_ALLOWED: dict[tuple[str, str], Any] = {
    (kind.__module__, kind.__qualname__): kind
    for kind in (Block, BlockKind, Document, Problem, Span, Limits, date, datetime)
}


class _Unpickler(pickle.Unpickler):
    """Loads records and plain values only."""

    def find_class(self, module: str, name: str) -> Any:
        """One of our records.

        Raises:
            pickle.UnpicklingError: The message names anything else.
        """
        try:
            return _ALLOWED[module, name]
        except KeyError:
            raise pickle.UnpicklingError(f"{module}.{name} is not allowed in a message") from None


def packed(message: object) -> bytes:
    """A message as it goes over a pipe."""
    body = pickle.dumps(message, protocol=4)
    return HEADER.pack(len(body)) + body


def unpacked(body: bytes) -> Any:
    """A message from its bytes without the header."""
    return _Unpickler(io.BytesIO(body)).load()


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the other side closes its end.

    A request is (name, data, limits); an answer ("read", document), ("unreadable", name, reason, page) or
    ("memory",) after which the process ends, because what is left of its memory is in pieces.
    """
    while len(header := requests.read(HEADER.size)) == HEADER.size:
        name, data, limits = unpacked(requests.read(HEADER.unpack(header)[0]))
        answer = _answer(name, data, limits)
        answers.write(packed(answer))
        answers.flush()
        if answer[0] == "memory":
            return


def _answer(name: str, data: bytes, limits: Limits) -> tuple[object, ...]:
    try:
        _limit(limits)
        return "read", read(name, data, limits)
    except UnreadableFile as error:
        page = error.details.get("page")
        return "unreadable", name, error.reason, page
    except (MemoryError, RecursionError) as error:
        return ("memory",) if isinstance(error, MemoryError) else ("unreadable", name, _TOO_DEEP, None)
    except Exception as error:  # noqa: BLE001 - whatever a hostile file brings about is that file's failure alone
        return (
            "unreadable",
            name,
            f"It could not be read ({type(error).__name__}). Export it again, as PDF or DOCX.",
            None,
        )
    finally:
        _unlimit_memory()


_TOO_DEEP = "It is nested too deeply to be read. Save it in a simpler form."


def _limit(limits: Limits) -> None:
    """Bound what this process may take from now on; file writing was ended at the start."""
    if not _HAS_LIMITS:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime + limits.seconds) + _SPARE_CPU_SECONDS
    _set(resource.RLIMIT_CPU, seconds)
    _set(resource.RLIMIT_AS, _address_space() + limits.memory_bytes)


def _unlimit_memory() -> None:
    if _HAS_LIMITS:
        _set(resource.RLIMIT_AS, resource.RLIM_INFINITY)


def _set(kind: int, soft: int) -> None:
    hard = resource.getrlimit(kind)[1]
    if soft == resource.RLIM_INFINITY or (hard != resource.RLIM_INFINITY and soft > hard):
        soft = hard
    resource.setrlimit(kind, (soft, hard))


def _address_space() -> int:
    """Bytes of address space in use; 0 where the system does not say."""
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - Path would load more modules
            return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def main() -> None:
    """Serve over standard input and output, which no library may then write to."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if _HAS_LIMITS:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    serve(sys.stdin.buffer, answers)
