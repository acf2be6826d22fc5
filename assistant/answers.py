"""The records of asking: a question with its history, the answer or abstention, and its receipt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from assistant.quotes import Quote
from knowledge.documents import Scope
from knowledge.manifest import Contact


class Status(StrEnum):
    """What became of a question."""

    ANSWERED = "answered"
    ABSTAINED = "abstained"
    NEEDS_CLARIFICATION = "needs_clarification"


class Stance(StrEnum):
    """What the documents say; null where the evidence is a duty or a fact."""

    PROMISED = "promised"
    CONDITIONAL = "conditional"
    EXCLUDED = "excluded"
    SILENT = "silent"  #: of abstentions: silence is neither yes nor no


class Reason(StrEnum):
    """Why there is no answer."""

    NOTHING_FOUND = "nothing_found"
    NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
    WRONG_KIND = "wrong_kind"  #: related words, but not the kind of thing asked for
    NO_QUESTION = "no_question"
    NOT_ABOUT_PROMISES = "not_about_promises"  #: asks us to do, to predict or to break rules
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier message."""

    role: Literal["user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True)
class Question:
    """What somebody asks, and what they may see."""

    text: str
    scope: Scope
    history: tuple[Turn, ...] = ()  #: oldest first


@dataclass(frozen=True, slots=True)
class Said:
    """A verified sentence of a language model."""

    text: str
    quotes: tuple[int, ...]  #: which of the answer's quotes bear it out, from 0


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a language model had to do with an answer; receipts keep it."""

    model: str  #: "provider:name"
    prompt: str  #: name and version
    outcome: Literal["written", "quotes"]  #: whose words the answer's text is
    reason: str = ""  #: why the quotes answer, one of `model.failures.Failure`
    cause: str = ""  #: what the provider or the parser said
    kept: Sequence[Mapping[str, object]] = ()  #: sentences shown: text and the ids of the units they cite
    dropped: Sequence[Mapping[str, object]] = ()  #: sentences that were not, each with its reason
    repaired: bool = False  #: whether the model was asked to write sentences again
    cached: bool = False  #: whether the same question had been answered before
    prompt_tokens: int = 0
    reply_tokens: int = 0
    counted: str = "reported"  #: how the tokens are known, one of `model.tokens.Counted`
    cost: float | None = None  #: where prices are set
    currency: str = ""
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in the organisation's own words, or an abstention (then `quotes` is empty)."""

    status: Status
    stance: Stance | None
    text: str
    quotes: tuple[Quote, ...]
    confidence: float  #: 0 to 1, that the documents answer; also when abstaining
    reason: Reason | None = None  #: of an abstention
    contact: Contact | None = None
    nearest: tuple[Quote, ...] = ()  #: of an abstention: the closest passages, which do not answer
    mode: Literal["quote", "model"] = "quote"
    receipt_id: str = ""
    notes: tuple[str, ...] = ()  #: sentences of ours for the reader: a contradiction, a calculation's assumption
    statements: tuple[Said, ...] = ()  #: in model mode: what `text` says, sentence by sentence
    model: ModelUse | None = None  #: None where no language model was asked


@dataclass(frozen=True, slots=True)
class Receipt:
    """How an answer came about, kept so that it can be explained and checked later."""

    id: str
    created_at: str  #: ISO 8601, UTC
    question: str
    as_of: str
    audiences: tuple[str, ...]
    decision: str
    confidence: float
    threshold: float
    mode: str
    quotes: Sequence[dict[str, object]]  #: version id, span, sha256 of the words, role, score
    versions: Sequence[str]  #: ids of the versions that were quoted
    features: dict[str, float] = field(default_factory=dict)  #: what the decision saw
    settings: dict[str, str] = field(default_factory=dict)  #: embedding model, index build, calibration, prompt
    model: dict[str, Any] = field(default_factory=dict)  #: `ModelUse` as data; empty where no model was asked
