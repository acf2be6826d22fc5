"""Recorded events, and what of them a server must still say: names, order and fields, not the words."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

FOLDER = Path(__file__).parent
#: What is asked for each file.
QUESTIONS = {
    "answered": "How long do I have to return something I bought online?",
    "roles": "How fast do you answer the phone?",
    "exception": "Is assembly included?",
    "conflict": "Do you refund delivery charges?",
    "excluded": "Can I return a sofa made to order?",
    "abstained": "Do you sell cinema tickets?",
    "unclear": "hello",
}


@dataclass(frozen=True)
class Recorded:
    """One question and all that the server said."""

    question: str
    events: Sequence[tuple[str, Any]]
    place: Any  #: the answer's first quote in its document; null where there is none

    @property
    def stream(self) -> str:
        """The events as they come over the wire."""
        return "".join(f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in self.events)

    @property
    def answer(self) -> Any:
        """The answer."""
        return dict(self.events)["answer"]

    def with_answer(self, **changes: Any) -> Recorded:
        """The same with another answer."""
        changed = [(name, {**data, **changes} if name == "answer" else data) for name, data in self.events]
        return Recorded(self.question, changed, self.place)


def recorded(name: str) -> Recorded:
    """A snapshot."""
    kept = json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return Recorded(kept["question"], [(name, data) for name, data in kept["events"]], kept["place"])


def record(client: TestClient, headers: dict[str, str], name: str) -> Recorded:
    """Ask a server."""
    question = QUESTIONS[name]
    where = client.post("/v1/conversations", headers=headers).json()["id"]
    answer = client.post(
        f"/v1/conversations/{where}/messages",
        json={"question": question},
        headers={**headers, "Accept": "text/event-stream"},
    )
    events = [_event(block) for block in answer.text.strip().split("\n\n") if not block.startswith(":")]
    said = dict(events)["answer"]
    shown = client.get(f"/v1/quotes/{said['receipt_id']}/0", headers=headers)
    return Recorded(question, events, shown.json() if shown.status_code == 200 else None)


def outline(told: Recorded) -> tuple[list[str], Any, Any]:
    """What must stay: the order of events, the fields of each kind, the fields of a quote's place."""
    names = [name for name, _ in groupby(name for name, _ in told.events)]
    fields = {name: sorted(data) for name, data in told.events}
    answer = told.answer
    quotes = {tuple(sorted(quote)) for quote in (*answer["quotes"], *answer["nearest"])}
    return names, fields, (quotes, sorted(told.place) if told.place else None)


def _event(block: str) -> tuple[str, Any]:
    lines = dict(line.split(": ", 1) for line in block.splitlines())
    return lines["event"], json.loads(lines["data"])
