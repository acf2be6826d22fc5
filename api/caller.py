"""Who calls: the key or token that came with a request, recognised, limited, and high enough for the call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.errors import KeyMissing
from api.origins import address_of, check_origin
from api.state import State, state_of
from assistant.access import KeyNotValid, RoleTooLow
from assistant.roles import Role
from assistant.sessions import Session, SessionNotValid, is_session_token
from knowledge.documents import Audience

_bearer = HTTPBearer(
    auto_error=False,
    scheme_name="key",
    description="A key, `Authorization: Bearer pledge_…`, or the short-lived token of a page from `/v1/sessions`.",
)


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds the key or the token."""

    key_id: str  #: a visitor's id where a token came
    role: Role
    session: Session | None = None

    @property
    def audiences(self) -> frozenset[Audience]:
        """What they may read."""
        return self.role.audiences


def at_least(least: Role) -> Callable[..., Awaitable[Caller]]:
    """A dependency that lets a role and those above it in."""

    async def caller(
        request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
    ) -> Caller:
        if given is None:
            raise KeyMissing
        found = await recognised(request, given)
        if not found.role.may(least):
            raise RoleTooLow(found.role, least)
        return found

    return caller


async def possible_caller(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
) -> HTTPAuthorizationCredentials | None:
    """What came with a call that needs no key."""
    del request
    return given


async def recognised(request: Request, given: HTTPAuthorizationCredentials) -> Caller:
    """Who came with this key or token; counted."""
    state = state_of(request)
    try:
        if is_session_token(given.credentials):
            found = await _with_token(state, request, given.credentials)
        else:
            found = await _with_key(state, given.credentials)
    except (KeyNotValid, SessionNotValid):
        state.limits.failure(address_of(request))
        raise
    request.state.key_id = found.key_id
    state.limits.request(found.key_id)
    return found


async def _with_key(state: State, token: str) -> Caller:
    keys = state.assistant.keys
    key = keys.known(token)
    if key is None:
        key = await run_in_threadpool(keys.recognise, token)
    return Caller(key.id, key.role)


async def _with_token(state: State, request: Request, token: str) -> Caller:
    session = await run_in_threadpool(state.assistant.sessions.recognise, token)
    check_origin(request, session, state.settings.sites)
    state.limits.visitor(session.visitor)
    if session.key_id is None:
        state.limits.anonymous(address_of(request))
    return Caller(session.visitor, session.role, session)


Customer = Annotated[Caller, Depends(at_least(Role.CUSTOMER))]
Staff = Annotated[Caller, Depends(at_least(Role.STAFF))]
Author = Annotated[Caller, Depends(at_least(Role.AUTHOR))]
Admin = Annotated[Caller, Depends(at_least(Role.ADMIN))]
