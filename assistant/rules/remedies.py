"""Rules about what follows when a promise is missed."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.cues import PUBLISHED
from assistant.rules.numeric import numeric_limit
from assistant.rules.payments import is_settled, payment_in
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading
from knowledge.documents import UnitKind

_TARGET = caseless(r"\b(?:target|goal)s?\b")
#: "This happens on its own", "The money reaches you"
_OF_THE_REMEDY = caseless(
    r"^\W*(?:this|that|it) (?:happens|comes|arrives|is paid|is done|goes|reaches)\b"
    r"|\b(?:transfer|pay|post|credit|send)s? (?:it|them|a cheque)\b"
    r"|\bthe (?:money|sum|amount|credit|refund|payment|voucher)\b"
)


class RemedyMissing(Rule):
    """The promise has a limit, and nothing follows when it is missed.

    Why: A limit without a consequence costs only the customer when it fails.
    Bad: We answer within 24 hours of your call.
    Good: We answer within 24 hours of your call, or take 5 euros off your next bill, automatically.
    """

    name = "remedy-missing"
    severity = Severity.WARNING
    principle = Principle.ACCOUNTABILITY
    property = "P08"
    suggestion = (
        "Say what the customer gets when the limit is missed: money, credit, replacement, an apology by a stated time,"
        " or the way to an outside body."
    )

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            if (
                not reading.promises
                or reading.has("law-labelled")
                or code.is_remedy(reading)
                or code.pays_amends(reading)
                or self._near_target(code, reading)
                or self._no_promise_yet(reading)
            ):
                continue
            found = numeric_limit(reading)
            if (
                found is not None
                and not reading.money_for_claims
                and code.remedy_for(reading) is None
                and not self._given_in_row(reading)
                and not self._goes_on_paying(code, reading)
            ):
                yield self.finding(code, reading.clause, *found)

    @staticmethod
    def _no_promise_yet(reading: Reading) -> bool:
        return (bool(reading.efforts) and not reading.has("firm-backstop")) or reading.target

    @staticmethod
    def _goes_on_paying(code: CodeReading, reading: Reading) -> bool:
        """Whether it says when the remedy before it comes: "The money reaches you within 3 calendar days"."""
        before = code.preceding(reading)[:1]
        return _OF_THE_REMEDY.search(reading.words) is not None and any(
            code.is_remedy(one) or code.makes_amends(one) for one in before
        )

    @staticmethod
    def _near_target(code: CodeReading, reading: Reading) -> bool:
        """Whether a share of cases is a target, and its results are published, as a sentence beside it says."""
        beside = (*code.preceding(reading)[:1], *code.following(reading)[:2])
        if not reading.quota or not any(_TARGET.search(one.words) for one in (reading, *beside)):
            return False
        return any(PUBLISHED.search(one.words) for one in (reading, *beside))

    @staticmethod
    def _given_in_row(reading: Reading) -> bool:
        if reading.clause.kind is not UnitKind.ROW:
            return False
        titles = " ".join(reading.clause.lead_in)
        paid = bool(reading.money) and not caseless(r"\b(?:price|cost|fee|fare|charge|rate)s?\b").search(titles)
        return paid or any(reading.has(name) for name in ("payment", "making-good", "apology", "escalation"))


class RemedyMechanics(Rule):
    """The remedy leaves open whether it comes by itself or is claimed, or when it is paid.

    Why: A remedy that customers do not know how to get is paid to few of them.
    Bad: If we are late, we pay 20 pounds.
    Good: If we are late, we credit 20 pounds to your next bill, unasked.
    """

    name = "remedy-mechanics"
    severity = Severity.WARNING
    principle = Principle.ACCOUNTABILITY
    property = "P09"
    suggestion = "Say whether it comes automatically or how to claim it and by when, and when it is paid."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            found = payment_in(code, reading)
            if found is not None and not is_settled(code, reading, found):
                yield self.finding(code, reading.clause, *found)
