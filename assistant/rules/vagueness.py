"""Rules about times that are no limits: words without a test, and averages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.cues import AVERAGE_LEADS
from assistant.rules.parts import Role
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading
from assistant.rules.time import FREQUENCY
from assistant.rules.timing import Timing

_SAME_DAY = caseless(
    r"\b(?:the same|that very) (?:day|morning|afternoon|evening|hour|visit)\b|\bon the day\b|\bwhile you wait\b"
    r"|\bbefore you leave\b"
)


class VagueTime(Rule):
    """The time word has no test: nobody can say when it is over.

    Why: Promptly, soon and regularly mean what the reader hopes and what the writer finds convenient.
    Bad: We answer promptly.
    Good: We answer promptly, at most 4 hours after your call.
    """

    name = "vague-time"
    severity = Severity.WARNING
    principle = Principle.TIMELINESS
    property = "P01"
    suggestion = (
        "Replace the word by a limit, or follow it with one in the same sentence: promptly, at most 4 hours"
        " after your call."
    )

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            if reading.defines or not reading.vague_times or reading.past:
                continue
            match = next((one for one in reading.vague_times if not self._asked_of_customer(reading, one.start)), None)
            if match is not None and not self._backed(code, reading):
                yield self.finding(code, reading.clause, match.start, match.end)

    @staticmethod
    def _backed(code: CodeReading, reading: Reading) -> bool:
        limited = any(one.timing is Timing.LIMIT and not reading.softened(one) for one in reading.times)
        if (
            limited
            or reading.limits
            or _OUTER_LIMIT.search(reading.words)
            or FREQUENCY.search(reading.words)
            or reading.facts.dates
            or reading.facts.times
        ):
            return True
        if _SAME_DAY.search(reading.words):
            return True
        after = code.following(reading)[:1]
        return bool(after) and bool(after[0].limits) and after[0].has("firm-backstop")

    @staticmethod
    def _asked_of_customer(reading: Reading, place: int) -> bool:
        turn = reading.our_turn
        if (turn is None and reading.customer_told) or (turn is not None and place < turn):
            return True
        part = reading.part_at(place)
        words = reading.words[part.start : place].lower()
        if _YOU_MAY.match(reading.words, place) or _ASKS.search(reading.words[:place]):
            return True
        return part.role is Role.CONDITION or bool(
            re.match(r"\W*(?:and |then |please )*you (?!will|get|receive|hear|are|have)", words)
        )


#: "soon, and by the tenth calendar day at the latest"
_OUTER_LIMIT = caseless(
    r"\bat the (?:very )?latest(?=\W*$|[.,;:)])"
    r"|\bn(?:o|ot) later than (?=[^.;]*(?:\d|\bdays?\b|\bweeks?\b|\bmonths?\b))"
    r"|(?<!\bno )\b(?:firm|outer|hard|upper) limit\b"
)
_ASKS = caseless(
    r"\b(?:we|i|our \w+) asks? (?:\w+ ){1,3}to\b[^.;,]*$"
)  #: "we ask guests to report a lost key without delay"
_YOU_MAY = caseless(r"(?:[\w-]+ ){1,4}you (?:may|might|can|could|wish|want)\b")  #: "from time to time you may wish …"
_APART = 30  #: characters between an average and a limit of its own
_EXPECTED = caseless(r"\b(?:expect|count on|rely on|look forward to|reckon with|be sure of)\b[^.;:?!]{0,30}$")
_AVERAGE_TARGET = caseless(r"\b(?:target|goal)\b")


#: An average that is shown is told of, not promised: "The average wait appears on the screen".
_STANDS_SOMEWHERE = caseless(
    r"\W*(?:the|our|each|every) (?:\w+ ){0,2}?(?:average|median|mean)\b[^.;,]{0,40}\b(?:appears?|stands?(?! at\b)"
    r"|hangs?"
    r"|(?:is|are) (?:shown|displayed|published|printed|posted|painted|written))\b"
)


_LIMIT_BESIDE = caseless(r", the limit (?:is )?\d")  #: "The average wait is 6 minutes, the limit 15"
_A_SUM = caseless(r"(?:on )?average (?:[€£$]\d|\d[\d.,]* (?:euros?|pounds?|dollars?|francs?|cents?|pence)\b)")


class AverageLimit(Rule):
    """An average is no limit for any one customer.

    Why: Half the customers may wait longer than an average, and none of them can invoke it.
    Bad: On average we answer calls in 40 seconds.
    Good: We answer each call within 90 seconds of the first ring. Last year's average was 40 seconds.
    """

    name = "average-limit"
    severity = Severity.WARNING
    principle = Principle.RESPONSIVENESS
    property = "P01"
    suggestion = (
        "Promise a limit for each case; give the average as a past result, or make it a target with a quota"
        " and published results."
    )

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            if reading.defines or (_AVERAGE_TARGET.search(reading.words) and reading.has("report-verb")):
                continue
            if not reading.averages or reading.past:
                continue
            for match in reading.averages:
                if reading.customer_told and not self._to_be_had(reading, match.start):
                    continue
                if not self._background(code, reading, match.start):
                    yield self.finding(code, reading.clause, match.start, match.end)
                    break

    @staticmethod
    def _to_be_had(reading: Reading, place: int) -> bool:
        """Whether a sentence that tells customers to do something promises them the average: "ring and expect …"."""
        turn = reading.our_turn
        return (turn is not None and turn < place) or _EXPECTED.search(reading.words[:place]) is not None

    @staticmethod
    def _background(code: CodeReading, reading: Reading, place: int) -> bool:
        part = reading.part_at(place)
        words = reading.words[max(0, part.start - 60) : min(len(reading.words), part.end + 60)]
        near = (
            limit
            for limit in reading.times
            if AVERAGE_LEADS.match(reading.words)
            or part == reading.part_at(limit.start)
            or abs(limit.start - place) < _APART
        )
        timed = any(limit.timing is not Timing.CYCLE for limit in near) or caseless(
            r"\b(?:time|wait|waiting|delay|reply|response|answer|speed|seconds|minutes|hours|level|queue)\b"
        ).search(words)
        if (
            not timed
            or _LIMIT_BESIDE.search(reading.words)
            or _A_SUM.match(reading.words, place)
            or _STANDS_SOMEWHERE.match(reading.words, part.start)
        ):
            return True
        if reading.money and not any(reading.part_at(limit.start) == part for limit in reading.times):
            return True
        reported = code.lists["report-verb"].first(reading.words)
        if (
            reported
            and reported.start < place
            and not any(
                limit.timing in {Timing.LIMIT, Timing.LENGTH} and limit.start > place for limit in reading.times
            )
        ):
            return True
        before = code.preceding(reading)[:2]
        if caseless(r"\W*(?:our|the|this) (?:\w+ ){0,2}(?:average|median|mean)\b.{0,40}\b(?:is|stands|lies)\b").match(
            reading.words
        ) and any(r.times for r in before):
            return True
        if AVERAGE_LEADS.match(reading.words):
            return False
        # A firm limit for each case in the same sentence makes the average background.
        return any(
            limit.timing is Timing.LIMIT
            and abs(limit.start - place) > _APART
            and reading.part_at(limit.start) != part
            and not reading.softened(limit)
            for limit in reading.times
        )
