"""`/v1/maintenance`: rebuild the indexes, examine the data folder."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.caller import Admin
from api.document_schemas import DoctorOut, DoctorQuery, ReindexOut
from api.refusals import WITH_KEY, refusals
from api.schemas import Out
from api.state import state_of
from api.stream import Emit, event_stream, wants_events
from knowledge.progress import ProgressCallback, silent

router = APIRouter(prefix="/v1/maintenance", tags=["maintenance"])

_Made = TypeVar("_Made", bound=Out)
_STREAM: dict[str, Any] = {
    "description": "The result; as events `progress` and `report` where the request accepts `text/event-stream`.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@router.post("/reindex", response_model=ReindexOut, responses={**WITH_KEY, **refusals(409), 200: _STREAM})
def reindex(request: Request, caller: Admin) -> ReindexOut | Response:
    """Rebuild both indexes from the database, embedding only what is missing; asking goes on meanwhile."""
    state = state_of(request)
    assistant = state.assistant

    def work(progress: ProgressCallback) -> ReindexOut:
        with state.work.running(progress) as told:
            made = ReindexOut(build=assistant.library.reindex(told))
        assistant.audit.note(caller.key_id, "indexes.rebuild", made.build)
        return made

    return _told(request, work)


@router.post("/doctor", response_model=DoctorOut, responses={**WITH_KEY, **refusals(409, 422), 200: _STREAM})
def doctor(request: Request, caller: Admin, query: Annotated[DoctorQuery, Query()]) -> DoctorOut | Response:
    """Compare texts, spans, hashes and indexes with each other; changes nothing unless told to repair."""
    state = state_of(request)
    library = state.assistant.library
    del caller

    def work(progress: ProgressCallback) -> DoctorOut:
        with state.work.running(progress) as told:
            findings = library.doctor(repair=query.repair, progress=told)
        return DoctorOut.of(len(library.documents()), findings)

    return _told(request, work)


def _told(request: Request, work: Callable[[ProgressCallback], _Made]) -> _Made | Response:
    """What the work gives, or its progress and then that as events."""
    if not wants_events(request):
        return work(silent)

    def tell(emit: Emit) -> None:
        made = work(lambda step: emit("progress", {"phase": step.phase, "done": step.done, "total": step.total}))
        emit("report", made.model_dump(mode="json"))

    return event_stream(request, tell)
