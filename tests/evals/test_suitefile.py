"""Suite files and question files: what is understood, what is refused, and with which words."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml

from evals.questions import load_questions
from evals.run import check_settings
from evals.suitefile import CASES, known_suites, load_suite, schema
from knowledge.errors import InvalidInput, UnknownName

QUESTION = {"id": "q1", "question": "How long?", "answerable": True, "gold": [[{"path": "a.md", "quote": "30 days"}]]}


def write_suite(folder: Path, **changes: object) -> str:
    (folder / "documents").mkdir(exist_ok=True)
    (folder / "documents" / "a.md").write_text("You have 30 days.")
    (folder / "questions.jsonl").write_text(json.dumps(QUESTION) + "\n")
    content = {
        "name": "mine",
        "version": 1,
        "description": "My questions.",
        "kind": "ask",
        "sources": [{"questions": "questions.jsonl", "documents": "documents"}],
        **changes,
    }
    path = folder / "mine.yaml"
    path.write_text(yaml.safe_dump(content))
    return str(path)


def test_suite_is_read_with_its_questions(tmp_path: Path) -> None:
    suite = load_suite(write_suite(tmp_path))
    assert suite.name == "mine"
    assert [line.question for line in suite.sources[0].questions] == ["How long?"]


def test_unknown_key_is_refused_with_the_nearest_known_one(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"there is no key 'descriptoin'. Did you mean 'description'"):
        load_suite(write_suite(tmp_path, descriptoin="x"))


def test_unknown_setting_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    suite = load_suite(write_suite(tmp_path, settings={"quoted_word": 90}))
    with pytest.raises(InvalidInput, match="Did you mean 'quoted_words'"):
        check_settings(suite)


def test_gate_without_a_limit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="needs a minimum or a maximum"):
        load_suite(write_suite(tmp_path, gates=[{"metric": "roc_area"}]))


def test_what_is_shared_and_not_here_is_said_and_not_an_error(tmp_path: Path) -> None:
    sources = [{"questions": "shared:q.jsonl", "documents": "shared:corpus"}]
    suite = load_suite(write_suite(tmp_path, sources=sources), shared=tmp_path / "nowhere")
    assert suite.missing == "shared:corpus is not in nowhere/"


def test_missing_question_file_is_an_error(tmp_path: Path) -> None:
    sources = [{"questions": "none.jsonl", "documents": "documents"}]
    with pytest.raises(InvalidInput, match=r"there is no 'none.jsonl' beside it"):
        load_suite(write_suite(tmp_path, sources=sources))


def test_unknown_suite_names_the_known_ones() -> None:
    with pytest.raises(UnknownName, match="ask-sample"):
        load_suite("ask-simple")


def test_data_hash_changes_with_a_document(tmp_path: Path) -> None:
    before = load_suite(write_suite(tmp_path)).data_hash
    (tmp_path / "documents" / "b.md").write_text("New.")
    assert load_suite(str(tmp_path / "mine.yaml")).data_hash != before


@pytest.mark.parametrize("name", sorted(known_suites()))
def test_every_shipped_suite_agrees_with_the_schema_and_its_settings(name: str) -> None:
    content = yaml.safe_load(known_suites()[name].read_text(encoding="utf-8"))
    content["as_of"] = content["as_of"].isoformat()
    jsonschema.validate(content, schema())
    suite = load_suite(name)
    assert suite.name == name
    check_settings(suite)


def test_schema_beside_the_suites_is_current() -> None:
    stored = json.loads((CASES / "suite.schema.json").read_text(encoding="utf-8"))
    assert stored == schema(), "run: python -m evals schema > evals/cases/suite.schema.json"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"answerable": False}, "line 1: the question: .*answerable must be true exactly when gold holds evidence"),
        ({"gold": [[]]}, "a gold group needs at least one quote"),
        ({"qustion": "x"}, "line 1: qustion: Extra inputs are not permitted"),
        ({"as_of": "soon"}, "line 1: as_of"),
    ],
    ids=["gold disagrees", "empty group", "unknown key", "no date"],
)
def test_question_that_cannot_be_understood_names_its_line(
    tmp_path: Path, change: dict[str, object], message: str
) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(json.dumps({**QUESTION, **change}))
    with pytest.raises(InvalidInput, match=message):
        load_questions(path)


def test_two_questions_with_one_id_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(f"{json.dumps(QUESTION)}\n\n{json.dumps(QUESTION)}\n")
    with pytest.raises(InvalidInput, match="two questions have the id 'q1'"):
        load_questions(path)


def test_questions_may_stand_in_yaml(tmp_path: Path) -> None:
    path = tmp_path / "q.yaml"
    path.write_text(yaml.safe_dump([QUESTION]))
    assert load_questions(path)[0].id == "q1"
