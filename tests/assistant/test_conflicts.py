"""Contradictions: found where two commitments cannot both be kept, not where two cases differ."""

from __future__ import annotations

import pytest

from assistant.commitments import extract, units_in_context
from assistant.conflicts import Conflict, conflicts
from assistant.disagreement import ConflictKind
from assistant.register import Registered
from knowledge.documents import Audience, Version
from knowledge.readers import read
from knowledge.units import split


def between(*documents: str) -> list[Conflict]:
    found: list[Registered] = []
    for number, text in enumerate(documents):
        document = read("any.md", text.encode())
        passages, units = split(document)
        version = Version(str(number), f"{number}.md", 1, "Terms", Audience.PUBLIC, "policies", "1", "hash")
        records = extract(units_in_context(document.text, units, passages))
        found += [Registered(f"{number}-{place}", version, place, record) for place, record in enumerate(records)]
    return conflicts(found)


def test_two_limits_for_one_promise_contradict() -> None:
    (found,) = between(
        "We refund the delivery charge within 5 working days of receiving the goods.",
        "We refund the delivery charge within 10 working days of receiving the goods.",
    )
    assert found.kind is ConflictKind.LIMIT
    assert found.reason == "5 working days against 10 working days."


def test_two_amounts_for_one_remedy_contradict() -> None:
    (found,) = between(
        "If we miss the booked day, we pay you £20 automatically.",
        "If we miss the booked day, we pay you £30 automatically.",
    )
    assert (found.kind, found.reason) == (ConflictKind.AMOUNT, "£20 against £30.")


def test_a_contradiction_within_one_document_is_found() -> None:
    found = between(
        "# Complaints\n\nWe answer every complaint within 5 working days of receipt.\n\n"
        "# Contact\n\nWe answer every complaint within 8 working days of receipt.\n"
    )
    assert [conflict.reason for conflict in found] == ["5 working days against 8 working days."]


def test_chapters_of_one_document_may_set_different_limits_for_different_things() -> None:
    found = between(
        "# Sofas and armchairs\n\nWe deliver your order within 5 working days of the day you place it.\n\n"
        "# Carpets\n\nWe deliver your order within 8 working days of the day you place it.\n"
    )
    assert found == []


def test_granting_and_refusing_the_same_contradict() -> None:
    found = between("We deliver parcels to the islands.", "We do not deliver parcels to the islands.")
    assert [conflict.kind for conflict in found] == [ConflictKind.POLARITY]


@pytest.mark.parametrize(
    ("one", "other", "reason"),
    [
        (
            "You may return anything within 30 days of receiving it.",
            "Goods can be sent back within 14 days of delivery.",
            "30 days against 14 days.",
        ),
        (
            "Refunds are paid within 5 working days.",
            "We refund you within 10 working days.",
            "5 working days against 10 working days.",
        ),
        (
            "We reply to emails within two working days.",
            "Emails are answered within 24 hours.",
            "two working days against 24 hours.",
        ),
        (
            "We keep recordings of calls for 90 days.",
            "Call recordings are deleted after six months.",
            "90 days against six months.",
        ),
        (
            "Complaints are decided within 8 weeks.",
            "We decide every complaint within 20 working days.",
            "8 weeks against 20 working days.",
        ),
        (
            "Our service is available 99.9% of the time.",
            "We guarantee an uptime of 99.5%.",
            "99.9% against 99.5%.",
        ),
        (
            "If we miss an appointment, we pay you £30.",
            "We pay £20 for each missed appointment.",
            "£30 against £20.",
        ),
    ],
)
def test_a_contradiction_in_other_words_is_found(one: str, other: str, reason: str) -> None:
    assert [conflict.reason for conflict in between(one, other)] == [reason]


def test_few_words_do_not_contradict_under_headings_that_tell_two_cases_apart() -> None:
    trains = "# Trains\n\nWe answer emails within 2 days.\n\n# Hotels\n\nWe answer emails within 5 days.\n"
    assert between(trains) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("We refund you within 5 days of the return.", "We refund you within 10 days of your cancellation."),
        ("Members have 60 days.", "Members pay nothing for it."),
        ("We acknowledge complaints within 2 days.", "We answer complaints within 10 days."),
        ("Economy parcels arrive in 5 days.", "Express parcels arrive in 1 day."),
        ("Refunds to cards take 3 days.", "Refunds to bank accounts take 5 days."),
        ("We answer emails within 1 hour of receipt.", "We answer letters within 1 week of receipt."),
        ("We repair large items within 10 days of collection.", "We repair small items within 5 days of collection."),
        ("We aim to answer complaints within 2 days of receipt.", "We answer complaints within 5 days of receipt."),
        ("We answer complaints within 1 day of receipt.", "We answer complaints within 24 hours of receipt."),
        ("By law you may cancel an order within 14 days.", "You may cancel an order within 30 days."),
        ("We refund sofas within 7 days of the return.", "We refund curtains within 9 days of the return."),
        (
            "If your station is staffed, book help at least 2 hours before travel.",
            "If your station is not staffed, book help at least 24 hours before travel.",
        ),
        ("If we take longer, we credit £30 to your next bill.", "If it does not, we credit £15 to your next bill."),
    ],
)
def test_different_cases_do_not_contradict(one: str, other: str) -> None:
    assert between(one, other) == []


def test_the_rows_of_one_table_are_different_cases() -> None:
    table = (
        "| Service | We promise |\n|---|---|\n| Email | A reply within 2 days |\n| Letter | A reply within 7 days |\n"
    )
    assert between(table) == []


def test_the_same_words_twice_are_one_contradiction() -> None:
    five, ten = "We answer complaints within 5 days of receipt.", "We answer complaints within 10 days of receipt."
    assert len(between(five, ten, five)) == 1
