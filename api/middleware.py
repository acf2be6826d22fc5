"""Around every request: an id, a limit on its body, security headers, a log line, a measurement, and no crash."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Mapping
from http import HTTPStatus

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.errors import internal_error
from api.metrics import Metrics

log = logging.getLogger("pledge.requests")

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
_HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}


class Edge:
    """ASGI middleware; see the module."""

    def __init__(
        self, app: ASGIApp, metrics: Metrics, max_body_bytes: int, larger_bodies: Mapping[str, int] | None = None
    ) -> None:
        """Wrap an app.

        Args:
            app: what answers.
            metrics: where requests are counted.
            max_body_bytes: the largest body of a request.
            larger_bodies: paths that take more, and how much.
        """
        self._app = app
        self._metrics = metrics
        self._max_body_bytes = max_body_bytes
        self._larger_bodies = dict(larger_bodies or {})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        scope.setdefault("state", {})["request_id"] = request_id
        began = time.perf_counter()
        status = 0

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                _complete(MutableHeaders(raw=message["headers"]), request_id)
            await send(message)

        limit = self._larger_bodies.get(scope["path"], self._max_body_bytes)
        try:
            await self._app(scope, _limited(receive, headers, limit), sending)
        except Exception:
            log.exception("fault", extra={"request_id": request_id, "path": scope["path"]})
            if status:
                raise  # half an answer is on its way: closing the connection is all that can be said
            await internal_error(request_id)(scope, receive, sending)
        finally:
            self._record(scope, status, time.perf_counter() - began)

    def _record(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "unmatched")
        self._metrics.request(scope["method"], route, status, seconds)
        state = scope["state"]
        log.info(
            "request",
            extra={
                "request_id": state["request_id"],
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "milliseconds": round(seconds * 1000, 1),
                "key": state.get("key_id"),
            },
        )


def _request_id(headers: Headers) -> str:
    given = headers.get("x-request-id", "")
    return given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8)


def _complete(headers: MutableHeaders, request_id: str) -> None:
    headers["X-Request-Id"] = request_id
    for name, value in _HEADERS.items():
        headers.setdefault(name, value)


def _limited(receive: Receive, headers: Headers, limit: int) -> Receive:
    announced = headers.get("content-length", "")
    too_large = announced.isdigit() and int(announced) > limit
    seen = 0

    async def receiving() -> Message:
        nonlocal seen
        message = await receive() if not too_large else {"type": "http.request"}
        seen += len(message.get("body", b""))
        if too_large or seen > limit:
            sentence = f"The request is larger than {limit:,} bytes. Send less, or raise PLEDGE_MAX_BODY_BYTES."
            raise HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence)
        return message

    return receiving
