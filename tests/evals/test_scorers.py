"""The scoring rules of the question sets, on texts that stand beside the assertion."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evals.case import Case, GoldPiece, Verdict
from evals.evidence import Shaped, locate
from evals.scorers import (
    GoldNotFound,
    Placed,
    Source,
    Words,
    diagnosis,
    group_shares,
    read_words,
    score_answer,
    score_search,
)
from knowledge.documents import Span

TEXT = "# Returns\n\nYou may return it\nwithin 30 days. Keep   the receipt.\n\n| Label | £3.95 |\n"
SOURCES = {"returns.md": Source("v1", TEXT)}


def case(*groups: list[str]) -> Case:
    gold = tuple(tuple(GoldPiece("returns.md", quote) for quote in group) for group in groups)
    return Case("c1", "How long?", "direct", gold)


def shown(*texts: str) -> list[Placed]:
    return [Placed("v1", Span(TEXT.index(text), TEXT.index(text) + len(text))) for text in texts]


def test_quote_over_a_line_break_is_right() -> None:
    score = score_answer(
        case(["You may return it within 30 days."]),
        answered=True,
        shown=shown("You may return it\nwithin 30 days."),
        sources=SOURCES,
    )
    assert score.verdict is Verdict.RIGHT


def test_quotes_cover_a_gold_quote_together() -> None:
    score = score_answer(
        case(["within 30 days. Keep the receipt."]),
        answered=True,
        shown=shown("within 30 days.", "Keep   the receipt."),
        sources=SOURCES,
    )
    assert score.verdict is Verdict.RIGHT


def test_less_than_four_fifths_is_wrong_and_says_how_much() -> None:
    gold = case(["You may return it within 30 days."])
    score = score_answer(gold, answered=True, shown=shown("You may return it"), sources=SOURCES)
    assert score.verdict is Verdict.WRONG
    assert score.reason.startswith("Shows 52% of the expected words")


def test_every_quote_of_one_group_is_needed() -> None:
    gold = case(["You may return it", "Keep the receipt."], ["| Label | £3.95 |"])
    first = score_answer(gold, answered=True, shown=shown("You may return it"), sources=SOURCES)
    other = score_answer(gold, answered=True, shown=shown("| Label | £3.95 |"), sources=SOURCES)
    assert first.verdict is Verdict.WRONG
    assert other.verdict is Verdict.RIGHT


def test_halves_of_two_groups_do_not_add_up() -> None:
    gold = case(["You may return it", "| Label | £3.95 |"], ["Keep the receipt.", "within 30 days."])
    score = score_answer(gold, answered=True, shown=shown("You may return it", "within 30 days."), sources=SOURCES)
    assert score.verdict is Verdict.WRONG


def test_words_of_another_version_do_not_count() -> None:
    elsewhere = [Placed("v0", place.span) for place in shown("You may return it")]
    score = score_answer(case(["You may return it"]), answered=True, shown=elsewhere, sources=SOURCES)
    assert score.verdict is Verdict.WRONG


def test_abstaining_is_not_the_same_as_being_wrong() -> None:
    score = score_answer(case(["You may return it"]), answered=False, shown=[], sources=SOURCES)
    assert score.verdict is Verdict.ABSTAINED


def test_unanswerable_is_right_only_by_abstaining() -> None:
    unanswerable = Case("c2", "Do you ship to Mars?", "unanswerable")
    silent = score_answer(unanswerable, answered=False, shown=[], sources=SOURCES)
    hedged = score_answer(unanswerable, answered=True, shown=[], sources=SOURCES)
    assert silent.verdict is Verdict.RIGHT
    assert hedged.verdict is Verdict.WRONG


def test_any_occurrence_of_a_gold_quote_will_do() -> None:
    text = "Free of charge. Something else. Free of charge."
    second = Placed("v1", Span(32, 47))
    gold = (GoldPiece("a.md", "Free of charge."),)
    assert group_shares(gold, [second], {"a.md": Source("v1", text)}) == [1.0]


@pytest.mark.parametrize(
    ("path", "quote", "reason"),
    [("returns.md", "within 31 days", "its words are not there"), ("other.md", "x", "no such document")],
)
def test_gold_that_cannot_be_placed_is_an_error_and_no_zero(path: str, quote: str, reason: str) -> None:
    gold = Case("c3", "?", "direct", ((GoldPiece(path, quote),),))
    with pytest.raises(GoldNotFound, match=reason):
        score_answer(gold, answered=False, shown=[], sources=SOURCES)


def test_layout_that_a_reader_renders_its_own_way_is_left_out_only_if_needed() -> None:
    shaped, places = locate("Home visit\t£55\nInclu-\ndes 30 minutes", "Home visit | £55 | Includes 30 minutes")
    assert shaped.without_layout
    assert len(places) == 1
    shaped, places = locate("| a | b |", "a | b")
    assert not shaped.without_layout
    assert len(places) == 1


@given(st.text(alphabet="ab \n\t", max_size=60), st.data())
def test_a_stretch_of_a_text_covers_itself(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    quote = span.of(text)
    if quote.strip():
        inner = Span(span.start + len(quote) - len(quote.lstrip()), span.end - len(quote) + len(quote.rstrip()))
        assert group_shares((GoldPiece("t", quote),), [Placed("v", inner)], {"t": Source("v", text)}) == [1.0]


@given(st.text(alphabet="ab \n|*-", max_size=60), st.booleans())
def test_kept_characters_come_from_the_source_in_order(text: str, loose: bool) -> None:
    shaped = Shaped(text, loose)
    everything = shaped.positions(Span(0, len(text)))
    assert everything == range(len(shaped.text))


def test_reading_stops_after_so_many_words_and_cuts_the_last_unit() -> None:
    ranked = [Words("v1", 0, "one two three"), Words("v1", 20, "four  five\nsix seven"), Words("v1", 50, "eight")]
    read = list(read_words(ranked, 5))
    assert [place.span.of("." * 20 + "four  five\nsix seven") for place in read[1:]] == ["four  five"]
    assert read[0].span == Span(0, 13)


@given(st.lists(st.text(alphabet="ab \n", max_size=20), max_size=6), st.integers(1, 30))
def test_never_more_words_are_read_than_allowed(texts: list[str], limit: int) -> None:
    ranked = [Words(str(place), 0, text) for place, text in enumerate(texts)]
    read = [ranked[int(place.version_id)].text[: place.span.end] for place in read_words(ranked, limit)]
    assert sum(len(text.split()) for text in read) == min(limit, sum(len(text.split()) for text in texts))


def test_search_needs_the_whole_evidence_within_the_words_read() -> None:
    gold = case(["You may return it within 30 days."])
    ranked = [
        Words("v1", TEXT.index("Keep"), "Keep   the receipt."),
        Words("v1", 11, "You may return it\nwithin 30 days."),
    ]
    near = score_search(gold, list(read_words(ranked, 10)), SOURCES, 10)
    far = score_search(gold, list(read_words(ranked, 6)), SOURCES, 6)
    assert near.verdict is Verdict.RIGHT
    assert far.verdict is Verdict.WRONG


def test_telling_strings_explain_and_do_not_decide() -> None:
    telling = Case("c4", "?", "direct", must_contain=("30 days",), must_not_contain=("£3.95",))
    assert diagnosis(telling, ["within 30\ndays"]) == ""
    assert diagnosis(telling, ["Label £3.95"]) == "lacks '30 days'; drew on look-alike '£3.95'"
