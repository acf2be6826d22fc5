"""A reply before it is sent: whether the documents bear out each of its sentences."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from pydantic import ValidationError
from starlette.responses import Response

from api.commitment_schemas import LONGEST_REPLY, VerifyIn, VerifyOut
from api.console.pages import page
from api.console.routing import pages
from api.console.visitors import Form, Staff, Visitor, field
from api.register_desk import LocalRegister
from api.state import state_of
from assistant.roles import Role
from assistant.verify import Verdict

router = pages()


@router.get("/reply")
def reply_page(request: Request, visitor: Staff) -> Response:
    """The form."""
    return _page(request, visitor)


@router.post("/reply")
async def check_reply(request: Request, visitor: Staff, form: Form) -> Response:
    """The verdict on each sentence; customers' documents alone, unless internal ones are wanted."""
    text = field(form, "text", longest=LONGEST_REPLY).strip()
    internal = field(form, "internal") == "yes"
    try:
        body = VerifyIn.model_validate({"text": text, "as_of": field(form, "as_of") or None})
    except ValidationError as error:
        problem = error.errors()[0]
        said = f"{problem['loc'][0]}: {problem['msg'].removeprefix('Value error, ')}."
        return _page(request, visitor, text=text, error=said if text else "Paste a reply first.")
    register = LocalRegister(state_of(request).assistant, visitor.role if internal else Role.CUSTOMER)
    found = await run_in_threadpool(register.verify, body)
    counts = Counter(sentence.verdict for sentence in found.sentences)
    as_of = body.as_of.isoformat() if body.as_of else ""
    return _page(request, visitor, text=text, internal=internal, as_of=as_of, found=found, counts=counts)


def _page(
    request: Request,
    visitor: Visitor,
    *,
    text: str = "",
    internal: bool = False,
    as_of: str = "",
    error: str = "",
    found: VerifyOut | None = None,
    counts: Mapping[Verdict, int] = MappingProxyType({}),
) -> Response:
    return page(
        request,
        "reply.html",
        visitor=visitor,
        status=HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        text=text,
        internal=internal,
        as_of=as_of,
        error=error,
        found=found,
        counts=counts,
        verdicts={
            Verdict.CONTRADICTED: ("contradicted", "bad"),
            Verdict.NOT_FOUND: ("not in the documents", "wait"),
            Verdict.SUPPORTED: ("backed by the documents", "good"),
            Verdict.NO_CLAIM: ("no claim", "off"),
        },
        longest=LONGEST_REPLY,
    )
