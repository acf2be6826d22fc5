"""Elements of a code about reaching it: scope, where it is found, formats, routes, complaints, outside bodies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.element_finding import CODE, THE_CODE, matching, once, under_heading
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading
from assistant.rules.timing import Timing

_COMPLAINT = (
    r"\b(?:complain\w*|unhappy|goes? wrong|went wrong|gone wrong|not satisfied|not happy|not content|dissatisfied"
    r"|put(?:ting)? (?:it"
    r"|things) right|disappointed|if we fail|something is wrong|disagree|grievance|objection|let you down"
    r"|problems?)\b"
)


def in_complaints(reading: Reading) -> bool:
    """Whether a clause is about complaints, by its words or its heading."""
    return bool(caseless(r"\bcomplain\w*|\bgrievance").search(reading.words)) or under_heading(reading, _COMPLAINT)


@once
def scope(code: CodeReading) -> tuple[Reading, ...]:
    """For whom and for what the code is."""
    found = matching(
        code,
        rf"\b(?:this|these|our|the|it|they)(?: \w+){{0,2}}? (?:{CODE} )?(?:(?:also|only|both|alike) )?(?:cover"
        rf"|covers|apply|applies|is for|are for|is meant for|are meant for|is written for|tells|tell"
        rf"|sets? out for|concerns|holds? for|speaks? to|binds us towards)\b(?! from \d)"
        rf"|^(?:for|who it is for|applies to|covers|scope|who|valid for)\s?: "
        rf"|\b{CODE}\b[^.;]{{0,60}}\b(?:for|to) (?:\w+ )*?(?:customers|tenants|patients|members|guests"
        rf"|passengers|visitors|users|readers|people who|everyone who|anyone who|households|clients|residents"
        rf"|students|subscribers|travellers|policyholders|private|pupils|parents|owners|borrowers|buyers|shoppers"
        rf"|riders|all who)\b"
        r"|\bapplies\b[^.;]{0,40}\bto\b|\bwhat (?:our |my )?(?:customers|tenants|patients|members|guests"
        r"|passengers|visitors|readers|you) (?:can|may) expect\b",
        lambda r: not re.search(r"\b(?:does not|do not|doesn't) (?:apply|cover)\b", r.words) or " covers " in r.words,
    )
    if found:
        return found
    return tuple(
        r for r in code.readings if under_heading(r, r"\b(?:scope|who this|who it|for whom|covers?|applies)\b")
    )


@once
def complaint_route(code: CodeReading) -> tuple[Reading, ...]:
    """How to complain."""
    return tuple(
        r
        for r in code.readings
        if in_complaints(r)
        and (
            r.has("channel")
            or r.facts.channels
            or caseless(r"\b(?:routes?|ways|tell|write|talk|speak|complain (?:to|at|by)|contact)\b|@|\d{5,}").search(
                r.words
            )
        )
        and not caseless(r"\b(?:we (?:use|keep|count|read)|files?|log|summary|statistics|records?)\b").search(r.words)
    )


_BODY = re.compile(
    r"\b(?:[A-Z][\w&'’áéíóúãõçäöüß-]+ (?:(?:of|for|and|the|de|di|van) )*){1,4}(?:Ombudsman|Ombudsperson|Ombuds"
    r"|Arbiter|Arbitrator|Arbitration|Regulator|Mediator|Mediation|Conciliation|Tribunal|Board|Commission"
    r"|Commissioner|Authority|Adjudicator|Inspectorate|Office|Service|Council|Agency|Association|Bureau|Centre"
    r"|Panel|Court|Body|Committee|Chamber|Scheme|Watchdog)\b"
    r"|\b(?:Ombudsman|Ombudsperson|Arbiter|Regulator|Mediator|Adjudicator|Tribunal)\b(?:,| for| of|:)",
)


_DISPUTE = caseless(
    r"\b(?:disput\w*|disagree\w*|go straight|free of charge|costs? nothing|independent|outside|not settled"
    r"|unhappy|not satisfied|take (?:it|your|the)|complain\w*|if (?:she|he|we|either|they) |late|appeal|escalate"
    r"|write to|still|turn to|go to|decides?|settles?|rules?|hears?|looks? at|examines?)\b"
)


@once
def external_body(code: CodeReading) -> tuple[Reading, ...]:
    """Which outside body decides disputes, by its name."""
    found = []
    for reading in code.readings:
        body = _BODY.search(reading.words)
        if not body or not (_DISPUTE.search(reading.words) or in_complaints(reading)):
            continue
        sure = caseless(
            r"ombud|arbit|regulat|mediat|concil|tribunal|adjudic|commission|authority|inspectorate|watchdog"
            r"|consumer|dispute|board|court|scheme|passenger|users|insurance|protection|financial|claims|advice"
        ).search(body[0])
        if sure and not caseless(r"\b(?:reports? to|adopted|approved|signed|reviews?|owned|reviewed)\b").search(
            reading.words
        ):
            found.append(reading)
    return tuple(found)


_ADDRESS = re.compile(r"\bhttps?://|\bwww\.|\b[\w-]+\.(?:example|com|org|net|eu|uk|ie|[a-z]{2})(?:/|\b)")


@once
def availability(code: CodeReading) -> tuple[Reading, ...]:
    """Where the code is found."""
    verb = (
        r"(?:hangs?|available|posted|printed|finds?|found|displayed|published|read|lies?|stands?|appears?|shown"
        r"|handed|goes"
        r"|put|pinned|stuck|sent|kept|carried|on show|given|get|download\w*|is on|are on|is at|are at|is in|are in"
        r"|copies|copy)"
    )
    return tuple(
        r
        for r in code.readings
        if (r.has("location") or _ADDRESS.search(r.words))
        and (
            caseless(
                rf"(?:\b(?:this|these|the|our)(?: \w+)? {CODE}\b|\b(?:it|they)\b)[^.;]{{0,40}}\b{verb}\b"
                rf"|\b{verb} (?:it|them)\b"
            ).search(r.words)
            or caseless(
                r"^(?:it|they) (?:is|are)\b[^.;]{0,140}(?:,|\band) (?:hangs?|(?:is|are) (?:published|posted"
                r"|printed))\b"
            ).search(r.words)
            or caseless(rf"\b{verb}\b[^.;]{{0,50}}\b(?:this|the|our)(?: \w+)? {CODE}\b").search(r.words)
            or caseless(
                rf"^(?:this |the |our )?{CODE}:|^(?:where to find|find (?:it|us)|available|to be found|copies"
                rf"|displayed|published)\b"
            ).search(r.words)
            or under_heading(r, r"\bwhere\b.*\b(?:find|code|read)\b|\bpublication\b|\bavailab")
        )
        and not caseless(r"\b(?:results?|figures|numbers|shares|percentages|list of changes)\b").search(r.words)
        and not (
            caseless(r"\b(?:it|they)\b").search(r.words) and not THE_CODE.search(r.words) and not _about_code(code, r)
        )
    )


def _about_code(code: CodeReading, reading: Reading) -> bool:
    """Whether "it" or "they" can stand for the code: the sentence before names it, or the heading does."""
    near = code.preceding(reading)[:2]
    return any(THE_CODE.search(one.words) for one in near) or under_heading(reading, CODE)


@once
def formats(code: CodeReading) -> tuple[Reading, ...]:
    """In which languages and formats it comes."""
    return tuple(
        r
        for r in code.readings
        if r.has("alternative-format")
        or (
            r.has("language-name")
            and caseless(r"\b(?:in|languages?|speak\w*|translat\w*|versions?|also)\b").search(r.words)
            and not caseless(r"\b(?:holidays?|time|law|rules)\b").search(r.words)
        )
    )


@once
def two_routes(code: CodeReading) -> tuple[Reading, ...]:
    """At least two ways to reach the organisation, one of them not digital."""
    kinds: dict[str, Reading] = {}
    patterns = {
        "phone": r"\b(?:phone|telephone|ring|call|hotline|helpline|text)\b|\b\+?\d{2,5}[ -]\d{3,}",
        "letter": r"\b(?:letters?|write to|by post|post to|PO Box|postal)\b",
        "visit": r"\b(?:counter|desk|reception|visit|branch|office|shop|in person|at the till|any clerk|lodge|window"
        r"|driver)\b",
        "email": r"\be-?mail\b|\S+@\S+",
        "web": r"\b(?:website|web form|online|app|portal|chat)\b",
    }
    for reading in code.readings:
        if not (_reaches(reading) or in_complaints(reading)):
            continue
        for kind, pattern in patterns.items():
            if kind not in kinds and caseless(pattern).search(reading.words):
                kinds[kind] = reading
    if len(kinds) > 1 and {"phone", "letter", "visit"} & kinds.keys():
        return tuple(dict.fromkeys(kinds.values()))
    return ()


def _reaches(reading: Reading) -> bool:
    return bool(
        caseless(
            r"\b(?:contact|tell|ask|ring|call|write|email|text|phone|speak|talk|visit|letters|report|claim|hand"
            r"|fill|message|reach|desk|question|complain|apply|@)\b|\d{3}[ -]\d{3}"
        ).search(reading.words)
    )


@once
def reply_limit(code: CodeReading) -> tuple[Reading, ...]:
    """A time limit for questions or requests outside complaints."""
    return tuple(r for r in _answer_limits(code) if not in_complaints(r) and not under_heading(r, r"\bstep|stage\b"))


@once
def complaint_limit(code: CodeReading) -> tuple[Reading, ...]:
    """A time limit in complaint handling."""
    return tuple(
        r
        for r in code.readings
        if in_complaints(r)
        and not r.averages
        and not r.efforts
        and any(limit.timing is Timing.LIMIT for limit in r.times)
        and not r.customer_acts
    )


def _answer_limits(code: CodeReading) -> Iterator[Reading]:
    for reading in code.readings:
        if reading.averages or reading.efforts or reading.past:
            continue
        if not any(limit.timing is Timing.LIMIT for limit in reading.limits):
            continue
        if caseless(
            r"\b(?:answers?|answered|repl(?:y|ies|ied)|responds?|response|rings? (?:you )?back"
            r"|calls? (?:you )?back|return (?:your )?calls?|get back|gets back|confirms?|acknowledges?|decision"
            r"|questions?|enquir\w*|requests?|picks? up|respond|decides?|messages?)\b"
        ).search(reading.words):
            yield reading
