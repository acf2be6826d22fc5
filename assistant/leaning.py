"""Whether a question leans on what was said before, or can be searched for by itself."""

from __future__ import annotations

import re

from assistant.question_words import ASKING, SENTENCE_END
from knowledge.words import content_words

#: A question with fewer words of its own subject needs those of the conversation.
_LEAST_SUBJECT = 2
#: With more than these, "the claim" at its end hardly needs to have been named before.
_FEW_SUBJECT = 3
#: After so many words of its own, "it" stands for something in the question.
_ENOUGH_BEFORE = 4
_GREETING = r"(?:ok|okay|hi|hello|hey|thanks|thank you|great|right|well|oh|sorry|please)"
_TIME = r"(?:morning|afternoon|evening|week|weekend|month|year|spring|summer|autumn|winter)"
#: "And for members?", "So how long?", "Even at the weekend?", "What about shops?" go on with what was said.
_GOES_ON = re.compile(
    rf"^\W*(?:{_GREETING}\W+)*"
    r"(?:and|but|so|or|then|also|plus|even|if (?:so|not)|in that case|(?:what|how) (?:about|if)|why not)\b",
    re.IGNORECASE,
)
#: "Is it true that ...?" and "how long does it take to ...?" name nothing with their "it", nor does "there is".
_EMPTY = re.compile(
    r"\b(?:is|was) it (?:true|correct|right|possible|allowed|okay|ok)\b(?: that\b)?|"
    r"\bit (?:\w+ )?(?:takes?|costs?) (?:\w+ )?(?:to|until|before)\b|"
    r"\b(?:is|are|was|were) there\b|\bthere(?: (?:is|are|was|were)\b|['’]s\b)|"
    rf"\bthis {_TIME}\b",
    re.IGNORECASE,
)
#: Words for something that was named before.
_STANDS_FOR = re.compile(
    r"\b(?:it|its|itself|this|these|those|they|them|their|theirs|he|she|him|his|her|hers|mine|ones?|same|such|there|"
    r"then|again|instead|otherwise|else|still|too|also|either|another|second time)\b",
    re.IGNORECASE,
)
#: "That" after a noun begins a clause ("the parcel that came late"); after these words, or at an end, it points back.
_POINTS_BACK = re.compile(
    r"(?:^\W*|\b(?:for|to|of|on|about|with|by|in|at|after|before|from|than|like|is|was|are|be|do|does|did|can|could|will|"
    r"would|should|has|have|had|get|why|when|where|who|how|if) )that\b|\bthat(?= ?(?:[.,;:?!]|$))",
    re.IGNORECASE,
)
#: "The claim" at an end is one that was named; there is only one phone to answer, or one post to send things by.
_NAMED_BEFORE = re.compile(
    rf"\bthe (?!(?:phone|telephone|internet|web|website|app|post|mail|bank|law|police|sun|day|night|{_TIME})\b)"
    r"[\w'’-]+\W*$",
    re.IGNORECASE,
)
#: It takes a whole clause to ask: "Circle members?" leaves out what of them.
_ASKS = re.compile(rf"\b{ASKING}\b", re.IGNORECASE)
#: How much of something is asked for says nothing of what.
_MEASURES = frozenset("long far fast quick quickly soon late early many often old big high low back take".split())


def stands_alone(question: str) -> bool:
    """Whether a question names its own subject, and nothing in it stands for something said before.

    What its later sentences point to may stand in its first, so only the first is looked through for such words.
    In doubt it leans, and the words of the conversation go into the search.
    """
    first = _EMPTY.sub(" ", SENTENCE_END.split(question.strip(), maxsplit=1)[0])
    if _GOES_ON.search(first) or any(_names_nothing(first, sign) for sign in (_STANDS_FOR, _POINTS_BACK)):
        return False
    subject = [word for word in content_words(question) if word not in _MEASURES]
    if len(subject) <= _FEW_SUBJECT and _NAMED_BEFORE.search(first):
        return False
    return len(subject) >= _LEAST_SUBJECT and _ASKS.search(question) is not None


def _names_nothing(sentence: str, sign: re.Pattern[str]) -> bool:
    """Whether a word points back beyond the sentence: "If my router is lost, who pays for it?" does not."""
    found = sign.search(sentence)
    return found is not None and len(content_words(sentence[: found.start()])) < _ENOUGH_BEFORE
