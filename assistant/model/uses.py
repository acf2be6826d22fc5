"""The other uses of a language model; each can be switched on, and each has something to fall back to.

A model's searches are added to ours, its wordings are shown only if they say the same as the clause, in both
directions, its readings only if they are words of the unit. Whatever fails leaves things as they were.
"""

from __future__ import annotations

import logging
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from assistant.masking import mask
from assistant.model.claims import Claim
from assistant.model.connection import LanguageModel
from assistant.model.failures import Failure, ModelFailure
from assistant.model.guards import plain_text_refusal, refusal
from assistant.model.replies import Queries, Reading, Wording, parse
from assistant.model.spending import Spending
from assistant.verify import SentenceVerdict, Verdict, verify
from knowledge.memory_search import MemorySearch, version_of
from knowledge.readers import read
from prompts import load

if TYPE_CHECKING:
    from assistant.rules.base import Finding

log = logging.getLogger(__name__)

_MOST_QUERIES = 3
_LONGEST_QUERY = 300
_NUMBER = re.compile(r"\d[\d.,:]*")
_GAP = re.compile(r"\[\[.*?\]\]")
_TYPES = frozenset({"promise", "target", "remedy", "exclusion", "discretion", "customer_duty", "none"})
#: What the next call would meet, too.
_LASTING = frozenset({Failure.TIMED_OUT, Failure.RATE_LIMITED, Failure.UNREACHABLE, Failure.REJECTED})
_OFF = "This use is switched off."
_Shape = TypeVar("_Shape", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Switches:
    """Which uses are on."""

    rewriting: bool = False
    splitting: bool = False
    extraction: bool = False
    clauses: bool = False
    plain: bool = False
    explaining: bool = False


@dataclass(frozen=True, slots=True)
class Reworded:
    """A text in a model's words, or as it was."""

    text: str
    changed: bool
    reason: str = ""  #: why it stays as it was


@dataclass(frozen=True, slots=True)
class UnitReading:
    """What a model reads in a unit: its kind, and parts that are words of it."""

    type: str
    parts: dict[str, str]


class Uses:
    """What a model may help with beside answering."""

    def __init__(
        self, model: LanguageModel, switches: Switches, seconds: float, spending: Spending | None = None
    ) -> None:
        self._model = model
        self._on = switches
        self._seconds = seconds
        self._spending = spending
        self._patience: _Patience | None = None

    def many(self) -> Uses:
        """The same for several calls, which share the seconds of one and end with a failure that would last."""
        uses = Uses(self._model, self._on, self._seconds, self._spending)
        uses._patience = _Patience(self._seconds)
        return uses

    @property
    def reads(self) -> bool:
        """Whether hard units are read."""
        return self._on.extraction

    def queries(self, question: str, earlier: Sequence[str], who: str) -> tuple[str, ...]:
        """Further searches for a question: in other words, and for each thing that it asks; none where all is off."""
        found: list[str] = []
        for is_on, name in ((self._on.rewriting, "rewrite"), (self._on.splitting, "split")):
            if is_on:
                values = {"question": mask(question), "earlier": "\n".join(map(mask, earlier))}
                reply, _ = self._ask(name, Queries, who, **values)
                found += reply.queries[:_MOST_QUERIES] if reply else []
        return tuple(dict.fromkeys(query[:_LONGEST_QUERY] for query in found if query.strip()))

    def plain(self, clause: str, who: str) -> Reworded:
        """A clause in plain language, if that says the same."""
        if not self._on.plain:
            return Reworded(clause, changed=False, reason=_OFF)
        return self._reworded(clause, *self._ask("plain", Wording, who, clause=clause))

    def worded(self, clause: str, wish: str, who: str) -> Reworded:
        """A drafted clause worded as its author wishes, if that says the same and keeps every gap."""
        if not self._on.clauses:
            return Reworded(clause, changed=False, reason=_OFF)
        return self._reworded(clause, *self._ask("clause", Wording, who, clause=clause, wish=wish))

    def explained(self, finding: Finding, who: str) -> Reworded:
        """Why a finding matters for its words; the rule's own message where the model's words may not be shown."""
        own = f"{finding.message} {finding.suggestion}"
        words = finding.quote or ""
        if not self._on.explaining:
            return Reworded(own, changed=False, reason=_OFF)
        reply, failure = self._ask("explain", Wording, who, finding=own, clause=words)
        if reply is None:
            return Reworded(own, changed=False, reason=failure)
        strange = plain_text_refusal(reply.text, f"{own} {words}")
        known = set(_NUMBER.findall(f"{own} {words}"))
        if strange or not set(_NUMBER.findall(reply.text)) <= known:
            return Reworded(own, changed=False, reason=strange or "The model's explanation has figures of its own.")
        return Reworded(" ".join(reply.text.split()), changed=True)

    def reading(self, unit: str, who: str) -> UnitReading | None:
        """What a unit promises, if every part that the model names is words of it; None otherwise."""
        reply, _ = self._ask("extract", Reading, who, unit=unit) if self._on.extraction else (None, _OFF)
        if reply is None or reply.type not in _TYPES:
            return None
        parts = {name: value for name, value in reply.model_dump(exclude={"type"}).items() if value}
        return UnitReading(reply.type, parts) if all(value in unit for value in parts.values()) else None

    def _reworded(self, clause: str, reply: Wording | None, failure: str) -> Reworded:
        if reply is None:
            return Reworded(clause, changed=False, reason=failure)
        if sorted(_GAP.findall(reply.text)) != sorted(_GAP.findall(clause)):
            return Reworded(clause, changed=False, reason="The model's wording changes a gap.")
        reason = _difference(reply.text, clause)
        return Reworded(clause, changed=False, reason=reason) if reason else Reworded(reply.text.strip(), changed=True)

    def _ask(self, name: str, shape: type[_Shape], who: str, **values: str) -> tuple[_Shape | None, str]:
        """The reply to a prompt, or why there is none."""
        if self._spending is not None and not self._spending.is_left(who):
            return None, ModelFailure(Failure.OVER_BUDGET).message
        try:
            seconds = self._patience.left() if self._patience else self._seconds
            reply = self._model.complete(load(name).fill(**values), seconds)
            if self._spending is not None:
                self._spending.add(who, reply.usage)
            return parse(reply.text, shape), ""
        except ModelFailure as failure:
            log.info("The prompt '%s' brought nothing: %s", name, failure.message)
            if self._patience and failure.failure in _LASTING:
                self._patience.end(failure)
            return None, failure.message


class _Patience:
    """The seconds that are left to several calls, and what ended them before their time."""

    def __init__(self, seconds: float) -> None:
        self._until = time.monotonic() + seconds
        self._ended: Failure | None = None

    def left(self) -> float:
        """Seconds for the next call.

        Raises:
            ModelFailure: there are none.
        """
        seconds = self._until - time.monotonic()
        if self._ended or seconds <= 0:
            raise ModelFailure(self._ended or Failure.TIMED_OUT)
        return seconds

    def end(self, failure: ModelFailure) -> None:
        """No more calls."""
        self._ended = failure.failure


def _difference(wording: str, clause: str) -> str:
    """Why a wording does not say the same as a clause; empty where each bears out the other.

    A sentence that stands in both needs no bearing out.
    """
    added, left_out = _verified(wording, clause), _verified(clause, wording)
    kept = {sentence.text for sentence in added} & {sentence.text for sentence in left_out}
    for sentence in added:
        if sentence.text not in kept and sentence.verdict is not Verdict.SUPPORTED:
            return f"The model's wording adds or changes something: {sentence.reason}"
        reason = refusal(Claim(sentence.text, clause, clause, [clause])) if sentence.text not in kept else None
        if reason:
            return f"The model's wording changes something: {reason}"
    for sentence in left_out:
        if sentence.text not in kept and sentence.verdict is not Verdict.SUPPORTED:
            return f"The model's wording leaves out something: {sentence.reason}"
    return ""


def _verified(text: str, basis: str) -> Sequence[SentenceVerdict]:
    document = read("clause.md", basis.encode())
    return verify(text, MemorySearch([(version_of("clause.md", document), document)], None)).sentences
