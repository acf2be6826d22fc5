"""Accounts of the console: a name, a role and a password, of which only an argon2 hash is kept."""

from __future__ import annotations

import re
import secrets
import threading
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from assistant import tables
from assistant.roles import Role
from knowledge.database import Database
from knowledge.errors import Conflict, InvalidInput, NotAllowed, UnknownName

if TYPE_CHECKING:
    from argon2 import PasswordHasher

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
_NAME = re.compile(r"[\w.@+-]{1,100}")
#: Hashing takes 64 MiB and a tenth of a second: so many at once, the others wait.
_AT_ONCE = 2


class SignInRefused(NotAllowed):
    """No account has this name and this password; no telling which of the two is wrong."""

    def __init__(self) -> None:
        super().__init__("This name and password do not belong together. Try again, or ask an administrator.")


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may sign in."""

    id: str
    name: str  #: in lower case
    role: Role
    created_at: datetime
    one_time: bool = False  #: the password must be changed before anything else
    subject: str | None = None  #: who they are for the organisation's own sign-in; None: they have a password here
    disabled_at: datetime | None = None


class Accounts:
    """Makes, lists, disables and recognises accounts."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._hashing = threading.BoundedSemaphore(_AT_ONCE)

    def create(self, name: str, role: Role, password: str | None = None) -> tuple[Account, str]:
        """Make an account.

        Args:
            name: what they type to sign in; letters, digits and `. @ + - _`.
            role: what they may do.
            password: theirs from now on; None: one is made, to be changed at the first sign-in.

        Returns:
            The account and its password.

        Raises:
            InvalidInput: the name or the password cannot be used.
            Conflict: the name is taken.
        """
        name = _valid_name(name)
        if password is not None:
            check_password(password, name)
        given = password or one_time_password()
        account = Account(_new_id(), name, role, datetime.now(UTC), one_time=password is None)
        self._insert(account, self._hashed(given))
        return account, given

    def vouched_for(self, subject: str, name: str, role: Role) -> Account:
        """The account of a person whom the organisation's own sign-in has recognised, made when they first come.

        Raises:
            SignInRefused: the account is disabled.
        """
        found = self._first(tables.accounts.c.subject == subject)
        if found is None:
            free = self._free_name(_NAME_PART.sub("-", name.lower())[:90] or "somebody")
            account = Account(_new_id(), free, role, datetime.now(UTC), subject=subject)
            self._insert(account, None)
            return account
        if found.disabled_at is not None:
            raise SignInRefused
        if found.role is not role:
            self._update(found.id, role=role.value)
        return replace(found, role=role)

    def check(self, name: str, password: str) -> Account:
        """Whose name and password these are.

        Raises:
            SignInRefused: nobody's, or the account is disabled.
        """
        query = sa.select(tables.accounts).where(tables.accounts.c.name == name.strip().lower())
        with self._database.reading() as connection:
            row = connection.execute(query).one_or_none()
        stored = row.password if row is not None and row.password else None
        # An unknown name takes as long as a wrong password.
        right = self._verified(stored or self._nobody, password[: LONGEST_PASSWORD + 1])
        if row is None or stored is None or not right or row.disabled_at is not None:
            raise SignInRefused
        if self._hasher.check_needs_rehash(stored):
            self._update(row.id, password=self._hashed(password))
        return _account(row)

    def change_password(self, account_id: str, password: str) -> None:
        """Give an account a password of its owner's choice.

        Raises:
            UnknownName: there is no such account.
            InvalidInput: the password cannot be used.
        """
        account = self.get(account_id)
        if account.subject is not None:
            raise InvalidInput("This account has no password here: its owner signs in with the organisation's sign-in.")
        check_password(password, account.name)
        self._update(account_id, password=self._hashed(password), one_time=False)

    def reset_password(self, account_id: str) -> str:
        """A new password for an account, to be changed at the next sign-in.

        Raises:
            UnknownName: there is no such account.
        """
        password = one_time_password()
        self.change_password(account_id, password)
        self._update(account_id, one_time=True)
        return password

    def set_role(self, account_id: str, role: Role) -> Account:
        """Let an account do more or less, at once.

        Raises:
            UnknownName: there is no such account.
            Conflict: it is the last administrator.
        """
        account = self.get(account_id)
        if role is not Role.ADMIN:
            self._not_the_last(account)
        self._update(account_id, role=role.value)
        return replace(account, role=role)

    def disable(self, account_id: str) -> Account:
        """Close an account, at once; it stays in the list, so that the audit trail keeps its name.

        Raises:
            UnknownName: there is no such account.
            Conflict: it is the last administrator.
        """
        account = self.get(account_id)
        if account.disabled_at is not None:
            return account
        self._not_the_last(account)
        now = datetime.now(UTC)
        self._update(account_id, disabled_at=now)
        return replace(account, disabled_at=now)

    def enable(self, account_id: str) -> Account:
        """Open a disabled account again.

        Raises:
            UnknownName: there is no such account.
        """
        account = self.get(account_id)
        self._update(account_id, disabled_at=None)
        return replace(account, disabled_at=None)

    def get(self, account_id: str) -> Account:
        """An account by its id.

        Raises:
            UnknownName: there is none.
        """
        found = self._first(tables.accounts.c.id == account_id)
        if found is None:
            raise UnknownName("account", account_id)
        return found

    def named(self, name: str) -> Account | None:
        """An account by its name."""
        return self._first(tables.accounts.c.name == name.strip().lower())

    def all(self) -> tuple[Account, ...]:
        """All accounts, disabled ones too, by name."""
        with self._database.reading() as connection:
            rows = connection.execute(sa.select(tables.accounts).order_by(tables.accounts.c.name)).all()
        return tuple(_account(row) for row in rows)

    @cached_property
    def _hasher(self) -> PasswordHasher:
        from argon2 import PasswordHasher  # noqa: PLC0415 - only who signs in pays for it

        return PasswordHasher()

    @cached_property
    def _nobody(self) -> str:
        return self._hashed(secrets.token_hex(16))

    def _hashed(self, password: str) -> str:
        with self._hashing:
            return self._hasher.hash(password)

    def _verified(self, stored: str, password: str) -> bool:
        from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415 - with the hasher

        with self._hashing:
            try:
                return self._hasher.verify(stored, password)
            except (VerificationError, InvalidHashError):
                return False

    def _insert(self, account: Account, password: str | None) -> None:
        row = {
            "id": account.id,
            "name": account.name,
            "role": account.role.value,
            "password": password,
            "subject": account.subject,
            "one_time": account.one_time,
            "created_at": account.created_at,
        }
        try:
            with self._database.writing() as connection:
                connection.execute(sa.insert(tables.accounts), row)
        except sa.exc.IntegrityError as error:
            message = f"There is an account called {account.name} already. Choose another name, or reset its password."
            raise Conflict(message) from error

    def _update(self, account_id: str, **values: Any) -> None:
        query = sa.update(tables.accounts).where(tables.accounts.c.id == account_id).values(**values)
        with self._database.writing() as connection:
            connection.execute(query)

    def _first(self, condition: sa.ColumnElement[bool]) -> Account | None:
        with self._database.reading() as connection:
            row = connection.execute(sa.select(tables.accounts).where(condition)).one_or_none()
        return None if row is None else _account(row)

    def _free_name(self, name: str) -> str:
        taken = {account.name for account in self.all()}
        return next(each for each in (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3))) if each not in taken)

    def _not_the_last(self, account: Account) -> None:
        others = [
            each for each in self.all() if each.role is Role.ADMIN and not each.disabled_at and each.id != account.id
        ]
        if account.role is Role.ADMIN and not others:
            raise Conflict("This is the last administrator. Make another one first.")


_NAME_PART = re.compile(r"[^\w.@+-]")


def check_password(password: str, name: str) -> None:
    """Refuse a password that is too easy.

    Raises:
        InvalidInput: it is too short, too long, or holds the name or nothing but a few characters.
    """
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InvalidInput(f"A password has {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters; choose another.")
    if name in password.lower() or len(set(password)) < SHORTEST_PASSWORD // 2:
        raise InvalidInput("This password is too easy: it holds the account's name or few different characters.")


def one_time_password() -> str:
    """Groups of letters and digits that are easy to type: 100 bits."""
    letters = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look alike
    return "-".join("".join(secrets.choice(letters) for _ in range(5)) for _ in range(4))


def _valid_name(name: str) -> str:
    plain = name.strip().lower()
    if not _NAME.fullmatch(plain):
        raise InvalidInput("An account's name has 1 to 100 letters, digits or the characters . @ + - _ and no spaces.")
    return plain


def _new_id() -> str:
    return f"a_{secrets.token_hex(8)}"


def _account(row: Any) -> Account:
    return Account(row.id, row.name, Role(row.role), row.created_at, row.one_time, row.subject, row.disabled_at)
