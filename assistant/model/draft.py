"""An answer while a model writes it: sentences are verified as they come, and told in order as long as all hold."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.answers import Said
from assistant.evidence import StoredTexts
from assistant.model.replies import Statement, begun
from assistant.model.sources import Source
from assistant.model.statements import Checked, check, sentences_of
from assistant.quotes import Quote, QuoteRole, is_verbatim, quote_of
from knowledge.documents import Scope

OnText = Callable[[str], None]  #: told each verified portion of the text, in order; together they begin the text
OnQuote = Callable[[Quote], None]


class Draft:
    """The sentences of one answer and the quotes that bear them out."""

    def __init__(
        self,
        scope: Scope,
        sources: Sequence[Source],
        quotes: Sequence[Quote],
        texts: StoredTexts,
        *,
        on_quote: OnQuote,
        on_text: OnText | None,
    ) -> None:
        """Begin an answer; without `on_text` nobody reads along, and nothing is told before the end."""
        self.sources = tuple(sources)
        self.quotes = list(quotes)
        self._scope = scope
        self._texts = texts
        self._on_quote = on_quote
        self._on_text = on_text or (lambda _: None)
        self._is_read_along = on_text is not None
        self._checked: dict[int, list[Checked]] = {}
        self._read = 0  #: sentences of the reply that are verified
        self._told: list[Said] = []
        self._refused: list[Checked] = []

    @property
    def said(self) -> tuple[Said, ...]:
        """What was told."""
        return tuple(self._told)

    @property
    def text(self) -> str:
        """The sentences told, each with the numbers of its quotes."""
        return " ".join(_with_numbers(said) for said in self._told)

    @property
    def kept(self) -> list[Checked]:
        """Sentences that hold, in order, each once."""
        held = [one for _, group in sorted(self._checked.items()) for one in group if not one.refused]
        return list({one.text: one for one in held}.values())

    @property
    def failing(self) -> list[Checked]:
        """Sentences that do not hold, in order."""
        return [one for _, group in sorted(self._checked.items()) for one in group if one.refused]

    @property
    def dropped(self) -> list[Checked]:
        """Sentences that are not shown, those that were written again too."""
        return [*self._refused, *self.failing]

    def grow(self, words: str) -> None:
        """Verify what stands whole in a reply that is still being written."""
        self.add(begun(words))

    def add(self, statements: Sequence[Statement]) -> None:
        """Verify the statements of a reply, those verified before left out."""
        sentences = list(sentences_of(statements))
        for number, sentence in enumerate(sentences[self._read :], self._read + 1):
            self._checked[number] = [self._check(number, sentence)]
        self._read = max(self._read, len(sentences))
        if self._is_read_along and not self.failing:
            self.tell()

    def take(self, statements: Sequence[Checked]) -> None:
        """Take sentences that were verified before."""
        self._checked = {one.number: [one] for one in statements}

    def mend(self, statements: Sequence[Statement]) -> None:
        """Put sentences that were written again in the place of those refused."""
        failing = {one.number: one for one in self.failing}
        for statement in statements:
            number = statement.number if statement.number is not None or len(failing) > 1 else next(iter(failing), None)
            if number is None or number not in failing:
                continue
            self._refused.append(failing.pop(number))
            self._checked[number] = [self._check(number, sentence) for sentence in sentences_of([statement])]

    def tell(self) -> None:
        """Tell what holds and was not told yet; the quotes that bear it out come first."""
        for checked in self.kept[len(self._told) :]:
            numbers = sorted({number for source in checked.sources for number in self._quotes_of(source)})
            said = Said(checked.text, tuple(numbers))
            self._on_text(f"{' ' if self._told else ''}{_with_numbers(said)}")
            self._told.append(said)

    def restart(self) -> None:
        """Forget a reply that could not be read; only where nothing was told."""
        self._checked.clear()
        self._read = 0

    def left_out(self) -> list[Quote]:
        """Quotes that must be read with the text: what limits the answer, and what a dropped sentence was about."""
        shown = {number for said in self._told for number in said.quotes}
        dropped = [source for one in self.failing for source in one.sources]
        about = {number for source in dropped for number in self._places(source)}
        return [
            quote
            for number, quote in enumerate(self.quotes)
            if number not in shown and (number in about or quote.role is not QuoteRole.ANSWER)
        ]

    def _check(self, number: int, sentence: Statement) -> Checked:
        before = [one.text for one in self.kept if one.number < number]
        return check(number, sentence, self.sources, before, on=self._scope.as_of)

    def _quotes_of(self, source: Source) -> list[int]:
        """Which quotes show a unit; those of a unit that is not quoted yet are added."""
        places = self._places(source)
        if not places:
            for quote in self._new_quotes(source):
                self.quotes.append(quote)
                self._on_quote(quote)
            places = self._places(source)
        return places

    def _places(self, source: Source) -> list[int]:
        unit = source.hit.unit.span
        version = source.hit.version.id
        return [
            number
            for number, quote in enumerate(self.quotes)
            if quote.version_id == version and quote.span.overlaps(unit)
        ]

    def _new_quotes(self, source: Source) -> Iterator[Quote]:
        hit = source.hit
        text = self._texts.of(hit.version.id)
        for span in (*hit.unit.context, hit.unit.span):
            quote = quote_of(hit, source.role, span, span.of(text))
            if is_verbatim(quote, text):
                yield replace(quote, score=hit.score)


def _with_numbers(said: Said) -> str:
    return f"{said.text} {''.join(f'[{number + 1}]' for number in said.quotes)}".rstrip()
