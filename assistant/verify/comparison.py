"""One statement beside one piece of evidence."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from assistant.verify.evidence import Segment
from assistant.verify.figure_signals import FigureSignals, clashing, figure_signals
from assistant.verify.figures_match import Match, match_figure
from assistant.verify.lexicon import lexicon
from assistant.verify.payers import another_payer
from assistant.verify.polarity import main_of, polarity_signals
from assistant.verify.reading import ClauseKind, Reading, Word, alternatives
from assistant.verify.signals import Signals
from assistant.verify.swaps import swaps
from assistant.verify.telling import borne, has, total, weight
from knowledge.documents import UnitKind

_COVERED_CLAUSE = 0.4
_WEEKDAY = re.compile(r"\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bweek(?:day|end)s?\b", re.IGNORECASE)
_REASON = re.compile(r"\W*(?:because|since|as)\b", re.IGNORECASE)
#: whoever turns to an ombudsman is not satisfied: that need not be said
_UNHAPPY = re.compile(
    r"\b(?:unhappy|dissatisfied|unsatisfied|disagree|(?:not|n['’]t)\s(?:\w+\s)?(?:satisf\w+|happy|content|agree|accept))\b",
    re.IGNORECASE,
)
_ONLY = re.compile(r"\bonly\b", re.IGNORECASE)
_ONLY_WITH = re.compile(r"only\s(?:with|by|after|on|upon)\s", re.IGNORECASE)
_AND = re.compile(r"\W*and\b", re.IGNORECASE)
_EVERYWHERE = re.compile(r"\bin\s(?:every|any|each|all)\scases?\b|\beverywhere\b|\bat\sa\stime\b", re.IGNORECASE)
_STRICT = re.compile(
    r"(?:and\s|but\s)?(?:provided|providing|as\slong|so\slong|only\sif|on\scondition)\b", re.IGNORECASE
)
_WHOLE = re.compile(
    r"\b(?:whole|entire|complete|everything|all|both|every|full(?!\s(?:\w+\s)?(?:day|hour|week|month|year)s?\b))\b",
    re.IGNORECASE,
)
_REACH = 12  #: characters after "only"
_GENERAL = 4  #: in how many of the units found a word stands that the whole document is about
_ONE = re.compile(r"(?<!\bfor\s)\b(?:one|a\ssingle)\s", re.IGNORECASE)
_PHRASE = 24  #: characters from a number to its noun
_NEARLY = 0.8
_CONDITIONAL = frozenset({ClauseKind.CONDITION, ClauseKind.EXCEPTION})
_HALF = 0.5
_NEXT = 2
_SETS_CONDITION = re.compile(
    r"to\s(?:get|receive|claim|have|qualify|use|obtain)\b.*\b(?:must|need)|you\s(?:must|need\sto|have\sto)\s(?:apply|claim|ask|send|tell|show|bring)"
    r"|provided\s|on\scondition\s|(?:this|it)\s(?:only\sapplies|applies\sonly|is\sonly\svalid)",
    re.IGNORECASE,
)
_NAMING = frozenset({"even", "whether", "with"})
_RESTRICTIVE = frozenset({"first", "last", "second", "third", "next", "new", "current", "full", "main", "final"})


def _figure_fields(figure: FigureSignals) -> dict[str, float]:
    return {
        "figures_missing": figure.missing,
        "figures_rival": figure.rival,
        "figures_near": figure.near,
        "figures_computed": figure.computed,
        "figures_case": figure.case,
        "figures_flipped": figure.flipped,
        "figures_misplaced": figure.misplaced,
        "figures_contested": figure.contested,
        "figures_column": figure.column,
        "figures_limit": figure.limit,
        "figures_rate": figure.rate,
    }


def _governed(reading: Reading, condition: int, main: int) -> frozenset[int]:
    """The main clauses that a condition holds for: a leading one also for those joined on, "if …, …, and …"."""
    found = {main}
    for number in range(main + 1, len(reading.clauses) if condition < main else main):
        if reading.clauses[number].kind is not ClauseKind.MAIN or not _AND.match(
            reading.text, reading.clauses[number].span.start
        ):
            break
        found.add(number)
    return frozenset(found)


def _one_of_several(statement: Reading, evidence: Reading) -> bool:
    """Whether a statement has one of what the evidence wants several of: "if one payment fails"."""
    for match in _ONE.finditer(statement.text):
        noun = next((w for w in statement.words if 0 <= w.span.start - match.end() <= 1), None)
        for figure in evidence.figures:
            after = [w for w in evidence.words if 0 <= w.span.start - figure.span.end <= _PHRASE][:2]
            several = figure.dimension == "count" and figure.low > 1
            if noun is not None and several and any(has(noun.keys, word) for word in after):
                return True
    return False


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
        renamed = [word for word in words if word.stem not in own.stems and self._said_by_name(word)]
        missing = [word for word in words if word in renamed or not borne(own.keys, word)]
        if segment.hit.unit.kind is UnitKind.ROW:  # its heading and header say what its first cell names
            missing = [word for word in missing if word.proper or not has(segment.headings, word)]
        hard = [word for word in missing if not word.soft and not self._under_general_rule(word)]
        around = self._around()
        beyond = [word for word in hard if word in renamed or not has(around, word)]
        nowhere = [word for word in beyond if not has(self._all_keys(), word)]
        modifier, other, narrowing = self._dropped()
        length = float(sum(1 for word in words if not word.soft))
        contrasts = self._contrasts()
        swapped = swaps(self.statement, self._said_before(), segment)
        names = [word for word in hard if word.proper]
        names += self._names_cut_short()
        new_names = [word for word in own.words if word.proper and not has(self._said(), word)]
        figure = figure_signals(self.statement, self.before, segment, self.others)
        wideners = self._widened()
        self._note("missing", [word.text for word in hard])
        self._note("contrast", contrasts)
        self._note("figure", [figure.missing_text])
        self._note("rival", [figure.rival_text])
        self._note("widened", wideners)
        self._note("foreign", [swap.said for swap in swapped])
        return Signals(
            covered=self._covered(missing),
            covered_near=self._covered([word for word in missing if not has(segment.near, word)]),
            condition_follows=float(self._condition_follows()),
            missing_own=total(hard),
            missing_near=total(beyond),
            missing_all=total(nowhere),
            other_row=total(self._of_other_rows(missing)),
            missing_soft=float(sum(1 for word in missing if word.soft and not has(segment.near, word))),
            missing_name=float(len(names)),
            swapped_name=float(min(len(names), len(new_names))),
            other_payer=float(another_payer(self.statement, own)),
            contrasts=float(len(contrasts)),
            substituted=float(len(swapped)),
            best_clause=self._best_clause(),
            dropped_days=self._dropped_days(),
            swapped=min(total(hard), modifier + other),
            dropped_condition=self._dropped_conditions(),
            conditions=float(sum(1 for clause in self.statement.clauses if clause.kind in _CONDITIONAL)),
            crossed=float(self._crossed()),
            dropped_modifier=modifier,
            dropped_first=narrowing + self._whole_dropped(),
            dropped_other=other,
            **_figure_fields(figure),
            figures_one=float(_one_of_several(self.statement, own)),
            figures_clashing=clashing(
                self.statement, [word for word in hard if not has(segment.headings, word)], segment, self.others
            ),
            **self._polarity(hard),
            widened=float(len(wideners)),
            universal=float(
                bool(self.statement.universals) and not own.universals and not _EVERYWHERE.search(own.text)
            ),
            only_other=float(self._only_of_another()),
            only_dropped=float(own.only and not self.statement.only),
            dropped_times=self._dropped_figures({"time", "every", "date", "clock"}),
            dropped_sums=self._dropped_figures({"money", "%"}),
            dropped_counts=self._dropped_figures({"count", "times"}),
            joined=float(len(segment.joined)),
            dense=segment.hit.dense,
            length=length,
            thin_other=other if length <= 1 else 0.0,
            thin_joined=float(length <= 1 and bool(segment.joined)),
        )

    def _polarity(self, hard: Sequence[Word]) -> dict[str, float]:
        found = polarity_signals(self.statement, hard, self.segment, self.others)
        self._note("polarity", [found.clause_text])
        return {
            "polarity_clauses": found.clauses,
            "polarity_words": found.words,
            "opposite": found.opposite,
            "excluded": found.excluded,
            "ruled_out": found.ruled_out,
        }

    def _of_other_rows(self, missing: Sequence[Word]) -> list[Word]:
        """Words of the statement that stand in the first cell of another row, and not in this row."""
        segment = self.segment
        if segment.hit.unit.kind is not UnitKind.ROW:
            return []
        others = [near.reading for near in segment.around if near.hit.unit.kind is UnitKind.ROW]
        keys = frozenset(key for row in others for word in row.words if word.clause == 0 for key in word.keys)
        found = [word for word in missing if has(keys, word)]
        self._note("row", [word.text for word in found])
        return found

    def _dropped_figures(self, kinds: set[str]) -> float:
        """How many of the evidence's own figures of some kinds the statement and those before it do not take up."""
        own = self.segment.reading
        if self.segment.hit.unit.kind is UnitKind.ROW:
            return 0.0
        said = [figure for reading in (self.statement, *self.before) for figure in reading.figures]
        return float(
            sum(
                1
                for figure in own.figures
                if figure.kind in kinds
                and not figure.implied
                and self.segment.own.start <= figure.span.start < self.segment.own.end
                and match_figure(figure, said) is Match.NONE
            )
        )

    def _names_cut_short(self) -> list[Word]:
        """Words of the evidence's longer names: the statement has "Anytime", the evidence "Anytime Plus"."""
        own, said = self.segment.reading, self._said()
        found = []
        for left, right in pairwise(own.words):
            begins = left.proper or (left.span.start == 0 and left.text.istitle())
            together = begins and right.proper and right.span.start - left.span.end == 1
            if together and has(said, left) and not has(said, right):
                found.append(right)
        return found

    def _around(self) -> frozenset[str]:
        """Word keys that count as said with the evidence; beside a row stand other things: only general ones count."""
        segment = self.segment
        if segment.hit.unit.kind is not UnitKind.ROW:
            return segment.near
        counts = Counter(key for other in self.others if not other.outdated for key in other.reading.keys)
        return segment.headings | {key for key, count in counts.items() if count >= _GENERAL}

    def _only_of_another(self) -> bool:
        """Whether the evidence says "only" of a word that the statement lacks: "on the large plan only"."""
        own, said, closest = self.segment.reading, self._said(), self._closest_mains()
        for match in _ONLY.finditer(own.text):
            clause = own.clause_at(match.start())
            if clause not in closest:
                continue
            if _ONLY_WITH.match(own.text, match.start()):
                after = [w for w in own.words if w.clause == clause and w.span.start > match.end() and not w.soft]
                if any(not has(said, word) and said.isdisjoint(word.bearers) for word in after):
                    return True
            beside = [
                word
                for word in own.words
                if not word.soft
                and (0 <= match.start() - word.span.end <= 1 or 0 <= word.span.start - match.end() <= _REACH)
            ]
            if any(not has(said, word) for word in beside):
                return True
        return False

    def _dropped_days(self) -> float:
        """How many of the evidence's own days of the week the statement does not name, where it names none."""
        text = self.segment.own.of(self.segment.reading.text)
        if self.segment.hit.unit.kind is UnitKind.ROW or _WEEKDAY.search(self.statement.text):
            return 0.0
        return float(len(_WEEKDAY.findall(text)))

    def _note(self, key: str, values: Sequence[str]) -> None:
        told = [value for value in values if value]
        if told:
            self.notes.setdefault(key, []).extend(told)

    def _said(self) -> frozenset[str]:
        return self.statement.keys.union(*(reading.keys for reading in self.before))

    def _said_before(self) -> frozenset[str]:
        return frozenset(key for reading in self.before for key in reading.keys)

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
        names = {other.clause for other in own.words if other.proper and not has(self.statement.keys, other)}
        if names:
            return all(own.clauses[clause].kind is ClauseKind.EXCEPTION for clause in names)
        rest = [other for other in self.statement.words if other is not word and not other.soft]
        return not any(
            has(other.reading.keys, word)
            and (other.reading.figures or any(c.denied for c in other.reading.clauses))
            and total(more for more in rest if has(other.reading.keys, more)) >= _HALF * total(rest)
            for other in self.others
            if other.place not in self.segment.places
        )

    def _said_by_name(self, word: Word) -> bool:
        """Whether the evidence has only the like of a word, and says more by name of it or of another of its kind."""
        own = self.segment.reading
        if word.soft or has(own.keys, word) or not borne(own.keys, word):
            return False
        beside = any(not own.keys.isdisjoint(word.bearers & other.bearers) for other in own.words)
        return beside or any(
            word.stem in other.reading.stems and (other.reading.figures or any(c.denied for c in other.reading.clauses))
            for other in self.others
            if other.place not in self.segment.places
        )

    def _contrasts(self) -> list[str]:
        """Telling words of which the evidence has another kind, though it may have their like."""
        known, mine, theirs = lexicon().contrasts, self.statement.stems, self.segment.reading.stems
        return [
            word.text
            for word in self.statement.words
            if not word.soft and word.stem not in theirs and not (theirs - mine).isdisjoint(known.get(word.stem, ()))
        ]

    def _best_clause(self) -> float:
        """The greatest share of what the statement mainly says that one clause of the evidence has, 0 to 1."""
        own = self.segment.reading
        words = [w for w in self.statement.words if self.statement.clauses[w.clause].kind is ClauseKind.MAIN]
        if not words or self.segment.hit.unit.kind is UnitKind.ROW:
            return 1.0
        keys = [own.keys_in(place) for place in range(len(own.clauses))]
        return max((total(word for word in words if borne(held, word)) for held in keys), default=0.0) / total(words)

    def _speaks(self, clause: int, place: int) -> bool:
        """Whether a word or clause is the evidence's own; of a table row only its name: the statement picks a cell."""
        row = self.segment.hit.unit.kind is UnitKind.ROW
        return self.segment.own.start <= place < self.segment.own.end and not (row and clause > 0)

    def _dropped(self) -> tuple[float, float, float]:
        """What of the evidence the statement and those before it lack: modifiers, others, "first"."""
        own, said = self.segment.reading, self._said()
        modifier = other = narrowing = 0.0
        for at, word in enumerate(own.words):
            if not self._speaks(word.clause, word.span.start) or has(said, word):
                continue
            following = own.words[at + 1] if at + 1 < len(own.words) else None
            adjacent = following is not None and following.span.start - word.span.end <= 1 and has(said, following)
            if adjacent and (not word.soft or word.text.lower() in _RESTRICTIVE):
                modifier += weight(word)
                speaks = own.clauses[word.clause].kind is not ClauseKind.MAIN or self._is_close(word.clause)
                if word.text.lower() in _RESTRICTIVE and speaks:
                    narrowing += 1
                    self._note("modifier", [word.text])
            elif not word.soft and own.clauses[word.clause].kind is ClauseKind.MAIN:
                other += weight(word)
        return modifier, other, narrowing

    def _is_close(self, main: int) -> bool:
        """Whether a main clause of the evidence is one that the statement speaks of."""
        closest = self._closest_mains()
        return not closest or main in closest

    def _closest_mains(self) -> frozenset[int]:
        """The main clauses of the evidence that share most, or nearly so, with what the statement mainly says."""
        own, shares = self.segment.reading, {}
        words = [w for w in self.statement.words if self.statement.clauses[w.clause].kind is ClauseKind.MAIN]
        for number, clause in enumerate(own.clauses):
            keys = own.keys_in(number)
            if clause.kind is ClauseKind.MAIN:
                shares[number] = total(word for word in words if has(keys, word)) + self._figures_in(number)
        most = max(shares.values(), default=0.0)
        return frozenset(number for number, share in shares.items() if share and share >= _NEARLY * most)

    def _figures_in(self, clause: int) -> float:
        """How many of the statement's figures a clause of the evidence gives."""
        own = self.segment.reading
        given = [figure for figure in own.figures if own.clause_at(figure.span.start) == clause]
        return float(sum(match_figure(figure, given) is Match.SAME for figure in self.statement.figures))

    def _dropped_conditions(self) -> float:
        """How many conditions of what it repeats the statement lacks."""
        own, said, closest = self.segment.reading, self._said(), self._closest_mains()
        dropped = 0
        for number, clause in enumerate(own.clauses):
            words = [word for word in own.words if word.clause == number]
            strict = _STRICT.match(own.text, clause.span.start) is not None
            telling = strict or clause.denied or any(not word.soft for word in words)
            if clause.kind in {ClauseKind.MAIN, ClauseKind.RELATIVE} or not telling:
                continue
            if _REASON.match(own.text, clause.span.start) or self._carries_on(number):
                continue
            if _UNHAPPY.search(clause.span.of(own.text)):
                continue
            if any(self._named(other, said) for other in alternatives(own, number)):
                continue
            main = main_of(own, number)
            if main is not None and not closest.isdisjoint(_governed(own, number, own.clauses.index(main))):
                dropped += 1
                self._note("condition", [clause.span.of(own.text).strip()])
        return float(dropped)

    def _whole_dropped(self) -> bool:
        """Whether a condition of the evidence asks for the whole of something, and nothing said does."""
        own, closest = self.segment.reading, self._closest_mains()
        if any(_WHOLE.search(reading.text) for reading in (self.statement, *self.before)):
            return False
        for number, clause in enumerate(own.clauses):
            whole = _WHOLE.search(clause.span.of(own.text)) if clause.kind is ClauseKind.CONDITION else None
            main = main_of(own, number)
            reason = _REASON.match(own.text, clause.span.start)
            if whole and not reason and main is not None and own.clauses.index(main) in closest:
                self._note("modifier", [whole[0]])
                return True
        return False

    def _named(self, number: int, said: frozenset[str]) -> bool:
        """Whether the statement, with those before it, names a condition of the evidence, or its figure."""
        own = self.segment.reading
        figures = [figure for figure in own.figures if own.clause_at(figure.span.start) == number]
        if any(match_figure(figure, self.statement.figures) is Match.SAME for figure in figures):
            return True
        words = [word for word in self.segment.reading.words if word.clause == number]
        return total(word for word in words if has(said, word)) >= _COVERED_CLAUSE * total(words)

    def _crossed(self) -> bool:
        """Whether the statement's condition belongs to one promise of the evidence and what it grants to another."""
        own, closest = self.segment.reading, self._closest_mains()
        attached = {}
        for number, clause in enumerate(own.clauses):
            main = main_of(own, number) if clause.kind is ClauseKind.CONDITION else None
            if main is not None and not _REASON.match(own.text, clause.span.start):
                attached[number] = own.clauses.index(main)
        if not closest or not closest <= frozenset(attached.values()):
            return False
        for number, clause in enumerate(self.statement.clauses):
            words = [word for word in self.statement.words if word.clause == number]
            if clause.kind is not ClauseKind.CONDITION or not words:
                continue
            shares = {place: total(w for w in words if has(own.keys_in(place), w)) / total(words) for place in attached}
            best = max(shares.values(), default=0.0)
            homes = {attached[place] for place, share in shares.items() if share == best}
            if best >= _HALF and not homes & closest:
                return True
        return False

    def _carries_on(self, number: int) -> bool:
        """Whether a condition belongs to a relative clause: "a guarantee, which ends if the phone is dropped"."""
        return number > 0 and self.segment.reading.clauses[number - 1].kind is ClauseKind.RELATIVE

    def _widened(self) -> list[str]:
        """Widening words without their like in the evidence; what follows "whether" may be there in so many words."""
        own = self.segment.reading
        theirs = {match[0].lower().split()[0] for match in lexicon().wideners.finditer(own.text)}
        found = []
        for match in lexicon().wideners.finditer(self.statement.text):
            first = match[0].lower().split()[0]
            clause = self.statement.clause_at(match.start())
            if any(word.span.start <= match.start() < word.span.end for word in self.statement.words):
                continue  # "whenever you like" is read as one word
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
