"""What kind of document it is: a contract or policy, a charter for customers, or a code for an organisation's staff.

"Bags are checked daily" is a promise of a charter; "Packages are versioned automatically" describes a product in its
terms of service, and a statement on labour promises customers nothing. Contracts and charters differ plainly in how
much of their wording is the law's.
"""

from __future__ import annotations

import re

_LEGAL = re.compile(
    r"\b(?:agreements?|terms of|hereby|herein|pursuant|shall|licen[cs]es?|liab\w+|warrant\w*|indemnif\w+"
    r"|polic(?:y|ies)|applicable law|jurisdiction|copyright|infring\w+|compl(?:y|ies|iance)|violat\w+|disclos\w+"
    r"|personal (?:data|information)|trademarks?|takedown|legal\w*|court|prohibit\w*)\b",
    re.IGNORECASE,
)
_FEWEST_WORDS = 100  # a shorter text says too little about itself
_LEAST_SHARE = 0.014  # of words; charters in our sets stay below 0.01, but for a policy of insurance


def is_contract(text: str) -> bool:
    """Whether the wording of a whole document is a contract's or policy's."""
    words = len(text.split())
    return words >= _FEWEST_WORDS and len(_LEGAL.findall(text)) >= _LEAST_SHARE * words


_STAFF = re.compile(
    r"\b(?:employees?|staff|colleagues?|contractors?|workers?|managers?|supervisors?|workforce|human resources"
    r"|personnel|interns?)\b",
    re.IGNORECASE,
)
_CUSTOMERS = re.compile(
    r"\b(?:customers?|users?|members?|clients?|patients?|passengers?|guests?|tenants?|residents?|consumers?|subscribers?"
    r"|developers?|partners?|visitors?|accounts?)\b",
    re.IGNORECASE,
)
_LEAST_STAFF = 0.01  # of words; a manual of procedures for customers stays below
_STAFF_FOR_A_CUSTOMER = 3


def is_for_staff(text: str) -> bool:
    """Whether a whole document is about those who work for the organisation, as a code of ethics is."""
    words = len(text.split())
    staff = len(_STAFF.findall(text))
    return (
        words >= _FEWEST_WORDS
        and staff >= _LEAST_STAFF * words
        and staff >= _STAFF_FOR_A_CUSTOMER * len(_CUSTOMERS.findall(text))
    )
