"""What the routes say in OpenAPI about the ways in which they refuse."""

from __future__ import annotations

from typing import Any

from api.schemas import ErrorOut

_DESCRIPTIONS = {
    400: "The body cannot be read.",
    401: "No key, or one that is not valid.",
    403: "The key's role is too low.",
    404: "Nothing has this name, or the key may not know of it.",
    409: "The present state forbids it.",
    413: "The request is too large.",
    415: "The call does not take this content type.",
    422: "What was sent cannot be used; the message says what to do.",
    429: "Too many requests; `Retry-After` says when to come back.",
    500: "A fault of ours; the details hold the request id.",
    503: "The documents cannot be reached now.",
}
_HEADERS: dict[int, dict[str, Any]] = {
    401: {"WWW-Authenticate": {"schema": {"type": "string"}, "description": "Bearer"}},
    429: {"Retry-After": {"schema": {"type": "integer"}, "description": "Seconds."}},
}


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The declarations of these status codes."""
    declared: dict[int | str, dict[str, Any]] = {}
    for status in statuses:
        declared[status] = {"model": ErrorOut, "description": _DESCRIPTIONS[status]}
        if status in _HEADERS:
            declared[status]["headers"] = _HEADERS[status]
    return declared


#: Of every call that takes a key and a body.
WITH_BODY = refusals(400, 401, 403, 413, 415, 422, 429, 500, 503)
#: Of every call that takes a key alone.
WITH_KEY = refusals(401, 403, 429, 500, 503)
