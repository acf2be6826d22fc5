"""The pages of authors and administrators: checker, unanswered questions, evaluations, keys, accounts, audit log."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from api.app import create_app
from api.console.check import marked
from assistant.access import KeyNotValid
from assistant.build import Assistant
from assistant.checker import check
from assistant.roles import Role
from assistant.settings import Settings
from knowledge.readers import read
from tests.console.conftest import PASSWORD, Guest

Guests = Callable[..., Guest]
Visitors = Mapping[Role, Guest]

CODE = """# Our promise

We always answer quickly. We refund you within 14 days of the return.

Refunds may take a while at our discretion.
"""


def test_a_pasted_text_is_shown_whole_with_its_findings_in_place(visitors: Visitors) -> None:
    answer = visitors[Role.AUTHOR].post("/console/check", {"text": CODE})
    assert answer.status_code == 200
    findings = len(re.findall(r'<li id="finding-\d+">', answer.text))
    assert findings
    assert f"{findings} finding" in answer.text
    shown = answer.text[answer.text.index('<p class="passage">') :]
    words = html.unescape(re.sub(r"<a id=.*?</a>|<[^>]+>", "", shown[: shown.index("</p>")], flags=re.DOTALL))
    assert words == CODE
    assert answer.text.count('class="tag missing"') + answer.text.count('class="tag partial"') > 0


def test_a_pasted_text_is_held_against_the_documents_in_force(visitors: Visitors) -> None:
    text = "# Returns\n\nYou may return anything you bought online within 60 days of the day you receive it.\n"
    answer = visitors[Role.AUTHOR].post("/console/check", {"text": text})
    assert "(returns.md) says otherwise" in answer.text


def test_every_finding_with_a_place_begins_once() -> None:
    report = check(read("a.md", CODE.encode()))
    pieces = marked(CODE, report.findings)
    assert "".join(piece.text for piece in pieces) == CODE
    begun = [number for piece in pieces for number in piece.begun]
    assert sorted(begun) == [n for n, finding in enumerate(report.findings, start=1) if finding.span]


def test_a_document_is_checked_as_it_is_now(visitors: Visitors) -> None:
    answer = visitors[Role.AUTHOR].get("/console/check?document=customer-promise.md")
    assert "customer-promise.md:" in answer.text
    assert "What the file says of itself" in answer.text
    passage = answer.text[answer.text.index('<p class="passage">') :]
    assert "effective_from" not in passage
    assert visitors[Role.AUTHOR].get("/console/check?document=none.md").status_code == 404


@pytest.mark.parametrize("text", ["", "   \n", "x" * 400_001])
def test_a_text_that_cannot_be_checked_says_why(visitors: Visitors, text: str) -> None:
    answer = visitors[Role.AUTHOR].post("/console/check", {"text": text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_a_reply_is_checked_sentence_by_sentence(visitors: Visitors) -> None:
    reply = "Dear Ann. You may return what you bought online within 90 days. We refund you within 10 working days."
    page = visitors[Role.STAFF].post("/console/reply", {"text": reply})
    assert page.status_code == 200
    shown = html.unescape(page.text)
    assert re.search(r'class="tag bad">contradicted</span> <strong>You may return what you bought online', shown)
    assert "within 30 days" in shown
    assert "/console/documents/staff/" not in shown


@pytest.mark.parametrize("text", ["", "  ", "x" * 100_001])
def test_a_reply_that_cannot_be_checked_says_why(visitors: Visitors, text: str) -> None:
    answer = visitors[Role.STAFF].post("/console/reply", {"text": text})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_internal_documents_count_for_a_reply_only_where_one_says_so(visitors: Visitors) -> None:
    reply = {"text": "Our internal target is to acknowledge within 4 opening hours."}
    staff = visitors[Role.STAFF]
    assert "backed by the documents" not in staff.post("/console/reply", reply).text
    internal = staff.post("/console/reply", {**reply, "internal": "yes"}).text
    assert "backed by the documents" in internal
    assert "staff only" in internal


def test_what_customers_ask_in_vain_is_on_the_authors_list(visitors: Visitors) -> None:
    for question in ("Do you rent out zeppelins?", "do you rent out any zeppelins", "Do you hire astrologers?"):
        asked = visitors[Role.CUSTOMER].post("/console/ask", {"question": question})
        assert "Our documents don’t say" in asked.text
    page = html.unescape(visitors[Role.AUTHOR].get("/console/unanswered?days=7&customers=yes").text)
    group = page[page.index("<strong>Do you rent out zeppelins?") :]
    group = group[: group.index("</li>\n")]
    assert "asked 2 times, 2 by customers" in group
    assert "astrologers" not in group


REPORT = {
    "format": 1,
    "made_at": "2026-03-01T12:00:00+00:00",
    "circumstances": {"commit": "0123456789abcdef", "embedder": "tiny", "calibration": "none"},
    "suites": [
        {
            "name": "ours",
            "kind": "ask",
            "description": "Our own questions.",
            "metrics": [
                {"name": "right", "value": 0.75, "count": 3, "total": 4, "low": 0.3, "high": 0.95, "unit": ""},
                {"name": "seconds", "value": 0.0312, "unit": "s"},
            ],
            "gates": [{"gate": {"metric": "right", "minimum": 0.8}, "value": 0.75, "passed": False}],
            "outcomes": [
                {"id": "a", "question": "Returns?", "score": {"verdict": "right", "reason": ""}},
                {"id": "b", "question": "<b>Lamps</b>?", "score": {"verdict": "wrong", "reason": "another clause"}},
            ],
        }
    ],
}


def test_evaluation_reports_are_listed_and_shown(assistant: Assistant, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "20260301-ours.json").write_text(json.dumps(REPORT))
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "secret.txt").write_text("not a report")
    app = create_app(assistant, settings.model_copy(update={"reports": tmp_path}))
    visitor = Guest(TestClient(app, raise_server_exceptions=False))
    visitor.sign_in("author-person")
    listed = visitor.get("/console/evaluations").text
    assert "/console/evaluations/20260301-ours.json" in listed
    assert "broken.json cannot be read" in listed
    assert "secret" not in listed
    shown = visitor.get("/console/evaluations/20260301-ours.json").text
    for words in ("75.0%", "3 of 4", "30.0–95.0%", "0.0312 s", "a gate fails", "at least 0.8", "another clause"):
        assert words in shown
    assert "<b>Lamps" not in shown
    for name in ("broken.json", "none.json", "secret.txt", "..%2Fsettings.json", "%2e%2e"):
        assert visitor.get(f"/console/evaluations/{name}").status_code == 404


def test_a_key_is_shown_once_works_and_can_be_revoked(visitors: Visitors, assistant: Assistant) -> None:
    admin = visitors[Role.ADMIN]
    made = admin.post("/console/keys", {"name": "help desk", "role": "staff", "days": "30"})
    key = re.findall(r'<p class="secret">(pledge_[^<]+)</p>', made.text)[0]
    assert assistant.keys.recognise(key).role is Role.STAFF
    listed = admin.get("/console/keys").text
    assert "help desk" in listed
    assert key not in listed
    found = next(each for each in assistant.keys.all() if each.name == "help desk")
    assert "is revoked" in admin.post("/console/keys/revoke", {"key": found.id}).text
    with pytest.raises(KeyNotValid):
        assistant.keys.recognise(key)
    for fields in ({"role": "emperor"}, {"role": "staff", "days": "99999"}):
        assert admin.post("/console/keys", fields).status_code == 422


def test_an_account_made_here_signs_in_and_can_be_closed(
    visitors: Visitors, assistant: Assistant, guest: Guests
) -> None:
    admin = visitors[Role.ADMIN]
    made = admin.post("/console/accounts", {"name": "New.Person", "role": "staff"})
    password = re.findall(r'<p class="secret">([^<]+)</p>', made.text)[0]
    person = guest()
    assert person.sign_in("new.person", password).url.path == "/console/password"
    person.post("/console/password", {"password": password, "new_password": PASSWORD, "repeated": PASSWORD})
    account = assistant.accounts.named("new.person")
    assert account
    assert person.get("/console/check").status_code == 403
    admin.post("/console/accounts/role", {"account": account.id, "role": "author"})
    assert person.get("/console/check").status_code == 200
    reset = admin.post("/console/accounts/reset", {"account": account.id})
    assert re.findall(r'<p class="secret">([^<]+)</p>', reset.text)[0] != password
    assert person.get("/console/check", follow_redirects=False).status_code == 303
    assert "signed out everywhere" in admin.post("/console/accounts/disable", {"account": account.id}).text
    assert "may sign in again" in admin.post("/console/accounts/enable", {"account": account.id}).text
    trail = admin.get("/console/audit?q=new.person").text
    for action in ("create", "role", "reset", "disable", "enable", "password"):
        assert f"accounts.{action}" in trail
    assert "admin-person" in trail


@pytest.mark.parametrize(
    ("path", "fields", "status"),
    [
        ("/console/accounts", {"name": "two words", "role": "staff"}, 422),
        ("/console/accounts", {"name": "staff-person", "role": "staff"}, 422),
        ("/console/accounts", {"name": "somebody", "role": "emperor"}, 422),
        ("/console/accounts/role", {"account": "a_none", "role": "staff"}, 404),
        ("/console/keys/revoke", {"key": "k_none"}, 404),
        ("/console/delete-document", {"name": "none.md"}, 404),
    ],
)
def test_a_form_that_cannot_be_used_says_why(
    visitors: Visitors, path: str, fields: dict[str, str], status: int
) -> None:
    answer = visitors[Role.ADMIN].post(path, fields)
    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_one_cannot_reset_ones_own_password_here(visitors: Visitors, assistant: Assistant) -> None:
    own = assistant.accounts.named("admin-person")
    assert own
    answer = visitors[Role.ADMIN].post("/console/accounts/reset", {"account": own.id})
    assert answer.status_code == 422
    assert visitors[Role.ADMIN].get("/console/accounts").status_code == 200
