"""Asking: questions that follow each other, answers in quotes that lead to their source, and receipts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Path, Query, Request
from pydantic import ValidationError
from starlette.responses import HTMLResponse, Response

from api.caller import Caller
from api.chat_schemas import MessageIn, MessageOut
from api.console.pages import fragment, go_to, page
from api.console.routing import pages
from api.console.visitors import Customer, Form, Visitor, field
from api.routes.ask import within_limits
from api.routes.conversations import Asking, whole
from api.schemas import ReceiptOut
from api.state import State, state_of
from assistant.build import Assistant
from assistant.conversations import Message
from assistant.examples import example_questions
from assistant.roles import Role
from knowledge.documents import Audience, Scope
from knowledge.errors import InvalidInput

router = pages()
_MOST_EARLIER = 50
_PAGE = "/console/ask"
Id = Annotated[str, Path(min_length=1, max_length=64)]


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question with its answer, as the page shows it."""

    conversation: str
    message: MessageOut
    as_customer: bool  #: somebody who sees more asked with a customer's eyes

    @classmethod
    def of(cls, message: Message, visitor: Visitor) -> Exchange:
        """From our record."""
        as_customer = message.audience is Audience.PUBLIC and visitor.role is not Role.CUSTOMER
        return cls(message.conversation, MessageOut.of(message), as_customer)


@router.get("/ask")
def ask_page(
    request: Request,
    visitor: Customer,
    *,
    question: str = "",
    conversation: Annotated[str, Query(max_length=64)] = "",
    done: Annotated[str, Query(max_length=20)] = "",
) -> Response:
    """The form, with a question that a link brought along, below what was said in a conversation."""
    state = state_of(request)
    conversations = state.assistant.conversations
    said = conversations.messages(conversation, visitor.actor) if conversation else ()
    scope = Scope(visitor.audiences, state.assistant.today())
    return page(
        request,
        "ask.html",
        visitor=visitor,
        **_form(state, conversation),
        draft=question[:2_000],
        examples=() if said else example_questions(state.assistant.library, scope),
        exchanges=[Exchange.of(message, visitor) for message in said],
        earlier=[each for each in conversations.of(visitor.actor, _MOST_EARLIER) if each.messages],
        notice="The conversation is deleted." if done == "deleted" else "",
    )


@router.post("/ask")
def ask(request: Request, visitor: Customer, form: Form) -> Response:
    """Answer: for a script what it adds to the page, otherwise the conversation's page."""
    state = state_of(request)
    as_customer = visitor.role is Role.CUSTOMER or field(form, "as_customer") == "yes"
    caller = Caller(visitor.actor, Role.CUSTOMER if as_customer else visitor.role)
    body = _question(form)
    conversation = field(form, "conversation")
    if not conversation:
        within_limits(body.question_for(caller.audiences, state.assistant.today()), state)
        conversation = state.assistant.conversations.begin(visitor.actor).id
    message = Asking.begun(state, caller, conversation, body).done()
    if "hx-request" not in request.headers:
        return go_to(request, f"{_PAGE}?conversation={conversation}#{message.id}")
    shown = {**_form(state, conversation), "as_customer": as_customer and visitor.role is not Role.CUSTOMER}
    if body.as_of:
        shown["as_of"] = body.as_of
    exchange = Exchange.of(message, visitor)
    parts = [
        fragment(name, visitor=visitor, exchange=exchange, **shown, swapped=True)
        for name in ("exchange.html", "ask_form.html")
    ]
    return HTMLResponse("".join(parts), headers={"HX-Push-Url": f"{_PAGE}?conversation={conversation}"})


@router.post("/conversations/{conversation_id}/messages/{message_id}/feedback")
def rate(request: Request, visitor: Customer, form: Form, *, conversation_id: Id, message_id: Id) -> Response:
    """Whether an answer helped, and why not."""
    helpful = field(form, "helpful") == "yes"
    rated = state_of(request).assistant.conversations.rate(
        conversation_id, visitor.actor, message_id, helpful=helpful, reason=field(form, "reason", longest=1_000)
    )
    if "hx-request" in request.headers:
        exchange = Exchange.of(rated, visitor)
        return HTMLResponse(fragment("feedback.html", visitor=visitor, exchange=exchange, focus=True))
    return go_to(request, f"{_PAGE}?conversation={conversation_id}#{message_id}")


@router.get("/conversations/{conversation_id}/export")
def export(request: Request, visitor: Customer, conversation_id: Id) -> Response:
    """A conversation as a file."""
    found = whole(state_of(request).assistant, visitor.actor, conversation_id)
    named = {"Content-Disposition": f'attachment; filename="conversation-{found.created_at:%Y-%m-%d}.json"'}
    return Response(found.model_dump_json(indent=1), headers=named, media_type="application/json")


@router.post("/conversations/{conversation_id}/delete")
def delete(request: Request, visitor: Customer, _form: Form, conversation_id: Id) -> Response:
    """Erase one of one's own conversations."""
    assistant = state_of(request).assistant
    assistant.conversations.delete(conversation_id, visitor.actor)
    assistant.audit.note(visitor.actor, "conversations.delete", conversation_id)
    return go_to(request, _PAGE, done="deleted")


@router.get("/receipts/{receipt_id}")
def receipt_page(request: Request, visitor: Customer, receipt_id: Id) -> Response:
    """How an answer came about."""
    assistant = state_of(request).assistant
    found = assistant.receipts.get(receipt_id, visitor.audiences)
    receipt = ReceiptOut.of(found, dropped=visitor.role.may(Role.STAFF))
    quotes = [{**quote, **_source(assistant, visitor, quote)} for quote in receipt.quotes]
    return page(request, "receipt.html", visitor=visitor, receipt=receipt, quotes=quotes)


def _source(assistant: Assistant, visitor: Visitor, quote: Mapping[str, Any]) -> dict[str, Any]:
    """Where a quote of a receipt stands, its words there, and whether they are still those of the receipt."""
    entry = assistant.library.catalogue().by_id.get(str(quote["version"]))
    if entry is None or entry.version.audience not in visitor.audiences:
        return {"document": "", "title": "", "words": "", "same": False}
    words = assistant.library.version_text(entry.version.id)[int(quote["start"]) : int(quote["end"])]
    same = hashlib.sha256(words.encode()).hexdigest() == quote["sha256"]
    return {"document": entry.version.document, "title": entry.version.title, "words": words, "same": same}


def _question(form: Form) -> MessageIn:
    words = field(form, "question", longest=10_000).strip()
    if not words:
        raise InvalidInput("Type a question first.")
    try:
        return MessageIn.model_validate({"question": words, "as_of": field(form, "as_of") or None})
    except ValidationError as error:
        problem = error.errors()[0]
        where = str(problem["loc"][0]).replace("_", " ").capitalize()
        raise InvalidInput(f"{where}: {problem['msg'].removeprefix('Value error, ')}.") from error


def _form(state: State, conversation: str) -> dict[str, Any]:
    """What the form for the next question needs."""
    return {
        "as_customer": False,
        "as_of": None,
        "conversation": conversation,
        "longest": state.settings.max_question_characters,
        "today": state.assistant.today(),
    }
