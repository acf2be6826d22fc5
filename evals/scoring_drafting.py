"""Scores of a draft: what it says that nobody told it, what the checker finds, which questions it leaves open."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec

from assistant.coverage import Level
from assistant.drafting.brief import Brief
from assistant.drafting.compose import compose, known_facts
from assistant.drafting.gaps import find_marks
from assistant.drafting.interview import interview
from assistant.drafting.reasons import reasons
from assistant.drafting.records import Clause, Fact
from assistant.drafting.review import DraftCoverage, Reviewed, review
from assistant.drafting.slots import NONE, SlotKind, slots
from assistant.exports import Material, export
from assistant.facts import find_facts
from assistant.rules import Severity
from knowledge.readers.reading import read

_NUMBER_WORDS = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen|half|once|twice|"
    r"first|second|third|fortnight|daily|weekly|monthly|quarterly|yearly|annually)\b",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"\d+(?:[.,:]\d+)*")
#: Phrases that the fact finders read as a time and that name no figure.
_NO_FIGURE = frozenset({"a day", "the day"})
EXPORTS = ("md", "html", "docx", "json")


@dataclass(frozen=True, slots=True)
class DraftScores:
    """What can be counted in a draft."""

    clauses: int
    with_reason: int  #: the author's own clauses have none
    words: int  #: of all clauses, without the questions
    figures: int  #: of the text, without the questions
    invented: tuple[str, ...]  #: figures that neither the brief nor the documents hold
    errors: tuple[str, ...]  #: of the checker
    principles_shown: int  #: covered, or in part with an open question that says what is lacking
    unexplained: tuple[str, ...]  #: principles that are not covered, and no open question says why
    told: int  #: answers of the brief that are neither refusals nor decisions
    told_used: int  #: of them, those that a clause says
    gaps: int
    asked: int  #: gaps with a question in the text and in the interview
    exports: int
    exported: int
    unmade: tuple[str, ...]  #: exports that do not hold the clauses

    def faults(self, *, errors_count: bool = True) -> list[str]:
        """What must not be, in words.

        Args:
            errors_count: whether what the checker and the coverage find is the draft's fault; not so where the brief
                contradicts itself or refuses what a principle needs.
        """
        found = [f"the figure '{figure}' is nobody's" for figure in self.invented]
        if errors_count:
            found += [f"the checker reports {error}" for error in self.errors]
            found += [f"{principle}, and no open question says why" for principle in self.unexplained]
        if self.asked < self.gaps:
            found.append(f"{self.gaps - self.asked} open questions are not asked")
        return [*found, *self.unmade]


@cache
def figures(text: str) -> frozenset[str]:
    """All that is a figure in a text: digits, number words, and words that stand for one, such as "same day"."""
    found = find_facts(text)
    spans = (
        *(quantity.span for quantity in found.quantities),
        *(day.span for day in found.dates),
        *(time.span for time in found.times),
    )
    written = {figure.lower() for pattern in (_DIGITS, _NUMBER_WORDS) for figure in pattern.findall(text)}
    return frozenset(written | set(filter(_stands_alone, (span.of(text).lower() for span in spans))))


def _stands_alone(words: str) -> bool:
    return words not in _NO_FIGURE and not _DIGITS.search(words) and not _NUMBER_WORDS.search(words)


def without_gaps(text: str) -> str:
    """A draft's own words: its open questions left out."""
    for gap in reversed(list(find_marks(text))):
        text = text[: gap.span.start] + "…" + text[gap.span.end :]
    return text


def invented(text: str, brief: Brief, found: Iterable[Fact]) -> tuple[str, ...]:
    """Figures of a draft that stand neither in the brief nor in the words quoted from documents, nor in a question."""
    told = [brief.title, *brief.facts.values(), *(clause.text for clause in brief.clauses.values())]
    for source in (source for fact in found for source in fact.sources):
        told += [source.text, *source.limits]
    known = {figure for words in told for figure in figures(words)}
    return tuple(sorted(figures(without_gaps(text)) - known))


def score_draft(brief: Brief, found: Sequence[Fact], exports: Sequence[str] = EXPORTS) -> DraftScores:
    """Draft from a brief and facts of documents, and count.

    Args:
        brief: what an author has decided.
        found: facts of the organisation's documents; none: there are no documents.
        exports: the formats to make.
    """
    clauses = compose(brief, found)
    reviewed = review(brief.title, clauses, brief.check_config)
    made = [_export_fault(name, brief, clauses, known_facts(brief, found)) for name in exports]
    marks = list(find_marks(reviewed.rendered.text))
    asked = {question.slot for question in interview(brief, found).questions if question.text.strip()}
    text = reviewed.rendered.text
    told = {key for key, answer in brief.facts.items() if answer != NONE and slots()[key].kind is not SlotKind.DECISION}
    return DraftScores(
        clauses=len(clauses),
        with_reason=sum(clause.reason in reasons() for clause in clauses),
        words=sum(len(without_gaps(clause.text).split()) for clause in clauses),
        figures=len(figures(without_gaps(text))),
        invented=invented(text, brief, found),
        errors=_errors(reviewed),
        principles_shown=sum(_is_shown(one) for one in reviewed.coverage),
        unexplained=tuple(_said(one) for one in reviewed.coverage if one.level is not Level.COVERED and not one.gaps),
        told=len(told),
        told_used=len(told & {fact.slot for clause in clauses for fact in clause.facts}),
        gaps=len(marks),
        asked=sum(bool(gap.question.strip()) and gap.slot in asked for gap in marks),
        exports=len(made),
        exported=made.count(None),
        unmade=tuple(fault for fault in made if fault is not None),
    )


def _errors(reviewed: Reviewed) -> tuple[str, ...]:
    severe = [found.finding for found in reviewed.findings if found.finding.severity is Severity.ERROR]
    return tuple(f"{finding.rule}: {finding.quote or finding.message}" for finding in severe)


def _is_shown(coverage: DraftCoverage) -> bool:
    return coverage.level is Level.COVERED or (coverage.level is Level.PARTIAL and bool(coverage.gaps))


def _said(coverage: DraftCoverage) -> str:
    return f"{coverage.principle.value} is {coverage.level.value}"


def _export_fault(name: str, brief: Brief, clauses: Sequence[Clause], facts: Mapping[str, Fact]) -> str | None:
    """Why an export is not usable: it must be readable again and hold the words of every clause."""
    material = Material(brief.title, brief.document, tuple(clauses), dict(facts), variety=brief.variety)
    made = export(name, material)
    if name == "json":
        lost = len(clauses) - len(json.loads(made)["clauses"])
    else:
        words = _letters(read(f"code.{name}", made).text)
        lost = sum(_letters(_opening(clause)) not in words for clause in clauses)
    return f"the {name} export lacks {lost} of {len(clauses)} clauses" if lost else None


def _opening(clause: Clause) -> str:
    """A clause's words before its first open question, which formats show in their own ways."""
    return without_gaps(clause.text).split("…")[0]


def _letters(text: str) -> str:
    """Letters and digits alone: formats lay out and mark words in their own ways."""
    return "".join(character for character in text if character.isalnum())


def can_make_pdf() -> bool:
    """Whether the optional package for PDF is installed."""
    return find_spec("weasyprint") is not None
