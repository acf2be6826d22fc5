"""`/widget.js`, the chat for any page, and `/demo`, a page that has it."""

from __future__ import annotations

import hashlib
from functools import cache
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from api.state import state_of
from assistant.sites import DEMO_SITE, site_called

router = APIRouter(include_in_schema=False)
_FOLDER = Path(__file__).parent.parent
_DEMO_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'"
)


@router.get("/widget.js")
def widget(request: Request) -> Response:
    """The module; pages of any origin may load it, as it holds no secret."""
    content, tag = _module()
    headers = {
        "ETag": tag,
        "Cache-Control": "public, max-age=300",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, headers=headers, media_type="text/javascript")


@router.get("/demo")
def demo(request: Request) -> HTMLResponse:
    """A page of the sample organisation, embedding the chat as any page would."""
    site_called(state_of(request).settings.sites, DEMO_SITE)  # other servers have no such page
    page = (_FOLDER / "templates" / "demo.html").read_text(encoding="utf-8")
    return HTMLResponse(page, headers={"Content-Security-Policy": _DEMO_POLICY})


@cache
def _module() -> tuple[bytes, str]:
    content = (_FOLDER / "static" / "widget.js").read_bytes()
    return content, f'"{hashlib.sha256(content).hexdigest()[:16]}"'
