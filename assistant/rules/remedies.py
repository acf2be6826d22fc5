"""Rules about what follows when a promise is missed, and about where its exceptions stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.parts import Role
from assistant.rules.phrases import Match
from assistant.rules.provisions import CodeReading, numbers_named
from assistant.rules.reading import Reading
from assistant.rules.timing import Timing
from knowledge.documents import UnitKind

_FREQUENCY = re.compile(
    r"\b(?:once|twice|(?:two|three|four|five|six|\d+) times) (?:an?|per|every|each|in) \w+"
    r"|\b(?:every|each) (?:other |second |two |three |four |six |\d+ )?(?:day|week|fortnight|month|quarter|year"
    r"|hour|morning|evening|night|weekday|shift|monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b"
    r"|\bon (?:mon|tues|wednes|thurs|fri|satur|sun)days\b"
    r"|\b(?:daily|weekly|fortnightly|monthly|quarterly|yearly|annually|hourly)\b",
    re.IGNORECASE,
)
_SERVICE_ACT = re.compile(
    r"\b(?:keeps?|checks?|checked|reads?|cleans?|cleaned|inspects?|inspected|visits?|empt(?:y|ies)|emptied"
    r"|collects?|collected|tests?|tested|reserves?|serves?|sweeps?|waters?"
    r"|services?|changes?|changed|delivers?|delivered|sends?|updates?|updated|patrols?|calls?|rings?|lends?"
    r"|refills?|stocks?|washes|wash|washed|mows?|gives?|offers?|provides?)\b",
    re.IGNORECASE,
)
_COUNT_NOUN = re.compile(
    r"\b(?:keeps?|reserves?|holds?|has|have|stocks?)\b (?:at least |always )?(?:\d+|two|three|four|five|six|seven"
    r"|eight|nine|ten|twelve|fifteen|twenty|thirty|fifty) [a-z]+",
    re.IGNORECASE,
)
_COUNT_BOUND = re.compile(
    r"\b(?:at least|no fewer than|not fewer than|no more than|at most|never more than|not more than|a minimum of"
    r"|a maximum of|within|in under|after) (?:\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten"
    r"|twelve|fifteen|twenty|thirty|fifty)\s?(?:%|(?!seconds?|minutes?|hours?|days?|weeks?|months?|years?|working"
    r"|calendar|business|further|more|euros?|pounds?|other|different)[a-z]+)",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b\d+(?:[.,]\d+)?\s?(?:%|per ?cent|degrees|°C|decibels|dB|bar|litres|mbit|megabits|mbps|lux|points)",
    re.IGNORECASE,
)
_LEVEL_ACT = re.compile(
    r"\b(?:available|availability|uptime|up|running|temperature|warm|pressure|speed|keeps?|stays?|works?|runs?"
    r"|of the time|on time|reach(?:es)?|holds?|at least|no less|below|above|never)\b",
    re.IGNORECASE,
)
_NAMED_DAY = re.compile(
    r"\b(?:on|by the end of) the (?:same |very )?day (?:of (?:your|the|its|their) \w+|(?:you|it|they|we) (?:call"
    r"|ring|report|ask|order|tell|write|arrives?|reach(?:es)?|comes?|hear|learn|receive|get)\w*)\b"
    r"|\bon the same (?:\w+ )?day\b|\bthe same (?:working )?day\b|\bsame-day\b|\bby the next (?:working )?day\b"
    r"|\bon the (?:next|following) (?:working )?day\b",
    re.IGNORECASE,
)
_CLOCK_PROMISE = re.compile(
    r"\b(?:at|by|before|no later than) \d{1,2}(?:[:.]\d\d)?\s?(?:am|pm|o'clock)?\b", re.IGNORECASE
)


_BY_THE_CLOCK = re.compile(r"\b(?:by|before|no later than|not later than)\s$", re.IGNORECASE)


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
    suggestion = "Say what the customer gets when the limit is missed: money, credit, replacement, an apology by a stated time, or the way to an outside body."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            if (
                not reading.promises
                or reading.has("law-labelled")
                or code.is_remedy(reading)
                or self._no_promise_yet(reading)
            ):
                continue
            found = self._limit(reading)
            if (
                found is not None
                and not reading.money_for_claims
                and code.remedy_for(reading) is None
                and not self._given_in_row(code, reading)
            ):
                yield self.finding(code, reading.clause, *found)

    @staticmethod
    def _no_promise_yet(reading: Reading) -> bool:
        return (bool(reading.efforts) and not reading.has("firm-backstop")) or reading.target

    @staticmethod
    def _given_in_row(code: CodeReading, reading: Reading) -> bool:
        if reading.clause.kind is not UnitKind.ROW:
            return False
        titles = " ".join(reading.clause.lead_in)
        paid = bool(reading.money) and not re.search(
            r"\b(?:price|cost|fee|fare|charge|rate)s?\b", titles, re.IGNORECASE
        )
        return paid or any(reading.has(name) for name in ("payment", "making-good", "apology", "escalation"))

    def _limit(self, reading: Reading) -> tuple[int, int] | None:
        for limit in reading.limits:
            if (
                reading.role_at(limit.start) not in {Role.CONDITION, Role.RELATIVE, Role.ASIDE}
                or limit.timing is Timing.NOTICE
            ):
                return limit.start, limit.end
        if reading.averages or reading.vague_times or reading.clause.kind is UnitKind.ROW:
            return None
        words = reading.words
        for pattern in (_NAMED_DAY, _COUNT_BOUND, _COUNT_NOUN):
            found = pattern.search(words)
            if (
                found
                and reading.role_at(found.start()) is Role.MAIN
                and (
                    pattern is not _COUNT_NOUN
                    or found[0].lower().startswith(("keep", "reserve", "hold", "run", "stock"))
                )
            ):
                return found.span()
        found = _LEVEL.search(words)
        if found and _LEVEL_ACT.search(words) and not reading.money and reading.role_at(found.start()) is Role.MAIN:
            return found.span()
        for time in reading.facts.times:
            bound = _BY_THE_CLOCK.search(words[: time.span.start])
            if bound and reading.role_at(bound.start()) is Role.MAIN:
                return bound.start(), time.span.end
        act = _SERVICE_ACT.search(words)
        often = _FREQUENCY.search(words)
        if act and often and reading.role_at(act.start()) is Role.MAIN and reading.role_at(often.start()) is Role.MAIN:
            return min(act.start(), often.start()), max(act.end(), often.end())
        if (
            act
            and len(reading.facts.times) > 0
            and _CLOCK_PROMISE.search(words)
            and reading.role_at(act.start()) is Role.MAIN
        ):
            return act.span()
        return None


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
            found = self._payment(code, reading)
            if found is None or self._clear(code, reading, found[0]):
                continue
            yield self.finding(code, reading.clause, *found)

    def _payment(self, code: CodeReading, reading: Reading) -> tuple[int, int] | None:
        if reading.excludes or reading.past or reading.defines or reading.runs_the_code:
            return None
        if reading.customer_acts and not (code.is_remedy(reading) and reading.money):
            return None
        bare = re.search(
            r"\b(?:we|i) (?:will )?(?:pay|credit|compensate|owe)s? (?:you )?[€£$]?(?:\d|half|a |an |one|two|ten"
            r"|twenty)",
            reading.words,
            re.IGNORECASE,
        )
        if not code.is_remedy(reading) and not (bare and reading.money):
            return None
        if reading.has("making-good") and not reading.money:
            return None
        matches = [
            match
            for match in reading.find("payment")
            if reading.role_at(match.start) in {Role.MAIN, Role.RELATIVE}
            and match.text.lower() not in {"less", "payment", "delay"}
        ]
        if _CUSTOMER_PAYS.search(reading.words) or _PAYS_NOT.search(reading.words):
            return None
        if not matches:
            matches = [
                Match(sum_.span.start, sum_.span.end, sum_.span.of(reading.words))
                for sum_ in reading.money
                if reading.role_at(sum_.span.start) in {Role.MAIN, Role.RELATIVE}
            ]
        undecided = reading.find("undefined-adjective")
        if not matches:
            return None
        if reading.clause.kind is UnitKind.ROW:
            cell = code.remedy_cell(reading)
            return cell if cell and any(match.within(*cell) for match in matches) else None
        if {match.text.lower() for match in matches} <= {"free"} and reading.has("escalation"):
            return None
        matches = [match for match in matches if not _optional(reading, match.start)]
        if not matches:
            return None
        money = [q.span for q in reading.money] or [q.span for q in reading.facts.percentages]
        first = matches[0]
        end = max(
            [first.end, *(span.end for span in money[:1]), *(m.end for m in undecided[:1] if m.start >= first.start)]
        )
        return min(first.start, *(span.start for span in money[:1]), end - 1) if money else first.start, end

    @staticmethod
    def _clear(code: CodeReading, reading: Reading, start: int) -> bool:
        """Whether it is plain when the payment that starts here comes.

        Who pays without being asked is taken at the word: a stated time needs no "automatically" beside it, but
        "claim it" without a time, or a bare sum, leaves the customer guessing.
        """
        row = reading.clause.kind is UnitKind.ROW
        begins = start if row else 0
        if any(_settles(reading, name, begins) for name in ("on-the-spot", "payment-when")):
            return True
        if not row and _handed_over(reading):
            return True
        if any(limit.timing is Timing.LIMIT and limit.start > start for limit in reading.times):
            return True
        return any(_settles_elsewhere(one) for one in _context(code, reading))


def _context(code: CodeReading, reading: Reading) -> Iterator[Reading]:
    """The sentences after a remedy that go on about it, and those on all remedies at once."""
    for other in code.following(reading)[:2]:
        if other.clause.block == reading.clause.block and _continues(other):
            yield other
    yield from code.once("mechanics of all payments", lambda: tuple(r for r in code.readings if _for_every_payment(r)))


def _settles_elsewhere(reading: Reading) -> bool:
    """Whether another sentence says when the payment comes."""
    timed = any(limit.timing is Timing.LIMIT for limit in reading.times)
    return timed or _handed_over(reading) or any(_settles(reading, name) for name in ("on-the-spot", "payment-when"))


_HANDS = re.compile(
    r"\b(?:the|our|your|a|an|his|her|she|he|they|each|any|your \w+'s) ?(?P<who>(?:\w+ ){0,2})(?:hands?|pays?"
    r"|gives?|refunds?|returns?|takes?|serves?|brings?|prints?|lends?|stamps?|waives?|deducts?|offers?|replaces?"
    r"|knocks?|cuts?|pours?|adds?|puts?|books?|drops?|reduces?|credits?) ",
    re.IGNORECASE,
)
_INSTITUTION = re.compile(
    r"\b(?:company|bank|insurer|council|landlord|club|school|organisation|organization|operator|airline|firm"
    r"|association|society|museum|university|agency|authority|fund|provider|supplier|railway|office|which|we)\b",
    re.IGNORECASE,
)


def _handed_over(reading: Reading) -> bool:
    """Whether a person at hand gives it, so that how and when are plain: "the driver pays your taxi"."""
    for found in _HANDS.finditer(reading.words):
        if (
            reading.role_at(found.end() - 2) is Role.MAIN
            and found["who"].strip()
            and not _INSTITUTION.search(found["who"])
        ):
            return True
    return False


def _settles(reading: Reading, name: str, begins: int = 0) -> bool:
    """Whether a phrase about when or how the payment comes stands outside the conditions, from a place on."""
    return any(
        match.start >= begins
        and (
            reading.role_at(match.start) in {Role.MAIN, Role.TIME, Role.ASIDE, Role.REASON}
            or _after_sum(reading, match)
        )
        for match in reading.find(name)
    )


def _after_sum(reading: Reading, match: Match) -> bool:
    """Whether it follows the payment: "5 euros, which we pay in the same transfer"."""
    return (
        reading.role_at(match.start) is Role.RELATIVE
        and any(
            paid < match.start and reading.role_at(paid) is not Role.CONDITION
            for paid in (*(one.start for one in reading.find("payment")), *(one.span.start for one in reading.money))
        )
        and reading.role_at(0) is not Role.RELATIVE
        and not re.match(r"\W*for\b", reading.words, re.IGNORECASE)
    )


_CUSTOMER_PAYS = re.compile(
    r"\b(?:charges? (?:you )?(?:€|£|\$|\d)|(?:households?|customers?|members?|tenants?|passengers?|guests?"
    r"|students?|children|adults|visitors|users|owners|pensioners) (?:\w+ ){0,12}?pays? |a paid \w+|charged"
    r"|penalty|fine of|you (?:must |will |still )?(?:pay|owe) (?:us )?(?:an?|€|£|\d))\b",
    re.IGNORECASE,
)
_PAYS_NOT = re.compile(
    r"\b(?:do not|don't|does not|will not|never|cannot) (?:pay|refund|repay|reimburse|credit|compensate)\b"
    r"|\b(?:never|not) exceeds?\b|\b(?:capped at|limited to|sole remedy|only remedy)\b|\bthe most we pay\b"
    r"|\bat most\b.*\b(?:a|per) year\b",
    re.IGNORECASE,
)


def _optional(reading: Reading, place: int) -> bool:
    """Whether "may" or "can" stands before the payment in its part."""
    part = reading.part_at(place)
    return bool(re.search(r"\b(?:may|might|could)\b", reading.words[part.start : place]))


def _continues(reading: Reading) -> bool:
    """Whether a sentence goes on about the payment before it."""
    return bool(
        re.search(
            r"\b(?:claim|claims|credit|money|payment|it|refund|voucher|sum|amount|discount|automatic\w*|unasked"
            r"|reduction|compensation)\b",
            reading.words,
            re.IGNORECASE,
        )
        and (
            reading.has("automatic")
            or reading.has("claimed")
            or reading.has("payment-when")
            or reading.has("on-the-spot")
        )
    )


def _for_every_payment(reading: Reading) -> bool:
    """Whether a sentence settles the mechanics of all remedies at once."""
    return (
        bool(
            re.search(
                r"\b(?:all|every|each|any|these|such|the) (?:\w+ )?(?:payments?|credits?|remed(?:y|ies)|amends"
                r"|reductions?|refunds?|compensation|vouchers?|sums?)\b",
                reading.words,
                re.IGNORECASE,
            )
        )
        and (reading.has("automatic") or reading.has("claimed"))
    ) or bool(
        any(
            re.search(r"\bclaim|\bremed|\bcompensation|\bmoney back", title, re.IGNORECASE)
            for title in reading.clause.heading[-1:]
        )
        and (reading.has("claimed") or reading.has("automatic"))
        and not reading.money
    )


_REFERS = re.compile(
    r"\b(?:promises?|standards?|limits?|guarantees?|commitments?|offers?|rules?) (?:\d|in section|under|above)",
    re.IGNORECASE,
)
_DENIES = re.compile(
    r"\b(?:(?:do|does|is|are) not|doesn't|don't|isn't|aren't) (?:carried|accepted|taken|allowed|delivered"
    r"|refunded|served|free|replaced|repaired|paid back|apply|valid|cover|include|extend|hold|available|covered"
    r"|included|count|counted|made|offered|given|paid|run)\b|\b(?:exclude|excludes|excluded|excluding|excepted"
    r"|suspended|not valid|exempt|void)\b"
    r"|\bfall(?:s)? outside\b|\bno (?:credit|refund|compensation|payment|remedy|voucher)\b",
    re.IGNORECASE,
)


class ExceptionDistant(Rule):
    """The exception stands far from the promise that it cuts.

    Why: Who reads the promise alone is misled about what it covers.
    Bad: Breakfast is free for children. Terms apply.
    Good: Breakfast is free for children, except on public holidays.
    """

    name = "exception-distant"
    severity = Severity.WARNING
    principle = Principle.INFORMATION_INTEGRITY
    property = "P07"
    suggestion = "Put the exception as a closed list beside the promise it limits."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            mark = _FOOTNOTE_MARK.search(reading.words)
            if mark is not None:
                yield self.finding(code, reading.clause, *mark.span("mark"))
                continue
            pointer = next(iter(reading.find("distant-pointer", unless="distant-innocent")), None)
            if pointer is not None and not self._listed_here(code, reading) and self._points_away(reading):
                yield self.finding(code, reading.clause, pointer.start, _words_end(reading.words, pointer.end))
            elif self._far_from_promise(code, reading):
                yield self.finding(code, reading.clause, 0, _words_end(reading.words, len(reading.words)))

    @staticmethod
    def _listed_here(code: CodeReading, reading: Reading) -> bool:
        after = code.following(reading)[:1]
        return (reading.words.endswith(":") and bool(after)) or bool(
            re.search(
                r"\b(?:apply|exclusions|exceptions|conditions|restrictions)\b[^:]{0,25}:\s\w",
                reading.words,
                re.IGNORECASE,
            )
        )

    @staticmethod
    def _points_away(reading: Reading) -> bool:
        if re.search(r"\b(?:there are|has|have) no\b|\bwithout\b", reading.words, re.IGNORECASE):
            return False
        return not re.search(r"\b(?:rights?|law)\b.*\b(?:terms|conditions)\b.*\bnot\b", reading.words, re.IGNORECASE)

    @staticmethod
    def _far_from_promise(code: CodeReading, reading: Reading) -> bool:
        if not _DENIES.search(reading.words) or (reading.defines and not _DENIES.search(reading.words)):
            return False
        if numbers_named(reading.words) and _REFERS.search(reading.words):
            named = numbers_named(reading.words)
            return (
                not any(
                    other.clause.number in named and other.clause.block == reading.clause.block
                    for other in code.readings
                )
                or reading.clause.number not in named
            )
        if (
            len(code.readings) > _SHORT_TEXT
            and _ONLY_NEAR.search(reading.words)
            and not _EXCLUDES.search(reading.words)
        ):
            return False
        shared = reading.stems
        index = code.once("promises by stem", lambda: _promises_by_stem(code))
        common = Counter(place for word in shared for place in index.get(word, ())[:_MOST_PROMISES])
        for place, times in common.items():
            other = code.readings[place]
            gap = reading.clause.ordinal - place
            if gap < _FAR or times < _SHARED:
                continue
            same_section = (
                other.clause.heading == reading.clause.heading and other.clause.passage != reading.clause.passage
            )
            if not (same_section and gap <= _FAR) and not _between(code, other, reading, shared):
                return True
        return False


def _promises_by_stem(code: CodeReading) -> dict[str, list[int]]:
    """The ordinals of the promises that hold each stem."""
    index: dict[str, list[int]] = {}
    for reading in code.readings:
        if (reading.promises or _grants(reading)) and not _DENIES.search(reading.words):
            for word in reading.stems:
                index.setdefault(word, []).append(reading.clause.ordinal)
    return index


_MOST_PROMISES = 60  #: looked at for one word: a word of so many promises ties an exception to none of them
_SHORT_TEXT = 6  #: clauses; in a longer text only plain exclusions are matched with promises far away
_ONLY_NEAR = re.compile(
    r"\bnot (?:carried|accepted|taken|allowed|delivered|refunded|served|free|replaced|repaired|paid|offered|given"
    r"|made|available|run)\b",
    re.IGNORECASE,
)
_EXCLUDES = re.compile(
    r"\b(?:not apply|not valid|not cover|not hold|exclude|excludes|excluded|excepted|suspended|void|not count)\b",
    re.IGNORECASE,
)
_FOOTNOTE_MARK = re.compile(r"[a-z.!)](?P<mark>\*{1,3}|[†‡¹²³])(?=\s|$|[.,;])")
_FAR = 3  #: sentences from the promise to its exception
_SHARED = 2  #: content words that tie an exception to its promise


def _grants(reading: Reading) -> bool:
    return re.search(r"\bfree\b|\bguarantee", reading.words, re.IGNORECASE) is not None


def _between(code: CodeReading, promise: Reading, exception: Reading, shared: frozenset[str]) -> bool:
    """Whether the sentences just before the exception are about its subject too, so that it stands in its place."""
    near = code.preceding(exception)[:2]
    return any(len(one.stems & shared) >= 1 for one in near if one is not promise)


def _words_end(words: str, place: int) -> int:
    end = place
    while end > 1 and not (words[end - 1].isalnum() or words[end - 1] in ")%"):
        end -= 1
    return end
