"""Work on drafts as the command line and the HTTP interface do it: requests in, results out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import quote

from api.draft_requests import (
    AttestationIn,
    CommentIn,
    DiffQuery,
    DraftIn,
    EditIn,
    FeasibilityIn,
    InterviewIn,
    TransitionIn,
    WishIn,
)
from api.draft_schemas import (
    CommentOut,
    CommentsOut,
    DiffOut,
    DraftLineOut,
    DraftOut,
    DraftsOut,
    FeasibilityOut,
    HistoryOut,
    InterviewOut,
    SuggestionOut,
)
from api.schemas import AuditEntryOut
from assistant.build import Assistant
from assistant.exports import attestation_docx, attestation_rows, attestation_xlsx
from assistant.model.spending import STAFF
from assistant.model.uses import Reworded, Uses
from assistant.workflow.drafts import Drafts, material_of
from assistant.workflow.records import Draft
from assistant.workflow.states import Step


class DraftDesk(Protocol):
    """Where drafts are worked on."""

    def interview(self, body: InterviewIn) -> InterviewOut:
        """What an author must still say."""

    def create(self, body: DraftIn) -> DraftOut:
        """Draft a code."""

    def drafts(self, document: str | None = None) -> DraftsOut:
        """All drafts."""

    def get(self, draft_id: str) -> DraftOut:
        """A draft with its findings."""

    def edit(self, draft_id: str, body: EditIn) -> DraftOut:
        """Change a draft."""

    def move(self, draft_id: str, body: TransitionIn) -> DraftOut:
        """Take a step."""

    def diff(self, draft_id: str, query: DiffQuery) -> DiffOut:
        """What changed."""

    def export(self, draft_id: str, name: str) -> bytes:
        """The draft in a format."""

    def attestation(self, draft_id: str, body: AttestationIn) -> bytes:
        """The attestation pack."""

    def comment(self, draft_id: str, body: CommentIn) -> CommentOut:
        """Remark on a draft."""

    def comments(self, draft_id: str) -> CommentsOut:
        """All remarks."""

    def resolve(self, draft_id: str, comment: int) -> CommentOut:
        """Mark a remark as dealt with."""

    def plain(self, draft_id: str, clause: str) -> SuggestionOut:
        """A clause in plain language, by a language model."""

    def worded(self, draft_id: str, clause: str, body: WishIn) -> SuggestionOut:
        """A clause worded as its author wishes, by a language model."""

    def history(self, draft_id: str) -> HistoryOut:
        """Who did what."""

    def feasibility(self, draft_id: str, body: FeasibilityIn) -> FeasibilityOut:
        """Test the limits on past performance."""


@dataclass(frozen=True)
class LocalDrafts:
    """Works on an assistant's drafts, in the name of a key."""

    assistant: Assistant
    actor: str

    @property
    def _work(self) -> Drafts:
        return self.assistant.drafts

    def interview(self, body: InterviewIn) -> InterviewOut:
        """What an author must still say."""
        return InterviewOut.of(self._work.interview(body.brief))

    def create(self, body: DraftIn) -> DraftOut:
        """Draft a code."""
        return self._reviewed(self._work.create(body.brief, self.actor, revise=body.revise))

    def drafts(self, document: str | None = None) -> DraftsOut:
        """All drafts, or those of a document."""
        return DraftsOut(drafts=[DraftLineOut.of(draft) for draft in self._work.all(document)])

    def get(self, draft_id: str) -> DraftOut:
        """A draft with its findings."""
        return self._reviewed(self._work.get(draft_id))

    def edit(self, draft_id: str, body: EditIn) -> DraftOut:
        """Change a draft."""
        return self._reviewed(self._work.edit(draft_id, body.edit(), self.actor))

    def move(self, draft_id: str, body: TransitionIn) -> DraftOut:
        """Take a step."""
        work, actor = self._work, self.actor
        steps = {
            Step.SUBMIT: lambda: work.submit(draft_id, actor, body.note),
            Step.REQUEST_CHANGES: lambda: work.request_changes(draft_id, actor, body.note or ""),
            Step.APPROVE: lambda: work.approve(draft_id, actor, body.note),
            Step.PUBLISH: lambda: work.publish(draft_id, actor, body.effective_from),
            Step.WITHDRAW: lambda: work.withdraw(draft_id, actor, body.note),
        }
        return self._reviewed(steps[body.step]())

    def diff(self, draft_id: str, query: DiffQuery) -> DiffOut:
        """What changed."""
        return DiffOut.of(self._work.diff(draft_id, revision=query.revision, against=query.against))

    def export(self, draft_id: str, name: str) -> bytes:
        """The draft in a format."""
        return self._work.export(draft_id, name)

    def attestation(self, draft_id: str, body: AttestationIn) -> bytes:
        """The attestation pack."""
        draft = self._work.get(draft_id)
        reviewed = self._work.review(draft)
        material = material_of(draft)
        evidence = {clause: given.evidence() for clause, given in body.evidence.items()}
        rows = attestation_rows(material, reviewed.findings, evidence)
        make = attestation_docx if body.format == "docx" else attestation_xlsx
        return make(material, rows, reviewed.coverage)

    def comment(self, draft_id: str, body: CommentIn) -> CommentOut:
        """Remark on a draft."""
        return CommentOut.of(self._work.comment(draft_id, body.clause, body.text, self.actor))

    def comments(self, draft_id: str) -> CommentsOut:
        """All remarks."""
        return CommentsOut.of(self._work.comments(draft_id))

    def resolve(self, draft_id: str, comment: int) -> CommentOut:
        """Mark a remark as dealt with."""
        return CommentOut.of(self._work.resolve(draft_id, comment, self.actor))

    def plain(self, draft_id: str, clause: str) -> SuggestionOut:
        """A clause in plain language, by a language model."""
        return self._suggested(draft_id, clause, lambda uses, text: uses.plain(text, STAFF))

    def worded(self, draft_id: str, clause: str, body: WishIn) -> SuggestionOut:
        """A clause worded as its author wishes, by a language model."""
        return self._suggested(draft_id, clause, lambda uses, text: uses.worded(text, body.wish, STAFF))

    def history(self, draft_id: str) -> HistoryOut:
        """Who did what."""
        draft = self._work.get(draft_id)
        return HistoryOut(entries=[AuditEntryOut.of(entry) for entry in self.assistant.audit.about(draft.id)])

    def feasibility(self, draft_id: str, body: FeasibilityIn) -> FeasibilityOut:
        """Test the limits on past performance."""
        return FeasibilityOut.of(self._work.feasibility(draft_id, body.csv, body.most_missed))

    def _reviewed(self, draft: Draft) -> DraftOut:
        return DraftOut.reviewed(draft, self._work.review(draft))

    def _suggested(self, draft_id: str, clause: str, say: Callable[[Uses, str], Reworded]) -> SuggestionOut:
        draft, found = self._work.clause(draft_id, clause)
        uses = self.assistant.uses
        return SuggestionOut.of(draft, found, say(uses, found.text) if uses else None)


@dataclass(frozen=True)
class RemoteDrafts:
    """Works on the drafts of a server."""

    send: Callable[..., Any]  #: method, path, and what the request holds; gives the answer's JSON
    fetch: Callable[..., bytes]  #: the same for a file

    def interview(self, body: InterviewIn) -> InterviewOut:
        """What an author must still say."""
        return InterviewOut.model_validate(self.send("POST", "/v1/drafts/interview", json=_json(body)))

    def create(self, body: DraftIn) -> DraftOut:
        """Draft a code."""
        return DraftOut.model_validate(self.send("POST", "/v1/drafts", json=_json(body)))

    def drafts(self, document: str | None = None) -> DraftsOut:
        """All drafts, or those of a document."""
        params = {"document": document} if document else {}
        return DraftsOut.model_validate(self.send("GET", "/v1/drafts", params=params))

    def get(self, draft_id: str) -> DraftOut:
        """A draft with its findings."""
        return DraftOut.model_validate(self.send("GET", _path(draft_id)))

    def edit(self, draft_id: str, body: EditIn) -> DraftOut:
        """Change a draft."""
        return DraftOut.model_validate(self.send("PATCH", _path(draft_id), json=_json(body)))

    def move(self, draft_id: str, body: TransitionIn) -> DraftOut:
        """Take a step."""
        return DraftOut.model_validate(self.send("POST", _path(draft_id, "transitions"), json=_json(body)))

    def diff(self, draft_id: str, query: DiffQuery) -> DiffOut:
        """What changed."""
        params = query.model_dump(exclude_none=True)
        return DiffOut.model_validate(self.send("GET", _path(draft_id, "diff"), params=params))

    def export(self, draft_id: str, name: str) -> bytes:
        """The draft in a format."""
        return self.fetch("GET", _path(draft_id, "export"), params={"format": name})

    def attestation(self, draft_id: str, body: AttestationIn) -> bytes:
        """The attestation pack."""
        return self.fetch("POST", _path(draft_id, "attestation"), json=_json(body))

    def comment(self, draft_id: str, body: CommentIn) -> CommentOut:
        """Remark on a draft."""
        return CommentOut.model_validate(self.send("POST", _path(draft_id, "comments"), json=_json(body)))

    def comments(self, draft_id: str) -> CommentsOut:
        """All remarks."""
        return CommentsOut.model_validate(self.send("GET", _path(draft_id, "comments")))

    def resolve(self, draft_id: str, comment: int) -> CommentOut:
        """Mark a remark as dealt with."""
        return CommentOut.model_validate(self.send("POST", _path(draft_id, f"comments/{comment}/resolve")))

    def plain(self, draft_id: str, clause: str) -> SuggestionOut:
        """A clause in plain language, by a language model."""
        return SuggestionOut.model_validate(self.send("POST", _clause(draft_id, clause, "plain")))

    def worded(self, draft_id: str, clause: str, body: WishIn) -> SuggestionOut:
        """A clause worded as its author wishes, by a language model."""
        return SuggestionOut.model_validate(self.send("POST", _clause(draft_id, clause, "wording"), json=_json(body)))

    def history(self, draft_id: str) -> HistoryOut:
        """Who did what."""
        return HistoryOut.model_validate(self.send("GET", _path(draft_id, "history")))

    def feasibility(self, draft_id: str, body: FeasibilityIn) -> FeasibilityOut:
        """Test the limits on past performance."""
        return FeasibilityOut.model_validate(self.send("POST", _path(draft_id, "feasibility"), json=_json(body)))


def _path(draft_id: str, rest: str = "") -> str:
    return f"/v1/drafts/{quote(draft_id, safe='')}" + (f"/{rest}" if rest else "")


def _clause(draft_id: str, clause: str, rest: str) -> str:
    return _path(draft_id, f"clauses/{quote(clause, safe='')}/{rest}")


def _json(body: Any) -> Mapping[str, object]:
    sent: Mapping[str, object] = body.model_dump(mode="json", exclude_defaults=True)
    return sent
