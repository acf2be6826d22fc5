"""Evidence to an answer in plain sentences: start reading here.

quotes decided ─ sources_of ─> units with ids ─ prompt ─> model ─ statements, each citing ids ─ check ─> told or refused
refused ─ asked again once, with the reasons ─> told or dropped ─ nothing decisive left, or a failure ─> the quotes

Whether the documents answer is decided before; a model cannot change it, add to what may be read, or call anything.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from assistant.answers import Answer, ModelUse
from assistant.evidence import Evidence, StoredTexts
from assistant.masking import mask
from assistant.model.cache import AnswerCache, key_of
from assistant.model.connection import LanguageModel, Reply, Usage
from assistant.model.draft import Draft, OnQuote, OnText
from assistant.model.failures import Failure, ModelFailure, in_words
from assistant.model.replies import Statement, Statements, parse
from assistant.model.sources import Source, sources_of
from assistant.model.spending import Prices, Spending, who_asks
from assistant.model.statements import Checked, check
from assistant.quotes import QuoteRole
from assistant.quotes import in_words as quoted
from knowledge.documents import Audience, Hit, Passage, Scope, Span, Unit, UnitKind, Version
from prompts import Filled, load

log = logging.getLogger(__name__)

_ANSWER, _REPAIR = "answer", "repair"
#: With less time than that left, a second call is not begun.
_LEAST_SECONDS = 0.5
_NOTHING_SENT = frozenset({Failure.UNREACHABLE, Failure.REJECTED, Failure.RATE_LIMITED, Failure.BUSY})


@dataclass(frozen=True, slots=True)
class Limits:
    """What one answer may take."""

    seconds: float = 15.0
    evidence_tokens: int = 4_000
    prices: Prices = field(default_factory=Prices)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the model gets it, and who may read what."""

    question: str
    scope: Scope
    earlier: tuple[str, ...] = ()  #: the questioner's earlier words, oldest first

    @property
    def who(self) -> str:
        """Whose budget it takes from."""
        return who_asks(self.scope.audiences)


@dataclass
class _Bill:
    """What the calls for one answer took, as they are made."""

    until: float  #: of the monotonic clock
    begun: float
    usage: Usage = field(default_factory=Usage)
    repaired: bool = False
    cached: bool = False

    @property
    def left(self) -> float:
        """Seconds that are left."""
        return self.until - time.monotonic()


class Writer:
    """Has a model word answers."""

    def __init__(
        self, model: LanguageModel, limits: Limits, spending: Spending | None = None, cache: AnswerCache | None = None
    ) -> None:
        """Put the parts together; without `spending` there is no daily budget, without `cache` every answer is new."""
        self._model = model
        self._limits = limits
        self._spending = spending
        self._cache = cache
        self._prompt = load(_ANSWER)
        self._mending = load(_REPAIR)

    def warm_up(self) -> None:
        """Load what verifying needs, so that the first answer does not wait for it."""
        words = "We answer letters within 5 days of receipt."
        version = Version("", "", 1, "", Audience.PUBLIC, "", "", "")
        unit = Unit(0, UnitKind.SENTENCE, Span(0, len(words)), 0, words)
        hit = Hit(version, unit, Passage(0, unit.span), words, 1.0)
        source = Source("e1", hit, QuoteRole.ANSWER, quoted=True)
        check(1, Statement(text="Letters are answered within 5 days of receipt.", evidence=["e1"]), [source], ())

    def write(
        self,
        asked: Asked,
        answer: Answer,
        evidence: Evidence,
        further: Sequence[Hit],
        texts: StoredTexts,
        *,
        on_quote: OnQuote = lambda _: None,
        on_text: OnText | None = None,
    ) -> Answer:
        """The answer in the model's words where they hold, else as it was.

        Args:
            asked: the question.
            answer: what quote mode says.
            evidence: what it was made from.
            further: the next best units.
            texts: of the versions.
            on_quote: told each quote that comes on top.
            on_text: told each verified portion of the text as it comes; what was told stays the text's beginning.
        """
        bill = _Bill(time.monotonic() + self._limits.seconds, time.monotonic())
        sources = sources_of(evidence, further, self._limits.evidence_tokens, self._tokens)
        draft = Draft(asked.scope, sources, answer.quotes, texts, on_quote=on_quote, on_text=on_text)
        try:
            self._allow(asked, evidence, sources)
            self._fill(draft, asked, bill)
        except ModelFailure as failure:
            return self._fallen_back(answer, draft, bill, failure)
        except Exception as error:  # a fault of ours with a model's words: the quotes are there, and answer
            log.exception("An answer could not be worded.")
            return self._fallen_back(answer, draft, bill, ModelFailure(Failure.FAULT, type(error).__name__))
        finally:
            if self._spending is not None:
                self._spending.add(asked.who, bill.usage)
        return self._finished(answer, draft, bill)

    def _allow(self, asked: Asked, evidence: Evidence, sources: Sequence[Source]) -> None:
        """Whether the model may be asked.

        Raises:
            ModelFailure: it may not.
        """
        if evidence.conflicting:
            raise ModelFailure(Failure.CONFLICT)
        if not sources:
            raise ModelFailure(Failure.NOT_BORNE_OUT, "no unit may be shown to a model")
        if self._spending is not None and not self._spending.is_left(asked.who):
            raise ModelFailure(Failure.OVER_BUDGET)

    def _fill(self, draft: Draft, asked: Asked, bill: _Bill) -> None:
        """Have the draft written, verified and mended; at the end all that holds is told.

        Raises:
            ModelFailure: nothing decisive is left, or the model failed.
        """
        question, earlier = mask(asked.question), "\n".join(mask(words) for words in asked.earlier)
        key = key_of(f"{question}\n{earlier}\n{asked.scope.as_of}", draft.sources, self._prompt.label, self._model.name)
        kept = self._cache.get(key) if self._cache is not None else None
        if kept is not None:
            bill.cached = True
            draft.take(kept)
            draft.tell()
            return
        lines = "\n".join(source.line for source in draft.sources)
        self._first_reply(draft, self._prompt.fill(question=question, earlier=earlier, evidence=lines), bill)
        if draft.failing and bill.left > _LEAST_SECONDS:
            self._mend(draft, question, lines, bill)
        if not any(_is_decisive(one) for one in draft.kept):
            if not draft.dropped:
                raise ModelFailure(Failure.EMPTY)
            raise ModelFailure(Failure.NOT_BORNE_OUT)
        draft.tell()
        if self._cache is not None and not draft.failing:
            self._cache.put(key, tuple(draft.kept))

    def _first_reply(self, draft: Draft, prompt: Filled, bill: _Bill) -> None:
        reply = self._call(prompt, bill, draft)
        try:
            draft.add(parse(reply.text, Statements).statements)
        except ModelFailure as failure:
            if not reply.is_whole and reply.text.lstrip().startswith("{"):
                raise ModelFailure(Failure.BROKE_OFF, failure.cause) from failure
            if draft.said or bill.left < _LEAST_SECONDS:
                raise
            bill.repaired = True
            draft.restart()
            draft.add(parse(self._call(prompt, bill, draft).text, Statements).statements)

    def _mend(self, draft: Draft, question: str, lines: str, bill: _Bill) -> None:
        """Have the refused sentences written again, once; what fails again stays refused."""
        if bill.repaired:
            return
        bill.repaired = True
        failed = "\n".join(
            json.dumps(
                {"number": one.number, "text": one.text, "evidence": one.cited, "reason": one.refused},
                ensure_ascii=False,
            )
            for one in draft.failing
        )
        try:
            reply = self._call(self._mending.fill(question=question, evidence=lines, failed=failed), bill)
            draft.mend(parse(reply.text, Statements).statements)
        except ModelFailure as failure:
            log.info("Nothing was written again: %s", failure.message)

    def _call(self, prompt: Filled, bill: _Bill, draft: Draft | None = None) -> Reply:
        try:
            reply = self._model.complete(prompt, bill.left, draft.grow if draft is not None else lambda _: None)
        except ModelFailure as failure:
            if failure.failure not in _NOTHING_SENT:
                counted = self._model.counter.count(f"{prompt.system}\n{prompt.user}")
                bill.usage += Usage(counted.value, 0, counted.kind)
            raise
        bill.usage += reply.usage
        return reply

    def _finished(self, answer: Answer, draft: Draft, bill: _Bill) -> Answer:
        beside = draft.left_out()
        text = "\n\n".join((draft.text, *(quoted(quote) for quote in beside)))
        notes = (*answer.notes, *_of_dropped(len(draft.failing)))
        return replace(
            answer,
            text=text,
            mode="model",
            quotes=tuple(draft.quotes),
            statements=draft.said,
            notes=notes,
            model=self._use(draft, bill),
        )

    def _fallen_back(self, answer: Answer, draft: Draft, bill: _Bill, failure: ModelFailure) -> Answer:
        """The quotes; after what was told already, where somebody reads along."""
        use = replace(self._use(draft, bill), outcome="quotes", reason=failure.failure.value, cause=failure.cause)
        notes = (*answer.notes, in_words(failure.failure))
        if not draft.said:
            return replace(answer, notes=notes, model=replace(use, kept=()))
        text = f"{draft.text}\n\n{answer.text}"
        quotes = tuple(draft.quotes)
        return replace(answer, text=text, quotes=quotes, statements=draft.said, notes=notes, mode="model", model=use)

    def _use(self, draft: Draft, bill: _Bill) -> ModelUse:
        cost = self._limits.prices.of(bill.usage)
        return ModelUse(
            model=self._model.name,
            prompt=self._prompt.label,
            outcome="written",
            kept=[{"text": one.text, "evidence": _units(one)} for one in draft.kept],
            dropped=[{"text": one.text, "cited": list(one.cited), "reason": one.refused} for one in draft.dropped],
            repaired=bill.repaired,
            cached=bill.cached,
            prompt_tokens=bill.usage.prompt_tokens,
            reply_tokens=bill.usage.reply_tokens,
            counted=bill.usage.kind.value,
            cost=cost,
            currency=self._limits.prices.currency if cost is not None else "",
            seconds=round(time.monotonic() - bill.begun, 3),
        )

    def _tokens(self, line: str) -> int:
        return self._model.counter.count(line).value


def _of_dropped(count: int) -> tuple[str, ...]:
    """What the reader learns of sentences that are not shown."""
    if not count:
        return ()
    if count == 1:
        return ("A sentence of the language model is left out: the documents do not bear it out.",)
    return (f"{count} sentences of the language model are left out: the documents do not bear them out.",)


def _is_decisive(checked: Checked) -> bool:
    """Whether a sentence says what answers, not only what limits it."""
    return any(source.role is QuoteRole.ANSWER for source in checked.sources)


def _units(checked: Checked) -> list[dict[str, object]]:
    spans = [(source.hit.version.id, source.hit.unit.span) for source in checked.sources]
    return [{"version": version, "start": span.start, "end": span.end} for version, span in spans]
