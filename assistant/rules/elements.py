"""The elements of a whole code: where it says for whom it is, who owns it, how it is reviewed, and so on.

Each finder returns the clauses that show its element; coverage and the document rules both read them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import wraps

from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading
from assistant.rules.timing import Timing

Finder = Callable[[CodeReading], "tuple[Reading, ...]"]

_CODE = (
    r"(?:code|charter|page|sheet|promises|standards|leaflet|document|pledge|pledges|commitments|policy|text|booklet"
    r"|card|list|notice|statement|guide|rules)"
)
_CODE_SUBJECT = re.compile(rf"\b(?:this|these|the|our|it|they)\b(?: \w+)? ?\b{_CODE}?\b", re.IGNORECASE)
_THE_CODE = re.compile(rf"\b(?:this|these|the|our|each|every|all)(?: \w+)? {_CODE}\b", re.IGNORECASE)
_CYCLE = re.compile(
    r"\b(?:every|each|once (?:a|every|per)|twice (?:a|per))\s(?:other\s|second\s|third\s|two\s|three\s|six\s"
    r"|\d+\s)?(?:year|years|month|months|quarter|spring|summer|autumn|winter|week|season|january|february|march"
    r"|april|may|june|july|august|september|october|november|december|\w+ meeting|time|term|school)\b"
    r"|\b(?:yearly|annually|annual|half-yearly|quarterly|monthly|biennial\w*|biannual\w*|every twelve months"
    r"|twelve-monthly)\b",
    re.IGNORECASE,
)
_TIME_OF_YEAR = re.compile(
    r"\b(?:january|february|march|april|may|june|july|august|september|october|november|december|spring|summer"
    r"|autumn|winter|(?:19|20)\d\d)\b",
    re.IGNORECASE,
)


def _once(finder: Finder) -> Finder:
    """The finder, working once for each code."""

    @wraps(finder)
    def find(code: CodeReading) -> tuple[Reading, ...]:
        return code.once(finder.__name__, lambda: finder(code))

    return find


def _heading(reading: Reading, pattern: str) -> bool:
    return any(re.search(pattern, title, re.IGNORECASE) for title in reading.clause.heading[-2:])


def _matching(code: CodeReading, pattern: str, also: Callable[[Reading], bool] | None = None) -> tuple[Reading, ...]:
    compiled = re.compile(pattern, re.IGNORECASE)
    return tuple(r for r in code.readings if compiled.search(r.words) and (also is None or also(r)))


@_once
def scope(code: CodeReading) -> tuple[Reading, ...]:
    """For whom and for what the code is."""
    found = _matching(
        code,
        rf"\b(?:this|these|our|the|it|they)(?: \w+){{0,2}}? (?:{_CODE} )?(?:(?:also|only|both|alike) )?(?:cover"
        rf"|covers|apply|applies|is for|are for|is meant for|are meant for|is written for|tells|tell"
        rf"|sets? out for|concerns|holds? for|speaks? to|binds us towards)\b(?! from \d)"
        rf"|^(?:for|who it is for|applies to|covers|scope|who|valid for)\s?: "
        rf"|\b{_CODE}\b[^.;]{{0,60}}\b(?:for|to) (?:\w+ )*?(?:customers|tenants|patients|members|guests"
        rf"|passengers|visitors|users|readers|people who|everyone who|anyone who|households|clients|residents"
        rf"|students|subscribers|travellers|policyholders|private|pupils|parents|owners|borrowers|buyers|shoppers"
        rf"|riders|all who)\b"
        r"|\bapplies\b[^.;]{0,40}\bto\b|\bwhat (?:our |my )?(?:customers|tenants|patients|members|guests"
        r"|passengers|visitors|readers|you) (?:can|may) expect\b",
        lambda r: not re.search(r"\b(?:does not|do not|doesn't) (?:apply|cover)\b", r.words) or " covers " in r.words,
    )
    if found:
        return found
    return tuple(r for r in code.readings if _heading(r, r"\b(?:scope|who this|who it|for whom|covers?|applies)\b"))


_COMPLAINT = (
    r"\b(?:complain\w*|unhappy|goes? wrong|went wrong|gone wrong|not satisfied|dissatisfied|put(?:ting)? (?:it"
    r"|things) right|disappointed|if we fail|something is wrong|disagree|grievance|objection|let you down"
    r"|problems?)\b"
)


def in_complaints(reading: Reading) -> bool:
    """Whether a clause is about complaints, by its words or its heading."""
    return bool(re.search(r"\bcomplain\w*|\bgrievance", reading.words, re.IGNORECASE)) or _heading(reading, _COMPLAINT)


@_once
def complaint_route(code: CodeReading) -> tuple[Reading, ...]:
    """How to complain."""
    return tuple(
        r
        for r in code.readings
        if in_complaints(r)
        and (
            r.has("channel")
            or r.facts.channels
            or re.search(
                r"\b(?:routes?|ways|tell|write|talk|speak|complain (?:to|at|by)|contact)\b|@|\d{5,}",
                r.words,
                re.IGNORECASE,
            )
        )
        and not re.search(
            r"\b(?:we (?:use|keep|count|read)|files?|log|summary|statistics|records?)\b", r.words, re.IGNORECASE
        )
    )


_BODY = re.compile(
    r"\b(?:[A-Z][\w&'’áéíóúãõçäöüß-]+ (?:(?:of|for|and|the|de|di|van) )*){1,4}(?:Ombudsman|Ombudsperson|Ombuds"
    r"|Arbiter|Arbitrator|Arbitration|Regulator|Mediator|Mediation|Conciliation|Tribunal|Board|Commission"
    r"|Commissioner|Authority|Adjudicator|Inspectorate|Office|Service|Council|Agency|Association|Bureau|Centre"
    r"|Panel|Court|Body|Committee|Chamber|Scheme|Watchdog)\b"
    r"|\b(?:Ombudsman|Ombudsperson|Arbiter|Regulator|Mediator|Adjudicator|Tribunal)\b(?:,| for| of|:)",
)
_DISPUTE = re.compile(
    r"\b(?:disput\w*|disagree\w*|go straight|free of charge|costs? nothing|independent|outside|not settled"
    r"|unhappy|not satisfied|take (?:it|your|the)|complain\w*|if (?:she|he|we|either|they) |late|appeal|escalate"
    r"|write to|still|turn to|go to|decides?|settles?|rules?|hears?|looks? at|examines?)\b",
    re.IGNORECASE,
)


@_once
def external_body(code: CodeReading) -> tuple[Reading, ...]:
    """Which outside body decides disputes, by its name."""
    found = []
    for reading in code.readings:
        body = _BODY.search(reading.words)
        if not body or not (_DISPUTE.search(reading.words) or in_complaints(reading)):
            continue
        sure = re.search(
            r"ombud|arbit|regulat|mediat|concil|tribunal|adjudic|commission|authority|inspectorate|watchdog"
            r"|consumer|dispute|board|court|scheme|passenger|users|insurance|protection|financial|claims|advice",
            body[0],
            re.IGNORECASE,
        )
        if sure and not re.search(
            r"\b(?:reports? to|adopted|approved|signed|reviews?|owned|reviewed)\b", reading.words, re.IGNORECASE
        ):
            found.append(reading)
    return tuple(found)


@_once
def availability(code: CodeReading) -> tuple[Reading, ...]:
    """Where the code is found."""
    verb = (
        r"(?:hangs?|available|posted|printed|found|displayed|published|read|lies?|stands?|appears?|shown|handed|goes"
        r"|put|pinned|stuck|sent|kept|carried|on show|given|get|download\w*|is on|are on|is at|are at|is in|are in"
        r"|copies|copy)"
    )
    return tuple(
        r
        for r in code.readings
        if r.has("location")
        and (
            re.search(
                rf"(?:\b(?:this|these|the|our)(?: \w+)? {_CODE}\b|\b(?:it|they)\b)[^.;]{{0,40}}\b{verb}\b",
                r.words,
                re.IGNORECASE,
            )
            or re.search(rf"\b{verb}\b[^.;]{{0,50}}\b(?:this|the|our)(?: \w+)? {_CODE}\b", r.words, re.IGNORECASE)
            or re.search(
                rf"^(?:this |the |our )?{_CODE}:|^(?:where to find|find (?:it|us)|available|to be found|copies"
                rf"|displayed|published)\b",
                r.words,
                re.IGNORECASE,
            )
            or _heading(r, r"\bwhere\b.*\b(?:find|code|read)\b|\bpublication\b|\bavailab")
        )
        and not re.search(
            r"\b(?:results?|figures|numbers|shares|percentages|list of changes)\b", r.words, re.IGNORECASE
        )
        and not (
            re.search(r"\b(?:it|they)\b", r.words, re.IGNORECASE)
            and not _THE_CODE.search(r.words)
            and not _about_code(code, r)
        )
    )


def _about_code(code: CodeReading, reading: Reading) -> bool:
    """Whether "it" or "they" can stand for the code: the sentence before names it, or the heading does."""
    near = code.preceding(reading)[:2]
    return any(_THE_CODE.search(one.words) for one in near) or _heading(reading, _CODE)


@_once
def formats(code: CodeReading) -> tuple[Reading, ...]:
    """In which languages and formats it comes."""
    return tuple(
        r
        for r in code.readings
        if r.has("alternative-format")
        or (
            r.has("language-name")
            and re.search(r"\b(?:in|languages?|speak\w*|translat\w*|versions?|also)\b", r.words, re.IGNORECASE)
            and not re.search(r"\b(?:holidays?|time|law|rules)\b", r.words, re.IGNORECASE)
        )
    )


_PRIVATE = re.compile(
    r"\b(?:complaint\w*|details?|data|information|names?|numbers?|personal|files?|records?|what you (?:tell|write"
    r"|send|say)|letters?|notes?|forms?|privacy|it|them|ticket book|addresses|recordings?|messages?|papers?)\b",
    re.IGNORECASE,
)
_PRIVACY_HEADING = (
    r"\b(?:privacy|confiden\w*|(?:your|personal) (?:data|details|information|name)|data|information|what you tell"
    r"|secre\w*|discre\w*)\b"
)


def _privacy(reading: Reading) -> bool:
    return _heading(reading, _PRIVACY_HEADING) or bool(
        re.search(
            r"\b(?:your|personal|complaint|customer|their) (?:\w+ )?(?:details?|data|information|files?|records?"
            r"|name|names|letters?|complaints?)\b|\bwhat you tell\b|\bcomplaint (?:files?|data|records?|letters?"
            r"|papers?)\b",
            reading.words,
            re.IGNORECASE,
        )
    )


@_once
def who_sees(code: CodeReading) -> tuple[Reading, ...]:
    """Who sees what customers give in a complaint."""
    return tuple(
        r
        for r in code.readings
        if _privacy(r)
        and re.search(
            r"\bonly\b[^.;]{0,60}\b(?:reads?|sees?|opens?|uses?|handles?|knows?|has|have|can|may|get|gets)\b"
            r"|\b(?:reads?|seen|read|sees?|opened|open|used|use|uses|handled|accessible|access|visible|shown"
            r"|known)\b[^.;]{0,60}\b(?:only|by|to answer|nobody else|no one else)\b"
            r"|\b(?:nobody|no one|no-one) (?:else|but|except)\b|\b(?:manager|clerk|officer|team|office|desk"
            r"|adviser|secretary|owner|nurse|dentist|doctor|staff|people|handler|coordinator"
            r"|director)\b[^.;]{0,50}\b(?:reads?|sees?|uses?|opens?|handles?|has access|have access|may see"
            r"|can see)\b"
            r"|\bstays? (?:with|in|between)\b|\baccess to\b",
            r.words,
            re.IGNORECASE,
        )
    )


@_once
def retention(code: CodeReading) -> tuple[Reading, ...]:
    """How long complaint data is kept, or when it is passed on."""
    return tuple(
        r
        for r in code.readings
        if (_privacy(r) or any(_privacy(one) for one in code.preceding(r)[:2]))
        and (
            (
                re.search(
                    r"\b(?:keep|kept|keeps|store|stored|delete|deleted|deletes|erase|erased|shred|shredded|destroy"
                    r"|destroyed|wipe|wiped|retain|retained|remove|removed|throw|burn)\b",
                    r.words,
                    re.IGNORECASE,
                )
                and (r.times or re.search(r"\byears?|months?|weeks?|days?|as soon as|once\b", r.words, re.IGNORECASE))
            )
            or re.search(
                r"\b(?:unless|except (?:when|where|if)|only (?:if|when|where))\b[^.;]{0,50}\b(?:law|court|police"
                r"|judge|legal|regulator|obliges?|orders?|you (?:agree|say|ask|allow)|consent|ombudsman)\b"
                r"|\b(?:never|not|nothing|no\w*) (?:\w+ ){0,4}?(?:pass|passed|share|shared|give|given|sell|sold"
                r"|disclose|disclosed|goes|go|leave)\b[^.;]{0,60}\b(?:without|unless|except|to anyone|outside"
                r"|third)\b|\bunless (?:the )?law\b|\bif (?:the|a) (?:law|court)\b",
                r.words,
                re.IGNORECASE,
            )
        )
    )


@_once
def confidentiality(code: CodeReading) -> tuple[Reading, ...]:
    """Anything that a reader learns about what happens to complaint data."""
    return (*who_sees(code), *retention(code))


_TRAINS = re.compile(
    r"\b(?:train|trains|trained|training|course|courses|induction|refresher|lesson|lessons|workshop on|seminar"
    r"|half-day|half a day|quiz|rehears\w*|practises?|instruct\w*|taught|coaching|learns?|drill|e-learning"
    r"|session)\b",
    re.IGNORECASE,
)
_TRAINED_WHEN = re.compile(
    r"\b(?:when (?:starting|they start|joining|they join|he|she)|on (?:joining|starting|the first|their first)"
    r"|first (?:day|week|month|shift)|before (?:they|their|the|he|she|first|starting|working)|at the start"
    r"|new (?:staff|employees|drivers|colleagues|clerks|starters)|in their first|hours?|days?|half-day|minutes)\b",
    re.IGNORECASE,
)


@_once
def training(code: CodeReading) -> tuple[Reading, ...]:
    """Who is trained, in what, when."""
    return tuple(
        r
        for r in code.readings
        if _TRAINS.search(r.words)
        and (_TRAINED_WHEN.search(r.words) or _CYCLE.search(r.words) or r.times)
        and not re.search(
            r"\btraining (?:customers|you)\b|\b(?:dance|driving|swimming|music|language|yoga|riding) (?:lesson"
            r"|course|class)",
            r.words,
            re.IGNORECASE,
        )
        and (not r.promises or _staff_learn(r))
    )


def _staff_learn(reading: Reading) -> bool:
    return bool(
        re.search(
            r"\b(?:staff|team|clerks?|librarians?|drivers?|nurses|receptionists?|advisers?|agents?|employees"
            r"|colleagues|engineers?|technicians?|everyone who|each|every|all|new|we|i|crew|guards?|handlers?"
            r"|waiters?|instructors?|fitters?|counter|desk)\b",
            reading.words,
            re.IGNORECASE,
        )
    )


@_once
def training_repeated(code: CodeReading) -> tuple[Reading, ...]:
    """That training is repeated or tested."""
    return tuple(
        r
        for r in code.readings
        if (_TRAINS.search(r.words) or any(_TRAINS.search(one.words) for one in code.preceding(r)[:1]))
        and (
            (_CYCLE.search(r.words) and (_TRAINS.search(r.words)))
            or re.search(
                r"\b(?:refresher|quiz|test|tested|tests|exam|repeat|repeated|again|assessment|assessed|role play"
                r"|mystery|repeats|every second|each (?:spring|autumn|year))\b",
                r.words,
                re.IGNORECASE,
            )
        )
    )


_RESULT = re.compile(
    r"\b(?:share|shares|percentage|percentages|per cent|percent|how many|how often|how long|number of|numbers"
    r"|results?|figures|rates?|scores?|count|counts|counted|statistics|proportion|performance|% (?:of|each|on)"
    r"|\d\s?% (?:in|on|within|answered|kept)|targets?|goals?|kpi|indicators?|late \w+|measures?|measured)\b"
    r"|\d\s?%",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"\b(?:publish|publishes|published|post|posts|posted|pin|pins|pinned|print|prints|printed|display|displays"
    r"|displayed|hang|hangs|put|puts|report|reports|reported|measure|measures|measured|count|counts|counted|track"
    r"|tracks|record|records|monitor|monitors|appear|appears|go to|goes to|shown|show|on the (?:website|board"
    r"|wall|door|noticeboard)|on our (?:website|site|board)|target|targets|goal|goals)\b",
    re.IGNORECASE,
)


@_once
def kpi(code: CodeReading) -> tuple[Reading, ...]:
    """What is measured, against what, or published."""
    return tuple(
        r
        for r in code.readings
        if _RESULT.search(r.words)
        and _SHOWN.search(r.words)
        and not code.is_remedy(r)
        and (not r.money or _CYCLE.search(r.words))
        and (
            _CYCLE.search(r.words)
            or _TIME_OF_YEAR.search(r.words)
            or r.quota
            or _heading(
                r,
                r"\b(?:results?|how we (?:are|do)|doing|measur\w*|figures|performance|targets?|honest|kpi"
                r"|indicators?)\b",
            )
        )
        and not (
            r.promises
            and r.limits
            and not r.quota
            and not re.search(r"\b(?:publish|post|report|measure|count)", r.words, re.IGNORECASE)
        )
        and not (_heading(r, r"\b(?:price|fees?|fares?)\b"))
    )


_REVIEWS = re.compile(
    r"\b(?:review|reviews|reviewed|revise|revises|revised|revisit|revisits|reread|rereads|go through|goes through"
    r"|reconsider\w*|re-examine\w*|overhaul|look at (?:this|the|our)|looks at (?:this|the|our)|rework|reworks"
    r"|reworked|update|updates|updated|renew|renews|renewed|check this|checks this|rewrite|rewrites|reads? the)\b",
    re.IGNORECASE,
)


@_once
def review(code: CodeReading) -> tuple[Reading, ...]:
    """When the code is reviewed: a cycle, not a wish."""
    found = []
    for reading in code.readings:
        titled = _heading(
            reading, r"\b(?:reviews?|revision|up to date|updates?|improve\w*|changes|better|honest|keeping)\b"
        )
        cycle = _CYCLE.search(reading.words) or (
            re.search(r"\bnext (?:review|in|revision|due)\b", reading.words, re.IGNORECASE)
            and _TIME_OF_YEAR.search(reading.words)
        )
        if not cycle or (
            _TRAINS.search(reading.words) and not re.search(r"\breviews?\b", reading.words, re.IGNORECASE)
        ):
            continue
        own = _REVIEWS.search(reading.words) and (
            _THE_CODE.search(reading.words)
            or titled
            or re.search(r"\b(?:it|them|they|review)\b", reading.words, re.IGNORECASE)
        )
        bare = (
            titled
            and not re.search(
                r"\b(?:publish|post|report|count|results?|figures|meter|survey)", reading.words, re.IGNORECASE
            )
            and len(reading.words.split()) <= 14
        )
        if own or bare:
            found.append(reading)
    return tuple(found)


@_once
def version(code: CodeReading) -> tuple[Reading, ...]:
    """Which version this is, or from when it holds."""
    found = _matching(
        code,
        r"\b(?:version|edition|issue|revision|release|ver\.?|no\.?) ?:? ?(?:no\.? )?v?\d|\bv\d+(?:\.\d+)*\b"
        r"|\b(?:in force|valid|effective|applies|apply|applicable|in effect|takes? effect|holds?|starts?|dated?"
        r"|as of|adopted|approved|issued|from|since|last (?:changed|updated"
        r"|revised))\b[^.;|]{0,40}\b(?:\d{1,2} \w+ (?:19|20)\d\d|(?:january|february|march|april|may|june|july"
        r"|august|september|october|november|december) (?:\d{1,2}, ?)?(?:19|20)\d\d|\d{4}-\d\d-\d\d"
        r"|\d{1,2}[./]\d{1,2}[./]\d{4})",
        lambda r: (
            not r.promises
            or bool(re.search(r"\bversion|edition|in force|code|applies|valid|effective", r.words, re.IGNORECASE))
        ),
    )
    return tuple(r for r in found if not re.search(r"\b(?:fare|price|timetable)\b", r.words, re.IGNORECASE))


@_once
def effective_date(code: CodeReading) -> tuple[Reading, ...]:
    """From which day it holds."""
    return tuple(
        r
        for r in version(code)
        if r.facts.dates
        and re.search(
            r"\b(?:in force|valid|effective|applies|apply|in effect|takes? effect|holds?|starts?|from|since|as of"
            r"|dated?)\b",
            r.words,
            re.IGNORECASE,
        )
    )


_OWNS = re.compile(
    r"\b(?:responsible|accountable|answerable|in charge|owns?|owner|looks after|answers? for|keeps? (?:this|the"
    r"|our) (?:code|page|charter|promises)|ownership)\b",
    re.IGNORECASE,
)


@_once
def owner_role(code: CodeReading) -> tuple[Reading, ...]:
    """Which role owns the code."""
    return tuple(
        r
        for r in code.readings
        if _OWNS.search(r.words)
        and (
            re.search(
                rf"\b(?:this|these|the|our|its|every|each|all|whole)(?: \w+)? (?:{_CODE}|line|word)\b|\b(?:it|them)\b",
                r.words,
                re.IGNORECASE,
            )
            or re.match(
                r"(?:person )?(?:responsible|owner|owned|accountable|in charge)\b.{0,20}?:", r.words, re.IGNORECASE
            )
        )
        and not re.search(r"\bnot (?:responsible|accountable|liable)\b|\bowners? of\b", r.words, re.IGNORECASE)
    )


_INPUT = re.compile(
    r"\b(?:complaints?|feedback|comments?|suggestions?|survey|surveys|questionnaires?|input|praise|red book|log"
    r"|panel|circle|forum|customers?|members?|tenants?|patients?|passengers?|guests?|readers?|visitors?|users?"
    r"|letters|causes|cards|interviews|votes?)\b",
    re.IGNORECASE,
)
_FEEDS = re.compile(
    r"\b(?:feeds?|fed|suppl(?:y|ies)|basis|bases|based on|reads?|uses?|draws? on|looks? at|discuss\w*"
    r"|starts? from|consider\w*|points to change|go(?:es)? into|flows? into|shapes?|decides?|change|changes"
    r"|changed|improve\w*|lead to|leads to|review|reviews|reviewed|studies|studied|weighs?|analys\w*|from the"
    r"|learn|goes through)\b",
    re.IGNORECASE,
)


@_once
def feedback(code: CodeReading) -> tuple[Reading, ...]:
    """That complaints or other input feed the review."""
    return tuple(
        r
        for r in code.readings
        if re.search(
            r"\b(?:complaints?|complaint (?:summary|log|causes|records)|feedback|suggestions?|comments|survey"
            r"|surveys|red book|input|questionnaires?|panel|ideas|praise|criticism)\b",
            r.words,
            re.IGNORECASE,
        )
        and _FEEDS.search(r.words)
        and (
            re.search(
                r"\b(?:review|reviews|change|changes|improve\w*|revis\w*|rewrit\w*|update\w*|code|page|charter"
                r"|promises|standards|agenda|meeting|next version|points)\b",
                r.words,
                re.IGNORECASE,
            )
            or _heading(r, r"\b(?:review|improv\w*|up to date|better|honest|changes|keeping|learning)\b")
        )
        and not re.search(
            r"\b(?:answers?|answered|reply|replies|we (?:answer|confirm)|within)\b", r.words, re.IGNORECASE
        )
    )


@_once
def changes_told(code: CodeReading) -> tuple[Reading, ...]:
    """That customers hear what changed."""
    return _matching(
        code,
        r"\b(?:publish|publishes|post|posts|pin|pins|print|prints|tell|tells|announce|announces|list|lists"
        r"|explain|explains|report|reports|show|shows|display|displays|put|puts|mark|marks|name|names|say|says"
        r"|hang|hangs|send|sends|write|writes|published|printed|listed|posted|told"
        r"|announced)\b[^.;]{0,60}\b(?:changes?|changed|what (?:we|i|it|they|has|was) (?:changed?|did|done"
        r"|learn\w*|improved?)|outcome|decisions?|improvements?)\b"
        r"|\b(?:list of changes|change log|changes? (?:are|is|appear|appears|hang|hangs|go|goes))\b|\b(?:changes"
        r"|what changed|what we changed)\b[^.;]{0,40}\b(?:printed|published|posted|newsletter|website|board"
        r"|announced|listed|marked|listed)\b",
        lambda r: not re.search(r"\b(?:timetable|route|price|fare)\b", r.words, re.IGNORECASE),
    )


@_once
def results_published(code: CodeReading) -> tuple[Reading, ...]:
    """That results are published."""
    return tuple(
        r
        for r in kpi(code)
        if re.search(
            r"\b(?:publish\w*|post(?:ed|s)?|pin(?:s|ned)?|print(?:s|ed)?|display\w*|hang\w*|put|puts|website"
            r"|board|door|newsletter|wall|window|annual report|show\w*|noticeboard|screen|poster)\b",
            r.words,
            re.IGNORECASE,
        )
    )


@_once
def results_to_body(code: CodeReading) -> tuple[Reading, ...]:
    """That results go to a named body."""
    return tuple(
        r
        for r in code.readings
        if re.search(
            r"\b(?:reports?|reported|results|figures|numbers|accountable|go|goes|sent|presents?|presented|sees?"
            r"|submit\w*|receives?|gets|answers?)\b",
            r.words,
            re.IGNORECASE,
        )
        and re.search(
            r"\bto (?:the|our|its|a|every) (?:[\w'’]+ ){0,4}?(?:council|board|owners?|directors?|committee|chair"
            r"|trustees|assembly|executive|partners|governors|management|regulator|members|parliament|mayor"
            r"|meeting|commission|ministry|authority|panel|forum|public)\b|\b(?:board|council|committee|owners"
            r"|directors) (?:receives?|sees?|gets|reads?) (?:the |these |our )?(?:results|figures|numbers|report)",
            r.words,
            re.IGNORECASE,
        )
        and not re.search(r"\bdispute|free of charge|ombudsman|disagree\b", r.words, re.IGNORECASE)
    )


@_once
def adopted(code: CodeReading) -> tuple[Reading, ...]:
    """Which top role or body stands behind the code."""
    return tuple(
        r
        for r in code.readings
        if (
            re.search(
                r"\b(?:adopted|signed|approved|backed|endorsed|agreed|issued|authorised|passed|ratified|confirmed"
                r"|decided|underwritten|supported|resolved|given)\b",
                r.words,
                re.IGNORECASE,
            )
            and (r.has("top-role") or re.search(r"\bby (?:Dr |Mr |Ms |Mrs )?[A-Z]\w+", r.words))
            and (
                _THE_CODE.search(r.words)
                or re.search(r"\b(?:it|them|adopted by|signed|approved by|backed by)\b", r.words, re.IGNORECASE)
            )
            and not re.search(r"\bcredits?|refund|replaced|claim\b", r.words, re.IGNORECASE)
        )
        or re.search(
            r"\b(?:board|council|director|owners?|chair|chief executive|managing director|partners|trustees"
            r"|president|ceo|management)\b[^.;]{0,30}\b(?:adopt|adopts|adopted|sign|signs|signed|approve|approves"
            r"|approved|stands? behind|back|backs|backed|support|supports|guarantees?|has agreed)\b",
            r.words,
            re.IGNORECASE,
        )
        or re.search(
            r"\b(?:I|we) (?:personally )?(?:answer|sign|stand) (?:for|behind)\b|\bI (?:run|own) (?:this|the)\b", r.words
        )
    )


@_once
def hours_or_staff(code: CodeReading) -> tuple[Reading, ...]:
    """Hours, staffing, cover or budget."""
    return tuple(
        r
        for r in code.readings
        if (
            len(r.facts.times) > 1
            and re.search(r"\d\s?(?:am|pm)?\s?(?:to|-|–|until|and)\s?\d", r.words)
            and not r.limits
        )
        or (
            len(r.facts.times) > 1
            and re.search(r"\b(?:open|staffed|answer|hours|from)\b", r.words, re.IGNORECASE)
            and not r.limits
        )
        or (r.has("staffing") and not r.excludes)
        or (
            re.search(r"\b(?:around the clock|24 hours a day|24/7|day and night)\b", r.words, re.IGNORECASE)
            and not r.absolutes
        )
        or (
            re.search(
                r"\b(?:\d+|two|three|four|five|six|seven|eight|nine|ten|twelve) (?:\w+ )?(?:clerks?|librarians?"
                r"|advisers?|agents?|technicians?|drivers?|nurses|staff|people|engineers?|receptionists?|employees"
                r"|handlers?|colleagues|fitters?|crews?|mechanics|teams?)\b",
                r.words,
                re.IGNORECASE,
            )
            and re.search(
                r"\b(?:has|have|with|employs?|work|works|team of|staffs?|are on|answer|during|on duty|cover|covers"
                r"|sit|sits)\b",
                r.words,
                re.IGNORECASE,
            )
        )
    )


@_once
def staff_authority(code: CodeReading) -> tuple[Reading, ...]:
    """Staff may grant remedies themselves, or the limits were tested on past data."""
    return tuple(
        r
        for r in code.readings
        if (
            r.has("authority")
            and re.search(
                r"\b(?:remed\w*|reductions?|amends|credits?|refunds?|vouchers?|payments?|compensation|waive|pay"
                r"|discount|above|table|it|euros?|pounds?|gestures?|decide|them|fees?)\b",
                r.words,
                re.IGNORECASE,
            )
            and re.search(
                r"\b(?:staff|clerks?|advisers?|librarians?|drivers?|they|she|he|everyone|managers?|agents?|nurses"
                r"|receptionists?|crew|guards?|team|cashiers?|conductors?|desk|counter|employees?|colleagues"
                r"|engineers?|technicians?|each|any|fitters?|waiters?)\b",
                r.words,
                re.IGNORECASE,
            )
            and not r.customer_acts
        )
        or (
            r.has("back-test")
            and re.search(r"\b(?:last|past|previous|year|months|twelve|12|data|records)\b", r.words, re.IGNORECASE)
            and (r.past or re.search(r"\b(?:limits?|tested|enough|checked)\b", r.words, re.IGNORECASE))
        )
    )


@_once
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
            if kind not in kinds and re.search(pattern, reading.words, re.IGNORECASE):
                kinds[kind] = reading
    if len(kinds) > 1 and {"phone", "letter", "visit"} & kinds.keys():
        return tuple(dict.fromkeys(kinds.values()))
    return ()


def _reaches(reading: Reading) -> bool:
    return bool(
        re.search(
            r"\b(?:contact|tell|ask|ring|call|write|email|text|phone|speak|talk|visit|letters|report|claim|hand"
            r"|fill|message|reach|desk|question|complain|apply|@)\b|\d{3}[ -]\d{3}",
            reading.words,
            re.IGNORECASE,
        )
    )


@_once
def reply_limit(code: CodeReading) -> tuple[Reading, ...]:
    """A time limit for questions or requests outside complaints."""
    return tuple(r for r in _answer_limits(code) if not in_complaints(r) and not _heading(r, r"\bstep|stage\b"))


@_once
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
        if re.search(
            r"\b(?:answers?|answered|repl(?:y|ies|ied)|responds?|response|rings? (?:you )?back"
            r"|calls? (?:you )?back|return (?:your )?calls?|get back|gets back|confirms?|acknowledges?|decision"
            r"|questions?|enquir\w*|requests?|picks? up|respond|decides?|messages?)\b",
            reading.words,
            re.IGNORECASE,
        ):
            yield reading


@_once
def definitions(code: CodeReading) -> tuple[Reading, ...]:
    """Terms that the code defines."""
    return tuple(
        r
        for r in code.readings
        if re.search(
            r"^[\"'“]?(?:an? |the )?[\w\s-]{2,40}[\"'”]? (?:means?|are|is) (?:monday|tuesday|a |an |any |the "
            r"|all |every |those|one |when|that |hours|days|defined|\w+day)\b.*"
            r"|\bby [\"'“][\w\s-]+[\"'”] we mean\b|\bwe (?:call|mean by)\b|\bmeans\b|\b(?:working|business|open"
            r"|bank|school) days (?:are|means?|in this)\b|^[\"'“][\w\s-]{2,40}[\"'”]",
            r.words,
            re.IGNORECASE,
        )
        and (
            r.has("weekday")
            or re.search(
                r"\bmeans?\b|[\"“'][\w\s-]+[\"”'] (?:is|are|means?)\b|\bwe (?:call|mean)\b", r.words, re.IGNORECASE
            )
        )
    )


@_once
def rights_preserved(code: CodeReading) -> tuple[Reading, ...]:
    """That legal rights stay as they are."""
    return _matching(
        code,
        r"\b(?:legal|statutory|consumer) (?:\w+ )?(?:rights?|law|protection)\b|\brights? (?:that |which )?(?:the "
        r"|consumer )?law\b|\brights? under\b|\blaw (?:also )?(?:gives|protects|grants)\b",
        lambda r: bool(
            re.search(
                r"\b(?:not|no|nothing|none|unaffected|unchanged|stay|stays|remain|remains|adds?|beside|besides"
                r"|in addition|as they are|untouched|keep|preserve\w*|on top|never|without|beyond|protects"
                r"|leaves?)\b",
                r.words,
                re.IGNORECASE,
            )
        ),
    )


@_once
def customers_shape(code: CodeReading) -> tuple[Reading, ...]:
    """That customers help shape the code."""
    return _matching(
        code,
        r"\b(?:customers?|members?|tenants?|patients?|passengers?|guests?|readers?|visitors?|users?|residents?"
        r"|riders?|reading|parents?|students?|subscribers?|policyholders?|travellers?|households?|clients?"
        r"|suggestion|suggestions)\b(?:['’]s?)?[^.;]{0,80}\b(?:propos\w*|help\w*|drafted|wrote|written|shape\w*"
        r"|suggest\w*|consult\w*|comment\w*|discuss\w*|took part|take part|sit|sits|vote\w*|agree\w*|chose|choose"
        r"|supply|supplies|decide\w*|panel|council|committee|forum|circle|group|box|tested|read the draft"
        r"|asked for|advis\w*|read)\b"
        r"|\b(?:wrote|drafted|written|designed|developed|discussed|consulted|tested|shaped|agreed|proposed"
        r"|worked) (?:\w+ ){0,5}?(?:with|by) (?:\w+ ){0,4}?(?:customers|members|tenants|patients|passengers"
        r"|guests|readers|visitors|users|residents|riders|parents|students|people|travellers|clients)\b"
        r"|\b(?:suggestion box|suggestions?)\b[^.;]{0,60}\b(?:change|changes|review|read)\b|\b(?:read|change"
        r"|changes|review)\b[^.;]{0,80}\bsuggestion (?:box|cards)\b",
        lambda r: (
            (
                bool(
                    re.search(
                        rf"\b{_CODE}\b|\b(?:them|it|change|changes|draft|changing|limits|review|this)\b",
                        r.words,
                        re.IGNORECASE,
                    )
                )
                or _heading(r, r"review|improv|honest|change|up to date")
            )
            and not code_is_other(r)
        ),
    )


def code_is_other(reading: Reading) -> bool:
    """Whether members and councils stand here for other things: remedies, limits, scope of a promise."""
    return bool(reading.limits or reading.money) or bool(
        re.search(r"\b(?:complaint is|helpdesk helps|you can)\b", reading.words, re.IGNORECASE)
    )


@_once
def satisfaction(code: CodeReading) -> tuple[Reading, ...]:
    """That satisfaction is measured, or feedback answered."""
    return _matching(
        code,
        r"\b(?:survey|surveys|satisf\w+|questionnaires?|mystery|interviews?|rating|ratings|score cards?"
        r"|poll)\b[^.;]{0,80}|\b(?:ask|asks|asked) (?:\w+ ){0,6}?(?:how|whether|satisf\w*)\b|\b(?:feedback"
        r"|suggestions?|comments?|ideas?|cards)\b[^.;]{0,50}\b(?:answer\w*|repl\w*|pin up|respond\w*|read and"
        r"|posted|told)\b|\b(?:answer|answers|reply to|replies to|respond to) (?:\w+ ){0,4}?(?:feedback"
        r"|suggestions?|comments?|ideas?|cards)\b|\bpin up what\b|\byou said\b",
        lambda r: (
            not r.has("vague-quality")
            and not re.search(
                r"\b(?:dissatisf\w*|not satisfied|satisfied with (?:the|our) (?:answer|decision)|guarantee\w*|aim"
                r"|if you are)\b",
                r.words,
                re.IGNORECASE,
            )
        ),
    )


ELEMENTS: Mapping[str, Finder] = {
    "scope-missing": scope,
    "complaint-route-missing": complaint_route,
    "external-body-missing": external_body,
    "availability-missing": availability,
    "formats-missing": formats,
    "confidentiality-missing": confidentiality,
    "training-missing": training,
    "kpi-missing": kpi,
    "review-missing": review,
    "version-missing": version,
    "owner-role-missing": owner_role,
    "feedback-missing": feedback,
}
