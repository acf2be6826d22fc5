"""The HTTP application: `create_app` takes an assistant and gives what a server runs."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.routing import Route

from api import errors
from api.console import routes as console
from api.document_schemas import UploadIn
from api.limits import Limits
from api.metrics import Metrics
from api.middleware import Edge
from api.origins import PagesOfSites
from api.routes import (
    accounts,
    ask,
    checks,
    commitments,
    completions,
    conversations,
    documents,
    drafts,
    health,
    ingests,
    keys,
    maintenance,
    quotes,
    receipts,
    reference,
    sessions,
    verify,
    widget,
)
from api.state import State
from api.upkeep import ReadAhead, Upkeep
from assistant.build import Assistant
from assistant.settings import Settings

if TYPE_CHECKING:
    from api.mcp.door import McpDoor

_DESCRIPTION = (
    "Answers about what an organisation promises its customers: quoted, in force, or honestly not found. "
    'Errors all have the shape `{"error": {"code", "message", "details"}}`. '
    "`/mcp` offers the same as tools of the Model Context Protocol, where the extra `mcp` is installed."
)


def create_app(assistant: Assistant, settings: Settings) -> FastAPI:
    """The application over an assistant, which the caller opens and closes."""
    metrics = Metrics()
    upkeep = Upkeep(assistant, settings.receipt_days, settings.conversation_days)
    ahead = ReadAhead(assistant.library, assistant.answerer)

    tools = _tools(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        upkeep.start()
        ahead.start()
        try:
            async with tools.running() if tools else nullcontext():
                yield
        finally:
            ahead.stop()
            upkeep.stop()

    app = _routed(lifespan)
    if tools:
        app.router.routes.append(Route("/mcp", endpoint=tools, include_in_schema=False))
    app.state.pledge = State(assistant, settings, Limits(settings), metrics)
    app.add_middleware(PagesOfSites, sites=settings.sites)
    app.add_middleware(
        Edge,
        metrics=metrics,
        max_body_bytes=settings.max_body_bytes,
        larger_bodies={ingests.PATH: settings.max_ingest_bytes},
    )
    app.openapi = lambda: _openapi(app, settings)  # type: ignore[method-assign]  # FastAPI's own way to change it
    return app


def _tools(settings: Settings) -> McpDoor | None:
    """The tools at `/mcp`; none where the extra is not installed."""
    if find_spec("mcp") is None:
        return None
    from api.mcp.door import McpDoor  # noqa: PLC0415 - there where the extra is

    return McpDoor(settings.mcp_hosts)


def describe(settings: Settings) -> dict[str, Any]:
    """What `/openapi.json` says of a server with these settings."""
    return _openapi(_routed(None), settings)


def _routed(lifespan: Callable[[FastAPI], AbstractAsyncContextManager[None]] | None) -> FastAPI:
    """All calls and the shape of their errors."""
    app = FastAPI(
        title="Pledge",
        version=version("pledge"),
        description=_DESCRIPTION,
        lifespan=lifespan,
        docs_url=None,  # the framework's pages load scripts from elsewhere
        redoc_url=None,
        separate_input_output_schemas=False,
    )
    errors.install(app)
    for routes in (
        ask,
        completions,
        verify,
        receipts,
        commitments,
        conversations,
        quotes,
        sessions,
        widget,
        checks,
        drafts,
        documents,
        ingests,
        keys,
        accounts,
        maintenance,
        health,
        reference,
    ):
        app.include_router(routes.router)
    app.include_router(console.router)
    return app


def _openapi(app: FastAPI, settings: Settings) -> dict[str, Any]:
    """The description of all calls, with what only this server's settings know."""
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, description=app.description, routes=app.routes)
        models = schema["components"]["schemas"]
        models["UploadIn"] = UploadIn.model_json_schema(ref_template="#/components/schemas/{model}")
        models |= models["UploadIn"].pop("$defs", {})
        _limit(models, settings)
        for path in completions.PATHS:
            for call in schema["paths"][path].values():
                call["responses"].pop("422", None)  # the framework adds it; these calls say 400
        app.openapi_schema = schema
    return app.openapi_schema


def _limit(models: Mapping[str, Any], settings: Settings) -> None:
    longest = settings.max_question_characters
    for model, field in (("AskIn", "question"), ("MessageIn", "question"), ("TurnIn", "text"), ("SearchIn", "query")):
        models[model]["properties"][field]["maxLength"] = longest
    for model in ("AskIn", "MessageIn"):
        models[model]["properties"]["history"]["maxItems"] = settings.max_history_entries
