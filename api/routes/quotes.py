"""`GET /v1/quotes/{receipt}/{number}`: a quote in its document, with what stands around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request

from api.caller import Customer
from api.chat_schemas import PartOut, PieceOut, QuoteInPlaceOut, QuoteQuery
from api.layout import rows_of, with_marker
from api.refusals import WITH_KEY, refusals
from api.state import state_of
from assistant.answers import Receipt
from knowledge.documents import Passage, Span
from knowledge.errors import UnknownName

router = APIRouter(prefix="/v1/quotes", tags=["conversations"])
_DEEPEST = 6


@router.get("/{receipt_id}/{number}", responses={**WITH_KEY, **refusals(404, 422)})
def quote_in_place(
    request: Request,
    caller: Customer,
    *,
    receipt_id: Annotated[str, Path(min_length=1, max_length=64)],
    number: Annotated[int, Path(ge=0, le=1_000, description="The quote's place in the answer, from 0.")],
    query: Annotated[QuoteQuery, Query()],
) -> QuoteInPlaceOut:
    """A quote of an answer, for whoever may read the answer's receipt and still may read the document."""
    assistant = state_of(request).assistant
    version_id, quote = _found(assistant.receipts.get(receipt_id, caller.audiences), number)
    entry = assistant.library.catalogue().by_id.get(version_id)
    if entry is None or entry.version.audience not in caller.audiences:
        raise UnknownName("version", version_id)  # deleted since, or not public any more
    version, text = entry.version, assistant.library.version_text(version_id)
    window = Span(max(0, quote.start - query.around), min(len(text), quote.end + query.around))
    shown = list(_parts(text, assistant.library.passages(version_id), window, quote))
    return QuoteInPlaceOut(
        document=version.document,
        title=version.title,
        version=version.label,
        effective_from=version.effective_from,
        effective_to=version.effective_to,
        in_force=version.in_force(assistant.today()),
        more_before=bool(text[: window.start].strip()),
        more_after=bool(text[window.end :].strip()),
        parts=shown,
    )


def _found(receipt: Receipt, number: int) -> tuple[str, Span]:
    """Version and place of a quote on a receipt."""
    if number >= len(receipt.quotes):
        raise UnknownName("quote", str(number))
    quote = receipt.quotes[number]
    return str(quote["version"]), Span(int(str(quote["start"])), int(str(quote["end"])))


def _parts(text: str, passages: Sequence[Passage], window: Span, quote: Span) -> Iterator[PartOut]:
    """The passages in a window, each new heading before its first; the quote is there whole, wherever it stands."""
    path: tuple[str, ...] | None = None
    done = window.start
    for passage in passages:
        whole = with_marker(text, passage.span, done)
        here = Span(max(whole.start, window.start), min(whole.end, window.end))
        if here.start >= here.end:
            continue
        yield from _between(text, Span(done, here.start), quote)
        yield from _headings(path, passage.heading_path)
        path, done = passage.heading_path, here.end
        rows = rows_of(text, here)
        if rows:
            yield PartOut(kind="table", level=0, rows=[[_pieces(text, cell, quote) for cell in row] for row in rows])
        else:
            yield PartOut(kind="text", level=0, pieces=_pieces(text, here, quote))
    yield from _between(text, Span(done, window.end), quote)


def _headings(before: tuple[str, ...] | None, now: tuple[str, ...]) -> Iterator[PartOut]:
    """The headings that begin here; at the start of the window the nearest one alone."""
    same = len(now) - 1 if before is None else 0
    while before is not None and same < min(len(before), len(now)) and before[same] == now[same]:
        same += 1
    for level, words in enumerate(now[max(same, 0) :], start=max(same, 0) + 1):
        yield PartOut(kind="heading", level=min(level, _DEEPEST), pieces=[PieceOut(text=words, quoted=False)])


def _between(text: str, span: Span, quote: Span) -> Iterator[PartOut]:
    """What stands between passages: headings' lines, which are shown already, unless the quote is there."""
    if span.start < span.end and quote.overlaps(span) and span.of(text).strip():
        yield PartOut(kind="text", level=0, pieces=_pieces(text, span, quote))


def _pieces(text: str, span: Span, quote: Span) -> list[PieceOut]:
    inside = Span(min(max(quote.start, span.start), span.end), max(min(quote.end, span.end), span.start))
    if inside.start >= inside.end:
        return [PieceOut(text=span.of(text), quoted=False)]
    cuts = ((Span(span.start, inside.start), False), (inside, True), (Span(inside.end, span.end), False))
    return [PieceOut(text=part.of(text), quoted=quoted) for part, quoted in cuts if part.start < part.end]
