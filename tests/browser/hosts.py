"""A second tiny server: pages of somebody else's, on another origin than Pledge's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: Body, type and further headers of a response.
Page = tuple[str, str, Mapping[str, str]]


@dataclass
class Host:
    """The server; `pages` may be changed while it runs."""

    url: str
    pages: dict[str, Callable[[], Page]] = field(default_factory=dict)

    def show(self, path: str, html: str, **headers: str) -> str:
        """Serve a page; returns its address. Underscores in names of headers stand for hyphens."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = lambda: (html, "text/html; charset=utf-8", named)
        return self.url + path

    def serve(self, path: str, content: str, media_type: str) -> str:
        """Serve a file; returns its address."""
        self.pages[path] = lambda: (content, media_type, {})
        return self.url + path


@contextmanager
def host() -> Iterator[Host]:
    """A server on a free port, while the block runs."""
    served = Host("", {"/favicon.ico": lambda: ("", "image/x-icon", {})})

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = served.pages.get(self.path.partition("?")[0])
            body, media_type, headers = page() if page else ("", "text/plain", {})
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", media_type)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body.encode())

        do_POST = do_GET  # noqa: N815 - the base class's name

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    served.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
