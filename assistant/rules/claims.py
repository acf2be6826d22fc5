"""Rules about claims: legal rights sold as gifts, and certificates that do not exist."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading

_ISO = caseless(r"\bISO\b[ -]?(?:/IEC ?)?(?P<number>\d{3,5})?")
_OURS = caseless(r"\b(?:this|our) (?:customer )?(?:code|charter|promises?|service code)\b")
#: Of this family all are guidance: none of them gives a certificate.
_OUR_STANDARDS = frozenset({None, "10001", "10002", "10003", "10004", "10008"})


#: "the law, not our goodwill, lets you object"
_NO_GIFT = caseless(r"\b(?:not|no) (?:an? |our |any )?(?:gift|goodwill|favour|courtesy|kindness|gesture)\b")


class StatutoryAsGift(Rule):
    """A right that the law gives is presented as a gift.

    Why: It misleads customers about what they may demand, and unfair-practices law can forbid it.
    Bad: As a favour, you may cancel your online order within 14 calendar days of delivery.
    Good: The law gives you 14 calendar days to cancel; we give you 30.
    """

    name = "statutory-as-gift"
    severity = Severity.WARNING
    principle = Principle.INFORMATION_INTEGRITY
    property = "P19"
    suggestion = "Say that the law gives this right, and name only what you add to it as yours."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            gift = next(iter(reading.find("gift")), None)
            if gift is None or _NO_GIFT.search(reading.words) or not reading.has("law-given"):
                continue
            if any(
                self._labelled(one) for one in [reading, *code.preceding(reading)[:1], *code.following(reading)[:1]]
            ):
                continue
            yield self.finding(code, reading.clause, gift.start, gift.end)

    @staticmethod
    def _labelled(reading: Reading) -> bool:
        return reading.has("law-labelled")


class CertificationClaim(Rule):
    """The text claims a certificate or conformity that this guidance standard does not give.

    Why: ISO 10001 is guidance; a claim to be certified, approved or compliant with it is untrue.
    Bad: We are ISO 10001 certified.
    Good: We wrote this code using the guidance in ISO 10001:2018.
    """

    name = "certification-claim"
    severity = Severity.ERROR
    principle = Principle.INFORMATION_INTEGRITY
    property = "P20"
    suggestion = "Say that the code was developed using the guidance in ISO 10001:2018, and claim nothing more."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            place = self._standard(reading)
            if place is None or reading.words.endswith("?"):
                continue
            claims = reading.find("certificate")
            if not claims or self._denied(reading):
                continue
            near = min(claims, key=lambda match: min(abs(match.start - place[1]), abs(place[0] - match.end)))
            yield self.finding(code, reading.clause, min(near.start, place[0]), max(near.end, place[1]))

    @staticmethod
    def _standard(reading: Reading) -> tuple[int, int] | None:
        found = list(_ISO.finditer(reading.words))
        ours = [one for one in found if one["number"] in _OUR_STANDARDS]
        if ours:
            return ours[0].span()
        if found:
            return None
        own = _OURS.search(reading.words)
        if own and caseless(r"\b(?:certified|accredited|certificate|certification)\b").search(reading.words):
            return own.span()
        return None

    @staticmethod
    def _denied(reading: Reading) -> bool:
        if not reading.has("certificate-denied"):
            return False
        claims = caseless(
            r"\b(?:is|are|we|been|was|fully|officially) (?:\w+ )?(?:certified|accredited|approved|compliant)\b"
        ).search(reading.words)
        denial = caseless(r"\b(?:not|no|never|nor|cannot|nobody)\b").search(reading.words)
        return not (claims and not denial)
