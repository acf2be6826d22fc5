"""Promises as data: commitments read from the units of a document, without a language model.

>>> from assistant.commitments import extract, lone_unit
>>> (record,) = extract([lone_unit("We reply to every email within two working days of receipt.")])
>>> record.type.value, record.time_limit.max, record.time_limit.unit, record.start_event.text
('promise', 2, 'working_day', 'receipt')
"""

from assistant.commitments.context import UnitInContext, Words, lone_unit, units_in_context
from assistant.commitments.extract import extract, extract_unit
from assistant.commitments.records import (
    Amount,
    Commitment,
    CommitmentType,
    Gap,
    RemedyTerms,
    Slot,
    Strength,
    TimeLimit,
)

__all__ = [
    "Amount",
    "Commitment",
    "CommitmentType",
    "Gap",
    "RemedyTerms",
    "Slot",
    "Strength",
    "TimeLimit",
    "UnitInContext",
    "Words",
    "extract",
    "extract_unit",
    "lone_unit",
    "units_in_context",
]
