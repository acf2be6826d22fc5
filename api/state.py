"""What the routes of one app share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import cast

from fastapi import FastAPI, Request

from api.limits import Limits
from api.longwork import LongWork
from api.metrics import Metrics
from assistant.build import Assistant
from assistant.settings import Settings


@dataclass(frozen=True)
class State:
    """Made once by `create_app`."""

    assistant: Assistant
    settings: Settings
    limits: Limits
    metrics: Metrics
    work: LongWork = field(default_factory=LongWork)


def state_of(request: Request) -> State:
    """The state of the app that answers this request."""
    return state_of_app(request.app)


def state_of_app(app: FastAPI) -> State:
    """The state that `create_app` has made."""
    return cast("State", app.state.pledge)
