"""`POST /v1/ingests`: a whole folder in one request, as a tar archive; `pledge ingest` uses it while a server runs."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool
from pydantic import Field
from starlette.responses import Response

from api.archives import unpack
from api.caller import Admin, Caller
from api.document_schemas import DeclaredIn, IngestOut
from api.refusals import WITH_BODY, refusals
from api.state import State, state_of
from api.stream import Emit, event_stream, wants_events
from assistant.build import Assistant
from knowledge.errors import StoreError
from knowledge.progress import ProgressCallback, silent

PATH = "/v1/ingests"
_ARCHIVE = "folder.tar"
_INCOMING = "incoming"
router = APIRouter(tags=["documents"])


class Options(DeclaredIn):
    """How the folder is to be taken in."""

    origin: str = Field("upload", min_length=1, max_length=1000, description="Names the folder, for pruning.")
    prune: bool = Field(False, description="Remove what came from this origin before and is not in the archive.")


_BODY: dict[str, Any] = {
    "required": True,
    "description": "A tar archive without compression, as `tar -c` makes it.",
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}
_STREAM = {
    "description": "What became of each file; as events `progress` and `report` where the request accepts "
    "`text/event-stream`.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@router.post(
    PATH,
    response_model=IngestOut,
    responses={**WITH_BODY, **refusals(409), 200: _STREAM},
    openapi_extra={"requestBody": _BODY},
)
async def ingest(request: Request, caller: Admin, options: Annotated[Options, Query()]) -> IngestOut | Response:
    """Bring in a folder: documents by their paths, and its `pledge.yaml`."""
    state = state_of(request)
    folder = await _received(request, state)

    def work(progress: ProgressCallback) -> IngestOut:
        with folder, state.work.running(progress) as told:
            return _ingest(state.assistant, Path(folder.name), options, caller, told)

    if not wants_events(request):
        async with state.work.gate:
            return await run_in_threadpool(work, silent)

    def tell(emit: Emit) -> None:
        report = work(lambda step: emit("progress", {"phase": step.phase, "done": step.done, "total": step.total}))
        emit("report", report.model_dump(mode="json"))

    return event_stream(request, tell, state.work.gate)


def clear_incoming(data: Path) -> None:
    """Remove what a server that was killed has left of folders sent to it; they are sent again."""
    shutil.rmtree(data / _INCOMING, ignore_errors=True)


async def _received(request: Request, state: State) -> tempfile.TemporaryDirectory[str]:
    """A folder with the archive that was sent.

    Raises:
        StoreError: there is no room for it.
    """
    incoming = state.settings.data / _INCOMING
    folder = None
    try:
        incoming.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix="ingest-", dir=incoming)
        await _receive(request, Path(folder.name) / _ARCHIVE)
    except BaseException as error:
        if folder is not None:
            folder.cleanup()
        if isinstance(error, OSError):
            raise StoreError(f"What was sent cannot be kept in {incoming}: {error.strerror}.") from error
        raise
    return folder


async def _receive(request: Request, path: Path) -> None:
    """Write the body to a file as it comes."""
    with path.open("wb") as handle:
        async for chunk in request.stream():
            await run_in_threadpool(handle.write, chunk)


def _ingest(
    assistant: Assistant, folder: Path, options: Options, caller: Caller, progress: ProgressCallback
) -> IngestOut:
    files = folder / "files"
    files.mkdir()
    unpack(folder / _ARCHIVE, files)
    report = assistant.ingest(
        files,
        actor=caller.key_id,
        declared=options.declared(),
        prune=options.prune,
        origin=options.origin,
        progress=progress,
    )
    return IngestOut.of(report)
