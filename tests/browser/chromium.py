"""A browser for tests, and what it complains about."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

_NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, while the block runs."""
    path = next((found for name in _NAMES if (found := shutil.which(name))), None)
    assert path, "No Chromium is installed: run `sh tests/tools.sh`, or install the package `chromium`."
    with sync_playwright() as playwright:
        # Without it, Chromium does not start as root; nothing but our own pages is opened.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def complaints(page: Page) -> list[str]:
    """Grows with the page's errors: of scripts, of the content security policy, dialogs that opened."""
    found: list[str] = []
    page.on("pageerror", lambda error: found.append(f"error: {error}"))
    page.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)

    def dialog_opened(dialog: object) -> None:
        found.append(f"dialog: {dialog}")
        dialog.dismiss()  # type: ignore[attr-defined]  # Playwright's Dialog

    page.on("dialog", dialog_opened)
    return found


def barriers(page: Page) -> list[str]:
    """What keeps people from using the page, by axe: rule and element."""
    found = Axe().run(page).response["violations"]
    return [f"{rule['id']}: {node['html'][:200]}" for rule in found for node in rule["nodes"]]


def too_wide(page: Page) -> list[str]:
    """Elements that reach beyond the window's right edge, where the page scrolls sideways."""
    elements: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] :
        [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > innerWidth + 1)
        .slice(0, 5).map((e) => e.outerHTML.slice(0, 120))"""
    )
    return elements
