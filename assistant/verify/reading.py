"""What a sentence says, as parts that compare: words, figures, clauses with their polarity, words that widen."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise

from assistant.facts import find_measures
from assistant.verify.figures import Figure, figures
from assistant.verify.lexicon import lexicon, stem
from knowledge.documents import Span

_CACHED = 4096
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*(?:-[^\W_]+)*")
_MARKER = (
    r"but|though|although|unless|if|when|whenever|once|where|wherever|while|whilst|except|apart\sfrom|other\sthan|because"
    r"|since(?=\s(?:we|you|it|the|this)\b)|provided|providing|as\slong\sas|so\slong\sas|until|whether|even|only\sif"
    r"|which|who|whom|whose|that(?=\s(?:we|you|they|it|he|she|i|is|are|was|were|has|have|do|does|your)\b)|in\scase|whichever|whatever|however(?=\s\w+\s(?:you|it|they|we)\b)|regardless|no\smatter|without"
)
_OPENER = r"we|you|they|it|he|she|i|the|a|an|your|our|this|that|these|there|no|not|never|and|or|so|nor|which|who"
_BREAK = re.compile(
    rf"\s*[;:—|()]\s*|\s+[–-]\s+|\.\s+|,\s+(?=(?:{_MARKER}|{_OPENER})\b)|(?<!\bexcept)(?<!\bonly)(?<!\beven)(?<!\bnot)\s+(?=(?:{_MARKER})\b)"
    r"|,\s+(?=(?:\w+\s){1,5}(?:not|never)\b)|\s+(?=(?:and|or)\s(?:we|you|they|it|he|she|i|the|your|our|no|not|never|there|is|are|has|have|does|do|will|can|cannot|may|must|need|needs)\b)",
    re.IGNORECASE,
)
_COMMA = re.compile(r",\s+")
_CONDITION = re.compile(
    r"(?:and\s|but\s|or\s)?(?:only\s|even\s)?(?:if|when|whenever|once|where|provided|providing|as\slong|so\slong|until|whether|in\scase|while|because|since)\b|should\s(?:you|the|a|it|we|they|your|there|he|she)\s",
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
_EXCEPTION = re.compile(r"(?:and\s|but\s)?(?:unless|except|apart\sfrom|other\sthan)\b", re.IGNORECASE)
_REFERS = re.compile(
    r"^(?:it|they|these|those|this|that|such|he|she|the\s(?:limit|exception|discount|offer|payment|refund|credit|others?))\b"
    r"|\b(?:it|them|they|such|this|that|these|those|either|she|he|latter|former)\b(?!\s(?:is|are)\s(?:possible|necessary|clear)\b)",
    re.IGNORECASE,
)
_DENIAL = re.compile(
    r"\b(?:not(?!\sonly\b|\sjust\b|\smore\sthan|\slater\sthan|\sless\sthan|\slonger\sthan|\scounting)|never|cannot|nobody|nothing|none|neither|nor"
    r"|no(?!\s(?:later|more|longer|less|fewer|sooner|earlier)\sthan|\smatter)|without(?=\s)|\w+n['’]t)\b",
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
_BOUNDS = re.compile(r"\s(?:\w+\s){0,2}(?:longer|more|later|less|fewer|earlier|sooner)\sthan\b", re.IGNORECASE)


_WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENDINGS = ("day", "sday", "nesday", "rsday", "day", "urday", "day")
_DAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
_CELLS = frozenset({"Free"})  #: of tables, with a capital and no names
_DAYS = re.compile(
    rf"\b(?P<first>{_DAY})\s?(?:to|-|–|until|through)\s?(?P<last>{_DAY})\b|\b(?P<whole>week(?:day|end)s?)\b",
    re.IGNORECASE,
)
#: "ultra-rapid" is not a kind of "rapid"
_WHOLE_PREFIXES = ("ultra-", "super-", "semi-", "pre-", "non-", "sub-", "mini-", "multi-", "extra-")
_ARTICLE = re.compile(r"\b(?:the|an?|your|our|this|any|no|each|every)\s$", re.IGNORECASE)
_LONGEST_ARTICLE = 6
_CALENDAR = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?$|(?:christmas|easter|january|february|march|april|may|june|july|august|september|october|november|december)$",
    re.IGNORECASE,
)


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

    def clause_at(self, place: int) -> int:
        """The number of the clause that holds a place in the text."""
        return clause_at(self.clauses, place)


def clause_at(clauses: tuple[Clause, ...], place: int) -> int:
    """The number of the clause that holds a place in the text."""
    return max((number for number, clause in enumerate(clauses) if clause.span.start <= place), default=0)


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
        ),
        refers_back=_REFERS.search(text) is not None,
        only=re.search(r"\b(?:only|solely|exclusively|alone)\b", text, re.IGNORECASE) is not None,
    )


def _with_free(found: tuple[Figure, ...], phrases: list[tuple[Span, str, bool]]) -> tuple[Figure, ...]:
    """The figures with "free of charge" as a price of its own, which no other price is."""
    free = [Figure("free", 0.0, 0.0, span) for span, word, _ in phrases if word == "free"]
    return tuple(sorted([*found, *free], key=lambda figure: figure.span))


def _phrases(text: str, taken: list[Span]) -> list[tuple[Span, str, bool]]:
    found: list[tuple[Span, str, bool]] = []
    for phrase in lexicon().phrases:
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
        denials = sum(
            1
            for match in _DENIAL.finditer(text, start, end)
            if not any(span.start <= match.start() < span.end for span, _, _ in phrases)
            and not _BOUNDS.match(text, match.end(), end)
            and not _of_a_noun(text, match)
        )
        denials += sum(1 for span, _, denies in phrases if denies and start <= span.start < end)
        kind = ClauseKind.MAIN
        if clauses and _CARRIED_ON.match(words) and clauses[-1].kind is ClauseKind.CONDITION and end < len(text):
            kind = ClauseKind.CONDITION  # "if you do not come and have not told us, we …"
        elif _EXCEPT_THAT.match(words):
            kind = ClauseKind.MAIN  # "…, except that we refund it if …" grants by itself
        elif _EXCEPTION.match(words) or (clauses and _EXCEPTED.search(words)):
            kind = ClauseKind.EXCEPTION
        elif _CONDITION.match(words):
            kind = ClauseKind.CONDITION
        elif _RELATIVE.match(words):
            kind = ClauseKind.RELATIVE
        clauses.append(Clause(kind, Span(start, end), denials % 2 == 1))
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
    more = []
    for start, end in pairwise(cuts):
        if _CONDITION.match(text, start, end) or _EXCEPTION.match(text, start, end):
            comma = _COMMA.search(text, start, end)
            if (
                (start == 0 or text[:start].rstrip().endswith((".", ":")))
                and comma
                and not any(span.start < comma.start() < span.end for span in whole)
            ):
                more.append(comma.end())
    return more


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
        lowered = re.sub(r"['’](?:s|ll|ve|re|d|m)?$|n['’]t$", "", piece.lower())
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


def _begins(text: str, place: int) -> bool:
    """Whether a sentence or a cell begins there, so that a capital says nothing."""
    before = text[:place].rstrip()
    return before.endswith((".", "|", ":")) or not any(map(str.isalnum, before))
