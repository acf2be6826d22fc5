"""Files that pages load: kept by browsers for good, since another content has another address."""

from __future__ import annotations

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from api.console.pages import asset
from api.console.routing import pages
from knowledge.errors import UnknownName

router = pages()
_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}


@router.get("/static/{name}")
def static(name: str) -> Response:
    """A file."""
    content, media_type = asset(name)
    return Response(content, headers=_FOR_GOOD, media_type=media_type)


@router.get("/{path:path}")
def nothing(request: Request, path: str) -> Response:
    """No page is here."""
    if path.endswith("/"):
        return RedirectResponse(request.url.path.rstrip("/"))
    raise UnknownName("page", path)
