"""What the chat shows of an answer: its quotes and their roles, where they stand, an abstention, a model's words."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.chat import RECEIPT, Open, ask, feed, open_chat, send, stream, tell
from tests.browser.chromium import barriers
from tests.browser.hosts import Host
from tests.snapshots.events import recorded


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
