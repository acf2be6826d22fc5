"""What every page keeps: roles, form tokens, headers; and what asking, documents and sources show."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Mapping

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from assistant.build import Assistant
from assistant.roles import Role
from knowledge.documents import Audience, Declared
from tests.console.conftest import Guest

Guests = Callable[..., Guest]
Visitors = Mapping[Role, Guest]

#: Address, least role; forms post to those that follow.
PAGES: list[tuple[str, Role]] = [
    ("/console/ask", Role.CUSTOMER),
    ("/console/password", Role.CUSTOMER),
    ("/console/documents", Role.CUSTOMER),
    ("/console/documents/returns.md", Role.CUSTOMER),
    ("/console/delete-document?name=returns.md", Role.ADMIN),
    ("/console/commitments", Role.CUSTOMER),
    ("/console/commitments/deadlines", Role.CUSTOMER),
    ("/console/commitments/conflicts", Role.CUSTOMER),
    ("/console/reply", Role.STAFF),
    ("/console/check", Role.AUTHOR),
    ("/console/check?document=customer-promise.md", Role.AUTHOR),
    ("/console/drafts", Role.AUTHOR),
    ("/console/unanswered", Role.AUTHOR),
    ("/console/evaluations", Role.AUTHOR),
    ("/console/keys", Role.ADMIN),
    ("/console/accounts", Role.ADMIN),
    ("/console/audit", Role.ADMIN),
]
FORMS: list[tuple[str, Role]] = [
    ("/console/ask", Role.CUSTOMER),
    ("/console/password", Role.CUSTOMER),
    ("/console/sign-out", Role.CUSTOMER),
    ("/console/sign-out-everywhere", Role.CUSTOMER),
    ("/console/documents", Role.ADMIN),
    ("/console/delete-document", Role.ADMIN),
    ("/console/reply", Role.STAFF),
    ("/console/check", Role.AUTHOR),
    ("/console/drafts", Role.AUTHOR),
    ("/console/keys", Role.ADMIN),
    ("/console/keys/revoke", Role.ADMIN),
    ("/console/accounts", Role.ADMIN),
    ("/console/accounts/role", Role.ADMIN),
    ("/console/accounts/reset", Role.ADMIN),
    ("/console/accounts/disable", Role.ADMIN),
    ("/console/accounts/enable", Role.ADMIN),
]
_ELSEWHERE = {
    "/console",
    "/console/",
    "/console/sign-in",
    "/console/sign-in/organisation",
    "/console/sign-in/returned",
    "/console/static/{name}",
    "/console/{path:path}",
}


def test_the_tables_have_every_page(app: FastAPI) -> None:
    """A page that is added is also tested."""
    routes = [(route.path or "", route.methods or ()) for route in iter_route_contexts(app.routes)]
    known = {re.sub(r"\?.*", "", path) for path, _ in PAGES}
    missing = [
        path
        for path, methods in routes
        if path.startswith("/console")
        and path not in _ELSEWHERE
        and "{" not in path
        and (("GET" in methods and path not in known) or ("POST" in methods and path not in dict(FORMS)))
    ]
    assert not missing


@pytest.mark.parametrize(("path", "least"), PAGES)
def test_a_page_is_for_its_role_and_those_above(visitors: Visitors, path: str, least: Role) -> None:
    for role, visitor in visitors.items():
        answer = visitor.get(path)
        assert answer.status_code == (200 if role.may(least) else 403), (role, answer.text[:500])
        if not role.may(least):
            assert f"needs the role {least}" in answer.text


@pytest.mark.parametrize(("path", "least"), PAGES)
def test_nobody_sees_a_page_without_signing_in(guest: Guests, path: str, least: Role) -> None:
    answer = guest().get(path, follow_redirects=False)
    assert answer.status_code == 303, least
    assert answer.headers["location"].startswith("/console/sign-in")


@pytest.mark.parametrize(("path", "least"), FORMS)
def test_a_form_is_refused_below_its_role(visitors: Visitors, path: str, least: Role) -> None:
    for role, visitor in visitors.items():
        if not role.may(least):
            assert visitor.post(path).status_code == 403, role


@pytest.mark.parametrize(("path", "least"), FORMS)
@pytest.mark.parametrize("token", [None, "", "0" * 64, "é", "another's"])
def test_a_form_that_is_not_ours_is_refused(visitors: Visitors, path: str, least: Role, token: str | None) -> None:
    visitor = visitors[Role.ADMIN]
    assert Role.ADMIN.may(least)
    value = visitors[Role.AUTHOR].form_token if token == "another's" else token
    answer = visitor.client.post(path, data={} if value is None else {"form_token": value, "name": "returns.md"})
    assert answer.status_code == 403
    assert "form is out of date" in answer.text
    assert visitor.get("/console/documents/returns.md").status_code == 200


def test_the_navigation_offers_what_the_role_may_open(visitors: Visitors) -> None:
    offered = {}
    for role, visitor in visitors.items():
        words = visitor.get("/console/ask").text
        nav = words[words.index("<nav") : words.index("</nav>")]
        offered[role] = re.findall(r'href="([^"]+)"', nav)
        for path in offered[role]:
            assert visitor.get(path).status_code == 200, path
    assert "/console/keys" in offered[Role.ADMIN]
    assert "/console/keys" not in offered[Role.AUTHOR]
    assert "/console/reply" not in offered[Role.CUSTOMER]


def test_every_page_lets_the_browser_load_nothing_but_ours(visitors: Visitors, guest: Guests) -> None:
    answers = [visitors[Role.ADMIN].get(path) for path, _ in PAGES]
    answers += [guest().get("/console/sign-in"), visitors[Role.ADMIN].get("/console/nothing-here")]
    nonces = set()
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        (nonce,) = re.findall(r"'nonce-([^']+)'", policy)
        nonces.add(nonce)
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert re.findall(r"<script[^>]*>", answer.text)
        assert all(f'nonce="{nonce}"' in tag for tag in re.findall(r"<script[^>]*>", answer.text))
        assert not re.findall(r'\s(?:on\w+|style)\s*=\s*"', answer.text)
    assert len(nonces) == len(answers)


def test_an_address_that_is_not_there_is_a_page(visitors: Visitors, guest: Guests) -> None:
    answer = visitors[Role.STAFF].get("/console/nothing-here")
    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert guest().get("/console/static/../settings.py").status_code == 404
    assert guest().get("/console/static/widget-of-nobody.js").status_code == 404


def test_what_pages_load_is_kept_by_browsers(visitors: Visitors, guest: Guests) -> None:
    words = visitors[Role.STAFF].get("/console/ask").text
    files = re.findall(r'(?:src|href)="(/console/static/[^"]+)"', words)
    assert len(files) == 4
    for path in files:
        answer = guest().get(path)
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]


def test_an_answer_leads_to_its_source_with_the_quote_marked(visitors: Visitors, assistant: Assistant) -> None:
    visitor = visitors[Role.STAFF]
    page = visitor.post("/console/ask", {"question": "How long do I have to return something I bought online?"})
    assert page.status_code == 200
    links = [html.unescape(link) for link in re.findall(r'<figcaption><a href="([^"]+)"', page.text)]
    assert links
    for link in links:
        start, end = map(int, link.rpartition("#")[2].split("-"))
        version = re.findall(r"/versions/([^?]+)", link)[0]
        source = visitor.get(link)
        marks = re.findall(r'<mark id="\d+-\d+"[^>]*>(.*?)</mark>', source.text, re.DOTALL)
        marked = "".join(html.unescape(mark).replace('<span class="hidden">quoted: </span>', "") for mark in marks)
        assert marked == assistant.library.version_text(version)[start:end]


def test_a_question_without_an_answer_names_whom_to_ask(visitors: Visitors) -> None:
    page = visitors[Role.CUSTOMER].post("/console/ask", {"question": "Do you sell insurance for horses?"})
    assert "Our documents don’t say" in page.text
    assert "care@larkmere.example" in html.unescape(page.text)


def conversation_in(page: str) -> str:
    name: str = re.findall(r'name="conversation" value="(c_[0-9a-f]+)"', page)[0]
    return name


def test_a_conversation_is_gone_on_with_listed_exported_and_deleted(visitors: Visitors) -> None:
    visitor = visitors[Role.CUSTOMER]
    first = visitor.post("/console/ask", {"question": "How long do I have to return something I bought online?"})
    name = conversation_in(first.text)
    second = visitor.post("/console/ask", {"question": "And in a shop?", "conversation": name})
    assert second.status_code == 200
    assert second.text.count("<article") == 2
    assert "28 days" in second.text
    listed = visitor.get("/console/ask").text
    assert f'href="/console/ask?conversation={name}"' in listed
    assert "2 questions" in listed
    exported = visitor.get(f"/console/conversations/{name}/export")
    assert "attachment" in exported.headers["content-disposition"]
    assert [message["question"] for message in exported.json()["messages"]][1] == "And in a shop?"
    gone = visitor.post(f"/console/conversations/{name}/delete")
    assert "The conversation is deleted" in gone.text
    assert name not in gone.text
    assert visitor.get(f"/console/ask?conversation={name}").status_code == 404


def test_nobody_else_opens_a_conversation(visitors: Visitors) -> None:
    asked = visitors[Role.STAFF].post("/console/ask", {"question": "How much goodwill may I offer?"})
    name = conversation_in(asked.text)
    message = re.findall(r'<article class="exchange" id="(m_[0-9a-f]+)"', asked.text)[0]
    admin = visitors[Role.ADMIN]
    assert admin.get(f"/console/ask?conversation={name}").status_code == 404
    assert admin.get(f"/console/conversations/{name}/export").status_code == 404
    assert admin.post(f"/console/conversations/{name}/delete").status_code == 404
    assert admin.post(f"/console/conversations/{name}/messages/{message}/feedback").status_code == 404
    assert admin.post("/console/ask", {"question": "And?", "conversation": name}).status_code == 404
    stranger = visitors[Role.CUSTOMER].client.post(f"/console/conversations/{name}/delete", data={"form_token": "x"})
    assert stranger.status_code == 403
    assert visitors[Role.STAFF].get(f"/console/ask?conversation={name}").status_code == 200


def test_what_is_typed_is_kept_without_personal_data(visitors: Visitors) -> None:
    asked = visitors[Role.CUSTOMER].post("/console/ask", {"question": "Returns? Write to ann@mail.example"})
    assert "ann@mail.example" not in asked.text
    assert "[e-mail address]" in asked.text


def test_an_answer_that_did_not_help_is_on_the_authors_list(visitors: Visitors) -> None:
    customer, author = visitors[Role.CUSTOMER], visitors[Role.AUTHOR]
    asked = customer.post("/console/ask", {"question": "How long may I keep a rug that I do not like?"}).text
    name, message = conversation_in(asked), re.findall(r'id="(m_[0-9a-f]+)"', asked)[0]
    address = f"/console/conversations/{name}/messages/{message}/feedback"
    part = customer.post(address, {"helpful": "no"}, headers={"HX-Request": "true"}).text
    assert "What was wrong or missing?" in part
    assert "<html" not in part
    whole = customer.post(address, {"helpful": "no", "reason": "It says nothing of rugs <b>at all</b>"})
    assert "Thank you." in whole.text
    listed = html.unescape(author.get("/console/unanswered").text)
    assert "How long may I keep a rug that I do not like?" in listed
    assert "It says nothing of rugs" in listed
    assert "<b>at all" not in author.get("/console/unanswered").text
    customer.post(address, {"helpful": "yes"})
    assert "nothing of rugs" not in author.get("/console/unanswered").text


def test_quotes_of_internal_documents_say_so(visitors: Visitors) -> None:
    question = {"question": "How much goodwill may I offer?"}
    asked = visitors[Role.STAFF].post("/console/ask", question).text
    assert re.search(r'<span class="tag staff">staff only</span> <a href="/console/documents/staff/', asked)


def test_a_receipt_shows_the_words_and_that_they_are_the_same(visitors: Visitors) -> None:
    visitor = visitors[Role.CUSTOMER]
    asked = visitor.post("/console/ask", {"question": "How long do I have to return something I bought online?"}).text
    receipt = html.unescape(visitor.get(re.findall(r'href="(/console/receipts/[^"]+)"', asked)[0]).text)
    assert "30 days of the day you receive it" in receipt
    assert "the same words as then" in receipt
    assert "not the words of then" not in receipt


def test_a_script_gets_the_answer_and_the_next_form_alone(visitors: Visitors) -> None:
    answer = visitors[Role.STAFF].post("/console/ask", {"question": "Returns online?"}, headers={"HX-Request": "true"})
    assert answer.text.count("<article") == 1
    assert 'hx-swap-oob="true"' in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize(
    "fields",
    [
        {"question": ""},
        {"question": "x" * 3_000},
        {"question": "Returns?", "as_of": "yesterday"},
    ],
)
def test_a_question_that_cannot_be_used_says_why(visitors: Visitors, fields: dict[str, str]) -> None:
    answer = visitors[Role.STAFF].post("/console/ask", fields)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_customers_see_no_staff_document_anywhere(visitors: Visitors, assistant: Assistant) -> None:
    customer, staff = visitors[Role.CUSTOMER], visitors[Role.STAFF]
    hidden = [entry for entry in assistant.library.catalogue().entries if entry.version.audience == "staff"]
    own = [entry for entry in hidden if entry.version.collection == "policies"]
    assert own
    listed = customer.get("/console/documents").text
    for entry in own:
        name, version = entry.version.document, entry.version.id
        assert name not in listed
        assert customer.get(f"/console/documents/{name}").status_code == 404
        assert customer.get(f"/console/documents/{name}/versions/{version}").status_code == 404
        assert staff.get(f"/console/documents/{name}/versions/{version}").status_code == 200
    asked = staff.post("/console/ask", {"question": "How much goodwill may I offer?"})
    receipt = re.findall(r'href="(/console/receipts/[^"]+)"', asked.text)[0]
    assert staff.get(receipt).status_code == 200
    assert customer.get(receipt).status_code == 404


def test_staff_can_ask_as_a_customer(visitors: Visitors) -> None:
    question = {"question": "How much goodwill may I offer?"}
    mine = visitors[Role.STAFF].post("/console/ask", question).text
    theirs = visitors[Role.STAFF].post("/console/ask", {**question, "as_customer": "yes"}).text
    assert "/console/documents/staff/" in mine
    assert "/console/documents/staff/" not in theirs


@pytest.fixture
def admin(visitors: Visitors, assistant: Assistant) -> Iterator[Guest]:
    """An administrator; what the test uploads under `test-` is taken out again."""
    yield visitors[Role.ADMIN]
    for name in assistant.library.documents():
        if name.startswith("test-"):
            assistant.library.delete(name)


def upload(admin: Guest, filename: str, content: bytes, **fields: str) -> str:
    answer = admin.post("/console/documents", fields, files={"file": (filename, content)})
    return html.unescape(answer.text)


def test_an_upload_can_be_asked_updated_and_deleted(admin: Guest, visitors: Visitors, assistant: Assistant) -> None:
    page = upload(admin, "test-hours.md", b"# Quarry museum\n\nThe quarry museum opens at 10:00.\n", audience="public")
    assert "is added and can be asked about" in page
    asked = visitors[Role.CUSTOMER].post("/console/ask", {"question": "When does the quarry museum open?"})
    assert "opens at 10:00" in asked.text
    newer = b"# Quarry museum\n\nThe quarry museum opens at 11:00.\n"
    assert "has a new version" in upload(admin, "any.md", newer, name="test-hours.md", audience="public")
    assert len(assistant.library.versions("test-hours.md")) == 2
    sure = admin.get("/console/delete-document?name=test-hours.md")
    assert "All 2 versions" in sure.text
    assert len(assistant.library.versions("test-hours.md")) == 2
    gone = admin.post("/console/delete-document", {"name": "test-hours.md"})
    assert "test-hours.md is deleted" in gone.text
    assert "test-hours.md" not in assistant.library.documents()
    account = assistant.accounts.named("admin-person")
    assert account
    assert [(entry.actor, entry.action) for entry in assistant.audit.latest(3)] == [
        (account.id, "documents.delete"),
        (account.id, "documents.updated"),
        (account.id, "documents.added"),
    ]


def test_an_upload_by_a_script_answers_in_a_sentence(admin: Guest) -> None:
    headers = {"Accept": "application/json", "X-Form-Token": admin.form_token}
    files = {"file": ("test-a.md", b"# A\n\nWe answer.\n")}
    made = admin.client.post("/console/documents", headers=headers, files=files)
    assert made.json()["address"] == "/console/documents/test-a.md"
    broken = admin.client.post("/console/documents", headers=headers, files={"file": ("test-b.pdf", b"not a pdf")})
    assert broken.status_code == 422
    assert "test-b.pdf" in broken.json()["message"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"audience": "everybody"}, "Audience"),
        ({"effective_from": "2026-02-01", "effective_to": "2026-01-01"}, "later than"),
        ({"collection": "No Spaces"}, "Collection"),
        ({"name": "../etc/passwd"}, "Name"),
    ],
)
def test_an_upload_that_cannot_be_used_says_why(admin: Guest, fields: dict[str, str], says: str) -> None:
    assert says in upload(admin, "test-c.md", b"# C\n\nWe answer.\n", **fields)


def test_a_form_without_a_file_says_so(admin: Guest) -> None:
    answer = admin.client.post("/console/documents", data={"form_token": admin.form_token})
    assert answer.status_code == 422
    assert "no file" in answer.text


@pytest.mark.parametrize("at", ["5-3", "0-99999999", "x", "-1-5", "1-2-3", "\uff19-10"])
def test_places_that_are_not_there_are_said(visitors: Visitors, assistant: Assistant, at: str) -> None:
    version = assistant.library.versions("returns.md")[-1]
    page = visitors[Role.STAFF].get(f"/console/documents/returns.md/versions/{version.id}", params={"at": at})
    assert page.status_code == 200
    assert "places that this version does not have" in page.text
    assert "<mark" not in page.text


def test_the_list_is_filtered(visitors: Visitors) -> None:
    visitor = visitors[Role.STAFF]
    found = visitor.get("/console/documents?q=RETURN").text
    assert "returns.md" in found
    assert "delivery.md" not in found
    assert "staff/" not in visitor.get("/console/documents?audience=public").text
    assert "No document fits" in visitor.get("/console/documents?q=zeppelin").text


def test_examples_are_questions_of_the_documents_that_the_visitor_may_read(
    visitors: Visitors, assistant: Assistant
) -> None:
    assert "For example" not in visitors[Role.STAFF].get("/console/ask").text  # the sample's headings ask nothing
    faq = b"# FAQ\n\n## When is my bill due?\n\nAfter 14 days.\n\n## Why us?\n\nSo.\n"
    assistant.library.add("faq.md", faq, declared=Declared(audience=Audience.PUBLIC))
    inside = b"# Inside\n\n## Who may waive a fee?\n\nA team leader.\n"
    assistant.library.add("inside.md", inside, declared=Declared())
    try:
        shown = {role: visitors[role].get("/console/ask").text for role in (Role.CUSTOMER, Role.STAFF)}
        assert "When is my bill due?" in shown[Role.CUSTOMER]
        assert "Why us?" not in shown[Role.CUSTOMER]
        assert "Who may waive a fee?" not in shown[Role.CUSTOMER]
        assert "Who may waive a fee?" in shown[Role.STAFF]
    finally:
        assistant.library.delete("faq.md")
        assistant.library.delete("inside.md")
