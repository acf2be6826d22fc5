"""What a provision says that another can contradict, made comparable."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property

from assistant.caseless import caseless
from assistant.rules.cues import KEEPS_DATA
from assistant.rules.parts import Role
from assistant.rules.reading import Reading
from assistant.rules.stems import content_stems, stem
from assistant.rules.timing import TimeLimit, Timing

_SYNONYMS: Sequence[str] = (
    "reply replies answer answers respond response responses",
    "refund refunds reimburse reimbursement repay repayment",
    "deliver delivery deliveries arrive arrival ship shipping dispatch",
    "buy purchase purchases shop order orders",
    "complain complaint complaints grievance",
    "fix repair repairs mend restore",
    "correct correction corrections rectify",
    "cancel cancellation cancellations",
    "return returns returned",
    "charge charges fee fees cost costs deduct deduction price premium premiums",
    "parcel parcels package packages",
    "phone call calls telephone ring rings",
    "email emails mail mails",
    "share shares pass passes disclose disclosure sell",
    "details data information",
    "cover covers covered apply applies include includes",
    "bill bills billing invoice invoices",
    "helpline hotline line",
    "permit permitted allow allowed accept accepted admit admitted welcome",
    "ticket tickets fare fares",
    "claim claims claimed",
    "credit credits voucher vouchers",
    "customer customers client clients guest guests visitor visitors member members passenger passengers",
    "bring brought carry take",
    "pay pays paid payment payments",
)
GROUP: Mapping[str, str] = {stem(word): stem(group.split()[0]) for group in _SYNONYMS for word in group.split()}
_POLAR = frozenset(
    stem(word)
    for word in (
        "free nothing charge charges deduct fee cost never always open closed close cover covers outside exclude"
        " excluded automatic automatically claim claimed apply applies limit limits promise answer due allow include"
        " every daily unasked asking code pay price permit permitted possible available include included maximum most"
        " delete destroy erase retain reach exceed cap necessary required need run last valid expire end monday tuesday"
        " wednesday thursday friday saturday sunday weekend third party parties anyone anybody somebody else"
        " staffed clock around nobody midnight refuse refused reject rejected"
    ).split()
)
STARTERS = frozenset(
    stem(word) for word in "receipt call email message request letter order day date time arrival".split()
)
CHANGED = caseless(
    r"\b(?:reduced|increased|instead|others?|all else|non-\w+|replaces?|replaced|previously|formerly|until \w+ \d"
    r"|as of|after that|afterwards|thereafter|used to|no longer|unless|except|apart from|other than|in addition"
    r"|a further|second payment|by law"
    r"|the law|statutory|legal minimum|becomes?|used in|old|new|earlier version|(?:from|since|before) (?:\d{4}"
    r"|\d{1,2} [a-z]{3,}"
    r"|january|february|march|april|may|june|july|august|september|october|november|december))\b"
)
_STAGE = caseless(r"\b(?:stage|step|level|phase|tier|zone|class|part|line|route|group|band)\s(?P<which>\w+)")
_SEGMENT = caseless(
    r"\b(?:premium|standard|basic|gold|silver|express|business|private|household|weekday|weekend|online|abroad"
    r"|domestic|international|urgent|written|phone|summer|winter|"
    r"first|second|third|small|large|adult|child|children|students?|members?|islands?|mainland|city|rural|evening"
    r"|morning|night|sunday|saturday|monday|tuesday|wednesday|thursday|friday|food|digital|opened|unopened|faulty"
    r"|sale|guest|visitor|(?:non-)?resident|pensioner|senior|famil(?:y|ie)|group|subscriber|tenant|landlord|patient"
    r"|passenger|staff|driver|teacher|baby|babie|infant|dog|cat|bicycle|car)s?\b"
)
FREE = caseless(
    r"\b(?:free(?: of charge)?|(?:is|are) included in (?:the|your|each|every) \w+|inclusive|at no (?:cost|charge)"
    r"|costs? (?:you )?nothing|no (?:fee|charge|cost)|without (?:a "
    r"|any )?(?:fee|charge|cost)|(?:never|do not|don't) charge|charges? (?:you )?nothing|nothing is charged)\b"
)
_CHARGED = caseless(
    r"\b(?:deducts?|deducted|charges?|charged|costs?|fees?|pay|price|premium|is due|surcharge|bill you|withhold"
    r"|keep back|minus"
    r"|less)\b"
)
_NEGATION = caseless(
    r"\b(?:not|never|no|none|nobody|nothing|cannot|can't|don't|doesn't|won't|isn't|aren't|neither|nor|refuse"
    r"|refused|prohibited|forbidden|excluded|exclude|excludes|outside|without)\b"
)
UNIVERSAL = caseless(r"\b(?:never|always|every|all|any|no|nobody|nothing|at all times|each|only)\b")
_COVERS = caseless(r"\b(?:covers?|covered|applies|apply|includes?|included|holds?|is for|are for|extends?)\b")
_LEAVES_OUT = caseless(
    r"\b(?:outside|not covered|not included|excluded|excludes?|does not cover|do not cover|does not apply"
    r"|do not apply|doesn't apply|doesn't cover|not apply|no part of|left out)\b"
)
_MUST_CLAIM = caseless(
    r"\b(?:must|have to|need to|needs? to|only if you|only when you|only on|upon)\b.{0,40}\b(?:claim|apply"
    r"|request|ask|form|application)|\bclaim (?:it|them|your|the|this|any)\b|\bon (?:request|application)\b"
    r"|\bmust be claimed\b"
)
_EVERY_DAY = caseless(
    r"\b(?:every day|each day|daily|seven days|7 days|all week|a?round the clock|24/7|day and night|all year"
    r"|all year round|(?<!within )(?<!in )24 hours|without a break|at any time|any time|at all hours)\b"
)
_SHUT = caseless(
    r"\b(?:closed|closes|locked|shut|not open|not staffed|unstaffed|not available|no service|does not run|do not run"
    r"|rests?|is off|are off|unavailable|nobody (?:answers|is|works|serves)|goes? unanswered|unattended)\b"
)
_ALL_DAY = caseless(
    r"\b(?:day and night|a?round the clock|24/7|(?<!within )(?<!in )24 hours(?: a day)?|at any (?:time|hour)"
    r"|at all hours)\b"
)
_UNTIL = caseless(r"\b(?:until|till|to|closes? at|shuts? at|ends? at)\s$")
_OPENS_AT = caseless(r"\b(?:opens?|from|open at|opening hours:?|opens at|starts? at)\s$")
_WHO = caseless(
    r"\b(?:guest|visitor|(?:non-)?resident|pensioner|senior|subscriber|tenant|patient|passenger|member|student|adult"
    r"|child"
    r"|children|business|household|parent|holder|owner)s?\b"
)
_ONE_GROUP = caseless(
    r"\b(?:for|to) (?:our |the )?[\w-]+ only\b|\bonly (?:for|to) (?:our |the )?[\w-]+\b|\breserved for\b"
    r"|\bonly [\w-]+ (?:may|can)\b"
)
_AGE = caseless(
    r"\b(?:under|over|below|above|up to|from|aged?|of) (?:the age of )?(?P<figure>\d+(?:\.\d+)?)\b(?!\s?(?:€|£|\$"
    r"|euro|pound|hour|minute|day|week|month|year|%|:))"
)
NO_THING = caseless(r"\b(?:no|free of|without(?: an?)?)\s(?P<thing>(?:[a-z]+\s)?[a-z]+)")
_CONDITION = caseless(r"\b(?:if|when|unless|until|before|after|only|except|once)\b")
_VERB_PLACE = caseless(
    r"\b(?:we|i|you|not|never|can|may|will|must|be|is|are|cannot|customers?|guests?|staff)\s"
    r"(?:also\s|always\s|never\s|not\s|be\s|may\s|can\s|will\s|must\s)*([a-z]+)"
)
_PARTICIPLES: Mapping[str, str] = {
    "taken": "take", "given": "give", "sent": "send", "brought": "bring", "sold": "sell", "kept": "keep",
}  # fmt: skip
_FIXED = frozenset({Timing.LIMIT, Timing.LENGTH, Timing.WINDOW, Timing.NOTICE})


_NUMBERS: Mapping[str, int] = {
    word: place
    for place, word in enumerate("one two three four five six seven eight nine ten eleven twelve".split(), start=1)
}
_COUNT = caseless(
    r"(?<![:.,\d])\b(?P<number>\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\s"
    r"(?!(?:second|minute|hour|day|week|month|year|working|calendar|business|euro|pound|kroner|per|percent|of|or|to"
    r"|and|in"
    r"|is|are|at|on|by|for|from|more|other|different|pm|am)s?\b)(?:[a-z]+\s(?=[a-z]+s\b))?(?P<thing>[a-z]{3,})\b"
)
_NEEDLESS = caseless(
    r"\b(?:needs?|requires?) no (\w+)|\b(?:do|does) not (?:need|require|have to have) (?:an?|any|the|your) "
    r"(\w+)|\bno (\w+) (?:is |are )?(?:needed|required|necessary)"
    r"|\bwithout (?:an?|any|the|your) (\w+)|\bneed not \w+ (?:an?|any|the|your)?\s?(\w+)"
    r"|\bnever (?:ask for|need|require) (?:an?|any|the|your)?\s?(\w+(?: \w+)?)"
)
_NEEDED = caseless(
    r"\b(?:only (?:with|by|against|on)|(?:with|by|against|on) [\w\s]{1,25} only|must (?:have|show|bring|make|present"
    r"|carry)"
    r"|(?:is|are) (?:needed|required|necessary|compulsory|mandatory|essential)|needs? (?:an?|the|your)"
    r"|requires? (?:an?|the|your)"
    r"|(?:asks? for|charges?|takes?|wants?|collects?|demands?) an?)\b"
)
_REFUSED_WITHOUT = caseless(
    r"\bwithout\b.*\b(?:refused|rejected|void|invalid|not (?:accepted|paid|possible|admitted|valid))\b"
)
_ENDLESS = caseless(
    r"\b(?:never (?:expires?|ends?|lapses?|runs? out)|no (?:expiry|end|time limit|closing) ?(?:date)?"
    r"|without (?:an? )?(?:time limit"
    r"|end|expiry)|(?:does|do) not (?:expire|end|lapse)|indefinite(?:ly)?|unlimited|for (?:life|ever)|forever)\b"
)
_ENDS = caseless(
    r"\b(?:deletes?d?|destroy(?:s|ed)?|erased?|keep|keeps|kept|store[sd]?|retain(?:s|ed)?|valid|good for|runs? for"
    r"|lasts?|holds? for|expires?|lapses?|ends?|wip(?:e|es|ed)|used within)\b"
)
_ONLY = caseless(r"\bonly\b|\bexclusively\b|\bsolely\b|\bnothing but\b")
_WAYS: Mapping[str, str] = {
    "pay by card": r"(?:by|with|debit|credit|bank|accepts?|takes?) cards?|contactless",
    "pay in cash": r"cash",
    "pay by cheque": r"cheques?",
    "pay by invoice": r"(?:by|on|against) (?:an )?invoice",
    "pay by transfer": r"(?:bank|by) transfers?",
    "by phone": r"by (?:tele)?phone|phone|call|ring",
    "by email": r"e-?mails?",
    "by letter": r"(?:by|in a) (?:post|letter)|letters?|in writing",
    "in person": r"in person|at (?:the|our|any) (?:desk|counter|branch|shop|office|till)",
    "online": r"online|web ?form|website|app",
}
_WAY = caseless(rf"\b(?:{'|'.join(f'({words})' for words in _WAYS.values())})\b")
_WAY_NAMES = tuple(_WAYS)  #: by the pattern's groups, which count from 1
_PAYMENTS = frozenset(way for way in _WAYS if way.startswith("pay "))
_PAY = stem("pay")
_RECOURSE = "recourse"  #: that somebody else may decide, however it is worded


_STEPS: Sequence[str] = (
    "acknowledge acknowledges acknowledged acknowledgement",
    "decide decides decided decision settle settles settled resolve resolves resolved",
    "answer answers answered reply replies replied respond responds response",
    "start starts begin begins",
    "finish finishes complete completes",
    "pay pays paid payment refund refunds transfer transfers",
    "deliver delivers send sends dispatch dispatches ship ships",
    "visit visits inspect inspects examine examines",
    "repair repairs replace replaces fix fixes restore restores",
)
_STEP: Mapping[str, int] = {word: step for step, words in enumerate(_STEPS) for word in words.split()}
_BORNE = caseless(
    r"\b(?:you|customers?|members?|tenants?|buyers?|guests?|passengers?) (?:must |have to )?(?:pay|pays|bear"
    r"|bears|cover|covers|meet)"
    r" (?:for )?(?:the|your|all|any) (?!price|first)|\bat your (?:own )?(?:cost|expense)\b"
    r"|\b(?:paid|borne|met) by (?:you|the (?:customer|member|tenant|buyer|guest|passenger))\b"
)
_ENDS_IT = r"(?:end|ended|ends|cancel|cancelled|leave|left|terminate|terminated|stop|stopped|quit|close|closed)"
_ANY_TIME = caseless(
    rf"\b{_ENDS_IT}\b[^.;]{{0,30}}\b(?:at any time|any day|whenever you (?:like|want|wish)|from one day to the next)\b"
    rf"|\b(?:at any time|any day|whenever you (?:like|want|wish))\b[^.;]{{0,30}}\b{_ENDS_IT}\b"
)
_LEAST_TERM = caseless(
    rf"\b(?:runs?|lasts?|binds?|holds?|is bound)\b[^.;]{{0,20}}\b(?:for|at least)\b|\bminimum (?:term|period|stay)\b"
    rf"|\b{_ENDS_IT}\b[^.;]{{0,30}}\b(?:after|only|at the end|not before)\b"
)
_INSTALMENTS = caseless(r"\b(?:instalments?|monthly parts?|in (?:two|three|four|six|\d+) parts)\b")
_ONE_SUM = caseless(
    r"\b(?:in one (?:sum|go|payment)|in a single payment|all at once|the whole (?:sum|price|fee) (?:is )?(?:due"
    r"|payable))\b"
)
_FINAL = caseless(
    r"\b(?:is|are|be|becomes?) (?:\w+ )?(?:final|binding|conclusive)\b|\bno (?:\w+ )?(?:appeal|recourse|review)\b"
    r"|\b(?:may|can|shall|must) ?not be (?:brought|appealed|challenged|contested|disputed|taken|referred|reviewed)\b"
)
_OPEN_TO_OTHERS = caseless(
    r"\b(?:can|may|free to|right to|entitled to|could)\b[^.;]{0,60}\b(?:appeal|apply|go|turn|complain|take|refer|write"
    r"|bring|contest|challenge|ask)\b"
)


class Side(StrEnum):
    """What a provision says that another can contradict."""

    __hash__ = str.__hash__  # an enumeration's own is slow, and these are looked up in sets all the time

    LIMIT = "one time limit"
    SUM = "one sum"
    FREE = "free"
    CHARGED = "a price"
    AUTOMATIC = "automatic"
    CLAIMED = "on claim"
    INSIDE = "covered"
    OUTSIDE = "not covered"
    EVERY_DAY = "every day"
    SHUT = "closed"
    CLOSING = "one closing time"
    PERCENT = "one percentage"
    AGE = "one age"
    NONE = "no such thing"
    NEEDLESS = "done without it"
    NEEDED = "done only with it"
    ENDLESS = "without end"
    ENDS = "with an end"
    ON_DAYS = "on some days"
    ONLY_DAYS = "on these days only"
    ONE_WAY = "in one way only"
    COUNT = "one number of things"
    OPENING = "one opening time"
    ONE_GROUP = "for one group only"
    ALL_DAY = "day and night"
    HOURS = "between two times of day"
    BORNE = "at the customer's cost"
    ANY_TIME = "ended at any time"
    LEAST_TERM = "bound for some time"
    OFF_DAYS = "not on some days"
    INSTALMENTS = "paid in parts"
    ONE_SUM = "paid at once"
    FINAL = "nobody else decides"
    OPEN = "somebody else decides"
    YES = "granted"
    NO = "denied"


_PRICE_OF = caseless(
    r"\b(?P<thing>(?:[a-z]+ )?(?:deposit|fee|fare|price|charge|rent|premium|excess|fine))\s(?:is|of|comes to"
    r"|amounts to)\s"
    r"[€£$]?\d"
)
_WIPES = caseless(r"\b(?:wip(?:e|es|ed)|overwrit\w+|burns?|burnt)\b")
_RECORDS = frozenset(
    GROUP.get(stem(word), stem(word))
    for word in "recording file files data footage photo photos copy copies log logs letter letters notes".split()
)
_KINDS_OF_PAYMENT = frozenset(
    GROUP.get(stem(word), stem(word)) for word in "credit refund compensation discount reduction bonus payment".split()
)


class Provision:
    """A clause made comparable; every property is worked out once."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.words = reading.words
        self.block = reading.clause.block

    @cached_property
    def topic(self) -> frozenset[str]:
        """What it speaks of: stems, with synonyms joined."""
        found = frozenset(GROUP.get(one, one) for one in self.reading.stems)
        if self.ways & _PAYMENTS:
            found |= {_PAY}
        return found | {_RECOURSE} if self.sides & {Side.FINAL, Side.OPEN} else found

    @cached_property
    def subject(self) -> frozenset[str]:
        """The topic without the words that may contradict, such as "free" and "closed"."""
        return self.topic - _POLAR

    @cached_property
    def limits(self) -> tuple[TimeLimit, ...]:
        """The lengths of time that can be compared."""
        return tuple(
            limit
            for limit in self.reading.times
            if limit.timing in _FIXED
            and limit.amount
            and not limit.named_day
            and self.reading.role_at(limit.start) is not Role.CONDITION
        )

    @cached_property
    def closing(self) -> tuple[tuple[int, int], ...]:
        """The times of day until which something holds."""
        until = [time for time in self.reading.facts.times if _UNTIL.search(self.words[: time.span.start])]
        return tuple((time.hour, time.minute) for time in until)

    @cached_property
    def opening(self) -> tuple[tuple[int, int], ...]:
        """The time of day from which something is open."""
        times = [time for time in self.reading.facts.times if _OPENS_AT.search(self.words[: time.span.start])]
        return tuple((time.hour, time.minute) for time in times)

    @cached_property
    def groups(self) -> frozenset[str]:
        """The kinds of customers that it names."""
        return frozenset(found[0].lower().rstrip("s") for found in _WHO.finditer(self.words))

    @cached_property
    def percentages(self) -> frozenset[float]:
        """Its percentages."""
        return frozenset(float(quantity.high) for quantity in self.reading.facts.percentages)

    @cached_property
    def ages(self) -> frozenset[float]:
        """Its bare figures after "under", "over" and the like: ages, sizes."""
        return frozenset(float(found["figure"]) for found in _AGE.finditer(self.words))

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many of what it names: stems of things and their numbers."""
        return {
            stem(found["thing"]): _NUMBERS.get(found["number"].lower()) or int(found["number"])
            for found in _COUNT.finditer(self.words)
        }

    @cached_property
    def needless(self) -> frozenset[str]:
        """The things that it says are not needed."""
        things = (thing for found in _NEEDLESS.finditer(self.words) for thing in found.groups() if thing)
        return frozenset(word for thing in things for word in content_stems(thing))

    @cached_property
    def ways(self) -> frozenset[str]:
        """The means of payment and the routes that it names."""
        return frozenset(_WAY_NAMES[found.lastindex - 1] for found in _WAY.finditer(self.words) if found.lastindex)

    @cached_property
    def days(self) -> frozenset[int]:
        """The weekdays that it names, runs filled in; Monday is 0."""
        return frozenset(
            day % 7
            for span in self.reading.facts.weekdays
            for day in range(span.first, span.last + (1 if span.first <= span.last else 8))
        )

    @cached_property
    def has_condition(self) -> bool:
        """Whether a condition or an exception stands in it."""
        return _CONDITION.search(self.words) is not None

    @cached_property
    def verbs(self) -> frozenset[str]:
        """Stems of the words that follow a subject, a modal or a denial: likely verbs."""
        found = (_PARTICIPLES.get(word, word) for word in _VERB_PLACE.findall(self.words))
        return frozenset(GROUP.get(stem(word), stem(word)) for word in found)

    @cached_property
    def cases(self) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
        """The stages, channels and segments it names; provisions for different ones do not contradict."""
        return (
            frozenset(found["which"].lower() for found in _STAGE.finditer(self.words)),
            frozenset(mention.value for mention in self.reading.facts.channels),
            frozenset(found[0].lower().rstrip("s") for found in _SEGMENT.finditer(self.words)),
        )

    @cached_property
    def step(self) -> int | None:
        """The step of handling a case that it names first: to acknowledge, to decide, to pay."""
        return next((_STEP[token.word] for token in self.reading.tokens if token.word in _STEP), None)

    @cached_property
    def price_of(self) -> frozenset[str]:
        """The stems of what its sum is the price of: "the deposit is 50 euros"."""
        found = _PRICE_OF.search(self.words)
        return content_stems(found["thing"]) if found else frozenset()

    @cached_property
    def kept(self) -> frozenset[str]:
        """The stems of the records that it says are kept or destroyed."""
        return self.topic & _RECORDS if KEEPS_DATA.search(self.words) or _WIPES.search(self.words) else frozenset()

    @cached_property
    def pays(self) -> bool:
        """Whether it names a means of payment."""
        return bool(self.ways & _PAYMENTS)

    @cached_property
    def payments(self) -> frozenset[str]:
        """What kinds of payment it names: "credit", "refund"."""
        return self.topic & _KINDS_OF_PAYMENT

    @cached_property
    def sides(self) -> frozenset[Side]:
        """What it says that another provision can contradict."""
        return frozenset(side for side, says in _SAYS.items() if says(self))


def _compact(provision: Provision) -> bool:
    return not (provision.reading.times or provision.reading.money)


_SAYS: Mapping[Side, Callable[[Provision], bool]] = {
    Side.LIMIT: lambda one: (
        len(one.limits) == 1 and all(sum_.span.start > one.limits[0].end for sum_ in one.reading.money)
    ),
    Side.SUM: lambda one: len(one.reading.money) == 1,
    Side.FREE: lambda one: FREE.search(one.words) is not None and not one.reading.has("failure"),
    Side.CHARGED: lambda one: (
        bool(one.reading.money) and _CHARGED.search(one.words) is not None and FREE.search(one.words) is None
    ),
    Side.AUTOMATIC: lambda one: one.reading.has("automatic"),
    Side.CLAIMED: lambda one: _MUST_CLAIM.search(one.words) is not None and not one.reading.has("automatic"),
    Side.INSIDE: lambda one: _COVERS.search(one.words) is not None and _LEAVES_OUT.search(one.words) is None,
    Side.OUTSIDE: lambda one: _LEAVES_OUT.search(one.words) is not None,
    Side.EVERY_DAY: lambda one: (
        (_EVERY_DAY.search(one.words) is not None or any(day.first != day.last for day in one.reading.facts.weekdays))
        and _SHUT.search(one.words) is None
    ),
    Side.SHUT: lambda one: _SHUT.search(one.words) is not None,
    Side.CLOSING: lambda one: len(one.closing) == 1 and not one.reading.limits,
    Side.PERCENT: lambda one: len(one.percentages) == 1 and _compact(one),
    Side.AGE: lambda one: len(one.ages) == 1 and _compact(one),
    Side.NONE: lambda one: NO_THING.search(one.words) is not None and not one.reading.has("failure"),
    Side.NEEDLESS: lambda one: bool(one.needless),
    Side.NEEDED: lambda one: (
        (_NEEDED.search(one.words) is not None and _NEGATION.search(one.words) is None)
        or _REFUSED_WITHOUT.search(one.words) is not None
    ),
    Side.ENDLESS: lambda one: _ENDLESS.search(one.words) is not None,
    Side.ENDS: lambda one: bool(one.reading.times) and _ENDS.search(one.words) is not None,
    Side.ON_DAYS: lambda one: bool(one.days) and _NEGATION.search(one.words) is None,
    Side.ONLY_DAYS: lambda one: bool(one.days) and _ONLY.search(one.words) is not None,
    Side.ONE_WAY: lambda one: bool(one.ways) and _ONLY.search(one.words) is not None,
    Side.OPENING: lambda one: len(one.opening) == 1 and not one.reading.limits,
    Side.ONE_GROUP: lambda one: len(one.groups) == 1 and _ONE_GROUP.search(one.words) is not None,
    Side.ALL_DAY: lambda one: _ALL_DAY.search(one.words) is not None,
    Side.HOURS: lambda one: len(one.reading.facts.times) == 2 and _ALL_DAY.search(one.words) is None,  # noqa: PLR2004 - from and to
    Side.BORNE: lambda one: _BORNE.search(one.words) is not None and FREE.search(one.words) is None,
    Side.ANY_TIME: lambda one: _ANY_TIME.search(one.words) is not None and _NEGATION.search(one.words) is None,
    Side.LEAST_TERM: lambda one: bool(one.reading.times) and _LEAST_TERM.search(one.words) is not None,
    Side.OFF_DAYS: lambda one: bool(one.days) and _NEGATION.search(one.words) is not None,
    Side.INSTALMENTS: lambda one: _INSTALMENTS.search(one.words) is not None and _NEGATION.search(one.words) is None,
    Side.ONE_SUM: lambda one: _ONE_SUM.search(one.words) is not None,
    Side.FINAL: lambda one: _FINAL.search(one.words) is not None,
    Side.OPEN: lambda one: (
        _OPEN_TO_OTHERS.search(one.words) is not None
        and (one.reading.has("escalation") or "appeal" in one.words.lower())
        and _FINAL.search(one.words) is None
    ),
    Side.COUNT: lambda one: len(one.counts) == 1 and _compact(one),
    Side.YES: lambda one: _NEGATION.search(one.words) is None,
    Side.NO: lambda one: _NEGATION.search(one.words) is not None and _compact(one) and not one.has_condition,
}
