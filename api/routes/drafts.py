"""`/v1/drafts`: draft a code, change it, have it reviewed and approved, publish it, take it along."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from api.caller import Author, Caller
from api.downloads import attachment
from api.draft_desk import LocalDrafts
from api.draft_requests import (
    AttestationIn,
    CommentIn,
    DiffQuery,
    DraftIn,
    DraftsQuery,
    EditIn,
    ExportQuery,
    FeasibilityIn,
    InterviewIn,
    PublishIn,
    TransitionIn,
    WishIn,
)
from api.draft_schemas import (
    CommentOut,
    CommentsOut,
    DiffOut,
    DraftOut,
    DraftsOut,
    FeasibilityOut,
    HistoryOut,
    InterviewOut,
    SuggestionOut,
)
from api.refusals import WITH_BODY, WITH_KEY, refusals
from api.state import state_of
from api.stream import Emit, event_stream, wants_events
from assistant.exports import FORMATS, format_named
from assistant.workflow.states import Step

router = APIRouter(prefix="/v1/drafts", tags=["drafts"])
Id = Annotated[str, Path(min_length=1, max_length=64, description="The draft's id.")]
ClauseId = Annotated[str, Path(min_length=1, max_length=200, description="The clause's id in the draft.")]
_READING = {**WITH_KEY, **refusals(404, 422)}
_CHANGING = {**WITH_BODY, **refusals(404, 409)}
_OFFICE = "application/vnd.openxmlformats-officedocument."
_PACK = {
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
}
_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FILE: dict[str, Any] = {
    "description": "The file.",
    "content": dict.fromkeys(sorted({made.media_type.split(";")[0] for made in FORMATS.values()}), _BINARY),
}
_PACK_FILE: dict[str, Any] = {"description": "The file.", "content": dict.fromkeys(_PACK.values(), _BINARY)}
_STREAM = {
    "description": "The draft; as events `status` and `draft` where the request accepts `text/event-stream`.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@router.get("", responses={**WITH_KEY, **refusals(422)})
def list_drafts(request: Request, caller: Author, query: Annotated[DraftsQuery, Query()]) -> DraftsOut:
    """All drafts, or those of a document, oldest first."""
    return _desk(request, caller).drafts(query.document)


@router.post("", status_code=HTTPStatus.CREATED, response_model=DraftOut, responses={**_CHANGING, 201: _STREAM})
async def create(request: Request, caller: Author, body: DraftIn) -> DraftOut | Response:
    """Draft a code from a brief and the organisation's public documents; what nobody has said stays a question."""
    desk = _desk(request, caller)
    if not wants_events(request):
        return await run_in_threadpool(desk.create, body)

    def work(emit: Emit) -> None:
        emit("status", {"phase": "drafting"})
        made = desk.create(body)
        emit("draft", made.model_dump(mode="json"))

    return event_stream(request, work)


@router.post("/interview", responses=WITH_BODY)
def interview(request: Request, caller: Author, body: InterviewIn) -> InterviewOut:
    """The questions that neither the brief nor the documents answer."""
    return _desk(request, caller).interview(body)


@router.get("/{draft_id}", responses=_READING)
def get_draft(request: Request, caller: Author, draft_id: Id) -> DraftOut:
    """A draft with its open questions, findings and coverage."""
    return _desk(request, caller).get(draft_id)


@router.patch("/{draft_id}", responses=_CHANGING)
def edit(request: Request, caller: Author, draft_id: Id, body: EditIn) -> DraftOut:
    """Answer questions, change or leave out clauses; only while it is a draft or changes are requested."""
    return _desk(request, caller).edit(draft_id, body)


@router.post("/{draft_id}/clauses/{clause}/plain", responses={**_READING, **refusals(409)})
def plain(request: Request, caller: Author, draft_id: Id, clause: ClauseId) -> SuggestionOut:
    """A clause in plain language, by a language model, if it says the same; to take it over, edit the draft."""
    return _desk(request, caller).plain(draft_id, clause)


@router.post("/{draft_id}/clauses/{clause}/wording", responses=_CHANGING)
def wording(request: Request, caller: Author, draft_id: Id, clause: ClauseId, body: WishIn) -> SuggestionOut:
    """A clause worded as you wish, by a language model, if it says the same; to take it over, edit the draft."""
    return _desk(request, caller).worded(draft_id, clause, body)


@router.post("/{draft_id}/transitions", responses=_CHANGING)
async def transition(request: Request, caller: Author, draft_id: Id, body: TransitionIn) -> DraftOut:
    """Submit, request changes, approve, publish, withdraw."""
    return await _moved(request, caller, draft_id, body)


@router.post("/{draft_id}/publish", responses=_CHANGING)
async def publish(request: Request, caller: Author, draft_id: Id, body: PublishIn) -> DraftOut:
    """Publish an approved draft: the same as the transition `publish`."""
    return await _moved(request, caller, draft_id, TransitionIn(step=Step.PUBLISH, effective_from=body.effective_from))


@router.get("/{draft_id}/diff", responses=_READING)
def diff(request: Request, caller: Author, draft_id: Id, query: Annotated[DiffQuery, Query()]) -> DiffOut:
    """What changed, by promise and by text: since a revision, another draft, or what the draft follows."""
    return _desk(request, caller).diff(draft_id, query)


@router.get("/{draft_id}/export", response_class=Response, responses={**_READING, 200: _FILE})
def export(request: Request, caller: Author, draft_id: Id, query: Annotated[ExportQuery, Query()]) -> Response:
    """The draft in a format; of an approved one, what was frozen."""
    desk = _desk(request, caller)
    content = desk.export(draft_id, query.format)
    made = format_named(query.format)
    return _file(content, made.media_type, desk.get(draft_id).document, made.suffix)


@router.post("/{draft_id}/attestation", response_class=Response, responses={**_CHANGING, 200: _PACK_FILE})
def attestation(request: Request, caller: Author, draft_id: Id, body: AttestationIn) -> Response:
    """The attestation pack: evidence for each provision at three levels; it certifies nothing."""
    desk = _desk(request, caller)
    content = desk.attestation(draft_id, body)
    return _file(content, _PACK[body.format], desk.get(draft_id).document, f"-attestation.{body.format}")


@router.get("/{draft_id}/comments", responses=_READING)
def comments(request: Request, caller: Author, draft_id: Id) -> CommentsOut:
    """All comments on a draft, oldest first."""
    return _desk(request, caller).comments(draft_id)


@router.post("/{draft_id}/comments", status_code=HTTPStatus.CREATED, responses=_CHANGING)
def comment(request: Request, caller: Author, draft_id: Id, body: CommentIn) -> CommentOut:
    """Comment on a clause, or on the whole draft."""
    return _desk(request, caller).comment(draft_id, body)


@router.post("/{draft_id}/comments/{number}/resolve", responses=_READING)
def resolve(request: Request, caller: Author, draft_id: Id, number: Annotated[int, Path(ge=1, le=2**31)]) -> CommentOut:
    """Mark a comment as dealt with."""
    return _desk(request, caller).resolve(draft_id, number)


@router.get("/{draft_id}/history", responses=_READING)
def history(request: Request, caller: Author, draft_id: Id) -> HistoryOut:
    """Who did what with a draft, and when, oldest first."""
    return _desk(request, caller).history(draft_id)


@router.post("/{draft_id}/feasibility", responses=_CHANGING)
def feasibility(request: Request, caller: Author, draft_id: Id, body: FeasibilityIn) -> FeasibilityOut:
    """Test the draft's limits on past performance, given as CSV."""
    return _desk(request, caller).feasibility(draft_id, body)


async def _moved(request: Request, caller: Caller, draft_id: str, body: TransitionIn) -> DraftOut:
    """A step; one that changes documents waits for other long work."""
    desk, work = _desk(request, caller), state_of(request).work
    if body.step not in {Step.PUBLISH, Step.WITHDRAW}:
        return await run_in_threadpool(desk.move, draft_id, body)
    async with work.gate:
        with work.running():
            return await run_in_threadpool(desk.move, draft_id, body)


def _desk(request: Request, caller: Caller) -> LocalDrafts:
    return LocalDrafts(state_of(request).assistant, caller.key_id)


def _file(content: bytes, media_type: str, document: str, suffix: str) -> Response:
    headers = {"Content-Disposition": attachment(document, suffix), "X-Content-Type-Options": "nosniff"}
    return Response(content, media_type=media_type, headers=headers)
