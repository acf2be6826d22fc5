"""A code read as a whole: definitions, remedies, contact and publication that count wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from typing import TypeVar, cast

from assistant.caseless import caseless
from assistant.codes import Clause, Code
from assistant.rules.amends import gives_unasked, makes_amends
from assistant.rules.consequences import acts_on_failure, follows_on_failure
from assistant.rules.failures import DISAGREES, GENERIC_FAILURE, SILENCE, follows_failure, says_failure
from assistant.rules.first_person import spoken
from assistant.rules.numeric import numeric_limit
from assistant.rules.parts import Role
from assistant.rules.phrases import Match, Words
from assistant.rules.reading import Reading
from assistant.rules.stems import content_stems
from knowledge.documents import UnitKind

_NEAR = 5  #: sentences in which what an answer lacks is told
_SINGLE_CLAUSES = 3  #: a text of so few clauses has no contact section
_T = TypeVar("_T")
_EVERY_PROMISE = caseless(
    r"\b(?:any|each|every|all|a|one|these|those|our) (?:of (?:these|our|the) )?(?:other )?(?:time )?(?:limits?"
    r"|promises?|standards?|commitments?|targets?|deadlines?|pledges?|lines?|points?)\b"
    r"|\b(?:break|miss|breaks|misses|fail|fails|keep|meet) (?:any|one|a|our|these|what|anything|it"
    r"|to)\b.*\b(?:code|page|charter|sheet|document|promise|limit|leaflet)\b"
)


_YOURS = caseless(r"\W*(?:if|when|whenever|should|where|once) you\b")
_THE_THING = caseless(r"\W*(?:if|when|whenever|should|where|once) (?:the|an?|any|one of the)\b")
_GETS_BACK = caseless(r"\byou (?:get|have|receive)\b[^.;]{0,30}\b(?:back|refund(?:ed)?)\b|\bwe (?:pay|refund|return)\b")
_CALLED_OFF = frozenset(
    {"cancelled", "canceled", "postponed", "moved", "called off", "abandoned", "shortened", "interrupted"}
)
_OURS_CANCELS = caseless(
    r"^(?:\w+ )?(?:the|a|an|your) (?!\w*(?:customer|member|guest|tenant|buyer))(?:\w+ ){1,2}cancels\b"
)


def _our_thing_failed(reading: Reading) -> bool:
    """Whether something of ours broke or got lost: "when we lose your laundry", "a lamp of ours that breaks"."""
    return any(_is_ours(reading, match) for match in reading.find("failure-of-things"))


def _is_ours(reading: Reading, failure: Match) -> bool:
    """Whether what broke or got lost is the organisation's, or was in its hands."""
    part = reading.part_at(failure.start)
    words = reading.part_words(part)
    if _YOURS.match(words):
        return False
    if part.role is Role.MAIN:
        ours = _WE_BROKE.search(words) is not None
    else:
        ours = _OURS_CANCELS.search(words) is not None or _OF_OURS.search(words) is not None
    if part.role in {Role.CONDITION, Role.TIME} and not ours:
        ours = failure.text.lower() in _CALLED_OFF or (
            _THE_THING.match(words) is not None and _GETS_BACK.search(reading.words) is not None
        )
    return ours or bool(reading.limits) or _GUARANTEED.search(reading.words) is not None


_OF_OURS = caseless(r"\b(?:we|us|our|i|my)\b")
_WE_BROKE = caseless(r"\b(?:we|our|by us) \w*(?:los|damag|break|spoil|cancel)|\bin our\b")
#: a guarantee: the thing was bought from us
_GUARANTEED = re.compile(r"\bwithin \d+ (?:months?|years?)|\b(?:two|three|five) years\b")


_CUSTOMER_CHANGES = caseless(
    r"\b(?:if|when|where|unless|should) you (?:yourself )?(?:cancel|try|enter|type"
    r"|change|return|leave|lose|damage|miss|break"
    r"|forget|withdraw|do not come|don't come|come late|are late|arrive late|pay late|send (?:it|them) back|give"
    r"|end|move)\b|^(?:late|lost) (?:returns?|tickets?|keys?|cards?|books?)\b"
)
_OUR_FAILURE = caseless(r"\b(?:if|when|whenever|should) (?:we|i|our \w+)\b")
_HANDS_OVER = caseless(
    r"\b(?:off|cuts?|less|back|knock|knocks|leaves?|pays?|paid|receives?|gets?|gives?|claim|owes?|yours|added"
    r"|adds?|come|comes|earns?|hands?|sends?|rights?|entitled|due)\b|:\s(?=[€£$]?\d)"
)
_NUMBERS = caseless(
    r"\b(?:promises?|standards?|points?|items?|lines?|limits?|rows?|sections?|no\.?|numbers?|rules?"
    r"|commitments?) (?P<list>\d+(?:\.\d+)?(?:(?:,| and| or| to|-|–|, and) ?\d+)*)"
)
_CONTACT_DATUM = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|\+?\d[\d \-/]{5,}\d|www\.\S+|https?://\S+")
_CONTACT_CUE = caseless(
    r"\b(?:contact|contacts|reach|get in touch|questions?|enquir|inquir|hours|help|talk to|complain|hello|hotline"
    r"|helpline|phone|call|ring|write|email|address)"
)
_ONE_PURPOSE = caseless(
    r"\b(?:complaints?|complain|claims?|emergenc(?:y|ies)|medical|leaks?|outages?|stolen|privacy|personal data|press"
    r"|ombudsman|ombudsperson|arbiter|arbitration|regulator|disputes?|appeals?|invoices?|billing|refunds?"
    r"|cancellations?)\b"
)
_ANY_PURPOSE = caseless(
    r"\b(?:contacts?|reach us|get in touch|questions?|enquir\w+|inquir\w+|anything|any time|whatever"
    r"|help ?(?:desk|line)?"
    r"|customer (?:service|care|support)|hello|hours|switchboard|write to us|call us|ring us|email us|phone us)\b"
)
_PUBLICATION = caseless(
    r"\b(?:you (?:can |may )?(?:read|see|find|look up)"
    r"|publish|publishes|published|post|posts|posted|pin|pins|print|prints|printed|display|displays|shows?|hang"
    r"|hangs|put|report|reports|go|goes)\b"
)
_RESULTS = caseless(
    r"\b(?:results?|figures|numbers|shares?|scores?|how (?:many|often)|percentages?|rates?|performance"
    r"|counts?|statistics|standards? \d)\b"
)


class CodeReading:
    """A code and the readings of its clauses."""

    def __init__(self, code: Code, lists: Words) -> None:
        self.code = code
        self.lists = lists
        self.text = code.text
        self._kept: dict[str, object] = {}
        self.readings: tuple[Reading, ...] = tuple(Reading(clause, lists) for clause in spoken(code, lists))

    def passage_of(self, reading: Reading) -> Sequence[Reading]:
        """The readings of the same paragraph, list or table."""
        return self._passages[reading.clause.passage]

    def following(self, reading: Reading) -> Sequence[Reading]:
        """The readings after it in its passage."""
        return [other for other in self.passage_of(reading) if other.clause.ordinal > reading.clause.ordinal]

    def preceding(self, reading: Reading) -> Sequence[Reading]:
        """The readings before it in its passage, nearest first."""
        return [other for other in reversed(self.passage_of(reading)) if other.clause.ordinal < reading.clause.ordinal]

    @cached_property
    def _passages(self) -> dict[int, list[Reading]]:
        found: dict[int, list[Reading]] = {}
        for reading in self.readings:
            found.setdefault(reading.clause.passage, []).append(reading)
        return found

    @cached_property
    def has_contact(self) -> bool:
        """Whether a general contact stands somewhere: a number or address under a heading or cue of contact."""
        return any(
            _CONTACT_DATUM.search(reading.words)
            and (
                _CONTACT_CUE.search(reading.words)
                or any(_CONTACT_CUE.search(title) for title in reading.clause.heading)
            )
            and (len(self.readings) > _SINGLE_CLAUSES)
            and not self._for_one_purpose(reading)
            for reading in self.readings
        )

    @staticmethod
    def _for_one_purpose(reading: Reading) -> bool:
        """Whether a contact serves one purpose only, such as complaints or emergencies."""
        titles = " ".join(reading.clause.heading[-1:])
        return bool(_ONE_PURPOSE.search(reading.words) and not _ANY_PURPOSE.search(f"{titles} {reading.words}"))

    @cached_property
    def publishes_results(self) -> bool:
        """Whether results are published somewhere."""
        return any(_PUBLICATION.search(r.words) and _RESULTS.search(r.words) for r in self.readings)

    @cached_property
    def definitions(self) -> tuple[Reading, ...]:
        """The clauses that define a term."""
        return tuple(reading for reading in self.readings if reading.defines)

    def is_remedy(self, reading: Reading) -> bool:
        """Whether a clause says what the customer gets when a promise is missed."""
        return reading.clause.ordinal in self._remedies

    @cached_property
    def _remedies(self) -> frozenset[int]:
        found: set[int] = set()
        for reading in self.readings:
            if self._gives(reading) and self._on_failure(reading, found):
                found.add(reading.clause.ordinal)
        return frozenset(found)

    def _gives(self, reading: Reading) -> bool:
        if (
            reading.has("making-good")
            and not reading.has("payment")
            and not reading.money
            and reading.limits
            and not _OUR_FAILURE.search(reading.words)
        ):
            return False  # "lost cards are replaced within 5 days" is a promise with a limit of its own
        return (
            reading.has("payment")
            or (
                bool(reading.money)
                and (_HANDS_OVER.search(reading.words) or _YOU_GET.search(reading.words)) is not None
            )
            or _sum_after_condition(reading)
            or reading.has("making-good")
            or reading.has("apology")
            or self._share_in_cell(reading)
            or (reading.has("escalation") and not reading.defines)
        )

    def _share_in_cell(self, reading: Reading) -> bool:
        """Whether a row's cell under a heading about remedies names a share: "10% of the monthly fee"."""
        cell = self.remedy_cell(reading) if reading.clause.kind is UnitKind.ROW else None
        return cell is not None and any(cell[0] <= share.span.start < cell[1] for share in reading.facts.percentages)

    def _on_failure(self, reading: Reading, remedies: set[int]) -> bool:
        if _CUSTOMER_CHANGES.search(reading.words):
            return False
        if reading.has("escalation") and caseless(
            r"\b(?:after that|straight|directly|at once|wait(?:s|ed)? longer)\b"
        ).search(reading.words):
            return True
        if (
            reading.find("failure", unless="failure-innocent")
            or GENERIC_FAILURE.search(reading.words)
            or _our_thing_failed(reading)
            or _OVERSTEPS.search(_case(reading))
        ):
            return True
        if reading.clause.kind is UnitKind.ROW and self.remedy_cell(reading) is not None:
            return True
        before = self.preceding(reading)[:1]
        return bool(before) and (
            (before[0].clause.ordinal in remedies and before[0].clause.block == reading.clause.block)
            or (before[0].words.endswith("?") and (says_failure(before[0]) or _fails(before[0].words)))
        )

    def remedy_cell(self, reading: Reading) -> tuple[int, int] | None:
        """The cell of a row that stands under a heading about remedies, if it says anything."""
        clause = reading.clause
        for place, (start, end) in enumerate(clause.cells):
            title = clause.lead_in[place] if len(clause.lead_in) == len(clause.cells) else ""
            if start < end and _REMEDY_TITLE.search(title) and re.search(r"\w", clause.words[start:end]):
                return start, end
        return None

    def remedy_for(self, promise: Reading) -> Reading | None:
        """The remedy that answers a missed limit of this promise, if there is one."""
        if self.is_remedy(promise) or self._or_else(promise):
            return promise
        shared = set(promise.stems)
        for other in self.following(promise):
            if other.clause.block == promise.clause.block and (
                acts_on_failure(other, self._failure_before(other)) or self.makes_amends(other)
            ):
                return other
            if self.is_remedy(other):
                if self._answers(other, promise, shared):
                    return other
            elif not other.times and shared & other.stems:
                shared |= other.stems
        return self._way_on_silence(promise) or self._tabled_remedy(promise) or self._general_remedy(promise)

    def makes_amends(self, reading: Reading) -> bool:
        """Whether a sentence behind a promise tells of amends, read with the question or the case before it."""
        if _CUSTOMER_CHANGES.search(reading.words):
            return False
        return makes_amends(reading.words, self._case_before(reading))

    def _case_before(self, reading: Reading) -> str:
        """The question just before a sentence, or the case in which it is claimed: "If you find a gap, text us"."""
        before = self.preceding(reading)[:1]
        asks = before and (before[0].words.endswith("?") or (before[0].customer_told and _case(before[0])))
        return before[0].words if asks else ""

    def _failure_before(self, reading: Reading) -> str:
        """The question about a failure just before a sentence, or nothing."""
        before = self._case_before(reading)
        return before if before.endswith("?") and _fails(before) else ""

    def pays_amends(self, reading: Reading) -> bool:
        """Whether a limit in this clause is that of paying a remedy: for a failure it names, or of the limit before."""
        if not self.makes_amends(reading):
            return False
        before = [one for one in self.preceding(reading) if one.clause.block == reading.clause.block]
        if before and gives_unasked(reading.words):
            return True
        return follows_failure(_condition(reading)) or any(
            one.words.endswith("?") or self.is_remedy(one) or (one.promises and numeric_limit(one) is not None)
            for one in before[:2]
        )

    def _answers(self, remedy: Reading, promise: Reading, shared: AbstractSet[str]) -> bool:
        """Whether a remedy further on in the passage is for this promise, which is about the stems `shared`."""
        same_block = remedy.clause.block == promise.clause.block
        opens_block = all(earlier.clause.block != remedy.clause.block for earlier in self.preceding(remedy)[:1])
        if not same_block and not opens_block:
            return False
        if GENERIC_FAILURE.search(remedy.words) and (
            same_block or _EVERY_PROMISE.search(remedy.words) or _LATE_ONES.search(remedy.words)
        ):
            return True
        if not same_block:
            return False
        plain = not any(part.role is Role.CONDITION for part in remedy.parts)
        asked = self.preceding(remedy)[:1]
        return bool(
            (plain and remedy.has("failure") and (not _condition(remedy) or shared & remedy.stems))
            or (asked and asked[0].words.endswith("?") and says_failure(asked[0]))
            or shared & content_stems(_condition(remedy))
        )

    def _nearby(self, promise: Reading) -> Iterator[Reading]:
        """The sentences a little further on under the same heading."""
        first = promise.clause.ordinal + 1
        return (one for one in self.readings[first : first + _NEAR] if one.clause.heading == promise.clause.heading)

    def _way_on_silence(self, promise: Reading) -> Reading | None:
        """The way to an outside body that is open to who had no answer to this promise."""
        open_ways = (one for one in self._nearby(promise) if one.has("escalation") and SILENCE.search(one.words))
        return next((one for one in open_ways if promise.stems & one.stems), None)

    def _tabled_remedy(self, promise: Reading) -> Reading | None:
        """The row of a table that says what is given at which level of what is promised."""
        rows = (one for one in self._nearby(promise) if self.remedy_cell(one) is not None and self.is_remedy(one))
        return next((row for row in rows if promise.stems & content_stems(" ".join(row.clause.lead_in))), None)

    def _or_else(self, promise: Reading) -> bool:
        """Whether something is given after the limit, in another part of the same sentence."""
        ends = [limit.end for limit in promise.limits]
        other = None if ends else numeric_limit(promise)
        ends = [other[1]] if other else ends
        if not ends:
            return False
        part = promise.part_at(min(ends) - 1)
        given = [
            *promise.find("payment"),
            *promise.find("making-good"),
            *promise.find("apology"),
            *promise.find("escalation"),
            *(Match(one.span.start, one.span.end, "") for one in promise.money),
        ]
        rest = min(ends)
        if follows_on_failure(promise, rest):
            return True
        behind = _BEHIND.search(promise.words, rest)
        if behind is not None and makes_amends(promise.words[behind.end() :]):
            return True
        return not promise.money_for_claims and any(
            match.start >= part.end
            or (match.start > rest and _OR.search(promise.words[rest : match.start]) is not None)
            for match in given
        )

    def _general_remedy(self, promise: Reading) -> Reading | None:
        number = promise.clause.number
        for other, named in self._general_remedies:
            if other is promise or (named and number not in named):
                continue
            if _THIS_SECTION.search(other.words) and other.clause.heading != promise.clause.heading:
                continue
            return other
        return None

    @cached_property
    def _general_remedies(self) -> tuple[tuple[Reading, frozenset[str]], ...]:
        """The remedies that answer every promise, or promises by their numbers."""
        found = []
        for other in self.readings:
            if not self.is_remedy(other):
                continue
            named = numbers_named(other.words)
            if named or (_EVERY_PROMISE.search(other.words) and GENERIC_FAILURE.search(other.words)):
                found.append((other, named))
        return tuple(found)

    def once(self, name: str, work: Callable[[], _T]) -> _T:
        """What `work` gives, worked out once for this code and kept under `name`."""
        if name not in self._kept:
            self._kept[name] = work()
        return cast("_T", self._kept[name])


_OR = caseless(r"\bor\b")
_BEHIND = caseless(r"[;:–—]|, (?=(?:or|and|if|who|with|but|else|otherwise)\b)")
_THIS_SECTION = caseless(r"\b(?:in|of|under) this (?:section|chapter|part|heading|list|table)\b")
_REMEDY_TITLE = caseless(
    r"\b(?:remed\w*|compensat\w*|credits?|refunds?|you get|you receive|we pay|if (?:we|it|not|they|missed|late)"
    r"|otherwise"
    r"|when (?:we|missed|late)|miss\w*|late|amends|redress|or else|in case|fail\w*|what happens|consequence)\b"
)
_YOU_GET = caseless(r"\b(?:then )?you (?:get|receive|have)\b|\b(?:is|are) (?:yours|paid|due)\b")
_LATE_ONES = caseless(r"\b(?:either|both|any|one) (?:of (?:these|them|the \w+) )?(?:is|are|step|stage|limit)\b")


def _fails(question: str) -> bool:
    """Whether a question asks about a failure: "Still on the road?", not "Not happy with the answer?"."""
    return follows_failure(question[:-1]) and not DISAGREES.search(question)


def _sum_after_condition(reading: Reading) -> bool:
    """Whether a sum stands in a main clause behind a condition about us: "if we lose it, 50 euros make it good"."""
    return _OUR_FAILURE.search(_condition(reading)) is not None and any(
        reading.role_at(one.span.start) is Role.MAIN for one in reading.money
    )


def _case(reading: Reading) -> str:
    """The words of the cases in which a clause says that something is done."""
    cases = (reading.part_words(part) for part in reading.parts if part.role is Role.CONDITION)
    return " ".join(words for words in cases if _IF.match(words))


_IF = caseless(r"(?:if|when|whenever|where|should)\b")
_OVERSTEPS = caseless(
    r"\b(?:your|our) \w+ (?:\w+ ){0,3}(?:after|past|beyond) the (?:hour|time|day|date|limit|moment|slot)\b"
)  #: "if your flowers come after the hour you chose"


def _condition(reading: Reading) -> str:
    """The words of a clause's conditions and times."""
    return " ".join(reading.part_words(part) for part in reading.parts if part.role in {Role.CONDITION, Role.TIME})


def numbers_named(words: str) -> frozenset[str]:
    """The numbers of the promises that a clause names: "promises 1, 4 to 6" gives 1, 4, 5 and 6."""
    found: set[str] = set()
    for match in _NUMBERS.finditer(words):
        numbers = re.findall(r"\d+(?:\.\d+)?|to|-|–", match["list"])
        for place, number in enumerate(numbers):
            if number in {"to", "-", "–"}:
                low, high = int(float(numbers[place - 1])), int(float(numbers[place + 1]))
                found.update(str(value) for value in range(low, min(high, low + 200) + 1))
            else:
                found.add(number)
    return frozenset(found)


def clause_key(clause: Clause) -> str:
    """What identifies a clause between two states of a text: its words, case and marks aside."""
    return " ".join(re.findall(r"\w+", clause.words.lower()))
