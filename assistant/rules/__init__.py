"""The rules of the code checker: each one says what is wrong, why, and what to do."""

from assistant.rules.base import HEADINGS, Explanation, Finding, Principle, Rule, Severity
from assistant.rules.registry import CLAUSE_RULES, DOCUMENT_RULES, all_rules

__all__ = [
    "CLAUSE_RULES",
    "DOCUMENT_RULES",
    "HEADINGS",
    "Explanation",
    "Finding",
    "Principle",
    "Rule",
    "Severity",
    "all_rules",
]
