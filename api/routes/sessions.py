"""`/v1/sessions`: short-lived tokens for pages that chat."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from fastapi.security import HTTPAuthorizationCredentials

from api.caller import Caller, Customer, possible_caller, recognised
from api.chat_schemas import EndedOut, SessionIn, SessionOut
from api.errors import KeyMissing
from api.origins import address_of
from api.refusals import WITH_BODY, WITH_KEY, refusals
from api.state import State, state_of
from assistant.access import RoleTooLow
from assistant.roles import Role
from assistant.sessions import Session, SessionNotValid
from assistant.sites import OriginNotAllowed, site_called
from knowledge.errors import Conflict, InvalidInput

router = APIRouter(prefix="/v1/sessions", tags=["conversations"])
Given = Annotated[HTTPAuthorizationCredentials | None, Depends(possible_caller)]


@router.post("", status_code=HTTPStatus.CREATED, responses={**WITH_BODY, **refusals(404)})
async def begin(request: Request, body: SessionIn, given: Given) -> SessionOut:
    """A token for a page.

    Without a key: for an anonymous visitor of a site, whose page the browser names in `Origin`. With a key: what the
    organisation's own server asks for on behalf of one of its users. With a token: the same visitor's next one.
    """
    state = state_of(request)
    caller = await _caller(request, given)
    if caller is None:
        session, token = _anonymous(state, request, body)
    elif caller.session is not None:
        session, token = _next(state, caller.session, body)
    else:
        session, token = _vouched_for(state, caller, body)
    return SessionOut.made(session, token, (session.expires_at - datetime.now(UTC)).total_seconds())


@router.delete("/{session}", responses={**WITH_KEY, **refusals(409, 422)})
def end(
    request: Request, caller: Customer, session: Annotated[str, Path(pattern=r"^(current|[sv]_[0-9a-f]{24})$")]
) -> EndedOut:
    """Revoke a token: one's own (`current`), or for administrators any session's or visitor's."""
    assistant = state_of(request).assistant
    own = caller.session
    if session == "current":
        if own is None:
            raise Conflict("A key came with the request, not a token: name the session to end.")
        session = own.id
    elif not caller.role.may(Role.ADMIN):
        raise RoleTooLow(caller.role, Role.ADMIN)
    assistant.sessions.end(session)
    assistant.audit.note(caller.key_id, "sessions.end", session)
    return EndedOut(session=session)


async def _caller(request: Request, given: HTTPAuthorizationCredentials | None) -> Caller | None:
    """Who vouches; a token that is valid no more is as good as none, where its page may have another anyway."""
    if given is None:
        return None
    try:
        return await recognised(request, given)
    except SessionNotValid:
        return None


def _anonymous(state: State, request: Request, body: SessionIn) -> tuple[Session, str]:
    if Role(body.role) is not Role.CUSTOMER or body.user or body.origin or not body.site:
        raise KeyMissing
    state.limits.anonymous(address_of(request))
    site = site_called(state.settings.sites, body.site)
    if not site.anonymous:
        raise KeyMissing
    origin = request.headers.get("origin")
    if origin is None or origin not in site.origins:
        raise OriginNotAllowed(origin, site.id)
    return state.assistant.sessions.begin(Role.CUSTOMER, site=site.id, origin=origin)


def _next(state: State, session: Session, body: SessionIn) -> tuple[Session, str]:
    if body.site != session.site or body.role != session.role or body.user or body.origin:
        raise InvalidInput("A token is renewed for what it was made for. Ask with your key for another site or role.")
    return state.assistant.sessions.renew(session)


def _vouched_for(state: State, caller: Caller, body: SessionIn) -> tuple[Session, str]:
    role = Role(body.role)
    if not caller.role.may(role):
        raise RoleTooLow(caller.role, role)
    sessions = state.assistant.sessions
    if body.site is not None:
        site = site_called(state.settings.sites, body.site)
        if body.origin is not None and body.origin not in site.origins:
            raise OriginNotAllowed(body.origin, site.id)
    elif body.origin is not None:
        raise OriginNotAllowed(body.origin, None)  # an origin belongs to a site
    visitor = sessions.visitor_called(caller.key_id, body.user) if body.user else None
    return sessions.begin(role, site=body.site, origin=body.origin, key_id=caller.key_id, visitor=visitor)
