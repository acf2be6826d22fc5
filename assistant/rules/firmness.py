"""Rules about how firmly a promise is worded: too loosely, or more than anyone can keep."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.cues import QUOTA
from assistant.rules.degrees import degrees
from assistant.rules.parts import Role
from assistant.rules.phrases import Match
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading
from assistant.rules.stems import stem
from assistant.rules.timing import Timing
from knowledge.documents import UnitKind

_YOU_BEFORE = caseless(
    r"\b(?:you|who|customers?|members?|guests?|patients?|tenants?|passengers?|they|anyone|people)(?: (?:may|can"
    r"|will|also|wish|only|must|should))?\s*$"
)


DEFINED_AFTER = caseless(
    r"^[\"'”]?,?\s?(?:\(|that is\b|meaning\b|namely\b|i\.?e\.?\b|defined\b|which means\b|by which\b"
    r"|in the sense\b|as (?:listed|set out|described|defined|marked|shown) (?:below|above|in this)|:\s)"
    r"|^[\"'”]?\s?[–—-]\s"
)


#: A term before a colon may name a case, not explain a word: "Serious complaints: the director visits you".
_HEADS = caseless(
    r"^:\s(?:we|i|you|(?:the|our|your|an?) (?:[\w'-]+ ){1,5}?(?:will|shall|\w+s)"
    r" (?:you|your|it|them|the|an?|within|in|at|on|by|to|back|out|up)\b|(?:ring|call|phone|text|write|email|tell|ask"
    r"|bring|show)\b)"
)
_MEASURED_AFTER = caseless(
    r"^(?:\s\w+)?,?\s(?:of|over|under|above|below|more than|less than|at least|longer than|from|beyond"
    r"|exceeding) (?:more than |at least |over |up to )?[€£$]?\d"
)


_SAYS_WHAT = caseless(
    r"^[\"'”]?(?:,[^,]{1,30},)?\s(?:(?:is|are) (?:one|those|a \w+|an \w+|any \w+) (?:that|where|in which|with|when|of"
    r"|if|who)\b|(?:is|are) one (?:about|by|from|on|against|involving|in|without|over|under|at|for)\b"
    r"|(?:[\w' ]{1,25}\s)?(?:is|are|runs?|lasts?) (?:from |between )?\d(?![\d.,]* ?(?:euros?|pounds?|dollars?|%))"
    r"|(?:is|are) (?!\w*(?:ed|en)\b|for\b|people\b)[\w' -]{3,60}\b(?:that|which|who)\b"
    r"|(?:is|are) (?:where|when|if)\b|weighs?\b|measures?\b|lasts?\b|begins? (?:at|with)\b|includes? only\b)"
)  #: "an urgent case is one where …", "a heavy parcel, here, weighs more than 20 kilos"


_DEFINING_VERB = caseless(
    r"^(?:[\w-]+ ){0,4}?(?:means?|(?:is|are) (?:those|one|any|all|an?|the|when|where|if|repairs?|faults?|cases?"
    r"|monday|from|between|anyone|everyone|every|each|not|\d)|carries|carry|contains?|shows?|names?|comes? with"
    r"|needs?|counts? as|states?|starts?|runs?|lasts?|bears?|covers?|has an?|have an?)\b"
)


_PASSIVE = caseless(r"^(?:[\w-]+ ){0,4}?(?:is|are|will be|must be) (?:\w+ly )?\w+(?:ed|en|nt|id|wn|ught|ne|ut|ld)\b")


_OF_THE_CODE = caseless(
    r"\b(?:aim|purpose|goal|objective|point) of this (?:code|charter|page|document|leaflet)\b|\bthis (?:code"
    r"|charter|page|document|leaflet|booklet|sheet|guide|letter)(?:, [^,]{1,40},)? (?:aims|seeks|wants|intends)\b"
)


class EffortOnly(Rule):
    """The sentence promises an effort, not a result.

    Why: Whoever tries has kept the promise, whatever the customer gets.
    Bad: We strive to answer quickly.
    Good: Target: we answer 90% of calls within 60 seconds, and publish the result each month.
    """

    name = "effort-only"
    severity = Severity.WARNING
    principle = Principle.COMMITMENT
    property = "P01"
    suggestion = "Promise the result itself, or give a target with a quota and say where its results are published."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            if (
                not reading.efforts
                or reading.past
                or reading.defines
                or reading.words.endswith("?")
                or _OF_THE_CODE.search(reading.words)
            ):
                continue
            if reading.has("firm-backstop") or self._target(code, reading) or self._remedied(code, reading):
                continue
            match = next((m for m in reading.efforts if self._ours(reading, m)), None)
            if match is not None:
                yield self.finding(code, reading.clause, match.start, through_verb(reading.words, match))

    @staticmethod
    def _target(code: CodeReading, reading: Reading) -> bool:
        if reading.target or (reading.averages and reading.has("report-verb") and "target" in reading.vocabulary):
            return True
        near = code.passage_of(reading)
        return reading.quota and (code.publishes_results or any(other.target for other in near))

    @staticmethod
    def _remedied(code: CodeReading, reading: Reading) -> bool:
        """Whether a firm remedy stands behind the effort, which then is a promise."""
        return bool(reading.limits) and code.remedy_for(reading) is not None

    @staticmethod
    def _ours(reading: Reading, match: Match) -> bool:
        part = reading.part_at(match.start)
        if part.role in {Role.CONDITION, Role.TIME} or (reading.imperative and part.start == 0):
            return False
        if match.text.startswith(("Try ", "Aim ")) and not part.start and not reading.promised_by_lead_in:
            return False  # said to the customer
        return not _YOU_BEFORE.search(reading.words[part.start : match.start])


def through_verb(words: str, match: Match) -> int:
    """The end of the act that the effort is about: up to two words further."""
    found = re.match(r"(?:[ -][\w']+){0,2}", words[match.end :])
    return match.end + (found.end() if found else 0)


_LEAST_WORDS = 3  #: of an item that says something
_TERM_REACH = 40  #: characters: a definition names its term near its start


_WHAT_IS = caseless(r"\W*what (?:is|are|counts as|do we (?:mean|call))\b.*\?")  #: the answer defines it
_ADJUSTMENTS = caseless(r"reasonable (?:adjustment|change|accommodation)s?\b")  #: a term of equality law
_CALLED = caseless(r"\b(?:is|are|count(?:s|ed)? as|means?|call|mean)\s[\"'“]?(?:an?\s)?$")
_FROM_A_FIGURE = caseless(
    r"\b(?:if|when|above|below|(?:more|longer|heavier|larger|older|bigger) than|at least|from)\b.*\d"
)


class UndefinedTerm(Rule):
    """A word that decides who gets what is not defined.

    Why: Whoever reads valid, urgent or severe for the organisation decides the case.
    Bad: We pay valid claims.
    Good: A valid claim carries a ticket number and a date.
    """

    name = "undefined-term"
    severity = Severity.SUGGESTION
    principle = Principle.INFORMATION_INTEGRITY
    property = "P18"
    suggestion = (
        "Define the term beside it or once in the code: with a number, a closed list or a test that"
        " customers can apply."
    )

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        named: set[str] = set()
        for reading in code.readings:
            if len(reading.tokens) < _LEAST_WORDS and reading.clause.kind is UnitKind.ITEM:
                continue  # an item that is a title
            taken: list[Match] = [
                *(act for act in reading.find("response-act") if len(act.text.split()) > 2),  # noqa: PLR2004 - "take appropriate steps"
                *reading.vague_times,
                *(Match(one.start, through_verb(reading.words, one), one.text) for one in reading.efforts),
                *reading.hedges,
                *reading.find("vague-owner"),
            ]
            terms = [*reading.find("undefined-adjective", unless="undefined-innocent"), *degrees(reading)]
            for match in sorted(terms, key=lambda one: one.start):
                if any(one.start < match.end and match.start < one.end for one in taken):
                    continue
                if (
                    reading.past
                    or _WHAT_IS.match(reading.words)
                    or (reading.defines and match.start < _TERM_REACH)
                    or self._defined_beside(reading, match)
                    or ("law" in reading.vocabulary and _ADJUSTMENTS.match(reading.words, match.start))
                    or self._defined(code, match)
                ):
                    continue
                term = " ".join(stem(word) for word in match.text.split())
                if term not in named:  # one defect, one finding
                    named.add(term)
                    yield self.finding(code, reading.clause, match.start, match.end)
                break

    @staticmethod
    def _defined_beside(reading: Reading, match: Match) -> bool:
        after = reading.words[match.end :]
        if (DEFINED_AFTER.match(after) and not _HEADS.match(after)) or _MEASURED_AFTER.match(after):
            return True
        before = reading.words[: match.start]
        if match.start < _TERM_REACH and _SAYS_WHAT.match(after):
            return True
        return bool(_CALLED.search(before) and _FROM_A_FIGURE.search(after))

    @staticmethod
    def _defined(code: CodeReading, match: Match) -> bool:
        head = re.match(r"[\w'-]+", match.text)
        return head is not None and stem(head[0]) in code.once("terms defined", lambda: _terms_defined(code))


def _terms_defined(code: CodeReading) -> frozenset[str]:
    """The stems of the first words of all terms that the code defines."""
    found = set()
    for reading in code.readings:
        opening = reading.opening or reading.words
        first = caseless(r"[\"'“]?(?:(?:an?|the|our|every|each)\s)?[\"'“]?(?P<term>[\w'-]+)").match(opening)
        if first is None:
            continue
        rest = opening[first.end() :].lstrip("\"'” ")
        says_what = _DEFINING_VERB.match(rest) and not _PASSIVE.match(rest)
        if says_what or re.match(r"^(?:[\w-]+ ){0,3}\w*[\"'”]?\s?(?:\(|:|means?)", rest):
            found.add(stem(first["term"]))
    return frozenset(found)


_GUARANTEES = caseless(r"\bguarantee[sd]?\b")
_THEREFORE = caseless(r"so (?!that\b)")  #: what follows from a fact is said firmly, too
_ALL_OF_THEM = caseless(r"\b100\s?%|\b(?:a )?hundred per ?cent\b|\b100 per ?cent\b")
_WHOLE = 100  #: per cent


class AbsoluteClaim(Rule):
    """The claim covers every case, and nobody can be sure of that.

    Why: One exception makes it untrue, and an untrue claim in a code misleads.
    Bad: Our trams are never late.
    Good: We never sell your contact details.
    """

    name = "absolute-claim"
    severity = Severity.ERROR
    principle = Principle.INFORMATION_INTEGRITY
    property = "P07"
    suggestion = "Promise what you control, with a limit and the exceptions beside it."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            if not reading.absolutes or reading.past or reading.defines:
                continue
            if code.is_remedy(reading) or self._bounded(reading):
                continue
            claims = (
                m
                for m in reading.absolutes
                if self._claims(reading, m) and not self._measured(reading, m) and not self._share(reading, m)
            )
            match = next(claims, None)
            if match is not None:
                yield self.finding(code, reading.clause, match.start, match.end)

    @staticmethod
    def _bounded(reading: Reading) -> bool:
        """Whether a limit or a closed exception stands beside it."""
        excepted = caseless(
            r"\b(?:except|unless|apart from|save|other than|but not|excluding|with the exception)\b"
        ).search(reading.words)
        return bool(reading.limits) or bool(reading.money) or bool(excepted)

    @staticmethod
    def _share(reading: Reading, match: Match) -> bool:
        """Whether it is said of a share of the cases, not of all: "99 in 100 to be accepted the first time"."""
        words = reading.part_words(reading.part_at(match.start))
        return QUOTA.search(words) is not None and _ALL_OF_THEM.search(words) is None

    @staticmethod
    def _measured(reading: Reading, match: Match) -> bool:
        """Whether what is guaranteed is a figure, such as 99.9%, that leaves room for failure, or a length of time."""
        return _GUARANTEES.search(match.text) is not None and (
            any(share.high < _WHOLE and share.span.start > match.start for share in reading.facts.percentages)
            or any(limit.timing is Timing.LENGTH and limit.start > match.start for limit in reading.times)
        )

    @staticmethod
    def _claims(reading: Reading, match: Match) -> bool:
        part = reading.part_at(match.start)
        role = Role.MAIN if _THEREFORE.match(reading.words, part.start) else part.role
        if reading.customer_told and not _behind_instruction(reading, match.start):
            return False
        if any(part.start <= effort.start < part.end and effort.start <= match.start for effort in reading.efforts):
            return False  # an effort, however big, is no claim yet
        return role in {Role.MAIN, Role.RELATIVE, Role.ASIDE} and not caseless(
            r"\b(?:not|cannot|n't|aim|strive|try|target|if|may|must|should|has to|have to|can you)\b[^.,;]{0,25}$"
            r"|\b(?:not|never) (?:claim|promise|say|pretend|guarantee|suggest)\b[^.;:,]*$|\bwho\s$"
        ).search(reading.words[: match.start])


def _behind_instruction(reading: Reading, place: int) -> bool:
    """Whether something is said of us behind an instruction: "ask anyone in town: everybody goes home happy"."""
    before = reading.words[: reading.part_at(place).start].rstrip()
    turn = reading.our_turn
    return before.endswith((":", ";")) or (turn is not None and turn <= place)
