"""Rules about time: is there a limit, on which clock, and from when?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.facts import QuantityKind
from assistant.rules.amends import makes_amends
from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.cues import HANDLES_DATA, WORKS
from assistant.rules.failures import follows_failure
from assistant.rules.numeric import numeric_limit
from assistant.rules.parts import Role
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading
from assistant.rules.services import services
from assistant.rules.timing import TimeLimit, Timing

_TIED = caseless(
    r"\b(?:before|until|when|whenever|once|as soon as|on (?:arrival|receipt|delivery|collection|request"
    r"|the (?:day|spot|same|next|following)|your next|your (?:first|birthday))"
    r"|at (?:the (?:time|moment|start|end|door|desk|counter|till|latest|next)|checkout|once|delivery|collection"
    r"|your next|every|each)|during (?:that|the|your|this|each|every)|with (?:your|the|each|every) (?:next|order"
    r"|bill|invoice|delivery|ticket)"
    r"|after (?:each|every)|on (?:the|a|any|your) (?:chosen |agreed )?(?:date|evening|morning)"
    r"|at (?:a|any) (?:time|hour)|between"
    r"|in the same|while you wait|on the spot|there and then|on (?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|by (?:the end|close|\d|mon|tues|wednes|thurs|fri|satur|sun|noon|return)|in (?:january|february|march|april|june"
    r"|july|august|september|october|november|december)"
    r"|as you (?:stand|wait|leave|pay|go|hand|collect|enter)|only (?:while|when|after|before|once)"
    r"|the same|next (?:day|bill|visit|working)|beforehand|in advance|then|immediately|straight away|at once"
    r"|around the clock|day and night|24/7|whether or not)\b"
)


_ONLY_SO = caseless(r"(?:\s(?:to|with) \w+)?(?:\s(?:by|in|to|with|at) (?:the |a |an )?\w+)?\s(?:only|solely|just)\b")
_NOUN = caseless(r"\s(?:is|are|was|were)\b")  #: "repairs are for the tenant"
_ENDS_THERE = re.compile(r"\W*(?:[.;,:]|$)")
#: "pull the red handle;"
_OBJECT = caseless(
    r"\b(?!(?:and|or|but|then|so|that|when|if|where|while|as)\b)\w+ (?:the|an?|your|our|its) (?:[\w-]+ )?$"
)
_IN_A_TITLE = re.compile(r"\b[A-Z][a-z]+ (?:and|or) $")  #: "see Returns and refunds"
_FREE = caseless(
    r"\bfree\b|\bat no (?:cost|charge)\b|\bcosts? (?:you )?nothing\b|\bwithout charge\b"
)  #: the promise is the price, not the time


FREQUENCY = caseless(
    r"\b(?:once|twice|\w+ times) (?:an?|per|every|each)\b|\b(?:every|each) (?:other |second |third |two |three "
    r"|four |six |\d+ )?(?:day|week|fortnight|month|quarter|year|hour|morning|evening|night|summer|winter|spring"
    r"|autumn|minutes|hours|days|weeks|months|years|january|february|march|april|may|june|july|august|september"
    r"|october|november|december|mon|tues|wednes|thurs|fri|satur|sun)"
    r"|\b(?:daily|weekly|fortnightly|monthly|quarterly|yearly|annually|hourly|half-yearly)\b|\bat least (?:once"
    r"|twice)\b"
)


_DISPATCH = caseless(
    r"\b(?:same|next|that)[- ](?:\w+ )?day|\b(?:today|tomorrow|dispatch\w*|leaves?|ships?|shipped|goes? out)\b"
)


_NOT_A_TIME_CUT_OFF = caseless(r"\b(?:open|opens|opening|closed|closes|from|staffed|between)\b[^.;]*$")


_BETWEEN = caseless(r"\b(?:between|from)\s$")
_CUT_OFF = caseless(r"\b(?:before|by|until|till|no later than|not later than|up to)\s(?:the\s)?$")


def _softer_word(reading: Reading) -> bool:
    """Whether a more specific defect already says that nothing firm is promised."""
    return bool(reading.vague_times or reading.efforts or reading.averages or reading.hedges or reading.absolutes)


class LimitMissing(Rule):
    """The promise names an act but no limit that a customer could hold you to.

    Why: Without a time, a count or an event nobody can tell when the promise is broken.
    Bad: We will call back.
    Good: We call back within 4 hours of your message.
    """

    name = "limit-missing"
    severity = Severity.WARNING
    principle = Principle.TIMELINESS
    property = "P01"
    suggestion = (
        "Add a time, a count or an event that can be checked, for example: within 2 working days of your message."
    )

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            if not reading.promises_in_turn or _softer_word(reading) or code.is_remedy(reading):
                continue
            if _follows_miss(code, reading) or (reading.has("law-labelled") and not reading.organisation_acts):
                continue
            if (
                _FREE.search(reading.words)
                or reading.facts.weekdays
                or reading.times
                or reading.facts.times
                or _BY_A_DAY.search(reading.words)
                or _figures(reading)
                or FREQUENCY.search(reading.words)
            ):
                continue
            found = self._act(reading)
            if found is not None:
                yield self.finding(code, reading.clause, *found)

    def _act(self, reading: Reading) -> tuple[int, int] | None:
        return self._response(reading) or self._service(reading) or self._quality(reading)

    def _response(self, reading: Reading) -> tuple[int, int] | None:
        for match in reading.find("response-act", unless="response-innocent"):
            part = reading.part_at(match.start)
            if _NOUN.match(reading.words[match.end :]) or _IN_A_TITLE.search(reading.words[: match.start]):
                continue
            if _ENDS_THERE.match(reading.words[match.end :]) and _OBJECT.search(reading.words[: match.start]):
                continue
            if _ONLY_SO.match(reading.words[match.end :]) or HANDLES_DATA.match(reading.words, match.start):
                continue
            if not self._ours(reading, match.start):
                continue
            if part.role is Role.MAIN and self._acts(reading, part.start, match.start) and not self._tied(reading):
                return match.start, _end_of_words(reading.words, match.end, part.end)
        return None

    def _service(self, reading: Reading) -> tuple[int, int] | None:
        if not self._tied(reading):
            for start, end in services(reading):
                if self._ours(reading, start) and not reading.words[:start].endswith(" also "):
                    return start, _end_of_words(reading.words, end, reading.part_at(start).end)
        return None

    def _quality(self, reading: Reading) -> tuple[int, int] | None:
        for match in reading.find("vague-quality"):
            if (
                self._ours(reading, match.start)
                and reading.role_at(match.start) is Role.MAIN
                and self._acts(reading, reading.part_at(match.start).start, match.start + 1)
            ):
                return match.start, match.end
        return None

    @staticmethod
    def _ours(reading: Reading, place: int) -> bool:
        """Whether it stands where somebody of ours acts, not in what the customer is told to do first."""
        return not reading.customer_acts or (reading.our_turn is not None and reading.our_turn < place)

    @staticmethod
    def _acts(reading: Reading, start: int, end: int) -> bool:
        """Whether what stands before the act in its part is an organisation or a thing, not the customer."""
        if reading.our_turn is not None and start < reading.our_turn < end:
            start = reading.our_turn
        before = reading.words[start:end]
        if not before.strip() and _behind_address(reading, start):
            before = reading.words[:end]
        if caseless(
            r"\b(?:the|a|an|your|our|any|each|every|no|this|that|full|new|of|their|its|her|his|sole|only|all|on|by|with"
            r"|in|and|or)\s$"
        ).search(before) and not re.search(r"\b(?:and|or)\s$", before):
            return False
        if _NEVER.search(reading.words[:end]) or _PLEASE.search(before):
            return False
        if caseless(
            r"\b(?:not|cannot|never|n't|no|may|might|can|could|(?<!promise )(?<!undertake )to|to be|of|for)\s*$"
            r"|\byou(?:'ll)?\s+(?:may|can|must|have to|need)(?! (?:expect|rely|count))"
        ).search(before):
            return False
        if re.search(r"\b(?:must|has to|have to|needs? to)\b", before) and not caseless(r"\b(?:we|our)\b").search(
            before
        ):
            return False
        return reading.promised_by_lead_in or bool(re.search(r"\w", before)) or reading.role_at(start) is not Role.MAIN

    @staticmethod
    def _tied(reading: Reading) -> bool:
        return any(
            reading.role_at(found.start()) is not Role.CONDITION and not _breaks(reading, found.start())
            for found in _TIED.finditer(reading.words)
        )


_PLEASE = caseless(r"\bplease\b")
#: "we never share your name, age or address …": what stands in the list is no act
_NEVER = caseless(r"\bnever\b(?:(?!\b(?:we|i|our|the|s?he|they|it|and|but)\b)[^.;:])*$")


#: "by 31 March 2028", "by the third day following the funeral"
_BY_A_DAY = caseless(
    r"\b(?:by|before|on|no later than) (?:the )?(?:\d{1,2}(?:st|nd|rd|th)? (?:of )?(?:january|february|march|april"
    r"|may|june|july|august|september|october|november|december)"
    r"|(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))"
    r" (?:calendar |working |open )?(?:day|week|month))\b"
)


def _behind_address(reading: Reading, start: int) -> bool:
    """Whether a short phrase in commas parts a verb from its subject: "Letters to the office, Mill Lane, get …"."""
    earlier = [part for part in reading.parts if part.end <= start]
    return (
        len(earlier) > 1
        and reading.words[:start].rstrip().endswith(",")
        and len(reading.part_words(earlier[-1]).split()) <= _SHORT_PHRASE
        and not reading.imperative
    )


_SHORT_PHRASE = 4  #: words of a street, a town or a name


def _figures(reading: Reading) -> bool:
    """Whether it names a quantity; the number of a house is none: "12 Canal Row"."""
    return any(
        one.kind is not QuantityKind.COUNT or _HOUSE.match(reading.words, one.span.end) is None
        for one in reading.facts.quantities
    )


_HOUSE = re.compile(r"\s[A-Z]\w+")


def _follows_miss(code: CodeReading, reading: Reading) -> bool:
    """Whether it tells what happens when the limit just before it is missed; that limit says when."""
    before = [one for one in code.preceding(reading)[:2] if one.clause.block == reading.clause.block]
    if not any(one.promises and numeric_limit(one) is not None for one in before):
        return False
    case = " ".join(reading.part_words(part) for part in reading.parts if part.role is not Role.MAIN)
    return (
        _IN_A_CASE.match(reading.words) is not None
        or _LATER.search(reading.words) is not None
        or follows_failure(case)
        or makes_amends(reading.words)
    )


_IN_A_CASE = caseless(r"\W*(?:if|should|where|unless|in case)\b")
_LATER = caseless(r"\b(?:late|later|longer|missed|overdue|slower)\b")


def _breaks(reading: Reading, place: int) -> bool:
    """Whether the event named here is that something breaks, which says no more than "if": "when your boiler stops"."""
    part = reading.part_at(place)
    return part.role is Role.TIME and _BROKEN.match(reading.part_words(part)) is not None


_BROKEN = caseless(
    r"when(?:ever)?\b.*\b(?:stops?|fails?|breaks?|leaks?|jams?|goes (?:out|wrong|down)|(?:is|are) (?:broken"
    r"|faulty|out|down|lost"
    r"|damaged|blocked|stuck))\b"
)


class ClockUnclear(Rule):
    """The limit runs on a clock that the code does not define.

    Why: Five days can be five or eleven on the calendar, and a cut-off without days or time zone ends at no known time.
    Bad: We reply within 3 days of receipt.
    Good: We reply within 3 calendar days of receipt.
    """

    name = "clock-unclear"
    severity = Severity.WARNING
    principle = Principle.TIMELINESS
    property = "P02"
    suggestion = (
        "Say calendar days or hours, or define the kind of day once: Working days are Monday to Friday,"
        " except public holidays in …."
    )

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            if reading.past or reading.averages:
                continue
            found = next(self._places(code, reading), None)
            if found is not None:
                yield self.finding(code, reading.clause, *found)

    def _places(self, code: CodeReading, reading: Reading) -> Iterator[tuple[int, int]]:
        for limit in reading.times:
            if self._unclear(code, reading, limit):
                yield limit.start, limit.end
        for match in reading.find("unclear-clock"):
            if not code.once("hours defined", lambda: self._hours_defined(code)) and not re.match(
                r"\s(?:are|:)", reading.words[match.end :]
            ):
                yield match.start, match.end
        yield from self._cut_offs(reading)

    @staticmethod
    def _unclear(code: CodeReading, reading: Reading, limit: TimeLimit) -> bool:
        if limit.clock is None or limit.timing in {Timing.LENGTH, Timing.CYCLE} or reading.softened(limit):
            return False
        if limit.timing is Timing.THRESHOLD and reading.excludes:
            return False
        if "holidays" in reading.vocabulary and (reading.has("weekday") or reading.facts.weekdays):
            return False  # said there and then: "within 2 working days, Monday to Friday except public holidays"
        if limit.clock == "day":
            return not code.once("days are calendar days", lambda: ClockUnclear._calendar_days(code))
        kind = limit.clock
        return not code.once(f"defines {kind}", lambda: defined(code, kind))

    @staticmethod
    def _calendar_days(code: CodeReading) -> bool:
        return any(
            caseless(
                r"\bdays?\b[^.]{0,60}\b(?:means?|are|is|count)\b[^.]{0,40}\bcalendar\b"
                r"|\bcalendar days\b[^.]{0,50}\b(?:unless|everywhere|throughout)\b"
            ).search(r.words)
            for r in code.readings
        )

    @staticmethod
    def _hours_defined(code: CodeReading) -> bool:
        return any(
            len(r.facts.times) > 1
            and (
                r.facts.weekdays
                or r.has("weekday")
                or "hours" in r.vocabulary
                or any("hour" in t.lower() for t in r.clause.heading)
            )
            for r in code.readings
        )

    @staticmethod
    def _cut_offs(reading: Reading) -> Iterator[tuple[int, int]]:
        if not reading.facts.times or reading.has("weekday") or reading.facts.weekdays or reading.has("time-zone"):
            return
        for time in reading.facts.times:
            before = reading.words[: time.span.start]
            bound = _CUT_OFF.search(before)
            if len(reading.facts.times) > 1 and WORKS.search(before) and (between := _BETWEEN.search(before)):
                yield between.start(), reading.facts.times[-1].span.end
                return
            if bound is None or time.zone or _NOT_A_TIME_CUT_OFF.search(before[: bound.start()]):
                continue
            if reading.facts.dates:
                continue
            until = bound[0].strip().lower() in {"until", "till", "up to"}
            if until and not _DISPATCH.search(reading.words):
                continue  # opening hours: "you can call until 20:00"
            if any(bound.start() - 45 <= act.start < bound.start() for act in reading.find("cut-off-act")):
                yield bound.start(), time.span.end


def defined(code: CodeReading, kind: str) -> bool:
    """Whether the code defines a kind of day or hour."""
    pattern = caseless(rf"\b{re.escape(kind)}s?\b")
    return any(
        _defines(reading, found.start(), found.end())
        for reading in code.readings
        for found in pattern.finditer(reading.words)
    )


def _defines(reading: Reading, start: int, end: int) -> bool:
    """Whether a clause says which days are meant by the words at this place."""
    rest = reading.words[end:]
    named = reading.has("weekday") or bool(reading.facts.weekdays)
    if caseless(r"[\"'”]?,?\sis a (?:day|hour) (?:on which|when|that|in which)\b").match(rest):
        return True
    if caseless(
        r"[\"'”]?,?\s(?:\(|means?|are|is|in this|on this|here|run|runs|we mean|count|stands?)|[\"'”]?:|\s?="
    ).match(rest) and (named or "holidays" in reading.vocabulary or reading.facts.times):
        return True
    if caseless(r"[\"'”]?\s?\((?:mon|tue|every|all|we count)").match(rest):
        return True
    counted = re.search(r"\b(?:call|count|by|treat)\b", reading.words[:start])
    return counted is not None and reading.has("weekday") and not reading.limits


class StartMissing(Rule):
    """The time limit does not say from which event it runs.

    Why: Seventy-two hours from the call, from the form or from the inspection are three promises.
    Bad: We repair it in 72 hours.
    Good: We repair it within 72 hours of your call.
    """

    name = "start-missing"
    severity = Severity.WARNING
    principle = Principle.TIMELINESS
    property = "P03"
    suggestion = "Name the event that starts the clock, for example: of receipt, of your call, after delivery."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            limit = next((one for one in reading.times if self._starts_nowhere(reading, one)), None)
            if limit is not None and self._binds(code, reading) and not self._elsewhere(code, reading):
                yield self.finding(code, reading.clause, limit.start, limit.end)

    @staticmethod
    def _binds(code: CodeReading, reading: Reading) -> bool:
        """Whether a clause binds somebody now, so that its limit must run from an event."""
        if reading.past or reading.excludes or reading.price or reading.defines or reading.words.endswith("?"):
            return False
        if not (reading.promises_in_turn or reading.customer_acts) or reading.target:
            return False
        if reading.has("law-labelled") and not reading.organisation_acts:
            return False
        return not reading.efforts or code.remedy_for(reading) is not None

    @staticmethod
    def _starts_nowhere(reading: Reading, limit: TimeLimit) -> bool:
        """Whether it is a limit, and nothing in its sentence says from when it runs."""
        if limit.timing not in {Timing.LIMIT, Timing.WINDOW} or limit.has_start or limit.named_day:
            return False
        if reading.softened(limit) or reading.role_at(limit.start) in {Role.CONDITION, Role.ASIDE}:
            return False
        return not _start_before(reading, limit) and not _lasts(reading, limit)

    @staticmethod
    def _elsewhere(code: CodeReading, reading: Reading) -> bool:
        """Whether the sentence, one beside it or the code once for all limits says from when they run."""
        near = (reading, *code.following(reading)[:2], *code.preceding(reading)[:1])
        if any(_CLOCK_STARTS.search(one.words) for one in near):
            return True
        return code.once("start said for all limits", lambda: StartMissing._for_all(code))

    @staticmethod
    def _for_all(code: CodeReading) -> bool:
        return any(
            caseless(
                r"\b(?:all|every|each|these|our|the) (?:time )?(?:limits?|times|deadlines?|clocks?"
                r"|periods?)\b[^.]{0,40}\b(?:runs?|starts?|counts?|counted|begins?|measured)\b[^.]{0,30}\b(?:from"
                r"|when|on|at|with)\b"
            ).search(other.words)
            for other in code.readings
        )


def _start_before(reading: Reading, limit: TimeLimit) -> bool:
    """Whether a limit before it in the sentence has a start: "within 2 days of receipt and in full within 10"."""
    return any(
        earlier.has_start
        and earlier.timing is not Timing.CYCLE
        and earlier.end < limit.start
        and (limit.timing is Timing.WINDOW or _AND_ALSO.search(reading.words[earlier.end : limit.start]) is not None)
        for earlier in reading.times
    )


def _lasts(reading: Reading, limit: TimeLimit) -> bool:
    """Whether it is how long a state lasts, which begins when it begins: "power cuts last no more than 4 hours"."""
    return _LASTING.search(reading.words[: limit.start]) is not None


_LASTING = caseless(
    r"\b(?:lasts?|goes on|continues?|stands? (?:still|idle)|waits? (?:at|in|on)"
    r"|stays? (?:shut|closed|down|dark|off|out)"
    r"|(?:is|are) (?:off|down|out|dark|closed|shut|without \w+))\b"
    r"(?:(?!\b(?:we|it|you|they|i|our)\b)[^.;,]){0,20}$"
)
_CLOCK_STARTS = caseless(
    r"\b(?:clock|counting|zero|start of (?:the )?count|(?:minute|hour|day|week) (?:one|zero|1|0)) (?:\w+ )?"
    r"(?:opens?|starts?|runs?|begins?|is|falls?|comes?|your|the)\b|\bcount (?:\w+ )?opens?\b"
    r"|\b(?:clock|limit|time|period|hours?|days?|countdown|count) (?:\w+ )?(?:starts?|runs?|begins?|counts?)\b"
    r"|\b(?:is|as) (?:minute|hour|day|week) (?:one|zero|1|0)\b"
    r"|\b(?:starts?|sets?|begins?) (?:the|our|this) (?:clock|limit|time|period|countdown|count)\b"
)
_AND_ALSO = caseless(r"^[^.;?!]{0,60}\band\b[^.;?!]{0,60}$")


def _end_of_words(words: str, place: int, limit: int) -> int:
    """The end of the part's words, without its closing mark."""
    end = min(limit, len(words))
    while end > place and not words[end - 1].isalnum():
        end -= 1
    return max(end, place)
