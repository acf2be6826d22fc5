"""Coverage: which of the twelve principles a code shows, by which provisions, and what is lacking.

Coverage speaks of the text alone. Whether a promise is kept needs other evidence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from assistant.rules import elements
from assistant.rules.base import HEADINGS, Finding, Principle
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading
from knowledge.documents import Span


class Level(StrEnum):
    """How far a code shows a principle."""

    COVERED = "covered"
    PARTIAL = "partial"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Provision:
    """Words of the code that show an element."""

    span: Span
    quote: str
    heading: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Element:
    """One of the two things that show a principle."""

    name: str
    present: bool
    provisions: tuple[Provision, ...]


@dataclass(frozen=True, slots=True)
class PrincipleCoverage:
    """A principle, its level, and why."""

    principle: Principle
    heading: str
    level: Level
    elements: tuple[Element, ...]

    @property
    def lacking(self) -> tuple[str, ...]:
        """The elements that the code does not show."""
        return tuple(element.name for element in self.elements if not element.present)


Coverage = Mapping[Principle, PrincipleCoverage]
_Shown = tuple[bool, Sequence[Reading]]
_Finder = Callable[[CodeReading, Sequence[Finding]], _Shown]

_MOST_QUOTED = 4  #: provisions shown for an element
_CLAIMS = frozenset({"contradiction", "absolute-claim", "certification-claim", "statutory-as-gift"})
_CLOCKS = frozenset({"clock-unclear", "start-missing"})
_SOFT = frozenset({"effort-only", "hidden-discretion", "limit-missing", "vague-time", "average-limit"})


def _shows(*finders: elements.Finder) -> _Finder:
    """An element that any of the finders shows."""

    def find(code: CodeReading, findings: Sequence[Finding]) -> _Shown:
        del findings
        shown = [reading for finder in finders for reading in finder(code)]
        return bool(shown), shown

    return find


def _needs(*finders: elements.Finder) -> _Finder:
    """An element that needs all of the finders."""

    def find(code: CodeReading, findings: Sequence[Finding]) -> _Shown:
        del findings
        each = [finder(code) for finder in finders]
        return all(each), [reading for shown in each for reading in shown]

    return find


def _scope_and_firm(code: CodeReading, findings: Sequence[Finding]) -> _Shown:
    """Scope stated, and most promises firm."""
    shown = elements.scope(code)
    soft = sum(finding.rule in _SOFT for finding in findings)
    firm = sum(bool(reading.promises and (reading.limits or code.is_remedy(reading))) for reading in code.readings)
    return bool(shown) and soft <= max(firm, 1), shown


def _two_of_three(code: CodeReading, findings: Sequence[Finding]) -> _Shown:
    """Two of version, definitions, legal rights preserved."""
    del findings
    each = [elements.version(code), elements.definitions(code), elements.rights_preserved(code)]
    return sum(map(bool, each)) > 1, [reading for shown in each for reading in shown]


def _no_false_claim(code: CodeReading, findings: Sequence[Finding]) -> _Shown:
    """No contradiction, absolute claim, certificate or gift; it counts only beside the first element."""
    counts = _two_of_three(code, findings)[0]
    return counts and not any(finding.rule in _CLAIMS for finding in findings), ()


def _timed_promises(code: CodeReading, findings: Sequence[Finding]) -> _Shown:
    """Timed promises, none of them with an unclear clock or start."""
    timed = [reading for reading in code.readings if reading.promises and reading.limits]
    return bool(timed) and not any(finding.rule in _CLOCKS for finding in findings), timed


_PRINCIPLES: Mapping[Principle, tuple[tuple[str, _Finder], tuple[str, _Finder]]] = {
    Principle.COMMITMENT: (
        ("adopted or backed by a named top role or body", _shows(elements.adopted)),
        ("scope stated and promises firm", _scope_and_firm),
    ),
    Principle.CAPACITY: (
        ("staffing, hours, cover or budget", _shows(elements.hours_or_staff)),
        ("staff may grant remedies, or limits tested on past data", _shows(elements.staff_authority)),
    ),
    Principle.TRANSPARENCY: (
        ("where the code is found", _shows(elements.availability)),
        ("results or changes published", _shows(elements.results_published, elements.changes_told)),
    ),
    Principle.ACCESSIBILITY: (
        ("languages or formats", _shows(elements.formats)),
        ("two routes, one of them not digital", _shows(elements.two_routes)),
    ),
    Principle.RESPONSIVENESS: (
        ("time limit for questions or requests", _shows(elements.reply_limit)),
        ("time limit in complaint handling", _shows(elements.complaint_limit)),
    ),
    Principle.INFORMATION_INTEGRITY: (
        ("two of version, definitions, legal rights preserved", _two_of_three),
        ("no contradiction, absolute claim, certificate or gift", _no_false_claim),
    ),
    Principle.CONFIDENTIALITY: (
        ("who sees complaint data", _shows(elements.who_sees)),
        ("how long it is kept, or when it is disclosed", _shows(elements.retention)),
    ),
    Principle.CUSTOMER_FOCUS: (
        ("customers help shape the code", _shows(elements.customers_shape)),
        ("satisfaction measured or feedback answered", _shows(elements.satisfaction)),
    ),
    Principle.ACCOUNTABILITY: (
        ("a role owns the code", _shows(elements.owner_role)),
        ("results go to a named body or the public", _shows(elements.results_to_body, elements.results_published)),
    ),
    Principle.COMPETENCE: (
        ("who is trained, in what, when", _shows(elements.training)),
        ("training repeated or tested", _shows(elements.training_repeated)),
    ),
    Principle.TIMELINESS: (
        ("timed promises with a full clock", _timed_promises),
        ("effective date and review cycle", _needs(elements.effective_date, elements.review)),
    ),
    Principle.IMPROVEMENT: (
        ("review cycle", _shows(elements.review)),
        ("input feeds the review, and changes are told", _needs(elements.feedback, elements.changes_told)),
    ),
}
_HEADING_OF = {principle: heading for heading, principles in HEADINGS.items() for principle in principles}


def coverage_of(code: CodeReading, findings: Sequence[Finding]) -> dict[Principle, PrincipleCoverage]:
    """The coverage of every principle, in their order.

    Args:
        code: The code as read.
        findings: All findings on it, suppressed ones included: suppressing a finding does not improve the text.
    """
    covered: dict[Principle, PrincipleCoverage] = {}
    for principle, pair in _PRINCIPLES.items():
        shown = tuple(_element(code, name, *finder(code, findings)) for name, finder in pair)
        present = sum(element.present for element in shown)
        level = (Level.MISSING, Level.PARTIAL, Level.COVERED)[present]
        covered[principle] = PrincipleCoverage(principle, _HEADING_OF[principle], level, shown)
    return covered


def _element(code: CodeReading, name: str, present: bool, shown: Sequence[Reading]) -> Element:
    unique = sorted({reading.clause.ordinal: reading for reading in shown}.values(), key=lambda r: r.clause.ordinal)
    provisions = tuple(
        Provision(reading.clause.span, reading.clause.span.of(code.text), reading.clause.heading)
        for reading in unique[:_MOST_QUOTED]
    )
    return Element(name, present, provisions)


def plain(words: str) -> str:
    """A quote on one line, for reports."""
    return re.sub(r"\s+", " ", words).strip()
