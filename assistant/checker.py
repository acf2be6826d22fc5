"""The code checker: a document in, a report of findings and coverage out; no model and no search."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from assistant.check_config import CheckConfig, refuse_unknown_names
from assistant.codes import Code, read_code
from assistant.coverage import PrincipleCoverage, coverage_of
from assistant.readability import reading_ease
from assistant.rules import DOCUMENT_RULES, Finding, Principle, Severity, all_rules
from assistant.rules.own import check_own
from assistant.rules.phrases import load_words
from assistant.rules.provisions import CodeReading, clause_key
from assistant.suppressions import Suppressed, comments, suppress, under_baseline, with_severity
from knowledge.documents import Document, Problem

#: A clause with the first finding draws none of the others: one defect, one finding.
_MORE_SPECIFIC: Mapping[str, frozenset[str]] = {
    "contradiction": frozenset({"remedy-missing", "remedy-mechanics", "exception-distant"}),
    "exception-distant": frozenset({"hidden-discretion"}),
    "certification-claim": frozenset({"absolute-claim", "owner-missing"}),
    "statutory-as-gift": frozenset(
        {"remedy-missing", "remedy-mechanics", "hidden-discretion", "limit-missing", "owner-missing"}
    ),
}


@dataclass(frozen=True, slots=True)
class Explained:
    """A finding in a language model's words, beside the rule's own."""

    text: str | None  #: None: there are none that may be shown
    note: str  #: whose words they are, or why there are none


@dataclass(frozen=True, slots=True)
class Report:
    """What a check found."""

    code: Code
    findings: tuple[Finding, ...]  #: in text order; those on the whole document come last
    suppressed: tuple[Suppressed, ...]
    coverage: Mapping[Principle, PrincipleCoverage]
    reading_ease: float | None  #: Flesch reading ease of the whole text: a signal, not a finding
    name: str = ""
    all_findings: tuple[Finding, ...] = field(default=(), repr=False)  #: suppressed ones included
    explanations: Mapping[Finding, Explained] = field(default_factory=dict)  #: where they were asked for

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What could not be read."""
        return self.code.problems

    @property
    def failed(self) -> bool:
        """Whether a finding is more than a suggestion."""
        return any(finding.severity is not Severity.SUGGESTION for finding in self.findings)

    @property
    def counts(self) -> Mapping[Severity, int]:
        """How many findings of each severity."""
        found = Counter(finding.severity for finding in self.findings)
        return {severity: found[severity] for severity in Severity}


def check(
    document: Document,
    config: CheckConfig | None = None,
    *,
    baseline: Mapping[str, int] | None = None,
    older: Document | None = None,
    elsewhere: Sequence[Finding] = (),
) -> Report:
    """Check a document as a code.

    Args:
        document: What a reader made of the file.
        config: The organisation's settings; None: the defaults.
        baseline: Fingerprints of findings that an old text may keep (`suppressions.read_baseline`).
        older: An earlier state of the text: only clauses that it does not hold draw findings.
        elsewhere: What contradicts the organisation's other documents (`other_documents.against`).

    Raises:
        UnknownName: The settings name a rule or a word list that does not exist.
        InvalidSettings: Two rules bear one name.
    """
    config = config or CheckConfig()
    refuse_unknown_names(config)
    today = config.today or datetime.now(UTC).date()
    code = read_code(document)
    reading = CodeReading(code, load_words(config.words, config.thresholds))
    found = [*_find(reading, config), *_in_clauses(elsewhere, code, config)]
    everything = tuple(_in_order(with_severity(found, config.severities)))
    counted = (
        everything
        if older is None
        else _changed(everything, code, CodeReading(read_code(older), reading.lists), config)
    )
    kept, suppressed = _suppress(counted, code, config, today)
    if baseline is not None:
        kept, known = under_baseline(kept, code, baseline)
        suppressed += known
    return Report(
        code=code,
        findings=tuple(_in_order(kept)),
        suppressed=suppressed,
        coverage=coverage_of(reading, everything),
        reading_ease=reading_ease(" ".join(clause.words for clause in code.clauses)),
        name=config.name,
        all_findings=everything,
    )


def known_rules(config: CheckConfig) -> tuple[str, ...]:
    """The names of all rules: shipped and own."""
    return (*(rule.name for rule in all_rules()), *(rule.name for rule in config.own_rules))


def _find(reading: CodeReading, config: CheckConfig) -> Sequence[Finding]:
    if not reading.readings:
        return ()
    found = [finding for rule in all_rules() if rule.name not in config.off for finding in rule().check(reading)]
    for own in config.own_rules:
        if own.name not in config.off:
            found += check_own(own, reading)
    return _most_specific(found)


def _in_clauses(elsewhere: Sequence[Finding], code: Code, config: CheckConfig) -> Iterator[Finding]:
    """What was found with the help of other documents, placed in the clauses that hold it."""
    for finding in elsewhere:
        if finding.rule in config.off:
            continue
        clause = next((one for one in code.clauses if finding.span and one.span.overlaps(finding.span)), None)
        yield replace(finding, clause=clause.ordinal if clause else None)


def _most_specific(findings: Sequence[Finding]) -> list[Finding]:
    """Without the findings that a more specific one on the same clause already covers."""
    silenced: dict[int, set[str]] = {}
    for finding in findings:
        if finding.clause is not None and finding.rule in _MORE_SPECIFIC:
            silenced.setdefault(finding.clause, set()).update(_MORE_SPECIFIC[finding.rule])
    return [
        finding
        for finding in findings
        if finding.clause is None or finding.rule not in silenced.get(finding.clause, set())
    ]


def _changed(findings: Iterable[Finding], code: Code, before: CodeReading, config: CheckConfig) -> tuple[Finding, ...]:
    """The findings on clauses that the older text does not hold, and on a whole that the older text was not."""
    lacked: set[str] = set()
    if before.readings:
        lacked |= {rule.name for rule in DOCUMENT_RULES if any(rule().check(before))}
        lacked |= {own.name for own in config.own_rules if any(one.span is None for one in check_own(own, before))}
    known = Counter(clause_key(clause) for clause in before.code.clauses)
    new: set[int] = set()
    for clause in code.clauses:
        key = clause_key(clause)
        if known[key]:
            known[key] -= 1
        else:
            new.add(clause.ordinal)
    return tuple(
        finding
        for finding in findings
        if finding.clause in new or (finding.clause is None and finding.rule not in lacked)
    )


def _suppress(
    findings: Sequence[Finding], code: Code, config: CheckConfig, today: date
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    written, faults = comments(code, known_rules(config), today)
    kept, accepted = suppress(findings, written, config.allowances, today, config.name)
    return (*kept, *faults), accepted


def _in_order(findings: Iterable[Finding]) -> list[Finding]:
    """By place; findings on the whole document at the end."""
    return sorted(findings, key=lambda finding: (finding.span is None, finding.span.start if finding.span else 0))
