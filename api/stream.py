"""Server-sent events: work in a thread, what it says on the wire as it is said, errors in the one shape."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import nullcontext
from http import HTTPStatus
from typing import Any, Protocol

from fastapi.concurrency import run_in_threadpool
from fastapi.sse import KEEPALIVE_COMMENT, EventSourceResponse, format_sse_event
from starlette.requests import Request

from api.errors import describe, internal_error
from knowledge.errors import PledgeError

log = logging.getLogger(__name__)

Emit = Callable[[str, Any], None]
_KEEPALIVE_SECONDS = 15.0
_HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}


class Wire(Protocol):
    """How what is emitted looks on the wire."""

    def event(self, name: str, data: Any) -> bytes:
        """An event."""

    def error(self, status: int, body: dict[str, Any]) -> bytes:
        """A fault; `status` is what it would have been before the stream began."""


class NamedEvents:
    """Events with names and JSON data, as our own calls send them."""

    def event(self, name: str, data: Any) -> bytes:
        """An event."""
        return format_sse_event(event=name, data_str=json.dumps(data))

    def error(self, status: int, body: dict[str, Any]) -> bytes:
        """A fault, in the one shape of errors."""
        del status
        return self.event("error", body)


def wants_events(request: Request) -> bool:
    """Whether the caller asked for a stream."""
    return "text/event-stream" in request.headers.get("accept", "")


def event_stream(
    request: Request,
    work: Callable[[Emit], None],
    gate: asyncio.Semaphore | None = None,
    wire: Wire = NamedEvents(),  # noqa: B008 - without state
) -> EventSourceResponse:
    """A response that streams what `work`, called in a thread, emits: event names and data for JSON.

    Work that was begun is finished also when the caller leaves. `gate`: what it waits for before it begins; `wire`: how
    it looks on the wire.
    """
    return EventSourceResponse(_events(work, request.state.request_id, gate, wire), headers=_HEADERS)


async def _events(
    work: Callable[[Emit], None], request_id: str, gate: asyncio.Semaphore | None, wire: Wire
) -> AsyncIterator[bytes]:
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[bytes | None] = asyncio.Queue()

    def send(message: bytes) -> None:
        loop.call_soon_threadsafe(queue.put_nowait, message)

    async def run() -> None:
        async with gate or nullcontext():
            await run_in_threadpool(_guarded, work, wire, send, request_id)

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


def _guarded(work: Callable[[Emit], None], wire: Wire, send: Callable[[bytes], None], request_id: str) -> None:
    """Run the work; a failure becomes an error on the wire."""
    try:
        work(lambda event, data: send(wire.event(event, data)))
    except PledgeError as error:
        status, code, message, details = describe(error, request_id)
        send(wire.error(status, {"error": {"code": code, "message": message, "details": details}}))
    except Exception:
        log.exception("fault", extra={"request_id": request_id})
        body = json.loads(bytes(internal_error(request_id).body))
        send(wire.error(HTTPStatus.INTERNAL_SERVER_ERROR, body))
