"""A unit with what surrounds it: lead-in, header cells, the units before it, headings; and exact places in the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from assistant.commitments.genre import is_contract, is_for_staff
from assistant.commitments.organisation import organisation_name
from assistant.commitments.records import Slot
from knowledge.documents import Passage, Span, Unit, UnitKind

_BEFORE = 3  # units of the same section kept as context
_AFTER = 2


@dataclass(frozen=True, slots=True)
class Words:
    """Words and the place of each of their characters in the version's text; without places they stand nowhere."""

    text: str
    places: tuple[int, ...] = ()

    def slot(self, start: int, end: int) -> Slot:
        """The words from `start` to `end` (exclusive) with their span."""
        span = Span(self.places[start], self.places[end - 1] + 1) if self.places and end > start else None
        return Slot(self.text[start:end], span)


@dataclass(frozen=True, slots=True)
class UnitInContext:
    """A unit as the extractor reads it; all texts are plain words."""

    words: Words
    kind: UnitKind = UnitKind.SENTENCE
    span: Span | None = None
    lead_in: Words = Words("")
    headers: tuple[Words, ...] = ()  #: header cells of a row, left to right
    before: tuple[str, ...] = ()  #: the units before it in its section, nearest last
    after: tuple[str, ...] = ()  #: of a row, the sentences that follow its table in the section
    headings: tuple[str, ...] = ()  #: outermost first
    passage: int | None = None
    section: tuple[str, ...] = ()
    organisation: str = ""  #: the name by which the document calls whoever promises
    is_contract: bool = False  #: whether its document is a contract or policy
    is_for_staff: bool = False  #: whether its document is about those who work for the organisation

    @property
    def text(self) -> str:
        """The unit's own words."""
        return self.words.text


def lone_unit(
    text: str, *, lead_in: str = "", context_before: str = "", headings: tuple[str, ...] = ()
) -> UnitInContext:
    """A unit given as words alone; a lead-in with " | " holds the header cells of a row."""
    is_row = " | " in lead_in or (" | " in text and not lead_in)
    return UnitInContext(
        words=Words(text, tuple(range(len(text)))),
        kind=UnitKind.ROW if is_row else UnitKind.ITEM if lead_in else UnitKind.SENTENCE,
        span=Span(0, len(text)),
        lead_in=Words("" if is_row else lead_in),
        headers=tuple(Words(cell.strip()) for cell in lead_in.split("|")) if is_row and lead_in else (),
        before=(context_before,) if context_before else (),
        headings=headings,
    )


def units_in_context(text: str, units: Sequence[Unit], passages: Sequence[Passage]) -> list[UnitInContext]:
    """The units of one version, each with its surroundings.

    Args:
        text: the version's text.
        units: as `knowledge.units.split` gives them, in text order.
        passages: those of the same call.
    """
    found: list[UnitInContext] = []
    paths = {passage.ordinal: passage.heading_path for passage in passages}
    name, contract, for_staff = organisation_name(text), is_contract(text), is_for_staff(text)
    for path, run in groupby(units, key=lambda unit: paths.get(unit.passage, ())):
        section = list(run)
        for place, unit in enumerate(section):
            surrounded = _in_context(text, unit, path, _before(section, place), _after(section, place))
            found.append(replace(surrounded, organisation=name, is_contract=contract, is_for_staff=for_staff))
    return found


def _before(section: Sequence[Unit], place: int) -> tuple[str, ...]:
    """The words of the nearest units before it; of a row, those before its table."""
    earlier = section[:place]
    if section[place].kind is UnitKind.ROW:
        earlier = [unit for unit in earlier if unit.kind is not UnitKind.ROW]
    return tuple(unit.plain for unit in earlier[-_BEFORE:])


def _after(section: Sequence[Unit], place: int) -> tuple[str, ...]:
    """The sentences after the table of a row; they may say what its figures are."""
    if section[place].kind is not UnitKind.ROW:
        return ()
    later = [unit.plain for unit in section[place + 1 :] if unit.kind is not UnitKind.ROW]
    return tuple(later[:_AFTER])


def _in_context(
    text: str, unit: Unit, path: tuple[str, ...], before: tuple[str, ...], after: tuple[str, ...]
) -> UnitInContext:
    is_row = unit.kind is UnitKind.ROW
    context = [
        Words(plain, aligned(plain, span, text)) for plain, span in zip(unit.context_plain, unit.context, strict=True)
    ]
    return UnitInContext(
        words=Words(unit.plain, aligned(unit.plain, unit.span, text)),
        kind=unit.kind,
        span=unit.span,
        lead_in=context[-1] if context and not is_row else Words(""),
        headers=tuple(context) if is_row else (),
        before=before,
        after=after,
        headings=path,
        passage=unit.passage,
        section=path,
    )


def aligned(plain: str, span: Span, text: str) -> tuple[int, ...]:
    """For each character of the plain words its place in `text`, in order and inside `span`.

    Plain words leave out marks and collapse white space, so each word is looked for after the one before it;
    a character that the text writes otherwise (an entity) takes the place where the search stands.
    """
    if text[span.start : span.end] == plain:
        return tuple(range(span.start, span.end))
    places: list[int] = []
    position = span.start
    last = max(span.start, span.end - 1)
    for index, character in enumerate(plain):
        if character.isspace():
            places.append(min(position, last))
            continue
        word = plain[index : index + 3].split(maxsplit=1)[0]
        at = text.find(word, position, span.end)
        if at < 0:
            at = text.find(character, position, span.end)
        if at >= 0:
            position = at
        places.append(min(position, last))
        position = min(position + 1, span.end)
    return tuple(places)
