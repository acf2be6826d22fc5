"""The draft workspace: from a title to a published code, with what stands in the way said on the page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from assistant.build import Assistant
from assistant.roles import Role
from tests.api.test_drafts import ANSWERS
from tests.console.conftest import Guest
from tests.console.test_inert import ATTEMPTS, assert_inert

Visitors = Mapping[Role, Guest]


@pytest.fixture
def author(visitors: Visitors, assistant: Assistant) -> Iterator[Guest]:
    """An author; what the test publishes as `test-code.md` is taken out again."""
    yield visitors[Role.AUTHOR]
    if "test-code.md" in assistant.library.documents():
        assistant.library.delete("test-code.md")


def made(author: Guest, **fields: str) -> Any:
    answer = author.post("/console/drafts", {"title": "Our code", "document": "test-code.md", **fields})
    assert answer.status_code == 200, answer.text
    return answer


def questions(page: str) -> dict[str, str]:
    """What the page asks, and the answers that are known here."""
    asked = [html.unescape(name) for name in re.findall(r'name="answer:([^"]+)"', page)]
    return {f"answer:{name}": ANSWERS.get(name, "none") for name in asked}


def test_a_draft_is_made_answered_approved_and_published(author: Guest, assistant: Assistant) -> None:
    page = made(author)
    path = page.url.path
    assert "What they do not say is asked below" in page.text
    revision = re.findall(r'name="revision" value="(\d+)"', page.text)[0]
    early = author.post(f"{path}/steps", {"step": "approve"})
    assert early.status_code == 409
    assert 'role="alert"' in early.text
    answers = questions(page.text)
    assert len(answers) > 5
    saved = author.post(f"{path}/edit", {**answers, "revision": revision})
    assert "Saved." in saved.text
    assert "open question" not in saved.text
    stale = author.post(f"{path}/edit", {"clause": "email-reply", "text": "We reply.", "revision": revision})
    assert stale.status_code == 422
    changes = author.get(f"{path}/changes").text
    assert 'class="added"' in changes
    for step, says in (("submit", "Handed in"), ("approve", "Approved"), ("publish", "Published")):
        moved = author.post(f"{path}/steps", {"step": step})
        assert says in moved.text, moved.text
    (version,) = assistant.library.versions("test-code.md")
    assert version.effective_from
    assert version.effective_from.isoformat() == ANSWERS["effective-date"]
    file = author.get(f"{path}/export?format=md")
    assert file.headers["content-disposition"].endswith('.md"')
    assert file.text == assistant.library.version_text(version.id)
    listed = author.get("/console/drafts").text
    assert path in listed
    assert "published" in listed
    following = author.post("/console/drafts", {"revise": path.rpartition("/")[2]})
    assert "The draft is made" in following.text
    assert following.url.path != path
    assert "Withdrawn." in author.post(f"{path}/steps", {"step": "withdraw"}).text


def test_clauses_are_changed_left_out_and_restored(author: Guest) -> None:
    path = made(author).url.path
    words = {"clause": "email-reply", "text": "We reply to letters within 9 days."}
    sent = author.post(f"{path}/edit", words, follow_redirects=False)
    assert sent.headers["location"].endswith("#email-reply")
    edited = author.get(sent.headers["location"])
    assert "We reply to letters within 9 days." in edited.text
    assert "in your words" in edited.text
    restored = author.post(f"{path}/edit", {"restore": "email-reply"})
    assert "within 9 days" not in restored.text
    without = author.post(f"{path}/edit", {"clause": "email-reply", "text": "x", "leave_out": "yes"})
    assert 'id="email-reply"' not in without.text


def test_an_answer_that_cannot_be_used_is_not_lost(author: Guest) -> None:
    page = made(author)
    path = page.url.path
    answer = author.post(
        f"{path}/edit", {"answer:delivery-charge-limit": "soon", "answer:effective-date": "2030-01-01"}
    )
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert 'value="2030-01-01"' in answer.text


def test_where_documents_disagree_one_chooses_or_says_something_else(author: Guest) -> None:
    page = made(author)
    path = page.url.path
    fact = "delivery-charge-limit"
    offered = re.findall(rf'type="radio" name="answer:{fact}" value="([^"]+)"', page.text)
    assert offered == ["10 working days", "5 working days"]
    chosen = author.post(f"{path}/edit", {f"answer:{fact}": offered[1], f"other:{fact}": " "})
    assert f"answer:{fact}" not in chosen.text
    assert "within 5 working days" in chosen.text
    other = made(author)
    said = author.post(f"{other.url.path}/edit", {f"answer:{fact}": offered[1], f"other:{fact}": "7 working days"})
    assert "within 7 working days" in said.text


def test_what_one_made_of_a_clause_is_not_lost(author: Guest) -> None:
    path = made(author).url.path
    author.post(f"{path}/edit", {"clause": "email-reply", "text": "We reply within 9 days."})
    stale = author.post(f"{path}/edit", {"clause": "email-reply", "text": "My own words.", "revision": "1"})
    assert stale.status_code == 422
    assert ">My own words.</textarea>" in stale.text


def test_documents_are_read_again(author: Guest) -> None:
    path = made(author).url.path
    assert "Saved." in author.post(f"{path}/edit", {"refresh": "yes"}).text


def test_comments_are_kept_and_dealt_with(author: Guest, visitors: Visitors) -> None:
    path = made(author).url.path
    admin = visitors[Role.ADMIN]
    said = admin.post(f"{path}/comments", {"text": "Is 2 days right?", "clause": "email-reply"})
    assert said.text.count("Is 2 days right?") == 2
    assert "admin-person" in said.text
    number = re.findall(r"/comments/(\d+)/resolve", said.text)[0]
    done = author.post(f"{path}/comments/{number}/resolve")
    assert "Dealt with by author-person" in done.text
    assert author.post(f"{path}/comments", {"text": "  "}).status_code == 422


@pytest.mark.parametrize(
    "fields", [{"document": "../etc/passwd"}, {"document": "code.exe"}, {"size": "huge"}, {"revise": "d_none"}]
)
def test_a_draft_that_cannot_be_made_says_why(author: Guest, fields: dict[str, str]) -> None:
    answer = author.post("/console/drafts", {"title": "Our code", "document": "test-code.md", **fields})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_drafts_are_for_authors(visitors: Visitors, author: Guest) -> None:
    path = made(author).url.path
    for role in (Role.CUSTOMER, Role.STAFF):
        for address in (path, f"{path}/changes", f"{path}/export"):
            assert visitors[role].get(address).status_code == 403
        for form in ("edit", "steps", "comments", "comments/1/resolve"):
            assert visitors[role].post(f"{path}/{form}").status_code == 403
    for form in ("edit", "steps", "comments", "comments/1/resolve"):
        assert author.client.post(f"{path}/{form}", data={"form_token": "0"}).status_code == 403
    assert author.get("/console/drafts/d_none").status_code == 404


def test_what_authors_write_stays_text(author: Guest) -> None:
    path = made(author, title=ATTEMPTS[0]).url.path
    for attempt in ATTEMPTS[1:12]:
        author.post(f"{path}/comments", {"text": attempt})
        author.post(f"{path}/edit", {"clause": "email-reply", "text": f"We {attempt} reply within 2 days."})
        author.post(f"{path}/steps", {"step": "request-changes", "note": attempt})
        assert_inert(author.post(f"{path}/edit", {"answer:delivery-charge-limit": attempt}).text)
        assert_inert(author.get(f"{path}/changes").text)
    assert_inert(author.get(path).text)
    assert_inert(author.get("/console/drafts").text)
