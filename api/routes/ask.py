"""`POST /v1/ask` and `POST /v1/search`: questions in, verified words out."""

from __future__ import annotations

import logging

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.caller import Customer
from api.refusals import WITH_BODY, refusals
from api.schemas import AnswerOut, AskIn, QuoteOut, SearchIn, SearchOut, scope_of
from api.state import State, state_of
from api.stream import Emit, event_stream, wants_events
from assistant.answer import OnQuote
from assistant.answers import Answer, Question
from assistant.masking import mask
from assistant.model import OnText
from knowledge.documents import Audience
from knowledge.errors import InvalidInput

log = logging.getLogger("pledge.questions")
router = APIRouter(prefix="/v1", tags=["asking"])

#: 409: the index was made with another embedding model than the settings name.
_REFUSALS = {**WITH_BODY, **refusals(409)}
_STREAM = {
    "description": "The answer; as events `status`, `quote`, `answer`, `receipt`, `error` where the request accepts "
    "`text/event-stream`. With a language model, each verified portion of the text comes before the answer as an event "
    "`status` with `status: statement` and `text`; `answer` holds the whole.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@router.post("/ask", response_model=AnswerOut, responses={**_REFUSALS, 200: _STREAM})
def ask(request: Request, body: AskIn, caller: Customer) -> Response:
    """Answer a question in the organisation's own words, or say that its documents don't."""
    state = state_of(request)
    question = body.question_for(caller.audiences, state.assistant.today())
    within_limits(question, state)
    if wants_events(request):
        return event_stream(request, lambda emit: _answer_in_events(state, question, emit))
    # The framework would send the answer to a thread once more, to be checked for being what it is.
    answer = AnswerOut.of(answered(state, question))
    return Response(answer.model_dump_json(), media_type="application/json")


@router.post("/search", responses=_REFUSALS)
def search(request: Request, body: SearchIn, caller: Customer) -> SearchOut:
    """The sentences, list items and table rows that fit best."""
    return searched(state_of(request), body, caller.audiences)


def searched(state: State, body: SearchIn, audiences: frozenset[Audience]) -> SearchOut:
    """The best units for a query, as somebody who may read these audiences searches."""
    _within(state.settings.max_question_characters, body.query, "query")
    scope = scope_of(audiences, body.as_of or state.assistant.today(), body.collection)
    return SearchOut.of(state.assistant.answerer.search(body.query, scope, body.k))


def answered(
    state: State, question: Question, on_quote: OnQuote = lambda _: None, on_text: OnText | None = None
) -> Answer:
    """The answer, counted; see `Answerer.ask` for what is told on the way."""
    answer = state.assistant.answerer.ask(question, on_quote, on_text)
    _count(state, question, answer)
    return answer


def within_limits(question: Question, state: State) -> None:
    """Refuse what is too long to be a question.

    Raises:
        InvalidInput: the question, an earlier message or the history is too long.
    """
    longest = state.settings.max_question_characters
    _within(longest, question.text, "question")
    for turn in question.history:
        _within(longest, turn.text, "history entry")
    most = state.settings.max_history_entries
    if len(question.history) > most:
        raise InvalidInput(f"The history has {len(question.history)} entries; send the last {most} at most.")


def _within(longest: int, text: str, what: str) -> None:
    if len(text) > longest:
        raise InvalidInput(f"The {what} has {len(text):,} characters; {longest:,} are the most. Shorten it.")


def _answer_in_events(state: State, question: Question, emit: Emit) -> None:
    emit("status", {"status": "searching"})
    answer = answered(
        state,
        question,
        lambda quote: emit("quote", QuoteOut.of(quote).model_dump(mode="json")),
        lambda text: emit("status", {"status": "statement", "text": text}),
    )
    emit("answer", AnswerOut.of(answer).model_dump(mode="json"))
    emit("receipt", {"receipt_id": answer.receipt_id})


def _count(state: State, question: Question, answer: Answer) -> None:
    state.metrics.answer(answer.status)
    if answer.model is not None:
        state.metrics.model(answer.model)
    facts: dict[str, object] = {"status": answer.status, "receipt": answer.receipt_id, "confidence": answer.confidence}
    if state.settings.log_questions:
        facts["question"] = mask(question.text)
    log.info("question", extra=facts)
