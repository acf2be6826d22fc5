"""Sites: which pages of which origins may show the chat, as `pledge.toml` lists them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from knowledge.errors import NotAllowed, UnknownName

#: The site of `pledge serve --sample`, whose pages are the server's own.
DEMO_SITE = "demo"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9.-]+|\[[0-9a-f:.]+\]")


def _origin(value: str) -> str:
    """An origin as browsers write it."""
    parts = urlsplit(value.strip().rstrip("/").lower())
    known = parts.scheme in _DEFAULT_PORTS
    if not known or parts.path or parts.query or parts.fragment or "@" in parts.netloc or "*" in parts.netloc:
        raise ValueError(f"'{value}' is no origin; write scheme and host, such as https://www.example.org")
    host, port = parts.netloc.removesuffix(f":{parts.port}") if parts.port else parts.netloc, parts.port
    if not _HOST.fullmatch(host):
        raise ValueError(f"'{value}' names no host; write scheme and host, such as https://www.example.org")
    shown = "" if port in {None, _DEFAULT_PORTS[parts.scheme]} else f":{port}"
    return f"{parts.scheme}://{host}{shown}"


Origin = Annotated[str, AfterValidator(_origin)]


class Site(BaseModel):
    """Somebody's pages on which the chat stands."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,62}$")  #: stands in the page's source; no secret
    origins: tuple[Origin, ...] = Field(min_length=1)
    anonymous: bool = True  #: whether visitors get a token without a key; False where staff alone chat


class OriginNotAllowed(NotAllowed):
    """The page that asks is not one of the site's."""

    def __init__(self, origin: str | None, site: str | None) -> None:
        where = f"Pages of {origin}" if origin else "Requests that name no page of origin"
        what = f"use the chat of the site '{site}'" if site else "use this token"
        super().__init__(
            f"{where} may not {what}. Add the page's origin to the site's list in pledge.toml.",
            {"origin": origin, "site": site},
        )


def site_called(sites: Sequence[Site], name: str) -> Site:
    """The site with this id.

    Raises:
        UnknownName: none has it; the ids of others are not told.
    """
    found = next((site for site in sites if site.id == name), None)
    if found is None:
        raise UnknownName("site", name)
    return found
