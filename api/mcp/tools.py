"""The tools themselves: what each takes and gives, who may use it, and whether it changes anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from inspect import getdoc
from typing import Annotated, Any, TypeVar

from mcp.server.context import ServerRequestContext
from mcp.server.mcpserver import Context, MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp_types import ToolAnnotations
from pydantic import BaseModel, Field, ValidationError

from api.commitment_schemas import CommitmentsOut, CommitmentsQuery, VerifyIn, VerifyOut
from api.draft_requests import DraftIn
from api.mcp.results import CheckedOut, DraftedOut
from api.mcp.work import Work
from api.schemas import AnswerOut, AskIn, CollectionName, Day, SearchIn, SearchOut, TurnIn, Words
from assistant.commitments import CommitmentType, Gap
from assistant.drafting.brief import Brief
from assistant.roles import Role
from assistant.rules.base import Principle
from knowledge.errors import PledgeError

_Body = TypeVar("_Body", bound=BaseModel)
_Made = TypeVar("_Made")
#: Finds who calls, and with it what they may see.
Works = Callable[[ServerRequestContext[Any, Any]], Work]
_LONGEST_CODE = 400_000
_MOST_HITS, _MOST_COMMITMENTS = 50, 100

_AsOf = Annotated[Day | None, Field(description="What was in force on this day, as YYYY-MM-DD; today by default.")]
_Collection = Annotated[CollectionName | None, Field(description="Only this collection; all but guidance by default.")]


@dataclass(frozen=True, slots=True)
class ToolSpec:
    """What is said of a tool."""

    title: str
    least: Role
    reads_only: bool  #: asking leaves a receipt, drafting a draft; nothing is ever overwritten


TOOLS = {
    "ask": ToolSpec("Ask what the documents say", Role.CUSTOMER, reads_only=False),
    "search": ToolSpec("Search the documents", Role.CUSTOMER, reads_only=True),
    "verify": ToolSpec("Verify a text before it is sent", Role.CUSTOMER, reads_only=True),
    "commitments": ToolSpec("List what is promised", Role.CUSTOMER, reads_only=True),
    "check": ToolSpec("Check a code of conduct", Role.AUTHOR, reads_only=True),
    "draft": ToolSpec("Draft a code of conduct", Role.AUTHOR, reads_only=False),
}


class Tools:
    """The tools, over whatever does the work."""

    def __init__(self, works: Works) -> None:
        self._works = works

    def add_to(self, server: MCPServer[Any], role: Role) -> None:
        """Offer those that a role may use; the others are not there."""
        for name, spec in TOOLS.items():
            if role.may(spec.least):
                tool = getattr(self, name)
                server.add_tool(
                    tool,
                    name=name,
                    title=spec.title,
                    description=getdoc(tool),
                    annotations=ToolAnnotations(
                        title=spec.title,
                        read_only_hint=spec.reads_only,
                        destructive_hint=False,
                        idempotent_hint=spec.reads_only,
                        open_world_hint=False,
                    ),
                    structured_output=True,
                )

    def ask(
        self,
        ctx: Context[Any, Any],
        question: Annotated[Words, Field(min_length=1, description="One question, in the asker's own words.")],
        history: Annotated[list[TurnIn] | None, Field(description="Earlier messages, oldest first.")] = None,
        as_of: _AsOf = None,
        collection: _Collection = None,
    ) -> AnswerOut:
        """Answer a question about what the organisation promises its customers, in the words of its own documents.

        Every quote was compared with the document. With status 'abstained' the documents don't say: that is neither a
        yes nor a no, and `contact` names whom to ask. A receipt of each answer is kept.
        """
        body = _valid(AskIn, question=question, history=history or [], as_of=as_of, collection=collection)
        return _done(lambda: self._works(ctx.request_context).ask(body))

    def search(
        self,
        ctx: Context[Any, Any],
        query: Annotated[Words, Field(min_length=1, description="What to look for.")],
        k: Annotated[int, Field(ge=1, le=_MOST_HITS, description="Most hits to return.")] = 10,
        as_of: _AsOf = None,
        collection: _Collection = None,
    ) -> SearchOut:
        """Find the sentences, list items and table rows of the documents that fit best, best first.

        Hits are candidates: that something was found does not mean that it answers a question.
        """
        body = _valid(SearchIn, query=query, k=k, as_of=as_of, collection=collection)
        return _done(lambda: self._works(ctx.request_context).search(body))

    def verify(
        self,
        ctx: Context[Any, Any],
        text: Annotated[Words, Field(min_length=1, description="What is about to be said, such as a reply.")],
        as_of: _AsOf = None,
    ) -> VerifyOut:
        """Say of each sentence of a text whether the documents bear it out, before it is sent to a customer.

        Verdicts: supported, contradicted, not_found, no_claim; each with its evidence and the reason.
        """
        body = _valid(VerifyIn, text=text, as_of=as_of)
        return _done(lambda: self._works(ctx.request_context).verify(body))

    def commitments(
        self,
        ctx: Context[Any, Any],
        *,
        text: Annotated[Words | None, Field(description="A topic: all of its words.")] = None,
        type: Annotated[CommitmentType | None, Field(description="Only this kind.")] = None,  # noqa: A002 - as over HTTP
        principle: Annotated[Principle | None, Field(description="Only what shows this principle.")] = None,
        gap: Annotated[Gap | None, Field(description="Only those that leave this open.")] = None,
        document: Annotated[Words | None, Field(description="Only those of this document.")] = None,
        as_of: _AsOf = None,
        limit: Annotated[int, Field(ge=1, le=_MOST_COMMITMENTS, description="Most to return.")] = 20,
        offset: Annotated[int, Field(ge=0, description="How many to leave out first.")] = 0,
    ) -> CommitmentsOut:
        """List what the organisation promises as data: to whom, within which limit, from when, on which conditions.

        What a promise leaves open is a gap, never filled in by guessing.
        """
        wanted = {"text": text, "type": type, "principle": principle, "gap": gap, "document": document}
        query = _valid(CommitmentsQuery, **wanted, as_of=as_of, limit=limit, offset=offset)
        return _done(lambda: self._works(ctx.request_context).commitments(query))

    def check(
        self,
        ctx: Context[Any, Any],
        text: Annotated[Words, Field(min_length=1, max_length=_LONGEST_CODE, description="The code, as Markdown.")],
        name: Annotated[
            str, Field(max_length=300, description="The stored document that it is to succeed, and may contradict.")
        ] = "",
    ) -> CheckedOut:
        """Check the text of a customer-satisfaction code of conduct: its defects, and which principles it shows.

        It is also held against the other documents in force. Nothing is stored.
        """
        return _done(lambda: self._works(ctx.request_context).check(text, name))

    def draft(
        self,
        ctx: Context[Any, Any],
        brief: Annotated[Brief, Field(description="What is decided already; everything may be left out.")] = Brief(),  # noqa: B008 - frozen
        revise: Annotated[
            Words | None, Field(max_length=64, description="Id of an earlier draft whose next version this is.")
        ] = None,
    ) -> DraftedOut:
        """Draft a code of conduct from a brief and the organisation's public documents, and store it as a draft.

        What nobody has said stays an open question in the text, never a number. Nothing is published by this.
        """
        body = _valid(DraftIn, brief=brief, revise=revise)
        return _done(lambda: self._works(ctx.request_context).draft(body))


def _valid(model: type[_Body], **values: Any) -> _Body:
    try:
        return model(**values)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ToolError(f"{where}: {first['msg'].removeprefix('Value error, ')}.") from error


def _done(work: Callable[[], _Made]) -> _Made:
    """What the work gives; an error of ours says so to the caller, others stay in the log."""
    try:
        return work()
    except PledgeError as error:
        raise ToolError(error.message) from error
