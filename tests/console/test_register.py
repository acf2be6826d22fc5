"""The register in the console, and the public page of promises."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api.app import create_app
from api.commitment_schemas import TimeLimitOut
from api.console.register import limit_words
from assistant.build import Assistant
from assistant.roles import Role
from assistant.settings import Settings
from assistant.sites import Site
from knowledge.documents import Audience, Declared
from tests.console.conftest import Guest
from tests.console.test_inert import ATTEMPTS, assert_inert

Guests = Callable[..., Guest]
Visitors = Mapping[Role, Guest]


def quotes_of(page: str) -> list[str]:
    found = re.findall(r"<blockquote><p>(.*?)</p></blockquote>", page, re.DOTALL)
    return [html.unescape(re.sub("<span.*?</span>", "", each)).strip() for each in found]


def letters(words: str) -> str:
    """Words without marks and breaks."""
    return "".join(sign for sign in words if sign.isalnum())


@pytest.mark.parametrize(
    ("limit", "words"),
    [
        (None, ""),
        (TimeLimitOut(min=None, max=14, unit="day"), "14 days"),
        (TimeLimitOut(min=None, max=1, unit="working_day"), "1 working day"),
        (TimeLimitOut(min=3, max=5, unit="working_day"), "3 to 5 working days"),
        (TimeLimitOut(min=2, max=None, unit="year"), "at least 2 years"),
        (TimeLimitOut(min=None, max=0, unit="day"), "the same day"),
        (TimeLimitOut(min=7, max=7, unit="week"), "7 weeks"),
        (TimeLimitOut(min=None, max=1.5, unit="hour"), "1.5 hours"),
    ],
)
def test_a_limit_is_said_as_people_say_it(limit: TimeLimitOut | None, words: str) -> None:
    assert limit_words(limit) == words


def test_filters_narrow_the_register(visitors: Visitors) -> None:
    visitor = visitors[Role.STAFF]

    def total(query: str) -> int:
        page = visitor.get(f"/console/commitments{query}")
        assert page.status_code == 200, page.text
        return int(re.findall(r'role="status">(\d+) commitment', page.text)[0])

    everything = total("")
    assert everything > 100
    for query in ("?type=remedy", "?gap=no_remedy", "?text=refund", "?document=returns.md", "?principle=timeliness"):
        assert 0 < total(query) < everything, query
    assert total("?type=&gap=&text=&offset=0") == everything
    assert total("?as_of=1990-01-01") < everything


@pytest.mark.parametrize("query", ["?type=oath", "?as_of=yesterday", "?offset=-1", "?offset=x", "?text=" + "x" * 300])
def test_a_filter_that_cannot_be_used_says_why(visitors: Visitors, query: str) -> None:
    answer = visitors[Role.STAFF].get(f"/console/commitments{query}")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_the_list_is_read_part_by_part(visitors: Visitors) -> None:
    visitor = visitors[Role.STAFF]
    seen, path = [], "/console/commitments"
    while path:
        page = visitor.get(path).text
        seen += re.findall(r'<td><a href="/console/commitments/([^"]+)"', page)
        following = re.findall(r'href="([^"]+)">After</a>', page)
        path = html.unescape(following[0]) if following else ""
    total = int(re.findall(r'role="status">(\d+) commitment', page)[0])
    assert len(seen) == total
    assert len(set(seen)) == total


def test_a_commitment_is_shown_with_its_place_and_its_last_day(visitors: Visitors, assistant: Assistant) -> None:
    visitor = visitors[Role.CUSTOMER]
    listed = visitor.get("/console/commitments?document=returns.md&type=promise&text=30+days").text
    name = re.findall(r'<td><a href="/console/commitments/([^"]+)"', listed)[0]
    page = visitor.get(f"/console/commitments/{name}").text
    place = re.findall(r'href="/console/documents/returns.md/versions/([^?]+)\?at=(\d+)-(\d+)', page)[0]
    words = assistant.library.version_text(place[0])[int(place[1]) : int(place[2])]
    assert letters(words) in [letters(each) for each in quotes_of(page)]
    counted = visitor.get(f"/console/commitments/{name}?started=2026-03-02").text
    assert "Wednesday 1 April 2026" in counted
    assert "How it was counted" in counted
    wrong = visitor.get(f"/console/commitments/{name}?started=tomorrow")
    assert wrong.status_code == 200
    assert "Give the day as" in wrong.text
    assert visitor.get("/console/commitments/none").status_code == 404


def test_customers_see_no_commitment_of_a_staff_document(visitors: Visitors, guest: Guests) -> None:
    customer = visitors[Role.CUSTOMER]
    assert "/console/documents/staff/" in visitors[Role.STAFF].get("/console/commitments/deadlines").text
    for path in ("", "/deadlines", "/conflicts"):
        assert "staff/" not in customer.get(f"/console/commitments{path}").text
    inside = visitors[Role.STAFF].get("/console/commitments?document=staff/complaint-desk-manual.md").text
    names = re.findall(r'<td><a href="/console/commitments/([^"]+)"', inside)
    assert names
    for name in names[:5]:
        assert customer.get(f"/console/commitments/{name}").status_code == 404
    public = guest().get("/promises").text
    assert "goodwill guide" not in public.lower()


def test_of_many_contradictions_the_first_are_shown_with_their_number(
    visitors: Visitors, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    for days in (5, 10, 15):
        text = f"# Letters\n\nWe answer every letter of a tenant within {days} working days.\n"
        assistant.library.add(f"letters-{days}.md", text.encode(), declared=Declared(audience=Audience.PUBLIC))
    try:
        whole = visitors[Role.STAFF].get("/console/commitments/conflicts").text
        monkeypatch.setattr("api.console.register.PAGE_SIZE", 1)
        first = visitors[Role.STAFF].get("/console/commitments/conflicts").text
        number = whole.count("<article")
        assert number >= 3
        assert first.count("<article") == 1
        assert f"{number} contradictions, the first 1 shown." in first
        assert "shown." not in whole
    finally:
        for days in (5, 10, 15):
            assistant.library.delete(f"letters-{days}.md")


def test_time_limits_begin_with_the_shortest(visitors: Visitors) -> None:
    page = visitors[Role.STAFF].get("/console/commitments/deadlines").text
    limits = re.findall(r'<th scope="row"><a href="/console/commitments/[^"]+">([^<]+)</a>', page)
    assert len(limits) > 20
    order = [
        next((n for n, unit in enumerate(("minute", "hour", "day", "week", "month", "year")) if unit in each), 2)
        for each in limits
    ]
    assert order[0] <= 2
    assert order[-1] == 5


def test_the_public_page_lists_what_is_in_force_for_everybody(guest: Guests, assistant: Assistant) -> None:
    page = guest().get("/promises")
    assert page.status_code == 200
    assert "default-src 'none'" in page.headers["content-security-policy"]
    words = quotes_of(page.text)
    assert len(words) > 50
    today = assistant.today()
    public = "\n".join(
        assistant.library.version_text(entry.version.id)
        for entry in assistant.library.catalogue().entries
        if entry.version.audience is Audience.PUBLIC and entry.version.in_force(today)
    )
    assert [each for each in words if letters(each) not in letters(public)] == []
    names = re.findall(r'<article class="promise" id="([^"]+)"', page.text)
    assert len(names) == len(set(names)) == len(words)


def test_a_long_document_hides_no_other_on_the_public_page(
    guest: Guests, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = quotes_of(guest().get("/promises").text)
    monkeypatch.setattr("api.console.promises._MOST", 5)
    monkeypatch.setattr("api.console.promises._FIRST", 2)
    page = guest().get("/promises").text
    titles = {entry.version.title for entry in assistant.library.catalogue().entries if "returns" in entry.source}
    assert titles
    assert all(title in page for title in titles)
    assert len(quotes_of(page)) < len(whole)
    more = re.findall(r'<a href="/promises\?document=([^"]+)">All (\d+) promises', page)
    document, number = next(one for one in more if one[0] == "returns.md")
    assert len(quotes_of(guest().get(f"/promises?document={document}").text)) == int(number)


def test_the_public_page_is_searched(guest: Guests) -> None:
    found = quotes_of(guest().get("/promises?q=refund").text)
    assert 0 < len(found) < len(quotes_of(guest().get("/promises").text))
    assert "No promise in force is about this" in guest().get("/promises?q=zeppelin").text


def test_the_chat_stands_on_the_public_page_where_a_site_allows_it(
    assistant: Assistant, settings: Settings, app: FastAPI
) -> None:
    assert "<pledge-chat" not in TestClient(app).get("/promises").text
    site = Site(id="own", origins=("http://testserver",))
    other = create_app(assistant, settings.model_copy(update={"sites": (site,)}))
    page = TestClient(other).get("/promises")
    assert '<pledge-chat site="own">' in page.text
    assert "<pledge-chat" not in TestClient(other, base_url="http://elsewhere").get("/promises").text


@pytest.fixture
def hostile(assistant: Assistant) -> Iterator[None]:
    text = "# Promises\n\n" + "\n\n".join(
        f"We will refund {attempt} within {n + 1} days of your request." for n, attempt in enumerate(ATTEMPTS)
    )
    declared = Declared(audience=Audience.PUBLIC, title=ATTEMPTS[0])
    assistant.library.add("inert-promises.md", text.encode(), declared=declared)
    yield
    assistant.library.delete("inert-promises.md")


@pytest.mark.usefixtures("hostile")
def test_promises_stay_text(visitors: Visitors, guest: Guests) -> None:
    page = guest().get("/promises").text
    assert "&lt;script&gt;" in page
    assert_inert(page)
    for path in ("/console/commitments?document=inert-promises.md", "/console/commitments/deadlines"):
        listed = visitors[Role.STAFF].get(path).text
        assert_inert(listed)
    names = re.findall(r'href="/console/commitments/([^"?]+)"', listed)
    for name in names[:10]:
        assert_inert(visitors[Role.STAFF].get(f"/console/commitments/{name}").text)
    for attempt in ATTEMPTS:
        assert_inert(guest().get("/promises", params={"q": attempt}).text)
        assert_inert(visitors[Role.STAFF].get("/console/commitments", params={"text": attempt, "type": attempt}).text)
