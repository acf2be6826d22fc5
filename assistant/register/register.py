"""The register: derives the commitments of every version once, keeps them beside it, finds them under a scope."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from assistant.commitments import Commitment, extract, units_in_context
from assistant.register.identity import named, same_promises
from assistant.register.records import Registered, Wanted
from assistant.register.tables import commitment_readings as readings
from assistant.register.tables import commitments
from assistant.rules.stems import content_stems
from knowledge.catalogue import Entry
from knowledge.documents import GUIDANCE, Scope, Version
from knowledge.errors import UnknownName
from knowledge.library import Library
from knowledge.tables import versions
from knowledge.vectors import insert_new


@cache
def recipe() -> str:
    """Names what the extraction finds, by its rules and code: when they change, all versions are read again."""
    package = resources.files("assistant.commitments")
    files = sorted((entry for entry in package.iterdir() if entry.is_file()), key=lambda entry: entry.name)
    digest = hashlib.sha256()
    for entry in files:
        if entry.name.endswith((".py", ".yaml")):
            digest.update(entry.read_bytes())
    return f"commitments-{digest.hexdigest()[:12]}"


class Register:
    """The commitments of a library's documents; our guidance promises nothing and is left out."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._reading = threading.Lock()
        self._current: int | None = None

    def refresh(self) -> int:
        """Read the commitments of the versions whose have not been read; returns how many versions that were."""
        generation = self._library.catalogue().generation
        if generation == self._current:
            return 0
        with self._reading:
            catalogue = self._library.catalogue()
            done = self._read_keys()
            fresh = [
                entry for entry in catalogue.entries if entry.key not in done and entry.version.collection != GUIDANCE
            ]
            for entry in fresh:
                self._read(entry, catalogue.by_document[entry.version.document])
            self._current = catalogue.generation
        return len(fresh)

    def find(self, scope: Scope, wanted: Wanted = Wanted()) -> list[Registered]:  # noqa: B008 - frozen
        """The commitments that a scope may see, by document and in text order; filtered in the database.

        Raises:
            UnknownCollection: the scope names a collection that is not there.
        """
        self.refresh()
        self._library.catalogue().check(scope)
        query = _visible(scope).where(*_conditions(wanted))
        if wanted.document is not None:
            keys = [entry.key for entry in self._library.catalogue().by_document.get(wanted.document, ())]
            query = query.where(commitments.c.version_key.in_(keys))
        with self._library.database.reading() as connection:
            found = self._registered(connection, query)
        return sorted(found, key=lambda one: (one.version.document, one.version.number, one.ordinal))

    def get(self, promise: str, scope: Scope) -> Registered:
        """One commitment in force.

        Raises:
            UnknownName: there is none in force, or the scope may not see it; no telling which.
        """
        for found in self.find(scope, Wanted(id=promise)):
            return found
        raise UnknownName("commitment", promise)

    def history(self, promise: str, scope: Scope) -> list[Registered]:
        """The same promise in all versions that the scope's audiences and collections allow, oldest first."""
        self.refresh()
        query = _visible(scope, at_any_time=True).where(commitments.c.promise == promise)
        with self._library.database.reading() as connection:
            found = self._registered(connection, query)
        return sorted(found, key=lambda one: (one.version.effective_from or date.min, one.version.number))

    def of_version(self, version: Version) -> list[Registered]:
        """All commitments of one version, in text order; the caller makes sure that the reader may see it."""
        self.refresh()
        query = sa.select(commitments).where(commitments.c.version_key == self._key(version))
        with self._library.database.reading() as connection:
            return self._registered(connection, query.order_by(commitments.c.ordinal))

    def _key(self, version: Version) -> int:
        entry = self._library.catalogue().by_id.get(version.id)
        if entry is None:
            raise UnknownName("version", version.id)
        return entry.key

    def _read_keys(self) -> set[int]:
        query = sa.select(readings.c.version_key).where(readings.c.recipe == recipe())
        with self._library.database.reading() as connection:
            return set(connection.execute(query).scalars())

    def _read(self, entry: Entry, siblings: Sequence[Entry]) -> None:
        version_id = entry.version.id
        try:
            text, units = self._library.version_text(version_id), self._library.units(version_id)
            records = extract(units_in_context(text, units, self._library.passages(version_id)))
            with self._library.database.writing() as connection:
                self._store(connection, entry, siblings, records)
        except (IntegrityError, UnknownName):
            return  # the version was deleted meanwhile: nothing is lost, it has no commitments any more

    def _store(
        self, connection: Connection, entry: Entry, siblings: Sequence[Entry], records: Sequence[Commitment]
    ) -> None:
        for table in (commitments, readings):  # what an earlier recipe read
            connection.execute(sa.delete(table).where(table.c.version_key == entry.key, *_outdated(table)))
        note = insert_new(connection, readings).values(version_key=entry.key, recipe=recipe())
        if not connection.execute(note).rowcount:
            return  # another process was quicker
        names = named(entry.version.document, records, _known(connection, entry, siblings, records))
        rows = [
            _row(entry.key, place, name, record)
            for place, (name, record) in enumerate(zip(names, records, strict=True))
        ]
        if rows:
            connection.execute(sa.insert(commitments), rows)

    def _registered(self, connection: Connection, query: sa.Select[Any]) -> list[Registered]:
        by_key = self._library.catalogue().by_key
        rows = [row for row in connection.execute(query).all() if row.version_key in by_key]
        keys = {row.version_key for row in rows}
        names_query = sa.select(commitments.c.version_key, commitments.c.ordinal, commitments.c.promise)
        names = {
            (key, ordinal): name
            for key, ordinal, name in connection.execute(names_query.where(commitments.c.version_key.in_(keys)))
        }
        found = []
        for row in rows:
            record = Commitment.from_dict(json.loads(row.body))
            belongs_to = None if record.belongs_to is None else names.get((row.version_key, record.belongs_to))
            found.append(Registered(row.promise, by_key[row.version_key].version, row.ordinal, record, belongs_to))
        return found


def _outdated(table: sa.Table) -> tuple[sa.ColumnElement[bool], ...]:
    """Readings of this recipe stay; a version's commitments go with its reading."""
    if table is readings:
        return (readings.c.recipe != recipe(),)
    current = sa.select(readings.c.version_key).where(readings.c.recipe == recipe())
    return (commitments.c.version_key.not_in(current),)


def _known(
    connection: Connection, entry: Entry, siblings: Sequence[Entry], records: Sequence[Commitment]
) -> list[Mapping[int, str]]:
    """The ids that the document's other versions, nearest in time first, gave the same promises."""
    found: list[Mapping[int, str]] = []
    for sibling in sorted((one for one in siblings if one.key != entry.key), key=lambda one: _distance(one, entry)):
        query = sa.select(commitments.c.promise, commitments.c.body).where(commitments.c.version_key == sibling.key)
        rows = connection.execute(query.order_by(commitments.c.ordinal)).all()
        earlier = [Commitment.from_dict(json.loads(row.body)) for row in rows]
        found.append({place: rows[other].promise for place, other in same_promises(earlier, records).items()})
    return found


def _distance(one: Entry, other: Entry) -> tuple[int, int]:
    since = [entry.version.effective_from or date.min for entry in (one, other)]
    return abs((since[0] - since[1]).days), abs(one.version.number - other.version.number)


def _row(key: int, place: int, name: str, record: Commitment) -> dict[str, object]:
    return {
        "version_key": key,
        "ordinal": place,
        "promise": name,
        "type": record.type.value,
        "strength": record.strength.value,
        "principles": _padded(record.principles),
        "gaps": _padded(gap.value for gap in record.gaps),
        "words": _padded(sorted(content_stems(" ".join((*record.headings, record.text))))),
        "body": json.dumps(record.to_dict(), ensure_ascii=False),
    }


def _padded(words: Any) -> str:
    return f" {' '.join(words)} "


def _visible(scope: Scope, *, at_any_time: bool = False) -> sa.Select[Any]:
    """The commitments of the versions that a scope may see: audience, collection and day, in the database."""
    v = versions.c
    query = sa.select(commitments).join(versions, v.key == commitments.c.version_key)
    query = query.where(v.audience.in_([audience.value for audience in scope.audiences]))
    if scope.collections is None:
        query = query.where(v.collection != GUIDANCE)
    else:
        query = query.where(v.collection.in_(list(scope.collections)))
    if at_any_time:
        return query
    begun = sa.or_(v.effective_from.is_(None), v.effective_from <= scope.as_of)
    return query.where(begun, sa.or_(v.effective_to.is_(None), v.effective_to > scope.as_of))


def _conditions(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    c = commitments.c
    found: list[sa.ColumnElement[bool]] = []
    if wanted.id is not None:
        found.append(c.promise == wanted.id)
    if wanted.type is not None:
        found.append(c.type == wanted.type.value)
    if wanted.strength is not None:
        found.append(c.strength == wanted.strength.value)
    if wanted.principle is not None:
        found.append(c.principles.contains(f" {wanted.principle} ", autoescape=True))
    if wanted.gap is not None:
        found.append(c.gaps.contains(f" {wanted.gap.value} ", autoescape=True))
    if wanted.text is not None:
        found += [c.words.contains(f" {word} ", autoescape=True) for word in sorted(content_stems(wanted.text))]
    return found
