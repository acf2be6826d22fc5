"""The states of a draft and the steps between them."""

from __future__ import annotations

from enum import StrEnum

from knowledge.errors import Conflict


class State(StrEnum):
    """Where a draft stands."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    CHANGES_REQUESTED = "changes_requested"
    APPROVED = "approved"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"  #: never stored: a published one whose successor is in force
    WITHDRAWN = "withdrawn"


class Step(StrEnum):
    """What moves a draft from state to state."""

    SUBMIT = "submit"
    REQUEST_CHANGES = "request-changes"
    APPROVE = "approve"
    PUBLISH = "publish"
    WITHDRAW = "withdraw"


#: In these the words may change.
OPEN = frozenset({State.DRAFT, State.CHANGES_REQUESTED})
_STEPS: dict[Step, tuple[frozenset[State], State]] = {
    Step.SUBMIT: (OPEN, State.IN_REVIEW),
    Step.REQUEST_CHANGES: (frozenset({State.IN_REVIEW, State.APPROVED}), State.CHANGES_REQUESTED),
    Step.APPROVE: (frozenset({State.IN_REVIEW}), State.APPROVED),
    Step.PUBLISH: (frozenset({State.APPROVED}), State.PUBLISHED),
    Step.WITHDRAW: (frozenset(State) - {State.WITHDRAWN}, State.WITHDRAWN),
}


class WrongState(Conflict):
    """The draft's state does not allow the step."""

    def __init__(self, draft: str, state: State, step: str) -> None:
        possible = [each.value for each, (begins, _) in _STEPS.items() if state in begins]
        hint = f" Possible now: {', '.join(possible)}." if possible else " Nothing more can be done with it."
        super().__init__(
            f"The draft {draft} is {state.replace('_', ' ')}, so '{step}' is not possible.{hint}",
            {"draft": draft, "state": state, "step": step, "possible": possible},
        )


def after(draft: str, state: State, step: Step) -> State:
    """The state to which a step leads.

    Raises:
        WrongState: the step is not possible in this state.
    """
    begins, ends = _STEPS[step]
    if state not in begins:
        raise WrongState(draft, state, step)
    return ends


def steps_from(state: State) -> tuple[Step, ...]:
    """What can be done next."""
    return tuple(step for step, (begins, _) in _STEPS.items() if state in begins)
