"""Documents: list, add, look at, delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from starlette.responses import JSONResponse, Response

from api.caller import Caller
from api.console.pages import document_address, go_to, page
from api.console.routing import pages, wants_json
from api.console.visitors import Admin, Customer, Form, Visitor, field
from api.document_schemas import DocumentOut, Outcome, UploadOut
from api.routes.documents import add_upload, current_entry, readable_entries, visible_entries
from api.state import state_of
from api.uploads import upload_from
from assistant.build import Assistant
from knowledge.documents import GUIDANCE, Audience
from knowledge.errors import InvalidInput

router = pages()
Name = Annotated[str, Path(min_length=1, max_length=300)]
Words = Annotated[str, Query(max_length=300)]
_DONE = {
    Outcome.ADDED: "is added and can be asked about.",
    Outcome.UPDATED: "has a new version.",
    Outcome.UNCHANGED: "was here just as it is: nothing changed.",
}


@router.get("/documents")
def documents(
    request: Request,
    visitor: Customer,
    *,
    q: Words = "",
    collection: Words = "",
    audience: Words = "",
    gone: Words = "",
) -> Response:
    """The documents that the visitor may read."""
    assistant = state_of(request).assistant
    everything = _documents(assistant, visitor)
    shown = [each for each in everything if _fits(each, q, collection, audience)]
    return page(
        request,
        "documents.html",
        visitor=visitor,
        documents=shown,
        total=len(everything),
        q=q,
        collection=collection,
        audience=audience,
        audiences=sorted(visitor.audiences),
        collections=sorted({each.collection for each in everything}),
        notice=f"{gone} is deleted." if gone else "",
        error="",
    )


@router.post("/documents")
async def add(request: Request, visitor: Admin, form: Form) -> Response:
    """Add a document or a new version of one."""
    state = state_of(request)
    try:
        upload = await upload_from(form, ignored={"form_token"})
    except RequestValidationError as error:
        problem = error.errors()[0]
        where = str(problem["loc"][-1]).replace("_", " ")
        raise InvalidInput(f"{where.capitalize()}: {problem['msg'].removeprefix('Value error, ')}.") from error
    caller = Caller(visitor.actor, visitor.role)
    async with state.work.gate:
        made = await run_in_threadpool(add_upload, state, upload, caller)
    if wants_json(request):
        return JSONResponse({"message": _said(made), "address": document_address(made.document.name)})
    return go_to(request, document_address(made.document.name), done=made.outcome)


@router.get("/documents/{name:path}")
def document(request: Request, visitor: Customer, name: Name, done: Words = "") -> Response:
    """A document with its versions and what could not be read of them."""
    assistant = state_of(request).assistant
    entries = readable_entries(assistant, visitor.audiences, name)
    today = assistant.today()
    current = DocumentOut.of(current_entry(entries, today), today)
    notice = f"{current.title} {_DONE[Outcome(done)]}" if done in set(Outcome) else ""
    versions = [DocumentOut.of(entry, today) for entry in entries]
    return page(request, "document.html", visitor=visitor, name=name, current=current, versions=versions, notice=notice)


@router.get("/delete-document")
def ask_before_deleting(request: Request, visitor: Admin, name: Words) -> Response:
    """What deleting means, before it happens."""
    entries = readable_entries(state_of(request).assistant, visitor.audiences, name)
    title = entries[-1].version.title
    return page(request, "delete_document.html", visitor=visitor, name=name, title=title, versions=len(entries))


@router.post("/delete-document")
def delete(request: Request, visitor: Admin, form: Form) -> Response:
    """Delete a document with all its versions."""
    assistant = state_of(request).assistant
    name = field(form, "name")
    gone = assistant.library.delete(name)
    assistant.audit.note(visitor.actor, "documents.delete", name, versions=[version.id for version in gone])
    return go_to(request, "/console/documents", gone=name)


def _documents(assistant: Assistant, visitor: Visitor) -> Sequence[DocumentOut]:
    today = assistant.today()
    found = (visible_entries(assistant, visitor.audiences, name) for name in sorted(assistant.library.documents()))
    return [DocumentOut.of(current_entry(entries, today), today) for entries in found if entries]


def _fits(document: DocumentOut, words: str, collection: str, audience: str) -> bool:
    if document.collection != collection if collection else document.collection == GUIDANCE:
        return False
    if audience in set(Audience) and document.audience != audience:
        return False
    return words.lower() in f"{document.title} {document.name}".lower()


def _said(made: UploadOut) -> str:
    unread = len(made.document.problems)
    partly = f" {unread} {'part' if unread == 1 else 'parts'} could not be read." if unread else ""
    name, title = made.document.name, made.document.title
    named = name if name == title else f"{name} ({title})"
    return f"{named} {_DONE[made.outcome]}{partly}"
