"""Where the clauses of a sentence begin and end: conditions, exceptions, main clauses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise

from assistant.commitments.lexicon import lexicon
from knowledge.documents import Span

TRIM = " ,;:–—-"  #: marks that belong to no clause
_SHORTEST_CLAUSE = 4  # characters: a main clause does not begin sooner after "if"
WORD = re.compile(r"[\w'’&%£€$-]+")

_CONDITION_HEAD = (
    r"(?:but |and |or )?(?:(?:only|even|except|just|also|unless and until) )?(?:if|when(?!ever possible"
    r"| possible| we can\b)|whenever(?! possible| we can\b)|where(?! possible| appropriate| necessary| we can\b"
    r"| practical| feasible)|wherever(?! possible| we can\b)"
    r"|(?<!be )(?<!is )(?<!are )provided(?: that)?|providing(?: that)?|as long as|so long as"
    r"|on (?:the )?condition that|in case(?! of doubt)|in the event"
    r"(?: of| that)|(?<!at )(?<!than )(?<!only )once(?! (?:a|an|per|every|more|in|only|again)\b)|while"
    r"|whilst"
    r"|(?<!is )(?<!are )(?<!be )(?<!remain )subject to|assuming(?: that)?"
    r"|from the (?:moment|day|date|time)(?= (?:you|we|it|your|our"
    r"|they|the)\b)|should(?= (?:you|we|your|our|the|an?|any|this|it|they|there)\b)"
    r"|(?<![\w,;] )should(?= (?:\w+ ){1,3}be\b)"
    r"|as soon as(?! (?:possible|we can\b|practicable|reasonably))|for (?:each"
    r"|every)(?= (?:\w+[ -]){0,4}?(?:miss\w*|late|delay\w*|fail\w*|that|we|you|day|hour|week|broken"
    r"|further|full|block|started|cancelled))|on (?=(?:request|demand|receipt of)\b)|upon)"
)
_EXCEPTION_HEAD = (
    r"(?:unless|except(?:ing| for| that| when| where| if| in| on| as)?|excluding|excludes?|other than"
    r"|apart from|save (?:for|where|that)"
    r"|with the exception of|not (?:counting|including)|without(?= (?:your|prior|the (?:customer|patient"
    r"|passenger|member|tenant|account holder)['’]s|their|express|explicit|written|further|first"
    r"|his or her|her|the other) ?(?:\w+ ){0,3}(?:consent|permission|agreement|approval|authori[sz]ation"
    r"|leave|asking))"
    r"|without (?:consent|permission|asking)|but not|aside from|barring|outside of|excepting|leaving out"
    r"|until and unless)"
)
_MAIN_SUBJECT = (
    r"(?:we|you|they|it|he|she|i|there|the|an?|your|our|their|this|that|these|those|no|all|any|each|every"
    r"|one|staff|nobody|nothing|half|full"
    r"|[A-Z£€$\d][\w£€$'’.-]*|please|\w+(?: \w+)? (?:will|is|are|can|may|must|gets?|receives?|has|have"
    r"|pays?|goes|go|apply|applies)|(?:credit|refund|payment|compensation|service|staff|delivery|repair"
    r"|replacement)s?\b)"
)
_INITIAL_END = re.compile(rf", (?:then |and in any case )?(?!(?:or|and|but)\b)(?=(?:{_MAIN_SUBJECT})\b)")
_HEAD = re.compile(
    rf"(?<![\w-])(?:(?P<exception>{_EXCEPTION_HEAD})|(?P<condition>{_CONDITION_HEAD}))(?![\w-])", re.IGNORECASE
)
#: a subordinate clause inside a sentence ends here
_MEDIAL_END = re.compile(
    r",? (?=(?:unless|except|provided)\b)|, (?:and |but |or |so )?(?=(?:we|you|they|it|the|your|our|a|an"
    r"|then|decide|be|will|is|are|in which"
    r"|whichever|at|in|by|free|within|no later)\b)"
    r"|; | – | — "
    r"| and (?=for (?:\w+ ){1,3}(?:days?|weeks?|months?|years?)\b)"
    r"|(?: and|,? but) (?=(?:we|we['’]ll|they|it|you) (?:will|shall|do|are|is|can|may|pay|give"
    r"|repay|refund|keep|get)\b)|[.!?]?$"
)
#: "if we are late we pay": a condition in front that no comma ends
_UNMARKED_END = re.compile(
    r" (?=(?:do|will|can) we\b|(?:we|we['’]ll|you) (?:will|shall|pay|get|receive|can|may|give|refund"
    r"|credit|add|waive|repay|replace|repair|owe|are|do)\b)"
)
#: a noun between commas that a main clause with "you" or "we" follows
_LISTED_NOUN = re.compile(
    r", (?:or )?an? (?:(?!\b(?:is|are|will|may|can|must|shall|gets?|receives?|has|have|we|you)\b)[^,;.()])*"
    r"(?:\([^)]*\)[^,;.()]*)?"
    r"(?=, (?:(?:or |an? |other )[^,;.]{0,160}, )?(?:you|we) (?:can|may|must|will|shall|agree|should|get|have)\b)"
)
#: a pronoun that a verb may follow; in "we send you a receipt" no clause begins at "you"
_PRONOUN_WITHIN = re.compile(
    r" (?=(?:we|you|they|it) (?!(?:an?|the|your|our|their|this|that|any|all|in|on|at|by|for|with|to|of|from|within"
    r"|if|when|and|or|about|no|more|free)\b)\w)"
)
_SPLIT = re.compile(
    r";\s+|\s+[–—]\s+|(?:,\s+|(?<=\s))(?:and|but|so|or)\s+(?=(?:in (?:any|either|that|such a) (?:case"
    r"|event),? )?(?:(?:we|they|i)(?:['’]ll)?\s\w|you\s(?!and|or)\w"
    r"|(?:it|your|our|the|this|everyone|everybody|others|other \w+|all other\w*|any\w*|no \w+|after that"
    r"|nobody|each)\b(?! (?:other|same|like)\b)[^,;]{0,60}?"
    r"\b(?:will|shall|is|are|can|cannot|may|must|do|does|gets?|receives?|goes|go|takes?|arrives?|leaves?"
    r"|ships?|starts?|comes?|works?|runs?|reach(?:es)?|appears?|lasts?|moves?|counts?|appl(?:y|ies)|pays?"
    r"|travels?|up to|within|next|has|have|remains?|stays?|ends?)\b))"
    r"|,?\s+(?:and|but|though|although)\s+(?=(?:aims?|try|tries|hopes?|intends?|strives?|endeavours?"
    r"|do our best|plan) to\b|(?:aim|try|hope) (?:for|our)\b|(?:always|never|will|guarantees?"
    r"|promises?)\s)"
    r"|,\s+(?=(?:with|from) us (?:you|we)\b|(?:but |while |whereas |though |although )?(?:we|we['’]ll|you"
    r"|they|it|everyone else|other \w+|all others?)\s)"
)
OPENING = re.compile(
    r"^(?:please note, |(?:in|on|at|for|from|since|as|by|with|during|after|before|every|each|under|to|starting|because"
    r"|unlike|besides|"
    r"following|(?:last|this)(?= (?:week|month|year|winter|summer|spring|autumn|season|morning|afternoon|evening"
    r"|night|time|quarter|way|means)\b)|once|within|until|over|beginning|through|throughout|between|instead|today"
    r"|currently|normally|usually|sometimes|generally|however|"
    r"accordingly|furthermore|moreover|similarly|likewise|nevertheless|nonetheless|consequently|thus|hence"
    r"|occasionally|ultimately|specifically|importantly|further|upon|pursuant|notwithstanding|also|therefore|additionally|finally|then|here|depending|regardless|whatever|both|effective|unlike"
    r"|according|thanks|where|wherever|whenever|when|if)\b(?:(?!\b(?:we|you|they) (?:must|will|may|shall"
    r"|get|need))[^,;]){0,90}, "
    r"|(?:in|on|at|for|from|since|during|before|after|every|each|until|under|to|within|starting|as|with"
    r"|like)\b[^,;]{1,60}? "
    r"(?=we\b|you\b(?= \w)(?! (?:bought|have|has|had|were|are|did|placed|paid|order)))"
    r"|(?:in|on|at|for|from|since|during|before|after|every|each|until|under|to|within|starting|as|with"
    r"|like)\b[^,;]{1,60}? "
    r"(?=(?:they|your|our)\b(?! (?:bought|have|has|had|were|are|did|placed|paid|order))))",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"\b(?:the|a|any|each|every|that|first|last|next) (?:day|date|time|moment|place|address|month|year"
    r"|point|area|room|country|street)\s$"
    r"|\b(?:ask|know|see|say|decide|check|even|matter|wonder|regardless of|choose|that is)\s$",
    re.IGNORECASE,
)


def subordinate_spans(text: str, start: int) -> tuple[list[Span], list[Span]]:
    """The conditions and the exceptions of a sentence, conjunctions included, in text order."""
    conditions: list[Span] = []
    exceptions: list[Span] = []
    position = start
    while (match := _HEAD.search(text, position)) is not None:
        end = _subordinate_end(text, match, start)
        span = Span(match.start(), match.start() + len(text[match.start() : end].rstrip(TRIM + ".!?")))
        position = max(end, match.end())
        if span.end - span.start < 4 or _is_question_word(text, match):  # noqa: PLR2004 - "if" and nothing after it
            continue
        (exceptions if match["exception"] else conditions).append(span)
    return conditions, exceptions


def _is_question_word(text: str, match: re.Match[str]) -> bool:
    """Whether "when" or "where" only names a time or place ("the day when", "ask where")."""
    if match[0].lower().split()[-1] not in {"when", "where"}:
        return False
    return _ASKED.search(text[max(0, match.start() - 20) : match.start()]) is not None


def _subordinate_end(text: str, match: re.Match[str], start: int) -> int:
    before = text[start : match.start()].strip(TRIM)
    opens = not before or text[: match.start()].rstrip().endswith((";", ":"))
    if opens or before.lower() in {"and", "but", "so"}:
        end = _initial_end(text, match.end())
        if end is not None:
            return end
    elif text[: match.start()].rstrip().endswith(",") and (comma := text.find(", ", match.end())) > 0:
        return comma  # set off by commas on both sides: "and, if complex, answered in eight weeks"
    elif match["exception"] and (verb_after := _comma_verb().search(text, match.end())):
        return verb_after.start()
    ending = _MEDIAL_END.search(text, match.end())
    return ending.start() if ending else len(text)


def _initial_end(text: str, position: int) -> int | None:
    """Where a condition in front of its main clause ends; None if no main clause follows."""
    for stop in (text.find("; ", position), len(text)):  # what a semicolon ends is looked through first
        for pattern, first in ((_INITIAL_END, position), (_UNMARKED_END, position + _SHORTEST_CLAUSE)):
            ending = pattern.search(text, first, max(stop, 0))
            if ending is not None:
                return _past_listed_nouns(text, ending.start())
    comma = text.find(", ", position)
    if comma > 0:
        return comma
    pronouns = [found.start() for found in _PRONOUN_WITHIN.finditer(text, position + _SHORTEST_CLAUSE)]
    people = [place for place in pronouns if not text.startswith("it", place + 1)]
    return (people or pronouns)[-1] if pronouns else None


def _past_listed_nouns(text: str, end: int) -> int:
    """The end of a condition moved past nouns in a row: "If you are an heir, | a successor or a friend, you can …"."""
    while (listed := _LISTED_NOUN.match(text, end)) is not None:
        end = listed.end()
    return end


@cache
def _order_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    pattern = lexicon().pattern
    return (
        pattern(r"(?:please )?(?:{imperative})\b"),
        pattern(r",?\sand\s(?=(?:an?|the|our|your|someone|somebody|\w+s)\s[^,;.]{0,40}?\b(?:{verbs})\b)"),
    )


def _after_order(text: str, start: int) -> Iterator[re.Match[str]]:
    """Where an act follows an order: "Send a photo and | the workshop names a price"."""
    order, act = _order_patterns()
    return act.finditer(text, start) if order.match(text, start) else iter(())


@cache
def _comma_verb() -> re.Pattern[str]:
    return lexicon().pattern(r", (?=(?:{verbs}|is|are|will|must|can|may)\b)")


def main_spans(text: str, start: int, hidden: Sequence[Span]) -> Iterator[Span]:
    """Main clauses: what is left between split marks, conditions inside a clause included in its stretch."""
    cuts = [start]
    for match in _SPLIT.finditer(text, start):
        in_hidden = any(span.start < match.end() <= span.end for span in hidden)
        opening = OPENING.match(text[cuts[-1] : match.end()])
        if not in_hidden and not (opening and opening.end() == match.end() - cuts[-1]):
            cuts.append(match.end())
    cuts.extend(
        match.end()
        for match in _after_order(text, start)
        if not any(gap.overlaps(Span(*match.span())) for gap in hidden)
    )
    cuts.extend(span.end for span in hidden if not text[start : span.start].strip(TRIM))
    cuts = sorted({*cuts, len(text)})
    for left, right in pairwise(cuts):
        span = _stripped(text, left, right)
        if WORD.search(text, span.start, span.end) and not _is_subordinate(text, span, hidden):
            yield span


def _stripped(text: str, start: int, end: int) -> Span:
    """The stretch without the marks at its ends."""
    words = text[start:end]
    first = start + len(words) - len(words.lstrip(TRIM))
    return Span(first, max(first, start + len(words.rstrip(TRIM))))


def _is_subordinate(text: str, span: Span, hidden: Sequence[Span]) -> bool:
    """Whether the stretch is one condition or exception and nothing else."""
    inner = [gap for gap in hidden if span.start <= gap.start < span.end]
    if len(inner) != 1:
        return False
    return not text[span.start : inner[0].start].strip(TRIM) and not text[inner[0].end : span.end].strip(TRIM + ".!?")
