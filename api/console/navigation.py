"""What the console offers each role."""

from __future__ import annotations

from dataclasses import dataclass

from assistant.roles import Role


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the navigation."""

    name: str
    path: str
    least: Role


_ENTRIES = (
    Entry("Ask", "/console/ask", Role.CUSTOMER),
    Entry("Documents", "/console/documents", Role.CUSTOMER),
    Entry("Commitments", "/console/commitments", Role.CUSTOMER),
    Entry("Reply", "/console/reply", Role.STAFF),
    Entry("Check", "/console/check", Role.AUTHOR),
    Entry("Drafts", "/console/drafts", Role.AUTHOR),
    Entry("Unanswered", "/console/unanswered", Role.AUTHOR),
    Entry("Evaluations", "/console/evaluations", Role.AUTHOR),
    Entry("Keys", "/console/keys", Role.ADMIN),
    Entry("Accounts", "/console/accounts", Role.ADMIN),
    Entry("Audit log", "/console/audit", Role.ADMIN),
)


def entries_for(role: Role) -> tuple[Entry, ...]:
    """The pages that a role may open."""
    return tuple(entry for entry in _ENTRIES if role.may(entry.least))
