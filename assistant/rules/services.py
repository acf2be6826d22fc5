"""What somebody of ours does that a customer waits for, told by a verb and its object, whatever the trade."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.parts import Role
from assistant.rules.reading import Reading
from assistant.rules.turns import PERSON

_AND_THEN = r"^\W*(?:(?:and|but|so|then)\s)?"
_WHO = r"(?:we|i|they|he|she|(?:our|the|your|an?|his|her|each|one of our)(?: [\w'-]+){1,4}?)"
_HOW = r"(?:will |shall |also |then |gladly |personally )*"
_ACT = (
    r"(?:inspect|issue|remove|return|bring|send|phone|ring|post|fetch|collect|supply|prepare|transfer"
    r"|re-?book|reschedule|replace|re-?issue|re-?connect|install|escalate|refer|process|assess|examine|approve|unlock"
    r"|unblock|trace|track down|search for|clear|clean up|put back|book|exchange|finish|carry out"
    r"|settle|cancel|amend|recalculate|update|forward|pass on|hand over|provide|arrange|fit|complete)(?:e?s)?"
)
_SERVICE = caseless(
    _AND_THEN + _WHO + " " + _HOW + r"(?P<act>" + _ACT + r" (?:out |up |back |on )?"
    r"(?:you|him|her|them|the (?:owner|customer|tenant|patient|guest|member|student|passenger)s?"
    r"|(?:your|every|each|all|any|lost|stolen|broken|damaged|missing|faulty|wrong|blocked|dumped|dead"
    r"|extra|fallen|stray)(?: \w+){1,3}))\b"
)
#: Something travels to the customer, who cannot see it leave: "posts it to you", "send the result to your doctor".
_SENDS = caseless(
    r"\b(?P<act>(?:send|post|mail|e-?mail|forward|transfer|pay|ship|dispatch|return|refund|bring|deliver|fax"
    r"|courier)(?:e?s)? (?:(?:it|them|one|this|these)"
    r"|(?:the|an?|your|his|her|their|its|every|each|all)(?: [\w-]+){1,4}?) (?:back |on |over |out )?(?:to|into)"
    r" (?:you\b|him\b|her\b|them\b|(?:your|his|her|their|the) (?:[\w'-]+ ){0,2}?(?:home|address|account|card|bank"
    r"|doctor|school|door|owner|house|flat|insurer|employer|parents?|family|inbox|mailbox|phone)\b)"
    r"|(?:send|post|mail|e-?mail)(?:e?s)? (?:you|him|her|them)"
    r" (?:the|an?|your|its|one|what|whatever)\b(?: [\w-]+)?"
    r"|(?:send|post|mail|e-?mail|forward|ship)(?:e?s)? (?:it|them) (?:back |on |over )?to (?:the|an?|our|another)\b"
    r"|(?:send|post|mail|e-?mail)(?:e?s)? (?:the|each|every) \w+ (?:the|an?|their|its|his|her|one)\b(?: [\w-]+)?"
    r"|reach(?:es)? (?:you|him|her|them) (?:by|through) (?:the )?(?:post|letter|e-?mail|text|phone|mail)"
    r"|goes? (?:out |back |on )?to (?:you|your \w+)\b|goes? out by (?:post|e-?mail|letter))"
)
_COMES = caseless(
    rf"(?:\b(?:our|the|an?|one of our|another)\s(?:[\w'-]+\s){{0,3}}?{PERSON}|\b(?:we|they|he|she))\s(?:will\s|then\s)?"
    r"(?P<act>(?:comes?|calls|calls? round|drops? by|drives? out)\s(?:out\s|round\s|over\s|by\s)?(?:to|and|for)\s"
    r"(?:take|look|inspect|see|check|test|repair|mend|fix|measure|collect|fetch|read|view|advise|help|clear|get|value"
    r"|assess|examine|a look)s?\b)"
)
#: Work that has to be done again and again, so that "how often" is the limit.
_UPKEEP = caseless(
    _AND_THEN + rf"(?:we|our(?:\s[\w'-]+){{1,4}}?|(?:the|an?)\s(?:[\w'-]+\s){{0,3}}?{PERSON})\s(?:will\s|also\s)?"
    r"(?P<act>(?:mop|sweep|mow|dust|hoover|vacuum|weed|prune|grit|salt|rake|scrub|disinfect|empty|empties|water"
    r"|de-?ice|scour|polish|trim|rinse|hose)(?:e?s)?(?: down| out)? (?:(?:the|your|our|all|every|each|both|public"
    r"|shared|and|\w+ing) )+(?:[\w-]+ ){0,2}?(?:stair|stairway|step|landing|hall|hallway|corridor|floor|lawn|hedge|path"
    r"|pavement|street|road|yard|courtyard|gutter|drain|bin|window|toilet|washroom|bench|garden|bed|plant|tree|beach"
    r"|playground|square|platform|entrance|room|roof|pond|pool|grave|green|verge|pitch|court|car park|shelter|stop"
    r"|station|lift|kennel|cage|stable|tank|shelf)(?:e?s)?)\b"
)


def services(reading: Reading) -> Iterator[tuple[int, int]]:
    """The places of such acts, each once: the verb with what it is done to."""
    stretches = [(part.start, part.end) for part in reading.parts if part.role is Role.MAIN]
    if reading.our_turn is not None:
        stretches.append((reading.our_turn, len(reading.words)))
    found = (place for start, end in stretches for place in _in_part(reading, start, end))
    yield from dict.fromkeys(found)


def _in_part(reading: Reading, start: int, end: int) -> Iterator[tuple[int, int]]:
    words = reading.words[start:end]
    for pattern in (_SERVICE, _SENDS, _COMES, _UPKEEP):
        found = pattern.search(words)
        if found is not None and not _ASKED.search(words[: found.start("act")]):
            yield start + found.start("act"), start + found.end("act")


_ASKED = re.compile(r"\b(?:not|never|n't|no|may|might|can|could|must|to|of|for|you|please|Please)\s*$|^\W*$")
