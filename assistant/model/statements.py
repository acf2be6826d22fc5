"""A model's sentences, each verified against the units that it cites."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from assistant.model.claims import Claim
from assistant.model.guards import refusal, without_opening
from assistant.model.replies import Statement
from assistant.model.sources import Source
from assistant.quotes import HEADING_SEPARATOR
from assistant.verify import Verdict, verify_statement
from knowledge.documents import Hit, UnitKind
from knowledge.sentences import sentence_spans


@dataclass(frozen=True, slots=True)
class Checked:
    """A sentence and whether the units bear it out."""

    number: int  #: its place in the reply, from 1
    text: str
    cited: tuple[str, ...]  #: ids as the model gave them
    sources: tuple[Source, ...] = ()  #: those that there are
    refused: str = ""  #: why it may not be shown; empty where it may


def sentences_of(statements: Sequence[Statement]) -> Iterator[Statement]:
    """The statements sentence by sentence; each has the sources of its statement."""
    for statement in statements:
        text = " ".join(statement.text.split())
        for span in sentence_spans(text):
            yield statement.model_copy(update={"text": span.of(text)})


def check(
    number: int,
    statement: Statement,
    sources: Sequence[Source],
    before: Sequence[str],
    *,
    on: date | None = None,
) -> Checked:
    """Verify one sentence.

    Args:
        number: its place in the reply.
        statement: the sentence with the ids of its sources.
        sources: what the model was shown.
        before: the sentences before it that are shown.
        on: the day for which the evidence must be in force.
    """
    text = without_opening(statement.text)
    cited = tuple(dict.fromkeys(statement.evidence))
    by_id = {source.id: source for source in sources}
    strange = [name for name in cited if name not in by_id]
    used = tuple(by_id[name] for name in cited if name in by_id)
    if strange or not used:
        return Checked(
            number, text, cited, used, f"There is no passage {strange[0]}." if strange else "It cites nothing."
        )
    judged = verify_statement(text, [source.hit for source in used], before, on=on)
    bearing = judged.evidence or [source.hit for source in used]
    claim = Claim(
        text,
        basis=" ".join(source.words for source in used),
        bearing=" ".join(hit.unit.scored_text for hit in bearing),
        units=[_own_words(hit) for hit in bearing],
        names=" ".join(_place(source) for source in used),
    )
    reason = refusal(claim)
    if reason is None and judged.verdict is not Verdict.SUPPORTED:
        reason = judged.reason
    return Checked(number, text, cited, used, reason or "")


def _own_words(hit: Hit) -> str:
    """A unit's words with its lead-in, but without the header cells of a table, which are read with every row."""
    return hit.unit.plain if hit.unit.kind is UnitKind.ROW else hit.unit.scored_text


def _place(source: Source) -> str:
    return HEADING_SEPARATOR.join((source.hit.version.title, *source.hit.passage.heading_path))
