"""Where, behind what customers are told or free to do, somebody of ours begins to act: "ring, and a clerk comes"."""

from __future__ import annotations

from assistant.caseless import caseless

#: Words that name who acts, by their endings, and some short ones; what ends so and is a thing is left out.
PERSON = (
    r"(?!(?:letter|number|paper|order|water|weather|counter|container|heater|boiler|meter|locker|folder|sticker|door"
    r"|floor|offer|answer|poster|computer|printer|charger|ladder|shower|dinner|summer|winter|corner|power|register"
    r"|error|motor|matter|other|later|after|cover|former|latter|either|leather|plaster|paint|front|cent|document"
    r"|newsletter|quarter|semester|transfer|voucher|banner|trailer|cooler|cellar|mirror|colour|harbour|river|tower"
    r"|buyer|customer|owner|user|member|passenger|visitor|traveller|caller|lodger|borrower)s?\b)"
    r"(?:[\w-]+(?:er|or|ist|ian|eer|ener|man|woman|men|women|ant|trar)s?|staff|team|crew|desk|office|clerks?|nurses?|guides?"
    r"|chefs?|cooks?|vets?|coach|head|boss|chair|aide|janitor|lab|laboratory|workshop|registry|doctor|surgery"
    r"|warehouse|depot|kitchen|bank|branch|boy|girl|colleagues?|wardens?|captains?|hosts?|smiths?|sweeps?)"
)
_MODAL = r"(?:(?:will|shall)\s(?:also\s|then\s|\w+ly\s)?)"
_PUT_BEFORE = r"(?:,|;|:)?\s(?:and|then|so)\s(?:then\s)?|[;:]\s|,\sthen\s"
_REACHES = r"(?=\s(?:you|your|it|them|him|her|the|an?|each|every|all|back|out|off|up|over|round|at|to|with|in|on|by)\b)"
_OURS_ACT = caseless(
    rf"(?:{_PUT_BEFORE})(?P<subject>(?:we|i|they|he|she)\s(?:will\s|\w+ly\s)?(?!(?:are|is|were|costs?|counts?"
    rf"|have|has|must|can|may|need|needs|should)\b)[a-z]+"
    rf"|(?:our|the|an?|one of our|two of our|another)\s(?:[\w'-]+\s){{1,4}}?{_MODAL}[a-z]+"
    rf"|(?:our|the|an?|one of our|another)\s(?:[\w'-]+\s){{0,3}}?{PERSON}\s(?:\w+ly\s|also\s|then\s)?[a-z]+"
    rf"(?:(?<!s)s{_REACHES}|(?<=comes)|(?<=goes)|(?<!s)s(?=[.,;]|$))"
    rf"|our\s(?:[\w'-]+\s){{1,4}}?[a-z]+(?:(?<!s)s{_REACHES}|(?<=\scomes)|(?<=\sgoes))"
    r"|(?:our|the|an?|another)\s(?:[\w'-]+\s){1,3}?(?:is|are) (?:there|with you|at your|on (?:its|the|their) way|back)"
    rf"|(?:our|the|two of our)\s(?:[\w'-]+\s){{0,3}}?{PERSON}(?<=s)\s[a-z]+(?<!s){_REACHES})"
)


def our_turn(words: str, start: int = 0) -> int | None:
    """Where somebody of ours begins to act behind an invitation, if anybody does.

    Args:
        words: a sentence that tells or allows the customer something.
        start: where to look from.
    """
    found = _OURS_ACT.search(words, start)
    return None if found is None else found.start("subject")
