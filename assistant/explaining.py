"""Findings explained by a language model, where one is set and may: its words stand beside the finding."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from assistant.checker import Explained, Report
from assistant.model.spending import STAFF

if TYPE_CHECKING:
    from assistant.model import Uses

WORDED = "Worded by a language model; the finding is the rule's."
NO_MODEL = "No language model is set."


def explain(report: Report, uses: Uses | None) -> Report:
    """The report with an explanation of each finding, or with the reason why there is none; no finding changes.

    All explanations together take the seconds of one answer; those that come too late say so.
    """
    if uses is None:
        return replace(report, explanations=dict.fromkeys(report.findings, Explained(None, NO_MODEL)))
    asked = uses.many()
    explanations = {}
    for finding in report.findings:
        said = asked.explained(finding, STAFF)
        explanations[finding] = Explained(said.text, WORDED) if said.changed else Explained(None, said.reason)
    return replace(report, explanations=explanations)
