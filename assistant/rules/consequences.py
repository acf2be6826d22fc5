"""Whether somebody of ours acts when a promise is missed, and does more than tell, write down or try again."""

from __future__ import annotations

import re

from assistant.caseless import caseless
from assistant.rules.amends import customers_pay
from assistant.rules.failures import BEYOND, DISAGREES, FAILS_LATER, GENERIC_FAILURE
from assistant.rules.parts import Role
from assistant.rules.reading import Reading

_RECORDED = caseless(
    r"\b(?:log|logged|list|listed|notes?|noted|records?|recorded|counts?|counted|map|board|screen|label|sheet"
    r"|register|statistics|dashboard|reasons?)\b"
)  #: what is only written down makes nothing good
#: To tell, to explain, to say sorry or to try again at some time makes nothing good.
_WORDS_ONLY = caseless(
    r"\b(?:tells?|informs?|lets? (?:you|them) know|texts?|writes?|(?<!the )(?<!your )calls?|rings?|phones?"
    r"|emails?|explains?"
    r"|warns?|notif\w+"
    r"|updates?|contacts?|says? (?:so|why|when)|gives? (?:you )?(?:a|the|its|our|an?) (?:reason|explanation"
    r"|update|news)|tr(?:y|ies)"
    r"|aims?|may|might|could|hopes?|regrets?|reports?|posts?|messages?|announces?|shows?"
    r"|do(?:es)? (?:our|its|their)"
    r"|as soon|please|must|should|can|not|never|no|nothing|cannot)\b"
)
_OR = caseless(
    r"[,;] or (?:else )?(?!(?:sooner|earlier|later|less|fewer|more|by|on|at|within|before|after|if|when|in|for"
    r"|to|from|the (?:next"
    r"|following|same)|with|any|both|longer|until|as|\d)\b)"
)
_AND_WE = caseless(r"\band (?:we|i|he|she|it|they|the|our|an?|your \w+ (?:is|are))\b")
_SUM = caseless(r"\b(?:fee|fare|price|money|rent|deposit|charge|bill)s?\b")
_BEGINNING = 40  #: characters in which a sentence about a failure names it
_LEAST_WORDS = 3  #: who does what


def follows_on_failure(promise: Reading, place: int) -> bool:
    """Whether behind a limit its failure is named, or an "or", and an act of ours follows that is more than words."""
    found = (pattern.search(promise.words, place) for pattern in (FAILS_LATER, _OR))
    return any(failure is not None and _acts(promise, failure.end()) for failure in found)


def acts_on_failure(reading: Reading, asked: str = "") -> bool:
    """Whether a sentence tells of an act, more than words, for a failure that it or the question before it names.

    Args:
        reading: the sentence, behind a limit.
        asked: the question before it that names the failure, if one does: "Still full?"
    """
    if asked:
        return _answers(reading)
    failure = GENERIC_FAILURE.search(reading.words, 0, _BEGINNING) or _beyond(reading)
    return (
        failure is not None
        and not DISAGREES.search(reading.words)
        and not reading.limits
        and not reading.efforts
        and not reading.hedges
        and not reading.vague_times
        and _acts(reading, max(failure.end(), reading.part_at(failure.start()).end if _opens(reading, failure) else 0))
    )


def _beyond(reading: Reading) -> re.Match[str] | None:
    """Where a sentence that tells neither of payments by customers nor of records names what lies beyond a limit."""
    if customers_pay(reading.words) or _RECORDED.search(reading.words):
        return None
    return BEYOND.search(reading.words, 0, _BEGINNING)


def _answers(reading: Reading) -> bool:
    """Whether a sentence answers a question about a failure with an act that is more than words."""
    plain = not customers_pay(reading.words) and not _RECORDED.search(reading.words) and not reading.past
    return plain and not reading.limits and not reading.efforts and not reading.hedges and _acts(reading, 0)


def _is_told(reading: Reading, words: str) -> bool:
    """Whether the customer is told to act and nobody of ours does: "use the complaints procedure"."""
    first = re.match(r"\W*(\w+)", words)
    return first is not None and _AND_WE.search(words) is None and first[1].lower() in reading.lists["imperative"].exact


def _opens(reading: Reading, failure: re.Match[str]) -> bool:
    """Whether a failure stands in a clause of its own: "if it is late, …", not "whoever waits longer gets …"."""
    return reading.role_at(failure.start()) is not Role.MAIN


def _acts(reading: Reading, place: int) -> bool:
    """Whether from a place on a main clause tells of an act that is more than words."""
    messages = reading.find("response-act")
    for part in reading.parts:
        words = reading.words[max(part.start, place) : part.end]
        if (
            part.end > place
            and (part.role is Role.MAIN or (part.role is Role.RELATIVE and part.start < place))
            and len(words.split()) >= _LEAST_WORDS
            and not _WORDS_ONLY.search(words)
            and not _is_told(reading, words)
            and (_SUM.search(words) or not any(part.start <= message.start < part.end for message in messages))
        ):
            return True
    return False
