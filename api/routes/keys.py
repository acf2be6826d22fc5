"""`/v1/keys` and `/v1/audit`: who may come in, and who changed what."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.caller import Admin
from api.refusals import WITH_BODY, WITH_KEY, refusals
from api.schemas import AuditEntryOut, AuditOut, AuditQuery, KeyIn, KeyOut, KeysOut, NewKeyOut
from api.state import state_of

router = APIRouter(prefix="/v1", tags=["keys"])


@router.post("/keys", status_code=HTTPStatus.CREATED, responses=WITH_BODY)
def create_key(request: Request, body: KeyIn, caller: Admin) -> NewKeyOut:
    """Make a key; this answer is the only time it is shown."""
    assistant = state_of(request).assistant
    key, token = assistant.keys.create(body.role, body.name, body.days)
    assistant.audit.note(caller.key_id, "keys.create", key.id, role=key.role, name=key.name)
    return NewKeyOut.made(key, token)


@router.get("/keys", responses=WITH_KEY)
def list_keys(request: Request, caller: Admin) -> KeysOut:
    """All keys, revoked ones too; never the keys themselves."""
    del caller
    return KeysOut(keys=[KeyOut.of(key) for key in state_of(request).assistant.keys.all()])


@router.delete("/keys/{key_id}", responses={**WITH_KEY, **refusals(404, 422)})
def revoke_key(request: Request, caller: Admin, key_id: Annotated[str, Path(min_length=1, max_length=64)]) -> KeyOut:
    """Make a key worthless at once."""
    assistant = state_of(request).assistant
    key = assistant.keys.revoke(key_id)
    assistant.audit.note(caller.key_id, "keys.revoke", key.id)
    return KeyOut.of(key)


@router.get("/audit", responses={**WITH_KEY, **refusals(422)})
def audit(request: Request, caller: Admin, query: Annotated[AuditQuery, Query()]) -> AuditOut:
    """The last changes to documents, keys and indexes, newest first."""
    del caller
    entries = state_of(request).assistant.audit.latest(query.limit)
    return AuditOut(entries=[AuditEntryOut.of(entry) for entry in entries])
