"""What exports are made from: a code's clauses, its facts, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from assistant.drafting.dates import written
from assistant.drafting.papers import Papers, papers
from assistant.drafting.records import Clause, Fact


@dataclass(frozen=True, slots=True)
class Section:
    """Clauses under one heading, or under one section of it."""

    title: str | None
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """One of the principle headings with its sections."""

    heading: str
    anchor: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """A code to export."""

    title: str
    document: str
    clauses: tuple[Clause, ...]
    facts: Mapping[str, Fact] = field(default_factory=dict)
    state: str = "draft"
    label: str | None = None
    effective_from: date | None = None
    variety: str = "british"

    @property
    def language(self) -> str:
        """The language's code, for readers' software."""
        return "en-US" if self.variety == "american" else "en-GB"

    @property
    def organisation(self) -> str | None:
        """Whose code it is, as far as it is known."""
        return self.value("organisation")

    def value(self, slot: str) -> str | None:
        """A fact's value, where there is one."""
        fact = self.facts.get(slot)
        return fact.value if fact and fact.value != "none" else None

    @property
    def status(self) -> str:
        """Version, date and state in one line."""
        version = f"Version {self.label}" if self.label else None
        since = f"in force from {written(self.effective_from)}" if self.effective_from else None
        state = None if self.state in {"approved", "published"} else f"{self.state.replace('_', ' ')}, not in force"
        line = ", ".join(part for part in (version, since, state) if part)
        return line[:1].upper() + line[1:]

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        """The clauses by heading and section, in their order."""
        found = []
        for heading, inside in groupby(self.clauses, key=lambda clause: clause.heading):
            sections = groupby(inside, key=lambda clause: clause.section)
            parts = tuple(Section(title, tuple(clauses)) for title, clauses in sections)
            found.append(Chapter(heading, heading.lower().replace(",", "").replace(" ", "-"), parts))
        return tuple(found)

    @property
    def papers(self) -> Papers:
        """What goes with the code."""
        return papers(self.clauses, self.facts)


#: Kinds of clauses that promise something to a customer.
PROMISES = frozenset(
    "response target complaint remedy refund returns delivery appointment repair availability information restoration "
    "formats price own outside-body contract".split()
)


def promises(clauses: Sequence[Clause]) -> tuple[Clause, ...]:
    """The clauses that promise something to a customer."""
    return tuple(clause for clause in clauses if clause.kind in PROMISES)
