"""The tables for keys, accounts, sessions, conversations, receipts and the audit trail; see `knowledge.tables`."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    ForeignKey,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from knowledge.tables import Instant, metadata

keys = Table(
    "keys",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", Text, nullable=False),
    Column("role", String(20), nullable=False),
    Column("prefix", String(20), nullable=False),  # the key's first characters: for people to recognise it
    Column("digest", LargeBinary(32), nullable=False, unique=True),  # HMAC-SHA256 with the server's secret
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant),
    Column("revoked_at", Instant),
)

receipts = Table(
    "receipts",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("created_at", Instant, nullable=False, index=True),
    Column("body", Text, nullable=False),  # JSON of `answers.Receipt`
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("actor", Text, nullable=False),  # the key's id
    Column("action", String(60), nullable=False),
    Column("target", Text, nullable=False),
    Column("details", Text, nullable=False),  # JSON
)

#: One row: what it says of itself.
organisation = Table(
    "organisation",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("body", Text, nullable=False),  # JSON of `organisation.Organisation`
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("name", String(100), nullable=False, unique=True),  # in lower case
    Column("role", String(20), nullable=False),
    Column("password", Text),  # argon2id; null where somebody else vouches for the person
    Column("subject", Text, unique=True),  # issuer and id of the person there
    Column("one_time", Boolean, nullable=False),  # whether the password must be changed before anything else
    Column("created_at", Instant, nullable=False),
    Column("disabled_at", Instant),
)

sign_ins = Table(
    "sign_ins",
    metadata,
    Column("digest", LargeBinary(32), primary_key=True),  # HMAC-SHA256 of the cookie's value
    Column("account", ForeignKey("accounts.id"), nullable=False, index=True),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False, index=True),
)

#: Tokens of pages that were revoked before they ended by themselves.
revoked_sessions = Table(
    "revoked_sessions",
    metadata,
    Column("id", String(64), primary_key=True),  # a session's or a visitor's
    Column("until", Instant, nullable=False, index=True),  # from then on no token of theirs is valid anyway
)

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),  # a key's, account's or visitor's id
    Column("site", String(64)),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False, index=True),
)

#: A message is a question with what became of it.
messages = Table(
    "messages",
    metadata,
    Column("id", String(32), primary_key=True),
    Column("conversation", ForeignKey("conversations.id"), nullable=False),
    Column("number", Integer, nullable=False),  # from 1
    Column("request", String(64), nullable=False),  # the sender's name of it: sent again, it is not asked again
    Column("at", Instant, nullable=False, index=True),
    Column("question", Text, nullable=False),  # personal data masked
    Column("as_of", Date, nullable=False),
    Column("audience", String(20), nullable=False),  # the widest that the asker may read
    Column("status", String(30), nullable=False, index=True),
    Column("reason", String(40)),  # of an abstention
    Column("receipt", String(64), nullable=False),
    Column("body", Text, nullable=False),  # JSON of the answer as it was shown
    Column("helpful", Boolean),  # null: nobody said
    Column("feedback", Text),  # why, in the reader's words, personal data masked
    Column("feedback_at", Instant),
    UniqueConstraint("conversation", "number"),
    UniqueConstraint("conversation", "request"),
)

#: Tokens of language models by day and by who asked.
model_spending = Table(
    "model_spending",
    metadata,
    Column("day", Date, primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("tokens", Integer, nullable=False),
    Column("calls", Integer, nullable=False),
)
