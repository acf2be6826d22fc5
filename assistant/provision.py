"""A provision made comparable: what it speaks of, for whom, in which case, and the figures that it sets."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from assistant.facts import Comparator, find_channels
from assistant.glance import Glance
from assistant.provision_words import (
    A_DAY,
    ACTS,
    ADDRESS,
    AFTER_WORD,
    AGE,
    AIM,
    ARRIVAL,
    ASIDE,
    BE,
    BEFORE,
    BEFORE_WORD,
    BIDS,
    CACHED,
    CLAIMED,
    EDGE_OF,
    FIRMS,
    FOR_A_LIKE,
    FOR_MEANS,
    FROM,
    FURTHER,
    GENERIC,
    GENERIC_STEMS,
    GIVEN_BACK,
    IN_LESS,
    LACKS,
    LAW,
    MEANS,
    MUST,
    NOT_ALL,
    OF_HEADINGS,
    PHRASES,
    POST,
    SEGMENT,
    STAGE,
    START,
    TO,
    UNTIL,
    WE,
    WITH_LIKES,
    YOU,
)
from assistant.verify.figures import Figure
from assistant.verify.lexicon import lexicon
from assistant.verify.reading import ClauseKind, Reading, Word, read
from assistant.verify.telling import has, total, weight
from knowledge.documents import Span


@dataclass(frozen=True, slots=True)
class Place:
    """Where a provision stands."""

    document: str = ""  #: the version's id
    passage: int | None = None
    unit: int = 0
    listed: bool = False  #: an item of a list or a row of a table
    headings: tuple[str, ...] = ()
    title: str = ""


class Provision:
    """Words with their place; every property is worked out once."""

    def __init__(self, words: str, place: Place = Place()) -> None:
        self.words = words
        self.place = place

    @cached_property
    def glance(self) -> Glance:
        """What it may say, before it is read."""
        return Glance(self.words)

    @cached_property
    def reading(self) -> Reading:
        """Its words, clauses and figures."""
        return read(ASIDE.sub("", ADDRESS.sub("", self.words)))

    @cached_property
    def told(self) -> tuple[Word, ...]:
        """The words that say what it is about, sayings in place of the words that make them up."""
        return _told(self.reading)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The words with all that may stand for them."""
        return frozenset(key for word in self.told for key in word.keys)

    @cached_property
    def stems(self) -> frozenset[str]:
        """The words as they stand, without what may stand for them."""
        return frozenset(word.stem for word in self.told)

    @cached_property
    def names(self) -> frozenset[str]:
        """The keys of the words that are not said everywhere."""
        return frozenset(key for word in self.told if not _generic(word) for key in word.keys)

    @cached_property
    def own_keys(self) -> frozenset[str]:
        """The same without the words that only tell from when a time runs."""
        return frozenset(key for word in self.told if word.span.start not in self.starts for key in word.keys)

    @cached_property
    def acts(self) -> frozenset[str]:
        """What is done; what has been done when its time begins is another matter."""
        return frozenset(word.stem for word in self.told if word.stem in ACTS and word.span.start not in self.starts)

    @cached_property
    def means(self) -> frozenset[str]:
        """By what means money goes."""
        return self.stems & MEANS

    @cached_property
    def cases(self) -> frozenset[str]:
        """The segments and stages that it, its headings or its document's title name."""
        place = self.place
        around = " ".join((place.title, *place.headings[-2:], self.words))
        found = {match[0].lower().removesuffix("s") for match in SEGMENT.finditer(around)}
        return frozenset(found | {match[0].lower() for match in STAGE.finditer(around)})

    def is_of_another_case(self, other: Provision) -> bool:
        """Whether it is of a segment or stage that the other names in no words."""
        return any(
            word not in other.cases and not any(has(other.keys, each) for each in _told(read(word)))
            for word in self.cases
        )

    @cached_property
    def for_firms(self) -> bool:
        """Whether it is for those who buy by trade."""
        place = self.place
        return FIRMS.search(" ".join((place.title, *place.headings, self.words))) is not None

    @cached_property
    def channels(self) -> frozenset[str]:
        """The channels that it or its nearest heading names."""
        words = " ".join((*self.place.headings[-1:], self.words))
        return frozenset(POST.get(mention.value, mention.value) for mention in find_channels(words))

    @cached_property
    def under(self) -> frozenset[str]:
        """What its nearest heading speaks of."""
        return frozenset(
            word.stem
            for word in _told(read(" ".join(self.place.headings[-1:])))
            if not _generic(word) and word.stem not in OF_HEADINGS
        )

    @cached_property
    def by_law(self) -> bool:
        """Whether it tells what the law gives."""
        return LAW.search(self.words) is not None

    @cached_property
    def is_aim(self) -> bool:
        """Whether it only aims."""
        return AIM.search(self.words) is not None

    @cached_property
    def goes_further(self) -> bool:
        """Whether it is said of another, a longer, a former case."""
        return FURTHER.search(self.words) is not None

    @cached_property
    def denied(self) -> bool:
        """Whether its main clauses deny; "not all" denies only some, and "the goods but not their delivery" grants."""
        main = [clause.denied for clause in self.reading.clauses if clause.kind is ClauseKind.MAIN]
        return bool(main) and all(main) and not NOT_ALL.search(self.words)

    @cached_property
    def denies_something(self) -> bool:
        """Whether any clause denies."""
        return any(clause.denied for clause in self.reading.clauses)

    @cached_property
    def demands(self) -> bool:
        """Whether it is a duty, or grants only something."""
        return MUST.search(self.words) is not None

    @cached_property
    def is_automatic(self) -> bool:
        """Whether it is given without being asked for."""
        return "automatic" in self.reading.stems and not self.is_claimed

    @cached_property
    def is_claimed(self) -> bool:
        """Whether it is given only to those who claim it."""
        return CLAIMED.search(self.words) is not None

    @cached_property
    def conditions(self) -> tuple[tuple[Word, ...], ...]:
        """The words of each of its conditions and exceptions."""
        return tuple(tuple(word for word in self.told if word.clause == number) for number in self._conditional)

    @cached_property
    def _conditional(self) -> tuple[int, ...]:
        """The numbers of the clauses that are conditions or exceptions; "until the day before" only sets a limit."""
        text, limiting = self.reading.text, (ClauseKind.CONDITION, ClauseKind.EXCEPTION)
        return tuple(
            number
            for number, clause in enumerate(self.reading.clauses)
            if clause.kind in limiting
            and not UNTIL.match(text, clause.span.start)
            and not any(figure.span.start == clause.span.start for figure in self.reading.figures)
        )

    @cached_property
    def denied_conditions(self) -> bool:
        """Whether one of its conditions denies: "if it is not staffed"."""
        return any(
            self.reading.clauses[number].denied
            and not any(word.stem in LACKS and word.clause == number for word in self.told)
            for number in self._conditional
        )

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """The figures that it sets; a bare number counts nothing unless it is an age."""
        return tuple(
            figure
            for figure in self.reading.figures
            if not self._of_case(figure)
            and not A_DAY.search(figure.span.of(self.reading.text))
            and not (figure.kind == "every" and EDGE_OF.search(self.reading.text, 0, figure.span.start))
            and (figure.kind != "count" or figure.unit or AGE.search(self.reading.text, 0, figure.span.start))
        )

    @cached_property
    def case_figures(self) -> tuple[Figure, ...]:
        """The figures that say in which case it holds: "more than an hour late"."""
        return tuple(figure for figure in self.reading.figures if self._of_case(figure))

    def _of_case(self, figure: Figure) -> bool:
        clause = self.reading.clauses[self.reading.clause_at(figure.span.start)]
        if figure.kind in {"clock", "every"} or figure.dimension == "free" or self.is_ahead(figure):
            return False
        under = figure.comparator is Comparator.LESS_THAN
        if under and not IN_LESS.search(self.reading.text, 0, figure.span.start):
            return True
        return clause.kind is not ClauseKind.MAIN or figure.comparator is Comparator.MORE_THAN or figure.open_ended

    def is_ahead(self, figure: Figure) -> bool:
        """Whether it tells how long before something else: "up to 7 days before it starts"."""
        return figure.kind == "time" and BEFORE.match(self.reading.text, figure.span.end) is not None

    @cached_property
    def sides(self) -> frozenset[tuple[str, float, bool]]:
        """The figures until which (False) and from which (True) it holds."""
        text = self.reading.text
        return frozenset(
            (figure.dimension, figure.high, side)
            for figure in self.reading.figures
            for side, pattern in ((False, TO), (True, FROM))
            if pattern.search(text, 0, figure.span.start)
        )

    @cached_property
    def starts(self) -> frozenset[int]:
        """The places of the words that tell from when a time runs."""
        spans = [START.match(self.reading.text, f.span.end) for f in self.figures if f.kind == "time"]
        return frozenset(
            word.span.start for word in self.told for s in spans if s and s.start() <= word.span.start < s.end()
        )

    @cached_property
    def start_keys(self) -> frozenset[str]:
        """The words that tell from when a time runs, with all that may stand for them."""
        return frozenset(key for word in self.told if word.span.start in self.starts for key in word.keys)

    @cached_property
    def agents(self) -> Mapping[str, frozenset[str]]:
        """Who acts, for the words that follow "we" and "you"."""
        text = self.reading.text
        found: dict[str, set[str]] = {"we": set(), "you": set()}
        for who, pattern in (("we", WE), ("you", YOU), ("you", BIDS)):
            for match in pattern.finditer(text):
                at = match.start("verb")
                found[who].update(
                    key for word in self.told if word.span.start <= at < word.span.end for key in word.keys
                )
        return {who: frozenset(keys) for who, keys in found.items()}

    def around(self, word: Word) -> frozenset[str]:
        """The words next to a word, but articles, each with its side; no auxiliary verbs."""
        text = self.reading.text.lower()
        before, after = BEFORE_WORD.search(text, 0, word.span.start), AFTER_WORD.match(text, word.span.end)
        beside = (("<", before), (">", after))
        return frozenset(f"{side}{found['word']}" for side, found in beside if found and found["word"] not in BE)

    def beyond(self, other: Provision) -> list[Word]:
        """Its words for which the other has none."""
        return [
            word
            for word in self.told
            if not _generic(word)
            and not has(other.own_keys if word.stem in ACTS else other.keys, word)
            and not (word.stem in ARRIVAL and word.span.start in self.starts)
        ]

    def shared(self, other: Provision) -> list[Word]:
        """Its words that the other has too."""
        seen: set[str] = set()
        found = []
        for word in self.told:
            if (
                not _generic(word)
                and has(other.keys, word)
                and word.stem not in seen
                and (word.span.start not in self.starts or has(other.start_keys, word))
            ):
                seen.add(word.stem)
                found.append(word)
        return found


def overlap(one: Provision, other: Provision) -> float:
    """Which share of the words of both is common to them, by weight, 0 to 1."""
    both = common(one, other)
    apart = total(one.beyond(other)) + total(other.beyond(one))
    return 2 * both / (2 * both + apart) if both else 0.0


def common(one: Provision, other: Provision) -> float:
    """The weight of the words that both have."""
    return sum(_weight_shared(word, other) for word in one.shared(other))


def _weight_shared(word: Word, other: Provision) -> float:
    """The weight of a common word; less where the other has only its like, or where it is but a means."""
    if word.stem in MEANS:
        return FOR_MEANS
    return min(weight(word), 1.0) * (1.0 if word.stem in other.stems else FOR_A_LIKE)


def swapped(one: Provision, other: Provision) -> bool:
    """Whether both are the same words but for one of each that stands in the same place, or names another kind."""
    contrasts = lexicon().contrasts
    mine, theirs = ({word.stem for word in words} for words in (one.beyond(other), other.beyond(one)))
    if any(contrasts.get(word, frozenset()) & theirs for word in mine):
        return True
    return any(
        not a.soft and not b.soft and bool(one.around(a) & other.around(b))
        for a in one.beyond(other)
        for b in other.beyond(one)
    )


def telling(words: Iterable[Word]) -> float:
    """The weight of those words that are no common verbs."""
    return total(word for word in words if not word.soft)


def _generic(word: Word) -> bool:
    return word.stem in GENERIC or word.stem in GENERIC_STEMS


@lru_cache(CACHED)
def _told(reading: Reading) -> tuple[Word, ...]:
    found: list[Word] = []
    for name, pattern in PHRASES.possible(reading.text):
        for match in pattern.finditer(reading.text):
            start, end = match.span()
            if not any(word.span.start < end and start < word.span.end for word in found):
                found.append(_saying(reading, name, start, end))
    taken = [word.span for word in found if word.stem != "refund"]
    found += [
        word
        for word in reading.words
        if not any(word.span.overlaps(span) for span in taken) and not _inside_refund(word, found)
    ]
    return tuple(sorted(found, key=lambda word: word.span))


def _inside_refund(word: Word, sayings: Sequence[Word]) -> bool:
    """Whether it is part of the words for giving money back, and not what is given back."""
    inside = any(word.span.overlaps(each.span) for each in sayings)
    return inside and word.stem not in GIVEN_BACK


def _saying(reading: Reading, name: str, start: int, end: int) -> Word:
    keys = frozenset({name})
    if name in WITH_LIKES:
        keys = keys.union(*(word.keys for word in reading.words if start <= word.span.start < end))
    return Word(reading.text[start:end], name, keys, soft=False, span=Span(start, end), clause=reading.clause_at(start))


@lru_cache(CACHED)
def provision(words: str, place: Place) -> Provision:
    """A provision, worked out once however often it is found."""
    return Provision(words, place)
