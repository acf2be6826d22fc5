"""Which principles of a code a promise, target or remedy serves."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources

import yaml

from assistant.commitments.records import CommitmentType, TimeLimit

_TAGGED = (CommitmentType.PROMISE, CommitmentType.TARGET, CommitmentType.REMEDY)


@cache
def principle_cues() -> Mapping[str, re.Pattern[str]]:
    """Principle to the pattern of its cues, in the order in which tags are given."""
    source = resources.files(__package__).joinpath("principles.yaml").read_text(encoding="utf-8")
    return {
        name: re.compile(rf"(?<!\w)(?:{'|'.join(fields['any'])})(?!\w)", re.IGNORECASE)
        for name, fields in yaml.safe_load(source).items()
    }


def find_principles(words: str, kind: CommitmentType, limit: TimeLimit | None, path: Sequence[str]) -> tuple[str, ...]:
    """The principles of a unit; none for types that promise nothing.

    Args:
        words: the unit with its lead-in or headers.
        kind: its type.
        limit: its time limit.
        path: the rules that decided; a customer's own window is not timeliness.
    """
    if kind not in _TAGGED:
        return ()
    found = [name for name, pattern in principle_cues().items() if pattern.search(words)]
    is_window = "customer-right" in path or "thing-can-be" in path or "it-lasts" in path
    is_period = limit is not None and limit.min is not None and limit.min == limit.max
    if limit is not None and not is_window and not is_period and kind is not CommitmentType.REMEDY:
        found.append("timeliness")
    has_remedy = kind is CommitmentType.REMEDY or "remedy-in-same-unit" in path or "remedy-lifts-target" in path
    if has_remedy and "accountability" not in found:
        found.append("accountability")
    return tuple(found)
