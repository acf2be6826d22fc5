"""The chat against a running server: on other people's pages, through restarts, with tokens that end, under attack."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route, expect

from tests.browser.chat import ASK, LAUNCH, RECEIPT, Open, ask, embedding, feed, open_chat, send
from tests.browser.chromium import barriers, complaints
from tests.browser.hosts import Host, host
from tests.browser.payloads import PAYLOADS
from tests.running import Server, server
from tests.snapshots.events import recorded

QUESTION = "How long do I have to return something I bought online?"
STRICT = (
    "default-src 'none'; script-src {pledge}; connect-src {pledge}; style-src 'nonce-r4nd0m'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types"
)
#: What frameworks and careless pages do to everything on them.
RESETS = """<style nonce="r4nd0m">
* { all: unset !important; font-size: 40px !important; color: yellow !important; background: yellow !important;
    display: inline !important; visibility: hidden; line-height: 0 !important; letter-spacing: 1em !important;
    text-transform: uppercase !important; direction: ltr !important }
html { font-size: 3px !important } pledge-chat { opacity: 0 !important; position: absolute !important;
    transform: scale(.1) !important; width: 1px !important; height: 1px !important; overflow: hidden !important }
button, dialog, section, textarea { display: none !important }
</style>"""


@pytest.fixture(scope="module")
def shop() -> Iterator[Host]:
    """Somebody's pages, on another origin than the server's."""
    with host() as opened:
        yield opened


@pytest.fixture(scope="module")
def settings(shop: Host) -> dict[str, str]:
    sites = [
        {"id": "shop", "origins": [shop.url]},
        {"id": "intranet", "origins": [shop.url], "anonymous": False},
        {"id": "elsewhere", "origins": ["https://elsewhere.example"]},
    ]
    return {"sites": json.dumps(sites), "log_level": "error", "visitor_requests_per_minute": "10000"}


@pytest.fixture(scope="module")
def running(settings: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("widget") / "data", "--sample", **settings) as started:
        yield started


@pytest.fixture
def visit(browser: Browser) -> Iterator[Open]:
    """Opens an address in a window of its own; nothing else than what a test expects may go wrong in it."""
    contexts: list[BrowserContext] = []
    said: list[tuple[str, list[str]]] = []

    def opened(address: str, *, expected: str = "nothing", **options: Any) -> Page:
        context = browser.new_context(**options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        said.append((expected, complaints(page)))
        page.goto(address)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [line for expected, lines in said for line in lines if not re.search(expected, line)] == []


def test_a_page_of_another_origin_with_a_strict_policy_and_resets_of_everything_has_a_working_chat(
    visit: Open, shop: Host, running: Server
) -> None:
    policy = STRICT.format(pledge=running.url)
    html = embedding(running.url, head=RESETS)
    page = visit(shop.show("/strict", html, Content_Security_Policy=policy), viewport={"width": 1280, "height": 800})
    panel = open_chat(page)
    shown = ask(page, QUESTION)
    expect(shown).to_contain_text("30 days")
    follow_up = ask(page, "And if I bought it in a shop?")
    expect(follow_up).to_contain_text("28 days")
    styles = panel.evaluate(
        """e => { const q = e.querySelector("blockquote"), s = getComputedStyle(q);
        return [s.fontSize, s.letterSpacing, s.textTransform, s.visibility, getComputedStyle(e).display] }"""
    )
    assert styles == ["16px", "normal", "none", "visible", "flex"]
    box = panel.bounding_box()
    assert box
    assert box["width"] > 400
    assert page.locator("pledge-chat").evaluate("e => getComputedStyle(e).opacity") == "1"
    page.get_by_role("button", name="Show in the document").first.click()
    expect(page.locator("mark")).to_be_in_viewport()


#: What old libraries did to the language's own objects, and monitoring scripts still do to the browser's.
LIBRARIES = """<script>
Array.prototype.each = function () {}; Object.prototype.extend = function () {}; String.prototype.strip = String;
const [fetched, made] = [window.fetch, document.createElement];
window.fetch = function () { return fetched.apply(this, arguments) };
document.createElement = function () { return made.apply(this, arguments) };
window.$ = window.el = window.Server = window.events = () => { throw new Error("not yours") };
addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault() });
addEventListener("submit", (event) => event.preventDefault());
</script>"""


def test_a_page_whose_libraries_change_everything_has_a_working_chat(visit: Open, shop: Host, running: Server) -> None:
    page = visit(shop.show("/libraries", embedding(running.url, head=LIBRARIES)))
    open_chat(page)
    expect(ask(page, QUESTION)).to_contain_text("30 days")
    page.get_by_role("button", name="Show in the document").first.click()
    expect(page.locator("mark")).to_be_in_viewport()


def test_neither_the_page_nor_the_traffic_holds_a_key_or_a_lasting_token(
    visit: Open, shop: Host, running: Server
) -> None:
    page = visit(shop.show("/traffic", embedding(running.url)))
    seen: list[str] = []

    def look(request: Request) -> None:
        answer = request.response()
        body = answer.text() if answer and "event-stream" not in answer.headers.get("content-type", "") else ""
        seen.append(json.dumps([request.url, request.all_headers(), request.post_data, body]))

    page.on("requestfinished", look)
    page.reload()
    open_chat(page)
    ask(page, QUESTION)
    page.get_by_role("button", name="Helpful", exact=True).click()
    kept = page.evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}, document.cookie])")
    everything = "\n".join([*seen, kept, page.content()])
    assert "/v1/sessions" in everything
    secrets = [line.strip() for line in (running.folder / "secret").read_text().split()]
    keys = json.loads((running.folder / "server.json").read_text())["keys"].values()
    keys_shown = json.loads((running.folder / "sample-keys.json").read_text()).values()
    assert [secret for secret in (*secrets, *keys, *keys_shown, "pledge_") if secret in everything] == []
    assert "set-cookie" not in everything.lower()
    stored = json.loads(json.loads(kept)[0][f"pledge-chat {running.url} shop"])
    assert stored["endsAt"] / 1000 - page.evaluate("Date.now() / 1000") <= 15 * 60
    assert page.evaluate("localStorage.length") == 0


def test_a_page_that_is_not_listed_is_refused(visit: Open, shop: Host, running: Server) -> None:
    html = embedding(running.url).replace('site="shop"', 'site="elsewhere"')
    page = visit(shop.show("/unlisted", html), expected="403|pledge-chat")
    open_chat(page)
    send(page, QUESTION)
    expect(page.get_by_text("This page may not use the chat.").first).to_be_visible()


def test_a_conversation_goes_on_after_a_reload_until_it_is_erased(visit: Open, shop: Host, running: Server) -> None:
    page = visit(shop.show("/reload", embedding(running.url)))
    open_chat(page)
    ask(page, QUESTION)
    page.reload()
    open_chat(page)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(ask(page, "And if I bought it in a shop?")).to_contain_text("28 days")
    page.get_by_text("Options").click()
    page.get_by_role("button", name="Delete this conversation").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_role("article")).to_have_count(0)
    page.reload()
    open_chat(page)
    expect(page.get_by_text("Ask what we promise.")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)


def test_a_revoked_token_costs_the_reader_nothing(visit: Open, shop: Host, running: Server) -> None:
    page = visit(shop.show("/revoked", embedding(running.url)), expected="401|404")
    open_chat(page)
    ask(page, QUESTION)
    token = json.loads(page.evaluate(f"sessionStorage['pledge-chat {running.url} shop']"))["token"]
    ended = httpx.delete(
        f"{running.url}/v1/sessions/current", headers={"Authorization": f"Bearer {token}", "Origin": shop.url}
    )
    assert ended.status_code == 200
    expect(ask(page, "And if I bought it in a shop?")).to_contain_text("28 days")


def test_staff_chat_with_a_token_of_their_own_server(visit: Open, shop: Host, running: Server) -> None:
    def token() -> tuple[str, str, dict[str, str]]:
        body = {"site": "intranet", "role": "staff", "user": "ann", "origin": shop.url}
        made = httpx.post(f"{running.url}/v1/sessions", json=body, headers=running.key("staff"))
        return made.text, "application/json", {}

    shop.pages["/token"] = token
    html = embedding(running.url, attributes='token-url="/token"').replace('site="shop"', 'site="intranet"')
    page = visit(shop.show("/intranet", html))
    open_chat(page)
    shown = ask(page, "Within how many opening hours do we aim to acknowledge a complaint?")
    expect(shown.locator("figure").filter(has_text="Complaint desk manual").first).to_be_visible()


def test_a_slow_network_shows_that_something_happens(visit: Open, shop: Host, running: Server) -> None:
    page = visit(shop.show("/slow", embedding(running.url)))
    open_chat(page)
    slow = {"offline": False, "latency": 700, "downloadThroughput": 20_000, "uploadThroughput": 20_000}
    page.context.new_cdp_session(page).send("Network.emulateNetworkConditions", slow)
    send(page, QUESTION)
    expect(page.get_by_role("heading", name=QUESTION)).to_be_visible()
    expect(page.locator(".busy")).to_be_visible()
    expect(page.get_by_label(ASK)).to_be_focused()
    expect(page.get_by_text(RECEIPT)).to_be_visible()


def test_a_server_that_restarts_in_mid_answer_loses_no_question(
    visit: Open, shop: Host, settings: dict[str, str], tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    documents = tmp_path / "documents"
    documents.mkdir()
    (documents / "returns.md").write_text("# Returns\n\nYou may return a lamp within 30 days of buying it.\n")

    @contextmanager
    def started() -> Iterator[Server]:
        with server(tmp_path / "data", "--port", port, **settings) as each:
            yield each

    with started() as first:
        ingest(first, documents)
        page = visit(shop.show("/restart", embedding(first.url)), expected="ERR_CONNECTION|ERR_|Failed to fetch")
        open_chat(page)
        ask(page, "Within how many days may I return a lamp?")

        def gone(route: Route) -> None:
            """The server is gone when the question reaches it."""
            first.kill()
            route.continue_()

        with page.expect_request("**/messages"):
            page.route("**/messages", gone, times=1)
            send(page, "May I return the lamp after 20 days?")
        expect(page.get_by_text("The connection was lost. Trying again…")).to_be_visible()
    with started():
        expect(page.get_by_text(RECEIPT)).to_have_count(2)
    expect(page.get_by_role("article")).to_have_count(2)


def ingest(running: Server, folder: Path) -> None:
    with running.client() as admin:
        for file in folder.iterdir():
            body = {"name": file.name, "text": file.read_text(), "audience": "public"}
            assert admin.post("/v1/documents", json=body).status_code == 201


# -- attempts to run scripts


def inert(page: Page) -> None:
    """Nothing ran, nothing was loaded from elsewhere, no element came out of a text."""
    assert page.evaluate("window.ran") == 0
    names = page.locator("pledge-chat").evaluate(
        "e => [...new Set([...e.shadowRoot.querySelectorAll('*')].map((each) => each.localName))].sort()"
    )
    unwanted = {"script", "img", "iframe", "object", "embed", "video", "audio", "style", "link", "meta", "base", "math"}
    assert unwanted.isdisjoint(names)
    attributes = page.locator("pledge-chat").evaluate(
        """e => [...e.shadowRoot.querySelectorAll('*')].flatMap((each) => [...each.attributes])
        .filter((a) => a.name.startsWith('on') || /^(javascript|data):/i.test(a.value) && a.name !== 'aria-label')
        .map((a) => `${a.name}=${a.value}`)"""
    )
    assert attributes == []


def trap(running: Server) -> str:
    """A page without any policy of its own that counts what runs."""
    return embedding(running.url, head="<script>window.ran = 0; window.pwned = () => { window.ran += 1 }</script>")


def test_scripts_in_questions_and_feedback_stay_text(visit: Open, shop: Host, running: Server) -> None:
    assert len(PAYLOADS) >= 40
    page = visit(shop.show("/questions", trap(running)))
    elsewhere: list[str] = []
    page.on("request", lambda request: elsewhere.append(request.url) if "evil" in request.url else None)
    open_chat(page)
    for count, payload in enumerate(PAYLOADS, start=1):
        shown = ask(page, payload, answers=count)
        assert payload.strip() in shown.get_by_role("heading", level=3).text_content().replace("\xa0", "\u00a0")  # type: ignore[union-attr]
    page.get_by_role("button", name="Not helpful").first.click()
    page.get_by_label("What was wrong or missing?").fill("".join(PAYLOADS)[:900])
    page.get_by_role("button", name="Send").first.click()
    inert(page)
    page.reload()
    open_chat(page)
    expect(page.get_by_role("article")).to_have_count(len(PAYLOADS))
    inert(page)
    assert elsewhere == []


def test_scripts_in_documents_titles_and_file_names_stay_text(visit: Open, shop: Host, running: Server) -> None:
    names = []
    with running.client() as admin:
        for number, payload in enumerate(PAYLOADS[:48]):
            name = f"{number} {payload}".replace("/", "-").replace("\\", "-").replace("\n", " ")[:80] + ".txt"
            words = f"The frobnicator of type {number} is mended within {number + 2} days. {payload}\n"
            body = {
                "name": name,
                "title": f"{payload} {number}",
                "text": words,
                "audience": "public",
                "version": payload[:60],
            }
            answer = admin.post("/v1/documents", json=body)
            assert answer.status_code == 201, (body, answer.text)
            names.append(name)
    try:
        page = visit(shop.show("/documents", trap(running)))
        open_chat(page)
        shown = 0
        for number in range(0, len(names), 6):
            ask(page, f"Within how many days is the frobnicator of type {number} mended?")
            opener = page.get_by_role("article").last.get_by_role("button", name="Show in the document")
            if opener.count():
                opener.first.click()
                expect(page.locator("mark").first).to_be_visible()
                shown += 1
                inert(page)
                page.keyboard.press("Escape")
        assert shown > 3
        inert(page)
    finally:
        with running.client() as admin:
            for name in names:
                assert admin.delete(f"/v1/documents/{quote(name)}").status_code == 200


def test_scripts_in_anything_that_the_server_says_stay_text(visit: Open, shop: Host, running: Server) -> None:
    page = visit(shop.show("/answers", trap(running)))
    told = []
    for payload in PAYLOADS:
        first = recorded("answered").answer["quotes"][0]
        words = dict.fromkeys(("text", "title", "version", "heading", "document"), payload)
        evil = {**first, **words, "role": payload, "page": payload}
        contact = dict.fromkeys(("name", "email", "phone", "url"), payload)
        changed = {
            "text": payload,
            "notes": [payload],
            "reason": payload,
            "receipt_id": f"r_{payload}",
            "stance": payload,
        }
        told += [
            recorded("answered").with_answer(**changed, quotes=[evil], mode="model"),
            recorded("abstained").with_answer(**changed, nearest=[evil], contact=contact),
        ]
    feed(page, *told)
    open_chat(page)
    for count, each in enumerate(told, start=1):
        ask(page, each.question, answers=count)
    inert(page)
    page.unroute_all()
    page.route("**/quotes/**", lambda route: route.fulfill(json=evil_place()))
    page.get_by_role("button", name="Show in the document").first.click()
    expect(page.locator("mark").first).to_be_visible()
    inert(page)


def evil_place() -> dict[str, Any]:
    """A document of nothing else."""
    place: dict[str, Any] = dict(recorded("answered").place)
    pieces = [[{"text": payload, "quoted": True}] for payload in PAYLOADS]
    parts = [{"kind": "heading", "level": 1, "pieces": each, "rows": []} for each in pieces]
    parts.append({"kind": "table", "level": 0, "pieces": [], "rows": [[each] for each in pieces]})
    return {**place, "title": PAYLOADS[0], "version": PAYLOADS[1], "parts": parts}


def test_the_demo_page_works_and_has_no_barrier(visit: Open, running: Server) -> None:
    page = visit(f"{running.url}/demo")
    page.get_by_role("button", name=LAUNCH).click()
    expect(ask(page, QUESTION)).to_contain_text("30 days")
    assert barriers(page) == []
