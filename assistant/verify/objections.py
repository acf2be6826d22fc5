"""What forbids accepting a statement, whatever else speaks for it; each objection with a sentence for the user."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.verify.signals import Signals

_HALF = 0.5
_LEAST_COVERED = 0.6
_LEAST_OWN = 0.45
_MANY_SOFT = 4
_ALL = 0.95  #: of its words: a table row has no verbs, and then they are not asked for
_MATTER = 0.6  #: the share of its words that a statement shares with what contradicts it


@dataclass(frozen=True, slots=True)
class Objection:
    """A reason against a statement."""

    name: str
    reason: str
    contradicts: bool = False  #: the documents say otherwise, not only nothing


def objections(signals: Signals, notes: Mapping[str, Sequence[str]]) -> list[Objection]:
    """All objections, the most telling first."""
    same_matter = signals.covered >= _MATTER
    found = [
        *_figures(signals, notes, same_matter=same_matter),
        *_polarity(signals, notes),
        *_scope(signals, notes),
        *_left_out(signals, notes),
    ]
    return sorted(found, key=lambda objection: not objection.contradicts)


def _figures(signals: Signals, notes: Mapping[str, Sequence[str]], *, same_matter: bool) -> list[Objection]:
    found = []
    figure, rival = _first(notes, "figure"), _first(notes, "rival")
    if signals.figures_missing >= _HALF:
        if signals.figures_rival >= _HALF and rival and same_matter:
            found.append(Objection("figure", f"It says {figure}; the documents say {rival}.", contradicts=True))
        else:
            found.append(Objection("figure", f"The documents do not give {figure or 'this figure'} here."))
    if signals.figures_near >= _HALF:
        found.append(Objection("figure elsewhere", "The figure stands nearby, but for something else."))
    if signals.figures_column >= _HALF:
        found.append(Objection("column", "The figure stands in another column of the table.", contradicts=True))
    if signals.figures_misplaced >= _HALF or signals.figures_contested >= _HALF:
        found.append(
            Objection("misplaced", "The figure belongs to something else in the same place.", contradicts=True)
        )
    if signals.figures_rate or signals.figures_one:
        found.append(Objection("rate", "It counts or charges for another thing than the documents.", contradicts=True))
    if signals.figures_clashing >= _HALF:
        found.append(Objection("clash", "For what it names, the documents give another figure.", contradicts=True))
    if signals.figures_limit >= _HALF:
        found.append(Objection("limit", "It leaves out a threshold that the documents set."))
    if signals.figures_flipped >= _HALF:
        found.append(
            Objection("bound", "It turns a limit round: at least for at most, or after for before.", contradicts=True)
        )
    return found


def _polarity(signals: Signals, notes: Mapping[str, Sequence[str]]) -> list[Objection]:
    found = []
    if signals.polarity_clauses >= _HALF or signals.polarity_words >= 1:
        found.append(
            Objection(
                "polarity", "The documents say the opposite: one says yes where the other says no.", contradicts=True
            )
        )
    if signals.ruled_out:
        found.append(Objection("ruled out", "Elsewhere the documents deny this of what it names.", contradicts=True))
    if signals.opposite >= _HALF:
        found.append(Objection("opposite", "The documents use the opposite word.", contradicts=True))
    if signals.other_payer:
        found.append(Objection("payer", "It has one side pay what the documents have the other pay.", contradicts=True))
    if signals.contrasts >= _HALF:
        word = _first(notes, "contrast")
        found.append(Objection("other kind", f"The documents speak of another kind than '{word}'.", contradicts=True))
    if signals.other_row >= 1:
        found.append(
            Objection("other row", f"The table says something else of '{_first(notes, 'row')}'.", contradicts=True)
        )
    if signals.swapped_name >= _HALF:
        found.append(Objection("other name", "The documents say this of another name.", contradicts=True))
    if signals.substituted >= _HALF:
        word = _first(notes, "foreign")
        found.append(
            Objection("substituted", f"Where it says '{word}', the documents say something else.", contradicts=True)
        )
    return found


def _scope(signals: Signals, notes: Mapping[str, Sequence[str]]) -> list[Objection]:
    found = []
    if signals.widened >= _HALF:
        found.append(
            Objection("widened", f"'{_first(notes, 'widened')}' goes further than the documents do.", contradicts=True)
        )
    if signals.universal:
        found.append(Objection("universal", "It says this of all; the documents say it of some."))
    if (signals.only_dropped and signals.missing_own) or signals.only_other:
        found.append(Objection("only", "The documents say this of something else only."))
    if signals.missing_near >= 1:
        words = ", ".join(f"'{word}'" for word in notes.get("missing", ())[:3])
        found.append(
            Objection("missing", f"The documents do not say this of {words or 'what it names'}.", signals.excluded >= 1)
        )
    many_soft = signals.missing_soft >= _MANY_SOFT and signals.covered < _ALL
    if many_soft or signals.covered < _LEAST_OWN or signals.covered_near < _LEAST_COVERED:
        found.append(Objection("far", "Nothing in the documents comes close enough to it."))
    return found


def _left_out(signals: Signals, notes: Mapping[str, Sequence[str]]) -> list[Objection]:
    found = []
    if signals.dropped_days >= 1:
        found.append(Objection("days", "It leaves out on which days of the week."))
    if signals.dropped_first:
        found.append(Objection("modifier", f"It leaves out '{_first(notes, 'modifier')}', which narrows the promise."))
    if signals.condition_follows:
        found.append(Objection("condition follows", f"It leaves out a condition: {_first(notes, 'follows')}"))
    if signals.crossed:
        found.append(Objection("crossed", "The documents promise this under another condition.", contradicts=True))
    if signals.dropped_condition and (signals.joined or signals.length <= 1 or not signals.conditions):
        found.append(Objection("condition", f"It leaves out a condition: {_first(notes, 'condition')}"))
    return found


def _first(notes: Mapping[str, Sequence[str]], key: str) -> str:
    return next(iter(notes.get(key, ())), "")
