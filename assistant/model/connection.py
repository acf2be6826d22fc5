"""The only file that talks to a language model: a filled prompt in, its words out within the time that is left.

The reply is read in a thread of its own, chunk by chunk, so that a server which stalls, drips or never ends costs no
more than the time-out. Whatever goes wrong becomes a `ModelFailure`.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from assistant.model.failures import Failure, ModelFailure
from assistant.model.tokens import Counted, TokenCounter
from prompts import Filled

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

log = logging.getLogger(__name__)

#: No language's tokens are longer on average; a reply of more characters is cut.
_CHARACTERS_A_TOKEN = 8
_TOO_MANY_REQUESTS, _CLIENT_ERROR, _SERVER_ERROR = 429, 400, 500
#: A wait is worth while only if so much time is left after it.
_LEAST_SECONDS_AFTER_WAIT = 0.5
_CUT_SHORT = frozenset({"length", "max_tokens", "MAX_TOKENS"})
_FILTERED = frozenset({"content_filter", "refusal", "SAFETY", "safety"})

OnWords = Callable[[str], None]  #: told all words of the reply so far, whenever there are more


@dataclass(frozen=True, slots=True)
class Usage:
    """What a call cost in tokens."""

    prompt_tokens: int = 0
    reply_tokens: int = 0
    kind: Counted = Counted.REPORTED

    @property
    def total(self) -> int:
        """Both together."""
        return self.prompt_tokens + self.reply_tokens

    def __add__(self, other: Usage) -> Usage:
        kind = self.kind if other.total == 0 or self.kind is not Counted.REPORTED else other.kind
        return Usage(self.prompt_tokens + other.prompt_tokens, self.reply_tokens + other.reply_tokens, kind)


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model wrote."""

    text: str
    usage: Usage
    is_whole: bool = True  #: whether the provider said that this is the end


class LanguageModel:
    """A chat model of LangChain, with our limits on it."""

    def __init__(
        self,
        chats: Sequence[BaseChatModel | Any],
        name: str,
        counter: TokenCounter,
        *,
        reply_tokens: int = 600,
        calls: int = 8,
    ) -> None:
        """Put limits on a model.

        Args:
            chats: the model; where a provider may not take all parameters, the same with fewer after it.
            name: as it was set, "provider:name".
            counter: counts tokens where the provider does not report them.
            reply_tokens: most tokens of a reply.
            calls: most calls at the same time; one more is refused at once.
        """
        self.name = name
        self.counter = counter
        self._chats = list(chats)
        self._most_characters = reply_tokens * _CHARACTERS_A_TOKEN
        self._slots = threading.BoundedSemaphore(calls)

    def complete(self, prompt: Filled, seconds: float, on_words: OnWords = lambda _: None) -> Reply:
        """The model's reply to a prompt.

        Args:
            prompt: what is sent.
            seconds: the time there is, also for waiting where the provider asks for it.
            on_words: told the reply as it grows.

        Raises:
            ModelFailure: there is no whole reply; the failure says why.
        """
        until = time.monotonic() + seconds
        while True:
            chat = self._chats[0]
            try:
                return self._once(chat, prompt, until, on_words)
            except _Rejected:
                if chat is self._chats[-1]:
                    raise
                if chat is self._chats[0]:
                    log.info("The provider does not take all parameters; going on with fewer.")
                    self._chats.pop(0)
            except _RateLimited as limited:
                wait = limited.retry_after
                if wait is None or time.monotonic() + wait + _LEAST_SECONDS_AFTER_WAIT > until:
                    raise
                time.sleep(wait)

    def _once(self, chat: Any, prompt: Filled, until: float, on_words: OnWords) -> Reply:
        from langchain_core.messages import HumanMessage, SystemMessage  # noqa: PLC0415 - loads when a model is used

        if not self._slots.acquire(blocking=False):
            raise ModelFailure(Failure.BUSY)
        reading = _Reading(chat, [SystemMessage(prompt.system), HumanMessage(prompt.user)], self._slots)
        gathered = _Gathered(self._most_characters)
        try:
            while (chunk := reading.next(until, begun=bool(gathered.text))) is not None:
                if gathered.add(chunk):
                    on_words(gathered.text)
        finally:
            reading.stop()
        gathered.check()
        usage = gathered.usage or self._counted(prompt, gathered.text)
        return Reply(gathered.text, usage, gathered.has_ended)

    def _counted(self, prompt: Filled, reply: str) -> Usage:
        sent = self.counter.count(f"{prompt.system}\n{prompt.user}")
        return Usage(sent.value, self.counter.count(reply).value, sent.kind)


class _Reading:
    """A thread that reads a reply; it ends at the latest when the provider's own time-out does."""

    def __init__(self, chat: Any, messages: Sequence[BaseMessage], slots: threading.BoundedSemaphore) -> None:
        self._chat = chat
        self._messages = list(messages)
        self._slots = slots
        self._chunks: SimpleQueue[BaseMessage | Exception | None] = SimpleQueue()
        self._stopped = threading.Event()
        threading.Thread(target=self._run, name="pledge-model", daemon=True).start()

    def next(self, until: float, *, begun: bool) -> BaseMessage | None:
        """The next chunk; None at the end.

        Args:
            until: when the time is over, by the monotonic clock.
            begun: whether there are words of the reply already.

        Raises:
            ModelFailure: the time is over, or the provider's library raised something.
        """
        try:
            found = self._chunks.get(timeout=max(until - time.monotonic(), 0))
        except Empty:
            raise ModelFailure(Failure.TIMED_OUT) from None
        if isinstance(found, Exception):
            raise _failure_of(found, begun=begun) from found
        return found

    def stop(self) -> None:
        """Nobody listens any more."""
        self._stopped.set()

    def _run(self) -> None:
        from langsmith import tracing_context  # noqa: PLC0415 - comes with LangChain, loads when a model is used

        try:
            # Whatever the environment says of tracing: questions and documents go to the model and nowhere else.
            with tracing_context(enabled=False), closing(self._stream()) as chunks:
                for chunk in chunks:
                    if self._stopped.is_set():
                        return
                    self._chunks.put(chunk)
            self._chunks.put(None)
        except Exception as error:  # noqa: BLE001 - handed to whoever waits
            self._chunks.put(error)
        finally:
            self._slots.release()

    def _stream(self) -> Any:
        begun = False
        try:
            for chunk in self._chat.stream(self._messages):
                begun = True
                yield chunk
        except (ValueError, AssertionError):  # what LangChain and its packages say of a stream with nothing in it
            if begun:
                raise
        if not begun:  # a server that knows no streams, and replied whole
            yield self._chat.invoke(self._messages)


class _Gathered:
    """The chunks of a reply, put together."""

    def __init__(self, most_characters: int) -> None:
        self.text = ""
        self.usage: Usage | None = None
        self._most = most_characters
        self._end = ""
        self._declined = ""

    @property
    def has_ended(self) -> bool:
        """Whether the provider said why the reply ends here."""
        return bool(self._end)

    def add(self, chunk: Any) -> bool:
        """Take a chunk; whether there are more words now.

        Raises:
            ModelFailure: the reply is too long.
        """
        words = str(chunk.text)
        self.text += words
        if len(self.text) > self._most:
            raise ModelFailure(Failure.TOO_LONG)
        reported = getattr(chunk, "usage_metadata", None)
        if reported:
            usage = Usage(int(reported.get("input_tokens", 0)), int(reported.get("output_tokens", 0)))
            self.usage = usage if self.usage is None else self.usage + usage
        metadata = chunk.response_metadata
        self._end = str(metadata.get("finish_reason") or metadata.get("stop_reason") or self._end)
        self._declined += str(chunk.additional_kwargs.get("refusal") or "")
        return bool(words)

    def check(self) -> None:
        """Whether this is a reply.

        Raises:
            ModelFailure: it was declined, cut short or is empty.
        """
        if self._declined or self._end in _FILTERED:
            raise ModelFailure(Failure.DECLINED, self._declined)
        if self._end in _CUT_SHORT:
            raise ModelFailure(Failure.TOO_LONG, "the provider cut it short")
        if not self.text.strip():
            raise ModelFailure(Failure.EMPTY)


class _RateLimited(ModelFailure):
    """The provider wants fewer requests, perhaps for so many seconds."""

    def __init__(self, retry_after: float | None, details: str) -> None:
        super().__init__(Failure.RATE_LIMITED, details)
        self.retry_after = retry_after


class _Rejected(ModelFailure):
    """The provider does not take our parameters."""

    def __init__(self, details: str) -> None:
        super().__init__(Failure.REJECTED, details)


def _failure_of(error: Exception, *, begun: bool) -> ModelFailure:
    """What a provider's error means."""
    details = f"{type(error).__name__}: {str(error)[:300]}"
    log.warning("The language model failed: %s", details)
    failure = _kind_of(error, begun=begun)
    if failure is Failure.RATE_LIMITED:
        return _RateLimited(_retry_after(error), details)
    if failure is Failure.REJECTED and _status_of(error) in {None, _CLIENT_ERROR}:
        return _Rejected(details)
    return ModelFailure(failure, details)


def _kind_of(error: Exception, *, begun: bool) -> Failure:
    """Each library has its own errors, but LangChain's classes or a status code are on most."""
    from langchain_core import exceptions as lc  # noqa: PLC0415 - loads when a model is used

    status = _status_of(error)
    name = type(error).__name__.lower()
    tests = (
        (Failure.RATE_LIMITED, isinstance(error, lc.ModelRateLimitError) or status == _TOO_MANY_REQUESTS),
        (Failure.TIMED_OUT, isinstance(error, lc.ModelTimeoutError | TimeoutError) or "timeout" in name),
        (Failure.REJECTED, isinstance(error, lc.ModelInvalidRequestError)),
        (Failure.TOO_LONG, "length" in name),
        (Failure.DECLINED, "contentfilter" in name),
        (Failure.FAULT, status is not None and status >= _SERVER_ERROR),
        (Failure.REJECTED, status is not None and status >= _CLIENT_ERROR),
        (Failure.BROKE_OFF, begun or "protocol" in name or "protocol" in str(error).lower()),
        (Failure.UNREACHABLE, isinstance(error, lc.ModelConnectionError | ConnectionError) or "connect" in name),
    )
    return next((failure for failure, holds in tests if holds), Failure.MALFORMED)


def _status_of(error: Exception) -> int | None:
    response = getattr(error, "response", None)
    status = getattr(error, "status_code", None) or getattr(response, "status_code", None)
    return int(status) if isinstance(status, int) else None


def _retry_after(error: Exception) -> float | None:
    """Seconds that the provider asks to wait; None where it names none, or a date."""
    headers = getattr(getattr(error, "response", None), "headers", None) or {}
    try:
        return max(float(headers.get("retry-after", "")), 0.0)
    except ValueError:
        return None
