"""How verifying is scored."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.verify import SentenceVerdict, Verdict, Verification
from evals.scoring_verify import Scored, ScoredReply, judged_reply, metrics, twins
from evals.verify_cases import Reply, Statement, development_statements
from knowledge.documents import Span

FOLDER = Path("shop")


def scored(name: str, gold: str, got: str, **more: str | None) -> Scored:
    statement = Statement(
        name, "shop", FOLDER, "A sentence.", Verdict(gold), more.get("edit"), more.get("form") or "", more.get("twin")
    )
    return Scored(statement, Verdict(got), "")


def test_a_contradiction_called_not_found_is_rejected_all_the_same() -> None:
    values = {m.name: m.value for m in metrics([scored("a", "contradicted", "not_found", edit="number")])}
    assert values["rejected"] == 1
    assert values["rejected number"] == 1
    assert values["told apart"] == 0


def test_twins_need_the_right_one_accepted_and_the_wrong_one_rejected() -> None:
    pair = [scored("a", "supported", "supported", twin="b"), scored("b", "contradicted", "not_found", twin="a")]
    assert twins(pair).value == 1
    assert twins([pair[0], scored("b", "contradicted", "supported", twin="a")]).value == 0
    assert twins([scored("a", "supported", "not_found", twin="b"), pair[1]]).value == 0


def test_a_statement_taken_for_courtesy_counts_as_rejected_and_not_as_accepted() -> None:
    values = {
        m.name: m.value for m in metrics([scored("a", "supported", "no_claim"), scored("b", "not_found", "no_claim")])
    }
    assert values["accepted"] == 0
    assert values["rejected"] == 1


@pytest.mark.parametrize(
    ("got", "right"),
    [
        (("no_claim", "supported", "not_found"), True),
        (("no_claim", "not_found", "not_found"), False),
        (("no_claim", "supported", "supported"), False),
        (("no_claim", "no_claim", "contradicted"), False),
    ],
)
def test_a_reply_is_right_when_wrong_sentences_are_caught_and_right_ones_pass(
    got: tuple[str, str, str], right: bool
) -> None:
    gold = (("Hello.", Verdict.NO_CLAIM), ("We pay.", Verdict.SUPPORTED), ("We fly.", Verdict.CONTRADICTED))
    assert ScoredReply(Reply("r", "shop", FOLDER, gold), tuple(map(Verdict, got))).right is right


def test_gold_sentences_find_the_verdicts_on_their_place_in_the_text() -> None:
    gold = (("Hello.", Verdict.NO_CLAIM), ("We pay.", Verdict.SUPPORTED))
    parts = [("Hello.", Span(0, 6), Verdict.NO_CLAIM), ("We pay.", Span(7, 14), Verdict.NOT_FOUND)]
    verification = Verification(tuple(SentenceVerdict(text, span, verdict, "") for text, span, verdict in parts))
    assert judged_reply(Reply("r", "shop", FOLDER, gold), verification).verdicts == (
        Verdict.NO_CLAIM,
        Verdict.NOT_FOUND,
    )


def test_development_statements_have_their_documents_and_twins() -> None:
    statements = development_statements()
    ids = {statement.id for statement in statements}
    assert len(ids) == len(statements)
    assert all(statement.folder.is_dir() for statement in statements)
    assert all(statement.twin in ids for statement in statements if statement.twin)
