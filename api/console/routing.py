"""Routes of pages: what goes wrong on the way to one becomes a page, or the way to the sign-in."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from fastapi import APIRouter, Request
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import HTMLResponse, JSONResponse, Response

from api.console.pages import fragment, go_to, page
from api.console.visitors import PASSWORD_PAGE, NotSignedIn, PasswordToChange, optional_visitor
from api.errors import TooManyRequests, describe
from knowledge.errors import PledgeError

log = logging.getLogger(__name__)

SIGN_IN_PAGE = "/console/sign-in"
_FAULT = "Something went wrong on our side. Try again; if it happens again, report the number below."
_TITLES = {
    HTTPStatus.FORBIDDEN: "Not for you",
    HTTPStatus.NOT_FOUND: "Not found",
    HTTPStatus.CONFLICT: "Not now",
    HTTPStatus.TOO_MANY_REQUESTS: "Too fast",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "Too large",
    HTTPStatus.INTERNAL_SERVER_ERROR: "Our fault",
    HTTPStatus.SERVICE_UNAVAILABLE: "Not available",
}


class PageRoute(APIRoute):
    """A route whose errors are pages."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request."""
        handle = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handle(request)
            except NotSignedIn:
                return go_to(request, SIGN_IN_PAGE, **_way_back(request))
            except PasswordToChange:
                return go_to(request, PASSWORD_PAGE)
            except Exception as error:  # noqa: BLE001 - the last line before the browser; it is logged
                return await _error_page(request, error)

        return answer


def pages(prefix: str = "/console") -> APIRouter:
    """A router for pages, which are no part of the described interface."""
    return APIRouter(prefix=prefix, route_class=PageRoute, include_in_schema=False)


def wants_json(request: Request) -> bool:
    """Whether a script of ours asks, which shows the outcome itself."""
    return "application/json" in request.headers.get("accept", "")


def _way_back(request: Request) -> dict[str, str]:
    if request.method != "GET" or request.url.path in {"/console", "/console/"}:
        return {}
    return {
        "next": request.url.path + (f"?{urlencode(request.query_params.multi_items())}" if request.url.query else "")
    }


async def _error_page(request: Request, error: Exception) -> Response:
    status, message, headers = _said(request, error)
    if wants_json(request):
        return JSONResponse({"message": message}, status, headers)
    if "hx-request" in request.headers:
        return HTMLResponse(fragment("notice.html", visitor=None, message=message), headers=headers)
    shown = page(
        request,
        "error.html",
        visitor=await optional_visitor(request),
        status=status,
        title=_TITLES.get(HTTPStatus(status), "This did not work"),
        message=message,
        number=request.state.request_id if status >= HTTPStatus.INTERNAL_SERVER_ERROR else None,
    )
    shown.headers.update(headers)
    return shown


def _said(request: Request, error: Exception) -> tuple[int, str, dict[str, str]]:
    """Status, sentence and headers of an error."""
    if isinstance(error, PledgeError):
        status, _, message, _ = describe(error, request.state.request_id)
        retry = {"Retry-After": str(error.retry_after_seconds)} if isinstance(error, TooManyRequests) else {}
        return status, message, retry
    if isinstance(error, HTTPException):
        return error.status_code, str(error.detail), {}
    if isinstance(error, RequestValidationError):
        problem = error.errors()[0]
        where = str(problem["loc"][-1]).replace("_", " ") if problem["loc"] else "form"
        message = f"{where}: {problem['msg'].removeprefix('Value error, ')}."
        return HTTPStatus.UNPROCESSABLE_ENTITY, message[0].upper() + message[1:], {}
    log.error("fault", exc_info=error, extra={"request_id": request.state.request_id, "path": request.url.path})
    return HTTPStatus.INTERNAL_SERVER_ERROR, _FAULT, {}
