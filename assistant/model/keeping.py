"""What a model's sentence must keep of its units: figures, scope, hedges, conditions, restrictions, denials."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import cache

from assistant.facts import Canonical, Comparator, Quantity, QuantityKind, find_quantities
from assistant.model.claims import Claim, all_stems, clauses_of, stems_of
from knowledge.documents import Span
from knowledge.words import WordVectors, content_words, is_content, stem, words

_FIGURE = re.compile(r"\d[\d.,:/]*")
_NUMBERS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11,
    "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90,
    "twice": 2, "third": 3, "fourth": 4, "fifth": 5,
}  # fmt: skip
_NUMBER_WORDS = re.compile(
    rf"\b(?:{'|'.join(_NUMBERS)}|hundred|thousand|double|half|quarter|triple|dozen"
    r"|(?:first|second)(?=\s+of\s+(?:the|each|every)))\b",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)days?|weekends?|weekdays?|january|february|april|june|july|august|september"
    r"|october|november|december|christmas|easter|summer|winter)\b",
    re.IGNORECASE,
)
_NOON = 12
_AFTERNOON = re.compile(r"\b(1[3-9]|2[0-3])[:.]\d\d\b")
_LIMITING = frozenset({Comparator.AT_MOST, Comparator.LESS_THAN, Comparator.AT_LEAST, Comparator.MORE_THAN})
#: Words that widen, by what they say: a sentence may use one only if its units have a word of one of its groups.
_GROUPS = """
all any every each everything anything whatever whichever wherever whenever regardless entire whole both anytime
everyone everybody anyone anybody whoever all
always never forever ever permanently unlimited indefinitely
automatically automatic automated
immediately instantly instant immediate directly
free gratis complimentary nothing cost charge charges
guarantee guarantees guaranteed warrant warranted
full fully complete completely entirely whole total all entire
additional additionally bonus extra more further
"""
_WIDENING = tuple(frozenset(group.split()) for group in _GROUPS.strip().splitlines())
#: Of these, words that say too little by themselves to be looked for in a sentence.
_HARMLESS = frozenset("cost charge charges nothing more further".split())
_HEDGES = (
    re.compile(r"\b(?:on\s+average|average|mean)\b", re.IGNORECASE),
    re.compile(
        r"\b(?:usually|normally|typically|generally|mostly|often|in\s+most\s+cases|where\s+possible|as\s+a\s+rule|targets?|goals?"
        r"|(?:aims?|try|tries|endeavou?rs?|intends?|expects?|hopes?)\s+to)\b",
        re.IGNORECASE,
    ),
    re.compile(
        r"\b(?:about|around|approximately|roughly|nearly|almost)\s+(?=[\d£$€]|(?:an?|one|two|three|four|five|six|ten)\b)",
        re.IGNORECASE,
    ),
)
_CONDITION = re.compile(
    r"\b(?:if|unless|provided|as\s+long\s+as|so\s+long\s+as|subject\s+to|except|excluding|other\s+than|apart\s+from"
    r"|on\s+condition|when|where|once|through\s+(?:our|your)\s+(?:own\s+)?fault|due\s+to|because)\b",
    re.IGNORECASE,
)
#: What is to be done so that the rest holds: "Tell us within two days and we replace it."
_FIRST_DO = re.compile(
    r"\W*((?:tell|order|call|ring|ask|send|bring|show|write|claim|report|email|return|contact|give|book|apply|cancel|pay|keep)"
    r"\b.{5,}?)\s*\band\s+(?=(?:we|you|our)\b)",
    re.IGNORECASE,
)
_KEPT_CONDITION = re.compile(
    r"\b(?:if|unless|provided|as\s+long\s+as|so\s+long\s+as|subject\s+to|except|exceptions?|excluding|other\s+than"
    r"|apart\s+from|on\s+condition|when|where|once|only|without|whose|should|in\s+case)\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\b(?:only|solely|exclusively)\b", re.IGNORECASE)
_KEPT_ONLY = re.compile(r"\b(?:only|solely|exclusively|if|unless|nobody|nothing|no|not|alone|except)\b", re.IGNORECASE)
_TOO = re.compile(r"\b(?:too|as\s+well)\s*(?:[.,;]|$)", re.IGNORECASE)
#: Words of nearly every sentence.
_LIGHT = frozenset(
    "back come comes give gives given get gets take takes turn turns let lets make makes go goes pay pays".split()
)
_HAPPENS = frozenset("happens takes lasts costs applies remains".split())
#: What a duration counts from: "of your request", "after the meeting".
_STARTS = re.compile(r"\s*(?:of|after|from|following|since|before|ahead\s+of)\s", re.IGNORECASE)
_STARTS_LATER = re.compile(
    r"\b(?:of|after|from|following|since|once|when|before|ahead|upon|if|late|later|beyond|as\s+soon\s+as)\b",
    re.IGNORECASE,
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
_NOT = re.compile(
    r"\b(?:no|not|nothing|none|nobody|neither|nor|never|without|cannot|refuses?|refused|excluded|exempt|outside)\b|n['’]t\b",
    re.IGNORECASE,
)
#: A word or two that a denial stands right before.
_DENIED = re.compile(r"\b(?:without|never|no|not)\s+(?:(?:in|by|for|at|on|an?|the|your|any)\s+)*(\w+)", re.IGNORECASE)
_COVERED = 0.6
_CLAUSE_COVERED = 0.5
_AND = re.compile(
    r"\b(?:and|or|nor|plus|as\s+well\s+as)\s+(?:(?:also|then|the|an?|your|our|their|any|all|to|in|on|by|of|for|at|from)\s+)*"
    r"(\w+)",
    re.IGNORECASE,
)
#: A word and what says which of its kind is meant.
_WHICH = re.compile(
    r"\b(\w+)\s+(?=(?:from|under|between|inside|outside|in|on|at|to|for|of|with|by|through|during)\s+([^,;:.|]+))",
    re.IGNORECASE,
)
_KINDS = tuple(
    frozenset(kind.split()) for kind in ("another other different", "same", "most many some several", "next", "half")
)
_NEAR = 6  #: words after "another" in which what it is about may stand
_WHICH_WORDS = 3
_VERY_ALIKE = 0.65
_LIKE_ENOUGH = 0.5
_ALIKE = 0.4  #: cosine of two words' vectors
_CASE_TOLD = 0.6
_NARROWING = re.compile(r"(?:ed|ing|al|ic|ous|ive|ary|less|able|ible|est|full)$")
#: They stand before a word and do not say which of its kind is meant.
_NO_KIND = frozenset("time each every first once twice free charge cost please".split())
_DETERMINERS = frozenset("a an the our your their its each every no any this these for of by with on from to".split())


def _figures(claim: Claim) -> str | None:
    """It has no figure that its units do not have."""
    having = [quantity.canonical for quantity in find_quantities(claim.bearing)]
    same: list[Span] = []
    for quantity in find_quantities(claim.text):
        if any(_is_within(quantity.canonical, other) for other in having):
            same.append(quantity.span)
        elif quantity.kind is not QuantityKind.COUNT:
            return f"The passages do not give {quantity.span.of(claim.text)}."
    numbers = {number for _, _, number in _numbers_in(claim.text)}
    if len(claim.units) > 1 and numbers & _numbers(claim.bearing) and not _stand_together(numbers, claim):
        return "Its figures and what they are said of stand in different passages."
    known = _numbers(claim.bearing)
    for place, figure, number in _numbers_in(claim.text):
        if number not in known and not any(span.start <= place < span.end for span in same):
            return f"The passages do not give {figure}."
    return None


def _days(claim: Claim) -> str | None:
    """It names no day of the week, month or part of the week that its units do not."""
    known = all_stems(claim.bearing)
    strange = [word for word in _DAYS.findall(claim.text) if stem(word.lower()) not in known]
    return f"The passages do not say {strange[0]}." if strange else None


def _stand_together(numbers: Collection[str], claim: Claim) -> bool:
    """Whether one of several units has all the numbers that they have, and half of what is said with them."""
    having = [frozenset(numbers) & _numbers(unit) for unit in claim.units]
    all_of_them = frozenset().union(*having)
    said = content_words(_without_figures(claim.text))
    told = (
        sum(_are_told(said, content_words(unit)))
        for unit, found in zip(claim.units, having, strict=True)
        if found == all_of_them
    )
    return any(2 * count >= len(said) for count in told)


def _is_within(one: Canonical, other: Canonical) -> bool:
    """Whether two quantities say the same, or the other is a range or a choice with this one at an end."""
    ends = {other.low, other.high}
    return one == other or (one.dimension == other.dimension and one.low in ends and one.high in ends)


def _numbers(text: str) -> frozenset[str]:
    """The numbers of a text in digits; hours of the afternoon count as both."""
    found = {number for _, _, number in _numbers_in(text)}
    hours = {str(int(hour) - _NOON) for hour in _AFTERNOON.findall(text)}
    return frozenset(found | hours | {part for number in found for part in number.split(":")})


def _numbers_in(text: str) -> Iterator[tuple[int, str, str]]:
    """Place, words and digits of each number."""
    for found in _FIGURE.finditer(text):
        yield found.start(), found[0], found[0].rstrip(".,:/").replace(",", "").removesuffix(".00")
    for found in _NUMBER_WORDS.finditer(text):
        word = found[0].lower()
        yield found.start(), found[0], str(_NUMBERS.get(word, word))


def _limits(claim: Claim) -> str | None:
    """It leaves out no figure that limits what it speaks of."""
    said = {quantity.canonical for quantity in find_quantities(claim.text)}
    for clause in claim.clauses():
        for each in find_quantities(clause):
            if _is_limit(each, clause) and each.canonical not in said and not _is_spelt(each, clause, claim.text):
                return f"It leaves out “{each.span.of(clause)}”."
    return None


def _is_limit(quantity: Quantity, clause: str) -> bool:
    if quantity.kind is QuantityKind.COUNT and quantity.canonical.high == 1:
        return False
    counts = quantity.kind is QuantityKind.DURATION and _STARTS.match(clause, quantity.span.end) is not None
    return quantity.comparator in _LIMITING or counts


def _is_spelt(quantity: Quantity, clause: str, text: str) -> bool:
    """Whether the figure stands in the sentence, read as another kind of quantity."""
    figures = _numbers(quantity.span.of(clause))
    return bool(figures) and figures <= _numbers(text)


def _start(claim: Claim) -> str | None:
    """A limit in time still counts from something."""
    said = {quantity.canonical for quantity in find_quantities(claim.text)}
    for clause in claim.clauses():
        for quantity in find_quantities(clause):
            limits = quantity.kind is QuantityKind.DURATION and quantity.comparator in _LIMITING
            if not limits or quantity.canonical not in said or not _STARTS.match(clause, quantity.span.end):
                continue
            if not _STARTS_LATER.search(claim.text):
                return f"It leaves out what {quantity.span.of(clause)} counts from."
    return None


def _scope(claim: Claim) -> str | None:
    """It says nothing of all, always, free or at once that its units do not."""
    known = set(words(claim.basis))
    if _TOO.search(claim.text) and not known & {"too", "also", "both", "well"}:
        return "It says “too”, and the passages do not."
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
    for clause in claim.clauses():
        if not said & {quantity.canonical for quantity in find_quantities(clause)}:
            continue
        for hedge in _HEDGES:
            found = hedge.search(clause)
            if found and not hedge.search(claim.text):
                return f"It leaves out “{found[0].strip()}”."
    return None


def _conditions(claim: Claim) -> str | None:
    """What is so in the cases that a unit names is so in those cases."""
    said = all_stems(claim.text)
    marked = len(_KEPT_CONDITION.findall(claim.text))
    for part in claim.parts():
        cases = [(found[0], _case_after(part, found.end())) for found in _CONDITION.finditer(part)]
        untold = [word for word, case in cases if len(case & said) < _CASE_TOLD * len(case) or not case]
        # "A faulty item" tells of "if an item is faulty"; "if it is broken" may mean it.
        if len(untold) > max(marked - (len(cases) - len(untold)), 0):
            return f"It leaves out a condition: “{untold[0]} …”."
    for unit in claim.units:
        asked = _FIRST_DO.match(unit)
        if asked and not claim.speaks_of(asked[1]) and claim.speaks_of(unit[asked.end() :]):
            return f"It leaves out what has to be done before: “{asked[1]}”."
    return None


def _case_after(part: str, place: int) -> frozenset[str]:
    return stems_of(re.split(r"[,;.]", part[place:], maxsplit=1)[0])


def _restrictions(claim: Claim) -> str | None:
    """It keeps the words that narrow what a promise is about: "bought online", "accepted claims"."""
    said = claim.stems
    for clause in claim.clauses():
        bought = _BOUGHT.search(clause)
        if bought and not stems_of(f"{bought['how']} {bought['or'] or ''}") & all_stems(claim.text):
            return f"It leaves out “{bought[0]}”."
        for narrow, noun in _narrowed(clause, begins=any(unit.startswith(clause) for unit in claim.units)):
            if stem(noun) in said and not any(_are_told([narrow], content_words(claim.text), _LIKE_ENOUGH)):
                return f"It leaves out “{narrow}”, which narrows it."
    return None


def _narrowed(clause: str, *, begins: bool) -> Iterator[tuple[str, str]]:
    """Words that stand before another and narrow it, with that other word: "accepted claims", "sale items".

    Args:
        clause: of a unit.
        begins: whether it begins the unit; the first word after an "and" may belong to what stands before it.
    """
    every = words(clause)
    for place in range(len(every) - 1):
        narrow, noun = every[place], every[place + 1]
        before = every[place - 1] if place else ""
        if not is_content(narrow) or not is_content(noun) or narrow.isdigit() or noun.isdigit() or narrow in _NO_KIND:
            continue
        if (before in _DETERMINERS if place else begins) or (_NARROWING.search(narrow) and is_content(before)):
            yield narrow, noun


def _kinds(claim: Claim) -> str | None:
    """Which of a thing is meant stays: "another size" does not become "another product"."""
    told = words(claim.bearing)
    stems = [stem(word) for word in told]
    said = words(claim.text)
    for place, word in enumerate(said):
        kind = next((kind for kind in _KINDS if word in kind and said[place - 1 : place] != ["at"]), None)
        thing = next((stem(after) for after in said[place + 1 : place + 3] if is_content(after)), "")
        if kind is None or thing not in stems:
            continue
        near = (stems[at + 1 : at + _NEAR] for at, other in enumerate(told) if other in kind)
        if not any(thing in after for after in near):
            return f"The passages do not say this of “{word} {thing}”."
    return None


def _coverage(claim: Claim) -> str | None:
    """Half of its words are those of its units or like them, in each of its clauses; figures are looked at apart."""
    known = content_words(f"{claim.basis} {claim.names}")
    parts = [(claim.text, _COVERED), *((clause, _CLAUSE_COVERED) for clause in clauses_of(claim.text))]
    for part, least in parts:
        said = [word for word in content_words(_without_figures(part)) if word not in _LIGHT]
        if sum(_are_told(said, known)) < least * len(said):
            return f"The passages do not say “{part.strip()}”."
    return None


def _coordination(claim: Claim) -> str | None:
    """What it adds with an "and" or an "or" is in its units too."""
    known = content_words(f"{claim.bearing} {claim.names}")
    for found in _AND.finditer(claim.text):
        added = found[1].lower()
        if (
            is_content(added)
            and added not in _HAPPENS
            and not added.isdigit()
            and not all(_are_told([added], known, _LIKE_ENOUGH))
        ):
            return f"The passages do not say “{found[0]}”."
    return None


def _ending(claim: Claim) -> str | None:
    """It does not stop where a unit goes on to say which: "no allowance for leaks" of "leaks from taps"."""
    said = content_words(claim.text)
    last = stem(words(claim.text)[-1]) if said else ""
    for unit in claim.units:
        for found in _WHICH.finditer(unit):
            which = content_words(found[2])[:_WHICH_WORDS]
            if stem(found[1].lower()) == last and which and not any(_are_told(which, said, _VERY_ALIKE)):
                return f"It leaves out “{found[0]}”."
    return None


def _are_told(wanted: Sequence[str], known: Sequence[str], alike: float = _ALIKE) -> list[bool]:
    """For each word whether it or a word like it is known."""
    if not wanted:
        return []
    stems = {stem(word) for word in known}
    close = _vectors().likeness(wanted, known).max(axis=1, initial=0.0)
    return [stem(word) in stems or like >= alike for word, like in zip(wanted, close, strict=True)]


def _without_figures(text: str) -> str:
    for quantity in reversed(find_quantities(text)):
        text = f"{text[: quantity.span.start]} {text[quantity.span.end :]}"
    return text


@cache
def _vectors() -> WordVectors:
    return WordVectors()


def _denials(claim: Claim) -> str | None:
    """It denies what its units deny and nothing else."""
    if _denies(claim.text):
        return None if any(map(_denies, claim.units)) else "It denies what the passages do not deny."
    for clause in claim.clauses():
        if _denies(clause):
            return "It leaves out a “not”."
    for unit in claim.units:
        for found in _DENIED.finditer(unit):
            if stems_of(found[1]) and stems_of(found[1]) <= claim.stems:
                return f"It leaves out “{found[0]}”."
    return None


def _denies(text: str) -> bool:
    return bool(_NOT.search(_NO_MORE.sub("at most", _FOR_NOTHING.sub("free", text))))


RULES: Sequence[Callable[[Claim], str | None]] = (
    _figures,
    _days,
    _limits,
    _start,
    _scope,
    _only,
    _hedges,
    _conditions,
    _restrictions,
    _kinds,
    _denials,
    _coverage,
    _coordination,
    _ending,
)
