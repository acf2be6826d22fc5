"""The register of commitments and verifying, as routes and commands use them: over an assistant, or a server."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Protocol

from api.commitment_schemas import (
    ChangesOut,
    CommitmentDetailOut,
    CommitmentOut,
    CommitmentQuery,
    CommitmentsOut,
    CommitmentsQuery,
    ConflictOut,
    ConflictsOut,
    ConflictsQuery,
    ExtractedOut,
    ExtractIn,
    ExtractOut,
    RegisterExportQuery,
    RegisterQuery,
    SentenceOut,
    VerifyIn,
    VerifyOut,
    VersionsQuery,
)
from api.schemas import In, QuoteOut, scope_of
from assistant.conflicts import conflicts
from assistant.quotes import QuoteRole, is_verbatim, quote_of
from assistant.register import Registered, diff, export
from assistant.roles import Role
from knowledge.documents import Scope, Version
from knowledge.errors import Conflict, UnknownName, UnreadableFile

if TYPE_CHECKING:
    import httpx

    from assistant.build import Assistant
    from assistant.commitments import UnitInContext
    from assistant.verify import SentenceVerdict

    #: Sends a request as a role and gives the answer; faults are raised.
    Send = Callable[..., httpx.Response]


class RegisterDesk(Protocol):
    """What can be asked of the register."""

    def commitments(self, query: CommitmentsQuery) -> CommitmentsOut:
        """The commitments wanted."""

    def get(self, promise: str, query: CommitmentQuery) -> CommitmentDetailOut:
        """One commitment."""

    def conflicts(self, query: ConflictsQuery) -> ConflictsOut:
        """Contradictions."""

    def diff(self, query: VersionsQuery) -> ChangesOut:
        """What changed between two versions."""

    def export(self, query: RegisterExportQuery) -> bytes:
        """The commitments wanted, as a file."""

    def verify(self, body: VerifyIn) -> VerifyOut:
        """Whether the documents bear a text out."""


class LocalRegister:
    """Over an assistant, for somebody of a role: customers get the public part only."""

    def __init__(self, assistant: Assistant, role: Role) -> None:
        self._assistant = assistant
        self._role = role

    def commitments(self, query: CommitmentsQuery) -> CommitmentsOut:
        """The commitments wanted."""
        found = self._found(query)
        part = found[query.offset : query.offset + query.limit]
        return CommitmentsOut(commitments=[CommitmentOut.of(one) for one in part], total=len(found))

    def all(self, wanted: Mapping[str, str | None]) -> list[CommitmentOut]:
        """Every commitment wanted, by the fields of `CommitmentsQuery`."""
        return [CommitmentOut.of(one) for one in self._found(CommitmentsQuery.model_validate(wanted))]

    def get(self, promise: str, query: CommitmentQuery) -> CommitmentDetailOut:
        """One commitment in force.

        Raises:
            UnknownName: none that the role may see has this id.
        """
        scope = self._scope(query.as_of, None)
        register = self._assistant.register
        one = register.get(promise, scope)
        attached = [other for other in register.of_version(one.version) if other.belongs_to == promise]
        return CommitmentDetailOut(
            commitment=CommitmentOut.of(one),
            attached=[CommitmentOut.of(other) for other in attached],
            history=[CommitmentOut.of(earlier) for earlier in register.history(promise, scope)],
        )

    def conflicts(self, query: ConflictsQuery) -> ConflictsOut:
        """Contradictions among what is in force."""
        found = self._assistant.register.find(self._scope(query.as_of, query.collection))
        return ConflictsOut(conflicts=[ConflictOut.of(conflict) for conflict in conflicts(found)])

    def diff(self, query: VersionsQuery) -> ChangesOut:
        """What changed between two versions of a document.

        Raises:
            UnknownName: the role may see no such document or version.
            Conflict: there is no earlier version to compare with.
        """
        seen = self._versions(query.document)
        today = self._assistant.today()
        current = [version for version in seen if version.in_force(today)] or seen
        new = _named(seen, query.new) if query.new else current[-1]
        earlier = seen[: seen.index(new)]
        if query.old is None and not earlier:
            raise Conflict(f"'{query.document}' has no version before {new.label}. Name the two to compare.")
        old = _named(seen, query.old) if query.old else earlier[-1]
        register = self._assistant.register
        return ChangesOut.of(old, new, diff(register.of_version(old), register.of_version(new)))

    def export(self, query: RegisterExportQuery) -> bytes:
        """The commitments wanted, as a file."""
        return export(self._found(query), query.format)

    def extract(self, body: ExtractIn) -> ExtractOut:
        """The commitments of a text; a language model that may reads the units that the rules find hard."""
        from assistant.commitments import extract  # noqa: PLC0415 - only who extracts loads the rules
        from assistant.model.spending import STAFF  # noqa: PLC0415 - the same

        uses = self._assistant.uses.many() if self._assistant.uses and self._assistant.uses.reads else None
        read = (lambda unit: uses.reading(unit, STAFF)) if uses else None
        return ExtractOut(commitments=[ExtractedOut.read(record) for record in extract(_units(body.text), read)])

    def verify(self, body: VerifyIn) -> VerifyOut:
        """Whether the documents that the role may see bear a text out."""
        from assistant.verify import LibraryEvidence, verify  # noqa: PLC0415 - only who verifies loads the rules

        scope = self._scope(body.as_of, None)
        found = verify(body.text, LibraryEvidence(self._assistant.library, scope), on=scope.as_of)
        sentences = [SentenceOut.of(one, self._quotes(one)) for one in found.sentences]
        return VerifyOut(sentences=sentences, verdict=found.verdict)

    def _found(self, query: RegisterQuery) -> list[Registered]:
        return self._assistant.register.find(self._scope(query.as_of, query.collection), query.wanted())

    def _scope(self, as_of: date | None, collection: str | None) -> Scope:
        return scope_of(self._role.audiences, as_of or self._assistant.today(), collection)

    def _versions(self, document: str) -> list[Version]:
        """The versions that the role may see, in the order in which they came into force."""
        entries = self._assistant.library.catalogue().by_document.get(document, ())
        seen = [entry.version for entry in entries if entry.version.audience in self._role.audiences]
        if not seen:
            raise UnknownName("document", document)
        return sorted(seen, key=lambda version: (version.effective_from or date.min, version.number))

    def _quotes(self, found: SentenceVerdict) -> list[QuoteOut]:
        """The evidence, each quote compared with the stored text."""
        library = self._assistant.library
        role = QuoteRole.CONFLICT if found.verdict.value == "contradicted" else QuoteRole.ANSWER
        quotes = [quote_of(hit, role) for hit in found.evidence]
        return [QuoteOut.of(quote) for quote in quotes if is_verbatim(quote, library.version_text(quote.version_id))]


class RemoteRegister:
    """Through a server."""

    def __init__(self, send: Send, role: Role) -> None:
        self._send = send
        self._role = role

    def commitments(self, query: CommitmentsQuery) -> CommitmentsOut:
        """The commitments wanted."""
        return CommitmentsOut.model_validate(self._get("/v1/commitments", query).json())

    def get(self, promise: str, query: CommitmentQuery) -> CommitmentDetailOut:
        """One commitment."""
        from urllib.parse import quote  # noqa: PLC0415 - needed here alone

        found = self._get(f"/v1/commitments/{quote(promise, safe='')}", query)
        return CommitmentDetailOut.model_validate(found.json())

    def conflicts(self, query: ConflictsQuery) -> ConflictsOut:
        """Contradictions."""
        return ConflictsOut.model_validate(self._get("/v1/commitments/conflicts", query).json())

    def diff(self, query: VersionsQuery) -> ChangesOut:
        """What changed between two versions."""
        return ChangesOut.model_validate(self._get("/v1/commitments/diff", query).json())

    def export(self, query: RegisterExportQuery) -> bytes:
        """The commitments wanted, as a file."""
        return self._get("/v1/commitments/export", query).content

    def verify(self, body: VerifyIn) -> VerifyOut:
        """Whether the documents bear a text out."""
        found = self._send("POST", "/v1/verify", self._role, json=body.model_dump(mode="json"))
        return VerifyOut.model_validate(found.json())

    def _get(self, path: str, query: In) -> httpx.Response:
        return self._send("GET", path, self._role, params=query.model_dump(mode="json", exclude_none=True))


def _named(versions: list[Version], name: str) -> Version:
    for version in versions:
        if name in {version.id, version.label, str(version.number)}:
            return version
    raise UnknownName("version", name)


def _units(text: str) -> list[UnitInContext]:
    """The units of a text as Markdown has them; of what is no document, the whole as one unit."""
    from assistant.commitments import lone_unit, units_in_context  # noqa: PLC0415 - only who extracts loads the rules
    from knowledge.readers import read  # noqa: PLC0415 - the same
    from knowledge.units import split  # noqa: PLC0415 - the same

    if " | " in text and "\n" not in text.strip():
        return [lone_unit(text)]  # a table row by itself
    try:
        document = read("text.md", text.encode("utf-8", "replace"))
    except UnreadableFile:
        return [lone_unit(text)]
    passages, units = split(document)
    return units_in_context(document.text, units, passages)
