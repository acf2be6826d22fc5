"""Keys: recognised by what only we can compute, and by nothing that is stored."""

from __future__ import annotations

import sqlite3
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant import access
from assistant.access import Key, KeyNotValid, Keys, server_secret
from assistant.roles import Role
from knowledge.database import Database
from knowledge.documents import Audience
from knowledge.errors import InvalidInput, UnknownName


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    yield opened
    opened.close()


@pytest.fixture
def keys(database: Database) -> Keys:
    return Keys(database, b"secret")


def test_each_role_may_do_what_those_before_it_may() -> None:
    may = {role: [other.value for other in Role if role.may(other)] for role in Role}
    assert may == {
        Role.CUSTOMER: ["customer"],
        Role.STAFF: ["customer", "staff"],
        Role.AUTHOR: ["customer", "staff", "author"],
        Role.ADMIN: ["customer", "staff", "author", "admin"],
    }


def test_customers_alone_read_public_documents_alone() -> None:
    assert [role for role in Role if Audience.STAFF in role.audiences] == [Role.STAFF, Role.AUTHOR, Role.ADMIN]


def test_a_key_is_recognised_from_memory_after_the_first_time(keys: Keys) -> None:
    key, token = keys.create(Role.STAFF, "desk")
    assert keys.known(token) is None
    assert keys.recognise(token) == key
    assert keys.known(token) == key


@pytest.mark.parametrize("token", ["", "pledge_", "pledge_" + "x" * 43, "x" * 1000, "\ud800"])
def test_anything_else_is_nobody(keys: Keys, token: str) -> None:
    keys.create(Role.STAFF)
    with pytest.raises(KeyNotValid):
        keys.recognise(token)


def test_a_stolen_database_opens_nothing(keys: Keys, tmp_path: Path) -> None:
    _, token = keys.create(Role.ADMIN)
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token.encode() not in content
    assert len(sqlite3.connect(tmp_path / "test.sqlite3").execute("SELECT digest FROM keys").fetchone()[0]) == 32


def test_another_secret_recognises_nothing(keys: Keys, database: Database) -> None:
    _, token = keys.create(Role.ADMIN)
    with pytest.raises(KeyNotValid):
        Keys(database, b"other secret").recognise(token)


def test_a_revoked_key_is_worthless_at_once(keys: Keys) -> None:
    key, token = keys.create(Role.STAFF)
    keys.recognise(token)
    assert keys.revoke(key.id).revoked_at
    assert keys.known(token) is None
    with pytest.raises(KeyNotValid):
        keys.recognise(token)


def test_another_process_learns_of_a_revocation(
    keys: Keys, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Keys(database, b"secret")
    key, token = keys.create(Role.STAFF)
    other.recognise(token)
    keys.revoke(key.id)
    monkeypatch.setattr(access, "REFRESH_SECONDS", 0.0)
    with pytest.raises(KeyNotValid):
        other.recognise(token)


def test_revoking_what_is_not_there_says_so(keys: Keys) -> None:
    with pytest.raises(UnknownName, match="k_none"):
        keys.revoke("k_none")


def test_an_expired_key_is_not_valid() -> None:
    now = datetime.now(UTC)
    key = Key("k", "", Role.STAFF, "pledge_x", now - timedelta(days=2), expires_at=now)
    assert not key.valid(now)
    assert key.valid(now - timedelta(seconds=1))


def test_a_key_for_no_day_is_refused(keys: Keys) -> None:
    with pytest.raises(InvalidInput):
        keys.create(Role.STAFF, days=0)


def test_a_lent_key_is_stored_nowhere(keys: Keys, database: Database) -> None:
    token = keys.lend(Role.ADMIN, "command line")
    assert keys.recognise(token).role is Role.ADMIN
    assert keys.all() == ()
    with pytest.raises(KeyNotValid):
        Keys(database, b"secret").recognise(token)


def test_the_secret_is_made_once_and_for_its_owner_alone(tmp_path: Path) -> None:
    made = server_secret(tmp_path)
    assert server_secret(tmp_path) == made
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600
    assert server_secret(tmp_path, "configured") == server_secret(tmp_path.parent, "configured") != made
