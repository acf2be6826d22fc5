"""Publication and withdrawal over time, and what keeps a draft from being changed behind somebody's back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.audit import Audit
from assistant.drafting.brief import brief_of
from assistant.workflow.drafts import Drafts, Edit
from assistant.workflow.records import Draft
from assistant.workflow.states import State, Step, WrongState, after, steps_from
from assistant.workflow.store import Changed, DraftStore
from knowledge.database import Database
from knowledge.documents import CUSTOMER_AUDIENCES, Scope
from knowledge.errors import Conflict, InvalidInput
from knowledge.library import Library
from knowledge.readers import read
from tests.fakes import HashEmbedder, MemoryIndex

FACTS = {
    "organisation": "Fen Ferries",
    "code-owner": "harbour master",
    "team": "the ferry desk",
    "effective-date": "2027-03-01",
}


class Clock:
    """The day, as tests set it."""

    def __init__(self) -> None:
        self.day = date(2027, 1, 4)

    def __call__(self) -> date:
        return self.day


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(tmp_path: Path, clock: Clock) -> Iterator[Library]:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    with Library.assembled(database, MemoryIndex(), HashEmbedder(), today=clock, read=read) as opened:
        yield opened


@pytest.fixture
def drafts(library: Library, clock: Clock) -> Drafts:
    return Drafts(library, clock)


def approved(drafts: Drafts, notice: str = "30 calendar days", **facts: str) -> Draft:
    """A draft of one clause and its date, approved."""
    brief = brief_of({"headings": ["Transparency"], "facts": {**FACTS, "change-notice": notice, **facts}})
    made = drafts.create(brief, "ana")
    gaps = {gap.slot for clause in made.content.clauses for gap in clause.gaps}
    drop = [clause.id for clause in made.content.clauses if gaps & {gap.slot for gap in clause.gaps}]
    drafts.edit(made.id, Edit(clauses=dict.fromkeys(drop)), "ana")
    drafts.submit(made.id, "ana")
    return drafts.approve(made.id, "ben")


def notices(library: Library, day: date) -> str:
    hits = library.search("announce every change to this code", Scope(CUSTOMER_AUDIENCES, day), 3)
    return " ".join(hit.text for hit in hits)


def test_a_version_not_yet_in_force_is_taken_out_again(drafts: Drafts, library: Library) -> None:
    draft = drafts.publish(approved(drafts).id, "ben")
    assert "30 calendar days" in notices(library, date(2027, 3, 1))
    assert notices(library, date(2027, 2, 28)) == ""
    drafts.withdraw(draft.id, "ben")
    assert notices(library, date(2027, 3, 1)) == ""
    assert library.documents() == ()


def test_a_version_in_force_ends_on_the_day_of_withdrawal_and_answers_for_its_days(
    drafts: Drafts, library: Library, clock: Clock
) -> None:
    draft = drafts.publish(approved(drafts).id, "ben")
    clock.day = date(2027, 5, 10)
    drafts.withdraw(draft.id, "ben", "the service ended")
    assert "30 calendar days" in notices(library, date(2027, 5, 9))
    assert notices(library, date(2027, 5, 10)) == ""
    assert Audit(library.database).about(draft.id)[-1].details["outcome"] == "ended on 2027-05-10"


def test_a_successor_supersedes_from_its_day_and_not_before(drafts: Drafts, library: Library, clock: Clock) -> None:
    first = drafts.publish(approved(drafts).id, "ben")
    later = {"effective-date": "2027-06-01", "change-notice": "60 calendar days"}
    second = drafts.create(brief_of({"facts": later}), "ana", revise=first.id)
    drafts.submit(second.id, "ana")
    drafts.approve(second.id, "ben")
    drafts.publish(second.id, "ben")
    clock.day = date(2027, 5, 31)
    assert drafts.get(first.id).state is State.PUBLISHED
    clock.day = date(2027, 6, 1)
    assert drafts.get(first.id).state is State.SUPERSEDED
    assert "60 calendar days" in notices(library, clock.day)
    assert [change.figures for change in drafts.diff(second.id).promises] == [
        ("30 calendar days became 60 calendar days",)
    ]
    with pytest.raises(Conflict, match="superseded"):
        drafts.withdraw(first.id, "ben")


def test_publishing_again_after_a_crash_makes_no_second_version(
    drafts: Drafts, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = approved(drafts)
    with monkeypatch.context() as crash:
        crash.setattr(DraftStore, "move", lambda *_args, **_named: (_ for _ in ()).throw(OSError("power cut")))
        with pytest.raises(OSError, match="power cut"):
            drafts.publish(draft.id, "ben")
    assert drafts.get(draft.id).state is State.APPROVED
    drafts.publish(draft.id, "ben")
    assert len(library.versions("code-of-conduct.md")) == 1


def test_a_code_cannot_hold_before_it_is_published(drafts: Drafts, clock: Clock) -> None:
    draft = approved(drafts)
    clock.day = date(2027, 3, 2)
    with pytest.raises(InvalidInput, match="2027-03-01 is past"):
        drafts.publish(draft.id, "ben")


def test_a_version_that_begins_later_stands_in_the_way_of_an_earlier_one(drafts: Drafts) -> None:
    drafts.publish(approved(drafts, **{"effective-date": "2027-06-01"}).id, "ben")
    with pytest.raises(Conflict, match="begins on 2027-06-01"):
        drafts.publish(approved(drafts, "60 calendar days").id, "ben")


def test_frozen_exports_stay_as_they_were_approved(drafts: Drafts) -> None:
    draft = approved(drafts)
    frozen = drafts.export(draft.id, "md")
    assert b"30 calendar days" in frozen
    drafts.request_changes(draft.id, "ben", "Longer, please.")
    drafts.edit(draft.id, Edit(answers={"change-notice": "60 calendar days"}), "ana")
    assert b"60 calendar days" in drafts.export(draft.id, "md")
    assert b"30 calendar days" in frozen


def test_two_people_at_once_do_not_overwrite_each_other(drafts: Drafts, library: Library) -> None:
    made = drafts.create(brief_of({}), "ana")
    drafts.edit(made.id, Edit(answers={"survey-frequency": "year"}), "ana")
    with pytest.raises(Changed):
        DraftStore(library.database).move(made, State.IN_REVIEW, "ben", "drafts.submit")


def test_an_edit_that_leaves_a_clause_out_can_be_taken_back(drafts: Drafts) -> None:
    made = drafts.create(brief_of({"facts": FACTS}), "ana")
    without = drafts.edit(made.id, Edit(clauses={"code-and-law": None}), "ana")
    again = drafts.edit(made.id, Edit(restore=("code-and-law",)), "ana")
    assert "code-and-law" not in {clause.id for clause in without.content.clauses}
    assert again.content.clauses == made.content.clauses


def test_own_words_may_hold_an_open_question_of_their_own(drafts: Drafts) -> None:
    made = drafts.create(brief_of({"facts": FACTS}), "ana")
    words = "We ring you within [[gap: reply-limit | How soon? ]] of your message."
    changed = drafts.edit(made.id, Edit(clauses={"email-reply": words}), "ana")
    (clause,) = (clause for clause in changed.content.clauses if clause.id == "email-reply")
    assert [gap.slot for gap in clause.gaps] == ["reply-limit"]
    assert clause.edited


@pytest.mark.parametrize("state", list(State))
def test_every_state_allows_only_its_steps(state: State) -> None:
    for step in Step:
        if step in steps_from(state):
            assert after("d", state, step) is not state
        else:
            with pytest.raises(WrongState, match=r"Possible now|Nothing more"):
                after("d", state, step)
