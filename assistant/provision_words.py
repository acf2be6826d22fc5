"""The words by which provisions are compared: sayings for one act, words that tell cases apart or say nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

from assistant.facts.cues import CuedValues
from assistant.verify.lexicon import stem

#: Ways to say one thing that the lexicon of verification keeps apart, because a statement may not swap them.
_SAYINGS: Mapping[str, str] = {
    "promise": r"we\s(?:guarantee|promise)",
    "repair": r"(?:repair|fix|mend)(?:s|ed|ing)?|work(?:s|ing)?\sagain|put\sright|corrections?|correct(?:s|ed)?"
    r"|rectif\w+",
    "miss": r"miss(?:es|ed)?|(?:do(?:es)?)\snot\skeep|not\skept",
    "attend": r"(?:do(?:es)?\s)?(?:not|n['’]t)\s(?:turn\sup|come|show\sup|attend|appear)|no-shows?",
    "cancel": r"cancel\w*|calls?\soff|called\soff|scrap(?:s|ped)?|withdraw(?:s|n)?|terminat\w+|leaving|ending"
    r"|(?:ends?|ended|leaves?|quits?|leaving|ending)(?=\s(?:a|an|the|your|his|her|any|\d)\b|\w*\s(?:monthly|annual))"
    r"|gives?\snotice|notice",
    "price": r"free(?:\sof\s(?:any\s)?charge)?|(?:do(?:es)?|will)\s(?:not|never)\scharge(?:\syou)?(?:\sfor)?"
    r"|charge[sd]?|costs?|pays?|paid(?!\sback)|prices?|worth|no\s(?:charge|fee|cost)(?:\sfor)?|fees?",
    "permitted": r"(?:is|are|be)\s(?:allowed|permitted|admitted|accepted|welcome)|welcome|allowed|permitted|admit(?:s"
    r"|ted)?"
    r"|may\sbring|can\sbring|possible",
    "refund": r"(?:money|price|fares?|fees?|deposits?|charges?|amount|payments?)\s(?:is|are|will\sbe)\s"
    r"(?:back|returned|paid\sback|repaid|refunded)|(?:(?:\w+\s)?price|money|fares?|fees?|deposits?|paid|pays?)\sback"
    r"|refund(?:s|ed|able)?"
    r"|reimburs\w+|repa(?:y|ys|id|yments?)|back\s(?:on|to|in)\syour\s(?:card|account)|(?:is|are)\sreturned\swithin",
    "send_back": r"(?:send|sent|hand(?:ed)?|bring|brought|give|given|take|taken)\s(?:(?:it|them|goods)\s)?back"
    r"|return(?:s|ed|ing)?",
    "retention": r"keeps?|kept|stor(?:e|es|ed)|retain(?:s|ed)?|deletes?d?|erased?s?",
    "uptime": r"uptime|availability|(?:service|system|platform)\sis\savailable|available(?=\s\d)",
    "answer": r"(?:get|gets|call|calls|come|comes)\sback\sto|repl(?:y|ies|ied)|answer(?:s|ed)?|respon(?:d|ds|se|ded)"
    r"|hears?\sfrom\sus",
    "decide": r"deci(?:de|des|ded|sions?)|settle[sd]?|resol(?:ve|ves|ved|ution)|final\s(?:reply|answer|response)"
    r"|(?:full|complete)\s(?:reply|answer|response)",
    "acknowledge": r"acknowledge\w*|confirm(?:s|ed)?",
    "last": r"lasts?|runs?\sfor",
    "guarantee": r"guarantee[sd]?|warrant(?:y|ies|ed)",
    "report": r"reports?|reported|tell(?:s|ing)?\sus|told\sus|inform(?:s|ed)?\sus|let(?:s|ting)?\sus\sknow",
    "opening": r"(?:is|are)\sopen|opens?|close[sd]?(?=\sat)|closes|shuts?(?=\sat)",
    "weekday": r"weekdays?|Monday\s(?:to|through|until|-|–)\sFriday",
    "written": r"written|in\swriting",
    "start": r"starts?|begins?|takes?\seffect|first\s(?:lesson|day)",
}
_PATTERNS = {name: rf"\b(?:{words})\b" for name, words in _SAYINGS.items()}
PHRASES = CuedValues(((name, re.compile(pattern, re.IGNORECASE)), pattern) for name, pattern in _PATTERNS.items())
#: What is done: provisions that name different acts, and none in common, speak of different things.
ACTS = frozenset(
    "repair refund send_back answer decide acknowledge deliver cancel collect exchange dispatch retention uptime"
    " permitted attend".split()
)
#: Sayings that keep what the lexicon knows of their words.
WITH_LIKES = frozenset({"report", "start"})
#: How a case is handled: an answer is no payment.
HANDLING = frozenset({"answer", "decide", "acknowledge"})
#: Sayings that a denial belongs to: "does not turn up".
LACKS = frozenset({"attend", "miss"})
#: Words that say nothing of the case: whoever is promised something, what a promise is made of.
GENERIC = frozenset(
    "customer client member user passenger promise must required possible automatic automatically working calendar day"
    " week month hour minute year weekday receipt receive receiving arrival take get make come price permitted report"
    " anything thing item goods product good message time any all every each end also always only space advance"
    " start".split()
)
#: Headings that say nothing of what stands under them.
OF_HEADINGS = frozenset(
    map(stem, "promise promises print small general notes terms conditions details rules information service".split())
)
#: How money goes; what is paid by the same means need not be the same payment.
MEANS = frozenset(map(stem, "card account bank cheque".split()))
GENERIC_STEMS = frozenset(map(stem, GENERIC))
#: What is given back tells one refund from another.
GIVEN_BACK = frozenset(map(stem, "deposit fare fee charge ticket".split()))
START = re.compile(
    r"\s(?:of|from|after|following|before)\s(?:(?!\b(?:if|when|where|unless|and|or|but)\b)[^,;.])*", re.IGNORECASE
)
ADDRESS = re.compile(r"\s?(?:to|at|via|through)?\s?(?:\S+@\S+\w|https?://\S+\w|www\.\S+\w)", re.IGNORECASE)
ASIDE = re.compile(
    r",\s(?:measured|counted|calculated|starting|including|such as|so that|so|because|which (?:is|are)|as we)\b[^.;]*",
    re.IGNORECASE,
)
FIRMS = re.compile(
    r"\b(?:business(?:es)?(?!\s(?:day|hour)s?)|trade|traders?|firms?|corporate|commercial|freight|hauliers?"
    r"|wholesale\w*|professionals?|landlords?|dealers?|merchants?)\b",
    re.IGNORECASE,
)
SEGMENT = re.compile(
    r"\b(?:premium|standard|basic|gold|silver|bronze|express|economy|next-day|private|household|weekends?|online"
    r"|in[ -]shop|abroad|domestic|international|urgent|emergency|written|summer|winter|large|small(?! print)"
    r"|(?:first|second|third)(?= (?:class|stage|step|reminder|time|visit|attempt|child|item|reply))|adults?|child"
    r"|children|junior|students?|islands?|mainland|city|rural|faulty|sale|clearance"
    r"|opened|unopened|annual|yearly|monthly|weekly|single|season|return ticket|day ticket|digital|food)\b",
    re.IGNORECASE,
)
STAGE = re.compile(
    r"\b(?:stage|step|level|phase|tier|zone|class|band|group|plan)\s(?P<which>\d+|[A-Z]\b|one|two|three)"
)
LAW = re.compile(r"\b(?:by law|statutory|legal(?:ly)?|the law)\b", re.IGNORECASE)
AIM = re.compile(r"\b(?:aims?|try|tries|usually|normally|typically|mostly|target|expects?|intend)\b", re.IGNORECASE)
FURTHER = re.compile(
    r"\b(?:instead|further|additional(?:ly)?|in addition|extra (?:day|week|month|time)s?|another (?:\d|day|week|month"
    r"|year)|otherwise|longer(?! than)|extend\w*|other(?!wise)|also"
    r"|previously|formerly|until \d|used to|replaced|unless|except|apart from|non-\w+)\b|^after\b|\boutside (?:the"
    r"|of)\b",
    re.IGNORECASE,
)
WE = re.compile(
    r"\b(?:we|us)\s(?:(?:will|shall|can|may|must|also|then|always|never|do|not)\s)*(?P<verb>[a-z]+)", re.IGNORECASE
)
YOU = re.compile(
    r"\b(?:you|customers?|members?|passengers?)\s(?:(?:will|shall|can|may|must|have to|need to|should|also)\s)*"
    r"(?P<verb>[a-z]+)",
    re.IGNORECASE,
)
BIDS = re.compile(
    r"^(?!(?:We|You|If|When|Where|The|Our|Your|An?|In|For|On|At)\b)(?P<verb>[A-Z][a-z]+)(?<!s)(?<!ed)(?<!ing)"
    r"(?<!ion)(?<!ment)\b(?!\s(?:is|are|was|has|have|can|may|must|will|takes?|for|of|to|costs?|that|which|do|does)\b)"
)
UNTIL = re.compile(r"\W*(?:until|before)\b", re.IGNORECASE)
BEFORE = re.compile(r"\s(?:ahead|before|in\sadvance)\b", re.IGNORECASE)
ARRIVAL = frozenset({"delivery", "deliv", "deliver", "receipt", "receive", "receiv", "arrival", "arriv"})
MUST = re.compile(r"\b(?:must|have to|has to|need to|needs to|required|only)\b", re.IGNORECASE)
CLAIMED = re.compile(
    r"(?<!not )\b(?:must|have to|need to|only (?:if|when|after) you)\s(?:\w+\s)?(?:claim|apply|ask|request)\b"
    r"|\b(?:only|is|are)\s(?:\w+\s)?(?:on|upon) (?:claim|request|application)\b|\bnot (?:\w+\s)?automatic",
    re.IGNORECASE,
)
AGE = re.compile(r"\b(?:age|aged|age of)\s$", re.IGNORECASE)
#: "within 20 days of the end of each quarter" tells from when days count, not how often
EDGE_OF = re.compile(r"\b(?:end|close|start|beginning)\sof\s$", re.IGNORECASE)
NOT_ALL = re.compile(r"\bnot (?:all|every|always|only|limited to)\b", re.IGNORECASE)
TO = re.compile(r"\b(?:until|till|before|within|up to|to)\W*(?:the\s)?$", re.IGNORECASE)
FROM = re.compile(r"\b(?:after|from|beyond|past|since)\W*(?:the\s)?$", re.IGNORECASE)
BEFORE_WORD = re.compile(r"(?P<word>[a-z]+)\s(?:(?:the|a|an|your|our|any|each|every)\s)?$")
AFTER_WORD = re.compile(r"\s(?P<word>[a-z]+)")
BE = frozenset("is are be was were within in by and or if when we you for".split())
FOR_A_LIKE, FOR_MEANS = 0.8, 0.3
CACHED = 4096
POST = {"letter": "post", "mail": "post"}
IN_LESS = re.compile(r"\bin\s(?:under|less than)\s$", re.IGNORECASE)
#: A day that is named, not a length of time: "on the day you pay".
A_DAY = re.compile(r"^(?:on |until |by )?the (?:same )?day$", re.IGNORECASE)
