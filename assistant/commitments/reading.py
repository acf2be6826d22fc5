"""What is read of a unit: its words after those of its lead-in, and where each of them stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from assistant.commitments.context import UnitInContext, Words
from assistant.commitments.records import Slot
from assistant.facts import Quantity, find_quantities
from knowledge.documents import Span

#: a lead-in that ends like this is one sentence with its items
_OPEN_END = re.compile(
    r"\b(?:will|to|not|never|can|cannot|may|must|shall|should|for|if|when|unless|where|by|we|you|do|with"
    r"|of|are|is|cover|covers?"
    r"|except|that|only|following|always|these|have|from|on|in|provided|receive|get|expect|free|need|offer"
    r"|provide|pay|exclude)\W*$",
    re.IGNORECASE,
)
_END_MARKS = " :–—-…"


@dataclass(frozen=True, slots=True)
class Reading:
    """A unit's words with those of its lead-in in front, where they make one sentence."""

    text: str
    parts: tuple[tuple[int, Words, int], ...]  #: (offset in `text`, words, offset in the words) in text order
    quantities: tuple[Quantity, ...] = field(default=())

    def slot(self, span: Span) -> Slot:
        """The words of a span of `text` with their place in the version; across two parts they have no one place."""
        for offset, words, first in reversed(self.parts):
            if span.start >= offset:
                start, end = span.start - offset + first, span.end - offset + first
                if end <= len(words.text):
                    return words.slot(start, end)
        return Slot(span.of(self.text), None)


def read_alone(unit: UnitInContext) -> Reading:
    """The unit's own words."""
    return Reading(unit.text, ((0, unit.words, 0),), find_quantities(unit.text))


def read_with_lead_in(unit: UnitInContext) -> Reading:
    """The lead-in and the unit as one sentence: "We will: | call you" is read "We will call you"."""
    lead = unit.lead_in.text.rstrip(_END_MARKS)
    text = f"{lead} {unit.text}"
    parts = ((0, unit.lead_in, 0), (len(lead) + 1, unit.words, 0))
    return Reading(text, parts, find_quantities(text))


def is_open(lead_in: str) -> bool:
    """Whether a lead-in stops in the middle of a sentence that its items end."""
    stripped = lead_in.rstrip(_END_MARKS)
    return _OPEN_END.search(stripped) is not None and not stripped.endswith("not limited to")


def leads_on(lead_in: str) -> bool:
    """Whether a lead-in may be read with its items: a sentence that has come to its end is not."""
    return bool(lead_in) and not lead_in.rstrip().endswith((".", "!", "?"))
