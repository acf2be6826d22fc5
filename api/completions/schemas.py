"""What goes in and out of `/v1/chat/completions` and `/v1/models`, in the shape of the OpenAI interface."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.schemas import AnswerOut, CollectionName, Day, In, Out, Words

#: The one model there is: the assistant.
MODEL = "pledge"
#: When it came to be, in seconds since 1970, as the list of models wants it.
MODEL_CREATED = 1_795_737_600
_QUESTION = "How long do I have to return something I bought online?"


class Lenient(BaseModel):
    """A part of a request; fields that mean nothing here are passed over, because clients send many."""

    model_config = ConfigDict(extra="ignore", frozen=True)


class ContentPartIn(Lenient):
    """A part of a message; only text can be read."""

    type: Words
    text: Words | None = None


class ChatMessageIn(Lenient):
    """A message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"] = Field(
        description="Messages of system, developer, tool and function are passed over: they instruct nobody here."
    )
    content: Words | list[ContentPartIn] | None = None


class StreamOptionsIn(Lenient):
    """How to stream."""

    include_usage: bool = Field(False, description="Whether a last chunk counts tokens.")


class PledgeIn(In):
    """What only this server understands; in the `openai` client, `extra_body={"pledge": {…}}`."""

    as_of: Day | None = Field(None, description="Answer as of this day; today by default.")
    collection: CollectionName | None = Field(None, description="Only this collection; all but guidance by default.")


class CompletionIn(Lenient):
    """A conversation that ends with a question. Settings of a language model, such as a temperature, change nothing."""

    model: Words = Field(description="`pledge`, see `/v1/models`.", examples=[MODEL])
    messages: list[ChatMessageIn] = Field(
        min_length=1,
        description="Oldest first; the last one is the user's question.",
        examples=[[{"role": "user", "content": _QUESTION}]],
    )
    stream: bool | None = Field(None, description="Whether to send chunks as events.")
    stream_options: StreamOptionsIn | None = None
    n: Annotated[int, Field(ge=1)] | None = Field(None, description="There is one answer: 1 or nothing.")
    modalities: list[Words] | None = Field(None, description="Text alone.")
    response_format: dict[str, Any] | None = Field(None, description="Text alone.")
    tool_choice: Words | dict[str, Any] | None = Field(None, description="No tool is ever called.")
    logprobs: bool | None = Field(None, description="There are none.")
    pledge: PledgeIn = Field(default_factory=lambda: PledgeIn.model_validate({}))


class UrlCitationOut(Out):
    """Where a stretch of the content comes from."""

    start_index: int = Field(description="In characters of the content.")
    end_index: int = Field(description="Exclusive: `content[start_index:end_index]` is what is cited.")
    url: str = Field(description="The quote in its document; takes the same key.")
    title: str = Field(description="The document's title and version.")


class AnnotationOut(Out):
    """A citation."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitationOut


class CompletionMessageOut(Out):
    """The answer as a message."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[AnnotationOut]


class ChoiceOut(Out):
    """The one answer."""

    index: Literal[0] = 0
    message: CompletionMessageOut
    logprobs: None = None
    finish_reason: Literal["stop"] = "stop"


class UsageOut(Out):
    """How many tokens; an estimate, because nobody knows what another model's tokenizer would count."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int
    estimated: Literal[True] = True
    counted_with: str = Field(description="Whose word pieces were counted.")


class CompletionOut(Out):
    """An answer, or an abstention, as a chat completion."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int = Field(description="Seconds since 1970.")
    model: str
    choices: list[ChoiceOut] = Field(min_length=1, max_length=1)
    usage: UsageOut
    pledge: AnswerOut = Field(description="The same answer as `/v1/ask` gives it.")


class ModelOut(Out):
    """A model."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str

    @classmethod
    def only(cls) -> ModelOut:
        """The one model."""
        return cls(id=MODEL, created=MODEL_CREATED, owned_by="pledge")


class ModelsOut(Out):
    """The models."""

    object: Literal["list"] = "list"
    data: list[ModelOut]


class CompletionErrorBody(Out):
    """What went wrong, in the words of both interfaces."""

    message: str = Field(description="For people: what is wrong and what to do.")
    type: str | None = Field(None, description="The kind of error, as clients of this interface know it.")
    param: str | None = Field(None, description="The field that is wrong.")
    code: str = Field(description="For programs; never changes.", examples=["model_not_found"])
    details: dict[str, Any] = Field(default_factory=dict, description="Data that belongs to the code.")


class CompletionErrorOut(Out):
    """The shape of every error of these calls."""

    error: CompletionErrorBody
