"""The times that a clause names: limits, windows, notice, thresholds, cycles, each with its clock and its start."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.caseless import caseless
from assistant.facts import Comparator, Quantity, QuantityKind
from assistant.rules.parts import Part, Role


class Timing(StrEnum):
    """What a length of time is there for."""

    __hash__ = str.__hash__  # an enumeration's own is slow, and these are looked up in sets all the time

    LIMIT = "limit"  #: the act happens within it
    NOTICE = "notice"  #: the act happens at least so long before something
    WINDOW = "window"  #: how long the customer may or must act
    THRESHOLD = "threshold"  #: beyond it something else follows
    CYCLE = "cycle"  #: how often
    LENGTH = "length"  #: how long something lasts


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A length of time in a clause, in characters of its words."""

    timing: Timing
    start: int
    end: int  #: exclusive; of the words with their bound, without the start event
    unit: str
    amount: float  #: in `unit`; the larger of a range
    clock: str | None  #: the kind of day that needs a definition: "day", "working day", "open day"; None if clear
    has_start: bool
    named_day: bool = False  #: "same day", "next working day": the start lies in the word


_DAY_KIND = caseless(
    r"(?P<low>\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|thirty)"
    r"(?:\s(?:to|or)\s\w+)?\s(?:further\s|full\s|clear\s|whole\s)?(?P<kind>[a-z]+ing|open|bank|school|term"
    r"|trading|net)\s(?P<unit>days?|hours?)\b"
)
_LIMIT_BEFORE = caseless(
    r"(?:within|inside|in|no later than|not later than|at most|up to|at the latest|under|takes?|maximum(?: of)?|by"
    r"|no more than|not more than|less than|wait)\s(?:the\s)?$"
)
_OWN_START = caseless(
    r"^(?:['’]s?)?\s?,?\s?(?:\(?(?:at most|at the latest|or less|or sooner|maximum)\)?,?\s)?"
    r"(?:of(?!\sthe\sweek)|from|after|before|following|since|once|while|when|whenever|upon|on|past|ahead of|beyond|into"
    r"|counted|counting|starting"
    r"|measured|running|later than|as of|prior to|until we hear|beforehand|in advance|ahead|earlier|later"
    r"|that follow|that follows)\b"
)
_START_BEFORE = caseless(
    r"(?:\b(?:from|after|once|having|when|whenever|on(?! (?:within|in|inside|at|no|not)\b)"
    r"|upon|following|as soon as|starting|counting|each time|every time"
    r"|with (?:that|this|your) \w+ in hand|follow(?:s|ed by)"
    r"|if you(?= (?:close|cancel|end|return|send back|give notice|move out|leave)\b))\s(?:[\w'’-]+(?:[\s,:]+|$)){1,14}"
    r"|\bbetween\b[^.;]{3,60}\band\b[^.;]{3,60}\b(?:lie|pass|are|go by)\s(?:\w+\s){0,4}"
    r"|\bfrom the (?:moment|day|time|hour|minute)\b[^.;]*)$"
)
_ON_A_THING = caseless(r"\bon\s(?:average|our|the\s(?:web|phone)|request)\b|\bfrom\s(?:our|us|the\scompany)\b")
_FURTHER = caseless(r"\b(?:further|more|extra|additional|another)\b")
_NOTICE_AFTER = caseless(
    r"^\s?(?:before|ahead|in advance|beforehand|earlier|prior to)\b|^['’]?s?['’]?\s(?:\w+\s)?(?:notice|warning)\b"
)
_LATE_AFTER = caseless(r"^\s?(?:late|overdue|or more|or longer|behind|too late|beyond|delay)\b")
_WINDOW_BEFORE = caseless(
    r"\b(?:you|customers?|members?|tenants?|guests?|patients?|passengers?)\s(?:still\s|also\s)?(?:have|has"
    r"|get)\s(?:at least\s|up to\s|a full\s)?$"
)
_WINDOW_AFTER = caseless(r"^[^.;]{0,60}?\bto\s(?!you\b|us\b|the\b)\w+")
_WHAT_IS_DELAYED = caseless(
    r"\b(?:delays?|waits?|queues?|interruptions?|outages?|absences?|stays?|calls?|trips?|journeys?)\s(?:of\s)?(?:\w+\s){0,2}$"
)
_NOTHING = caseless(
    r"^[^.;,]{0,40}\b(?:earns?|gets?|gives?|brings?|means?|pays?) (?:no|nothing)\b"
)  #: "queues of up to 10 minutes earn no voucher"
_LIMIT_NOUN = caseless(
    r"\b(?:limit|time|deadline|turnaround|wait|maximum|period)\s(?:of|is|will be|for \w+ is)\s(?:\w+\s)?$"
)
_CYCLE_BEFORE = caseless(r"\b(?:every|each|once (?:every|in)|per)\s(?:\w+\s)?$")
_PRICE_PER = caseless(
    r"(?:\b(?:euros?|pounds?|dollars?|cents?|pence|francs?)|[€£$]\s?\d[\d.,]*)\s$"
)  #: "2 euros a week"
_ALONE_BEFORE = caseless(r"(?:^|:\s|\|\s)(?:(?:usually|normally|typically|generally|mostly|within)\s)?$")
_ALONE_AFTER = caseless(r"^\s?(?:\||[.;,]|$|of(?= (?:your|the|our|its|an?|each|every|receipt))|after|from)")
_DELAY_COLUMN = caseless(r"\b(?:delay(?:ed)?|late(?:ness)?|overdue|outage|downtime|interruption)\b(?!\?)")
_LASTS = caseless(r"\b(?:guarantee|warranty|valid|length|duration|lasts?|period of|cover|kept|retention|how long)\b")
_GIVES_NOTICE = caseless(
    r"\b(?:tells?|told|announces?|announced|informs?|informed|notif\w+|sends?|sent|warns?|warned|gives?|given"
    r"|reach(?:es)?|letter|posts?|posted|calls?|texts?|reminds?|reminders?|reminded|publish\w*|shows?|shown"
    r"|hears?|learns?|know|receives?|gets?|confirm\w*|email\w*|notice|arrives?|delivers?|delivered|ready|asks?|mail\w*"
    r"|cancel\w*|change\w*|within|no later than)\b"
)
_HAPPENING = caseless(
    r"\b(?:taxis?|coach|trams?|ferry|shuttle|climb|way|tours?|crossings?|journeys?|trips?|flights?|films?|courses?"
    r"|lessons?|shows?|visits?|walks?|sessions?|programmes?|cycles?|wash|recipes?|cruises?|voyages?|festivals?|fairs?"
    r"|camps?|retreats?|expeditions?|safaris?|ceremon(?:y|ies)|funerals?|weddings?|races?|tournaments?|lectures?"
    r"|seminars?|workshops?|rehearsals?|routes?|paths?|trails?|laps?|operas?|plays?|modules?|semesters?|massages?|dives?"
    r"|rides?|drives?|tests?|treatments?|check-ups?|games?|performances?|concerts?|sailings?|meetings?|exams?"
    r"|workouts?|classes|class|match|matches|interviews?|surveys?|forms?|climbs?|hikes?)\b"
)
_BY = re.compile(r"\bby\s$")  #: "longer by one day"
_DO_AND = caseless(
    r"(?:^|[,;:]\s)\W*(?:hang up|pull|touch|tap|scan|swipe|knock|push|fill|sign|upload"
    r"|ring|call|press|text|send|post|tell|hand|drop|order|ask|book|show"
    r"|click"
    r"|email|report)\b[^.;]{1,80}"
    r"(?::|\band\b|\bthen\b)"
)  #: "ring the bell and a nurse comes within 3 minutes": the ring starts the clock
_FEATURE = caseless(
    r"^\W*(?:the|our|this|each|every|an?) (?:[\w.,]+ ){1,6}?(?:boils?|dries|sets(?! out| off)"
    r"|hardens?|cools?|heats?|melts?|charges"
    r"|crosses"
    r"|climbs?|flies|sails|lasts?|brews?|bakes?|cooks?|inflates?|switches|turns itself"
    r"|shuts (?:itself )?down|boots?|ripens?|brakes?|reaches \d+ degrees)\b(?!\syou)"
)  #: what a thing does by its nature: "the kettle boils in 3 minutes"
_DOES_NOT = caseless(r"\b(?:do|does|can|will) ?not (?!keep|let|make|take|leave|wait)\w+(?:\s\w+){0,4}\s(?:with)?in\s$")
_LASTS_UNTIL = caseless(
    r"\b(?:until|till|(?<!away )from|since|as of)\s$"
)  #: "your seat stays yours until 10 minutes after the curtain"
_VEHICLE = caseless(
    r"\b(?:trams?|bus(?:es)?|trains?|ferry|ferries|lifts?|shuttles?|coach(?:es)?|boats?|flights?|cable cars?"
    r"|metro)\b[^.;]{0,40}"
    r"\b(?:reach(?:es)?|cross(?:es)?|climbs?|goes|go|runs?|connects?|links?|covers?)\s(?!you\b|your\b)"
)  #: how long a journey takes
_TAKES_EFFECT = caseless(
    r"\b(?:takes? effect|comes? into force|becomes? (?:valid|final|binding|effective)|(?:starts?"
    r"|begins?) to (?:apply|run|count)"
    r"|expires?|lapses?)\s(?:\w+\s)?$"
)
_JOURNEY = re.compile(r"^\sto (?:the|your|our|[A-Z])")
_PERIOD_FROM = caseless(
    r"^[\s-](?:[\w-]+ )?(?:window|period|limit|deadline|right)\s(?:from|of|after|starting|counted|to \w+ from)\b"
)
_SHUTS = caseless(r"\b(?:closes|opens|shuts|starts|begins|ends|stops)\s(?:\w+\s){0,2}$")
_OF_A_THING = re.compile(r"^['’]s?\s(?!\w*\s?notice|\w*\s?warning|time)")  #: "a week's standing charge"
_IN_UNDER = caseless(r"\bin\s$")  #: "calls in under a minute": the bound begins behind "in"
_FOR_UP_TO = caseless(r"\bfor up to\s$")  #: "loans are for up to 21 days"
_OF_THAT_TIME = re.compile(r"\sof\s$")  #: "trains of the same day"
_UP_TO = caseless(r"\b(?:up to|until|till)\s$")  #: "costs nothing up to 24 hours before it begins"
_RUNS_TO = caseless(
    r"\b(?:runs?|extends?|lasts?|stretch(?:es)?)(?: to| for)?\s$"
)  #: "returns run to 60 days from delivery"
_VALID = caseless(
    r"\b(?:valid|good|last|lasts|kept|stored) for\s(?:\w+,?\s(?:or\s|to\s)?){0,3}$"
)  #: "tickets are valid for one, three or twelve months"
_NEEDS = caseless(r"\b(?:needs?|wants?|requires?) (?:about |some |at least )?$")  #: "paint needs four hours"
_WE_NEED = caseless(
    r"\b(?:we|i|our \w+|the (?:clerk|team|office|desk|manager)) (?:\w+ )?(?:needs?|wants?|requires?|takes?) "
)
_GIVES = caseless(
    r"\b(?:gives?|grants?|allows?) (?:you |customers |everyone )?$"
)  #: "the law gives you 14 days, we give 45"
_IN_EACH = re.compile(
    r"\b(?:first|last)\s$|\b(?:first|second|third|fourth|fifth) in\s$"
    r"|\b(?:in|within|during) (?:any|each|every|those|that|the same|a (?:calendar|given|single)) ?$"
)
_TIMES_IN = re.compile(
    r"\b(?:once|twice|times|(?:per|each|every|(?:one|two|three|\d+) [\w ]{2,20} a) (?:household|customer|person"
    r"|claim)|more) (?:with)?in\s(?:an?\s"
    r"|any\s|one\s)?$"
)
_NOTICE_WORD = re.compile(r"^['’]?s?['’]?\s(?:\w+\s)?(?:notice|warning)\b")
_AGED = caseless(
    r"\b(?:child|children|bab(?:y|ies)|infants?|toddlers?|kids|anyone|people|person|those|everyone|pupils?|dogs?|pets?"
    r"|riders?|guests?|members?|passengers?|visitors?)\s(?:aged\s(?:under\s|over\s)?"
    r"|under\s|over\s|below\s|younger than\s|older than\s)$"
)
_YOUR_NOTICE = caseless(r"^['’]?s?['’]?\s(?:\w+\s)?notice\b[^.;]{0,30}\b(?:from|by) (?:you|the customer|the tenant)\b")
_SHARE_IN = caseless(
    r"\b(?:share|number|percentage|seconds|minutes|hours|days)\b[^.;,]{0,20} in\s(?:an?\s)?$"
)  #: "the share of minutes in a calendar month"
_TAKES = re.compile(r"\btakes?\s(?:\w+\s){0,2}$")
_RANGE_BEFORE = re.compile(r"\b(?:within|in|takes?|after|by)\s(?:\w+\s)?$")
_AFTER_EVENT = re.compile(r"^\s?(?:after|from|of receipt|past)\b")
_NAMED_STRETCH = caseless(
    r"^[\s-](?:slot|window|period|visit|course|session|lesson|tour|trip|ticket|pass|stay|shift|guarantee|warranty"
    r"|contract|test|drive|walk)s?\b"
)
_ALLOWED = caseless(
    r"\b(?:lets?|allows?|permits?|enables?) (?:you|customers|members|guests|tenants|passengers)\b|\byou (?:may"
    r"|can(?! (?:rely|count|expect|depend))|must|should|have to|need to|have(?! (?:our|an? (?:answer|reply|decision"
    r"|result)))|decide|choose|pick|bring|send|return"
    r"|tell)\b"
)
_USED_FOR = caseless(
    r"\b(?:keep|use|borrow|stay|park|freeze|pause|hold|rent|try|test)\b[^.;,]{0,30}\bfor (?:up to )?$"
)  #: "you may keep a book for 21 calendar days": it begins with the act itself
_OPEN_LENGTH = caseless(
    r"\b(?:meets?|held|spread|place|runs?|stretch(?:es)?)\b[^.;]{0,30}\bover\s$|\bon (?:any|all|these)\s$"
    r"|\b(?:trial|guarantee|warranty|cover|loan|stay|lease|contract|pass) of\s$"
    r"|\b(?:(?:shorter|younger|older|newer) than|not in)\s$"
    r"|\b(?:since|because|as|for) [^.;,]{3,40} (?:can|may|might|could) (?:take|last|need)(?: \w+)?\s$"
)  #: "a lease shorter than six months", "a spare part can take a year", "they meet over two days"
_STANDS_LONG = caseless(
    r"\b(?:no one|nobody|none of \w+ \w+|no \w+)\s(?:\w+\s){0,2}?(?:waits?|stands?|queues?|lies|sits|hangs)\b"
)  #: not "never": what we never keep for more than a year is no wait
_NOBODY = caseless(
    r"\b(?:no one|nobody|no \w+|none|never) (?:\w+ ){0,3}$|\b(?:no one|nobody|no \w+|never)\b.{0,30}\b(?:waits?"
    r"|takes?|stands?|longer|more than)\s"
)
_TAKES_BACK = caseless(
    r"\b(?:accepts?|takes? (?:it|them|\w+|\w+ \w+) back|exchanges?|swaps?|buys? (?:it|them|\w+) back)\b"
)
_OF_PURCHASE = caseless(
    r"^\s(?:of|from|after)\s(?:the\s|your\s|its\s)?(?:date of\s|day of\s)?(?:purchase|delivery|buying|sale"
    r"|collection|receipt)"
)
_RETAINS = caseless(
    r"\b(?:keep|keeps|kept|store|stores|stored|retain|retains|retained|hold|holds|held|shred|shreds|shredded"
    r"|delete|deletes|deleted|erase|erases|erased|destroy|destroys|destroyed|wiped?)\b"
)


def time_limits(
    words: str, quantities: Sequence[Quantity], sections: Sequence[Part], lead_in: str
) -> tuple[TimeLimit, ...]:
    """Every length of time in a clause, in text order.

    Args:
        words: The clause's words.
        quantities: The quantities found in `words`.
        sections: The clause's parts.
        lead_in: The words of its lead-in or header cells, which may hold the start.
    """
    found = [
        _of_quantity(words, quantity, sections, lead_in)
        for quantity in quantities
        if quantity.kind is QuantityKind.DURATION and quantity.implied != "unit"
    ]
    found += list(_of_day_kinds(words, sections, lead_in, found))
    return tuple(sorted(found, key=lambda limit: limit.start))


def _of_quantity(words: str, quantity: Quantity, sections: Sequence[Part], lead_in: str) -> TimeLimit:
    start, end = quantity.span.start, quantity.span.end
    before, after = words[:start], words[end:]
    begins = quantity.full_span.start if quantity.full_span else start
    role = next((part.role for part in sections if part.start <= begins < part.end), Role.MAIN)
    timing = _timing(_Place(quantity, before, after, begins, role, lead_in))
    written = quantity.span.of(words).lower()
    clock = None
    if quantity.unit == "working_day":
        clock = re.sub(r"^\S+[\s-]|s$", "", written) if quantity.implied is None else "working day"
        clock = "business day" if "business" in written else "working day" if "working" in written else clock
    elif quantity.unit == "day" and quantity.implied is None and "calendar" not in written:
        clock = None if "week" in written else "day"
        if written.startswith("a ") and timing not in {Timing.LIMIT, Timing.WINDOW}:
            clock = None  # "a day late" is as clear as "24 hours late"
    ends = max(end, quantity.full_span.end if quantity.full_span else end)
    return TimeLimit(
        timing,
        begins,
        ends if _NOTICE_AFTER.match(after) is None else end,
        quantity.unit,
        float(quantity.high),
        clock,
        has_start=_has_start(before, after, written, lead_in),
        named_day=quantity.implied == "word",
    )


def _of_day_kinds(
    words: str, sections: Sequence[Part], lead_in: str, known: Sequence[TimeLimit]
) -> Iterator[TimeLimit]:
    """Days of an organisation's own kind, such as "two open days"."""
    for found in _DAY_KIND.finditer(words):
        if any(limit.start <= found.start("unit") < limit.end for limit in known):
            continue
        before, after = words[: found.start()], words[found.end() :]
        bound = _LIMIT_BEFORE.search(before)
        in_condition = any(part.role is Role.CONDITION and part.start <= found.start() < part.end for part in sections)
        timing = Timing.LIMIT if bound and not in_condition else Timing.WINDOW if bound else Timing.LENGTH
        kind = f"{found['kind'].lower()} {found['unit'].lower().rstrip('s')}"
        yield TimeLimit(
            timing,
            bound.start() if bound else found.start(),
            found.end(),
            found["unit"].lower().rstrip("s"),
            0.0,
            kind,
            _has_start(before, after, found[0], lead_in),
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """A length of time and what stands around it."""

    quantity: Quantity
    before: str  #: all words before the figure
    after: str
    begins: int  #: where the figure with its bound begins
    role: Role  #: of the part it stands in
    lead_in: str

    @property
    def sentence(self) -> str:
        """The words of its own sentence before it."""
        return re.split(r"[.;]\s", self.before)[-1]

    def is_bound(self, *comparators: Comparator) -> bool:
        """Whether the words around it bound it in one of these ways."""
        return self.quantity.comparator in comparators


def _is_days_window(one: _Place) -> bool:
    stretch = re.match(r"[\s-](?:\w+ )?(?:window|period|limit|deadline)", one.after)
    return one.quantity.unit in {"day", "working_day"} and stretch is not None


def _is_bounded_above(one: _Place) -> bool:
    return one.is_bound(Comparator.AT_MOST, Comparator.LESS_THAN) or one.quantity.implied == "word"


def _is_kept_until(one: _Place) -> bool:
    """Whether it begins a sentence about keeping data: "Three years after our last reply we shred the letter"."""
    return not one.sentence.strip() and bool(_AFTER_EVENT.match(one.after) and _RETAINS.search(one.after))


def _is_in_a_year(one: _Place) -> bool:
    """Whether it is "in a year", in which something is counted: nobody promises an answer so."""
    return one.quantity.unit == "year" and one.quantity.high == 1 and one.before.endswith(" in ")


def _is_customers_window(one: _Place) -> bool:
    return bool(_WINDOW_BEFORE.search(one.before[: one.begins]) or _WINDOW_BEFORE.search(one.before))


def _is_price_per(one: _Place) -> bool:
    """Whether a price is for so long: "2 euros a week"."""
    return one.quantity.high == 1 and _PRICE_PER.search(one.before) is not None


def _is_age(one: _Place) -> bool:
    """Whether it says how old somebody is: "children under 36 months"."""
    return one.quantity.unit in {"week", "month", "year"} and _AGED.search(one.before) is not None


def _stands_alone(one: _Place) -> bool:
    """Whether it fills a cell, or what follows a colon: "Letters: ten working days"."""
    return bool(_ALONE_BEFORE.search(one.before) and _ALONE_AFTER.match(one.after))


#: The first test that holds says what a length of time is there for.
_TESTS: Sequence[tuple[Timing, Callable[[_Place], bool]]] = (
    (Timing.CYCLE, lambda one: bool(one.quantity.per or one.is_bound(Comparator.RATE))),
    (Timing.CYCLE, lambda one: bool(_CYCLE_BEFORE.search(one.before)) or _is_price_per(one)),
    (Timing.LENGTH, lambda one: bool(_BY.search(one.before)) and one.quantity.implied is None),
    (Timing.LENGTH, lambda one: bool(_IN_EACH.search(one.before)) or _is_age(one)),
    (Timing.WINDOW, lambda one: bool(_NOTICE_AFTER.match(one.after) and _UP_TO.search(one.before))),
    (Timing.LENGTH, lambda one: one.quantity.implied == "word" and _OF_THAT_TIME.search(one.before) is not None),
    (Timing.LENGTH, lambda one: one.quantity.implied == "word" and one.after.startswith(" of work")),
    (Timing.CYCLE, lambda one: bool(_TIMES_IN.search(one.before))),
    (Timing.LENGTH, lambda one: bool(_YOUR_NOTICE.match(one.after))),
    (Timing.NOTICE, lambda one: bool(_NOTICE_WORD.match(one.after))),
    (Timing.WINDOW, _is_days_window),
    (Timing.LENGTH, lambda one: bool(_LASTS_UNTIL.search(one.before[: one.begins]) or _LASTS_UNTIL.search(one.before))),
    (Timing.LENGTH, lambda one: bool(_VEHICLE.search(one.sentence) or _TAKES_EFFECT.search(one.sentence))),
    (Timing.LENGTH, lambda one: bool(_OF_A_THING.match(one.after))),
    (Timing.LENGTH, lambda one: bool(_NAMED_STRETCH.match(one.after))),
    (Timing.LIMIT, lambda one: one.is_bound(Comparator.MORE_THAN) and bool(_STANDS_LONG.search(one.before))),
    (Timing.LENGTH, lambda one: one.before.endswith("for ") and one.quantity.unit in {"hour", "minute"}),
    (Timing.LENGTH, lambda one: bool(_FOR_UP_TO.search(one.before))),
    (Timing.LENGTH, lambda one: bool(_RUNS_TO.search(one.before) or _VALID.search(one.before)) or _is_in_a_year(one)),
    (Timing.LENGTH, lambda one: bool(_NEEDS.search(one.before)) and not _WE_NEED.search(one.sentence)),
    (Timing.WINDOW, lambda one: bool(_GIVES.search(one.before)) and not one.is_bound(Comparator.AT_MOST)),
    (Timing.LENGTH, lambda one: bool(_USED_FOR.search(one.before) or _OPEN_LENGTH.search(one.before))),
    (Timing.WINDOW, lambda one: bool(_ALLOWED.search(one.sentence))),
    (Timing.WINDOW, lambda one: bool(_TAKES_BACK.search(one.sentence) and _OF_PURCHASE.match(one.after))),
    (Timing.LENGTH, lambda one: bool(_RETAINS.search(one.before)) and not _LIMIT_BEFORE.search(one.before)),
    (Timing.LENGTH, _is_kept_until),
    (Timing.CYCLE, lambda one: bool(_SHARE_IN.search(one.before))),
    (Timing.LIMIT, lambda one: bool(_IN_UNDER.search(one.before[: one.begins]))),
    (Timing.LIMIT, lambda one: one.is_bound(Comparator.MORE_THAN) and bool(_NOBODY.search(one.before))),
    (Timing.THRESHOLD, lambda one: one.is_bound(Comparator.MORE_THAN) or bool(_LATE_AFTER.match(one.after))),
    (
        Timing.THRESHOLD,
        lambda one: bool(_WHAT_IS_DELAYED.search(one.before[: one.begins]) and _NOTHING.search(one.after)),
    ),
    (
        Timing.THRESHOLD,
        lambda one: one.is_bound(Comparator.LESS_THAN) and bool(_WHAT_IS_DELAYED.search(one.before[: one.begins])),
    ),
    (Timing.LENGTH, lambda one: bool(_NOTICE_AFTER.match(one.after)) and not _GIVES_NOTICE.search(one.before)),
    (Timing.LENGTH, lambda one: bool(_TAKES.search(one.before) and _HAPPENING.search(one.before))),
    (Timing.LENGTH, lambda one: bool(_SHUTS.search(one.before)) and not one.is_bound(Comparator.AT_MOST)),
    (Timing.LENGTH, lambda one: bool(_FEATURE.search(one.sentence) or _DOES_NOT.search(one.sentence))),
    (Timing.LENGTH, lambda one: bool(_TAKES.search(one.before) and _JOURNEY.match(one.after))),
    (Timing.NOTICE, lambda one: bool(_NOTICE_AFTER.match(one.after))),
    (Timing.LIMIT, _is_bounded_above),
    (Timing.LIMIT, lambda one: one.is_bound(Comparator.BETWEEN) and bool(_RANGE_BEFORE.search(one.before))),
    (Timing.WINDOW, lambda one: _is_customers_window(one) and bool(_WINDOW_AFTER.match(one.after))),
    (Timing.LENGTH, _is_customers_window),
    (Timing.LENGTH, lambda one: bool(_stands_alone(one) and _LASTS.search(one.lead_in))),
    (Timing.THRESHOLD, lambda one: _stands_alone(one) and _DELAY_COLUMN.search(one.lead_in) is not None),
    (Timing.LIMIT, _stands_alone),
    (Timing.LIMIT, lambda one: bool(_LIMIT_NOUN.search(one.before))),
    (Timing.LENGTH, lambda one: one.before.endswith("for ")),
    (
        Timing.LIMIT,
        lambda one: one.is_bound(Comparator.EXACT, Comparator.BETWEEN) and bool(_AFTER_EVENT.match(one.after)),
    ),
)


def _timing(one: _Place) -> Timing:
    found = next((timing for timing, test in _TESTS if test(one)), Timing.LENGTH)
    if one.role is Role.CONDITION and (found is Timing.NOTICE or (found is Timing.LIMIT and _is_bounded_above(one))):
        return Timing.WINDOW
    return found


def _has_start(before: str, after: str, written: str, lead_in: str) -> bool:
    behind = _BRACKETS.sub("", after)
    if _STARTS_IN_BRACKETS.match(after) or _COUNTED.search(re.split(r"[.;?!]\s", behind)[0]):
        return True
    if any(_OWN_START.match(rest) or _PERIOD_FROM.match(rest) for rest in (behind, _INSERTED.sub("", behind))):
        return True
    if _START_FURTHER_ON.match(behind) or _FURTHER.search(written) or re.match(r"^\s(?:further|more)\b", behind):
        return True
    if before.endswith("the next "):
        return True
    sentence = re.split(r"[.;?!|]\s", before)[-1]
    if _DO_AND.search(sentence) or _START_BEFORE.search(_ON_A_THING.without(sentence)):
        return True
    return _STARTS_ALL.search(lead_in) is not None


_START_FURTHER_ON = caseless(
    r"^(?:\s(?:for|at|in|on) (?:the |your |our |an? )?\w+){1,2}\s(?:after|from|past|following|since|of (?:your"
    r"|the|receipt))\b"
)  #: "10 minutes for the key after arrival"
_STARTS_IN_BRACKETS = caseless(
    r"^\s?\((?!(?:except|apart|excluding|unless|not|but)\b)[^)]*\b(?:after|from|once|when|since|following|starts?|begins?|counted)\b[^)]*\)"
)
_COUNTED = caseless(r"\b(?:counted|measured|reckoned|running) (?:from|when|after)\b")
_BRACKETS = re.compile(r"^\s?\([^)]*\)")
_INSERTED = re.compile(r"^,[^,.;]{1,40},")  #: "within 4 hours, Sundays included, of your call"
_STARTS_ALL = caseless(
    r"\b(?:from|after|of|since)\s(?:receipt|your|the|when)\b"
    r"|\b(?:after|once|when|whenever|upon|following)\s(?:each|every|any|an?|you|we|it|they)\b"
)  #: in a lead-in or a header cell: "After each incident we will:"
