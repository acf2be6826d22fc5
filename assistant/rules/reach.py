"""Rules about people: who acts for the organisation, and how customers reach it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.parts import Part, Role
from assistant.rules.phrases import Match
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading
from knowledge.documents import UnitKind

_REGULAR = re.compile(r"\b[a-z]{2,}(?:ed|ied)\b")
_BE = caseless(
    r"\b(?:is|are|be|being|gets?|been)\s(?:(?:also|always|then|never|not|only|first|all|both|usually|normally"
    r"|\w+ly)\s){0,2}$"
)
_AGENT = re.compile(
    r"\bby\s(?!e-?mail|phone|post\b|text|letter|mail|card|bank|\d|the (?:end|next|close|date|time|following|same)"
    r"|then|noon|midnight|law|default|hand\b|return|appointment|request|direct|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may\b|june|july"
    r"|august|september|october|november|december|cash|cheque|courier post|fax|sms|means|way|using|bus\b|train\b)"
    r"(?:the|a|an|our|my|one|its|their|two|three|each|another|someone|us|me|him|her|them|[A-Z]\w+|\w+)\b"
)
_SUBJECT_IS_RUNNING = caseless(
    r"\b(?:code|charter|page|results?|figures|standards|promises|summary|statistics|complaint files|recordings?"
    r"|surveys?|version|shares|numbers)\b[^,;]{0,20}$"
)
_THE_CODE_IS = caseless(r"^\W*(?:it|they) (?:is|are)\s(?:reviewed|revised|updated|audited|reread|published)\b")
_NO_SUBJECT = caseless(
    r"^\W*(?:(?:and|but)\s)?(?:no|nobody|none|nothing|neither|(?:in [\w ]{1,30}, )?(?:at most|no more than|fewer than"
    r"|not more than|not (?:one|a single)))\b"
)
_GERUND = caseless(r"\b(?:to|of|from|without|before|after|by|for|at|on|in|despite) (?:ever )?being\s(?:\w+\s)?$")
#: What can be a state and is an act all the same where a moment or a little word says so: "is signed out before …".
_ALSO_ACTS = caseless(r"(?:signed|measured|tied|locked|sealed|filled|verified|weighed|marked|covered|stored)$")
_SOMEBODY_COMES = caseless(r"\s(?:[\w']+\s){1,7}?(?:is|are|has|have|takes?|leaves?|comes?|goes|sees?|gets?)\b")
_AS_AN_ACT = caseless(
    r"\s(?:out|down|in(?=[\s.,;]+(?:$|before|when|after|as soon))|off|up|over|away|through)?(?:\s\w+){0,3}?\s?"
    r"(?:(?<=\s)|(?<=out)|(?<=down)|(?<=up)|(?<=in))(?:before|after|as soon as|the moment|each time)\b"
)


class OwnerMissing(Rule):
    """Nobody is named who does it.

    Why: What is done by nobody in particular is chased by the customer.
    Bad: Your complaint will be reviewed.
    Good: The branch manager reviews your complaint.
    """

    name = "owner-missing"
    severity = Severity.SUGGESTION
    principle = Principle.ACCOUNTABILITY
    property = "P05"
    suggestion = "Name the one who acts: we, a role, or a team by its name."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            found = self._vague_owner(reading) or self._passive(reading)
            if found is not None:
                yield self.finding(code, reading.clause, found.start, found.end)

    @staticmethod
    def _vague_owner(reading: Reading) -> Match | None:
        if reading.past or reading.defines:
            return None
        for match in reading.find("vague-owner", unless="vague-owner-innocent"):
            before, after = reading.words[: match.start], reading.words[match.end :]
            if re.match(r"\s(?:\w+ )?who\b", after):
                continue  # "someone neutral who helps both sides"
            if re.search(r"\b(?:if|than|for|like|from|of|with|any|to) (?:an?\s|the\s)?$", before) and not re.search(
                r"\bby the\s$", before
            ):
                continue
            leads = not before[reading.part_at(match.start).start :].strip(" ,;:.\"'")
            subject = reading.role_at(match.start) is Role.MAIN and (
                leads
                or re.match(
                    r"\W*(?:will|shall|is|are|has|have|can|may|\w+s\b|\w+ly\b|reply|answer|take|deal|look|contact"
                    r"|call|review|handle|decide|get|respond)",
                    after,
                )
            )
            if subject or re.search(r"\bby (?:an?|the|our)?\s?$", before):
                return match
        return None

    @staticmethod
    def _passive(reading: Reading) -> Match | None:
        if reading.clause.kind is UnitKind.ROW or reading.past or reading.defines or reading.imperative:
            return None
        for match in _participles(reading):
            part = reading.part_at(match.start)
            if part.role is not Role.MAIN:
                continue
            before, after = reading.words[part.start : match.start], reading.words[match.end : part.end]
            be = _BE.search(before)
            if (
                be is None
                or _GERUND.search(before)
                or _NO_SUBJECT.match(before)
                or re.search(r"\b(?:not|never)\b", before[be.start() :])
            ):
                continue
            if (
                reading.has("automatic")
                or (reading.price and reading.money and match.text == "paid")
                or ("shall" in reading.vocabulary and (reading.has("legalese") or reading.has("formal")))
                or reading.opening_hours
                or _AGENT.search(reading.words[match.end :])
                or re.search(r"\b(?:may|can|cannot|can't|must|should|to|could|might)(?:\s\w+)? be\s", before)
            ):
                continue
            if re.match(
                r"\s(?:for|to|by) (?:no one|nobody)\b|\s(?:with )?(?:in|on) (?:our|the) (?:\w+ ){0,2}(?:terms"
                r"|conditions|page)\b",
                after,
            ):
                continue
            if re.match(r"\s(?:\w+\s){0,4}only\b|\sby (?:card|cash|invoice|cheque)", after) or reading.has(
                "language-name"
            ):
                continue
            if _THE_CODE_IS.match(reading.words[part.start : part.end]):
                continue
            if _SUBJECT_IS_RUNNING.search(before[: be.start()]) or re.match(
                r"\s(?:at|in|on) (?:our|the) (?:website|page|desk|branch|entrance)", after
            ):
                continue
            start = part.start + be.start()
            return Match(_from_modal(reading.words, start), match.end, match.text)
        return None


def _participles(reading: Reading) -> list[Match]:
    """Participles of acts, in text order; those of states are left out."""
    states = {match.start: match.text for match in reading.find("participle-of-state")}
    found = [
        one
        for one in reading.find("irregular-participle")
        if one.start not in states or (one.text.lower() != "made" and " " not in states[one.start])
    ]
    found += [
        Match(one.start(), one.end(), one[0])
        for one in _REGULAR.finditer(reading.words)
        if one.start() not in states or (" " not in states[one.start()] and _is_act(reading, one))
    ]
    return sorted(found, key=lambda match: match.start)


def _is_act(reading: Reading, participle: re.Match[str]) -> bool:
    """Whether a participle that can tell a state tells an act here: "is signed out before a parent comes"."""
    if _by_a_limit(reading, participle):
        return True
    if not _ALSO_ACTS.match(participle[0]):
        return False
    moment = _AS_AN_ACT.match(reading.words, participle.end())
    if moment is None:
        return False
    a_clause = _SOMEBODY_COMES.match(reading.words, moment.end()) is not None
    return a_clause or reading.role_at(moment.end() - 1) is not Role.MAIN


def _by_a_limit(reading: Reading, participle: re.Match[str]) -> bool:
    """Whether a time limit follows: "stuck lifts are opened within 45 minutes of your call"."""
    return any(
        limit.start >= participle.end() and not reading.words[participle.end() : limit.start].strip()
        for limit in reading.limits
    )


def _from_modal(words: str, start: int) -> int:
    """The start of the verb group, "will" included."""
    found = caseless(r"\b(?:will|shall)\s(?:\w+\s)?$").search(words[:start])
    return found.start() if found else start


_BROUGHT = caseless(
    r"\b(?:bring|take|return|hand|carry|drop)\b[^.;:]{1,40} (?:to|at|into|in|off at) (?:the|our|any|your|either)"
    r" (?!end|time|day)\w+"
)  #: a place is as good a route as a number: "bring it back to the hatch"


_AT_A_DESK = caseless(
    r"\bat (?:the|our|any|your|either|each) (?:[\w-]+ ){0,2}(?:office|hut|hatch|gate|bench|quay"
    r"|stall|workshop|garage|depot|branch|booth|library|station)\b"
    r"|\broom \d+\b"
)
#: "apply the oil with a dry cloth", "ask a friend to hold the pony"
_NOT_TO_US = caseless(
    r"apply (?:the|an?|some|this|no)\b"
    r"|(?:ask|tell|call|ring|phone) (?:an?|your) (?:friend|neighbour|doctor|bank|insurer|parent|teacher|partner"
    r"|family|lawyer)\b"
)


class ChannelMissing(Rule):
    """Customers are told to act, but not where or how.

    Why: An invitation without a route keeps its promise only on paper.
    Bad: Tell us about any fault.
    Good: Text any fault to 07700 900123.
    """

    name = "channel-missing"
    severity = Severity.WARNING
    principle = Principle.ACCESSIBILITY
    property = "P04"
    suggestion = (
        "Name the route beside the invitation (phone, form, desk), or add a contact section that serves every request."
    )

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        if code.has_contact:
            return
        for reading in code.readings:
            found = self._invitation(code, reading)
            if found is not None and not self._route(code, reading):
                yield self.finding(code, reading.clause, found.start, found.end)

    @staticmethod
    def _route(code: CodeReading, reading: Reading) -> bool:
        own = reading
        near = [*code.following(reading)[:2], *code.preceding(reading)[:2]]
        if any(_ours(own, match) for match in own.find("channel")) or (own.facts.channels and not own.find("channel")):
            return True
        if re.search(r"@|\d{5,}|\d{3}[ -]\d{3}|\bat \d+ [A-Z][a-z]+", own.words) or any(
            pattern.search(own.words) for pattern in (_BROUGHT, _AT_A_DESK)
        ):
            return True
        return any(
            one.has("channel") or one.facts.channels or re.search(r"@|\d{5,}|\d{3}[ -]\d{3}", one.words) for one in near
        )

    @staticmethod
    def _invitation(code: CodeReading, reading: Reading) -> Match | None:
        noun = next(iter(reading.find("invitation-noun")), None)
        if noun is not None and not reading.past:
            return noun
        for match in reading.find("invitation"):
            part = reading.part_at(match.start)
            if part.role is not Role.MAIN or _outside(code, reading, match) or _in_our_column(reading, match):
                continue
            before = reading.words[part.start : match.start].lower()
            if _NO_SUBJECT.match(before) or _NOT_TO_US.match(reading.words, match.start):
                continue
            told = re.search(
                r"\byou (?:also |then |still |always |just |only )?(?:may|can|must|should|have to|need to"
                r"|are (?:free|entitled|asked|welcome|required) to|have the right to|could)(?: also| then| either"
                r"| \w+ly)?\s(?:\w+ (?:and|or) )?$",
                before,
            )
            customer = reading.lists["customer-noun"].first(before) is not None and re.search(
                r"\b(?:may|can|must|should|have to|need to|are asked to) $", before
            )
            plain = _begins(reading, part) and re.match(
                r"^\W*(?:(?:please|do|and|or|then|just|simply|so|always|to \w+(?: \w+){0,4},?)\s)*$", before
            )
            window = re.search(r"\byou have .{1,40} to $", before)
            if told or customer or window or (plain and not _third_person(reading.words, match)):
                return match
        return None


def _ours(reading: Reading, match: Match) -> bool:
    """Whether a channel is a route to us, not a message that reached the customer: "in your text message"."""
    before = reading.words[: match.start]
    if re.search(r"\b(?:in|on) your (?:\w+ )?$", before):
        return False
    a_message = caseless(r"(?:letter|email|e-mail|call|text|bill)").match(match.text)
    since = caseless(r"\b(?:of|from|after|following|receiving|since) (?:the|our|your|this|that) (?:\w+ )?$").search(
        before
    )
    return not (a_message and since)


def _begins(reading: Reading, part: Part) -> bool:
    """Whether an instruction can begin with this part: not in the middle of somebody else's act."""
    before = reading.words[: part.start].rstrip()
    if not before or before[-1] in ".;:?!)–—|-":
        return True
    if before[-1] == ",":
        earlier = [one for one in reading.parts if one.end <= part.start]
        return bool(earlier) and (
            earlier[-1].role is not Role.MAIN
            or bool(caseless(r"\W*(?:to|for|in|on)\b").match(reading.part_words(earlier[-1])))
        )
    return True


def _in_our_column(reading: Reading, match: Match) -> bool:
    """Whether it stands in a table's cell under a heading such as "What we do"."""
    clause = reading.clause
    if clause.kind is not UnitKind.ROW or len(clause.lead_in) != len(clause.cells):
        return False
    titles = (title for title, cell in zip(clause.lead_in, clause.cells, strict=True) if match.within(*cell))
    return any(caseless(r"\b(?:we|our|us)\b").search(title) for title in titles)


def _third_person(words: str, match: Match) -> bool:
    """Whether the word is a noun here: "Claims are …", "Order confirmations …"."""
    return bool(
        re.match(
            r"\s(?!(?:that|which|who|if|what|when|where)\b)(?:\w+\s(?!(?:that|which|who|if|what|when|where)\b)){0,2}"
            r"(?:is|are|was|were|will|has|have|lie|lies|hang|hangs|carry|carries)\b"
            r"|\s(?:forms?|numbers?|confirmations?|handling|fees?)\b",
            words[match.end :],
        )
    )


def _outside(code: CodeReading, reading: Reading, match: Match) -> bool:
    """Whether the act is aimed at an outside body, not at the organisation."""
    return code.lists["escalation"].first(reading.words[match.start :]) is not None
