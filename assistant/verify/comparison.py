"""One statement beside one piece of evidence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.verify.evidence import Segment
from assistant.verify.figure_signals import clashing, figure_signals
from assistant.verify.lexicon import lexicon
from assistant.verify.polarity import polarity_signals
from assistant.verify.reading import ClauseKind, Reading, Word
from assistant.verify.signals import Signals
from assistant.verify.telling import has, total, weight
from knowledge.documents import UnitKind

_COVERED_CLAUSE = 0.4
_PREPOSITION = re.compile(
    r"\b(?P<preposition>to|for|by|from|with|as|into|against|outside|inside)\s(?:(?:the|a|an|your|our|his|her|their|any|another|every|each|all|one)\s)?(?:[\w-]+\s)?$",
    re.IGNORECASE,
)
_NEXT = 2
_SETS_CONDITION = re.compile(
    r"to\s(?:get|receive|claim|have|qualify|use|obtain)\b.*\b(?:must|need)|you\s(?:must|need\sto|have\sto)\s(?:apply|claim|ask|send|tell|show|bring)"
    r"|provided\s|on\scondition\s|(?:this|it)\s(?:only\sapplies|applies\sonly|is\sonly\svalid)",
    re.IGNORECASE,
)
_NAMING = frozenset({"even", "whether", "with"})
_RESTRICTIVE = frozenset({"first", "last", "second", "third", "next", "new", "current", "full", "main", "final"})


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
            covered=self._covered(missing),
            covered_near=self._covered([word for word in missing if not has(segment.near, word)]),
            condition_follows=float(self._condition_follows()),
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
            figures_limit=figure.limit,
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

    def _condition_follows(self) -> bool:
        """Whether one of the next two units says what the customer must do for it."""
        segment, said = self.segment, self._said()
        for neighbour in segment.around:
            after = neighbour.hit.unit.ordinal - segment.hit.unit.ordinal
            same_list = set(neighbour.hit.unit.context) & set(segment.hit.unit.context)
            if not 0 < after <= _NEXT or same_list or neighbour.hit in segment.joined:
                continue
            unnamed = total(word for word in neighbour.reading.words if not word.soft and not has(said, word))
            if unnamed >= 1 and _SETS_CONDITION.match(neighbour.reading.text):
                self._note("follows", [neighbour.hit.unit.plain])
                return True
        return False

    def _covered(self, missing: Sequence[Word]) -> float:
        """Share of the statement's words, by weight; a table has no verbs to compare."""
        words = self.statement.words
        told = [*words, *(word for reading in self.before for word in reading.words)]
        named = any(not word.soft and has(self.segment.reading.keys, word) for word in told)
        if named and self.segment.hit.unit.kind is UnitKind.ROW:
            words = tuple(word for word in words if not word.soft or word not in missing)
        return 1 - total(word for word in missing if word in words) / (total(words) or 1.0)

    def _under_general_rule(self, word: Word) -> bool:
        """Whether the evidence holds for all but a named one, and this name, which the documents know, is another."""
        own = self.segment.reading
        if not word.proper or not has(self._all_keys(), word):
            return False
        names = {other.clause for other in own.words if other.proper}
        if names:
            return all(own.clauses[clause].kind is ClauseKind.EXCEPTION for clause in names)
        return not any(
            has(other.reading.keys, word) and (other.reading.figures or any(c.denied for c in other.reading.clauses))
            for other in self.others
            if other.place not in self.segment.places
        )

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
        """Whether a word or clause is the evidence's own; of a table row only its name: the statement picks a cell."""
        row = self.segment.hit.unit.kind is UnitKind.ROW
        return self.segment.own.start <= place < self.segment.own.end and not (row and clause > 0)

    def _inside(self, clause: Sequence[Word]) -> bool:
        own = self.segment.own
        return any(own.start <= word.span.start < own.end for word in clause)

    def _dropped(self) -> tuple[float, float, float, float]:
        """What of the evidence the statement and those before it lack: conditions, modifiers, others, "first"."""
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
        """Widening words without their like in the evidence; what follows "whether" may be there in so many words."""
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
