"""The suites' way through a server's doors: it does reach the documents, and a leak through it would be told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from evals.case import Case
from evals.suites.attempts import Secrets, leak
from evals.suites.doors import doors
from evals.workplace import Documents, Workplace
from knowledge.embed import OnnxEmbedder

LAMPS = "You may return unused lamps within 30 days of receiving them."


def test_every_door_shows_public_words_and_a_leak_of_them_would_be_told(documents: Documents, tmp_path: Path) -> None:
    with Workplace(OnnxEmbedder, cache=tmp_path / "cache.sqlite3") as workplace:
        place = workplace.place(documents)
        secrets = Secrets.of(place)
        as_if_secret = Secrets(runs=frozenset(_runs(LAMPS)), names=frozenset(), lapsed=frozenset())
        with doors(place) as calls:
            assert sorted(calls) == ["chat-completions", "mcp-ask", "mcp-search", "mcp-verify"]
            for name, call in calls.items():
                asked = LAMPS if name == "mcp-verify" else "How long do I have to return unused lamps?"
                response = call(Case(name, asked, "door"))
                assert ("returns.md", LAMPS) in response.shown, name
                assert not leak(response, secrets)
                assert "Shows words of a staff document" in leak(response, as_if_secret)
                then = call(Case(name, LAMPS.replace("30", "14"), "door", as_of=date(2025, 6, 1)))
                assert any("14 days" in text for _, text in then.shown), name


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.lower().rstrip(".").split()
    return {tuple(words[at : at + 6]) for at in range(len(words) - 5)}
