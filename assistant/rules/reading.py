"""What a clause says, read once and shared by the rules: who acts, what is promised, by when, or else what."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from assistant.caseless import caseless
from assistant.codes import Clause
from assistant.facts import (
    Facts,
    Quantity,
    QuantityKind,
    find_channels,
    find_dates,
    find_quantities,
    find_times,
    find_weekdays,
)
from assistant.rules.boasts import always_or_never, boasts
from assistant.rules.cues import (
    ASKS_CUSTOMER,
    AVERAGE_LEADS,
    CUSTOMER_MODAL,
    CUSTOMER_PASSIVE,
    CUSTOMERS_DO,
    CUSTOMERS_NOUN,
    DEFINES,
    DUE,
    DUTY,
    EXPECTS_US,
    KEEPS_DATA,
    LEADING,
    LEARNS,
    LEAVES_OPEN,
    MAY_EXPECT,
    NAMED,
    NAMES_LOOK_ALIKE,
    NEGATIVE_SUBJECT,
    OPENING,
    ORG_PRONOUN,
    PAST,
    PAYS_CLAIMS,
    PRICE,
    PUBLISHED,
    QUOTA,
    RUNNING,
    THIRD_PARTY,
    WE_ANNOUNCE,
    YOU_ALLOWED,
    YOU_BENEFIT,
)
from assistant.rules.parts import Part, Role, parts
from assistant.rules.phrases import Match, Token, Words, tokens
from assistant.rules.stems import content_stems
from assistant.rules.timing import TimeLimit, Timing, time_limits
from assistant.rules.turns import our_turn
from knowledge.documents import UnitKind

_YOU_ACT = caseless(
    r"you (?:cancel|leave|end|return|send|tell|keep|pay|buy|order|apply|use|book|ask|claim|report|bring)\b"
)
_FIGURE_NEXT = caseless(
    r"\s(?:\d|an?\s(?:full\s|whole\s|working\s)?(?:second|minute|hour|day|week|fortnight|month|quarter|year"
    r"|third|dozen)|half|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty|sixty"
    r"|ninety)"
)
_ADVERBIAL = caseless(
    r"^(?:within|by|no later|not later|at least|at most|at the latest|in|for|from|until|before|after)\b"
)
_LONGER = caseless(r"(?:more|longer|later) than\b")
_PLEASE = caseless(r"\W*please\s(?!(?:do )?(?:rely|count|expect|allow)\b)")
_PHRASE = caseless(
    r"^(?:for|to|with|at|by|in case of|in the event of) (?:[\w'-]+\s?){1,6}$|^to (?:[\w'-]+\s?){1,12}$"
)  #: "For lost luggage, ask …"
_MOMENT = caseless(
    r"\b(?:the|that) (?:day|night|date|moment|time|hour|week|month) (?:on which )?(?:it|they|we|you|(?:the|your) \w+) "
    r"(?:was|were|has been|have been)\b"
)  #: a point in time, not a report: "from the night it was made"
_SECOND_ACT = caseless(r"\b(?:we|i) \w+ (?:\w+ ){1,8}and $")  #: "we back it up every night and keep each copy"
_OBJECTS = frozenset({"it", "them"})  #: "post it back": whatever the verb
_NO_IMPERATIVES = frozenset("is are was were does do did has have had will can let if when with for to about".split())
_THEY_CHOOSE = caseless(r"\w+ (?:they|he|she)\b")  #: said of customers in what they may do
_QUOTES = re.compile(r"^(?:\".*\"|'.*'|“.*”|‘.*’)$")
_RESULT_COLUMN = caseless(r"\b(?:results?|achieved|actual|performance|kept|how we did|last (?:year|quarter)|20\d\d)\b")
_NEAR = 60  #: characters between a limit and the average or "about" that softens it


def _asks(lead_in: str) -> bool:
    """Whether a list's lead-in asks something of the customer: "please:", but not "you can expect us to:"."""
    return ASKS_CUSTOMER.search(lead_in) is not None and not MAY_EXPECT.search(lead_in)


def _tells_past(words: str) -> bool:
    """Whether words tell of the past, where they do not only name a point in time."""
    return PAST.search(words) is not None and PAST.search(_MOMENT.without(words)) is not None


class Reading:
    """One clause as the rules see it; every property is worked out once, when first asked for."""

    def __init__(self, clause: Clause, lists: Words) -> None:
        self.clause = clause
        self.lists = lists
        self.words = clause.words
        self._found: dict[tuple[str, str | None], tuple[Match, ...]] = {}

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words with their places."""
        return tokens(self.words)

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Its words, lower case."""
        return frozenset(token.word for token in self.tokens)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Its main and subordinate clauses."""
        return parts(self.words, self.tokens)

    @cached_property
    def facts(self) -> Facts:
        """Its quantities, dates, times and channels."""
        words = self.words
        return Facts(  # without the small words that `find_facts` also reads: no rule asks for them
            quantities=find_quantities(words),
            dates=find_dates(words),
            times=find_times(words),
            weekdays=find_weekdays(words),
            channels=find_channels(words),
        )

    @cached_property
    def money(self) -> tuple[Quantity, ...]:
        """Its sums of money."""
        return self.facts.of_kind(QuantityKind.MONEY)

    @cached_property
    def times(self) -> tuple[TimeLimit, ...]:
        """The lengths of time it names."""
        return time_limits(self.words, self.facts.quantities, self.parts, " ".join(self.clause.lead_in))

    def find(self, name: str, *, unless: str | None = None) -> tuple[Match, ...]:
        """The places of a word list's phrases that no innocent phrase covers."""
        if name not in self._everything:
            return ()
        key = (name, unless)
        if key not in self._found:
            self._found[key] = self._look_for(name, unless)
        return self._found[key]

    @cached_property
    def _everything(self) -> dict[str, tuple[Match, ...]]:
        """The matches of all word lists."""
        return self.lists.scan(self.words, self.tokens)

    def _look_for(self, name: str, unless: str | None) -> tuple[Match, ...]:
        found = tuple(match for match in self._everything.get(name, ()) if not self._is_name(name, match))
        if not found or unless is None:
            return found
        innocent = self.find(unless)
        return tuple(
            match for match in found if not any(one.start < match.end and match.start < one.end for one in innocent)
        )

    def _is_name(self, name: str, match: Match) -> bool:
        """Whether the words are a proper name, as capitals in the middle of a sentence show, or are only spoken of."""
        if name not in NAMES_LOOK_ALIKE:
            return False
        behind = self.words[match.end : match.end + 1]
        quoted = (_QUOTES.match(self.words[match.start - 1 : end]) for end in (match.end, match.end + 1))
        if behind == "-" or any(quoted):
            return True  # "soon-to-be"
        if match.start == 0 or self.words[match.start - 1] != " ":
            named = " " not in match.text or all(word[:1].isupper() for word in match.text.split())
            return match.start == 0 and named and NAMED.match(self.words, match.end) is not None
        if self.words[: match.start].rstrip()[-1:] in {".", ":", ";", "?", "!", "|", ""}:
            return False
        long_words = [word for word in match.text.split() if word[:1].isalpha() and len(word) > 3]  # noqa: PLR2004 - small words of a name stay lower case
        return bool(long_words) and all(word[:1].isupper() for word in long_words)

    def has(self, name: str) -> bool:
        """Whether a phrase of the word list stands in it."""
        return bool(self.find(name))

    @cached_property
    def stems(self) -> frozenset[str]:
        """The stems of its content words."""
        return content_stems(self.words)

    def role_at(self, place: int) -> Role:
        """What the part of the sentence does that holds this character."""
        return next((part.role for part in self.parts if part.start <= place < part.end), Role.MAIN)

    def part_at(self, place: int) -> Part:
        """The part of the sentence that holds this character."""
        return next(
            (part for part in self.parts if part.start <= place < part.end), Part(Role.MAIN, 0, len(self.words))
        )

    def part_words(self, part: Part) -> str:
        """A part's words."""
        return self.words[part.start : part.end].strip(" ,;:.|")

    @cached_property
    def main(self) -> tuple[Part, ...]:
        """Its main clauses."""
        return tuple(part for part in self.parts if part.role is Role.MAIN)

    @cached_property
    def opening(self) -> str:
        """The first main clause from its subject on."""
        found = [words for part in self.main if len((words := LEADING.without(self.part_words(part))).split()) > 1]
        return next((words for words in found if not _PHRASE.match(words)), found[0] if found else "")

    @cached_property
    def organisation_acts(self) -> bool:
        """Whether the organisation is named as the one that acts, in a main clause."""
        return any(ORG_PRONOUN.search(self.part_words(part)) for part in self.main)

    @cached_property
    def customer_acts(self) -> bool:
        """Whether it tells or allows the customer to do something and promises nothing beside."""
        if self.organisation_acts:
            return False
        if self.clause.kind is UnitKind.ITEM and any(_asks(words) for words in self.clause.lead_in[-1:]):
            return True
        if self.imperative:
            return True
        theirs = [part for part in self.main if self._is_customers(LEADING.without(self.part_words(part)))]
        return bool(theirs) and not self._limited_beside(theirs)

    def _limited_beside(self, theirs: Sequence[Part]) -> bool:
        """Whether another main clause sets a limit: "the manager answers within 5 days; you may write back"."""
        others = [part for part in self.main if part not in theirs and _ADVERBIAL.match(self.part_words(part)) is None]
        return any(
            part.start <= limit.start < part.end and limit.timing is Timing.LIMIT
            for part in others
            for limit in self.times
        )

    def _is_customers(self, words: str) -> bool:
        """Whether a main clause, from its subject on, is about an act of the customer."""
        if _YOU_ACT.match(words) or DUE.search(words):
            return True
        if not YOU_BENEFIT.search(words) and (YOU_ALLOWED.search(words) or CUSTOMER_PASSIVE.search(words)):
            return True
        if CUSTOMERS_NOUN.match(words) or CUSTOMERS_DO.match(words):
            return True
        first = words.split(" ", 1)[0].lower() if words else ""
        return self._customers(first, words) and CUSTOMER_MODAL.match(words) is not None

    @cached_property
    def customer_told(self) -> bool:
        """Whether it tells the customer to do something, as an instruction or a duty."""
        if self.organisation_acts:
            return False
        return self.imperative or any(DUTY.search(self.part_words(part)) for part in self.main)

    @cached_property
    def customer_benefits(self) -> bool:
        """Whether the customer is the subject who gets something: "you receive", "you wait no more than"."""
        return any(YOU_BENEFIT.search(self.part_words(part)) for part in self.main)

    def _customers(self, first: str, words: str) -> bool:
        nouns = self.lists["customer-noun"]
        return any(match.start <= len(first) + 10 for match in nouns.all(words))

    @cached_property
    def imperative(self) -> bool:
        """Whether it speaks to the customer as an instruction."""
        if self.clause.kind is UnitKind.ROW or self.promised_by_lead_in:
            return False
        words = self.opening
        if _PLEASE.match(self.words):
            return True
        first = re.match(r"[\w']+", words)
        if first is None or EXPECTS_US.match(words):
            return False
        following = words[first.end() :].strip().split(" ", 1)[0].lower()
        if first[0].lower() not in self.lists["imperative"].exact:
            return following in _OBJECTS and first[0].lower() not in _NO_IMPERATIVES
        return (
            following
            not in {
                "is",
                "are",
                "will",
                "has",
                "have",
                "was",
                "takes",
                "take",
                "|",
                "of",
                "to",
                "and",
            }
            or first[0].lower() == "please"
        )

    @cached_property
    def promised_by_lead_in(self) -> bool:
        """Whether it is an item of a list that "we will:" or the like announces."""
        if self.clause.kind is not UnitKind.ITEM or not self.clause.lead_in:
            return False
        lead_in = self.clause.lead_in[-1].rstrip()
        return lead_in.endswith(":") and bool(WE_ANNOUNCE.search(lead_in)) and not _asks(lead_in)

    @cached_property
    def defines(self) -> bool:
        """Whether it defines a term."""
        return DEFINES.search(self.words) is not None

    @cached_property
    def past(self) -> bool:
        """Whether it tells of what happened."""
        if self.clause.kind is UnitKind.ROW and any(_RESULT_COLUMN.search(title) for title in self.clause.lead_in):
            return True
        return any(_tells_past(self.part_words(part)) for part in self.main)

    @cached_property
    def runs_the_code(self) -> bool:
        """Whether it is about keeping the code itself: review, training, publication, retention, scope."""
        main = " ".join(self.part_words(part) for part in self.main)
        kept = KEEPS_DATA.search(main)
        if kept is not None and not _SECOND_ACT.search(main[: kept.start()]):
            return True
        return RUNNING.search(main) is not None or LEARNS.search(main) is not None

    @cached_property
    def excludes(self) -> bool:
        """Whether its main point is what the organisation does not do or cover."""
        return (self.has("exclusion") and not self.organisation_promises_act) or (
            bool(NEGATIVE_SUBJECT.match(self.opening)) and "ever" not in self.vocabulary and not self._longest
        )

    @cached_property
    def _longest(self) -> bool:
        """Whether it says how long something lasts at the most: "nobody waits more than 8 minutes"."""
        return any(_LONGER.match(self.words, limit.start) for limit in self.limits)

    @cached_property
    def organisation_promises_act(self) -> bool:
        """Whether "we" stand in it with an act that is not denied."""
        return any(
            ORG_PRONOUN.search(self.part_words(part))
            and not caseless(r"\b(?:not|never|nothing|no)\b").search(self.part_words(part))
            for part in self.main
        )

    @cached_property
    def price(self) -> bool:
        """Whether it states a price."""
        return bool(PRICE.search(self.words)) and not self.limits

    @cached_property
    def opening_hours(self) -> bool:
        """Whether it states opening hours."""
        return bool(OPENING.search(self.words)) and (
            bool(self.facts.times) or bool(self.facts.weekdays) or self.has("weekday")
        )

    @cached_property
    def target(self) -> bool:
        """Whether it is a target with a quota and its result is published."""
        return bool(QUOTA.search(self.words)) and bool(PUBLISHED.search(self.words))

    @cached_property
    def quota(self) -> bool:
        """Whether it names a share of cases."""
        return QUOTA.search(self.words) is not None

    @cached_property
    def vague_times(self) -> tuple[Match, ...]:
        """Words of time with no test."""
        return self.find("vague-time", unless="vague-time-innocent")

    @cached_property
    def averages(self) -> tuple[Match, ...]:
        """Averages, means and medians."""
        return self.find("average", unless="average-innocent")

    @cached_property
    def efforts(self) -> tuple[Match, ...]:
        """Words of effort."""
        return self.find("effort", unless="effort-innocent")

    @cached_property
    def hedges(self) -> tuple[Match, ...]:
        """Words that leave the organisation a way out."""
        found = self.find("hedge", unless="hedge-innocent")
        theirs = not self.organisation_acts and (self.customer_acts or self._customers("", self.opening))
        return tuple(one for one in found if not (theirs and _THEY_CHOOSE.match(one.text)))

    @cached_property
    def absolutes(self) -> tuple[Match, ...]:
        """Claims about every case that nobody can be sure of."""
        found = [
            *self.find("outcome-claim", unless="absolute-innocent"),
            *always_or_never(self.words, self.lists),
            *boasts(self.words),
        ]
        return tuple(sorted(found, key=lambda match: match.start))

    @cached_property
    def promises(self) -> bool:
        """Whether the organisation binds itself to an act or a state, however loosely."""
        return self._may_promise and not self.customer_acts

    @cached_property
    def promises_in_turn(self) -> bool:
        """Whether it does so at least in answer to what the customer does: "ring, and a clerk comes"."""
        return self._may_promise and (self.our_turn is not None or not self.customer_acts)

    @cached_property
    def _may_promise(self) -> bool:
        """Whether nothing but an act of the customer keeps it from being a promise."""
        if (
            not self.main
            or self.words.endswith("?")
            or self.past
            or self.defines
            or self.opening_hours
            or self.price
            or self.excludes
        ):
            return False
        if self.runs_the_code or self.leaves_open or self.others_act:
            return False
        return self.clause.kind is not UnitKind.ROW or len(self.clause.cells) > 1

    @cached_property
    def our_turn(self) -> int | None:
        """Where somebody of ours begins to act, in a sentence that tells or allows the customer something first."""
        turn = our_turn(self.words)
        if turn is None or self.imperative:
            return turn
        return turn if any(self._is_customers(LEADING.without(self.part_words(part))) for part in self.main) else None

    @cached_property
    def others_act(self) -> bool:
        """Whether it tells what somebody outside does: "insurance companies usually repay within a month"."""
        return THIRD_PARTY.match(self.opening) is not None and not self.organisation_acts

    @cached_property
    def leaves_open(self) -> bool:
        """Whether "may" or "might" leaves the act to the organisation, so that it is no promise."""
        return any(
            (found := LEAVES_OPEN.search(self.part_words(part))) is not None
            and not caseless(r"\byou\b").search(self.part_words(part)[: found.start()])
            for part in self.main
        )

    @cached_property
    def money_for_claims(self) -> bool:
        """Whether it is about paying claims or remedies, so that its limit is the remedy's own."""
        return PAYS_CLAIMS.search(self.words) is not None

    @cached_property
    def limits(self) -> tuple[TimeLimit, ...]:
        """The limits that the organisation sets itself, averages and approximations left out."""
        return tuple(
            limit
            for limit in self.times
            if limit.timing in {Timing.LIMIT, Timing.NOTICE} and not self.softened(limit) and not self._told(limit)
        )

    def _told(self, limit: TimeLimit) -> bool:
        """Whether it stands in what customers are told beside a promise: "2% off: pay within 10 days"."""
        part = self.part_at(limit.start)
        words = self.part_words(part)
        first = re.match(r"\w+", words)
        begins = not self.promised_by_lead_in and self.words[: part.start].rstrip()[-1:] in {"", ":", ";"}
        return (
            begins
            and first is not None
            and first[0].lower() in self.lists["imperative"].exact
            and not EXPECTS_US.match(words)
        )

    def _before_figure(self, match: Match) -> bool:
        """Whether a figure follows an "about", or it is an "or so" behind one."""
        return match.text.lower() == "or so" or _FIGURE_NEXT.match(self.words[match.end :]) is not None

    def softened(self, limit: TimeLimit) -> bool:
        """Whether an average or an "about" stands in the same part, so that it is no limit."""
        if AVERAGE_LEADS.match(self.words):
            return True
        part = self.part_at(limit.start)
        near = [*self.averages, *(match for match in self.find("approximately") if self._before_figure(match))]
        return any(
            part.start - 40 <= match.start <= part.end for match in near if abs(match.start - limit.start) < _NEAR
        )
