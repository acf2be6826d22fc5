"""Work on accounts, each change on the audit trail: what the calls, the commands and the console share."""

from __future__ import annotations

from api.account_schemas import AccountChangeIn, AccountIn, AccountOut, AccountsOut, NewAccountOut
from assistant.accounts import Account
from assistant.build import Assistant
from assistant.roles import Role
from knowledge.errors import UnknownName


class LocalAccounts:
    """Makes and changes accounts on behalf of somebody."""

    def __init__(self, assistant: Assistant, actor: str) -> None:
        self._assistant = assistant
        self._actor = actor

    def all(self) -> AccountsOut:
        """All accounts."""
        return AccountsOut(accounts=[AccountOut.of(each) for each in self._assistant.accounts.all()])

    def create(self, body: AccountIn) -> NewAccountOut:
        """Make an account with a one-time password."""
        account, password = self._assistant.accounts.create(body.name, body.role)
        self._note("create", account, role=account.role)
        return NewAccountOut.made(account, password)

    def change(self, id_or_name: str, body: AccountChangeIn) -> NewAccountOut:
        """Change an account.

        Raises:
            UnknownName: there is no such account.
            Conflict: it is the last administrator.
        """
        account = self._found(id_or_name)
        if body.role is not None:
            self.set_role(account, body.role)
        if body.disabled is not None:
            self.close(account) if body.disabled else self.open(account)
        password = self.reset(account) if body.reset_password else None
        return NewAccountOut.made(self._assistant.accounts.get(account.id), password)

    def set_role(self, account: Account, role: Role) -> None:
        """Let somebody do more or less."""
        self._assistant.accounts.set_role(account.id, role)
        self._note("role", account, role=role)

    def close(self, account: Account) -> None:
        """Disable an account and sign it out everywhere."""
        self._assistant.accounts.disable(account.id)
        self._assistant.sign_ins.end_all(account.id)
        self._note("disable", account)

    def open(self, account: Account) -> None:
        """Let a disabled account sign in again."""
        self._assistant.accounts.enable(account.id)
        self._note("enable", account)

    def reset(self, account: Account) -> str:
        """A new one-time password; all sign-ins end."""
        password = self._assistant.accounts.reset_password(account.id)
        self._assistant.sign_ins.end_all(account.id)
        self._note("reset", account)
        return password

    def _found(self, id_or_name: str) -> Account:
        accounts = self._assistant.accounts
        found = accounts.named(id_or_name)
        if found is None:
            try:
                return accounts.get(id_or_name)
            except UnknownName as error:
                raise UnknownName("account", id_or_name, [each.name for each in accounts.all()][:20]) from error
        return found

    def _note(self, action: str, account: Account, **details: object) -> None:
        self._assistant.audit.note(self._actor, f"accounts.{action}", account.id, name=account.name, **details)
