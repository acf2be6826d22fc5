"""How a failure is named: a case and a word that something is amiss, what lies beyond a limit, or silence.

The classes of words are closed ones, whatever the trade.
"""

from __future__ import annotations

from assistant.caseless import caseless
from assistant.rules.reading import Reading

#: A case, and in it a word that something is amiss: of closed classes, whatever the trade.
GENERIC_FAILURE = caseless(
    r"\b(?:if|when|whenever|where|whose|should|unless|although|though|despite|for (?:each|every|any)|each time)\b"
    r"[^.:?;]{0,60}?\b(?:not|so late|late|later|longer|too|more|no|miss\w*|fail\w*|exceed\w*|breaks?|still|takes?"
    r"|incomplete|unusable|unclean|noisy|defective|wrong|cold|dirty|stale|short|unsafe|flooded|damp|shut|down|out of"
    r"|offline|dark|broken|blocked|nobody|nothing|none|wait|waited|\w+n't|forgets?|booked|paid|ordered|promised"
    r"|fault|blame|mistake|error)\b"
    r"|\bif you (?:do|find (?:it|one))\b|\b(?:and|to) (?:do|does) not (?:do|keep)\b"
    r"|, or (?:else )?(?:we|i|you|our|your|the|it|they|he|she|sends?|returns?|pays?|adds?|credits?|refunds?|takes?"
    r"|gives?|hands?|waives?|deducts?|lends?|replaces?|cuts?|drops?|halves|knocks?|offers?|grants?|get|receive"
    r"|apologi[sz]es?)\b"
    r"|\botherwise\b|\bor else\b|\bfailing (?:that|this)\b|\b(?:after|past|beyond|longer than|later than|over) "
    r"(?:that|this)\b|^[^.:?]{3,60}\b(?:more than|over|longer than)\s[^.:?]{1,20}[:?]"
    r"|\bwithout (?:that|such|an?) (?:letter|notice|call|message|email|reply|answer|response|decision|visit|result)\b"
    r"|\bnot (?:\w+ ){0,3}in time\b|\bmiss(?:es|ed)?\b|(?<!no )\blonger\b|\b(?:later|overdue"
    r"|late(?! (?:fees?|charges?|checkout|returns?|opening|night|bus|shift|entry|bookings?)))\b"
    r"|^(?:an?|your) (?:torn|broken|damaged|late|lost|wrong|missing|cold|faulty|spoiled) [\w ]+\?"
)
#: A failure that is named behind the limit in its own sentence.
FAILS_LATER = caseless(
    r"[;,:]\s(?:and )?(?:who(?:ever)?|if (?:you|anyone|someone|somebody|one)) (?:does|do|must|has to|have to)\b"
    r"|[;,:]\s(?:and )?(?:any(?:one|body)|whoever|those|an? \w+|every \w+) (?:who|that|which) (?:has to "
    r"|had to )?(?:waits?|takes?|comes?|is|misses) (?:longer|later|late|too)\b"
    r"|[;:]\s(?:below|above|past|beyond|over|after) (?:that|this|it)\b"
    r"|[;:]\s(?:on|for|in) (?:an?|any|every|each) \w+ (?:when|that|which|where) (?:it|we|they|he|she) "
    r"(?:does|do|is|are) not\b"
    r"|[;:]\s(?:each|every|any) (?:further |started )?(?:hour|day|week|minute|month) (?:more|beyond|over|after)\b"
)
#: What lies beyond a limit: "from day 22", "no paint by then", "a slower one", "each week on top".
BEYOND = caseless(
    r"\b(?:by then|from then on|from (?:day|hour|minute) \d+|at (?:day|hour|minute) \d+|on top"
    r"|(?:than|above|below|past|beyond|over|after|short of) (?:that|this)"
    r"|(?<!\bin )(?<!\bfor )(?:an?|any|each|every) (?:cold|soft|slow|long|old|weak|small|few|short|thin"
    r"|warm|loud|dim|full|high|low|dark|larg|wett|hott|bigg"
    r"|empti|dri|dirti|noisi|lat)er|sooner)\b"
)
#: A word that something is amiss, wherever it stands.
AMISS = caseless(
    r"\b(?:not|no|none|never|nobody|nothing|neither|without|late|later|longer|less|fewer|slower|colder|lower|higher"
    r"|after|past|beyond|over|outside|above|below|under|miss\w*|fail\w*|skip\w*|slip\w*|overr[au]n\w*|exceed\w*"
    r"|broken?|breaks?|still|otherwise|else|short|empty|silence|silent|lapse\w*|overdue"
    r"|runs? out|(?:has|have) passed|waits?|waited|(?:left|kept|still) waiting|unanswered"
    r"|unmet|gaps?|missing|breaking|breach|behind|sooner|too|\w+n't"
    r"|from the (?:\w+th|second|third|\w+-first|\w+-second|\w+-third)"
    r"|(?:day|hour|minute) \d+"
    r"|with (?:more|fewer)(?=,| than\b)|(?:each|every) (?:extra|further)"
    r"|(?:if|when|should)\b[^.;,]{0,20}\ban? (?:\w+th|second|third)"
    r"|arrives? \w+ed|scratched|cracked|torn|dented|stained"
    r"|call(?:s|ed)? off|cancel\w*|los[et]\w*|damag\w*|wrong\w*|fault\w*"
    r"|delay\w*|on the (?:\w+th|\w+-first|\w+-second|\w+-third)|(?:one|an?) (?:day|hour|minute)s? (?:more|on top))\b|\?"
)
SILENCE = caseless(
    r"\b(?:none|nothing|no (?:answer|reply|response|decision|news)|without an? (?:answer|reply|response|decision))\b"
    r"|\bnot (?:\w+ ){0,3}in time\b"
)  #: what customers hear when the limit for an answer is missed
DISAGREES = caseless(r"\bnot (?:satisfied|happy|content|convinced|agree)\b|\b(?:dissatisfied|unhappy|disagrees?)\b")


def says_failure(reading: Reading) -> bool:
    """Whether a clause names a failure in any way."""
    return reading.has("failure") or GENERIC_FAILURE.search(reading.words) is not None


def follows_failure(case: str) -> bool:
    """Whether the case in which something is done is that something is late, missed or beyond."""
    return AMISS.search(case) is not None
