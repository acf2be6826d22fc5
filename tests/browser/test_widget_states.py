"""Every state of the chat, fed with recorded events: seen, heard, by keyboard, in both themes, at three widths."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests.browser.chat import (
    ASK,
    LAUNCH,
    RECEIPT,
    WIDGET,
    ask,
    embedding,
    feed,
    open_chat,
    refuse,
    send,
    stream,
    tell,
)
from tests.browser.chromium import barriers, chromium, complaints, too_wide
from tests.browser.hosts import Host, host
from tests.snapshots.events import QUESTIONS, recorded

TRANSCRIPT = Path(__file__).parents[1] / "snapshots" / "transcript.txt"
WIDTHS = {"phone": (320, 640), "tablet": (768, 900), "desktop": (1280, 800)}
Open = Callable[..., Page]


@pytest.fixture(scope="module")
def shop() -> Iterator[Host]:
    """Serves pages and the module itself; there is no Pledge server behind them."""
    with host() as opened:
        opened.serve("/widget.js", WIDGET.read_text(encoding="utf-8"), "text/javascript")
        yield opened


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
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


def test_no_state_has_a_barrier_in_either_theme(show: Open) -> None:
    told = [recorded(name) for name in QUESTIONS]
    page = show(told=told)
    found: dict[str, list[str]] = {}

    def look(state: str) -> None:
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            found[f"{state}, {scheme}"] = barriers(page)

    look("closed")
    open_chat(page)
    look("empty")
    for each in told:
        ask(page, each.question)
    look("answers")
    page.get_by_role("button", name="Show in the document").first.click()
    expect(page.locator("mark")).to_be_visible()
    look("document")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Not helpful").first.click()
    page.get_by_text("Options").click()
    page.get_by_role("button", name="Delete this conversation").click()
    look("feedback and options")
    page.unroute("**/v1/**")
    page.route("**/messages", lambda route: refuse(route, 500, "internal", "Something broke."))
    send(page, "And now?")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    page.context.set_offline(True)
    expect(page.get_by_text("You are offline").first).to_be_visible()
    look("fault and offline")
    assert {state: barriers for state, barriers in found.items() if barriers} == {}


def test_waiting_has_no_barrier(show: Open) -> None:
    page = show(told=[recorded("answered")])
    page.route("**/messages", lambda _: None)  # never answers
    open_chat(page)
    send(page, "How long?")
    expect(page.get_by_text("Searching…")).to_be_visible()
    assert barriers(page) == []
    page.unroute_all(behavior="ignoreErrors")


def test_a_page_may_place_it_inline(show: Open) -> None:
    page = show(embedding(attributes="inline"), told=[recorded("roles")])
    expect(page.get_by_role("button", name=LAUNCH)).to_have_count(0)
    expect(page.get_by_role("region", name=LAUNCH)).to_be_visible()
    ask(page, "How fast?")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_label(ASK)).to_be_visible()


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_is_cut_off_at_any_width(show: Open, width: str) -> None:
    wide, high = WIDTHS[width]
    page = show(told=[recorded("roles")], viewport={"width": wide, "height": high})
    panel = open_chat(page)
    ask(page, "How fast?")
    box = panel.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= wide
    assert box["y"] + box["height"] <= high
    assert too_wide(page) == []
    inside = "e => [...e.shadowRoot.querySelectorAll('.scroll')].every(s => s.scrollWidth <= s.clientWidth)"
    assert page.locator("pledge-chat").evaluate(inside)
    assert barriers(page) == []


def test_at_twice_the_size_everything_can_still_be_read_and_reached(show: Open) -> None:
    page = show(told=[recorded("roles")], viewport={"width": 640, "height": 400}, device_scale_factor=2)
    open_chat(page)
    ask(page, "How fast?")
    expect(page.get_by_role("button", name="Send")).to_be_in_viewport()
    expect(page.get_by_role("button", name="Close chat")).to_be_in_viewport()
    assert too_wide(page) == []


def test_on_a_phone_the_page_behind_it_cannot_be_reached(show: Open) -> None:
    page = show(
        embedding(body='<a href="#x">Elsewhere</a>'), told=[recorded("roles")], viewport={"width": 320, "height": 640}
    )
    open_chat(page)
    for _ in range(12):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.tagName") != "A"


def test_conditions_exceptions_remedies_and_conflicts_look_different_and_say_so(show: Open) -> None:
    conflict = recorded("conflict")
    counted = conflict.with_answer(notes=[*conflict.answer["notes"], "Counted from 1 June 2026."])
    told = [recorded("roles"), recorded("exception"), counted]
    page = show(told=told)
    open_chat(page)
    for each in told:
        ask(page, each.question)
    for role, label in {
        "answer": "Our words",
        "condition": "Condition",
        "exception": "Exception",
        "remedy": "If we fail",
        "conflict": "Contradiction",
    }.items():
        expect(page.locator(f"figure.{role}").first).to_contain_text(label)
    edges = page.locator("figure").evaluate_all("all => all.map(e => getComputedStyle(e).borderInlineStart)")
    assert len(set(edges)) == 5
    expect(page.get_by_text("Our documents disagree")).to_be_visible()
    expect(page.get_by_text("Counted from 1 June 2026.")).to_be_visible()


def test_a_quote_names_source_version_day_and_heading(show: Open) -> None:
    told = recorded("answered")
    page = show(told=[told])
    open_chat(page)
    shown = ask(page, told.question).locator("figure").first
    quote = told.answer["quotes"][0]
    expect(shown.get_by_role("blockquote")).to_have_text(quote["text"])
    where = quote["heading"].removeprefix("Returns and refunds").strip(" ›")  # noqa: RUF001 - as headings are joined
    expect(shown).to_contain_text(f"Returns and refunds, version 2, in force since 1 March 2026 · {where}")
    assert where


def test_a_quote_is_read_without_marks_and_line_ends_of_a_page(show: Open) -> None:
    told = recorded("answered")
    first = told.answer["quotes"][0]
    written = {
        "terms.pdf": ("We credit\n€20 within\nten days.\n• or more", "We credit €20 within ten days.\n• or more"),
        "terms.md": ("We stop within **5 days**, see [terms](x.md).", "We stop within 5 days, see terms."),
        "terms.txt": ("Rooms **are** 5 * 4 m.", "Rooms **are** 5 * 4 m."),
    }
    quotes = [{**first, "document": name, "text": text} for name, (text, _) in written.items()]
    page = show(told=[told.with_answer(quotes=quotes)])
    open_chat(page)
    shown = ask(page, told.question).get_by_role("blockquote")
    assert [each.inner_text() for each in shown.all()] == [words for _, words in written.values()]


def test_an_abstention_shows_what_was_searched_the_closest_passages_and_whom_to_ask(show: Open) -> None:
    told = recorded("abstained")
    page = show(told=[told])
    open_chat(page)
    shown = ask(page, told.question)
    expect(shown).to_contain_text("neither a yes nor a no")
    expect(shown).to_contain_text(re.compile(r"Searched: \d+ documents in force on"))
    expect(shown).to_contain_text("The closest passages, which don’t answer it")
    expect(shown.locator("figure.nearest")).to_have_count(len(told.answer["nearest"]))
    expect(shown.get_by_role("link", name=told.answer["contact"]["email"])).to_have_attribute(
        "href", f"mailto:{told.answer['contact']['email']}"
    )


def test_prose_of_a_model_is_shown_before_its_quotes_and_says_what_it_is(show: Open) -> None:
    told = recorded("answered").with_answer(mode="model", text="You have 30 days.")
    page = show(told=[told])
    open_chat(page)
    shown = ask(page, told.question)
    expect(shown.locator("p.model")).to_have_text("You have 30 days.")
    expect(shown.locator("p.model + .worded")).to_contain_text("Worded by a language model")
    expect(shown.locator("figure").nth(1)).to_contain_text("[2] · Our words")
    assert barriers(page) == []


def test_a_models_sentences_are_shown_as_they_are_verified(show: Open, shop: Host) -> None:
    told = recorded("answered").with_answer(mode="model", text="You have 30 days. They begin with delivery.")
    searching, quote = told.events[0], next(event for event in told.events if event[0] == "quote")
    page = show(told=[told])
    stream(page)
    page.goto(shop.url + "/")
    open_chat(page)
    send(page, told.question)
    tell(page, searching)
    expect(page.get_by_text(re.compile(r"Searching \d+ documents"))).to_be_visible()
    tell(page, ("status", {"status": "statement", "text": "You have 30 days."}), quote)
    prose = page.locator("p.model")
    expect(prose).to_have_text("You have 30 days.")
    expect(page.locator("figure")).to_have_count(1)
    expect(page.locator(".status")).to_have_count(0)
    assert barriers(page) == []
    tell(page, ("status", {"status": "something else"}))
    tell(page, ("status", {"status": "statement", "text": " They begin with delivery."}))
    expect(prose).to_have_text("You have 30 days. They begin with delivery.")
    tell(page, *[event for event in told.events if event[0] in {"answer", "receipt"}], end=True)
    expect(page.get_by_text(RECEIPT)).to_be_visible()
    expect(page.locator("p.model")).to_have_text(told.answer["text"])
    expect(page.locator("figure")).to_have_count(len(told.answer["quotes"]))


def test_a_new_conversation_gives_up_the_question_on_its_way(show: Open, shop: Host) -> None:
    told = recorded("answered")
    page = show(told=[told])
    stream(page)
    page.goto(shop.url + "/")
    open_chat(page)
    send(page, "Never mind?")
    tell(page, told.events[0])
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("article")).to_have_count(0)
    page.evaluate("window.wire = undefined")
    send(page, told.question)
    tell(page, *told.events, end=True)
    expect(page.get_by_text(RECEIPT)).to_have_count(1)
    expect(page.get_by_role("article")).to_have_count(1)


def test_a_page_may_offer_examples(show: Open) -> None:
    told = recorded("answered")
    page = show(embedding(attributes=f'examples="{told.question} | What then?"'), told=[told])
    panel = open_chat(page)
    expect(panel.get_by_role("listitem")).to_have_count(2)
    assert barriers(page) == []
    page.get_by_role("button", name=told.question).click()
    expect(page.get_by_role("article")).to_contain_text("30 days")
    expect(page.get_by_label(ASK)).to_be_focused()
    page.get_by_role("button", name="New conversation").click()
    expect(page.get_by_role("button", name="What then?")).to_be_visible()


def test_what_was_wrong_is_not_lost_when_it_cannot_be_sent(show: Open) -> None:
    page = show(told=[recorded("answered")])
    open_chat(page)
    ask(page, "How long?")
    page.get_by_role("button", name="Not helpful").click()
    page.get_by_label("What was wrong or missing?").fill("Another product")
    page.route("**/feedback", lambda route: refuse(route, 503, "unavailable", "Not now."))
    page.get_by_role("button", name="Send").first.click()
    expect(page.get_by_text("That did not work. Please try again.").first).to_be_visible()
    expect(page.get_by_label("What was wrong or missing?")).to_have_value("Another product")
    page.unroute("**/feedback")
    page.get_by_role("button", name="Send").first.click()
    expect(page.get_by_text("Thank you.").first).to_be_visible()


def test_a_quote_is_shown_in_its_document_and_the_way_back_leads_to_it(show: Open) -> None:
    told = recorded("answered")
    page = show(told=[told])
    open_chat(page)
    ask(page, told.question)
    opener = page.get_by_role("button", name="Show in the document: Returns and refunds").first
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_be_in_viewport()
    expect(page.locator("mark")).to_contain_text(told.answer["quotes"][0]["text"])
    expect(page.get_by_role("heading", name="Returns and refunds", level=3)).to_be_focused()
    expect(page.locator(".document")).to_contain_text("Bought in a shop")
    page.keyboard.press("Escape")
    expect(page.locator(".document")).to_have_count(0)
    expect(opener).to_be_focused()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_everything_is_done_by_keyboard_alone(show: Open) -> None:
    told = recorded("answered")
    page = show(told=[told], permissions=["clipboard-read", "clipboard-write"])

    def focused() -> str:
        name: str = page.evaluate(
            """() => { let e = document.activeElement;
            while (e.shadowRoot?.activeElement) e = e.shadowRoot.activeElement;
            return e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.textContent }"""
        )
        return name

    def tab_to(name: str, *, back: bool = False) -> None:
        for _ in range(30):
            page.keyboard.press("Shift+Tab" if back else "Tab")
            if focused().startswith(name):
                return
        raise AssertionError(f"{name} is not reached by the keyboard; {focused()} was last.")

    tab_to(LAUNCH)
    page.keyboard.press("Enter")
    assert focused() == ASK
    page.keyboard.type(told.question)
    page.keyboard.press("Enter")
    expect(page.get_by_text(RECEIPT)).to_be_visible()
    assert focused() == ASK
    tab_to("Not helpful", back=True)
    page.keyboard.press("Space")
    expect(page.get_by_label("What was wrong or missing?")).to_be_focused()
    page.keyboard.type("Another product")
    tab_to("Send")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Thank you.").first).to_be_visible()
    assert focused() == "Not helpful"
    tab_to("Copy with source", back=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert told.answer["quotes"][0]["text"] in copied
    assert "Returns and refunds, version 2" in copied
    tab_to("Show in the document", back=True)
    page.keyboard.press("Enter")
    expect(page.locator("mark")).to_be_visible()
    tab_to("Back to the conversation", back=True)
    page.keyboard.press("Enter")
    tab_to("New conversation", back=True)
    page.keyboard.press("Enter")
    expect(page.get_by_role("article")).to_have_count(0)
    assert focused() == ASK
    tab_to("Options")
    page.keyboard.press("Enter")
    tab_to("Answer as of this day")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert focused() == LAUNCH


def test_people_who_listen_hear_one_message_an_answer(show: Open) -> None:
    told = [recorded(name) for name in ("answered", "abstained", "abstained", "roles")]
    page = show(told=told)
    page.locator("pledge-chat").evaluate(
        """host => { window.heard = []; const region = host.shadowRoot.querySelector("[role=status]");
        new MutationObserver(() => region.textContent && window.heard.push(region.textContent))
          .observe(region, {childList: true}) }"""
    )
    open_chat(page)
    for number, each in enumerate(told, 1):
        ask(page, each.question)
        page.wait_for_function("number => window.heard.length >= number", arg=number)
    page.wait_for_timeout(120)  # for what must not come
    heard = page.evaluate("window.heard")
    assert len(heard) == 4
    assert heard[0].startswith("Our documents promise: You may return anything")
    assert heard[0].endswith("Answer with 4 quotes.")
    assert heard[1] == heard[2]
    assert "neither a yes nor a no" in heard[1]
    live = page.locator("pledge-chat").evaluate(
        "host => host.shadowRoot.querySelectorAll('[aria-live], [role=status], [role=alert], [role=log]').length"
    )
    assert live == 1


def test_a_whole_conversation_reads_well_without_seeing_it(show: Open) -> None:
    told = [recorded(name) for name in ("answered", "roles", "abstained", "unclear")]
    page = show(told=told)
    panel = open_chat(page)
    for each in told:
        ask(page, each.question)
    page.wait_for_timeout(120)
    tree = panel.aria_snapshot() + "\n"
    if not TRANSCRIPT.exists():  # deleted to have it written anew, and read by a person
        TRANSCRIPT.write_text(tree, encoding="utf-8")
    assert tree == TRANSCRIPT.read_text(encoding="utf-8")


def test_a_follow_up_brings_what_was_said_before_and_the_day(show: Open, shop: Host) -> None:
    told = [recorded("answered"), recorded("roles")]
    page = show()
    sent = feed(page, *told)
    page.goto(shop.url + "/")
    open_chat(page)
    ask(page, told[0].question)
    page.get_by_text("Options").click()
    page.get_by_label("Answer as of this day").fill("2025-06-01")
    expect(page.get_by_text("As of 1 June 2025")).to_be_visible()
    ask(page, "And in a shop?")
    assert "as_of" not in sent[0]
    assert sent[1]["as_of"] == "2025-06-01"
    expect(page.get_by_role("article").first).not_to_contain_text("As of")
    expect(page.get_by_role("article").last).to_contain_text("As of 1 June 2025")
    assert [turn["role"] for turn in sent[1]["history"]] == ["user", "assistant"]
    assert sent[0]["request"] != sent[1]["request"]


def test_a_connection_lost_in_mid_answer_loses_nothing(show: Open) -> None:
    told = recorded("answered")
    page = show(told=[told])
    broken = told.stream[: told.stream.index("event: answer")]
    requests: list[Any] = []

    def twice(route: Route) -> None:
        requests.append(route.request.post_data_json)
        first = len(requests) == 1
        route.fulfill(content_type="text/event-stream", body=broken if first else told.stream)

    page.route("**/messages", twice)
    open_chat(page)
    shown = ask(page, told.question)
    expect(shown.locator("figure")).to_have_count(len(told.answer["quotes"]))
    assert [each["request"] for each in requests] == [requests[0]["request"]] * 2


def test_a_question_waits_until_one_is_back_online(show: Open) -> None:
    page = show(told=[recorded("answered")])
    open_chat(page)
    page.context.set_offline(True)
    expect(page.locator(".banner")).to_contain_text("You are offline. Your question is kept")
    send(page, "How long?")
    expect(page.get_by_role("heading", name="How long?")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text(RECEIPT)).to_be_visible()
    expect(page.locator(".banner")).to_be_hidden()


def test_a_refused_question_goes_out_when_it_may(show: Open) -> None:
    page = show(told=[recorded("answered")])
    waits = ["2", "not a number"]

    def twice(route: Route) -> None:
        if waits:
            refuse(route, 429, "too_many_requests", "Too many.", {"Retry-After": waits.pop(0)})
        else:
            route.fallback()

    page.route("**/messages", twice)
    open_chat(page)
    send(page, "How long?")
    expect(page.get_by_text("will be sent in 2 seconds").first).to_be_visible()
    expect(page.get_by_text("will be sent in 1 second.").first).to_be_visible()
    expect(page.get_by_text(RECEIPT)).to_be_visible()


def test_a_question_that_cannot_be_sent_can_be_sent_again(show: Open) -> None:
    page = show(told=[recorded("answered")])
    page.clock.install()
    page.route("**/messages", lambda route: route.abort())
    open_chat(page)
    send(page, "How long?")
    for _ in range(6):
        page.clock.run_for(9_000)
        page.wait_for_timeout(50)
    again = page.get_by_role("button", name="Try again")
    expect(page.get_by_text("The connection was lost. Your question is kept.").first).to_be_visible()
    page.unroute("**/messages")
    again.click()
    expect(page.get_by_text(RECEIPT)).to_be_visible()


def test_a_token_that_ended_is_replaced_without_a_word(show: Open) -> None:
    page = show(told=[recorded("answered")])
    tokens: list[str] = []

    def first_refused(route: Route) -> None:
        tokens.append(route.request.headers["authorization"])
        if len(tokens) == 1:
            refuse(route, 401, "session_not_valid", "Expired.")
        else:
            route.fallback()

    page.route("**/messages", first_refused)
    open_chat(page)
    ask(page, "How long?")
    assert len(tokens) == 2


def test_a_token_is_renewed_before_it_ends_while_a_conversation_is_open(show: Open, shop: Host) -> None:
    page = show(told=[recorded("answered")])
    asked: list[str | None] = []

    def session(route: Route) -> None:
        asked.append(route.request.headers.get("authorization"))
        route.fulfill(json={"token": f"t.{len(asked)}", "session": "s_1", "role": "customer", "expires_in": 900})

    page.route("**/v1/sessions", session)
    page.clock.install()
    page.goto(shop.url + "/")
    open_chat(page)
    send(page, "How long?")
    page.clock.run_for(1_000)
    expect(page.get_by_text(RECEIPT)).to_be_visible()
    page.clock.run_for(12 * 60_000)
    assert asked == [None]
    page.clock.run_for(2 * 60_000)
    page.wait_for_function("() => JSON.parse(Object.values(sessionStorage)[0]).token === 't.2'")
    assert asked == [None, "Bearer t.1"]
    expect(page.locator(".banner")).to_be_hidden()


@pytest.mark.parametrize(
    ("lang", "label", "lead"),
    [
        ("de", "Ihre Frage", "Unsere Dokumente sagen zu"),
        ("fr-CA", "Votre question", "Nos documents promettent"),
        ("es", "Su pregunta", "Nuestros documentos prometen"),
        ("nl", "Your question", "Our documents promise"),
    ],
)
def test_the_page_says_in_which_language(show: Open, lang: str, label: str, lead: str) -> None:
    page = show(embedding(lang=lang, attributes="open"), told=[recorded("answered")])
    page.get_by_label(label).fill("?!")
    page.keyboard.press("Enter")
    expect(page.locator(".lead")).to_contain_text(lead)
    assert barriers(page) == []


def test_every_language_has_every_text() -> None:
    table = WIDGET.read_text(encoding="utf-8").partition("const MESSAGES")[2].partition("const LIGHT")[0]
    languages = re.split(r"^  (?:en|de|fr|es): \{$", table, flags=re.MULTILINE)[1:]
    names = [sorted(re.findall(r"^ {4,6}(\w+):", language, flags=re.MULTILINE)) for language in languages]
    assert len(names) == 4
    assert all(each == names[0] for each in names)


def test_right_to_left_pages_have_it_on_their_side(show: Open) -> None:
    page = show(embedding().replace("<html", '<html dir="rtl"'), told=[recorded("roles")])
    panel = open_chat(page)
    ask(page, "How fast?")
    box = panel.bounding_box()
    assert box
    assert box["x"] < 100
    edge = page.locator("figure").first.evaluate("e => getComputedStyle(e).borderRightWidth")
    assert float(edge.removesuffix("px")) > 3
    assert barriers(page) == []


def test_high_contrast_keeps_edges_and_marks(show: Open) -> None:
    told = recorded("roles")
    page = show(told=[told], forced_colors="active")
    open_chat(page)
    ask(page, told.question)
    edges = page.locator("figure").evaluate_all("all => all.map(e => getComputedStyle(e).borderInlineStartStyle)")
    assert edges == ["solid", "dashed", "dotted"]
    widths = page.locator("figure").evaluate_all("all => all.map(e => getComputedStyle(e).borderTopWidth)")
    assert all(float(width.removesuffix("px")) >= 1 for width in widths)
    page.get_by_role("button", name="Show in the document").first.click()
    mark = page.locator("mark").evaluate("e => getComputedStyle(e).backgroundColor")
    page_colour = page.locator(".document").evaluate("e => getComputedStyle(e).backgroundColor")
    assert mark != page_colour


def test_nothing_turns_for_those_who_want_no_motion(show: Open) -> None:
    for motion, moves in (("reduce", "none"), ("no-preference", "turn")):
        page = show(told=[recorded("answered")], reduced_motion=motion)
        page.route("**/messages", lambda _: None)
        open_chat(page)
        send(page, "How long?")
        turning = page.locator(".busy").evaluate("e => getComputedStyle(e, '::after').animationName")
        assert turning == moves
        page.unroute_all(behavior="ignoreErrors")


def test_a_page_chooses_the_theme_and_its_colours(show: Open) -> None:
    head = "<style>pledge-chat { --pledge-accent: rgb(90, 10, 120); --pledge-radius: 0 }</style>"
    page = show(embedding(head=head, attributes='theme="light" open'), told=[], color_scheme="dark")
    background = "e => getComputedStyle(e).backgroundColor"
    assert page.locator("header").evaluate(background) == "rgb(90, 10, 120)"
    assert page.locator("dialog").evaluate(background) == "rgb(255, 255, 255)"
    page.locator("pledge-chat").evaluate("e => e.setAttribute('theme', 'dark')")
    assert page.locator("dialog").evaluate(background) != "rgb(255, 255, 255)"


def test_loading_it_twice_changes_nothing(show: Open) -> None:
    twice = '<script type="module" src="/widget.js?again"></script>'
    page = show(embedding(head=twice), told=[recorded("answered")])
    open_chat(page)
    ask(page, "How long?")
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_it_can_be_moved_and_removed_by_the_pages_scripts(show: Open) -> None:
    page = show(told=[recorded("answered")])
    open_chat(page)
    ask(page, "How long?")
    page.evaluate("document.querySelector('main').append(document.querySelector('pledge-chat'))")
    expect(page.get_by_text(RECEIPT)).to_have_count(1)
    page.evaluate("document.querySelector('pledge-chat').remove()")
    page.evaluate("document.querySelector('pledge-chat')?.isConnected")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_scripts_of_the_page_can_open_it_ask_and_be_told(show: Open) -> None:
    page = show(told=[recorded("answered")])
    told = page.evaluate(
        """() => new Promise((resolve) => { const chat = document.querySelector("pledge-chat");
        chat.addEventListener("pledge-answer", (event) => resolve(event.detail)); chat.ask("How long?") })"""
    )
    assert told == {"status": "answered"}
