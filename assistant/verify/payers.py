"""Who pays: "you pay the postage" is not "we pay the postage"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.verify.figures_match import Match, match_figure
from assistant.verify.reading import Reading
from assistant.verify.telling import borne, total

_CUSTOMER = (
    r"(?:customer|member|guest|tenant|buyer|passenger|traveller|patient|resident|policyholder|account\sholder)s?"
)
_PAYS = re.compile(
    rf"\b(?P<who>we|you|i|(?P<customer>(?:the\s|a\s|every\s)?{_CUSTOMER}))\s"
    r"(?:(?:will|shall|would|must|may|can|also|then|only|always|still|have\sto|has\sto|need\sto|needs\sto)\s){0,2}"
    r"(?:pay|bear|cover|meet|owe)s?\b(?!\s(?:\w+\s){0,4}?back\b)",
    re.IGNORECASE,
)
_CHARGES = re.compile(r"\b(?:we|i)\s(?:(?:will|shall|may|can|also|then)\s){0,2}charge\b", re.IGNORECASE)
_BILLED = re.compile(
    r"\b(?:is|are|be|will\sbe)\s(?:re)?(?:charged|billed)\b|\byou(?:['’]re|\sare|\swill\sbe)\s(?:charged|billed|liable)\b",
    re.IGNORECASE,
)
_LEAST = 0.5  #: of a clause's words, from which two clauses speak of the same payment


def another_payer(statement: Reading, evidence: Reading) -> bool:
    """Whether the clause that speaks of the same payment has the other side pay."""
    for number in range(len(statement.clauses)):
        mine = _payer(statement, number)
        if mine is None:
            continue
        theirs = [
            (_shared(statement, number, evidence, place), _payer(evidence, place)) for place in _clauses(evidence)
        ]
        most = max((share for share, _ in theirs), default=0.0)
        found = {payer for share, payer in theirs if share == most and payer}
        if most >= _LEAST and found and mine not in found:
            return True
    return False


def _clauses(reading: Reading) -> Sequence[int]:
    return range(len(reading.clauses))


def _payer(reading: Reading, number: int) -> str | None:
    """Whoever pays in a clause that does not deny it: us or you."""
    clause = reading.clauses[number]
    words = clause.span.of(reading.text)
    if clause.denied:
        return None
    if _only_free(reading, number):
        return "us"
    if _CHARGES.search(words) or _BILLED.search(words):
        return "you"
    match = _PAYS.search(words)
    if match is None:
        return None
    return "you" if match["customer"] or match["who"].lower() == "you" else "us"


def _only_free(reading: Reading, number: int) -> bool:
    """Whether a clause says that something is free, and gives no other price."""
    prices = [f for f in reading.figures if reading.clause_at(f.span.start) == number and f.kind == "money"]
    return bool(prices) and all(figure.dimension == "free" for figure in prices)


def _shared(statement: Reading, number: int, evidence: Reading, place: int) -> float:
    keys = evidence.keys_in(place)
    words = [word for word in statement.words if word.clause == number]
    figures = [f for f in statement.figures if statement.clause_at(f.span.start) == number]
    theirs = [f for f in evidence.figures if evidence.clause_at(f.span.start) == place]
    given = sum(1.0 for figure in figures if match_figure(figure, theirs) is not Match.NONE)
    whole = total(words) + len(figures)
    return (total(word for word in words if borne(keys, word)) + given) / (whole or 1.0)
