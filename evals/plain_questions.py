"""Pure: a provision turned into the question that a customer would ask about it, in plain wording."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.facts import Quantity, QuantityKind, find_quantities
from knowledge.documents import Span

_MOST_WORDS = 28
_FEWEST_WORDS = 4
_MOST_SUBJECT_WORDS = 7
#: "you" is the one who acts after these, else the one it is done to.
_BEFORE_SUBJECT = frozenset(
    "if when that what until after before once where because unless as and or than while whether which whichever "
    "whatever how do can may must will did have are were should".split()
)
_SWAPPED = {
    "we": "you",
    "us": "you",
    "our": "your",
    "ours": "yours",
    "ourselves": "yourselves",
    "your": "my",
    "yours": "mine",
    "yourself": "myself",
}
_WORD = re.compile(r"[A-Za-z]+(?:['’][a-z]+)?")
_FRONT = re.compile(r"^(?P<front>(?:If|When|Where|Once|Until|After|Before|Unless|For|In|On|At|From)\b[^,;:]{3,90}),\s+")
_WE = re.compile(r"^we\s+(?P<rest>.+)$", re.IGNORECASE)
_YOU = re.compile(
    r"^you\s+(?P<modal>may|can|must|will|need to|have to|do not have to|cannot|may not)\s+(?P<rest>.+)$", re.IGNORECASE
)
_THING = re.compile(
    r"^(?P<subject>.+?)\s+(?P<verb>is|are|can|may|must|will|cannot|takes?|costs?)\s+(?P<rest>.+)$", re.IGNORECASE
)
_MODAL = re.compile(
    r"^(?P<modal>may|can|will|must|could|should|are|have|cannot|do not|never|will not|no longer)\s+", re.IGNORECASE
)
_PAYING = re.compile(
    r"^(?P<verb>pay|charge|refund|repay|add|take|credit|deduct)\b\s*(?P<whom>you\b)?\s*", re.IGNORECASE
)
_I_AM = (("I are", "I am"), ("I were", "I was"))
#: Says how much or how long and would give the answer away.
_AMOUNT_AT_END = re.compile(r",\s+(?:up to|at most|at least|with)\b[^,]*$", re.IGNORECASE)
_TWO_SENTENCES = re.compile(r"[;:]|,\s+but\b")
#: Points at a sentence before it, which a question has to do without.
_POINTING = re.compile(r"\b(?:it|they|them|this|these|those|one|here|there)\b", re.IGNORECASE)
_NO_SUBJECT = re.compile(r"^(?:at|for|in|on|just|which|who|there|please)\b|[,:]|\bwe\b|\byou\b", re.IGNORECASE)
_NAMES_A_VALUE = re.compile(
    r"\b(?:price|cost|fee|charge|time|limit|amount|payment|period|deadline|target|rate|discount|term)s?$", re.IGNORECASE
)
#: The negation goes: a customer asks whether, not whether not.
_POSITIVE = {"cannot": "can", "do not": "do", "never": "do", "will not": "will", "no longer": "do"}
_CLAUSE_NUMBER = re.compile(r"^\(?(?:\d{1,3}(?:\.\d{1,3})+\.?|§ ?\d+\.?|\d{1,3}[.)])\s+(?=[A-Z])")


def question_for(sentence: str) -> str | None:
    """A customer's question that the sentence answers; None where no pattern fits.

    >>> question_for("We refund the price within 10 working days of receiving the item.")
    'How soon do you refund the price after receiving the item?'
    >>> question_for("You may return unused lamps within 30 days.")
    'How long do I have to return unused lamps?'
    """
    text = _CLAUSE_NUMBER.sub("", " ".join(sentence.split())).rstrip(".;: ")
    front, main = _split_front(text)
    if (
        not _FEWEST_WORDS <= len(text.split()) <= _MOST_WORDS
        or _TWO_SENTENCES.search(text)
        or _POINTING.search(front or main)
    ):
        return None
    for pattern in (_of_us, _of_the_customer, _of_a_thing):
        asked = pattern(main)
        if asked:
            return _finished(asked, front)
    return None


def question_for_row(cells: Sequence[str], headers: Sequence[str]) -> str | None:
    """A question that a table row answers: what stands in a column for its first cell.

    >>> question_for_row(["Off-Peak", "£19.50"], ["Plan", "Monthly price"])
    'What is the monthly price for “Off-Peak”?'
    >>> question_for_row(["We miss an appointment", "£40"], ["Standard", "Household"])
    '“you miss an appointment”: how much is it (household)?'
    """
    for cell, header in list(zip(cells, headers, strict=False))[1:]:
        quantity = next(iter(find_quantities(cell)), None)
        if quantity and cells[0] and header:
            name, about = _lower_first(header), swapped(_lower_first(cells[0]))
            if _NAMES_A_VALUE.search(name):
                return f"What is the {name} for “{swapped(cells[0])}”?"
            asked = "how long is it" if quantity.kind is QuantityKind.DURATION else "how much is it"
            return f"“{about}”: {asked} ({name})?"
    return None


def question_about(heading: str) -> str:
    """The broadest question that a section answers."""
    return f"What do your rules say about “{heading.rstrip('.:?! ')}”?"


def swapped(text: str) -> str:
    """A text with the organisation's "we" as the customer's "you", and the other way round.

    >>> swapped("we pay you and send it to your bank if you ask us")
    'you pay me and send it to my bank if I ask you'
    """
    words = list(_WORD.finditer(text))
    parts: list[str] = []
    at = 0
    for before, word in pairwise([None, *words]):
        if word is not None:
            parts += [text[at : word.start()], _swapped_word(word.group(), before.group() if before else "")]
            at = word.end()
    result = "".join(parts) + text[at:]
    for wrong, right in _I_AM:
        result = re.sub(rf"\b{wrong}\b", right, result)
    return result


def _swapped_word(word: str, before: str) -> str:
    low = word.lower()
    if low == "you":
        return "I" if not before or before.lower() in _BEFORE_SUBJECT else "me"
    return _SWAPPED.get(low, word)


def _split_front(text: str) -> tuple[str, str]:
    """A leading condition, and the rest."""
    found = _FRONT.match(text)
    if not found or find_quantities(found["front"]):
        return "", text
    return found["front"], text[found.end() :]


def _of_us(text: str) -> str | None:
    """Of "we …"."""
    found = _WE.match(text)
    if not found:
        return None
    rest = found["rest"]
    modal = _MODAL.match(rest)
    helper = modal["modal"].lower() if modal else "do"
    act = rest[modal.end() :] if modal else rest
    if helper in {"are", "have"} or act.startswith(("have ", "are ")):
        return None
    helper = _POSITIVE.get(helper, helper)
    paid = _PAYING.match(act)
    money, limit = _first(act, QuantityKind.MONEY), _first(act, QuantityKind.DURATION)
    if paid and money and _whole(money).start == paid.end():
        whom = " me" if paid["whom"] else ""
        return f"How much {helper} you {paid['verb']}{whom}{swapped(act[_whole(money).end :])}"
    if limit and _is_limit(act, limit):
        return f"How soon {helper} you {swapped(_without(act, limit))}"
    return f"{_capital(helper)} you {swapped(_AMOUNT_AT_END.sub('', act))}"


def _of_the_customer(text: str) -> str | None:
    """Of "you may …"."""
    found = _YOU.match(text)
    if not found:
        return None
    act, modal = found["rest"], found["modal"].lower()
    limit = _first(act, QuantityKind.DURATION)
    if limit and _is_limit(act, limit) and "not" not in modal:
        return f"How long do I have to {swapped(_without(act, limit))}"
    if modal in {"must", "need to", "have to", "do not have to"}:
        return f"Do I have to {swapped(act)}"
    return f"Can I {swapped(act)}"


def _of_a_thing(text: str) -> str | None:
    """Of a subject such as "Larger refunds"."""
    found = _THING.match(text)
    if not found or len(found["subject"].split()) > _MOST_SUBJECT_WORDS or _NO_SUBJECT.search(found["subject"]):
        return None
    subject, verb, rest = _lower_first(swapped(found["subject"])), found["verb"].lower(), found["rest"]
    rest = re.sub(r"^(?:not|never|no longer)\s+", "", rest)
    if verb in {"cost", "costs"}:
        return f"How much {'does' if verb == 'costs' else 'do'} {subject} cost"
    if verb in {"take", "takes"}:
        return f"How long {'does' if verb == 'takes' else 'do'} {subject} take" if find_quantities(rest) else None
    limit = _first(rest, QuantityKind.DURATION)
    if limit and _is_limit(rest, limit):
        return f"How soon {_POSITIVE.get(verb, verb)} {subject} {swapped(_without(rest, limit))}"
    return f"{_capital(_POSITIVE.get(verb, verb))} {subject} {swapped(rest)}"


def _whole(quantity: Quantity) -> Span:
    """A quantity with the words that bound it."""
    return quantity.full_span or quantity.span


def _first(text: str, kind: QuantityKind) -> Quantity | None:
    return next((quantity for quantity in find_quantities(text) if quantity.kind is kind), None)


def _is_limit(text: str, limit: Quantity) -> bool:
    """Whether it says by when: "within 5 days", "5 days after …"; and it is the only duration."""
    durations = [quantity for quantity in find_quantities(text) if quantity.kind is QuantityKind.DURATION]
    named = text[_whole(limit).start : limit.span.start].strip().lower()
    before = text[: _whole(limit).start].split()[-1:]
    behind = text[_whole(limit).end :].split()[:1]
    within = named in {"within", "in"} or before in (["within"], ["in"])
    counted_from = not named and behind in (["after"], ["before"], ["from"])
    return len(durations) == 1 and (within or counted_from)


def _without(text: str, limit: Quantity) -> str:
    """The text without the limit; what it is counted from stays."""
    before = re.sub(r"\s+(?:in|within)$", "", text[: _whole(limit).start].rstrip())
    behind = re.sub(r"^\s*of\b", " after", text[_whole(limit).end :])
    return f"{before}{behind}".strip()


def _finished(asked: str, front: str) -> str | None:
    """A question with its mark, and with its condition before it."""
    if front:
        asked = f"{_capital(swapped(_lower_first(front)))}, {_lower_first(asked)}"
    asked = asked.strip(" ,;:")
    return f"{asked}?" if len(asked.split()) >= _FEWEST_WORDS else None


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower_first(text: str) -> str:
    """With a small first letter, unless the first word is a name or an abbreviation."""
    first = text.split(" ", 1)[0]
    keep = first == "I" or (not first[1:].islower() and len(first) > 1)
    return text if keep else text[:1].lower() + text[1:]
