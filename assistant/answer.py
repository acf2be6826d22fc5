"""Question to answer or abstention, in the organisation's own words: start reading here.

question ─ read_question ─> Reading ─ Retriever ─> hits ─ gather ─> Evidence ─ Signs, Calibration ─> decision
─ verified quotes ─> Answer, with a Receipt
                     └ Writer: the same in a language model's words, where one is set and its words hold
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace

from assistant.answers import Answer, Question, Reason, Receipt, Stance, Status
from assistant.clock import Calendar
from assistant.deadlines import deadline_notes
from assistant.decide import MISSING, Calibration, Signs, shipped_calibration
from assistant.evidence import Evidence, StoredTexts, gather
from assistant.masking import mask
from assistant.model import Asked, OnText, Uses, Writer
from assistant.model.spending import who_asks
from assistant.questions import Reading, read_question
from assistant.quotes import Quote, QuoteRole, in_words, is_verbatim, quote_of
from assistant.receipts import Receipts, new_receipt_id, now_iso
from assistant.retrieve import Retriever
from assistant.wording import affirms, asks_to_be_granted, grants, has_condition, refuses, replies
from knowledge.documents import Hit, Scope
from knowledge.library import Library
from knowledge.manifest import Contact
from knowledge.words import WordVectors, content_words

log = logging.getLogger(__name__)

#: How many units are looked at for an answer.
_HITS = 30
#: How many passages an abstention names.
_NEAREST = 3
#: Called with each quote of an answer as soon as it is verified.
OnQuote = Callable[[Quote], None]


@dataclass(frozen=True, slots=True)
class _Decision:
    """What was found out about a question."""

    answered: bool
    confidence: float
    signs: Mapping[str, float]
    reason: Reason | None = None


class Answerer:
    """Answers questions with verified quotes, or abstains."""

    def __init__(  # noqa: PLR0917 - tests and the wiring name what comes after the receipts
        self,
        library: Library,
        receipts: Receipts,
        calibration: Calibration | None = None,
        contact: Callable[[], Contact | None] = lambda: None,
        calendar: Callable[[], Calendar] = Calendar,
        writer: Writer | None = None,
        uses: Uses | None = None,
    ) -> None:
        """Put the parts together.

        Args:
            library: the documents.
            receipts: where each answer leaves its receipt.
            calibration: the fitted decision; None: the one that ships with Pledge.
            contact: tells whom an abstention names.
            calendar: tells the working days on which deadlines are counted.
            writer: words answers with a language model; None: the documents' own words answer.
            uses: a language model's help with searching; None: there is none.
        """
        self._library = library
        self._receipts = receipts
        self._calibration = calibration or shipped_calibration()
        self._contact = contact
        self._calendar = calendar
        self._writer = writer
        self._uses = uses
        self._retriever = Retriever(library)
        self._words = WordVectors()
        self._signs = Signs(self._words)

    def warm(self, go_on: Callable[[], bool] = lambda: True) -> None:
        """Read ahead what questions will ask for, while `go_on` says so: the first ones would else wait for it.

        Raises:
            PledgeError: the index cannot be searched; questions are told the same.
        """
        self._library.warm(go_on)
        for name in self._library.documents():
            if not go_on():
                break
            for version in self._library.versions(name)[-1:]:
                self._words.warm(self._library.version_text(version.id))

    def search(self, query: str, scope: Scope, k: int) -> list[Hit]:
        """The best `k` units for a query by itself, best first."""
        return self._retriever.search(query, scope, k)

    def ask(self, question: Question, on_quote: OnQuote = lambda _: None, on_text: OnText | None = None) -> Answer:
        """Answer a question, or say that the documents do not.

        Args:
            question: what is asked, in which conversation, by whom.
            on_quote: told each quote that will be shown, when it is verified.
            on_text: in model mode told each verified portion of the text, in order: together they are the beginning
                of the answer's text. In quote mode it is told nothing; the text is that of the quotes.
        """
        reading = read_question(question.text, question.history)
        if reading.says_nothing:
            return self._finish(question, _unclear(), _Decision(answered=False, confidence=0.0, signs={}))
        found = self._retriever.find(reading, question.scope, _HITS)
        decision = self._decide(reading, found.hits)
        texts = StoredTexts(self._library)
        if not decision.answered:
            nearest = _verified((quote_of(hit, QuoteRole.ANSWER) for hit in found.hits[:_NEAREST]), texts)
            return self._finish(question, self._abstention(decision, nearest), decision)
        found = self._retriever.also(found, self._further(question), question.scope, _HITS)
        evidence = gather(found, self._library, texts)
        quotes = _quotes(evidence, texts)
        if not quotes:
            lost = _Decision(answered=False, confidence=0.0, signs=decision.signs, reason=Reason.NOTHING_FOUND)
            return self._finish(question, self._abstention(lost, ()), lost)
        for quote in quotes:
            on_quote(quote)
        answer = _answer(evidence, quotes, decision)
        counted = deadline_notes(question.text, evidence.hits, self._library, question.scope.as_of, self._calendar)
        answer = replace(answer, notes=(*answer.notes, *counted))
        if self._writer is not None:
            asked = Asked(question.text, question.scope, tuple(t.text for t in question.history if t.role == "user"))
            answer = self._writer.write(asked, answer, evidence, found.hits, texts, on_quote=on_quote, on_text=on_text)
        return self._finish(question, answer, decision)

    def _further(self, question: Question) -> tuple[str, ...]:
        """What a model would also search for, once it is decided that the documents answer."""
        if self._uses is None:
            return ()
        earlier = [turn.text for turn in question.history if turn.role == "user"]
        return self._uses.queries(question.text, earlier, who_asks(question.scope.audiences))

    def _decide(self, reading: Reading, hits: Sequence[Hit]) -> _Decision:
        if not hits:
            return _Decision(answered=False, confidence=0.0, signs={}, reason=Reason.NOTHING_FOUND)
        asked = content_words(reading.asked) or content_words(reading.joined)
        signs = self._signs.of(reading, hits, self._library.rarity(asked))
        confidence = self._calibration.confidence(signs)
        if confidence >= self._calibration.threshold:
            return _Decision(answered=True, confidence=confidence, signs=signs)
        reason = Reason.WRONG_KIND if signs.get(MISSING) else Reason.NOT_ENOUGH_EVIDENCE
        return _Decision(answered=False, confidence=confidence, signs=signs, reason=reason)

    def _abstention(self, decision: _Decision, nearest: tuple[Quote, ...]) -> Answer:
        contact = self._contact()
        return Answer(
            status=Status.ABSTAINED,
            stance=Stance.SILENT,
            text=_SILENCE[decision.reason or Reason.NOTHING_FOUND],
            quotes=(),
            confidence=decision.confidence,
            reason=decision.reason,
            contact=contact,
            nearest=nearest,
        )

    def _finish(self, question: Question, answer: Answer, decision: _Decision) -> Answer:
        """The answer with its receipt, which is stored."""
        receipt = self._receipt(question, answer, decision)
        self._receipts.keep(receipt)
        return replace(answer, receipt_id=receipt.id)

    def _receipt(self, question: Question, answer: Answer, decision: _Decision) -> Receipt:
        shown = answer.quotes or answer.nearest
        return Receipt(
            id=new_receipt_id(),
            created_at=now_iso(),
            question=mask(question.text),
            as_of=question.scope.as_of.isoformat(),
            audiences=tuple(sorted(question.scope.audiences)),
            decision=answer.status,
            confidence=decision.confidence,
            threshold=self._calibration.threshold,
            mode=answer.mode,
            quotes=[_quote_on_receipt(quote) for quote in shown],
            versions=sorted({quote.version_id for quote in shown}),
            features=dict(decision.signs),
            settings={"embedder": self._library.vectors.embedder.name, "calibration": self._calibration.recipe},
            model=asdict(answer.model) if answer.model is not None else {},
        )


_SILENCE = {
    Reason.NOTHING_FOUND: "Our documents don't say anything about this.",
    Reason.NOT_ENOUGH_EVIDENCE: "Our documents don't say. That is neither a yes nor a no.",
    Reason.WRONG_KIND: "Our documents speak of something like it, but don't say what you ask. "
    "That is neither a yes nor a no.",
}


def _quotes(evidence: Evidence, texts: StoredTexts) -> tuple[Quote, ...]:
    """The pieces of evidence as quotes, each compared with the stored text."""
    return _verified(
        (
            quote_of(piece.hit, piece.role, piece.span, piece.span.of(texts.of(piece.hit.version.id)))
            for piece in evidence.pieces
        ),
        texts,
    )


def _verified(quotes: Iterable[Quote], texts: StoredTexts) -> tuple[Quote, ...]:
    """Those quotes whose words stand in the stored version; another one is a fault of ours, and never shown."""
    kept = []
    for quote in quotes:
        if is_verbatim(quote, texts.of(quote.version_id)):
            kept.append(quote)
        else:
            log.error("A quote of version %s at %d is not in its text.", quote.version_id, quote.start)
    return tuple(kept)


def _unclear() -> Answer:
    return Answer(
        status=Status.NEEDS_CLARIFICATION,
        stance=None,
        text="What would you like to know? Please ask it in a few words, as you would ask a person.",
        quotes=(),
        confidence=0.0,
        reason=Reason.NO_QUESTION,
    )


def _answer(evidence: Evidence, quotes: tuple[Quote, ...], decision: _Decision) -> Answer:
    notes = ("Our documents disagree about this. Both provisions are shown; please ask which one applies.",)
    return Answer(
        status=Status.ANSWERED,
        stance=_stance(evidence),
        text="\n\n".join(in_words(quote) for quote in quotes if quote.role is not QuoteRole.CONFLICT),
        quotes=quotes,
        confidence=decision.confidence,
        notes=notes if evidence.conflicting else (),
    )


def _stance(evidence: Evidence) -> Stance | None:
    """What the best unit says: refused, granted in a case, granted; None where it is a duty or a fact."""
    best = evidence.hits[0]
    reply = _reply(evidence)
    if reply is not None and not asks_to_be_granted(best.passage.heading_path[-1]):
        return None
    if reply is None:
        refused, granted = refuses(best.unit.plain), grants(best.unit.plain)
    else:
        granted = affirms(reply.unit.plain)
        refused = not granted
    if refused:
        return Stance.EXCLUDED
    if not granted:
        return None
    limited = any(piece.role in {QuoteRole.CONDITION, QuoteRole.EXCEPTION} for piece in evidence.pieces)
    return Stance.CONDITIONAL if limited or has_condition((reply or best).unit.plain) else Stance.PROMISED


def _reply(evidence: Evidence) -> Hit | None:
    """The unit that replies with yes or no to the question above the best one: what follows it only explains."""
    best = evidence.hits[0]
    if not best.passage.heading_path or not best.passage.heading_path[-1].endswith("?"):
        return None
    beside = (hit for hit in evidence.hits if (hit.version.id, hit.passage) == (best.version.id, best.passage))
    return next((hit for hit in beside if replies(hit.unit.plain)), None)


def _quote_on_receipt(quote: Quote) -> dict[str, object]:
    return {
        "version": quote.version_id,
        "start": quote.start,
        "end": quote.end,
        "sha256": quote.text_hash,
        "role": quote.role,
        "score": quote.score,
    }
