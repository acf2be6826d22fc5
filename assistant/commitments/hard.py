"""Units that the rules are not sure of, as somebody else reads them: a type and words of the unit, never a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from assistant.commitments.classify import UnitVerdict
from assistant.commitments.reading import Reading
from assistant.commitments.records import READ_BY_MODEL, Commitment, CommitmentType, Slot, Strength
from knowledge.documents import Span

_UNSURE = 0.65  #: a rule that is right no more often leaves a unit hard
_WORDS = ("condition", "exception", "start_event", "channel")


class UnitReading(Protocol):
    """What is read of a unit."""

    @property
    def type(self) -> str:
        """What kind of provision it is."""

    @property
    def parts(self) -> Mapping[str, str]:
        """Its parts, in its own words."""


#: Reads the words of a unit, after those of its lead-in; None where nothing is read that can be used.
Reader = Callable[[str], UnitReading | None]


def is_hard(verdict: UnitVerdict) -> bool:
    """Whether the rules are not sure of a unit."""
    return bool(verdict.clauses) and verdict.confidence <= _UNSURE


def retyped(verdict: UnitVerdict, kind: CommitmentType) -> UnitVerdict:
    """The verdict with another type, on the clauses that carry its label too; the confidence stays the rules'."""
    strength = verdict.strength if kind is verdict.type else Strength.NONE
    if kind is CommitmentType.PROMISE and strength is Strength.NONE:
        strength = Strength.WILL
    clauses = tuple(
        replace(each, type=kind, strength=strength) if each.type is verdict.type else each for each in verdict.clauses
    )
    return replace(verdict, type=kind, strength=strength, path=(*verdict.path, READ_BY_MODEL), clauses=clauses)


def filled(record: Commitment, reading: Reading, parts: Mapping[str, str]) -> Commitment:
    """The record with the parts that the rules left empty and whose words stand in the unit; figures are the rules'."""
    found = {name: slot for name, words in parts.items() if (slot := _slot(reading, words)) is not None}
    given: dict[str, Slot] = {name: found[name] for name in _WORDS if name in found and getattr(record, name) is None}
    made = replace(record, **given)  # type: ignore[arg-type]  # each of these fields is a slot
    if "condition" in given:
        made = replace(made, conditions=(given["condition"],))
    if "exception" in given:
        made = replace(made, exceptions=(given["exception"],))
    return made


def _slot(reading: Reading, words: str) -> Slot | None:
    """The words with their place; None where they do not stand in one part of the unit."""
    start = reading.text.find(words)
    slot = reading.slot(Span(start, start + len(words))) if start >= 0 and words else None
    return slot if slot is not None and slot.span is not None else None
