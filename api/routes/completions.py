"""`/v1/chat/completions` and `/v1/models`: the assistant for programs made for the OpenAI interface."""

from __future__ import annotations

import time
from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from api.caller import Customer
from api.completions.chunks import Chunks, ChunkWire, new_id
from api.completions.conversation import UnknownModel, question_of, words_of
from api.completions.refusing import CompletionRoute, declared
from api.completions.reply import QuoteUrl, Reply, reply_of
from api.completions.schemas import (
    MODEL,
    ChoiceOut,
    CompletionIn,
    CompletionMessageOut,
    CompletionOut,
    ModelOut,
    ModelsOut,
    UsageOut,
)
from api.completions.tokens import usage
from api.routes.ask import answered, within_limits
from api.schemas import AnswerOut
from api.state import State, state_of
from api.stream import Emit, event_stream
from assistant.answers import Question

router = APIRouter(prefix="/v1", tags=["OpenAI-compatible"], route_class=CompletionRoute)
PATHS = ("/v1/chat/completions", "/v1/models", "/v1/models/{model}")
_STREAM: dict[str, Any] = {
    "description": "The answer; where `stream` is true, chunks as events without names, the last of them `[DONE]`.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}


@router.post(
    "/chat/completions",
    response_model=CompletionOut,
    responses={**declared(400, 401, 403, 404, 409, 413, 415, 429, 500, 503), 200: _STREAM},
)
async def complete(request: Request, body: CompletionIn, caller: Customer) -> CompletionOut | Response:
    """Answer the question that a conversation ends with; the same assistant, keys and limits as `/v1/ask`.

    Messages of the system instruct nobody and widen nothing. Citations come as annotations and as text.
    """
    state = state_of(request)
    question = question_of(body, caller.audiences, state.assistant.today(), state.settings)
    within_limits(question, state)
    url = _quote_url(request)
    if body.stream:
        return event_stream(request, lambda emit: _in_chunks(state, body, question, url, emit), wire=ChunkWire())
    return await run_in_threadpool(_completed, state, body, question, url)


@router.get("/models", responses=declared(401, 403, 429, 500, 503))
def list_models(caller: Customer) -> ModelsOut:
    """The one model: the assistant."""
    del caller
    return ModelsOut(data=[ModelOut.only()])


@router.get("/models/{model}", responses=declared(400, 401, 403, 404, 429, 500, 503))
def get_model(caller: Customer, model: Annotated[str, Path(min_length=1, max_length=100)]) -> ModelOut:
    """A model by its name."""
    del caller
    if model != MODEL:
        raise UnknownModel(model)
    return ModelOut.only()


def _completed(state: State, body: CompletionIn, question: Question, url: QuoteUrl) -> CompletionOut:
    answer = AnswerOut.of(answered(state, question))
    reply = reply_of(answer, url)
    message = CompletionMessageOut(content=reply.content, annotations=list(reply.annotations))
    return CompletionOut(
        id=new_id(),
        created=int(time.time()),
        model=MODEL,
        choices=[ChoiceOut(message=message)],
        usage=_usage(state, body, reply),
        pledge=answer,
    )


def _in_chunks(state: State, body: CompletionIn, question: Question, url: QuoteUrl, emit: Emit) -> None:
    """The answer as chunks.

    Whatever is verified before the answer is whole may be said at once with `chunks.say`; `chunks.complete` says what
    is still missing of the reply.
    """
    include_usage = body.stream_options is not None and body.stream_options.include_usage
    chunks = Chunks(new_id(), int(time.time()), emit, include_usage=include_usage)
    chunks.begin()
    answer = AnswerOut.of(answered(state, question, on_text=chunks.say))
    reply = reply_of(answer, url)
    chunks.complete(reply, answer)
    chunks.end(_usage(state, body, reply))


def _usage(state: State, body: CompletionIn, reply: Reply) -> UsageOut:
    return usage(map(words_of, body.messages), reply.content, state.assistant.library.vectors.embedder)


def _quote_url(request: Request) -> QuoteUrl:
    server = str(request.base_url).rstrip("/")
    return lambda receipt, number: f"{server}/v1/quotes/{receipt}/{number}"
