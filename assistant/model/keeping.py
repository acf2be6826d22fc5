"""What a model's sentence must keep of its units: figures, scope, hedges, conditions, restrictions, denials."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from assistant.facts import Comparator, Quantity, QuantityKind, find_negations, find_quantities
from assistant.model.claims import Claim, all_stems, clauses_of, stems_of
from knowledge.words import is_content, stem, words

_FIGURE = re.compile(r"\d[\d.,:/]*")
_NUMBER_WORDS = re.compile(
    r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|ninety"
    r"|hundred|thousand|twice|double|half|quarter|third|triple|dozen)\b",
    re.IGNORECASE,
)
_LIMITING = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN, Comparator.AT_LEAST, Comparator.MORE_THAN})
#: Words that widen, by what they say: a sentence may use one only if its units have a word of one of its groups.
_GROUPS = """
all any every each everyone everybody everything anyone anybody anything whatever whichever wherever whenever
    whoever regardless entire whole both anytime
always never forever ever permanently unlimited indefinitely
automatically automatic automated
immediately instantly instant immediate directly
free gratis complimentary nothing cost charge charges
guarantee guarantees guaranteed warrant warranted
full fully complete completely entirely whole total all entire
additional additionally bonus extra more further
"""
_WIDENING = tuple(frozenset(group.split()) for group in re.split(r"\n(?=\S)", _GROUPS.strip()))
#: Of these, words that say too little by themselves to be looked for in a sentence.
_HARMLESS = frozenset("cost charge charges nothing more further".split())
_HEDGES = (
    re.compile(r"\b(?:on\s+average|average|mean)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:usually|normally|typically|generally|mostly|often|in\s+most\s+cases|where\s+possible|as\s+a\s+rule"
        r"|(?:aims?|try|tries|endeavou?rs?|intends?|expects?|hopes?|plans?)\s+to|targets?|goals?)\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:about|around|approximately|roughly|nearly|almost)\s+(?=[\d£$€]|\w+\s+\w+)", re.IGNORECASE),
)
_CONDITION = re.compile(
    r"\b(?:if|unless|provided|as\s+long\s+as|so\s+long\s+as|subject\s+to|except|excluding|other\s+than|apart\s+from"
    r"|on\s+condition|when|where|once)\b",
    re.IGNORECASE,
)
_KEPT_CONDITION = re.compile(
    r"\b(?:if|unless|provided|as\s+long\s+as|so\s+long\s+as|subject\s+to|except|exceptions?|excluding|other\s+than"
    r"|apart\s+from|on\s+condition|when|where|once|after|until|only|without|whose|that|who|which|should|in\s+case|with"
    r"|for)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|solely|exclusively)\b", re.IGNORECASE)
_KEPT_ONLY = re.compile(r"\b(?:only|solely|exclusively|if|unless|nobody|nothing|no|not|alone|except)\b", re.IGNORECASE)
#: What a duration counts from: "of your request", "after the meeting".
_STARTS = re.compile(r"\s*(?:of|after|from|following|since|before|ahead\s+of)\s+(?P<what>[^.;:,]+)", re.IGNORECASE)
_STARTS_LATER = re.compile(
    r"\b(?:of|after|from|following|since|once|when|before|ahead|upon|if|as\s+soon\s+as)\b", re.IGNORECASE
)
_BOUGHT = re.compile(
    r"\b(?:bought|ordered|purchased|booked|placed|sold|paid|made|supplied|reported)\s+(?P<how>online|by\s+\w+"
    r"|in\s+(?:an?|our|one\s+of\s+our|the)\s+\w+|over\s+the\s+\w+|through\s+\w+)(?P<or>\s+or\s+(?:by\s+)?\w+)?",
    re.IGNORECASE,
)
_FOR_NOTHING = re.compile(r"\b(?:at|for|with)\s+no\s+(?:extra\s+|additional\s+)?(?:cost|charge)\b", re.IGNORECASE)
_NO_MORE = re.compile(
    r"\bno\s+(?:more|later|longer|less|fewer|earlier)\s+than\b|\bnot\s+(?:more|later|longer|less|fewer|only)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:no|nothing|none|nobody|neither|nor|never|without|refuse[sd]?|excluded)\b", re.IGNORECASE)
_LEAST_COVERED = 0.6
_CLAUSE_COVERED = 0.5
_CASE_TOLD = 0.6
_NARROWING = re.compile(r"(?:ed|ing|al|ic|ous|ive|ary|less|able|ible|est|full)$")
_DETERMINERS = frozenset("a an the our your their its each every no any this these for of by with on from to".split())


def _figures(claim: Claim) -> str | None:
    """It has no figure that its units do not have."""
    known = {_digits(found[0]) for found in _FIGURE.finditer(claim.basis)}
    having = {quantity.canonical for quantity in find_quantities(claim.basis)}
    quantities = find_quantities(claim.text)
    same = [quantity.span for quantity in quantities if quantity.canonical in having]
    for quantity in quantities:
        if quantity.canonical not in having and quantity.kind is not QuantityKind.COUNT:
            return f"The passages do not give {quantity.span.of(claim.text)}."
    spoken = set(words(claim.basis))
    for pattern in (_FIGURE, _NUMBER_WORDS):
        for found in pattern.finditer(claim.text):
            covered = any(span.start <= found.start() < span.end for span in same)
            if not covered and found[0].lower() not in spoken and _digits(found[0]) not in known:
                return f"The passages do not give {found[0]}."
    return None


def _limits(claim: Claim) -> str | None:
    """It leaves out no figure that limits what it speaks of."""
    said = {quantity.canonical for quantity in find_quantities(claim.text)}
    for clause in claim.clauses():
        limits = [each for each in find_quantities(clause) if each.comparator in _LIMITING]
        missing = [each for each in limits if each.canonical not in said and not _spelt(each, clause, claim.text)]
        if missing:
            return f"It leaves out “{missing[0].span.of(clause)}”."
    return None


def _spelt(quantity: Quantity, clause: str, text: str) -> bool:
    """Whether the figure stands in the sentence, read as another kind of quantity."""
    figures = {_digits(found[0]) for found in _FIGURE.finditer(quantity.span.of(clause))}
    return bool(figures) and figures <= {_digits(found[0]) for found in _FIGURE.finditer(text)}


def _start(claim: Claim) -> str | None:
    """A duration still counts from what it counts from."""
    said = {quantity.canonical for quantity in find_quantities(claim.text)}
    for unit in claim.units:
        for quantity in find_quantities(unit):
            begins = _STARTS.match(unit, quantity.span.end)
            if quantity.kind is not QuantityKind.DURATION or begins is None or quantity.canonical not in said:
                continue
            told = stems_of(begins["what"])
            if told and not (_STARTS_LATER.search(claim.text) and told & all_stems(claim.text)):
                return f"It leaves out what {quantity.span.of(unit)} counts from."
    return None


def _scope(claim: Claim) -> str | None:
    """It says nothing of all, always, free or at once that its units do not."""
    known = set(words(claim.basis))
    denies = _denies(claim.basis) and _denies(claim.text)
    for word in words(claim.text):
        groups = [group for group in _WIDENING if word in group]
        if not groups or word in _HARMLESS or any(group & known for group in groups):
            continue
        if not (denies and word.startswith("any")):
            return f"'{word}' goes further than the passages."
    return None


def _only(claim: Claim) -> str | None:
    """What is so only in a case or for some stays so."""
    if any(_ONLY.search(clause) for clause in claim.clauses()) and not _KEPT_ONLY.search(claim.text):
        return "It leaves out “only”."
    return None


def _hedges(claim: Claim) -> str | None:
    """A figure that a unit gives as usual or on average may not become a promise."""
    said = {quantity.canonical for quantity in find_quantities(claim.text)}
    for unit in claim.units:
        if not said & {quantity.canonical for quantity in find_quantities(unit)}:
            continue
        for hedge in _HEDGES:
            found = hedge.search(unit)
            if found and not hedge.search(claim.text):
                return f"It leaves out “{found[0].strip()}”."
    return None


def _conditions(claim: Claim) -> str | None:
    """What is so in a case that a unit names is so in that case."""
    if _KEPT_CONDITION.search(claim.text):
        return None
    said = all_stems(claim.text)
    for unit in claim.units:
        found = _CONDITION.search(unit)
        if found is None or not claim.speaks_of(unit):
            continue
        case = stems_of(re.split(r"[,;.]", unit[found.end() :], maxsplit=1)[0])
        if not case or len(case & said) < _CASE_TOLD * len(case):  # "a faulty item" tells of "if an item is faulty"
            return f"It leaves out a condition: “{found[0]} …”."
    return None


def _restrictions(claim: Claim) -> str | None:
    """It keeps the words that narrow what a promise is about: "bought online", "accepted claims"."""
    said = claim.stems
    for clause in claim.clauses():
        bought = _BOUGHT.search(clause)
        if bought and not stems_of(f"{bought['how']} {bought['or'] or ''}") & all_stems(claim.text):
            return f"It leaves out “{bought[0]}”."
        for narrow, noun in _narrowed(clause):
            if stem(noun) in said and stem(narrow) not in said:
                return f"It leaves out “{narrow}”, which narrows it."
    return None


def _narrowed(clause: str) -> Iterator[tuple[str, str]]:
    """Words that stand before another and narrow it, with that other word."""
    every = words(clause)
    for place in range(len(every) - 1):
        narrow, noun = every[place], every[place + 1]
        before = every[place - 1] if place else ""
        if not is_content(narrow) or not is_content(noun) or narrow.isdigit() or noun.isdigit():
            continue
        if _NARROWING.search(narrow) and (not before or before in _DETERMINERS or is_content(before)):
            yield narrow, noun


def _coverage(claim: Claim) -> str | None:
    """Most of its words are those of its units, in each of its clauses."""
    known = all_stems(claim.basis) | stems_of(claim.names)
    for least, parts in ((_LEAST_COVERED, [claim.text]), (_CLAUSE_COVERED, clauses_of(claim.text))):
        for part in parts:
            said = stems_of(part)
            if said and len(said & known) < least * len(said):
                return f"The passages do not say “{part.strip()}”."
    return None


def _denials(claim: Claim) -> str | None:
    """It denies what its units deny and nothing else."""
    if _denies(claim.text):
        return None if any(map(_denies, claim.units)) else "It denies what the passages do not deny."
    if any(_denies(clause) for clause in claim.clauses()):
        return "It leaves out a “not”."
    return None


def _denies(text: str) -> bool:
    plain = _NO_MORE.sub("at most", _FOR_NOTHING.sub("free", text))
    return bool(_NOT.search(plain) or find_negations(plain))


def _digits(figure: str) -> str:
    return figure.rstrip(".,:/").replace(",", "")


RULES: Sequence[Callable[[Claim], str | None]] = (
    _figures,
    _limits,
    _start,
    _scope,
    _only,
    _hedges,
    _conditions,
    _restrictions,
    _denials,
    _coverage,
)
