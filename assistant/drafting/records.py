"""The records of drafting: sources, facts, gaps, clauses and the draft's content."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.drafting.slots import SlotKind
from assistant.rules import Principle


@dataclass(frozen=True, slots=True)
class Source:
    """Words of one of the organisation's own public documents, verified, and the fact that they state."""

    document: str
    title: str
    version: str
    version_id: str
    effective_from: date | None
    heading: str
    start: int  #: in characters of the version's text
    end: int  #: exclusive
    text: str  #: verbatim
    value: str  #: what is taken over
    limits: tuple[str, ...] = ()  #: exceptions and conditions beside it, in its own words


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of a slot."""

    slot: str
    value: str | None  #: None: the sources disagree, and nobody has decided
    sources: tuple[Source, ...] = ()  #: empty: the author's own brief

    @property
    def disagreement(self) -> bool:
        """Whether the organisation's documents say different things."""
        return self.value is None


@dataclass(frozen=True, slots=True)
class Gap:
    """A fact that is missing, as a question."""

    slot: str
    question: str
    kind: SlotKind
    candidates: tuple[Source, ...] = ()  #: where the documents disagree: what each says


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause of a draft; its id stays when its words change."""

    id: str
    heading: str
    text: str  #: Markdown; gaps stand in it as `[[gap: slot | question]]`
    kind: str
    principles: tuple[Principle, ...]
    section: str | None = None
    facts: tuple[Fact, ...] = ()
    gaps: tuple[Gap, ...] = ()
    reason: str | None = None  #: key of `reasons.yaml`
    kpi: str | None = None  #: key of `papers.yaml`, as the next three
    procedure: str | None = None
    communication: str | None = None
    training: str | None = None
    edited: bool = False  #: its words are the author's, not the pattern's

    @property
    def sources(self) -> tuple[Source, ...]:
        """The quotes on which it rests, each once, in the order of its facts."""
        found = {(source.version_id, source.start): source for fact in self.facts for source in fact.sources}
        return tuple(found.values())


def open_gaps(clauses: Sequence[Clause]) -> tuple[Gap, ...]:
    """The gaps of all clauses, each once, in the order of the code."""
    found: dict[str, Gap] = {}
    for clause in clauses:
        for gap in clause.gaps:
            found.setdefault(gap.slot, gap)
    return tuple(found.values())
