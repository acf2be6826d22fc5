"""Conditions, exceptions, channel and the other words of a unit that fill a slot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.commitments.classify import UnitVerdict
from assistant.commitments.clauses import Clause, Sentence
from assistant.commitments.lexicon import lexicon
from assistant.commitments.reading import Reading
from assistant.commitments.records import CommitmentType, Slot
from assistant.facts import Mention, find_channels
from knowledge.documents import Span

_NOT_A_CONDITION = re.compile(r"^(?:as soon as|upon|while stocks)\b", re.IGNORECASE)
_CUT_OFF = re.compile(
    r"\b(?:placed|opened|received|made|ordered|booked|requested|reported|sent|submitted|confirmed|paid"
    r"|logged|raised|posted|arriving|called in|taken|handed in|dropped off|brought in|given in|left)"
    r"\s(?:on [\w ]+?)?(?:before|by|between|after|until|up to|from)\s(?:noon|midday|midnight"
    r"|\d{1,2}[:.]?\d{0,2})[^;.]*?"
    r"(?=,?\s(?:except|excluding|unless)|,?\s(?:is|are|get|gets|will|leave|leaves|ship|ships|go|goes"
    r"|arrive|arrives|receive|receives|reach|reaches|have|has|we)\b|[.;]|$)",
    re.IGNORECASE,
)
_OPENING_CONDITION = re.compile(
    r"^(?:before (?:any|every|each|a|an|we|you|the|your)|in case of|in the event of|on request|for (?:each"
    r"|every)|in (?:an )?emergenc(?:y|ies)|during|with (?:a|your|proof)|on (?:production|presentation) of"
    r"|at your request|upon|on receipt|on request)\b",
    re.IGNORECASE,
)
_CONDITIONAL_LEAD_IN = re.compile(r"\b(?:if|when|unless|provided(?: that)?|as long as|where|once)\W*$", re.IGNORECASE)
_EFFECTIVE = re.compile(
    r"^(?:from|starting(?: on| from)?|as of|as from|with effect from|since|beginning(?: on)?"
    r"|effective)\s(?=(?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|next|(?:19|20)\d\d))[^,]{3,40}",
    re.IGNORECASE,
)
_CHANNEL_JOIN = re.compile(r"^(?:\s(?:or|and)\s(?:by\s|in\s|on\s|via\s|over the\s)?|,\s(?:by\s)?|/)$")
_PARTNER = re.compile(
    r"\b(?:partners?|courier|carrier|contractors?|suppliers?|subcontractors?|fitter|installer|company"
    r"|third part(?:y|ies))\b",
    re.IGNORECASE,
)


def find_conditions(reading: Reading, sentence: Sentence, verdict: UnitVerdict, used: Span | None) -> tuple[Slot, ...]:
    """All conditions in text order, conjunctions included; `used` is one that is the limit's start event instead."""
    text = reading.text
    spans = [span for span in sentence.conditions if span != used and not _NOT_A_CONDITION.match(span.of(text))]
    spans += _imperatives(sentence, verdict)
    spans += [Span(match.start(), match.end()) for match in _CUT_OFF.finditer(text) if _is_free(match, spans)]
    spans += _ordered_for(text, verdict)
    for verdict_of_clause in verdict.clauses:
        opening = verdict_of_clause.clause.opening.rstrip(" ,")
        start = verdict_of_clause.clause.span.start
        triggers = verdict.type is CommitmentType.REMEDY and lexicon().cues["failure_opening"].holds(opening + ", ")
        if (triggers or _OPENING_CONDITION.match(opening)) and text.startswith(opening, start):
            spans.append(Span(start, start + len(opening)))
    return tuple(reading.slot(span) for span in _disjoint(spans))


def _ordered_for(text: str, verdict: UnitVerdict) -> list[Span]:
    """The order is the condition: "Order before 2 pm" in "Order before 2 pm for same-day dispatch"."""
    found: list[Span] = []
    for item in verdict.clauses:
        benefit = lexicon().cues["for_same_day"].pattern.search(text, item.clause.span.start)
        if "order-for-same-day" in item.path and benefit is not None:
            found.append(Span(item.clause.span.start, len(text[: benefit.start()].rstrip(" ,"))))
    return found


def _disjoint(spans: Sequence[Span]) -> Iterator[Span]:
    end = -1
    for span in sorted(spans):
        if span.start >= end:
            yield span
            end = span.end


def _is_free(match: re.Match[str], spans: Sequence[Span]) -> bool:
    return not any(Span(match.start(), match.end()).overlaps(span) for span in spans)


def _imperatives(sentence: Sentence, verdict: UnitVerdict) -> list[Span]:
    """The orders that were read as conditions: "Book by five" where "and we collect" follows."""
    kept = {id(item.clause) for item in verdict.clauses}
    return [
        _without_conjunction(sentence.text, clause)
        for clause in sentence.clauses
        if id(clause) not in kept and clause.subject_kind == "imperative"
    ]


def _without_conjunction(text: str, clause: Clause) -> Span:
    words = clause.span.of(text)
    bare = re.sub(r",?\s(?:and|and then|,)\s*$", "", words.rstrip(" ,"))
    return Span(clause.span.start, clause.span.start + len(bare.rstrip(" ,")))


def conditional_item(lead_in: str) -> bool:
    """Whether the items of a list are the conditions of their lead-in ("You may return an item if:")."""
    return _CONDITIONAL_LEAD_IN.search(lead_in) is not None


def find_exceptions(reading: Reading, sentence: Sentence) -> tuple[Slot, ...]:
    """Exceptions in text order, their first word included."""
    return tuple(reading.slot(span) for span in sentence.exceptions)


def find_channel(reading: Reading, sentence: Sentence) -> Slot | None:
    """How the two sides communicate: the first channel outside conditions and exceptions, joined ones as one."""
    text = reading.text
    hidden = (*sentence.conditions, *sentence.exceptions)
    mentions = [m for m in find_channels(text) if not any(span.overlaps(m.span) for span in hidden)]
    if not mentions:
        return None
    return reading.slot(_joined(text, mentions))


def _joined(text: str, mentions: Sequence[Mention]) -> Span:
    span = mentions[0].span
    for mention in mentions[1:]:
        if not _CHANNEL_JOIN.match(text[span.end : mention.span.start]):
            break
        span = Span(span.start, mention.span.end)
    return span


def effective_from(reading: Reading, verdict: UnitVerdict) -> Slot | None:
    """The words that say from when it holds: "From 1 October"."""
    for item in verdict.clauses:
        match = _EFFECTIVE.match(item.clause.opening)
        if match and reading.text.startswith(match[0], item.clause.span.start):
            start = item.clause.span.start
            return reading.slot(Span(start, start + len(match[0].rstrip())))
    return None


def promisor(verdict: UnitVerdict) -> str | None:
    """Who acts: organisation, staff or partner; None where the act has no agent."""
    for item in verdict.of_label():
        if _PARTNER.search(item.clause.subject):
            return "partner"
        if item.clause.subject_kind in ("org", "staff"):
            return "organisation" if item.clause.subject_kind == "org" else "staff"
    return None


def beneficiary(reading: Reading, verdict: UnitVerdict) -> Slot | None:
    """The group of customers that is the subject, if it is a named one ("Gold members")."""
    for item in verdict.of_label():
        subject = item.clause.subject
        if item.clause.subject_kind == "customer" and subject.lower() != "you":
            place = reading.text.find(subject, item.clause.span.start)
            if place >= 0:
                return reading.slot(Span(place, place + len(subject)))
    return None


def action(reading: Reading, verdict: UnitVerdict) -> Slot | None:
    """The act: the predicate of the first clause that carries the label, as far as it stands in one piece."""
    for item in verdict.of_label():
        predicate = item.clause.predicate.rstrip(" .;")
        place = reading.text.find(predicate, item.clause.span.start) if predicate else -1
        if place >= 0:
            return reading.slot(Span(place, place + len(predicate)))
    return None


def is_negative(verdict: UnitVerdict) -> bool:
    """Whether the main act of a promise is grammatically negated."""
    if verdict.type is not CommitmentType.PROMISE:
        return False
    cues = lexicon().cues
    clause = verdict.of_label()[0].clause
    return bool(
        cues["negated"].pattern.search(clause.predicate)
        or cues["no_subject"].pattern.search(clause.subject or clause.text)
    )
