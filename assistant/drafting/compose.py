"""Brief and facts to clauses: patterns chosen and filled, what is missing left open as gaps. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import groupby

from assistant.drafting.brief import Brief, OwnClause
from assistant.drafting.data import shipped
from assistant.drafting.gaps import find_marks, mark
from assistant.drafting.patterns import SLOT, Pattern, patterns
from assistant.drafting.records import Clause, Fact, Gap
from assistant.drafting.slots import NO, NONE, slot
from assistant.rules import HEADINGS

Facts = Mapping[str, Fact]


def known_facts(brief: Brief, found: Sequence[Fact]) -> dict[str, Fact]:
    """What is known, by slot: the brief's word counts before the documents'."""
    facts = {fact.slot: fact for fact in found}
    for key, value in brief.facts.items():
        agreed = tuple(s for s in facts[key].sources if s.value == value) if key in facts else ()
        facts[key] = Fact(key, value, agreed)
    return facts


def compose(
    brief: Brief, found: Sequence[Fact] = (), edits: Mapping[str, str | None] | None = None
) -> tuple[Clause, ...]:
    """The clauses of a code, in its order.

    Args:
        brief: what the author has decided.
        found: facts from the organisation's own documents.
        edits: an author's own words for a clause, by its id; None: the clause is left out.
    """
    facts = known_facts(brief, found)
    clauses = [_filled(pattern, facts, brief) for pattern in _chosen(brief, facts)]
    clauses += [_own(key, clause) for key, clause in brief.clauses.items()]
    written = [_edited(clause, edits or {}) for clause in clauses]
    return tuple(sorted((clause for clause in written if clause is not None), key=_place))


def _chosen(brief: Brief, facts: Facts) -> list[Pattern]:
    wanted = [
        pattern
        for pattern in patterns()
        if pattern.heading in brief.headings and pattern.size in {brief.size, "both"} and _applies(pattern, facts)
    ]
    order = {pattern.group: place for place, pattern in reversed(list(enumerate(wanted)))}
    wanted.sort(key=lambda pattern: order[pattern.group])
    chosen = [_best(list(group), facts) for _, group in groupby(wanted, key=lambda pattern: pattern.group)]
    return [pattern for pattern in chosen if pattern is not None]


def _applies(pattern: Pattern, facts: Facts) -> bool:
    """Whether nothing in the facts speaks against a pattern."""
    values = {key: facts[key].value for key in (*pattern.slots, *pattern.needs_any) if key in facts}
    if any(values.get(key) in {NO, NONE} for key in pattern.slots):
        return False
    if pattern.needs_any and all(values.get(key) == NONE for key in pattern.needs_any):
        return False
    return pattern.avoid is None or (pattern.avoid in facts and facts[pattern.avoid].value == NONE)


def _best(group: Sequence[Pattern], facts: Facts) -> Pattern | None:
    """The pattern of a group to use: complete before open, preferred before plain, several slots before few."""
    complete = [pattern for pattern in group if all(_known(key, facts) for key in pattern.slots)]
    if complete:
        return max(complete, key=lambda pattern: (pattern.prefer, pattern.avoid is not None))
    due = [
        pattern
        for pattern in group
        if pattern.use == "core"
        or pattern.avoid is not None
        or (pattern.use == "when-mentioned" and any(key in facts for key in _own_slots(pattern)))
    ]
    return due[-1] if due and due[-1].avoid else due[0] if due else None


def _own_slots(pattern: Pattern) -> tuple[str, ...]:
    """The slot that makes a pattern speak of something: the first in its text."""
    return pattern.slots[:1]


def _known(key: str, facts: Facts) -> bool:
    return key in facts and not facts[key].disagreement


def _filled(pattern: Pattern, facts: Facts, brief: Brief) -> Clause:
    text = pattern.plain if brief.reading == "plain" and pattern.plain else pattern.text
    text = _american(text) if brief.variety == "american" else text
    gaps = tuple(_gap(key, facts) for key in pattern.slots if not _known(key, facts))
    words = _capital(SLOT.sub(lambda found: _value(found[1], facts), text))
    words += "".join(f" {limit}" for limit in _limits(pattern, facts))
    words += "".join(f" {mark(gap.slot, gap.question)}" for gap in gaps if gap.slot in pattern.confirm)
    return Clause(
        id=pattern.id,
        heading=pattern.heading,
        section=pattern.section,
        text=_tidy(words),
        kind=pattern.kind,
        principles=pattern.principles,
        facts=tuple(facts[key] for key in pattern.slots if _known(key, facts)),
        gaps=gaps,
        reason=pattern.reason,
        kpi=pattern.kpi,
        procedure=pattern.procedure,
        communication=pattern.communication,
        training=pattern.training,
    )


def _limits(pattern: Pattern, facts: Facts) -> list[str]:
    """The exceptions that stand beside the promise in the organisation's own documents, word for word."""
    sources = [source for key in pattern.slots if _known(key, facts) for source in facts[key].sources]
    return list(dict.fromkeys(limit for source in sources for limit in source.limits))


def _gap(key: str, facts: Facts) -> Gap:
    wanted = slot(key)
    return Gap(key, wanted.question, wanted.kind, facts[key].sources if key in facts else ())


def _value(key: str, facts: Facts) -> str:
    fact = facts.get(key)
    if fact is None or fact.value is None:
        return mark(key, slot(key).question)
    return fact.value


def _own(key: str, clause: OwnClause) -> Clause:
    return Clause(
        id=key,
        heading=clause.heading,
        section=clause.section,
        text=clause.text,
        kind="own",
        principles=clause.principles,
        gaps=_marked(clause.text),
        edited=True,
    )


def _edited(clause: Clause, edits: Mapping[str, str | None]) -> Clause | None:
    """The clause in the words of its author, if there are any."""
    if clause.id not in edits:
        return clause
    text = edits[clause.id]
    if text is None:
        return None
    kept = tuple(fact for fact in clause.facts if fact.value and fact.value.lower() in text.lower())
    return replace(clause, text=text, facts=kept, gaps=_marked(text), edited=True)


def _marked(text: str) -> tuple[Gap, ...]:
    """The gaps that an author's own words hold."""
    return tuple(
        {found.slot: Gap(found.slot, found.question, slot(found.slot).kind) for found in find_marks(text)}.values()
    )


def _place(clause: Clause) -> int:
    return list(HEADINGS).index(clause.heading)


def _american(text: str) -> str:
    words: Mapping[str, str] = shipped("variety.yaml")
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)

    def swapped(found: re.Match[str]) -> str:
        word = words[found[0].lower()]
        return word.capitalize() if found[0][0].isupper() else word

    return "".join(
        piece if piece.startswith("{") else pattern.sub(swapped, piece) for piece in re.split(r"(\{[a-z-]+\})", text)
    )


_THE_THE = re.compile(r"\b([Tt]he|[Oo]ur) (?:the|The|our|Our) ")
_STOPS = re.compile(r"([.!?])\.(?=\s|$)")


def _tidy(text: str) -> str:
    """Without a doubled article or full stop where an answer brought its own."""
    return _STOPS.sub(r"\1", _THE_THE.sub(r"\1 ", text))


def _capital(text: str) -> str:
    return text if text.startswith("[[") else text[:1].upper() + text[1:]
