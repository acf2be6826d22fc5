"""What a question asks: its parts, its words with those of the conversation, and the kind of thing wanted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.answers import Turn
from assistant.leaning import stands_alone
from assistant.plain_words import policy_words
from assistant.question_words import ASKING, AUXILIARY, SENTENCE_END
from knowledge.words import content_words

#: Only what was said lately helps to understand a follow-up.
_TURNS = 4
#: A fragment with fewer content words than this asks nothing by itself.
_LEAST_WORDS = 2


class Want(StrEnum):
    """The kind of thing that an answer must have."""

    DURATION = "duration"
    MONEY = "money"
    CHANNEL = "channel"
    PERSON = "person"
    FREQUENCY = "frequency"
    COUNT = "count"
    MOMENT = "moment"
    YES_NO = "yes_no"


_BREAK = re.compile(
    r"(?:[,;]|\s)\s*(?:and|but|or|also|&|plus)\s+(?:also\s+|then\s+|if (?:so|not),?\s+|in that case,?\s+)?"
    rf"(?={ASKING}\b)|;\s+(?={ASKING}\b)|\s(?=\(?[a-d12]\)\s)",
    re.IGNORECASE,
)
_OPENS = re.compile(rf"^\W*(?:(?:and|but|or|also|so|ok|okay|then|hi|hello|plus|please)\W+)*{ASKING}\b", re.IGNORECASE)

_PERIODS = r"(?:minutes|hours|days|weeks|months|years)"
_WANTED = {
    Want.DURATION: re.compile(
        r"\bhow (?:long|soon|quick(?:ly)?|fast|late|early)\b|"
        rf"\bhow many (?:\w+ )?{_PERIODS}\b|\bhow many {_PERIODS} or {_PERIODS}\b|"
        r"\b(?:by|until|till|since|from) when\b|\bhow much (?:\w+ )?(?:time|notice|longer|warning)\b|"
        r"\bwithin (?:how|what)\b|\b(?:time ?limit|deadline|response time|turnaround|days' notice)\b",
        re.IGNORECASE,
    ),
    Want.MONEY: re.compile(
        r"\bhow much\b(?! (?:\w+ )?(?:time|notice|longer|warning))|"
        r"\b(?:what|which)(?:'s| is| are)? (?:the |your )?(?:\w+ )?"
        r"(?:percentage|fee|rate|interest|price|amount|charge|cost|discount|deposit|reward|bounty|share)s?\b|"
        r"\b(?:cost|costs|charge|charged|fee)\b.*\?|"
        r"\bwhat (?:(?:do|will|would|must|should) (?:i|we|you)|does it) (?:have to )?(?:pay|owe)\b",
        re.IGNORECASE,
    ),
    Want.COUNT: re.compile(
        rf"\bhow many\b(?! (?:\w+ )?{_PERIODS}\b)|\bhow old\b|\b(?:minimum|maximum|highest|which|what) number of\b",
        re.IGNORECASE,
    ),
    Want.MOMENT: re.compile(
        rf"(?<!by )(?<!since )\bwhen\b(?: exactly)? {AUXILIARY}\b|^\W*when\b|\b(?:which|what) (?:day|date|time)\b",
        re.IGNORECASE,
    ),
    Want.CHANNEL: re.compile(
        r"\b(?:which|what)(?:'s| is)? (?:the |your )?(?:address|number(?! of)|e-?mail|phone|telephone)\b|"
        r"\b(?:phone|telephone|hotline) number\b|"
        r"\bwho (?:do|can|should|shall) (?:i|we) (?:call|ring|contact|write|talk|speak|turn|go)\b|"
        r"\bhow (?:do|can) (?:i|we) (?:contact|reach|get hold of|get in touch)\b",
        re.IGNORECASE,
    ),
    Want.PERSON: re.compile(r"^\W*who\b|[,;.] ?who\b|\bwho(?:'s| is| are| owns| pays| decides| can)\b", re.IGNORECASE),
    Want.FREQUENCY: re.compile(r"\bhow often\b|\bhow many times\b", re.IGNORECASE),
    Want.YES_NO: re.compile(
        rf"^\W*(?:(?:and|but|or|so|ok|then|hi|hello)\W+)*{AUXILIARY}\b|[,;.:!?] *(?:and |but |so )?{AUXILIARY} "
        r"(?:i|you|we|it|they|the|my|your|there|he|she|that|this|someone|anyone)\b",
        re.IGNORECASE,
    ),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it is searched for."""

    asked: str  #: the question itself
    joined: str  #: the question after earlier words that it needs: what was told, and what "it" and "then" stand for
    parts: tuple[str, ...]  #: what it asks, one by one; empty where it asks one thing
    wants: frozenset[Want]
    also: tuple[str, ...] = ()  #: what policies call what was said in plain words

    @property
    def says_nothing(self) -> bool:
        """Whether there is no content word to search for, in the whole conversation."""
        return not content_words(self.joined)


def read_question(question: str, history: Sequence[Turn] = ()) -> Reading:
    """Read a question in its conversation.

    Args:
        question: what is asked now.
        history: earlier messages, oldest first; only the questioner's own words are used, and only where the question
            leans on them: another subject's words would lead the search astray.
    """
    said = [turn.text for turn in history if turn.role == "user"][-_TURNS:]
    wants = frozenset(want for want, pattern in _WANTED.items() if pattern.search(question))
    alone = bool(said) and stands_alone(question)
    needed = [told for each in said if (told := _told_in(each))] if alone else said
    joined = " ".join((*needed, question))
    return Reading(question, joined, parts_of(question), wants, policy_words(joined))


def _told_in(said: str) -> str:
    """What a message tells beside what it asks: the case in which all that follows is meant."""
    sentences = SENTENCE_END.split(said.strip())
    return " ".join(sentence for sentence in sentences if not (sentence.endswith("?") or _OPENS.match(sentence)))


def parts_of(question: str) -> tuple[str, ...]:
    """The questions in a question, where there is more than one; what tells a story is left out."""
    asking = [
        sentence
        for sentence in SENTENCE_END.split(question.strip())
        if sentence.rstrip().endswith("?") or _OPENS.match(sentence)
    ]
    parts: list[str] = []
    for sentence in asking:
        whole: list[str] = []
        for piece in filter(None, (piece.strip(" ,;") for piece in _BREAK.split(sentence))):
            if whole and len(content_words(piece)) < _LEAST_WORDS:
                whole[-1] = f"{whole[-1]} {piece}"
            else:
                whole.append(piece)
        parts += whole
    parts = [part for part in parts if _asks_something(part)]
    return tuple(parts) if len(parts) > 1 else ()


def _asks_something(part: str) -> bool:
    """Whether a fragment can be searched for: two content words, or one with a kind of thing wanted."""
    telling = len(content_words(part))
    wants = any(pattern.search(part) for want, pattern in _WANTED.items() if want is not Want.YES_NO)
    return telling >= _LEAST_WORDS or (telling > 0 and wants)
