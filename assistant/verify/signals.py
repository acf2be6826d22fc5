"""What speaks for and against a statement when it is laid beside one piece of evidence, as numbers."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True)
class Signals:
    """All numbers, in the order in which the fitted weights name them."""

    covered: float = 0.0  #: share of the statement's words that the evidence has, by weight
    covered_near: float = 0.0  #: … that it, its headings and its neighbours have
    missing_own: float = 0.0  #: weight of telling words that the evidence itself lacks
    missing_near: float = 0.0  #: … that its neighbours lack too
    missing_all: float = 0.0  #: … that nothing found has
    other_row: float = 0.0  #: words that name another row of the same table
    missing_soft: float = 0.0  #: common verbs and adverbs that the evidence and its neighbours lack
    missing_name: float = 0.0  #: names that the evidence lacks
    swapped_name: float = 0.0  #: … while it has another name that the statement lacks
    other_payer: float = 0.0  #: we pay where you pay, or the other way round
    contrasts: float = 0.0  #: words that name another kind of person, product or remedy than the evidence
    substituted: float = 0.0  #: words in whose place the closest clause has others
    best_clause: float = 0.0  #: share of what the statement mainly says that one clause of the evidence has
    dropped_days: float = 0.0  #: days of the week that the statement leaves out
    swapped: float = 0.0  #: telling words missing on both sides: something was put in place of something else
    dropped_condition: float = 0.0  #: conditions of the evidence that the statement does not name
    conditions: float = 0.0  #: conditions that the statement names
    crossed: float = 0.0  #: its condition is that of another promise in the evidence
    condition_follows: float = 0.0  #: what comes next sets a condition that the statement does not name
    dropped_modifier: float = 0.0  #: telling words of the evidence right before a word that both share
    dropped_first: float = 0.0  #: first, last, new and the like among them
    dropped_other: float = 0.0  #: other telling words of the evidence that the statement lacks
    figures_missing: float = 0.0
    figures_rival: float = 0.0
    figures_near: float = 0.0
    figures_computed: float = 0.0
    figures_case: float = 0.0
    figures_flipped: float = 0.0
    figures_misplaced: float = 0.0
    figures_contested: float = 0.0
    figures_column: float = 0.0
    figures_limit: float = 0.0
    figures_rate: float = 0.0  #: a price a night where the evidence has one a stay
    figures_one: float = 0.0  #: one where the evidence has several
    figures_clashing: float = 0.0
    polarity_clauses: float = 0.0
    polarity_words: float = 0.0
    opposite: float = 0.0
    excluded: float = 0.0
    ruled_out: float = 0.0  #: another unit denies it of what the statement names
    widened: float = 0.0  #: "whatever", "even if" and the like without their like in the evidence
    universal: float = 0.0  #: all, every, any without their like
    only_other: float = 0.0  #: "only" in the evidence with a word that the statement lacks
    only_dropped: float = 0.0  #: "only" in the evidence alone
    thin_other: float = 0.0  #: other telling words of the evidence where the statement has one telling word at most
    thin_joined: float = 0.0  #: it has one at most, and the evidence is read together from several units
    dropped_times: float = 0.0  #: the evidence's lengths of time and dates that the statement does not take up
    dropped_sums: float = 0.0  #: … its sums and shares
    dropped_counts: float = 0.0  #: … its other numbers
    joined: float = 0.0  #: units read together with the evidence
    dense: float = 0.0
    length: float = 0.0  #: telling words of the statement

    def vector(self) -> list[float]:
        """The numbers in the order of the fields."""
        return [float(getattr(self, item.name)) for item in fields(self)]


NAMES = tuple(item.name for item in fields(Signals))
