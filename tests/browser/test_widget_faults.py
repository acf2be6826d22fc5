"""The chat when something fails: no question and no feedback is lost, and a token that ends is renewed."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Route, expect

from tests.browser.chat import RECEIPT, Open, ask, open_chat, refuse, send
from tests.browser.hosts import Host
from tests.snapshots.events import recorded


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
