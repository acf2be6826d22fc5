"""What the organisation says of itself in `pledge.yaml`: its name, whom to ask, its days and holidays."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from assistant import tables
from knowledge.database import Database
from knowledge.manifest import FILE_NAME, Contact, load


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whose documents these are."""

    name: str | None = None
    contact: Contact | None = None
    time_zone: str | None = None  #: such as Europe/London; None: the machine's
    holidays: str | None = None  #: such as GB-ENG

    def today(self) -> date:
        """The day it is where the organisation is."""
        return datetime.now(ZoneInfo(self.time_zone)).date() if self.time_zone else date.today()  # noqa: DTZ011


class Profile:
    """Keeps what the organisation says of itself in the database; the last folder that says something counts."""

    def __init__(self) -> None:
        self.organisation = Organisation()
        self._database: Database | None = None

    def today(self) -> date:
        """The day it is where the organisation is."""
        return self.organisation.today()

    def contact(self) -> Contact | None:
        """Whom to ask when the documents do not say."""
        return self.organisation.contact

    def keep_in(self, database: Database) -> None:
        """Use what a database knows, and keep what is learned there."""
        self._database = database
        with database.reading() as connection:
            body = connection.execute(sa.select(tables.organisation.c.body)).scalar()
        if body:
            facts = json.loads(body)
            contact = Contact(**facts.pop("contact")) if facts.get("contact") else None
            self.organisation = Organisation(**{**facts, "contact": contact})

    def learn(self, folder: Path) -> None:
        """Take over what a folder's `pledge.yaml` says, if there is one and it says anything.

        Raises:
            InvalidInput: the file cannot be used.
        """
        path = folder / FILE_NAME
        if not path.is_file() or self._database is None:
            return
        manifest = load(path.read_text(encoding="utf-8-sig"))
        contact = None if manifest.contact == Contact() else manifest.contact
        learned = Organisation(manifest.organisation, contact, manifest.time_zone, manifest.holidays)
        if learned in {Organisation(), self.organisation}:
            return
        row = {"id": 1, "body": json.dumps(asdict(learned))}
        with self._database.writing() as connection:
            connection.execute(sa.delete(tables.organisation))
            connection.execute(sa.insert(tables.organisation), row)
        self.organisation = learned
