"""Main clauses to types: an ordered list of rules over cues, and how the clauses of a unit meet in one label."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from importlib import resources

import yaml

from assistant.commitments.clauses import Clause, Sentence
from assistant.commitments.lexicon import Lexicon, lexicon
from assistant.commitments.records import CommitmentType, Strength
from assistant.facts import Quantity, QuantityKind
from knowledge.errors import InvalidInput

_ORDER = (
    CommitmentType.PROMISE,
    CommitmentType.REMEDY,
    CommitmentType.TARGET,
    CommitmentType.EXCLUSION,
    CommitmentType.DISCRETION,
    CommitmentType.CUSTOMER_DUTY,
    CommitmentType.NONE,
)


#: where the first clause is one of these, the others belong to it
_WHOLE_UNIT = frozenset({"definition", "question", "labelled-example", "announces-a-list"})
_ASIDE = re.compile(r"\s\([^()]{12,}\)")  #: a long remark in brackets says nothing about the act
_SHORT_FORMS = (
    (re.compile(r"^[’']re\b", re.IGNORECASE), "are"),
    (re.compile(r"^[’']ve\b", re.IGNORECASE), "have"),
    (re.compile(r"^[’']ll\b", re.IGNORECASE), "will"),
)
_REMARK = re.compile(r"(?:(?<=^may)|(?<=^can)|(?<=^will)|(?<=^shall)|(?<=^must)), [^,]{3,48}, ", re.IGNORECASE)
#: "we aim to see urgent cases within an hour and others within two days": what is aimed at goes on
_AND_OTHERS = re.compile(
    r"^(?:all )?(?:the )?(?:others?|rest)\b(?! (?:\w+ )?(?:will|is|are|must|may|can)\b)", re.IGNORECASE
)
_UNIT_PLACES = frozenset({"unit", "before", "label", "lead"})


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of `rules.yaml`."""

    name: str
    all: tuple[str, ...]
    any: tuple[str, ...]
    unless: tuple[str, ...]
    type: CommitmentType
    strength: Strength
    confidence: float

    def holds(self, features: Features) -> bool:
        """Whether it applies; what costs no search is asked first."""
        if self.any and all(":" in name for name in self.any) and not any(name in features for name in self.any):
            return False
        return (
            all(name in features for name in self.all)
            and (not self.any or any(name in features for name in self.any))
            and not any(name in features for name in self.unless)
        )


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands round a unit, as far as its label depends on it."""

    before: str = ""  #: the words of its heading and of the units before it in its section
    lead_in: str = ""  #: the sentence that leads its list in
    is_contract: bool = False  #: whether its document is a contract or policy
    is_for_staff: bool = False  #: whether its document tells employees how to behave


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a clause is, and the rule that said so."""

    clause: Clause
    type: CommitmentType
    strength: Strength
    confidence: float
    path: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UnitVerdict:
    """The label of a whole unit and the clauses it comes from."""

    type: CommitmentType
    strength: Strength
    confidence: float
    path: tuple[str, ...]
    clauses: tuple[Verdict, ...]

    def of_label(self) -> tuple[Verdict, ...]:
        """The clauses that carry the label; all of them where none does."""
        same = tuple(verdict for verdict in self.clauses if verdict.type is self.type)
        return same or self.clauses


@dataclass(slots=True)
class Features:
    """Which cues a clause holds; each is looked for once, and only when a rule asks."""

    places: Mapping[str, str]
    facts: frozenset[str]
    words: Lexicon
    of_unit: dict[str, bool]  #: shared by the clauses of a unit: cues of the whole unit
    known: dict[str, bool] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        if ":" in name:
            return name in self.facts
        found = self.known.get(name)
        if found is None:
            found = self._search(name)
        return found

    def _search(self, name: str) -> bool:
        cue = self.words.cues[name]
        known = self.of_unit if cue.place in _UNIT_PLACES else self.known
        if name not in known:
            words = self.places.get(cue.place, "")
            known[name] = bool(words) and cue.holds(words)
        self.known[name] = known[name]
        return known[name]


@cache
def rules() -> tuple[Rule, ...]:
    """The rules in the order in which they are tried.

    Raises:
        InvalidInput: a rule names a cue that `cues.yaml` does not have.
    """
    source = resources.files(__package__).joinpath("rules.yaml").read_text(encoding="utf-8")
    loaded = tuple(
        Rule(
            item["rule"],
            _cheapest_first(item.get("all", ())),
            _cheapest_first(item.get("any", ())),
            _cheapest_first(item.get("unless", ())),
            CommitmentType(item["type"]),
            Strength(item.get("strength", "none")),
            float(item["confidence"]),
        )
        for item in yaml.safe_load(source)
    )
    for rule in loaded:
        for name in (*rule.all, *rule.any, *rule.unless):
            if ":" not in name and name not in lexicon().cues:
                raise InvalidInput(f"The rule '{rule.name}' asks for an unknown cue '{name}'. Add it to cues.yaml.")
    return loaded


def _cheapest_first(names: Sequence[str]) -> tuple[str, ...]:
    """The names with those that need no search in front."""
    return tuple(sorted(names, key=lambda name: ":" not in name))


def classify(
    sentence: Sentence, quantities: Sequence[Quantity], around: Surroundings, *, alone: str | None = None
) -> UnitVerdict:
    """The label of a unit.

    Args:
        sentence: its clauses.
        quantities: the quantities of the sentence's text.
        around: what stands round the unit.
        alone: the unit's own words where `sentence` has its lead-in too.
    """
    unit = alone or sentence.text
    verdicts: list[Verdict] = []
    inherited = ordered = ""
    of_unit: dict[str, bool] = {}
    genre = frozenset(
        name for name, holds in (("genre:contract", around.is_contract), ("genre:staff", around.is_for_staff)) if holds
    )
    for clause in sentence.clauses:
        condition = " ; ".join(span.of(sentence.text) for span in clause.conditions)
        inherited = condition or inherited
        places = {
            "clause": _ASIDE.sub("", clause.text),
            "subject": clause.subject,
            "predicate": _in_full(clause.predicate),
            "opening": clause.opening,
            "condition": f"{condition or inherited} {ordered}".strip(),
            "unit": unit,
            "label": sentence.label,
            "before": around.before,
            "lead": around.lead_in,
        }
        ordered = clause.text if clause.subject_kind == "imperative" else ""
        verdict = _verdict(clause, Features(places, _facts(clause, quantities) | genre, lexicon(), of_unit))
        if verdicts and verdicts[-1].type is CommitmentType.TARGET and _AND_OTHERS.match(clause.text):
            verdict = replace(verdicts[-1], clause=clause)
        verdicts.append(verdict)
    return _combined(sentence, tuple(_with_conditions(verdicts, sentence)))


def _in_full(predicate: str) -> str:
    """The predicate without short forms and without a remark between its verbs: "'re glad", "may, at times, refuse"."""
    for short, full in _SHORT_FORMS:
        predicate = short.sub(full, predicate, count=1)
    return _REMARK.sub(" ", predicate, count=1)


def _facts(clause: Clause, quantities: Sequence[Quantity]) -> frozenset[str]:
    names = {f"subject:{clause.subject_kind}"}
    if clause.conditions:
        names.add("has:condition")
    if clause.exceptions:
        names.add("has:exception")
    if clause.predicate:
        names.add("has:verb")
    hidden = (*clause.conditions, *clause.exceptions)
    for quantity in quantities:
        inside = clause.span.start <= quantity.span.start < clause.span.end
        if not inside or any(span.overlaps(quantity.span) for span in hidden):
            continue
        if quantity.kind is QuantityKind.DURATION and quantity.comparator != "rate":
            names.add("has:limit")
        elif quantity.kind in (QuantityKind.MONEY, QuantityKind.PERCENT):
            names.add("has:amount")
    return frozenset(names)


def _verdict(clause: Clause, features: Features) -> Verdict:
    for rule in rules():
        if rule.holds(features):
            return Verdict(clause, rule.type, rule.strength, rule.confidence, (rule.name,))
    raise InvalidInput("No rule held. Keep a last rule without features in rules.yaml.")


def _with_conditions(verdicts: Sequence[Verdict], sentence: Sentence) -> list[Verdict]:
    """An imperative that a promise follows ("Book by five and we collect") is its condition, not a duty."""
    kept: list[Verdict] = []
    for place, verdict in enumerate(verdicts):
        following = verdicts[place + 1] if place + 1 < len(verdicts) else None
        is_order = verdict.clause.subject_kind == "imperative" and following is not None
        if is_order and following is not None and following.type in _ORDER[:3]:
            joined = sentence.text[verdict.clause.span.start : following.clause.span.start].rstrip().lower()
            if joined.endswith(("and", "and then", ",")):
                continue
        kept.append(verdict)
    return kept or list(verdicts)


def _combined(sentence: Sentence, verdicts: tuple[Verdict, ...]) -> UnitVerdict:
    if not verdicts:
        return UnitVerdict(CommitmentType.NONE, Strength.NONE, 0.5, ("no-words",), ())
    if verdicts[0].path[0] in _WHOLE_UNIT:
        return UnitVerdict(CommitmentType.NONE, Strength.NONE, verdicts[0].confidence, verdicts[0].path, verdicts)
    types = {verdict.type for verdict in verdicts}
    best = min(verdicts, key=lambda verdict: _ORDER.index(verdict.type))
    label, strength, path = best.type, best.strength, best.path
    cues = lexicon().cues
    has_remedy = CommitmentType.REMEDY in types
    if CommitmentType.TARGET in types and label in (CommitmentType.TARGET, CommitmentType.REMEDY):
        if has_remedy:
            label, strength, path = CommitmentType.PROMISE, Strength.GUARANTEE, (*path, "remedy-lifts-target")
        elif cues["backstop"].pattern.search(sentence.text):
            label, strength, path = CommitmentType.PROMISE, Strength.WILL, (*path, "backstop-lifts-target")
    elif label is CommitmentType.PROMISE and has_remedy:
        strength, path = Strength.GUARANTEE, (*path, "remedy-in-same-unit")
    if label is CommitmentType.PROMISE and "current-instead-of-old" not in path and _is_guaranteed(verdicts):
        strength, path = Strength.GUARANTEE, (*path, "says-guarantee")
    return UnitVerdict(label, strength, best.confidence, path, verdicts)


def _is_guaranteed(verdicts: Sequence[Verdict]) -> bool:
    cues = lexicon().cues
    return any(
        verdict.type in (CommitmentType.PROMISE, CommitmentType.TARGET)
        and (
            cues["guarantee_word"].pattern.search(f"{verdict.clause.subject} {verdict.clause.predicate}") is not None
            or cues["or_your_money_back"].pattern.search(verdict.clause.text) is not None
        )
        for verdict in verdicts
    )
