"""Server-sent events: work in a thread, what it says on the wire as it is said, errors in the one shape."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext
from typing import Any

from fastapi.concurrency import run_in_threadpool
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.requests import Request

from api.errors import describe, internal_error
from knowledge.errors import PledgeError

log = logging.getLogger(__name__)

Emit = Callable[[str, Any], None]
_KEEPALIVE_SECONDS = 15.0
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


def wants_events(request: Request) -> bool:
    """Whether the caller asked for a stream."""
    return "text/event-stream" in request.headers.get("accept", "")


def event_stream(
    request: Request, work: Callable[[Emit], None], gate: asyncio.Semaphore | None = None
) -> EventSourceResponse:
    """A response that streams what `work`, called in a thread, emits: event names and data for JSON.

    Work that was begun is finished also when the caller leaves. `gate`: what it waits for before it begins.
    """
    return EventSourceResponse(_events(work, request.state.request_id, gate), headers=_HEADERS)


async def _events(
    work: Callable[[Emit], None], request_id: str, gate: asyncio.Semaphore | None
) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | None] = asyncio.Queue()

    def emit(event: str, data: Any) -> None:
        message = format_sse_event(event=event, data_str=json.dumps(data))
        loop.call_soon_threadsafe(queue.put_nowait, message)

    async def run() -> None:
        async with gate or nullcontext():
            await run_in_threadpool(_guarded, work, emit, request_id)

    worker = asyncio.create_task(run())
    worker.add_done_callback(lambda _: queue.put_nowait(None))
    while True:
        try:
            message = await asyncio.wait_for(queue.get(), _KEEPALIVE_SECONDS)
        except TimeoutError:
            yield KEEPALIVE_COMMENT
            continue
        if message is None:
            return
        yield message


def _guarded(work: Callable[[Emit], None], emit: Emit, request_id: str) -> None:
    """Run the work; a failure becomes an `error` event."""
    try:
        work(emit)
    except PledgeError as error:
        _, code, message, details = describe(error, request_id)
        emit("error", {"error": {"code": code, "message": message, "details": details}})
    except Exception:
        log.exception("fault", extra={"request_id": request_id})
        emit("error", json.loads(bytes(internal_error(request_id).body)))
