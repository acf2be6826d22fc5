"""The other uses of a language model; each can be switched on, and each has something to fall back to.

A model's searches are added to ours, its wordings are shown only if they say the same as the clause, in both
directions, its readings only if they are words of the unit. Whatever fails leaves things as they were.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from pydantic import BaseModel

from assistant.masking import mask
from assistant.model.claims import Claim
from assistant.model.connection import LanguageModel
from assistant.model.failures import ModelFailure
from assistant.model.guards import plain_text_refusal, refusal
from assistant.model.replies import Queries, Reading, Wording, parse
from assistant.model.spending import Spending
from assistant.verify import Verdict, verify
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

    def queries(self, question: str, earlier: Sequence[str], who: str) -> tuple[str, ...]:
        """Further searches for a question: in other words, and for each thing that it asks; none where all is off."""
        found: list[str] = []
        for is_on, name in ((self._on.rewriting, "rewrite"), (self._on.splitting, "split")):
            if is_on:
                values = {"question": mask(question), "earlier": "\n".join(map(mask, earlier))}
                reply = self._ask(name, Queries, who, **values)
                found += reply.queries[:_MOST_QUERIES] if reply else []
        return tuple(dict.fromkeys(query[:_LONGEST_QUERY] for query in found if query.strip()))

    def plain(self, clause: str, who: str) -> Reworded:
        """A clause in plain language, if that says the same."""
        if not self._on.plain:
            return Reworded(clause, changed=False, reason="This use is switched off.")
        return self._reworded(clause, self._ask("plain", Wording, who, clause=clause))

    def worded(self, clause: str, wish: str, who: str) -> Reworded:
        """A drafted clause worded as its author wishes, if that says the same and keeps every gap."""
        if not self._on.clauses:
            return Reworded(clause, changed=False, reason="This use is switched off.")
        reply = self._ask("clause", Wording, who, clause=clause, wish=wish)
        if reply and sorted(_GAP.findall(reply.text)) != sorted(_GAP.findall(clause)):
            return Reworded(clause, changed=False, reason="The model's wording changes a gap.")
        return self._reworded(clause, reply)

    def explained(self, finding: Finding, who: str) -> Reworded:
        """Why a finding matters for its words; the rule's own message where the model's words may not be shown."""
        own = f"{finding.message} {finding.suggestion}"
        words = finding.quote or ""
        if not self._on.explaining:
            return Reworded(own, changed=False, reason="This use is switched off.")
        reply = self._ask("explain", Wording, who, finding=own, clause=words)
        if reply is None:
            return Reworded(own, changed=False, reason="The language model gave nothing that can be used.")
        strange = plain_text_refusal(reply.text, f"{own} {words}")
        known = set(_NUMBER.findall(f"{own} {words}"))
        if strange or not set(_NUMBER.findall(reply.text)) <= known:
            return Reworded(own, changed=False, reason=strange or "The model's explanation has figures of its own.")
        return Reworded(" ".join(reply.text.split()), changed=True)

    def reading(self, unit: str, who: str) -> UnitReading | None:
        """What a unit promises, if every part that the model names is words of it; None otherwise."""
        reply = self._ask("extract", Reading, who, unit=unit) if self._on.extraction else None
        if reply is None or reply.type not in _TYPES:
            return None
        parts = {name: value for name, value in reply.model_dump(exclude={"type"}).items() if value}
        return UnitReading(reply.type, parts) if all(value in unit for value in parts.values()) else None

    def _reworded(self, clause: str, reply: Wording | None) -> Reworded:
        if reply is None:
            return Reworded(clause, changed=False, reason="The language model gave nothing that can be used.")
        reason = _difference(reply.text, clause)
        return Reworded(clause, changed=False, reason=reason) if reason else Reworded(reply.text.strip(), changed=True)

    def _ask(self, name: str, shape: type[_Shape], who: str, **values: str) -> _Shape | None:
        """The reply to a prompt; None, and the reason in the log, where there is none."""
        if self._spending is not None and not self._spending.is_left(who):
            return None
        try:
            reply = self._model.complete(load(name).fill(**values), self._seconds)
            if self._spending is not None:
                self._spending.add(who, reply.usage)
            return parse(reply.text, shape)
        except ModelFailure as failure:
            log.info("The prompt '%s' brought nothing: %s", name, failure.message)
            return None


def _difference(wording: str, clause: str) -> str:
    """Why a wording does not say the same as a clause; empty where each bears out the other."""
    for text, basis in ((wording, clause), (clause, wording)):
        document = read("clause.md", basis.encode())
        found = verify(text, MemorySearch([(version_of("clause.md", document), document)], None))
        for sentence in found.sentences:
            if sentence.verdict is not Verdict.SUPPORTED:
                which = "adds or changes" if text is wording else "leaves out"
                return f"The model's wording {which} something: {sentence.reason}"
            reason = refusal(Claim(sentence.text, basis, basis, [basis])) if text is wording else None
            if reason:
                return f"The model's wording changes something: {reason}"
    return ""
