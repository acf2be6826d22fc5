"""Units in context to commitments; start reading here.

unit -> Reading (its words after those of its lead-in) -> Sentence (clauses, conditions, exceptions)
     -> UnitVerdict (type and strength, by rules) -> slots -> Commitment -> links and gaps
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.commitments import slots
from assistant.commitments.amounts import Amounts, find_amounts, remedy_terms
from assistant.commitments.classify import Surroundings, UnitVerdict, classify
from assistant.commitments.clauses import Sentence, parse
from assistant.commitments.context import UnitInContext
from assistant.commitments.hard import Reader, filled, is_hard, retyped
from assistant.commitments.lexicon import lexicon
from assistant.commitments.limits import Limits, find_limits
from assistant.commitments.links import linked
from assistant.commitments.principles import find_principles
from assistant.commitments.reading import Reading, is_open, leads_on, read_alone, read_with_lead_in
from assistant.commitments.records import Commitment, CommitmentType, RemedyTerms, Strength
from assistant.commitments.rows import header_words, read_row
from knowledge.documents import UnitKind

_STRENGTHS = {
    CommitmentType.REMEDY: Strength.WILL,
    CommitmentType.TARGET: Strength.AIM,
    CommitmentType.DISCRETION: Strength.MAY,
}
_CONNECTIVES = frozenset({"and", "or", "and/or", "but"})  #: a paragraph between two items of a contract's list
_FULL_CLOCK = 3
_SURE = 0.7  # a further clause gets a record of its own only when its rule is as sure as this


def extract(units: Sequence[UnitInContext], read: Reader | None = None) -> list[Commitment]:
    """The commitments of the units, in text order, with links and gaps; a unit of type none yields none.

    A unit may yield several records: the first carries the unit's label, the others its further clauses. The spans
    of all slots lie in the version's text. Nothing is added that the text does not say.

    Args:
        units: of one text, in its order.
        read: reads units that the rules are not sure of; what it reads as nothing stays what the rules say.
    """
    found: list[Commitment] = []
    for place, unit in enumerate(units):
        found.extend(replace(record, unit=place) for record in extract_unit(unit, read))
    return linked(found)


def extract_unit(unit: UnitInContext, read: Reader | None = None) -> list[Commitment]:
    """The records of one unit, not yet linked."""
    if unit.kind is UnitKind.ROW:
        return _of_row(unit)
    if unit.text.strip(" ;,.").lower() in _CONNECTIVES:
        return []
    reading, sentence, verdict = _judged(unit)
    parts: Mapping[str, str] = {}
    if read is not None and is_hard(verdict):
        said = read(reading.text)
        if said is not None and said.type != CommitmentType.NONE:
            verdict, parts = retyped(verdict, CommitmentType(said.type)), said.parts
    if verdict.type is CommitmentType.NONE:
        return []
    first = filled(_record(unit, reading, sentence, verdict), reading, parts)
    return [first, *_further(unit, reading, sentence, verdict)]


def _judged(unit: UnitInContext) -> tuple[Reading, Sentence, UnitVerdict]:
    """The better reading of a unit: with its lead-in where they are one sentence, else alone."""
    if unit.lead_in.text and is_open(unit.lead_in.text):
        return _judge(unit, read_with_lead_in(unit))
    alone = _judge(unit, read_alone(unit))
    if not leads_on(unit.lead_in.text) or alone[2].type is not CommitmentType.NONE:
        return alone
    together = _judge(unit, read_with_lead_in(unit))
    return together if together[2].type in (CommitmentType.EXCLUSION, CommitmentType.CUSTOMER_DUTY) else alone


def _judge(unit: UnitInContext, reading: Reading) -> tuple[Reading, Sentence, UnitVerdict]:
    text = reading.text
    if slots.conditional_item(unit.lead_in.text) and len(reading.parts) > 1:
        text = unit.lead_in.text.rstrip(" :") + " " + unit.text
    sentence = parse(text, unit.organisation)
    before = " ".join((*unit.headings[-1:], *unit.before[-2:]))
    own = text if len(reading.parts) > 1 else unit.text
    surroundings = Surroundings(before, unit.lead_in.text, unit.is_contract, unit.is_for_staff)
    verdict = classify(sentence, reading.quantities, surroundings, alone=own)
    return reading, sentence, verdict


def _record(unit: UnitInContext, reading: Reading, sentence: Sentence, verdict: UnitVerdict) -> Commitment:
    limits = find_limits(reading, sentence, verdict)
    amounts = find_amounts(reading, sentence, verdict)
    conditions = slots.find_conditions(reading, sentence, verdict, limits.used_condition)
    if slots.conditional_item(unit.lead_in.text) and len(reading.parts) > 1:
        words = unit.text.rstrip(" ;.,")
        conditions = (unit.words.slot(0, len(words)),)
    exceptions = slots.find_exceptions(reading, sentence)
    strength = (
        verdict.strength if verdict.type is CommitmentType.PROMISE else _STRENGTHS.get(verdict.type, Strength.NONE)
    )
    words = f"{unit.lead_in.text} {unit.text}"
    return Commitment(
        type=verdict.type,
        text=unit.text,
        span=unit.span,
        strength=strength,
        negative=slots.is_negative(verdict),
        time_limit=limits.main,
        alt_time_limits=limits.others,
        start_event=limits.start_event,
        condition=conditions[0] if conditions else None,
        conditions=conditions,
        exception=exceptions[0] if exceptions else None,
        exceptions=exceptions,
        channel=slots.find_channel(reading, sentence),
        amount=amounts.main,
        alt_amounts=amounts.others,
        principles=find_principles(words, verdict.type, limits.main, verdict.path),
        promisor=slots.promisor(verdict),
        beneficiary=slots.beneficiary(reading, verdict),
        action=slots.action(reading, verdict),
        remedy=_remedy(reading, verdict, limits),
        legal_basis=_legal_basis(reading.text, verdict),
        effective_from=slots.effective_from(reading, verdict),
        measurability=_measurability(limits, amounts, verdict.type),
        confidence=verdict.confidence,
        path=verdict.path,
        passage=unit.passage,
        headings=unit.headings,
    )


def _further(unit: UnitInContext, reading: Reading, sentence: Sentence, verdict: UnitVerdict) -> Iterator[Commitment]:
    """Records of the clauses that say something else than the label: a remedy after its promise, an exclusion."""
    if "backstop-lifts-target" in verdict.path:
        return
    carrier = verdict.of_label()[0]
    others = [
        item
        for item in verdict.clauses
        if item is not carrier
        and item.type is not CommitmentType.NONE
        and item.confidence >= _SURE
        and item.clause.text.strip(" ;,.").lower() not in _CONNECTIVES
    ]
    for part, item in enumerate(others, start=1):
        alone = UnitVerdict(item.type, item.strength, item.confidence, item.path, (item,))
        own = Sentence(sentence.text, "", (item.clause,), item.clause.conditions, item.clause.exceptions)
        slot = reading.slot(item.clause.span)
        yield replace(_record(unit, reading, own, alone), text=slot.text, span=slot.span, part=part)


def _of_row(unit: UnitInContext) -> list[Commitment]:
    reading, verdict = read_row(unit)
    if verdict.type is CommitmentType.NONE:
        return []
    words = f"{header_words(unit.headers)} | {unit.text}"
    remedy = None
    if verdict.type is CommitmentType.REMEDY or "remedy-in-same-unit" in verdict.path:
        remedy = remedy_terms(words, None, None, sole=False)
    conditions = (verdict.condition,) if verdict.condition else ()
    return [
        Commitment(
            type=verdict.type,
            text=unit.text,
            span=unit.span,
            strength=verdict.strength,
            time_limit=verdict.time_limit,
            alt_time_limits=verdict.alt_time_limits,
            condition=verdict.condition,
            conditions=conditions,
            channel=slots.find_channel(reading, Sentence(reading.text, "", (), (), ())),
            amount=verdict.amount,
            alt_amounts=verdict.alt_amounts,
            principles=find_principles(words, verdict.type, verdict.time_limit, verdict.path),
            remedy=remedy,
            measurability=2 if verdict.time_limit or verdict.amount else 1,
            confidence=verdict.confidence,
            path=verdict.path,
            passage=unit.passage,
            headings=unit.headings,
        )
    ]


def _remedy(reading: Reading, verdict: UnitVerdict, limits: Limits) -> RemedyTerms | None:
    sole = lexicon().cues["sole_remedy"].pattern.search(reading.text) is not None
    has_remedy = any(item.type is CommitmentType.REMEDY for item in verdict.clauses)
    if not has_remedy and not sole:
        return None
    claim = next((limit for limit in limits.others if limit.max is not None), None) if not sole else None
    pay = limits.main if verdict.type is CommitmentType.REMEDY else None
    return remedy_terms(reading.text, claim, pay, sole=sole)


def _legal_basis(text: str, verdict: UnitVerdict) -> str:
    cues = lexicon().cues
    if "adheres-to-code" in verdict.path:
        return "industry_code"
    if cues["statutory"].pattern.search(text) and not cues["besides_law"].pattern.search(text):
        return "statutory"
    return "voluntary"


def _measurability(limits: Limits, amounts: Amounts, kind: CommitmentType) -> int:
    """0 none, 1 an observable act, 2 with a limit or amount, 3 with limit, clock and start."""
    if kind in (CommitmentType.DISCRETION, CommitmentType.CUSTOMER_DUTY):
        return 0
    limit = limits.main
    if limit is None:
        return 2 if amounts.main else 1
    is_full = limits.start_event is not None and (limit.unit != "day" or limit.clock is not None)
    return _FULL_CLOCK if is_full else 2
