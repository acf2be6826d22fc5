"""Hits to evidence: which units answer, and what limits them, within the words that people read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from assistant.disagreement import disagreement
from assistant.provision import Place, Provision, provision
from assistant.quotes import QuoteRole
from assistant.retrieve import Found
from assistant.wording import leans_on_previous, role_of
from knowledge.documents import Hit, Span, UnitKind
from knowledge.library import Library
from knowledge.words import content_words

#: Most words that an answer quotes: three or four sentences with their conditions.
MOST_WORDS = 120
#: Units this much below the best one's score are left out: they seldom held what was missing.
WINDOW = 0.15
#: The second thing asked may be found with a much lower score than the first.
_WINDOW_OF_PARTS = 0.4
#: Kept free for what limits the best unit and was not found by itself.
_RESERVED = 25
_LIMITING_UNITS = 2
#: Among so many of the best units a provision that disagrees with the best one is looked for: those known to disagree
#: were among the first five, and what was taken for one further down was of another matter.
_RIVALS = 8
#: A sentence of fewer content words is a label or a fragment.
_LEAST_CONTENT = 2
#: A list item of so many words that begins with a capital stands by itself.
_WORDS_OF_A_SENTENCE = 10
#: A line break and a list marker; a table's ruling line is longer.
_LONGEST_GAP = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """One quote to be: words of a version, and what they do."""

    hit: Hit
    span: Span  #: of the hit's version
    role: QuoteRole


@dataclass(frozen=True, slots=True)
class Evidence:
    """What answers a question, best first, and what belongs to it."""

    pieces: tuple[Piece, ...]
    hits: tuple[Hit, ...]  #: the units behind the pieces, best first
    conflicting: bool = False  #: two provisions about the same matter disagree


class StoredTexts:
    """The texts of versions, each read once: an answer looks at the same few again and again."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._texts: dict[str, str] = {}

    def of(self, version_id: str) -> str:
        """A version's full text."""
        if version_id not in self._texts:
            self.fetch([version_id])
        return self._texts[version_id]

    def fetch(self, version_ids: Iterable[str]) -> None:
        """Read several at once."""
        self._texts |= self._library.version_texts([known for known in version_ids if known not in self._texts])


def gather(found: Found, library: Library, texts: StoredTexts) -> Evidence:
    """Choose what to quote: the best units, their lead-ins and header cells, and what limits them."""
    telling = [hit for hit in found.hits if _tells_something(hit)] or list(found.hits)
    if not telling:
        return Evidence((), ())
    best = telling[0]
    limiting = _limiting(best, library)
    window = WINDOW if found.parts == 1 else _WINDOW_OF_PARTS
    kept = _within(telling, MOST_WORDS - min(_words(limiting), _RESERVED), window)
    rival = _rival(best, telling)
    if rival is not None and not _holds(kept, rival):
        kept = [kept[0], rival, *_within(kept[1:], MOST_WORDS - _words(kept[:1]) - _words([rival]))]
    roles = {_key(hit): QuoteRole.ANSWER for hit in kept}
    room = MOST_WORDS - _words(kept)
    for hit in limiting:
        if _key(hit) in roles:
            roles[_key(hit)] = role_of(hit.unit.plain)
        elif _words([hit]) <= room:
            kept.append(hit)
            roles[_key(hit)] = role_of(hit.unit.plain)
            room -= _words([hit])
    if rival is not None:
        roles[_key(rival)] = QuoteRole.CONFLICT
    texts.fetch({hit.version.id for hit in kept})
    pieces = [Piece(hit, span, roles[_key(hit)]) for hit in kept for span in (*_context(hit), hit.unit.span)]
    return Evidence(_trimmed(_stitched(pieces, texts), texts), tuple(kept), rival is not None)


def _key(hit: Hit) -> tuple[str, int]:
    return hit.version.id, hit.unit.ordinal


def _holds(hits: Iterable[Hit], wanted: Hit) -> bool:
    return any(_key(hit) == _key(wanted) for hit in hits)


def _context(hit: Hit) -> tuple[Span, ...]:
    """The spans without which a list item or a row cannot be read; an item that is a sentence can."""
    plain = hit.unit.plain
    if hit.unit.kind is UnitKind.SENTENCE:
        return ()
    if hit.unit.kind is UnitKind.ITEM and plain[:1].isupper() and len(plain.split()) >= _WORDS_OF_A_SENTENCE:
        return ()
    return hit.unit.context


def _words(hits: Sequence[Hit]) -> int:
    """How many words quoting these takes; a lead-in that several share counts once."""
    contexts = {
        (hit.version.id, span): plain
        for hit in hits
        for span, plain in zip(_context(hit), hit.unit.context_plain, strict=False)
    }
    own = sum(len(hit.text.split()) for hit in hits)
    return own + sum(len(plain.split()) for plain in contexts.values())


def _tells_something(hit: Hit) -> bool:
    """Whether a unit says anything when it is read alone: "Internal." and "You need:" do not."""
    if hit.unit.plain.endswith(":"):
        return False
    return bool(hit.unit.context) or len(content_words(hit.unit.plain)) >= _LEAST_CONTENT


def _within(hits: Sequence[Hit], budget: int, window: float = WINDOW) -> list[Hit]:
    """The best units that fit, in order; the first one always."""
    kept: list[Hit] = []
    for hit in hits:
        if kept and hit.score < kept[0].score - window:
            continue
        if not kept or (_words([*kept, hit]) <= budget and not _repeats(hit, kept)):
            kept.append(hit)
    return kept


def _repeats(hit: Hit, kept: Iterable[Hit]) -> bool:
    """Whether the same words are there already, from this or another document."""
    return any(hit.unit.plain == other.unit.plain for other in kept)


def _limiting(best: Hit, library: Library) -> list[Hit]:
    """The units right after the best one that limit it: exceptions, conditions, what happens otherwise."""
    found = []
    for hit in library.following(best, _LIMITING_UNITS):
        if hit.passage.heading_path != best.passage.heading_path or not leans_on_previous(hit.unit.plain):
            break
        found.append(replace(hit, score=best.score - WINDOW))
    return found


def _rival(best: Hit, hits: Sequence[Hit]) -> Hit | None:
    """The first provision that disagrees with the best one, if there is one."""
    own = _provision(best)
    return next((hit for hit in hits[1:_RIVALS] if disagreement(own, _provision(hit)) is not None), None)


def _provision(hit: Hit) -> Provision:
    """A hit made comparable; an item says little without its lead-in."""
    unit = hit.unit
    place = Place(
        document=hit.version.id,
        passage=unit.passage,
        unit=unit.ordinal,
        listed=unit.kind is UnitKind.ROW,
        headings=hit.passage.heading_path,
        title=hit.version.title,
    )
    return provision(unit.scored_text if unit.kind is UnitKind.ITEM else unit.plain, place)


def _stitched(pieces: Iterable[Piece], texts: StoredTexts) -> tuple[Piece, ...]:
    """Pieces that do the same and have no word between them become one, at the place of the best of them."""
    stitched: list[Piece] = []
    for piece in pieces:
        text = texts.of(piece.hit.version.id)
        merged = piece
        for other in list(stitched):
            if _belong_together(merged, other, text):
                span = Span(min(merged.span.start, other.span.start), max(merged.span.end, other.span.end))
                place = stitched.index(other)
                if merged in stitched:
                    stitched.remove(merged)
                    place = stitched.index(other)
                merged = replace(other, span=span)
                stitched[place] = merged
        if merged is piece:
            stitched.append(piece)
    return tuple(stitched)


def _trimmed(pieces: Sequence[Piece], texts: StoredTexts) -> tuple[Piece, ...]:
    """The pieces that fit when list markers and table rules count as well; the first one always."""
    kept: list[Piece] = []
    room = MOST_WORDS
    for piece in pieces:
        words = len(piece.span.of(texts.of(piece.hit.version.id)).split())
        if words <= room or not kept:
            kept.append(piece)
            room -= words
    return tuple(kept)


def _belong_together(one: Piece, other: Piece, text: str) -> bool:
    same = one.hit.version.id == other.hit.version.id and one.role is other.role
    if not same or one is other:
        return False
    first, second = sorted((one.span, other.span))
    between = text[first.end : second.start]
    return len(between) <= _LONGEST_GAP and not any(character.isalnum() for character in between)
