"""Numbers in digits and words: a pattern that finds them and a function that reads them."""

from __future__ import annotations

import re

from assistant.facts.records import Number, tidy

_ONES = (
    {"zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9}
    | {"ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16}
    | {"seventeen": 17, "eighteen": 18, "nineteen": 19}
)
_TENS = {"twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_FIXED = {"a dozen": 12, "a couple of": 2}
_ADDED: dict[str, Number] = {**_ONES, **_TENS, "half": 0.5, "quarter": 0.25, "a": 0, "an": 0, "and": 0}
_FRACTIONS = {"½": 0.5, "¼": 0.25, "¾": 0.75}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8} | {
    "ninth": 9,
    "tenth": 10,
    "eleventh": 11,
    "twelfth": 12,
    "fifteenth": 15,
}

_SMALL = rf"(?:(?:{'|'.join(_TENS)})(?:[-\s](?:{'|'.join(list(_ONES)[1:10])}))?|{'|'.join(reversed(_ONES))})"
_WORDS = (
    rf"(?:(?:{_SMALL}|an?)\s(?:{'|'.join(_SCALES)})(?:\sand)?(?:\s{_SMALL})?(?:\s(?:{'|'.join(_SCALES)}))?"
    rf"|{_SMALL}\sand\sa\s(?:half|quarter)|{_SMALL}|a\sdozen|a\scouple\sof)"
)
# No more than 15 digits: longer ones are references, or rubbish, and beyond what a float can hold.
_DIGITS = (
    r"(?:\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,15})?(?!\d)"
    r"|\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4}(?![\d])"
    r"|\d{1,15},\d{1,2}(?![\d,])|\d{1,15}(?:\.\d{1,15})?[½¼¾]?(?!\d)|[½¼¾])"
)
#: matches one number; no group, no boundary on its left except that digits do not begin inside a number or a word
NUMBER = rf"(?:(?<![\w.,/])(?<!\d[:\-–]){_DIGITS}(?!\d)|\b{_WORDS}\b)"
#: the same without the guard on the left, for the second number of a range
NUMBER_AFTER = rf"(?:{_DIGITS}(?!\d)|\b{_WORDS}\b)"
_DIGIT_START = re.compile(r"[\d½¼¾]")


def number_value(words: str) -> Number:
    """The value of what `NUMBER` matched.

    Raises:
        ValueError: the words are not a number that `NUMBER` matches.
    """
    text = words.strip().lower()
    if _DIGIT_START.match(text):
        return _digits_value(text)
    return _words_value(text)


def _digits_value(text: str) -> Number:
    fraction: Number = 0
    if text[-1] in _FRACTIONS:
        fraction, text = _FRACTIONS[text[-1]], text[:-1]
        if not text:
            return fraction
    compact = re.sub(r"[ \u00a0\u202f]", "", text)
    if re.fullmatch(r"\d+,\d{1,2}", compact):  # a decimal comma: thousands have three digits after theirs
        compact = compact.replace(",", ".")
    return tidy(float(compact.replace(",", "")) + fraction)


def _words_value(text: str) -> Number:
    if text in _FIXED:
        return _FIXED[text]
    total: Number = 0
    current: Number = 0
    for word in re.split(r"[-\s]+", text):
        if word in _SCALES:
            current = (current or 1) * _SCALES[word]
            if word != "hundred":  # "two thousand three hundred": a hundred multiplies only what stands before it
                total, current = total + current, 0
        elif word in _ADDED:
            current += _ADDED[word]
        else:
            raise ValueError(f"'{text}' is not a number")
    return tidy(total + current)
