"""Deadlines are counted in steps, name their assumptions and never precede their event."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.clock import Calendar, deadline
from assistant.commitments import TimeLimit, extract, lone_unit
from knowledge.errors import InvalidInput

ENGLAND = Calendar(time_zone="Europe/London", country="GB", subdivision="ENG")
BARE = Calendar()


def limit(figure: float, unit: str, clock: str | None = None) -> TimeLimit:
    return TimeLimit(None, figure, unit, clock=clock)


def test_ten_working_days_from_good_friday_skip_the_easter_weekend() -> None:
    found = deadline(limit(10, "working_day", "working"), date(2026, 4, 3), ENGLAND)
    assert found.latest == date(2026, 4, 20)
    assert found.steps == (
        "Event: Friday 3 April 2026 (Good Friday).",
        "Not counted: Saturday 4 April (Saturday), Sunday 5 April (Sunday), Monday 6 April (Easter Monday).",
        "Working days 1 to 4: Tuesday 7 April to Friday 10 April 2026.",
        "Not counted: Saturday 11 April (Saturday), Sunday 12 April (Sunday).",
        "Working days 5 to 9: Monday 13 April to Friday 17 April 2026.",
        "Not counted: Saturday 18 April (Saturday), Sunday 19 April (Sunday).",
        "Working day 10: Monday 20 April 2026.",
        "Latest: the end of Monday 20 April 2026.",
    )
    assert any("public holidays of GB-ENG" in assumption for assumption in found.assumptions)


def test_a_long_count_shows_its_beginning_and_its_end() -> None:
    found = deadline(limit(80, "working_day"), date(2026, 6, 1), ENGLAND)
    assert len(found.steps) < 16
    assert found.steps[-3] == "The days after them are counted in the same way."
    assert found.steps[-2].startswith("Working day")
    assert found.latest == date(2026, 9, 22)


def test_a_bare_day_is_a_calendar_day_and_the_assumption_is_named() -> None:
    found = deadline(limit(5, "day"), date(2026, 4, 3), ENGLAND)
    assert found.latest == date(2026, 4, 8)
    assert any("calendar days were counted" in assumption for assumption in found.assumptions)


def test_stated_calendar_days_need_no_such_assumption() -> None:
    found = deadline(limit(5, "day", "calendar"), date(2026, 4, 3), ENGLAND)
    assert not any("calendar days were counted" in assumption for assumption in found.assumptions)


def test_the_same_day_is_the_day_of_the_event() -> None:
    assert deadline(limit(0, "day"), date(2026, 4, 4), ENGLAND).latest == date(2026, 4, 4)


def test_the_same_working_day_of_a_closed_day_is_the_next_open_one() -> None:
    assert deadline(limit(0, "working_day"), date(2026, 4, 4), ENGLAND).latest == date(2026, 4, 7)


def test_hours_run_through_the_night_and_over_the_change_of_clocks() -> None:
    found = deadline(limit(24, "hour"), datetime(2026, 3, 28, 12, tzinfo=UTC), ENGLAND)
    assert isinstance(found.latest, datetime)
    assert found.latest.isoformat() == "2026-03-29T13:00:00+01:00"


def test_working_hours_count_only_while_open() -> None:
    found = deadline(limit(4, "hour", "working_hours"), datetime(2026, 4, 2, 15, tzinfo=UTC), ENGLAND)
    assert isinstance(found.latest, datetime)
    assert found.latest.isoformat() == "2026-04-07T12:00:00+01:00"  # 16:00 to 17:00, then 9:00 to 12:00


def test_a_day_without_a_time_begins_counting_hours_when_it_ends() -> None:
    found = deadline(limit(48, "hour"), date(2026, 4, 1), ENGLAND)
    assert isinstance(found.latest, datetime)
    assert found.latest.date() == date(2026, 4, 4)
    assert any("time of the event is not known" in assumption for assumption in found.assumptions)


def test_a_moment_is_counted_on_the_day_it_has_in_the_calendars_zone() -> None:
    late = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # already the second of June in London
    assert deadline(limit(1, "day"), late, ENGLAND).latest == date(2026, 6, 3)


def test_a_month_from_the_last_of_january_is_the_last_of_february() -> None:
    found = deadline(limit(1, "month"), date(2026, 1, 31), ENGLAND)
    assert found.latest == date(2026, 2, 28)
    assert any("no day 31" in step for step in found.steps)


def test_a_range_has_an_earliest_and_a_latest_day() -> None:
    found = deadline(TimeLimit(3, 5, "working_day"), date(2026, 6, 1), ENGLAND)
    assert (found.earliest, found.latest) == (date(2026, 6, 4), date(2026, 6, 8))


def test_own_opening_pattern_and_closed_days_decide_what_a_working_day_is() -> None:
    saturdays = (None, None, None, None, None, (time(10), time(14)), None)
    market = Calendar(opening=saturdays, closed=frozenset({date(2026, 6, 6)}))
    assert deadline(limit(1, "working_day"), date(2026, 6, 1), market).latest == date(2026, 6, 13)


def test_without_a_country_the_missing_holidays_are_an_assumption() -> None:
    found = deadline(limit(1, "working_day"), date(2026, 4, 2), BARE)
    assert found.latest == date(2026, 4, 3)
    assert any("no public holidays are known" in assumption for assumption in found.assumptions)


def test_the_limit_of_an_extracted_commitment_can_be_counted() -> None:
    (record,) = extract([lone_unit("We answer every complaint within ten working days of receipt.")])
    assert record.time_limit is not None
    assert deadline(record.time_limit, date(2026, 4, 3), ENGLAND).latest == date(2026, 4, 20)


@pytest.mark.parametrize(
    ("calendar", "message"),
    [
        ({"time_zone": "Mars/Olympus"}, "not a time zone"),
        ({"country": "XX"}, "No holiday calendar"),
        ({"opening": (None,) * 7}, "closed on all days"),
        ({"opening": ()}, "seven days"),
    ],
)
def test_a_calendar_that_cannot_be_used_says_what_to_do(calendar: dict[str, object], message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        Calendar(**calendar)  # type: ignore[arg-type] # wrong input is the point


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (TimeLimit(None, None, "day"), "no time limit"),
        (limit(3, "ring"), "not a unit"),
        (limit(10**9, "year"), "beyond"),
        (limit(-1, "day"), "negative"),
    ],
)
def test_a_limit_that_cannot_be_counted_says_why(bad: TimeLimit, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        deadline(bad, date(2026, 1, 1), BARE)


units = st.sampled_from(["day", "working_day", "week", "month", "year", "hour", "minute"])
moments = st.one_of(
    st.dates(date(2000, 1, 1), date(2060, 1, 1)),
    st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1)),  # noqa: DTZ001 - events without a zone are allowed
    st.datetimes(datetime(2000, 1, 1), datetime(2060, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - bounds are naive
)


@given(st.floats(0, 60), units, moments, st.sampled_from([None, "working_hours", "calendar"]))
def test_a_deadline_never_precedes_its_event(
    figure: float, unit: str, moment: date | datetime, clock: str | None
) -> None:
    found = deadline(TimeLimit(None, figure, unit, clock=clock), moment, ENGLAND)
    if isinstance(found.latest, datetime):
        start = moment if isinstance(moment, datetime) else datetime.combine(moment, time())
        aware = start if start.tzinfo else start.replace(tzinfo=found.latest.tzinfo)
        assert found.latest.astimezone(UTC) >= aware.astimezone(UTC) - timedelta(microseconds=1)
    else:
        day = moment.date() if isinstance(moment, datetime) else moment
        assert found.latest >= day
    assert found.steps
    assert found.assumptions
