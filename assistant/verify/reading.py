"""What a sentence says, as parts that compare: words, figures, clauses with their polarity, words that widen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from assistant.facts import find_measures
from assistant.facts.numbers import NUMBER
from assistant.verify.figures import Figure, figures
from assistant.verify.lexicon import lexicon, stem
from knowledge.documents import Span

_CACHED = 4096
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:-[^\W_]+)*")
#: "once a claim is settled" is a condition, "once a year" and "free once" tell how often
_ONCE = (
    r"once(?!\s(?:for|per|every|each|more|again|without|within|in|only)\b"
    r"|\san?\s(?:day|week|month|quarter|year|night|stay|visit)\b|\W*$|[.,;])"
)
#: "until we have the parts" is a condition, "until 2 pm" a time
_UNTIL = (
    r"until(?!\s(?:about\s|around\s)?(?:\d|noon|midnight|half\s|quarter\s|the\s(?:end|day|last|first|next)\b"
    rf"|(?:{NUMBER})\b|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:january|february|march|april|may|june|july"
    r"|august|september|october|november|december)\b))"
)
_MARKER = (
    rf"but|though|although|unless|if|when|whenever|{_ONCE}|where|wherever|while|whilst|except|apart\sfrom|other\sthan|because"
    rf"|since(?=\s(?:we|you|it|the|this)\b)|provided|providing|as\slong\sas|so\slong\sas|{_UNTIL}|whether|even|only\sif"
    r"|which|who|whom|whose|that(?=\s(?:we|you|they|it|he|she|i|is|are|was|were|has|have|do|does|your)\b)|in\scase|whichever|whatever|however(?=\s\w+\s(?:you|it|they|we)\b)|regardless|no\smatter|without"
)
_OPENER = r"we|you|they|it|he|she|i|the|a|an|your|our|this|that|these|there|no|not|never|and|or|so|nor|which|who"
_BREAK = re.compile(
    rf"\s*(?:(?<!\d):|:(?!\d)|[;—|()])\s*|\s+[–-]\s+|\.\s+|,\s+(?=in\swhich\scase\b)|,\s+(?=(?:{_MARKER}|{_OPENER})\b)|(?<!\bprovided)(?<!\bproviding)(?<!\bcondition)(?<!,\sin)(?<!\bexcept)(?<!\bonly)(?<!\beven)(?<!\bnot)\s+(?=(?:{_MARKER})\b)"
    r"|,\s+(?=(?:\w+\s){1,5}(?:not|never)\b)|\s+(?=(?:and|or)\s(?:we|you|they|it|he|she|i|the|your|our|no|not|never|there|is|are|has|have|does|do|will|can|cannot|may|must|need|needs)\b)",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+")
_CONDITION = re.compile(
    rf"(?:and\s|but\s|or\s)?(?:only\s|even\s)?(?:if|when|whenever|{_ONCE}|where|provided|providing|as\slong|so\slong|{_UNTIL}|whether|in\scase|while|because|since)\b|should\s(?:you|the|a|it|we|they|your|there|he|she)\s",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"(?:and\s)?(?:which|who|whom|whose|that|where|without)\b", re.IGNORECASE)
_RELATIVE_START = re.compile(
    r"(?:which|who|that)\s(?:(?:we|you|they|it|he|she|i)\s)?(?:(?:is|are|was|were|has|have|had|do|does|did|can|will|must|may)(?:\snot|\salready|\ssimply)?\s)?\w+",
    re.IGNORECASE,
)
_VERB = re.compile(
    r"\b(?:is|are|will|can|cannot|must|may|shall|does|do|costs?|gets?|means?|receives?|pays?|has|have|needs?|comes?)\s",
    re.IGNORECASE,
)
_EXCEPT_THAT = re.compile(r"except\sthat\b", re.IGNORECASE)
_EXCEPTED = re.compile(r"(?<!is\s)(?<!are\s)\b(?:excepted|not\scounted|aside)\W*$", re.IGNORECASE)
#: "If you paid in cash the refund comes …": a condition with a verb, and without a comma the beginning of what holds
_SAID_ON = re.compile(
    r"\w+\s(?:(?:you|we|they|nobody|somebody)\s\w+\s"
    r"|(?:(?!\b(?:the|your|our|to|that|and|or)\b)\w+\s){1,3}?"
    r"(?<=\s)(?:\w+ed|paid|bought|lost|found|left|came|sent|is|are|was|were|has|have|had)\s)(?:\w+\s){1,4}?"
    r"(?=(?:(?:the|your|our)\s(?:(?!we\b|you\b|it\b|they\b|that\b)\w+\s){1,2}?|we\s|you\s)"
    r"(?:is|are|will|can|cannot|must|may|does|do|costs|gets|comes|has|have|needs|pays?)\b)",
    re.IGNORECASE,
)
#: what is left out ahead of what holds: "Outside the summer sale you may …"
_APART = re.compile(
    r"(?:outside|except\s(?:for|on|in|at)|apart\sfrom|other\sthan\s(?:for|on|in|at))\s(?:(?!we|you|it|they|there)\w+\s){1,5}?(?=(?:we|you|it|they|there)\s)",
    re.IGNORECASE,
)
_EXCEPTION = re.compile(
    r"(?:and\s|but\s)?(?:unless|except|apart\sfrom|other\sthan|the\s(?:only\s)?exceptions?\s(?:is|are))\b",
    re.IGNORECASE,
)
_REFERS = re.compile(
    r"^(?:it|they|these|those|this|that|such|he|she|the\s(?:limit|exception|discount|offer|payment|refund|credit|others?))\b"
    r"|\b(?:it|them|they|such|this|that|these|those|either|she|he|latter|former)\b(?!\s(?:is|are)\s(?:possible|necessary|clear)\b)",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not(?!\sonly\b|\sjust\b|\smore\sthan|\slater\sthan|\sless\sthan|\slonger\sthan|\scounting)|never|cannot|nobody|nothing|none|neither|nor"
    r"|no(?!\s(?:later|more|longer|less|fewer|sooner|earlier)\sthan|\smatter)|without(?=\s)|free\sof(?=\s(?!charge|cost|any\scharge|all\scharge))|\w+n['’]t)\b",
    re.IGNORECASE,
)


_CARRIED_ON = re.compile(
    r"(?:and|or)\s(?:(?:have|has|had|do|does|did|are|is|can)(?:\s?n['’]t|\snot)?\s|not\s|(?:you|it|they|we|he|she)\s(?:have|has|do|does|did|are|is|were|was|can|cannot)\b)",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"([\w’']+)\W*$")
_CARRIES_NOT = re.compile(
    r"(?:is|are|was|were|be|been|am|do|does|did|has|have|had|can|could|will|would|shall|should|may|might|must|need|ought|but|and|or|if|why|also|still|usually|normally|only)",
    re.IGNORECASE,
)
_INFINITIVE = re.compile(r"\sto\s\w")
_PARTICIPLE = re.compile(
    r"\s(?:yet\s|already\s|properly\s)?(?:\w+ed|found|met|kept|paid|sold|given|taken|made|shown|sent|bought|worn|won|held|lost|left|done|written|known|built|cut|read|spent|brought|used)\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(r"nobody|none|no\sone", re.IGNORECASE)  #: "nobody waits longer than an hour" is a limit
_OR_FIRST = re.compile(r"or\b", re.IGNORECASE)
_OR_LAST = re.compile(r"\bor$", re.IGNORECASE)
_BOUNDS = re.compile(r"\s(?:\w+\s){0,2}(?:longer|more|later|less|fewer|earlier|sooner)\sthan\b", re.IGNORECASE)


_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENDINGS = ("day", "sday", "nesday", "rsday", "day", "urday", "day")
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_CELLS = frozenset({"Free"})  #: of tables, with a capital and no names
_DAYS = re.compile(
    rf"\b(?P<first>{_DAY})\s?(?:to|-|–|until|through)\s?(?P<last>{_DAY})\b|\b(?P<whole>week(?:day|end)s?)\b",
    re.IGNORECASE,
)
_ENDING = re.compile(r"['’](?:s|ll|ve|re|d|m)?$|n['’]t$")
#: "ultra-rapid" is not a kind of "rapid"
_WHOLE_PREFIXES = ("ultra-", "super-", "semi-", "pre-", "non-", "sub-", "mini-", "multi-", "extra-")
_ARTICLE = re.compile(r"\b(?:the|an?|your|our|this|any|no|each|every)\s$", re.IGNORECASE)
_LONGEST_ARTICLE = 6
_CALENDAR = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?$|(?:christmas|easter|january|february|march|april|may|june|july|august|september|october|november|december)$",
    re.IGNORECASE,
)


_ONLY = re.compile(r"\b(?:only|solely|exclusively|alone)\b", re.IGNORECASE)
_GENERIC = re.compile(r"\s(?:who|that|which|named)\b", re.IGNORECASE)  #: "anyone who" is whoever


class ClauseKind(StrEnum):
    """What a clause does in its sentence."""

    MAIN = "main"
    CONDITION = "condition"
    EXCEPTION = "exception"
    RELATIVE = "relative"  #: which, who, that: says more of a word


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries meaning."""

    text: str
    stem: str  #: or the name of the phrase it stands for
    keys: frozenset[str]  #: the stem and its synonym groups
    soft: bool  #: a common verb or adverb, which a paraphrase may change
    span: Span
    clause: int
    proper: bool = False  #: a name: capitals within the sentence
    bearers: frozenset[str] = frozenset()  #: stems that bear it out, though not the reverse: "appliance" for "fridge"
    noun: bool = False  #: after an article or the like: "the hold", which "hold" as a verb is not


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence with its own polarity."""

    kind: ClauseKind
    span: Span
    denied: bool  #: an odd number of denials
    denial: int = -1  #: where the first "not", "no" or the like stands; before it stands what is spoken of


@dataclass(frozen=True, slots=True)
class Reading:
    """All parts of one text."""

    text: str
    words: tuple[Word, ...]
    figures: tuple[Figure, ...]
    clauses: tuple[Clause, ...]
    wideners: tuple[str, ...]
    universals: tuple[str, ...]
    only: bool
    refers_back: bool  #: has a pronoun or the like that stands for something in the sentence before

    @property
    def stems(self) -> frozenset[str]:
        """The stems of all words."""
        return frozenset(word.stem for word in self.words)

    @property
    def keys(self) -> frozenset[str]:
        """The stems and synonym groups of all words."""
        return frozenset(key for word in self.words for key in word.keys)

    def keys_in(self, clause: int) -> frozenset[str]:
        """The stems and synonym groups of the words of one clause."""
        return frozenset(key for word in self.words if word.clause == clause for key in word.keys)

    def clause_at(self, place: int) -> int:
        """The number of the clause that holds a place in the text."""
        return clause_at(self.clauses, place)


def clause_at(clauses: tuple[Clause, ...], place: int) -> int:
    """The number of the clause that holds a place in the text."""
    return max((number for number, clause in enumerate(clauses) if clause.span.start <= place), default=0)


def alternatives(reading: Reading, number: int) -> tuple[int, ...]:
    """The conditions any of which will do, with the given one: "if it is cancelled, or is an hour late"."""
    first = last = number
    conditions = [clause.kind is ClauseKind.CONDITION for clause in reading.clauses]
    while first > 0 and conditions[first - 1] and conditions[first]:
        first -= 1
    while last + 1 < len(conditions) and conditions[last + 1] and conditions[last]:
        last += 1
    texts = [clause.span.of(reading.text).strip() for clause in reading.clauses[first : last + 1]]
    joined = any(_OR_FIRST.match(text) for text in texts[1:]) or any(_OR_LAST.search(text) for text in texts[:-1])
    stops = any(text.endswith((".", ";")) for text in texts[:-1])
    return tuple(range(first, last + 1)) if joined and not stops else (number,)


@lru_cache(_CACHED)
def read(text: str) -> Reading:
    """Read one sentence, list item or table row."""
    known = lexicon()
    found = figures(text, find_measures(text))
    phrases = _phrases(text, [figure.span for figure in found])
    found = _with_free(found, phrases)
    clauses = _clauses(text, phrases, found)
    whole = [*(figure.span for figure in found), *(span for span, _, _ in phrases)]
    return Reading(
        text=text,
        words=tuple(_words(text, phrases, found, clauses)),
        figures=found,
        clauses=clauses,
        wideners=tuple(match[0].lower() for match in known.wideners.finditer(text)),
        universals=tuple(
            match[0].lower()
            for match in known.universals.finditer(text)
            if not any(span.start <= match.start() < span.end for span in whole)
            and not _GENERIC.match(text, match.end())
            and not text[: match.start()].lower().endswith("in ")
            and not (_NOBODY.fullmatch(match[0]) and _BOUNDS.match(text, match.end()))
        ),
        refers_back=_REFERS.search(text) is not None,
        only=_ONLY.search(text) is not None,
    )


def _with_free(found: tuple[Figure, ...], phrases: list[tuple[Span, str, bool]]) -> tuple[Figure, ...]:
    """The figures with "free of charge" as a price of its own, which no other price is."""
    free = [Figure("free", 0.0, 0.0, span) for span, word, _ in phrases if word == "free"]
    return tuple(sorted([*found, *free], key=lambda figure: figure.span))


def _phrases(text: str, taken: list[Span]) -> list[tuple[Span, str, bool]]:
    found: list[tuple[Span, str, bool]] = []
    for phrase in lexicon().phrases.possible(text):
        for match in phrase.pattern.finditer(text):
            span = Span(match.start(), match.start() + len(match[0].rstrip()))
            clear = not any(span.overlaps(other) for other in taken) and not _is_name(text, span)
            if span.end > span.start and clear and not any(span.overlaps(other) for other, _, _ in found):
                found.append((span, phrase.word, phrase.denies))
    return sorted(found)


def _is_name(text: str, span: Span) -> bool:
    """Whether a single word within a sentence has a capital: "the Start account"."""
    word = span.of(text)
    before = text[: span.start].rstrip()
    inside = re.search(r"[^\W_]", before) and not before.endswith((".", "|", ":", ";")) and word not in _CELLS
    return bool(inside) and word.istitle() and " " not in word


def _clauses(text: str, phrases: list[tuple[Span, str, bool]], found: tuple[Figure, ...]) -> tuple[Clause, ...]:
    whole = [span for span, _, _ in phrases] + [figure.span for figure in found]
    cuts = [0]
    breaks = [match.end() for match in _BREAK.finditer(text)]
    cuts.extend(place for place in breaks if not any(span.start < place < span.end for span in whole))
    cuts = sorted({*cuts, *_after_relatives(text, [*cuts, len(text)])})
    cuts = sorted({*cuts, *_after_conditions(text, [*cuts, len(text)], whole)})
    clauses: list[Clause] = []
    for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True):
        words = text[start:end]
        places = [
            match.start()
            for match in _DENIAL.finditer(text, start, end)
            if not any(span.start <= match.start() < span.end for span, _, _ in phrases)
            and not _BOUNDS.match(text, match.end(), end)
            and not _of_a_noun(text, match)
        ]
        denials = len(places) + sum(1 for span, _, denies in phrases if denies and start <= span.start < end)
        kind = ClauseKind.MAIN
        if clauses and _CARRIED_ON.match(words) and clauses[-1].kind is ClauseKind.CONDITION and end < len(text):
            kind = ClauseKind.CONDITION  # "if you do not come and have not told us, we …"
        elif _EXCEPT_THAT.match(words):
            kind = ClauseKind.MAIN  # "…, except that we refund it if …" grants by itself
        elif _EXCEPTION.match(words) or (start == 0 and _APART.match(text)) or (clauses and _EXCEPTED.search(words)):
            kind = ClauseKind.EXCEPTION
        elif _CONDITION.match(words):
            kind = ClauseKind.CONDITION
        elif _RELATIVE.match(words):
            kind = ClauseKind.RELATIVE
        clauses.append(Clause(kind, Span(start, end), denials % 2 == 1, places[0] if places else -1))
    return tuple(clauses)


def _of_a_noun(text: str, denial: re.Match[str]) -> bool:
    """Whether "not" belongs to a noun, "a bag not found", or to an aim, "decide not to fly", and denies nothing."""
    if denial[0].lower() != "not":
        return False
    before = _LAST_WORD.search(text, 0, denial.start())
    if before is None or _CARRIES_NOT.fullmatch(before[1]):
        return False
    after = text[denial.end() :]
    return bool(_INFINITIVE.match(after) or _PARTICIPLE.match(after))


def _after_relatives(text: str, cuts: list[int]) -> list[int]:
    """The relative clause of "Work that you order is not covered" ends before the verb of the main one."""
    more = []
    for start, end in pairwise(cuts):
        relative = _RELATIVE_START.match(text, start, end)
        if relative is None or not re.search(r"\w", text[:start]) or text[:start].rstrip().endswith((".", ",")):
            continue
        verb = _VERB.search(text, relative.end(), end)
        if verb is not None:
            more.append(verb.start())
    return more


def _after_conditions(text: str, cuts: list[int], whole: list[Span]) -> list[int]:
    """A leading "If …, …" ends at its first comma, whatever follows it."""
    more, led = [], set[int]()
    for start, end in pairwise(cuts):
        if _CONDITION.match(text, start, end) and (start == 0 or start in led) and not _COMMA.search(text, start, end):
            led.add(end)  # "If you are out when we come, …": the second one ends there too
        if _CONDITION.match(text, start, end) or _EXCEPTION.match(text, start, end):
            comma = _COMMA.search(text, start, end)
            if (
                (start == 0 or start in led or text[:start].rstrip().endswith((".", ":")))
                and comma
                and not any(span.start < comma.start() < span.end for span in whole)
            ):
                more.append(comma.end())
            elif start == 0 and comma is None and (said := _SAID_ON.match(text, start, end)):
                more.append(said.end())
    apart = _APART.match(text)
    return [*more, apart.end()] if apart else more


def _words(
    text: str, phrases: list[tuple[Span, str, bool]], found: tuple[Figure, ...], clauses: tuple[Clause, ...]
) -> list[Word]:
    known = lexicon()
    words = []
    for span, name, _ in phrases:
        if name in known.light:
            continue
        root = stem(name)
        keys = known.groups.get(name, frozenset()) | known.groups.get(root, frozenset()) | {name, root}
        soft = name in known.soft
        bearers = known.bearers.get(root, frozenset())
        words.append(Word(span.of(text), name, keys, soft, span, clause_at(clauses, span.start), bearers=bearers))
    taken = [span for span, _, _ in phrases] + [figure.span for figure in found]
    for match in _WORD.finditer(text):
        span = Span(*match.span())
        if any(span.overlaps(other) for other in taken):
            continue
        words += _one_word(match[0], span, clauses, text)
    words += _days(text, words, clauses)
    return sorted(words, key=lambda word: word.span)


def _days(text: str, words: Sequence[Word], clauses: tuple[Clause, ...]) -> Iterator[Word]:
    """The days that "Monday to Friday" and "weekdays" hold besides those that they name."""
    named = {word.stem for word in words}
    for match in _DAYS.finditer(text):
        if match["whole"]:
            first, last = (5, 6) if match["whole"].lower().startswith("weekend") else (0, 4)
        else:
            first, last = (_WEEK.index(match[name].lower()[:3]) for name in ("first", "last"))
        span = Span(*match.span())
        for place in range(first, last + 1 if last >= first else last + 1 + len(_WEEK)):
            day = _WEEK[place % len(_WEEK)] + _ENDINGS[place % len(_WEEK)]
            if (key := stem(day)) not in named:
                yield Word(
                    day.title(), key, frozenset({key}), soft=True, span=span, clause=clause_at(clauses, span.start)
                )


def _one_word(written: str, span: Span, clauses: tuple[Clause, ...], text: str) -> list[Word]:
    known = lexicon()
    parts = [(written, span)]
    if "-" in written and not written.lower().startswith(_WHOLE_PREFIXES):
        parts, at = [], span.start
        for piece in written.split("-"):
            parts.append((piece, Span(at, at + len(piece))))
            at += len(piece) + 1
    result = []
    for piece, place in parts:
        lowered = _without_ending(piece.lower())
        if lowered in known.light or not lowered or (len(lowered) == 1 and not lowered.isdigit()):
            continue
        root = stem(lowered)
        keys = known.groups.get(root, frozenset()) | {root}
        proper = piece[0].isupper() and not _begins(text, place.start) and not _CALENDAR.match(piece)
        telling = proper or lowered in known.telling or lowered.removesuffix("s") in known.telling
        if lowered.removesuffix("s") in known.telling:
            root = lowered.removesuffix("s")
            keys = frozenset({root}) | known.groups.get(root, frozenset())
        result.append(
            Word(
                piece,
                root,
                keys,
                root in known.soft and not telling,
                place,
                clause_at(clauses, place.start),
                proper,
                frozenset() if proper else known.bearers.get(root, frozenset()),
                _ARTICLE.search(text, max(0, place.start - _LONGEST_ARTICLE), place.start) is not None,
            )
        )
    return result


def _without_ending(word: str) -> str:
    """The word without what an apostrophe joins to it: "they've", "customer's"."""
    return _ENDING.sub("", word) if "'" in word or "’" in word else word


def _begins(text: str, place: int) -> bool:
    """Whether a sentence or a cell begins there, so that a capital says nothing."""
    before = text[:place].rstrip()
    return before.endswith((".", "|", ":")) or not any(map(str.isalnum, before))
