"""The chat for everybody: no barrier in any state and theme, by keyboard, by ear, at any width, without motion."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ASK, LAUNCH, RECEIPT, Open, ask, embedding, open_chat, refuse, send
from tests.browser.chromium import barriers, too_wide
from tests.snapshots.events import QUESTIONS, recorded

TRANSCRIPT = Path(__file__).parents[1] / "snapshots" / "transcript.txt"
WIDTHS = {"phone": (320, 640), "tablet": (768, 900), "desktop": (1280, 800)}


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
