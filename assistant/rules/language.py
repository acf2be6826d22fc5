"""Rules about plain language: length of sentences, legal words, jargon, and readability as a signal."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading
from knowledge.documents import UnitKind

_WORD = re.compile(r"\d+(?: \d+)+|\S+")  #: as readers count them: "09:00–17:00", an address, a telephone number
_SENTENCE_END = re.compile(
    r"(?:(?<=[.!?])|(?<=[.!?][\"'”’)]))\s+(?=[^a-z\s])|(?<=;)\s+"
)  #: a semicolon lets the reader rest too
_ACRONYM = re.compile(r"\b[A-Z][A-Za-z]?[A-Z]{1,5}s?\b|\bP[0-4]\b")  #: "P1" is a support desk's priority
_NAME_BEFORE = re.compile(r"(?<=[a-z,] )(?:[A-Z][a-zà-ÿ]+ )+$")  #: "by Lindqvist Freight AB"
_NAME_BEHIND = re.compile(r" [A-Z][a-zà-ÿ]+")  #: "the RNX Ombudsman"
_TYPED = caseless(
    r"\b(?:text|send|reply|type|enter|word|code|key|keyword|press|marked) [\"'“]?$"
)  #: "text MISSED to 07700 900264"
_SHORTEST_ACRONYM = 3  #: letters
_EXPERTS_TALK = 2  #: terms in a sentence that are more than a word the trade's customers know


class PlainLanguage(Rule):
    """The sentence is too long, or uses words that customers should not need an expert for.

    Why: A promise that is not understood is not made.
    Bad: Any claim not lodged as aforesaid shall be deemed null and void.
    Good: Send your claim within 28 calendar days of the trip. We cannot pay later claims.
    """

    name = "plain-language"
    severity = Severity.SUGGESTION
    principle = Principle.ACCESSIBILITY
    property = "P12"
    suggestion = "Cut the sentence in two, and replace or explain the expert's word."

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        named: set[str] = set()
        for reading in code.readings:
            found = self._long(reading) or self._expert(code, reading, named)
            if found is not None:
                yield self.finding(code, reading.clause, *found)

    @staticmethod
    def _long(reading: Reading) -> tuple[int, int] | None:
        most = reading.lists.thresholds["long-sentence-words"]
        stretches = reading.clause.cells if reading.clause.kind is UnitKind.ROW else ((0, len(reading.words)),)
        for start, end in stretches:
            place = start
            for piece in _SENTENCE_END.split(reading.words[start:end]):
                at = reading.words.index(piece, place)
                place = at + len(piece)
                if sum(any(map(str.isalnum, word)) for word in _WORD.findall(piece)) > most:
                    return at, place
        return None

    def _expert(self, code: CodeReading, reading: Reading, named: set[str]) -> tuple[int, int] | None:
        """Where an expert's words begin and end.

        A lawyer's word counts wherever it stands. One formal word, term or abbreviation may be known to the
        customers of a trade; two in a sentence are the expert's talk, and each is named once a code.
        """
        legal = [
            (match.start, match.end)
            for match in reading.find("legalese")
            if not _explained(code, reading, match.start, match.end, in_brackets=False)
        ]
        terms = [(match.start, match.end) for name in ("formal", "jargon") for match in reading.find(name)]
        terms = [place for place in (*terms, *self._acronyms(reading)) if not _explained(code, reading, *place)]
        words = {place: reading.words[slice(*place)].lower().rstrip("s") for place in terms}
        if not legal and len(set(words.values())) < _EXPERTS_TALK:
            return None
        places = [*legal, *(place for place in terms if words[place] not in named)]
        named.update(words.values())
        if not places:
            return None
        return min(start for start, _ in places), max(end for _, end in places)

    @staticmethod
    def _acronyms(reading: Reading) -> Iterator[tuple[int, int]]:
        if sum(character.isupper() for character in reading.words) > len(reading.words) / 3:
            return  # a line in capitals
        known = reading.lists["known-acronym"].exact
        for found in _ACRONYM.finditer(reading.words):
            word = found[0]
            if word.lower() in known or word.rstrip("s").lower() in known:
                continue
            if len(word.rstrip("s")) < _SHORTEST_ACRONYM and not word[-1].isdigit():
                continue
            if _TYPED.search(reading.words[: found.start()]):
                continue
            if _NAME_BEFORE.search(reading.words[: found.start()]) or _NAME_BEHIND.match(reading.words[found.end() :]):
                continue
            around = reading.words[max(0, found.start() - 1) : found.end() + 1]
            if (
                re.search(r"[\d@.:/-]\w*$|^[-/.@]", around.replace(word, "")) and any(mark in around for mark in "@/-")
            ) or re.match(r"[\s-]?\d", reading.words[found.end() :]):
                continue
            yield found.span()


_EXPLAINED_BEHIND = re.compile(
    r"[\"'”]?(?:(?:\s[a-z]+)?\s?\((?!\))"
    r"|(?:\s[A-Za-z]+)?,\s(?:(?:the|an?|namely)\s\w+\s[a-z]+|(?:your|our|my|what|how)\s[^,.;]{2,40},)"
    r"|(?:\s[a-z]+)?,[^,.;]{1,40},\s(?:says|means|is|stands)\b"
    r"|(?:\s[a-z]+)?,\s(?:which|\w+ for|in (?:plain|other|simple|everyday) )"
    r"|(?:\s[a-z]+)?,?\s(?:that is|which is|which means|means|meaning|in other words|or|short for|in full)\b"
    r"|\s(?:is|are) (?:what|when|where|how|your|our|the|an?|us|you|we)\b|\s?[–—:]\s)"
)
#: "what insurers call an excess", "words such as hereinafter and notwithstanding"
_NAMED = caseless(
    r"\b(?:call|calls|called|known as|termed|named|say|says|the \w+ (?:for|is)"
    r"|words? (?:such as|like|for \w+ is)(?: [\w-]+ (?:and|or))?|by) (?:an? |the |it |this )?[\"'“]$"
    r"|\b(?:call|calls|called|known as|termed|the \w+ (?:for|is)|words? (?:such as|like)(?: [\w-]+ (?:and|or))?)"
    r" (?:an? |the |it |this )?$"
)
_IN_BRACKETS = re.compile(r"\(\s?$")  #: "the agreed times (SLA)"
_BESIDE = caseless(r", (?:the|an?|our|your|its|this|or) [\"'“]?$")  #: "the part you pay yourself, the excess, is …"


def _explained(code: CodeReading, reading: Reading, start: int, end: int, *, in_brackets: bool = True) -> bool:
    """Whether brackets, an "or" or a definition explain the word where it is used or elsewhere in the code.

    With `in_brackets`, the word itself may stand in brackets, behind what explains it.
    """
    word = reading.words[start:end]
    after, before = reading.words[end:], reading.words[:start]
    if word[0].isupper() and before.strip() and _NAME_BEHIND.match(after):
        return True  # a name: "the band Habeas Corpus"
    if _spoken_of(reading.words, start) or (not before.strip() and _SAID_SIMPLY.match(after)):
        return True
    if _EXPLAINED_BEHIND.match(after) or _NAMED.search(before) or (in_brackets and _IN_BRACKETS.search(before)):
        return True
    if _BESIDE.search(before) and after.startswith(","):
        return True
    return code.once(f"explains {word}", lambda: _explained_somewhere(code, word))


_SAID_SIMPLY = caseless(
    r"(?:,\s\w+)+:\s|\s(?:is|sounds|means|looks|has)\b[^:.;]*:\s"
)  #: "Subrogation sounds hard but is simple: …"


def _spoken_of(words: str, place: int) -> bool:
    """Whether a word stands in quotation marks: an older text or somebody else's, of which is spoken."""
    return any(quoted.start() < place < quoted.end() for quoted in _QUOTED.finditer(words))


_QUOTED = re.compile(r"(?<!\w)(?:'[^'\"]{1,80}'|\"[^\"]{1,80}\"|‘[^’]{1,80}’|“[^”]{1,80}”)(?!\w)")


def _explained_somewhere(code: CodeReading, word: str) -> bool:
    pattern = caseless(
        rf"\({re.escape(word)}\)|\b{re.escape(word)}\b[\"'”]?(?: \(| means| stands for| is (?:a|an|the|short)| are )"
    )
    return any(pattern.search(other.words) for other in code.readings)
