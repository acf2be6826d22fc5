"""Which sentences of a reply promise nothing: courtesies, procedure, questions, facts of the customer's own case."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import yaml

_FIRST_PERSON = re.compile(r"i\b", re.IGNORECASE)
_BARE = re.compile(r"(?:yes|no|of\scourse|certainly|sure|ok(?:ay)?|absolutely|exactly|right)[\s,.!]*$", re.IGNORECASE)
_LETTER = re.compile(r"[^\W\d_]")


@cache
def _patterns() -> tuple[dict[str, re.Pattern[str]], re.Pattern[str]]:
    raw: Any = yaml.safe_load(Path(__file__).with_name("courtesy.yaml").read_text(encoding="utf-8"))
    promising = re.compile("|".join(raw.pop("promising")), re.IGNORECASE)
    return {kind: re.compile(f"(?:{'|'.join(lines)})", re.IGNORECASE) for kind, lines in raw.items()}, promising


def courtesy(sentence: str, *, speaks_as_i: bool = False) -> str | None:
    """Why a sentence promises nothing: greeting, thanks, sympathy, wishes, procedure, request, case, question, bare.

    Args:
        sentence: one sentence of a reply.
        speaks_as_i: whether the organisation calls itself "I" in its documents; then "I will" may be its promise.

    Returns:
        The kind, or None where the sentence may promise something.
    """
    words = sentence.strip().strip("\"'“”‘’*_ ")
    if not _LETTER.search(words):
        return "bare"
    if words.endswith("?"):
        return "question"
    kinds, promising = _patterns()
    for kind, pattern in kinds.items():
        if kind == "procedure" and speaks_as_i and _FIRST_PERSON.match(words):
            continue
        if pattern.match(words):
            return None if promising.search(words) else kind
    return "bare" if _BARE.match(words) else None
