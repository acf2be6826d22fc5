"""What changed between two contents: promise by promise, and line by line."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.drafting.records import Clause
from assistant.drafting.render import render
from assistant.drafting.slots import FIGURES, slots
from assistant.facts import find_facts
from assistant.workflow.records import Content


class ChangeKind(StrEnum):
    """What became of a promise."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class PromiseChange:
    """A promise that differs, by its id."""

    clause: str
    kind: ChangeKind
    before: str | None
    after: str | None
    figures: tuple[str, ...] = ()  #: such as "10 working days became 8 working days"


@dataclass(frozen=True, slots=True)
class Diff:
    """All that differs."""

    promises: tuple[PromiseChange, ...]
    text: str  #: unified, as programmers know it


def diff(old: Content, new: Content) -> Diff:
    """What changed from one content to another."""
    before = {clause.id: clause for clause in old.clauses}
    after = {clause.id: clause for clause in new.clauses}
    changes = [_change(name, before.get(name), after.get(name)) for name in dict.fromkeys((*before, *after))]
    return Diff(tuple(change for change in changes if change is not None), _lines(old, new))


def _change(name: str, before: Clause | None, after: Clause | None) -> PromiseChange | None:
    if before is None and after is not None:
        return PromiseChange(name, ChangeKind.ADDED, None, after.text)
    if after is None and before is not None:
        return PromiseChange(name, ChangeKind.REMOVED, before.text, None)
    if before is None or after is None or before.text == after.text:
        return None
    return PromiseChange(name, ChangeKind.CHANGED, before.text, after.text, _figures(before, after))


def _figures(before: Clause, after: Clause) -> tuple[str, ...]:
    """Which figures became which others: by their slots, or by their places where an author wrote the words."""
    old = {fact.slot: fact.value for fact in before.facts if slots()[fact.slot].kind in FIGURES}
    new = {fact.slot: fact.value for fact in after.facts if slots()[fact.slot].kind in FIGURES}
    named = [f"{old[key]} became {new[key]}" for key in old if key in new and old[key] != new[key]]
    return tuple(named) or tuple(_by_place(before.text, after.text))


def _by_place(before: str, after: str) -> Sequence[str]:
    old, new = find_facts(before).quantities, find_facts(after).quantities
    if len(old) != len(new):
        return ()
    return [
        f"{one.span.of(before)} became {other.span.of(after)}"
        for one, other in zip(old, new, strict=True)
        if one.kind == other.kind and not one.same_amount(other)
    ]


def _lines(old: Content, new: Content) -> str:
    before, after = render(old.brief.title, old.clauses).text, render(new.brief.title, new.clauses).text
    return "".join(difflib.unified_diff(before.splitlines(True), after.splitlines(True), "before", "after", n=1))
