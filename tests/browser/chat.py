"""What tests do with the chat on a page: embed it, feed it recorded events, ask, read."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from tests.snapshots.events import Recorded

WIDGET = Path(__file__).parents[2] / "api" / "static" / "widget.js"
ASK = "Your question"
LAUNCH = "Ask about our promises"
RECEIPT = "Receipt r_"
#: Opens a page in a window of its own; its arguments are its fixture's.
Open = Callable[..., Page]


def embedding(server: str = "", *, attributes: str = "", head: str = "", body: str = "", lang: str = "en-GB") -> str:
    """A page with the two lines."""
    return f"""<!doctype html><html lang="{lang}"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">{head}
<script type="module" src="{server}/widget.js"></script></head>
<body><main><h1>A shop</h1><p>We sell lamps.</p>{body}</main>
<pledge-chat site="shop" {attributes}></pledge-chat></body></html>"""


def feed(page: Page, *told: Recorded) -> list[Any]:
    """Answer the chat's calls with recorded events, in turns; returns the list of questions sent, which grows."""
    waiting, sent = list(told), list[Any]()

    def answer(route: Route) -> None:
        path = route.request.url.partition("/v1/")[2]
        if path == "sessions":
            route.fulfill(json={"token": "a.b.c", "session": "s_1", "role": "customer", "expires_in": 900})
        elif path == "conversations":
            route.fulfill(status=201, json={"id": "c_1"})
        elif path.endswith("/messages"):
            sent.append(route.request.post_data_json)
            route.fulfill(content_type="text/event-stream", body=(waiting.pop(0) if waiting else told[-1]).stream)
        elif path.startswith("quotes/"):
            route.fulfill(json=told[0].place)
        else:
            route.fulfill(json={})

    page.route("**/v1/**", answer)
    return sent


def refuse(route: Route, status: int, code: str, message: str, headers: Mapping[str, str] | None = None) -> None:
    """Answer a call with an error."""
    body = json.dumps({"error": {"code": code, "message": message, "details": {}}})
    route.fulfill(status=status, content_type="application/json", body=body, headers=dict(headers or {}))


def open_chat(page: Page) -> Locator:
    """Open the floating chat; returns its dialog."""
    page.get_by_role("button", name=LAUNCH).click()
    return page.get_by_role("dialog")


def ask(page: Page, question: str, *, answers: int | None = None) -> Locator:
    """Ask and wait for the answer; returns the exchange. `answers`: how many there are then, one more by default."""
    wanted = page.get_by_text(RECEIPT).count() + 1 if answers is None else answers
    send(page, question)
    expect(page.get_by_text(RECEIPT)).to_have_count(wanted)
    return page.get_by_role("article").last


def send(page: Page, question: str) -> None:
    """Type a question and send it."""
    page.get_by_label(ASK).fill(question)
    page.keyboard.press("Enter")


def stream(page: Page) -> None:
    """From the next page on, the answer to a question comes when the test says so: with `tell`."""
    page.add_init_script(
        """const real = window.fetch;
        window.fetch = (url, options) => {
          if (!String(url).endsWith("/messages")) return real(url, options);
          const body = new ReadableStream({ start: (wire) => { window.wire = wire } });
          options.signal.addEventListener("abort", () => window.wire.error(new DOMException("left", "AbortError")));
          return Promise.resolve(new Response(body, { headers: { "Content-Type": "text/event-stream" } }));
        };"""
    )


def tell(page: Page, *events: tuple[str, Any], end: bool = False) -> None:
    """What the server says next to the question on its way."""
    words = "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events)
    page.wait_for_function("window.wire")
    page.evaluate(
        "([words, end]) => { wire.enqueue(new TextEncoder().encode(words)); if (end) wire.close() }", [words, end]
    )
