"""Asking: a question, its answer in quotes that lead to their source, and follow-ups."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import Path, Request
from pydantic import TypeAdapter, ValidationError
from starlette.responses import HTMLResponse, Response

from api.console.pages import fragment, page
from api.console.routing import pages
from api.console.visitors import Customer, Form, Visitor, field
from api.routes.ask import answered, within_limits
from api.schemas import AnswerOut, AskIn, ReceiptOut, TurnIn
from api.state import State, state_of
from assistant.build import Assistant
from assistant.roles import Role
from knowledge.errors import InvalidInput

router = pages()
_LONGEST_HISTORY = 60_000
_TURNS: TypeAdapter[list[TurnIn]] = TypeAdapter(list[TurnIn])
_EXAMPLES = (
    "How long do I have to return something?",
    "What happens if my delivery is late?",
    "How quickly will you answer my complaint?",
)


@router.get("/ask")
def ask_page(request: Request, visitor: Customer, question: str = "") -> Response:
    """The form, with a question that a link brought along."""
    return page(request, "ask.html", visitor=visitor, **_empty(state_of(request)), draft=question[:2_000])


@router.post("/ask")
def ask(request: Request, visitor: Customer, form: Form) -> Response:
    """Answer: a whole page, or what a script adds to the one that is there."""
    state = state_of(request)
    body = _question(form, state.assistant.today())
    as_customer = visitor.role is Role.CUSTOMER or field(form, "as_customer") == "yes"
    audiences = Role.CUSTOMER.audiences if as_customer else visitor.audiences
    question = body.question_for(audiences, state.assistant.today())
    within_limits(question, state)
    answer = AnswerOut.of(answered(state, question))
    turns = (*body.history, TurnIn(role="user", text=body.question), TurnIn(role="assistant", text=answer.text))
    shown: dict[str, Any] = {
        **_empty(state),
        "as_of": body.as_of or state.assistant.today(),
        "as_customer": as_customer and visitor.role is not Role.CUSTOMER,
        "question": body.question,
        "answer": answer,
        "earlier": body.history,
        "turns": turns,
        "history": _kept(turns, state.settings.max_history_entries),
    }
    if "hx-request" in request.headers:
        pieces = [fragment(name, visitor=visitor, **shown, swapped=True) for name in ("exchange.html", "ask_form.html")]
        return HTMLResponse("".join(pieces))
    return page(request, "ask.html", visitor=visitor, **shown)


@router.get("/receipts/{receipt_id}")
def receipt_page(
    request: Request, visitor: Customer, receipt_id: Annotated[str, Path(min_length=1, max_length=64)]
) -> Response:
    """How an answer came about."""
    assistant = state_of(request).assistant
    receipt = ReceiptOut.of(assistant.receipts.get(receipt_id, visitor.audiences))
    quotes = [{**quote, **_source(assistant, visitor, str(quote["version"]))} for quote in receipt.quotes]
    return page(request, "receipt.html", visitor=visitor, receipt=receipt, quotes=quotes)


def _source(assistant: Assistant, visitor: Visitor, version_id: str) -> dict[str, str]:
    entry = assistant.library.catalogue().by_id.get(version_id)
    if entry is None or entry.version.audience not in visitor.audiences:
        return {"document": "", "title": ""}
    return {"document": entry.version.document, "title": entry.version.title}


def _question(form: Form, today: date) -> AskIn:
    try:
        history = _TURNS.validate_json(field(form, "history", longest=_LONGEST_HISTORY) or "[]")
    except ValidationError as error:
        raise InvalidInput("The conversation cannot be read. Begin a new one.") from error
    words = field(form, "question", longest=10_000).strip()
    if not words:
        raise InvalidInput("Type a question first.")
    try:
        return AskIn.model_validate(
            {"question": words, "history": history, "as_of": field(form, "as_of") or today.isoformat()}
        )
    except ValidationError as error:
        problem = error.errors()[0]
        where = str(problem["loc"][0]).replace("_", " ").capitalize()
        raise InvalidInput(f"{where}: {problem['msg'].removeprefix('Value error, ')}.") from error


def _kept(turns: tuple[TurnIn, ...], most: int) -> str:
    """The last turns as the form carries them."""
    kept = turns[-most:] if most else ()
    while len(text := _TURNS.dump_json(list(kept)).decode()) > _LONGEST_HISTORY:
        kept = kept[2:]
    return text


def _empty(state: State) -> dict[str, Any]:
    today = state.assistant.today()
    return {
        "answer": None,
        "as_customer": False,
        "as_of": today,
        "today": today,
        "earlier": (),
        "examples": _EXAMPLES,
        "history": "[]",
        "longest": state.settings.max_question_characters,
        "turns": (),
    }
