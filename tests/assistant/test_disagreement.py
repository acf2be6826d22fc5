"""Two provisions disagree where both cannot be kept, in whatever words; not where they speak of two cases."""

from __future__ import annotations

import pytest

from assistant.disagreement import ConflictKind, Disagreement, disagreement
from assistant.provision import Place, Provision


def between(one: str, other: str, **place: str) -> Disagreement | None:
    """Two documents, each with one provision under no heading; `under` and `above` give each a heading."""
    places = [
        Place(document=name, headings=(place[name],) if name in place else (), title=name)
        for name in ("under", "above")
    ]
    return disagreement(Provision(one, places[0]), Provision(other, places[1]))


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        (
            "We repair a fault on your line within 2 working days of your report.",
            "A line that you report as faulty is working again within 5 working days.",
            ConflictKind.LIMIT,
        ),
        (
            "We answer a written complaint within 20 working days of receipt.",
            "A complaint in writing gets its reply within eight weeks.",
            ConflictKind.LIMIT,
        ),
        (
            "Tell us within 3 days of delivery if something is damaged.",
            "Damage must be reported within 14 days of delivery.",
            ConflictKind.LIMIT,
        ),
        (
            "You can cancel a course up to 7 days before it starts and get your money back.",
            "Course fees are refunded if you cancel at least 14 days before the start.",
            ConflictKind.LIMIT,
        ),
        (
            "Delivery to the islands is free of charge.",
            "We charge £6 for delivery to the islands.",
            ConflictKind.AMOUNT,
        ),
        (
            "You get a meal voucher worth £10 if we are more than an hour late.",
            "For a delay of more than an hour we give you a food voucher for £6.",
            ConflictKind.AMOUNT,
        ),
        (
            "You may change the name on a booking for £10.",
            "Name changes on bookings are made free of charge.",
            ConflictKind.AMOUNT,
        ),
        ("Dogs are welcome in the cottages.", "Pets are not allowed in the cottages.", ConflictKind.POLARITY),
        ("The service cannot be paused.", "You may pause the service for up to 3 months.", ConflictKind.POLARITY),
        (
            "We compensate you automatically for a missed appointment.",
            "You must claim compensation for a missed appointment.",
            ConflictKind.POLARITY,
        ),
        (
            "The helpline is open until 20:00 on weekdays.",
            "Our helpline closes at 18:00 from Monday to Friday.",
            ConflictKind.LIMIT,
        ),
        ("We read your meter every three months.", "Meters are read once a year.", ConflictKind.LIMIT),
    ],
)
def test_what_cannot_both_be_kept_disagrees_in_whatever_words(one: str, other: str, kind: ConflictKind) -> None:
    for found in (between(one, other), between(other, one)):
        assert found is not None
        assert found.kind is kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("A first reply comes within 2 working days.", "A complaint is decided within 8 weeks."),
        ("We refund a cancelled course within 10 days.", "We refund a cancelled membership within 5 days."),
        (
            "If we are more than 1 hour late, you get 25% of the fare back.",
            "If we are more than 2 hours late, you get 50% of the fare back.",
        ),
        ("Tell us at least 14 days before a change.", "We tell you at least 30 days before a change."),
        ("Unopened goods may be returned within 30 days.", "Opened goods may be returned within 14 days."),
        (
            "You may freeze a monthly membership for up to 3 months.",
            "You may freeze an annual membership for up to 6 months.",
        ),
        (
            "If we cancel a course, we refund the price within 10 days.",
            "If you cancel a course, we refund the price within 20 days.",
        ),
        ("You can pay by card.", "You cannot pay by cheque."),
        ("You may cancel within 14 days.", "You may not cancel after 14 days."),
        ("We collect large items for £35.", "Firms pay £60 when we collect large items."),
        ("We decide every claim within 20 days of receiving it.", "We pay claims within 5 days of our decision."),
        (
            "If you change your mind in the first 14 days, we refund the fee within 10 working days.",
            "Who leaves within 14 days of joining has the fee back within two weeks, which is ten working days.",
        ),
    ],
)
def test_two_cases_do_not_disagree(one: str, other: str) -> None:
    assert between(one, other) is None
    assert between(other, one) is None


def test_a_length_in_another_unit_is_the_same_where_it_is_as_long() -> None:
    assert between("Refunds take two weeks.", "Refunds take ten working days.") is None
    assert between("Refunds take two weeks.", "Refunds take twenty working days.") is not None


def test_few_common_words_disagree_only_under_headings_of_one_subject() -> None:
    one, other = "Refunds are paid within 5 days.", "We refund you within 10 days."
    assert between(one, other, under="Hotels", above="Trains") is None
    assert between(one, other, under="Our hotels", above="Hotels") is not None
    assert between(one, other, under="Hotels", above="Small print") is not None


def test_parts_of_one_paragraph_or_list_are_different_cases() -> None:
    places = [Place(document="one", passage=3, unit=unit) for unit in (7, 8)]
    one, other = ("We refund you within 5 days.", "We refund you within 10 days.")
    assert disagreement(Provision(one, places[0]), Provision(other, places[1])) is None


def test_the_reason_has_the_figures_as_they_are_written() -> None:
    found = between("A lost key costs £12.", "We replace lost keys for £20.")
    assert found is not None
    assert found.reason == "£12 against £20."


def test_the_end_of_each_quarter_tells_from_when_days_count_and_not_how_often() -> None:
    yearly = "We publish our results once a year on our website."
    assert between(yearly, "We publish our results within 20 working days of the end of each quarter.") is None
    found = between(yearly, "We publish our results every quarter on our website.")
    assert found is not None
    assert found.kind is ConflictKind.LIMIT
