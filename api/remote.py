"""The desk of a data folder that a server owns: the same work through its HTTP interface."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar
from urllib.parse import quote

import httpx

from api import serverfile
from api.account_schemas import AccountChangeIn, AccountIn, AccountsOut, NewAccountOut
from api.archives import pack
from api.desk import Intake
from api.document_schemas import DoctorOut, IngestOut, ReindexOut, SkippedOut
from api.schemas import AnswerOut, AskIn, KeyIn, KeyOut, KeysOut, NewKeyOut, Out, SearchIn, SearchOut
from assistant.roles import Role
from knowledge.errors import PledgeError, StoreError
from knowledge.listing import Listing, list_files, list_folder
from knowledge.manifest import FILE_NAME as MANIFEST
from knowledge.progress import Progress, ProgressCallback, silent

if TYPE_CHECKING:
    from api.draft_desk import DraftDesk
    from api.register_desk import RemoteRegister
    from assistant.checker import Report
    from assistant.rules import Finding

#: Answers come in a moment; a rebuild may take an hour, and sends signs of life meanwhile.
_SECONDS = 60.0
_Made = TypeVar("_Made", bound=Out)


class RefusedByServer(PledgeError):
    """The server answered with an error; its message is for people."""


class RemoteDesk:
    """Works through a server."""

    def __init__(self, folder: Path, url: str, keys: Mapping[str, str]) -> None:
        """The folder, its server's address and the server's own keys, by role."""
        self._folder = folder
        self._url = url
        self._keys = keys
        self._client = httpx.Client(base_url=url, timeout=_SECONDS, trust_env=False)

    @classmethod
    def of(cls, folder: Path) -> RemoteDesk:
        """The server that owns a folder."""
        found = serverfile.find(folder)
        return cls(folder, found.url, found.keys)

    @property
    def folder(self) -> Path:
        """The data folder."""
        return self._folder

    @property
    def place(self) -> str:
        """The server's address."""
        return self._url

    def ask(self, body: AskIn, role: Role) -> AnswerOut:
        """Answer a question as that role."""
        return AnswerOut.model_validate(self._send("POST", "/v1/ask", role, json=body.model_dump(mode="json")))

    def search(self, body: SearchIn, role: Role) -> SearchOut:
        """Search as that role."""
        return SearchOut.model_validate(self._send("POST", "/v1/search", role, json=body.model_dump(mode="json")))

    def ingest(self, intake: Intake, progress: ProgressCallback) -> IngestOut:
        """Send documents, all in one archive."""
        listing = _listing(intake)
        if intake.prune:
            listing.check_complete()
        files = [(file.name, file.path) for file in listing.files]
        manifest = Path(listing.origin) / MANIFEST
        if listing.origin and manifest.is_file():
            files.append((MANIFEST, manifest))
        options = intake.options.model_dump(mode="json", exclude_none=True)
        origin = listing.origin or (listing.files[0].origin if listing.files else "")
        options |= {"prune": intake.prune, "origin": origin or "files"}
        with tempfile.TemporaryFile() as archive:
            pack(files, archive)
            archive.seek(0)
            headers = {"Content-Type": "application/octet-stream"}
            report = self._follow("/v1/ingests", IngestOut, progress, params=options, content=archive, headers=headers)
        skipped = [SkippedOut(name=skip.name, reason=skip.reason) for skip in listing.skipped]
        return report.model_copy(update={"skipped": [*report.skipped, *skipped]})

    def register(self, role: Role) -> RemoteRegister:
        """The register of commitments, and verifying, as that role."""
        from api.register_desk import RemoteRegister  # noqa: PLC0415 - it loads the rules of extraction

        return RemoteRegister(self._answer, role)

    def contradictions(self, text: str, name: str) -> Sequence[Finding]:
        """What a text promises otherwise than the documents in force."""
        from api.check_schemas import CheckOut  # noqa: PLC0415 - loads the rules

        found = self._send("POST", "/v1/checks", json={"text": text, "name": name})
        return [one.as_finding() for one in CheckOut.model_validate(found).findings if one.other_document]

    def explained(self, report: Report) -> Report:
        """A report with the words of the server's language model beside each finding that the server finds, too."""
        from api.check_schemas import CheckOut, beside  # noqa: PLC0415 - loads the rules

        if not report.code.text:
            return report
        sent = {"text": report.code.text, "name": report.name[-300:], "explain": True}
        return beside(report, CheckOut.model_validate(self._send("POST", "/v1/checks", json=sent)))

    def create_key(self, body: KeyIn) -> NewKeyOut:
        """Make a key."""
        return NewKeyOut.model_validate(self._send("POST", "/v1/keys", json=body.model_dump(mode="json")))

    def keys(self) -> KeysOut:
        """All keys."""
        return KeysOut.model_validate(self._send("GET", "/v1/keys"))

    def revoke_key(self, key_id: str) -> KeyOut:
        """Make a key worthless."""
        return KeyOut.model_validate(self._send("DELETE", f"/v1/keys/{quote(key_id, safe='')}"))

    def create_account(self, body: AccountIn) -> NewAccountOut:
        """Make an account of the console."""
        return NewAccountOut.model_validate(self._send("POST", "/v1/accounts", json=body.model_dump(mode="json")))

    def accounts(self) -> AccountsOut:
        """All accounts."""
        return AccountsOut.model_validate(self._send("GET", "/v1/accounts"))

    def change_account(self, name: str, body: AccountChangeIn) -> NewAccountOut:
        """Change an account."""
        path = f"/v1/accounts/{quote(name, safe='')}"
        return NewAccountOut.model_validate(self._send("PATCH", path, json=body.model_dump(mode="json")))

    @property
    def drafts(self) -> DraftDesk:
        """The server's drafts."""
        from api.draft_desk import RemoteDrafts  # noqa: PLC0415 - loads records of the checker and the exports

        return RemoteDrafts(self._send, self._fetch)

    def reindex(self, progress: ProgressCallback) -> ReindexOut:
        """Rebuild the indexes."""
        return self._follow("/v1/maintenance/reindex", ReindexOut, progress)

    def doctor(self, *, repair: bool, progress: ProgressCallback) -> DoctorOut:
        """Examine the data folder."""
        return self._follow("/v1/maintenance/doctor", DoctorOut, progress, params={"repair": repair})

    def close(self) -> None:
        """Hang up."""
        self._client.close()

    def __enter__(self) -> Self:
        """Use it in a `with` block."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Hang up."""
        self.close()

    def _send(self, method: str, path: str, role: Role = Role.ADMIN, **request: Any) -> Any:
        return self._answer(method, path, role, **request).json()

    def _answer(self, method: str, path: str, role: Role, **request: Any) -> httpx.Response:
        try:
            answer = self._client.request(method, path, headers=self._key(role), **request)
        except httpx.HTTPError as error:
            raise self._lost(error) from error
        _raise_for(answer)
        return answer

    def _fetch(self, method: str, path: str, **request: Any) -> bytes:
        return self._answer(method, path, Role.ADMIN, **request).content

    def _follow(self, path: str, made: type[_Made], progress: ProgressCallback = silent, **request: Any) -> _Made:
        """Do long work, telling how far it is."""
        headers = {**request.pop("headers", {}), **self._key(Role.ADMIN), "Accept": "text/event-stream"}
        try:
            with self._client.stream("POST", path, headers=headers, **request) as answer:
                if answer.is_error:
                    answer.read()
                    _raise_for(answer)
                for event, data in _events(answer.iter_lines()):
                    if event == "progress":
                        progress(Progress(data["phase"], data["done"], data["total"]))
                    elif event == "error":
                        raise RefusedByServer(data["error"]["message"], data["error"]["details"])
                    elif event == "report":
                        return made.model_validate(data)
        except httpx.HTTPError as error:
            raise self._lost(error) from error
        raise self._lost(None)

    def _key(self, role: Role) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._keys[role.value]}"}

    def _lost(self, error: Exception | None) -> StoreError:
        why = f": {error}" if error is not None and str(error) else ""
        return StoreError(f"The server at {self._url} broke the connection{why}. See whether it still runs.")


def _listing(intake: Intake) -> Listing:
    if isinstance(intake.paths, Path):
        folder = list_folder(intake.paths, intake.exclude) if not intake.paths.is_file() else None
        return folder or list_files([intake.paths])
    return list_files(intake.paths)


def _raise_for(answer: httpx.Response) -> None:
    if answer.is_success:
        return
    try:
        error = answer.json()["error"]
    except (ValueError, KeyError, TypeError) as cause:
        raise RefusedByServer(f"The server answered {answer.status_code} without a reason.") from cause
    raise RefusedByServer(error["message"], error["details"])


def _events(lines: Iterator[str]) -> Iterator[tuple[str, Any]]:
    """Event names and their data, from the lines of a stream; signs of life are left out."""
    event = ""
    for line in lines:
        if line.startswith("event: "):
            event = line.removeprefix("event: ")
        elif line.startswith("data: "):
            yield event, json.loads(line.removeprefix("data: "))
