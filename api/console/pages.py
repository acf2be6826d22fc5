"""Pages: templates filled in, with the headers that let a browser load nothing but what we ship."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from fastapi import Request
from markupsafe import Markup
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api.console.navigation import entries_for
from api.legible import legible
from api.state import state_of
from knowledge.errors import UnknownName

if TYPE_CHECKING:
    from jinja2 import Environment

    from api.console.visitors import Visitor

_TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent.parent / "static"
#: What of the folder the console's pages load.
_ASSETS = {
    "console.css": "text/css",
    "icon.svg": "image/svg+xml",
    "console.js": "text/javascript",
    "htmx.min.js": "text/javascript",
}
_POLICY = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)


def page(
    request: Request,
    template: str,
    *,
    visitor: Visitor | None = None,
    status: int = HTTPStatus.OK,
    **values: Any,
) -> HTMLResponse:
    """A page.

    Args:
        request: who asks for it.
        template: the file's name.
        visitor: who is signed in.
        status: of the response.
        values: what the template names.
    """
    nonce = secrets.token_urlsafe(16)
    context = {
        "nonce": nonce,
        "visitor": visitor,
        "navigation": entries_for(visitor.role) if visitor else (),
        "here": request.url.path,
        "organisation": state_of(request).assistant.profile.organisation.name or "Pledge",
        "today": state_of(request).assistant.today(),
        **values,
    }
    words = templates().get_template(template).render(context)
    return HTMLResponse(words, status, headers(nonce))


def fragment(template: str, *, visitor: Visitor | None, **values: Any) -> str:
    """A part of a page, for a script to put in its place."""
    return templates().get_template(template).render({"visitor": visitor, **values})


def headers(nonce: str) -> Mapping[str, str]:
    """What goes with every page; `same-origin` lets forms say where they come from."""
    return {"Content-Security-Policy": _POLICY.format(nonce=nonce), "Referrer-Policy": "same-origin"}


def go_to(request: Request, path: str, **query: str) -> Response:
    """After a form: the page that shows what it did."""
    target = f"{path}?{urlencode(query)}" if query else path
    if "hx-request" in request.headers:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": target})
    return RedirectResponse(target, HTTPStatus.SEE_OTHER)


def asset(name: str) -> tuple[bytes, str]:
    """A file that pages load, and its type.

    Raises:
        UnknownName: there is no such file.
    """
    if name not in _ASSETS:
        raise UnknownName("file", name)
    return _content(name), _ASSETS[name]


@cache
def _content(name: str) -> bytes:
    return (STATIC / name).read_bytes()


@cache
def asset_address(name: str) -> str:
    """Where a browser finds a file; another content has another address, so it may be kept for good."""
    return f"/console/static/{name}?v={hashlib.sha256(_content(name)).hexdigest()[:12]}"


@cache
def templates() -> Environment:
    """The templates, with the functions that they call; whatever they print is escaped."""
    from jinja2 import (  # noqa: PLC0415 - only who sees pages pays for it
        Environment,
        FileSystemLoader,
        StrictUndefined,
        pass_context,
    )

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "asset": asset_address,
        "source_address": source_address,
        "document_address": document_address,
        "form_token": pass_context(_form_token),
    }
    environment.filters |= {"day": _day, "moment": _moment, "percent": _percent}
    environment.filters |= {"safe_link": safe_link, "legible": legible}
    return environment


def document_address(name: str) -> str:
    """The page of a document."""
    return f"/console/documents/{quote(name)}"


def source_address(document: str, version_id: str, start: int | None = None, end: int | None = None) -> str:
    """The page of a version, with a stretch of its text marked and in view."""
    path = f"{document_address(document)}/versions/{quote(version_id, safe='')}"
    return path if start is None else f"{path}?at={start}-{end}#{start}-{end}"


def safe_link(url: str | None) -> str | None:
    """A link that a document gives, if following it runs nothing."""
    return url if url and url.lower().startswith(("https://", "http://")) else None


def _form_token(context: Mapping[str, Any]) -> Markup:
    """The hidden field that proves that a form is ours."""
    visitor: Visitor | None = context["visitor"]
    field = Markup('<input type="hidden" name="form_token" value="{}">')
    return field.format(visitor.form_token) if visitor else Markup()


def _day(value: date | None) -> str:
    return f"{value:%-d %B %Y}" if value else ""


def _moment(value: datetime | None) -> str:
    return f"{value:%-d %B %Y, %H:%M} UTC" if value else ""


def _percent(value: float) -> str:
    return f"{value:.0%}"
