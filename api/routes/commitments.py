"""`/v1/commitments`: the register of what is promised; customers get its public part."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.caller import Author, Caller, Customer
from api.commitment_schemas import (
    ChangesOut,
    CommitmentDetailOut,
    CommitmentQuery,
    CommitmentsOut,
    CommitmentsQuery,
    ConflictsOut,
    ConflictsQuery,
    ExtractIn,
    ExtractOut,
    RegisterExportQuery,
    VersionsQuery,
)
from api.refusals import WITH_BODY, WITH_KEY, refusals
from api.register_desk import LocalRegister
from api.state import state_of
from assistant.register import FORMATS

router = APIRouter(prefix="/v1/commitments", tags=["commitments"])
Id = Annotated[str, Path(min_length=1, max_length=64, description="The commitment's id.")]
_READING = {**WITH_KEY, **refusals(422)}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {
    "description": "The file.",
    "content": {
        **dict.fromkeys(sorted({made.media_type.split(";")[0] for made in FORMATS.values()}), _BINARY),
        "application/json": {"schema": {"type": "object"}},
    },
}


@router.get("", responses=_READING)
def list_commitments(request: Request, caller: Customer, query: Annotated[CommitmentsQuery, Query()]) -> CommitmentsOut:
    """The commitments in force that the key may read."""
    return _desk(request, caller).commitments(query)


@router.get("/conflicts", responses=_READING)
def find_conflicts(request: Request, caller: Customer, query: Annotated[ConflictsQuery, Query()]) -> ConflictsOut:
    """Commitments in force that contradict each other."""
    return _desk(request, caller).conflicts(query)


@router.get("/diff", responses={**_READING, **refusals(404, 409)})
def diff(request: Request, caller: Customer, query: Annotated[VersionsQuery, Query()]) -> ChangesOut:
    """What changed from one version of a document to another, promise by promise."""
    return _desk(request, caller).diff(query)


@router.get("/export", response_class=Response, responses={**_READING, 200: _FILE})
def export(request: Request, caller: Customer, query: Annotated[RegisterExportQuery, Query()]) -> Response:
    """The commitments in force as CSV, JSON, Markdown or XLSX."""
    content = _desk(request, caller).export(query)
    made = FORMATS[query.format]
    headers = {
        "Content-Disposition": f'attachment; filename="commitments.{made.name}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(content, media_type=made.media_type, headers=headers)


@router.post("/extract", responses=WITH_BODY)
def extract(request: Request, caller: Author, body: ExtractIn) -> ExtractOut:
    """The commitments of a text; nothing is stored. With PLEDGE_MODEL_EXTRACTION a model reads the hard units."""
    return _desk(request, caller).extract(body)


@router.get("/{commitment_id}", responses={**_READING, **refusals(404)})
def get_commitment(
    request: Request, caller: Customer, commitment_id: Id, query: Annotated[CommitmentQuery, Query()]
) -> CommitmentDetailOut:
    """A commitment in force, what belongs to it, and the same promise in all versions."""
    return _desk(request, caller).get(commitment_id, query)


def _desk(request: Request, caller: Caller) -> LocalRegister:
    return LocalRegister(state_of(request).assistant, caller.role)
