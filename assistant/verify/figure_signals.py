"""What the figures of a statement say for and against it, beside one piece of evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.facts import Comparator
from assistant.verify.evidence import Segment
from assistant.verify.figures import Figure
from assistant.verify.figures_match import Match, computed, match_figure, unused_rivals
from assistant.verify.reading import ClauseKind, Reading, Word, alternatives
from assistant.verify.telling import has, weight
from knowledge.documents import UnitKind

_MORE_EVIDENCE = 8
_AFTER_SIDE = re.compile(
    r"\b(?:after|from|later\sthan|past|beyond|more\sthan|over|longer\sthan|exceed\w*)\W+(?:the\s)?$", re.IGNORECASE
)
_BEFORE_SIDE = re.compile(
    r"\b(?:until|before|by|within|up\sto|(?:no|not)\s(?:later|more|longer)\sthan|at\smost|less\sthan|under|earlier\sthan)\W+(?:the\s)?$",
    re.IGNORECASE,
)
_RATE = re.compile(
    r"(?:each|every|per|an?)\s(?:day|week|month|year|night|hour)$|(?:dai|week|month|year|hour)ly$", re.IGNORECASE
)
_BEYOND = frozenset({Comparator.MORE_THAN, Comparator.LESS_THAN})
_FOR_EACH = re.compile(r"\s(?:an?|per|each|for\s(?:each|every)|every)\s(?=\w)", re.IGNORECASE)
_A_THING = re.compile(r"\san?\s(?=\w)", re.IGNORECASE)
_LONG = frozenset({"year", "month"})
_STOP = re.compile(r"[.!?]\s")
_JOINT = re.compile(r",|;|\.\s|\b(?:and|or|but)\b", re.IGNORECASE)


@dataclass(slots=True)
class FigureSignals:
    """Counts of the statement's figures; a figure that the evidence has as it stands is in none."""

    missing: float = 0.0
    rival: float = 0.0  #: missing where the evidence has another figure of the same kind
    near: float = 0.0  #: only the neighbours have it
    computed: float = 0.0
    case: float = 0.0  #: one case of a range
    flipped: float = 0.0  #: a least for a most
    misplaced: float = 0.0  #: it belongs to another thing of the same sentence
    contested: float = 0.0  #: one of the units read together has it, another one of them another
    limit: float = 0.0  #: a threshold of the evidence that the statement does not name: "orders of £75 or more"
    column: float = 0.0  #: it belongs to another column of the table
    rate: float = 0.0  #: a price of another thing: a night, a stay
    missing_text: str = ""
    rival_text: str = ""


def figure_signals(
    statement: Reading, before: Sequence[Reading], segment: Segment, others: Sequence[Segment]
) -> FigureSignals:
    """Lay the statement's figures beside the evidence's."""
    result = FigureSignals()
    own = segment.reading
    known = [figure for reading in before for figure in reading.figures]
    more = [*(neighbour.reading for neighbour in segment.around), *_current(others)]
    used: list[Figure] = []
    lacking: list[Figure] = []
    for figure in statement.figures:
        match = match_figure(figure, own.figures)
        if match in {Match.SAME, Match.FLIPPED}:
            _place(result, statement, figure, segment, flipped=match is Match.FLIPPED)
        elif _RATE.match(figure.span.of(statement.text)) and _rate_given(figure, own):
            continue
        elif match is Match.CASE:
            result.case += 1
        elif (inputs := computed(figure, statement, [own, *before], more)) is not None:
            result.computed += 1
            used.extend(inputs)
        elif match_figure(figure, known) is not Match.SAME:
            lacking.append(figure)
    # "two missed appointments": a number that a calculation used is no claim of its own
    for figure in lacking:
        if figure not in used and not (result.computed and figure.dimension in {"count", "times"}):
            _lack(result, statement, figure, segment)
    result.column = _wrong_columns(statement, segment)
    result.limit = _dropped_limits(statement, before, segment)
    return result


def _rate_given(figure: Figure, own: Reading) -> bool:
    """Whether the evidence says "a month" for "each month": the figure that it belongs to is compared by itself."""
    unit = figure.unit.lower().removesuffix("s").removesuffix("ly").replace("dai", "day")
    return (
        bool(unit)
        and re.search(
            rf"\b(?:an?|per|each|every)\s(?:\w+\s)?{unit}\b|\b{unit}ly\b|\b{unit[:-1]}ily\b", own.text, re.IGNORECASE
        )
        is not None
    )


def _dropped_limits(statement: Reading, before: Sequence[Reading], segment: Segment) -> float:
    """Thresholds in the evidence's own words that nothing in the statement takes up."""
    own = segment.reading
    said = [figure for figure in statement.figures if figure.dimension != "free"]
    earlier = [figure for reading in before for figure in reading.figures]
    row = segment.hit.unit.kind is UnitKind.ROW
    taken = {own.clause_at(f.span.start) for f in own.figures if match_figure(f, statement.figures) is Match.SAME}
    told = statement.keys.union(*(reading.keys for reading in before))
    return float(
        sum(
            1
            for figure in own.figures
            if segment.own.start <= figure.span.start < segment.own.end
            and not (row and own.clause_at(figure.span.start) not in taken - {0})  # a cell beside says other things
            and (figure.open_ended or figure.comparator in _BEYOND)
            and not any(mine.kind == figure.kind for mine in said)
            and match_figure(figure, earlier) is Match.NONE
            and not _another_will_do(own, figure, told)
        )
    )


def _another_will_do(own: Reading, figure: Figure, told: frozenset[str]) -> bool:
    """Whether a threshold is one of several conditions of which another is named."""
    place = own.clause_at(figure.span.start)
    others = [number for number in alternatives(own, place) if number != place]
    return any(has(told, word) for word in own.words if word.clause in others)


def _current(others: Sequence[Segment]) -> list[Reading]:
    return [other.reading for other in others[:_MORE_EVIDENCE] if not other.outdated]


def _place(result: FigureSignals, statement: Reading, figure: Figure, segment: Segment, *, flipped: bool) -> None:
    """Note how a figure that the evidence has stands there."""
    own = segment.reading
    if flipped:
        mine = statement.clauses[statement.clause_at(figure.span.start)]
        theirs = own.clauses[own.clause_at(_same(figure, own).span.start)]
        #: "beyond two days" is "if it is not repaired within two days"
        undone = theirs.kind is ClauseKind.CONDITION and theirs.denied != mine.denied
        main = mine.kind is ClauseKind.MAIN and not undone
        result.flipped += float(main and _side(statement.text, figure) != _side(own.text, _same(figure, own)))
        return
    result.rate += _other_rate(statement, figure, own)
    result.flipped += _other_side(statement, figure, own)
    if segment.hit.unit.kind is not UnitKind.ROW:
        result.misplaced += _misplaced(statement, figure, own)
    result.contested += _contested(statement, figure, segment)


def _lack(result: FigureSignals, statement: Reading, figure: Figure, segment: Segment) -> None:
    """Note a figure that neither the evidence nor a calculation gives."""
    own = segment.reading
    around = [figure for neighbour in segment.around for figure in neighbour.reading.figures]
    rivals = unused_rivals(statement, figure, own)
    if figure.implied and not rivals:
        return
    if not rivals and match_figure(figure, around) in {Match.SAME, Match.CASE}:
        result.near += 1
        return
    result.missing += 1
    result.missing_text = figure.span.of(statement.text)
    if rivals:
        result.rival += 1
        result.rival_text = rivals[0].span.of(own.text)


def _contested(statement: Reading, figure: Figure, segment: Segment) -> float:
    """Whether the units read together have the figure and, in its own dimension, another one that nothing takes up."""
    if not segment.joined:
        return 0.0
    own = segment.own
    inside = [f for f in segment.reading.figures if own.start <= f.span.start < own.end]
    outside = [f for f in segment.reading.figures if not own.start <= f.span.start < own.end]
    if figure.kind == "money" and not segment.reading.refers_back:
        prices = [f for f in unused_rivals(statement, figure, segment.reading) if f in outside]
        return float(any("free" in {figure.dimension, price.dimension} for price in prices))
    rivals = [f for f in unused_rivals(statement, figure, segment.reading) if f.dimension == figure.dimension]
    if statement.clauses[statement.clause_at(figure.span.start)].kind is not ClauseKind.MAIN:
        return 0.0
    here, there = (inside, outside) if match_figure(figure, inside) is not Match.NONE else (outside, inside)
    if not here or not there or match_figure(figure, there) is not Match.NONE:
        return 0.0
    after = min(f.span.start for f in there) > max(f.span.start for f in here)  # an earlier rule may be overridden
    return float(after and any(rival in there for rival in rivals))


def _other_rate(statement: Reading, figure: Figure, own: Reading) -> float:
    """Whether both name what the price is for, and not the same: "£15 a night" for "£15 a stay"."""
    if figure.kind != "money":
        return 0.0
    mine = _rate_word(statement, figure)
    same = [other for other in own.figures if match_figure(figure, [other]) is Match.SAME]
    if figure.per:  # a price a night is none a stay; one a year may be one for each person, too
        thing = all(_A_THING.match(own.text, other.span.end) and not other.per for other in same)
        return float(bool(same) and thing and figure.per not in _LONG)
    theirs = [_rate_word(own, other) for other in same]
    if mine is None or not theirs or any(word is None for word in theirs):
        return 0.0
    return float(all(word is not None and mine.keys.isdisjoint(word.keys) for word in theirs))


def _rate_word(reading: Reading, figure: Figure) -> Word | None:
    match = _FOR_EACH.match(reading.text, figure.span.end)
    if match is None:
        return None
    return next((word for word in reading.words if word.span.start == match.end()), None)


def _other_side(statement: Reading, figure: Figure, own: Reading) -> float:
    """Whether the statement has after, later than, what the evidence has before, until; not in conditions."""
    if statement.clauses[statement.clause_at(figure.span.start)].kind is not ClauseKind.MAIN:
        return 0.0
    mine = _side(statement.text, figure)
    sides = {_side(own.text, other) for other in own.figures if match_figure(figure, [other]) is Match.SAME}
    return float(bool(mine) and bool(sides) and all(side and side != mine for side in sides))


def _same(figure: Figure, own: Reading) -> Figure:
    return next(other for other in own.figures if match_figure(figure, [other]) is not Match.NONE)


def _side(text: str, figure: Figure) -> str:
    if _BEFORE_SIDE.search(text, 0, figure.span.start) or figure.comparator in {
        Comparator.AT_MOST,
        Comparator.LESS_THAN,
    }:
        return "before"
    return "after" if _AFTER_SIDE.search(text, 0, figure.span.start) else ""


def _misplaced(statement: Reading, figure: Figure, own: Reading) -> float:
    """Whether a word goes with another figure: the sofa's price in "£25 for a mattress, £30 for a sofa"."""
    begin, end, beside = _beside(figure, own)
    same_kind = [other for other in beside if other.kind == figure.kind]
    nearest = [f.span.start for f in statement.figures if f.kind == figure.kind]
    if len(same_kind) < 2 or len(beside) > 6:  # noqa: PLR2004 - two figures to confuse; a table row has columns
        return 0.0
    edges = [begin]
    for left, right in pairwise(same_kind):
        stops = [match.start() for match in _STOP.finditer(own.text, left.span.end, right.span.start)]
        joints = stops[-1:] or [match.start() for match in _JOINT.finditer(own.text, left.span.end, right.span.start)]
        edges.append(joints[0] if joints else right.span.start)
    edges.append(end)
    stretches = list(pairwise(edges))
    here = [
        stretch
        for stretch in stretches
        if any(
            stretch[0] <= other.span.start < stretch[1] and match_figure(figure, [other]) is Match.SAME
            for other in same_kind
        )
    ]
    if not here or _STOP.search(own.text, same_kind[0].span.end, here[0][0] + 2):
        return 0.0  # a later sentence carries on what an earlier one speaks of
    if any(c.kind is ClauseKind.EXCEPTION and same_kind[0].span.end <= c.span.start <= here[0][1] for c in own.clauses):
        return 0.0  # an exception carries on, too
    inside = _telling(own, here)
    outside = _telling(own, [stretch for stretch in stretches if stretch not in here])
    clause = statement.clause_at(figure.span.start)
    claimed = [
        word
        for word in statement.words
        if not word.soft
        and word.clause == clause
        and min(nearest, key=lambda place: abs(place - word.span.start)) == figure.span.start
    ]
    here_said, there_said = _stems(inside), _stems(outside)
    wrong = [
        w
        for w in claimed
        if (w.stem in there_said and w.stem not in here_said)  # a flat is no house, though both are homes
        or (has(_keys(outside), w) and not has(_keys(inside), w))
    ]
    meant = frozenset(key for word in statement.words if word not in wrong for key in word.keys)
    left_out = [w for w in inside if not has(meant, w) and w.stem not in statement.stems and not has(_keys(outside), w)]
    return float(bool(wrong) and bool(left_out))


def _beside(figure: Figure, own: Reading) -> tuple[int, int, list[Figure]]:
    """The evidence, or the one sentence of it that has the figure and another of its kind: start, end, figures."""
    edges = [0, *(match.end() for match in _STOP.finditer(own.text)), len(own.text) + 1]
    for start, end in pairwise(edges):
        inside = [other for other in own.figures if start <= other.span.start < end]
        like = [other for other in inside if other.kind == figure.kind]
        if len(like) > 1 and match_figure(figure, like) is Match.SAME:
            return start, end, inside
    return 0, len(own.text) + 1, list(own.figures)


def _telling(reading: Reading, stretches: Sequence[tuple[int, int]]) -> list[Word]:
    return [
        word
        for word in reading.words
        if not word.soft and any(start <= word.span.start < end for start, end in stretches)
    ]


def _stems(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(word.stem for word in words)


def _keys(words: Sequence[Word]) -> frozenset[str]:
    return frozenset(key for word in words for key in word.keys)


def _wrong_columns(statement: Reading, segment: Segment) -> float:
    """Figures of a table row whose column lacks what another column's header shares with the statement."""
    own = segment.reading
    if segment.hit.unit.kind is not UnitKind.ROW or len(own.clauses) <= 2:  # noqa: PLR2004 - the row's name and one cell
        return 0.0
    by_cell = [_keys([word for word in own.words if word.clause == number]) for number in range(len(own.clauses))]
    wrong = 0
    for figure in statement.figures:
        cells = {own.clause_at(f.span.start) for f in own.figures if match_figure(figure, [f]) is not Match.NONE}
        if not cells or 0 in cells:
            continue
        rivals = {own.clause_at(f.span.start) for f in own.figures if f.kind == figure.kind} - cells - {0}
        plain = set(range(len(by_cell))) - {own.clause_at(f.span.start) for f in own.figures}
        here = by_cell[0].union(*(by_cell[cell] for cell in cells | plain))
        if any(has(by_cell[cell], word) and not has(here, word) for cell in rivals for word in statement.words):
            wrong += 1
    return float(wrong)


def clashing(statement: Reading, missing: Sequence[Word], segment: Segment, others: Sequence[Segment]) -> float:
    """Weight of words that only units with other figures have: there, something else is said of them."""
    figures = [figure for figure in statement.figures if not figure.implied]
    total = 0.0
    for word in missing:
        witnesses = [
            o for o in others if o.place not in segment.places and not o.outdated and has(o.reading.keys, word)
        ]
        rest = [other for other in statement.words if not other.soft and other is not word]
        close = [o for o in witnesses if any(has(o.reading.keys, other) for other in rest)]
        if close and all(_clashes(figures, o.reading) for o in close[:3]):
            total += weight(word)
    return total


def _clashes(figures: Sequence[Figure], reading: Reading) -> bool:
    return any(
        any(other.kind == figure.kind for other in reading.figures)
        and match_figure(figure, reading.figures) is Match.NONE
        for figure in figures
    )
