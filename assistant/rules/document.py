"""Rules about the whole document: twelve things that a code must say somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from assistant.rules import elements
from assistant.rules.base import Finding, Principle, Rule, Severity
from assistant.rules.provisions import CodeReading
from assistant.rules.reading import Reading


class ElementMissing(Rule):
    """The code lacks an element.

    Why: Each subclass says why.
    Bad: Each subclass gives an example.
    Good: Each subclass gives an example.
    """

    whole_document = True
    finder: ClassVar[staticmethod[[CodeReading], tuple[Reading, ...]]]

    def check(self, code: CodeReading) -> Iterator[Finding]:
        """Find every such place, in text order."""
        if not self.finder(code):
            yield self.finding_on_document()


class ScopeMissing(ElementMissing):
    """The code does not say whom and what it covers.

    Why: Customers cannot tell whether a promise is made to them.
    Bad: We promise good service.
    Good: This code is for tenants of Alder Court.
    """

    name = "scope-missing"
    severity = Severity.SUGGESTION
    principle = Principle.COMMITMENT
    property = "P06"
    suggestion = "Add a sentence that names the customers and services covered: This code is for …."
    finder = staticmethod(elements.scope)


class ComplaintRouteMissing(ElementMissing):
    """The code does not say how to complain.

    Why: A promise is worth what customers can do when it is broken.
    Bad: We take complaints seriously.
    Good: Complain at any desk, by phone on 01632 960330 or by letter.
    """

    name = "complaint-route-missing"
    severity = Severity.WARNING
    principle = Principle.RESPONSIVENESS
    property = "P10"
    suggestion = "Add where and how to complain, who answers, and by when."
    finder = staticmethod(elements.complaint_route)


class ExternalBodyMissing(ElementMissing):
    """No outside body is named for disputes that stay open.

    Why: Without it the organisation judges its own case.
    Bad: Our decision is final.
    Good: If you disagree, the Energy Ombudsman, PO Box 71, decides free of charge.
    """

    name = "external-body-missing"
    severity = Severity.WARNING
    principle = Principle.RESPONSIVENESS
    property = "P10"
    suggestion = "Name the outside body, its address, and that it costs nothing (or what it costs)."
    finder = staticmethod(elements.external_body)


class AvailabilityMissing(ElementMissing):
    """The code does not say where customers find it.

    Why: Nobody can invoke promises that they never see.
    Bad: Copies exist.
    Good: This code hangs in each bus and stands on our website.
    """

    name = "availability-missing"
    severity = Severity.SUGGESTION
    principle = Principle.TRANSPARENCY
    property = "P11"
    suggestion = "Say where the code hangs, lies and is published."
    finder = staticmethod(elements.availability)


class FormatsMissing(ElementMissing):
    """No other language or format is offered.

    Why: Who cannot read this text has no promises.
    Bad: This code is in small print.
    Good: This code comes in Welsh and in large print; ask any desk.
    """

    name = "formats-missing"
    severity = Severity.SUGGESTION
    principle = Principle.ACCESSIBILITY
    property = "P12"
    suggestion = "Name the languages and formats (large print, audio, easy read) and how soon customers get them."
    finder = staticmethod(elements.formats)


class ConfidentialityMissing(ElementMissing):
    """The code does not say what happens to complaint data.

    Why: Customers who fear for their data do not complain.
    Bad: Your data is safe.
    Good: Only the complaints clerk reads your letter; we shred it two years after the case.
    """

    name = "confidentiality-missing"
    severity = Severity.SUGGESTION
    principle = Principle.CONFIDENTIALITY
    property = "P13"
    suggestion = "Say who sees what customers tell you, how long you keep it and when you pass it on."
    finder = staticmethod(elements.confidentiality)


class TrainingMissing(ElementMissing):
    """The code does not say who is trained in it.

    Why: Staff cannot keep promises that they do not know.
    Bad: Our staff are well trained.
    Good: Every clerk takes a one-day course on this code on joining and a test each spring.
    """

    name = "training-missing"
    severity = Severity.SUGGESTION
    principle = Principle.COMPETENCE
    property = "P14"
    suggestion = "Say who is trained in the code, in what, when, and how it is repeated or tested."
    finder = staticmethod(elements.training)


class KpiMissing(ElementMissing):
    """Nothing is measured or published about how the promises are kept.

    Why: What is not measured is not known to be kept.
    Bad: We watch our performance.
    Good: Each month we publish the share answered in time; the target is 95%.
    """

    name = "kpi-missing"
    severity = Severity.SUGGESTION
    principle = Principle.ACCOUNTABILITY
    property = "P15"
    suggestion = "Name a measure for each promise, its target, and where and when the result appears."
    finder = staticmethod(elements.kpi)


class ReviewMissing(ElementMissing):
    """No review cycle is stated.

    Why: A code that is never reviewed drifts away from what is done.
    Bad: We improve all the time.
    Good: The board reviews this code each November.
    """

    name = "review-missing"
    severity = Severity.SUGGESTION
    principle = Principle.IMPROVEMENT
    property = "P16"
    suggestion = "Say who reviews the code and how often."
    finder = staticmethod(elements.review)


class VersionMissing(ElementMissing):
    """The code bears no version or date.

    Why: Nobody can tell which promises held on the day of purchase.
    Bad: This is our current code.
    Good: Version 3, in force from 1 March 2027.
    """

    name = "version-missing"
    severity = Severity.WARNING
    principle = Principle.INFORMATION_INTEGRITY
    property = "P17"
    suggestion = "Add a version number and the day from which it holds."
    finder = staticmethod(elements.version)


class OwnerRoleMissing(ElementMissing):
    """No role owns the code.

    Why: What belongs to everybody is kept by nobody.
    Bad: We all stand behind this code.
    Good: The head of service owns this code.
    """

    name = "owner-role-missing"
    severity = Severity.SUGGESTION
    principle = Principle.ACCOUNTABILITY
    property = "P05"
    suggestion = "Name the role that is responsible for the code and reports on it."
    finder = staticmethod(elements.owner_role)


class FeedbackMissing(ElementMissing):
    """Complaints and other input do not feed the review.

    Why: The same failure comes back.
    Bad: Your opinion matters to us.
    Good: The causes of complaints feed the yearly review of this code.
    """

    name = "feedback-missing"
    severity = Severity.SUGGESTION
    principle = Principle.IMPROVEMENT
    property = "P16"
    suggestion = "Say which input (complaints, surveys, suggestions) the review uses and what customers hear back."
    finder = staticmethod(elements.feedback)
