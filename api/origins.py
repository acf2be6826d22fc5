"""From which pages a request comes: the browser says so in `Origin`, and only listed pages may use the chat."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlsplit

from fastapi import Request
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from assistant.sessions import Session
from assistant.sites import OriginNotAllowed, Site, site_called
from knowledge.errors import UnknownName

#: The calls that the chat on a page of somebody else's makes; no other is open to such pages.
_CALLS = ("/v1/sessions", "/v1/conversations", "/v1/quotes")
_READING = frozenset({"GET", "HEAD"})
_REMEMBERED_SECONDS = 600


class PagesOfSites:
    """ASGI middleware: pages of the sites' origins may make the chat's calls; browsers refuse all others."""

    def __init__(self, app: ASGIApp, sites: Sequence[Site]) -> None:
        self._app = app
        self._open = CORSMiddleware(
            app,
            allow_origins=sorted({origin for site in sites for origin in site.origins}),
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["Authorization", "Content-Type"],
            expose_headers=["Retry-After", "X-Request-Id"],
            max_age=_REMEMBERED_SECONDS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one connection."""
        path = scope.get("path", "")
        open_to_pages = any(path == call or path.startswith(f"{call}/") for call in _CALLS)
        await (self._open if open_to_pages else self._app)(scope, receive, send)


def check_origin(request: Request, session: Session, sites: Sequence[Site]) -> None:
    """Refuse a token that comes from another page than it was made for.

    Raises:
        OriginNotAllowed: it does, or its site is not on the list any more.
    """
    origin = request.headers.get("origin")
    if origin is None:
        # Browsers leave the origin out where a page reads from its own server, and nowhere else.
        if request.method in _READING or session.site is None:
            return
        raise OriginNotAllowed(None, session.site)
    if session.site is None:
        if not is_own(request, origin):
            raise OriginNotAllowed(origin, None)
    elif origin not in origins_of(sites, session.site) or session.origin not in {None, origin}:
        raise OriginNotAllowed(origin, session.site)


def origins_of(sites: Sequence[Site], name: str) -> tuple[str, ...]:
    """The origins of a site; none where it is not on the list any more."""
    try:
        return site_called(sites, name).origins
    except UnknownName:
        return ()


def is_own(request: Request, origin: str) -> bool:
    """Whether the page stands on this server itself; a proxy before it may have changed the scheme."""
    return urlsplit(origin).netloc == request.headers.get("host")


def address_of(request: Request) -> str:
    """Where the request comes from."""
    return request.client.host if request.client else "unknown"
