"""What verifying a text returns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.documents import Hit, Span


class Verdict(StrEnum):
    """Whether a sentence is backed by the documents."""

    SUPPORTED = "supported"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"
    NO_CLAIM = "no_claim"


#: The worst first: the verdict on a text is the worst of its sentences'.
SEVERITY = (Verdict.CONTRADICTED, Verdict.NOT_FOUND, Verdict.SUPPORTED, Verdict.NO_CLAIM)


@dataclass(frozen=True, slots=True)
class SentenceVerdict:
    """A sentence and what the documents say to it."""

    text: str
    span: Span  #: in the text that was verified
    verdict: Verdict
    reason: str  #: one sentence for the user
    evidence: tuple[Hit, ...] = ()  #: what bears it out or speaks against it; for not_found the nearest, if any
    confidence: float = 0.0  #: 0 to 1, that the sentence is supported


@dataclass(frozen=True, slots=True)
class Verification:
    """A text, sentence by sentence."""

    sentences: tuple[SentenceVerdict, ...]

    @property
    def verdict(self) -> Verdict:
        """The worst of the sentences' verdicts; no_claim where there is no sentence."""
        found = {sentence.verdict for sentence in self.sentences}
        return next((verdict for verdict in SEVERITY if verdict in found), Verdict.NO_CLAIM)
