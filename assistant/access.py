"""Keys and roles: who may do what. A key is shown once; the database keeps what recognises it, never the key."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa

from assistant import tables
from assistant.private_files import write_private
from assistant.roles import Role
from knowledge.database import Database
from knowledge.errors import InvalidInput, NotAllowed, UnknownName

KEY_START = "pledge_"
SECRET_FILE = "secret"  # noqa: S105 - the name of the file, not the secret
_SHOWN = len(KEY_START) + 6
_LONGEST_KEY = 200
#: How long another process's change to keys may stay unseen here.
REFRESH_SECONDS = 5.0


class KeyNotValid(NotAllowed):
    """Nobody can be recognised by this key."""

    def __init__(self) -> None:
        super().__init__(
            "This key is not valid: it is mistyped, expired or revoked. Ask an administrator for a new one."
        )


class RoleTooLow(NotAllowed):
    """The key's role may not do this."""

    def __init__(self, role: Role, least: Role) -> None:
        super().__init__(
            f"This needs the role {least} or higher; your key's role is {role}.", {"role": role, "needs": least}
        )


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key."""

    id: str
    name: str  #: given by whoever made it
    role: Role
    prefix: str  #: its first characters
    created_at: datetime
    expires_at: datetime | None = None
    revoked_at: datetime | None = None

    def valid(self, moment: datetime) -> bool:
        """Whether it opens anything at that moment."""
        return self.revoked_at is None and (self.expires_at is None or moment < self.expires_at)


class Keys:
    """Makes, lists, revokes and recognises keys."""

    def __init__(self, database: Database, secret: bytes) -> None:
        """Keys of a database, recognised with the server's secret (see `server_secret`)."""
        self._database = database
        self._secret = secret
        self._lent: dict[bytes, Key] = {}
        self._known: dict[bytes, Key] = {}
        self._read_at = float("-inf")
        self._reading = threading.Lock()

    def create(self, role: Role, name: str = "", days: int | None = None) -> tuple[Key, str]:
        """Make a key.

        Args:
            role: what it may do.
            name: for people to know it by.
            days: how long it is valid; None: until revoked.

        Returns:
            What is kept of it, and the key itself, which nobody can get again.
        """
        if days is not None and days < 1:
            raise InvalidInput("A key must be valid for at least one day.")
        key, token = _new(role, name, days)
        row = {
            "id": key.id,
            "name": key.name,
            "role": key.role.value,
            "prefix": key.prefix,
            "digest": self._digest(token),
            "created_at": key.created_at,
            "expires_at": key.expires_at,
        }
        with self._database.writing() as connection:
            connection.execute(sa.insert(tables.keys), row)
        self._forget()
        return key, token

    def lend(self, role: Role, name: str) -> str:
        """A key that lives as long as this process and is stored nowhere; returns the key itself."""
        key, token = _new(role, name, None)
        self._lent[self._digest(token)] = key
        return token

    def all(self) -> tuple[Key, ...]:
        """All stored keys, revoked ones too, oldest first."""
        return tuple(key for _, key in self._rows())

    def revoke(self, key_id: str) -> Key:
        """Make a key worthless, at once in this process and within `REFRESH_SECONDS` in others.

        Raises:
            UnknownName: no stored key has this id.
        """
        found = next((key for key in self.all() if key.id == key_id), None)
        if found is None:
            raise UnknownName("key", key_id)
        if found.revoked_at is not None:
            return found
        now = datetime.now(UTC)
        with self._database.writing() as connection:
            connection.execute(sa.update(tables.keys).where(tables.keys.c.id == key_id).values(revoked_at=now))
        self._forget()
        return replace(found, revoked_at=now)

    def known(self, token: str) -> Key | None:
        """The key, if it is valid and can be told from memory alone."""
        if time.monotonic() - self._read_at > REFRESH_SECONDS:
            return None
        return self._match(token)

    def recognise(self, token: str) -> Key:
        """Whose key this is.

        Raises:
            KeyNotValid: nobody's, or not any more.
        """
        self._read_again()
        key = self._match(token)
        if key is None:
            raise KeyNotValid
        return key

    def is_valid(self, key_id: str) -> bool:
        """Whether the key with this id still opens anything."""
        self._read_again()
        now = datetime.now(UTC)
        return any(key.id == key_id and key.valid(now) for key in (*self._known.values(), *self._lent.values()))

    def _read_again(self) -> None:
        """Learn what other processes have changed, if that was long ago."""
        with self._reading:
            if time.monotonic() - self._read_at > REFRESH_SECONDS:
                began = time.monotonic()
                self._known = dict(self._rows())
                self._read_at = began

    def _match(self, token: str) -> Key | None:
        # What is compared are digests keyed with the secret: the time a look-up takes says nothing about any key.
        digest = self._digest(token)
        key = self._known.get(digest) or self._lent.get(digest)
        return key if key is not None and key.valid(datetime.now(UTC)) else None

    def _digest(self, token: str) -> bytes:
        if len(token) > _LONGEST_KEY:
            token = ""
        return hmac.digest(self._secret, token.encode("utf-8", "replace"), hashlib.sha256)

    def _forget(self) -> None:
        with self._reading:
            self._read_at = float("-inf")

    def _rows(self) -> Iterator[tuple[bytes, Key]]:
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(tables.keys).order_by(tables.keys.c.created_at)).all()
        for row in rows:
            role = Role(row.role)
            key = Key(row.id, row.name, role, row.prefix, row.created_at, row.expires_at, row.revoked_at)
            yield row.digest, key


def server_secret(folder: Path, configured: str | None = None) -> bytes:
    """What keys are digested with: the configured secret, else one kept in the data folder for its owner alone."""
    if configured:
        return hashlib.sha256(configured.encode()).digest()
    path = folder / SECRET_FILE
    if not path.exists():
        write_private(path, secrets.token_hex(32))
    return bytes.fromhex(path.read_text(encoding="ascii").strip())


def _new(role: Role, name: str, days: int | None) -> tuple[Key, str]:
    token = KEY_START + secrets.token_urlsafe(32)
    now = datetime.now(UTC)
    expires = now + timedelta(days=days) if days else None
    return Key(f"k_{secrets.token_hex(8)}", name, role, token[:_SHOWN], now, expires), token
