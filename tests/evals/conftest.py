"""A small organisation on disk and a workplace that embeds without a model."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from evals.calibrate import undecided
from evals.workplace import Documents, Place, Workplace
from knowledge.documents import Audience
from tests.fakes import HashEmbedder

TODAY = date(2026, 6, 15)
MANIFEST = """\
files:
  - match: "staff/*"
    audience: staff
  - match: "old-returns.md"
    document: returns.md
    audience: public
    effective_from: 2024-01-01
    effective_to: 2026-01-01
  - match: "*.md"
    audience: public
    effective_from: 2026-01-01
"""
RETURNS = """\
# Returns

## Lamps

You may return unused lamps within 30 days of receiving them. We refund the price within 10 working days.

## Charges

| Service | Price |
| --- | --- |
| Parcel label | £3.95 |
| Collection | £35 |
"""
COMPLAINTS = """\
# Complaints

## Time

We answer every complaint within 6 working days. If our answer is late, we pay you £12.
"""
STAFF = """\
# Goodwill

## Limits

Shop managers may give a customer up to £120 beyond what we promised in public documents.
"""


@pytest.fixture
def documents(tmp_path: Path) -> Documents:
    """A public code in two versions, complaints, and a staff document."""
    folder = tmp_path / "shop"
    (folder / "staff").mkdir(parents=True)
    (folder / "pledge.yaml").write_text(MANIFEST)
    (folder / "returns.md").write_text(RETURNS)
    (folder / "old-returns.md").write_text(RETURNS.replace("30 days", "14 days"))
    (folder / "complaints.md").write_text(COMPLAINTS)
    (folder / "staff" / "goodwill.md").write_text(STAFF)
    return Documents(folder, audience=Audience.PUBLIC, today=TODAY)


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    """Makes places with an embedder of hashed words, for an assistant that answers whatever it finds."""
    with Workplace(HashEmbedder, cache=tmp_path / "vectors.sqlite3", calibration=undecided("hash")) as made:
        yield made


@pytest.fixture
def place(workplace: Workplace, documents: Documents) -> Place:
    """The small organisation, ready to be asked."""
    return workplace.place(documents)
