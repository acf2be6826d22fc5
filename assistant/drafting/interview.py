"""The interview: only the questions that neither the brief nor the documents answer, and why each is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.drafting.brief import Brief
from assistant.drafting.compose import compose
from assistant.drafting.reasons import reasons
from assistant.drafting.records import Fact, Source
from assistant.drafting.slots import SlotKind


@dataclass(frozen=True, slots=True)
class Question:
    """A question to the author."""

    slot: str
    text: str
    kind: SlotKind
    clauses: tuple[str, ...]  #: ids of the clauses that wait for the answer
    why: str | None  #: the reason of the first of them
    candidates: tuple[Source, ...]  #: where the documents disagree: what each says


@dataclass(frozen=True, slots=True)
class Interview:
    """What is still to be asked, and what the documents have answered."""

    questions: tuple[Question, ...]
    found: tuple[Fact, ...]  #: from the documents, and not overruled by the brief


def interview(brief: Brief, found: Sequence[Fact]) -> Interview:
    """What an author must still say before the code is complete, in the order of the code."""
    asked: dict[str, Question] = {}
    for clause in compose(brief, found):
        for gap in clause.gaps:
            before = asked.get(gap.slot)
            if before:
                waiting = (*before.clauses, clause.id)
                asked[gap.slot] = Question(gap.slot, before.text, gap.kind, waiting, before.why, before.candidates)
            else:
                why = reasons()[clause.reason].why if clause.reason else None
                asked[gap.slot] = Question(gap.slot, gap.question, gap.kind, (clause.id,), why, gap.candidates)
    kept = tuple(fact for fact in found if fact.slot not in brief.facts and not fact.disagreement)
    return Interview(tuple(asked.values()), kept)
