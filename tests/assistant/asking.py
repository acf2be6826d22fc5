"""A small organisation that tests ask, with the real encoder and the shipped calibration."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from assistant.answer import Answerer
from assistant.answers import Answer, Question, Turn
from assistant.receipts import Receipts
from knowledge.documents import CUSTOMER_AUDIENCES, Audience, Declared, Scope
from knowledge.embed import OnnxEmbedder
from knowledge.library import Library
from knowledge.readers import read

TODAY = date(2026, 11, 23)
RETURNS = """# Returns

## Online orders

You may return anything you bought online within 30 days of the day you receive it.
This does not apply to mattresses whose seal is broken.

## Refunds

We refund the price within 5 working days of receiving the parcel.

## Shops

Opening hours differ from shop to shop.
"""
STAFF = """# Goodwill guide

A team leader may approve goodwill payments of up to 120 pounds without asking finance.
"""


def library_in(folder: Path, embedder: OnnxEmbedder) -> Library:
    """The organisation's documents, one public and one for staff."""
    library = Library.open(folder, embedder=embedder, read=read, today=lambda: TODAY)
    public = Declared(title="Returns", audience=Audience.PUBLIC, label="2", effective_from=date(2026, 3, 1))
    library.add("returns.md", RETURNS.encode(), declared=public)
    library.add("goodwill.md", STAFF.encode(), declared=Declared(title="Goodwill guide"))
    return library


def ask(
    library: Library,
    text: str,
    audiences: frozenset[Audience] = CUSTOMER_AUDIENCES,
    history: tuple[str, ...] = (),
    as_of: date = TODAY,
) -> Answer:
    """What Pledge answers."""
    turns = tuple(Turn("user", said) for said in history)
    answerer = Answerer(library, Receipts(library.database))
    return answerer.ask(Question(text, Scope(audiences, as_of), turns))
