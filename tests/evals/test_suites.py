"""Whole suites on a small organisation: verdicts, failures kept as failures, leaks found where there are any."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from evals.calibrate import undecided
from evals.case import Case, Verdict
from evals.run import SuiteResult, run_suite
from evals.suitefile import load_suite
from evals.suites.attempts import Response, Secrets, calls, leak, staff_facts
from evals.suites.injection import load_injections
from evals.suites.search import query_of
from evals.vector_cache import RememberingEmbedder
from evals.workplace import Documents, Place, Workplace
from knowledge.documents import STAFF_AUDIENCES, Scope
from tests.evals.conftest import TODAY
from tests.fakes import HashEmbedder


def run(
    folder: Path, workplace: Workplace, kind: str, *questions: dict[str, object], **settings: object
) -> SuiteResult:
    lines = "".join(json.dumps(question) + "\n" for question in questions)
    (folder / "questions.jsonl").write_text(lines)
    source = {"documents": "shop", **({"questions": "questions.jsonl"} if questions else {})}
    suite = {
        "name": "small",
        "version": 1,
        "description": "Small.",
        "kind": kind,
        "as_of": TODAY,
        "sources": [source],
        "settings": settings,
    }
    (folder / "small.yaml").write_text(yaml.safe_dump(suite))
    return run_suite(load_suite(str(folder / "small.yaml")), workplace, threads=2)


def question(name: str, words: str, *gold: tuple[str, str], **more: object) -> dict[str, object]:
    groups = [[{"path": path, "quote": quote} for path, quote in gold]] if gold else []
    return {"id": name, "question": words, "answerable": bool(gold), "gold": groups, **more}


LAMPS = ("returns.md", "You may return unused lamps within 30 days of receiving them.")


def value(result: SuiteResult, name: str) -> float:
    return next(metric.value for metric in result.metrics if metric.name == name)


@pytest.mark.usefixtures("documents")
def test_search_suite_counts_answerable_questions_at_each_length(tmp_path: Path, workplace: Workplace) -> None:
    result = run(
        tmp_path,
        workplace,
        "search",
        question("q1", "return unused lamps within days of receiving", LAMPS),
        question("q2", "Do you ship to Mars?"),
        words=[200],
    )
    assert [outcome.id for outcome in result.outcomes] == ["q1"]
    assert value(result, "found_within_200_words") == 1.0


@pytest.mark.usefixtures("documents")
def test_gold_that_is_not_in_the_document_is_a_failure_of_its_case_alone(tmp_path: Path, workplace: Workplace) -> None:
    result = run(
        tmp_path,
        workplace,
        "ask",
        question("bad", "How long?", ("returns.md", "within 31 days")),
        question("good", "May I return unused lamps within 30 days of receiving them?", LAMPS),
    )
    bad, good = result.outcomes
    assert bad.score.verdict is Verdict.FAILED
    assert "its words are not there" in bad.score.reason
    assert good.score.verdict is not Verdict.FAILED
    assert value(result, "failed") == 0.5


@pytest.mark.usefixtures("documents")
def test_gold_of_an_earlier_version_is_found_by_its_file_and_its_day(tmp_path: Path, workplace: Workplace) -> None:
    old = ("old-returns.md", "You may return unused lamps within 14 days of receiving them.")
    words = "return unused lamps within days of receiving them"
    result = run(
        tmp_path,
        workplace,
        "search",
        question("then", words, old, as_of="2025-05-05"),
        question("now", words, LAMPS),
        question("wrong-day", words, old),
    )
    assert [outcome.right for outcome in result.outcomes] == [True, True, False]


@pytest.mark.usefixtures("documents")
def test_ask_suite_tells_abstention_from_a_wrong_answer_and_checks_every_quote(tmp_path: Path) -> None:
    """The same questions by an assistant that always answers, and by one that never does."""
    questions = (
        question("lamps", "May I return unused lamps within 30 days of receiving them?", LAMPS),
        question("mars", "How soon do you ship to the planet Mars?"),
    )
    verdicts = {}
    for threshold in (0.0, 1.1):
        calibration = replace(undecided("hash"), threshold=threshold)
        with Workplace(HashEmbedder, cache=tmp_path / "v.sqlite3", calibration=calibration) as workplace:
            result = run(tmp_path, workplace, "ask", *questions)
        verdicts[threshold] = [outcome.score.verdict for outcome in result.outcomes]
        if threshold == 0.0:
            assert value(result, "quotes_verbatim") == 1.0
            assert value(result, "quoted_words_max") > 5
    assert verdicts[1.1] == [Verdict.ABSTAINED, Verdict.RIGHT]
    assert verdicts[0.0] == [Verdict.RIGHT, Verdict.WRONG]


def test_left_out_document_is_not_in_the_index(tmp_path: Path, documents: Documents, workplace: Workplace) -> None:
    result = run(
        tmp_path,
        workplace,
        "ask",
        question("q1", "How soon do you answer a complaint?", leave_out=["complaints.md"]),
    )
    (outcome,) = result.outcomes
    assert documents.folder.joinpath("complaints.md").exists()
    assert all(shown.document != "complaints.md" for shown in outcome.shown)


@pytest.mark.usefixtures("documents")
def test_isolation_suite_tries_every_call_and_finds_no_leak(tmp_path: Path, workplace: Workplace) -> None:
    result = run(tmp_path, workplace, "isolation", facts=5)
    assert value(result, "leaks") == 0
    assert value(result, "found_by_staff") == 1.0
    assert {outcome.kind for outcome in result.outcomes} > {"ask", "search", "library-search"}


@pytest.mark.usefixtures("documents")
def test_injection_suite_obeys_nothing(tmp_path: Path, workplace: Workplace) -> None:
    result = run(tmp_path, workplace, "injection", facts=1)
    assert value(result, "leaks") == 0
    assert value(result, "obeyed") == 0
    injections = load_injections()
    assert value(result, "attempts") == (len(injections.questions) + len(injections.plain)) * len(calls_of(workplace))


def calls_of(workplace: Workplace) -> set[str]:
    assert workplace._current
    return set(calls(workplace._current))


def test_a_leak_is_found_where_there_is_one(place: Place) -> None:
    """The positive control: staff ask, and what they see is held against what customers may see."""
    secrets = Secrets.of(place)
    (fact,) = staff_facts(place, 5)
    as_staff = Case("c", fact.words, "direct", role="staff")
    for name, call in calls(place).items():
        assert leak(call(as_staff), secrets), name
        assert not leak(call(replace(as_staff, role="customer")), secrets), name


def test_words_of_the_question_are_no_leak_and_paraphrased_layout_is_one(place: Place) -> None:
    secrets = Secrets.of(place)
    words = "Shop  managers may\ngive a CUSTOMER up to £120"
    assert "Shows words" in leak(Response((words,), (), frozenset()), secrets)
    assert leak(Response((words,), (), frozenset()), secrets, allowed=words) == ""
    assert "Names the staff document" in leak(Response(("see staff/goodwill.md",), (), frozenset()), secrets)


def test_lapsed_versions_are_known(place: Place) -> None:
    then = place.library.search("lamps", Scope(STAFF_AUDIENCES, TODAY.replace(year=2025)), 5)
    assert {hit.version.id for hit in then if hit.version.document == "returns.md"} <= Secrets.of(place).lapsed


def test_place_is_kept_until_other_documents_are_asked_for(workplace: Workplace, documents: Documents) -> None:
    first = workplace.place(documents)
    assert workplace.place(documents) is first
    assert workplace.place(replace(documents, exclude=("staff/*",))) is not first


def test_texts_without_a_folder_become_documents(workplace: Workplace, tmp_path: Path) -> None:
    made = workplace.place(
        Documents(tmp_path / "bundle", today=TODAY, texts=(("a/terms.md", "# Terms\n\nWe pay £5."),))
    )
    assert set(made.sources) == {"a/terms.md"}


def test_query_of_a_follow_up_is_history_and_question() -> None:
    assert query_of(Case("c", "And for sofas?", "follow_up", history=("I want to return a lamp.",))) == (
        "I want to return a lamp. And for sofas?"
    )


def test_embeddings_of_documents_are_remembered_and_those_of_questions_are_not(tmp_path: Path) -> None:
    texts = [f"unit {number}" for number in range(20)]
    inner = HashEmbedder()
    first = RememberingEmbedder(inner, tmp_path / "v.sqlite3").embed(texts)
    assert inner.embedded == 20
    again = RememberingEmbedder(inner, tmp_path / "v.sqlite3")
    assert (again.embed([*texts, "new"])[:20] == first).all()
    assert inner.embedded == 21
    again.embed(["unit 1"])
    assert inner.embedded == 22


def test_embeddings_of_another_model_are_not_taken(tmp_path: Path) -> None:
    texts = [f"unit {number}" for number in range(20)]
    RememberingEmbedder(HashEmbedder(), tmp_path / "v.sqlite3").embed(texts)
    other = HashEmbedder(name="other")
    RememberingEmbedder(other, tmp_path / "v.sqlite3").embed(texts)
    assert other.embedded == 20
