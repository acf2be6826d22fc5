"""Questions without an answer, alike ones together, and answers that did not help: what authors might write next."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.console.pages import page
from api.console.routing import pages
from api.console.visitors import Author
from api.state import state_of
from assistant.unanswered import Unanswered
from knowledge.documents import Audience

router = pages()
_MOST_QUESTIONS = 1_000
_MOST_GROUPS = 200
_PERIODS = (7, 30, 90, 365)


@router.get("/unanswered")
def unanswered(
    request: Request,
    visitor: Author,
    *,
    days: Annotated[int, Query(ge=1, le=3650)] = 30,
    customers: Annotated[str, Query(max_length=10)] = "",
) -> Response:
    """The groups of the last days."""
    assistant = state_of(request).assistant
    since = datetime.now(UTC) - timedelta(days=days)
    groups = _grouper(request).groups(assistant.receipts.abstentions(since, _MOST_QUESTIONS))
    judged = assistant.conversations.unhelpful(since, _MOST_GROUPS)
    shown = [group for group in groups if group.by_customers or customers != "yes"]
    return page(
        request,
        "unanswered.html",
        visitor=visitor,
        groups=shown[:_MOST_GROUPS],
        total=len(shown),
        questions=sum(len(group.questions) for group in shown),
        days=days,
        periods=_PERIODS,
        customers=customers == "yes",
        unhelpful=[each for each in judged if each.audience is Audience.PUBLIC or customers != "yes"],
    )


def _grouper(request: Request) -> Unanswered:
    """One for each app: it keeps what it has computed."""
    state = request.app.state
    if not hasattr(state, "unanswered"):
        state.unanswered = Unanswered(state_of(request).assistant.library.vectors.embedder)
    found: Unanswered = state.unanswered
    return found
