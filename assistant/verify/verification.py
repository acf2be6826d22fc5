"""A text, sentence by sentence, against what the organisation has promised (start reading here).

A sentence that claims something is laid beside the evidence that fits it best (`candidates`), the two are compared
(`signals`), and a verdict follows (`judge`). Similarity finds evidence; facts decide: figures, denials, conditions,
scope, persons, products, versions in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from assistant.verify.candidates import compared, leans, without_opening
from assistant.verify.courtesy import courtesy
from assistant.verify.entailment import Entailment
from assistant.verify.evidence import EvidenceSearch, Segment, gather, segments
from assistant.verify.judge import Judgement, Weights, judge
from assistant.verify.reading import read
from assistant.verify.records import SentenceVerdict, Verdict, Verification
from knowledge.documents import Hit, Span
from knowledge.sentences import sentence_spans

_BEFORE = 3  #: how many sentences before one are read with it
_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*")
_NO_CLAIM = {
    "greeting": "A greeting promises nothing.",
    "thanks": "Thanks promise nothing.",
    "sympathy": "Sympathy promises nothing.",
    "wishes": "A closing or a wish promises nothing.",
    "procedure": "It says what is being done in this case; the documents are not about it.",
    "request": "It asks the customer for something.",
    "case": "It states facts of the customer's own case; the documents are not about them.",
    "question": "A question promises nothing.",
    "bare": "It says nothing that could be checked.",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """What every sentence of a text is judged with."""

    day: date
    weights: Weights | None
    entailment: Entailment | None


def verify(
    text: str,
    search: EvidenceSearch,
    *,
    on: date | None = None,
    weights: Weights | None = None,
    entailment: Entailment | None = None,
) -> Verification:
    """Whether each sentence of a text is backed by the documents.

    Args:
        text: a sentence or a whole reply.
        search: finds evidence among what the reader may see.
        on: the day for which the documents must be in force; today without it.
        weights: other weights than the stored ones.
        entailment: a model that may reject what would be accepted.
    """
    asked = _Asked(on or datetime.now(tz=UTC).date(), weights, entailment)
    before: list[str] = []
    verdicts = []
    for span in _sentence_spans(text):
        sentence = span.of(text)
        found = _sentence(sentence, before[-_BEFORE:], search, asked)
        verdicts.append(SentenceVerdict(sentence, span, found.verdict, found.reason, found.evidence, found.confidence))
        before.append(sentence)
    return Verification(tuple(verdicts))


def verify_statement(
    statement: str,
    evidence: Sequence[Hit],
    context: Sequence[str] = (),
    *,
    on: date | None = None,
    weights: Weights | None = None,
    entailment: Entailment | None = None,
) -> Judgement:
    """The verdict on one statement where the evidence is given, such as the units that a model was shown.

    Args:
        statement: one sentence.
        evidence: the units that may bear it out; neighbours in the same version are read together.
        context: the sentences before it.
        on: the day for which the evidence must be in force; today without it.
        weights: other weights than the stored ones.
        entailment: a model that may reject what would be accepted.
    """
    asked = _Asked(on or datetime.now(tz=UTC).date(), weights, entailment)
    found = segments(evidence, _Given(evidence), asked.day)
    return _judged(statement, context, found, asked)


def _sentence_spans(text: str) -> Iterator[Span]:
    """The sentences of each paragraph: "Dear Ms Hill," is none with what the next paragraph says."""
    for paragraph in _PARAGRAPH.finditer(text):
        for span in sentence_spans(paragraph[0]):
            yield Span(paragraph.start() + span.start, paragraph.start() + span.end)


def _sentence(sentence: str, before: Sequence[str], search: EvidenceSearch, asked: _Asked) -> Judgement:
    kind = courtesy(sentence, speaks_as_i=True)
    if kind is not None:  # whoever speaks, it claims nothing: no need to search
        return Judgement(Verdict.NO_CLAIM, _NO_CLAIM[kind], (), 0.0)
    plain = without_opening(sentence)
    queries = [plain]
    if before and leans(read(plain)):
        queries.append(" ".join((*before[-2:], plain)))
    return _judged(sentence, before, gather(queries, search, asked.day), asked)


def _judged(sentence: str, before: Sequence[str], found: Sequence[Segment], asked: _Asked) -> Judgement:
    kind = courtesy(sentence, speaks_as_i=_speaks_as_i(found))
    if kind is not None:
        return Judgement(Verdict.NO_CLAIM, _NO_CLAIM[kind], (), 0.0)
    statement = read(without_opening(sentence))
    candidates = compared(statement, [read(earlier) for earlier in before], found)
    return judge(statement, candidates, found, fitted=asked.weights, entailment=asked.entailment)


def _speaks_as_i(found: Sequence[Segment]) -> bool:
    """Whether the documents speak of the organisation as "I", as those of one person do."""
    spoken = [f" {segment.hit.unit.plain.lower()} " for segment in found]
    return sum(" i " in words for words in spoken) > sum(" we " in words for words in spoken)


class _Given:
    """Given units as a search: nothing more can be found, and around a unit stand those of its version."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._hits = sorted(hits, key=lambda hit: (hit.version.id, hit.unit.ordinal))

    def find(self, query: str, k: int) -> Sequence[Hit]:
        """The first `k` of them."""
        del query
        return self._hits[:k]

    def whole(self, hit: Hit) -> Sequence[Hit]:
        """Those of the hit's version."""
        return [other for other in self._hits if other.version.id == hit.version.id]
