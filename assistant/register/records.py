"""A commitment as the register holds it, and what may be asked of the register."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.commitments import Commitment, CommitmentType, Gap, Strength
from knowledge.documents import Span, Version

BINDING = frozenset({CommitmentType.PROMISE, CommitmentType.TARGET})


@dataclass(frozen=True, slots=True)
class Registered:
    """A commitment of a stored version."""

    id: str  #: the same in every version of its document
    version: Version
    ordinal: int  #: from 0, in text order
    commitment: Commitment
    belongs_to: str | None = None  #: the id of the promise that it remedies, limits or refers to

    @property
    def span(self) -> Span:
        """Where its words stand in the version's text."""
        return self.commitment.span or Span(0, 0)

    @property
    def heading(self) -> str:
        """The nearest heading above it; empty where there is none."""
        return self.commitment.headings[-1] if self.commitment.headings else ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which commitments are wanted; what is None does not matter."""

    text: str | None = None  #: a topic: all of its words, in any form, in the commitment or its headings
    type: CommitmentType | None = None
    principle: str | None = None  #: one of the twelve keys
    strength: Strength | None = None
    gap: Gap | None = None
    document: str | None = None
    id: str | None = None
