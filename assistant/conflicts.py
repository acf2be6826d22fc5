"""Contradictions: two commitments in force for the same people on the same matter that cannot both be kept.

Whether two disagree is told by the same comparison as in answers; here it goes through all that may.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.disagreement import ConflictKind, disagreement
from assistant.provision import Place, Provision
from assistant.register.records import Registered

_CELLS = " | "  #: between the cells of a row
_LEAST_SHARED = 2  #: words that two must share to be compared, where both have as many


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two commitments that cannot both be kept; which of them holds is for the organisation to say."""

    kind: ConflictKind
    one: Registered
    other: Registered
    reason: str  #: "5 working days against 10 working days."


def conflicts(records: Sequence[Registered]) -> list[Conflict]:
    """The contradictions among commitments that are in force at the same time, in the records' order."""
    provisions = [_provision(record) for record in records]
    found: list[Conflict] = []
    for one, other in _candidates(provisions):
        difference = disagreement(provisions[one], provisions[other])
        if difference is not None:
            found.append(Conflict(difference.kind, records[one], records[other], difference.reason))
    return _each_once(found)


def _provision(record: Registered) -> Provision:
    commitment = record.commitment
    place = Place(
        document=record.version.id,
        passage=commitment.passage,
        unit=commitment.unit,
        listed=_CELLS in commitment.text,
        headings=commitment.headings,
        title=record.version.title,
    )
    return Provision(commitment.text, place)


def _candidates(provisions: Sequence[Provision]) -> Iterator[tuple[int, int]]:
    """Pairs that share words enough, each once, the earlier first."""
    places: dict[str, list[int]] = defaultdict(list)
    for place, provision in enumerate(provisions):
        shared = Counter(earlier for word in provision.names for earlier in places[word])
        for earlier in sorted(shared):
            if shared[earlier] >= min(_LEAST_SHARED, len(provision.names), len(provisions[earlier].names)):
                yield earlier, place
        for word in provision.names:
            places[word].append(place)


def _each_once(found: Sequence[Conflict]) -> list[Conflict]:
    """Without repeats: one provision may stand in several places."""
    seen: set[tuple[str, str]] = set()
    kept = []
    for conflict in found:
        words = sorted(" ".join(one.commitment.text.split()) for one in (conflict.one, conflict.other))
        if (words[0], words[1]) not in seen:
            seen.add((words[0], words[1]))
            kept.append(conflict)
    return kept
