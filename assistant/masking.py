"""Personal data in what people type, masked before it is stored: e-mail, IBAN, card and phone numbers.

Only what has the shape of such a number, and its check digits where it has some, is masked: dates, amounts and order
numbers stay, since a question is worth keeping for what it asks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from re import Match

#: Between the digits of a long number, as people type it.
_GAP = r"[ \t\u00a0\u202f.\u2010-\u2015-]{0,2}"
_AT = r"(?: ?[@\uff20] ?|\s?[\[(]at[\])]\s?)"
_DOT = r"(?:\.|\s?[\[(]dot[\])]\s?)"
_EMAIL = re.compile(rf"(?<![\w.+%-])[\w.+%-]+{_AT}[\w-]+(?:{_DOT}[\w-]+)+", re.IGNORECASE)
_IBAN = re.compile(rf"(?<![^\W_])[A-Za-z]{{2}} ?\d{{2}}(?:{_GAP}[A-Za-z0-9]){{11,30}}(?!\w)")
#: A run of digits that may hold a card's number, and others' before or after it, such as its security code.
_DIGITS = re.compile(rf"(?<!\d)(?<!\d[.,])\d(?:{_GAP}\d){{12,}}")
_GROUP = re.compile(r"\d+")
#: International with a plus or 00, national with a zero, or three groups as in North America.
_PHONE = re.compile(
    r"(?<![\w.+])(?:(?:\+|00)\d(?:[ ./()-]{0,3}\d){7,14}|\(?0\)?\d(?:[ ./()-]{0,2}\d){7,12}|"
    r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?!\w)"
)
#: Any number of six digits or more that is said to be one.
_NAMED_PHONE = re.compile(
    r"\b((?:tele)?(?:phone|fon)|tel|t[ée]l[ée](?:phone|fono)|mobile|m[óo]vil|handy|cell|call|ring|fax|whatsapp)"
    r"(\W{0,3}(?:(?:is|me|us|my|number|no|nr|on|at|ist|es|est)\W{1,3}){0,3})(\d(?:[ ./()-]{0,2}\d){5,13})(?!\w)",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{2}-\d{2}")
_SHORTEST_IBAN = 15
#: Where a space follows the country, words might look like an IBAN: it must have so many digits.
_DIGITS_OF_SPACED_IBAN = 10
_CARD_LENGTHS = range(13, 20)

EMAIL, IBAN, CARD, PHONE = "[e-mail address]", "[account number]", "[card number]", "[phone number]"


def mask(text: str) -> str:
    """The text with personal data replaced by what it was; masking twice changes nothing more."""
    text = _EMAIL.sub(EMAIL, text)
    text = _IBAN.sub(_masked_iban, text)
    text = _DIGITS.sub(_masked_cards, text)
    text = _PHONE.sub(lambda found: found[0] if _DATE.search(found[0]) else PHONE, text)
    return _NAMED_PHONE.sub(lambda found: found[0] if _DATE.search(found[3]) else f"{found[1]}{found[2]}{PHONE}", text)


def is_card(number: str) -> bool:
    """Whether the digits could be a payment card's: 13 to 19 of them, with Luhn's check digit."""
    digits = [int(sign) for sign in number if sign.isdecimal()]
    if len(digits) not in _CARD_LENGTHS or not any(digits):
        return False
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0


def is_iban(number: str) -> bool:
    """Whether this is an IBAN, by its check digits (ISO 13616, modulo 97)."""
    signs = [sign for sign in number.upper() if sign.isalnum() and sign.isascii()]
    if len(signs) < _SHORTEST_IBAN:
        return False
    return int("".join(str(int(sign, 36)) for sign in signs[4:] + signs[:4])) % 97 == 1


def _masked_iban(found: Match[str]) -> str:
    """What looks like an IBAN may have swallowed the words after it: the longest part that is one is masked."""
    words = found[0]
    ends = [
        place
        for place in range(len(words), _SHORTEST_IBAN - 1, -1)
        if place == len(words) or not words[place].isalnum()
    ]
    end = next((place for place in ends if is_iban(words[:place])), None)
    if end is None or (words[2] == " " and sum(map(str.isdigit, words[:end])) < _DIGITS_OF_SPACED_IBAN):
        return words
    return IBAN + words[end:]


def _masked_cards(found: Match[str]) -> str:
    """The longest stretches of whole groups that are a card's number are masked, whatever digits stand around them."""
    words = found[0]
    groups = [group.span() for group in _GROUP.finditer(words)]
    kept, done, first = [], 0, 0
    while first < len(groups):
        last = _card_from(words, groups, first)
        if last is None:
            first += 1
            continue
        kept += [words[done : groups[first][0]], CARD]
        done, first = groups[last][1], last + 1
    return "".join([*kept, words[done:]])


def _card_from(words: str, groups: Sequence[tuple[int, int]], first: int) -> int | None:
    """The last group of the longest card's number that begins with a group; None where none does."""
    digits, found = 0, None
    for last in range(first, len(groups)):
        digits += groups[last][1] - groups[last][0]
        if digits >= _CARD_LENGTHS.stop:
            break
        number = words[groups[first][0] : groups[last][1]]
        if is_card(number) and not _DATE.search(number):
            found = last
    return found
