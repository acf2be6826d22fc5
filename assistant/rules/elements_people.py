"""Elements of a code about people: who sees data, who is trained, who owns and backs it, who helps shape it."""

from __future__ import annotations

import re

from assistant.caseless import caseless
from assistant.rules.cues import WORKS
from assistant.rules.element_finding import CODE, CYCLE, THE_CODE, matching, once, under_heading
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading

_PRIVACY_HEADING = (
    r"\b(?:privacy|confiden\w*|(?:your|personal) (?:data|details|information|name)|data|information|what you tell"
    r"|secre\w*|discre\w*)\b"
)


def _privacy(reading: Reading) -> bool:
    return under_heading(reading, _PRIVACY_HEADING) or bool(
        caseless(
            r"\b(?:your|personal|complaint|customer|their) (?:\w+ )?(?:details?|data|information|files?|records?"
            r"|name|names|letters?|complaints?)\b|\bwhat you tell\b|\bcomplaint (?:files?|data|records?|letters?"
            r"|papers?)\b"
        ).search(reading.words)
    )


@once
def who_sees(code: CodeReading) -> tuple[Reading, ...]:
    """Who sees what customers give in a complaint."""
    return tuple(
        r
        for r in code.readings
        if _privacy(r)
        and caseless(
            r"\bonly\b[^.;]{0,60}\b(?:reads?|sees?|opens?|uses?|handles?|knows?|has|have|can|may|get|gets)\b"
            r"|\b(?:reads?|seen|read|sees?|opened|open|used|use|uses|handled|accessible|access|visible|shown"
            r"|known)\b[^.;]{0,60}\b(?:only|by|to answer|nobody else|no one else)\b"
            r"|\b(?:nobody|no one|no-one) (?:else|but|except)\b|\b(?:manager|clerk|officer|team|office|desk"
            r"|adviser|secretary|owner|nurse|dentist|doctor|staff|people|handler|coordinator"
            r"|director)\b[^.;]{0,50}\b(?:reads?|sees?|uses?|opens?|handles?|has access|have access|may see"
            r"|can see)\b"
            r"|\bstays? (?:with|in|between)\b|\baccess to\b"
        ).search(r.words)
    )


@once
def retention(code: CodeReading) -> tuple[Reading, ...]:
    """How long complaint data is kept, or when it is passed on."""
    return tuple(
        r
        for r in code.readings
        if (_privacy(r) or any(_privacy(one) for one in code.preceding(r)[:2]))
        and (
            (
                caseless(
                    r"\b(?:keep|kept|keeps|store|stored|delete|deleted|deletes|erase|erased|shred|shredded|destroy"
                    r"|destroyed|wipe|wiped|retain|retained|remove|removed|throw|burn)\b"
                ).search(r.words)
                and (r.times or caseless(r"\byears?|months?|weeks?|days?|as soon as|once\b").search(r.words))
            )
            or caseless(
                r"\b(?:unless|except (?:when|where|if)|only (?:if|when|where))\b[^.;]{0,50}\b(?:law|court|police"
                r"|judge|legal|regulator|obliges?|orders?|you (?:agree|say|ask|allow)|consent|ombudsman)\b"
                r"|\b(?:never|not|nothing|no\w*) (?:\w+ ){0,4}?(?:pass|passed|share|shared|give|given|sell|sold"
                r"|disclose|disclosed|goes|go|leave)\b[^.;]{0,60}\b(?:without|unless|except|to anyone|outside"
                r"|third)\b|\bunless (?:the )?law\b|\bif (?:the|a) (?:law|court)\b"
            ).search(r.words)
        )
    )


@once
def confidentiality(code: CodeReading) -> tuple[Reading, ...]:
    """Anything that a reader learns about what happens to complaint data."""
    return (*who_sees(code), *retention(code))


TRAINS = caseless(
    r"\b(?:train|trains|trained|training|course|courses|induction|refresher|lesson|lessons|workshop on|seminar"
    r"|half-day|half a day|quiz|rehears\w*|practises?|instruct\w*|taught|coaching|learns?|drill|e-learning"
    r"|session)\b"
)


_TRAINED_WHEN = caseless(
    r"\b(?:when (?:starting|they start|joining|they join|he|she)|on (?:joining|starting|the first|their first)"
    r"|first (?:day|week|month|shift)|before (?:they|their|the|he|she|first|starting|working)|at the start"
    r"|new (?:staff|employees|drivers|colleagues|clerks|starters)|in their first|hours?|days?|half-day|minutes)\b"
)


@once
def training(code: CodeReading) -> tuple[Reading, ...]:
    """Who is trained, in what, when."""
    return tuple(
        r
        for r in code.readings
        if TRAINS.search(r.words)
        and (_TRAINED_WHEN.search(r.words) or CYCLE.search(r.words) or r.times)
        and not caseless(
            r"\btraining (?:customers|you)\b|\b(?:dance|driving|swimming|music|language|yoga|riding) (?:lesson"
            r"|course|class)"
        ).search(r.words)
        and (not r.promises or _staff_learn(r))
    )


def _staff_learn(reading: Reading) -> bool:
    return bool(
        caseless(
            r"\b(?:staff|team|clerks?|librarians?|drivers?|nurses|receptionists?|advisers?|agents?|employees"
            r"|colleagues|engineers?|technicians?|everyone who|each|every|all|new|we|i|crew|guards?|handlers?"
            r"|waiters?|instructors?|fitters?|counter|desk)\b"
        ).search(reading.words)
    )


@once
def training_repeated(code: CodeReading) -> tuple[Reading, ...]:
    """That training is repeated or tested."""
    return tuple(
        r
        for r in code.readings
        if (TRAINS.search(r.words) or any(TRAINS.search(one.words) for one in code.preceding(r)[:1]))
        and (
            (CYCLE.search(r.words) and (TRAINS.search(r.words)))
            or caseless(
                r"\b(?:refresher|quiz|test|tested|tests|exam|repeat|repeated|again|assessment|assessed|role play"
                r"|mystery|repeats|every second|each (?:spring|autumn|year))\b"
            ).search(r.words)
        )
    )


@once
def adopted(code: CodeReading) -> tuple[Reading, ...]:
    """Which top role or body stands behind the code."""
    return tuple(
        r
        for r in code.readings
        if (
            caseless(
                r"\b(?:adopted|signed|approved|backed|endorsed|agreed|issued|authorised|passed|ratified|confirmed"
                r"|decided|underwritten|supported|resolved|given)\b"
            ).search(r.words)
            and (r.has("top-role") or re.search(r"\bby (?:Dr |Mr |Ms |Mrs )?[A-Z]\w+", r.words))
            and (
                THE_CODE.search(r.words)
                or caseless(r"\b(?:it|them|adopted by|signed|approved by|backed by)\b").search(r.words)
            )
            and not caseless(r"\bcredits?|refund|replaced|claim\b").search(r.words)
        )
        or caseless(
            r"\b(?:board|council|director|owners?|chair|chief executive|managing director|partners|trustees"
            r"|president|ceo|management)\b[^.;]{0,30}\b(?:adopt|adopts|adopted|sign|signs|signed|approve|approves"
            r"|approved|stands? behind|back|backs|backed|support|supports|guarantees?|has agreed)\b"
        ).search(r.words)
        or re.search(
            r"\b(?:I|we) (?:personally )?(?:answer|sign|stand) (?:for|behind)\b|\bI (?:run|own) (?:this|the)\b", r.words
        )
    )


_OWNS = caseless(
    r"\b(?:responsible|accountable|answerable|in charge|owns?|owner|looks after|answers? for|keeps? (?:this|the"
    r"|our) (?:code|page|charter|promises)|ownership)\b"
)


@once
def owner_role(code: CodeReading) -> tuple[Reading, ...]:
    """Which role owns the code."""
    return tuple(
        r
        for r in code.readings
        if _OWNS.search(r.words)
        and (
            caseless(
                rf"\b(?:this|these|the|our|its|every|each|all|whole)(?: \w+)? (?:{CODE}|line|word)\b|\b(?:it|them)\b"
            ).search(r.words)
            or caseless(r"(?:person )?(?:responsible|owner|owned|accountable|in charge)\b.{0,20}?:").match(r.words)
        )
        and not caseless(r"\bnot (?:responsible|accountable|liable)\b|\bowners? of\b").search(r.words)
    )


@once
def hours_or_staff(code: CodeReading) -> tuple[Reading, ...]:
    """Hours, staffing, cover or budget."""
    return tuple(
        r
        for r in code.readings
        if (
            len(r.facts.times) > 1
            and not WORKS.search(r.words)
            and re.search(r"\d\s?(?:am|pm)?\s?(?:to|-|–|until|and)\s?\d", r.words)
            and not r.limits
        )
        or (
            len(r.facts.times) > 1
            and caseless(r"\b(?:open|staffed|answer|hours|from)\b").search(r.words)
            and not r.limits
        )
        or (r.has("staffing") and not r.excludes)
        or (caseless(r"\b(?:around the clock|24 hours a day|24/7|day and night)\b").search(r.words) and not r.absolutes)
        or (
            caseless(
                r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:\w+ )?(?:clerks?|librarians?"
                r"|advisers?|agents?|technicians?|drivers?|nurses|staff|people|engineers?|receptionists?|employees"
                r"|handlers?|colleagues|fitters?|crews?|mechanics|teams?)\b"
            ).search(r.words)
            and caseless(
                r"\b(?:has|have|with|employs?|work|works|team of|staffs?|are on|answer|during|on duty|cover|covers"
                r"|sit|sits)\b"
            ).search(r.words)
        )
    )


@once
def staff_authority(code: CodeReading) -> tuple[Reading, ...]:
    """Staff may grant remedies themselves, or the limits were tested on past data."""
    return tuple(
        r
        for r in code.readings
        if (
            r.has("authority")
            and caseless(
                r"\b(?:remed\w*|reductions?|amends|credits?|refunds?|vouchers?|payments?|compensation|waive|pay"
                r"|discount|above|table|it|euros?|pounds?|gestures?|decide|them|fees?)\b"
            ).search(r.words)
            and caseless(
                r"\b(?:staff|clerks?|advisers?|librarians?|drivers?|they|she|he|everyone|managers?|agents?|nurses"
                r"|receptionists?|crew|guards?|team|cashiers?|conductors?|desk|counter|employees?|colleagues"
                r"|engineers?|technicians?|each|any|fitters?|waiters?)\b"
            ).search(r.words)
            and not r.customer_acts
        )
        or (
            r.has("back-test")
            and caseless(r"\b(?:last|past|previous|year|months|twelve|12|data|records)\b").search(r.words)
            and (r.past or caseless(r"\b(?:limits?|tested|enough|checked)\b").search(r.words))
        )
    )


@once
def customers_shape(code: CodeReading) -> tuple[Reading, ...]:
    """That customers help shape the code."""
    return matching(
        code,
        r"\b(?:customers?|members?|tenants?|patients?|passengers?|guests?|readers?|visitors?|users?|residents?"
        r"|riders?|reading|parents?|students?|subscribers?|policyholders?|travellers?|households?|clients?"
        r"|suggestion|suggestions)\b(?:['’]s?)?[^.;]{0,80}\b(?:propos\w*|help\w*|drafted|wrote|written|shape\w*"
        r"|suggest\w*|consult\w*|comment\w*|discuss\w*|took part|take part|sit|sits|vote\w*|agree\w*|chose|choose"
        r"|supply|supplies|decide\w*|panel|council|committee|forum|circle|group|box|tested|read the draft"
        r"|asked for|advis\w*|read|chosen|elected|drawn|invited|attends?|joins?)\b"
        r"|\b(?:wrote|drafted|written|designed|developed|discussed|consulted|tested|shaped|agreed|proposed"
        r"|worked) (?:\w+ ){0,5}?(?:with|by) (?:\w+ ){0,4}?(?:customers|members|tenants|patients|passengers"
        r"|guests|readers|visitors|users|residents|riders|parents|students|people|travellers|clients)\b"
        r"|\b(?:suggestion box|suggestions?)\b[^.;]{0,60}\b(?:change|changes|review|read)\b|\b(?:read|change"
        r"|changes|review)\b[^.;]{0,80}\bsuggestion (?:box|cards)\b",
        lambda r: (
            (
                bool(
                    caseless(rf"\b{CODE}\b|\b(?:them|it|change|changes|draft|changing|limits|review|this)\b").search(
                        r.words
                    )
                )
                or under_heading(r, r"review|improv|honest|change|up to date")
            )
            and not code_is_other(r)
        ),
    )


def code_is_other(reading: Reading) -> bool:
    """Whether members and councils stand here for other things: remedies, limits, scope of a promise."""
    return bool(reading.limits or reading.money) or bool(
        caseless(r"\b(?:complaint is|helpdesk helps|you can)\b").search(reading.words)
    )


@once
def satisfaction(code: CodeReading) -> tuple[Reading, ...]:
    """That satisfaction is measured, or feedback answered."""
    return matching(
        code,
        r"\b(?:survey|surveys|satisf\w+|questionnaires?|mystery|interviews?|rating|ratings|score cards?"
        r"|poll)\b[^.;]{0,80}|\b(?:ask|asks|asked) (?:\w+ ){0,6}?(?:how|whether|satisf\w*)\b|\b(?:feedback"
        r"|suggestions?|comments?|ideas?|cards)\b[^.;]{0,50}\b(?:answer\w*|repl\w*|pin up|respond\w*|read and"
        r"|posted|told)\b|\b(?:answer|answers|reply to|replies to|respond to) (?:\w+ ){0,4}?(?:feedback"
        r"|suggestions?|comments?|ideas?|cards)\b|\bpin up what\b|\byou said\b",
        lambda r: (
            not r.has("vague-quality")
            and not caseless(
                r"\b(?:dissatisf\w*|not satisfied|satisfied with (?:the|our) (?:answer|decision)|guarantee\w*|aim"
                r"|if you are)\b"
            ).search(r.words)
        ),
    )
