"""When each version of a document is in force: pure, from what was declared and in which order it arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Arrival:
    """What is known of a version when it is stored."""

    number: int
    arrived: date
    archived: bool = False  #: declared as another state of the document, in a file of its own
    declared_from: date | None = None
    declared_to: date | None = None  #: exclusive


@dataclass(frozen=True, slots=True)
class Force:
    """From when until when a version applies; empty where `until` is not after `since`."""

    since: date | None  #: None: since ever
    until: date | None  #: exclusive; None: until superseded


def forces(arrivals: Sequence[Arrival]) -> dict[int, Force]:
    """Each version's time in force, by its number; no day belongs to two versions.

    The versions of the document's own file follow each other as they arrived. An archived version comes before all of
    them that it does not follow by its date: one that was prepared in a file of its own, to apply from a later day,
    supersedes what applies until then. A version ends where any later one begins. One that replaces another and
    declares no beginning begins when the archived ones are declared to end, or on the day it arrived.
    """
    order = _succession(arrivals)
    starts = [_start(order[:place], arrival) for place, arrival in enumerate(order)]
    result = {}
    for place, arrival in enumerate(order):
        ends = [arrival.declared_to, *(start or date.min for start in starts[place + 1 :])]
        result[arrival.number] = Force(starts[place], min((end for end in ends if end), default=None))
    return result


def _succession(arrivals: Sequence[Arrival]) -> list[Arrival]:
    order = sorted((arrival for arrival in arrivals if not arrival.archived), key=lambda arrival: arrival.number)
    archived = [arrival for arrival in arrivals if arrival.archived]
    for arrival in sorted(archived, key=lambda arrival: (arrival.declared_from or date.min, arrival.number)):
        begins = arrival.declared_from or date.min
        earlier = [place for place, other in enumerate(order, 1) if _is_before(other, begins)]
        order.insert(max(earlier, default=0), arrival)
    return order


def _is_before(other: Arrival, day: date) -> bool:
    """Whether a version comes before one that begins on that day."""
    if other.archived:
        return (other.declared_from or date.min) <= day
    return (other.declared_from or other.arrived) < day


def _start(before: Sequence[Arrival], arrival: Arrival) -> date | None:
    if arrival.declared_from or arrival.archived or not before:
        return arrival.declared_from
    if all(earlier.archived for earlier in before):
        ends = [earlier.declared_to for earlier in before if earlier.declared_to]
        return max(ends, default=arrival.arrived)
    return arrival.arrived
