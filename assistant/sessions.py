"""Sessions: short-lived signed tokens with which a page chats, so that no page ever holds a key."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
import sqlalchemy as sa

from assistant import tables
from assistant.roles import Role
from knowledge.database import Database
from knowledge.errors import NotAllowed

_ALGORITHM = "HS256"
_AUDIENCE = "pledge-chat"
_LONGEST_TOKEN = 2_000
#: Tokens carry no higher role: pages chat, they do not administer.
ROLES = (Role.CUSTOMER, Role.STAFF)


class SessionNotValid(NotAllowed):
    """Nobody can be recognised by this token."""

    def __init__(self, why: str) -> None:
        super().__init__(f"This chat token {why}. POST /v1/sessions gives another.")


@dataclass(frozen=True, slots=True)
class Session:
    """What a token says."""

    id: str
    visitor: str  #: stays the same when the token is renewed
    role: Role
    site: str | None
    origin: str | None  #: of the page that may use it; None: any page of the site
    key_id: str | None  #: the key that vouched for the visitor
    began_at: datetime  #: when the visitor's first token was made
    expires_at: datetime


class Sessions:
    """Begins, renews, recognises and ends them."""

    def __init__(
        self, database: Database, secret: bytes, minutes: float, hours: float, key_is_valid: Callable[[str], bool]
    ) -> None:
        """Sessions whose tokens are signed with a key made from the server's secret.

        Args:
            database: keeps which tokens were revoked.
            secret: see `access.server_secret`.
            minutes: how long a token is valid.
            hours: how long it can be renewed, from the first one on.
            key_is_valid: whether the key that vouched for a session still opens anything.
        """
        self._database = database
        self._secret = secret
        self._signing_key = hmac.digest(secret, b"session tokens", hashlib.sha256)
        self._lifetime = timedelta(minutes=minutes)
        self._longest = timedelta(hours=hours)
        self._key_is_valid = key_is_valid

    def begin(
        self,
        role: Role,
        *,
        site: str | None = None,
        origin: str | None = None,
        key_id: str | None = None,
        visitor: str | None = None,
    ) -> tuple[Session, str]:
        """A new session and its token, which is stored nowhere."""
        if role not in ROLES:
            raise NotAllowed(f"Tokens are for the roles customer and staff; {role} needs a key or the console.")
        now = datetime.now(UTC)
        made = Session(
            id=f"s_{secrets.token_hex(12)}",
            visitor=visitor or f"v_{secrets.token_hex(12)}",
            role=role,
            site=site,
            origin=origin,
            key_id=key_id,
            began_at=now,
            expires_at=now + self._lifetime,
        )
        return made, self._token(made)

    def renew(self, session: Session) -> tuple[Session, str]:
        """Another token for the same visitor.

        Raises:
            SessionNotValid: the first one was made too long ago.
        """
        now = datetime.now(UTC)
        if now - session.began_at > self._longest:
            raise SessionNotValid("has been renewed for as long as it may be")
        made = Session(
            id=f"s_{secrets.token_hex(12)}",
            visitor=session.visitor,
            role=session.role,
            site=session.site,
            origin=session.origin,
            key_id=session.key_id,
            began_at=session.began_at,
            expires_at=now + self._lifetime,
        )
        return made, self._token(made)

    def visitor_called(self, key_id: str, user: str) -> str:
        """The visitor that a server means by a name of its own; the name itself is not kept."""
        digest = hmac.new(self._secret, f"visitor\0{key_id}\0{user}".encode("utf-8", "replace"), hashlib.sha256)
        return f"v_{digest.hexdigest()[:24]}"

    def recognise(self, token: str) -> Session:
        """Whose token this is.

        Raises:
            SessionNotValid: it is none of ours, expired or revoked, or its key is.
        """
        session = _session_of(self._claims(token))
        if self._revoked(session):
            raise SessionNotValid("has been revoked")
        if session.key_id and not self._key_is_valid(session.key_id):
            raise SessionNotValid("was made with a key that is not valid any more")
        return session

    def end(self, name: str) -> None:
        """Revoke a token by its session's id, or all of a visitor's by theirs."""
        now = datetime.now(UTC)
        revoked = tables.revoked_sessions
        with self._database.writing() as connection:
            connection.execute(sa.delete(revoked).where(revoked.c.until < now))
            if not connection.execute(sa.select(revoked.c.id).where(revoked.c.id == name)).first():
                until = now + self._longest + self._lifetime
                connection.execute(sa.insert(revoked), {"id": name, "until": until})

    def _token(self, session: Session) -> str:
        claims = {
            "iss": "pledge",
            "aud": _AUDIENCE,
            "jti": session.id,
            "sub": session.visitor,
            "role": session.role.value,
            "site": session.site,
            "origin": session.origin,
            "key": session.key_id,
            "auth_time": int(session.began_at.timestamp()),
            "exp": session.expires_at.timestamp(),
        }
        return jwt.encode(claims, self._signing_key, _ALGORITHM)

    def _claims(self, token: str) -> dict[str, Any]:
        if len(token) > _LONGEST_TOKEN:
            raise SessionNotValid("is not valid")
        wanted = ["jti", "sub", "role", "auth_time", "exp"]
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._signing_key,
                [_ALGORITHM],
                audience=_AUDIENCE,
                issuer="pledge",
                options={"require": wanted},
            )
        except jwt.ExpiredSignatureError as error:
            raise SessionNotValid("has expired") from error
        except jwt.InvalidTokenError as error:
            raise SessionNotValid("is not valid") from error
        return claims

    def _revoked(self, session: Session) -> bool:
        column = tables.revoked_sessions.c.id
        with self._database.reading() as connection:
            return bool(connection.execute(sa.select(column).where(column.in_([session.id, session.visitor]))).first())


def is_session_token(token: str) -> bool:
    """Whether this has the shape of a session's token rather than of a key."""
    return token.count(".") == len(("header.claims", "claims.signature"))


def _session_of(claims: dict[str, Any]) -> Session:
    return Session(
        id=claims["jti"],
        visitor=claims["sub"],
        role=Role(claims["role"]),
        site=claims["site"],
        origin=claims["origin"],
        key_id=claims["key"],
        began_at=datetime.fromtimestamp(claims["auth_time"], UTC),
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
    )
