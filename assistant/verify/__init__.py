"""Verifying what is about to be said: is each sentence backed by the documents in force?"""

from assistant.verify.entailment import CrossEncoderEntailment, Entailment
from assistant.verify.evidence import EvidenceSearch
from assistant.verify.judge import Judgement
from assistant.verify.library_evidence import LibraryEvidence
from assistant.verify.records import SentenceVerdict, Verdict, Verification
from assistant.verify.verification import verify, verify_statement

__all__ = [
    "CrossEncoderEntailment",
    "Entailment",
    "EvidenceSearch",
    "Judgement",
    "LibraryEvidence",
    "SentenceVerdict",
    "Verdict",
    "Verification",
    "verify",
    "verify_statement",
]
