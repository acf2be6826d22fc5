"""The console in a real browser: by keyboard, by mouse, without scripts, in both themes, on a phone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chat import Open
from tests.browser.chromium import barriers, complaints, too_wide
from tests.running import Server, server

QUESTION = "How long do I have to return something I bought online?"
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 320, "height": 640}
PAGES = [
    "/console/ask",
    "/console/documents",
    "/console/documents/returns.md",
    "/console/delete-document?name=returns.md",
    "/console/commitments",
    "/console/commitments/deadlines",
    "/console/commitments/conflicts",
    "/promises",
    "/console/reply",
    "/console/check",
    "/console/check?document=customer-promise.md",
    "/console/drafts",
    "/console/unanswered",
    "/console/evaluations",
    "/console/keys",
    "/console/accounts",
    "/console/audit",
    "/console/password",
    "/console/nowhere",
]
#: A report, and what else there is in a console that has been used.
REPORT = {
    "format": 1,
    "made_at": "2026-03-01T12:00:00+00:00",
    "circumstances": {"commit": "0123456789abcdef", "embedder": "tiny", "calibration": "none"},
    "suites": [
        {
            "name": "ours",
            "kind": "ask",
            "description": "Our own questions.",
            "metrics": [{"name": "right", "value": 0.5, "count": 1, "total": 2, "low": 0.1, "high": 0.9, "unit": ""}],
            "gates": [{"gate": {"metric": "right", "minimum": 0.8}, "value": 0.5, "passed": False}],
            "outcomes": [{"id": "b", "question": "Lamps?", "score": {"verdict": "wrong", "reason": "another"}}],
        }
    ],
}


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with server(tmp_path_factory.mktemp("console") / "data", "--sample", log_level="error") as started:
        yield started


@pytest.fixture(scope="module")
def account(running: Server) -> dict[str, str]:
    found: dict[str, str] = json.loads((running.folder / "sample-account.json").read_text())
    return found


@pytest.fixture(scope="module")
def cookie(running: Server, browser: Browser, account: dict[str, str]) -> Any:
    """A sign-in that tests share; signing in itself has tests of its own."""
    context = browser.new_context(base_url=running.url)
    context.request.post(
        "/console/sign-in", form={"name": account["name"], "password": account["password"]}, max_redirects=0
    )
    (found,) = context.cookies()
    context.close()
    return found


@pytest.fixture
def open_page(running: Server, browser: Browser, cookie: Any) -> Iterator[Open]:
    """Opens signed-in pages in windows of their own; nothing else than what a test expects may go wrong in them."""
    contexts: list[BrowserContext] = []
    said: list[tuple[str, list[str]]] = []

    def opened(path: str, *, signed_in: bool = True, expected: str = "nothing", **options: Any) -> Page:
        context = browser.new_context(base_url=running.url, **{"viewport": DESKTOP, **options})
        contexts.append(context)
        if signed_in:
            context.add_cookies([cookie])
        page = context.new_page()
        page.set_default_timeout(30_000)
        said.append((expected, complaints(page)))
        page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert [words for expected, found in said for words in found if not re.search(expected, words)] == []


def asked(page: Page, question: str) -> None:
    expect(page.get_by_label("Your question")).to_have_value("")  # the answer before has brought a new form
    page.get_by_label("Your question").fill(question)
    page.keyboard.press("Enter")


def test_signing_in_asking_and_opening_a_quote_by_keyboard(open_page: Open, account: dict[str, str]) -> None:
    page = open_page("/", signed_in=False)
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.keyboard.type(account["name"])
    page.keyboard.press("Tab")
    page.keyboard.type(account["password"])
    page.keyboard.press("Enter")
    expect(page.get_by_label("Your question")).to_be_focused()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    answer = page.get_by_role("article").first
    expect(answer).to_contain_text("30 days of the day you receive it")
    expect(page.get_by_label("Your question")).to_be_focused()
    expect(page.get_by_label("Your question")).to_have_value("")
    page.keyboard.type("And in a shop?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_have_count(2)
    expect(page.get_by_role("article").nth(1)).to_contain_text("28 days")
    link = answer.locator("figcaption a").first
    for _ in range(60):
        if link.evaluate("element => element === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    mark = page.locator("mark").first
    expect(mark).to_be_in_viewport()
    expect(mark).to_contain_text("30 days of the day you receive it")
    expect(mark).to_be_focused()


def test_the_first_key_press_skips_to_the_page(open_page: Open) -> None:
    page = open_page("/console/documents")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_an_address_with_a_place_alone_marks_it(open_page: Open) -> None:
    page = open_page("/console/documents/returns.md")
    address = page.locator("tbody th a").first.get_attribute("href")
    page.goto(f"{address}#421-470")
    mark = page.locator("mark")
    expect(mark).to_be_in_viewport()
    assert len((mark.text_content() or "").removeprefix("quoted: ")) == 470 - 421
    assert page.url.endswith("?at=421-470#421-470")


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Go by keyboard alone to what is called so."""
    named = """name => { const e = document.activeElement;
        return (e.labels?.[0]?.innerText || e.getAttribute("aria-label") || e.innerText || "").startsWith(name) }"""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate(named, name):
            return
    raise AssertionError(f"{name} is not reached by the keyboard.")


def test_a_pdf_is_uploaded_and_asked_by_keyboard(open_page: Open, tmp_path: Path) -> None:
    file = tmp_path / "pianos.pdf"
    page = open_page("/console/documents")
    page.context.new_page().set_content("<title>Moving pianos</title><p>We move a piano within 12 working days.</p>")
    page.context.pages[-1].pdf(path=file)
    page.context.pages[-1].close()
    page.bring_to_front()  # a page behind another opens no file chooser
    tab_to(page, "Add documents")
    page.keyboard.press("Enter")
    tab_to(page, "Files")
    with page.expect_file_chooser() as chosen:
        page.keyboard.press("Space")
    chosen.value.set_files(file)
    tab_to(page, "Who may read it")
    page.keyboard.press("e")  # everybody
    tab_to(page, "Add")
    page.keyboard.press("Enter")
    expect(page.locator(".uploads li")).to_contain_text("pianos.pdf (Moving pianos) is added and can be asked about")
    page.goto("/console/ask")
    page.keyboard.type("How soon is a piano moved?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_contain_text("within 12 working days")
    expect(page.get_by_role("article")).to_contain_text("page 1")
    expect(page.get_by_label("Your question")).to_be_focused()
    tab_to(page, "No", back=True)
    page.keyboard.press("Enter")
    expect(page.get_by_label("What was wrong or missing?")).to_be_focused()
    page.keyboard.type("Upright or grand?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("article").get_by_text("Thank you.")).to_be_visible()


def test_on_a_phone_the_pages_are_behind_a_button(open_page: Open) -> None:
    page = open_page("/console/documents", viewport=PHONE)
    pages = page.get_by_role("navigation", name="Pages")
    expect(pages).to_be_hidden()
    tab_to(page, "Menu")
    page.keyboard.press("Enter")
    expect(pages).to_be_visible()
    assert barriers(page) + too_wide(page) == []
    page.keyboard.press("Escape")
    expect(pages).to_be_hidden()
    expect(page.get_by_role("button", name="Menu")).to_be_focused()
    page.keyboard.press("Enter")
    tab_to(page, "Commitments")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Commitments", level=1)).to_be_visible()


def test_a_conversation_is_there_again_after_a_reload(open_page: Open) -> None:
    page = open_page("/console/ask")
    asked(page, QUESTION)
    expect(page.get_by_role("article")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("article")).to_have_count(1)
    page.go_back()
    expect(page.get_by_text("Answers are quotes")).to_be_visible()
    page.go_forward()
    expect(page.get_by_role("article")).to_have_count(1)
    asked(page, "And in a shop?")
    expect(page.get_by_role("article").nth(1)).to_contain_text("28 days")
    page.get_by_text("Delete it …").click()
    page.get_by_role("button", name="Delete this conversation").click()
    expect(page.get_by_role("status").first).to_contain_text("The conversation is deleted")
    expect(page.get_by_role("article")).to_have_count(0)


def test_dropped_files_are_added_with_progress_and_can_be_asked(open_page: Open) -> None:
    page = open_page("/console/documents", expected="422")
    page.get_by_text("Add documents").click()
    page.get_by_label("Who may read it").select_option("public")
    files = [
        ["museum.md", "# Quarry museum\n\nThe quarry museum opens at 10:00 on Sundays."],
        ["broken.pdf", "not a pdf"],
    ]
    transfer = page.evaluate_handle(
        """(files) => { const all = new DataTransfer();
        for (const [name, text] of files) all.items.add(new File([text], name)); return all; }""",
        files,
    )
    page.locator(".drop").dispatch_event("drop", {"dataTransfer": transfer})
    lines = page.locator(".uploads li")
    expect(lines).to_have_count(2)
    expect(lines.nth(0)).to_contain_text("is added and can be asked about")
    expect(lines.nth(1)).to_contain_text("broken.pdf")
    expect(lines.nth(1)).to_have_class(re.compile("bad"))
    expect(page.locator("#list")).to_contain_text("Quarry museum")
    page.goto("/console/ask")
    asked(page, "When does the quarry museum open?")
    expect(page.get_by_role("article")).to_contain_text("opens at 10:00 on Sundays")


def test_everything_works_without_scripts(open_page: Open, tmp_path: Path) -> None:
    page = open_page("/console/ask", java_script_enabled=False)
    page.get_by_label("Your question").fill(QUESTION)
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("article")).to_contain_text("30 days")
    page.get_by_label("Your question").fill("And in a shop?")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("article").last).to_contain_text("28 days")
    page.locator("figcaption a").first.click()
    expect(page.locator("mark").first).to_be_in_viewport()
    file = tmp_path / "plain.md"
    file.write_text("# Plain\n\nWe answer letters within 3 days.\n")
    page.goto("/console/documents")
    page.get_by_text("Add documents").click()
    page.get_by_label(re.compile("Files")).set_input_files(file)
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("status")).to_contain_text("Plain is added")
    page.get_by_role("link", name="Delete this document …").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("status").first).to_contain_text("plain.md is deleted")
    page.get_by_role("searchbox").fill("complaints")
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#list tbody tr")).to_have_count(1)


def test_a_clause_is_drafted_by_keyboard(open_page: Open) -> None:
    page = open_page("/console/drafts")
    page.get_by_label("Title").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("Our promises")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Our promises")).to_be_visible()
    expect(page.get_by_role("heading", name=re.compile("open questions"))).to_be_visible()
    page.locator("#email-reply summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.tagName") != "TEXTAREA":
        page.keyboard.press("Tab")
    page.keyboard.press("Control+a")
    page.keyboard.type("We reply to every letter within 9 working days of its arrival.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Saved")
    expect(page.locator("#email-reply .words")).to_contain_text("within 9 working days")
    assert barriers(page) + too_wide(page) == []


def test_the_list_narrows_as_one_types(open_page: Open) -> None:
    page = open_page("/console/documents")
    page.get_by_role("searchbox").press_sequentially("complaints")
    expect(page.locator("#list tbody tr")).to_have_count(1)
    assert "q=complaints" in page.url


@pytest.fixture(scope="module")
def used(running: Server, browser: Browser, cookie: Any) -> list[str]:
    """Pages of a console that has been used: a draft and its changes, a commitment, a report."""
    reports = running.folder / "reports"
    reports.mkdir(exist_ok=True)
    (reports / "report.json").write_text(json.dumps(REPORT))
    context = browser.new_context(base_url=running.url)
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto("/console/commitments/deadlines")
    commitment = page.locator("tbody th a").first.get_attribute("href")
    page.goto("/console/evaluations")
    report = page.locator("tbody th a").first.get_attribute("href")
    page.goto("/console/drafts")
    page.get_by_text("New draft").click()
    page.get_by_label("Published as").fill("for-everybody.md")
    page.get_by_role("button", name="Draft it").click()
    draft = page.url.partition("?")[0]
    page.locator(".clause summary").first.click()
    page.get_by_label("Comment").first.fill("Who says so?")
    page.get_by_role("button", name="Comment").first.click()
    expect(page.locator(".clause").first).to_contain_text("Who says so?")
    context.close()
    return [f"{commitment}?started=2026-03-02", str(report), draft, f"{draft}/changes"]


@pytest.mark.parametrize(("theme", "size"), [("light", DESKTOP), ("dark", PHONE)], ids=["desktop", "phone"])
def test_no_page_has_a_barrier(open_page: Open, used: list[str], theme: str, size: dict[str, int]) -> None:
    page = open_page("/console/ask", color_scheme=theme, viewport=size, expected="404")
    asked(page, QUESTION)
    expect(page.get_by_role("article")).to_have_count(1)
    asked(page, "Do you sell insurance for horses?")
    expect(page.get_by_role("article")).to_have_count(2)
    found = {"answers": barriers(page) + too_wide(page)}
    source = page.locator("figcaption a").first.get_attribute("href")
    receipt = page.locator("a[href^='/console/receipts/']").first.get_attribute("href")
    for path in [*PAGES, *used, source, receipt]:
        page.goto(path or "")
        page.evaluate("document.querySelectorAll('main details').forEach((each) => { each.open = true; })")
        found[path or ""] = barriers(page) + too_wide(page)
    page.goto("/console/reply")
    page.get_by_label("The reply").fill("You may return it within 90 days. We plant trees. Kind regards")
    page.get_by_role("button", name="Check it").click()
    expect(page.get_by_role("status")).to_contain_text("contradicted")
    found["reply"] = barriers(page) + too_wide(page)
    page.goto(used[-2])
    for scheme in ("light", "dark"):  # the other theme of the page that has the most on it
        page.emulate_media(color_scheme=scheme)
        found[f"draft, {scheme}"] = barriers(page)
    assert {path: troubles for path, troubles in found.items() if troubles} == {}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_has_no_barrier(open_page: Open, theme: str) -> None:
    page = open_page("/console/sign-in", signed_in=False, color_scheme=theme, viewport=PHONE)
    assert barriers(page) + too_wide(page) == []


def test_what_documents_hold_runs_nothing(open_page: Open, running: Server) -> None:
    attempts = [
        "<img src=x onerror=alert(1)>",
        "</p><script>alert(1)</script>",
        "<svg onload=alert(1)>",
        "<div hx-get='/console/keys' hx-trigger='load'>x</div>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    ]
    words = " ".join(attempts)
    with running.client() as client:
        made = client.post(
            "/v1/documents",
            json={"name": "hostile.md", "title": words, "text": f"# {words}\n\nThe zeppelin {words} flies at noon.\n"},
        )
    assert made.status_code == 201, made.text
    page = open_page("/console/ask")
    asked(page, f"When does the zeppelin fly? {attempts[0]}")
    expect(page.get_by_role("article")).to_contain_text("onerror=alert(1)")
    page.locator("figcaption a").first.click()
    expect(page.locator("mark").first).to_contain_text("flies at noon")
    page.goto("/console/documents")
    expect(page.locator("#list")).to_contain_text("hostile.md")
    assert page.locator("main img, main iframe, main svg, main script").count() == 0


def test_on_paper_there_is_only_the_text(open_page: Open) -> None:
    page = open_page("/console/ask")
    asked(page, QUESTION)
    expect(page.get_by_role("article")).to_have_count(1)
    page.emulate_media(media="print")
    expect(page.get_by_role("navigation", name="Pages")).to_be_hidden()
    expect(page.get_by_label("Your question")).to_be_hidden()
    expect(page.get_by_role("article")).to_be_visible()
    page.goto("/promises")
    expect(page.get_by_role("button", name="Ask about our promises")).to_have_count(0)
    expect(page.get_by_role("search")).to_be_hidden()
    expect(page.get_by_role("article").first).to_be_visible()


def test_a_lost_connection_keeps_the_question(open_page: Open) -> None:
    page = open_page("/console/ask", expected="ERR_FAILED|htmx:")
    page.route("**/console/ask", lambda route: route.abort())
    page.get_by_label("Your question").fill(QUESTION)
    with page.expect_event("requestfailed"):
        page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("cannot be reached")
    expect(page.get_by_label("Your question")).to_have_value(QUESTION)
    page.unroute("**/console/ask")
    page.get_by_role("button", name="Ask").click()
    expect(page.get_by_role("article")).to_contain_text("30 days")
