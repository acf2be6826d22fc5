"""A chat completion's messages to a question with its history; what cannot be honoured is refused, not passed over."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from api.completions.schemas import MODEL, ChatMessageIn, CompletionIn
from api.schemas import scope_of
from assistant.answers import Question, Turn
from assistant.settings import Settings
from knowledge.documents import Audience
from knowledge.errors import InvalidInput, UnknownName

_READABLE = {"text", "refusal"}
_NAMES = {"image_url": "Images", "input_audio": "Sounds", "file": "Files"}


class UnknownModel(UnknownName):
    """There is no such model."""

    def __init__(self, name: str) -> None:
        super().__init__("model", name, [MODEL])
        self.details["param"] = "model"


class CannotHonour(InvalidInput):
    """A part of the request asks for what an assistant that quotes cannot do."""

    def __init__(self, param: str, message: str) -> None:
        super().__init__(message, {"param": param})


def question_of(body: CompletionIn, audiences: frozenset[Audience], today: date, settings: Settings) -> Question:
    """The question that the messages end with, as somebody who may read these audiences asks it.

    Clients send the whole conversation with every question, so that only the latest of it is kept, each message cut to
    the length that an earlier message may have.

    Raises:
        UnknownModel: another model is asked for.
        CannotHonour: the messages do not end with a question, hold more than text, or want more than one text back.
    """
    if body.model != MODEL:
        raise UnknownModel(body.model)
    _refuse(body)
    said = list(_said(body.messages))
    if not said or said[-1].role != "user":
        raise CannotHonour("messages", "The last message must be the user's: it is the question.")
    *earlier, last = said
    if not last.text.strip():
        raise CannotHonour("messages", "The last message says nothing. Ask a question.")
    longest, most = settings.max_question_characters, settings.max_history_entries
    history = [Turn(turn.role, turn.text[:longest]) for turn in earlier if turn.text.strip()]
    scope = scope_of(audiences, body.pledge.as_of or today, body.pledge.collection)
    return Question(last.text, scope, tuple(history[-most:] if most else ()))


def words_of(message: ChatMessageIn) -> str:
    """The words of a message, whatever else it holds."""
    if message.content is None or isinstance(message.content, str):
        return message.content or ""
    return "\n".join(part.text or "" for part in message.content)


def _said(messages: Sequence[ChatMessageIn]) -> Iterator[Turn]:
    """What the user and the assistant have said."""
    for place, message in enumerate(messages):
        if message.role == "user" or message.role == "assistant":  # noqa: PLR1714 - so the type is known
            _refuse_all_but_text(message, place)
            yield Turn(message.role, words_of(message))


def _refuse_all_but_text(message: ChatMessageIn, place: int) -> None:
    for number, part in enumerate(message.content if isinstance(message.content, list) else ()):
        if part.type not in _READABLE:
            what = _NAMES.get(part.type, f"Parts of type '{part.type[:40]}'")
            where = f"messages.{place}.content.{number}"
            raise CannotHonour(where, f"{what} cannot be read here. Send parts of type 'text' alone.")


def _refuse(body: CompletionIn) -> None:
    """Refuse what would change the kind of answer; settings of a language model are harmless without one."""
    if body.n not in {None, 1}:
        raise CannotHonour("n", "There is one answer to a question. Leave n out, or send 1.")
    if body.modalities is not None and body.modalities != ["text"]:
        raise CannotHonour("modalities", "Answers are text. Leave modalities out, or send ['text'].")
    if body.response_format is not None and body.response_format.get("type") != "text":
        raise CannotHonour("response_format", "Answers are text; the field 'pledge' holds the same as JSON.")
    if body.tool_choice not in (None, "none", "auto"):
        raise CannotHonour("tool_choice", "No tool is ever called. Leave tool_choice out, or send 'auto' or 'none'.")
    if body.logprobs:
        raise CannotHonour("logprobs", "There are no probabilities of tokens; 'pledge.confidence' is the answer's.")
