"""Outcomes claimed for every case: how customers feel, what never happens again, what holds whatever happens.

With them, what "always" or "never" is so though nobody can see or choose it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.cues import ALWAYS, LEVEL_OF_NATURE
from assistant.rules.phrases import Match, Words, tokens

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


_WE_JUST_BEFORE = caseless(r"\b(?:we|i|you)\s(?:will\s)?$")
_BOUND_NEXT = caseless(
    r"[\w\s]{0,20}?\b(?:\d|more than|less than|later than|longer than|without|before|until|unless"
    r"|for (?:more|longer)|two|three|half|alone)\b"
)  #: "never more than 3 at a time"
_WHEN = frozenset({"on", "in", "at", "before", "after", "by", "from", "to", "part"})
_ACTS = re.compile(r"\w+(?<!s)s$")
_RESULT = re.compile(
    r"(?:find|solve|succeed|know|deliver|arrive|answer|help|reach|meet|understand|satisf|provide|get|do|be|have"
    r"|act|listen"
    r"|treat|try|work|come|repl|respond|resolve|fix|make|fail|lose|miss|forget|disappoint|let|break|run|cancel|err|keep"
    r"|leave|go|catch|burn|leak|freeze|slip|tear|rust|fade|wait|overflow|stall|jam|win|enjoy|malfunction|hang|drop|crash|stop|lag|rattle|squeak|smell|shrink|peel|warp|crack|skid)(?:s|es|ies|y)?$"
)


def always_or_never(words: str, lists: Words) -> list[Match]:
    """What is "always" done unseen, or "never" done though it is not the organisation's own choice."""
    found = []
    for always in ALWAYS.finditer(words):
        acts = [one for one in tokens(always["after"]) if not one.word.endswith("ly") and one.word != "be"][:1]
        checkable = "checkable-act" if always["word"].lower() == "always" else "own-act"
        if _WE_JUST_BEFORE.search(words[: always.start()]) and acts and not _RESULT.match(acts[0].word):
            continue  # what we ourselves do or leave, such as "we always weigh", can be seen and kept
        if not always.start() and words[always.start("after")].isupper():
            continue  # a name: "Always Green"
        if LEVEL_OF_NATURE.match(words[always.start("after") :].removeprefix("at ")):
            found.append(Match(always.start("word"), always.start("after") + acts[0].end, always[0]))
            continue
        if _BOUND_NEXT.match(words, always.start("after")):
            continue
        if always["word"].lower() == "never" and acts and _ACTS.match(acts[0].word) and not _RESULT.match(acts[0].word):
            continue  # what somebody or something leaves undone can be seen: "the choir never auditions"
        if always["word"].lower() == "never" and acts and acts[0].word in _WHEN:
            continue  # "never on Mondays"
        if acts and not any(lists[checkable].first(one.word) for one in acts):
            found.append(Match(always.start("word"), always.start("after") + acts[0].end, always[0]))
    return found
