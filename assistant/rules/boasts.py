"""Outcomes claimed for every case: how customers feel, what never happens again, what holds whatever happens."""

from __future__ import annotations

from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.phrases import Match

_GOES = r"(?:goes|go|leaves?|walks?|comes?|drives?|sails?|returns?|ends? up|wakes? up|sleeps?|gets? (?:home|out|back))"
_WHERE = r"(?:(?:home|out|away|back|off|again|(?:our|the|this)(?: [\w-]+){1,3}?|with) )*"
_HAPPY = (
    r"(?:happy|happier|satisfied|smiling|content(?:ed)?|delighted|pleased|cheerful|relaxed|refreshed|beaming|glad|richer"
    r"|wiser|rested|a smile|safe and sound|in a good mood|well fed)"
)
_UNHAPPY = (
    r"(?:unhappy|unsatisfied|dissatisfied|disappointed|unserved|unhelped|without (?:a smile|an answer)"
    r"|hungry|thirsty|empty-handed|bored|sad|angry|tired|frowning)"
)
_BOUNDED = r"(?![^.;]*\b(?:\d|without|unless|until|before|more than|less than|longer than|later than|than)\b)"
_WHATEVER = (
    r"(?:every single (?:time|day|night|morning)|each and every (?:time|day)|time after time|time and again"
    r"|all day,? every day|day in,? day out|in all weathers|in any weather|in every weather|rain or shine|whatever"
    r"|whichever \w+ you|whoever you|wherever you|however (?:you|\w+) |no matter"
    r"|without exception|, ever[.!]?$|from the first \w+ to the last)"
)
_HOLDS = (
    r"(?:(?:is|are|be|stays?|remains?|runs?|works?|arrives?|leaves?|starts?|tastes?|looks?|comes?|keeps?|gets?|feels?"
    r"|fits?|reach(?:es)? \w+ \w+) (?:\w+ly |just |so |all )?(?:right|fresh|perfect\w*|clean|safe\w*|warm|hot|ready"
    r"|happy|punctual|on time|in time|reliable|reliably|correct|accurate|spotless|comfortable|dry|undamaged|intact"
    r"|unharmed|well|smoothly|delicious|tender|crisp|quiet|sharp|healthy|friendly|flawless\w*)"
    r"|you (?:will |'ll )?(?:love|enjoy|adore|like) (?:it|them|the|our|your))\b"
)
_NEVER_AGAIN = (
    r"\b(?:you|your [\w ]{1,30}?|it|nothing|that \w+)(?:'ll| will| shall) never (?:[\w']+ ){1,6}?again\b"
    rf"(?! (?:by|from) us){_BOUNDED}"
)
_YOU_NEVER = (
    r"\byou (?:will |shall |'ll )?never (?:again )?(?:see|feel|find|lose|notice|regret|queue|worry|suffer|smell"
    r"|hear|miss|have (?!to\b)|be (?!asked|charged|billed|called|rung|told|sent|made|forced|contacted|phoned"
    rf"|visited|filmed|named)){_BOUNDED}"
)
_NEVER_AMISS = (
    r"\bnever (?:ever )?(?:leaves?|arrives?|comes?|starts?|runs?|ends?|departs?|finish(?:es)?|opens?|delivers?"
    r"|turns? up|begins?|closes?|sets? off) (?:too )?(?:late|wrong|badly|empty|cold|short|behind)\b"
    r"(?! than| \w+s\b)"
)
_BOASTS = tuple(
    caseless(pattern)
    for pattern in (
        rf"\b(?:every(?:body|one)|anyone|anybody|whoever|all|each|every)\b[^.;:]{{0,60}}?\b{_GOES} {_WHERE}{_HAPPY}\b",
        rf"\b(?:nobody|no one|no-one|no \w+)\b[^.;:]{{0,60}}?\b{_GOES} {_WHERE}{_UNHAPPY}\b",
        _NEVER_AGAIN,
        _YOU_NEVER,
        _NEVER_AMISS,
        rf"{_HOLDS}[^.;]{{0,60}}?{_WHATEVER}",
        rf"{_WHATEVER}[^.;]{{0,60}}?\b{_HOLDS}",
    )
)


#: Without one of these words there is no such claim.
_CUES = caseless(
    r"\b(?:never|every(?:body|one)?|anyone|anybody|who\w*|all|each|nobody|no|whatever|whichever|wherever|however"
    r"|time|day|rain|weather|without|ever)\b"
)


def boasts(words: str) -> Iterator[Match]:
    """The places of such claims."""
    if not _CUES.search(words):
        return
    for pattern in _BOASTS:
        found = pattern.search(words)
        if found is not None:
            yield Match(found.start(), found.end(), words[found.start() : found.end()])
