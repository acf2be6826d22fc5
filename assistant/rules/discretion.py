"""The rule about words that leave the choice to the organisation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.firmness import DEFINED_AFTER, through_verb
from assistant.rules.parts import Role
from assistant.rules.phrases import Match
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading

_OURS_BEFORE = caseless(
    r"\b(?:we|I)\s(?:also\s|therefore\s|then\s|or\s)?$|^\W*(?:(?:and|but|or|then|in \w+ cases?|also)\W+)*(?:the"
    r"|some|certain"
    r"|our|my|a|an|each|any|this|staff|management)\b(?!.*\b(?:owner|holder|buyer|applicant|dogs?|child|person"
    r"|bearer|account)\b)"
)
_OPEN_VERB = caseless(
    r"\s(?:also )?(?:lapse|end|cease|stop|rise|fall|increase|decrease|expire|apply|take|vary|change|differ|arise"
    r"|affect|occur|cost|need|be (?!used|taken|paid|returned|claimed"
    r"|brought|carried|booked|exchanged|handed|requested|ordered|reported|collected|visited|worn|kept|parked"
    r"|eaten|combined)\w+)\b"
)
_HANGS_ON = caseless(
    r"\b(?:depends? on|subject to|requires?|needs?) (?:the|our|a) (?:\w+'s? ){0,2}(?:approval|consent"
    r"|discretion|decision"
    r"|judge?ment|goodwill|agreement|assessment|permission)\b"
)  #: what is given stands with one of ours
_WE_BEFORE = caseless(r"\b(?:we|I)\s$")
_OURS_CAN = caseless(
    r"\b(?:we|I|our (?:\w+ )?\w+|staff|management"
    r"|the (?:\w+ )?(?:company|bank|hotel|council|school|club|shop|store|branch|office|landlord|manager|clinic|practice"
    r"|operator|airline|insurer|museum|library|university|desk|team|crew|driver|provider|supplier|organiser"
    r"|association|carrier|agency|warden|director))\s$"
)
_CHOICES = re.compile(
    r"\s(?:also )?(?:refuse|decline|change|cancel|waive|offer|give|grant|ask|decide|charge|withdraw|extend|reduce"
    r"|agree|choose|make|allow|pay|refund|replace|suspend|close|end|help|arrange|sometimes|often|provide|send|credit"
    r"|move|delay|limit)\b"
)
_OTHERS_BEFORE = caseless(
    r"\b(?:you|they|he|she|who|whoever|those|others|anyone|anybody|everyone|nobody|no one|no-one|neither|no \w+|only)\b"
    r"[\w\s']{0,30}$"
)
_TERMS_CHANGE = caseless(
    r"\s(?:also )?be (?:amended|changed|altered|withdrawn|suspended|reduced|increased|adjusted|terminated|varied"
    r"|refused"
    r"|declined|revised) (?:at any|at our|without|by us|from|if we|when we)|\s(?:also )?be (?:limited|restricted"
    r"|withdrawn"
    r"|suspended|refused|denied|amended)\b"
)
_FORBIDS = re.compile(
    r"\snot\b(?! be (?:available|possible|able|suitable|open|ready|complete|there|as|in|on|up|accurate|correct|free"
    r"|identical|delivered|answered|served|offered|provided|granted|staffed|honoured|kept|met|covered|paid|refunded)\b)"
)  #: "may not be brought in" forbids; "may not be available" leaves open
#: "you may expect", "it may need two weeks", "a dispute may go to the ombudsman"
_NO_CHOICE = re.compile(
    r"\s(?:expect|\d|(?:go|be (?:taken|brought|put))(?: on)? to\b"
    r"|need (?:up to |about )?(?:\d|an? |another|one|two|three|four|six))"
)
_ONLY_THEN = re.compile(
    r"\s(?:\w+\s){1,4}only (?:while|when|if|with|after|before|on|at|by|in)\b"
    r"|[^.;:]{1,60}\bin (?:one|two|three|four|five|these|the following) (?:cases?|situations?)\b"
)  #: "may enter only while you are at home"
_BY_US = caseless(
    r"\s(?:also )?be \w+ by (?:us|the (?:insurer|company|bank|council|operator|landlord|manager|provider))\b"
)
_BOTH_MAY = caseless(r"\bby (?:either|you|the (?:customer|tenant|member|guest))\b|\bif you (?:ask|wish|want|like)\b")
_CUSTOMERS_USE = re.compile(
    r"\s(?:also )?be (?:used|paid|returned|claimed|exchanged|combined|taken (?:on|in|into|out|home))\b"
)


class HiddenDiscretion(Rule):
    """The organisation keeps the choice whether to act at all.

    Why: May, where possible and normally let the organisation decide afterwards whether it promised anything.
    Bad: We may waive the fee.
    Good: We waive the fee when the delay is our fault.
    """

    name = "hidden-discretion"
    severity = Severity.WARNING
    principle = Principle.COMMITMENT
    property = "P07"
    suggestion = "Say when you act and when you do not, as a closed list of cases."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            found = self._hedge(reading) or _left_open(reading)
            if found is not None:
                yield self.finding(code, reading.clause, found.start, found.end)

    @staticmethod
    def _hedge(reading: Reading) -> Match | None:
        if reading.past or reading.defines or reading.opening_hours or reading.others_act:
            return None
        for match in reading.hedges:
            part = reading.part_at(match.start)
            if reading.customer_told:
                continue
            if DEFINED_AFTER.match(reading.words[match.end :]):
                continue
            if any(vague.start <= match.start < vague.end for vague in reading.vague_times):
                continue
            if (
                part.role is Role.RELATIVE
                and " " not in match.text
                and re.match(r"\W*(?:that|which|who)\b", reading.words[part.start : match.start])
            ):
                continue
            return match
        return None


def _left_open(reading: Reading) -> Match | None:
    """Where "may", "might", "can" or "could" leaves an act to the organisation."""
    if reading.past or (reading.has("law-labelled") and not reading.organisation_acts):
        return None
    if _BOTH_MAY.search(reading.words):
        return None
    hangs = _HANGS_ON.search(reading.words)
    if hangs is not None and reading.role_at(hangs.start()) is Role.MAIN and not reading.customer_told:
        return Match(hangs.start(), hangs.end(), hangs[0])
    for match in reading.find("discretion-modal"):
        part = reading.part_at(match.start)
        if part.role not in {Role.MAIN, Role.ASIDE} or not match.text.islower():
            continue
        before, after = reading.words[part.start : match.start], reading.words[match.end :]
        if before.rstrip().lower().endswith(" as"):
            continue  # "such evidence as may be needed"
        if not _customers_choice(reading, before) and _chooses(match.text, before, after):
            return Match(match.start, through_verb(reading.words, match), match.text)
    return None


def _customers_choice(reading: Reading, before: str) -> bool:
    """Whether a customer, or someone who may be one, stands before the word."""
    if not before.strip() or _OTHERS_BEFORE.search(before):
        return True
    return reading.lists["customer-noun"].first(before) is not None and not _WE_BEFORE.search(before)


def _chooses(modal: str, before: str, after: str) -> bool:
    """Whether the organisation or one of its own chooses, or the outcome is left open."""
    if modal in {"can", "could"}:
        able = modal == "could" or _CHOICES.match(after) is not None
        if _BY_US.match(after):
            return True
        if _TERMS_CHANGE.match(after) and not re.search(
            r"\b(?:booking|order|appointment|ticket|reservation|date)s?\b", before
        ):
            return True
        return able and bool(_OURS_CAN.search(before)) and not re.match(r"\s(?:be|not|only|never)\b", after)
    if _NO_CHOICE.match(after) or _FORBIDS.match(after) or _ONLY_THEN.match(after):
        return False
    ours = _OURS_BEFORE.search(before) and not _CUSTOMERS_USE.match(after)
    return bool(ours) or _OPEN_VERB.match(after) is not None
