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
    archived: bool = False  #: declared as an earlier state of the document, in a file of its own
    declared_from: date | None = None
    declared_to: date | None = None  #: exclusive


@dataclass(frozen=True, slots=True)
class Force:
    """From when until when a version applies; empty where `until` is not after `since`."""

    since: date | None  #: None: since ever
    until: date | None  #: exclusive; None: until superseded


def forces(arrivals: Sequence[Arrival]) -> dict[int, Force]:
    """Each version's time in force, by its number; no day belongs to two versions.

    Archived versions come before all others, in the order of their dates; the others in the order in which they
    arrived. A version ends where any later one begins. One that replaces another and declares no beginning begins
    when the archived ones are declared to end, or on the day it arrived.
    """
    order = sorted(arrivals, key=_succession)
    starts = [_start(order[:place], arrival) for place, arrival in enumerate(order)]
    result = {}
    for place, arrival in enumerate(order):
        ends = [arrival.declared_to, *(start or date.min for start in starts[place + 1 :])]
        result[arrival.number] = Force(starts[place], min((end for end in ends if end), default=None))
    return result


def _succession(arrival: Arrival) -> tuple[bool, date, int]:
    begun = (arrival.declared_from or date.min) if arrival.archived else date.min
    return not arrival.archived, begun, arrival.number


def _start(before: Sequence[Arrival], arrival: Arrival) -> date | None:
    if arrival.declared_from or arrival.archived or not before:
        return arrival.declared_from
    if all(earlier.archived for earlier in before):
        ends = [earlier.declared_to for earlier in before if earlier.declared_to]
        return max(ends, default=arrival.arrived)
    return arrival.arrived
