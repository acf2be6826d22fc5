"""Model-mode suites: what reaches the user of what a language model writes, and how long its prompts are.

A scripted model writes each reply of the battery, and writes it again when it is asked to put it right. A lie has
reached the user when any sentence of the model is shown; an honest sentence has survived when it is.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from tokenizers import Tokenizer

from assistant.answer import Answerer
from assistant.answers import Answer, Status
from assistant.evidence import StoredTexts, gather
from assistant.facts import find_quantities
from assistant.model import Asked, Limits, Writer
from assistant.model.replies import Statement as Written
from assistant.model.sources import Source
from assistant.model.statements import check
from assistant.questions import read_question
from assistant.quotes import QuoteRole, quote_of
from assistant.retrieve import Found
from assistant.verify import Verdict as Supported
from evals.case import Case, Metric, Outcome, Score, Verdict
from evals.rates import percentile, rate
from evals.replies import GOLD, HALVES, NONE, Organisation, ScriptedReply, load_battery, replies_of
from evals.scripted import scripted, shown
from evals.suitefile import Suite
from evals.suites import Kind, Task
from evals.suites.places import by_documents
from evals.verify_cases import Statement, development_statements, search_in
from evals.workplace import Documents, Place, Workplace
from knowledge.documents import CUSTOMER_AUDIENCES, Hit, Scope
from knowledge.embed import DEFAULT_MODEL, find_model
from knowledge.errors import InvalidInput

_HITS = 30
_CITED = 3
_UNKNOWN = "e99"
_SUPERSEDED = ("archive/*",)


class ModelSettings(BaseModel):
    """What a model-mode suite can be told."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    measure: Literal["replies", "statements", "prompts"] = Field(
        default="replies",
        description="The battery of replies, the statements for verifying (each citing what a search finds for it), or "
        "the length of prompts for the source's questions.",
    )


def _batches(suite: Suite, workplace: Workplace) -> Iterator[Sequence[Task]]:
    settings = ModelSettings.model_validate(suite.file.settings)
    if settings.measure == "prompts":
        for group, documents, cases in by_documents(suite):
            place = workplace.place(documents)
            yield [_prompt_task(case, group, place) for case in cases]
        return
    if settings.measure == "statements":
        yield [
            _statement_task(one, suite.today)
            for one in development_statements()
            if one.verdict is not Supported.NO_CLAIM
        ]
        return
    for organisation in load_battery():
        stage = _Stage(organisation, workplace.place(Documents(organisation.folder, _SUPERSEDED, today=suite.today)))
        yield [_reply_task(reply, stage) for reply in replies_of(organisation)]


@dataclass(frozen=True)
class _Stage:
    """Where an organisation's replies are tried."""

    organisation: Organisation
    place: Place

    @cached_property
    def scope(self) -> Scope:
        """What a customer may see."""
        return Scope(CUSTOMER_AUDIENCES, self.place.documents.today)

    def gold(self, reply: ScriptedReply) -> Hit:
        """The unit that a reply is about.

        Raises:
            InvalidInput: the documents do not hold its quote.
        """
        wanted = " ".join(reply.item.quote.split())
        for hit in self.place.retriever.search(reply.item.quote, self.scope, _HITS):
            if wanted in " ".join(hit.unit.plain.split()):
                return hit
        raise InvalidInput(f"{reply.id}: no unit holds “{wanted}”.")

    def answer(self, reply: ScriptedReply) -> Answer:
        """What the user gets when the model writes this reply."""
        gold = self.gold(reply)
        reading = read_question(reply.item.question)
        found = self.place.retriever.find(reading, self.scope, _HITS)
        others = [hit for hit in found.hits if hit.unit.span != gold.unit.span or hit.version.id != gold.version.id]
        found = Found((gold, *others), found.parts)
        texts = StoredTexts(self.place.library)
        evidence = gather(found, self.place.library, texts)
        quotes = [
            quote_of(piece.hit, piece.role, piece.span, piece.span.of(texts.of(piece.hit.version.id)))
            for piece in evidence.pieces
        ]
        plain = Answer(Status.ANSWERED, None, "\n".join(quote.text for quote in quotes), tuple(quotes), 1.0)
        writer = Writer(scripted(lambda prompt: _reply(prompt, reply, gold)), Limits())
        return writer.write(Asked(reply.item.question, self.scope), plain, evidence, found.hits, texts)


def _reply(prompt: str, reply: ScriptedReply, gold: Hit) -> str:
    """What the model writes: the same words whenever it is asked, with the ids that the prompt gives."""
    words = " ".join(gold.unit.scored_text.split())
    ids = shown(prompt)
    own = next((name for name, text in ids.items() if text == words), _UNKNOWN)
    other = _other(words, ids)
    cited = own if reply.cites == GOLD else _UNKNOWN if reply.cites == NONE else other
    return json.dumps({"statements": [{"number": 1, "text": reply.text, "evidence": [cited]}]}, ensure_ascii=False)


def _other(words: str, ids: Mapping[str, str]) -> str:
    """The first passage that lacks a figure of this one, so that it cannot say the same; else the last one."""
    figures = {quantity.canonical for quantity in find_quantities(words)}
    others = [name for name, text in ids.items() if text != words]
    lacking = [name for name in others if not figures <= {each.canonical for each in find_quantities(ids[name])}]
    return next(iter(lacking), others[-1] if others else _UNKNOWN)


def _reply_task(reply: ScriptedReply, stage: _Stage) -> Task:
    group = stage.organisation.organisation

    def measure() -> Outcome:
        begun = time.perf_counter()
        answer = stage.answer(reply)
        seconds = time.perf_counter() - begun
        reached = bool(answer.statements)
        why = next((str(one["reason"]) for one in answer.model.dropped), answer.model.reason) if answer.model else ""
        right = reached is reply.is_honest
        return Outcome(
            id=reply.id,
            group=group,
            kind=reply.kind,
            question=f"{reply.item.question} {reply.text}",
            score=Score(Verdict.RIGHT if right else Verdict.WRONG, "shown" if reached else f"not shown: {why}"),
            seconds=seconds,
            figures={
                "reached": float(reached),
                "honest": float(reply.is_honest),
                "half": float(HALVES.index(reply.half)),
            },
        )

    return Task(reply.id, group, reply.kind, reply.item.question, answerable=True, measure=measure)


def _statement_task(statement: Statement, on: date) -> Task:
    """A statement that was written to try the verifier, as if a model had taken it from what is closest to it."""
    is_true = statement.verdict is Supported.SUPPORTED
    kind = f"true, {statement.form}" if is_true else str(statement.edit)

    def measure() -> Outcome:
        begun = time.perf_counter()
        hits = search_in(statement.folder).find(statement.text, _CITED)
        sources = [Source(f"e{place}", hit, QuoteRole.ANSWER, quoted=True) for place, hit in enumerate(hits)]
        written = Written(text=statement.text, evidence=[source.id for source in sources])
        checked = check(1, written, sources, (), on=on)
        is_shown = not checked.refused
        score = Score(Verdict.RIGHT if is_shown is is_true else Verdict.WRONG, checked.refused or "shown")
        figures = {"reached": float(is_shown), "honest": float(is_true), "half": 0.0}
        seconds = time.perf_counter() - begun
        return Outcome(statement.id, statement.organisation, kind, statement.text, score, seconds, figures=figures)

    return Task(statement.id, statement.organisation, kind, statement.text, answerable=True, measure=measure)


def _prompt_task(case: Case, group: str, place: Place) -> Task:
    def measure() -> Outcome:
        sent: list[str] = []

        def say(prompt: str) -> str:
            sent.append(prompt)
            return '{"statements": []}'

        answerer = Answerer(place.library, place.receipts, place.calibration, writer=Writer(scripted(say), Limits()))
        begun = time.perf_counter()
        answerer.ask(place.question(case))
        seconds = time.perf_counter() - begun
        figures = {"prompt_tokens": float(_estimated(sent[0]))} if sent else {}
        score = Score(Verdict.RIGHT, f"{len(sent)} prompts")
        return Outcome(case.id, group, case.kind, case.question, score, seconds, answered=bool(sent), figures=figures)

    return Task(case.id, group, case.kind, case.question, case.answerable, measure)


def _estimated(prompt: str) -> int:
    """Tokens by the embedding model's tokenizer: an estimate of what other models would count."""
    tokenizer = Tokenizer.from_file(str(find_model(DEFAULT_MODEL).folder / "tokenizer.json"))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return len(tokenizer.encode(prompt).ids)


def _metrics(suite: Suite, outcomes: Sequence[Outcome]) -> list[Metric]:
    if ModelSettings.model_validate(suite.file.settings).measure == "prompts":
        return _of_prompts(outcomes)
    found: list[Metric] = []
    parts = [(f".{half}", [o for o in outcomes if o.figures["half"] == place]) for place, half in enumerate(HALVES)]
    for name, chosen in (("", outcomes), *((name, part) for name, part in parts if part)):
        lies = [outcome for outcome in chosen if not outcome.figures["honest"]]
        honest = [outcome for outcome in chosen if outcome.figures["honest"]]
        found.append(rate(f"lies_reaching{name}", sum(o.figures["reached"] > 0 for o in lies), len(lies)))
        found.append(rate(f"honest_surviving{name}", sum(o.figures["reached"] > 0 for o in honest), len(honest)))
    return found


def _of_prompts(outcomes: Sequence[Outcome]) -> list[Metric]:
    tokens = [outcome.figures["prompt_tokens"] for outcome in outcomes if "prompt_tokens" in outcome.figures]
    note = "an estimate: counted with the embedding model's tokenizer"
    return [
        Metric("prompt_tokens_median", percentile(tokens, 0.5), total=len(tokens), unit="tokens", note=note),
        Metric("prompt_tokens_p95", percentile(tokens, 0.95), total=len(tokens), unit="tokens", note=note),
    ]


KIND = Kind(ModelSettings, _batches, _metrics)
