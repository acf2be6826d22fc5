"""Who visits the console: the cookie of a sign-in, the role that a page needs, and forms that only our pages send."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from api.state import state_of
from assistant.accounts import Account
from assistant.roles import Role
from assistant.signins import SignIn
from knowledge.documents import Audience
from knowledge.errors import InvalidInput, NotAllowed

COOKIE = "pledge_sign_in"
PASSWORD_PAGE = "/console/password"  # noqa: S105 - an address
FORM_FIELD = "form_token"
_FORM_HEADER = "x-form-token"
#: What somebody may open before they have changed a one-time password.
_BEFORE_CHANGE = frozenset({PASSWORD_PAGE, "/console/sign-out"})
_MOST_FIELDS = 300


class NotSignedIn(NotAllowed):
    """Nobody is signed in."""

    def __init__(self) -> None:
        super().__init__("Sign in first.")


class PasswordToChange(NotAllowed):
    """Whoever is signed in has a one-time password."""

    def __init__(self) -> None:
        super().__init__("Choose a password of your own first.")


class PageNotForRole(NotAllowed):
    """The page needs a higher role."""

    def __init__(self, role: Role, least: Role) -> None:
        super().__init__(
            f"This page needs the role {least} or higher; yours is {role}. Ask an administrator if you need it.",
            {"role": role, "needs": least},
        )


class FormNotOurs(NotAllowed):
    """A form that our page has not made for this visitor."""

    def __init__(self) -> None:
        super().__init__("This form is out of date. Go back, reload the page and send it again.")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in."""

    account: Account
    token: str  #: the cookie's value
    form_token: str  #: what their forms carry

    @property
    def role(self) -> Role:
        """What they may do."""
        return self.account.role

    @property
    def audiences(self) -> frozenset[Audience]:
        """What they may read."""
        return self.role.audiences

    @property
    def actor(self) -> str:
        """Who they are on the audit trail."""
        return self.account.id


def at_least(least: Role) -> Callable[[Request], Awaitable[Visitor]]:
    """A dependency that lets a role and those above it in."""

    async def visitor(request: Request) -> Visitor:
        state = state_of(request)
        token = request.cookies.get(COOKIE, "")
        found = await run_in_threadpool(state.assistant.sign_ins.recognise, token) if token else None
        if found is None:
            raise NotSignedIn
        state.limits.request(found.account.id)
        request.state.key_id = found.account.id
        if found.account.one_time and request.url.path not in _BEFORE_CHANGE:
            raise PasswordToChange
        if not found.account.role.may(least):
            raise PageNotForRole(found.account.role, least)
        return _visitor(request, found, token)

    return visitor


async def optional_visitor(request: Request) -> Visitor | None:
    """Whoever is signed in, if anybody is."""
    try:
        return await at_least(Role.CUSTOMER)(request)
    except (NotSignedIn, PasswordToChange):
        return None


def _visitor(request: Request, found: SignIn, token: str) -> Visitor:
    return Visitor(found.account, token, state_of(request).assistant.sign_ins.form_token(token))


async def form_of(request: Request) -> AsyncIterator[FormData]:
    """The form in a request, proved to come from a page that we made for this visitor.

    Raises:
        FormNotOurs: it does not carry the visitor's form token.
    """
    token = request.cookies.get(COOKIE, "")
    expected = state_of(request).assistant.sign_ins.form_token(token)
    async with request.form(max_files=1, max_fields=_MOST_FIELDS) as form:
        given = request.headers.get(_FORM_HEADER) or form.get(FORM_FIELD)
        if not token or not isinstance(given, str) or not hmac.compare_digest(given.encode(), expected.encode()):
            raise FormNotOurs
        yield form


def field(form: FormData, name: str, *, longest: int = 2_000) -> str:
    """A field's words; "" where the form has none.

    Raises:
        InvalidInput: they are too long.
    """
    value = form.get(name, "")
    words = "" if isinstance(value, UploadFile) else value.replace("\0", " ").replace("\r\n", "\n")
    if len(words) > longest:
        raise InvalidInput(
            f"What is given as {name.replace('_', ' ')} has more than {longest:,} characters. Shorten it."
        )
    return words


def remember(request: Request, response: Response, token: str, hours: float) -> None:
    """Give the browser the cookie of a sign-in: no script can read it, no other site's form sends it."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(hours * 3600),
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )


def forget(response: Response) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


Customer = Annotated[Visitor, Depends(at_least(Role.CUSTOMER))]
Staff = Annotated[Visitor, Depends(at_least(Role.STAFF))]
Author = Annotated[Visitor, Depends(at_least(Role.AUTHOR))]
Admin = Annotated[Visitor, Depends(at_least(Role.ADMIN))]
Form = Annotated[FormData, Depends(form_of)]
