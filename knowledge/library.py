"""The door to an organisation's documents: open a data folder, ingest, search, read, delete, rebuild."""

from __future__ import annotations

import logging
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Self

import sqlalchemy as sa

from knowledge.catalogue import Catalogue, Entry
from knowledge.database import Database
from knowledge.doctor import Doctor, Finding, repairs
from knowledge.documents import Declared, Hit, Passage, Scope, Unit, Version
from knowledge.embed import Embedder
from knowledge.errors import IndexLost, PledgeError, UnknownName
from knowledge.folder import DATABASE_FILE, FolderLock
from knowledge.health import missing_indexes, trouble
from knowledge.index import ChromaIndex, VectorIndex
from knowledge.indexed import INDEX_RECIPE
from knowledge.ingest import Ingester, IngestReport, Reader
from knowledge.listing import list_files, list_folder
from knowledge.progress import ProgressCallback, silent
from knowledge.publish import Publisher
from knowledge.readers.limits import Limits
from knowledge.rebuild import Rebuilder
from knowledge.search import CANDIDATES, Searcher
from knowledge.sources import sources_of, upload
from knowledge.store import Store
from knowledge.vectors import Vectors

if TYPE_CHECKING:
    from knowledge.search import QueryVector

log = logging.getLogger(__name__)

CHROMA_FOLDER = "chroma"


class Library:
    """One organisation's documents. Safe to use from many threads; close it at the end."""

    def __init__(
        self,
        database: Database,
        index: VectorIndex,
        embedder: Embedder,
        *,
        lock: FolderLock | None = None,
        read: Reader | None = None,
        limits: Limits = Limits(),  # noqa: B008 - frozen
        today: Callable[[], date] = date.today,
    ) -> None:
        """Put the parts together; see `open`."""
        self.lock = lock
        self.database = database
        self.store = Store(database)
        self.vectors = Vectors(database, embedder)
        self._index = index
        self._today = today
        self._limits = limits
        self._publisher = Publisher(self.store, index, self.vectors, today)
        self._rebuilder = Rebuilder(self.store, index, self.vectors, today)
        self._ingester = Ingester(self.store, self.vectors, self._publisher, read or _reader(limits))
        self._searcher = Searcher(self.store, index, self.vectors)
        self._shelved_on = today()
        self._refreshing = threading.Lock()
        self._refresher: threading.Thread | None = None

    @classmethod
    def open(
        cls,
        folder: Path,
        *,
        embedder: Embedder,
        database_url: str | None = None,
        chroma_url: str | None = None,
        owner_note: str = "pledge",
        today: Callable[[], date] = date.today,
        read: Reader | None = None,
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> Library:
        """Open a data folder, making it if need be, and mend what a crash has left.

        Args:
            folder: holds the database and the vector index, unless both are servers.
            embedder: turns texts into vectors.
            database_url: PostgreSQL; None: SQLite in the folder.
            chroma_url: a Chroma server; None: embedded, in the folder.
            owner_note: what this process does, told to others who find the folder taken.
            today: the day it is.
            read: reads a file; None: in a process of its own, within the limits.
            limits: what one file may cost.

        Raises:
            FolderInUse: another process owns the folder.
            InvalidSettings: a URL cannot be used.
            StoreError: the database or Chroma cannot be opened or reached.
        """
        lock = None if database_url and chroma_url else FolderLock(folder, owner_note)
        if not database_url and not chroma_url:
            _warn_of_lost_database(folder)
        try:
            database = Database(database_url or f"sqlite:///{folder / DATABASE_FILE}")
            index = ChromaIndex.server(chroma_url) if chroma_url else _embedded(folder / CHROMA_FOLDER)
            return cls.assembled(database, index, embedder, lock=lock, today=today, read=read, limits=limits)
        except BaseException:
            if lock:
                lock.release()
            raise

    @classmethod
    def assembled(
        cls,
        database: Database,
        index: VectorIndex,
        embedder: Embedder,
        *,
        lock: FolderLock | None = None,
        today: Callable[[], date] = date.today,
        read: Reader | None = None,
        limits: Limits = Limits(),  # noqa: B008 - frozen
    ) -> Library:
        """A library of parts that are open, mended where a crash has left something; it closes them."""
        library = cls(database, index, embedder, lock=lock, today=today, read=read, limits=limits)
        library._mend()
        return library

    def ingest(
        self,
        paths: Path | Sequence[Path],
        *,
        declared: Declared = Declared(),  # noqa: B008 - frozen
        exclude: Sequence[str] = (),
        prune: bool = False,
        progress: ProgressCallback = silent,
        origin: str | None = None,
    ) -> IngestReport:
        """Bring in a folder, or single files.

        Args:
            paths: a folder, or files.
            declared: what holds for files that say nothing else of themselves.
            exclude: globs of names to leave out of a folder.
            prune: remove what came from this folder and is no longer in it.
            progress: told how far it is.
            origin: what the folder is called, where it is a copy of another one; None: its path.

        Raises:
            UnknownName: there is no such folder or file.
            InvalidInput: a `pledge.yaml` cannot be used, or pruning would take a folder that cannot be read for empty.
            Conflict: the index was made with another model; reindex first.
        """
        if isinstance(paths, Path) and not paths.is_file():
            listing = list_folder(paths, exclude)
        else:
            listing = list_files([paths] if isinstance(paths, Path) else paths)
        if origin is not None:
            listing = listing.known_as(origin)
        sources = sources_of(listing, declared, self._limits)
        if prune:
            listing.check_complete()
        return self._ingester.ingest(
            sources, skipped=listing.skipped, origin=listing.origin or None, prune=prune, progress=progress
        )

    def add(
        self, name: str, data: bytes, *, declared: Declared, document: str | None = None, for_staff: bool = False
    ) -> IngestReport:
        """Bring in one upload.

        Args:
            name: the document's name, as a path with forward slashes.
            data: the file.
            declared: what holds where the file says nothing else in its front matter.
            document: the document of which it is an earlier version; None: its own.
            for_staff: whoever brings it in keeps it from the public, whatever its front matter says.

        Raises:
            InvalidInput: the name cannot be used.
            Conflict: the index was made with another model; reindex first.
        """
        source = upload(name, data, declared, document, for_staff=for_staff)
        return self._ingester.ingest([source])

    def add_all(
        self, files: Mapping[str, bytes], *, declared: Declared, progress: ProgressCallback = silent
    ) -> IngestReport:
        """Bring in several uploads in one go, by name, as `add` does."""
        return self._ingester.ingest([upload(name, data, declared) for name, data in files.items()], progress=progress)

    def search(self, query: str, scope: Scope, k: int = 10, *, vector: QueryVector | None = None) -> list[Hit]:
        """The best `k` units for a query, best first; `vector`: its embedding, if it is known or being made."""
        self._keep_current()
        return self._searcher.search(query, scope, k, vector=vector)

    def following(self, hit: Hit, count: int) -> list[Hit]:
        """The units after a hit in its version, in text order: where its exceptions and conditions often stand."""
        return self._searcher.following(hit, count)

    def rarity(self, words: Sequence[str]) -> dict[str, float]:
        """How much each word tells, by how few units have it: inverse document frequency, 0 or more."""
        return self._searcher.rarity(words)

    def candidates(
        self, query: str, scope: Scope, k: int = CANDIDATES, *, vector: QueryVector | None = None
    ) -> list[Hit]:
        """What both indexes find for a query, each hit with both scores, closest first; see `Searcher`."""
        self._keep_current()
        return self._searcher.candidates(query, scope, k, vector=vector)

    def warm(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Read ahead what questions will ask for, which the first ones would else wait for; see `Searcher`."""
        self._searcher.warm(go_on)

    def catalogue(self) -> Catalogue:
        """All versions that are ready, and what is kept beside them."""
        return self.store.catalogue()

    def check(self) -> None:
        """Ask the database and the index something small.

        Raises:
            StoreError: one of them does not answer.
            IndexLost: the index has lost what it held.
        """
        with self.database.reading() as connection:
            connection.execute(sa.text("SELECT 1"))
        missing = missing_indexes(self.store.catalogue(), self._index)
        if missing:
            raise IndexLost(f"The vector index has lost {', '.join(sorted(missing))}. Run `pledge reindex`.")

    def documents(self) -> tuple[str, ...]:
        """The names of all documents."""
        return tuple(self.store.catalogue().by_document)

    def versions(self, document: str) -> tuple[Version, ...]:
        """A document's versions, by number.

        Raises:
            UnknownName: there is no such document.
        """
        return tuple(entry.version for entry in self._entries(document))

    def version(self, version_id: str) -> Version:
        """A version by its id.

        Raises:
            UnknownName: there is none.
        """
        return self._entry(version_id).version

    def version_text(self, version_id: str) -> str:
        """A version's full text; its spans are offsets into it.

        Raises:
            UnknownName: there is no such version.
        """
        return self.version_texts([version_id])[version_id]

    def version_texts(self, version_ids: Sequence[str]) -> dict[str, str]:
        """Full texts by version id, as they all stand at one moment.

        Raises:
            UnknownName: there is no such version.
        """
        with self.database.reading() as connection:
            known = self.store.catalogue(connection).by_id
            for version_id in version_ids:
                if version_id not in known:
                    raise UnknownName("version", version_id)
            texts = self.store.texts([known[version_id].key for version_id in version_ids], connection)
        return {version_id: texts[known[version_id].key] for version_id in version_ids}

    def units(self, version_id: str) -> tuple[Unit, ...]:
        """A version's units, in text order.

        Raises:
            UnknownName: there is no such version.
        """
        return self.store.units(self._entry(version_id).key)

    def passages(self, version_id: str) -> tuple[Passage, ...]:
        """A version's passages, in text order.

        Raises:
            UnknownName: there is no such version.
        """
        return self.store.passages(self._entry(version_id).key)

    def delete(self, document: str, reason: str = "deleted") -> tuple[Version, ...]:
        """Delete a document with all its versions, everywhere; returns them.

        Raises:
            UnknownName: there is no such document.
        """
        entries = self._entries(document)
        self._publisher.remove(entries, reason)
        return tuple(entry.version for entry in entries)

    def delete_version(self, version_id: str, reason: str = "deleted") -> Version:
        """Delete one version of a document; the others' times in force follow. Returns it.

        Raises:
            UnknownName: there is no such version.
        """
        entry = self._entry(version_id)
        self._publisher.remove([entry], reason)
        return entry.version

    def reindex(self, progress: ProgressCallback = silent) -> str:
        """Rebuild both indexes from the database; returns the new build's name."""
        return self._rebuilder.rebuild(progress).name

    def doctor(self, *, repair: bool = False, progress: ProgressCallback = silent) -> tuple[Finding, ...]:
        """What is not as it should be; with `repair`, what remains after all that is derived was mended."""
        doctor = Doctor(self.store, self._index, self.vectors)
        findings = doctor.examine(progress)
        wanted = repairs(findings) if repair else []
        if not wanted:
            return findings
        if "times" in wanted:
            self._publisher.reshelve()
        if "keywords" in wanted:
            self._rebuilder.keywords()
        if {"embeddings", "index", "build"} & set(wanted):
            self._publisher.drop_unused_embeddings()
            self._rebuilder.rebuild(progress)
        return doctor.examine(progress)

    def wait_until_current(self) -> None:
        """Wait for what a new day has set off."""
        refresher = self._refresher
        if refresher is not None:
            refresher.join()

    def close(self) -> None:
        """Let go of the files, the connections and the folder."""
        self.wait_until_current()
        self._index.close()
        self.database.close()
        if self.lock:
            self.lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _mend(self) -> None:
        """Finish what a crash interrupted and rebuild an index that is lost."""
        if self.lock and self._ingester.end_interrupted():
            log.warning("an ingest was interrupted; running it again goes on where it ended")
        catalogue = self.store.catalogue()
        build = catalogue.build
        if build is not None and build.embedder != self.vectors.embedder.name and catalogue.entries:
            log.warning("the index was made with %s, not with %s: reindex", build.embedder, self.vectors.embedder.name)
            return
        try:
            self._publisher.sweep()
            found = trouble(self.store.catalogue(), self._index, self.vectors)
        except IndexLost as error:
            found = error.message
        if build is not None and build.recipe != INDEX_RECIPE:  # two recipes' vectors cannot be compared
            found = f"it was made by recipe {build.recipe}, this release uses {INDEX_RECIPE}"
        if found:
            if build is not None:
                log.warning("rebuilding the vector index: %s", found)
            self._rebuilder.rebuild()
        else:
            self._rebuilder.drop_others()
            self._publisher.reshelve()

    def _keep_current(self) -> None:
        """On a new day, move what begins or ends that day to its place, beside the questions."""
        today = self._today()
        if today == self._shelved_on:
            return
        with self._refreshing:
            if today == self._shelved_on:
                return
            self._shelved_on = today
            self._refresher = threading.Thread(target=self._refresh, name="pledge-reshelve")
            self._refresher.start()

    def _refresh(self) -> None:
        try:
            self._publisher.reshelve()
        except PledgeError as error:  # searches stay right without it, only slower
            log.warning("versions could not be moved to where they are found fastest: %s", error.message)

    def _entry(self, version_id: str) -> Entry:
        entry = self.store.catalogue().by_id.get(version_id)
        if entry is None:
            raise UnknownName("version", version_id)
        return entry

    def _entries(self, document: str) -> tuple[Entry, ...]:
        entries = self.store.catalogue().by_document.get(document)
        if not entries:
            raise UnknownName("document", document)
        return entries


def _warn_of_lost_database(folder: Path) -> None:
    """An index whose database is gone must not look like an organisation that promises nothing."""
    path = folder / DATABASE_FILE
    lost = not path.exists() or path.stat().st_size == 0
    if lost and (folder / CHROMA_FOLDER).exists():
        log.warning(
            "%s is gone or empty, though an index made from it is there: a new one is begun. "
            "If there were documents, restore it from a backup or ingest them again.",
            path,
        )


def _embedded(folder: Path) -> ChromaIndex:
    try:
        return ChromaIndex.embedded(folder)
    except IndexLost as error:
        # All of it is derived from the database, which rebuilds it.
        log.warning("the vector index is thrown away and built anew: %s", error.message)
        shutil.rmtree(folder)
        return ChromaIndex.embedded(folder)


def _reader(limits: Limits) -> Reader:
    from knowledge.readers import read_safely  # noqa: PLC0415 - only where files are read

    return lambda name, data: read_safely(name, data, limits)
