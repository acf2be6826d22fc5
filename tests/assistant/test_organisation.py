"""What the organisation says of itself is kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.organisation import Organisation, Profile
from knowledge.database import Database
from knowledge.errors import InvalidInput
from knowledge.manifest import Contact


def test_a_manifest_is_learned_kept_and_replaced(tmp_path: Path) -> None:
    manifest = tmp_path / "pledge.yaml"
    database = Database(f"sqlite:///{tmp_path / 'test.sqlite3'}")
    try:
        first = Profile()
        first.keep_in(database)
        assert first.contact() is None
        manifest.write_text(
            "organisation: Fen Ferries\ncontact: {email: help@fen.example}\ntime_zone: Pacific/Auckland\n"
        )
        first.learn(tmp_path)
        again = Profile()
        again.keep_in(database)
        contact = Contact(email="help@fen.example")
        assert again.organisation == Organisation("Fen Ferries", contact, "Pacific/Auckland") == first.organisation

        manifest.write_text("defaults: {audience: public}\n")
        again.learn(tmp_path)
        assert again.contact() == contact, "a folder that says nothing of the organisation changes nothing"

        manifest.write_text("organization: misspelt\n")
        with pytest.raises(InvalidInput, match="line 1"):
            again.learn(tmp_path)
    finally:
        database.close()


def test_the_day_is_that_of_the_organisation() -> None:
    east, west = Organisation(time_zone="Pacific/Kiritimati"), Organisation(time_zone="Pacific/Pago_Pago")
    assert (east.today() - west.today()).days in {1, 2}
