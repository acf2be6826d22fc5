"""Drafting invents nothing: what is not known is an open question, in the text and in the interview."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.coverage import Level
from assistant.drafting.brief import Brief, as_yaml, brief_of
from assistant.drafting.compose import compose, known_facts
from assistant.drafting.gaps import find_marks, masked
from assistant.drafting.interview import interview
from assistant.drafting.papers import papers
from assistant.drafting.patterns import patterns
from assistant.drafting.reasons import reasons
from assistant.drafting.records import Clause, Fact, open_gaps
from assistant.drafting.register import facts_in
from assistant.drafting.render import render
from assistant.drafting.review import review
from assistant.drafting.slots import SlotKind, slots
from assistant.facts import find_facts
from assistant.rules import HEADINGS, Principle
from knowledge.errors import InvalidInput
from tests.assistant.drafting_texts import sample_facts, sample_texts, text_of

NUMBER_WORDS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen|half|once|twice|"
    r"first|second|third|fortnight|daily|weekly|monthly|quarterly|yearly|annually)\b",
    re.IGNORECASE,
)


def _stands_for_a_figure(words: str) -> bool:
    return words not in {"a day", "the day"} and not re.search(r"\d", words) and not NUMBER_WORDS.search(words)


@cache
def figures(text: str) -> frozenset[str]:
    """Everything in a text that is a figure: digits, number words, and words that stand for a figure ("same day")."""
    written = {word.lower() for word in re.findall(r"\d+(?:[.,:]\d+)*", text)}
    named = {word.lower() for word in NUMBER_WORDS.findall(text)}
    found = find_facts(text)
    spans = [
        *(quantity.span for quantity in found.quantities),
        *(day.span for day in found.dates),
        *(time.span for time in found.times),
    ]
    implied = {span.of(text).lower() for span in spans}
    return frozenset(written | named | set(filter(_stands_for_a_figure, implied)))


def without_gaps(text: str) -> str:
    for gap in reversed(list(find_marks(text))):
        text = text[: gap.span.start] + "…" + text[gap.span.end :]
    return text


def clause(clauses: tuple[Clause, ...], name: str) -> Clause:
    return next(one for one in clauses if one.id == name)


def test_the_library_has_more_than_sixty_patterns_and_several_for_each_heading() -> None:
    assert len(patterns()) >= 60
    assert len({pattern.id for pattern in patterns()}) == len(patterns())
    for heading in HEADINGS:
        assert len([pattern for pattern in patterns() if pattern.heading == heading]) >= 5, heading
    assert {principle for pattern in patterns() for principle in pattern.principles} == set(Principle)


@pytest.mark.parametrize("pattern", patterns(), ids=lambda pattern: pattern.id)
def test_a_pattern_holds_no_figure_of_its_own(pattern: object) -> None:
    literals = pattern.literals  # type: ignore[attr-defined]  # a Pattern; parametrize hides it
    assert not figures(literals)


def test_every_slot_of_a_pattern_has_a_question_and_every_slot_is_used() -> None:
    used = {key for pattern in patterns() for key in (*pattern.slots, *pattern.needs_any)}
    assert used == set(slots())


def test_rationales_cite_words_that_stand_in_the_guidance() -> None:
    known = reasons()
    for pattern in patterns():
        assert pattern.reason in known


def test_an_empty_brief_without_documents_gives_all_headings_and_open_gaps_only() -> None:
    clauses = compose(Brief())
    text = render("Code", clauses).text
    assert all(f"## {heading}" in text for heading in HEADINGS)
    assert not figures(without_gaps(text))
    assert "[[gap: answer-limit | How many working days do you need to answer a complaint? ]]" in text


def test_the_sample_documents_fill_a_whole_code_without_errors() -> None:
    clauses = compose(Brief(), sample_facts())
    reviewed = review("Code", clauses)
    assert reviewed.errors == 0
    for one in reviewed.coverage:
        assert one.level is Level.COVERED or (one.level is Level.PARTIAL and one.gaps), one
    assert "within 10 working days of receiving it" in clause(clauses, "complaint-answer").text


def test_every_fact_from_a_document_is_quoted_word_for_word() -> None:
    texts = {text.version.id: text.text for text in sample_texts()}
    sources = [source for fact in sample_facts() for source in fact.sources]
    assert len(sources) > 60
    for source in sources:
        assert texts[source.version_id][source.start : source.end] == source.text


def test_disagreeing_documents_leave_a_gap_with_both_quotes() -> None:
    refund = clause(compose(Brief(), sample_facts()), "delivery-charge-refund")
    gap = next(gap for gap in refund.gaps if gap.slot == "delivery-charge-limit")
    assert {source.value for source in gap.candidates} == {"10 working days", "5 working days"}
    assert "10 working days" not in refund.text
    assert "5 working days" not in refund.text


def test_exceptions_come_along_word_for_word() -> None:
    clauses = compose(Brief(), sample_facts())
    assert "Messages sent to us on social media are not covered." in clause(clauses, "email-reply").text
    assert "This holds unless you choose a later day." in clause(clauses, "repair-visit").text


def test_a_brief_decides_where_documents_disagree() -> None:
    brief = Brief(facts={"delivery-charge-limit": "5 working days"})
    refund = clause(compose(brief, sample_facts()), "delivery-charge-refund")
    assert "within 5 working days of receiving the goods" in refund.text
    assert [
        source.document for fact in refund.facts if fact.slot == "delivery-charge-limit" for source in fact.sources
    ] == ["delivery.md"]


def test_a_decision_answered_no_drops_the_clause() -> None:
    kept = {one.id for one in compose(Brief(facts={"staff-authority": "yes"}))}
    dropped = {one.id for one in compose(Brief(facts={"staff-authority": "no"}))}
    assert kept - dropped == {"staff-authority"}


def test_where_nothing_is_paid_another_remedy_is_offered_as_a_question() -> None:
    clauses = compose(Brief(facts={"late-reply-payment": "none"}))
    assert [one.id for one in clauses if one.id.startswith("email-reply")] == ["email-reply-apology"]
    assert "apology-when-late" in {gap.slot for gap in clause(clauses, "email-reply-apology").gaps}


def test_the_interview_asks_only_what_is_missing() -> None:
    before = interview(Brief(), sample_facts())
    asked = {question.slot for question in before.questions}
    assert "answer-limit" not in asked
    assert {"effective-date", "survey-frequency", "delivery-charge-limit"} <= asked
    after = interview(Brief(facts={"survey-frequency": "year"}), sample_facts())
    assert {question.slot for question in after.questions} == asked - {"survey-frequency"}
    assert all(question.clauses and question.why for question in before.questions)


def test_staff_facts_are_never_read_from_guidance_figures_in_results() -> None:
    text = text_of("results.md", b"# Results\n\nEmails answered within 9 working days: 96.4%.\n")
    assert not [fact for fact in facts_in([text]) if fact.slot == "reply-limit"]


def test_a_small_business_gets_a_short_code_with_all_headings() -> None:
    full, small = compose(Brief(), sample_facts()), compose(Brief(size="small"), sample_facts())
    assert len(small) < len(full) / 2
    assert {one.heading for one in small} == set(HEADINGS)
    assert review("Code", small).errors == 0


@pytest.mark.parametrize(
    ("facts", "ids"),
    [
        ({"late-reply-payment": "none"}, {"email-reply-apology", "complaint-answer-small"}),
        ({"external-body": "none"}, {"email-reply", "complaint-answer-small-payment"}),
        ({"external-body": "none", "late-answer-payment": "none"}, {"email-reply", "complaint-answer-small-apology"}),
    ],
)
def test_a_small_code_keeps_its_limits_whatever_remedy_there_is_not(facts: dict[str, str], ids: set[str]) -> None:
    limits = {"reply-limit": "2 working days", "answer-limit": "5 working days"}
    clauses = compose(brief_of({"size": "small", "facts": {**limits, **facts}}))
    assert {one.id for one in clauses if {fact.slot for fact in one.facts} & set(limits)} == ids


def test_a_busy_season_does_not_contradict_the_limit_of_the_rest_of_the_year() -> None:
    facts = {"reply-limit": "2 working days", "peak-period": "1 to 24 December", "peak-limit": "4 working days"}
    clauses = compose(brief_of({"facts": facts}))
    assert {"email-reply", "peak-limit"} <= {one.id for one in clauses}
    assert review("Code", clauses).errors == 0


def test_american_spelling_changes_our_words_and_never_the_answers() -> None:
    facts = {"late-reply-payment": "none", "code-owner": "head of the call centre", "reply-limit": "2 business days"}
    written = clause(compose(Brief(variety="american", facts=facts)), "email-reply-apology").text
    assert written.startswith(
        "We reply to every email within 2 business days of receiving it. "
        "If we are late, the head of the call centre apologizes to you"
    )


def test_plain_reading_uses_shorter_words() -> None:
    plain = clause(compose(Brief(reading="plain"), sample_facts()), "complaint-answer").text
    assert plain.startswith("We answer your complaint in full within 10 working days")


def test_only_the_headings_wanted_are_drafted() -> None:
    clauses = compose(Brief(headings=("transparency",)))
    assert {one.heading for one in clauses} == {"Transparency"}


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"answer-limit": "soon"}, "Write a length of time"),
        ({"late-reply-payment": "a lot"}, "Write a sum with its currency"),
        ({"staff-authority": "perhaps"}, "Answer yes or no"),
        ({"effective-date": "spring"}, "Write a day such as 2027-03-01"),
        ({"no-such-fact": "x"}, "No fact 'no-such-fact'"),
        ({"team": "[[gap]]"}, "mark open questions"),
    ],
)
def test_an_answer_that_cannot_be_used_is_refused_with_what_to_write(facts: dict[str, str], says: str) -> None:
    with pytest.raises(InvalidInput, match=re.escape(says)):
        brief_of({"facts": facts})


def test_yaml_answers_of_other_kinds_are_words() -> None:
    assert brief_of({"facts": {"staff-authority": True}}).facts == {"staff-authority": "yes"}
    assert as_yaml(brief_of({"facts": {"staff-authority": True}})) == "facts:\n  staff-authority: 'yes'\n"


def test_targets_in_the_kpi_sheet_are_questions_or_the_organisation_s_own() -> None:
    facts = known_facts(Brief(), sample_facts())
    made = papers(compose(Brief(), sample_facts()), facts)
    targets = {kpi.key: kpi.target for kpi in made.kpis}
    assert targets["calls-in-time"] == "85%"
    assert targets["complaints-answered"].startswith("[[gap: target |")
    words = " ".join(
        [
            *(f"{k.name} {k.definition} {k.numerator} {k.denominator} {k.source}" for k in made.kpis),
            *(f"{p.name} {p.trigger} {' '.join(p.steps)} {p.record}" for p in made.procedures),
        ]
    )
    assert not figures(words)


def test_a_masked_text_is_as_long_as_before() -> None:
    text = "Within [[gap: answer-limit | How many working days? ]] of receipt."
    assert len(masked(text)) == len(text)
    assert "working" not in masked(text)


_UNITS = st.sampled_from(["working days", "hours", "calendar days", "weeks"])
_ANSWERS = {
    SlotKind.DURATION: st.builds(lambda count, unit: f"{count} {unit}", st.integers(2, 60), _UNITS),
    SlotKind.MONEY: st.integers(1, 500).map(lambda sum_: f"£{sum_}"),
    SlotKind.PERCENT: st.integers(50, 99).map(lambda share: f"{share}%"),
    SlotKind.DATE: st.dates().filter(lambda day: day.year > 1999).map(str),
    SlotKind.DECISION: st.sampled_from(["yes", "no"]),
    SlotKind.NAME: st.sampled_from(["Harbour Dental", "the Care Desk"]),
    SlotKind.ROLE: st.sampled_from(["practice manager", "Director of Care"]),
    SlotKind.WORDS: st.sampled_from(
        ["at the front desk", "everyone who books with us", "Monday to Friday 9:00 to 17:00"]
    ),
    SlotKind.LIST: st.sampled_from(["Bring your card", "Tell us when you cannot come"]),
    SlotKind.CHANNEL: st.sampled_from(["01632 960 111", "care@harbour.example"]),
}
_BRIEFS = st.builds(
    lambda facts, size, reading, variety: brief_of(
        {
            "facts": {key: value for key, value in facts.items() if value},
            "size": size,
            "reading": reading,
            "variety": variety,
        }
    ),
    st.fixed_dictionaries(
        {
            key: st.one_of(st.none(), st.just("none"), _ANSWERS[one.kind])
            if one.kind is not SlotKind.DECISION
            else st.one_of(st.none(), _ANSWERS[one.kind])
            for key, one in slots().items()
        }
    ),
    st.sampled_from(["full", "small"]),
    st.sampled_from(["standard", "plain"]),
    st.sampled_from(["british", "american"]),
)


@given(brief=_BRIEFS, documents=st.booleans())
@settings(max_examples=50, deadline=None)
def test_no_figure_stands_in_a_draft_that_the_brief_or_the_documents_do_not_hold(brief: Brief, documents: bool) -> None:
    found: tuple[Fact, ...] = sample_facts() if documents else ()
    clauses = compose(brief, found)
    given_ = [*brief.facts.values(), *(source.text for fact in found for source in fact.sources)]
    given_ += [limit for fact in found for source in fact.sources for limit in source.limits]
    allowed = {figure for text in given_ for figure in figures(text)}
    text = without_gaps(render("Code", clauses).text)
    assert figures(text) <= allowed
    assert {gap.slot for gap in open_gaps(clauses)} == {gap.slot for gap in find_marks(render("Code", clauses).text)}


def test_the_brief_in_the_documentation_can_be_used() -> None:
    page = Path(__file__).parents[2].joinpath("docs", "drafting.md").read_text(encoding="utf-8")
    example = re.search(r"```yaml\n(title:.*?)```", page, re.DOTALL)
    assert example
    clauses = compose(brief_of(yaml.safe_load(example[1])))
    assert {one.heading for one in clauses} == {"Commitment", "Transparency", "Accessibility"}


@pytest.mark.parametrize(
    ("words", "slot", "value"),
    [
        (
            "We acknowledge complaints within 2 days and answer within 10 working days.",
            "acknowledge-limit",
            "2",
        ),
        ("We acknowledge complaints within 2 days and answer within 10 working days.", "answer-limit", "10"),
        ("We confirm that we have received your complaint within 3 working days.", "acknowledge-limit", "3"),
        ("We answer every complaint within 15 working days.", "answer-limit", "15"),
        ("Send an e-mail to care@firm.example.", "contact-email", "care@firm.example"),
        ("If we cannot agree, turn to the Rail Passengers Ombudsman.", "external-body", "Rail Passengers Ombudsman"),
    ],
)
def test_what_documents_say_in_their_own_way_is_not_asked_again(words: str, slot: str, value: str) -> None:
    fact = next(fact for fact in facts_in([text_of("help.md", f"# Help\n\n{words}\n".encode())]) if fact.slot == slot)
    assert (fact.value or "").startswith(value)


def test_announcement_of_a_list_is_nothing_that_customers_do() -> None:
    words = b"# What we need from you\n\nPlease have ready:\n\n- your number\n\nTell us of a move in time.\n"
    text = text_of("moving.md", words)
    duties = next(fact for fact in facts_in([text]) if fact.slot == "customer-duties")
    assert duties.value == "Tell us of a move in time"
