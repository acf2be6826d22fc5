"""The chat in somebody's page: its place, language, theme, examples and scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ASK, LAUNCH, RECEIPT, WIDGET, Open, ask, embedding, open_chat
from tests.browser.chromium import barriers
from tests.snapshots.events import recorded


def test_a_page_may_place_it_inline(show: Open) -> None:
    page = show(embedding(attributes="inline"), told=[recorded("roles")])
    expect(page.get_by_role("button", name=LAUNCH)).to_have_count(0)
    expect(page.get_by_role("region", name=LAUNCH)).to_be_visible()
    ask(page, "How fast?")
    assert barriers(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_label(ASK)).to_be_visible()


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
