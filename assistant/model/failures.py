"""What can go wrong with a language model; none of it is an error for whoever asks, since the quotes answer."""

from __future__ import annotations

from enum import StrEnum

from knowledge.errors import PledgeError


class Failure(StrEnum):
    """Why a model's words are not shown."""

    TIMED_OUT = "timed_out"
    RATE_LIMITED = "rate_limited"
    UNREACHABLE = "unreachable"
    BROKE_OFF = "broke_off"  #: the connection ended in mid-reply
    REJECTED = "rejected"  #: the provider does not take our request: key, name of the model, parameters
    FAULT = "fault"  #: the provider reports a fault of its own
    DECLINED = "declined"  #: the model or its filter declines to reply
    EMPTY = "empty"
    MALFORMED = "malformed"
    TOO_LONG = "too_long"
    NOT_BORNE_OUT = "not_borne_out"  #: nothing decisive of what it wrote stands in the documents
    BUSY = "busy"
    OVER_BUDGET = "over_budget"
    CONFLICT = "conflict"  #: the documents disagree: both are quoted, and no model words that


_WORDS = {
    Failure.TIMED_OUT: "the language model did not answer in time",
    Failure.RATE_LIMITED: "the language model takes no more requests for now",
    Failure.UNREACHABLE: "the language model cannot be reached",
    Failure.BROKE_OFF: "the language model broke off",
    Failure.REJECTED: "the language model does not take our requests",
    Failure.FAULT: "the language model has a fault",
    Failure.DECLINED: "the language model declined to answer",
    Failure.EMPTY: "the language model wrote nothing",
    Failure.MALFORMED: "the language model's reply could not be read",
    Failure.TOO_LONG: "the language model's reply was too long",
    Failure.NOT_BORNE_OUT: "the documents did not bear out what the language model wrote",
    Failure.BUSY: "the language model is busy",
    Failure.OVER_BUDGET: "today's budget for the language model is spent",
    Failure.CONFLICT: "they disagree, and a language model is not to choose",
}


class ModelFailure(PledgeError):
    """A model gave nothing that can be used; caught wherever a model is used."""

    def __init__(self, failure: Failure, details: str = "") -> None:
        super().__init__(f"{_WORDS[failure].capitalize()}.", {"failure": failure.value})
        self.failure = failure
        self.cause = details  #: for the log and for staff: what a provider or a parser said


def in_words(failure: Failure) -> str:
    """Why the quotes answer, as a note for the reader."""
    return f"This answer is in the documents' own words: {_WORDS[failure]}."
