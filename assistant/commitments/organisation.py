"""The name by which a document calls whoever makes its promises: "Acme will refund you" reads as "we will"."""

from __future__ import annotations

import re
from collections import Counter

_ACTS = re.compile(
    r"\b(?P<name>[A-Z][\w&]+(?: [A-Z][\w&]+)?) (?:will|shall|may|does|reserves|complies|aims|offers|is committed)\b"
)
#: parties of a contract and openings of sentences that look like names
_NOT_A_NAME = re.compile(
    r"\b(?:Users?|Customers?|Partners?|Developers?|Members?|Sponsors?|Licensees?|Recipients?|Affirmer|Part(?:y|ies)"
    r"|Owners?|Agreement|Terms|Section|Provider|You|We|It|They|This|That|The|These|No|Nothing|Services?|Candidates?"
    r"|Participants?|Subscribers?|Clients?|Buyers?|Sellers?|Tenants?|Patients?|Passengers?)\b"
)
_FEWEST_ACTS = 1
_FEWEST_MENTIONS = 4
_ADVERB = re.compile(
    r"(?:also|always|never|then|therefore|only|itself|\w+ly|,|\(|\)|and its affiliates|Inc\.?|Ltd\.?)\s*"
)


def organisation_name(text: str) -> str:
    """The name that acts most often in a document; "" where none does often enough to be sure."""
    acting = Counter(match["name"] for match in _ACTS.finditer(text))
    names = [(name, count) for name, count in acting.most_common() if not _NOT_A_NAME.search(name)]
    if not names:
        return ""
    name, count = names[0]
    return name if count >= _FEWEST_ACTS and text.count(name) >= _FEWEST_MENTIONS else ""


def is_named(subject: str, organisation: str) -> bool:
    """Whether a subject is the organisation's name, adverbs aside ("Acme also")."""
    if not subject.startswith(organisation):
        return False
    return not _ADVERB.sub("", subject[len(organisation) :]).strip()
