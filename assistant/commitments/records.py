"""The commitment record: what a unit promises, to whom, within which limit, and where each part stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Self

from assistant.facts import Number
from knowledge.documents import Span

#: In the path of a record whose unit a language model has read.
READ_BY_MODEL = "read-by-model"


class CommitmentType(StrEnum):
    """What a unit is; a unit of type none yields no record."""

    PROMISE = "promise"
    TARGET = "target"
    REMEDY = "remedy"
    EXCLUSION = "exclusion"
    DISCRETION = "discretion"
    CUSTOMER_DUTY = "customer_duty"
    NONE = "none"


class Strength(StrEnum):
    """How firmly the organisation binds itself."""

    GUARANTEE = "guarantee"
    WILL = "will"
    AIM = "aim"
    MAY = "may"
    NONE = "none"


class Gap(StrEnum):
    """What a promise or target leaves open; never filled in by guessing."""

    CLOCK = "no_clock"  #: a limit in bare days: calendar or working?
    LIMIT = "no_limit"  #: no time limit at all
    START = "no_start"  #: a limit that runs from an event the unit does not name
    REMEDY = "no_remedy"  #: no remedy in the unit or linked to it
    CHANNEL = "no_channel"  #: no way to use it is named


@dataclass(frozen=True, slots=True)
class Slot:
    """Words of the unit, or of its lead-in or headers, that fill a part of the commitment."""

    text: str  #: verbatim
    span: Span | None  #: in the version's text; None when the unit came without a place


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit, window or period; the side that is open is None."""

    min: Number | None
    max: Number | None
    unit: str  #: day, working_day, hour, minute, week, month, year
    slot: Slot | None = None
    clock: str | None = None  #: "calendar", "working" or "working_hours" where the text says so

    def same(self, other: TimeLimit) -> bool:
        """Whether both have the same figures and unit."""
        return (self.min, self.max, self.unit) == (other.min, other.max, other.unit)


@dataclass(frozen=True, slots=True)
class Amount:
    """Money or a percentage."""

    value: Number
    unit: str  #: a currency code, or "%"
    slot: Slot | None = None
    per: str | None = None  #: what it recurs with: "day", "claim"


@dataclass(frozen=True, slots=True)
class RemedyTerms:
    """How a remedy works, as far as the unit says."""

    kind: str  #: payment, refund, repair, replacement, credit, apology, other
    automatic: bool | None = None  #: None: not said
    claim_within: TimeLimit | None = None
    pay_within: TimeLimit | None = None
    sole: bool = False  #: the text calls it the only remedy


@dataclass(frozen=True, slots=True)
class Commitment:
    """One commitment with the span of its unit and of everything that was read from it."""

    type: CommitmentType
    text: str  #: the unit's words; of a further record of the unit, its clause
    span: Span | None
    strength: Strength
    negative: bool = False
    time_limit: TimeLimit | None = None
    alt_time_limits: tuple[TimeLimit, ...] = ()
    start_event: Slot | None = None
    condition: Slot | None = None
    conditions: tuple[Slot, ...] = ()  #: all of them, the first is `condition`
    exception: Slot | None = None
    exceptions: tuple[Slot, ...] = ()
    channel: Slot | None = None
    amount: Amount | None = None
    alt_amounts: tuple[Amount, ...] = ()
    principles: tuple[str, ...] = ()
    promisor: str | None = None  #: organisation, staff, partner; None where the act has no agent
    beneficiary: Slot | None = None
    action: Slot | None = None
    remedy: RemedyTerms | None = None
    legal_basis: str = "voluntary"  #: statutory, industry_code, voluntary
    effective_from: Slot | None = None  #: "From 1 October": the year may be missing
    measurability: int = 0  #: 0 none, 1 observable, 2 a limit or amount, 3 limit, clock and start
    gaps: tuple[Gap, ...] = ()
    confidence: float = 0.0  #: 0 to 1, by the rule that decided
    path: tuple[str, ...] = ()  #: the rules that led here, in order
    unit: int = 0  #: place of its unit in the sequence that was read
    part: int = 0  #: 0 for the record that carries the unit's label, then its further clauses
    belongs_to: int | None = None  #: place, in the extracted list, of the promise it remedies, limits or refers to
    passage: int | None = None
    headings: tuple[str, ...] = ()

    @property
    def by_model(self) -> bool:
        """Whether a language model has read its unit, of which the rules are not sure."""
        return READ_BY_MODEL in self.path

    def to_dict(self) -> dict[str, Any]:
        """Plain data for JSON; `from_dict` reads it back."""
        data: dict[str, Any] = _listed(asdict(self))
        return data

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """The record that `to_dict` wrote; unknown keys are ignored so that older programs read newer data."""
        known = {field.name for field in fields(cls)}
        values = {
            key: _READERS[key](value) if key in _READERS else value for key, value in data.items() if key in known
        }
        return cls(**values)

    def label(self) -> dict[str, Any]:
        """The fields of the public interface: plain words and figures, offsets only of the unit."""
        return {
            "type": self.type.value,
            "text": self.text,
            "start": self.span.start if self.span else None,
            "end": self.span.end if self.span else None,
            "time_limit": _limit_label(self.time_limit),
            "alt_time_limits": [_limit_label(limit) for limit in self.alt_time_limits],
            "amount": _amount_label(self.amount),
            "alt_amounts": [_amount_label(amount) for amount in self.alt_amounts],
            "start_event": _words(self.start_event),
            "condition": _words(self.condition),
            "exception": _words(self.exception),
            "channel": _words(self.channel),
            "strength": self.strength.value,
            "negative": self.negative,
            "principles": list(self.principles),
            "gaps": [gap.value for gap in self.gaps],
            "measurability": self.measurability,
            "confidence": self.confidence,
        }


def _words(slot: Slot | None) -> str | None:
    return slot.text if slot else None


def _limit_label(limit: TimeLimit | None) -> dict[str, Any] | None:
    return {"min": limit.min, "max": limit.max, "unit": limit.unit} if limit else None


def _amount_label(amount: Amount | None) -> dict[str, Any] | None:
    return {"value": amount.value, "unit": amount.unit} if amount else None


def _listed(value: Any) -> Any:
    """The value with tuples as lists and enum members as their words, as JSON would give it back."""
    if isinstance(value, Mapping):
        return {key: _listed(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_listed(item) for item in value]
    return value.value if isinstance(value, StrEnum) else value


def _span(data: Any) -> Span | None:
    return None if data is None else Span(data["start"], data["end"])


def _slot(data: Any) -> Slot | None:
    return None if data is None else Slot(data["text"], _span(data["span"]))


def _limit(data: Any) -> TimeLimit | None:
    if data is None:
        return None
    return TimeLimit(data["min"], data["max"], data["unit"], _slot(data.get("slot")), data.get("clock"))


def _amount(data: Any) -> Amount | None:
    return None if data is None else Amount(data["value"], data["unit"], _slot(data.get("slot")), data.get("per"))


def _remedy(data: Any) -> RemedyTerms | None:
    if data is None:
        return None
    within, pay = _limit(data.get("claim_within")), _limit(data.get("pay_within"))
    return RemedyTerms(data["kind"], data.get("automatic"), within, pay, data.get("sole", False))


def _each(read: Any) -> Any:
    def read_all(items: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(read(item) for item in items)

    return read_all


_READERS: Mapping[str, Any] = {
    "type": CommitmentType,
    "strength": Strength,
    "span": _span,
    "time_limit": _limit,
    "alt_time_limits": _each(_limit),
    "start_event": _slot,
    "condition": _slot,
    "conditions": _each(_slot),
    "exception": _slot,
    "exceptions": _each(_slot),
    "channel": _slot,
    "amount": _amount,
    "alt_amounts": _each(_amount),
    "principles": tuple,
    "beneficiary": _slot,
    "action": _slot,
    "remedy": _remedy,
    "effective_from": _slot,
    "gaps": _each(Gap),
    "path": tuple,
    "headings": tuple,
}
