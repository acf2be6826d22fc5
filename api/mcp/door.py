"""`/mcp`: the tools over streamable HTTP, with the same keys, roles and limits as every other call."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from types import SimpleNamespace
from typing import Any

from fastapi import Request
from fastapi.security import HTTPAuthorizationCredentials
from fastapi.security.utils import get_authorization_scheme_param
from mcp.server.context import ServerRequestContext
from mcp.server.transport_security import TransportSecurityMiddleware, TransportSecuritySettings
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from api.caller import Caller, recognised
from api.checks import check_text
from api.commitment_schemas import CommitmentsOut, CommitmentsQuery, VerifyIn, VerifyOut
from api.draft_desk import LocalDrafts
from api.draft_requests import DraftIn
from api.errors import KeyMissing, error_response, response_to
from api.mcp.results import CheckedOut, DraftedOut
from api.mcp.server import server_for
from api.mcp.tools import TOOLS
from api.mcp.work import Work
from api.register_desk import LocalRegister
from api.routes.ask import answered, searched, within_limits
from api.schemas import AnswerOut, AskIn, SearchIn, SearchOut
from api.state import State, state_of
from assistant.roles import Role
from knowledge.errors import PledgeError

PATH = "/mcp"
_POST_ALONE = "This address takes POST alone: every message is answered at once, there is no stream to open."
_REFUSALS = {
    HTTPStatus.BAD_REQUEST: ("unsupported_media_type", "Send JSON, with the header 'Content-Type: application/json'."),
    HTTPStatus.MISDIRECTED_REQUEST: ("host_not_allowed", "'{host}' is not among the hosts of PLEDGE_MCP_HOSTS."),
    HTTPStatus.FORBIDDEN: ("origin_not_allowed", "Pages of other hosts than those of PLEDGE_MCP_HOSTS may not call."),
}
#: The roles that have tools which those before them lack, highest first.
_LEVELS = tuple(role for role in reversed(Role) if role in {spec.least for spec in TOOLS.values()})


@dataclass(frozen=True, slots=True)
class ServedWork:
    """The work of this server's assistant in the name of a caller."""

    state: State
    caller: Caller

    @property
    def role(self) -> Role:
        """The caller's."""
        return self.caller.role

    def ask(self, body: AskIn) -> AnswerOut:
        """Answer a question."""
        question = body.question_for(self.caller.audiences, self.state.assistant.today())
        within_limits(question, self.state)
        return AnswerOut.of(answered(self.state, question))

    def search(self, body: SearchIn) -> SearchOut:
        """Find units."""
        return searched(self.state, body, self.caller.audiences)

    def verify(self, body: VerifyIn) -> VerifyOut:
        """Say whether the documents bear a text out."""
        return LocalRegister(self.state.assistant, self.caller.role).verify(body)

    def commitments(self, query: CommitmentsQuery) -> CommitmentsOut:
        """List promises."""
        return LocalRegister(self.state.assistant, self.caller.role).commitments(query)

    def check(self, text: str, name: str) -> CheckedOut:
        """Check the text of a code."""
        return CheckedOut.of(check_text(self.state.assistant, self.caller.role, text, name).report)

    def draft(self, body: DraftIn) -> DraftedOut:
        """Draft a code."""
        return DraftedOut.of(LocalDrafts(self.state.assistant, self.caller.key_id).create(body))


class McpDoor:
    """An ASGI endpoint: knows the caller by their key, then lets the server of their role answer."""

    def __init__(self, hosts: Sequence[str]) -> None:
        """`hosts`: the names by which clients may reach this server."""
        patterns = _patterns(hosts)
        self._security = TransportSecuritySettings(
            enable_dns_rebinding_protection=True,
            allowed_hosts=patterns,
            allowed_origins=[f"{scheme}://{pattern}" for pattern in patterns for scheme in ("http", "https")],
        )
        self._guard = TransportSecurityMiddleware(self._security)
        self._apps: dict[Role, ASGIApp] = {}

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """While the block runs, calls are answered."""
        async with AsyncExitStack() as stack:
            for level in _LEVELS:
                server = server_for(level, _work_of)
                app = server.streamable_http_app(
                    streamable_http_path=PATH,
                    json_response=True,
                    stateless_http=True,  # so that several servers can stand behind a balancer
                    transport_security=self._security,
                )
                await stack.enter_async_context(server.session_manager.run())
                self._apps[level] = app
            try:
                yield
            finally:
                self._apps.clear()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        scope["route"] = SimpleNamespace(path=PATH)  # so that it is measured under its name
        request = Request(scope, receive)
        try:
            refused = await self._refusal(request)
            if refused is None:
                caller = await recognised(request, _credentials(request))
                request.state.work = ServedWork(state_of(request), caller)
        except PledgeError as error:
            refused = response_to(request, error)
        if refused is not None:
            await refused(scope, receive, send)
            return
        level = next(level for level in _LEVELS if caller.role.may(level))
        await self._apps[level](scope, receive, send)

    async def _refusal(self, request: Request) -> Response | None:
        """Why a request is refused whoever calls: not a message, or from a page that pretends to be elsewhere."""
        if request.method != "POST":
            headers = {"Allow": "POST"}
            return error_response(HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed", _POST_ALONE, headers=headers)
        refused = await self._guard.validate_request(request, is_post=True)
        if refused is None:
            return None
        code, message = _REFUSALS[HTTPStatus(refused.status_code)]
        host = request.headers.get("host", "none")[:100]
        return error_response(refused.status_code, code, message.format(host=host))


def _work_of(context: ServerRequestContext[Any, Any]) -> Work:
    """The work of whoever sent the request in which a tool is called."""
    request: Request = context.request  # type: ignore[assignment]  # over HTTP there is always one
    work: Work = request.state.work
    return work


def _credentials(request: Request) -> HTTPAuthorizationCredentials:
    scheme, token = get_authorization_scheme_param(request.headers.get("authorization"))
    if scheme.lower() != "bearer" or not token:
        raise KeyMissing
    return HTTPAuthorizationCredentials(scheme=scheme, credentials=token)


def _patterns(hosts: Sequence[str]) -> list[str]:
    """Each host with every port, unless it names one."""
    return [pattern for host in hosts for pattern in (host, f"{host}:*")]
