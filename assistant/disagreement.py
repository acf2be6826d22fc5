"""Whether two provisions disagree: the one comparison that answers, the register and the checks of suites go by.

They disagree when both speak of the same act, thing, people and case, and yet set different figures, or one grants
what the other refuses. What one says in other words counts as the same; a word that tells of another product,
customer or case does not. It would rather miss a contradiction than report a false one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.facts import Comparator
from assistant.provision import Provision, common, overlap, swapped, telling
from assistant.provision_words import ACTS, HANDLING
from assistant.verify.figures import Figure
from assistant.verify.reading import Word
from assistant.verify.telling import total

_ALIKE = 0.5  #: which share of their words, by weight, both must have
_ALIKE_IN_ROWS = 0.9  #: the cells of a row are no sentence
_MOST_BEYOND = 2.5  #: what both may say beyond each other, by weight; a name tells of another case
_MOST_UNREAD = 4  #: the same before sayings are read, each of which may hold words that only one of them has
_LEAST_SHARED = 2  #: words that both must have unless they have no other
_PLENTY = 3.0  #: telling words with which headings need not be looked at
_CLOSE = 0.1  #: lengths of time in different units are the same within this share
_MINUTES = {"minute": 1.0, "working_hour": 1.0, "working_day": 1440 * 7 / 5, "month": 43800.0}
_UPPER = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN})
_LOWER = frozenset({Comparator.AT_LEAST, Comparator.MORE_THAN})
_KINDS = ("time", "money", "%", "clock", "every", "count")


class ConflictKind(StrEnum):
    """In what two provisions differ."""

    LIMIT = "limit"
    AMOUNT = "amount"
    POLARITY = "polarity"  #: one grants what the other refuses


@dataclass(frozen=True, slots=True)
class Disagreement:
    """In what two provisions differ, and how that reads."""

    kind: ConflictKind
    reason: str  #: "5 working days against 10 working days."


def disagreement(one: Provision, other: Provision) -> Disagreement | None:
    """In what two provisions differ that cannot both be kept; None where they can."""
    if _apart(one, other) or not _may_differ(one, other) or not _can_differ(one, other):
        return None
    found = _figures_differ(one, other) or _refused(one, other) or _opposed(one, other)
    if found is None or _other_case(one, other) or not _same_matter(one, other):
        return None
    return found


def _apart(one: Provision, other: Provision) -> bool:
    """Whether they are parts of one thing: the items of a list, the rows of a table, the sentences of a paragraph."""
    if one.place.document != other.place.document:
        return False
    mine, theirs = one.place, other.place
    if mine.unit == theirs.unit:
        return True
    return mine.passage is not None and mine.passage == theirs.passage


def _may_differ(one: Provision, other: Provision) -> bool:
    """Whether both are worth reading: with figures of a kind, or a denial, and with few words that only one has."""
    mine, theirs = one.glance, other.glance
    if theirs.tells_more(mine, _MOST_UNREAD):
        return False
    if not mine.kinds.isdisjoint(theirs.kinds):
        return True
    return any(each.may_be_automatic or each.may_deny for each in (mine, theirs))


def _can_differ(one: Provision, other: Provision) -> bool:
    """The same once the first is read, which is compared with many: the other may still not be worth it."""
    if not other.glance.kinds.isdisjoint(figure.kind for figure in one.figures):
        return True
    if one.is_automatic or one.is_claimed or (one.denied and not one.figures and not one.conditions):
        return True
    return other.glance.may_deny and not (one.denies_something or one.conditions or one.demands)


def _other_case(one: Provision, other: Provision) -> bool:
    """Whether they are for other people, another segment, stage or channel, or not both promised."""
    if one.is_of_another_case(other) or other.is_of_another_case(one) or _by_other_channels(one, other):
        return True
    if any(not words for each in (one, other) for words in each.conditions):
        return True  # "if it does not": the case is said elsewhere
    if any((dimension, value, not side) in other.sides for dimension, value, side in one.sides):
        return True  # one holds until then, the other afterwards
    if one.means and other.means and not one.means & other.means:
        return True  # to the card, to the bank
    acts = one.agents["we"] & other.agents["you"] or one.agents["you"] & other.agents["we"]
    return bool(acts) or any(
        mine != theirs
        for mine, theirs in (
            (one.for_firms, other.for_firms),
            (one.by_law, other.by_law),
            (one.is_aim, other.is_aim),
            (one.denied_conditions, other.denied_conditions),
        )
    )


def _by_other_channels(one: Provision, other: Provision) -> bool:
    if one.channels and other.channels:
        return not one.channels & other.channels
    return one.channels != other.channels and "answer" in one.acts | other.acts


def _same_matter(one: Provision, other: Provision) -> bool:
    """Whether both speak of the same act and thing."""
    mine, theirs = one.beyond(other), other.beyond(one)
    if _different_acts(one, mine, other, theirs):
        return False
    if _of_condition(one, mine) or _of_condition(other, theirs) or swapped(one, other):
        return False
    least = _ALIKE_IN_ROWS if one.place.listed or other.place.listed else _ALIKE
    if overlap(one, other) < least or ((mine or theirs) and _too_little(one, other)):
        return False
    if one.place.document == other.place.document:
        return not _chapters_differ(one, other)
    return common(one, other) >= _PLENTY or not _headings_tell_apart(one, other)


def _too_little(one: Provision, other: Provision) -> bool:
    """Whether what is common is a single word, or nothing but common verbs and words of a like meaning."""
    shared, beyond = one.shared(other), [*one.beyond(other), *other.beyond(one)]
    if telling(beyond) > _MOST_BEYOND or any(word.proper for word in beyond):
        return True
    if len(shared) < _LEAST_SHARED or one.goes_further or other.goes_further:
        return True
    return all(word.soft or word.stem not in other.stems for word in shared)


def _different_acts(one: Provision, mine: Sequence[Word], other: Provision, theirs: Sequence[Word]) -> bool:
    """Whether something else is done in each, or their times run from different acts."""
    if one.acts and other.acts and not one.acts & other.acts:
        return True
    if bool(one.acts & HANDLING) != bool(other.acts & HANDLING):
        return True
    return (_acts(one, mine) and _acts(other, theirs)) or _starts_differ(one, mine, other, theirs)


def _acts(provision: Provision, words: Sequence[Word]) -> bool:
    """Whether one of these words tells what is done."""
    verbs = provision.agents["we"] | provision.agents["you"]
    return any(not word.soft and (word.stem in ACTS or word.keys & verbs) for word in words)


def _starts_differ(one: Provision, mine: Sequence[Word], other: Provision, theirs: Sequence[Word]) -> bool:
    """Whether the times run from different acts: from the return, from the cancellation."""
    starts = [
        any(word.span.start in each.starts and word.stem in ACTS for word in words)
        for each, words in ((one, mine), (other, theirs))
    ]
    return all(starts)


def _of_condition(provision: Provision, beyond: Sequence[Word]) -> bool:
    """Whether most of one of its conditions is beyond the other."""
    return any(
        total(word for word in words if word in beyond) > total(words) / 2 and telling(words)
        for words in provision.conditions
    )


def _headings_tell_apart(one: Provision, other: Provision) -> bool:
    if not one.under or not other.under:
        return False
    return not (one.under & (other.under | other.stems) or other.under & one.stems)


def _chapters_differ(one: Provision, other: Provision) -> bool:
    """Whether each has a heading of its own: chapters say the same of one product after another."""
    mine, theirs = one.under - other.under - other.stems, other.under - one.under - one.stems
    return bool(mine and theirs)


def _figures_differ(one: Provision, other: Provision) -> Disagreement | None:
    if not _same_figures(one.case_figures, other.case_figures):
        return None
    found = []
    for kind in _KINDS:
        mine = [figure for figure in one.figures if figure.kind == kind]
        theirs = [figure for figure in other.figures if figure.kind == kind]
        left = [figure for figure in mine if not any(_same(figure, each) for each in theirs)]
        right = [figure for figure in theirs if not any(_same(figure, each) for each in mine)]
        if not left or not right:
            continue  # one may say more than the other
        if len(left) > 1 or len(right) > 1 or not _comparable(one, left[0], other, right[0]):
            return None
        reason = f"{_written(one, left[0])} against {_written(other, right[0])}."
        limit = kind in {"time", "clock", "every"}
        found.append(Disagreement(ConflictKind.LIMIT if limit else ConflictKind.AMOUNT, reason))
    return found[0] if len(found) == 1 else None  # where time and money differ, they are steps of one scale


def _same_figures(mine: Sequence[Figure], theirs: Sequence[Figure]) -> bool:
    shorter, longer = sorted((mine, theirs), key=len)
    if not shorter and longer:
        return False
    return all(any(_same(figure, each) for each in longer) for figure in shorter)


def _same(one: Figure, other: Figure) -> bool:
    if one.dimension == other.dimension or one.kind != "time" or other.kind != "time":
        return one.same_amount(other)
    mine, theirs = (figure.high * _MINUTES.get(figure.dimension, 1.0) for figure in (one, other))
    return abs(mine - theirs) <= _CLOSE * max(mine, theirs)


def _comparable(provision: Provision, one: Figure, against: Provision, other: Figure) -> bool:
    ahead = provision.is_ahead(one), against.is_ahead(other)
    if ahead[0] != ahead[1] and "cancel" not in provision.acts & against.acts:
        return False  # how long before, how long after; of an ending, notice says the one with the other
    bounds = {one.comparator, other.comparator}
    if not any(ahead) and bounds & _UPPER and bounds & _LOWER:
        return False
    if "count" in {one.dimension, other.dimension} and one.unit != other.unit:
        return False
    currencies = {one.dimension, other.dimension} - {"free"}
    free = "free" in {one.dimension, other.dimension}
    return (free or one.per == other.per) and (one.kind != "money" or len(currencies) == 1)


def _written(provision: Provision, figure: Figure) -> str:
    words = figure.span.of(provision.reading.text)
    return f"at least {words}" if figure.comparator in _LOWER else words


def _refused(one: Provision, other: Provision) -> Disagreement | None:
    """One grants what the other refuses in every case."""
    if one.denied == other.denied or one.by_law or other.by_law or one.place.listed or other.place.listed:
        return None
    refusing, granting = (one, other) if one.denied else (other, one)
    if refusing.figures or refusing.conditions or granting.conditions or granting.demands or granting.denies_something:
        return None
    if telling(refusing.beyond(granting)) or len(refusing.shared(granting)) < _LEAST_SHARED:
        return None
    return Disagreement(ConflictKind.POLARITY, "One grants what the other refuses.")


def _opposed(one: Provision, other: Provision) -> Disagreement | None:
    """One gives without being asked what the other gives on a claim."""
    if (one.is_automatic and other.is_claimed) or (other.is_automatic and one.is_claimed):
        return Disagreement(ConflictKind.POLARITY, "One is automatic, the other is not.")
    return None
