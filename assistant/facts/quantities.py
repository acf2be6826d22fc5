"""Quantities in a text: durations, money, percentages and counts, with the words that bound them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from assistant.caseless import caseless
from assistant.facts.bounds import Bound, bound_after, bound_before, recurrence
from assistant.facts.durations import DURATION_CUE, find_durations, find_implied_durations
from assistant.facts.money import find_money, find_percentages
from assistant.facts.numbers import NUMBER, number_value
from assistant.facts.records import Comparator, Quantity, QuantityKind
from knowledge.documents import Span

_COUNT = caseless(rf"(?P<low>{NUMBER})(?:\s?(?:-|–|—|to|or)\s?(?P<high>{NUMBER}))?\s+(?P<noun>[a-z][a-z-]+)")
#: what may follow a number that counts nothing: "one of", "nine in ten", "9 to 5"
_NOT_NOUNS = frozenset(
    {"of", "or", "and", "to", "in", "out", "is", "are", "has", "who", "which", "that", "will", "can", "may", "at", "on"}
    | {
        "am",
        "pm",
        "per",
        "the",
        "a",
        "an",
        "for",
        "from",
        "by",
        "with",
        "we",
        "you",
        "if",
        "when",
        "as",
        "must",
        "shall",
    }
    | {"after", "before", "each", "every", "more", "further", "not", "until", "till", "within", "times", "time"}
)
#: "Section 4 sets", "version 2 of": the number names something, it does not count
_LABELS = caseless(
    r"(?:section|clause|article|chapter|part|version|page|step|annex|severity|level|priority|tier|table|figure"
    r"|platform|no\.?|number|class|grade|stage|band|zone)\s$"
)
_NUMBER_CUE = caseless(
    r"\d|[½¼¾£€$%]|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|\w+ty|hundred|thousand"
    r"|half|halve[sd]?|quarter|third|double|dozen|couple|(?:twenty|thirty|forty|fifty|sixty|seventy|eighty"
    r"|ninety)-\w+)\b"
)


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """All quantities of a text in text order; spans do not overlap.

    A unit left out is inherited from an earlier duration ("reply in two days, and close it within ten").
    """
    has_number = _NUMBER_CUE.search(text) is not None
    if not has_number and not DURATION_CUE.search(text):
        return ()
    taken: list[Quantity] = []
    for found in (find_money(text), find_percentages(text), find_durations(text)):
        taken.extend(_bounded(text, quantity) for quantity in found if _is_free(quantity.span, taken))
    taken.extend(q for q in find_implied_durations(text, taken) if _is_free(q.span, taken))
    if has_number:
        taken.extend(_bounded(text, count) for count in _find_counts(text) if _is_free(count.span, taken))
    return tuple(sorted(taken, key=lambda quantity: quantity.span))


def _is_free(span: Span, taken: list[Quantity]) -> bool:
    return not any(span.overlaps(other.span) for other in taken)


def _bounded(text: str, quantity: Quantity) -> Quantity:
    """The quantity with the comparator, hedge and recurrence that its neighbourhood gives it."""
    if quantity.implied == "word":
        return replace(quantity, full_span=quantity.full_span or quantity.span)
    before = bound_before(text, quantity.span.start)
    after = bound_after(text, quantity.span.end)
    per = quantity.per or recurrence(text, after.edge)
    comparator = _comparator(quantity, before, after, per)
    return replace(
        quantity,
        comparator=comparator,
        full_span=Span(before.edge, after.edge),
        hedged=before.hedged or after.hedged,
        per=per,
    )


def _comparator(quantity: Quantity, before: Bound, after: Bound, per: str | None) -> Comparator:
    if quantity.comparator is Comparator.RATE or (quantity.kind is QuantityKind.DURATION and per):
        return Comparator.RATE
    if after.comparator is not None:  # "30 days or more", "10 working days' notice" say more than a bare "for"
        return after.comparator
    if quantity.low != quantity.high:
        return Comparator.BETWEEN
    return before.comparator or Comparator.EXACT


def _find_counts(text: str) -> Iterator[Quantity]:
    for match in _COUNT.finditer(text):
        noun = match["noun"].lower()
        if noun in _NOT_NOUNS:
            continue
        if _LABELS.search(text[max(0, match.start() - 12) : match.start()]):
            continue
        low = number_value(match["low"])
        high = number_value(match["high"]) if match["high"] else low
        span = Span(*match.span("low")) if match["high"] is None else Span(match.start("low"), match.end("high"))
        yield Quantity(QuantityKind.COUNT, min(low, high), max(low, high), singular(noun), span)


def singular(noun: str) -> str:
    """A plain singular of a counted noun, good enough to compare two mentions of it."""
    if noun.endswith("ies") and len(noun) > 4:  # noqa: PLR2004 - "ties", "pies" keep their e
        return noun[:-3] + "y"
    if noun.endswith(("sses", "ches", "shes", "xes")):
        return noun[:-2]
    if noun.endswith("s") and not noun.endswith(("ss", "us", "is")):
        return noun[:-1]
    return noun
