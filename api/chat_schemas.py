"""What goes in and out about the tokens of pages, conversations, and quotes in their place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import Field

from api.schemas import AnswerOut, AskIn, In, Out, Words
from assistant.answers import Status

if TYPE_CHECKING:  # they load the database's library, which commands that speak to a server do without
    from assistant.conversations import Conversation, Feedback, Message
    from assistant.sessions import Session

_LONGEST_REASON = 1_000
#: How much of the document a quote is shown with, and how much may be asked for.
AROUND, MOST_AROUND = 600, 20_000


class SessionIn(In):
    """Who wants a token: a visitor of a site's page, or a server for one of its own users."""

    site: Annotated[str, Field(min_length=1, max_length=63)] | None = Field(
        None, description="The site's id, as `pledge.toml` lists it.", examples=["demo"]
    )
    role: Literal["customer", "staff"] = Field("customer", description="With a key: the role that the page gets.")
    user: Annotated[Words, Field(min_length=1, max_length=200)] | None = Field(
        None, description="With a key: your own name of the user, so that they find their conversations again."
    )
    origin: Annotated[str, Field(max_length=300)] | None = Field(
        None, description="With a key: the only origin whose pages may use the token; any of the site's by default."
    )


class SessionOut(Out):
    """A token, the only time it is shown."""

    token: str
    session: str = Field(description="With this the token can be revoked.")
    role: Literal["customer", "staff"]
    expires_at: datetime
    expires_in: int = Field(description="Seconds; renew it before with the same call and the token itself.")

    @classmethod
    def made(cls, session: Session, token: str, seconds: float) -> SessionOut:
        """From our record and the token itself."""
        role: Literal["customer", "staff"] = "customer" if session.role == "customer" else "staff"
        return cls(token=token, session=session.id, role=role, expires_at=session.expires_at, expires_in=int(seconds))


class EndedOut(Out):
    """A token that opens nothing any more."""

    session: str


class MessageIn(AskIn):
    """A question in a conversation, which remembers what was said before."""

    request: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{8,64}$")] | None = Field(
        None,
        description="Your own name of this message: sent again after a lost connection, it is not asked twice.",
        examples=["5f0c7a52-1"],
    )


class SearchedOut(Out):
    """Where an answer was looked for."""

    as_of: date
    documents: int = Field(description="How many were in force that day and open to the asker.")
    titles: list[str] = Field(description="Of the first of them, by title.")


class FeedbackIn(In):
    """What a reader thinks of an answer."""

    helpful: bool
    reason: Annotated[Words, Field(max_length=_LONGEST_REASON)] = Field("", examples=["It is about another product."])


class FeedbackOut(Out):
    """What a reader thought of an answer, personal data masked."""

    helpful: bool
    reason: str
    at: datetime

    @classmethod
    def of(cls, feedback: Feedback | None) -> FeedbackOut | None:
        """From our record."""
        return cls(helpful=feedback.helpful, reason=feedback.reason, at=feedback.at) if feedback else None


class MessageOut(Out):
    """A question with its answer."""

    id: str
    number: int
    at: datetime
    question: str = Field(description="Personal data masked.")
    as_of: date
    status: Status
    answer: AnswerOut
    searched: SearchedOut
    feedback: FeedbackOut | None

    @classmethod
    def of(cls, message: Message) -> MessageOut:
        """From our record."""
        return cls(
            id=message.id,
            number=message.number,
            at=message.at,
            question=message.question,
            as_of=message.as_of,
            status=Status(message.status),
            answer=AnswerOut.model_validate(message.body["answer"]),
            searched=SearchedOut.model_validate(message.body["searched"]),
            feedback=FeedbackOut.of(message.feedback),
        )


class ConversationOut(Out):
    """A conversation without its messages."""

    id: str
    title: str = Field(description="The beginning of its first question.")
    created_at: datetime
    updated_at: datetime
    message_count: int

    @classmethod
    def of(cls, conversation: Conversation) -> ConversationOut:
        """From our record."""
        return cls(
            id=conversation.id,
            title=conversation.title,
            created_at=conversation.created_at,
            updated_at=conversation.updated_at,
            message_count=conversation.messages,
        )


class WholeConversationOut(ConversationOut):
    """A conversation with all that was said."""

    messages: list[MessageOut]

    @classmethod
    def whole(cls, conversation: Conversation, messages: Sequence[Message]) -> WholeConversationOut:
        """From our records."""
        about = ConversationOut.of(conversation).model_dump()
        return cls(**about, messages=[MessageOut.of(message) for message in messages])


class ConversationsOut(Out):
    """Conversations, the last used first."""

    conversations: list[ConversationOut]


class ConversationsQuery(In):
    """Which conversations."""

    limit: int = Field(50, ge=1, le=200, description="Most conversations to return.")
    after: Annotated[str, Field(min_length=1, max_length=64)] | None = Field(
        None, description="The id of the last one you have; those used before it follow."
    )


class ErasedOut(Out):
    """A conversation that is there no more."""

    id: str


class QuoteQuery(In):
    """How much of the document."""

    around: int = Field(AROUND, ge=0, le=MOST_AROUND, description="Characters before and after the quote.")


class PieceOut(Out):
    """A stretch of text."""

    text: str
    quoted: bool


class PartOut(Out):
    """A heading, or a paragraph or list in pieces, or a table."""

    kind: Literal["heading", "text", "table"]
    level: int = Field(description="Of a heading, from 1; 0 otherwise.")
    pieces: list[PieceOut] = Field(default_factory=list)
    rows: list[list[list[PieceOut]]] = Field(default_factory=list, description="Of a table: rows of cells, in pieces.")


class QuoteInPlaceOut(Out):
    """A quote in its document, with what stands around it."""

    document: str
    title: str
    version: str
    effective_from: date | None
    effective_to: date | None
    in_force: bool = Field(description="Whether the version applies today.")
    more_before: bool
    more_after: bool
    parts: list[PartOut]


def stored(answer: AnswerOut, searched: SearchedOut) -> dict[str, Any]:
    """What is kept of an answer: all that was shown."""
    return {
        "answer": answer.model_dump(mode="json"),
        "searched": searched.model_dump(mode="json"),
        "text": answer.text,
    }
