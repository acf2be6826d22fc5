"""Takes the pictures of docs/screenshots anew, from the sample: `python -m tests.browser.screenshots`."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect

from tests.browser.chat import ask, open_chat
from tests.browser.chromium import chromium
from tests.running import Server, server

FOLDER = Path(__file__).parents[2] / "docs" / "screenshots"
QUESTION = "How long do I have to return something I bought online?"
STAFF_QUESTION = "Within how many opening hours do we aim to acknowledge a complaint?"
REPLY = (
    "Dear Ann, you may return what you bought online within 90 days. We answer your email within 2 working days. "
    "We also plant a tree for every return."
)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}}
DARK: dict[str, Any] = {"color_scheme": "dark"}
CONTRAST: dict[str, Any] = {"forced_colors": "active"}


def main() -> None:
    """Take them all."""
    FOLDER.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        server(Path(folder) / "data", "--sample", log_level="error") as running,
        chromium() as browser,
    ):
        _chat(browser, running)
        _console(browser, running)


def _chat(browser: Browser, running: Server) -> None:
    def answered(page: Page) -> None:
        page.goto("/promises")
        open_chat(page)
        ask(page, QUESTION)

    def in_the_document(page: Page) -> None:
        answered(page)
        page.get_by_role("button", name="Show in the document").first.click()
        expect(page.locator("mark")).to_be_visible()

    def abstained(page: Page) -> None:
        page.goto("/demo")
        open_chat(page)
        ask(page, "Do you sell cinema tickets?")

    def begun(page: Page) -> None:
        page.goto("/demo")
        open_chat(page)

    _take(browser, running, "chat-desktop", answered, **DESKTOP)
    _take(browser, running, "chat-phone", answered, **PHONE)
    _take(browser, running, "chat-dark", in_the_document, **DESKTOP, **DARK)
    _take(browser, running, "chat-high-contrast", answered, **DESKTOP, **CONTRAST)
    _take(browser, running, "chat-abstention-phone", abstained, **PHONE)
    _take(browser, running, "chat-begin", begun, **DESKTOP)
    _take(browser, running, "promises", lambda page: page.goto("/promises"), **DESKTOP)


def _console(browser: Browser, running: Server) -> None:
    account = json.loads((running.folder / "sample-account.json").read_text())
    context = browser.new_context(base_url=running.url)
    fields = {"name": account["name"], "password": account["password"]}
    context.request.post("/console/sign-in", form=fields, max_redirects=0)
    cookies = context.cookies()
    context.close()

    def asked(page: Page) -> None:
        page.goto("/console/ask")
        page.get_by_label("Your question").fill(STAFF_QUESTION)
        page.keyboard.press("Enter")
        expect(page.get_by_role("article")).to_have_count(1)

    def source(page: Page) -> None:
        asked(page)
        page.locator("figcaption a").first.click()
        expect(page.locator("mark").first).to_be_in_viewport()

    def draft(page: Page) -> None:
        page.goto("/console/drafts")
        page.get_by_role("button", name="Draft it").click()
        page.locator("#email-reply").scroll_into_view_if_needed()
        page.locator("#email-reply summary").click()
        page.locator("#email-reply").evaluate("element => element.scrollIntoView({block: 'start'})")

    def reply(page: Page) -> None:
        page.goto("/console/reply")
        page.get_by_label("The reply").fill(REPLY)
        page.get_by_role("button", name="Check it").click()
        expect(page.get_by_role("status")).to_be_visible()

    def upload(page: Page) -> None:
        page.goto("/console/documents")
        page.get_by_text("Add documents").click()

    def take(name: str, steps: Callable[[Page], Any], **look: Any) -> None:
        _take(browser, running, name, steps, cookies=cookies, **look)

    take("console-ask", asked, **DESKTOP)
    take("console-ask-high-contrast", asked, **DESKTOP, **CONTRAST)
    take("console-source-dark", source, **DESKTOP, **DARK)
    take("console-documents", upload, **DESKTOP)
    take("console-documents-phone", upload, **PHONE)
    take("console-reply", reply, **DESKTOP)
    take("console-check", lambda page: page.goto("/console/check?document=customer-promise.md"), **DESKTOP)
    take("console-commitments-phone", lambda page: page.goto("/console/commitments"), **PHONE)
    take("console-draft", draft, **DESKTOP)


def _take(
    browser: Browser, running: Server, name: str, steps: Callable[[Page], Any], *, cookies: Any = None, **look: Any
) -> None:
    context = browser.new_context(base_url=running.url, locale="en-GB", **look)
    if cookies:
        context.add_cookies(cookies)
    page = context.new_page()
    steps(page)
    page.evaluate("document.activeElement?.blur?.()")
    page.screenshot(path=FOLDER / f"{name}.png", animations="disabled", caret="hide")
    context.close()


if __name__ == "__main__":
    main()
