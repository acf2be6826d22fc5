"""Personal data in what people type, masked before it is stored: e-mail, IBAN, card and phone numbers.

Only what has the shape of such a number, and its check digits where it has some, is masked: dates, amounts and order
numbers stay, since a question is worth keeping for what it asks.
"""

from __future__ import annotations

import re
from re import Match

_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
_IBAN = re.compile(r"(?<!\w)[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]){11,30}(?!\w)")
_CARD = re.compile(r"(?<![\w.])\d(?:[ -]?\d){12,18}(?!\w)")
#: International with a plus or 00, national with a zero, or three groups as in North America.
_PHONE = re.compile(
    r"(?<![\w.+])(?:(?:\+|00)\d(?:[ ./()-]{0,2}\d){7,14}|\(?0\d(?:[ ./()-]{0,2}\d){7,12}|"
    r"\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?!\w)"
)
_DATE = re.compile(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d{2}-\d{2}")
_SHORTEST_IBAN = 15
_CARD_LENGTHS = range(13, 20)

EMAIL, IBAN, CARD, PHONE = "[e-mail address]", "[account number]", "[card number]", "[phone number]"


def mask(text: str) -> str:
    """The text with personal data replaced by what it was; masking twice changes nothing more."""
    text = _EMAIL.sub(EMAIL, text)
    text = _IBAN.sub(_masked_iban, text)
    text = _CARD.sub(lambda found: CARD if is_card(found[0]) else found[0], text)
    return _PHONE.sub(lambda found: found[0] if _DATE.search(found[0]) else PHONE, text)


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
    return words if end is None else IBAN + words[end:]
