"""Compares all that is derived with what it is derived from; finds damage, says what to do, mends what can be."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import sqlalchemy as sa

from knowledge.catalogue import Build, Catalogue, Entry, Shelf
from knowledge.documents import Span, Unit
from knowledge.errors import IndexLost
from knowledge.index import VectorIndex
from knowledge.indexed import INDEX_RECIPE
from knowledge.progress import Progress, ProgressCallback, silent
from knowledge.store import Store
from knowledge.timeline import Force, forces
from knowledge.vectors import Vectors, text_hash, unit_texts, unused_embeddings

_NEAR = 1e-4
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be."""

    check: str  #: which check found it, such as "spans"
    subject: str  #: the version, index or table
    message: str
    fix: str  #: what to do
    repairable: bool  #: whether `repair` does it


_REPAIR = "Run `pledge doctor --repair`."
_REINDEX = "Run `pledge reindex`."
_AGAIN = "Delete the document and ingest its file again."


class Doctor:
    """Examines a library; changes nothing."""

    def __init__(self, store: Store, index: VectorIndex, vectors: Vectors) -> None:
        self._store = store
        self._index = index
        self._vectors = vectors

    def examine(self, progress: ProgressCallback = silent) -> tuple[Finding, ...]:
        """All findings; nothing else may change the library meanwhile, readers go on."""
        with self._store.database.exclusive():
            catalogue = self._store.catalogue()
            found = [*self._database(), *_build(catalogue, self._vectors), *_times(catalogue)]
            for done, entry in enumerate(catalogue.entries, 1):
                found += self._version(entry, catalogue)
                progress(Progress("versions", done, len(catalogue.entries)))
            found += self._keywords(catalogue)
            found += self._unused_embeddings()
            if catalogue.build is not None:
                found += self._indexes(catalogue, catalogue.build)
            return tuple(found)

    def _database(self) -> Iterator[Finding]:
        if not self._store.database.is_sqlite:
            return  # PostgreSQL keeps its own checks
        with self._store.database.reading() as connection:
            for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
                if line != "ok":
                    yield Finding("database", "SQLite", str(line), "Restore the database file from a backup.", False)
            for table, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check"):
                message = f"A row of {table} belongs to nothing."
                yield Finding("database", str(table), message, "Restore the database file from a backup.", False)

    def _version(self, entry: Entry, catalogue: Catalogue) -> Iterator[Finding]:
        name = f"{entry.version.document} (version {entry.version.number})"
        text = self._store.text(entry.key)
        if hashlib.sha256(text.encode()).hexdigest() != entry.version.content_hash:
            yield Finding("content", name, "The stored text is not what was ingested.", _AGAIN, False)
        passages, units = self._store.passages(entry.key), self._store.units(entry.key)
        if [unit.ordinal for unit in units] != list(range(entry.unit_count)):
            yield Finding("units", name, f"{len(units)} units instead of {entry.unit_count}.", _AGAIN, False)
        for what, spans in (("unit", [unit.span for unit in units]), ("passage", [each.span for each in passages])):
            wrong = _misplaced(spans, len(text))
            if wrong is not None:
                message = f"The spans of {what} {wrong} and the next are out of order or out of the text."
                yield Finding("spans", name, message, _AGAIN, False)
        if any(not _fits(unit, text) for unit in units):
            yield Finding("units", name, "A unit's words are not those at its span.", _AGAIN, False)
        known = {passage.ordinal: passage.span for passage in passages}
        if any(not _inside(unit.span, known.get(unit.passage)) for unit in units):
            yield Finding("units", name, "A unit lies outside its passage.", _AGAIN, False)
            return
        build = catalogue.build
        if build is None or build.recipe != INDEX_RECIPE:
            return
        hashes = [text_hash(words) for words in unit_texts(entry.version.title, passages, units)]
        if hashes != self._store.text_hashes(entry.key):
            yield Finding("embeddings", name, "What was embedded is not what the units say.", _REINDEX, True)
        missing = len(self._vectors.missing(hashes))
        if missing and build.embedder == self._vectors.embedder.name:
            yield Finding("embeddings", name, f"{missing} embeddings are missing.", _REPAIR, True)

    def _keywords(self, catalogue: Catalogue) -> Iterator[Finding]:
        with self._store.database.reading() as connection:
            total = 0
            for entry in catalogue.entries:
                count = self._store.keywords.count(connection, entry.key)
                total += count
                if count != entry.unit_count:
                    message = f"The keyword index has {count} units instead of {entry.unit_count}."
                    yield Finding("keywords", entry.version.document, message, _REPAIR, True)
            orphans = self._store.keywords.count(connection) - total
        if orphans:
            yield Finding("keywords", "index", f"{orphans} rows belong to no version.", _REPAIR, True)

    def _unused_embeddings(self) -> Iterator[Finding]:
        with self._store.database.reading() as connection:
            count = connection.execute(
                sa.select(sa.func.count()).select_from(unused_embeddings().subquery())
            ).scalar_one()
        if count:
            yield Finding("embeddings", "database", f"{count} embeddings are of no stored text.", _REPAIR, True)

    def _indexes(self, catalogue: Catalogue, build: Build) -> Iterator[Finding]:
        for index, versions in catalogue.unclaimed.items():
            yield Finding("index", index, f"Rows of {len(versions)} versions were left by a crash.", _REPAIR, True)
        try:
            names = {name for name in self._index.names() if name.startswith(f"pledge-{catalogue.mark}-")}
            for extra in sorted(names - {build.index(shelf) for shelf in Shelf}):
                yield Finding("index", extra, "It belongs to no build.", _REPAIR, True)
            for shelf in Shelf:
                yield from self._shelf(build.index(shelf), catalogue, shelf)
        except IndexLost as error:
            yield Finding("index", build.name, error.message, _REINDEX, True)

    def _shelf(self, name: str, catalogue: Catalogue, shelf: Shelf) -> Iterator[Finding]:
        rows = self._index.rows(name)
        expected = {entry.version.id: entry for entry in catalogue.entries if entry.shelf is shelf}
        orphans = sum(len(ordinals) for version, ordinals in rows.items() if version not in expected)
        if orphans:
            yield Finding("index", name, f"{orphans} rows belong to no version on this shelf.", _REINDEX, True)
        for version, entry in expected.items():
            held = rows.get(version, set())
            if held != set(range(entry.unit_count)):
                message = f"{entry.version.document} has {len(held)} rows instead of {entry.unit_count}."
                yield Finding("index", name, message, _REINDEX, True)
            elif not self._vectors.missing(self._store.text_hashes(entry.key)) and not self._same(name, entry):
                message = f"The vectors of {entry.version.document} are not those of its units."
                yield Finding("index", name, message, _REINDEX, True)

    def _same(self, name: str, entry: Entry) -> bool:
        held = self._index.vectors(name, entry.version.id)
        wanted = self._vectors.of_version(entry)
        return all(np.allclose(held[place], row, atol=_NEAR) for place, row in enumerate(wanted))


def repairs(findings: Sequence[Finding]) -> list[str]:
    """The checks whose findings can be mended, each once, in the order in which they should be."""
    wanted = {finding.check for finding in findings if finding.repairable}
    return [check for check in ("times", "embeddings", "keywords", "index", "build") if check in wanted]


def _build(catalogue: Catalogue, vectors: Vectors) -> Iterator[Finding]:
    build = catalogue.build
    if build is None:
        yield Finding("build", "index", "There is no index.", _REINDEX, True)
    elif build.embedder != vectors.embedder.name:
        message = f"The index was made with {build.embedder}, the settings ask for {vectors.embedder.name}."
        yield Finding("build", build.name, message, _REINDEX + " Or set the embedding model back.", False)
    elif build.recipe != INDEX_RECIPE:
        message = f"The index was made by recipe {build.recipe}, this release uses {INDEX_RECIPE}."
        yield Finding("build", build.name, message, _REINDEX, True)


def _times(catalogue: Catalogue) -> Iterator[Finding]:
    for document, entries in catalogue.by_document.items():
        times = forces([entry.arrival for entry in entries])
        for entry in entries:
            version = entry.version
            if times[version.number] != Force(version.effective_from, version.effective_to):
                message = f"Version {version.number} is not in force when it should be."
                yield Finding("times", document, message, _REPAIR, True)


def _misplaced(spans: Sequence[Span], length: int) -> int | None:
    """The first span that is out of the text, empty, or not before the next; None where all are right."""
    for place, span in enumerate(spans):
        if not 0 <= span.start < span.end <= length:
            return place
    for place, (one, other) in enumerate(pairwise(spans)):
        if one.end > other.start:
            return place
    return None


def _fits(unit: Unit, text: str) -> bool:
    """Whether a unit's words are those at its span, give or take marks; and its context lies in the text."""
    if any(not 0 <= span.start < span.end <= len(text) for span in unit.context):
        return False
    there = unit.span.of(text).casefold()
    words = _WORD.findall(unit.plain.casefold())
    return 2 * sum(word in there for word in words) >= len(words) > 0


def _inside(span: Span, passage: Span | None) -> bool:
    return passage is not None and passage.start <= span.start and span.end <= passage.end
