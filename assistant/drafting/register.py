"""Facts from the organisation's own documents: what its public texts in force already say, quoted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.drafting.records import Fact, Source
from assistant.drafting.slots import FIGURES, Slot, SlotKind, slots
from assistant.facts import find_facts
from assistant.quotes import HEADING_SEPARATOR
from knowledge.documents import GUIDANCE, Audience, Passage, Unit, UnitKind, Version
from knowledge.library import Library

_MOST_SOURCES = 6  #: quotes kept for a fact


@dataclass(frozen=True, slots=True)
class Text:
    """A version with its words."""

    version: Version
    text: str
    passages: Sequence[Passage]
    units: Sequence[Unit]


def public_texts(library: Library, today: date) -> list[Text]:
    """The public documents in force; what only staff may read never gets into a code for customers."""
    versions = [entry.version for entry in library.catalogue().entries]
    wanted = [
        version
        for version in versions
        if version.audience is Audience.PUBLIC and version.collection != GUIDANCE and version.in_force(today)
    ]
    return [
        Text(version, library.version_text(version.id), library.passages(version.id), library.units(version.id))
        for version in sorted(wanted, key=lambda version: version.document)
    ]


def facts_in(texts: Sequence[Text]) -> tuple[Fact, ...]:
    """What the texts say of each slot, in the slots' order."""
    found: dict[str, list[Source]] = {}
    for text in texts:
        for key, source in _sources(text):
            found.setdefault(key, []).append(source)
    return tuple(_fact(slots()[key], found[key]) for key in slots() if key in found)


def _sources(text: Text) -> Iterator[tuple[str, Source]]:
    for place, unit in enumerate(text.units):
        passage = text.passages[unit.passage]
        heading = HEADING_SEPARATOR.join(passage.heading_path)
        for key, wanted in slots().items():
            value = wanted.value_in(unit.plain, f"{heading} {' '.join(unit.context_plain)}")
            if value:
                limits = limits_beside(text, place, value) if wanted.kind in FIGURES else ()
                yield key, _source(text, unit, heading, value, limits)


def _source(text: Text, unit: Unit, heading: str, value: str, limits: tuple[str, ...]) -> Source:
    version = text.version
    return Source(
        document=version.document,
        title=version.title,
        version=version.label,
        version_id=version.id,
        effective_from=version.effective_from,
        heading=heading,
        start=unit.span.start,
        end=unit.span.end,
        text=unit.span.of(text.text),
        value=value,
        limits=limits,
    )


def _fact(wanted: Slot, sources: Sequence[Source]) -> Fact:
    """One value where the sources agree; where figures differ, none: the author decides."""
    if wanted.kind in FIGURES:
        amounts = {_amount(source.value, wanted.kind) for source in sources}
        if len(amounts) > 1:
            return Fact(wanted.key, None, tuple(sources)[:_MOST_SOURCES])
    if wanted.kind is SlotKind.LIST:
        return Fact(wanted.key, ". ".join(source.value for source in sources), tuple(sources))
    counted = Counter(source.value for source in sources)
    value = counted.most_common(1)[0][0]
    return Fact(wanted.key, value, tuple(source for source in sources if source.value == value)[:_MOST_SOURCES])


def _amount(value: str, kind: SlotKind) -> object:
    quantities = find_facts(value).of_kind(FIGURES[kind])
    return quantities[0].canonical if quantities else value


_LIMIT = re.compile(
    r"\b(?:(?:does|do) not (?:apply|cover|include)|(?:is|are) not (?:covered|included))\b"
    r"|\b(?:excepted|exceptions?|cannot be)\b"
    r"|^(?:Unless|Except)\b",
    re.IGNORECASE,
)
_WITHIN = re.compile(r"\b(?:unless|except(?: where| when| if| for)?|provided that)\b[^.;|]*")
_FOLLOWING = 2


def limits_beside(text: Text, place: int, value: str) -> tuple[str, ...]:
    """What cuts the promise that unit `place` makes: the end of its own sentence, and sentences just after it."""
    unit = text.units[place]
    after = unit.plain[unit.plain.find(value) + len(value) :]
    own = _WITHIN.search(after)
    found = [f"This holds {own[0].strip()}."] if own else []
    if unit.kind is UnitKind.SENTENCE:
        for other in text.units[place + 1 : place + 1 + _FOLLOWING]:
            if other.passage != unit.passage or other.kind is not UnitKind.SENTENCE:
                break
            if _LIMIT.search(other.plain):
                found.append(other.plain)
    return tuple(found)
