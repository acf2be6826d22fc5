"""Rule and Finding: what every rule of the checker is, and what it reports."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from assistant.codes import Clause
from assistant.rules.provisions import CodeReading
from knowledge.documents import Span


class Severity(StrEnum):
    """How much a finding matters; only errors and warnings make a check fail."""

    ERROR = "error"
    WARNING = "warning"
    SUGGESTION = "suggestion"


class Principle(StrEnum):
    """The twelve principles, under nine headings (`HEADINGS`)."""

    COMMITMENT = "commitment"
    CAPACITY = "capacity"
    TRANSPARENCY = "transparency"
    ACCESSIBILITY = "accessibility"
    RESPONSIVENESS = "responsiveness"
    INFORMATION_INTEGRITY = "information_integrity"
    CONFIDENTIALITY = "confidentiality"
    CUSTOMER_FOCUS = "customer_focus"
    ACCOUNTABILITY = "accountability"
    COMPETENCE = "competence"
    TIMELINESS = "timeliness"
    IMPROVEMENT = "improvement"


HEADINGS: dict[str, tuple[Principle, ...]] = {
    "Commitment": (Principle.COMMITMENT,),
    "Effective capacity": (Principle.CAPACITY,),
    "Transparency": (Principle.TRANSPARENCY,),
    "Accessibility": (Principle.ACCESSIBILITY,),
    "Responsiveness": (Principle.RESPONSIVENESS,),
    "Information integrity and confidentiality": (Principle.INFORMATION_INTEGRITY, Principle.CONFIDENTIALITY),
    "Customer focus, accountability, competence": (
        Principle.CUSTOMER_FOCUS,
        Principle.ACCOUNTABILITY,
        Principle.COMPETENCE,
    ),
    "Timeliness": (Principle.TIMELINESS,),
    "Continual improvement": (Principle.IMPROVEMENT,),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """One defect: where it stands, what is wrong and what to do."""

    rule: str
    severity: Severity
    message: str
    suggestion: str
    principle: Principle
    property: str  #: P01 to P21; "" for an organisation's own rule
    span: Span | None = None  #: in the document's text; None: the document as a whole
    quote: str | None = None  #: the words at `span`
    heading: tuple[str, ...] = ()
    clause: int | None = None  #: the ordinal of the clause it stands in
    other_document: str | None = None  #: the name of the document in force that says otherwise


@dataclass(frozen=True, slots=True)
class Explanation:
    """What a rule's docstring says, taken apart."""

    message: str
    why: str
    bad: str
    good: str


_SECTION = re.compile(r"^\s*(Why|Bad|Good):\s*", re.MULTILINE)


class Rule(ABC):
    """A check of one kind of defect.

    A rule's docstring is its message in one sentence, then `Why:`, `Bad:` and `Good:`.
    """

    name: ClassVar[str]
    severity: ClassVar[Severity]
    principle: ClassVar[Principle]
    property: ClassVar[str]
    suggestion: ClassVar[str]
    whole_document: ClassVar[bool] = False

    @abstractmethod
    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Every defect of this kind in a code, in text order."""

    @classmethod
    def explain(cls) -> Explanation:
        """Message, reason and examples, from the docstring.

        Raises:
            ValueError: The docstring lacks one of them.
        """
        text = cls.__doc__ or ""
        pieces = _SECTION.split(text)
        found = {"message": " ".join(pieces[0].split())}
        for name, words in zip(pieces[1::2], pieces[2::2], strict=True):
            found[name.lower()] = " ".join(words.split())
        try:
            return Explanation(found["message"], found["why"], found["bad"], found["good"])
        except KeyError as missing:
            raise ValueError(f"The docstring of rule {cls.__name__} lacks '{missing.args[0]}'.") from missing

    def finding(
        self, code: CodeReading, clause: Clause, start: int, end: int, *, suggestion: str | None = None
    ) -> Finding:
        """A finding on `clause.words[start:end]`."""
        span = clause.locate(start, end)
        return Finding(
            rule=self.name,
            severity=self.severity,
            message=self.explain().message,
            suggestion=suggestion or self.suggestion,
            principle=self.principle,
            property=self.property,
            span=span,
            quote=span.of(code.text),
            heading=clause.heading,
            clause=clause.ordinal,
        )

    def finding_on_document(self) -> Finding:
        """A finding on the document as a whole."""
        return Finding(
            rule=self.name,
            severity=self.severity,
            message=self.explain().message,
            suggestion=self.suggestion,
            principle=self.principle,
            property=self.property,
        )
