"""Drafts are held against what they were told: a figure of nobody's, a lost answer or a lost clause is seen."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from assistant.drafting.brief import Brief, brief_of
from evals.random_briefs import random_brief
from evals.run import run_suite
from evals.scoring_drafting import figures, invented, score_draft, without_gaps
from evals.suitefile import load_suite
from evals.workplace import Documents, Workplace
from knowledge.errors import InvalidInput
from tests.evals.conftest import TODAY


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("We reply within 2 working days.", {"2"}),
        ("We reply within two days, once a year.", {"two", "once"}),
        ("We reply on the same day.", {"on the same day"}),
        ("We reply.", set()),
    ],
)
def test_figures_are_digits_words_and_what_stands_for_one(text: str, found: set[str]) -> None:
    assert figures(text) == found


def test_a_figure_that_nobody_gave_is_invented_and_one_in_a_question_is_not() -> None:
    brief = brief_of({"facts": {"reply-limit": "2 working days"}})
    assert invented("We reply within 2 working days.", brief, ()) == ()
    assert invented("We reply within 3 working days.", brief, ()) == ("3",)
    assert invented("Within [[gap: reply-limit | 2 or 3 days? ]].", Brief(), ()) == ()


def test_open_questions_are_no_words_of_the_draft() -> None:
    assert without_gaps("Within [[gap: reply-limit | How many days? ]] of it.") == "Within … of it."


def test_an_empty_brief_asks_for_everything_and_says_no_figure() -> None:
    scores = score_draft(Brief(), ())
    assert scores.faults() == []
    assert scores.figures == len(scores.invented) == scores.told == 0
    assert scores.gaps == scores.asked > 20
    assert scores.exported == scores.exports == 4


def test_an_author_s_own_clause_has_no_reason_and_its_figures_are_told() -> None:
    own = {"heading": "Accessibility", "text": "Every Tuesday from 10:00 to 11:00 no music plays in our shops."}
    scores = score_draft(brief_of({"clauses": {"quiet-hour": own}}), ())
    assert scores.invented == ()
    assert scores.with_reason == scores.clauses - 1


def test_what_the_brief_refuses_is_nobody_s_fault_where_chance_wrote_it() -> None:
    scores = score_draft(brief_of({"size": "small", "headings": ["Commitment"]}), ())
    assert any("no open question says why" in fault for fault in scores.faults())
    assert scores.faults(errors_count=False) == []


def test_briefs_by_chance_are_the_same_for_the_same_seed() -> None:
    assert random_brief(7) == random_brief(7) != random_brief(8)


def write_suite(folder: Path, *sources: str) -> str:
    (folder / "briefs").mkdir()
    (folder / "briefs" / "empty.yaml").write_text("{}\n")
    (folder / "briefs" / "late.yaml").write_text(
        "facts:\n  reply-limit: 3 working days\n  answer-limit: 9 working days\n"
    )
    suite = {
        "name": "small",
        "version": 1,
        "description": "Small.",
        "kind": "drafting",
        "as_of": TODAY,
        "sources": [{"documents": source} for source in sources],
        "settings": {"thinned": 1, "random": 1},
    }
    (folder / "small.yaml").write_text(yaml.safe_dump(suite))
    return str(folder / "small.yaml")


@pytest.mark.usefixtures("documents")
def test_suite_drafts_each_brief_with_documents_and_without(tmp_path: Path, workplace: Workplace) -> None:
    result = run_suite(load_suite(write_suite(tmp_path, "shop", "briefs")), workplace)
    assert [outcome.id for outcome in result.outcomes] == [
        f"{name}, {group}" for group in ("the brief alone", "shop") for name in ("empty", "late", "late-1", "random-0")
    ]
    values = {metric.name: metric.value for metric in result.metrics}
    assert values["invented_figures"] == values["checker_errors"] == values["failed"] == 0
    assert values["gaps_asked"] == values["exports_made"] == 1
    assert values["answers_used"] == 1


def test_suite_without_briefs_is_refused_with_what_to_name(
    tmp_path: Path, documents: Documents, workplace: Workplace
) -> None:
    del documents
    with pytest.raises(InvalidInput, match="name two sources"):
        run_suite(load_suite(write_suite(tmp_path, "shop")), workplace)
