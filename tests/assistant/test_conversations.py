"""Conversations in the database, SQLite and PostgreSQL alike, also when several write at once."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from assistant.conversations import Conversations, Exchange
from assistant.roles import Role
from assistant.sessions import Session, SessionNotValid, Sessions
from knowledge.database import Database
from knowledge.documents import Audience
from knowledge.errors import UnknownName
from tests import postgres

EXCHANGE = Exchange(
    question="How long may I return a lamp? I am ann@mail.example",
    as_of=date(2026, 6, 15),
    audience=Audience.PUBLIC,
    status="answered",
    reason=None,
    receipt="r_1",
    body={"text": "30 days"},
)


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        found = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
        yield found
        found.close()
        return
    with postgres.database(request.getfixturevalue("postgres_server")) as url:
        found = Database(url)
        yield found
        found.close()


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


def test_a_message_sent_twice_at_once_is_kept_once(conversations: Conversations) -> None:
    where = conversations.begin("v_1").id
    with ThreadPoolExecutor(8) as threads:
        kept = list(threads.map(lambda _: conversations.add(where, "v_1", "request-1", EXCHANGE), range(16)))
    assert len({message.id for message in kept}) == 1
    assert len(conversations.messages(where, "v_1")) == 1


def test_messages_sent_at_once_are_numbered_without_gaps(conversations: Conversations) -> None:
    where = conversations.begin("v_1").id
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: conversations.add(where, "v_1", f"request-{n}", EXCHANGE), range(16)))
    assert [message.number for message in conversations.messages(where, "v_1")] == list(range(1, 17))


def test_the_history_is_masked_and_no_longer_than_wanted(conversations: Conversations) -> None:
    where = conversations.begin("v_1").id
    for number in range(5):
        conversations.add(where, "v_1", f"request-{number}", EXCHANGE)
    history = conversations.history(where, "v_1", 4)
    assert [turn.role for turn in history] == ["user", "assistant", "user", "assistant"]
    assert "ann@" not in history[0].text
    assert history[1].text == "30 days"
    assert conversations.history(where, "v_1", 0) == ()


def test_conversations_are_listed_the_last_used_first(conversations: Conversations) -> None:
    first, second = conversations.begin("v_1"), conversations.begin("v_1")
    conversations.begin("v_2")
    conversations.add(first.id, "v_1", "request-1", replace(EXCHANGE, question="Why? " * 50))
    listed = conversations.of("v_1")
    assert [each.id for each in listed] == [first.id, second.id]
    assert listed[0].title.endswith("…")
    assert len(listed[0].title) <= 80
    assert [each.id for each in conversations.of("v_1", after=first.id)] == [second.id]
    with pytest.raises(UnknownName):
        conversations.of("v_2", after=first.id)


def test_an_erased_conversation_takes_no_more_messages(conversations: Conversations) -> None:
    where = conversations.begin("v_1").id
    conversations.add(where, "v_1", "request-1", EXCHANGE)
    conversations.delete(where, "v_1")
    with pytest.raises(UnknownName):
        conversations.add(where, "v_1", "request-2", EXCHANGE)
    with pytest.raises(UnknownName):
        conversations.delete(where, None)


def test_forgetting_many_at_once_forgets_all_that_are_old(conversations: Conversations) -> None:
    for _ in range(3):
        conversations.begin("v_1")
    assert conversations.forget_before(datetime.now(UTC) - timedelta(days=1)) == 0
    assert conversations.forget_before(datetime.now(UTC) + timedelta(days=1)) == 3


def test_ending_a_visitor_ends_all_their_tokens(database: Database) -> None:
    sessions = Sessions(database, b"s" * 32, minutes=15, hours=12, key_is_valid=lambda _: True)
    made = [sessions.begin(Role.CUSTOMER, visitor="v_1") for _ in range(2)]
    other: tuple[Session, str] = sessions.begin(Role.CUSTOMER)
    sessions.end("v_1")
    sessions.end("v_1")
    for _, token in made:
        with pytest.raises(SessionNotValid):
            sessions.recognise(token)
    assert sessions.recognise(other[1]).visitor == other[0].visitor


def test_another_servers_tokens_are_refused(database: Database) -> None:
    ours, theirs = (Sessions(database, secret * 32, 15, 12, lambda _: True) for secret in (b"a", b"b"))
    with pytest.raises(SessionNotValid, match="is not valid"):
        ours.recognise(theirs.begin(Role.CUSTOMER)[1])


def test_no_token_is_made_for_authors(database: Database) -> None:
    sessions = Sessions(database, b"s" * 32, 15, 12, lambda _: True)
    with pytest.raises(Exception, match="customer and staff"):
        sessions.begin(Role.AUTHOR)
