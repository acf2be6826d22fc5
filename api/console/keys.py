"""Keys for programs: list, make, revoke."""

from __future__ import annotations

from fastapi import Request
from pydantic import ValidationError
from starlette.responses import Response

from api.console.pages import go_to, page
from api.console.routing import pages
from api.console.visitors import Admin, Form, Visitor, field
from api.schemas import KeyIn
from api.state import state_of
from assistant.roles import Role
from knowledge.errors import InvalidInput

router = pages()


@router.get("/keys")
def keys(request: Request, visitor: Admin, done: str = "") -> Response:
    """All keys; never the keys themselves."""
    return _page(request, visitor, notice="The key is revoked." if done == "revoked" else "")


@router.post("/keys")
def create(request: Request, visitor: Admin, form: Form) -> Response:
    """Make a key; this page is the only time it is shown."""
    days = field(form, "days")
    try:
        body = KeyIn.model_validate(
            {"role": field(form, "role"), "name": field(form, "name"), "days": int(days) if days.isdigit() else None}
        )
    except ValidationError as error:
        problem = error.errors()[0]
        raise InvalidInput(f"{str(problem['loc'][0]).capitalize()}: {problem['msg']}.") from error
    assistant = state_of(request).assistant
    key, token = assistant.keys.create(body.role, body.name, body.days)
    assistant.audit.note(visitor.actor, "keys.create", key.id, role=key.role, name=key.name)
    return _page(request, visitor, made=token)


@router.post("/keys/revoke")
def revoke(request: Request, visitor: Admin, form: Form) -> Response:
    """Make a key worthless at once."""
    assistant = state_of(request).assistant
    key = assistant.keys.revoke(field(form, "key"))
    assistant.audit.note(visitor.actor, "keys.revoke", key.id)
    return go_to(request, "/console/keys", done="revoked")


def _page(request: Request, visitor: Visitor, *, made: str = "", notice: str = "") -> Response:
    assistant = state_of(request).assistant
    everything = sorted(assistant.keys.all(), key=lambda key: (key.revoked_at is not None, -key.created_at.timestamp()))
    return page(request, "keys.html", visitor=visitor, keys=everything, roles=list(Role), made=made, notice=notice)
