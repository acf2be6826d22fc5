"""Unanswered questions: alike ones together, personal data masked, and which receipts count."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.answers import Receipt
from assistant.receipts import Receipts
from assistant.unanswered import Unanswered
from knowledge.database import Database
from tests.fakes import HashEmbedder

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def receipt(
    question: str, minute: int = 0, *, audiences: tuple[str, ...] = ("public",), decision: str = "abstained"
) -> Receipt:
    at = NOON + timedelta(minutes=minute)
    return Receipt(
        id=f"r_{minute}_{len(question)}",
        created_at=at.isoformat(),
        question=question,
        as_of="2026-03-01",
        audiences=audiences,
        decision=decision,
        confidence=0.1,
        threshold=0.4,
        mode="quote",
        quotes=[],
        versions=[],
    )


def grouped(*receipts: Receipt) -> list[list[str]]:
    groups = Unanswered(HashEmbedder(256)).groups(receipts)
    return [[asked.text for asked in group.questions] for group in groups]


def test_alike_questions_are_one_group_and_the_largest_comes_first() -> None:
    assert grouped(
        receipt("Do you buy old sofas?", 1),
        receipt("Is there a nursery in the Leeds shop?", 2),
        receipt("Do you buy old sofas back?", 3),
        receipt("is there a nursery in the leeds shop", 4),
        receipt("do you buy an old sofa", 5),
    ) == [
        ["do you buy an old sofa", "Do you buy old sofas back?", "Do you buy old sofas?"],
        ["is there a nursery in the leeds shop", "Is there a nursery in the Leeds shop?"],
    ]


def test_one_shared_word_makes_no_group() -> None:
    assert len(grouped(receipt("Sofas?", 1), receipt("Which sofas are made of leather and which of cloth?", 2))) == 2


def test_the_shortest_question_names_its_group_and_customers_are_counted() -> None:
    (group,) = Unanswered(HashEmbedder(256)).groups(
        [
            receipt("Do you buy old sofas back?", 1, audiences=("public", "staff")),
            receipt("Do you buy old sofas?", 2),
        ]
    )
    assert (group.title, group.by_customers, group.last) == ("Do you buy old sofas?", 1, NOON + timedelta(minutes=2))


def test_personal_data_is_masked() -> None:
    ((text,),) = grouped(receipt("Why does nobody answer ana@example.org or 07700 900123?"))
    assert "ana@example.org" not in text
    assert "900123" not in text
    assert text.startswith("Why does nobody answer")


def test_no_question_no_group() -> None:
    assert grouped() == []


def test_questions_are_embedded_once() -> None:
    embedder = HashEmbedder()
    groups = Unanswered(embedder)
    for _ in range(3):
        groups.groups([receipt("Do you buy old sofas?", 1), receipt("Do you buy old sofas?", 2)])
    assert embedder.embedded == 1


@pytest.fixture
def receipts(tmp_path: Path) -> Iterator[Receipts]:
    database = Database(f"sqlite:///{tmp_path / 'pledge.db'}")
    yield Receipts(database)
    database.close()


def test_abstentions_are_the_receipts_that_say_so(receipts: Receipts) -> None:
    receipts.keep(receipt("Old?", 0))
    receipts.keep(receipt('It says "decision": "abstained" here', 1, decision="answered"))
    receipts.keep(receipt("Newer?", 2))
    receipts.keep(receipt("Newest?", 3))
    found = receipts.abstentions(NOON + timedelta(minutes=1), 10)
    assert [each.question for each in found] == ["Newest?", "Newer?"]
    assert [each.question for each in receipts.abstentions(NOON, 1)] == ["Newest?"]
