"""`/v1/accounts`: who may sign in to the console."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Request

from api.account_desk import LocalAccounts
from api.account_schemas import AccountChangeIn, AccountIn, AccountsOut, NewAccountOut
from api.caller import Admin, Caller
from api.refusals import WITH_BODY, WITH_KEY, refusals
from api.state import state_of

router = APIRouter(prefix="/v1/accounts", tags=["accounts"])


@router.get("", responses=WITH_KEY)
def list_accounts(request: Request, caller: Admin) -> AccountsOut:
    """All accounts, disabled ones too."""
    return _desk(request, caller).all()


@router.post("", status_code=HTTPStatus.CREATED, responses={**WITH_BODY, **refusals(409)})
def create_account(request: Request, caller: Admin, body: AccountIn) -> NewAccountOut:
    """Make an account; this answer is the only time its password is shown."""
    return _desk(request, caller).create(body)


@router.patch("/{account}", responses={**WITH_BODY, **refusals(404, 409)})
def change_account(
    request: Request,
    caller: Admin,
    account: Annotated[str, Path(min_length=1, max_length=100, description="Its id or its name.")],
    body: AccountChangeIn,
) -> NewAccountOut:
    """Change an account's role, close it, open it again, or give it a new one-time password."""
    return _desk(request, caller).change(account, body)


def _desk(request: Request, caller: Caller) -> LocalAccounts:
    return LocalAccounts(state_of(request).assistant, caller.key_id)
