"""What a remedy gives, and whether it is plain how and when it comes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.parts import Role
from assistant.rules.phrases import Match
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading
from assistant.rules.settling import goes_on
from assistant.rules.timing import Timing
from knowledge.documents import UnitKind


def payment_in(code: CodeReading, reading: Reading) -> tuple[int, int] | None:
    """Where a clause names what it pays or gives when a promise is missed; None where it names nothing."""
    if not _is_about_paying(code, reading):
        return None
    matches = _paid(reading)
    if reading.clause.kind is UnitKind.ROW:
        cell = code.remedy_cell(reading)
        return cell if cell and any(match.within(*cell) for match in matches) else None
    if reading.has("escalation") and all(_AT_NO_COST.match(match.text) for match in matches):
        return None  # an outside body that costs nothing
    firm = [
        match
        for match in matches
        if not _optional(reading, match.start)
        and not _bare(reading, match)
        and not _DENIED.search(reading.words[: match.start])
    ]
    return _with_sum(reading, firm[0]) if firm else None


def _is_about_paying(code: CodeReading, reading: Reading) -> bool:
    if reading.excludes or reading.past or reading.runs_the_code:
        return False
    if reading.defines and not reading.has("failure"):
        return False
    if _CUSTOMER_PAYS.search(reading.words) or _PAYS_NOT.search(reading.words):
        return False
    remedy = code.is_remedy(reading)
    if reading.customer_acts and not (remedy and (reading.money or _GETS_BACK.search(reading.words))):
        return False
    if not reading.money and (reading.has("making-good") or _tells_how_only(reading)):
        return False
    return remedy or bool(
        reading.money and _BARE_PAYMENT.search(reading.words) and not _FOR_SOMETHING.search(reading.words)
    )


_DENIED = caseless(r"\b(?:no|neither|nor|without)(?: an?)? (?:\w+ )?$")  #: "prompt payers get no discount"


def _tells_how_only(reading: Reading) -> bool:
    """Whether it says that a payment named before comes by itself, and is no second one."""
    return reading.has("automatic") and not reading.has("failure")


def _paid(reading: Reading) -> list[Match]:
    """The words of payment outside conditions, or the sums where no such word stands."""
    found = [
        match
        for match in reading.find("payment")
        if match.text.lower() not in _TOO_BARE and not _NO_GOOD.match(reading.words, match.end)
    ]
    sums = [Match(one.span.start, one.span.end, one.span.of(reading.words)) for one in reading.money]
    for matches in (found, sums):
        outside = [match for match in matches if reading.role_at(match.start) in {Role.MAIN, Role.RELATIVE}]
        if outside:
            return outside
    return []


def _with_sum(reading: Reading, payment: Match) -> tuple[int, int]:
    """The payment with the sum, share or undefined amount that belongs to it."""
    sums = [one.span for one in reading.money] or [one.span for one in reading.facts.percentages]
    vague = [match.end for match in reading.find("undefined-adjective") if match.start >= payment.start]
    end = max(payment.end, *(span.end for span in sums[:1]), *vague[:1], payment.end)
    start = min(payment.start, *(span.start for span in sums[:1]), payment.start)
    return start, end


_AT_NO_COST = caseless(r"(?:free|gratis|for nothing|at no (?:cost|charge)|costs? (?:you )?(?:no|nothing)|no|without)\b")
_GETS_BACK = caseless(
    r"\b(?:get|have|claim|receive)s? (?:your|their|the|his|her|an?)? ?"
    r"(?:money|fare|fee|price|deposit|refund|credit|voucher|compensation)\b"
)
_ORDINAL_DAY = caseless(r"\bon the (?:\d+(?:st|nd|rd|th)|fourth|fifth|sixth|seventh|eighth|tenth)\b")


_NO_GOOD = caseless(r"\s(?:\w+ )?(?:date|reason|name|number|news|time|answer|result)s?\b")  #: "gives you the new date"


def _bare(reading: Reading, match: Match) -> bool:
    """Whether it is "we pay" and nothing more: how much and when stands where this points to."""
    return match.text.lower() in {"pay", "pays"} and not re.match(r"\W*\w", reading.words[match.end :])


_TOO_BARE = frozenset({"less", "payment", "delay"})
_FOR_SOMETHING = caseless(r"\b(?:for|towards|when you|if you|to your bank|interest|deposit)\b")  #: a price, not amends
_BARE_PAYMENT = caseless(
    r"\b(?:we|i) (?:will )?(?:pay|credit|compensate|owe)s? (?:you )?[€£$]?(?:\d|half|a |an |one|two|ten|twenty)"
)


def is_settled(code: CodeReading, reading: Reading, payment: tuple[int, int]) -> bool:
    """Whether it is plain when the payment at this place comes.

    Who pays without being asked is taken at the word: a stated time needs no "automatically" beside it, but
    "claim it" without a time, or a bare sum, leaves the customer guessing.
    """
    row, start = reading.clause.kind is UnitKind.ROW, payment[0]
    begins = start if row else 0
    if any(_settles(reading, name, begins) for name in ("on-the-spot", "payment-when")):
        return True
    if not row and (_handed_over(reading) or goes_on(reading, payment)):
        return True
    if _ORDINAL_DAY.search(reading.words):
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


_HANDS = caseless(
    r"\b(?:the|our|your|a|an|his|her|she|he|they|each|any|your \w+'s)\b ?(?P<who>(?:\w+ ){0,2})(?:hands?|pays?"
    r"|gives?|refunds?|returns?|takes?|serves?|brings?|prints?|lends?|stamps?|waives?|deducts?|offers?|replaces?"
    r"|knocks?|cuts?|pours?|adds?|puts?|books?|drops?|reduces?|credits?) "
)


_INSTITUTION = caseless(
    r"\b(?:company|bank|insurer|council|landlord|club|school|organisation|organization|operator|airline|firm"
    r"|hotel|hostel|clinic|practice|surgery|pharmacy|restaurant|gym|shop|store|branch|team|department|centre"
    r"|theatre|cinema"
    r"|association|society|museum|university|agency|authority|fund|provider|supplier|railway|office|which|we)\b"
)


_NO_PERSON = frozenset({"free", "full", "single", "new", "late", "second", "next", "first", "whole"})


def _handed_over(reading: Reading) -> bool:
    """Whether a person at hand gives it, so that how and when are plain: "the driver pays your taxi"."""
    for found in _HANDS.finditer(reading.words):
        if (
            (
                reading.role_at(found.end() - 2) is Role.MAIN
                or reading.words[: found.start()].rstrip().lower().endswith(", which")
            )
            and found["who"].strip()
            and found["who"].strip() not in _NO_PERSON
            and not _INSTITUTION.search(found["who"])
        ):
            return True
    return False


_OPENING_THEN = re.compile(r"\W*[Tt]hen$")  #: "Then you get 5 euros" tells no time


def _settles(reading: Reading, name: str, begins: int = 0) -> bool:
    """Whether a phrase about when or how the payment comes stands outside the conditions, from a place on."""
    return any(
        match.start >= begins
        and not _OPENING_THEN.match(reading.words[: match.end])
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
        and not caseless(r"\W*for\b").match(reading.words)
    )


_CUSTOMER_PAYS = caseless(
    r"\b\w+s (?:who|whose)\b(?:(?!\b(?:we|our|i)\b)[^.;]){0,80}\b(?:pay|owe|lose)\b"
    r"|\b(?:charges? (?:you )?(?:€|£|\$|\d)|(?:households?|customers?|members?|tenants?|passengers?|guests?"
    r"|students?|children|adults|visitors|users|owners|pensioners) (?:\w+ ){0,12}?pays? |a paid \w+|charged"
    r"|penalty|fine of|loses? (?:their|your|the|his|her) (?:credit|deposit|money|fee|bonus)|you (?:must |will "
    r"|still )?(?:pay|owe) (?:us )?(?:an?|€|£|\d))\b"
)


_PAYS_NOT = caseless(
    r"\b(?:do not|don't|does not|will not|never|cannot) (?:pay|refund|repay|reimburse|credit|compensate)\b"
    r"|\b(?:never|not) exceeds?\b|\b(?:capped at|limited to|sole remedy|only remedy)\b|\bthe most we pay\b"
    r"|\bat most\b.*\b(?:a|per) year\b|\bcome to no more than\b|\b(?:do|does) not count\b"
)


def _optional(reading: Reading, place: int) -> bool:
    """Whether "may" or "can" stands before the payment in its part."""
    part = reading.part_at(place)
    return bool(caseless(r"(?<!you )\b(?:may|might|could)\b").search(reading.words[part.start : place]))


def _continues(reading: Reading) -> bool:
    """Whether a sentence goes on about the payment before it."""
    return bool(
        caseless(
            r"\b(?:claims?|credit(?:s|ed)?|money|payments?|paid|it|refunds?|vouchers?|sums?|amount|discount"
            r"|automatic\w*|unasked"
            r"|reduction|compensation)\b"
        ).search(reading.words)
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
        (
            bool(
                caseless(
                    r"\b(?:all|every|each|any|these|such|the) (?:\w+ )?(?:payments?|credits?|remed(?:y|ies)|amends"
                    r"|reductions?|refunds?|compensation|vouchers?|sums?)\b"
                ).search(reading.words)
            )
            and (reading.has("automatic") or reading.has("claimed"))
        )
        or (
            reading.has("payment")
            and any(limit.timing is Timing.LIMIT for limit in reading.times)
            and any(
                caseless(r"\bmiss|\bfail|\bpay|\bcompensation").search(title) for title in reading.clause.heading[-1:]
            )
            and not any(part.role is Role.CONDITION for part in reading.parts)
        )
        or bool(
            any(
                caseless(r"\bclaim|\bremed|\bcompensation|\bmoney back").search(title)
                for title in reading.clause.heading[-1:]
            )
            and (reading.has("claimed") or reading.has("automatic"))
            and not reading.money
        )
    )
