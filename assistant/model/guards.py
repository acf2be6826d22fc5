"""What a model's sentence may not do, whatever the verifier thinks of it: each rule gives its reason or nothing.

The verifier compares any sentence with any evidence. A model's sentence comes with the units it was taken from, so
more can be asked of it: it speaks for nobody, promises nothing itself, quotes exactly, and keeps what belongs to what
it says (`keeping`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from assistant.model import keeping
from assistant.model.claims import Claim, all_stems
from knowledge.words import content_words, stem, words

_MOST_WORDS = 60
_LEAST_WORDS = 3  #: somebody does something
_LEAST_TELLING = 3  #: content words of a sentence that says "it" or "that"
_POINTS = re.compile(r"\b(?:it|this|that|these|those|them|so)\b", re.IGNORECASE)
_OPENING = re.compile(
    r"^\W*(?:yes|yeah|yep|no|nope|sure|certainly|absolutely|definitely|of\s+course|indeed|correct|exactly|right"
    r"|great\s+news|good\s+news|unfortunately|fortunately|happily|in\s+short|to\s+answer\s+your\s+question)\b"
    r"(?:\s*[,.!:;–—-]+\s*|\s*$)",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"[<>`{}\\]|\]\(|\*\*|__|&#?\w+;")
_ADDRESS = re.compile(
    r"\b(?:https?://|www\.)\S+|\S+@\S+|\b[\w-]+\.(?:com|org|net|example|io|co|uk|eu|de)(?:/\S*)?\b", re.IGNORECASE
)
_SPEAKER = re.compile(r"(?<![\w'’])(?:I|I['’](?:ll|m|ve|d)|[Mm]e|[Mm]y|[Mm]yself|[Ll]et\s+me)(?![\w])")
_DAYS = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)"
_NOW = re.compile(
    r"\b(?:now|today|tonight|tomorrow|shortly|soon|straight\s+away|right\s+away|at\s+once|immediately|instantly"
    r"|as\s+soon\s+as\s+possible|this\s+(?:morning|afternoon|evening|week|month)"
    rf"|next\s+(?:week|month|{_DAYS})|on\s+{_DAYS}|on\s+(?:its|their|the|his|her)\s+way|already|just)\b",
    re.IGNORECASE,
)
_SOMEBODY = r"(?:we|they|she|he|it|our\s+\w+|the\s+team|an?\s+\w+|someone|somebody|your\s+\w+)"
_DONE = re.compile(
    rf"\b{_SOMEBODY}(?:['’]ve|['’]s|\s+ha(?:ve|s))\s+(?:been\s+)?(?:\w+ly\s+)?(\w+(?:ed|en|t|ne|de|ut|aid|ade))\b"
    r"|\b(?:we|they|she|he)(?:['’]re|['’]s|\s+(?:are|is))\s+(\w+ing)\b",
    re.IGNORECASE,
)
#: A clause that tells when something holds may be in the perfect: "once we have received it".
_SUBORDINATE = re.compile(
    r"\b(?:once|when|after|if|until|unless|as\s+soon\s+as|that|which|where|because|whether|before)\s+(?:\w+\s+){0,3}$",
    re.IGNORECASE,
)
_WILL = re.compile(
    rf"\b(?:(?:we|they|she|he|it)['’]ll|{_SOMEBODY}\s+(?:will|shall|(?:is|are)\s+going\s+to))\s+"
    r"(?:be\s+|then\s+|also\s+|always\s+|never\s+|not\s+)*(\w+)",
    re.IGNORECASE,
)
_PLAIN_VERBS = frozenset("be get have receive find need see pay give make do take go apply".split())
_QUOTED = re.compile(r"“([^”]+)”|\"([^\"]+)\"|«([^»]+)»|„([^“”]+)[“”]|‘([^’]{12,})’")
_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cn", "Cs"})


def without_opening(text: str) -> str:
    """A sentence without its "Yes," or "Unfortunately,": whether that is so is for the rest to say."""
    previous = None
    plain = " ".join(text.split())
    while plain != previous:
        previous = plain
        plain = _OPENING.sub("", plain, count=1)
    return plain[:1].upper() + plain[1:]


def refusal(claim: Claim) -> str | None:
    """Why a sentence may not be shown; None where nothing speaks against it."""
    return next((reason for rule in _RULES if (reason := rule(claim))), None)


def _says_something(claim: Claim) -> str | None:
    if not content_words(claim.text) or len(words(claim.text)) < _LEAST_WORDS:
        return "It says no more than yes or no."
    if _POINTS.search(claim.text) and len(content_words(claim.text)) < _LEAST_TELLING:
        return "It does not say what it speaks of."
    if claim.text.rstrip().endswith("?"):
        return "It asks instead of answering."
    return "It is too long to be one sentence." if len(words(claim.text)) > _MOST_WORDS else None


def plain_text_refusal(text: str, basis: str) -> str | None:
    """Why words may not be shown as text: marks, invisible signs, addresses that the basis does not have."""
    if _MARKUP.search(text) or any(unicodedata.category(sign) in _INVISIBLE for sign in text):
        return "It holds marks or signs that are no words."
    strange = [found[0] for found in _ADDRESS.finditer(text) if found[0].strip(".,;)") not in basis]
    return f"The passages do not give the address {strange[0]}." if strange else None


def _is_plain_text(claim: Claim) -> str | None:
    return plain_text_refusal(claim.text, claim.basis)


def _speaks_for_nobody(claim: Claim) -> str | None:
    if _SPEAKER.search(claim.text) and not _SPEAKER.search(claim.basis):
        return "It speaks of what the assistant does."
    said = " ".join(claim.basis.lower().split())
    for found in _NOW.finditer(claim.text):
        if " ".join(found[0].lower().split()) not in said:
            return f"It speaks of something happening now: “{found[0]}”."
    return None


def _promises_nothing_itself(claim: Claim) -> str | None:
    known = all_stems(claim.basis)
    for found in _DONE.finditer(claim.text):
        verb = next(filter(None, found.groups())).lower()
        told = stem(verb) in known and _SUBORDINATE.search(claim.text[: found.start()])
        if not told and " ".join(found[0].lower().split()) not in claim.basis.lower():
            return f"It speaks of something being done: “{found[0]}”."
    for found in _WILL.finditer(claim.text):
        verb = found[1].lower()
        if stem(verb) not in known and verb not in _PLAIN_VERBS:
            return f"It promises to {verb}, which the passages do not."
    return None


def _quotes_exactly(claim: Claim) -> str | None:
    basis = " ".join(claim.basis.split())
    for found in _QUOTED.finditer(claim.text):
        quoted = " ".join(next(filter(None, found.groups())).split()).rstrip(".,;")
        if quoted not in basis:
            return "What it quotes does not stand in the passages like that."
    return None


_RULES: Sequence[Callable[[Claim], str | None]] = (
    _says_something,
    _is_plain_text,
    _speaks_for_nobody,
    _promises_nothing_itself,
    _quotes_exactly,
    *keeping.RULES,
)
