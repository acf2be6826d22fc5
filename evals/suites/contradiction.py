"""Contradiction suites: two provisions in force that disagree are both shown; what only looks alike is not disputed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from pydantic import BaseModel, ConfigDict, Field

from assistant.answers import Answer, Status
from assistant.conflicts import conflicts
from assistant.quotes import Quote, QuoteRole
from assistant.register import Register, Registered
from evals.case import Case, Metric, Outcome, Score, Shown, Verdict
from evals.evidence import ENOUGH
from evals.rates import rate
from evals.scorers import Placed, group_shares
from evals.scoring_contradictions import (
    CONTRADICTION,
    Reported,
    Told,
    gold_pairs,
    score_contradiction,
    score_harmony,
)
from evals.suitefile import Suite
from evals.suites import Kind, Task
from evals.suites.places import by_documents
from evals.workplace import Place, Workplace
from knowledge.documents import CUSTOMER_AUDIENCES, Scope

#: The kind of outcomes about what the register lists, which nobody asked for.
REGISTER = "register"
_BOTH = 2


class ContradictionSettings(BaseModel):
    """What a contradiction suite can be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    note_says: str = Field(default="disagree", description="A word of the note that tells of a contradiction.")


def _batches(suite: Suite, workplace: Workplace) -> Iterator[Sequence[Task]]:
    settings = ContradictionSettings.model_validate(suite.file.settings)
    read: set[str] = set()
    for group, documents, cases in by_documents(suite):
        place = workplace.place(documents)
        yield [_asked(case, group, place, settings) for case in cases]
        folder = str(documents.folder)
        if folder not in read:  # an organisation's questions may stand in several files: its register counts once
            read.add(folder)
            yield _listed(group, place, _all_pairs(suite, folder))


def _all_pairs(suite: Suite, folder: str) -> list[Case]:
    """The gold pairs of an organisation, from all question files of the suite."""
    return gold_pairs(
        [case for _, documents, cases in by_documents(suite) if str(documents.folder) == folder for case in cases]
    )


def _asked(case: Case, group: str, place: Place, settings: ContradictionSettings) -> Task:
    def measure() -> Outcome:
        begun = time.perf_counter()
        answer = place.answerer.ask(place.question(case))
        seconds = time.perf_counter() - begun
        told = _told(answer, settings)
        if case.kind == CONTRADICTION:
            score = score_contradiction(case, told, place.sources)
            shares = group_shares(case.gold[0], told.shown, place.sources)
        else:
            score, shares = score_harmony(case, told), []
        return Outcome(
            id=case.id,
            group=group,
            kind=case.kind,
            question=case.question,
            score=score,
            seconds=seconds,
            answerable=case.answerable,
            answered=told.answered,
            figures={
                "disputed": float(told.disputes),
                "provisions_shown": float(sum(share >= ENOUGH for share in shares)),
            },
            shown=tuple(Shown(quote.document, quote.text, quote.heading, quote.role) for quote in answer.quotes),
            expected=tuple(piece.quote for piece in case.gold[0]) if case.gold else (),
            note=case.note,
        )

    return Task(case.id, group, case.kind, case.question, case.answerable, measure)


def _told(answer: Answer, settings: ContradictionSettings) -> Told:
    rivals = [quote for quote in answer.quotes if quote.role is QuoteRole.CONFLICT]
    noted = any(settings.note_says in note for note in answer.notes)
    return Told(answer.status is Status.ANSWERED, _placed(answer.quotes), _placed(rivals), noted)


def _placed(quotes: Sequence[Quote]) -> tuple[Placed, ...]:
    return tuple(Placed(quote.version_id, quote.span) for quote in quotes)


def _listed(group: str, place: Place, pairs: Sequence[Case]) -> list[Task]:
    """What the register says of an organisation: a task for each gold pair, and for each report that is none."""
    begun = time.perf_counter()
    reports = _reports(place)
    seconds = time.perf_counter() - begun
    golden = {case.id: [report for report in reports if report.is_pair(case.gold[0], place.sources)] for case in pairs}
    false = [report for report in reports if not any(report in found for found in golden.values())]
    return [
        *(_pair(case, group, golden[case.id], seconds / len(pairs)) for case in pairs),
        *(_false(f"{group}-false-{number}", group, report) for number, report in enumerate(false, 1)),
    ]


def _reports(place: Place) -> list[Reported]:
    found = Register(place.library).find(Scope(CUSTOMER_AUDIENCES, place.documents.today))
    return [
        Reported(
            _at(conflict.one),
            _at(conflict.other),
            (conflict.one.commitment.text, conflict.other.commitment.text),
            conflict.reason,
        )
        for conflict in conflicts(found)
    ]


def _at(record: Registered) -> Placed:
    return Placed(record.version.id, record.span)


def _pair(case: Case, group: str, reports: Sequence[Reported], seconds: float) -> Task:
    name, expected = f"{case.id}-{REGISTER}", tuple(piece.quote for piece in case.gold[0])
    score = (
        Score(Verdict.RIGHT, f"The register lists it: {reports[0].reason}")
        if reports
        else Score(Verdict.WRONG, "The register does not list it.")
    )
    outcome = Outcome(
        name,
        group,
        REGISTER,
        " / ".join(expected),
        score,
        seconds,
        figures={"due": 1.0, "reports": float(len(reports))},
        expected=expected,
        note=case.note,
    )
    return Task(name, group, REGISTER, outcome.question, answerable=True, measure=lambda: outcome)


def _false(name: str, group: str, report: Reported) -> Task:
    outcome = Outcome(
        name,
        group,
        REGISTER,
        " / ".join(report.words),
        Score(Verdict.WRONG, f"The register lists what is no contradiction of the gold: {report.reason}"),
        0.0,
        figures={"due": 0.0, "reports": 1.0},
    )
    return Task(name, group, REGISTER, outcome.question, answerable=True, measure=lambda: outcome)


def _metrics(_suite: Suite, outcomes: Sequence[Outcome]) -> list[Metric]:
    of_register = [outcome for outcome in outcomes if outcome.kind == REGISTER]
    disputed = [outcome for outcome in outcomes if outcome.kind == CONTRADICTION]
    harmonious = [outcome for outcome in outcomes if outcome.kind not in {REGISTER, CONTRADICTION} and outcome.answered]
    return [*_shown(disputed), *_false_alarms(harmonious), *_register(of_register)]


def _shown(disputed: Sequence[Outcome]) -> Iterator[Metric]:
    """Of questions about a contradiction."""
    if not disputed:
        return
    total = len(disputed)
    yield rate("conflicts_shown", sum(outcome.right for outcome in disputed), total)
    yield rate("both_quoted", sum(outcome.figures["provisions_shown"] == _BOTH for outcome in disputed), total)
    yield rate("one_side_only", sum(_chosen_silently(outcome) for outcome in disputed), total)
    yield rate("conflicts_abstained", sum(not outcome.answered for outcome in disputed), total)


def _chosen_silently(outcome: Outcome) -> bool:
    """Whether one provision was shown as if there were no other: what a contradiction must never become."""
    return outcome.answered and outcome.figures["provisions_shown"] == 1 and not outcome.figures["disputed"]


def _false_alarms(answered: Sequence[Outcome]) -> Iterator[Metric]:
    """Of questions that were answered and about which nothing contradicts."""
    if answered:
        yield rate("false_conflicts", sum(outcome.figures["disputed"] > 0 for outcome in answered), len(answered))


def _register(outcomes: Sequence[Outcome]) -> Iterator[Metric]:
    """Of what the register lists as contradictions."""
    due = [outcome for outcome in outcomes if outcome.figures["due"]]
    reports = sum(int(outcome.figures["reports"]) for outcome in outcomes)
    if reports:
        yield rate("register_precision", sum(int(outcome.figures["reports"]) for outcome in due), reports)
    if due:
        yield rate("register_recall", sum(outcome.right for outcome in due), len(due))


KIND = Kind(ContradictionSettings, _batches, _metrics)
