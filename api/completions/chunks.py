"""An answer as the chunks of a streamed chat completion: said piece by piece, each piece verified before it is said."""

from __future__ import annotations

import json
import secrets
from typing import Any

from fastapi.sse import format_sse_event

from api.completions.refusing import translated
from api.completions.reply import Reply
from api.completions.schemas import MODEL, UsageOut
from api.schemas import AnswerOut
from api.stream import Emit

_DONE = "[DONE]"


class ChunkWire:
    """Events without names, as clients of this interface read them."""

    def event(self, name: str, data: Any) -> bytes:
        """A chunk, or the word that ends the stream."""
        del name
        return format_sse_event(data_str=data if data == _DONE else json.dumps(data))

    def error(self, status: int, body: dict[str, Any]) -> bytes:
        """A fault, which the `openai` client raises."""
        return self.event("error", translated(body["error"], status))


class Chunks:
    """Says one answer."""

    def __init__(self, completion_id: str, created: int, emit: Emit, *, include_usage: bool) -> None:
        self._frame = {"id": completion_id, "object": "chat.completion.chunk", "created": created, "model": MODEL}
        self._emit = emit
        self._include_usage = include_usage
        self._said = ""

    def begin(self) -> None:
        """Say who speaks."""
        self._delta({"role": "assistant", "content": ""})

    def say(self, text: str) -> None:
        """Say a part of the content; it must be verified, because it cannot be taken back."""
        self._said += text
        self._delta({"content": text})

    def complete(self, reply: Reply, answer: AnswerOut) -> None:
        """Say what is still missing, then the citations and the answer as data.

        Where the answer became another one than was begun to be said, it is said whole, below what was said.
        """
        begun = reply.content.startswith(self._said)
        missing = reply.content[len(self._said) :] if begun else f"\n\n{reply.content}"
        shift = 0 if begun else len(self._said) + 2
        for piece in missing.splitlines(keepends=True):
            self.say(piece)
        cited = [note.model_dump(mode="json") for note in reply.moved(shift).annotations]
        self._delta({"annotations": cited}, pledge=answer.model_dump(mode="json"))

    def end(self, usage: UsageOut) -> None:
        """Say that this was all, and what it took, if that is wanted."""
        self._delta({}, finish_reason="stop")
        if self._include_usage:
            self._emit("chunk", {**self._frame, "choices": [], "usage": usage.model_dump()})
        self._emit("done", _DONE)

    def _delta(self, delta: dict[str, Any], finish_reason: str | None = None, **more: Any) -> None:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        counted = {"usage": None} if self._include_usage else {}
        self._emit("chunk", {**self._frame, "choices": [choice], **counted, **more})


def new_id() -> str:
    """A name for a completion."""
    return f"chatcmpl-{secrets.token_hex(12)}"
