"""What is searchable at one moment: versions, the shelf each lies on, and where to look for a scope.

A build of the vector index has three shelves, each an index of its own: what is public and in force, what is for
staff and in force, and the rest (guidance, earlier and coming versions). A filter costs in proportion to the rows
that it matches, so a shelf that holds nothing out of scope is asked without one, which is what most questions
need. Which shelf a version lies on decides speed only: what may be seen is worked out here for every scope.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property

from knowledge.documents import GUIDANCE, POLICIES, Audience, Declared, Problem, Scope, Version
from knowledge.errors import UnknownCollection
from knowledge.timeline import Arrival

#: Unclaimed rows that a search rather asks for in addition than filters out.
_MOST_EXTRA = 100
_MOST_PLANS = 256
#: Above this many versions the shorter of the two lists goes into the filter.
_LONG_LIST = 1000


class Shelf(StrEnum):
    """A part of a build."""

    PUBLIC = "public"
    STAFF = "staff"
    REST = "rest"


def shelf_for(version: Version, today: date) -> Shelf:
    """Where a version's units belong on that day."""
    if version.collection == GUIDANCE or not version.in_force(today):
        return Shelf.REST
    return Shelf.PUBLIC if version.audience is Audience.PUBLIC else Shelf.STAFF


@dataclass(frozen=True, slots=True)
class Build:
    """A state of the vector index; its name is never used for another."""

    name: str
    number: int
    embedder: str
    dimensions: int
    recipe: str

    def index(self, shelf: Shelf) -> str:
        """The vector index's name of a shelf."""
        return f"{self.name}-{shelf}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A version that is ready, and what is kept beside it."""

    key: int
    version: Version
    shelf: Shelf
    unit_count: int
    declared: Declared
    arrival: Arrival
    origin: str
    source: str
    media_type: str
    file_hash: str
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """One question to one vector index."""

    index: str
    only: frozenset[str] | None = None  #: ids of the versions to look in; None: all
    without: frozenset[str] | None = None  #: ids of versions not to look in, where `only` is None
    extra: int = 0  #: rows that nobody claims and that may be found in addition


@dataclass(frozen=True, slots=True)
class Plan:
    """Where to look for what a scope may see."""

    looks: tuple[Look, ...]
    visible: Mapping[str, Entry]  #: by version id
    keys: frozenset[int] | None  #: of the visible versions; None: all there are


@dataclass(frozen=True)
class Catalogue:
    """All that is ready at one generation of the library."""

    generation: int
    mark: str  #: begins the names of all of its vector indexes
    build: Build | None
    entries: tuple[Entry, ...]  #: by document name and number
    unclaimed: Mapping[str, Mapping[str, int]]  #: index to version id to rows that no version claims
    _plans: dict[Scope, Plan] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def by_key(self) -> Mapping[int, Entry]:
        """Entries by version key."""
        return {entry.key: entry for entry in self.entries}

    @cached_property
    def by_id(self) -> Mapping[str, Entry]:
        """Entries by version id."""
        return {entry.version.id: entry for entry in self.entries}

    @cached_property
    def by_document(self) -> Mapping[str, tuple[Entry, ...]]:
        """Entries by document name, in the order of their numbers."""
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.version.document, []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    @cached_property
    def by_source(self) -> Mapping[str, Entry]:
        """The last version that came from each file."""
        return {entry.source: entry for entry in sorted(self.entries, key=lambda entry: entry.version.number)}

    @cached_property
    def on_shelf(self) -> Mapping[Shelf, frozenset[str]]:
        """Version ids by shelf."""
        return {shelf: frozenset(entry.version.id for entry in self.entries if entry.shelf is shelf) for shelf in Shelf}

    def check(self, scope: Scope) -> None:
        """Refuse a scope that names a collection which nobody who may read its audiences has ever heard of.

        Raises:
            UnknownCollection: the name is mistyped, or what lies there is for others.
        """
        if scope.collections is not None:
            seen = {e.version.collection for e in self.entries if e.version.audience in scope.audiences}
            for name in sorted(scope.collections - seen - {POLICIES}):
                raise UnknownCollection(name, sorted({POLICIES, *seen}))

    def plan(self, scope: Scope) -> Plan:
        """Where to look for what the scope may see.

        Raises:
            UnknownCollection: see `check`.
        """
        plan = self._plans.get(scope)
        if plan is None:
            plan = self._planned(scope)
            if len(self._plans) < _MOST_PLANS:
                self._plans[scope] = plan
        return plan

    def _planned(self, scope: Scope) -> Plan:
        self.check(scope)
        visible = {entry.version.id: entry for entry in self.entries if sees(scope, entry.version)}
        looks = [self._look(shelf, visible) for shelf in Shelf]
        everything = len(visible) == len(self.entries)
        keys = None if everything else frozenset(entry.key for entry in visible.values())
        return Plan(tuple(look for look in looks if look), visible, keys)

    def _look(self, shelf: Shelf, visible: Mapping[str, Entry]) -> Look | None:
        held = self.on_shelf[shelf]
        wanted = held & visible.keys()
        if not wanted or self.build is None:
            return None
        index = self.build.index(shelf)
        loose = self.unclaimed.get(index, {})
        if wanted == held and sum(loose.values()) <= _MOST_EXTRA:
            return Look(index, extra=sum(loose.values()))
        unwanted = frozenset((held - wanted) | loose.keys())
        if len(wanted) > _LONG_LIST and len(unwanted) < len(wanted):
            return Look(index, without=unwanted)
        return Look(index, only=wanted)


def sees(scope: Scope, version: Version) -> bool:
    """Whether a scope may see a version."""
    if version.audience not in scope.audiences or not version.in_force(scope.as_of):
        return False
    if scope.collections is None:
        return version.collection != GUIDANCE
    return version.collection in scope.collections
