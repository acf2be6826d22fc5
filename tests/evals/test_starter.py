"""The owner's own suite: questions in plain wording, gold that stands in the documents, nothing overwritten."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.plain_questions import question_about, question_for, question_for_row, swapped
from evals.run import run_suite
from evals.starter import chosen, make_questions, write_suite
from evals.suitefile import load_suite
from evals.workplace import Place, Workplace
from knowledge.errors import Conflict, InvalidInput


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("We fit the meter within 60 days of your application.", "How soon do you fit the meter after my application?"),
        ("You may return unused lamps within 30 days.", "How long do I have to return unused lamps?"),
        ("We charge £15 for the final notice.", "How much do you charge for the final notice?"),
        ("If our answer is late, we pay you £12.", "If your answer is late, how much do you pay me?"),
        ("We never cut off a home because of debt.", "Do you cut off a home because of debt?"),
        ("Savings are not taken into account.", "Are savings taken into account?"),
        (
            "Larger refunds are paid to your bank within 10 working days.",
            "How soon are larger refunds paid to my bank?",
        ),
        ("The test costs £70.", "How much does the test cost?"),
        ("5.2 A paper bill costs €2.50 a month.", "How much does a paper bill cost?"),
        ("You must apply before the work begins.", "Do I have to apply before the work begins?"),
    ],
)
def test_provision_becomes_a_customers_question(sentence: str, asked: str) -> None:
    assert question_for(sentence) == asked


@pytest.mark.parametrize(
    "sentence",
    ["It is free.", "Yes.", "Version 12, in force from 1 July 2025.", "We do this at once; they pay nothing."],
    ids=["points back", "too short", "no statement", "two statements"],
)
def test_sentence_that_makes_no_question_by_itself_is_left(sentence: str) -> None:
    assert question_for(sentence) is None


def test_question_does_not_give_the_limit_away() -> None:
    asked = question_for("We answer every complaint within 6 working days.")
    assert asked == "How soon do you answer every complaint?"


def test_we_and_you_change_sides() -> None:
    assert swapped("If you ask us, we send you our form.") == "If I ask you, you send me your form."
    assert swapped("whichever you choose, if you are late") == "whichever I choose, if I am late"


def test_row_is_asked_for_by_its_first_cell() -> None:
    assert question_for_row(["Collection", "£35"], ["Service", "Price"]) == "What is the price for “Collection”?"
    assert question_for_row(["Monday", "open"], ["Day", "Hours"]) is None
    assert question_about("Lost parcels:") == "What do your rules say about “Lost parcels”?"


def test_questions_are_about_what_is_in_force_and_their_gold_stands_there(place: Place) -> None:
    made = make_questions(place)
    assert {found.document for found in made} == {"returns.md", "complaints.md", "staff/goodwill.md"}
    for found in made:
        assert all(quote in place.sources[found.document].text for quote in found.quotes)
    asked = {found.question: found for found in made}
    assert asked["How soon do you answer every complaint?"].kind == "promise"
    assert asked["What is the price for “Parcel label”?"].kind == "table_row"
    assert {found.role for found in made if found.document.startswith("staff/")} == {"staff"}


def test_every_document_gets_its_share(place: Place) -> None:
    assert {found.document for found in chosen(make_questions(place), 3)} == {
        "returns.md",
        "complaints.md",
        "staff/goodwill.md",
    }


def test_suite_that_was_written_can_be_run(place: Place, workplace: Workplace, tmp_path: Path) -> None:
    suite_file, _ = write_suite(place, tmp_path / "own", most=20, leave_out=["complaints.md"], name="own")
    suite = load_suite(str(suite_file))
    lines = suite.sources[0].questions
    assert {line.review for line in lines} == {"needed"}
    assert [line.leave_out for line in lines if not line.answerable] == [["complaints.md"]] * 2
    result = run_suite(suite, workplace)
    assert [outcome.id for outcome in result.outcomes if outcome.failed] == []
    assert len(result.outcomes) == len(lines)


def test_edited_suite_is_never_overwritten(place: Place, tmp_path: Path) -> None:
    write_suite(place, tmp_path, most=5, leave_out=None, name="own")
    with pytest.raises(Conflict, match="is there already"):
        write_suite(place, tmp_path, most=5, leave_out=None, name="own")


def test_document_to_leave_out_must_be_there(place: Place, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=r"no document 'none.md' to leave out"):
        write_suite(place, tmp_path, most=5, leave_out=["none.md"], name="own")
