"""Rules of an organisation's own: words to avoid, words to replace, sections to have, passages to keep readable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.check_config import OwnRule
from assistant.readability import reading_ease
from assistant.rules.base import Finding
from assistant.rules.phrases import phrase_list
from assistant.rules.provisions import CodeReading
from knowledge.documents import Span

_LEAST_WORDS = 30  #: a shorter passage has no reading ease worth naming


def check_own(rule: OwnRule, code: CodeReading) -> Iterator[Finding]:
    """Every finding of an organisation's own rule, in text order."""
    match rule.kind:
        case "existence":
            yield from _existence(rule, code)
        case "substitution":
            yield from _substitution(rule, code)
        case "required-section":
            yield from _required_section(rule, code)
        case "readability":
            yield from _readability(rule, code)


def _finding(rule: OwnRule, span: Span | None, text: str, suggestion: str, clause: int | None = None) -> Finding:
    return Finding(
        rule=rule.name,
        severity=rule.severity,
        message=rule.message,
        suggestion=suggestion,
        principle=rule.principle,
        property="",
        span=span,
        quote=span.of(text) if span else None,
        clause=clause,
    )


def _existence(rule: OwnRule, code: CodeReading) -> Iterator[Finding]:
    phrases = phrase_list(rule.name, rule.phrases)
    for reading in code.readings:
        for match in phrases.all(reading.words, reading.tokens):
            span = reading.clause.locate(match.start, match.end)
            yield _finding(rule, span, code.text, rule.suggestion, reading.clause.ordinal)


def _substitution(rule: OwnRule, code: CodeReading) -> Iterator[Finding]:
    for avoided, wanted in rule.swap:
        phrases = phrase_list(rule.name, [avoided])
        for reading in code.readings:
            for match in phrases.all(reading.words, reading.tokens):
                span = reading.clause.locate(match.start, match.end)
                suggestion = rule.suggestion or f"Write '{wanted}' instead of '{match.text}'."
                yield _finding(rule, span, code.text, suggestion, reading.clause.ordinal)


def _required_section(rule: OwnRule, code: CodeReading) -> Iterator[Finding]:
    wanted = re.compile(re.escape(rule.section or ""), re.IGNORECASE)
    if not any(wanted.search(title) for title in code.code.headings):
        yield _finding(rule, None, code.text, rule.suggestion or f"Add a section headed '{rule.section}'.")


def _readability(rule: OwnRule, code: CodeReading) -> Iterator[Finding]:
    for clauses in code.code.by_passage():
        words = " ".join(
            clause.words if clause.words.endswith((".", "!", "?")) else f"{clause.words}." for clause in clauses
        )
        ease = reading_ease(words)
        if ease is None or rule.least is None or ease >= rule.least or len(words.split()) < _LEAST_WORDS:
            continue
        span = Span(clauses[0].span.start, clauses[-1].span.end)
        suggestion = rule.suggestion or "Shorten the sentences and use shorter words."
        yield _finding(
            rule, span, code.text, f"{suggestion} Reading ease is {ease}, wanted {rule.least:g}.", clauses[0].ordinal
        )
