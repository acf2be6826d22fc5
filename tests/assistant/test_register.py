"""The register: commitments kept with their versions, the same promise recognised from version to version."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from assistant.commitments import Commitment, CommitmentType, Gap, Strength, extract, lone_unit
from assistant.register import ChangeKind, Register, Wanted, diff, export
from assistant.register.identity import named, same_promises
from assistant.register.tables import commitment_readings, commitments
from knowledge.database import Database
from knowledge.documents import CUSTOMER_AUDIENCES, GUIDANCE, STAFF_AUDIENCES, Audience, Declared, Scope
from knowledge.errors import UnknownName
from knowledge.library import Library
from knowledge.readers import read
from tests.fakes import HashEmbedder, MemoryIndex

TODAY = date(2026, 6, 15)
CUSTOMER, STAFF = Scope(CUSTOMER_AUDIENCES, TODAY), Scope(STAFF_AUDIENCES, TODAY)
PUBLIC = Declared(audience=Audience.PUBLIC)
OLD = """# Complaints

We acknowledge every complaint within 2 working days of receipt.
We aim to answer complaints within 10 working days of receipt.
We repair damaged garden chairs free of charge.
"""
NEW = """# Complaints

We acknowledge every complaint within 3 working days of receipt.
We will answer complaints within 10 working days of receipt.
Parcels are collected from your home within 5 days.
"""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    opened = Library.assembled(database, MemoryIndex(), HashEmbedder(), today=lambda: TODAY, read=read)
    yield opened
    opened.close()


@pytest.fixture
def register(library: Library) -> Register:
    until = Declared(audience=Audience.PUBLIC, label="1", effective_to=date(2026, 3, 1))
    since = Declared(audience=Audience.PUBLIC, label="2", effective_from=date(2026, 3, 1))
    library.add("complaints.md", OLD.encode(), declared=until)
    library.add("complaints.md", NEW.encode(), declared=since)
    library.add("desk.md", b"We may waive the delivery fee once a year.\n", declared=Declared())
    return Register(library)


def rows(library: Library) -> int:
    with library.database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(commitments)).scalar_one())


def texts(register: Register, scope: Scope, **wanted: object) -> list[str]:
    return [one.commitment.text for one in register.find(scope, Wanted(**wanted))]  # type: ignore[arg-type] # by name


def test_each_version_is_read_once(register: Register, library: Library) -> None:
    assert register.refresh() == 3
    stored = rows(library)
    assert register.refresh() == 0
    assert Register(library).refresh() == 0
    assert rows(library) == stored


def test_a_deleted_version_takes_its_commitments_along(register: Register, library: Library) -> None:
    register.refresh()
    library.delete("complaints.md")
    left = register.find(STAFF)
    assert [one.version.document for one in left] == ["desk.md"]
    assert rows(library) == len(left)


def test_another_recipe_is_read_again(register: Register, library: Library) -> None:
    register.refresh()
    stored = rows(library)
    with library.database.writing() as connection:
        connection.execute(sa.update(commitment_readings).values(recipe="an earlier one"))
    again = Register(library)
    assert again.refresh() == 3
    assert rows(library) == stored


def test_customers_find_public_commitments_in_force(register: Register) -> None:
    assert texts(register, CUSTOMER) == [line for line in NEW.splitlines()[2:] if line]
    assert "We may waive the delivery fee once a year." in texts(register, STAFF)
    earlier = Scope(CUSTOMER_AUDIENCES, date(2026, 1, 15))
    assert texts(register, earlier) == [line for line in OLD.splitlines()[2:] if line]


def test_guidance_promises_nothing(library: Library) -> None:
    guidance = Declared(audience=Audience.STAFF, collection=GUIDANCE)
    library.add("guide.md", b"We reply within 2 days.\n", declared=guidance)
    every = Scope(STAFF_AUDIENCES, TODAY, frozenset({GUIDANCE}))
    assert Register(library).find(every) == []


def test_filters_look_at_what_is_stored(register: Register) -> None:
    (collected,) = texts(register, CUSTOMER, text="collecting parcels")
    assert collected.startswith("Parcels are collected")
    assert texts(register, CUSTOMER, text="zebras") == []
    assert texts(register, CUSTOMER, gap=Gap.CLOCK) == [collected]
    assert texts(register, CUSTOMER, strength=Strength.AIM) == []
    assert texts(register, CUSTOMER, type=CommitmentType.REMEDY) == []
    assert texts(register, CUSTOMER, document="desk.md") == []
    assert len(texts(register, CUSTOMER, principle="timeliness")) == 3


def test_the_same_promise_keeps_its_id(register: Register) -> None:
    now = register.find(CUSTOMER, Wanted(text="acknowledge"))[0]
    history = register.history(now.id, CUSTOMER)
    assert [one.version.label for one in history] == ["1", "2"]
    assert register.get(now.id, CUSTOMER) == now


def test_an_internal_commitment_does_not_exist_for_customers(register: Register) -> None:
    internal = register.find(STAFF, Wanted(document="desk.md"))[0]
    with pytest.raises(UnknownName):
        register.get(internal.id, CUSTOMER)
    assert register.history(internal.id, CUSTOMER) == []


def test_a_diff_tells_what_became_of_each_promise(register: Register, library: Library) -> None:
    old, new = (register.of_version(version) for version in library.versions("complaints.md"))
    changes = {(change.after or change.before).commitment.text.split()[1]: change for change in diff(old, new)}  # type: ignore[union-attr] # one of the two is there
    assert changes["acknowledge"].what == ("2 working days became 3 working days.",)
    assert changes["will"].what[0] == "What was read as a target is now read as a promise."
    assert changes["are"].kind is ChangeKind.ADDED
    assert changes["repair"].kind is ChangeKind.REMOVED
    assert len(changes) == 4


def test_nothing_changes_between_a_version_and_itself(register: Register, library: Library) -> None:
    same = register.of_version(library.versions("complaints.md")[0])
    assert diff(same, same) == []


def test_a_spreadsheet_gets_no_formula(library: Library) -> None:
    library.add("sums.md", b"@home: we reply to you within 2 working days.\n", declared=PUBLIC)
    register = Register(library)
    (found,) = register.find(CUSTOMER)
    assert f"'{found.commitment.text}" in export([found], "csv").decode("utf-8-sig")


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(UnknownName):
        export([], "odt")


def records(lines: list[str]) -> list[Commitment]:
    return extract([lone_unit(line) for line in lines])


sentences = st.lists(
    st.sampled_from(
        [
            "We reply within 2 working days of receipt.",
            "We reply within 3 working days of receipt.",
            "We pay you 5 pounds if we are late.",
            "You may return a lamp within 30 days.",
            "We do not deliver to islands.",
        ]
    ),
    max_size=7,
)


@given(sentences, sentences)
def test_promises_are_matched_one_to_one(before: list[str], after: list[str]) -> None:
    old, new = records(before), records(after)
    pairs = same_promises(old, new)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs) <= set(range(len(new)))
    assert set(pairs.values()) <= set(range(len(old)))


@given(sentences)
def test_ids_are_unique_in_a_version_and_the_same_when_read_again(lines: list[str]) -> None:
    read_once = records(lines)
    names = named("a.md", read_once, [])
    assert len(set(names)) == len(names) == len(read_once)
    assert named("a.md", read_once, []) == names
    earlier = {place: names[other] for place, other in same_promises(read_once, read_once).items()}
    assert named("a.md", read_once, [earlier]) == names
