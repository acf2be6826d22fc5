"""Deadlines in answers: counted when the question gives the event, and never otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.answer import Answerer
from assistant.answers import Answer, Question
from assistant.clock import Calendar
from assistant.deadlines import calendar_of, deadline_notes, event_in
from assistant.organisation import Organisation
from assistant.receipts import Receipts
from knowledge.documents import CUSTOMER_AUDIENCES, Audience, Declared, Scope
from knowledge.embed import OnnxEmbedder
from knowledge.library import Library
from knowledge.readers import read
from tests.assistant.asking import TODAY, library_in
from tests.fakes import HashEmbedder

MONDAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_in(tmp_path_factory.mktemp("deadlines"), OnnxEmbedder()) as opened:
        yield opened


def ask(library: Library, text: str, holidays: str | None = "GB-ENG") -> Answer:
    organisation = Organisation(time_zone="Europe/London", holidays=holidays)
    answerer = Answerer(library, Receipts(library.database), calendar=lambda: calendar_of(organisation))
    return answerer.ask(Question(text, Scope(CUSTOMER_AUDIENCES, TODAY)))


def test_a_window_is_counted_from_the_day_that_the_question_gives(library: Library) -> None:
    answer = ask(library, "I received something I bought online on 2 November 2026. Until when may I return it?")
    assert answer.quotes[0].text.startswith("You may return anything you bought online within 30 days")
    counted = "counted from Monday 2 November 2026: Wednesday 2 December 2026 at the latest."
    assert answer.notes[0] == f"“You may return anything you bought online within 30 days”, {counted}"
    assert "calendar days were counted" in answer.notes[-1]
    assert "you receive it" in answer.notes[-1]


@pytest.mark.parametrize(
    "question",
    ["How long do I have to return something I bought online?", "May I return what I bought online on 2 November?"],
)
def test_without_an_event_or_a_question_of_time_nothing_is_counted(library: Library, question: str) -> None:
    assert ask(library, question).notes == ()


def test_a_calendar_that_nobody_knows_is_said_and_the_quote_stays(library: Library) -> None:
    question = "I received something I bought online on 2 November 2026. Until when may I return it?"
    answer = ask(library, question, holidays="XX-YY")
    assert answer.quotes
    assert answer.notes[0].startswith("The last day could not be counted: No holiday calendar is known for 'XX-YY'.")


def test_a_weekday_decides_which_year_is_meant() -> None:
    event = event_in("I complained on Friday 3 April, when must you answer?", MONDAY)
    assert event is not None
    assert event.moment == date(2026, 4, 3)
    other = event_in("I complained on Thursday 3 April, when must you answer?", MONDAY)
    assert other is not None
    assert other.moment == date(2025, 4, 3)


@pytest.mark.parametrize(
    ("question", "moment"),
    [
        ("I wrote on Tuesday, when do you reply?", date(2026, 11, 17)),
        ("I wrote on Monday, when do you reply?", MONDAY),
        ("If I come next Monday, when is it ready?", date(2026, 11, 30)),
        ("I wrote yesterday, when do you reply?", date(2026, 11, 22)),
        ("I wrote on 20 November at 16:30, when do you reply?", datetime(2026, 11, 20, 16, 30)),  # noqa: DTZ001 - people name no zone
        ("I bought it on 24 December, when must I return it?", date(2025, 12, 24)),
        ("I wrote on 2026-11-02, when do you reply?", date(2026, 11, 2)),
        ("I wrote the day before yesterday, when do you reply?", date(2026, 11, 21)),
        ("I wrote ten days ago, when do you reply?", date(2026, 11, 13)),
        ("I wrote a week ago, when do you reply?", date(2026, 11, 16)),
        ("If I write tomorrow, when do you reply?", date(2026, 11, 24)),
        ("I wrote on 2 November at 16:30 CET, when is it due?", datetime(2026, 11, 2, 15, 30, tzinfo=UTC)),
        ("I wrote on 29 February 2024, when do you reply?", date(2024, 2, 29)),
    ],
)
def test_days_are_read_as_people_say_them(question: str, moment: date) -> None:
    event = event_in(question, MONDAY)
    assert event is not None
    assert event.moment == moment


@pytest.mark.parametrize("question", ["When do you reply?", "From 1 May to 3 May, when are you open?", "On 31 June?"])
def test_no_day_two_days_and_impossible_days_are_no_event(question: str) -> None:
    assert event_in(question, MONDAY) is None


@pytest.mark.parametrize(
    ("question", "today"),
    [
        ("I bought it 99999999999 days ago, when is the last day?", MONDAY),
        ("It came yesterday, by when do you answer?", date.min),
        ("It comes next Friday, by when do you answer?", date.max),
    ],
)
def test_a_day_that_no_calendar_has_is_no_event(question: str, today: date) -> None:
    assert event_in(question, today) is None


def test_a_promise_on_another_matter_is_not_counted(library: Library) -> None:
    scope = Scope(CUSTOMER_AUDIENCES, TODAY)
    (hit,) = [hit for hit in library.search("return online within 30 days", scope, k=5) if "30 days" in hit.text][:1]
    asked = "I applied for a job on 2 November 2026. When will I hear?"
    assert deadline_notes(asked, [hit], library, TODAY, Calendar) == ()


def test_each_limit_is_shown_with_the_words_of_its_own_clause(tmp_path: Path) -> None:
    notes = _notes_for(
        tmp_path,
        "# Complaints\n\nWe acknowledge every complaint within 2 days and send a full answer within 10 days.\n",
        "I complained on 2 November 2026, when must you answer?",
    )
    assert notes[0].startswith("“We acknowledge every complaint within 2 days”, counted from")
    assert notes[2].startswith("“send a full answer within 10 days”, counted from")


def test_a_promise_that_was_not_yet_in_force_is_marked(tmp_path: Path) -> None:
    text = "# Complaints\n\nWe answer every complaint within 10 days.\n"
    notes = _notes_for(tmp_path, text, "I complained on 2 March 2026, when must you answer?", since=date(2026, 4, 1))
    warning = "The promise quoted is in force since Wednesday 1 April 2026, after the day you name"
    assert warning in notes[-1]


def _notes_for(folder: Path, text: str, question: str, since: date | None = None) -> tuple[str, ...]:
    (folder / "documents").mkdir()
    (folder / "documents" / "code.md").write_text(text, encoding="utf-8")
    declared = Declared(audience=Audience.PUBLIC, effective_from=since)
    with Library.open(folder / "data", embedder=HashEmbedder(), read=read, today=lambda: TODAY) as library:
        library.ingest(folder / "documents", declared=declared)
        hits = library.search(question, Scope(CUSTOMER_AUDIENCES, TODAY), k=3)
        return deadline_notes(question, hits, library, TODAY, Calendar)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_a_day_written_without_its_year_lies_near_today(day: date, today: date) -> None:
    event = event_in(f"I wrote on {day.day} {day:%B}, when do you reply?", today)
    assert event is not None
    assert (event.moment.month, event.moment.day) == (day.month, day.day)
    assert event.moment <= today


def test_an_organisation_without_holidays_has_a_plain_calendar() -> None:
    assert calendar_of(Organisation()) == Calendar()
