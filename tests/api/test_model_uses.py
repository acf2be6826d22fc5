"""A language model's other uses through HTTP and the command line: explanations, wordings, readings of hard units."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner, Result

from api.app import create_app
from api.cli import app
from api.draft_requests import DraftIn, WishIn
from api.remote import RemoteDesk
from assistant.build import Assistant, model_help
from assistant.checker import check
from assistant.explaining import WORDED
from assistant.roles import Role
from assistant.settings import load_settings
from knowledge.readers import read
from tests.api.conftest import SAMPLE
from tests.api.serving import served
from tests.model_server import Call, ModelServer, running

Keys = Mapping[Role, Mapping[str, str]]
Send = Callable[..., Any]
SWITCHES = {f"model_{name}": True for name in ("extraction", "clauses", "plain", "explaining")}
VAGUE = "# Code\n\nWe answer promptly.\n"
WHY = "Customers cannot tell when 'promptly' is over."
HARD = "Without proof of purchase we exchange the item."
REPLY = (
    "We reply to every email within 2 working days of receiving it. If we are late, we pay you £10 automatically. "
    "Messages sent to us on social media are not covered."
)
SAME = REPLY.replace("We reply to", "We answer")


@pytest.fixture(scope="module")
def server() -> Iterator[ModelServer]:
    with running() as model:
        yield model


@pytest.fixture
def send(assistant: Assistant, server: ModelServer, other_app: Callable[..., TestClient], keys: Keys) -> Send:
    """Posts as an author to the same assistant with a language model whose uses are switched on, but for changes."""

    def sent(path: str, body: object = None, *, status: int = 200, method: str = "POST", **changed: object) -> Any:
        given = {"model": "openai:scripted", "model_base_url": server.url, "model_seconds": 20.0, **SWITCHES, **changed}
        uses = model_help(load_settings(**given), assistant.library.database).uses
        answer = other_app({"uses": uses}).request(method, path, json=body, headers=keys[Role.AUTHOR])
        assert answer.status_code == status, answer.text
        return answer.json()

    return sent


def replies(**data: object) -> Callable[[Call], None]:
    return lambda call: call.write(json.dumps(data))


def without_explanations(report: Any) -> Any:
    return [{**finding, "explanation": None} for finding in report["findings"]]


def test_an_explanation_stands_beside_its_finding_and_changes_nothing(
    send: Send, server: ModelServer, client: TestClient, keys: Keys
) -> None:
    server.will(replies(text=WHY))
    plain = client.post("/v1/checks", json={"text": VAGUE}, headers=keys[Role.AUTHOR]).json()
    found = send("/v1/checks", {"text": VAGUE, "explain": True})
    assert {json.dumps(one["explanation"]) for one in found["findings"]} == {json.dumps({"text": WHY, "note": WORDED})}
    assert without_explanations(found) == plain["findings"]
    assert len(server.calls) == len(plain["findings"]) > 1


def test_nobody_who_does_not_ask_for_explanations_gets_one(send: Send, server: ModelServer) -> None:
    server.will(replies(text=WHY))
    assert {one["explanation"] for one in send("/v1/checks", {"text": VAGUE})["findings"]} == {None}
    assert server.calls == []


def test_an_explanation_with_a_figure_of_its_own_is_not_shown(send: Send, server: ModelServer) -> None:
    server.will(replies(text="The law gives you 14 days."))
    found = send("/v1/checks", {"text": VAGUE, "explain": True})
    assert {one["explanation"]["text"] for one in found["findings"]} == {None}
    assert "figures of its own" in found["findings"][0]["explanation"]["note"]
    assert "14 days" not in json.dumps(found)


def test_a_model_that_cannot_be_reached_is_asked_once_and_leaves_the_findings(send: Send, server: ModelServer) -> None:
    server.will(lambda call: call.fail(401))
    found = send("/v1/checks", {"text": VAGUE, "explain": True})
    assert {one["explanation"]["note"] for one in found["findings"]} == {
        "The language model does not take our requests."
    }
    assert len({call.prompt for call in server.calls}) == 1
    assert found["findings"][0]["message"]


@pytest.mark.parametrize(
    ("changed", "note"),
    [({"model": None}, "No language model is set."), ({"model_explaining": False}, "This use is switched off.")],
)
def test_without_model_or_switch_the_report_says_why_there_is_no_explanation(
    send: Send, server: ModelServer, changed: Mapping[str, object], note: str
) -> None:
    server.will(replies(text=WHY))
    found = send("/v1/checks", {"text": VAGUE, "explain": True}, **changed)
    assert {(one["explanation"]["text"], one["explanation"]["note"]) for one in found["findings"]} == {(None, note)}
    assert server.calls == []


@pytest.fixture
def clause(send: Send) -> str:
    """The address of a draft's clause about replies."""
    draft = send("/v1/drafts", {"brief": {"facts": {"reply-limit": "2 working days"}}}, status=201)
    return f"/v1/drafts/{draft['id']}/clauses/email-reply"


def test_a_suggestion_changes_nothing_until_the_author_takes_it_over(
    send: Send, server: ModelServer, clause: str
) -> None:
    server.will(replies(text=SAME))
    found = send(f"{clause}/wording", {"wish": "Say answer."})
    assert (found["text"], found["suggestion"], found["clause"]) == (REPLY, SAME, "email-reply")
    assert "Worded by a language model" in found["note"]
    assert "Say answer." in server.calls[0].prompt
    draft = f"/v1/drafts/{found['draft']}"
    assert SAME not in send(draft, method="GET")["text"]
    edit = {"clauses": {"email-reply": found["suggestion"]}, "revision": found["revision"]}
    assert SAME in send(draft, edit, method="PATCH")["text"]


def test_a_plain_version_is_suggested_in_the_same_way(send: Send, server: ModelServer, clause: str) -> None:
    server.will(replies(text=SAME))
    assert send(f"{clause}/plain")["suggestion"] == SAME


@pytest.mark.parametrize(
    "said", ["We reply to every email within 2 days of receiving it.", f"{REPLY} We ring you as well.", "We reply."]
)
@pytest.mark.parametrize("use", ["plain", "wording"])
def test_words_that_do_not_say_the_same_are_not_suggested(
    send: Send, server: ModelServer, clause: str, use: str, said: str
) -> None:
    server.will(replies(text=said))
    found = send(f"{clause}/{use}", {"wish": "Shorter."} if use == "wording" else None)
    assert found["suggestion"] is None
    assert found["note"].startswith("The model's wording ")


def test_without_its_switch_a_clause_gets_no_suggestion(send: Send, server: ModelServer, clause: str) -> None:
    server.will(replies(text=SAME))
    assert send(f"{clause}/plain", model_plain=False)["note"] == "This use is switched off."
    assert send(f"{clause}/wording", {"wish": "Shorter."}, model=None)["note"] == "No language model is set."
    assert server.calls == []


def test_a_clause_that_there_is_not_and_a_draft_that_is_closed_get_no_suggestion(send: Send, clause: str) -> None:
    assert "email-reply" in json.dumps(send(clause.replace("email-reply", "nothing") + "/plain", status=404))
    draft = clause.partition("/clauses")[0]
    send(f"{draft}/transitions", {"step": "withdraw"})
    assert "withdrawn" in send(f"{clause}/plain", status=409)["error"]["message"]


def test_a_hard_unit_is_read_by_the_model_and_says_so(send: Send, server: ModelServer) -> None:
    server.will(replies(type="promise", condition="Without proof of purchase"))
    text = f"We reply to every email within 2 working days of receiving it.\n\n{HARD}"
    easy, hard = send("/v1/commitments/extract", {"text": text})["commitments"]
    assert (easy["by_model"], hard["by_model"]) == (False, True)
    assert (hard["type"], hard["condition"]) == ("promise", "Without proof of purchase")
    assert text[hard["start"] : hard["end"]] == HARD
    assert [HARD in call.prompt for call in server.calls] == [True]


@pytest.mark.parametrize(
    "reply",
    [
        {"type": "promise", "condition": "With a receipt"},
        {"type": "promise", "time_limit": "within 3 days"},
        {"type": "gift"},
        {"type": "none"},
        {"kind": "promise"},
    ],
)
def test_a_reading_in_other_words_than_the_units_is_as_if_there_were_none(
    send: Send, server: ModelServer, reply: Mapping[str, str]
) -> None:
    server.will(replies(**reply))
    assert send("/v1/commitments/extract", {"text": HARD})["commitments"] == []
    assert len(server.calls) == 1


def test_what_rules_read_stays_where_the_model_fails_or_reads_nothing(
    send: Send, server: ModelServer, client: TestClient, keys: Keys
) -> None:
    body = {"text": "Refunds go to the card you paid with."}
    alone = client.post("/v1/commitments/extract", json=body, headers=keys[Role.AUTHOR]).json()
    assert [one["type"] for one in alone["commitments"]] == ["promise"]
    for behave in (replies(type="none"), lambda call: call.fail(500)):
        server.will(behave)
        assert send("/v1/commitments/extract", body) == alone
        assert server.calls
    server.calls.clear()
    assert send("/v1/commitments/extract", body, model_extraction=False) == alone
    assert server.calls == []


def test_figures_are_read_by_our_own_rules(send: Send, server: ModelServer) -> None:
    text = "Fill in the form: £5 each time."
    server.will(replies(type="promise", amount="£5 each time"))
    (found,) = send("/v1/commitments/extract", {"text": text})["commitments"]
    assert found["by_model"]
    assert found["amount"] == {"value": 5, "unit": "GBP", "per": None}
    server.will(replies(type="promise", amount="£6 each time"))
    assert send("/v1/commitments/extract", {"text": text})["commitments"] == []


@pytest.fixture
def command(server: ModelServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """Runs a command on a folder of its own, with a language model whose uses are switched on."""
    given = {"MODEL": "openai:scripted", "MODEL_BASE_URL": server.url, "DATA": str(tmp_path / "data")}
    for name, value in {**given, **dict.fromkeys(map(str.upper, SWITCHES), "true")}.items():
        monkeypatch.setenv(f"PLEDGE_{name}", value)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "code.md").write_text(VAGUE)

    def run(*arguments: str, code: int) -> Result:
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == code, (result.output, result.exception)
        return result

    return run


def test_the_command_line_prints_explanations_in_each_format_for_people(
    command: Callable[..., Result], server: ModelServer
) -> None:
    server.will(replies(text=WHY))
    assert f"    In a language model's words: {WHY}\n" in command("check", "code.md", "--explanations", code=1).stdout
    assert "Customers cannot tell" in command("check", "code.md", "--explanations", "-f", "html", code=1).stdout
    shown = json.loads(command("check", "code.md", "--explanations", "--json", code=1).stdout)["documents"][0]
    assert shown["findings"][0]["explanation"] == {"text": WHY, "note": WORDED}
    server.will(lambda call: call.hang_up())
    assert "    Not explained: The language model" in command("check", "code.md", "--explanations", code=1).stdout
    server.calls.clear()
    assert "xplained" not in command("check", "code.md", code=1).stdout
    assert server.calls == []


def test_a_clause_is_reworded_from_the_command_line(command: Callable[..., Result], server: ModelServer) -> None:
    made = json.loads(command("draft", "new", "--json", code=0).stdout)["id"]
    command("draft", "edit", made, "--clause", f"purpose-and-scope={REPLY}", code=0)
    server.will(replies(text=SAME))
    shown = command("draft", "suggest", made, "purpose-and-scope", code=0)
    assert shown.stdout == f"{SAME}\n"
    assert "Worded by a language model" in shown.stderr
    worded = command("draft", "suggest", made, "purpose-and-scope", "--wish", "Say answer.", "--json", code=0)
    assert json.loads(worded.stdout)["suggestion"] == SAME
    server.will(replies(text="We reply in 3 days."))
    assert "wording" in command("draft", "suggest", made, "purpose-and-scope", code=1).stderr


def test_a_running_servers_model_explains_and_words_for_the_command_line(
    assistant: Assistant, keys: Keys, server: ModelServer, tmp_path: Path
) -> None:
    settings = load_settings(model="openai:scripted", model_base_url=server.url, model_seconds=20.0, **SWITCHES)
    uses = model_help(settings, assistant.library.database).uses
    tokens = {role.value: held["Authorization"].removeprefix("Bearer ") for role, held in keys.items()}
    report = check(read("code.md", VAGUE.encode()))
    with served(create_app(replace(assistant, uses=uses), settings)) as url, RemoteDesk(tmp_path, url, tokens) as desk:
        server.will(replies(text=WHY))
        explained = desk.explained(report)
        draft = desk.drafts.create(DraftIn()).id
        server.will(replies(text=SAME))
        suggested = [
            desk.drafts.plain(draft, "email-reply").suggestion,
            desk.drafts.worded(draft, "email-reply", WishIn(wish="Say answer.")).suggestion,
        ]
    assert explained.findings == report.findings
    assert {said.text for said in explained.explanations.values()} == {WHY}
    assert len(explained.explanations) == len(report.findings)
    assert suggested == [SAME, SAME]


def test_the_page_about_models_shows_what_these_commands_print(
    command: Callable[..., Result], server: ModelServer
) -> None:
    page = (Path(__file__).parents[2] / "docs" / "models.md").read_text(encoding="utf-8")
    page = page.split("## Beside answering")[1].split("\n## ")[0]
    explained, suggested, refused = re.findall(r"```console\n(.*?)```", page, re.DOTALL)
    told = explained.split("model's words: ")[1].strip()
    server.will(replies(text=told))
    shown = command("check", "code.md", "--explanations", code=1).stdout
    assert explained.partition("\n")[2] in shown
    command("ingest", str(SAMPLE), code=0)
    draft = json.loads(command("draft", "new", "--json", code=0).stdout)["id"]
    _, wording, note = suggested.splitlines()
    asked = ("draft", "suggest", draft, "letter-reply", "--wish", "Say answer, not reply.")
    server.will(replies(text=wording))
    made = command(*asked, code=0)
    assert (made.stdout, made.stderr) == (f"{wording}\n", f"{note}\n")
    server.will(replies(text=wording.replace("7 working days", "7 days")))
    assert command(*asked, code=1).stderr == refused
