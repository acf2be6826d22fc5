"""What goes in and out about accounts of the console."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from api.schemas import In, Out
from assistant.roles import Role

if TYPE_CHECKING:  # it loads the database's library, which commands that speak to a server do without
    from assistant.accounts import Account

AccountName = Annotated[
    str,
    Field(
        min_length=1,
        max_length=100,
        pattern=r"^[A-Za-z0-9_.@+-]+$",
        description="What they type to sign in.",
        examples=["ana.ruiz"],
    ),
]


class AccountIn(In):
    """An account to make; its first password is made, too, and must be changed at the first sign-in."""

    name: AccountName
    role: Role


class AccountChangeIn(In):
    """What to change; what is left out stays."""

    role: Role | None = None
    disabled: bool | None = Field(None, description="true closes the account and signs it out; false opens it again.")
    reset_password: bool = Field(False, description="Make a new one-time password and end all sign-ins.")


class AccountOut(Out):
    """Somebody who may sign in to the console."""

    id: str
    name: str
    role: Role
    created_at: datetime
    disabled_at: datetime | None
    one_time: bool = Field(description="Whether the password must be changed at the next sign-in.")

    @classmethod
    def of(cls, account: Account) -> AccountOut:
        """From our record."""
        return cls(**{name: getattr(account, name) for name in AccountOut.model_fields})


class NewAccountOut(AccountOut):
    """An account with a password just made: the only time it is shown."""

    password: str | None = Field(description="null where none was made.")

    @classmethod
    def made(cls, account: Account, password: str | None) -> NewAccountOut:
        """From our record and the password."""
        return cls(**AccountOut.of(account).model_dump(), password=password)


class AccountsOut(Out):
    """All accounts, by name."""

    accounts: list[AccountOut]
