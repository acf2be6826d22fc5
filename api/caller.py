"""Who calls: the key that came with a request, recognised, limited, and high enough for the call."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from api.errors import KeyMissing
from api.state import State, state_of
from assistant.access import KeyNotValid, RoleTooLow
from assistant.roles import Role
from knowledge.documents import Audience

_bearer = HTTPBearer(auto_error=False, scheme_name="key", description="A key: `Authorization: Bearer pledge_…`.")


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever holds the key."""

    key_id: str
    role: Role

    @property
    def audiences(self) -> frozenset[Audience]:
        """What they may read."""
        return self.role.audiences


def at_least(least: Role) -> Callable[..., Awaitable[Caller]]:
    """A dependency that lets a role and those above it in."""

    async def caller(
        request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)]
    ) -> Caller:
        state = state_of(request)
        if given is None:
            raise KeyMissing
        found = await _recognised(state, request, given.credentials)
        state.limits.request(found.key_id)
        if not found.role.may(least):
            raise RoleTooLow(found.role, least)
        return found

    return caller


async def _recognised(state: State, request: Request, token: str) -> Caller:
    keys = state.assistant.keys
    try:
        key = keys.known(token)
        if key is None:
            key = await run_in_threadpool(keys.recognise, token)
    except KeyNotValid:
        state.limits.failure(request.client.host if request.client else "unknown")
        raise
    request.state.key_id = key.id
    return Caller(key.id, key.role)


Customer = Annotated[Caller, Depends(at_least(Role.CUSTOMER))]
Staff = Annotated[Caller, Depends(at_least(Role.STAFF))]
Author = Annotated[Caller, Depends(at_least(Role.AUTHOR))]
Admin = Annotated[Caller, Depends(at_least(Role.ADMIN))]
