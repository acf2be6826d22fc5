"""What a clause says, read once and shared by the rules: who acts, what is promised, by when, or else what."""

from __future__ import annotations

import re
from functools import cached_property

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
from assistant.rules.parts import Part, Role, parts
from assistant.rules.phrases import Match, Token, Words, tokens
from assistant.rules.stems import content_stems
from assistant.rules.timing import TimeLimit, Timing, time_limits
from knowledge.documents import UnitKind

_LEADING = re.compile(
    r"^[\s\"'*•-]*(?:(?:and|but|or|then|also|so|thus|however|in addition|as a rule|normally|usually|typically"
    r"|generally|please|moreover"
    r"|in any event|promptly|always|otherwise|again|yes|no|not)[\s,]+)*",
    re.IGNORECASE,
)
_ORG_PRONOUN = re.compile(r"\b(?:we|i)\b(?!\.)", re.IGNORECASE)
_ORG_WORD = re.compile(r"\b(?:we|our|us|my|ours)\b|\bI\b", re.IGNORECASE)
_YOU_SUBJECT = re.compile(r"^(?:you|your\s\w+)\b", re.IGNORECASE)
_YOU_ALLOWED = re.compile(
    r"\byou(?:\s(?:also|then|still|always|only|alone|just|simply))?\s(?:may|can|must|should|could|have to|need"
    r"|have (?:the right|until)|are (?:free|entitled|asked|welcome|required|expected|obliged)|might|ought)\b"
    r"|\byou have\s.{1,30}?\b(?:to|for)\s\w+",
    re.IGNORECASE,
)
_DUTY = re.compile(
    r"\b(?:you|customers?|members?|tenants?|guests?|patients?|passengers?) (?:\w+ )?(?:must|should|have to"
    r"|need to|ought to|are (?:asked|required|expected|obliged) to)\b",
    re.IGNORECASE,
)
_YOU_BENEFIT = re.compile(
    r"\byou(?:'ll| will| always| never| then| also)*\s(?:get|receive|wait|hear|have|be|enjoy|see|find|are|obtain"
    r"|pay|know|speak|talk|meet|reach)\b"
    r"|\byou can (?:rely|count|expect|depend|be sure|trust)\b|\byou (?:should|may) expect\b|\bexpect (?:us|our|a"
    r"|an|the)\b",
    re.IGNORECASE,
)
_CUSTOMER_PASSIVE = re.compile(
    r"\b(?:can|may|must|should|have to|has to|need to|needs to) be (?:\w+ly )?(?:returned|cancelled|claimed"
    r"|exchanged|changed|reported|made|brought|sent|requested|collected|booked|paid|submitted|lodged|handed|given"
    r"|announced|notified|ordered|swapped|renewed|extended)\b|\b(?:reach|reaches|be with|arrive at|get to|come to"
    r"|come in to) us\b",
    re.IGNORECASE,
)
_ASKS_CUSTOMER = re.compile(
    r"\b(?:you|customers?|members?|tenants?|passengers?|guests?|patients?) (?:\w+ )?(?:must|need|have to|should"
    r"|can|may|ought|agree|promise)\b|\bplease\b|\bask (?:of )?you\b|\bin return\b|\b(?:if|when|where|provided"
    r"|unless) you\b[^:]*:$|\bif\b[^:,]{0,20}:$",
    re.IGNORECASE,
)
_WE_ANNOUNCE = re.compile(r"\b(?:we|our|i|staff|team)\b|\bexpect (?:us|our)\b", re.IGNORECASE)
_LEAVES_OPEN = re.compile(r"\b(?:may|might|could)\b(?! (?:take|need)\b)")
_CUSTOMER_MODAL = re.compile(
    r"^(?:\w+\s){1,5}?(?:may|can|must|should|have to|need to|are entitled|are asked)\b", re.IGNORECASE
)
_DEFINES = re.compile(
    r"^[\"'“]?\w[\w\s-]{1,30}[\"'”]? (?:hours|times|days|season) (?:are|is|runs?)\b|\b(?:means|we mean"
    r"|stands? for|refers? to|is defined as|are defined as|counts? as|in this (?:code|document|page"
    r"|charter),? (?:are|is|means?))\b"
    r"|^[\"'“]?[\w\s-]{3,40}[\"'”]?\s(?:are|is)\s(?:those|one that|a \w+ (?:that|who|which)|anyone"
    r"|any \w+ (?:that|who)|the days|monday|all \w+ (?:that|who))\b",
    re.IGNORECASE,
)
_CODE_WORD = (
    r"\b(?:code|charter|policy|page|leaflet|booklet|these promises|our promises|the promises|these standards"
    r"|our standards|the standards|document|sheet)\b"
)
_RUNNING = re.compile(
    r"(?:\b(?:reviews?|reviewed|revises?|revised|audits?|audited|amends?|amended|adopts?|adopted|approves?"
    r"|approved|covers?|applies|apply|applied|responsible|accountable|owns?|answers? for|updates?|updated"
    r"|rereads?)\b.*CODE|CODE.*\b(?:reviewed|revised|audited|amended|adopted|approved|covers?|applies|apply"
    r"|updated|owned|is for|are for|available|hangs?|posted|published)\b)"
    r"|\b(?:publish|publishes|published|posts|posted|pins|pinned|report|reports|reported|measure|measures"
    r"|measured|count|counts|counted|monitors?|record|records|recorded|survey|surveys"
    r"|discloses?)\b.*\b(?:results?|figures|numbers|shares?|rates?|statistics|summary|performance|quarter"
    r"|quarterly|annual|yearly|how many|how often|satisf\w+|average|percentage|complaints we|in the annual report"
    r"|targets?)\b"
    r"|\b(?:results?|figures|numbers|statistics|shares)\b.*\b(?:published|posted|reported|go to|appear|hang"
    r"|displayed|printed|pinned)\b"
    r"|\b(?:train|trains|trained|training|refresher|induction|quiz|course|courses)\b.*\b(?:staff|clerks?|drivers?"
    r"|nurses|librarians?|employees|colleagues|advisers?|agents?|team|code|charter|standards|promises|everyone"
    r"|receptionists?|crew|handlers?)\b"
    r"|\b(?:staff|clerks?|drivers?|nurses|librarians?|employees|colleagues|advisers?|agents?|team|everyone"
    r"|receptionists?|crew|handlers?|librarian|clerk|driver|nurse|employee|adviser|agent|receptionist|handler"
    r"|i)\b.*\b(?:trained|training|refresher|induction|quiz|course|courses|half-day)\b".replace("CODE", _CODE_WORD),
    re.IGNORECASE,
)
_KEEPS_DATA = re.compile(
    r"\b(?:keep|keeps|kept|store|stores|stored|retain|retains|delete|deletes|shred|shreds|erase|erases|destroy"
    r"|destroys|hold|holds)\b[^.;]{0,40}\b(?:files?|records?|data|details|notes?|recordings?|footage|copies|copy"
    r"|letters?|log|register|addresses|photos?|scans?|documents?|papers?|information)\b"
    r"|\b(?:files?|records?|data|details|notes?|recordings?|footage|copies|letters?)\b[^.;]{0,40}\b(?:kept|stored"
    r"|retained|deleted|shredded|erased|destroyed|wiped)\b",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"\b(?:bills?|payments?|rent|fees?|invoices?|instalments?|deposits?|balance|premiums?"
    r"|price)\b[^.;]{0,20}\b(?:(?:is|are|falls?|becomes?) due|(?:is|are) payable|must be paid)\b",
    re.IGNORECASE,
)
_PAST = re.compile(
    r"\b(?:last|previous|past) \w+ (?:months|years|weeks|quarters|days)\b|\b(?:last|previous|past) (?:year|month"
    r"|quarter|season|winter|summer|spring|autumn|week)\b|\bso far\b|(?<!up )\bto date\b"
    r"|\b(?:in|during|since) (?:19|20)\d\d\b|\b(?:we|i|they|staff|team) (?:answered|replied|delivered|reached|met"
    r"|kept|repaired|resolved|had|were|was|did|paid|sent|took|needed|missed|received|handled|closed|restored)\b"
    r"|\b(?:was|were|has been|have been|used to)\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"\b(?:costs?|price[ds]? (?:is|are)|fare is|fee is|charges? (?:is|are)|we charge|deposit is)\b", re.IGNORECASE
)
_OPENING = re.compile(r"\b(?:open|opens|closed|closes|opening hours|office hours|staffed|hours are)\b", re.IGNORECASE)
_NEGATIVE_SUBJECT = re.compile(r"^(?:no|none|nothing|nobody|neither)\b", re.IGNORECASE)
_PAYS_CLAIMS = re.compile(
    r"\b(?:pay|pays|paid|credit|credits|credited|transfer|transfers)\b[^.;]{0,30}\b(?:claims?|compensation"
    r"|credits?|remed\w+|delay money|automatic payments?|payments?|vouchers?|amends)\b|\b(?:compensation"
    r"|payments?|claims|credits) (?:is|are|reach|reaches) (?:paid|credited|you|your)\b",
    re.IGNORECASE,
)
_NAMES_LOOK_ALIKE = frozenset(
    {"effort", "undefined-adjective", "average", "vague-time", "hedge", "vague-quality", "outcome-claim"}
)
_ALWAYS = re.compile(
    r"(?<!not )(?<!nearly )(?<!almost )\b(?P<word>always|never)\s(?P<after>(?:be\s)?\w+(?:\s\w+)?)", re.IGNORECASE
)
_QUOTA = re.compile(
    r"\d\s?%|\bper ?cent\b|\b\w+ (?:in|out of)(?: every)? (?:ten|twenty|hundred|five|four|three|\d+)\b|\bhalf of\b",
    re.IGNORECASE,
)
_PUBLISHED = re.compile(
    r"\b(?:publish|publishes|published|post|posts|posted|report|reports|reported|pin|pins|print|prints|printed"
    r"|display|displays|displayed|show|shows|shown|results?)\b",
    re.IGNORECASE,
)


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
        """Whether the words are a proper name: capitals in the middle of a sentence."""
        if name in _NAMES_LOOK_ALIKE and self.words[match.end : match.end + 1] == "-":
            return True  # "soon-to-be"
        if name not in _NAMES_LOOK_ALIKE or match.start == 0 or self.words[match.start - 1 : match.start] != " ":
            return False
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
        for part in self.main:
            words = _LEADING.sub("", self.part_words(part))
            if len(words.split()) > 1:
                return words
        return ""

    @cached_property
    def organisation_acts(self) -> bool:
        """Whether the organisation is named as the one that acts, in a main clause."""
        return any(_ORG_PRONOUN.search(self.part_words(part)) for part in self.main)

    @cached_property
    def customer_acts(self) -> bool:
        """Whether it tells or allows the customer to do something and promises nothing beside."""
        if self.organisation_acts:
            return False
        if self.clause.kind is UnitKind.ITEM and any(
            _ASKS_CUSTOMER.search(words) for words in self.clause.lead_in[-1:]
        ):
            return True
        if self.imperative:
            return True
        for part in self.main:
            words = _LEADING.sub("", self.part_words(part))
            if _YOU_ALLOWED.search(words) and not _YOU_BENEFIT.search(words):
                return True
            if re.match(
                r"you (?:cancel|return|send|tell|keep|pay|buy|order|apply|use|book|ask|claim|report|bring)\b",
                words,
                re.IGNORECASE,
            ):
                return True
            if _DUE.search(words):
                return True
            if _CUSTOMER_PASSIVE.search(words) and not _YOU_BENEFIT.search(words):
                return True
            first = words.split(" ", 1)[0].lower() if words else ""
            if self._customers(first, words) and _CUSTOMER_MODAL.match(words):
                return True
        return False

    @cached_property
    def customer_told(self) -> bool:
        """Whether it tells the customer to do something, as an instruction or a duty."""
        if self.organisation_acts:
            return False
        return self.imperative or any(_DUTY.search(self.part_words(part)) for part in self.main)

    @cached_property
    def customer_benefits(self) -> bool:
        """Whether the customer is the subject who gets something: "you receive", "you wait no more than"."""
        return any(_YOU_BENEFIT.search(self.part_words(part)) for part in self.main)

    def _customers(self, first: str, words: str) -> bool:
        nouns = self.lists["customer-noun"]
        return any(match.start <= len(first) + 10 for match in nouns.all(words))

    @cached_property
    def imperative(self) -> bool:
        """Whether it speaks to the customer as an instruction."""
        if self.clause.kind is UnitKind.ROW or self.promised_by_lead_in:
            return False
        words = self.opening
        first = re.match(r"[\w']+", words)
        if first is None or first[0].lower() not in self._imperatives:
            return False
        following = words[first.end() :].strip().split(" ", 1)[0].lower()
        return following not in {
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
        } or first[0].lower() in {"please"}

    @cached_property
    def promised_by_lead_in(self) -> bool:
        """Whether it is an item of a list that "we will:" or the like announces."""
        if self.clause.kind is not UnitKind.ITEM or not self.clause.lead_in:
            return False
        lead_in = self.clause.lead_in[-1].rstrip()
        return lead_in.endswith(":") and bool(_WE_ANNOUNCE.search(lead_in)) and not _ASKS_CUSTOMER.search(lead_in)

    @cached_property
    def _imperatives(self) -> frozenset[str]:
        return frozenset(self.lists["imperative"].exact)

    @cached_property
    def defines(self) -> bool:
        """Whether it defines a term."""
        return _DEFINES.search(self.words) is not None

    @cached_property
    def past(self) -> bool:
        """Whether it tells of what happened."""
        return any(_PAST.search(self.part_words(part)) for part in self.main)

    @cached_property
    def runs_the_code(self) -> bool:
        """Whether it is about keeping the code itself: review, training, publication, retention, scope."""
        main = " ".join(self.part_words(part) for part in self.main)
        return _KEEPS_DATA.search(main) is not None or _RUNNING.search(main) is not None

    @cached_property
    def excludes(self) -> bool:
        """Whether its main point is what the organisation does not do or cover."""
        return (self.has("exclusion") and not self.organisation_promises_act) or (
            bool(_NEGATIVE_SUBJECT.match(self.opening)) and "ever" not in self.vocabulary
        )

    @cached_property
    def organisation_promises_act(self) -> bool:
        """Whether "we" stand in it with an act that is not denied."""
        return any(
            _ORG_PRONOUN.search(self.part_words(part))
            and not re.search(r"\b(?:not|never|nothing|no)\b", self.part_words(part), re.IGNORECASE)
            for part in self.main
        )

    @cached_property
    def price(self) -> bool:
        """Whether it states a price."""
        return bool(_PRICE.search(self.words)) and not self.times

    @cached_property
    def opening_hours(self) -> bool:
        """Whether it states opening hours."""
        return bool(_OPENING.search(self.words)) and (
            bool(self.facts.times) or bool(self.facts.weekdays) or self.has("weekday")
        )

    @cached_property
    def target(self) -> bool:
        """Whether it is a target with a quota and its result is published."""
        return bool(_QUOTA.search(self.words)) and bool(_PUBLISHED.search(self.words))

    @cached_property
    def quota(self) -> bool:
        """Whether it names a share of cases."""
        return _QUOTA.search(self.words) is not None

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
        return self.find("effort")

    @cached_property
    def hedges(self) -> tuple[Match, ...]:
        """Words that leave the organisation a way out."""
        return self.find("hedge", unless="hedge-innocent")

    @cached_property
    def absolutes(self) -> tuple[Match, ...]:
        """Claims about every case that nobody can be sure of."""
        found = [*self.find("outcome-claim", unless="absolute-innocent"), *self._always_or_never()]
        return tuple(sorted(found, key=lambda match: match.start))

    def _always_or_never(self) -> list[Match]:
        """ "Always" before an act that nobody can check, "never" before one that is not the organisation's own choice."""
        found = []
        for always in _ALWAYS.finditer(self.words):
            acts = [one for one in tokens(always["after"]) if not one.word.endswith("ly")][:1]
            checkable = "checkable-act" if always["word"].lower() == "always" else "own-act"
            if re.match(
                r"[\w\s]{0,20}?\b(?:\d|more than|less than|later than|longer than|without|before|until|unless"
                r"|for (?:more|longer)|two|three|half)\b",
                self.words[always.start("after") :],
                re.IGNORECASE,
            ):
                continue
            if acts and not any(self.lists[checkable].first(one.word) for one in acts):
                found.append(Match(always.start("word"), always.start("after") + acts[0].end, always[0]))
        return found

    @cached_property
    def promises(self) -> bool:
        """Whether the organisation binds itself to an act or a state, however loosely."""
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
        if self.runs_the_code or self.customer_acts or self.leaves_open:
            return False
        return self.clause.kind is not UnitKind.ROW or len(self.clause.cells) > 1

    @cached_property
    def leaves_open(self) -> bool:
        """Whether "may" or "might" leaves the act to the organisation, so that it is no promise."""
        return any(
            (found := _LEAVES_OPEN.search(self.part_words(part))) is not None
            and not re.search(r"\byou\b", self.part_words(part)[: found.start()], re.IGNORECASE)
            for part in self.main
        )

    @cached_property
    def money_for_claims(self) -> bool:
        """Whether it is about paying claims or remedies, so that its limit is the remedy's own."""
        return _PAYS_CLAIMS.search(self.words) is not None

    @cached_property
    def limits(self) -> tuple[TimeLimit, ...]:
        """The limits that the organisation sets itself, averages and approximations left out."""
        return tuple(
            limit for limit in self.times if limit.timing in {Timing.LIMIT, Timing.NOTICE} and not self.softened(limit)
        )

    def softened(self, limit: TimeLimit) -> bool:
        """Whether an average or an "about" stands in the same part, so that it is no limit."""
        part = self.part_at(limit.start)
        near = [*self.averages, *self.find("approximately")]
        return any(part.start - 40 <= match.start <= part.end for match in near if abs(match.start - limit.start) < 60)
