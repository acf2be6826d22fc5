"""Errors as HTTP: one shape for everything that goes wrong, and which status code each kind of error has."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.responses import Response

from assistant.access import KeyNotValid
from assistant.sessions import SessionNotValid
from assistant.sites import OriginNotAllowed
from knowledge.errors import (
    Conflict,
    InvalidInput,
    InvalidSettings,
    NotAllowed,
    PledgeError,
    StoreError,
    UnknownName,
    UnreadableFile,
)

log = logging.getLogger(__name__)

#: The first line that matches decides; codes are part of the interface and never change.
_KINDS: tuple[tuple[type[PledgeError], HTTPStatus, str], ...] = (
    (UnknownName, HTTPStatus.NOT_FOUND, "not_found"),
    (UnreadableFile, HTTPStatus.UNPROCESSABLE_ENTITY, "unreadable_file"),
    (InvalidSettings, HTTPStatus.INTERNAL_SERVER_ERROR, "internal"),
    (InvalidInput, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input"),
    (Conflict, HTTPStatus.CONFLICT, "conflict"),
    (KeyNotValid, HTTPStatus.UNAUTHORIZED, "key_not_valid"),
    (SessionNotValid, HTTPStatus.UNAUTHORIZED, "session_not_valid"),
    (OriginNotAllowed, HTTPStatus.FORBIDDEN, "origin_not_allowed"),
    (NotAllowed, HTTPStatus.FORBIDDEN, "not_allowed"),
    (StoreError, HTTPStatus.SERVICE_UNAVAILABLE, "store_unavailable"),
)

_CODES = {
    HTTPStatus.BAD_REQUEST: "bad_request",
    HTTPStatus.UNAUTHORIZED: "key_missing",
    HTTPStatus.FORBIDDEN: "not_allowed",
    HTTPStatus.NOT_FOUND: "not_found",
    HTTPStatus.METHOD_NOT_ALLOWED: "method_not_allowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "too_large",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
    HTTPStatus.UNPROCESSABLE_ENTITY: "invalid_input",
    HTTPStatus.TOO_MANY_REQUESTS: "too_many_requests",
}

_SENTENCES = {
    HTTPStatus.BAD_REQUEST: "The request's body cannot be read. Send what its content type says.",
    HTTPStatus.NOT_FOUND: "There is nothing at this address. GET /docs lists the calls.",
    HTTPStatus.METHOD_NOT_ALLOWED: "This address does not take this method. GET /docs lists the calls.",
}

_NOT_JSON = "This call takes JSON. Send it with the header 'Content-Type: application/json'."
_INTERNAL = "Something went wrong on our side. Try again; if it happens again, report the request id."
_UNAVAILABLE = "The documents cannot be reached now. Try again in a moment; the log says more."


class TooManyRequests(PledgeError):
    """A limit on requests is reached."""

    def __init__(self, message: str, retry_after_seconds: int) -> None:
        super().__init__(message, {"retry_after_seconds": retry_after_seconds})
        self.retry_after_seconds = retry_after_seconds


class KeyMissing(NotAllowed):
    """No key came with the request."""

    def __init__(self) -> None:
        super().__init__(
            "This call needs a key. Send it as 'Authorization: Bearer pledge_…'; administrators make keys."
        )


def error_response(
    status: int,
    code: str,
    message: str,
    details: Mapping[str, object] | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """The one shape of errors."""
    body = {"error": {"code": code, "message": message, "details": dict(details or {})}}
    # Plain ASCII: what a caller sent may hold characters that cannot be encoded otherwise.
    content = json.dumps(body, default=str).encode("ascii")
    return Response(content, status, headers, media_type="application/json")


def internal_error(request_id: str) -> Response:
    """What a caller learns of a fault of ours: where to find it in the log."""
    return error_response(HTTPStatus.INTERNAL_SERVER_ERROR, "internal", _INTERNAL, {"request_id": request_id})


def describe(error: PledgeError, request_id: str) -> tuple[int, str, str, dict[str, object]]:
    """Status, code, message and details of one of our errors; what tells about our machine stays in the log."""
    if isinstance(error, TooManyRequests):
        return HTTPStatus.TOO_MANY_REQUESTS, "too_many_requests", error.message, error.details
    if isinstance(error, KeyMissing):
        return HTTPStatus.UNAUTHORIZED, "key_missing", error.message, error.details
    for kind, status, code in _KINDS:
        if isinstance(error, kind):
            if status < HTTPStatus.INTERNAL_SERVER_ERROR:
                return status, code, error.message, error.details
            log.error("fault", exc_info=error, extra={"request_id": request_id})
            message = _UNAVAILABLE if status == HTTPStatus.SERVICE_UNAVAILABLE else _INTERNAL
            return status, code, message, {"request_id": request_id}
    log.error("fault", exc_info=error, extra={"request_id": request_id})
    return HTTPStatus.INTERNAL_SERVER_ERROR, "internal", _INTERNAL, {"request_id": request_id}


def install(app: FastAPI) -> None:
    """Make the app answer every error in the one shape."""
    app.add_exception_handler(PledgeError, _pledge_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid_request)


def response_to(request: Request, error: PledgeError | HTTPException | RequestValidationError) -> Response:
    """The response to an error that is expected."""
    if isinstance(error, PledgeError):
        return _pledge_error(request, error)
    return _http_error(request, error) if isinstance(error, HTTPException) else _invalid_request(request, error)


def _pledge_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, PledgeError):
        raise error
    status, code, message, details = describe(error, request.state.request_id)
    headers = {}
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, TooManyRequests):
        headers["Retry-After"] = str(error.retry_after_seconds)
    return error_response(status, code, message, details, headers)


def _http_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    message = (
        _SENTENCES.get(status) if error.detail in {status.phrase, ""} or status == HTTPStatus.BAD_REQUEST else None
    )
    code = _CODES.get(status, status.phrase.lower().replace(" ", "_"))
    headers = {"Allow": _allowed(request)} if status == HTTPStatus.METHOD_NOT_ALLOWED else error.headers
    return error_response(status, code, message or str(error.detail), headers=headers)


def _allowed(request: Request) -> str:
    """All methods of the address; the framework names those of the first route alone."""
    routes = [(route.path, route.path_regex, route.methods) for route in iter_route_contexts(request.app.routes)]
    template = next((path for path, pattern, _ in routes if pattern.fullmatch(request.scope["path"])), None)
    return ", ".join(sorted({method for path, _, methods in routes if path == template for method in methods or ()}))


def _invalid_request(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    problems = error.errors()
    if any(_is_no_body(problem) for problem in problems) and not _says_json(request):
        return error_response(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "unsupported_media_type", _NOT_JSON)
    return _not_of_the_shape(problems)


def _is_no_body(problem: Mapping[str, Any]) -> bool:
    """Whether the body was not read at all, unlike one whose fields contradict each other."""
    return tuple(problem["loc"]) == ("body",) and problem["type"] != "value_error"


def _says_json(request: Request) -> bool:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def _not_of_the_shape(errors: Sequence[Any]) -> Response:
    """A request that is not of the shape the call takes; what was sent is not repeated."""
    problems = [_problem(error) for error in errors]
    first = problems[0] if problems else {"where": "request", "problem": "it cannot be read"}
    message = f"{first['where']}: {first['problem']}. GET /docs shows what this call takes."
    return error_response(HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input", message, {"problems": problems})


def _problem(error: Mapping[str, Any]) -> dict[str, str]:
    """Where the problem is, and what it is."""
    if error["type"] == "json_invalid" and len(error["loc"]) > 1:
        return {"where": "body", "problem": f"this is not JSON, from character {error['loc'][-1]} on"}
    return {"where": _place(error["loc"]), "problem": error["msg"].removeprefix("Value error, ")}


def _place(location: Sequence[object]) -> str:
    return ".".join(str(part) for part in location) or "request"
