"""Verified quotes: words of a named version, compared again with its text before anyone sees them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from knowledge.documents import Audience, Hit, Span

HEADING_SEPARATOR = " › "  # noqa: RUF001 - the usual sign of a path of headings, not a comparison


class QuoteRole(StrEnum):
    """What a quote does in an answer."""

    ANSWER = "answer"
    CONDITION = "condition"
    EXCEPTION = "exception"
    REMEDY = "remedy"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Quote:
    """Words found verbatim in a version of a document."""

    text: str
    version_id: str
    document: str
    title: str
    version: str  #: the organisation's own name of the version
    effective_from: date | None
    heading: str  #: the heading path, outermost first
    page: int | None
    start: int  #: in characters of the version's text
    end: int  #: exclusive
    score: float
    role: QuoteRole
    audience: Audience  #: who may read the document

    @property
    def span(self) -> Span:
        """Where in the version's text it stands."""
        return Span(self.start, self.end)

    @property
    def text_hash(self) -> str:
        """Sha256 of the words, hexadecimal: what a receipt keeps."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def quote_of(hit: Hit, role: QuoteRole, span: Span | None = None, text: str | None = None) -> Quote:
    """A quote of a hit's unit, or of another span of the same version when `span` and its `text` are given."""
    where = span or hit.unit.span
    return Quote(
        text=hit.text if text is None else text,
        version_id=hit.version.id,
        document=hit.version.document,
        title=hit.version.title,
        version=hit.version.label,
        effective_from=hit.version.effective_from,
        heading=HEADING_SEPARATOR.join(hit.passage.heading_path),
        page=hit.unit.page or hit.passage.page,
        start=where.start,
        end=where.end,
        score=hit.score,
        role=role,
        audience=hit.version.audience,
    )


def is_verbatim(quote: Quote, version_text: str) -> bool:
    """Whether the quote's words stand at its span of its version's text, character by character."""
    if not 0 <= quote.start < quote.end <= len(version_text):
        return False
    return quote.span.of(version_text) == quote.text


def in_words(quote: Quote) -> str:
    """A quote with its source, to be read as text."""
    since = f", in force since {quote.effective_from:%-d %B %Y}" if quote.effective_from else ""
    return f"“{' '.join(quote.text.split())}” ({quote.title}, version {quote.version}{since})"
