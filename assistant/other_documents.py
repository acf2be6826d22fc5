"""A text held against the organisation's other documents in force: what it promises otherwise than they do."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from assistant.commitments import extract, units_in_context
from assistant.conflicts import conflicts
from assistant.register.records import Registered
from assistant.rules import Finding, Principle, Severity
from assistant.rules.consistency import Contradiction
from knowledge.documents import Audience, Document, Version
from knowledge.units import split

_LONGEST_QUOTE = 240  #: characters of the other document shown in a message


def against(document: Document, name: str, others: Sequence[Registered]) -> tuple[Finding, ...]:
    """A finding for each commitment of a text that cannot be kept beside one of another document.

    Args:
        document: What is checked.
        name: Its name or path; commitments of the stored document of this name are left out, as its next version
            replaces them.
        others: The commitments in force.
    """
    mine = list(_commitments(document, name))
    places = {one.id for one in mine}
    left = [one for one in others if one.version.document != name and not name.endswith(f"/{one.version.document}")]
    found = []
    for conflict in conflicts([*mine, *left]):
        sides = (conflict.one, conflict.other)
        ours = [side for side in sides if side.id in places]
        theirs = [side for side in sides if side.id not in places]
        if ours and theirs:
            found.append(_finding(document, ours[0], theirs[0], conflict.reason))
    return tuple(found)


def _commitments(document: Document, name: str) -> Iterator[Registered]:
    """The text's own commitments, as the register would hold them."""
    passages, units = split(document)
    version = Version(
        id="the text that is checked",
        document=name,
        number=1,
        title=document.title or name,
        audience=Audience.PUBLIC,
        collection="checked",
        label="",
        content_hash=hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest(),
    )
    for place, commitment in enumerate(extract(units_in_context(document.text, units, passages))):
        yield Registered(f"checked:{place}", version, place, commitment)


def _finding(document: Document, ours: Registered, theirs: Registered, reason: str) -> Finding:
    words = " ".join(theirs.commitment.text.split())
    shown = words if len(words) <= _LONGEST_QUOTE else f"{words[:_LONGEST_QUOTE]}…"
    other = f"{theirs.version.title}, version {theirs.version.label} ({theirs.version.document})"
    return Finding(
        rule=Contradiction.name,
        severity=Severity.ERROR,
        message=f"{other} says otherwise: “{shown}” {reason}",
        suggestion="Change one of the two, or say in each for whom, for which channel or from when it holds.",
        principle=Principle.INFORMATION_INTEGRITY,
        property=Contradiction.property,
        span=ours.span,
        quote=ours.span.of(document.text),
        heading=ours.commitment.headings,
        other_document=theirs.version.document,
    )
