"""The draft workspace: interview, clauses with their reasons and findings, comments, changes, steps to publication."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, TypeVar
from urllib.parse import quote

from fastapi import Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from api.console.pages import go_to, page
from api.console.routing import pages
from api.console.visitors import Author, Form, Visitor, field
from api.downloads import attachment
from api.draft_desk import LocalDrafts
from api.draft_requests import CommentIn, DiffQuery, DraftIn, EditIn, TransitionIn
from api.draft_schemas import DraftOut
from api.state import state_of
from assistant.drafting.gaps import find_marks
from assistant.exports import FORMATS, format_named
from assistant.workflow.states import OPEN, Step
from knowledge.errors import InvalidInput, PledgeError

router = pages()
Body = TypeVar("Body", bound=BaseModel)
Id = Annotated[str, Path(min_length=1, max_length=64)]
_LONGEST = 4_000
_DONE = {
    "made": "The draft is made from your documents. What they do not say is asked below.",
    "saved": "Saved.",
    "submit": "Handed in for review.",
    "request-changes": "Sent back with your note.",
    "approve": "Approved: its words are frozen.",
    "publish": "Published: it can be asked about from the day it holds.",
    "withdraw": "Withdrawn.",
    "commented": "Your comment is kept.",
    "resolved": "The comment is marked as dealt with.",
}
STEP_WORDS: Mapping[Step, str] = {
    Step.SUBMIT: "Hand in for review",
    Step.REQUEST_CHANGES: "Request changes",
    Step.APPROVE: "Approve",
    Step.PUBLISH: "Publish",
    Step.WITHDRAW: "Withdraw",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """What somebody typed that could not be used, to be typed no second time."""

    answers: Mapping[str, str]
    error: str = ""
    clause: str = ""
    text: str = ""  #: what they made of the clause


@router.get("/drafts")
def drafts(request: Request, visitor: Author) -> Response:
    """All drafts, and the form for a new one."""
    return _list(request, visitor)


@router.post("/drafts")
def create(request: Request, visitor: Author, form: Form) -> Response:
    """Draft a code from the organisation's documents, or the next version of a draft."""
    brief = {
        name: words
        for name in ("title", "document", "size", "reading", "variety")
        if (words := field(form, name).strip())
    }
    try:
        body = DraftIn.model_validate({"brief": brief, "revise": field(form, "revise") or None})
        made = _desk(request, visitor).create(body)
    except (ValidationError, PledgeError) as error:
        return _list(request, visitor, error=_said(error))
    return go_to(request, f"/console/drafts/{made.id}", done="made")


@router.get("/drafts/{draft_id}")
def workspace(
    request: Request, visitor: Author, *, draft_id: Id, done: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """A draft at work."""
    return _page(request, visitor, _desk(request, visitor).get(draft_id), notice=_DONE.get(done, ""))


@router.post("/drafts/{draft_id}/edit")
def edit(request: Request, visitor: Author, form: Form, *, draft_id: Id) -> Response:
    """Answer questions, change, leave out or restore clauses."""
    desk = _desk(request, visitor)
    answers = _answers(form)
    given = {name: words for name, words in answers.items() if words}
    clauses: dict[str, str | None] = {}
    clause = field(form, "clause")
    if clause:
        clauses[clause] = None if field(form, "leave_out") else field(form, "text", longest=_LONGEST)
    restore = [restored] if (restored := field(form, "restore")) else []
    fields = {"answers": given, "clauses": clauses, "restore": restore, "refresh": bool(field(form, "refresh"))}
    try:
        desk.edit(draft_id, _valid(EditIn, {**fields, "revision": field(form, "revision") or None}))
    except PledgeError as error:
        typed = Typed(answers, _said(error), clause, field(form, "text", longest=_LONGEST))
        return _page(request, visitor, desk.get(draft_id), typed, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return _back(request, draft_id, "saved", clause or restored)


@router.post("/drafts/{draft_id}/steps")
async def step(request: Request, visitor: Author, form: Form, *, draft_id: Id) -> Response:
    """Hand in, send back, approve, publish, withdraw."""
    desk, work = _desk(request, visitor), state_of(request).work
    body = _valid(TransitionIn, {"step": field(form, "step"), "note": field(form, "note").strip() or None})
    try:
        async with work.gate:
            with work.running():
                await run_in_threadpool(desk.move, draft_id, body)
    except PledgeError as error:
        draft = await run_in_threadpool(desk.get, draft_id)
        typed = Typed({}, _said(error))
        return await run_in_threadpool(_page, request, visitor, draft, typed, status=HTTPStatus.CONFLICT)
    return go_to(request, f"/console/drafts/{draft_id}", done=body.step.value)


@router.post("/drafts/{draft_id}/comments")
def comment(request: Request, visitor: Author, form: Form, *, draft_id: Id) -> Response:
    """Remark on a clause or on the whole draft."""
    words = {"text": field(form, "text", longest=_LONGEST).strip(), "clause": field(form, "clause") or None}
    _desk(request, visitor).comment(draft_id, _valid(CommentIn, words))
    return _back(request, draft_id, "commented", field(form, "clause"))


@router.post("/drafts/{draft_id}/comments/{number}/resolve")
def resolve(
    request: Request, visitor: Author, _form: Form, *, draft_id: Id, number: Annotated[int, Path(ge=1, le=2**31)]
) -> Response:
    """Mark a remark as dealt with."""
    _desk(request, visitor).resolve(draft_id, number)
    return go_to(request, f"/console/drafts/{draft_id}", done="resolved")


@router.get("/drafts/{draft_id}/changes")
def changes(
    request: Request, visitor: Author, *, draft_id: Id, revision: Annotated[int | None, Query(ge=1)] = None
) -> Response:
    """What changed since a revision, or since what the draft follows."""
    desk = _desk(request, visitor)
    draft = desk.get(draft_id)
    since = revision or (draft.revision - 1 if draft.revision > 1 else None)
    found = desk.diff(draft_id, DiffQuery.model_validate({"revision": since}))
    lines = [(_kind(line), line) for line in found.text.splitlines()]
    return page(
        request, "draft_changes.html", visitor=visitor, draft=draft, promises=found.promises, lines=lines, since=since
    )


@router.get("/drafts/{draft_id}/export")
def export(
    request: Request,
    visitor: Author,
    *,
    draft_id: Id,
    format: Annotated[str, Query(max_length=20)] = "md",  # noqa: A002 - the field's name
) -> Response:
    """The draft as a file; of an approved one, what was frozen."""
    made = format_named(format)
    desk = _desk(request, visitor)
    content = desk.export(draft_id, made.name)
    named = {"Content-Disposition": attachment(desk.get(draft_id).document, made.suffix)}
    return Response(content, headers=named, media_type=made.media_type)


def _back(request: Request, draft_id: str, done: str, clause: str) -> Response:
    """The workspace again, at the clause that was worked on."""
    return go_to(request, f"/console/drafts/{draft_id}?done={done}" + (f"#{quote(clause)}" if clause else ""))


def _answers(form: Form) -> dict[str, str]:
    """What the form answers, by fact; a value of one's own comes before one of the documents'."""
    found: dict[str, str] = {}
    for name in sorted(form):
        kind, _, fact = name.partition(":")
        words = field(form, name, longest=_LONGEST).strip()
        if kind == "answer" or (kind == "other" and words):  # "answer" is sorted before "other"
            found[fact] = words
    return found


def _desk(request: Request, visitor: Visitor) -> LocalDrafts:
    return LocalDrafts(state_of(request).assistant, visitor.actor)


def _valid(model: type[Body], given: Mapping[str, Any]) -> Body:
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise InvalidInput(_said(error)) from error


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError):
        problem = error.errors()[0]
        where = str(problem["loc"][-1]).replace("_", " ").capitalize() if problem["loc"] else "Form"
        return f"{where}: {problem['msg'].removeprefix('Value error, ')}."
    return error.message if isinstance(error, PledgeError) else str(error)


def _list(request: Request, visitor: Visitor, *, error: str = "") -> Response:
    found = _desk(request, visitor).drafts().drafts
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return page(
        request,
        "drafts.html",
        visitor=visitor,
        status=status,
        drafts=list(reversed(found)),
        error=error,
        names=_names(request),
    )


def _page(
    request: Request,
    visitor: Visitor,
    draft: DraftOut,
    typed: Typed = Typed({}),
    *,
    notice: str = "",
    status: int = HTTPStatus.OK,
) -> Response:
    desk = _desk(request, visitor)
    by_clause: dict[str | None, list[Any]] = {}
    for finding in draft.findings:
        by_clause.setdefault(finding.clause, []).append(finding)
    return page(
        request,
        "draft.html",
        visitor=visitor,
        status=status,
        draft=draft,
        is_open=draft.state in OPEN,
        questions=draft.gaps,
        findings=by_clause,
        comments=desk.comments(draft.id).comments,
        history=desk.history(draft.id).entries,
        names=_names(request),
        steps=STEP_WORDS,
        formats=FORMATS.values(),
        pieces=_pieces,
        typed=typed,
        notice=notice,
    )


def _pieces(text: str) -> list[tuple[str, str]]:
    """A clause as stretches of words and of open questions: the words, and the fact that is asked."""
    found, done = [], 0
    for gap in find_marks(text):
        found += [(text[done : gap.span.start], ""), (gap.question, gap.slot)]
        done = gap.span.end
    return [(words, fact) for words, fact in (*found, (text[done:], "")) if words]


def _names(request: Request) -> Mapping[str, str]:
    return {account.id: account.name for account in state_of(request).assistant.accounts.all()}


def _kind(line: str) -> str:
    return {"+": "added", "-": "removed", "@": "place"}.get(line[:1], "same")
