"""Suppressed findings: comments in the text and allowances in the settings, each with a reason, and a baseline."""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.check_config import Allowance
from assistant.codes import Code
from assistant.rules import Finding, Principle, Severity
from knowledge.documents import Span
from knowledge.errors import InvalidInput

_COMMENT = re.compile(r"<!--\s*pledge:\s*(?P<body>.*?)-->", re.DOTALL)
_IGNORE = re.compile(r"ignore\s+(?P<rules>[a-z0-9*,\s-]*?)\s*(?=reason\s*=|until\s*=|$)")
_VALUE = re.compile(r"(?P<key>reason|until)\s*=\s*(?:\"(?P<quoted>[^\"]*)\"|(?P<bare>\S+))")
_BASELINE_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Suppression:
    """A comment that silences rules for the clause it stands in or, on a line of its own, for the next one."""

    rules: tuple[str, ...]
    reason: str
    until: date | None
    span: Span  #: of the comment
    target: Span  #: where findings are silenced


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that does not count, and why."""

    finding: Finding
    reason: str
    until: date | None = None
    source: str = "comment"  #: comment, settings or baseline


def comments(code: Code, known: Sequence[str], today: date) -> tuple[tuple[Suppression, ...], tuple[Finding, ...]]:
    """The suppressions written into a text, and a finding for each that cannot be used."""
    good: list[Suppression] = []
    bad: list[Finding] = []
    for found in _COMMENT.finditer(code.text):
        span = Span(*found.span())
        parsed = _parse(found["body"].strip(), span, code, known)
        if isinstance(parsed, str):
            bad.append(_fault(code, span, parsed))
        elif parsed.until is not None and parsed.until < today:
            bad.append(_fault(code, span, f"This suppression expired on {parsed.until.isoformat()}."))
        else:
            good.append(parsed)
    return tuple(good), tuple(bad)


def _parse(body: str, span: Span, code: Code, known: Sequence[str]) -> Suppression | str:
    """The suppression, or what is wrong with it."""
    ignore = _IGNORE.match(body)
    if ignore is None:
        return "This comment starts with 'pledge:' but is no suppression."
    rules = tuple(name for name in re.split(r"[,\s]+", ignore["rules"]) if name)
    if not rules:
        return "This suppression names no rule."
    unknown = next((name for name in rules if name not in known), None)
    if unknown is not None:
        return f"This suppression names the rule '{unknown}', which does not exist."
    values = {match["key"]: match["quoted"] or match["bare"] or "" for match in _VALUE.finditer(body)}
    if not values.get("reason", "").strip():
        return "This suppression gives no reason."
    until = None
    if "until" in values:
        try:
            until = date.fromisoformat(values["until"])
        except ValueError:
            return f"'{values['until']}' is no date; write it as 2027-01-31."
    return Suppression(rules, values["reason"].strip(), until, span, _target(code, span))


def _target(code: Code, span: Span) -> Span:
    """The clause that a comment speaks of: on its own line the next one, else the one on its line."""
    text = code.text
    line_start = text.rfind("\n", 0, span.start) + 1
    line_end = text.find("\n", span.end)
    line_end = len(text) if line_end < 0 else line_end
    alone = not text[line_start : span.start].strip() and not text[span.end : line_end].strip()
    if not alone:
        before = [clause for clause in code.clauses if clause.span.start < span.start and clause.span.end > line_start]
        if before:
            return before[-1].span
        return Span(line_start, line_end)
    following = next((clause for clause in code.clauses if clause.span.start >= span.end), None)
    if following is None:
        return Span(line_start, line_end)
    same = [clause.span.end for clause in code.clauses if clause.block == following.block]
    return Span(following.span.start, max(same))


def _fault(code: Code, span: Span, message: str) -> Finding:
    return Finding(
        rule="suppression",
        severity=Severity.ERROR,
        message=message,
        suggestion='Write it as <!-- pledge: ignore RULE reason="why" until=2027-01-31 -->; the date may be left out.',
        principle=Principle.INFORMATION_INTEGRITY,
        property="",
        span=span,
        quote=span.of(code.text),
    )


def suppress(
    findings: Iterable[Finding],
    written: Sequence[Suppression],
    allowances: Sequence[Allowance],
    today: date,
    name: str = "",
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Part findings into those that count and those that are accepted."""
    kept: list[Finding] = []
    accepted: list[Suppressed] = []
    for finding in findings:
        comment = next((one for one in written if _silences(one, finding)), None)
        if comment is not None:
            accepted.append(Suppressed(finding, comment.reason, comment.until))
            continue
        allowed = next((one for one in allowances if not one.expired(today) and _allows(one, finding, name)), None)
        if allowed is not None:
            accepted.append(Suppressed(finding, allowed.reason, allowed.until, "settings"))
            continue
        kept.append(finding)
    return tuple(kept), tuple(accepted)


def _silences(suppression: Suppression, finding: Finding) -> bool:
    if finding.rule not in suppression.rules:
        return False
    return finding.span is None or suppression.target.overlaps(finding.span)


def _allows(allowance: Allowance, finding: Finding, name: str) -> bool:
    if allowance.rule != finding.rule or (allowance.document is not None and allowance.document != name):
        return False
    return allowance.contains is None or allowance.contains.lower() in (finding.quote or "").lower()


def fingerprint(finding: Finding, clause_words: str = "") -> str:
    """What identifies a finding between two states of a text: rule, quoted words and clause, not its place."""
    words = " ".join(re.findall(r"\w+", f"{finding.quote or ''} | {clause_words}".lower()))
    return hashlib.sha256(f"{finding.rule}\n{words}".encode()).hexdigest()[:16]


def write_baseline(findings: Iterable[tuple[Finding, Code]]) -> str:
    """The present findings, each with the code it stands in, as a JSON baseline: what old texts may keep."""
    counts = Counter(fingerprint_in(finding, code) for finding, code in findings)
    return json.dumps({"format": _BASELINE_FORMAT, "findings": dict(sorted(counts.items()))}, indent=2) + "\n"


def read_baseline(text: str) -> dict[str, int]:
    """The fingerprints of a baseline and how often each may occur.

    Raises:
        InvalidInput: It is no baseline of ours.
    """
    try:
        content = json.loads(text)
        found = content["findings"]
        counts = {str(key): int(value) for key, value in found.items()}
        known = content["format"] == _BASELINE_FORMAT
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidInput("This is no baseline file. Write a new one with pledge check --write-baseline.") from error
    if not known:
        raise InvalidInput("This baseline has another format. Write a new one with pledge check --write-baseline.")
    return counts


def under_baseline(
    findings: Iterable[Finding], code: Code, baseline: Mapping[str, int]
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """Part findings into new ones and those that the baseline already holds."""
    left = dict(baseline)
    kept: list[Finding] = []
    known: list[Suppressed] = []
    for finding in findings:
        key = fingerprint_in(finding, code)
        if left.get(key, 0) > 0:
            left[key] -= 1
            known.append(Suppressed(finding, "in the baseline", None, "baseline"))
        else:
            kept.append(finding)
    return tuple(kept), tuple(known)


def fingerprint_in(finding: Finding, code: Code) -> str:
    """The fingerprint of a finding in its code."""
    words = code.clauses[finding.clause].words if finding.clause is not None else ""
    return fingerprint(finding, words)


def with_severity(findings: Iterable[Finding], severities: Mapping[str, Severity]) -> Iterator[Finding]:
    """The findings with an organisation's own severities."""
    for finding in findings:
        own = severities.get(finding.rule)
        yield finding if own is None else replace(finding, severity=own)
