"""A sentence cut into main clauses, conditions and exceptions, and each main clause into subject and predicate."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.commitments.boundaries import OPENING, TRIM, main_spans, subordinate_spans
from assistant.commitments.organisation import is_named
from assistant.commitments.subjects import subject_of
from knowledge.documents import Span

#: a clause that goes on without a subject of its own has that of the clause before it
_CONTINUES = re.compile(
    r"^(?:aims?|try|tries|hopes?|intends?|strives?|endeavours?|do our best|plan|always|never|will"
    r"|guarantees?|promises?) ",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^(?P<label>[A-Z0-9](?:[^:.;!?|()]|\([^()]*\)){0,48}?):\s+(?=\S)")
#: "2.6 ", "(iv) ", "b) ": the number of a clause, not a word of it
_NUMBER = re.compile(r"^\(?(?:\d{1,2}(?:\.\d{1,2})+\.?|[ivx]{1,5}[.)]|[a-z\d]{1,2}[.)])\)?\s+(?=\S)")
_BOLD_LABEL = re.compile(r"^(?P<label>[A-Z][^:.;!?,|]{1,40}?)\.\s+(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Clause:
    """A main clause; all offsets are in the words of the reading."""

    span: Span
    text: str
    opening: str  #: adverbial words before the subject: "From 1 December, "
    subject: str
    predicate: str  #: from the first verb on; "" where no verb was found
    subject_kind: str  #: org, customer, staff, outside, thing, imperative, none
    conditions: tuple[Span, ...] = ()
    exceptions: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A unit's words in main clauses and subordinate ones."""

    text: str
    label: str  #: "Home visits" in "Home visits: within five days"
    clauses: tuple[Clause, ...]
    conditions: tuple[Span, ...]
    exceptions: tuple[Span, ...]


def parse(text: str, organisation: str = "") -> Sentence:
    """The clauses of a sentence; never fails, a sentence it cannot cut is one clause.

    Args:
        text: the sentence, after the words of its lead-in where they make one.
        organisation: the name by which its document calls whoever promises; as a subject it reads as "we".
    """
    label, start = _label(text)
    conditions, exceptions = subordinate_spans(text, start)
    hidden = sorted((*conditions, *exceptions))
    clauses: list[Clause] = []
    for span in main_spans(text, start, hidden):
        own_conditions = tuple(c for c in conditions if _belongs(c, span, text, hidden))
        own_exceptions = tuple(e for e in exceptions if span.start <= e.start < span.end)
        clause = _clause(text, span, hidden, own_conditions, own_exceptions)
        if organisation and clause.subject_kind in ("thing", "customer") and is_named(clause.subject, organisation):
            clause = replace(clause, subject_kind="org")
        if clauses and _CONTINUES.match(clause.text):
            before = clauses[-1]
            clause = replace(clause, subject_kind=before.subject_kind, subject=before.subject, predicate=clause.text)
        clauses.append(clause)
    return Sentence(text, label, tuple(clauses), tuple(conditions), tuple(exceptions))


def _label(text: str) -> tuple[str, int]:
    number = _NUMBER.match(text)
    start = number.end() if number else 0
    rest = text[start:]
    match = _LABEL.match(rest) or _BOLD_LABEL.match(rest)
    if match is None or re.match(r"(?:if|when|where|unless|should)\b", match["label"], re.IGNORECASE):
        return "", start
    return match["label"], start + match.end()


def _belongs(condition: Span, clause: Span, text: str, hidden: Sequence[Span]) -> bool:
    if clause.start <= condition.start < clause.end:
        return True
    between = text[condition.end : clause.start]  # a condition in front belongs to the clause that follows it
    return condition.end <= clause.start and not between.strip(TRIM) and condition in hidden


def _clause(
    text: str, span: Span, hidden: Sequence[Span], conditions: tuple[Span, ...], exceptions: tuple[Span, ...]
) -> Clause:
    words = _without(text, span, hidden)
    opening_match = OPENING.match(words)
    opening = opening_match[0] if opening_match else ""
    rest = words[len(opening) :]
    kind, verb = subject_of(rest)
    return Clause(span, words, opening, rest[:verb].strip(), rest[verb:].strip(), kind, conditions, exceptions)


def _without(text: str, span: Span, hidden: Sequence[Span]) -> str:
    """The clause's words without its conditions and exceptions."""
    parts: list[str] = []
    position = span.start
    for gap in hidden:
        if gap.start >= span.end or gap.end <= span.start:
            continue
        parts.append(text[position : max(position, gap.start)])
        position = max(position, gap.end)
    parts.append(text[position : span.end])
    joined = " ".join("".join(parts).split()).replace(" ,", ",").replace(" .", ".")
    joined = re.sub(r",(?:\s?,)+", ",", joined.strip(TRIM)).replace(",.", ".").replace(" and,", " and")
    return re.sub(r"^(?:and|but|so|or)\s|^do\s(?=we\b)|,?\s(?:and|but|so|or)$", "", joined, flags=re.IGNORECASE)
