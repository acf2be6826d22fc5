"""What the tools work through, in the name of one caller: a server's assistant, or a desk of the command line."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from api.checks import read_text
from api.commitment_schemas import CommitmentsOut, CommitmentsQuery, VerifyIn, VerifyOut
from api.draft_requests import DraftIn
from api.mcp.results import CheckedOut, DraftedOut
from api.schemas import AnswerOut, AskIn, SearchIn, SearchOut
from assistant.check_config import config_at_hand
from assistant.checker import check
from assistant.roles import Role

if TYPE_CHECKING:
    from api.desk import Desk


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

    def check(self, text: str, name: str) -> CheckedOut:
        """Check the text of a code; of one that succeeds the stored document `name`, where that is not ""."""

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

    def check(self, text: str, name: str) -> CheckedOut:
        """Check the text of a code with the settings at hand, against the documents of the desk."""
        config = replace(config_at_hand(), name=name)
        return CheckedOut.of(check(read_text(text), config, elsewhere=self.desk.contradictions(text, name)))

    def draft(self, body: DraftIn) -> DraftedOut:
        """Draft a code."""
        return DraftedOut.of(self.desk.drafts.create(body))
