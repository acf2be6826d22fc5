"""Elements of a code about running it: results, review, version, feedback, definitions, legal rights."""

from __future__ import annotations

from assistant.caseless import caseless
from assistant.rules.element_finding import CYCLE, THE_CODE, TIME_OF_YEAR, matching, once, under_heading
from assistant.rules.elements_people import TRAINS
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading

_RESULT = caseless(
    r"\b(?:share|shares|percentage|percentages|per cent|percent|how many|how often|how long|number of|numbers"
    r"|results?|figures|rates?|scores?|count|counts|counted|statistics|proportion|performance|% (?:of|each|on)"
    r"|\d\s?% (?:in|on|within|answered|kept)|targets?|goals?|kpi|indicators?|late \w+|measures?|measured)\b"
    r"|\d\s?%"
)


_SHOWN = caseless(
    r"\b(?:publish|publishes|published|post|posts|posted|pin|pins|pinned|print|prints|printed|display|displays"
    r"|displayed|hang|hangs|put|puts|report|reports|reported|measure|measures|measured|count|counts|counted|track"
    r"|tracks|record|records|monitor|monitors|appear|appears|go to|goes to|shown|show|on the (?:website|board"
    r"|wall|door|noticeboard)|on our (?:website|site|board)|target|targets|goal|goals)\b"
)


@once
def kpi(code: CodeReading) -> tuple[Reading, ...]:
    """What is measured, against what, or published."""
    return tuple(
        r
        for r in code.readings
        if _RESULT.search(r.words)
        and _SHOWN.search(r.words)
        and not code.is_remedy(r)
        and (not r.money or CYCLE.search(r.words))
        and (
            CYCLE.search(r.words)
            or TIME_OF_YEAR.search(r.words)
            or r.quota
            or under_heading(
                r,
                r"\b(?:results?|how we (?:are|do)|doing|measur\w*|figures|performance|targets?|honest|kpi"
                r"|indicators?)\b",
            )
        )
        and not (
            r.promises
            and r.limits
            and not r.quota
            and not caseless(r"\b(?:publish|post|report|measure|count)").search(r.words)
        )
        and not (under_heading(r, r"\b(?:price|fees?|fares?)\b"))
    )


@once
def results_published(code: CodeReading) -> tuple[Reading, ...]:
    """That results are published."""
    return tuple(
        r
        for r in kpi(code)
        if caseless(
            r"\b(?:publish\w*|post(?:ed|s)?|pin(?:s|ned)?|print(?:s|ed)?|display\w*|hang\w*|put|puts|website"
            r"|board|door|newsletter|wall|window|annual report|show\w*|noticeboard|screen|poster)\b"
        ).search(r.words)
    )


@once
def results_to_body(code: CodeReading) -> tuple[Reading, ...]:
    """That results go to a named body."""
    return tuple(
        r
        for r in code.readings
        if caseless(
            r"\b(?:reports?|reported|results|figures|numbers|accountable|go|goes|sent|presents?|presented|sees?"
            r"|submit\w*|receives?|gets|answers?)\b"
        ).search(r.words)
        and caseless(
            r"\bto (?:the|our|its|a|every) (?:[\w'’]+ ){0,4}?(?:council|board|owners?|directors?|committee|chair"
            r"|trustees|assembly|executive|partners|governors|management|regulator|members|parliament|mayor"
            r"|meeting|commission|ministry|authority|panel|forum|public)\b|\b(?:board|council|committee|owners"
            r"|directors) (?:receives?|sees?|gets|reads?) (?:the |these |our )?(?:results|figures|numbers|report)"
        ).search(r.words)
        and not caseless(r"\bdispute|free of charge|ombudsman|disagree\b").search(r.words)
    )


_SHORT_LINE = 14  #: words of a line that says only how often
_REVIEWS = caseless(
    r"\b(?:review|reviews|reviewed|revise|revises|revised|revisit|revisits|reread|rereads|go through|goes through"
    r"|reconsider\w*|re-examine\w*|overhaul|look at (?:this|the|our)|looks at (?:this|the|our)|rework|reworks"
    r"|reworked|update|updates|updated|renew|renews|renewed|check this|checks this|rewrite|rewrites|reads? the)\b"
)


@once
def review(code: CodeReading) -> tuple[Reading, ...]:
    """When the code is reviewed: a cycle, not a wish."""
    found = []
    for reading in code.readings:
        titled = under_heading(
            reading, r"\b(?:reviews?|revision|up to date|updates?|improve\w*|changes|better|honest|keeping)\b"
        )
        cycle = CYCLE.search(reading.words) or (
            caseless(r"\bnext (?:review|in|revision|due)\b").search(reading.words)
            and TIME_OF_YEAR.search(reading.words)
        )
        if not cycle or (TRAINS.search(reading.words) and not caseless(r"\breviews?\b").search(reading.words)):
            continue
        own = _REVIEWS.search(reading.words) and (
            THE_CODE.search(reading.words) or titled or caseless(r"\b(?:it|them|they|review)\b").search(reading.words)
        )
        bare = (
            titled
            and not caseless(r"\b(?:publish|post|report|count|results?|figures|meter|survey)").search(reading.words)
            and len(reading.words.split()) <= _SHORT_LINE
        )
        if own or bare:
            found.append(reading)
    return tuple(found)


@once
def version(code: CodeReading) -> tuple[Reading, ...]:
    """Which version this is, or from when it holds."""
    found = matching(
        code,
        r"\b(?:version|edition|issue|revision|release|ver\.?|no\.?) ?:? ?(?:no\.? )?v?\d|\bv\d+(?:\.\d+)*\b"
        r"|\b(?:in force|valid|effective|applies|apply|applicable|in effect|takes? effect|holds?|starts?|dated?"
        r"|as of|adopted|approved|issued|from|since|last (?:changed|updated"
        r"|revised))\b[^.;|]{0,40}\b(?:\d{1,2} \w+ (?:19|20)\d\d|(?:january|february|march|april|may|june|july"
        r"|august|september|october|november|december) (?:\d{1,2}, ?)?(?:19|20)\d\d|\d{4}-\d\d-\d\d"
        r"|\d{1,2}[./]\d{1,2}[./]\d{4})",
        lambda r: (
            not r.promises or bool(caseless(r"\bversion|edition|in force|code|applies|valid|effective").search(r.words))
        ),
    )
    return tuple(r for r in found if not caseless(r"\b(?:fare|price|timetable)\b").search(r.words))


@once
def effective_date(code: CodeReading) -> tuple[Reading, ...]:
    """From which day it holds."""
    return tuple(
        r
        for r in version(code)
        if r.facts.dates
        and caseless(
            r"\b(?:in force|valid|effective|applies|apply|in effect|takes? effect|holds?|starts?|from|since|as of"
            r"|dated?)\b"
        ).search(r.words)
    )


_FEEDS = caseless(
    r"\b(?:feeds?|fed|suppl(?:y|ies)|basis|bases|based on|reads?|uses?|draws? on|looks? at|discuss\w*"
    r"|starts? from|consider\w*|points to change|go(?:es)? into|flows? into|shapes?|decides?|change|changes"
    r"|changed|improve\w*|lead to|leads to|review|reviews|reviewed|studies|studied|weighs?|analys\w*|from the"
    r"|learn|goes through)\b"
)


@once
def feedback(code: CodeReading) -> tuple[Reading, ...]:
    """That complaints or other input feed the review."""
    return tuple(
        r
        for r in code.readings
        if caseless(
            r"\b(?:complaints?|complaint (?:summary|log|causes|records)|feedback|suggestions?|comments|survey"
            r"|surveys|red book|input|questionnaires?|panel|ideas|praise|criticism)\b"
        ).search(r.words)
        and _FEEDS.search(r.words)
        and (
            caseless(
                r"\b(?:review|reviews|change|changes|improve\w*|revis\w*|rewrit\w*|update\w*|code|page|charter"
                r"|promises|standards|agenda|meeting|next version|points)\b"
            ).search(r.words)
            or under_heading(r, r"\b(?:review|improv\w*|up to date|better|honest|changes|keeping|learning)\b")
        )
        and not caseless(r"\b(?:answers?|answered|reply|replies|we (?:answer|confirm)|within)\b").search(r.words)
    )


@once
def changes_told(code: CodeReading) -> tuple[Reading, ...]:
    """That customers hear what changed."""
    return matching(
        code,
        r"\b(?:publish|publishes|post|posts|pin|pins|print|prints|tell|tells|announce|announces|list|lists"
        r"|explain|explains|report|reports|show|shows|display|displays|put|puts|mark|marks|name|names|say|says"
        r"|hang|hangs|send|sends|write|writes|published|printed|listed|posted|told"
        r"|announced)\b[^.;]{0,60}\b(?:changes?|changed|what (?:we|i|it|they|has|was) (?:changed?|did|done"
        r"|learn\w*|improved?)|outcome|decisions?|improvements?)\b"
        r"|\b(?:list of changes|change log|changes? (?:are|is|appear|appears|hang|hangs|go|goes))\b|\b(?:changes"
        r"|what changed|what we changed)\b[^.;]{0,40}\b(?:printed|published|posted|newsletter|website|board"
        r"|announced|listed|marked|listed)\b",
        lambda r: not caseless(r"\b(?:timetable|route|price|fare)\b").search(r.words),
    )


@once
def definitions(code: CodeReading) -> tuple[Reading, ...]:
    """Terms that the code defines."""
    return tuple(
        r
        for r in code.readings
        if caseless(
            r"^[\"'“]?(?:an? |the )?[\w\s-]{2,40}[\"'”]? (?:means?|are|is) (?:monday|tuesday|a |an |any |the "
            r"|all |every |those|one |when|that |hours|days|defined|\w+day)\b.*"
            r"|\bby [\"'“][\w\s-]+[\"'”] we mean\b|\bwe (?:call|mean by)\b|\bmeans\b|\b(?:working|business|open"
            r"|bank|school) days (?:are|means?|in this)\b|^[\"'“][\w\s-]{2,40}[\"'”]"
        ).search(r.words)
        and (
            r.has("weekday")
            or caseless(r"\bmeans?\b|[\"“'][\w\s-]+[\"”'] (?:is|are|means?)\b|\bwe (?:call|mean)\b").search(r.words)
        )
    )


@once
def rights_preserved(code: CodeReading) -> tuple[Reading, ...]:
    """That legal rights stay as they are."""
    return matching(
        code,
        r"\b(?:legal|statutory|consumer) (?:\w+ )?(?:rights?|law|protection)\b|\brights? (?:that |which )?(?:the "
        r"|consumer )?law\b|\brights? under\b|\blaw (?:also )?(?:gives|protects|grants)\b",
        lambda r: bool(
            caseless(
                r"\b(?:not|no|nothing|none|unaffected|unchanged|stay|stays|remain|remains|adds?|beside|besides"
                r"|in addition|as they are|untouched|keep|preserve\w*|on top|never|without|beyond|protects"
                r"|leaves?)\b"
            ).search(r.words)
        ),
    )
