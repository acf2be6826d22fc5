"""What a sentence does, by its words: limit another one, refuse, remedy, or grant."""

from __future__ import annotations

import re

from assistant.quotes import QuoteRole


def _any_of(*patterns: str, flags: int = re.IGNORECASE) -> re.Pattern[str]:
    return re.compile("|".join(patterns), flags)


_LEANS = _any_of(
    r"^\W*(?:however|but|except|unless|otherwise|excluding|exceptions?|the only exceptions?|only if|provided)\b",
    r"^\W*th(?:is|at) (?:does|will|is|only|applies|rule|limit|right|offer|promise)\b",
    r"^\W*(?:these (?:do|are|rules|limits)|it (?:does|is) not|they (?:do|are) not|not (?:covered|included))\b",
    r"^\W*in (?:that|those|such|this) cases?\b",
    r"^\W*if (?:we|you|it|this|they) (?:do|does|don't|doesn't|miss|fail|are late|cannot)\b",
    r"^\W*we (?:may|can) (?:refuse|extend|withhold|reduce)\b",
)
_EXCEPTION = _any_of(
    r"\b(?:except|unless|excluding|exclud\w+|other than|apart from)\b",
    r"\b(?:do|does|will|is|are) not (?:apply|cover\w*|includ\w+|eligible|available|refund\w*)\b",
    r"\b(?:not (?:covered|included|available|refundable)|no refund|cannot be (?:returned|refunded))\b",
)
_REMEDY = _any_of(
    r"\bif we (?:miss|fail|are late|do not|don't|cannot|break|cancel)\b",
    r"\bwhen we (?:miss|fail|are late)\b",
    r"\bcompensat\w+\b",
    r"\bwe (?:will )?(?:credit|pay you|owe you|waive)\b",
)
_CONDITION = _any_of(r"\b(?:if|provided(?: that)?|as long as|only (?:if|when|where)|on condition|subject to)\b")
_REFUSES = _any_of(
    r"\bno (?:refund|compensation|discount|allowance|exchange|credit|extension|telephone|phone)s?\b",
    r"\b(?:can ?not|can't|do not|don't|does not|doesn't|will not|won't|is not|are not|may not|must not|never)\b",
    r"\bnot (?:able|possible|allowed|permitted|covered|eligible|available|required)\b",
    r"\b(?:prohibit\w*|exclud\w*|unable)\b",
)
#: A refusal that customers gain by: "we never sell", "we will not charge".
_KEPT = _any_of(
    r"\b(?:we|[A-Z]\w+) (?:will |do |does )?(?:never|not) "
    r"(?:sell|share|charge|disclose|pass|rent|ask|publish|use|train)\b",
    flags=0,
)
_GRANTS = _any_of(
    r"\b(?:we|our \w+|[A-Z]\w+) (?:will|shall|guarantee|promise|commit|pay|refund|repl\w+|answer|credit|offer|give)\b",
    r"\b(?:we|our \w+|[A-Z]\w+) (?:send|keep|provide|deliver|repair|publish|delete|tell|notify|acknowledge|respond)\b",
    r"\b[Yy]ou (?:may|can|have|get|will)\b",
    r"\b(?:within|free of charge|entitled|automatic(?:ally)?)\b",
    flags=0,
)
_YES = _any_of(r"^\W*yes\b")
_NO = _any_of(r"^\W*no\b(?=\s*[,.;:!–—-]|$)")
_ASKS_TO_BE_GRANTED = _any_of(
    r"^\W*(?:can|may|could|might) (?:i|we|my|our|customers|anyone|you)\b",
    r"^\W*(?:am i|are we|is it) (?:allowed|entitled|able|possible|free)\b",
    r"^\W*(?:do|will|would) you\b",
)


def leans_on_previous(plain: str) -> bool:
    """Whether a sentence limits or completes the one before it."""
    return bool(_LEANS.search(plain))


def role_of(plain: str) -> QuoteRole:
    """What a sentence does beside the promise that it stands next to."""
    if _EXCEPTION.search(plain):
        return QuoteRole.EXCEPTION
    if _REMEDY.search(plain):
        return QuoteRole.REMEDY
    return QuoteRole.CONDITION


def refuses(plain: str) -> bool:
    """Whether a sentence says that something is not done, given or allowed."""
    return bool(_REFUSES.search(plain)) and not _KEPT.search(plain)


def grants(plain: str) -> bool:
    """Whether a sentence says that something is done for, or allowed to, the customer."""
    return bool(_GRANTS.search(plain))


def has_condition(plain: str) -> bool:
    """Whether a sentence holds only in a case that it names."""
    return bool(_CONDITION.search(plain) or _EXCEPTION.search(plain))


def replies(plain: str) -> bool:
    """Whether a sentence begins by answering yes or no."""
    return bool(_YES.search(plain) or _NO.search(plain))


def affirms(plain: str) -> bool:
    """Whether a sentence begins by answering yes."""
    return bool(_YES.search(plain))


def asks_to_be_granted(question: str) -> bool:
    """Whether a yes to this question grants something; a yes to "Do I have to pay?" does not."""
    return bool(_ASKS_TO_BE_GRANTED.search(question))
