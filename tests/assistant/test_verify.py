"""Sentences beside a few provisions: what is backed passes, what is changed does not."""

from __future__ import annotations

import random
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.verify import Verdict, Verification, verify, verify_statement
from knowledge.documents import Hit
from knowledge.memory_search import MemorySearch, version_of
from knowledge.readers import read

SHOP = """# Promises of a garden centre

*Version 3, in force from 1 March 2026.*

## Delivery

We deliver within 5 working days of your order. Standard delivery costs £6. Delivery is free for orders of £75 or more.
If a delivery is late, we pay you £10 automatically. This does not apply to deliveries to islands.

## Plants

If a shrub dies within 12 months of purchase, we replace it free of charge. You need your receipt. The guarantee does
not cover annual flowers. Bulbs can be exchanged but not refunded.

We never sell your address.

| Plan | First visit | Each further visit |
| --- | --- | --- |
| Small garden | £40 | £25 |
| Large garden | £90 | £60 |

## Complaints

We answer complaints within 10 working days, unless we need an expert.
You can also write to the trade panel, which costs you nothing.

## Changes in version 3

Until 28 February 2026 we answered complaints within 20 working days.
"""
ON = date(2026, 6, 1)


@pytest.fixture(scope="module")
def search() -> MemorySearch:
    return search_in(SHOP)


def search_in(text: str, name: str = "promises.md") -> MemorySearch:
    document = read(name, text.encode())
    return MemorySearch([(version_of(name, document), document)], None)


def verdict(sentence: str, search: MemorySearch) -> Verdict:
    return verify(sentence, search, on=ON).verdict


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("We deliver within 5 working days of your order.", id="the same words"),
        pytest.param("Your order is delivered no later than five working days after you place it.", id="paraphrase"),
        pytest.param("If a delivery is late, you get £10 and need not claim it.", id="automatic said otherwise"),
        pytest.param("A shrub that dies within a year of purchase is replaced at no cost.", id="a year is 12 months"),
        pytest.param("No, bulbs cannot be refunded.", id="no at the beginning"),
        pytest.param("For a small garden the first visit costs £40.", id="a cell of a table"),
        pytest.param("Going to the trade panel costs you nothing.", id="free said otherwise"),
    ],
)
def test_what_the_documents_say_is_supported(sentence: str, search: MemorySearch) -> None:
    found = verify(sentence, search, on=ON)
    assert found.verdict is Verdict.SUPPORTED, found.sentences[0].reason
    assert found.sentences[0].evidence


@pytest.mark.parametrize(
    "sentence",
    [
        pytest.param("We deliver within 3 working days of your order.", id="another number"),
        pytest.param("We deliver within 5 weeks of your order.", id="another unit"),
        pytest.param("We deliver within 5 calendar days of your order.", id="another kind of day"),
        pytest.param("Standard delivery is free.", id="free for a price"),
        pytest.param(
            "If a delivery is late, we pay you £10 automatically, even on islands.", id="widened to what is excluded"
        ),
        pytest.param("Bulbs can be refunded.", id="dropped not"),
        pytest.param("We sell your address.", id="dropped never"),
        pytest.param("If a shrub dies within 12 months of purchase, we refund its price.", id="another remedy"),
        pytest.param(
            "If a tree dies within 12 months of purchase, we replace it free of charge.", id="another product"
        ),
        pytest.param("For a large garden the first visit costs £40.", id="another row of the table"),
        pytest.param("For a small garden the first visit costs £25.", id="another column of the table"),
        pytest.param("We answer complaints within 20 working days.", id="an earlier rule"),
        pytest.param("Yes, we plant your hedge on Sundays.", id="an invention after yes"),
        pytest.param("Gift cards are valid for three years.", id="an invention"),
    ],
)
def test_what_the_documents_do_not_say_is_not_supported(sentence: str, search: MemorySearch) -> None:
    assert verdict(sentence, search) in {Verdict.CONTRADICTED, Verdict.NOT_FOUND}


def test_another_figure_for_the_same_thing_is_a_contradiction_that_names_both(search: MemorySearch) -> None:
    (sentence,) = verify("We deliver within 3 working days of your order.", search, on=ON).sentences
    assert sentence.verdict is Verdict.CONTRADICTED
    assert "3 working days" in sentence.reason
    assert "5 working days" in sentence.reason


def test_an_earlier_rule_is_called_one(search: MemorySearch) -> None:
    (sentence,) = verify("We answer complaints within 20 working days.", search, on=ON).sentences
    assert "20" in sentence.reason or "earlier" in sentence.reason


def test_a_document_that_says_it_is_superseded_supports_nothing() -> None:
    term = "This version was in force from 1 May 2022 until 31 March 2025."
    old = f"# Returns\n\n{term}\n\nReturns are accepted for 60 days.\n"
    assert verdict("Returns are accepted for 60 days.", search_in(old)) is not Verdict.SUPPORTED
    assert verify("Returns are accepted for 60 days.", search_in(old), on=date(2024, 1, 1)).verdict is Verdict.SUPPORTED


def test_a_restriction_said_word_by_word_does_not_contradict_itself() -> None:
    sentence = "This does not apply to mattresses whose seal is broken."
    found = search_in(f"# Returns\n\nYou may return anything within 30 days of delivery. {sentence}\n")
    assert verdict(sentence, found) is Verdict.SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Dear Ann, we answer complaints within 10 working days, unless we need an expert.", Verdict.SUPPORTED),
        ("Dear Ann, we answer complaints within 3 working days.", Verdict.CONTRADICTED),
        ("Thank you for your order: all deliveries are free.", Verdict.NOT_FOUND),
        ("Hello, we pay £50 if a delivery is late.", Verdict.CONTRADICTED),
        ("Dear Ann,", Verdict.NO_CLAIM),
        ("Thank you for your message, Ann.", Verdict.NO_CLAIM),
    ],
)
def test_a_courtesy_hides_no_promise_that_follows_it(sentence: str, expected: Verdict, search: MemorySearch) -> None:
    assert verdict(sentence, search) is expected


@pytest.mark.parametrize(
    "sentence",
    [
        "Dear Ms Hale,",
        "Thank you for your patience.",
        "I am sorry that your roses suffered.",
        "Which plant was it?",
        "I have passed your letter to my colleague.",
        "Your order left our depot on Tuesday.",
        "Kind regards",
    ],
)
def test_courtesy_procedure_and_the_customers_case_claim_nothing(sentence: str, search: MemorySearch) -> None:
    assert verdict(sentence, search) is Verdict.NO_CLAIM


def test_a_reply_is_read_sentence_by_sentence_each_with_those_before(search: MemorySearch) -> None:
    reply = (
        "Hello Mr Ames, thank you for writing. If a delivery is late, we pay you £10. You do not need to claim it. "
        "We pay it twice."
    )
    found = verify(reply, search, on=ON)
    assert [sentence.verdict for sentence in found.sentences[:3]] == [
        Verdict.NO_CLAIM,
        Verdict.SUPPORTED,
        Verdict.SUPPORTED,
    ]
    assert found.sentences[3].verdict is not Verdict.SUPPORTED
    assert found.verdict is found.sentences[3].verdict


def test_a_text_without_sentences_claims_nothing(search: MemorySearch) -> None:
    assert verify("", search) == Verification(())
    assert verify("", search).verdict is Verdict.NO_CLAIM


class Doubting:
    """An entailment model that finds that nothing follows."""

    def entails(self, premise: str, hypothesis: str) -> float:
        assert premise
        assert hypothesis
        return 0.0


def test_an_entailment_model_can_reject_what_would_be_accepted(search: MemorySearch) -> None:
    sentence = "We deliver within 5 working days of your order."
    assert verify(sentence, search, on=ON, entailment=Doubting()).verdict is Verdict.NOT_FOUND


def test_a_statement_can_be_judged_on_given_evidence_alone(search: MemorySearch) -> None:
    delivery = [hit for hit in units(search) if "5 working days" in hit.text]
    price = [hit for hit in units(search) if "£6" in hit.text]
    statement = "We deliver within 5 working days of your order."
    assert verify_statement(statement, delivery, on=ON).verdict is Verdict.SUPPORTED
    assert verify_statement(statement, price, on=ON).verdict is not Verdict.SUPPORTED
    assert verify_statement(statement, [], on=ON).verdict is Verdict.NOT_FOUND


def units(search: MemorySearch) -> list[Hit]:
    return list(search.whole(search.find("delivery", 1)[0]))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_verdicts_with_spans_inside_it(text: str) -> None:
    for sentence in verify(text, search_in(SHOP), on=ON).sentences:
        assert sentence.span.of(text) == sentence.text


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 400).filter(lambda days: days != 5))
def test_no_other_number_of_days_is_ever_accepted(days: int) -> None:
    assert verdict(f"We deliver within {days} working days of your order.", search_in(SHOP)) is not Verdict.SUPPORTED


def test_verdicts_do_not_depend_on_chance(search: MemorySearch) -> None:
    sentences = ["Standard delivery costs £6.", "Standard delivery costs £7.", "We never sell your address."]
    first = [verify(sentence, search, on=ON) for sentence in sentences]
    order = list(range(len(sentences)))
    random.Random(1).shuffle(order)
    assert [first[at] for at in order] == [verify(sentences[at], search, on=ON) for at in order]
