"""The rule about exceptions that stand far from their promise."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping

from assistant.caseless import Caseless, caseless
from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.cues import LEVEL_OF_NATURE
from assistant.rules.provisions import CodeReading, numbers_named
from assistant.rules.reading import Reading
from assistant.rules.time import FREQUENCY

_REFERS = caseless(
    r"\b(?:promises?|standards?|limits?|guarantees?|commitments?|offers?|rules?) (?:\d|in section|under|above)"
)


_SECTION = caseless(r"\b(?:sections?|articles?|paragraphs?|chapters?|clauses?|§) ?(?P<number>\d+(?:\.\d+)?)")
_NAMED_FIRST = 30  #: characters: a section so near the beginning is what the exclusion is about
_IN_SOME_TIMES = caseless(
    r"^\W*(?:in|during|on|at|after|while|when|whenever|outside|over|through|from|until|before|throughout) "
    r"(?!any\b|addition|case\b)[^,.;]{3,60}?(?:,\s|\s(?=(?:the|our|your|an?|it|they|we|this|these|answers"
    r"|replies|deliver\w+|prices)\b))"
)  #: "In winter, …", "On public holidays the …"
_BECOMES = r"\b(?:is|are|gets?|becomes?|takes?|costs?|lasts?|runs?|works?|comes?|opens?)\s(?:\w+\s){0,2}"
_WORSE: Mapping[str, Caseless] = {
    "degrees": caseless(_BECOMES + r"(?:colder|cooler|warmer|hotter|unheated)\b"),
    "time": caseless(_BECOMES + r"(?:longer|later|slower|more slowly|more time|delayed)\b"),
    "price": caseless(_BECOMES + r"(?:dearer|more expensive|higher|more|extra)\b"),
    "count": caseless(_BECOMES + r"(?:fewer|less often|less frequent(?:ly)?|smaller|shorter)\b"),
}  #: what grows worse, by what a promise measures
_DENIES = caseless(
    r"\b(?:(?:do|does|is|are) not|doesn't|don't|isn't|aren't) (?:carried|accepted|taken|allowed|delivered"
    r"|refunded|served|free|replaced|repaired|paid back|apply|valid|cover|include|extend|hold|available|covered"
    r"|included|count|counted|made|offered|given|paid|run|pay|compensate|refund|credit|reimburse|replace|repair|deliver"
    r"|accept|exchange)\b|\b(?:exclude|excludes|excluded|excluding|excepted"
    r"|suspended|not valid|exempt|void)\b"
    r"|\b(?:is|are) not for\b|\bfall(?:s)? outside\b|\bno (?:credit|refund|compensation|payment|remedy|voucher)\b"
)


_NONE = caseless(
    r"\b(?:no|without|none of the) (?:\w+ )?(?:exclusions|exceptions|restrictions|limitations|conditions)\b"
)
_ELSEWHERE = caseless(
    r"\b(?:exclusions?|excluded|excludes?|exceptions?|excepted|exempt(?:ed|ions?)?|not covered|not included"
    r"|has limits|left out|leaves? out"
    r"|limitations?|restrictions?|restricted|conditions)\b[^.]{0,60}\b(?:in|on|by|from|of|see|ask|our|the"
    r"|page)\b[^.]{0,30}"
    r"\b(?:booklet|schedule|handbook|brochure|website|web ?page|page \d+|pages \d+|terms|appendix|annex|leaflet|tariff"
    r"|price list|small print|reverse|overleaf|policy document|house rules|fare rules|rule ?book|guide"
    r"|section \d+|chapter \d+|note \d+"
    r"|general conditions)\b"
    r"|\b(?:dealt with|governed by|set out|treated|covered) (?:in|by)? ?(?:our|the) (?:\w+ ){0,2}(?:terms|conditions"
    r"|rules)\b"
    r"|\b(?:limits|exclusions|exceptions|restrictions|conditions|differ\w*)(?:[,:;]| are"
    r"| stand)? ?(?:overleaf|see|which)\b"
    r"[^.]{0,30}(?<=overleaf)|\b(?:limits|exceptions|exclusions|restrictions|differ\w*)[,;] (?:see|which) (?:our |the )"
    r"[^.]{0,30}\b(?:rules|guide|booklet|brochure|terms|website|handbook|leaflet|schedule|tariff)\b"
)  #: an exclusion, and the other document that holds it


_PAPER = (
    r"(?:(?:terms|conditions) (?:and conditions )?of [\w]+|terms(?: and conditions)?|conditions|rules|regulations"
    r"|statutes|articles|byelaws|by-laws|tariffs?|booklet|brochure|leaflet|policy|policies|contract|agreement|lease"
    r"|handbook|manual|catalogue|price list|small print|schedule|annex|appendix|warranty card|guarantee card|web ?site"
    r"|web ?page|rule ?book|guide|notes|prospectus|sheet at \w+)"
)
_NUMBERED = r"(?:(?:section|clause|chapter|article|paragraph|note|page|part|point)s? [\w.]+ (?:of|in) )"
_ITS_NAME = rf"{_NUMBERED}?(?:(?:our|the|its|their|your|general|house|club) )(?:(?!this\b)[\w'-]+ ){{0,3}}?{_PAPER}"
_ALL_BUT = (
    r"(?:except|apart from|other than|save|bar|excluding|with (?:the|some|certain) (?:exceptions?|exclusions?)"
    r"|subject to|(?:as )?limited(?! to\b)|restricted|within the limits|unless|barring)"
)
#: An exception whose content another paper holds: "apart from the cases listed in our general conditions".
_IN_A_PAPER = caseless(
    rf"\b{_ALL_BUT}\b[^.;:]{{0,50}}?\b(?:in|by|on|from|under|of)\s(?:{_ITS_NAME})\b(?! (?:below|here|above))"
    rf"|\b(?:unless|except (?:where|when|if)|save (?:where|when|if)|where|(?:as|so) far as) (?:{_ITS_NAME})\s"
    r"(?:\w+ly )?(?:says?|states?|provides?|forbids?|rules?|sets?|excludes?|limits?|restricts?|requires?"
    r"|allows?|prohibits?)\b"
    rf"|(?<!\w)(?:{_ITS_NAME}|{_NUMBERED}(?:our|the|your) [\w ]{{0,20}}?{_PAPER})(?: of [\w-]+)?\s"
    r"(?:also |may |can |do )?(?:(?:sets?|puts?|contains?|imposes?|places?|names?|lists?|holds?|gives?|has|have"
    r"|makes?|adds?) (?:\w+ )?(?:limits?|limitations|exceptions?|exclusions?|restrictions?|conditions)|(?:restricts?"
    r"|limits?|narrows?|qualif(?:y|ies)|cuts?|curtails?) (?:this|that|it|the|these|our|your)\b)"
    r"|\b(?:see|read|consult|check|look (?:in|at|up))\b[^.;:]{0,50}?\b(?:for (?:what|which|who|when|where)\b"
    r"[^.;]{0,30}?\b(?:not|excluded|excepted|limits?|exempt)\b|for the (?:rest|limits|cases|exceptions))"
    rf"|\bfor what (?:is|are) not\b[^.;]{{0,30}}, (?:please )?(?:see|read|ask|consult|check) [^.;]{{0,30}}\b{_PAPER}"
    rf"|\bnot (?:all|every|each)\b[^.;]{{0,40}}[:;,] (?:please )?(?:see|read|ask|consult|check) [^.;]{{0,30}}\b{_PAPER}"
)
_A_PAPER = caseless(rf"\b{_PAPER}\b")
_ADDS_NOTHING = caseless(
    r"\b(?:says?|adds?|holds?|contains?|takes?|hides?|changes?) (?:nothing|none|no (?:more|other|further"
    r"|exceptions?))\b"
)


class ExceptionDistant(Rule):
    """The exception stands far from the promise that it cuts.

    Why: Who reads the promise alone is misled about what it covers.
    Bad: Breakfast is free for children. Terms apply.
    Good: Breakfast is free for children, except on public holidays.
    """

    name = "exception-distant"
    severity = Severity.WARNING
    principle = Principle.INFORMATION_INTEGRITY
    property = "P07"
    suggestion = "Put the exception as a closed list beside the promise it limits."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        for reading in code.readings:
            mark = _FOOTNOTE_MARK.search(reading.words)
            if mark is not None:
                yield self.finding(code, reading.clause, *mark.span("mark"))
                continue
            pointer = next(iter(reading.find("distant-pointer", unless="distant-innocent")), None)
            if pointer is not None and not self._listed_here(code, reading) and self._points_away(reading):
                yield self.finding(code, reading.clause, pointer.start, _words_end(reading.words, pointer.end))
                continue
            elsewhere = _ELSEWHERE.search(reading.words) or _in_a_paper(reading)
            if (
                elsewhere is not None
                and reading.parts
                and not self._listed_here(code, reading)
                and not _NONE.search(reading.words)
                and not _ADDS_NOTHING.search(reading.words)
            ):
                yield self.finding(code, reading.clause, *elsewhere.span())
            elif self._far_from_promise(code, reading) or _worsens_far_promise(code, reading):
                yield self.finding(code, reading.clause, 0, _words_end(reading.words, len(reading.words)))

    @staticmethod
    def _listed_here(code: CodeReading, reading: Reading) -> bool:
        after = code.following(reading)[:1]
        return (reading.words.endswith(":") and bool(after)) or bool(
            caseless(r"\b(?:apply|exclusions|exceptions|conditions|restrictions)\b[^:]{0,25}:\s\w").search(
                reading.words
            )
        )

    @staticmethod
    def _points_away(reading: Reading) -> bool:
        if caseless(r"^\W*no\b|\b(?:there are|has|have) no\b|\bwithout\b").search(reading.words):
            return False
        if _ADDS_NOTHING.search(reading.words):
            return False
        return not caseless(r"\b(?:rights?|law)\b.*\b(?:terms|conditions)\b.*\bnot\b").search(reading.words)

    @staticmethod
    def _far_from_promise(code: CodeReading, reading: Reading) -> bool:
        if not _DENIES.search(reading.words) or reading.words.endswith(":"):
            return False
        section = _SECTION.search(reading.words)
        if section is not None and section.start() < _NAMED_FIRST:
            return not _stands_in(reading, section["number"])
        if numbers_named(reading.words) and _REFERS.search(reading.words):
            named = numbers_named(reading.words)
            return (
                not any(
                    other.clause.number in named and other.clause.block == reading.clause.block
                    for other in code.readings
                )
                or reading.clause.number not in named
            )
        if (
            len(code.readings) > _SHORT_TEXT
            and _ONLY_NEAR.search(reading.words)
            and not _EXCLUDES.search(reading.words)
        ):
            return False
        shared = reading.stems
        index = code.once("promises by stem", lambda: _promises_by_stem(code))
        common = Counter(place for word in shared for place in index.get(word, ())[:_MOST_PROMISES])
        for place, times in common.items():
            other = code.readings[place]
            gap = reading.clause.ordinal - place
            if gap < _FAR or times < _SHARED:
                continue
            same_section = (
                other.clause.heading == reading.clause.heading and other.clause.passage != reading.clause.passage
            )
            if not (same_section and gap <= _FAR) and not _between(code, other, reading, shared):
                return True
        return False


def _in_a_paper(reading: Reading) -> re.Match[str] | None:
    """Where another paper is said to hold the exception; most sentences name no paper and are not searched."""
    return _IN_A_PAPER.search(reading.words) if _A_PAPER.search(reading.words) else None


def _stands_in(reading: Reading, number: str) -> bool:
    """Whether a clause stands in the section of this number."""
    own = reading.clause.number or ""
    return (
        own == number
        or own.startswith(f"{number}.")
        or any(
            re.match(rf"(?:§ ?|section )?{re.escape(number)}\b", title, re.IGNORECASE)
            for title in reading.clause.heading
        )
    )


def _worsens_far_promise(code: CodeReading, reading: Reading) -> bool:
    """Whether it says that at some times things are worse than a firm promise some sentences before lets expect."""
    if reading.times or reading.facts.quantities or reading.past or not _IN_SOME_TIMES.match(reading.words):
        return False
    worse = {measure for measure, words in _WORSE.items() if words.search(reading.words)}
    short = len(code.readings) <= _SHORT_TEXT
    return bool(worse) and any(
        reading.clause.ordinal - other.clause.ordinal >= _FAR
        and worse & _measures(other)
        and (short or other.stems & reading.stems)
        for other in code.readings
    )


def _measures(promise: Reading) -> frozenset[str]:
    """What a firm promise measures."""
    if not promise.promises:
        return frozenset()
    found = {
        "degrees": LEVEL_OF_NATURE.search(promise.words) is not None,
        "time": bool(promise.limits),
        "price": bool(promise.money) or _grants(promise),
        "count": FREQUENCY.search(promise.words) is not None,
    }
    return frozenset(measure for measure, named in found.items() if named)


def _promises_by_stem(code: CodeReading) -> dict[str, list[int]]:
    """The ordinals of the promises that hold each stem."""
    index: dict[str, list[int]] = {}
    for reading in code.readings:
        if (reading.promises or _grants(reading)) and not _DENIES.search(reading.words):
            for word in reading.stems:
                index.setdefault(word, []).append(reading.clause.ordinal)
    return index


_MOST_PROMISES = 60  #: looked at for one word: a word of so many promises ties an exception to none of them


_SHORT_TEXT = 6  #: clauses; in a longer text only plain exclusions are matched with promises far away


_ONLY_NEAR = caseless(
    r"\bnot (?:carried|accepted|taken|allowed|delivered|refunded|served|free|replaced|repaired|paid|offered|given"
    r"|made|available|run)\b"
)


_EXCLUDES = caseless(
    r"\b(?:not apply|not valid|not cover|not hold|exclude|excludes|excluded|excepted|suspended|void|not count)\b"
)


_FOOTNOTE_MARK = re.compile(r"[a-z.!)](?P<mark>\*{1,3}|[†‡¹²³])(?=\s|$|[.,;])")


_FAR = 3  #: sentences from the promise to its exception


_SHARED = 2  #: content words that tie an exception to its promise


def _grants(reading: Reading) -> bool:
    return caseless(r"\bfree\b|\bguarantee").search(reading.words) is not None


def _between(code: CodeReading, promise: Reading, exception: Reading, shared: frozenset[str]) -> bool:
    """Whether the sentences just before the exception are about its subject too, so that it stands in its place."""
    near = code.preceding(exception)[:2]
    return any(len(one.stems & shared) >= 1 for one in near if one is not promise)


def _words_end(words: str, place: int) -> int:
    end = place
    while end > 1 and not (words[end - 1].isalnum() or words[end - 1] in ")%"):
        end -= 1
    return end
