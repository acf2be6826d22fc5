"""Sums of money and shares of a whole."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.caseless import caseless
from assistant.facts.numbers import NUMBER, NUMBER_AFTER, number_value
from assistant.facts.records import Number, Quantity, QuantityKind, tidy
from knowledge.documents import Span

_SIGNS = {"£": "GBP", "€": "EUR", "$": "USD", "¥": "JPY", "₹": "INR", "US$": "USD", "A$": "AUD", "AU$": "AUD"}
_SIGNS |= {"C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD", "S$": "SGD"}
_CODES = (
    *("GBP", "EUR", "USD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BGN", "ISK"),
    *("CAD", "AUD", "NZD", "JPY", "INR", "ZAR", "SGD", "HKD", "AED"),
)
_WORDS = {
    "pound": ("GBP", 1),
    "euro": ("EUR", 1),
    "dollar": ("USD", 1),
    "franc": ("CHF", 1),
    "krona": ("SEK", 1),
    "kronor": ("SEK", 1),
    "krone": ("NOK", 1),
    "kroner": ("NOK", 1),
    "zloty": ("PLN", 1),
    "yen": ("JPY", 1),
    "rupee": ("INR", 1),
    "penny": ("GBP", 0.01),
    "pence": ("GBP", 0.01),
    "pennie": ("GBP", 0.01),
    "p": ("GBP", 0.01),
    "cent": ("EUR", 0.01),
    "kr": ("SEK", 1),
    "zł": ("PLN", 1),
}
_SCALE = {"k": 1_000, "m": 1_000_000, "million": 1_000_000, "bn": 1_000_000_000, "thousand": 1_000}
_SIGN = (
    rf"(?:{'|'.join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True))}|\b(?:{'|'.join(_CODES)})\s?)"
)
_AMOUNT = r"\d{1,3}(?:[,\u00a0\u202f ]\d{3}){1,4}(?:\.\d{1,15})?(?!\d)|\d{1,15}(?:[.,]\d{1,2}(?!\d)|(?!\d))"
_SIGNED = re.compile(
    rf"(?P<sign>{_SIGN})\s?(?P<low>{_AMOUNT})(?P<scale1>\s?(?:k|m|bn|million|thousand)\b)?"
    rf"(?:\s?(?:-|–|—|to|and|or)\s?(?:{_SIGN})?\s?(?P<high>{_AMOUNT})(?=(?P<scale>\s?(?:k|m|bn|million|thousand)\b)?)"
    r"(?!\s?(?:%|per\scent|days?|hours?|weeks?|months?|years?|minutes?|working|times|\w*\d)))?",
)
_WORDED = caseless(
    rf"(?P<low>{NUMBER})(?:\s?(?:-|–|—|to|or)\s?(?P<high>{NUMBER_AFTER}))?\s?-?"
    rf"(?P<word>(?:{'|'.join(_CODES)})\b|€|£|zł|kr\b|(?:pound|euro|dollar|franc|krona|kronor|krone|kroner"
    rf"|zloty|yen|rupee|cent|pennie)s?\b|pence\b|penny\b|p\b)"
)
_MONEY_CUE = re.compile(
    rf"[£€$¥₹]|\b(?:{'|'.join(_CODES)})\b|\d\s?p\b|zł|\bkr\b|(?i:pound|euro|dollar|franc|kron|zloty|\byen\b"
    rf"|rupee|pence|penny|cents?\b)"
)
_PERCENT = caseless(
    rf"(?P<low>{NUMBER})(?:\s?%?\s?(?:-|–|—|to|or)\s?(?P<high>{NUMBER_AFTER}))?\s?(?:%|per\s?cent\b|pct\b)"
)
_RATIO = caseless(
    rf"\b(?P<part>{NUMBER})(?:\s[a-z-]+)?\s(?:in|out\sof)\s(?:every\s)?(?P<whole>ten|10|a\shundred|100|five"
    rf"|four|20|twenty)\b"
)
_FRACTION = caseless(
    r"\b(?P<words>half|(?:a|one)[-\s]quarter|(?:a|one)[-\s]third|two[-\s]thirds|three[-\s]quarters"
    r"|a\stenth|double|twice|halve[sd]?)"
    r"(?=\s(?:of\s)?(?:the|your|its|that|all|their|this|what|price|fare|fee|cost|a\s(?:month|day)['’]s)\b"
    r"|[\s-](?:price|fare|refund)\b)"
)
_PERCENT_CUE = caseless(r"%|per\s?cent|pct")
_RATIO_CUE = caseless(r"\b(?:in|out\sof)\s(?:every\s)?(?:ten|10|a\shundred|100|five|four|20|twenty)\b")
_SHARES: dict[str, Number] = {
    "half": 50,
    "halve": 50,
    "halves": 50,
    "halved": 50,
    "quarter": 25,
    "third": 33.333333,
    "thirds": 66.666667,
    "quarters": 75,
    "tenth": 10,
    "double": 200,
    "twice": 200,
}
_TIME_AFTER_HALF = caseless(r"(?:a\s|an\s)?(?:hour|day|year|month|week)")


def find_money(text: str) -> Iterator[Quantity]:
    """Sums of money with their currency as an ISO 4217 code; dollars without a country are USD."""
    if not _MONEY_CUE.search(text):
        return
    spans: list[Span] = []
    for match in _SIGNED.finditer(text):
        quantity = _signed(match)
        spans.append(quantity.span)
        yield quantity
    for match in _WORDED.finditer(text):
        span = Span(*match.span())
        if not any(span.overlaps(other) for other in spans):
            yield _worded(match, span)


def _signed(match: re.Match[str]) -> Quantity:
    sign = match["sign"].strip()
    scale1, scale2 = (match["scale1"] or "").strip(), (match["scale"] or "").strip()
    low = number_value(match["low"]) * _SCALE.get(scale1 or scale2, 1)
    high = number_value(match["high"]) * _SCALE.get(scale2, 1) if match["high"] else low
    end = match.end("scale") if match["high"] and scale2 else match.end()
    if high < low:  # "£20 or 5": two separate figures
        high, end = low, match.end("low")
    return Quantity(QuantityKind.MONEY, tidy(low), tidy(high), _SIGNS.get(sign, sign), Span(match.start(), end))


def _worded(match: re.Match[str], span: Span) -> Quantity:
    word = match["word"]
    low = number_value(match["low"])
    high = number_value(match["high"]) if match["high"] else low
    if word.upper() in _CODES:
        unit, factor = word.upper(), 1.0
    elif word in _SIGNS:
        unit, factor = _SIGNS[word], 1.0
    else:
        name = word.lower()
        unit, factor = _WORDS.get(name) or _WORDS[name.rstrip("s")]
    return Quantity(QuantityKind.MONEY, tidy(min(low, high) * factor), tidy(high * factor), unit, span)


def find_percentages(text: str) -> Iterator[Quantity]:
    """Percentages, "nine in ten" and fractions of something ("half the fare") as per cent."""
    for match in _PERCENT.finditer(text) if _PERCENT_CUE.search(text) else ():
        low = number_value(match["low"])
        high = number_value(match["high"]) if match["high"] else low
        yield Quantity(QuantityKind.PERCENT, min(low, high), high, "%", Span(*match.span()))
    for match in _RATIO.finditer(text) if _RATIO_CUE.search(text) else ():
        part, whole = number_value(match["part"]), number_value(match["whole"])
        if part <= whole:
            share = tidy(100 * part / whole)
            yield Quantity(QuantityKind.PERCENT, share, share, "%", Span(*match.span()))
    for match in _FRACTION.finditer(text):
        if _TIME_AFTER_HALF.match(text, match.end() + 1):
            continue
        share = _SHARES[match["words"].lower().replace("-", " ").split()[-1]]
        yield Quantity(QuantityKind.PERCENT, share, share, "%", Span(*match.span()))
