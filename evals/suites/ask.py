"""Ask suites: are the quotes shown the right ones, and does the assistant abstain where the documents do not say?"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from assistant.answers import Answer, Status
from assistant.quotes import Quote, is_verbatim
from evals.case import Case, Metric, Outcome, Shown, Verdict
from evals.curves import calibration_error, reliability, roc_metric
from evals.rates import percentile, rate, spread
from evals.scorers import Placed, diagnosis, score_answer
from evals.suitefile import Suite
from evals.suites import Kind, Task
from evals.suites.places import by_documents
from evals.workplace import Place, Workplace


class AskSettings(BaseModel):
    """What an ask suite can be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    quoted_words: int = Field(default=120, ge=1, description="An answer within so many quoted words is counted apart.")


def _batches(suite: Suite, workplace: Workplace) -> Iterator[Sequence[Task]]:
    for group, documents, cases in by_documents(suite):
        place = workplace.place(documents)
        yield [_task(case, group, place) for case in cases]


def _task(case: Case, group: str, place: Place) -> Task:
    return Task(case.id, group, case.kind, case.question, case.answerable, lambda: _measured(case, group, place))


def _measured(case: Case, group: str, place: Place) -> Outcome:
    begun = time.perf_counter()
    answer = place.answerer.ask(place.question(case))
    seconds = time.perf_counter() - begun
    answered = answer.status is Status.ANSWERED
    score = score_answer(case, answered=answered, shown=_placed(answer.quotes), sources=place.sources)
    would_be = answer if answered else place.willing.ask(place.question(case))
    telling = diagnosis(case, [quote.text for quote in answer.quotes]) if answered else ""
    return Outcome(
        id=case.id,
        group=group,
        kind=case.kind,
        question=" / ".join((*case.history, case.question)),
        score=score,
        seconds=seconds,
        answerable=case.answerable,
        answered=answered,
        figures={
            "confidence": answer.confidence,
            "words": float(sum(len(quote.text.split()) for quote in answer.quotes)),
            "quotes": float(len(answer.quotes)),
            "verbatim": float(sum(_stands(quote, place) for quote in answer.quotes)),
            "would_be_right": float(_would_be_right(case, would_be, place)),
        },
        features=place.features(answer, case),
        shown=tuple(Shown(quote.document, quote.text, quote.heading, quote.role) for quote in would_be.quotes),
        expected=tuple(piece.quote for piece in case.gold[0]) if case.gold else (),
        note=telling,
    )


def _placed(quotes: Sequence[Quote]) -> list[Placed]:
    return [Placed(quote.version_id, quote.span) for quote in quotes]


def _stands(quote: Quote, place: Place) -> bool:
    """Whether the words are those of the span in the stored version, checked here and not by the assistant."""
    return is_verbatim(quote, place.library.version_text(quote.version_id))


def _would_be_right(case: Case, would_be: Answer, place: Place) -> bool:
    """Whether the answer that would be given without a threshold is right; never for an unanswerable question."""
    if not case.answerable or would_be.status is not Status.ANSWERED:
        return False
    score = score_answer(case, answered=True, shown=_placed(would_be.quotes), sources=place.sources)
    return score.verdict is Verdict.RIGHT


def _metrics(suite: Suite, outcomes: Sequence[Outcome]) -> list[Metric]:
    settings = AskSettings.model_validate(suite.file.settings)
    answered = [outcome for outcome in outcomes if outcome.answered]
    return [
        *_answerable(outcomes, settings.quoted_words),
        *_unanswerable(outcomes),
        rate("answered_not_right", sum(not outcome.right for outcome in answered), len(answered)),
        *_confidence(outcomes),
        *_quotes(answered),
        *spread("ask", [outcome.seconds * 1000 for outcome in outcomes], "ms"),
    ]


def _answerable(outcomes: Sequence[Outcome], words: int) -> Iterator[Metric]:
    answerable = [outcome for outcome in outcomes if outcome.answerable]
    if not answerable:
        return
    verdicts = [outcome.score.verdict for outcome in answerable]
    yield rate("answerable_right", verdicts.count(Verdict.RIGHT), len(answerable))
    brief = sum(outcome.right and outcome.figures["words"] <= words for outcome in answerable)
    yield rate(f"answerable_right_within_{words}_words", brief, len(answerable))
    yield rate("answerable_wrong", verdicts.count(Verdict.WRONG), len(answerable))
    yield rate("answerable_abstained", verdicts.count(Verdict.ABSTAINED), len(answerable))
    would_be = sum(outcome.figures["would_be_right"] > 0 for outcome in answerable)
    yield rate("answerable_right_if_never_abstaining", would_be, len(answerable))


def _unanswerable(outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    unanswerable = [outcome for outcome in outcomes if not outcome.answerable]
    if unanswerable:
        yield rate("unanswerable_abstained", sum(outcome.right for outcome in unanswerable), len(unanswerable))


def _confidence(outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    confidences = [outcome.figures["confidence"] for outcome in outcomes]
    answerable = [outcome.answerable for outcome in outcomes]
    area = roc_metric(confidences, answerable)
    if area is not None:
        yield area
        error = calibration_error(reliability(confidences, answerable))
        yield Metric("calibration_error", error, total=len(outcomes), note="of confidence that the documents answer")


def _quotes(answered: Sequence[Outcome]) -> Iterator[Metric]:
    quotes = sum(int(outcome.figures["quotes"]) for outcome in answered)
    if quotes:
        yield rate("quotes_verbatim", sum(int(outcome.figures["verbatim"]) for outcome in answered), quotes)
        words = [outcome.figures["words"] for outcome in answered]
        yield from spread("quoted_words", words, "words", (50, 95))
        yield Metric("quoted_words_max", percentile(words, 1.0), total=len(words), unit="words")


KIND = Kind(AskSettings, _batches, _metrics)
