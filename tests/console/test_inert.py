"""Forty attempts to put scripts into pages, by every way that words come in: all of it stays text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from urllib.parse import quote

import pytest

from assistant.build import Assistant
from assistant.roles import Role
from tests.console.conftest import Guest

Visitors = Mapping[Role, Guest]

ATTEMPTS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '"><script>alert(1)</script>',
    "'><img src=x onerror=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    '<a href="javascript:alert(1)">here</a>',
    "[here](javascript:alert(1))",
    '![x](x" onerror="alert(1))',
    "<iframe src=javascript:alert(1)></iframe>",
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>go</button></form>",
    "<button formaction=javascript:alert(1)>go</button>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "<style>*{background:url(javascript:alert(1))}</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example/>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<body onload=alert(1)>",
    "<marquee onstart=alert(1)>x</marquee>",
    "<input autofocus onfocus=alert(1)>",
    "<textarea></textarea><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "{{ 7919*7919 }}{% raw %}{{ config }}{% endraw %}",
    "${alert(1)}#{alert(1)}",
    "<div hx-get=/console/keys hx-trigger=load>x</div>",
    "<div hx-on:load=alert(1) data-hx-get=/console/keys data-hx-trigger=load>x</div>",
    "<template><script>alert(1)</script></template>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<pledge-chat site='x' onclick=alert(1)></pledge-chat>",
]
_LINK = re.compile(r"\s*(?:javascript|data|vbscript):", re.IGNORECASE)


class Scan(HTMLParser):
    """Collects what a browser would run, follow or load."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and "nonce" not in given:
            self.found.append("<script>")
        if tag in {"iframe", "object", "embed", "base", "style", "svg", "math", "video", "img", "template", "marquee"}:
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            if name.startswith("on") or name in {"srcdoc", "style", "formaction"}:
                self.found.append(f"{tag} {name}")
            if name in {"href", "src", "action", "xlink:href"} and _LINK.match(value or ""):
                self.found.append(f"{tag} {name}={value}")
            if name.startswith(("hx-", "data-hx-")) and tag != "form" and (tag, name) != ("div", "hx-swap-oob"):
                self.found.append(f"{tag} {name}")
            if name in {"href", "src"} and (value or "").startswith(("//", "http://evil", "https://evil")):
                self.found.append(f"{tag} {name}={value}")


def assert_inert(page: str) -> None:
    scan = Scan()
    scan.feed(page)
    assert not scan.found
    assert str(7919 * 7919) not in page


@pytest.fixture
def admin(visitors: Visitors, assistant: Assistant) -> Iterator[Guest]:
    yield visitors[Role.ADMIN]
    for name in assistant.library.documents():
        if name.startswith("inert"):
            assistant.library.delete(name)


def test_there_are_forty_attempts() -> None:
    assert len(set(ATTEMPTS)) >= 40


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_a_question_stays_text(visitors: Visitors, attempt: str) -> None:
    visitor = visitors[Role.AUTHOR]
    page = visitor.post("/console/ask", {"question": f"Do you sell {attempt}?"})
    assert page.status_code == 200
    assert_inert(page.text)
    part = visitor.post("/console/ask", {"question": attempt}, headers={"HX-Request": "true"})
    assert_inert(part.text)
    assert_inert(visitor.get("/console/ask", params={"question": attempt}).text)
    assert_inert(visitor.get("/console/documents", params={"q": attempt, "collection": attempt, "gone": attempt}).text)


def test_feedback_stays_text(visitors: Visitors) -> None:
    visitor = visitors[Role.STAFF]
    asked = visitor.post("/console/ask", {"question": "How long may I keep a lamp?"}).text
    conversation = re.findall(r'name="conversation" value="(c_[0-9a-f]+)"', asked)[0]
    message = re.findall(r'id="(m_[0-9a-f]+)"', asked)[0]
    address = f"/console/conversations/{conversation}/messages/{message}/feedback"
    for attempt in ATTEMPTS:
        fields = {"helpful": "no", "reason": attempt}
        assert_inert(visitor.post(address, fields, headers={"HX-Request": "true"}).text)
        assert_inert(visitor.post(address, fields).text)
        listed = visitors[Role.AUTHOR].get("/console/unanswered").text
        assert "alert(1)" in listed or "7919" in listed or "/console/keys" in listed or "evil.example" in listed
        assert_inert(listed)


def test_the_list_of_unanswered_questions_stays_text(visitors: Visitors) -> None:
    for attempt in ATTEMPTS[:10]:
        visitors[Role.CUSTOMER].post("/console/ask", {"question": f"Zeppelin {attempt} zeppelin?"})
    assert_inert(visitors[Role.AUTHOR].get("/console/unanswered").text)


def test_words_titles_headings_and_labels_of_a_document_stay_text(admin: Guest, assistant: Assistant) -> None:
    for number, attempt in enumerate(ATTEMPTS):
        heading = attempt.replace("\n", " ")
        text = f"# {heading}\n\nThe museum {attempt} opens at noon.\n\n- item {attempt}\n"
        fields = {"title": attempt[:300], "version": attempt[:60], "audience": "public"}
        made = admin.post("/console/documents", fields, files={"file": (f"inert-{number}.md", text.encode())})
        assert made.status_code == 200, attempt
        assert_inert(made.text)
        version = assistant.library.versions(f"inert-{number}.md")[-1]
        source = admin.get(f"/console/documents/inert-{number}.md/versions/{version.id}?at=0-{len(text) - 2}")
        assert source.status_code == 200
        assert_inert(source.text)
    assert_inert(admin.get("/console/documents").text)
    assert_inert(admin.get("/console/audit").text)
    asked = admin.post("/console/ask", {"question": "When does the museum open?"})
    assert "opens at noon" in asked.text
    assert_inert(asked.text)
    link = re.findall(r'href="(/console/receipts/[^"]+)"', asked.text)[0]
    assert_inert(admin.get(link).text)


def test_file_names_stay_text(admin: Guest) -> None:
    for number, attempt in enumerate(ATTEMPTS):
        # a client cannot send a double quote in a file's name
        name = f"inert{number} {attempt.replace('/', ' ').replace(chr(34), chr(39))}.md"
        made = admin.post("/console/documents", files={"file": (name, b"# A\n\nWe answer.\n")})
        assert_inert(made.text)
        assert made.status_code in {200, 422}, name
        script = admin.client.get(f"/console/documents/{quote(name)}")
        assert_inert(script.text)
        assert_inert(admin.get("/console/delete-document", params={"name": name}).text)
    assert_inert(admin.get("/console/documents").text)
    assert_inert(admin.get("/console/check").text)


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_whatever_else_is_typed_stays_text(visitors: Visitors, attempt: str) -> None:
    admin = visitors[Role.ADMIN]
    assert_inert(admin.post("/console/keys", {"name": attempt, "role": "staff"}).text)
    assert_inert(admin.post("/console/keys", {"name": "x", "role": attempt}).text)
    assert_inert(admin.post("/console/accounts", {"name": attempt, "role": "staff"}).text)
    assert_inert(admin.post("/console/keys/revoke", {"key": attempt}).text)
    assert_inert(admin.get("/console/audit", params={"q": attempt}).text)
    assert_inert(admin.post("/console/check", {"text": f"# {attempt}\n\nWe always {attempt} quickly.\n"}).text)
    assert_inert(admin.get("/console/check", params={"document": attempt}).text)
    assert_inert(admin.post("/console/reply", {"text": f"We reply {attempt} within 2 days."}).text)
    assert_inert(admin.get(f"/console/{quote(attempt)}").text)
    assert_inert(admin.get(f"/console/receipts/{quote(attempt.replace('/', ''))[:64]}").text)
    assert_inert(admin.client.get("/console/sign-in", params={"next": attempt}).text)


@pytest.mark.parametrize("attempt", ATTEMPTS[:8])
def test_a_refused_sign_in_stays_text(visitors: Visitors, attempt: str) -> None:
    fields = {"name": attempt, "password": "x", "next": attempt}
    refused = visitors[Role.CUSTOMER].client.post("/console/sign-in", data=fields)
    assert refused.status_code == 401
    assert_inert(refused.text)
