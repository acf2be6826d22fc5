"""All pages of the console, in the order in which addresses are compared with them."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import APIRouter
from starlette.responses import RedirectResponse, Response

from api.console import (
    ask,
    assets,
    check,
    documents,
    drafts,
    evaluations,
    keys,
    oidc,
    people,
    promises,
    register,
    reply,
    sign_in,
    source,
    trail,
    unanswered,
)

#: `source` before `documents`, whose names may hold slashes; `assets` ends with the page for all that is not there.
_PARTS = (
    sign_in,
    oidc,
    ask,
    source,
    documents,
    drafts,
    check,
    reply,
    register,
    unanswered,
    evaluations,
    keys,
    people,
    trail,
    promises,
    assets,
)

router = APIRouter(include_in_schema=False)


@router.get("/")
def start() -> Response:
    """The server's own address leads to the console."""
    return RedirectResponse("/console/", HTTPStatus.SEE_OTHER)


for part in _PARTS:
    router.include_router(part.router)
