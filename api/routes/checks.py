"""`POST /v1/checks`: what is weak in a code, and which principles it covers."""

from __future__ import annotations

from fastapi import APIRouter, Request

from api.caller import Author
from api.check_schemas import CheckIn, CheckOut
from api.checks import check_document, check_text
from api.refusals import WITH_BODY, refusals
from api.state import state_of
from assistant.explaining import explain

router = APIRouter(prefix="/v1", tags=["checking"])


@router.post("/checks", responses={**WITH_BODY, **refusals(404)})
def check(request: Request, caller: Author, body: CheckIn) -> CheckOut:
    """Findings with their places and suggestions, and the coverage of the twelve principles.

    A text is also held against the other documents in force. Rules, words and severities are those of the server's
    `pledge.toml`. With `explain`, a language model's words stand beside each finding; they change none. Nothing is
    stored.
    """
    assistant = state_of(request).assistant
    if body.document is not None:
        report = check_document(assistant, caller.role, body.document).report
    else:
        report = check_text(assistant, caller.role, body.text or "", body.name).report
    return CheckOut.of(explain(report, assistant.uses) if body.explain else report)
