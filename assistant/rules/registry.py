"""All rules, in the order in which they are listed everywhere."""

from __future__ import annotations

from assistant.rules import document
from assistant.rules.base import Rule
from assistant.rules.claims import CertificationClaim, StatutoryAsGift
from assistant.rules.consistency import Contradiction
from assistant.rules.discretion import HiddenDiscretion
from assistant.rules.exceptions import ExceptionDistant
from assistant.rules.firmness import AbsoluteClaim, EffortOnly, UndefinedTerm
from assistant.rules.language import PlainLanguage
from assistant.rules.reach import ChannelMissing, OwnerMissing
from assistant.rules.remedies import RemedyMechanics, RemedyMissing
from assistant.rules.time import ClockUnclear, LimitMissing, StartMissing
from assistant.rules.vagueness import AverageLimit, VagueTime

CLAUSE_RULES: tuple[type[Rule], ...] = (
    LimitMissing,
    ClockUnclear,
    StartMissing,
    VagueTime,
    EffortOnly,
    HiddenDiscretion,
    UndefinedTerm,
    AbsoluteClaim,
    AverageLimit,
    OwnerMissing,
    RemedyMissing,
    RemedyMechanics,
    ExceptionDistant,
    ChannelMissing,
    PlainLanguage,
    StatutoryAsGift,
    CertificationClaim,
    Contradiction,
)
DOCUMENT_RULES: tuple[type[Rule], ...] = (
    document.ScopeMissing,
    document.ComplaintRouteMissing,
    document.ExternalBodyMissing,
    document.AvailabilityMissing,
    document.FormatsMissing,
    document.ConfidentialityMissing,
    document.TrainingMissing,
    document.KpiMissing,
    document.ReviewMissing,
    document.VersionMissing,
    document.OwnerRoleMissing,
    document.FeedbackMissing,
)


def all_rules() -> tuple[type[Rule], ...]:
    """Every rule that comes with Pledge."""
    return CLAUSE_RULES + DOCUMENT_RULES
