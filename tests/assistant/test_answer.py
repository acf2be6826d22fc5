"""Asking, end to end below HTTP: real encoder, real indexes, a small organisation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from assistant.answers import Reason, Stance, Status
from assistant.quotes import QuoteRole, is_verbatim
from assistant.receipts import Receipts
from knowledge.documents import CUSTOMER_AUDIENCES, STAFF_AUDIENCES, Audience, Declared
from knowledge.embed import OnnxEmbedder
from knowledge.library import Library
from tests.assistant.asking import ask, library_in


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with library_in(tmp_path_factory.mktemp("asked"), OnnxEmbedder()) as opened:
        yield opened


def test_a_promise_is_quoted_with_its_source_and_its_exception(library: Library) -> None:
    answer = ask(library, "How long do I have to return something I bought online?")
    assert answer.status is Status.ANSWERED
    first = answer.quotes[0]
    assert first.text == "You may return anything you bought online within 30 days of the day you receive it."
    assert (first.document, first.version, first.heading) == ("returns.md", "2", "Returns › Online orders")  # noqa: RUF001
    exceptions = [quote.text for quote in answer.quotes if quote.role is QuoteRole.EXCEPTION]
    assert exceptions == ["This does not apply to mattresses whose seal is broken."]
    assert answer.stance is Stance.CONDITIONAL


def test_every_quote_stands_in_its_version(library: Library) -> None:
    answer = ask(library, "How long do I have to return something I bought online?")
    for quote in answer.quotes:
        assert is_verbatim(quote, library.version_text(quote.version_id))


def test_what_the_documents_do_not_say_is_no_answer(library: Library) -> None:
    answer = ask(library, "Do you sell gift vouchers for helicopter flights over Iceland?")
    assert answer.status is Status.ABSTAINED
    assert answer.stance is Stance.SILENT
    assert answer.quotes == ()
    assert answer.reason in {Reason.NOT_ENOUGH_EVIDENCE, Reason.WRONG_KIND}


def test_a_customer_is_never_shown_a_staff_document(library: Library) -> None:
    question = "How much goodwill may a team leader approve without asking finance?"
    for_customer = ask(library, question, CUSTOMER_AUDIENCES)
    assert all(quote.document != "goodwill.md" for quote in (*for_customer.quotes, *for_customer.nearest))
    for_staff = ask(library, question, STAFF_AUDIENCES)
    assert for_staff.quotes[0].document == "goodwill.md"


def test_before_the_first_version_nothing_was_promised(library: Library) -> None:
    answer = ask(library, "How long do I have to return something I bought online?", as_of=date(2026, 2, 28))
    assert answer.status is Status.ABSTAINED
    assert answer.reason is Reason.NOTHING_FOUND


def test_a_follow_up_is_read_with_what_was_said_before(library: Library) -> None:
    answer = ask(library, "And when is the money back?", history=("I sent a parcel back to you.",))
    shown = [quote.text for quote in (*answer.quotes, *answer.nearest)]
    assert "We refund the price within 5 working days of receiving the parcel." in shown


def test_words_that_ask_nothing_are_asked_back(library: Library) -> None:
    assert ask(library, "What about it?").status is Status.NEEDS_CLARIFICATION


def test_every_answer_leaves_a_receipt(library: Library) -> None:
    answer = ask(library, "How long do I have to return something I bought online?")
    receipt = Receipts(library.database).get(answer.receipt_id, CUSTOMER_AUDIENCES)
    assert receipt.decision == "answered"
    assert [quote["sha256"] for quote in receipt.quotes] == [quote.text_hash for quote in answer.quotes]
    assert receipt.versions == sorted({quote.version_id for quote in answer.quotes})
    assert receipt.confidence >= receipt.threshold


def test_two_versions_of_one_promise_are_both_shown_as_a_conflict(
    library: Library, tmp_path_factory: pytest.TempPathFactory
) -> None:
    del library
    from knowledge.documents import Audience, Declared  # noqa: PLC0415 - this test alone

    with library_in(tmp_path_factory.mktemp("conflict"), OnnxEmbedder()) as disagreeing:
        other = "# Promise\n\nWe refund the price within 10 working days of receiving the parcel.\n"
        disagreeing.add("promise.md", other.encode(), declared=Declared(audience=Audience.PUBLIC))
        answer = ask(disagreeing, "Within how many working days of receiving the parcel do you refund the price?")
    figures = {quote.text for quote in answer.quotes if "refund the price" in quote.text}
    assert len(figures) == 2
    assert any(quote.role is QuoteRole.CONFLICT for quote in answer.quotes)
    assert answer.notes


@pytest.mark.parametrize(
    ("heading", "text", "asked", "stance"),
    [
        (
            "May I use my own router?",
            "Yes, any router with a DOCSIS port. We do not support its settings.",
            "May I use a router of my own?",
            Stance.PROMISED,
        ),
        (
            "Can I carry a bicycle?",
            "No, not on weekdays. Bicycles may travel in the last coach.",
            "Can I carry my bicycle?",
            Stance.EXCLUDED,
        ),
        ("Do I have to pay for parking?", "Yes. You can pay at the gate.", "Do I have to pay for parking?", None),
    ],
)
def test_a_reply_of_yes_or_no_below_a_question_says_how_the_answer_stands(
    library: Library, heading: str, text: str, asked: str, stance: Stance | None
) -> None:
    faq = f"# Questions\n\n## {heading}\n\n{text}\n"
    library.add("faq.md", faq.encode(), declared=Declared(audience=Audience.PUBLIC))
    try:
        answer = ask(library, asked)
    finally:
        library.delete("faq.md")
    assert answer.status is Status.ANSWERED
    assert answer.stance is stance


def test_another_question_in_a_conversation_is_not_answered_with_the_answer_before(library: Library) -> None:
    before = ("How long do I have to return something I bought online?",)
    other = "Do you sell gift vouchers for helicopter flights over Iceland?"
    assert ask(library, other, history=before).status is Status.ABSTAINED
    follow_up = ask(library, "And does that count for mattresses?", history=before)
    assert "mattresses" in " ".join(quote.text for quote in follow_up.quotes)
