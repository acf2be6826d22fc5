"""Whether words behind a limit tell of amends, however the failure and what is given for it are named.

Two readings, neither of any trade's words: something comes without being asked for; or something is given or let go
where something is late, missed or beyond. What customers pay in such a case is no amends.
"""

from __future__ import annotations

from assistant.caseless import caseless
from assistant.rules.failures import AMISS

_UNASKED = caseless(
    r"\b(?:unasked|unprompted|unbidden|automatic(?:ally)?|by (?:it|them)sel(?:f|ves)"
    r"|of (?:its|their|our|his|her) own accord"
    r"|without (?:(?:your|a|any|you|being|having|our) )*(?:asking|asked|request|word|claim|claiming|form|to ask)"
    r"|no (?:claim|form|request|application|need to (?:ask|claim|apply))\b|nothing for you to do"
    r"|(?:no \w+|nobody|no one) (?:has|have|needs?) to (?:ask|claim|apply)"
    r"|(?:need not|needn't|do not (?:have|need) to|don't (?:have|need) to) (?:ask|say|claim|apply|do anything)"
    r"|whether or not you (?:ask|claim))\b"
)
_GIVEN = caseless(
    r"\b(?:free|for nothing|zero|waived?|waives|refund\w*|compensat\w*|vouchers?|apolog\w+|ombuds\w*|adjudicat\w+"
    r"|arbitrat\w+|replacements?|replaced?|replaces|vanish\w*|disappears?|on the house|money back|half(?:-| )price"
    r"|halves|halved|unbilled|uncharged"
    r"|at (?:no|our) (?:extra |further |additional |own )?(?:cost|charge|expense)"
    r"|without paying|takes? no (?:money|fee|payment)|a (?:new|fresh|second) (?:one|copy|pair|set)|another one"
    r"|(?:means?|counts? as|(?:is|are) taken as) (?:an? )?(?:yes|accepted|granted|agreed|consent)"
    r"|(?:on|to|at) our (?:cost|expense|account)|credits?(?! (?:card|note|check))"
    r"|charges? (?:you )?nothing|(?:pays?|gives?|hands?|knocks?) (?:\w+ ){1,4}back"
    r"|nothing (?:to pay|is (?:due|owed|charged))|pays? nothing|do(?:es)? not pay"
    r"|no (?:\w+ )?(?:fee|charge|fare|rent|cost)"
    r"|returns? (?:\w+ ){0,3}?(?:fare|price|money|fee|deposit|rent|cost|sum|amount)"
    r"|back (?:on|to|in|into) (?:your|the|his|her|their) \w+"
    r"|(?:comes?|goes|taken?|takes?|knocks?|knocked|drops?|dropped|falls?|cut|cuts) (?:\w+ ){0,4}?off"
    r"|off (?:your|the|that|this|its|his|her|their|next)|half (?:the|your|of)|gone from|crosse[sd]|strikes?|struck"
    r"|(?:leaves?|loses?|shrinks?|drops out of) (?:\w+ ){0,2}?(?:fee|bill|invoice|price|charge|fare|rent|account"
    r"|quarter|half|fifth|third|tenth)|cancels? (?:the|that|your) (?:fee|charge|fine|bill)"
    r"|does not count|in your hand|compliments|owes? you|(?:is|are) yours|(?:straight|directly) to|mediat\w+|tribunal"
    r"|sa(?:y|ys|ying) sorry|(?:gets?|receives?) (?!no\b|nothing\b))\b"
)
_SUM = caseless(
    r"[£€$]\s?\d|\b(?:\d+(?:\.\d+)?|five|ten|fifteen|twenty|thirty|fifty|a hundred)\s?(?:pounds?|euros?|dollars?|pence"
    r"|cents?|francs?|kroner|kronor|zloty|%|percent|per cent)"
)
_CUSTOMERS_PAY = caseless(
    r"\b(?:you|who\w*|guests?|riders?|drivers?|groups?|customers?|members?|tenants?|residents?|that|which)\b[^.;]{0,60}"
    r"(?<!\bnot )\b(?:pays? (?!nothing)|lose|loses|owes?\b|forfeits?|(?:is|are) charged)"
    r"|\bcosts? (?:you|customers|residents|members|\d|\w+ (?:\d|cents|euros|pounds))"
    r"|\b(?:price|fee|fare|rate|rent|surcharge|cost|charge) (?:is|are|starts?|of(?= [£€$\d]))\b|\bis charged\b"
)


def makes_amends(words: str, asked: str = "") -> bool:
    """Whether words tell of amends.

    Args:
        words: a sentence behind a limit, or what follows the limit in its own.
        asked: the question or the case before them, if one stands there: "Not phoned by then?"
    """
    if _UNASKED.search(words):
        return True
    if customers_pay(words) or not AMISS.search(f"{asked} {words}"):
        return False
    return _GIVEN.search(words) is not None or _SUM.search(words) is not None


def customers_pay(words: str) -> bool:
    """Whether words tell what customers pay or lose, or state a price."""
    return _CUSTOMERS_PAY.search(words) is not None


def gives_unasked(words: str) -> bool:
    """Whether something is given or let go without being asked for."""
    return _UNASKED.search(words) is not None and _GIVEN.search(words) is not None
