"""What goes with a code: indicators, procedures, communication plan and training list, with their open questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.drafting.data import shipped
from assistant.drafting.gaps import mark
from assistant.drafting.records import Clause, Fact

#: What stands where nobody has decided yet.
_OWNER, _OWNER_QUESTION = "code-owner", "Which role is responsible for the code?"


@dataclass(frozen=True, slots=True)
class Kpi:
    """A sheet for an indicator."""

    key: str
    name: str
    definition: str
    numerator: str
    denominator: str
    source: str
    target: str  #: a gap until somebody decides
    owner: str
    frequency: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Procedure:
    """A stub: who does what when, and which record shows it."""

    key: str
    name: str
    trigger: str
    steps: tuple[str, ...]
    record: str
    owner: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A line of the communication plan."""

    audience: str
    message: str
    moment: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lesson:
    """A line of the training list."""

    who: str
    ability: str
    check: str
    clauses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Papers:
    """All that goes with a code."""

    kpis: tuple[Kpi, ...]
    procedures: tuple[Procedure, ...]
    communication: tuple[Message, ...]
    training: tuple[Lesson, ...]


def papers(clauses: Sequence[Clause], facts: Mapping[str, Fact]) -> Papers:
    """The papers for these clauses; targets are open questions, never figures of ours."""
    library = shipped("papers.yaml")
    owner = _known(facts, _OWNER) or mark(_OWNER, _OWNER_QUESTION)
    frequency = _known(facts, "results-frequency")
    every = f"every {frequency}" if frequency else mark("results-frequency", "How often is it counted and published?")
    return Papers(
        kpis=tuple(
            Kpi(key=key, **library["kpis"][key], target=_target(key, facts), owner=owner, frequency=every, clauses=ids)
            for key, ids in _users(clauses, "kpi").items()
        ),
        procedures=tuple(
            Procedure(
                key=key,
                **{**library["procedures"][key], "steps": tuple(library["procedures"][key]["steps"])},
                owner=owner,
                clauses=ids,
            )
            for key, ids in _users(clauses, "procedure").items()
        ),
        communication=tuple(
            Message(**library["communication"][key], clauses=ids)
            for key, ids in _users(clauses, "communication").items()
        ),
        training=tuple(
            Lesson(**library["training"][key], clauses=ids) for key, ids in _users(clauses, "training").items()
        ),
    )


def _target(key: str, facts: Mapping[str, Fact]) -> str:
    """The share that the organisation itself names as its target, or the question."""
    named = _known(facts, "phone-share") if key == "calls-in-time" else None
    return named or mark("target", "Which share do you aim at, judged by your records?")


def _known(facts: Mapping[str, Fact], key: str) -> str | None:
    return facts[key].value if key in facts else None


def _users(clauses: Sequence[Clause], field: str) -> dict[str, tuple[str, ...]]:
    """Which clauses need each paper."""
    found: dict[str, tuple[str, ...]] = {}
    for clause in clauses:
        key = getattr(clause, field)
        if key:
            found[key] = (*found.get(key, ()), clause.id)
    return found
