"""What a provision may say, seen at a glance: cheap enough to try on every unit found, so that few need be read.

It never misses what reading finds (`tests/assistant/test_glance.py`); it only lets too much through.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cached_property

from assistant.verify.lexicon import lexicon, stem

_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"[\d½¼¾]")
_SIGN = re.compile(r"[£€$¥₹%]")
_JOINED = re.compile(r"\d[a-zł]")  #: "24h", "12p"
_NUMBERS = """
one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen
nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen couple pair both first
second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
"""
#: Without one of these words, as a rule, a text has no figure of that kind.
_FIGURES: Mapping[str, str] = {
    "time": """
    second sec minute min hour hr h day night overnight week wk weekday workday weekend month quarter year yr fortnight
    decade
    """,
    "money": """
    gbp eur usd chf sek nok dkk pln czk huf ron bgn isk cad aud nzd jpy inr zar sgd hkd aed pound euro dollar franc
    krona kronor krone kroner kr zloty zł yen rupee penny pence p cent free pay paid cost charge fee price nothing
    """,
    "%": "cent percent pct half halves third quarter fifth sixth eighth tenth full whole entire complete out",
    "clock": f"{_NUMBERS} noon midday midnight",
    "every": "every each daily nightly weekly once twice thrice time",
    "count": _NUMBERS,
}
#: What says the same without a word.
_OTHERWISE = {"money": _SIGN, "%": _SIGN, "clock": _DIGIT, "count": _DIGIT}
_DENIALS = "not never cannot nobody nothing none neither nor no without t"


class Glance:
    """The stems of a text's words, and what they leave open."""

    def __init__(self, text: str) -> None:
        known = lexicon()
        self._text = text.lower()
        self._words = frozenset(_WORD.findall(self._text))
        self._telling = frozenset(map(stem, self._words - known.light)) - known.soft

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(map(stem, self._words))

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The kinds of figures that the text may have, as `Figure.kind` names them."""
        if _JOINED.search(self._text):
            return frozenset(_WORDS)
        found = {kind for kind, words in _WORDS.items() if not self._stems.isdisjoint(words)}
        return frozenset(found.union(kind for kind, sign in _OTHERWISE.items() if sign.search(self._text)))

    @cached_property
    def may_deny(self) -> bool:
        """Whether it may deny anything."""
        return (
            "free of" in self._text
            or not self._stems.isdisjoint(_DENYING)
            or any(phrase.pattern.search(self._text) for phrase in lexicon().denying.possible(self._text))
        )

    @property
    def may_be_automatic(self) -> bool:
        """Whether it may tell that something is given without being asked for, or is not."""
        return "automatic" in self._text

    @cached_property
    def keys(self) -> frozenset[str]:
        """The stems with all that may stand for them."""
        groups = lexicon().groups
        return self._stems.union(*(groups[each] for each in self._stems if each in groups))

    def tells_more(self, other: Glance, most: int) -> bool:
        """Whether more of its words than `most` tell something that none like them tells in the other."""
        groups, found = lexicon().groups, 0
        for each in self._telling - other.keys:
            if len(each) > 1 and not each[0].isdigit() and other.keys.isdisjoint(groups.get(each, ())):
                found += 1
                if found > most:  # as a rule, long before the last word
                    return True
        return False


_WORDS = {kind: frozenset(map(stem, words.split())) for kind, words in _FIGURES.items()}
_DENYING = frozenset(map(stem, _DENIALS.split()))
