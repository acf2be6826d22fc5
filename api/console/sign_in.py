"""Signing in and out, and choosing a password."""

from __future__ import annotations

import re
from http import HTTPStatus

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.console.pages import go_to, page
from api.console.routing import SIGN_IN_PAGE, pages
from api.console.throttle import Throttle
from api.console.visitors import COOKIE, PASSWORD_PAGE, Customer, Form, field, forget, optional_visitor, remember
from api.state import State, state_of
from assistant.accounts import LONGEST_PASSWORD, SHORTEST_PASSWORD, Account, SignInRefused
from knowledge.errors import InvalidInput, PledgeError

router = pages()
START = "/console/ask"
_HOME = re.compile(r"/console/[A-Za-z0-9%._~/?&=+@:,#-]*")
_MOST_FORM_FIELDS = 5


@router.get("/")
@router.get("")
def home() -> Response:
    """The first page."""
    return RedirectResponse(START, HTTPStatus.SEE_OTHER)


@router.get("/sign-in")
async def sign_in_page(request: Request, next: str = "") -> Response:  # noqa: A002 - the usual name of this field
    """The form; whoever is signed in goes on."""
    if await optional_visitor(request):
        return RedirectResponse(safe_target(next), HTTPStatus.SEE_OTHER)
    return _form(request, target=next)


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    """Check name and password.

    The form needs no token: the cookie it sets comes with SameSite, and a form of another site is told by where
    the browser says it comes from.
    """
    _refuse_other_sites(request)
    async with request.form(max_files=0, max_fields=_MOST_FORM_FIELDS) as form:
        name, password = field(form, "name", longest=200), field(form, "password", longest=1_000)
        target = field(form, "next")
    return await _tried(request, name, password, target)


@router.post("/sign-out")
def sign_out(request: Request, visitor: Customer, _form: Form) -> Response:
    """End this sign-in, on the server too."""
    state_of(request).assistant.sign_ins.end(visitor.token)
    response = go_to(request, SIGN_IN_PAGE)
    forget(response)
    return response


@router.get("/password")
def password_page(request: Request, visitor: Customer, done: str = "") -> Response:
    """The form to choose a password, and where this account is signed in."""
    return _password_page(request, visitor, changed=done == "yes")


@router.post("/password")
def change_password(request: Request, visitor: Customer, form: Form) -> Response:
    """Choose a password: every other sign-in of the account ends."""
    state = state_of(request)
    accounts = state.assistant.accounts
    new = field(form, "new_password", longest=1_000)
    try:
        accounts.check(visitor.account.name, field(form, "password", longest=1_000))
        if new != field(form, "repeated", longest=1_000):
            raise InvalidInput("The two new passwords differ. Type the same one twice.")
        if new == field(form, "password", longest=1_000):
            raise InvalidInput("This is the password you have. Choose another.")
        accounts.change_password(visitor.account.id, new)
    except PledgeError as error:
        message = "That is not your present password." if isinstance(error, SignInRefused) else error.message
        return _password_page(request, visitor, error=message, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    state.assistant.sign_ins.end_all(visitor.account.id)
    state.assistant.audit.note(visitor.actor, "accounts.password", visitor.account.id)
    return welcome(request, state, accounts.get(visitor.account.id), f"{PASSWORD_PAGE}?done=yes")


@router.post("/sign-out-everywhere")
def sign_out_everywhere(request: Request, visitor: Customer, _form: Form) -> Response:
    """End all sign-ins of the account."""
    state_of(request).assistant.sign_ins.end_all(visitor.account.id)
    response = go_to(request, SIGN_IN_PAGE)
    forget(response)
    return response


def welcome(request: Request, state: State, account: Account, target: str) -> Response:
    """Sign somebody in who has proved who they are."""
    hours = state.settings.sign_in_hours
    token = state.assistant.sign_ins.begin(account, hours)
    response = go_to(request, PASSWORD_PAGE if account.one_time else target)
    remember(request, response, token, hours)
    return response


def safe_target(target: str) -> str:
    """Where to go after signing in: a page of ours, whatever was asked for."""
    return target if _HOME.fullmatch(target) and "//" not in target else START


async def _tried(request: Request, name: str, password: str, target: str) -> Response:
    from fastapi.concurrency import run_in_threadpool  # noqa: PLC0415 - beside its use

    state = state_of(request)
    address = request.client.host if request.client else "unknown"
    throttle = _throttle(request)
    try:
        throttle.check(address, name)
        account = await run_in_threadpool(state.assistant.accounts.check, name, password)
    except SignInRefused as error:
        throttle.failed(address, name)
        return _form(request, target, name=name, error=error.message, status=HTTPStatus.UNAUTHORIZED)
    if old := request.cookies.get(COOKIE):
        await run_in_threadpool(state.assistant.sign_ins.end, old)
    return await run_in_threadpool(welcome, request, state, account, safe_target(target))


def _throttle(request: Request) -> Throttle:
    """One for each app."""
    app = request.app
    if not hasattr(app.state, "sign_in_throttle"):
        app.state.sign_in_throttle = Throttle()
    found: Throttle = app.state.sign_in_throttle
    return found


def _refuse_other_sites(request: Request) -> None:
    """Refuse a form that another site's page sent.

    Raises:
        InvalidInput: it was.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site not in {"same-origin", "none"}:
        raise InvalidInput("This form was sent from another site. Open the sign-in page here and sign in there.")


def _form(request: Request, target: str, *, name: str = "", error: str = "", status: int = HTTPStatus.OK) -> Response:
    settings = state_of(request).settings
    return page(
        request,
        "sign_in.html",
        status=status,
        target=target,
        name=name,
        error=error,
        oidc=settings.oidc_issuer is not None,
    )


def _password_page(
    request: Request, visitor: Customer, *, error: str = "", changed: bool = False, status: int = HTTPStatus.OK
) -> Response:
    return page(
        request,
        "password.html",
        visitor=visitor,
        status=status,
        error=error,
        changed=changed,
        places=state_of(request).assistant.sign_ins.count(visitor.account.id),
        shortest=SHORTEST_PASSWORD,
        longest=LONGEST_PASSWORD,
    )
