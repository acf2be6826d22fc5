"""Drafts through HTTP: from an empty brief to a published code, and back."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from assistant.build import Assistant
from assistant.roles import Role

Headers = Mapping[Role, Mapping[str, str]]
Send = Callable[..., Any]
FUTURE = date.today() + timedelta(days=60)  # noqa: DTZ011 - the day where the tests run
ANSWERS = {
    "staff-authority": "yes",
    "change-notice": "30 calendar days",
    "late-format-remedy": "Customer Care rings you and reads it to you",
    "call-back-new-time": "yes",
    "owner-takes-over": "yes",
    "outside-when-late": "yes",
    "effective-date": FUTURE.isoformat(),
    "survey-frequency": "year",
    "new-appointment": "yes",
    "late-quote-free": "yes",
    "late-refund-remedy": "we add £7 to the same payment automatically",
    "delivery-charge-limit": "5 working days",
    "next-review-by": "31 January 2028",
    "panel-reads-drafts": "yes",
}


@pytest.fixture
def send(client: TestClient, keys: Headers) -> Send:
    def sent(method: str, path: str, role: Role = Role.AUTHOR, status: int = 200, **request: Any) -> Any:
        answer = client.request(method, path, headers=keys[role], **request)
        assert answer.status_code == status, answer.text
        return answer.json() if "json" in answer.headers["content-type"] else answer.content

    return sent


@pytest.fixture
def published(send: Send, assistant: Assistant) -> Iterator[dict[str, Any]]:
    """A code published for a day to come, as the next version of the sample's promise; taken back afterwards."""
    draft = send("POST", "/v1/drafts", status=201, json={"brief": brief(ANSWERS, document="customer-promise.md")})
    for step in ("submit", "approve", "publish"):
        draft = send("POST", f"/v1/drafts/{draft['id']}/transitions", json={"step": step})
    yield draft
    if send("GET", f"/v1/drafts/{draft['id']}")["state"] == "published":
        send("POST", f"/v1/drafts/{draft['id']}/transitions", json={"step": "withdraw"})
    assert len(assistant.library.versions("customer-promise.md")) == 1


def brief(facts: Mapping[str, str], **more: str) -> dict[str, Any]:
    return {"facts": dict(facts), **more}


def test_an_empty_brief_gives_a_whole_code_with_open_questions(send: Send) -> None:
    draft = send("POST", "/v1/drafts", status=201, json={})
    assert draft["state"] == "draft"
    assert draft["next_steps"] == ["submit", "withdraw"]
    assert draft["text"].count("\n## ") == 9
    assert not [finding for finding in draft["findings"] if finding["severity"] == "error"]
    assert set(draft["coverage"].values()) <= {"covered", "partial"}
    assert {gap["fact"] for gap in draft["gaps"]} >= {"effective-date", "delivery-charge-limit"}
    reply = next(clause for clause in draft["clauses"] if clause["id"] == "email-reply")
    assert any(
        source["text"] == "We reply to every email and web form within 2 working days of receiving it."
        for fact in reply["facts"]
        for source in fact["sources"]
    )
    assert reply["rationale"]["quote"] == "Acknowledgement, reply and resolution are separate promises."


def test_nothing_of_a_staff_document_reaches_a_draft(send: Send) -> None:
    draft = send("POST", "/v1/drafts", status=201, json={})
    sources = [source["document"] for clause in draft["clauses"] for f in clause["facts"] for source in f["sources"]]
    assert sources
    assert not [name for name in sources if name.startswith("staff/")]


def test_the_interview_asks_only_what_is_missing(send: Send) -> None:
    asked = {one["fact"] for one in send("POST", "/v1/drafts/interview", json={})["questions"]}
    left = {one["fact"] for one in send("POST", "/v1/drafts/interview", json={"brief": brief(ANSWERS)})["questions"]}
    assert "reply-limit" not in asked
    assert asked - set(ANSWERS) == set()
    assert left == set()


def test_creating_can_be_followed_as_events(client: TestClient, keys: Headers) -> None:
    headers = {**keys[Role.AUTHOR], "Accept": "text/event-stream"}
    answer = client.post("/v1/drafts", headers=headers, json={})
    events = [line.removeprefix("event: ") for line in answer.text.splitlines() if line.startswith("event: ")]
    assert events == ["status", "draft"]


def test_the_loop_from_draft_to_answer_and_back(send: Send, published: dict[str, Any]) -> None:
    question = {"question": "How long before a change to the code do you announce it?"}
    later = {**question, "as_of": FUTURE.isoformat()}
    before = send("POST", "/v1/ask", Role.CUSTOMER, json=question)
    after = send("POST", "/v1/ask", Role.CUSTOMER, json=later)
    assert published["state"] == "published"
    assert "30 calendar days" not in before["text"]
    assert after["status"] == "answered"
    assert "30 calendar days" in after["text"]
    assert after["quotes"][0]["document"] == "customer-promise.md"
    assert after["quotes"][0]["effective_from"] == FUTURE.isoformat()

    send("POST", f"/v1/drafts/{published['id']}/transitions", json={"step": "withdraw", "note": "a mistake"})
    withdrawn = send("POST", "/v1/ask", Role.CUSTOMER, json=later)
    assert "30 calendar days" not in withdrawn["text"]
    told = send("GET", f"/v1/drafts/{published['id']}/history")["entries"]
    assert [entry["action"] for entry in told] == [
        "drafts.create",
        "drafts.submit",
        "drafts.approve",
        "drafts.publish",
        "drafts.withdraw",
    ]
    assert told[-1]["details"]["outcome"] == "removed before it was in force"
    assert all(entry["actor"] and entry["at"] for entry in told)


def test_today_the_old_version_answers(send: Send, published: dict[str, Any]) -> None:
    question = {"question": "Who is responsible for the customer promise?"}
    today = send("POST", "/v1/ask", Role.CUSTOMER, json=question)
    then = send("POST", "/v1/ask", Role.CUSTOMER, json={**question, "as_of": FUTURE.isoformat()})
    old = [quote["version_id"] for quote in today["quotes"] if quote["document"] == "customer-promise.md"]
    new = [quote["version_id"] for quote in then["quotes"] if quote["document"] == "customer-promise.md"]
    assert published["version_id"] not in old
    assert set(new) <= {published["version_id"]}


def test_open_questions_keep_a_draft_from_being_approved(send: Send) -> None:
    draft = send("POST", "/v1/drafts", status=201, json={})
    send("POST", f"/v1/drafts/{draft['id']}/transitions", json={"step": "submit"})
    refused = send("POST", f"/v1/drafts/{draft['id']}/transitions", status=409, json={"step": "approve"})
    assert "open questions" in refused["error"]["message"]
    assert "effective-date" in refused["error"]["details"]["gaps"]


def test_errors_of_the_checker_keep_a_draft_from_being_approved(send: Send) -> None:
    draft = send("POST", "/v1/drafts", status=201, json={"brief": brief(ANSWERS)})
    words = {"guidance-used": "Our code is ISO 10001 certified."}
    draft = send("PATCH", f"/v1/drafts/{draft['id']}", json={"clauses": words})
    assert "certification-claim" in {found["rule"] for found in draft["findings"] if found["severity"] == "error"}
    send("POST", f"/v1/drafts/{draft['id']}/transitions", json={"step": "submit"})
    refused = send("POST", f"/v1/drafts/{draft['id']}/transitions", status=409, json={"step": "approve"})
    assert "certification-claim in guidance-used" in refused["error"]["message"]


def test_a_finding_is_accepted_only_with_a_reason_that_stays_visible(send: Send) -> None:
    words = {"heading": "Commitment", "text": "Every repair is always free."}
    accepted = {
        "rule": "absolute-claim",
        "reason": "True: we repair free of charge since we began.",
        "contains": "free",
    }
    made = {"brief": {**brief(ANSWERS), "clauses": {"always-free": words}, "accepted": [accepted]}}
    draft = send("POST", "/v1/drafts", status=201, json=made)
    assert "absolute-claim" not in {found["rule"] for found in draft["findings"]}
    assert [(one["rule"], one["reason"]) for one in draft["accepted"]] == [("absolute-claim", accepted["reason"])]
    made["brief"]["accepted"] = [{"rule": "no-such-rule", "reason": "because I say so"}]
    assert "No rule 'no-such-rule'" in send("POST", "/v1/drafts", status=422, json=made)["error"]["message"]


def test_a_draft_in_review_cannot_be_changed_until_changes_are_requested(send: Send) -> None:
    draft = send("POST", "/v1/drafts", status=201, json={"brief": brief(ANSWERS)})
    path = f"/v1/drafts/{draft['id']}"
    send("POST", f"{path}/transitions", json={"step": "submit"})
    answer = {"answers": {"change-notice": "60 calendar days"}}
    assert "in review" in send("PATCH", path, status=409, json=answer)["error"]["message"]
    send("POST", f"{path}/transitions", status=422, json={"step": "request-changes"})
    send("POST", f"{path}/transitions", json={"step": "request-changes", "note": "Longer notice, please."})
    changed = send("PATCH", path, json=answer)
    assert changed["revision"] == 2
    difference = send("GET", f"{path}/diff?revision=1")
    (promise,) = difference["promises"]
    assert promise["clause"] == "change-notice"
    assert promise["figures"] == ["30 calendar days became 60 calendar days"]
    assert "-We announce every change to this code 30 calendar days" in difference["text"]


def test_somebody_who_read_an_older_revision_overwrites_nothing(send: Send) -> None:
    draft = send("POST", "/v1/drafts", status=201, json={})
    path = f"/v1/drafts/{draft['id']}"
    send("PATCH", path, json={"revision": 1, "answers": {"survey-frequency": "year"}})
    late = send("PATCH", path, status=409, json={"revision": 1, "answers": {"survey-frequency": "month"}})
    assert "has changed since you read it" in late["error"]["message"]


def test_the_next_version_continues_from_the_last_one(send: Send, published: dict[str, Any]) -> None:
    body = {"revise": published["id"], "brief": brief({"change-notice": "90 calendar days"})}
    draft = send("POST", "/v1/drafts", status=201, json=body)
    assert draft["document"] == "customer-promise.md"
    assert [gap["fact"] for gap in draft["gaps"]] == ["effective-date"]
    changed = {one["clause"]: one["figures"] for one in send("GET", f"/v1/drafts/{draft['id']}/diff")["promises"]}
    assert changed["change-notice"] == ["30 calendar days became 90 calendar days"]
    assert set(changed) == {"change-notice", "version-and-date"}


def test_approved_words_are_frozen_and_publishing_another_day_is_refused(send: Send) -> None:
    draft = send("POST", "/v1/drafts", status=201, json={"brief": brief(ANSWERS, document="other-code.md")})
    path = f"/v1/drafts/{draft['id']}"
    for step in ("submit", "approve"):
        send("POST", f"{path}/transitions", json={"step": step})
    assert send("GET", f"{path}/export?format=docx") == send("GET", f"{path}/export?format=docx")
    other = {"effective_from": (FUTURE + timedelta(days=1)).isoformat()}
    assert "The approved text says" in send("POST", f"{path}/publish", status=422, json=other)["error"]["message"]


def test_comments_stand_on_clauses_and_can_be_resolved(send: Send) -> None:
    path = f"/v1/drafts/{send('POST', '/v1/drafts', status=201, json={})['id']}"
    body = {"clause": "email-reply", "text": "Is this kept in January?"}
    made = send("POST", f"{path}/comments", status=201, json=body)
    assert (
        "No clause 'no'"
        in send("POST", f"{path}/comments", status=404, json={**body, "clause": "no"})["error"]["message"]
    )
    send("POST", f"{path}/comments/{made['id']}/resolve")
    (kept,) = send("GET", f"{path}/comments")["comments"]
    assert (kept["clause"], kept["text"]) == ("email-reply", "Is this kept in January?")
    assert kept["resolved_by"]


def test_limits_missed_too_often_are_warned_of(send: Send) -> None:
    path = f"/v1/drafts/{send('POST', '/v1/drafts', status=201, json={})['id']}"
    csv = "promise,period,cases,in_limit\nemail-reply,2026-01,100,81\nemail-reply,2026-02,100,99\nnope,2026-01,1,1\n"
    result = send("POST", f"{path}/feasibility", json={"csv": csv})
    (warning,) = result["warnings"]
    assert warning == (
        "'email-reply': the limit of 2 working days would have been missed in 10.0% of 200 cases, and in 19.0% in "
        "2026-01. Change the limit, the staffing or the work first."
    )
    assert result["problems"][0].startswith("Line 4: no promise 'nope' in the draft")


@pytest.mark.parametrize("role", [Role.CUSTOMER, Role.STAFF])
def test_customers_and_staff_see_and_change_no_draft(send: Send, published: dict[str, Any], role: Role) -> None:
    path = f"/v1/drafts/{published['id']}"
    send("GET", path, role, status=403)
    send("POST", "/v1/drafts", role, status=403, json={})
    send("PATCH", path, role, status=403, json={})
    for step in ("submit", "approve", "publish", "withdraw"):
        send("POST", f"{path}/transitions", role, status=403, json={"step": step})


@pytest.mark.parametrize(
    ("name", "begins"),
    [("md", b"---\ntitle:"), ("html", b"<!DOCTYPE html>"), ("docx", b"PK"), ("json", b"{"), ("pdf", b"%PDF-")],
)
def test_a_draft_leaves_in_many_forms(send: Send, published: dict[str, Any], name: str, begins: bytes) -> None:
    if name == "pdf":
        pytest.importorskip("weasyprint")
    made = send("GET", f"/v1/drafts/{published['id']}/export?format={name}")
    content = json.dumps(made).encode() if name == "json" else made
    assert content.startswith(begins)


def test_an_unknown_format_is_refused_with_those_there_are(send: Send, published: dict[str, Any]) -> None:
    refused = send("GET", f"/v1/drafts/{published['id']}/export?format=odt", status=404)
    assert "Known: card, docx, html, json, md, papers, pdf, summary" in refused["error"]["message"]


def test_the_attestation_pack_keeps_three_levels_apart_and_certifies_nothing(
    send: Send, published: dict[str, Any]
) -> None:
    evidence = {"email-reply": {"in_place": "=Rota of 3 May", "records": "Ticket extract, January to June"}}
    body = {"format": "xlsx", "evidence": evidence}
    book = load_workbook(io.BytesIO(send("POST", f"/v1/drafts/{published['id']}/attestation", json=body)))
    rows = list(book["Provisions"].iter_rows(values_only=True))
    met = {row[0]: row[6] for row in rows[1:]}
    assert rows[0][3:6] == ("What the text says", "What was put in place", "What records show")
    assert met.pop("email-reply") == "yes"
    assert set(met.values()) == {"no"}
    assert next(row for row in rows if row[0] == "email-reply")[4] == "=Rota of 3 May"
    pack = send("POST", f"/v1/drafts/{published['id']}/attestation", json={"format": "docx"})
    words = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(pack)).paragraphs)
    assert "It is no certificate, and it claims none" in words
    assert "word/document.xml" in ZipFile(io.BytesIO(pack)).namelist()
