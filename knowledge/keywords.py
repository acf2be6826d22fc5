"""The keyword index: SQLite FTS5 or PostgreSQL full text, in the database's own transactions."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np
from sqlalchemy import Connection, text

from knowledge.cache import Bounded
from knowledge.tables import ORDINAL_BITS

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Words that are in most questions and say nothing about what is asked.
_STOP_WORDS_TEXT = """
a about am an and any are as at be been being but by can could did do does doing for from had has have having he
her here hers him his how i if in into is it its just let may me might mine my of on or our ours please shall
she should so some such than that the their theirs them then there these they this those to us was we were what
when where which while who whom whose why will with would you your yours
"""
STOP_WORDS = frozenset(_STOP_WORDS_TEXT.split())
#: What a match in the heading path counts, where one in the unit's words counts 1.
HEADING_WEIGHT = 0.5
_WORD = re.compile(r"\w+")
#: Memory for the postings of words asked for lately: two million of them.
_POSTINGS_BYTES = 32_000_000
_POSTING_BYTES = 16
_NO_KEYS = np.zeros(0, np.int64)
_NO_SCORES = np.zeros(0, np.float64)


@dataclass(frozen=True, slots=True)
class KeywordRow:
    """What the keyword index holds of a unit."""

    key: int
    heading: str  #: title and heading path
    words: str  #: what is scored


def content_words(query: str) -> list[str]:
    """The query's words that say what is asked, each once, in lower case; all of them where none does."""
    words = list(dict.fromkeys(_WORD.findall(query.lower())))
    return [word for word in words if word not in STOP_WORDS] or words


class KeywordIndex(Protocol):
    """Scores units by words that they share with a query. Keys are `tables.unit_key`."""

    def add(self, connection: Connection, rows: Sequence[KeywordRow]) -> None:
        """Add units that are not there yet."""

    def remove(self, connection: Connection, version_key: int) -> None:
        """Forget a version's units."""

    def clear(self, connection: Connection) -> None:
        """Forget everything."""

    def count(self, connection: Connection, version_key: int | None = None) -> int:
        """How many units it holds, of one version or of all."""

    def find(
        self, connection: Connection, words: Sequence[str], limit: int, versions: Collection[int] | None
    ) -> list[tuple[int, float]]:
        """The best units that have any of the words, best first, with their scores (0 or more).

        Args:
            connection: whose transaction it is asked in.
            words: as `content_words` gives them.
            limit: most units to return.
            versions: keys of the only versions to look in; None: all.
        """

    def scores(self, connection: Connection, words: Sequence[str], keys: Iterable[int]) -> dict[int, float]:
        """The scores of those of the units that have any of the words."""

    def warm(self, connection: Connection, go_on: Callable[[], bool]) -> None:
        """Read ahead what queries will ask for, as far as there is memory for it, while `go_on` says so."""

    def rarity(self, connection: Connection, words: Sequence[str]) -> dict[str, float]:
        """Each word's inverse document frequency, ln(1 + (units - having + 0.5) / (having + 0.5))."""


@dataclass(frozen=True, slots=True)
class _Postings:
    """The units that have a word, and what it adds to each one's score."""

    keys: NDArray[np.int64]
    scores: NDArray[np.float64]


class _Known:
    """What was read of words at one generation of the library, so that the next question finds it in memory."""

    def __init__(self, generation: int, total: int) -> None:
        self.generation = generation
        self.total = total  #: units
        self.having: dict[str, int] = {}  #: how many units have a word
        self.asked: tuple[Sequence[str], _Postings] = ((), _Postings(_NO_KEYS, _NO_SCORES))  #: last, and what has it
        self.postings: Bounded[str, _Postings] = Bounded(_POSTINGS_BYTES, lambda kept: _POSTING_BYTES * len(kept.keys))


class SqliteKeywords:
    """FTS5 with Porter stems; scores are BM25."""

    # SQLite's is negative, lower is better. A query's is the sum of its words', so each word is asked for by itself.
    _WORD = f"SELECT rowid, -bm25(keyword, {HEADING_WEIGHT}, 1.0) FROM keyword WHERE keyword MATCH ?"  # noqa: S608
    _TOTAL = "SELECT count(*) FROM keyword_docsize"  # the index's own table: counting `keyword` reads all its text

    def __init__(self) -> None:
        self._known = _Known(generation=-1, total=0)

    def add(self, connection: Connection, rows: Sequence[KeywordRow]) -> None:
        """Add units that are not there yet."""
        self._forget()
        if rows:
            connection.exec_driver_sql(
                "INSERT INTO keyword (rowid, heading, words) VALUES (?, ?, ?)",
                [(row.key, row.heading, row.words) for row in rows],
            )

    def remove(self, connection: Connection, version_key: int) -> None:
        """Forget a version's units."""
        self._forget()
        connection.exec_driver_sql("DELETE FROM keyword WHERE rowid >= ? AND rowid < ?", _range(version_key))

    def clear(self, connection: Connection) -> None:
        """Forget everything."""
        self._forget()
        connection.exec_driver_sql("DELETE FROM keyword")

    def count(self, connection: Connection, version_key: int | None = None) -> int:
        """How many units it holds, of one version or of all."""
        if version_key is None:
            return int(connection.exec_driver_sql(self._TOTAL).scalar_one())
        return int(
            connection.exec_driver_sql(f"{self._TOTAL} WHERE id >= ? AND id < ?", _range(version_key)).scalar_one()
        )

    def find(
        self, connection: Connection, words: Sequence[str], limit: int, versions: Collection[int] | None
    ) -> list[tuple[int, float]]:
        """The best units that have any of the words, best first."""
        found = self._summed(connection, words)
        if versions is not None:
            inside = np.isin(found.keys >> ORDINAL_BITS, np.fromiter(versions, np.int64))
            found = _Postings(found.keys[inside], found.scores[inside])
        best = _best(found.scores, max(limit, 0))
        return list(zip(found.keys[best].tolist(), found.scores[best].tolist(), strict=True))

    def scores(self, connection: Connection, words: Sequence[str], keys: Iterable[int]) -> dict[int, float]:
        """The scores of those of the units that have any of the words."""
        found = self._summed(connection, words)
        wanted = np.fromiter(keys, np.int64)
        places = np.searchsorted(found.keys, wanted)  # where each is if it is there
        inside = places < len(found.keys)
        places, wanted = places[inside], wanted[inside]
        having = found.keys[places] == wanted
        return dict(zip(wanted[having].tolist(), found.scores[places[having]].tolist(), strict=True))

    def warm(self, connection: Connection, go_on: Callable[[], bool]) -> None:
        """Read ahead the postings of words, those that most units have first: they take longest."""
        known = self._current(connection)
        having = Counter[str]()
        for heading, words in connection.exec_driver_sql("SELECT heading, words FROM keyword"):
            having.update(set(_WORD.findall(f"{heading} {words}".lower())) - STOP_WORDS)
        for word, units in having.most_common():
            if not go_on() or known is not self._known or not known.postings.has_room(_POSTING_BYTES * units):
                break
            self._postings(connection, known, word)

    def rarity(self, connection: Connection, words: Sequence[str]) -> dict[str, float]:
        """Each word's inverse document frequency."""
        known = self._current(connection)
        having = {word: self._having(connection, known, word) for word in words}
        return {word: math.log(1 + (known.total - count + 0.5) / (count + 0.5)) for word, count in having.items()}

    def _summed(self, connection: Connection, words: Sequence[str]) -> _Postings:
        """All units that have any of the words but those that more than half of all units have, by key."""
        known = self._current(connection)
        asked, summed = known.asked
        if asked is words:  # a search asks twice for the same words
            return summed
        each = {word: self._postings(connection, known, word) for word in words}
        telling = [found for found in each.values() if 2 * len(found.keys) <= known.total] or list(each.values())
        keys, places = np.unique(np.concatenate([_NO_KEYS, *(found.keys for found in telling)]), return_inverse=True)
        scores = np.bincount(places, np.concatenate([_NO_SCORES, *(found.scores for found in telling)]), len(keys))
        summed = _Postings(keys, np.maximum(scores, 0.0))
        known.asked = words, summed
        return summed

    def _postings(self, connection: Connection, known: _Known, word: str) -> _Postings:
        found = known.postings.get(word)
        if found is None:
            # The driver's own rows: a frequent word has thousands, and each one wrapped costs as much as its score.
            rows = connection.exec_driver_sql(self._WORD, (_phrase(word),)).cursor.fetchall()
            found = _Postings(np.array([row[0] for row in rows], np.int64), np.array([row[1] for row in rows], float))
            known.postings.put(word, found)
            known.having[word] = len(rows)
        return found

    def _having(self, connection: Connection, known: _Known, word: str) -> int:
        """How many units have a word; counted once until something is ingested or deleted."""
        if word not in known.having:
            sql = "SELECT count(*) FROM keyword WHERE keyword MATCH ?"
            known.having[word] = int(connection.exec_driver_sql(sql, (_phrase(word),)).scalar_one())
        return known.having[word]

    def _current(self, connection: Connection) -> _Known:
        """What is known of the library as it is now."""
        generation = connection.exec_driver_sql("SELECT generation FROM library").scalar_one()
        known = self._known
        if known.generation != generation:
            known = self._known = _Known(generation, self.count(connection))
        return known

    def _forget(self) -> None:
        self._known = _Known(generation=-1, total=0)


class PostgresKeywords:
    """PostgreSQL full text, English stems; each word's rank is weighed by how rare the word is, as BM25 does."""

    _RANK = "ts_rank('{{0.1, 0.1, {heading}, 1.0}}', words, {query}, 1)"
    #: Brings the ranks to the scale of BM25, for which the fusion's weight was chosen: over 6,023 pairs of a question
    #: and a unit SQLite's score was 7.4 times as large (8 of 10 between 6.2 and 8.6 times, correlation 0.94).
    _SCALE = 7.4

    def add(self, connection: Connection, rows: Sequence[KeywordRow]) -> None:
        """Add units that are not there yet."""
        if rows:
            connection.execute(
                text(
                    "INSERT INTO keyword (key, words) VALUES (:key, "
                    "setweight(to_tsvector('english', :heading), 'B') || "
                    "setweight(to_tsvector('english', :words), 'A'))"
                ),
                [{"key": row.key, "heading": row.heading, "words": row.words} for row in rows],
            )

    def remove(self, connection: Connection, version_key: int) -> None:
        """Forget a version's units."""
        low, high = _range(version_key)
        connection.execute(text("DELETE FROM keyword WHERE key >= :low AND key < :high"), {"low": low, "high": high})

    def clear(self, connection: Connection) -> None:
        """Forget everything."""
        connection.execute(text("DELETE FROM keyword"))

    def count(self, connection: Connection, version_key: int | None = None) -> int:
        """How many units it holds, of one version or of all."""
        if version_key is None:
            return int(connection.execute(text("SELECT count(*) FROM keyword")).scalar_one())
        low, high = _range(version_key)
        sql = text("SELECT count(*) FROM keyword WHERE key >= :low AND key < :high")
        return int(connection.execute(sql, {"low": low, "high": high}).scalar_one())

    def find(
        self, connection: Connection, words: Sequence[str], limit: int, versions: Collection[int] | None
    ) -> list[tuple[int, float]]:
        """The best units that have any of the words, best first."""
        if limit < 1:
            return []
        where = "" if versions is None else f" AND (key >> {ORDINAL_BITS}) = ANY(:keys)"
        found = self._ranked(connection, words, where, list(versions or ()), limit)
        return [(key, score) for key, score in found if score > 0]

    def scores(self, connection: Connection, words: Sequence[str], keys: Iterable[int]) -> dict[int, float]:
        """The scores of those of the units that have any of the words."""
        wanted = list(keys)
        return dict(self._ranked(connection, words, " AND key = ANY(:keys)", wanted, len(wanted)))

    def _ranked(
        self, connection: Connection, words: Sequence[str], where: str, keys: list[int], limit: int
    ) -> list[tuple[int, float]]:
        rarity = self.rarity(connection, words)
        if not rarity or limit < 1:
            return []
        parameters: dict[str, object] = {"keys": keys, "limit": limit, "any": " | ".join(rarity)}
        terms = []
        for place, (word, weight) in enumerate(rarity.items()):
            parameters |= {f"word{place}": word, f"weight{place}": weight}
            query = f"to_tsquery('english', :word{place})"
            terms.append(f":weight{place} * {self._SCALE} * {self._RANK.format(heading=HEADING_WEIGHT, query=query)}")
        # Only our own constants and parameter names are in the text.
        sql = (
            f"SELECT key, {' + '.join(terms)} AS score FROM keyword "  # noqa: S608
            f"WHERE words @@ to_tsquery('english', :any){where} ORDER BY score DESC LIMIT :limit"
        )
        return [(int(key), float(score)) for key, score in connection.execute(text(sql), parameters)]

    def warm(self, connection: Connection, go_on: Callable[[], bool]) -> None:
        """Nothing: the server keeps its own memory."""

    def rarity(self, connection: Connection, words: Sequence[str]) -> dict[str, float]:
        """Each word's inverse document frequency; words without one (PostgreSQL's own stop words) are left out."""
        if not words:
            return {}
        sql = text(
            "SELECT word, ln(1 + (total - n + 0.5) / (n + 0.5)) FROM (SELECT word, "
            "(SELECT count(*) FROM keyword WHERE words @@ to_tsquery('english', word)) AS n, "
            "(SELECT count(*) FROM keyword) AS total FROM unnest(CAST(:words AS text[])) AS word "
            "WHERE numnode(to_tsquery('english', word)) > 0) AS counted"
        )
        return {word: float(weight) for word, weight in connection.execute(sql, {"words": list(words)})}


def _best(scores: NDArray[np.float64], limit: int) -> NDArray[np.intp]:
    """The places of the highest scores, highest first, of equal ones the first: only those few are sorted."""
    among = np.arange(len(scores))
    if 0 < limit < len(scores):
        among = np.flatnonzero(scores >= np.partition(scores, -limit)[-limit])
    return among[np.argsort(-scores[among], kind="stable")][:limit]


def _range(version_key: int) -> tuple[int, int]:
    return version_key << ORDINAL_BITS, (version_key + 1) << ORDINAL_BITS


def _phrase(word: str) -> str:
    return f'"{word}"'
