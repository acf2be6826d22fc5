"""When each version of a document is in force."""

from datetime import date, timedelta

import hypothesis.strategies as st
from hypothesis import given

from knowledge.timeline import Arrival, Force, forces

MAY, JUNE, JULY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


def test_a_single_undated_version_applies_since_ever() -> None:
    assert forces([Arrival(1, MAY)]) == {1: Force(None, None)}


def test_a_new_version_cuts_the_earlier_one_where_it_begins() -> None:
    times = forces([Arrival(1, MAY), Arrival(2, MAY, declared_from=JULY)])
    assert times == {1: Force(None, JULY), 2: Force(JULY, None)}


def test_an_undated_new_version_begins_on_the_day_it_arrives() -> None:
    assert forces([Arrival(1, MAY), Arrival(2, JUNE)]) == {1: Force(None, JUNE), 2: Force(JUNE, None)}


def test_a_correction_with_the_same_date_replaces_the_earlier_one_altogether() -> None:
    times = forces([Arrival(1, MAY, declared_from=MAY), Arrival(2, JUNE, declared_from=MAY)])
    assert times == {1: Force(MAY, MAY), 2: Force(MAY, None)}


def test_an_archived_version_gives_way_to_the_undated_current_one_where_it_is_declared_to_end() -> None:
    archived = Arrival(2, JULY, archived=True, declared_from=MAY, declared_to=JUNE)
    assert forces([Arrival(1, JULY), archived]) == {2: Force(MAY, JUNE), 1: Force(JUNE, None)}


def test_archived_versions_follow_their_dates_whatever_their_order_of_arrival() -> None:
    later = Arrival(1, JULY, archived=True, declared_from=JUNE)
    earlier = Arrival(2, JULY, archived=True, declared_from=MAY)
    assert forces([later, earlier, Arrival(3, JULY, declared_from=JULY)]) == {
        2: Force(MAY, JUNE),
        1: Force(JUNE, JULY),
        3: Force(JULY, None),
    }


def test_a_version_prepared_in_a_file_of_its_own_applies_from_its_day() -> None:
    prepared = Arrival(1, MAY, archived=True, declared_from=JULY)
    assert forces([prepared, Arrival(2, MAY)]) == {2: Force(None, JULY), 1: Force(JULY, None)}
    corrected = [prepared, Arrival(2, MAY), Arrival(3, JUNE)]
    assert forces(corrected) == {2: Force(None, JUNE), 3: Force(JUNE, JULY), 1: Force(JULY, None)}
    dated = Arrival(2, MAY, declared_from=JUNE)
    assert forces([prepared, dated]) == {2: Force(JUNE, JULY), 1: Force(JULY, None)}


def test_a_declared_end_stands_where_nothing_follows() -> None:
    assert forces([Arrival(1, MAY, declared_to=JULY)]) == {1: Force(None, JULY)}


days = st.integers(0, 40).map(lambda count: MAY + timedelta(count))
arrivals = st.lists(
    st.builds(Arrival, st.just(0), days, st.booleans(), st.none() | days, st.none() | days), min_size=1, max_size=7
).map(
    lambda drawn: [
        Arrival(number, each.arrived, each.archived, each.declared_from, each.declared_to)
        for number, each in enumerate(drawn, 1)
    ]
)


@given(arrivals)
def test_no_day_belongs_to_two_versions(drawn: list[Arrival]) -> None:
    times = forces(drawn)
    assert set(times) == {arrival.number for arrival in drawn}
    for count in range(-2, 45):
        day = MAY + timedelta(count)
        holding = [
            number
            for number, force in times.items()
            if (force.since is None or force.since <= day) and (force.until is None or day < force.until)
        ]
        assert len(holding) <= 1
