"""What changed between two versions of a document, promise by promise: "2 days became 3 days"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.commitments import Amount, Commitment, Slot, TimeLimit
from assistant.register.identity import same_promises
from assistant.register.records import Registered


class ChangeKind(StrEnum):
    """What became of a promise."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """A commitment that differs between two versions."""

    id: str
    kind: ChangeKind
    before: Registered | None
    after: Registered | None
    what: tuple[str, ...] = ()  #: sentences such as "2 working days became 3 working days."


def diff(old: Sequence[Registered], new: Sequence[Registered]) -> list[Change]:
    """The commitments that differ, those of the newer version in its order, then what it no longer has."""
    pairs = same_promises([one.commitment for one in old], [one.commitment for one in new])
    changes: list[Change] = []
    for place, after in enumerate(new):
        before = old[pairs[place]] if place in pairs else None
        if before is None:
            changes.append(Change(after.id, ChangeKind.ADDED, None, after))
        elif what := tuple(differences(before.commitment, after.commitment)):
            changes.append(Change(after.id, ChangeKind.CHANGED, before, after, what))
    kept = set(pairs.values())
    gone = [one for place, one in enumerate(old) if place not in kept]
    return changes + [Change(one.id, ChangeKind.REMOVED, one, None) for one in gone]


def differences(before: Commitment, after: Commitment) -> Iterator[str]:
    """What differs, in sentences; the last resort is that the wording changed."""
    found = [
        *_became(limit_words(before.time_limit), limit_words(after.time_limit), "a time limit"),
        *_became(amount_words(before.amount), amount_words(after.amount), "an amount"),
        *_type(before, after),
        *_strength(before, after),
        *_became(_words(before.start_event), _words(after.start_event), "a start event"),
        *_became(_all(before.conditions), _all(after.conditions), "a condition"),
        *_became(_all(before.exceptions), _all(after.exceptions), "an exception"),
        *_became(_words(before.channel), _words(after.channel), "a channel"),
    ]
    if before.negative != after.negative:
        found.append("What is promised became what is refused, or the other way round.")
    yield from found
    if not found and " ".join(before.text.split()) != " ".join(after.text.split()):
        yield "The wording changed."


def _type(before: Commitment, after: Commitment) -> Iterator[str]:
    if before.type is not after.type:
        names = [one.type.value.replace("_", " ") for one in (before, after)]
        yield f"What was read as {_a(names[0])} is now read as {_a(names[1])}."


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def _strength(before: Commitment, after: Commitment) -> Iterator[str]:
    """How firmly it is said, where it is still the same type: another type says enough."""
    if before.type is after.type and before.strength is not after.strength:
        yield f"The strength changed from “{before.strength.value}” to “{after.strength.value}”."


def limit_words(limit: TimeLimit | None) -> str | None:
    """A time limit in words: "2 working days", "3 to 5 working days", "at least 30 days"; None without one."""
    if limit is None:
        return None
    figures = [f"{figure:g}" for figure in dict.fromkeys((limit.min, limit.max)) if figure is not None]
    unit = limit.unit.replace("_", " ")
    least = "at least " if limit.max is None else ""
    return f"{least}{' to '.join(figures)} {unit if figures == ['1'] else f'{unit}s'}"


def amount_words(amount: Amount | None) -> str | None:
    """An amount in words: "5 GBP", "85%"; None without one."""
    if amount is None:
        return None
    recurring = f" per {amount.per}" if amount.per else ""
    if amount.unit == "%":
        return f"{amount.value:g}%{recurring}"
    figure = f"{amount.value:g}" if float(amount.value).is_integer() else f"{amount.value:.2f}"
    return f"{figure} {amount.unit}{recurring}"


def _became(before: str | None, after: str | None, what: str) -> Iterator[str]:
    if before == after:
        return
    if before and after:
        yield f"{before} became {after}."
    elif after:
        yield f"Now with {what}: {after}."
    elif before:
        yield f"No longer with {what}: {before}."


def _words(slot: Slot | None) -> str | None:
    return f"“{' '.join(slot.text.split())}”" if slot else None


def _all(slots: Sequence[Slot]) -> str | None:
    return "; ".join(words for slot in slots if (words := _words(slot))) or None
