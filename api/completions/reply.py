"""An answer to a chat message: its words, its sources as text, and its citations by place."""

from __future__ import annotations

from collections.abc import Callable
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
    urls = [url(answer.receipt_id, number) for number in range(len(answer.quotes))]
    contrary = [quote for quote in answer.quotes if quote.role == "conflict"]
    paragraphs = [answer.text, *(f"Elsewhere it says otherwise: {_in_marks(quote)}" for quote in contrary)]
    paragraphs += answer.notes
    if answer.status != "answered" and answer.contact is not None:
        paragraphs.append(f"Ask a person: {contact_line(answer.contact)}")
    content = "\n\n".join(paragraphs)
    if answer.quotes:
        content += "\n\nSources:"
    annotations = []
    searched_from = 0
    for number, (quote, address) in enumerate(zip(answer.quotes, urls, strict=True), 1):
        line = f"[{number}] {source_line(quote)}: {address}"
        found = _place(_in_marks(quote), content, searched_from)
        begin = len(content) + 1  # of its line among the sources, where the words themselves are not said
        annotations.append(_citation(quote, address, *(found or (begin, begin + len(line)))))
        searched_from = found[1] if found else searched_from
        content += f"\n{line}"
    return Reply(content, tuple(annotations))


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
