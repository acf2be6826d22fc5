"""The audit log: who changed what, with names where they are known."""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.console.pages import document_address, page
from api.console.routing import pages
from api.console.visitors import Admin
from api.state import state_of
from assistant.build import Assistant

router = pages()
_MOST = 1_000


@router.get("/audit")
def audit(request: Request, visitor: Admin, *, q: Annotated[str, Query(max_length=200)] = "") -> Response:
    """The last changes, newest first."""
    assistant = state_of(request).assistant
    names = _names(assistant)
    latest = assistant.audit.latest(_MOST)
    documents = frozenset(assistant.library.documents())
    entries = [
        (each, names.get(each.actor, each.actor), names.get(each.target, ""), _address(each.target, documents))
        for each in latest
    ]
    shown = [row for row in entries if q.lower() in f"{row[0].action} {row[0].target} {row[1]} {row[2]}".lower()]
    return page(request, "audit.html", visitor=visitor, entries=shown, q=q)


def _names(assistant: Assistant) -> dict[str, str]:
    """What people call accounts, keys and drafts, by their ids."""
    accounts = {account.id: account.name for account in assistant.accounts.all()}
    drafts = {draft.id: f"draft {draft.title}" for draft in assistant.drafts.all()}
    return accounts | drafts | {key.id: f"key {key.name or key.prefix}" for key in assistant.keys.all()}


def _address(target: str, documents: Collection[str]) -> str:
    """The page of what was changed, if it has one and is still there."""
    if target.startswith("d_"):
        return f"/console/drafts/{target}"
    return document_address(target) if target in documents else ""
