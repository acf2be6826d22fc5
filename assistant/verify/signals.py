"""What speaks for and against a statement when it is laid beside one piece of evidence, as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields

from assistant.verify.evidence import Segment
from assistant.verify.figure_signals import clashing, figure_signals
from assistant.verify.lexicon import lexicon
from assistant.verify.polarity import polarity_signals
from assistant.verify.reading import ClauseKind, Reading, Word
from assistant.verify.telling import has, total, weight
from knowledge.documents import UnitKind

_COVERED_CLAUSE = 0.4
_PREPOSITION = re.compile(
    r"\b(?P<preposition>to|for|by|from|with|as|into|against|outside|inside)\s(?:(?:the|a|an|your|our|his|her|their|any|another|every|each|all|one)\s)?(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
_NAMING = frozenset({"even", "whether", "with"})
_RESTRICTIVE = frozenset({"first", "last", "second", "third", "next", "new", "current", "full", "main", "final"})


@dataclass(frozen=True, slots=True)
class Signals:
    """All numbers, in the order in which the fitted weights name them."""

    covered: float = 0.0  #: share of the statement's words that the evidence has, by weight
    missing_own: float = 0.0  #: weight of telling words that the evidence itself lacks
    missing_near: float = 0.0  #: … that its neighbours lack too
    missing_all: float = 0.0  #: … that nothing found has
    missing_soft: float = 0.0  #: common verbs and adverbs that the evidence and its neighbours lack
    missing_name: float = 0.0  #: names that the evidence lacks
    swapped_name: float = 0.0  #: … while it has another name that the statement lacks
    contrasts: float = 0.0  #: words that name another kind of person, product or remedy than the evidence
    substituted: float = 0.0  #: telling words that only another clause has, where the closest clause has others instead
    swapped: float = 0.0  #: telling words missing on both sides: something was put in place of something else
    dropped_condition: float = 0.0  #: conditions of the evidence that the statement does not name
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
    figures_clashing: float = 0.0
    polarity_clauses: float = 0.0
    polarity_words: float = 0.0
    opposite: float = 0.0
    excluded: float = 0.0
    widened: float = 0.0  #: "whatever", "even if" and the like without their like in the evidence
    universal: float = 0.0  #: all, every, any without their like
    only_added: float = 0.0  #: "only" in the statement alone
    only_dropped: float = 0.0  #: "only" in the evidence alone
    joined: float = 0.0  #: units read together with the evidence
    dense: float = 0.0
    length: float = 0.0  #: telling words of the statement

    def vector(self) -> list[float]:
        """The numbers in the order of the fields."""
        return [float(getattr(self, item.name)) for item in fields(self)]


NAMES = tuple(item.name for item in fields(Signals))


def _slot(text: str, word: Word) -> str:
    """The preposition that leads to a word, with nothing but articles and modifiers between; "" where none does."""
    match = _PREPOSITION.search(text, 0, word.span.start)
    return match["preposition"].lower() if match else ""


@dataclass(slots=True)
class Comparison:
    """One statement beside one piece of evidence."""

    statement: Reading
    before: Sequence[Reading]  #: the sentences before it
    segment: Segment
    others: Sequence[Segment]
    notes: dict[str, list[str]] = field(default_factory=dict)  #: the words behind the numbers, for the reason

    def signals(self) -> Signals:
        """Compare."""
        own, segment, words = self.segment.reading, self.segment, self.statement.words
        missing = [word for word in words if not has(own.keys, word)]
        hard = [word for word in missing if not word.soft and not self._under_general_rule(word)]
        beyond = [word for word in hard if not has(segment.near, word)]
        nowhere = [word for word in beyond if not has(self._all_keys(), word)]
        condition, modifier, other, narrowing = self._dropped()
        contrasts = self._contrasts(hard)
        names = [word for word in hard if word.proper]
        new_names = [word for word in own.words if word.proper and not has(self._said(), word)]
        figure = figure_signals(self.statement, self.before, segment, self.others)
        polarity = polarity_signals(self.statement, hard, segment, self.others)
        wideners = self._widened()
        for key, values in (
            ("missing", [word.text for word in hard]),
            ("nowhere", [word.text for word in nowhere]),
            ("contrast", contrasts),
            ("figure", [figure.missing_text]),
            ("rival", [figure.rival_text]),
            ("polarity", [polarity.clause_text]),
            ("excluding", [polarity.excluding]),
            ("widened", wideners),
        ):
            self._note(key, values)
        return Signals(
            covered=1 - total(missing) / (total(words) or 1.0),
            missing_own=total(hard),
            missing_near=total(beyond),
            missing_all=total(nowhere),
            missing_soft=float(sum(1 for word in missing if word.soft and not has(segment.near, word))),
            missing_name=float(len(names)),
            swapped_name=float(min(len(names), len(new_names))),
            contrasts=float(len(contrasts)),
            substituted=self._substituted(),
            swapped=min(total(hard), modifier + other),
            dropped_condition=condition,
            dropped_modifier=modifier,
            dropped_first=narrowing,
            dropped_other=other,
            figures_missing=figure.missing,
            figures_rival=figure.rival,
            figures_near=figure.near,
            figures_computed=figure.computed,
            figures_case=figure.case,
            figures_flipped=figure.flipped,
            figures_misplaced=figure.misplaced,
            figures_contested=figure.contested,
            figures_column=figure.column,
            figures_clashing=clashing(self.statement, hard, segment, self.others),
            polarity_clauses=polarity.clauses,
            polarity_words=polarity.words,
            opposite=polarity.opposite,
            excluded=polarity.excluded,
            widened=float(len(wideners)),
            universal=float(bool(self.statement.universals) and not own.universals),
            only_added=float(self.statement.only and not own.only),
            only_dropped=float(own.only and not self.statement.only),
            joined=float(len(segment.joined)),
            dense=segment.hit.dense,
            length=float(sum(1 for word in words if not word.soft)),
        )

    def _note(self, key: str, values: Sequence[str]) -> None:
        told = [value for value in values if value]
        if told:
            self.notes.setdefault(key, []).extend(told)

    def _said(self) -> frozenset[str]:
        return self.statement.keys.union(*(reading.keys for reading in self.before))

    def _all_keys(self) -> frozenset[str]:
        return frozenset().union(*(other.reading.keys for other in self.others if not other.outdated))

    def _under_general_rule(self, word: Word) -> bool:
        """Whether the evidence holds for all but a named one, and this name, which the documents know, is another."""
        own = self.segment.reading
        if not word.proper or not has(self._all_keys(), word):
            return False
        names = {other.clause for other in own.words if other.proper}
        return bool(names) and all(own.clauses[clause].kind is ClauseKind.EXCEPTION for clause in names)

    def _contrasts(self, hard: Sequence[Word]) -> list[str]:
        known, mine = lexicon().contrasts, self.statement.stems
        rivals = [word.stem for word in self.segment.reading.words if word.stem not in mine]
        return [word.text for word in hard if any(rival in known.get(word.stem, ()) for rival in rivals)]

    def _substituted(self) -> float:
        """The most of it in any clause: words from elsewhere in place of words of the closest clause."""
        own, said = self.segment.reading, self._said()
        most = 0.0
        for number, _ in enumerate(self.statement.clauses):
            words = [word for word in self.statement.words if word.clause == number and not word.soft]
            every = [word for word in self.statement.words if word.clause == number]
            clauses = [[word for word in own.words if word.clause == at] for at in range(len(own.clauses))]
            shared = [
                (
                    self._inside(clause),
                    total(w for w in every if has(frozenset().union(*(c.keys for c in clause)), w)),
                    -at,
                )
                for at, clause in enumerate(clauses)
            ]
            shared = [(inside, value, at) for inside, value, at in shared if value > 0]
            if not words or not shared:
                continue
            closest = clauses[-max(shared)[2]]
            keys = frozenset().union(*(word.keys for word in closest))
            foreign = [word for word in words if not has(keys, word)]
            left = [word for word in closest if not word.soft and not has(said, word)]
            slots = {_slot(own.text, word) for word in left} - {""}
            swapped = [word for word in foreign if _slot(self.statement.text, word) in slots]
            self._note("foreign", [word.text for word in swapped])
            most = max(most, total(swapped))
        return most

    def _speaks(self, clause: int, place: int) -> bool:
        """Whether a word or clause is the evidence's own; of a table row only its name is: the statement picks a cell."""
        row = self.segment.hit.unit.kind is UnitKind.ROW
        return self.segment.own.start <= place < self.segment.own.end and not (row and clause > 0)

    def _inside(self, clause: Sequence[Word]) -> bool:
        own = self.segment.own
        return any(own.start <= word.span.start < own.end for word in clause)

    def _dropped(self) -> tuple[float, float, float, float]:
        """What of the evidence neither the statement nor the sentences before it have: conditions, modifiers, the rest."""
        own, said = self.segment.reading, self._said()
        modifier = other = narrowing = 0.0
        for at, word in enumerate(own.words):
            if not self._speaks(word.clause, word.span.start) or has(said, word):
                continue
            following = own.words[at + 1] if at + 1 < len(own.words) else None
            adjacent = following is not None and following.span.start - word.span.end <= 1 and has(said, following)
            if adjacent and (not word.soft or word.text.lower() in _RESTRICTIVE):
                modifier += weight(word)
                narrowing += word.text.lower() in _RESTRICTIVE
                self._note("modifier", [word.text])
            elif not word.soft and own.clauses[word.clause].kind is ClauseKind.MAIN:
                other += weight(word)
        return self._dropped_conditions(said), modifier, other, narrowing

    def _dropped_conditions(self, said: frozenset[str]) -> float:
        own = self.segment.reading
        dropped = 0
        for number, clause in enumerate(own.clauses):
            words = [word for word in own.words if word.clause == number]
            telling = clause.denied or any(not word.soft for word in words)
            if clause.kind in {ClauseKind.MAIN, ClauseKind.RELATIVE} or not telling:
                continue
            if not self._speaks(number, clause.span.start):
                continue
            if total(word for word in words if has(said, word)) < _COVERED_CLAUSE * total(words):
                dropped += 1
                self._note("condition", [clause.span.of(own.text).strip()])
        return float(dropped)

    def _widened(self) -> list[str]:
        """Widening words without their like in the evidence; what follows "even" or "whether" may be there in so many words."""
        own = self.segment.reading
        theirs = {match[0].lower().split()[0] for match in lexicon().wideners.finditer(own.text)}
        found = []
        for match in lexicon().wideners.finditer(self.statement.text):
            first = match[0].lower().split()[0]
            clause = self.statement.clause_at(match.start())
            after = [
                word for word in self.statement.words if word.clause == clause and word.span.start >= match.start()
            ]
            named = first in _NAMING and after and all(has(own.keys, word) for word in after)
            if first == "even":
                named = bool(own.universals or theirs)
            either_way = self.statement.text[match.end() :].lower().startswith("not")
            if either_way or (first not in theirs and not named):
                found.append(match[0].lower())
        return found
