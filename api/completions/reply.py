"""An answer to a chat message: its words, its sources as text, and its citations by place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from api.completions.schemas import AnnotationOut, UrlCitationOut
from api.lines import contact_line, source_line
from api.schemas import AnswerOut, QuoteOut

#: Where a quote of an answer can be read in its document: receipt and number to an address.
QuoteUrl = Callable[[str, int], str]


@dataclass(frozen=True, slots=True)
class Reply:
    """What the assistant says in a chat."""

    content: str
    annotations: tuple[AnnotationOut, ...]

    def moved(self, shift: int) -> Reply:
        """The same with its citations so many characters further on."""
        return replace(self, annotations=tuple(_moved(annotation, shift) for annotation in self.annotations))


def reply_of(answer: AnswerOut, url: QuoteUrl) -> Reply:
    """The message that says an answer, or that there is none and whom to ask."""
    content = "\n\n".join(_paragraphs(answer))
    if answer.quotes:
        content += "\n\nSources:"
    annotations: list[AnnotationOut] = []
    searched_from = 0
    for number, quote in enumerate(answer.quotes):
        address = url(answer.receipt_id, number)
        said = _place(_in_marks(quote), content, searched_from)
        searched_from = said[1] if said else searched_from
        words = "" if said else f"{_in_marks(quote)}, "
        line = f"[{number + 1}] {words}{source_line(quote)}: {address}"
        begin = len(content) + 1
        places = [said] if said else _markers(number + 1, answer) or [(begin, begin + len(line))]
        annotations += [_citation(quote, address, *place) for place in places]
        content += f"\n{line}"
    return Reply(content, tuple(annotations))


def _paragraphs(answer: AnswerOut) -> Iterator[str]:
    """What is said above the sources."""
    yield answer.text
    for quote in answer.quotes:
        if quote.role == "conflict" and _in_marks(quote) not in answer.text:
            yield f"Elsewhere it says otherwise: {_in_marks(quote)}"
    yield from answer.notes
    if answer.status != "answered" and answer.contact is not None:
        yield f"Ask a person: {contact_line(answer.contact)}"


def _markers(number: int, answer: AnswerOut) -> list[tuple[int, int]]:
    """Where a language model's text, which begins the content, cites a quote by its number."""
    if answer.mode != "model":
        return []
    return [found.span() for found in re.finditer(re.escape(f"[{number}]"), answer.text)]


def _place(words: str, content: str, searched_from: int) -> tuple[int, int] | None:
    """Where quoted words stand in the content; the same words twice are two places."""
    found = content.find(words, searched_from)
    if found < 0:
        found = content.find(words)
    return None if found < 0 else (found, found + len(words))


def _in_marks(quote: QuoteOut) -> str:
    return f"“{' '.join(quote.text.split())}”"


def _citation(quote: QuoteOut, url: str, start: int, end: int) -> AnnotationOut:
    title = f"{quote.title}, version {quote.version}"
    return AnnotationOut(url_citation=UrlCitationOut(start_index=start, end_index=end, url=url, title=title))


def _moved(annotation: AnnotationOut, shift: int) -> AnnotationOut:
    cited = annotation.url_citation
    place = {"start_index": cited.start_index + shift, "end_index": cited.end_index + shift}
    return AnnotationOut(url_citation=cited.model_copy(update=place))
