"""`/v1/conversations`: questions that follow each other, kept for whoever asked."""

from __future__ import annotations

import secrets
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from api.caller import Caller, Customer
from api.chat_schemas import (
    ConversationOut,
    ConversationsOut,
    ConversationsQuery,
    ErasedOut,
    FeedbackIn,
    MessageIn,
    MessageOut,
    SearchedOut,
    WholeConversationOut,
    stored,
)
from api.refusals import WITH_BODY, WITH_KEY, refusals
from api.routes.ask import answered, within_limits
from api.schemas import AnswerOut, QuoteOut
from api.state import State, state_of
from api.stream import Emit, event_stream, wants_events
from assistant.answer import OnQuote
from assistant.answers import Question
from assistant.build import Assistant
from assistant.conversations import Exchange, Message
from assistant.model import OnText
from assistant.roles import Role
from knowledge.catalogue import sees
from knowledge.documents import Audience

router = APIRouter(prefix="/v1/conversations", tags=["conversations"])
_NAMED = {**WITH_KEY, **refusals(404, 422)}
_STREAM = {
    "description": "The answer; as events `status`, `quote`, `answer`, `receipt`, `error` where the request accepts "
    "`text/event-stream`; portions of a language model's text as in `/v1/ask`.",
    "content": {"text/event-stream": {"schema": {"type": "string"}}},
}
_MOST_TITLES = 12
Id = Annotated[str, Path(min_length=1, max_length=64)]


@router.post("", status_code=HTTPStatus.CREATED, responses=WITH_KEY)
def create(request: Request, caller: Customer) -> ConversationOut:
    """Begin a conversation."""
    site = caller.session.site if caller.session else None
    return ConversationOut.of(state_of(request).assistant.conversations.begin(caller.key_id, site))


@router.get("", responses=_NAMED)
def list_conversations(
    request: Request, caller: Customer, query: Annotated[ConversationsQuery, Query()]
) -> ConversationsOut:
    """The caller's conversations, the last used first."""
    found = state_of(request).assistant.conversations.of(caller.key_id, query.limit, query.after)
    return ConversationsOut(conversations=[ConversationOut.of(each) for each in found])


@router.get("/{conversation_id}", responses=_NAMED)
def get(request: Request, caller: Customer, conversation_id: Id) -> WholeConversationOut:
    """A conversation with all that was said."""
    return whole(state_of(request).assistant, caller.key_id, conversation_id)


@router.get("/{conversation_id}/export", responses=_NAMED)
def export(request: Request, response: Response, caller: Customer, conversation_id: Id) -> WholeConversationOut:
    """The same as a file, for whoever wants to keep what they were told."""
    found = whole(state_of(request).assistant, caller.key_id, conversation_id)
    response.headers["Content-Disposition"] = f'attachment; filename="conversation-{found.created_at:%Y-%m-%d}.json"'
    return found


@router.delete("/{conversation_id}", responses=_NAMED)
def delete(request: Request, caller: Customer, conversation_id: Id) -> ErasedOut:
    """Erase a conversation with its receipts: one's own, or for administrators anybody's."""
    assistant = state_of(request).assistant
    assistant.conversations.delete(conversation_id, None if caller.role.may(Role.ADMIN) else caller.key_id)
    assistant.audit.note(caller.key_id, "conversations.delete", conversation_id)
    return ErasedOut(id=conversation_id)


@router.post(
    "/{conversation_id}/messages",
    response_model=MessageOut,
    responses={**WITH_BODY, **refusals(404, 409), 200: _STREAM},
)
def post_message(request: Request, body: MessageIn, caller: Customer, conversation_id: Id) -> MessageOut | Response:
    """Ask; what was asked and answered before is taken into account."""
    asking = Asking.begun(state_of(request), caller, conversation_id, body)
    return event_stream(request, asking.in_events) if wants_events(request) else MessageOut.of(asking.done())


@router.post("/{conversation_id}/messages/{message_id}/feedback", responses={**WITH_BODY, **refusals(404)})
def feedback(
    request: Request, body: FeedbackIn, caller: Customer, *, conversation_id: Id, message_id: Id
) -> MessageOut:
    """Say whether an answer helped, and why; said again, the last word counts."""
    conversations = state_of(request).assistant.conversations
    rated = conversations.rate(conversation_id, caller.key_id, message_id, helpful=body.helpful, reason=body.reason)
    return MessageOut.of(rated)


class Asking:
    """One message on its way."""

    def __init__(self, state: State, caller: Caller, conversation_id: str, name: str, question: Question) -> None:
        """See `begun`; `name` is the sender's name of the message."""
        self._state = state
        self._owner = caller.key_id
        self._audience = Audience.STAFF if Audience.STAFF in caller.audiences else Audience.PUBLIC
        self._conversation = conversation_id
        self._name = name
        self._question = question

    @classmethod
    def begun(cls, state: State, caller: Caller, conversation_id: str, body: MessageIn) -> Asking:
        """A message with what was said before it.

        Raises:
            UnknownName: the caller has no such conversation.
            InvalidInput: it is too long to be a question.
        """
        question = body.question_for(caller.audiences, state.assistant.today())
        # A conversation that has ended meanwhile goes on in a new one with what the page remembers.
        kept = state.assistant.conversations.history(conversation_id, caller.key_id, state.settings.max_history_entries)
        longest = state.settings.max_question_characters
        question = replace(question, history=tuple(replace(t, text=t.text[:longest]) for t in kept) or question.history)
        within_limits(question, state)
        return cls(state, caller, conversation_id, body.request or secrets.token_hex(12), question)

    def in_events(self, emit: Emit) -> None:
        """Ask, and tell on the way; what was answered before is told again."""
        searched = self._searched()
        emit("status", {"status": "searching", "searched": searched.model_dump(mode="json")})
        before = self._sent()
        for quote in before.body["answer"]["quotes"] if before else ():
            emit("quote", quote)
        message = before or self._asked(
            lambda quote: emit("quote", QuoteOut.of(quote).model_dump(mode="json")),
            lambda text: emit("status", {"status": "statement", "text": text}),
        )
        emit("answer", message.body["answer"])
        emit("receipt", {"receipt_id": message.receipt, "message": message.id, "conversation": message.conversation})

    def done(self) -> Message:
        """The message, answered and kept; sent twice, it is asked once."""
        return self._sent() or self._asked(lambda _: None)

    def _sent(self) -> Message | None:
        return self._state.assistant.conversations.sent(self._conversation, self._owner, self._name)

    def _asked(self, on_quote: OnQuote, on_text: OnText | None = None) -> Message:
        answer = answered(self._state, self._question, on_quote, on_text)
        exchange = Exchange(
            question=self._question.text,
            as_of=self._question.scope.as_of,
            audience=self._audience,
            status=answer.status,
            reason=answer.reason,
            receipt=answer.receipt_id,
            body=stored(AnswerOut.of(answer), self._searched()),
        )
        return self._state.assistant.conversations.add(self._conversation, self._owner, self._name, exchange)

    def _searched(self) -> SearchedOut:
        scope = self._question.scope
        entries = self._state.assistant.library.catalogue().by_id.values()
        titles = sorted({entry.version.title for entry in entries if sees(scope, entry.version)})
        return SearchedOut(as_of=scope.as_of, documents=len(titles), titles=titles[:_MOST_TITLES])


def whole(assistant: Assistant, owner: str, conversation_id: str) -> WholeConversationOut:
    """One of somebody's conversations with all that was said."""
    conversations = assistant.conversations
    found = conversations.get(conversation_id, owner)
    return WholeConversationOut.whole(found, conversations.messages(conversation_id, owner))
