"""A browser that shows pages with the chat, fed with recorded events; files that need a real server have their own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.chat import WIDGET, Open, embedding, feed
from tests.browser.chromium import chromium, complaints
from tests.browser.hosts import Host, host


@pytest.fixture(scope="module")
def shop() -> Iterator[Host]:
    """Serves pages and the module itself; there is no Pledge server behind them."""
    with host() as opened:
        opened.serve("/widget.js", WIDGET.read_text(encoding="utf-8"), "text/javascript")
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file's tests."""
    with chromium() as opened:
        yield opened


@pytest.fixture
def show(shop: Host, browser: Browser) -> Iterator[Open]:
    """Shows a page with the chat in a window of its own; no script may fail in it."""
    contexts: list[BrowserContext] = []
    said: list[list[str]] = []

    def shown(html: str | None = None, *, told: Any = None, **options: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        said.append(complaints(page))
        if told is not None:
            feed(page, *told)
        page.goto(shop.show("/", embedding() if html is None else html))
        return page

    yield shown
    for context in contexts:
        context.close()
    # A refused or broken call is told by the browser itself, too.
    assert [line for lines in said for line in lines if "Failed to load resource" not in line] == []
