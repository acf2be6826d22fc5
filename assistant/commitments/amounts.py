"""Which sum or share is the content of a unit, and which are prices and thresholds."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.commitments.classify import UnitVerdict
from assistant.commitments.clauses import Sentence
from assistant.commitments.reading import Reading
from assistant.commitments.records import Amount, CommitmentType, RemedyTerms, TimeLimit
from assistant.facts import Comparator, Quantity, QuantityKind
from knowledge.documents import Span

_REACH = 40
_PRICE_BEFORE = re.compile(
    r"\b(?:less|minus|deducting|deduct|costs?|costing|priced?(?: at)?|worth|orders? (?:over|above|under"
    r"|below|of)|fee of|charge of|deposit of|value of|bills? (?:over|above|under|below|of)"
    r"|treatments? above|for|purchases? (?:over|above|of)|spend(?:ing)?|above|below|over|under|more than"
    r"|exceeding|at|from)\s(?:an? |the )?$",
    re.IGNORECASE,
)
_PRICE_AFTER = re.compile(
    r"^(?:[\s-](?:\w+[\s-])?(?:fee|charge|deposit|ticket|order|purchase|surcharge|excess|supplement"
    r"|restocking|handling|fine)s?\b|\sor (?:more|over|less)\b|\s(?:charge|fee))",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?P<words>(?:whole|full|entire|complete|total)(?: \w+){0,2}? (?:price|fare|cost|amount|fee|payment"
    r"|bill|ticket|charge|subscription|premium|refund)|(?:refund\w*|money back|paid back|repa\w+"
    r"|reimburse\w*) in full|in full)\b",
    re.IGNORECASE,
)
_CAP = re.compile(
    r"\b(?:up to|at most|no more than|not more than|maximum|max|exceeds?|limit\w*|capped|cap|more than"
    r"|total|most)\b[^.;]{0,24}$",
    re.IGNORECASE,
)
_KINDS = (
    ("apology", re.compile(r"\bapolog|\bsorry\b", re.IGNORECASE)),
    ("credit", re.compile(r"\bcredit|next bill|next invoice|your account", re.IGNORECASE)),
    (
        "refund",
        re.compile(
            r"\brefund|money back|reimburs|repay|\bfare\b|return(?:s|ed)? (?:the|your) (?:money|deposit|fee)",
            re.IGNORECASE,
        ),
    ),
    ("replacement", re.compile(r"\breplac|\bexchange", re.IGNORECASE)),
    ("repair", re.compile(r"\brepair|\bredo|\bfix|\bmend|put (?:it|things|this) right", re.IGNORECASE)),
    (
        "waiver",
        re.compile(r"\bwaive|\bfree\b|on us|at our (?:own )?(?:cost|expense)|no charge|pay nothing", re.IGNORECASE),
    ),
    ("payment", re.compile(r"\bpa(?:y|ys|id)\b|payment|compensat|voucher|[£€$]", re.IGNORECASE)),
)
_AUTOMATIC = re.compile(
    r"\bautomatic\w*|without (?:you |your )?(?:having to )?(?:ask|claim)\w*|no need to (?:ask|claim)|without a claim",
    re.IGNORECASE,
)
_CLAIMED = re.compile(r"\bon (?:request|claim)\b|\bclaim\b|\bask (?:us )?for\b|\bapply\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Amounts:
    """The amount that is the content, and the others."""

    main: Amount | None = None
    others: tuple[Amount, ...] = ()


def find_amounts(reading: Reading, sentence: Sentence, verdict: UnitVerdict) -> Amounts:
    """The sums and shares of a sentence or list item."""
    text = reading.text
    found = [q for q in reading.quantities if q.kind in (QuantityKind.MONEY, QuantityKind.PERCENT)]
    hidden = (*sentence.conditions, *sentence.exceptions)
    main = next(
        (q for q in found if not any(span.overlaps(q.span) for span in hidden) and _is_content(text, q, verdict.type)),
        None,
    )
    amounts = tuple(as_amount(reading, quantity) for quantity in found if quantity is not main)
    if (main is None and verdict.type is CommitmentType.REMEDY) or "remedy-in-same-unit" in verdict.path:
        whole = _WHOLE.search(text)
        if whole and main is None:
            return Amounts(Amount(100, "%", reading.slot(Span(*whole.span("words")))), amounts)
    return Amounts(as_amount(reading, main) if main else None, amounts)


def as_amount(reading: Reading, quantity: Quantity) -> Amount:
    """A quantity as an amount; of a range the upper figure, which is what the words allow at most."""
    return Amount(quantity.high, quantity.unit, reading.slot(quantity.span), quantity.per)


def _is_content(text: str, quantity: Quantity, kind: CommitmentType) -> bool:
    before = text[max(0, quantity.span.start - _REACH) : quantity.span.start]
    after = text[quantity.span.end : quantity.span.end + _REACH]
    if kind in (CommitmentType.CUSTOMER_DUTY, CommitmentType.NONE):
        return False
    if kind is CommitmentType.EXCLUSION and _CAP.search(before):
        return not _PRICE_AFTER.match(after)
    if quantity.comparator in (Comparator.MORE_THAN, Comparator.LESS_THAN):
        return False
    if quantity.kind is QuantityKind.PERCENT:
        return not re.search(r"\bless (?:a |the )?$", before)
    return not (_PRICE_BEFORE.search(before) or _PRICE_AFTER.match(after))


def remedy_terms(text: str, claim_within: TimeLimit | None, pay_within: TimeLimit | None, *, sole: bool) -> RemedyTerms:
    """What the words say about how a remedy works; what they do not say is None."""
    kind = next((name for name, pattern in _KINDS if pattern.search(text)), "other")
    automatic = True if _AUTOMATIC.search(text) else False if _CLAIMED.search(text) else None
    return RemedyTerms(kind, automatic, claim_within, pay_within, sole)
