"""Accounts and sign-ins: passwords, one-time passwords, the last administrator, and how a sign-in ends."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from assistant import tables
from assistant.accounts import Accounts, SignInRefused
from assistant.roles import Role
from assistant.signins import SignIns
from knowledge.database import Database
from knowledge.errors import Conflict, InvalidInput, UnknownName

GOOD = "a harbour in the fog"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'pledge.db'}")
    yield opened
    opened.close()


@pytest.fixture
def accounts(database: Database) -> Accounts:
    return Accounts(database)


@pytest.fixture
def sign_ins(database: Database, accounts: Accounts) -> SignIns:
    return SignIns(database, accounts, b"secret")


def test_name_and_password_recognise_an_account_and_nothing_else_does(accounts: Accounts) -> None:
    made, _ = accounts.create("Ana.Ruiz", Role.AUTHOR, GOOD)
    assert accounts.check(" ana.RUIZ ", GOOD) == made
    for name, password in (("ana.ruiz", "another harbour"), ("ana", GOOD), ("ana.ruiz", ""), ("", "")):
        with pytest.raises(SignInRefused):
            accounts.check(name, password)


def test_only_a_hash_of_the_password_is_stored(accounts: Accounts, database: Database) -> None:
    accounts.create("ana", Role.STAFF, GOOD)
    with database.reading() as connection:
        stored = connection.execute(sa.select(tables.accounts.c.password)).scalar_one()
    assert stored.startswith("$argon2id$")
    assert GOOD not in stored


def test_a_password_that_was_made_must_be_changed(accounts: Accounts) -> None:
    made, password = accounts.create("ana", Role.STAFF)
    assert accounts.check("ana", password).one_time
    accounts.change_password(made.id, GOOD)
    assert not accounts.check("ana", GOOD).one_time
    again = accounts.reset_password(made.id)
    assert accounts.check("ana", again).one_time
    with pytest.raises(SignInRefused):
        accounts.check("ana", GOOD)


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaaaaaaaa", "my name is ana ok", "x" * 201])
def test_easy_passwords_are_refused(accounts: Accounts, password: str) -> None:
    with pytest.raises(InvalidInput):
        accounts.create("ana", Role.STAFF, password)


@pytest.mark.parametrize("name", ["", "two words", "<b>", "a/b", "x" * 101, "line\nbreak"])
def test_names_that_cannot_be_typed_are_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(InvalidInput):
        accounts.create(name, Role.STAFF)


def test_a_name_is_taken_once_whatever_its_case(accounts: Accounts) -> None:
    accounts.create("ana", Role.STAFF)
    with pytest.raises(Conflict, match="already"):
        accounts.create("ANA", Role.ADMIN)


def test_the_last_administrator_stays(accounts: Accounts) -> None:
    first, _ = accounts.create("ana", Role.ADMIN)
    second, _ = accounts.create("ben", Role.ADMIN)
    accounts.disable(second.id)
    with pytest.raises(Conflict, match="last administrator"):
        accounts.disable(first.id)
    with pytest.raises(Conflict, match="last administrator"):
        accounts.set_role(first.id, Role.STAFF)
    accounts.enable(second.id)
    assert accounts.set_role(first.id, Role.STAFF).role is Role.STAFF


def test_a_disabled_account_cannot_sign_in_and_is_signed_out(accounts: Accounts, sign_ins: SignIns) -> None:
    made, _ = accounts.create("ana", Role.STAFF, GOOD)
    token = sign_ins.begin(made, hours=1)
    accounts.disable(made.id)
    assert sign_ins.recognise(token) is None
    with pytest.raises(SignInRefused):
        accounts.check("ana", GOOD)


def test_a_role_changes_at_once_for_who_is_signed_in(accounts: Accounts, sign_ins: SignIns) -> None:
    made, _ = accounts.create("ana", Role.STAFF)
    token = sign_ins.begin(made, hours=1)
    accounts.set_role(made.id, Role.AUTHOR)
    found = sign_ins.recognise(token)
    assert found
    assert found.account.role is Role.AUTHOR


def test_a_sign_in_ends_by_itself_by_hand_and_everywhere(accounts: Accounts, sign_ins: SignIns) -> None:
    made, _ = accounts.create("ana", Role.STAFF)
    tokens = [sign_ins.begin(made, hours=1) for _ in range(3)]
    over = sign_ins.begin(made, hours=0)
    assert sign_ins.recognise(over) is None
    sign_ins.end(tokens[0])
    assert [bool(sign_ins.recognise(token)) for token in tokens] == [False, True, True]
    assert sign_ins.count(made.id) == 2
    sign_ins.end_all(made.id)
    assert not any(sign_ins.recognise(token) for token in tokens)


@pytest.mark.parametrize("token", ["", "x", "é" * 50, "y" * 10_000, "\ud800"])
def test_no_other_text_is_a_sign_in(sign_ins: SignIns, accounts: Accounts, token: str) -> None:
    sign_ins.begin(accounts.create("ana", Role.STAFF)[0], hours=1)
    assert sign_ins.recognise(token) is None


def test_each_sign_in_has_its_own_form_token(accounts: Accounts, sign_ins: SignIns) -> None:
    made, _ = accounts.create("ana", Role.STAFF)
    first, second = sign_ins.begin(made, hours=1), sign_ins.begin(made, hours=1)
    assert sign_ins.form_token(first) == sign_ins.form_token(first) != sign_ins.form_token(second)


def test_who_is_vouched_for_gets_an_account_once(accounts: Accounts) -> None:
    accounts.create("ana@example.org", Role.STAFF)
    first = accounts.vouched_for("https://id.example.org|7", "Ana@example.org", Role.STAFF)
    assert first.name == "ana@example.org-2"
    again = accounts.vouched_for("https://id.example.org|7", "ana.ruiz@example.org", Role.AUTHOR)
    assert (again.id, again.role) == (first.id, Role.AUTHOR)
    with pytest.raises(InvalidInput, match="no password here"):
        accounts.change_password(first.id, GOOD)
    accounts.disable(first.id)
    with pytest.raises(SignInRefused):
        accounts.vouched_for("https://id.example.org|7", "ana", Role.STAFF)


def test_an_unknown_account_says_so(accounts: Accounts) -> None:
    with pytest.raises(UnknownName):
        accounts.get("a_none")
