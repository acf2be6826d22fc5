"""Who is signed in to the console: tokens that are kept by their digest, end by themselves and can be ended."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from assistant import tables
from assistant.accounts import Account, Accounts
from knowledge.database import Database

_LONGEST_TOKEN = 100


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody is signed in."""

    account: Account
    created_at: datetime
    expires_at: datetime


class SignIns:
    """Begins, recognises and ends them."""

    def __init__(self, database: Database, accounts: Accounts, secret: bytes) -> None:
        """Sign-ins of a database's accounts, recognised with the server's secret."""
        self._database = database
        self._accounts = accounts
        self._secret = secret

    def begin(self, account: Account, hours: float) -> str:
        """Sign somebody in; returns the token that recognises them, which nobody can get again."""
        token = secrets.token_urlsafe(32)
        now = datetime.now(UTC)
        row = {
            "digest": self._digest(token),
            "account": account.id,
            "created_at": now,
            "expires_at": now + timedelta(hours=hours),
        }
        with self._database.writing() as connection:
            connection.execute(sa.delete(tables.sign_ins).where(tables.sign_ins.c.expires_at < now))
            connection.execute(sa.insert(tables.sign_ins), row)
        return token

    def recognise(self, token: str) -> SignIn | None:
        """Who is signed in with this token; None: nobody, or not any more."""
        query = sa.select(tables.sign_ins).where(tables.sign_ins.c.digest == self._digest(token))
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        if row is None or row.expires_at <= datetime.now(UTC):
            return None
        account = self._accounts.get(row.account)
        return None if account.disabled_at else SignIn(account, row.created_at, row.expires_at)

    def end(self, token: str) -> None:
        """Sign out."""
        with self._database.writing() as connection:
            connection.execute(sa.delete(tables.sign_ins).where(tables.sign_ins.c.digest == self._digest(token)))

    def end_all(self, account_id: str) -> int:
        """Sign an account out everywhere; returns how many sign-ins that ended."""
        with self._database.writing() as connection:
            gone = connection.execute(sa.delete(tables.sign_ins).where(tables.sign_ins.c.account == account_id))
            return int(gone.rowcount)

    def count(self, account_id: str) -> int:
        """In how many places an account is signed in."""
        columns = tables.sign_ins.c
        query = sa.select(sa.func.count()).where(columns.account == account_id, columns.expires_at > datetime.now(UTC))
        with self._database.reading() as connection:
            return int(connection.execute(query).scalar_one())

    def form_token(self, token: str) -> str:
        """What forms of this sign-in carry, so that no other site can send them."""
        return hmac.new(self._secret, b"form " + token.encode("utf-8", "replace"), hashlib.sha256).hexdigest()

    def _digest(self, token: str) -> bytes:
        if len(token) > _LONGEST_TOKEN:
            token = ""
        return hmac.digest(self._secret, token.encode("utf-8", "replace"), hashlib.sha256)
