"""The sample organisation, which `make serve` shows: its documents, two keys, an account, and what to try."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from api.commands.bars import bars
from assistant.access import KeyNotValid
from assistant.accounts import SignInRefused, one_time_password
from assistant.build import Assistant
from assistant.private_files import write_private
from assistant.roles import Role
from assistant.sites import DEMO_SITE, Site
from knowledge.documents import Declared

#: Keys and password stay the same over restarts, so that commands in a shell's history go on working; only here are
#: they kept as they are, in a file for its user alone: they open nothing but the sample.
_KEYS_FILE = "sample-keys.json"
_ACCOUNT_FILE = "sample-account.json"
_ACCOUNT = "admin"
_QUESTION = "How long do I have to return something I bought online?"


@dataclass(frozen=True, slots=True)
class Sample:
    """The sample organisation, ready to be asked."""

    documents: int
    keys: Mapping[str, str]  #: by role
    password: str  #: of the account `admin` of the console

    @classmethod
    def prepared(cls, assistant: Assistant, folder: Path) -> Sample:
        """Bring the sample's documents up to date in its data folder, and find or make its keys."""
        with bars() as progress:
            documents = Path(str(resources.files("knowledge") / "sample"))
            assistant.ingest(documents, actor="sample", declared=Declared(), prune=True, progress=progress)
        keys = _keys(assistant, folder / _KEYS_FILE)
        return cls(len(assistant.own_documents()), keys, _password(assistant, folder / _ACCOUNT_FILE))

    @staticmethod
    def site(url: str) -> Site:
        """The site of the sample's own pages, under the names that this machine has for itself."""
        port = urlsplit(url).port
        return Site(id=DEMO_SITE, origins=(url, f"http://localhost:{port}", f"http://127.0.0.1:{port}"))

    @property
    def account(self) -> Mapping[str, str]:
        """Name and password for the console."""
        return {"name": _ACCOUNT, "password": self.password}

    def greeting(self, url: str) -> str:
        """Where to look and what to try."""
        customer, staff = self.keys[Role.CUSTOMER], self.keys[Role.STAFF]
        return f"""\
Pledge serves the sample organisation, Larkmere Home ({self.documents} documents).

  Chat          {url}/demo
  Console       {url}/console/  (name: {_ACCOUNT}, password: {self.password})
  Calls         {url}/docs
  Customer key  {customer}
  Staff key     {staff}

Try, in another shell:

  .venv/bin/pledge ask "{_QUESTION}"

  curl -s {url}/v1/ask -H "Authorization: Bearer {customer}" -H "Content-Type: application/json" \\
    -d '{{"question": "{_QUESTION}"}}'

Stop with Ctrl-C."""


def _password(assistant: Assistant, path: Path) -> str:
    """The password of the console's account, if it still opens it, else a new one."""
    accounts = assistant.accounts
    kept: str = json.loads(path.read_text(encoding="utf-8"))["password"] if path.exists() else ""
    account = accounts.named(_ACCOUNT)
    if account is None:
        account, _ = accounts.create(_ACCOUNT, Role.ADMIN)
    try:
        if kept and not accounts.check(_ACCOUNT, kept).one_time:
            return kept
    except SignInRefused:
        pass  # the database was made anew, or somebody chose another password
    password = one_time_password()
    accounts.change_password(account.id, password)
    write_private(path, json.dumps({"name": _ACCOUNT, "password": password}))
    return password


def _keys(assistant: Assistant, path: Path) -> dict[str, str]:
    kept: dict[str, str] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    keys = {role.value: _working(assistant, role, kept.get(role.value)) for role in (Role.CUSTOMER, Role.STAFF)}
    if keys != kept:
        write_private(path, json.dumps(keys))
    return keys


def _working(assistant: Assistant, role: Role, token: str | None) -> str:
    """The key if it still opens the sample, else a new one."""
    try:
        if token and assistant.keys.recognise(token).role is role:
            return token
    except KeyNotValid:
        pass  # the database was made anew, or somebody revoked it
    return assistant.keys.create(role, f"sample {role}")[1]
