"""A server that speaks the protocol of OpenAI's chat completions on this machine and says what a test tells it to."""

from __future__ import annotations

import contextlib
import json
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

_LINE = re.compile(r"^\{\"id\": .*\}$", re.MULTILINE)


class Call:
    """One request, and ways to answer it."""

    def __init__(self, handler: BaseHTTPRequestHandler, body: Mapping[str, Any]) -> None:
        self.body = body
        self._handler = handler

    @property
    def prompt(self) -> str:
        """All that was sent, as text."""
        return "\n".join(str(message["content"]) for message in self.body["messages"])

    @property
    def passages(self) -> dict[str, str]:
        """The words of each passage by its id."""
        lines = (json.loads(found[0]) for found in _LINE.finditer(self.prompt))
        return {line["id"]: line["text"] for line in lines if "source" in line}

    def id_of(self, words: str) -> str:
        """The id of the passage that holds these words."""
        return next(name for name, text in self.passages.items() if words in text)

    def write(
        self, text: str, *, end: str = "stop", usage: tuple[int, int] | None = (100, 20), pause: float = 0
    ) -> None:
        """Stream a reply, in pieces of some characters with a pause after each."""
        self.begin()
        for place in range(0, len(text), 40):
            self.piece(text[place : place + 40])
            time.sleep(pause)
        self._event({"choices": [{"index": 0, "delta": {}, "finish_reason": end}]})
        if usage is not None:
            counted = {"prompt_tokens": usage[0], "completion_tokens": usage[1], "total_tokens": sum(usage)}
            self._event({"choices": [], "usage": counted})
        self.finish()

    def finish(self) -> None:
        """End a stream in good order."""
        self._line("data: [DONE]\n\n")
        self._handler.wfile.write(b"0\r\n\r\n")

    def write_whole(self, text: str) -> None:
        """Reply as a server does that knows no streams."""
        message = {"role": "assistant", "content": text}
        choice = {"index": 0, "message": message, "finish_reason": "stop"}
        usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
        whole = {
            "id": "c1",
            "object": "chat.completion",
            "created": 1,
            "model": "scripted",
            "choices": [choice],
            "usage": usage,
        }
        self.raw(json.dumps(whole).encode())

    def begin(self) -> None:
        """Begin a stream."""
        self._handler.send_response(200)
        self._handler.send_header("Connection", "close")
        self._handler.send_header("Content-Type", "text/event-stream")
        self._handler.send_header("Transfer-Encoding", "chunked")
        self._handler.end_headers()
        self._event({"choices": [{"index": 0, "delta": {"role": "assistant", "content": ""}, "finish_reason": None}]})

    def piece(self, text: str) -> None:
        """Some words of a stream."""
        self._event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": None}]})

    def fail(self, status: int, message: str = "no", **headers: str) -> None:
        """Answer with an error."""
        content = json.dumps({"error": {"message": message, "type": "test", "code": None}}).encode()
        self._handler.send_response(status)
        self._handler.send_header("Connection", "close")
        for name, value in {"Content-Type": "application/json", "Content-Length": str(len(content)), **headers}.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()
        self._handler.wfile.write(content)

    def raw(self, content: bytes) -> None:
        """Whatever bytes, with status 200."""
        self._handler.send_response(200)
        self._handler.send_header("Connection", "close")
        self._handler.send_header("Content-Type", "application/json")
        self._handler.send_header("Content-Length", str(len(content)))
        self._handler.end_headers()
        self._handler.wfile.write(content)

    def hang_up(self) -> None:
        """Close the connection without an end, as a server that is killed."""
        self._handler.connection.shutdown(2)

    def _event(self, data: Mapping[str, Any]) -> None:
        whole = {"id": "c1", "object": "chat.completion.chunk", "created": 1, "model": "scripted", **data}
        self._line(f"data: {json.dumps(whole)}\n\n")

    def _line(self, line: str) -> None:
        content = line.encode()
        self._handler.wfile.write(b"%x\r\n%b\r\n" % (len(content), content))
        self._handler.wfile.flush()


Behaviour = Callable[[Call], None]


class ModelServer:
    """The running server: its address, what it was asked, and how it answers."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.calls: list[Call] = []
        self._behaviours: list[Behaviour] = []

    def will(self, *behaviours: Behaviour) -> None:
        """Answer the next requests like this, one after the other; the last goes for all after it."""
        self.calls.clear()
        self._behaviours = list(behaviours)

    def answer(self, call: Call) -> None:
        """Answer a request."""
        self.calls.append(call)
        behave = self._behaviours.pop(0) if len(self._behaviours) > 1 else self._behaviours[0]
        with contextlib.suppress(OSError):  # whoever asked may have gone
            behave(call)


def says(*statements: tuple[str, str | Sequence[str]], numbered: bool = False) -> Behaviour:
    """Writes sentences, each citing the passages that hold the given words."""

    def behave(call: Call) -> None:
        written = []
        for number, (text, about) in enumerate(statements, 1):
            cited = [call.id_of(words) for words in ([about] if isinstance(about, str) else about)]
            one: dict[str, object] = {"text": text, "evidence": cited}
            written.append({"number": number, **one} if numbered else one)
        call.write(json.dumps({"statements": written}))

    return behave


@contextlib.contextmanager
def running() -> Iterator[ModelServer]:
    """A server on a free port of this machine."""
    model: ModelServer | None = None

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            assert model is not None
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            self.close_connection = True
            model.answer(Call(self, body))

        def log_message(self, *_: object) -> None:
            """Tests read what came back."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    model = ModelServer(f"http://127.0.0.1:{server.server_port}/v1")
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield model
    finally:
        server.shutdown()
        server.server_close()
