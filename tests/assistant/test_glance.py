"""A glance never misses what reading finds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.disagreement import disagreement
from assistant.glance import Glance
from assistant.provision import Place, Provision

DATA = Path(__file__).parents[2] / "evals" / "data"
KINDS = ("time", "money", "%", "clock", "every", "count")


def texts() -> Iterator[str]:
    """Sentences, items and rows of many organisations, and statements about them."""
    for file in sorted(DATA.glob("orgs/*/*.md")):
        yield from (part.strip() for part in re.split(r"(?<=[.!?])\s+|\n+", file.read_text()) if len(part) > 20)
    for line in (DATA / "dev-verify.jsonl").read_text().splitlines():
        yield json.loads(line)["statement"]


def test_whatever_is_read_could_be_expected() -> None:
    for text in dict.fromkeys(texts()):
        read, glance = Provision(text), Glance(text)
        unexpected = {
            figure.kind for figure in read.figures if figure.kind in KINDS and figure.kind not in glance.kinds
        }
        assert not unexpected, text
        assert glance.may_deny or not read.denies_something, text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("We answer within a fortnight.", "time"),
        ("It takes 24h.", "time"),
        ("A replacement is 12p.", "money"),
        ("You pay nothing for it.", "money"),
        ("A third of the price is returned.", "%"),
        ("We read the meter twice a year.", "every"),
        ("We close at noon.", "clock"),
        ("Up to twenty-three guests may come.", "count"),
    ],
)
def test_figures_in_words_are_expected(text: str, kind: str) -> None:
    assert kind in Glance(text).kinds


def test_a_text_without_figures_is_not_worth_reading() -> None:
    glance = Glance("Our staff are friendly and listen.")
    assert not glance.kinds
    assert not glance.may_deny


def test_a_provision_about_something_else_is_not_read() -> None:
    one = Provision("We reply within 2 days.", Place(document="one"))
    other = Provision(
        "Wooden garden furniture with cushions and a parasol dries in our barn for 5 days.", Place(document="other")
    )
    assert disagreement(one, other) is None
    assert "reading" not in vars(other)


def test_what_is_automatic_is_worth_reading_wherever_it_stands() -> None:
    assert Glance("Automatic payments reach you.").may_be_automatic
