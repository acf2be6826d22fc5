"""Table rows: a commitment rebuilt from header cells and the cells below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from assistant.commitments.amounts import as_amount
from assistant.commitments.context import UnitInContext, Words
from assistant.commitments.lexicon import lexicon
from assistant.commitments.limits import limits_something, time_limit
from assistant.commitments.reading import Reading
from assistant.commitments.records import Amount, CommitmentType, Slot, Strength, TimeLimit
from assistant.facts import Comparator, Quantity, QuantityKind, find_quantities
from knowledge.documents import Span

_EMPTY = re.compile(r"^\W*(?:none|no|nothing|n/a|not applicable|nil)?\W*$", re.IGNORECASE)
_KEPT = re.compile(r"\b(?:keep|kept|stor(?:e|ed|age)|retain\w*|retention|valid|guarantee|warranty)\b", re.IGNORECASE)
_COVERED = re.compile(r"\b(?:cover(?:age)?|covered|included|insured|refundable|returnable)\b", re.IGNORECASE)
#: what the customer does, for which money comes back as a right and not as amends
_CHOICE_HEADER = re.compile(
    r"\b(?:you (?:cancel|return|change|leave|withdraw|send)|cancell?\w*|your notice)\b", re.IGNORECASE
)
_REFUSED = re.compile(r"^(?:no|not covered|excluded|never|✗|✘)\W*$", re.IGNORECASE)
_TARGETS = re.compile(
    r"\b(?:figures|times|limits|table|values|numbers|rows|standards|these|those|above"
    r"|below)\b[^.]{0,40}\b(?:are|is|as) (?:only |our |internal )?(?:targets?|goals?|aims?|guides?"
    r"|estimates?|averages?|not guaranteed)"
    r"|\bour targets?\b|\bwe aim (?:for|to (?:meet|reach|keep))\b[^.]{0,30}(?:times|figures|table|below"
    r"|above|following)",
    re.IGNORECASE,
)
_REMEDY_HEADING = re.compile(
    r"\b(?:compensation|payments?|we pay|if we|put(?:ting)? (?:it|things) right|go wrong|goes wrong|delays?|credits?"
    r"|refunds?|remed|redress)",
    re.IGNORECASE,
)
_EXCLUSION_HEADING = re.compile(
    r"\b(?:not covered|not cover|exclusions?|excluded|not included|do not (?:cover|pay))", re.IGNORECASE
)
_TARGET_HEADING = re.compile(r"\b(?:targets?|goals?|what we aim)\b", re.IGNORECASE)
#: a list of cookies says how long each lasts in the browser, which nobody promises
_INVENTORY = re.compile(r"\bcookies?\b|\btrackers?\b", re.IGNORECASE)
#: a header that says what is paid when something fails, where "What you get" may stand over any benefit
_MAKES_AMENDS = re.compile(
    r"\b(?:pay\w*|paid|compensation|credit|refund\w*|remed\w+|redress|if|back|amends|owe)\b", re.IGNORECASE
)
#: a column of how long a thing is, which limits nothing: a course, a contract, a trip
_SIZE_HEADER = re.compile(
    r"^(?:(?:minimum |contract )?(?:length|term|contract|commitment|duration of (?:course|contract))"
    r"|.*\b(?:every|frequency|how often|interval|frequent)\b.*)$",
    re.IGNORECASE,
)
#: a column that says by when a remedy is paid
_PAID_BY = re.compile(r"\b(?:when|how (?:soon|fast|quickly)|within|by)\b", re.IGNORECASE)
#: a row that begins with a year or a quarter reports on it
_PAST_YEAR = re.compile(r"^(?:(?:19|20)\d\d(?:\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d))?|Q[1-4](?:\s(?:19|20)\d\d)?)$")
_RESULT_HEADING = re.compile(r"\b(?:results?|how we did|last year|performance in|achieved)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with its header's roles and its quantities; offsets are in the row's reading."""

    text: str
    span: Span
    header: str
    roles: frozenset[str]
    quantities: tuple[Quantity, ...]
    limiting: tuple[Quantity, ...]  #: the lengths of time among them that may limit an act

    @property
    def is_empty(self) -> bool:
        """Whether it says nothing: a dash, "none"."""
        return _EMPTY.match(self.text) is not None

    def durations(self) -> tuple[Quantity, ...]:
        """The lengths of time that limit something."""
        return self.limiting

    def amounts(self) -> tuple[Quantity, ...]:
        """Money and shares."""
        return tuple(q for q in self.quantities if q.kind in (QuantityKind.MONEY, QuantityKind.PERCENT))


@dataclass(frozen=True, slots=True)
class RowVerdict:
    """What a row is and what its cells fill."""

    type: CommitmentType
    strength: Strength = Strength.NONE
    time_limit: TimeLimit | None = None
    alt_time_limits: tuple[TimeLimit, ...] = ()
    amount: Amount | None = None
    alt_amounts: tuple[Amount, ...] = ()
    condition: Slot | None = None
    path: tuple[str, ...] = ()
    confidence: float = 0.7
    quantities: tuple[Quantity, ...] = field(default=())


def read_row(unit: UnitInContext) -> tuple[Reading, RowVerdict]:
    """The label of a table row and its slots."""
    reading = Reading(unit.text, ((0, unit.words, 0),))
    cells = _cells(unit)
    if any(_INVENTORY.search(cell.header) for cell in cells):
        return reading, RowVerdict(CommitmentType.NONE, Strength.NONE, path=("row-of-inventory",), confidence=0.8)
    surroundings = " ".join((*unit.headings[-1:], *unit.before[-2:], *unit.after))
    return reading, _verdict(reading, cells, unit, surroundings)


def _cells(unit: UnitInContext) -> list[Cell]:
    cells: list[Cell] = []
    position = 0
    for place, part in enumerate(unit.text.split("|")):
        text = part.strip()
        start = position + len(part) - len(part.lstrip())
        header = unit.headers[place].text if place < len(unit.headers) else ""
        read = find_quantities(text)
        found = tuple(_shifted(quantity, start) for quantity in read)
        limiting = tuple(
            shifted
            for quantity, shifted in zip(read, found, strict=True)
            if quantity.kind is QuantityKind.DURATION and limits_something(text, quantity)
        )
        cells.append(Cell(text, Span(start, start + len(text)), header, _roles(header), found, limiting))
        position += len(part) + 1
    return cells


def _shifted(quantity: Quantity, by: int) -> Quantity:
    full = quantity.full_span or quantity.span
    return Quantity(
        quantity.kind,
        quantity.low,
        quantity.high,
        quantity.unit,
        Span(quantity.span.start + by, quantity.span.end + by),
        quantity.comparator,
        Span(full.start + by, full.end + by),
        quantity.hedged,
        quantity.implied,
        quantity.per,
    )


@lru_cache(maxsize=4096)
def _roles(header: str) -> frozenset[str]:
    cues = lexicon().cues
    return frozenset(name for name, cue in cues.items() if cue.place == "header" and header and cue.holds(header))


def _verdict(reading: Reading, cells: Sequence[Cell], unit: UnitInContext, surroundings: str) -> RowVerdict:
    heading = " ".join(unit.headings[-1:])
    if not unit.headers and not _REMEDY_HEADING.search(heading):
        return RowVerdict(CommitmentType.NONE, path=("row-without-headers",))
    live = [cell for cell in cells if "header_result" not in cell.roles]
    if _EXCLUSION_HEADING.search(heading) or any("header_exclusion" in c.roles and not c.is_empty for c in cells[:1]):
        return RowVerdict(
            CommitmentType.EXCLUSION, alt_time_limits=_limits(reading, _durations(live)), path=("row-of-exclusions",)
        )
    if (
        _PAST_YEAR.match(cells[0].text)
        or _RESULT_HEADING.search(heading)
        or (len(live) < len(cells) and not any(c.durations() or c.amounts() for c in live))
    ):
        return RowVerdict(CommitmentType.NONE, path=("row-of-results",))
    if _is_remedy_table(cells, surroundings):
        return _remedy(reading, live)
    limited = [cell for cell in live if _limits_something(cell)]
    if not limited:
        return _without_limit(reading, live)
    return _promise(
        reading,
        live,
        limited[0],
        targets=_TARGETS.search(surroundings) is not None
        or _TARGET_HEADING.search(heading) is not None
        or ("header_limit" not in limited[0].roles and any("header_target" in c.roles and c.amounts() for c in live)),
    )


def _is_remedy_table(cells: Sequence[Cell], surroundings: str) -> bool:
    """Whether the first column says what goes wrong and a later one what the customer gets."""
    if len(cells) < 2:  # noqa: PLR2004 - a trigger and what follows from it
        return False
    first, rest = cells[0], cells[1:]
    pays = any("header_remedy" in cell.roles for cell in rest)
    limit_first = any(
        cell.durations() and cell.roles & {"header_limit", "header_period"} and "header_remedy" not in cell.roles
        for cell in rest
    )
    if limit_first and not first.durations():
        return False
    if "header_failure" in first.roles or "header_remedy" in first.roles:
        return pays or any(cell.amounts() for cell in rest) or not limit_first
    starts_with_delay = bool(first.durations()) and any(cell.amounts() for cell in rest)
    if starts_with_delay and (pays or _REMEDY_HEADING.search(surroundings)):
        return True
    if "header_failure" not in first.roles and rest and _says_only_when(rest[0]):
        return False
    return (
        pays
        and not limit_first
        and (
            _REMEDY_HEADING.search(surroundings) is not None
            or any("header_remedy" in c.roles and _MAKES_AMENDS.search(c.header) for c in rest[:1])
        )
    )


def _limits_something(cell: Cell) -> bool:
    """Whether the cell holds the limit of an act or a period, not a price, claim deadline, condition or remedy."""
    if _SIZE_HEADER.match(cell.header):
        return False
    if not cell.durations() or cell.roles & {"header_price", "header_duty", "header_condition"}:
        return False
    if cell.roles & {"header_limit", "header_period", "header_target"}:
        return True
    return not cell.roles & {"header_hours", "header_failure"} and (
        "header_remedy" not in cell.roles or _says_only_when(cell)
    )


def _says_only_when(cell: Cell) -> bool:
    """Whether the cell under "You get" names a time and no sum: "A reply in two days"."""
    return not cell.amounts() and any(q.comparator is Comparator.AT_MOST for q in cell.durations())


def _remedy(reading: Reading, cells: Sequence[Cell]) -> RowVerdict:
    trigger, rest = cells[0], cells[1:]
    amounts = [quantity for cell in rest for quantity in cell.amounts() if _is_paid_out(cell, quantity)]
    others = [q for q in (*trigger.amounts(), *(q for c in rest for q in c.amounts())) if q not in amounts[:1]]
    if any(_is_refused(cell) for cell in rest) and not amounts:
        return RowVerdict(CommitmentType.EXCLUSION, path=("row-not-covered",), confidence=0.6)
    by_choice = _CHOICE_HEADER.search(trigger.header) is not None
    by_when = next(
        (
            q
            for cell in rest
            for q in cell.durations()
            if _PAID_BY.search(cell.header) or (cell.amounts() and q.comparator is Comparator.AT_MOST)
        ),
        None,
    )
    return RowVerdict(
        CommitmentType.PROMISE if by_choice else CommitmentType.REMEDY,
        Strength.WILL,
        time_limit(reading, by_when) if by_when else None,
        _limits(reading, [quantity for quantity in _durations(cells) if quantity is not by_when]),
        amount=as_amount(reading, amounts[0]) if amounts else None,
        alt_amounts=tuple(as_amount(reading, quantity) for quantity in others),
        condition=reading.slot(trigger.span),
        path=("row-of-remedies",),
        confidence=0.8,
        quantities=tuple(amounts),
    )


def _is_paid_out(cell: Cell, quantity: Quantity) -> bool:
    """Whether a sum is what the customer gets: not a price, though a share "of your fare" is."""
    return "header_price" not in cell.roles or quantity.kind is QuantityKind.PERCENT


def _promise(reading: Reading, cells: Sequence[Cell], limited: Cell, *, targets: bool) -> RowVerdict:
    period = "header_period" in limited.roles and (
        "header_limit" not in limited.roles or _KEPT.search(limited.header) is not None
    )
    main = limited.durations()[0]
    others = [quantity for quantity in _durations(cells) if quantity is not main]
    remedy = [c for c in cells if c is not limited and "header_remedy" in c.roles and not c.is_empty]
    condition = next((c for c in cells[1:] if "header_condition" in c.roles and not c.is_empty), None)
    paid = [q for cell in remedy for q in cell.amounts()]
    quota = [
        q for cell in cells for q in cell.amounts() if "header_target" in cell.roles and q.kind is QuantityKind.PERCENT
    ]
    first = (paid or quota)[:1]
    all_amounts = [quantity for cell in cells for quantity in cell.amounts() if quantity not in first]
    kind, strength, path = CommitmentType.PROMISE, Strength.WILL, ["row-with-limit"]
    hedged = main.hedged or lexicon().cues["hedge"].pattern.search(limited.text) is not None
    if targets or "header_target" in limited.roles or hedged:
        kind, strength = CommitmentType.TARGET, Strength.AIM
        path.append("row-of-targets")
    if remedy:
        kind, strength = CommitmentType.PROMISE, Strength.GUARANTEE
        path.append("remedy-in-same-unit")
    if period and re.search(r"guarantee|warrant", limited.header, re.IGNORECASE):
        strength = Strength.GUARANTEE
    if period:
        path.append("it-lasts")
    return RowVerdict(
        kind,
        strength,
        time_limit(reading, main, period=period),
        _limits(reading, others),
        as_amount(reading, first[0]) if first else None,
        tuple(as_amount(reading, quantity) for quantity in all_amounts),
        reading.slot(condition.span) if condition else None,
        tuple(path),
        0.75,
    )


def _without_limit(reading: Reading, cells: Sequence[Cell]) -> RowVerdict:
    """A row that names no limit: a quota, a remedy, a free service; hours and prices promise nothing."""
    rest = cells[1:]
    quota = [q for c in rest if "header_price" not in c.roles for q in c.amounts() if q.kind is QuantityKind.PERCENT]
    if quota:
        is_target = any("header_target" in cell.roles for cell in cells)
        kind = CommitmentType.TARGET if is_target else CommitmentType.PROMISE
        strength = Strength.AIM if is_target else Strength.WILL
        return RowVerdict(kind, strength, amount=as_amount(reading, quota[0]), path=("row-with-share",), confidence=0.6)
    said = [cell for cell in rest if not cell.is_empty and not cell.roles & {"header_price", "header_hours"}]
    paid = [q for cell in said if "header_remedy" in cell.roles for q in cell.amounts()]
    if paid and any("header_remedy" not in cell.roles for cell in said):
        return RowVerdict(
            CommitmentType.PROMISE,
            Strength.GUARANTEE,
            alt_time_limits=_limits(reading, _durations(cells)),
            amount=as_amount(reading, paid[0]),
            path=("row-with-act", "remedy-in-same-unit"),
            confidence=0.6,
        )
    return _said_without_figures(rest, said)


def _said_without_figures(rest: Sequence[Cell], said: Sequence[Cell]) -> RowVerdict:
    """A row without a limit and a sum, by what its cells refuse, ask, give or leave open."""
    is_free = any(lexicon().cues["free"].pattern.search(cell.text) for cell in said)
    if any(_is_refused(cell) for cell in rest):
        return RowVerdict(CommitmentType.EXCLUSION, path=("row-not-covered",), confidence=0.6)
    if any("header_period" in cell.roles for cell in said):
        return RowVerdict(CommitmentType.PROMISE, Strength.WILL, path=("row-with-period",), confidence=0.55)
    if any("header_duty" in cell.roles for cell in said) and not is_free:
        return RowVerdict(CommitmentType.CUSTOMER_DUTY, path=("row-of-duties",), confidence=0.6)
    if is_free or any("header_remedy" in cell.roles for cell in said):
        return RowVerdict(CommitmentType.PROMISE, Strength.WILL, path=("row-says-free",), confidence=0.5)
    return RowVerdict(CommitmentType.NONE, path=("row-of-facts",))


def _is_refused(cell: Cell) -> bool:
    if _COVERED.search(cell.header) and _REFUSED.match(cell.text):
        return True
    if cell.is_empty or cell.roles & {"header_price", "header_hours"}:
        return False
    return lexicon().cues["excluded"].pattern.search(cell.text) is not None or _REFUSED.match(cell.text) is not None


def _durations(cells: Sequence[Cell]) -> list[Quantity]:
    return [quantity for cell in cells for quantity in cell.durations()]


def _limits(reading: Reading, quantities: Sequence[Quantity]) -> tuple[TimeLimit, ...]:
    return tuple(time_limit(reading, quantity) for quantity in quantities)


def header_words(headers: Sequence[Words]) -> str:
    """The header cells as one text."""
    return " | ".join(words.text for words in headers)
