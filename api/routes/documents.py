"""`/v1/documents`: list, read, upload, delete."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from api.caller import Admin, Caller, Customer
from api.document_schemas import (
    DeletedOut,
    DocumentOut,
    DocumentsOut,
    DocumentsQuery,
    DocumentTextOut,
    Outcome,
    TextQuery,
    UploadOut,
    VersionsOut,
)
from api.refusals import WITH_BODY, WITH_KEY, refusals
from api.schemas import scope_of
from api.state import State, state_of
from api.uploads import UPLOAD_BODY, Upload, read_upload
from assistant.build import Assistant
from knowledge.catalogue import Entry
from knowledge.documents import Audience
from knowledge.errors import UnknownName, UnreadableFile

router = APIRouter(prefix="/v1/documents", tags=["documents"])
Name = Annotated[str, Path(min_length=1, max_length=300, description="The document's name, slashes and all.")]
_READING = {**WITH_KEY, **refusals(404, 422)}


@router.get("", responses={**WITH_KEY, **refusals(422)})
def list_documents(request: Request, caller: Customer, query: Annotated[DocumentsQuery, Query()]) -> DocumentsOut:
    """The documents that the key may read, by name."""
    assistant = state_of(request).assistant
    today = assistant.today()
    assistant.library.catalogue().check(scope_of(caller.audiences, today, query.collection))
    found = []
    for name in sorted(assistant.library.catalogue().by_document):
        entries = visible_entries(assistant, caller.audiences, name)
        entry = (
            current_entry(entries, assistant.today())
            if entries and (query.after is None or name > query.after)
            else None
        )
        if entry and query.collection in {None, entry.version.collection}:
            found.append(DocumentOut.of(entry, today))
        if len(found) == query.limit:
            break
    return DocumentsOut(documents=found)


@router.get("/{name:path}/versions", responses=_READING)
def versions(request: Request, caller: Customer, name: Name) -> VersionsOut:
    """All versions of a document that the key may read."""
    assistant = state_of(request).assistant
    entries = readable_entries(assistant, caller.audiences, name)
    return VersionsOut(versions=[DocumentOut.of(entry, assistant.today()) for entry in entries])


@router.get("/{name:path}/text", responses=_READING)
def text(request: Request, caller: Customer, name: Name, query: Annotated[TextQuery, Query()]) -> DocumentTextOut:
    """The full text of a version."""
    assistant = state_of(request).assistant
    entries = readable_entries(assistant, caller.audiences, name)
    if query.version is None:
        entry = current_entry(entries, assistant.today())
    else:
        named = [each for each in entries if query.version in {each.version.id, each.version.label}]
        if not named:
            raise UnknownName("version", query.version)
        entry = named[-1]
    words = assistant.library.version_text(entry.version.id)
    return DocumentTextOut(name=name, version=entry.version.label, version_id=entry.version.id, text=words)


@router.get("/{name:path}", responses=_READING)
def get_document(request: Request, caller: Customer, name: Name) -> DocumentOut:
    """A document: the version in force, or the latest where none is."""
    assistant = state_of(request).assistant
    return DocumentOut.of(
        current_entry(readable_entries(assistant, caller.audiences, name), assistant.today()), assistant.today()
    )


@router.post(
    "",
    status_code=HTTPStatus.CREATED,
    responses={
        **WITH_BODY,
        **refusals(409),
        200: {"model": UploadOut, "description": "The document was there: changed, or just as it is."},
    },
    openapi_extra={"requestBody": UPLOAD_BODY},
)
async def upload(request: Request, response: Response, caller: Admin) -> UploadOut:
    """Add a document or a new version of one: a file as multipart form data, or its text as JSON."""
    state = state_of(request)
    given = await read_upload(request)
    async with state.work.gate:
        made = await run_in_threadpool(add_upload, state, given, caller)
    if made.outcome is not Outcome.ADDED:
        response.status_code = HTTPStatus.OK
    return made


@router.delete("/{name:path}", responses={**_READING, **refusals(409)})
def delete(request: Request, caller: Admin, name: Name) -> DeletedOut:
    """Delete a document with all its versions, everywhere."""
    assistant = state_of(request).assistant
    gone = assistant.library.delete(name)
    assistant.audit.note(caller.key_id, "documents.delete", name, versions=[version.id for version in gone])
    return DeletedOut(name=name, versions=len(gone))


def add_upload(state: State, given: Upload, caller: Caller) -> UploadOut:
    """Bring an upload in.

    Raises:
        UnreadableFile: nothing of it can be read.
    """
    assistant = state.assistant
    with state.work.running():
        report = assistant.library.add(
            given.name,
            given.content,
            declared=given.declared,
            document=given.document,
            for_staff=given.for_staff,
        )
    if report.failed:
        raise UnreadableFile(given.name, report.failed[0].reason, report.failed[0].page)
    outcome = Outcome.ADDED if report.added else Outcome.UPDATED if report.updated else Outcome.UNCHANGED
    if outcome is not Outcome.UNCHANGED:
        assistant.audit.note(caller.key_id, f"documents.{outcome}", given.name)
    entry = assistant.library.catalogue().by_source[given.name]
    return UploadOut(outcome=outcome, document=DocumentOut.of(entry, assistant.today()))


def visible_entries(assistant: Assistant, audiences: frozenset[Audience], name: str) -> list[Entry]:
    """The versions of a document that somebody may read who may read these audiences."""
    entries = assistant.library.catalogue().by_document.get(name, ())
    return [entry for entry in entries if entry.version.audience in audiences]


def readable_entries(assistant: Assistant, audiences: frozenset[Audience], name: str) -> list[Entry]:
    """The same; a document that one may not know of is as unknown as one that is not there.

    Raises:
        UnknownName: there is none.
    """
    entries = visible_entries(assistant, audiences, name)
    if not entries:
        raise UnknownName("document", name)
    return entries


def current_entry(entries: Sequence[Entry], today: date) -> Entry:
    """The version in force, or the latest where none is."""
    return next((entry for entry in reversed(entries) if entry.version.in_force(today)), entries[-1])
