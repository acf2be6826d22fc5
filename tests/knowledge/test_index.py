"""What every vector index must do."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from knowledge.errors import IndexLost, InvalidSettings, StoreError
from knowledge.index import ChromaIndex, VectorIndex

NAME = "pledge-test-b1-public"


def unit_vectors(count: int, seed: int = 0) -> NDArray[np.float32]:
    drawn = np.random.default_rng(seed).standard_normal((count, 16)).astype(np.float32)
    return np.asarray(drawn / np.linalg.norm(drawn, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture
def index(vector_index: VectorIndex) -> VectorIndex:
    vector_index.drop(NAME)
    vector_index.create(NAME)
    return vector_index


def test_the_closest_rows_come_first_with_their_cosine(index: VectorIndex) -> None:
    vectors = unit_vectors(30)
    index.add(NAME, "a1", vectors)
    rows = index.query(NAME, vectors[7], 5)
    assert len(rows) == 5
    assert rows[0][:2] == ("a1", 7)
    assert rows[0][2] == pytest.approx(1.0, abs=1e-5)
    assert [row[2] for row in rows] == sorted((row[2] for row in rows), reverse=True)
    assert rows[1][2] == pytest.approx(float(vectors[rows[1][1]] @ vectors[7]), abs=1e-5)


def test_filters_give_as_many_rows_as_there_are_in_the_versions_named(index: VectorIndex) -> None:
    index.add(NAME, "a1", unit_vectors(20, 1))
    index.add(NAME, "b2", unit_vectors(3, 2))
    query = unit_vectors(20, 1)[0]
    assert {row[0] for row in index.query(NAME, query, 10, only={"b2"})} == {"b2"}
    assert len(index.query(NAME, query, 10, only={"b2"})) == 3
    assert {row[0] for row in index.query(NAME, query, 10, without={"a1"})} == {"b2"}
    assert index.query(NAME, query, 10, only=set()) == []


def test_adding_a_version_again_replaces_its_rows(index: VectorIndex) -> None:
    index.add(NAME, "a1", unit_vectors(4, 1))
    index.add(NAME, "a1", unit_vectors(4, 2))
    assert index.count(NAME) == 4
    held = index.vectors(NAME, "a1")
    assert np.allclose(np.array([held[place] for place in range(4)]), unit_vectors(4, 2), atol=1e-6)


def test_a_removed_version_is_gone_and_the_others_stay(index: VectorIndex) -> None:
    index.add(NAME, "a1", unit_vectors(4, 1))
    index.add(NAME, "b2", unit_vectors(2, 2))
    index.remove(NAME, "a1")
    index.remove(NAME, "a1")
    assert index.rows(NAME) == {"b2": {0, 1}}
    assert {row[0] for row in index.query(NAME, unit_vectors(4, 1)[0], 10)} == {"b2"}


def test_creating_an_index_again_keeps_its_rows(index: VectorIndex) -> None:
    index.add(NAME, "a1", unit_vectors(2))
    index.create(NAME)
    assert index.count(NAME) == 2


def test_a_dropped_index_is_lost_and_dropping_it_again_is_fine(index: VectorIndex) -> None:
    assert NAME in index.names()
    index.drop(NAME)
    index.drop(NAME)
    assert NAME not in index.names()
    with pytest.raises(IndexLost):
        index.query(NAME, unit_vectors(1)[0], 3)


def test_a_version_without_units_adds_nothing(index: VectorIndex) -> None:
    index.add(NAME, "a1", np.zeros((0, 16), dtype=np.float32))
    assert index.count(NAME) == 0
    assert index.query(NAME, unit_vectors(1)[0], 3) == []


def test_an_index_is_not_lost_where_only_its_folder_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="give the right to write there") as caught:
        ChromaIndex.embedded(tmp_path / "file" / "chroma")
    assert not isinstance(caught.value, IndexLost)


def test_an_embedded_index_is_there_when_it_is_opened_again(tmp_path: Path) -> None:
    first = ChromaIndex.embedded(tmp_path)
    first.create(NAME)
    first.add(NAME, "a1", unit_vectors(5))
    first.close()
    second = ChromaIndex.embedded(tmp_path)
    assert second.query(NAME, unit_vectors(5)[3], 1)[0][:2] == ("a1", 3)
    second.close()


def test_files_of_dropped_indexes_are_swept(tmp_path: Path) -> None:
    index = ChromaIndex.embedded(tmp_path)
    index.create(NAME)
    index.add(NAME, "a1", unit_vectors(1500))
    index.query(NAME, unit_vectors(1)[0], 1)
    kept = index.sweep()
    index.drop(NAME)
    stray = tmp_path / "00000000-0000-4000-8000-000000000000"
    shutil.copytree(tmp_path, stray, ignore=shutil.ignore_patterns("*-*", "*.sqlite3*"))
    assert kept == 0
    assert index.sweep() >= 1
    assert not stray.exists()
    index.close()


@pytest.mark.parametrize("url", ["localhost:8000", "ftp://x", "http://"])
def test_a_url_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(InvalidSettings, match="http://host:8000"):
        ChromaIndex.server(url)


def test_a_server_that_does_not_answer_is_named() -> None:
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1:9 does not answer"):
        ChromaIndex.server("http://127.0.0.1:9")
