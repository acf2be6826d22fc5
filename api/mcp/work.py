"""What the tools work through, in the name of one caller: a server's assistant, or a desk of the command line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Protocol

from api.commitment_schemas import CommitmentsOut, CommitmentsQuery, VerifyIn, VerifyOut
from api.draft_requests import DraftIn
from api.mcp.results import CheckedOut, DraftedOut
from api.schemas import AnswerOut, AskIn, SearchIn, SearchOut
from assistant.check_config import CheckConfig
from assistant.checker import check
from assistant.roles import Role
from knowledge.readers import Limits, read_safely

if TYPE_CHECKING:
    from api.desk import Desk

_SECONDS_TO_READ = 30.0


class Work(Protocol):
    """The work that tools do."""

    @property
    def role(self) -> Role:
        """Whose eyes it has."""

    def ask(self, body: AskIn) -> AnswerOut:
        """Answer a question."""

    def search(self, body: SearchIn) -> SearchOut:
        """Find units."""

    def verify(self, body: VerifyIn) -> VerifyOut:
        """Say whether the documents bear a text out."""

    def commitments(self, query: CommitmentsQuery) -> CommitmentsOut:
        """List promises."""

    def check(self, text: str) -> CheckedOut:
        """Check the text of a code."""

    def draft(self, body: DraftIn) -> DraftedOut:
        """Draft a code."""


@dataclass(frozen=True, slots=True)
class DeskWork:
    """Through the desk that commands have: a server, or the data folder itself."""

    desk: Desk
    role: Role

    @property
    def _reader(self) -> Role:
        """Authors read what staff read."""
        return Role.STAFF if self.role.may(Role.STAFF) else Role.CUSTOMER

    def ask(self, body: AskIn) -> AnswerOut:
        """Answer a question."""
        return self.desk.ask(body, self._reader)

    def search(self, body: SearchIn) -> SearchOut:
        """Find units."""
        return self.desk.search(body, self._reader)

    def verify(self, body: VerifyIn) -> VerifyOut:
        """Say whether the documents bear a text out."""
        return self.desk.register(self._reader).verify(body)

    def commitments(self, query: CommitmentsQuery) -> CommitmentsOut:
        """List promises."""
        return self.desk.register(self._reader).commitments(query)

    def check(self, text: str) -> CheckedOut:
        """Check the text of a code; that takes neither documents nor a server."""
        return checked(text)

    def draft(self, body: DraftIn) -> DraftedOut:
        """Draft a code."""
        return DraftedOut.of(self.desk.drafts.create(body))


def checked(text: str, today: date | None = None) -> CheckedOut:
    """The findings on the text of a code, read as Markdown.

    Raises:
        UnreadableFile: it cannot be read.
    """
    document = read_safely("text.md", text.encode("utf-8", "replace"), Limits(seconds=_SECONDS_TO_READ))
    return CheckedOut.of(check(document, CheckConfig(today=today)))
