"""The battery of model replies and the suites that try it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from evals import replies
from evals.case import Verdict
from evals.replies import HONEST, altered, load_battery, replies_of
from evals.run import run_suite
from evals.scripted import scripted, shown
from evals.suitefile import load_suite
from evals.suites import model_mode
from evals.workplace import Workplace
from knowledge.errors import InvalidInput
from prompts import Filled

RETURNS = "You may return unused lamps within 30 days of receiving them."
LIES = {"number": ["You may return unused lamps within 60 days of receiving them."], "yes": ["Yes, you can."]}


def test_the_battery_is_large_enough_and_has_every_kind() -> None:
    every = [reply for organisation in load_battery() for reply in replies_of(organisation)]
    kinds = Counter(reply.kind for reply in every)
    assert kinds[HONEST] >= 60
    assert sum(kinds.values()) - kinds[HONEST] >= 200
    wanted = {"number", "negation", "scope", "invented", "action", "yes", "quote altered", "false citation"}
    assert kinds.keys() == {*wanted, HONEST}
    assert len({reply.id for reply in every}) == len(every)
    assert not {reply.text for reply in every if reply.is_honest} & {
        reply.text for reply in every if not reply.is_honest and reply.kind != "false citation"
    }


def test_an_altered_quote_differs_in_one_character() -> None:
    letter, digit = altered(RETURNS)
    for other in (letter, digit):
        assert sum(one != two for one, two in zip(RETURNS, other, strict=True)) == 1
    assert "40 days" in digit


def test_a_scripted_model_says_what_it_is_told_and_reads_the_passages() -> None:
    model = scripted(lambda prompt: str(dict(shown(prompt))))
    prompt = Filled(
        "answer", 1, "Rules.", '<<<evidence x\n{"id": "e1", "source": "S", "text": "Words."}\nx evidence>>>'
    )
    assert model.complete(prompt, 5).text == "{'e1': 'Words.'}"


@pytest.mark.usefixtures("documents")
def test_the_suite_counts_lies_that_reach_the_reader_and_honest_words_that_do(
    tmp_path: Path, workplace: Workplace, monkeypatch: pytest.MonkeyPatch
) -> None:
    battery = tmp_path / "battery.yaml"
    honest = ["Unused lamps may be returned within 30 days of receiving them.", "Lamps come with a smile."]
    item = {"quote": RETURNS, "question": "How long may I return a lamp?", "honest": honest, "lies": LIES}
    battery.write_text(yaml.safe_dump([{"half": "tuned", "organisation": "shop", "items": [item]}]))
    monkeypatch.setattr(replies, "ORGANISATIONS", tmp_path)
    monkeypatch.setattr(model_mode, "load_battery", lambda: load_battery(battery))
    suite = {
        "name": "small",
        "version": 1,
        "description": "Small.",
        "kind": "model-mode",
        "as_of": "2026-06-15",
        "sources": [{"documents": "shop"}],
    }
    (tmp_path / "small.yaml").write_text(yaml.safe_dump(suite, sort_keys=False).replace("'", ""))
    result = run_suite(load_suite(str(tmp_path / "small.yaml")), workplace, threads=1)
    found = {metric.name: (metric.count, metric.total) for metric in result.metrics}
    assert found["lies_reaching"] == (0, 6)
    assert found["honest_surviving"] == (1, 2)
    assert "honest_surviving.aside" not in found
    wrong = [outcome for outcome in result.outcomes if outcome.score.verdict is Verdict.WRONG]
    assert [outcome.question.endswith("Lamps come with a smile.") for outcome in wrong] == [True]


def test_a_battery_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "battery.yaml").write_text("- half: none\n")
    with pytest.raises(InvalidInput, match=r"battery\.yaml"):
        load_battery(tmp_path / "battery.yaml")
