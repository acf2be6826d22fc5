"""Errors of the chat completion calls: our shape, and in it the fields by which OpenAI's clients know an error."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from http import HTTPStatus
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.completions.conversation import UnknownModel
from api.completions.schemas import CompletionErrorOut
from api.errors import response_to
from api.refusals import refusals
from knowledge.errors import PledgeError

_TYPES = {
    HTTPStatus.UNAUTHORIZED: "authentication_error",
    HTTPStatus.FORBIDDEN: "permission_error",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_error",
    HTTPStatus.INTERNAL_SERVER_ERROR: "server_error",
    HTTPStatus.SERVICE_UNAVAILABLE: "server_error",
}
_INVALID = "invalid_request_error"


def declared(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The declarations of these status codes, in the shape of these calls."""
    return {status: {**said, "model": CompletionErrorOut} for status, said in refusals(*statuses).items()}


class CompletionRoute(APIRoute):
    """A route whose errors the `openai` client raises as its own, each as the right one."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except (PledgeError, HTTPException, RequestValidationError) as error:
                return _translated(response_to(request, error), isinstance(error, UnknownModel))

        return answer


def translated(error: Mapping[str, Any], status: int, code: str | None = None) -> dict[str, Any]:
    """The body of an error with the fields of both interfaces."""
    details = dict(error["details"])
    param = details.pop("param", None)
    problems = details.get("problems")
    if param is None and problems:
        param = str(problems[0]["where"]).removeprefix("body.")
    kind = _TYPES.get(HTTPStatus(status), _INVALID)
    body = {"message": error["message"], "type": kind, "param": param, "code": code or error["code"]}
    return {"error": {**body, "details": details}}


def _translated(response: Response, unknown_model: bool) -> Response:
    """The response with its body translated; what cannot be used is 400 here, as clients of this interface expect."""
    status = response.status_code
    error = json.loads(bytes(response.body))["error"]
    body = translated(error, status, "model_not_found" if unknown_model else None)
    if status == HTTPStatus.UNPROCESSABLE_ENTITY:
        status = HTTPStatus.BAD_REQUEST
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Response(json.dumps(body).encode("ascii"), status, headers)
