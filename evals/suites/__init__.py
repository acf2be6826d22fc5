"""The kinds of suites: what is done with a case, and how outcomes are summed up; one module a kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from pydantic import BaseModel

from evals.case import Metric, Outcome
from evals.suitefile import Suite
from evals.workplace import Workplace


@dataclass(frozen=True, slots=True)
class Task:
    """A case that can be measured now."""

    id: str
    group: str
    kind: str
    question: str
    answerable: bool
    measure: Callable[[], Outcome]  #: may raise: then the case has failed


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of suite."""

    settings: type[BaseModel]  #: what a suite file may set; unknown keys are refused
    batches: Callable[[Suite, Workplace], Iterator[Sequence[Task]]]  #: a batch is done before the next is made
    metrics: Callable[[Suite, Sequence[Outcome]], list[Metric]]  #: of the cases that did not fail
    parallel: bool = True  #: whether cases may be measured side by side
    by_kind: bool = True  #: whether the share that is right is given for each kind of case, too


def kind_of(suite: Suite) -> Kind:
    """The kind of a suite; its module loads only then."""
    return cast("Kind", import_module(f"evals.suites.{suite.file.kind.replace('-', '_')}").KIND)
