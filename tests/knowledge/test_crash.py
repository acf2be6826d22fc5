"""A kill at any moment of an ingest loses nothing, doubles nothing and shows nothing half."""

import random
import secrets
import subprocess
import sys
import time
from pathlib import Path

import pytest

from knowledge.documents import CUSTOMER_AUDIENCES, Audience, Declared, Scope
from knowledge.library import Library
from knowledge.readers import read
from tests.fakes import HashEmbedder
from tests.knowledge.conftest import TODAY

ROOT = Path(__file__).resolve().parents[2]
KILLS = 20
DOCUMENTS = 10
PUBLIC = Declared(audience=Audience.PUBLIC)


class Office:
    """A folder whose documents change, and every text that each of them ever had."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.folder = folder
        self.history: dict[str, list[str]] = {}
        self._chance = chance
        folder.mkdir()
        for number in range(DOCUMENTS):
            self._write(f"rules-{number}.md", 0)

    @property
    def present(self) -> dict[str, str]:
        """What is in the folder now."""
        return {path.name: path.read_text(encoding="utf-8") for path in self.folder.iterdir()}

    def work(self, day: int) -> None:
        """Change some documents, remove one, bring in another."""
        for name in self._chance.sample(sorted(self.present), 4):
            self._write(name, day)
        if len(self.present) > DOCUMENTS // 2:
            (self.folder / self._chance.choice(sorted(self.present))).unlink()
        self._write(f"rules-{self._chance.randrange(DOCUMENTS + 5)}.md", day)

    def _write(self, name: str, day: int) -> None:
        audience = self._chance.choice(["public", "public", "staff"])
        rules = [f"Rule {n} of {name} was made on day {day if n % 3 else 0}." for n in range(1, 13)]
        text = f"---\naudience: {audience}\n---\n\n# {name}\n\n" + "\n\n".join(rules) + "\n"
        (self.folder / name).write_text(text, encoding="utf-8")
        self.history.setdefault(name, []).append(text)


@pytest.mark.timeout(180)
def test_ingest_survives_being_killed_at_twenty_random_moments(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    seed = secrets.randbits(32)
    print(f"seed {seed}")  # noqa: T201 - to run a failure again
    chance = random.Random(seed)
    office = Office(tmp_path / "documents", chance)
    data = tmp_path / "data"
    interrupted = 0
    for day in range(1, KILLS + 1):
        office.work(day)
        interrupted += killed(data, office.folder, chance.uniform(0.0, 0.9))
        with Library.open(data, embedder=HashEmbedder(), read=read, today=lambda: TODAY) as library:
            check_nothing_half(library, office)
            if day % 2:  # every other time the next ingest finds what the kill has left
                library.ingest(office.folder, declared=PUBLIC, prune=True)
                check_all_there(library, office)
    with Library.open(data, embedder=HashEmbedder(), read=read, today=lambda: TODAY) as library:
        library.ingest(office.folder, declared=PUBLIC, prune=True)
        check_all_there(library, office)
    print(f"{interrupted} of {KILLS} ingests were interrupted")  # noqa: T201 - the same
    assert interrupted >= KILLS // 2
    assert "rebuilding" not in caplog.text  # the notes alone were enough to clean up


def killed(data: Path, documents: Path, seconds: float) -> bool:
    """Start an ingest and kill it so long after it has begun; whether it was still at work."""
    command = [sys.executable, "-m", "tests.knowledge.slow_ingest", str(data), str(documents)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    with process:
        begun = process.stdout.readline()
        time.sleep(seconds)
        process.kill()
        rest = process.stdout.read()
    assert begun == "begun\n"
    return "ended" not in rest


def check_nothing_half(library: Library, office: Office) -> None:
    """Every version is whole in both indexes, and holds a text that its file once had."""
    findings = [finding for finding in library.doctor() if "of no stored text" not in finding.message]
    assert findings == []
    for name in library.documents():
        versions = library.versions(name)
        assert all(library.version_text(version.id) in office.history[name] for version in versions)
        assert sum(version.in_force(TODAY) for version in versions) == 1
    check_search(library)


def check_search(library: Library) -> None:
    """Customers find all units of the public versions in force, each once, and nothing else."""
    versions = [version for name in library.documents() for version in library.versions(name)]
    public = [each for each in versions if each.audience is Audience.PUBLIC and each.in_force(TODAY)]
    wanted = sorted((each.id, unit.ordinal) for each in public for unit in library.units(each.id))
    hits = library.candidates("rule made day", Scope(CUSTOMER_AUDIENCES, TODAY), 1000)
    assert sorted((hit.version.id, hit.unit.ordinal) for hit in hits) == wanted


def check_all_there(library: Library, office: Office) -> None:
    """What is in force is what is in the folder."""
    check_nothing_half(library, office)
    assert library.doctor() == ()
    current = {}
    for name in library.documents():
        (version,) = [each for each in library.versions(name) if each.in_force(TODAY)]
        current[name] = library.version_text(version.id)
    assert current == office.present
