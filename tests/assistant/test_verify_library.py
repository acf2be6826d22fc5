"""Verifying against a library: the scope of whoever asks decides what is evidence."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from assistant.verify import LibraryEvidence, Verdict, verify
from knowledge.database import Database
from knowledge.documents import CUSTOMER_AUDIENCES, STAFF_AUDIENCES, Audience, Declared, Scope
from knowledge.library import Library
from knowledge.readers import read
from tests.fakes import HashEmbedder, MemoryIndex

ON = date(2026, 6, 15)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    found = Library.assembled(database, MemoryIndex(), HashEmbedder(), today=lambda: ON, read=read)
    public = Declared(audience=Audience.PUBLIC)
    old = Declared(audience=Audience.PUBLIC, effective_to=date(2026, 3, 1))
    found.add("old.md", b"Parcels reach you within 9 working days.\n", declared=old)
    found.add("delivery.md", b"Parcels reach you within 5 working days.\n", declared=public)
    found.add("desk.md", b"We may waive the delivery fee once a year.\n", declared=Declared(audience=Audience.STAFF))
    yield found
    found.close()


def verdict(sentence: str, library: Library, audiences: frozenset[Audience], on: date = ON) -> Verdict:
    return verify(sentence, LibraryEvidence(library, Scope(audiences, on)), on=on).verdict


def test_what_only_staff_may_read_is_no_evidence_for_a_customer(library: Library) -> None:
    sentence = "We may waive the delivery fee once a year."
    assert verdict(sentence, library, STAFF_AUDIENCES) is Verdict.SUPPORTED
    assert verdict(sentence, library, CUSTOMER_AUDIENCES) is not Verdict.SUPPORTED


def test_a_version_supports_while_it_is_in_force(library: Library) -> None:
    sentence = "Parcels reach you within 9 working days."
    assert verdict(sentence, library, CUSTOMER_AUDIENCES) is not Verdict.SUPPORTED
    assert verdict(sentence, library, CUSTOMER_AUDIENCES, date(2026, 1, 15)) is Verdict.SUPPORTED
    assert verdict("Parcels reach you within 5 working days.", library, CUSTOMER_AUDIENCES) is Verdict.SUPPORTED


def test_a_salutation_in_a_paragraph_of_its_own_is_no_part_of_the_next_sentence(library: Library) -> None:
    text = "Dear Ms Hill,\n\nParcels reach you within 5 working days.\n\nKind regards\nSam"
    found = verify(text, LibraryEvidence(library, Scope(CUSTOMER_AUDIENCES, ON)), on=ON)
    assert [sentence.verdict for sentence in found.sentences] == [
        Verdict.NO_CLAIM,
        Verdict.SUPPORTED,
        Verdict.NO_CLAIM,
    ]
    assert [sentence.span.of(text) for sentence in found.sentences] == [sentence.text for sentence in found.sentences]
