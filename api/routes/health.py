"""Whether we live, whether we can answer, and our figures: `/healthz`, `/readyz`, `/metrics`."""

from __future__ import annotations

from typing import Literal

from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from api.refusals import refusals
from api.schemas import Out
from api.state import state_of

router = APIRouter(tags=["health"])


class Alive(Out):
    """The process answers."""

    status: Literal["ok"] = "ok"


@router.get("/healthz")
async def healthz() -> Alive:
    """Whether the process answers."""
    return Alive()


@router.get("/readyz", responses=refusals(503))
def readyz(request: Request) -> Alive:
    """Whether the database and the index answer."""
    state_of(request).assistant.check()
    return Alive()


@router.get(
    "/metrics",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus text."}},
)
def metrics(request: Request) -> Response:
    """Counts and times for Prometheus."""
    return Response(state_of(request).metrics.text(), media_type=CONTENT_TYPE_LATEST)
