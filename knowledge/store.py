"""What the database holds of documents: read as frozen records. Changes are made in `knowledge.publish`."""

from __future__ import annotations

import json
import threading
from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Connection

from knowledge import tables as t
from knowledge.cache import Bounded
from knowledge.catalogue import Build, Catalogue, Entry, Shelf
from knowledge.database import Database
from knowledge.documents import Audience, Declared, Passage, Problem, Span, Unit, UnitKind, Version
from knowledge.keywords import KeywordIndex, PostgresKeywords, SqliteKeywords
from knowledge.timeline import Arrival

_TEXT_CACHE_CHARACTERS = 32_000_000
_UNIT_CACHE = 20_000  # units with their passages: about 25 MB

_ENTRY_COLUMNS = [column for column in t.versions.c if column.name != "text"]
_UNIT_COLUMNS = [column for column in t.units.c if column.name not in {"version_key", "text_hash"}]
_PASSAGE_COLUMNS = [
    t.passages.c.ordinal,
    t.passages.c.start,
    t.passages.c.end,
    t.passages.c.heading_path,
    t.passages.c.page,
]

_GENERATION = sa.select(t.library.c.generation)
_STATE = sa.select(t.library.c.generation, t.library.c.mark, *t.builds.c).outerjoin(
    t.builds, t.builds.c.name == t.library.c.active_build
)
_ENTRIES = (
    sa.select(t.documents.c.name, *_ENTRY_COLUMNS)
    .join(t.documents, t.documents.c.id == t.versions.c.document_id)
    .order_by(t.documents.c.name, t.versions.c.number)
)
_HIT_ROWS = (
    sa.select(*_UNIT_COLUMNS, *_PASSAGE_COLUMNS)
    .join(
        t.passages,
        (t.passages.c.version_key == t.units.c.version_key) & (t.passages.c.ordinal == t.units.c.passage),
    )
    .where(t.units.c.key.in_(sa.bindparam("keys", expanding=True)))
)


class Store:
    """Reads documents, versions, passages and units."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.keywords: KeywordIndex = SqliteKeywords() if database.is_sqlite else PostgresKeywords()
        self._catalogue: Catalogue | None = None
        self._loading = threading.Lock()
        self._texts: Bounded[int, str] = Bounded(_TEXT_CACHE_CHARACTERS, len)
        self._units: Bounded[int, tuple[Unit, Passage]] = Bounded(_UNIT_CACHE, lambda _: 1)

    def catalogue(self, connection: Connection | None = None) -> Catalogue:
        """What is searchable now; read again only after a change.

        Args:
            connection: a reading transaction whose state is wanted; None: a new one.
        """
        if connection is None:
            with self.database.reading() as fresh:
                return self.catalogue(fresh)
        generation = connection.execute(_GENERATION).scalar_one()
        known = self._catalogue
        if known is None or known.generation != generation:
            with self._loading:
                known = self._catalogue
                if known is None or known.generation != generation:
                    known = self._catalogue = _catalogue(connection)
        return known

    def text(self, version_key: int, connection: Connection | None = None) -> str:
        """A version's full text."""
        return self.texts([version_key], connection)[version_key]

    def texts(self, version_keys: Collection[int], connection: Connection | None = None) -> dict[int, str]:
        """Full texts by version key; keys that are not there are left out."""
        found = {key: text for key in version_keys if (text := self._texts.get(key)) is not None}
        missing = [key for key in version_keys if key not in found]
        if missing:
            query = sa.select(t.versions.c.key, t.versions.c.text).where(t.versions.c.key.in_(missing))
            for row in self._rows(query, connection):
                found[row[0]] = row[1]
                self._texts.put(row[0], row[1])
        return found

    def forget(self) -> None:
        """Keep no words in memory: after a deletion nothing of them may remain."""
        self._texts.clear()
        self._units.clear()

    def passages(self, version_key: int, connection: Connection | None = None) -> tuple[Passage, ...]:
        """A version's passages, in text order."""
        query = sa.select(*_PASSAGE_COLUMNS).where(t.passages.c.version_key == version_key)
        return tuple(_passage(row) for row in self._rows(query.order_by(t.passages.c.ordinal), connection))

    def units(self, version_key: int, connection: Connection | None = None) -> tuple[Unit, ...]:
        """A version's units, in text order."""
        query = sa.select(*_UNIT_COLUMNS).where(t.units.c.version_key == version_key).order_by(t.units.c.key)
        return tuple(_unit(row) for row in self._rows(query, connection))

    def text_hashes(self, version_key: int, connection: Connection | None = None) -> list[bytes]:
        """Sha256 of what is embedded for each unit, in unit order."""
        query = sa.select(t.units.c.text_hash).where(t.units.c.version_key == version_key).order_by(t.units.c.key)
        return [row[0] for row in self._rows(query, connection)]

    def found(self, keys: Collection[int], connection: Connection) -> dict[int, tuple[Unit, Passage]]:
        """Units with their passages, by unit key, in one query; keys that are not there are left out."""
        result = {key: pair for key in keys if (pair := self._units.get(key)) is not None}
        missing = [key for key in keys if key not in result]
        if missing:
            width = len(_UNIT_COLUMNS)
            for row in connection.execute(_HIT_ROWS, {"keys": missing}):
                pair = _unit(row[:width]), _passage(row[width:])
                result[row[0]] = pair
                self._units.put(row[0], pair)
        return result

    def has_room(self, units: int) -> bool:
        """Whether so many units can be kept in memory and no others have to go."""
        return self._units.has_room(units)

    def _rows(self, query: sa.Select[Any], connection: Connection | None) -> Iterable[Any]:
        if connection is not None:
            return connection.execute(query).all()
        with self.database.reading() as fresh:
            return fresh.execute(query).all()


def _catalogue(connection: Connection) -> Catalogue:
    state = connection.execute(_STATE).one()
    build = None
    if state.name is not None:
        build = Build(state.name, state.number, state.embedder, state.dimensions, state.recipe)
    unclaimed: dict[str, dict[str, int]] = {}
    for index, version, count in connection.execute(sa.select(t.unclaimed)):
        unclaimed.setdefault(index, {})[version] = count
    entries = tuple(_entry(row) for row in connection.execute(_ENTRIES).mappings())
    return Catalogue(state.generation, state.mark, build, entries, unclaimed)


def _entry(row: sa.RowMapping) -> Entry:
    audience, collection, number = Audience(row["audience"]), row["collection"], row["number"]
    declared = Declared(
        row["declared_title"],
        audience,
        collection,
        row["label"],
        row["declared_from"],
        row["declared_to"],
        row["language"],
    )
    version = Version(
        id=row["id"],
        document=row["name"],
        number=number,
        title=row["title"],
        audience=audience,
        collection=collection,
        label=row["label"] or str(number),
        content_hash=row["content_hash"],
        effective_from=row["effective_from"],
        effective_to=row["effective_to"],
        language=row["language"],
    )
    return Entry(
        key=row["key"],
        version=version,
        shelf=Shelf(row["shelf"]),
        unit_count=row["unit_count"],
        declared=declared,
        arrival=Arrival(number, row["arrived"], row["archived"], row["declared_from"], row["declared_to"]),
        origin=row["origin"],
        source=row["source"],
        media_type=row["media_type"],
        file_hash=row["file_hash"],
        problems=problems_from(row["problems"]),
    )


def problems_from(stored: str) -> tuple[Problem, ...]:
    """What could not be read, from its JSON."""
    return tuple(Problem(**problem) for problem in json.loads(stored))


def problems_json(problems: Iterable[Problem]) -> str:
    """What could not be read, as JSON."""
    return json.dumps([asdict(problem) for problem in problems])


def unit_row(version_key: int, unit: Unit, text_hash: bytes) -> dict[str, object]:
    """A unit as a row of `units`."""
    return {
        "key": t.unit_key(version_key, unit.ordinal),
        "version_key": version_key,
        "kind": unit.kind.value,
        "start": unit.span.start,
        "end": unit.span.end,
        "passage": unit.passage,
        "plain": unit.plain,
        "context": json.dumps([[span.start, span.end] for span in unit.context]),
        "context_plain": json.dumps(unit.context_plain),
        "page": unit.page,
        "text_hash": text_hash,
    }


def passage_row(version_key: int, passage: Passage) -> dict[str, object]:
    """A passage as a row of `passages`."""
    return {
        "version_key": version_key,
        "ordinal": passage.ordinal,
        "start": passage.span.start,
        "end": passage.span.end,
        "heading_path": json.dumps(passage.heading_path),
        "page": passage.page,
    }


def _unit(row: Any) -> Unit:
    key, kind, start, end, passage, plain, context, context_plain, page = row
    _, ordinal = t.split_key(key)
    spans = () if context == "[]" else tuple(Span(first, last) for first, last in json.loads(context))
    words = () if context_plain == "[]" else tuple(json.loads(context_plain))
    return Unit(ordinal, UnitKind(kind), Span(start, end), passage, plain, spans, words, page)


def _passage(row: Any) -> Passage:
    ordinal, start, end, heading_path, page = row
    return Passage(ordinal, Span(start, end), tuple(json.loads(heading_path)), page)
