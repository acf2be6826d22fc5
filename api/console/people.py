"""Accounts: who may sign in, as what; made, reset and disabled here."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import Request
from pydantic import ValidationError
from starlette.responses import Response

from api.account_desk import LocalAccounts
from api.account_schemas import AccountIn
from api.console.pages import go_to, page
from api.console.routing import pages
from api.console.visitors import Admin, Form, Visitor, field
from api.state import state_of
from assistant.accounts import Account
from assistant.roles import Role
from knowledge.errors import InvalidInput, PledgeError

router = pages()
_DONE = {
    "role": "The role is changed; it holds from now on.",
    "disabled": "The account is disabled and signed out everywhere.",
    "enabled": "The account may sign in again.",
}


@router.get("/accounts")
def accounts(request: Request, visitor: Admin, done: str = "") -> Response:
    """All accounts."""
    return _page(request, visitor, notice=_DONE.get(done, ""))


@router.post("/accounts")
def create(request: Request, visitor: Admin, form: Form) -> Response:
    """Make an account; this page is the only time its password is shown."""
    try:
        body = AccountIn.model_validate({"name": field(form, "name").strip(), "role": _role(form)})
        made = _desk(request, visitor).create(body)
    except ValidationError:
        return _page(request, visitor, error="A name has 1 to 100 letters, digits or the characters . @ + - _.")
    except PledgeError as error:
        return _page(request, visitor, error=error.message)
    return _page(request, visitor, made=made.name, password=made.password or "")


@router.post("/accounts/role")
def set_role(request: Request, visitor: Admin, form: Form) -> Response:
    """Let somebody do more or less."""
    _desk(request, visitor).set_role(_account(request, form), _role(form))
    return go_to(request, "/console/accounts", done="role")


@router.post("/accounts/reset")
def reset(request: Request, visitor: Admin, form: Form) -> Response:
    """A one-time password for somebody who has lost theirs; they are signed out everywhere."""
    account = _account(request, form)
    if account.id == visitor.account.id:
        raise InvalidInput("Change your own password on the page of your account: choose your name at the top.")
    return _page(request, visitor, made=account.name, password=_desk(request, visitor).reset(account))


@router.post("/accounts/disable")
def disable(request: Request, visitor: Admin, form: Form) -> Response:
    """Close an account."""
    _desk(request, visitor).close(_account(request, form))
    return go_to(request, "/console/accounts", done="disabled")


@router.post("/accounts/enable")
def enable(request: Request, visitor: Admin, form: Form) -> Response:
    """Open it again."""
    _desk(request, visitor).open(_account(request, form))
    return go_to(request, "/console/accounts", done="enabled")


def _desk(request: Request, visitor: Visitor) -> LocalAccounts:
    return LocalAccounts(state_of(request).assistant, visitor.actor)


def _account(request: Request, form: Form) -> Account:
    return state_of(request).assistant.accounts.get(field(form, "account"))


def _role(form: Form) -> Role:
    try:
        return Role(field(form, "role"))
    except ValueError as error:
        raise InvalidInput(f"Choose a role: {', '.join(Role)}.") from error


def _page(
    request: Request, visitor: Visitor, *, made: str = "", password: str = "", notice: str = "", error: str = ""
) -> Response:
    return page(
        request,
        "accounts.html",
        visitor=visitor,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        accounts=state_of(request).assistant.accounts.all(),
        roles=list(Role),
        made=made,
        password=password,
        notice=notice,
        error=error,
    )
