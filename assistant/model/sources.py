"""What a model is shown: units with ids, the most valuable ones that fit, none that speaks to machines."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from assistant.evidence import Evidence
from assistant.quotes import HEADING_SEPARATOR, QuoteRole
from knowledge.documents import Hit

#: Further units beside those that are quoted anyway: a model can tell which of them help.
FURTHER = 6
#: What limits the answer comes first: an answer without its exception misleads.
_VALUE = {
    QuoteRole.CONFLICT: 3.0,
    QuoteRole.EXCEPTION: 2.0,
    QuoteRole.CONDITION: 2.0,
    QuoteRole.REMEDY: 1.5,
    QuoteRole.ANSWER: 1.0,
}
_MACHINES = r"(?:ai|chatbots?|bots?|language\s+models?|llms?)"
_TO_MACHINES = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b[^.]{0,40}\b(?:instructions?|prompts?|rules|above|previous)\b"
    r"|\b(?:system|developer)\s+(?:prompt|message)\b"
    r"|\byou\s+are\s+(?:now\s+)?(?:an?|the)\s+(?:\w+\s+)?(?:assistant|ai|bot|chatbot|language\s+model)\b"
    rf"|\b{_MACHINES}\b[^.]{{0,60}}\b(?:must|should|shall|please|reply|answer|say|tell|output)\b"
    r"|\bassistants?\s*[,:]?\s+(?:must|should|shall|please)\b"
    r"|(?:^|[\n.]\s*)(?:assistant|system|ai)\s*:"
    r"|\b(?:reply|respond|answer)\s+(?:only\s+)?with\s+(?:exactly\s+)?[\"“'‘]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Source:
    """A unit that a model may cite."""

    id: str
    hit: Hit
    role: QuoteRole
    quoted: bool  #: whether quote mode shows it anyway

    @property
    def words(self) -> str:
        """Its words with its lead-in or header cells."""
        return " ".join(self.hit.unit.scored_text.split())

    @property
    def line(self) -> str:
        """As the prompt shows it; JSON, so that its words cannot look like another line."""
        where = HEADING_SEPARATOR.join((self.hit.version.title, *self.hit.passage.heading_path[-2:]))
        return json.dumps({"id": self.id, "source": where, "text": self.words}, ensure_ascii=False)


def sources_of(
    evidence: Evidence, further: Sequence[Hit], budget: int, count: Callable[[str], int]
) -> tuple[Source, ...]:
    """The units to show, in the order of evidence.

    Args:
        evidence: what is quoted; its best unit is always among them.
        further: the next best units.
        budget: most tokens of all lines together.
        count: the tokens of a line.
    """
    roles = {(piece.hit.version.id, piece.hit.unit.ordinal): piece.role for piece in evidence.pieces}
    quoted = [(hit, roles.get(_key(hit), QuoteRole.ANSWER), True) for hit in evidence.hits]
    known = {_key(hit) for hit in evidence.hits}
    others = [hit for hit in further if _key(hit) not in known and not hit.unit.plain.rstrip().endswith(":")]
    all_of_them = [*quoted, *((hit, QuoteRole.ANSWER, False) for hit in others[:FURTHER])]
    found = [
        Source(f"e{number}", hit, role, is_quoted)
        for number, (hit, role, is_quoted) in enumerate(all_of_them, 1)
        if not speaks_to_machines(hit.unit.scored_text)
    ]
    return tuple(_packed(found, budget, count))


def _packed(sources: Sequence[Source], budget: int, count: Callable[[str], int]) -> Iterable[Source]:
    """The most valuable ones that fit: the best answer, what limits it, then by score."""
    if not sources:
        return ()
    best, *rest = sources
    kept = {best.id}
    room = budget - count(best.line)
    for source in sorted(rest, key=_value, reverse=True):
        cost = count(source.line)
        if cost <= room:
            kept.add(source.id)
            room -= cost
    return (source for source in sources if source.id in kept)


def _value(source: Source) -> tuple[bool, float]:
    return source.quoted, _VALUE[source.role] + source.hit.score


def speaks_to_machines(words: str) -> bool:
    """Whether a unit looks like an instruction to an assistant; such words are quoted, but no model sees them."""
    return bool(_TO_MACHINES.search(words))


def _key(hit: Hit) -> tuple[str, int]:
    return hit.version.id, hit.unit.ordinal
